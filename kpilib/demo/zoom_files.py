"""Zoom's registration and attendee reports, as the tool writes them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from kpilib.demo.calendar import Plan
from kpilib.demo.delimited import BOM, csv_line
from kpilib.demo.dice import Dice
from kpilib.demo.records import Person, Registration, Stay
from kpilib.demo.words import CHALLENGE
from kpilib.demo.zoom_words import ENGLISH, OLD, SPANISH, Labels

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"


def registration_report(plan: Plan, registrations: Sequence[Registration]) -> bytes:
    """Registrations with the challenge question in the event's language."""
    made = _made_at(plan) + timedelta(minutes=1)
    cancelled = sum(r.status == "cancelled" for r in registrations)
    header: list[object] = ["First Name", "Last Name", "Email", "Registration Time", "Approval Status"]
    lines: list[list[object]] = [
        ["Registration Report"],
        ["Report generated time", clock(made, "month", seconds=False)],
        ["Topic", "Webinar ID", "Scheduled Time", "Duration (minutes)", "# Registered", "# Cancelled"],
        [
            plan.title,
            webinar_id(plan),
            clock(plan.starts_at, "month", seconds=False),
            _minutes(plan.starts_at, plan.ends_at),
            len(registrations) - cancelled,
            cancelled,
        ],
        ["Attendee Details"],
        [*header, CHALLENGE[plan.language], "Source Name"],
        *(_registration_line(r) for r in registrations),
    ]
    return BOM + "".join(csv_line(line) for line in lines).encode()


def _registration_line(row: Registration) -> list[object]:
    status = "approved" if row.status == "upgraded" else row.status
    person = row.person
    at = clock(row.registered_at, "month24")
    return [person.first_name, person.last_name, person.email, at, status, row.answer, row.source]


def attendee_report(plan: Plan, registrations: Sequence[Registration], stays: Sequence[Stay]) -> bytes:
    """Who was in the session, from when to when; people who registered and stayed away as well."""
    labels = SPANISH if "spanish_ui" in plan.notes else OLD if plan.day.year == 2023 else ENGLISH
    attended = [s for s in stays if s.role == "attendee"]
    lines: list[list[object]] = _preamble(plan, labels, registrations, attended)
    for block, role in ((labels.host_block, "host"), (labels.panel_block, "panelist")):
        rows = [_crew_line(labels, s) for s in stays if s.role == role]
        lines += [[block, ""], [*labels.crew_columns], *rows] if rows else []
    lines += [[labels.attendee_block, ""], [*labels.attendee_columns]]
    lines += _attendee_lines(plan, labels, registrations, attended)
    phone = [s for s in stays if s.role == "phone"]
    if phone:
        lines += [[labels.phone_block, ""], [*labels.phone_columns], *(_phone_line(labels, s) for s in phone)]
    return BOM + "".join(csv_line(line) for line in lines).encode()


def _preamble(
    plan: Plan, labels: Labels, registrations: Sequence[Registration], attended: Sequence[Stay]
) -> list[list[object]]:
    cancelled = sum(r.status == "cancelled" for r in registrations)
    # Zoom's own counts miss people who were made panellists.
    registered = len({r.person.number for r in registrations if r.status not in {"cancelled", "upgraded"}})
    viewers = len({s.person.number for s in attended})
    opened = plan.starts_at - timedelta(minutes=10)
    values: list[object] = [plan.title, webinar_id(plan), clock(opened, labels.dates)]
    values += [_minutes(opened, max((s.left_at for s in attended), default=plan.ends_at))]
    values += [registered, cancelled, viewers, len(attended) + 3, round(viewers * 0.86)]
    if "Enable Registration" in labels.topic_columns:
        values.append("Yes")
    made = clock(_made_at(plan), labels.generated_dates, seconds=labels is not OLD)
    return [[labels.title], [labels.generated, made], [*labels.topic_columns], values]


