"""The website by channel and page, each channel beside what was usual before."""

from typing import Any

import numpy as np
import pandas as pd

from kpilib.kpis.comparisons import chance_of_difference
from kpilib.kpis.formulas import share_of
from kpilib.measures import read_channels, read_pages
from kpilib.params import Event, Workspace
from kpilib.review.breakdowns import MOST_PARTS, OTHER
from kpilib.review.evidence import Evidence, days_of, plain_number
from kpilib.review.usual import FALSE_ALARM, NO_USUAL, past_rows, usual_range
from kpilib.store import Store

Row = dict[str, Any]
UNKNOWN = "unknown"


def describe_web(store: Store, event: Event, workspace: Workspace, evidence: Evidence) -> Row:
    """Visits, conversions and their rate by channel, views and time by page; small ones put together."""
    days = [days_of(e, workspace) for e in evidence.events.values()]
    channels = read_channels(store, days, evidence.as_of)
    mine = channels[channels["event_id"] == event.event_id]
    pages = read_pages(store, [days_of(event, workspace)], evidence.as_of)
    rows = _merged(mine.drop(columns="event_id"), "visits", workspace.privacy.k)
    listed = [_channel(row, channels, mine["starts_on"].min(), event, workspace, evidence) for row in rows]
    return {
        "basis": str(mine["basis"].iloc[0]) if len(mine) else None,
        **_range(mine),
        "channels": listed,
        "finding": find_in_channels(listed),
        "pages": [_page(row) for row in _merged(pages, "views", workspace.privacy.k)],
        "pages_range": _range(pages),
    }


def _range(rows: pd.DataFrame) -> Row:
    """First and last day of the export, both included."""
    ends = {
        name: f"{rows[name].iloc[0]:%Y-%m-%d}" if len(rows) else None for name in ("starts_on", "ends_on")
    }
    return ends


def _merged(rows: pd.DataFrame, size: str, k: int) -> list[dict[str, Any]]:
    """Parts under `k`, and those beyond the largest, as `other`; a remainder under `k` takes in the next."""
    ordered = rows.sort_values([size, "member"], ascending=[False, True], ignore_index=True)
    n_kept = min(int((ordered[size] >= k).sum()), MOST_PARTS)
    while 0 < n_kept < len(ordered) and ordered[size][n_kept:].sum() < k:
        n_kept -= 1
    names = ordered["member"].where(ordered["member"] != "", UNKNOWN)
    member = names.where(ordered.index < n_kept, OTHER)
    numbers = [name for name in ("visits", "conversions", "views", "minutes") if name in ordered]
    table = ordered.groupby(member.rename("name"), sort=False)[numbers].sum(min_count=1)
    if ordered[size].sum() < k:
        return []
    return [{"name": str(name), **row} for name, row in zip(table.index, _records(table), strict=True)]


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): x for name, x in row.items()} for row in table.to_dict("records")]


def _channel(
    row: Row,
    channels: pd.DataFrame,
    first: pd.Timestamp,
    event: Event,
    workspace: Workspace,
    evidence: Evidence,
) -> Row:
    """One channel with its rate, and what the rate was in exports that end before `first`."""
    k, n = (np.array([row[name]], dtype=float) for name in ("conversions", "visits"))
    share = share_of(k, n)
    ends = {"rate": share.value, "lower": share.lower, "upper": share.upper}
    known = {name: None if x is None else plain_number(x[0]) for name, x in ends.items()}
    found = {"channel": row["name"], "visits": plain_number(row["visits"]), "conversions": plain_number(k[0])}
    past = channels[(channels["member"] == row["name"]) & channels["conversions"].notna()]
    history = past_rows(past, event, workspace, evidence)
    # Exports of months: two events may share one, and the last one may be this event's own.
    history = history[history["range_ends"] < first].drop_duplicates("range_starts")
    history = history.rename(columns={"conversions": "value", "visits": "trials"})
    is_told = known["rate"] is not None
    return found | known | (usual_range(history, event, "rate", n[0]) if is_told else NO_USUAL)


def find_in_channels(rows: list[Row]) -> Row | None:
    """The channel whose visits lead further than others', beyond chance; else the one with most visits."""
    if not rows:
        return None
    named = [row for row in rows if row["channel"] not in (OTHER, UNKNOWN)]
    counts = {"n": sum(row["visits"] for row in rows)}
    most = max(named, key=lambda row: row["visits"], default=None)
    if most is None:
        return {"code": "none_named"} | counts
    first = {"channel": most["channel"], "k": most["visits"]} | counts
    if len(rows) == 1:
        return {"code": "one_channel"} | first
    known = [row for row in rows if row["rate"] is not None]
    if len(known) < len(rows):
        return {"code": "most_visits"} | first
    k, n = (sum(row[name] for row in known) for name in ("conversions", "visits"))
    chances = {
        row["channel"]: chance_of_difference(
            row["conversions"], row["visits"], k - row["conversions"], n - row["visits"]
        )
        for row in known
        if row in named
    }
    channel = min(chances, key=lambda name: chances[name])
    if chances[channel] * len(chances) >= FALSE_ALARM:
        return {"code": "rates_alike"} | first
    row = next(row for row in known if row["channel"] == channel)
    others = (k - row["conversions"]) / (n - row["visits"])
    code = "leads_further" if row["rate"] > others else "leads_less_far"
    return {"code": code, "channel": channel, "others_rate": others}


def _page(row: Row) -> Row:
    views, minutes = plain_number(row["views"]), plain_number(row["minutes"])
    per_view = None if minutes is None or not views else minutes / views
    return {"page": row["name"], "views": views, "minutes_per_view": per_view}
