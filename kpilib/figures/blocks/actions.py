"""Step 7: what became of earlier actions, then what is to be done next."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from kpilib.figures.layout import Cell, how_to_state, section, table
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet

Action = Mapping[str, Any]
HEADS = ("column.action", "column.owner", "column.due", "column.must_change", "column.state")


def actions(sheet: Sheet) -> Markup:
    """Earlier actions with what became of their KPI; new ones with owner, date and expected change."""
    before, own = earlier_actions(sheet), own_actions(sheet)
    say = sheet.language.say
    heads = [(say(key), "") for key in HEADS]
    parts, missing, notes = [], [], []
    if before:
        columns = [*heads, (say("column.outcome"), "")]
        rows = [[*_earlier_cells(sheet, a), outcome(sheet, a)] for a in before]
        parts.append(table(sheet, say("caption.actions_before"), columns, rows, stack=True))
        notes.append(sheet.say("action.no_cause"))
    if own:
        rows = [action_cells(sheet, action) for action in own]
        parts.append(table(sheet, say("caption.actions"), heads, rows, stack=True))
    else:
        missing = [sheet.say("action.none"), how_to_state(sheet, "facts.actions")]
    finding = _finding(sheet, before) if before else None
    values = {"finding": finding, "parts": parts, "missing": missing, "notes": notes}
    return section(sheet, "actions", say("section.actions_next"), step=7, **values)


def own_actions(sheet: Sheet) -> list[Action]:
    """Actions that this event's team agreed."""
    return [action for action in sheet.record["actions"] if action.get("is_own", True)]


def earlier_actions(sheet: Sheet) -> list[Action]:
    """Actions of earlier events of the series that are judged here or carried on."""
    return [action for action in sheet.record["actions"] if not action.get("is_own", True)]


def open_actions(sheet: Sheet) -> list[Action]:
    """Actions that are still to be done: this event's in the order of the file, then those carried on."""
    return [a for a in (*own_actions(sheet), *earlier_actions(sheet)) if a["status"] == "open"]


def _finding(sheet: Sheet, before: list[Action]) -> Markup:
    counts = {
        name: sheet.language.number(sum(action["status"] == status for action in before))
        for name, status in (("done", "done"), ("open", "open"), ("dropped", "dropped"))
    }
    return sheet.say("action.summary", **counts)


def _earlier_cells(sheet: Sheet, action: Action) -> list[Cell]:
    what, *others = action_cells(sheet, action)
    told = sheet.say("action.from_event", title=sheet.language.quote(action["from_title"]))
    others[-1] = _state(sheet, action)
    return [Markup('{}<span class="small">{}</span>').format(what, told), *others]


def _state(sheet: Sheet, action: Action) -> str:
    is_late = action["status"] == "open" and action["outcome"] != "not_due"
    return sheet.language.say("action.status.carried" if is_late else f"action.status.{action['status']}")


def outcome(sheet: Sheet, action: Action) -> Markup:
    """What became of the KPI of an earlier action: moved, within noise, not told, or not due."""
    code = action["outcome"]
    if code == "not_due":
        return sheet.say(
            "action.outcome.done_later" if action["status"] == "done" else "action.outcome.not_due"
        )
    change = _difference(sheet, action["kpi"], "change", action["change"])
    if code == "cannot_tell":
        return sheet.say(f"action.outcome.{action['why']}", change=change)
    if code == "within_noise":
        return sheet.say("action.outcome.within_noise", change=change)
    return sheet.say(f"action.outcome.moved_{action['direction'] or 'only'}", change=change)


def action_cells(sheet: Sheet, action: Action) -> list[Cell]:
    """One action as cells of a table."""
    due = sheet.language.date(action["due"], "medium") if action["due"] else "—"
    return [
        action["what"],
        action["owner"] or "—",
        due,
        expected_change(sheet, action),
        sheet.language.say(f"action.status.{action['status']}"),
    ]


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
    source = Source(f"action:{kpi}", field)
    row = sheet.rows.get(kpi)
    if change is None:
        return sheet.printer.value(source, None, "count")
    if row is not None and row["unit"] == "share":
        return sheet.printer.points(source, change)
    if row is not None and row["unit"] == "money":
        return sheet.printer.value(source, change, "money")
    return sheet.printer.signed(source, change, 0 if float(change).is_integer() else 1)
