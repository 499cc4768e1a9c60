"""A scorecard's rows against chance: how likely goals were, how many reds come by chance alone."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kpilib.targets import Target
from kpilib.targets.chances import (
    NEEDED_TOGETHER,
    chance_of_all,
    chance_of_worse,
    chance_to_reach,
    count_reached,
    hold_reds,
    reaches,
)

Row = Mapping[str, Any]


def goal_fields(
    goal: float | None,
    better: str,
    target: Target | None,
    past: Sequence[float],
    actual: float | None = None,
    is_open: bool = False,
) -> dict[str, Any]:
    """A goal beside what was to be expected and what was reached before; None where there is no goal.

    `goal_reached` stays None as long as the value may still change; a count that only grows may have
    reached its goal before.
    """
    if goal is None or better == "none":
        fields = dict.fromkeys(("goal_probability", "goal_reached_before", "goal_reached"))
        return {"goal": goal, **fields}
    before = {"n": count_reached(past, goal, better), "of": len(past)} if past else None
    probability = chance_to_reach(target, goal) if target else None
    is_reached = None if actual is None else reaches(actual, goal, better)
    only_grows = better == "up" and target is not None and target.kind == "count"
    if is_open and not (is_reached and only_grows):
        is_reached = None
    return {
        "goal": goal,
        "goal_probability": probability,
        "goal_reached_before": before,
        "goal_reached": is_reached,
    }


def chance_fields(target: Target | None, actual: float | None, is_open: bool) -> dict[str, Any]:
    """The chance of a red, and of a result as bad or worse, if nothing is wrong; None without a zone."""
    if target is None or actual is None or is_open or not target.enough:
        return {"red_chance": None, "worse_chance": None}
    return {"red_chance": target.false_red, "worse_chance": chance_of_worse(target, actual)}


def describe_reds(rows: Sequence[Row], allowed: float) -> dict[str, Any]:
    """Reds among the judged KPIs in use, how many come by chance alone, and which hold against that.

    `held` are the KPIs whose red stands out even though so many were judged; `allowed` is the share of
    false ones among them.
    """
    judged = [row for row in rows if row["is_used"] and row["zone"] != "unknown"]
    reds = [row["kpi"] for row in judged if row["zone"] == "red"]
    worse = {row["kpi"]: row["worse_chance"] for row in judged if row["worse_chance"] is not None}
    held = hold_reds(worse, allowed)
    return {
        "n_judged": len(judged),
        "n_red": len(reds),
        "expected": sum(row["red_chance"] or 0.0 for row in judged),
        "allowed": allowed,
        "held": [kpi for kpi in reds if kpi in held],
    }


def describe_goals(rows: Sequence[Row], histories: Mapping[str, pd.DataFrame]) -> dict[str, Any] | None:
    """The probability of all goals at one event; None with fewer than two goals that have one.

    Parameters
    ----------
    rows : sequence of mappings
        kpi, better, goal_probability, goal_reached.
    histories : mapping
        KPI -> its past events with event_id, starts_on, value and, of a rate, trials.
    """
    chances = {row["kpi"]: row["goal_probability"] for row in rows if row["goal_probability"] is not None}
    if len(chances) < 2:
        return None
    better = {row["kpi"]: row["better"] for row in rows}
    together = chance_of_all(chances, _side_by_side({kpi: histories[kpi] for kpi in chances}), better)
    reached = [row["goal_reached"] for row in rows if row["kpi"] in chances]
    is_known = False if False in reached else None if None in reached else True
    known = {"kpis": list(chances), "n_needed": NEEDED_TOGETHER, "reached": is_known}
    return together.to_dict() | known


def _side_by_side(histories: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row for each past event, oldest first, one column for each KPI."""
    columns = {}
    days: dict[str, str] = {}
    for kpi, history in histories.items():
        shares = history["value"] / history["trials"] if "trials" in history else history["value"]
        columns[kpi] = pd.Series(shares.to_numpy("float64"), index=history["event_id"].astype(str))
        days |= dict(zip(history["event_id"].astype(str), history["starts_on"], strict=True))
    order = sorted(days, key=lambda event_id: (days[event_id], event_id))
    return pd.DataFrame(columns).reindex(order)
