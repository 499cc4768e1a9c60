"""Single actions: which there are, what each of them says and lacks, and what became of its KPI."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from kpilib.figures.layout import Cell
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet

Action = Mapping[str, Any]
# What an action needs to be followed: owner, date, KPI, expected change.
NEEDED = ("owner", "due", "kpi", "expected_change")


def own_actions(sheet: Sheet) -> list[Action]:
    """Actions that this event's team agreed."""
    return [action for action in sheet.record["actions"] if action.get("is_own", True)]


def earlier_actions(sheet: Sheet) -> list[Action]:
    """Actions of earlier events of the series that are judged here or carried on."""
    return [action for action in sheet.record["actions"] if not action.get("is_own", True)]


def open_actions(sheet: Sheet) -> list[Action]:
    """Actions that are still to be done: this event's in the order of the file, then those carried on."""
    return [a for a in (*own_actions(sheet), *earlier_actions(sheet)) if a["status"] == "open"]


def is_overdue(sheet: Sheet, action: Action) -> bool:
    """Whether an open action should have been done by the last day of the data; its own day is in time."""
    as_of = dt.date.fromisoformat(sheet.record["as_of"])
    return action["status"] == "open" and bool(action["due"]) and dt.date.fromisoformat(action["due"]) < as_of


def action_cells(sheet: Sheet, action: Action) -> list[Cell]:
    """One action as cells of a table: what, who, by when, which KPI by how much, and its state."""
    return [
        action["what"],
        action["owner"] or "—",
        due(sheet, action),
        expected_change(sheet, action),
        _state(sheet, action),
    ]


def due(sheet: Sheet, action: Action, style: str = "medium") -> Cell:
    """The due date, and that it has passed."""
    if not action["due"]:
        return "—"
    day = sheet.language.date(action["due"], style)
    if not is_overdue(sheet, action):
        return day
    return Markup("{} <strong>{}</strong>").format(day, sheet.language.say("action.overdue"))


def _state(sheet: Sheet, action: Action) -> Cell:
    """Open, done or dropped; of an open one what it still lacks to be followed."""
    word = sheet.language.say(f"action.status.{action['status']}")
    lacking = [sheet.language.say(f"action.lacks.{n}") for n in NEEDED if action.get(n) in ("", None)]
    if action["status"] != "open" or not lacking:
        return word
    told = sheet.say("action.lacks", items=", ".join(lacking))
    return Markup('{}<span class="small">{}</span>').format(word, told)


def earlier_cells(sheet: Sheet, action: Action) -> list[Cell]:
    """An action of an earlier event, with the event that named it and what became of its KPI."""
    what, *others = action_cells(sheet, action)
    told = sheet.say("action.from_event", title=sheet.language.quote(action["from_title"]))
    is_late = action["status"] == "open" and action["outcome"] != "not_due"
    if is_late:
        others[-1] = sheet.language.say("action.status.carried")
    named = Markup('{}<span class="small">{}</span>').format(what, told)
    return [named, *others, outcome(sheet, action)]


def outcome(sheet: Sheet, action: Action) -> Markup:
    """What became of the KPI of an earlier action: moved, within noise, not told, or not due."""
    code = action["outcome"]
    if code == "not_due":
        is_done = action["status"] == "done"
        return sheet.say("action.outcome.done_later" if is_done else "action.outcome.not_due")
    change = _difference(sheet, action["kpi"], "change", action["change"])
    if code == "cannot_tell":
        return sheet.say(f"action.outcome.{action['why']}", change=change)
    if code == "within_noise":
        return sheet.say("action.outcome.within_noise", change=change)
    told = sheet.say(f"action.outcome.moved_{action['direction'] or 'only'}", change=change)
    return told + " " + sheet.say("action.from_unusual") if action.get("was_unusual") else told


def expected_change(sheet: Sheet, action: Action) -> Cell:
    """The KPI an action is to move, and by how much: in the KPI's own unit where it is a number."""
    kpi, change = action.get("kpi") or "", action.get("expected_change")
    if not kpi and change in ("", None):
        return "—"
    printed = _change(sheet, kpi, change)
    return sheet.say("action.kpi_change", kpi=sheet.name(kpi), expected_change=printed) if kpi else printed


def _change(sheet: Sheet, kpi: str, change: Any) -> Markup:
    if not isinstance(change, int | float):
        return escape(str(change or "—"))
    return _difference(sheet, kpi, "expected_change", change)


def _difference(sheet: Sheet, kpi: str, field: str, change: float | None) -> Markup:
    source, row = Source(f"action:{kpi}", field), sheet.rows.get(kpi)
    if change is None:
        return sheet.printer.value(source, None, "count")
    if row is not None and row["unit"] == "share":
        return sheet.printer.points(source, change)
    if row is not None and row["unit"] == "money":
        return sheet.printer.value(source, change, "money")
    return sheet.printer.signed(source, change, 0 if float(change).is_integer() else 1)
