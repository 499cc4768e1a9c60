"""Registrations and stays of one event."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from kpilib.demo.audience import Audience
from kpilib.demo.calendar import AS_OF, Plan
from kpilib.demo.dice import Dice
from kpilib.demo.people import Crowd
from kpilib.demo.records import Person, Registration, Stay
from kpilib.demo.words import MEANINGFUL, NON_ANSWERS, SOURCES

_DAYS_BEFORE = {0: 8, 1: 12, 2: 8, 3: 7, 5: 9, 7: 12, 9: 7, 12: 8, 14: 9, 18: 7, 21: 8, 26: 5}
_LAST_MOMENT = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 20)


def registrations_of(dice: Dice, plan: Plan, audience: Audience, staff: list[Person]) -> list[Registration]:
    """All registrations known on the last day, by time; some people register twice."""
    wanted = [(person, "approved") for person in (*audience.approved, *dice.some(staff, 2))]
    qualified_share = dice.between(0.55, 0.70)
    rows = []
    for person, status in (*wanted, *audience.refused):
        first = _registration(dice, plan, person, status, qualified_share)
        rows.append(first)
        if status == "approved" and dice.chance(0.03):
            rows.append(_again(dice, plan, first, qualified_share))
    known = [r for r in rows if r.registered_at <= _LAST_MOMENT]
    return sorted(known, key=lambda r: (r.registered_at, r.person.number))


def _registration(dice: Dice, plan: Plan, person: Person, status: str, share: float) -> Registration:
    is_meaningful = dice.chance(share)
    answer = dice.pick((MEANINGFUL if is_meaningful else NON_ANSWERS)[plan.language])
    at = _registration_time(dice, plan)
    return Registration(plan.event_id, person, at, status, answer, is_meaningful, dice.weighted(SOURCES))


def _registration_time(dice: Dice, plan: Plan) -> datetime:
    if dice.chance(0.03):  # while it runs: the clock of registrations is not the session's
        return plan.starts_at + timedelta(seconds=dice.whole(30, 500))
    days = dice.weighted(_DAYS_BEFORE)
    last_hour = plan.starts_at.hour - 1 if days == 0 else 22
    day = plan.starts_at - timedelta(days=days)
    return day.replace(hour=dice.whole(7, last_hour), minute=dice.whole(0, 59), second=dice.whole(0, 59))


def _again(dice: Dice, plan: Plan, first: Registration, share: float) -> Registration:
    later = first.registered_at + timedelta(minutes=dice.whole(2, 40), seconds=dice.whole(0, 59))
    second = _registration(dice, plan, first.person, "approved", share)
    return Registration(
        plan.event_id, first.person, later, "approved", second.answer, second.is_meaningful, first.source
    )


def choose_attendees(dice: Dice, plan: Plan, audience: Audience, known: set[int]) -> list[Person]:
    """Registered people who come; those who are contacts already come more often."""
    keyed = [(dice.share() + (0.25 if p.number in known else 0.0), p.number, p) for p in audience.approved]
    count = round(plan.registrations * (plan.attendance + dice.between(-0.01, 0.01)))
    return [person for _, _, person in sorted(keyed, reverse=True)[:count]]


def stays_of(
    dice: Dice, plan: Plan, attendees: Iterable[Person], staff: list[Person], crowd: Crowd
) -> list[Stay]:
    """All stays of one session: attendees, hosts, panellists, telephone; two colleagues test it."""
    present = [*attendees, *dice.some(staff[1:], 2)]
    stays = [stay for person in present for stay in _attendee_stays(dice, plan, person)]
    if "upgraded" in plan.notes:
        stays = _upgrade(plan, stays)
    return stays + _crew(dice, plan, staff, crowd)


def _attendee_stays(dice: Dice, plan: Plan, person: Person) -> list[Stay]:
    if plan.format == "pre-recorded":
        return _views(dice, plan, person)
    joined, left = _joining(dice, plan), _leaving(dice, plan)
    if (left - joined).total_seconds() < 300:
        left = joined + timedelta(seconds=dice.whole(120, 600))
    has_trouble = "trouble" in plan.notes
    if dice.chance(0.5 if has_trouble else 0.14):
        return _rejoin(dice, plan, person, joined, left)
    stays = [_stay(plan, person, joined, left)]
    if dice.chance(0.06):  # a second device while the first stays on
        stays.append(_second_device(dice, plan, person, joined, left))
    return stays


def _stay(plan: Plan, person: Person, joined: datetime, left: datetime, name: str = "") -> Stay:
    return Stay(plan.event_id, person, "attendee", joined, left, name or person.name)


def _joining(dice: Dice, plan: Plan) -> datetime:
    seconds = dice.whole(600, 1800) if dice.chance(0.1) else dice.whole(-240, 480)
    return plan.starts_at + timedelta(seconds=seconds)


def _leaving(dice: Dice, plan: Plan) -> datetime:
    leaves_early = dice.chance(0.6 if "trouble" in plan.notes else 0.3)
    length = int((plan.ends_at - plan.starts_at).total_seconds())
    seconds = dice.whole(length // 5, length - 300) if leaves_early else length + dice.whole(-200, 240)
    return plan.starts_at + timedelta(seconds=seconds)


def _rejoin(dice: Dice, plan: Plan, person: Person, joined: datetime, left: datetime) -> list[Stay]:
    length = int((left - joined).total_seconds())
    breaks = joined + timedelta(seconds=dice.whole(length // 4, 3 * length // 4))
    back = breaks + timedelta(seconds=dice.whole(15, max(16, min(240, length // 8))))
    name = f"{person.first_name} {person.last_name[0]} ({person.name})" if dice.chance(0.3) else ""
    return [_stay(plan, person, joined, breaks), _stay(plan, person, back, max(left, back), name)]


def _second_device(dice: Dice, plan: Plan, person: Person, joined: datetime, left: datetime) -> Stay:
    length = int((left - joined).total_seconds())
    start = joined + timedelta(seconds=dice.whole(10, length // 2))
    end = left + timedelta(seconds=dice.whole(-length // 4, 60))
    return _stay(plan, person, start, end, f"{dice.pick(['iPhone', 'Tablet'])} ({person.name})")


def _views(dice: Dice, plan: Plan, person: Person) -> list[Stay]:
    views = []
    for day in sorted({dice.whole(0, 12), dice.whole(0, 12)} if dice.chance(0.2) else {dice.whole(0, 12)}):
        first_hour = plan.starts_at.hour if day == 0 else 8
        at = (plan.starts_at + timedelta(days=day)).replace(hour=dice.whole(first_hour, 20))
        joined = at + timedelta(seconds=dice.whole(0, 3599))
        views.append(_stay(plan, person, joined, joined + timedelta(seconds=dice.whole(240, 2700))))
    return views


def _upgrade(plan: Plan, stays: list[Stay]) -> list[Stay]:
    """The first person with one stay speaks in the second half, as a panellist."""
    numbers = [s.person.number for s in stays]
    chosen = next(s for s in stays if numbers.count(s.person.number) == 1 and can_be_upgraded(plan, s))
    middle = chosen.joined_at + (chosen.left_at - chosen.joined_at) / 2
    middle = middle.replace(microsecond=0)
    back = middle + timedelta(seconds=4)
    speaks = Stay(plan.event_id, chosen.person, "panelist", back, chosen.left_at, chosen.shown_name)
    return [s for s in stays if s is not chosen] + [
        _stay(plan, chosen.person, chosen.joined_at, middle),
        speaks,
    ]


def can_be_upgraded(plan: Plan, stay: Stay) -> bool:
    """Whether the stay is long enough, and its person from outside and reachable."""
    long_enough = stay.left_at - stay.joined_at > timedelta(minutes=20)
    return long_enough and not stay.person.is_internal and stay.person.email is not None


def _crew(dice: Dice, plan: Plan, staff: list[Person], crowd: Crowd) -> list[Stay]:
    opens = plan.starts_at - timedelta(seconds=dice.whole(500, 900))
    closes = plan.ends_at + timedelta(seconds=dice.whole(30, 120))
    crew = [Stay(plan.event_id, staff[0], "host", opens, closes, "Torrevalo Analytics")]
    if plan.format == "pre-recorded":
        return crew
    for person in (crowd.add_speaker(dice, plan.language), dice.pick(staff[1:])):
        arrives = opens + timedelta(seconds=dice.whole(60, 240))
        crew.append(Stay(plan.event_id, person, "panelist", arrives, closes, person.name))
    if dice.chance(0.25):
        caller = crowd.add(dice, plan.language, has_email=False)
        crew.append(Stay(plan.event_id, caller, "phone", _joining(dice, plan), closes, "34******912"))
    return crew
