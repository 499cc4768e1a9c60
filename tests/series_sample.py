"""A small series of events with days of registrations and of first contacts; people are invented."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from samples import lay

WORKSPACE = "organisation: Faro\ncurrency: EUR\ntimezone: UTC\nlanguages: [en, es, fi]\n"
# Days before the event on which people registered; days of the window on which some became contacts.
REGISTERED = (20, 15, 12, 9, 6, 4, 2, 1, 1, 0)
BECAME = (1, 2, 2, 4, 9, 14, 25)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def write_workspace(folder: Path, more: str = "") -> None:
    (folder / "params").mkdir(parents=True, exist_ok=True)
    (folder / "params" / "workspace.yml").write_text(WORKSPACE + more, encoding="utf-8")


def write_event(folder: Path, event_id: str, day: date, **more: Any) -> None:
    lines = {"event_id": event_id, "starts_at": f"{day}T11:00", "ends_at": f"{day}T12:00", **more}
    text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in lines.items())
    (folder / "params" / f"{event_id}.yml").write_text(text, encoding="utf-8")


def moment(day: date, hour: int = 9) -> str:
    return f'"{MONTHS[day.month - 1]} {day:%d, %Y} {hour:02}:00:00"'


def registration(event_id: str, start: date, days: Sequence[int], made: date | None = None) -> str:
    """Zoom's report: one person for each day before the event; `made` on the evening of a day."""
    head = f"Report generated time,{moment(made, 20)}\n" if made else ""
    rows = "".join(
        f"P,{n},{event_id.lower()}.{n}@example.com,{moment(start - timedelta(days=d))},approved\n"
        for n, d in enumerate(days)
    )
    return (
        f"Registration Report\n{head}Topic,Webinar ID,Scheduled Time,Duration (minutes),# Registered\n"
        f"Basics,845 1122 3344,{moment(start, 11)},60,{len(days)}\nAttendee Details\n"
        f"First Name,Last Name,Email,Registration Time,Approval Status\n{rows}"
    )


def contacts(events: dict[str, tuple[date, Sequence[int]]]) -> str:
    """HubSpot's contacts: of each event the first people became contacts on these days of its window."""
    head = "Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Lifecycle Stage,Create Date\n"
    rows = [
        f"{100 * place + n},P,{n},{event_id.lower()}.{n}@example.com,,NEW,Lead,"
        f"{start + timedelta(days=day - 1)} 12:00\n"
        for place, (event_id, (start, days)) in enumerate(events.items(), start=1)
        for n, day in enumerate(days)
    ]
    return head + "".join(rows)


def start_of(number: int) -> date:
    """Past event 1, 2, ... are four weeks apart, the first on 2026-01-07."""
    return date(2026, 1, 7) + timedelta(weeks=4 * (number - 1))


def lay_series(folder: Path, n_past: int, seen_until: int = 4, **more: Any) -> date:
    """Past events E1, E2, ... and one that is at day `seen_until` of its window, NOW; gives that day.

    The last event has twice the registrations, and the contacts of the first days.
    """
    write_workspace(folder)
    leads: dict[str, tuple[date, Sequence[int]]] = {}
    for number in range(1, n_past + 1):
        write_event(folder, f"E{number}", start_of(number), series="basics")
        lay(folder, f"E{number}", registration=registration(f"E{number}", start_of(number), REGISTERED))
        leads[f"E{number}"] = (start_of(number), BECAME)
    start = start_of(n_past + 1)
    write_event(folder, "NOW", start, series="basics", **more)
    lay(folder, "NOW", registration=registration("NOW", start, (*REGISTERED, *REGISTERED)))
    leads["NOW"] = (start, [day for day in (*BECAME, *BECAME) if day <= seen_until])
    lay(folder, "_shared", contacts=contacts(leads))
    last = start + timedelta(days=seen_until - 1)
    (folder / "data" / "exports" / "_shared" / "contacts.csv.covers").write_text(f"2025-01-01..{last}\n")
    return last
