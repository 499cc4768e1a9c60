"""KPIs of one event by channel, source, segment, page: parts with their shares, small groups put together."""

from typing import Any

import pandas as pd

from kpilib.kpis.breakdowns import compute_breakdowns
from kpilib.measures import read_web_parts
from kpilib.params import Event, Workspace
from kpilib.review.evidence import Evidence, days_of, plain_number
from kpilib.store import Store

MOST_PARTS = 10
OTHER = "other"
NUMBERS = ("value", "whole", "share", "lower", "upper")


def describe_breakdowns(
    store: Store, event: Event, workspace: Workspace, evidence: Evidence
) -> list[dict[str, Any]]:
    """One entry per KPI and dimension with its parts, the largest first; typed parts before exported ones.

    People in groups under the workspace's `k`, and all parts beyond the ten largest, are put together as
    `other`.
    """
    typed = evidence.parts[
        (evidence.parts["event_id"] == event.event_id) & (evidence.parts["side"] == "after")
    ]
    exported = read_web_parts(store, [days_of(event, workspace)], evidence.as_of)
    exported = exported[~exported["kpi"].isin(set(typed["kpi"]))]
    both = [part for part in (typed.drop(columns="side"), exported) if len(part)]
    if not both:
        return []
    segments = pd.concat(both, ignore_index=True)
    segments = segments[segments["kpi"].isin(list(evidence.catalogue))]
    entries = []
    for (kpi, dimension), rows in segments.groupby(["kpi", "dimension"], sort=True):
        is_people = evidence.catalogue[str(kpi)].unit == "people"
        table = compute_breakdowns(_merged(rows, workspace.privacy.k if is_people else 0))
        parts = [_part(row) for row in table.to_dict("records")]
        entries.append({"kpi": kpi, "dimension": dimension, "parts": parts})
    return entries


def _merged(rows: pd.DataFrame, k: int) -> pd.DataFrame:
    """Small groups, and those beyond the largest, under one name."""
    ranks = rows["value"].rank(method="first", ascending=False)
    is_small = (rows["value"] < k) | (ranks > MOST_PARTS)
    return rows.assign(member=rows["member"].where(~is_small, OTHER))


def _part(row: dict[Any, Any]) -> dict[str, Any]:
    numbers = {name: plain_number(row[name]) for name in NUMBERS}
    return {"member": row["member"], "rank": int(row["rank"]), **numbers}
