"""The case of one event, out of its record: what a diagnosis may look at."""

from collections.abc import Mapping
from typing import Any

from kpilib.params import Event, Workspace
from kpilib.review.diagnosis.case import Case
from kpilib.review.diagnosis.channels import compare_channels
from kpilib.review.evidence import Evidence


def gather_case(event: Event, workspace: Workspace, evidence: Evidence, record: Mapping[str, Any]) -> Case:
    """The parts of a record that tell why something is red; a part that is not there tells nothing."""
    experience = record.get("experience") or {}
    return Case(
        event=event,
        as_of=evidence.as_of,
        window_days=workspace.window_days,
        rows={row["kpi"]: row for row in record["kpis"]},
        effect=record["effect"],
        quality=record["quality"],
        items=experience.get("items", ()),
        rated=experience.get("parts", ()),
        minutes=(record.get("minutes") or {}).get("parts", ()),
        compared=compare_channels(event, workspace, evidence, record["kpis"]),
    )
