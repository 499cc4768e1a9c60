"""Automated flows of an event over their own, longer window."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from kpilib.kpis.comparisons import chance_of_difference
from kpilib.kpis.formulas import share_of
from kpilib.measures import EventDays, read_flows
from kpilib.params import Event, Workspace
from kpilib.review.breakdowns import OTHER
from kpilib.review.evidence import Evidence, days_of, plain_number
from kpilib.review.usual import FALSE_ALARM
from kpilib.store import Store

Row = dict[str, Any]
FIELDS = ("sent", "clicks", "people", "leads", "opportunities", "sales", "days_to_sale")
OF_PEOPLE = FIELDS[2:]


def describe_flows(store: Store, event: Event, workspace: Workspace, evidence: Evidence) -> Row:
    """One row for each flow that the event's facts name, provisional until the longer window's last day.

    Flows that reached fewer than the workspace's `k` people are counted together as `other`; where these are
    still fewer, their people are not told.
    """
    last = event.window_end(workspace.roi_window_days)
    days = days_of(event, workspace)
    found = read_flows(store, [days], evidence.as_of)
    merged = _merge_small(days, found, workspace.privacy.k)
    if merged.flows != days.flows:
        found = read_flows(store, [merged], evidence.as_of)
    rows = [_flow(row, workspace.privacy.k) for row in found.to_dict("records") if row["flow"]]
    whole = [_flow(row, workspace.privacy.k) for row in found.to_dict("records") if not row["flow"]]
    rows.sort(key=lambda row: (row["flow"] == OTHER, -(row["leads"] or 0), row["flow"]))
    is_open = evidence.as_of < last
    return {
        "days": workspace.roi_window_days,
        "starts_on": event.starts_on.isoformat(),
        "ends_on": last.isoformat(),
        "state": "provisional" if is_open else "mature",
        "rows": rows,
        "finding": find_in_flows(rows, whole[0] if whole else None, is_open),
    }


def _merge_small(days: EventDays, found: pd.DataFrame, k: int) -> EventDays:
    """The event's flows with those of fewer than `k` people under one name, with one more if still fewer."""
    people = found[found["flow"] != ""].set_index("flow")["people"].sort_values(kind="stable")
    small = list(people.index[people < k])
    rest = [flow for flow in people.index if flow not in small]
    if not small or (len(small) == 1 and not rest):
        return days
    while rest and people[small].sum() < k:
        small.append(rest.pop(0))
    patterns = [pattern for flow in small for pattern in days.flows[flow]]
    return replace(days, flows={flow: days.flows[flow] for flow in rest} | {OTHER: patterns})


def _flow(row: dict[Any, Any], k: int) -> Row:
    known: Row = {"flow": str(row["flow"])} | {name: plain_number(row[name]) for name in FIELDS}
    if known["people"] is not None and 0 < known["people"] < k:
        known |= dict.fromkeys(OF_PEOPLE)
    share = share_of(
        *(np.array([row[name] if known[name] is not None else np.nan]) for name in ("sales", "leads"))
    )
    ends = {"sales_rate": share.value, "lower": share.lower, "upper": share.upper}
    return known | {name: None if x is None else plain_number(x[0]) for name, x in ends.items()}


def find_in_flows(rows: list[Row], whole: Row | None, is_open: bool) -> Row | None:
    """What the flows say first: called different only beyond chance, and once their window is over."""
    if whole is None:
        return None
    counts = {name: whole[name] for name in ("people", "leads", "sales", "sent")}
    if whole["leads"] is None:
        return {"code": "people_unknown"} | counts
    if not whole["leads"]:
        return {"code": "no_leads"} | counts
    if whole["sales"] is None:
        return {"code": "sales_unknown"} | counts
    if is_open:
        return {"code": "open"} | counts
    best = _best_flow([row for row in rows if row["sales_rate"] is not None and row["flow"] != OTHER])
    return ({"code": "sells_more", "flow": best} if best else {"code": "sales"}) | counts


def _best_flow(rows: list[Row]) -> str | None:
    """The flow that sells to more of its leads than the others together, beyond chance."""
    if len(rows) < 2:
        return None
    best = max(rows, key=lambda row: row["sales_rate"])
    k, n = (sum(row[name] for row in rows if row is not best) for name in ("sales", "leads"))
    chance = chance_of_difference(best["sales"], best["leads"], k, n)
    is_clear = chance * len(rows) < FALSE_ALARM and n and best["sales_rate"] > k / n
    return best["flow"] if is_clear else None
