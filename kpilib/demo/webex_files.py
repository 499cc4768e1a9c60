"""Webex's attendance report: tab-separated UTF-16, one row for each time somebody joined."""

from collections.abc import Sequence
from datetime import timedelta

from kpilib.demo.calendar import Plan
from kpilib.demo.delimited import csv_line
from kpilib.demo.dice import Dice
from kpilib.demo.records import Stay

_COLUMNS = (
    "Meeting Name,Meeting Start Time,Meeting End Time,Display Name,First Name,Last Name,Role,Attendee Email,"
    "Join Time,Leave Time,Attendance Duration,Connection Type,Session Name"
)
_ROLES = {"host": "Host", "panelist": "Panelist", "attendee": "Attendee", "phone": "Attendee"}
_CLIENTS = {"Desktop app": 60.0, "Web app": 30.0, "Mobile app": 10.0}


def attendance_report(plan: Plan, stays: Sequence[Stay]) -> bytes:
    """Who joined and left when, by time of joining."""
    dice = Dice("webex", plan.event_id)
    ordered = sorted(stays, key=lambda s: (s.joined_at, s.person.number))
    last = max(s.left_at for s in stays)
    about: list[object] = [plan.title, f"{plan.starts_at - timedelta(minutes=15):%Y-%m-%d %H:%M:%S}"]
    about.append(f"{last:%Y-%m-%d %H:%M:%S}")
    lines: list[list[object]] = [[*_COLUMNS.split(",")], *([*about, *_stay(dice, s)] for s in ordered)]
    text = "".join(csv_line(line, "\t") for line in lines).replace("\n", "\r\n")
    return b"\xff\xfe" + text.encode("utf-16-le")


def _stay(dice: Dice, stay: Stay) -> list[object]:
    person = stay.person
    minutes = -(-int((stay.left_at - stay.joined_at).total_seconds()) // 60)
    shown = f"{person.first_name} {person.last_name[0]}" if dice.chance(0.3) else person.name
    # Who dials in is known by a number only.
    names = ["", ""] if stay.role == "phone" else [person.first_name, person.last_name]
    client = "Phone" if stay.role == "phone" else dice.weighted(_CLIENTS)
    return [
        *("34******912" if stay.role == "phone" else shown, *names, _ROLES[stay.role], person.email),
        *(f"{stay.joined_at:%Y-%m-%d %H:%M:%S}", f"{stay.left_at:%Y-%m-%d %H:%M:%S}"),
        *(f"{minutes} min{'s' if minutes != 1 else ''}", client, ""),
    ]
