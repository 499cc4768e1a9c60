"""The steps from invited to customer, from the measures of one event: who passed on, was lost, came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kpilib.review.evidence import plain_number

Counts = dict[str, float | None]


@dataclass(frozen=True)
class Step:
    """People at one step, and how they came there from the step before.

    `passed` of `of` people who could pass on did so; `lost` of these did not. `left` went out without being
    lost, `entered` came in from outside, both by name: people before - lost - left + entered = people, where
    all of them are known. `is_least`: nobody knows who of the step before is meant, so that at least `lost`
    were lost. `source`: where the people are known from, if there are several ways.
    """

    step: str
    people: float | None
    before: str | None = None
    passed: float | None = None
    of: float | None = None
    lost: float | None = None
    left: Counts = field(default_factory=dict)
    entered: Counts = field(default_factory=dict)
    is_least: bool = False
    source: str | None = None

    @property
    def is_windowed(self) -> bool:
        """Whether its people are counted over a window."""
        return self.step in ("leads", "qualified_leads", "customers")


def read_steps(measures: Mapping[str, Any]) -> list[Step]:
    """The steps of one event's measures; a step that nobody knows has no people.

    Examples
    --------
    >>> steps = read_steps({"registrations": 20, "registered_attendees": 8, "walk_ins": 1, "attendees": 9})
    >>> [(step.step, step.people, step.lost) for step in steps if step.people is not None]
    [('registrations', 20.0, None), ('attendees', 9.0, 12.0)]
    """
    known = {str(name): plain_number(value) for name, value in measures.items()}
    return [
        _invited(known),
        _registered(known),
        _came(known),
        _leads(known),
        _after("qualified_leads", "leads", "leads_qualified", {"known_before": "known_qualified"}, known),
        _after("customers", "qualified_leads", "qualified_customers", {}, known, "not_qualified"),
    ]


def _invited(known: Counts) -> Step:
    """People invited as stated, else addresses that the largest mailing before the event reached."""
    if known.get("invited") is not None:
        return Step("invited", known["invited"], source="stated")
    return Step("invited", known.get("mailed"), source="mail" if known.get("mailed") is not None else None)


def _registered(known: Counts) -> Step:
    """Who of the invited registered is not known: others may have, so that the loss is a least one."""
    invited, people = _invited(known), known.get("registrations")
    if not invited.people or people is None or people > invited.people:
        return Step("registrations", people)
    lost = invited.people - people
    return Step(
        "registrations", people, "invited", people, invited.people, lost, {}, {}, True, invited.source
    )


def _came(known: Counts) -> Step:
    people, before, passed = (known.get(n) for n in ("attendees", "registrations", "registered_attendees"))
    return _step(
        "attendees", people, "registrations", before, passed, {}, {"walk_ins": known.get("walk_ins")}
    )


def _leads(known: Counts) -> Step:
    """Who was a contact already cannot become a new one: no loss. Absent people may become leads."""
    people = known.get("leads")
    if known.get("attendees") is None:
        before, passed = known.get("registrations"), known.get("registered_leads")
        return _step("leads", people, "registrations", before, passed, {}, {}, "unregistered")
    left = {"known_before": known.get("known_attendees")}
    entered = {"absent": known.get("absent_leads")}
    passed = known.get("attendee_leads")
    return _step("leads", people, "attendees", known["attendees"], passed, left, entered, "unregistered")


def _after(
    step: str, before: str, passed: str, entered: dict[str, str], known: Counts, rest: str = "other"
) -> Step:
    came_in = {name: known.get(measure) for name, measure in entered.items()}
    # The measure `customers` holds buyers of tickets too, who stand at no step before.
    people = known.get("new_customers" if step == "customers" else step)
    return _step(step, people, before, known.get(before), known.get(passed), {}, came_in, rest)


def _step(
    step: str,
    people: float | None,
    before: str,
    n_before: float | None,
    passed: float | None,
    left: Counts,
    entered: Counts,
    rest: str = "",
) -> Step:
    """A step of which all people are accounted for; without its way where the numbers do not say it.

    `rest` names those who came in and are none of `entered`.
    """
    parts = [passed, *left.values(), *entered.values()]
    if people is None or n_before is None or any(part is None for part in parts):
        return Step(step, people)
    of = n_before - sum(n or 0.0 for n in left.values())
    others = people - (passed or 0.0) - sum(n or 0.0 for n in entered.values())
    lost = of - (passed or 0.0)
    if min(lost, others) < 0 or (others and not rest):
        # Typed totals need not fit what the exports say of single people.
        return Step(step, people)
    came_in: Counts = {name: n for name, n in (entered | {rest: others}).items() if n}
    return Step(step, people, before, passed, of, lost, {k: n for k, n in left.items() if n}, came_in)