def _attendee_lines(
    plan: Plan, labels: Labels, registrations: Sequence[Registration], attended: Sequence[Stay]
) -> list[list[object]]:
    first_rows: dict[int, Registration] = {}
    for row in registrations:
        first_rows.setdefault(row.person.number, row)
    stays: dict[int, list[Stay]] = {}
    for stay in attended:
        stays.setdefault(stay.person.number, []).append(stay)
    people = {r.person.number: r.person for r in registrations} | {
        s.person.number: s.person for s in attended
    }
    dice = Dice("attendee report", plan.event_id)
    ordered = sorted(people.values(), key=lambda p: (p.number not in stays, p.first_name, p.number))
    return [
        line
        for person in ordered
        for line in _person_lines(
            dice, labels, person, first_rows.get(person.number), stays.get(person.number, [])
        )
    ]


def _person_lines(
    dice: Dice, labels: Labels, person: Person, row: Registration | None, stays: Iterable[Stay]
) -> list[list[object]]:
    email = person.email or ""
    if email and dice.chance(0.02):
        email = email[0].upper() + email[1:]
    registered = [clock(row.registered_at, labels.dates), _shown_status(row)] if row else ["", ""]
    ordered = sorted(stays, key=lambda s: s.joined_at)
    if not ordered:
        away = ["--", "--", "--"]
        return [_row(labels, labels.no, person.name, person, email, registered, away, "", "")]
    lines = []
    for number, stay in enumerate(ordered):
        times = [clock(stay.joined_at, labels.dates), clock(stay.left_at, labels.dates), rounded_up(stay)]
        known = registered if number == 0 else ["", ""]
        name = stay.shown_name
        lines.append(_row(labels, labels.yes, name, person, email, known, times, labels.yes, person.country))
    return lines


def _row(
    labels: Labels,
    attended: str,
    name: str,
    person: Person,
    email: str,
    registered: Sequence[object],
    times: Sequence[object],
    guest: str,
    country: str,
) -> list[object]:
    line: list[object] = [attended, person.first_name, person.last_name, email, *registered, *times, country]
    return line if labels is OLD else [attended, name, *line[1:-1], guest, country]


def _shown_status(row: Registration) -> str:
    return "upgraded to panelist" if row.status == "upgraded" else row.status


def _crew_line(labels: Labels, stay: Stay) -> list[object]:
    person = stay.person
    times = [clock(stay.joined_at, labels.dates), clock(stay.left_at, labels.dates), rounded_up(stay)]
    guest = labels.no if person.is_internal else labels.yes
    line: list[object] = [labels.yes, stay.shown_name, person.email, *times]
    return [*line, person.country] if labels is OLD else [*line, guest, person.country]


def _phone_line(labels: Labels, stay: Stay) -> list[object]:
    times = [clock(stay.joined_at, labels.dates), clock(stay.left_at, labels.dates), rounded_up(stay)]
    return [stay.shown_name, *times, stay.person.country]


def rounded_up(stay: Stay) -> int:
    """Minutes of one row, rounded up as Zoom does."""
    return -(-int((stay.left_at - stay.joined_at).total_seconds()) // 60)


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)


def _made_at(plan: Plan) -> datetime:
    day = plan.clock_of_reports
    return datetime(day.year, day.month, day.day, 20 if not plan.is_held else 8, 0, 11)


def webinar_id(plan: Plan) -> str:
    """Eleven digits in three groups."""
    digits = str(80_000_000_000 + plan.day.toordinal() * 9973 % 9_999_999_999)
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}"


def clock(moment: datetime, style: str, seconds: bool = True) -> str:
    """A date and time as Zoom's versions and languages write it."""
    month = _MONTHS.split()[moment.month - 1]
    tail = f":{moment:%S}" if seconds else ""
    hour12 = (moment.hour + 11) % 12 + 1
    half = "AM" if moment.hour < 12 else "PM"
    if style == "month24":
        return f"{month} {moment:%d, %Y %H:%M}{tail}"
    if style == "month":
        return f"{month} {moment:%d, %Y} {hour12}:{moment:%M}{tail} {half}"
    if style == "day first":
        return f"{moment:%d/%m/%Y %H:%M}{tail}"
    return f"{moment:%m/%d/%Y} {hour12:02d}:{moment:%M}{tail} {half}"
