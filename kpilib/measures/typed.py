"""Values and parts that people typed, by event: those dated in its window, or marked with its id."""

from collections.abc import Collection, Sequence
from datetime import date

import pandas as pd

from kpilib.measures.days import EventDays
from kpilib.store import Store

VALUES = ["event_id", "kpi", "value", "n", "n_rows"]
PARTS = ["event_id", "kpi", "dimension", "member", "side", "value", "dated_on"]


def read_typed_values(
    store: Store,
    events: Sequence[EventDays],
    as_of: date,
    adds_up: Collection[str] = (),
    longer: Collection[str] = (),
) -> pd.DataFrame:
    """One row per event and name: event_id, kpi, value, n, n_rows.

    Rows belong to an event by its id, or by a day inside its window: for names in `longer` the longer one.
    Several rows of one name are added where it is in `adds_up`; else the last day's counts, since
    people, ranks and rates of several days are no sum.
    """
    rows = _rows_of(store, "kpi_values", events, as_of, longer)
    inside = rows[(rows["dated_on"] >= rows["window_start"]) | rows["is_marked"]]
    if inside.empty:
        return pd.DataFrame(columns=VALUES)
    ordered = inside.sort_values(["event_id", "kpi", "dated_on", "file_id"], kind="stable")
    groups = ordered.groupby(["event_id", "kpi"], sort=True)
    last = groups[["value", "n"]].last(skipna=False)
    added = groups[["value", "n"]].sum(min_count=1)
    is_added = pd.Series(last.index.get_level_values("kpi").isin(list(adds_up)), last.index)
    table = last.where(~is_added, added).assign(n_rows=groups.size().where(~is_added, 1))
    return table.reset_index()[VALUES]


def count_typed_days(
    store: Store, events: Sequence[EventDays], as_of: date, longer: Collection[str] = ()
) -> pd.Series:
    """Days of its window on which a name was typed, indexed by event_id and kpi."""
    rows = _rows_of(store, "kpi_values", events, as_of, longer)
    inside = rows[(rows["dated_on"] >= rows["window_start"]) & (rows["dated_on"] <= rows["window_end"])]
    return inside.groupby(["event_id", "kpi"])["dated_on"].nunique()


def read_typed_parts(store: Store, events: Sequence[EventDays], as_of: date) -> pd.DataFrame:
    """One row per event, KPI and member; side "after" inside the window, "before" for the last day before.

    Of several days inside the window the last counts.
    """
    rows = _rows_of(store, "segments", events, as_of)
    if rows.empty:
        return pd.DataFrame(columns=PARTS)
    is_after = (rows["dated_on"] >= rows["window_start"]) | rows["is_marked"]
    rows = rows.assign(side=is_after.map({True: "after", False: "before"}))
    newest = rows.groupby(["event_id", "kpi", "dimension", "side"])["dated_on"].transform("max")
    return rows[rows["dated_on"] == newest].reset_index(drop=True)[PARTS]


def _rows_of(
    store: Store,
    name: str,
    events: Sequence[EventDays],
    as_of: date,
    longer: Collection[str] = (),
) -> pd.DataFrame:
    """Rows of a typed table once for each event they may belong to, up to the end of its window."""
    table = store.table(name)
    rows = store.execute(table.order_by(["kpi", "dated_on", "file_id"]))
    days = pd.DataFrame(
        {
            "event": [e.event_id for e in events],
            "window_start": pd.to_datetime([e.window_start for e in events]),
            "window_end": pd.to_datetime([e.window_end for e in events]),
            "roi_end": pd.to_datetime([e.roi_end for e in events]),
        }
    )
    pairs = rows.merge(days, how="cross")
    is_marked = pairs["event_id"].notna()
    last = pairs["window_end"].mask(pairs["kpi"].isin(list(longer)), pairs["roi_end"])
    is_mine = (pairs["event_id"] == pairs["event"]) | (~is_marked & (pairs["dated_on"] <= last))
    pairs = pairs.assign(is_marked=is_marked)[is_mine & (pairs["dated_on"] <= pd.Timestamp(as_of))]
    return pairs.drop(columns="event_id").rename(columns={"event": "event_id"})
