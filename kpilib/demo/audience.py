"""Who signs up for an event: contacts of old, returning people, new ones, and those who would come anyway."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from kpilib.demo.arrivals import Arrival
from kpilib.demo.calendar import Plan
from kpilib.demo.dice import Dice
from kpilib.demo.people import Crowd
from kpilib.demo.records import Person


@dataclass
class Past:
    """What was there before an event: first contacts of all times, and who took part in earlier events."""

    arrivals: list[Arrival]
    participants: list[Person]

    def first_contacts(self) -> dict[int, Arrival]:
        """Arrival by the person's number."""
        return {a.person.number: a for a in self.arrivals}


@dataclass(frozen=True)
class Audience:
    """People of one event: approved ones, guests who come without having registered, refused ones."""

    approved: tuple[Person, ...]
    walk_ins: tuple[Person, ...]
    refused: tuple[tuple[Person, str], ...]


def audience_of(dice: Dice, plan: Plan, crowd: Crowd, past: Past) -> Audience:
    """Draws the people of one event."""
    n = plan.registrations
    chosen: dict[int, Person] = {}
    _choose(dice, chosen, past.participants, round(0.17 * n), plan)
    _choose(dice, chosen, _contacts_before(plan, past), round(0.20 * n), plan)
    _choose(dice, chosen, _contacts_in_window(plan, past), dice.whole(2, 5) + n // 15, plan)
    _choose(dice, chosen, _contacts_later(plan, past), round(0.03 * n), plan)
    while len(chosen) < n:
        person = crowd.add(dice, _language(dice, plan))
        chosen[person.number] = person
    approved = tuple(dice.some(list(chosen.values()), n))
    taken = {person.name for person in approved}
    return Audience(approved, _walk_ins(dice, plan, crowd, taken), _refused(dice, plan, crowd))


def _choose(dice: Dice, chosen: dict[int, Person], people: Iterable[Person], count: int, plan: Plan) -> None:
    fitting = [p for p in people if _fits(p, plan) and p.number not in chosen]
    for person in dice.some(fitting, count):
        chosen[person.number] = person


def _fits(person: Person, plan: Plan) -> bool:
    speaks = person.language == plan.language or plan.language == "en"
    return speaks and person.email is not None and not person.is_internal


def _contacts_before(plan: Plan, past: Past) -> list[Person]:
    return [a.person for a in past.arrivals if a.on < plan.day]


def _contacts_in_window(plan: Plan, past: Past) -> list[Person]:
    return [a.person for a in past.arrivals if plan.day <= a.on <= plan.window_end]


def _contacts_later(plan: Plan, past: Past) -> list[Person]:
    last = plan.window_end + timedelta(days=150)
    return [a.person for a in past.arrivals if plan.window_end < a.on <= last]


def _language(dice: Dice, plan: Plan) -> str:
    return dice.pick(["es", "fi"]) if plan.language == "en" and dice.chance(0.15) else plan.language


def _walk_ins(dice: Dice, plan: Plan, crowd: Crowd, taken: set[str]) -> tuple[Person, ...]:
    if plan.format != "live" or not plan.is_held:
        return ()
    guests: list[Person] = []
    for _ in range(dice.whole(0, 2 + plan.registrations // 60)):
        gives_email = not dice.chance(0.12)
        guest = crowd.add(dice, plan.language, has_email=gives_email)
        while not gives_email and guest.name in taken:  # a name alone must tell people apart
            guest = crowd.add(dice, plan.language, has_email=False)
        taken = taken | {guest.name}
        guests.append(guest)
    return tuple(guests)


def _refused(dice: Dice, plan: Plan, crowd: Crowd) -> tuple[tuple[Person, str], ...]:
    statuses = (
        ["denied"] * dice.whole(0, 2) + ["cancelled"] * dice.whole(1, 3) + ["pending"] * dice.whole(0, 1)
    )
    return tuple((crowd.add(dice, plan.language), status) for status in statuses)
