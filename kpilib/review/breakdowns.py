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

    Groups under the workspace's `k`, and all parts beyond the ten largest, are put together as `other`.
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
        is_counted = evidence.catalogue[str(kpi)].unit in ("people", "count")
        # Parts of a rate, a rank or a mean are no people to be hidden and no shares of a whole.
        table = compute_breakdowns(_merged(rows, workspace.privacy.k) if is_counted else rows)
        if not is_counted:
            table[["whole", "share", "lower", "upper"]] = float("nan")
            if evidence.catalogue[str(kpi)].better == "down":
                table = table.iloc[::-1].assign(rank=table["rank"].max() + 1 - table["rank"])
        parts = [_part(row) for row in table.to_dict("records")]
        entries.append({"kpi": kpi, "dimension": dimension, "parts": parts})
    return entries


def describe_stages(funnel: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The funnel as parts: people in each stage, and which share of those who could come to it did.

    Who came in from outside is in the people of a stage and not in its share.
    """
    parts = [
        {
            "member": step["step"],
            "rank": rank,
            "value": step["people"],
            "whole": step["of"],
            **{
                name: step[field]
                for name, field in (("share", "rate"), ("lower", "lower"), ("upper", "upper"))
            },
        }
        for rank, step in enumerate((s for s in funnel if s["people"] is not None), start=1)
        if step["of"] is not None
    ]
    return [{"kpi": "stage_conversion_rate", "dimension": "stage", "parts": parts}] if parts else []


def _merged(rows: pd.DataFrame, k: int) -> pd.DataFrame:
    """Groups under `k`, and those beyond the largest, under one name; a remainder under `k` takes in the
    next larger group, or the whole would give it away."""
    ordered = rows.sort_values(["value", "member"], ascending=[False, True], ignore_index=True)
    n_kept = min(int((ordered["value"] >= k).sum()), MOST_PARTS)
    while 0 < n_kept < len(ordered) and ordered["value"][n_kept:].sum() < k:
        n_kept -= 1
    return ordered.assign(member=ordered["member"].where(ordered.index < n_kept, OTHER))


def _part(row: dict[Any, Any]) -> dict[str, Any]:
    numbers = {name: plain_number(row[name]) for name in NUMBERS}
    return {"member": row["member"], "rank": int(row["rank"]), **numbers}
