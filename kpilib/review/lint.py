"""The KPIs in use judged as the documents ask: SMART, followed up, balanced."""

from typing import Any

from kpilib.kpis import Kpi
from kpilib.kpis.lint import Use, lint_kpis
from kpilib.params import Event, KpiUse, Workspace
from kpilib.review.evidence import Evidence, is_history, target_date
from kpilib.review.stated import goal


def lint_scorecard(
    rows: list[dict[str, Any]], event: Event, workspace: Workspace, evidence: Evidence
) -> list[dict[str, Any]]:
    """Findings on the KPIs in use, from their rows and how the organisation says it uses them."""
    used = [row for row in rows if row["is_used"]]
    uses = {row["kpi"]: _use_of(row, event, workspace, evidence) for row in used}
    return lint_kpis(uses, evidence.catalogue)


def _use_of(row: dict[str, Any], event: Event, workspace: Workspace, evidence: Evidence) -> Use:
    kpi = evidence.catalogue[row["kpi"]]
    stated = workspace.kpis.get(kpi.id) or KpiUse()
    wanted = goal(event, workspace, kpi.id)
    past = _past_values(kpi, event, workspace, evidence)
    return Use(
        owner=stated.owner,
        measurer=stated.measurer,
        cadence=stated.cadence,
        due=stated.due,
        okr=stated.okr,
        goal=wanted,
        has_target=row["target"] is not None,
        has_value=row["value"] is not None or row["state"] == "not_applicable",
        has_earlier=bool(past),
        reached=None if wanted is None else (count_reached(past, wanted, kpi), len(past)),
    )


def _past_values(kpi: Kpi, event: Event, workspace: Workspace, evidence: Evidence) -> list[float]:
    target_on = target_date(event)
    events = [e for e in evidence.events.values() if is_history(e, event, target_on, 1, workspace)]
    values = [evidence.values[e.event_id, kpi.id] for e in events]
    return [float(value["value"]) for value in values if value["state"] == "known"]


def count_reached(values: list[float], goal: float, kpi: Kpi) -> int:
    """How many values reach a goal: at or above it, at or below it where less is better."""
    return sum(value <= goal if kpi.better == "down" else value >= goal for value in values)
