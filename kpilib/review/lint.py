"""The KPIs in use judged as the documents ask: SMART, followed up, balanced."""

from typing import Any

from kpilib.kpis.lint import Use, lint_kpis
from kpilib.params import Event, KpiUse, Workspace
from kpilib.review.evidence import Evidence
from kpilib.review.scorecard import collect_history, past_values
from kpilib.review.stated import goal
from kpilib.targets.chances import count_reached


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
    past = past_values(collect_history(kpi, event, workspace, evidence))
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
        reached=None if wanted is None else (count_reached(past, wanted, kpi.better), len(past)),
    )
