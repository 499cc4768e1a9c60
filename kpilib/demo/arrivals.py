"""New contacts day by day: those who come by themselves, and those whom an event brings."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from kpilib.demo.calendar import AS_OF, COVERED_FROM, Plan
from kpilib.demo.dice import Dice
from kpilib.demo.people import Crowd
from kpilib.demo.records import Person

_WEEKDAYS = (1.12, 1.18, 1.15, 1.08, 0.92, 0.80, 0.75)
_DAYS_AFTER = dict(enumerate((8, 24, 18, 14, 10, 6, 4, 4, 3, 3, 2, 2, 1, 1)))


@dataclass(frozen=True)
class Arrival:
    """The first contact record of a person; `cause` is the event that brought it, None: no event."""

    person: Person
    created_at: datetime
    cause: str | None = None

    @cached_property
    def on(self) -> date:
        """Day in the workspace's zone."""
        return self.created_at.date()


def usual_level(day: date) -> float:
    """Contacts a day that come by themselves, on average: growth, week, year, holidays."""
    elapsed = (day - COVERED_FROM).days / 365.25
    year = 1 + 0.10 * math.cos(2 * math.pi * (day.timetuple().tm_yday - 45) / 365.25)
    quiet = 0.75 if (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 5) else 1.0
    return (6.6 + 1.25 * elapsed) * _WEEKDAYS[day.weekday()] * year * quiet


def arrivals_by_themselves(crowd: Crowd) -> list[Arrival]:
    """Everybody who becomes a contact without any event, in order of time."""
    dice = Dice("arrivals")
    found = []
    for number in range((AS_OF - COVERED_FROM).days + 1):
        day = COVERED_FROM + timedelta(days=number)
        # The day's own luck makes the counts vary more than chance alone would.
        luck = max(0.3, 1 + 0.18 * dice.normal())
        for _ in range(dice.poisson(usual_level(day) * luck)):
            person = crowd.add(dice, has_email=not dice.chance(0.02))
            found.append(Arrival(person, moment_of(dice, day, 6, 22)))
    return sorted(found, key=lambda a: (a.created_at, a.person.number))


def arrivals_caused(dice: Dice, plan: Plan, people: list[Person]) -> list[Arrival]:
    """The people as contacts within the event window; those after the last day known are left out."""
    found = []
    for person in people:
        after = dice.weighted(_DAYS_AFTER)
        first_hour = plan.ends_at.hour + 2 if after == 0 else 7
        at = moment_of(dice, plan.day + timedelta(days=after), first_hour, 22)
        found.append(Arrival(person, at, plan.event_id))
    return [a for a in found if a.on <= AS_OF]


def moment_of(dice: Dice, day: date, first_hour: int, last_hour: int) -> datetime:
    """A minute of the day between two hours, both included; never at night, when clocks change."""
    return datetime(day.year, day.month, day.day, dice.whole(first_hour, last_hour), dice.whole(0, 59))
