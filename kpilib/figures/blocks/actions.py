"""Step 7, the action plan in its three parts: proposals, how they are followed, and the budget."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.action_cells import (
    Action,
    action_cells,
    earlier_actions,
    earlier_cells,
    own_actions,
)
from kpilib.figures.five import return_verdict
from kpilib.figures.layout import how_to_state, section, table
from kpilib.figures.sheet import Sheet

HEADS = ("column.action", "column.owner", "column.due", "column.must_change", "column.state")
MOST_NAMES = 4


def actions(sheet: Sheet) -> Markup:
    """Earlier actions and what became of their KPI; new ones; reds without one; follow-up and budget."""
    before, own = earlier_actions(sheet), own_actions(sheet)
    say = sheet.language.say
    heads = [(say(key), "") for key in HEADS]
    parts, missing = [], []
    if before:
        columns = [*heads, (say("column.outcome"), "")]
        rows = [earlier_cells(sheet, action) for action in before]
        parts.append(table(sheet, say("caption.actions_before"), columns, rows, stack=True))
        parts.append(_line(sheet.say("action.no_cause"), "note"))
    if own:
        rows = [action_cells(sheet, action) for action in own]
        parts.append(table(sheet, say("caption.proposals"), heads, rows, stack=True))
    else:
        missing = [sheet.say("action.none"), how_to_state(sheet, "facts.actions")]
    parts += [*_without_action(sheet), _followed(sheet), _budget(sheet)]
    values = {"finding": _finding(sheet, before), "parts": parts, "missing": missing}
    return section(sheet, "actions", say("section.actions_next"), step=7, **values)


def _line(text: Markup, kind: str = "") -> Markup:
    return Markup('<p class="{}">{}</p>').format(kind, text) if kind else Markup("<p>{}</p>").format(text)


def _finding(sheet: Sheet, before: Sequence[Action]) -> Markup | None:
    """How many of the earlier actions were done; None where there were none."""
    if not before:
        return None
    counts = {
        name: sheet.language.number(sum(action["status"] == name for action in before))
        for name in ("done", "open", "dropped")
    }
    return sheet.say("action.summary", **counts)


def _without_action(sheet: Sheet) -> list[Markup]:
    """Red KPIs that no action of this event or carried on speaks of; an action covers its whole problem."""
    verdict: Mapping[str, Any] = next((e for e in sheet.record["diagnosis"] if e["code"] == "verdict"), {})
    named = {action.get("kpi") for action in sheet.record["actions"] if action["status"] != "dropped"}
    groups = [problem["kpis"] for problem in verdict.get("problems", ())]
    groups += [[kpi] for kpi in verdict.get("unexplained", ())]
    bare = [kpi for group in groups if not named & set(group) for kpi in group]
    return [_line(sheet.say("action.red_without", kpis=sheet.names(bare, MOST_NAMES)))] if bare else []


def _followed(sheet: Sheet) -> Markup:
    """How the plan is followed: what the next review judges, and when this one is final."""
    told = [sheet.say("plan_part.follow_up")]
    if sheet.is_provisional:
        told.append(sheet.say("plan_part.final_on", date=sheet.language.date(sheet.record["mature_on"])))
    return _part(sheet, "follow", told)


def _budget(sheet: Sheet) -> Markup:
    """What was spent against what was to be expected, and what the return lets one decide."""
    cost = sheet.rows.get("cost")
    if cost is None or cost["value"] is None:
        return _part(sheet, "budget", [sheet.say("plan_part.no_cost"), how_to_state(sheet, "facts.costs")])
    told = [sheet.say("plan_part.cost", cost=sheet.value(cost))]
    if cost["target_lower"] is not None:
        told.append(sheet.say("plan_part.expected", range=sheet.expected(cost)))
    return _part(sheet, "budget", [*told, _on_return(sheet)])


def _on_return(sheet: Sheet) -> Markup:
    money = sheet.record["money"]
    if money.get("roi") is None:
        return sheet.say("plan_part.return_unknown")
    verdict, _ = return_verdict(sheet)
    limits = money["roi_lower"], money["roi_upper"]
    printed = sheet.printer.range("money", ("roi_lower", "roi_upper"), *limits, "return")
    return sheet.say(f"plan_part.return.{verdict}", range=printed)


def _part(sheet: Sheet, name: str, told: Sequence[Markup]) -> Markup:
    head = sheet.language.say(f"plan_part.{name}")
    return Markup("<p><strong>{}</strong> {}</p>").format(head, Markup(" ").join(told))
