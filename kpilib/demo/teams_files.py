"""Teams' attendance report of a webinar: numbered sections, tab-separated UTF-16."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from kpilib.demo.calendar import Plan
from kpilib.demo.delimited import csv_line
from kpilib.demo.dice import Dice
from kpilib.demo.records import Person, Registration, Stay
from kpilib.demo.words import CHALLENGE

_PARTICIPANTS = (
    "Name,First Join,Last Leave,In-Meeting Duration,Email,Participant ID (UPN),Role,Registration First Name,"
    "Registration Last Name,Registration Email,Registration Time,Registration Status"
)
_ACTIVITIES = ("Name", "Join Time", "Leave Time", "Duration", "Email", "Role")
_ROLES = {"host": "Organizer", "panelist": "Presenter", "attendee": "Attendee", "phone": "Attendee"}
_STATUSES = {"cancelled": "Canceled", "denied": "Declined", "pending": "Pending"}
Stays = dict[int, list[Stay]]


def teams_report(plan: Plan, registrations: Sequence[Registration], stays: Sequence[Stay]) -> bytes:
    """One webinar: summary, people with their registrations, single joins."""
    people = _by_person(stays)
    guests = _guests(Dice("teams", plan.event_id), registrations, people)
    lines = _summary(plan, registrations, stays, len(people))
    lines += [["2. Participants"], [*_PARTICIPANTS.split(","), CHALLENGE[plan.language]]]
    lines += _participants(registrations, people, guests)
    lines += [[], ["3. In-Meeting Activities"], [*_ACTIVITIES]]
    lines += [_activity(stay, guests) for found in people.values() for stay in found]
    # Every line is as wide as the widest table.
    width = max(map(len, lines))
    padded = ([*line, *[""] * (width - len(line))] for line in lines)
    text = "".join(csv_line(line, "\t") for line in padded).replace("\n", "\r\n")
    return b"\xff\xfe" + text.encode("utf-16-le")


def _by_person(stays: Iterable[Stay]) -> Stays:
    people: Stays = {}
    for stay in sorted(stays, key=lambda s: (s.joined_at, s.person.number)):
        people.setdefault(stay.person.number, []).append(stay)
    return people


def _guests(dice: Dice, registrations: Iterable[Registration], people: Stays) -> set[int]:
    """People who join without an account: known by their registration only, so their name is their own."""
    registered = {r.person.number: r.person for r in registrations}
    present = {number: found[0].person for number, found in people.items()}
    names = Counter(person.name for person in (registered | present).values())
    likely = [n for n in registered if n in people and names[registered[n].name] == 1]
    return {n for n in likely if not registered[n].is_internal and dice.chance(0.35)}


def _summary(
    plan: Plan, registrations: Sequence[Registration], stays: Sequence[Stay], n_people: int
) -> list[list[object]]:
    cancelled = {r.person.number for r in registrations if r.status == "cancelled"}
    registered = {r.person.number for r in registrations} - cancelled
    start, end = min(s.joined_at for s in stays), max(s.left_at for s in stays)
    seconds = [_seconds([s]) for s in stays if s.role == "attendee"]
    return [
        ["1. Summary"],
        ["Meeting title", plan.title],
        ["Registration page views", 3 * len(registered) + 17],
        ["Registered participants", len(registered)],
        ["Canceled registrations", len(cancelled)],
        ["Attended participants", n_people],
        ["Start time", _clock(start)],
        ["End time", _clock(end)],
        ["Meeting duration", _lasted(int((end - start).total_seconds()))],
        ["Average attendance time", _lasted(sum(seconds) // len(seconds))],
        [],
    ]


def _participants(
    registrations: Sequence[Registration], people: Stays, guests: set[int]
) -> list[list[object]]:
    """A row for each registration, with the person's stay on the first one; then those without any."""
    lines, shown = [], set()
    for row in registrations:
        number = row.person.number
        stays = people.get(number, []) if number not in shown else []
        shown.add(number)
        form = [row.person.first_name, row.person.last_name, row.person.email, _clock(row.registered_at)]
        status = _STATUSES.get(row.status, "Registered")
        lines.append([*_present(row.person, stays, guests), *form, status, row.answer])
    others = [found for number, found in people.items() if number not in shown]
    return lines + [[*_present(found[0].person, found, guests), *[""] * 6] for found in others]


def _present(person: Person, stays: Sequence[Stay], guests: set[int]) -> list[object]:
    if not stays:
        return [person.name, *[""] * 6]
    email = "" if person.number in guests else person.email or ""
    times = [_clock(stays[0].joined_at), _clock(max(s.left_at for s in stays)), _lasted(_seconds(stays))]
    return [_name(person, stays, guests), *times, email, email, _ROLES[stays[0].role]]


def _activity(stay: Stay, guests: set[int]) -> list[object]:
    email = "" if stay.person.number in guests else stay.person.email or ""
    times = [_clock(stay.joined_at), _clock(stay.left_at), _lasted(_seconds([stay]))]
    return [_name(stay.person, [stay], guests), *times, email, _ROLES[stay.role]]


def _name(person: Person, stays: Sequence[Stay], guests: set[int]) -> str:
    if stays[0].role == "phone":
        return stays[0].shown_name
    mark = " (Unverified)" if person.number in guests else "" if person.email else " (Guest)"
    return person.name + mark


def _seconds(stays: Sequence[Stay]) -> int:
    """Seconds from joining to leaving, added over the stays as Teams adds them."""
    return int(sum((s.left_at - s.joined_at for s in stays), timedelta()).total_seconds())


def _lasted(seconds: int) -> str:
    hours, minutes = seconds // 3600, seconds // 60 % 60
    parts = [f"{hours}h"] if hours else []
    parts += [f"{minutes}m"] if hours or minutes else []
    return " ".join([*parts, f"{seconds % 60}s"])


def _clock(moment: datetime) -> str:
    """`4/2/25, 3:00:10 PM`, with the narrow space that Teams puts before the half of the day."""
    half = "AM" if moment.hour < 12 else "PM"
    day = f"{moment.month}/{moment.day}/{moment:%y}"
    return f"{day}, {(moment.hour + 11) % 12 + 1}:{moment:%M:%S}\u202f{half}"
