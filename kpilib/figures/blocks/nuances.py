"""The documents' nuances of online events and their distinctive practices, told of this event."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.layout import Cell
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet


def nuances(sheet: Sheet) -> Cell:
    """Cost of the platform, worth of a seat, fit to the strategy: each with this event's number."""
    if str(sheet.event.get("format", "")) == "in-person":
        return sheet.say("nuance.in_person")
    lines = [_about(sheet, "platform", "platform_cost"), _about(sheet, "worth", "attendance_rate")]
    return _list([*lines, _about(sheet, "strategy", "alignment_index")])


def _about(sheet: Sheet, nuance: str, kpi: str) -> Markup:
    row = sheet.rows.get(kpi)
    told = sheet.say(f"nuance.{nuance}")
    if row is None or row["value"] is None:
        return told
    return told + " " + sheet.say("nuance.here", kpi=sheet.name(kpi), value=sheet.value(row))


def practices(sheet: Sheet) -> Cell | None:
    """Each practice with done, not done or not known, and the number that shows it."""
    told: Sequence[Mapping[str, Any]] = sheet.event.get("practices") or []
    return _list([_practice(sheet, entry) for entry in told]) if told else None


def _practice(sheet: Sheet, entry: Mapping[str, Any]) -> Markup:
    name = entry["practice"]
    word = sheet.language.say({True: "answer.yes", False: "answer.no", None: "answer.unknown"}[entry["done"]])
    told = sheet.say("practice.line", practice=sheet.language.say(f"practice.{name}"), answer=word)
    if entry["n"] is None or not entry["done"]:
        return told
    count = sheet.printer.value(Source(f"practice:{name}", "n"), entry["n"], "count")
    return Markup("{} ({})").format(told, count)


def _list(lines: Sequence[Markup]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    return Markup("<ul>{}</ul>").format(items)
