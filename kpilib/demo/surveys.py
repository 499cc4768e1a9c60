"""What some attendees say afterwards."""

from datetime import datetime, timedelta

from kpilib.demo.calendar import AS_OF, Plan
from kpilib.demo.dice import Dice
from kpilib.demo.records import Answer, Person
from kpilib.demo.words import COMMENTS, TROUBLE_COMMENTS

_LAST_MOMENT = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 19)


def answers_of(plan: Plan, attendees: list[Person], first_id: int) -> list[Answer]:
    """Survey responses of one event by time; respondents are numbered from `first_id`."""
    if "no_survey" in plan.notes:
        return []
    dice = Dice("survey", plan.event_id)
    respondents = dice.some(attendees, round(len(attendees) * dice.between(0.18, 0.38)))
    moments = sorted(_moment(dice, plan, number) for number in range(len(respondents)))
    known = [m for m in moments if m <= _LAST_MOMENT]
    return [
        _answer(dice, plan, person, at, first_id + n)
        for n, (person, at) in enumerate(zip(respondents, known, strict=False))
    ]


def _moment(dice: Dice, plan: Plan, number: int) -> datetime:
    """Most answer at once; one in eight, the first drawn among them, only when reminded nine days later."""
    minutes = dice.whole(2, 60) if dice.chance(0.75) else dice.whole(60, 2400)
    if number % 8 == 0:
        return plan.ends_at + timedelta(days=9, minutes=minutes % 180, seconds=dice.whole(0, 59))
    return plan.ends_at + timedelta(minutes=minutes, seconds=dice.whole(0, 59))


def _answer(dice: Dice, plan: Plan, person: Person, at: datetime, respondent_id: int) -> Answer:
    has_trouble = dice.chance(0.62 if "trouble" in plan.notes else 0.08)
    feeling = (2.6 if has_trouble else 4.1) + 0.9 * dice.normal()
    comments = TROUBLE_COMMENTS if has_trouble else COMMENTS
    return Answer(
        plan.event_id,
        respondent_id,
        person,
        dice.chance(0.3) and person.email is not None,
        at,
        None if dice.chance(0.03) else _whole(2 * feeling + 0.2 + 0.7 * dice.normal(), 0, 10),
        _whole(feeling, 1, 5),
        tuple(_whole(feeling + shift + 0.4 * dice.normal(), 1, 5) for shift in (0.0, 0.3, 0.1)),
        has_trouble,
        dice.pick(comments[plan.language]),
    )


def _whole(value: float, lower: int, upper: int) -> int:
    return min(upper, max(lower, round(value)))
