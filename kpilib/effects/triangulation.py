"""Three independent ways side by side, one verdict: agree, differ, cannot tell. Never added up."""

from dataclasses import asdict, dataclass
from typing import Any

from kpilib.effects.credit import EventCredit
from kpilib.effects.people import PeopleEffect
from kpilib.effects.record import Effect

_NOTHING = {"no effect seen": "nothing", "no difference seen": "nothing"}
_OVERLAP = {"events_overlap", "events_cannot_be_split"}
_FEW_COMPARABLE = {"few_comparable_people", "people_outside_overlap"}


@dataclass(frozen=True)
class Way:
    """What one way says.

    Attributes
    ----------
    name : str
        "daily", "people" or "credit".
    says : str
        "more", "fewer", "nothing" (no effect, no difference, no lead credited), "some" (leads credited: a
        count, of which a part would have come anyway), "cannot tell" or "missing".
    leads, lower, upper : float or None
        Its number in leads: the effect over the window; the difference among all who attended; the credit
        over the rules, without a middle. Three quantities that must not be added.
    """

    name: str
    says: str
    leads: float | None = None
    lower: float | None = None
    upper: float | None = None

    @property
    def is_silent(self) -> bool:
        """Whether it says nothing."""
        return self.says in ("cannot tell", "missing")


def triangulate(
    effect: Effect | None, people_effect: PeopleEffect | None, credit: EventCredit | None
) -> dict[str, Any]:
    """Daily series, people and CRM side by side.

    Parameters
    ----------
    effect, people_effect : records or None where a way is missing.
    credit : EventCredit or None
        A count of credited leads. It can stand against the effect's range, but is no effect itself.

    Returns
    -------
    dict
        `verdict`: "agree", "differ", or "cannot tell" where fewer than two ways say anything. `why`: codes,
        the likeliest reason first; empty where they agree. `ways`: the three, in this order.

    Notes
    -----
    The daily series and the people agree by direction. A credit agrees with the daily series where their
    ranges meet; with the people alone, where both are something or both nothing.
    """
    ways = _of_days(effect), _of_people(people_effect), _of_credit(credit)
    plain = [asdict(way) for way in ways]
    if sum(not way.is_silent for way in ways) < 2:
        return {"verdict": "cannot tell", "why": _silence(ways, effect, people_effect), "ways": plain}
    why = _reasons(ways, effect, people_effect) if _is_clash(*ways) else []
    return {"verdict": "differ" if why else "agree", "why": why, "ways": plain}


def _of_days(effect: Effect | None) -> Way:
    if effect is None:
        return Way("daily", "missing")
    says = _NOTHING.get(effect.verdict, effect.verdict)
    return Way("daily", says, effect.effect, effect.effect_lower, effect.effect_upper)


def _of_people(found: PeopleEffect | None) -> Way:
    if found is None:
        return Way("people", "missing")
    shares = (found.effect, found.effect_lower, found.effect_upper)
    leads = (None if share is None else share * found.n_treated for share in shares)
    return Way("people", _NOTHING.get(found.verdict, found.verdict), *leads)


def _of_credit(credit: EventCredit | None) -> Way:
    if credit is None:
        return Way("credit", "missing")
    return Way("credit", "some" if credit.upper > 0 else "nothing", None, credit.lower, credit.upper)


def _is_clash(daily: Way, people: Way, credit: Way) -> bool:
    if not daily.is_silent and not people.is_silent and daily.says != people.says:
        return True
    if credit.is_silent:
        return False
    if not daily.is_silent:
        return _is_above(credit, daily) or _is_above(daily, credit)
    return (people.says == "more") != (credit.says == "some")


def _is_above(one: Way, other: Way) -> bool:
    """Whether the whole range of one lies above the other's; not told where a limit is unknown."""
    return one.lower is not None and other.upper is not None and one.lower > other.upper


def _reasons(
    ways: tuple[Way, Way, Way], effect: Effect | None, people_effect: PeopleEffect | None
) -> list[str]:
    """Likely reasons why ways differ, the likeliest first; "unexplained" if none is seen."""
    daily, people, credit = ways
    is_short = _is_above(daily, credit)
    is_too_much = _is_above(credit, daily) or (daily.is_silent and credit.says == "some")
    found = [
        ("overlap", bool(_codes(effect) & _OVERLAP)),
        ("selection", people.says == "more" and daily.says in ("nothing", "fewer")),
        ("campaign", daily.says == "more" and people.says in ("nothing", "fewer")),
        ("few_comparable", not people.is_silent and bool(_codes(people_effect) & _FEW_COMPARABLE)),
        ("credit_for_leads_that_come_anyway", is_too_much),
        ("leads_without_touch", is_short or (daily.is_silent and credit.says == "nothing")),
    ]
    return [code for code, holds in found if holds] or ["unexplained"]


def _silence(
    ways: tuple[Way, Way, Way], effect: Effect | None, people_effect: PeopleEffect | None
) -> list[str]:
    """Why nothing can be set side by side: what keeps a way from speaking, then which ways are silent."""
    found = [
        ("overlap", ways[0].is_silent and bool(_codes(effect) & _OVERLAP)),
        ("selection", ways[1].is_silent and "selection_could_explain" in _codes(people_effect)),
        ("few_comparable", ways[1].is_silent and bool(_codes(people_effect) & _FEW_COMPARABLE)),
    ]
    silent = [f"{way.name}_silent" for way in ways if way.is_silent]
    return ["too_little_data", *(code for code, holds in found if holds), *silent]


def _codes(found: Effect | PeopleEffect | None) -> set[str]:
    return set() if found is None else {str(warning["code"]) for warning in found.warnings}
