"""What is otherwise than planned: each departure as a code with its values."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import isclose
from typing import Any

from kpilib.params import Event, Workspace
from kpilib.review.evidence import Evidence
from kpilib.review.plan import Plan, decided
from kpilib.review.scorecard import find_target, used_kpis
from kpilib.targets import Target

Departure = dict[str, Any]
LIMITS = ("expected", "lower", "upper", "green_from", "red_from")
# Targets are told to differ from a thousandth on: no reader sees less.
TOLERANCE = 1e-3
# Decisions that are one value, by the code of their departure.
SINGLE = {
    "primary_kpi_changed": "primary_kpi",
    "window_changed": "window_days",
    "roi_window_changed": "roi_window_days",
}


def describe_plan(
    plan: Plan | None, event: Event, workspace: Workspace, evidence: Evidence
) -> dict[str, Any]:
    """The plan as the record tells of it: hash, day, primary KPI, and what is otherwise than planned."""
    primary = event.facts.primary_kpi or None
    if plan is None:
        return {"hash": None, "made_on": None, "primary_kpi": primary, "departures": []}
    told = plan.content if plan.is_whole else {"made_on": None, "primary_kpi": primary}
    now = targets_on(plan.made_on, event, workspace, evidence) if plan.is_whole else {}
    return {
        "hash": plan.hash,
        "made_on": told["made_on"],
        "primary_kpi": told["primary_kpi"],
        "departures": find_departures(plan, event, workspace, now),
    }


def with_plan(plan: Plan | None, workspace: Workspace, evidence: Evidence) -> Evidence:
    """The evidence with the targets that a plan froze, and its day.

    A frozen target counts where the window it was made for is still the KPI's; a KPI that the plan does not
    know is judged by history on the plan's day. A plan that was altered counts for nothing.
    """
    if plan is None or not plan.is_whole:
        return evidence
    frozen = {name: plan.target(name) for name in plan.content["targets"]}
    kept = {n: t for n, t in frozen.items() if t and _is_window_kept(plan, n, workspace, evidence)}
    return replace(evidence, frozen=kept, planned_on=plan.made_on)


def _is_window_kept(plan: Plan, name: str, workspace: Workspace, evidence: Evidence) -> bool:
    kpi = evidence.catalogue.get(name)
    if kpi is None or kpi.window is None:
        return kpi is not None
    length = "roi_window_days" if kpi.window == "roi" else "window_days"
    return bool(plan.content[length] == getattr(workspace, length))


def targets_on(day: date, event: Event, workspace: Workspace, evidence: Evidence) -> dict[str, Target]:
    """The targets of the KPIs in use as a plan of that day has them."""
    then = replace(evidence, planned_on=day, frozen={})
    used = dict.fromkeys([*used_kpis(workspace, evidence.catalogue), *event.facts.goals])
    found = {name: find_target(evidence.catalogue[name], event, workspace, then) for name in used}
    return {name: target for name, target in found.items() if target is not None}


def find_departures(
    plan: Plan, event: Event, workspace: Workspace, now: Mapping[str, Target]
) -> list[Departure]:
    """What is otherwise than planned, in the order in which it should be read.

    Parameters
    ----------
    now : mapping
        The targets that would be frozen today on the plan's day.

    Notes
    -----
    A plan that is not as it was written tells nothing else: what stands in it cannot be trusted.
    """
    if not plan.is_whole:
        return [{"code": "plan_altered"}]
    planned, actual = plan.content, decided(event, workspace)
    found: list[Departure] = []
    if plan.content["replaces"]:
        dates = [old["made_on"] for old in plan.content["replaces"]]
        found.append(
            {"code": "plan_replaced", "n": len(dates), "planned": dates[0], "actual": planned["made_on"]}
        )
    if plan.made_on >= event.starts_on and planned["starts_at"] != actual["starts_at"]:
        values = {"planned": planned["made_on"], "actual": event.starts_on.isoformat()}
        found.append({"code": "plan_made_after_start", **values})
    if (planned["starts_at"], planned["timezone"]) != (actual["starts_at"], actual["timezone"]):
        found.append({"code": "event_moved", "planned": planned["starts_at"], "actual": actual["starts_at"]})
    found += _goals(planned["goals"], actual["goals"])
    found += [
        {"code": code, "planned": planned[name], "actual": actual[name]}
        for code, name in SINGLE.items()
        if planned[name] != actual[name]
    ]
    return found + _exclusions(planned, actual) + _targets(plan, now)


def _goals(planned: Mapping[str, float], actual: Mapping[str, float]) -> list[Departure]:
    found: list[Departure] = []
    for kpi in sorted({*planned, *actual}):
        before, after = planned.get(kpi), actual.get(kpi)
        if before != after:
            code = "goal_added" if before is None else "goal_removed" if after is None else "goal_changed"
            found.append({"code": code, "kpi": kpi, "planned": before, "actual": after})
    return found


def _exclusions(planned: Mapping[str, Any], actual: Mapping[str, Any]) -> list[Departure]:
    before, after = set(planned["exclude_from_history"]), set(actual["exclude_from_history"])
    if before == after:
        return []
    return [
        {"code": "exclusions_changed", "added": sorted(after - before), "removed": sorted(before - after)}
    ]


def _targets(plan: Plan, now: Mapping[str, Target]) -> list[Departure]:
    """Targets that past data, as they are known today, would not give again."""
    found: list[Departure] = []
    for kpi, target in now.items():
        frozen = plan.target(kpi)
        if frozen is not None and not _are_alike(frozen, target):
            values = {"planned": frozen.expected, "actual": target.expected}
            found.append({"code": "target_differs", "kpi": kpi, **values})
    return found


def _are_alike(frozen: Target, target: Target) -> bool:
    for name in LIMITS:
        before, after = getattr(frozen, name), getattr(target, name)
        if (before is None) != (after is None):
            return False
        if before is not None and not isclose(before, after, rel_tol=TOLERANCE, abs_tol=TOLERANCE * 1e-3):
            return False
    return True
