"""Costs that people keep in a table: of an event by its id, else by the campaign's name."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from kpilib.measures.ads import matches
from kpilib.measures.days import EventDays
from kpilib.measures.people import Notes
from kpilib.measures.rates import Rates, in_own_currency
from kpilib.store import Store

PLATFORM = "platform"
COSTS = (
    *("cost_expert_time", "cost_promotion_time", "cost_advertising", "cost_venue", "cost_materials"),
    *("cost_staff", "cost_platform", "cost_other", "platform_cost_stated"),
)


def measure_costs(
    store: Store, events: Sequence[EventDays], as_of: date, rates: Rates, notes: Notes
) -> pd.DataFrame:
    """Sum of each kind of cost per event, `cost_<kind>`, and the platform's whether counted or not.

    A row with an event's id is that event's; one without is of the events whose campaigns its own matches;
    all else is a shared cost of none. The platform's does not count unless its row says so.
    """
    rows = store.execute(store.table("costs").order_by(["event_id", "spent_on", "kind", "amount", "file_id"]))
    rows = rows[rows["spent_on"] <= pd.Timestamp(as_of)]
    counted = rows["is_counted"].map(lambda flag: None if pd.isna(flag) else bool(flag))
    by_kind = rows["kind"] != PLATFORM
    rows = rows.assign(counts=counted.where(counted.notna(), by_kind).astype(bool))
    measured = {}
    for event in events:
        mine = rows[_is_of(rows, event)]
        if len(mine):
            measured[event.event_id] = _sum_costs(mine, event.event_id, rates, notes)
    table = pd.DataFrame.from_dict(measured, orient="index")
    return table.reindex(columns=list(COSTS)).rename_axis("event_id")


def _is_of(rows: pd.DataFrame, event: EventDays) -> np.ndarray:
    pairs = zip(rows["event_id"], rows["campaign"], strict=True)
    return np.array(
        [
            event_id == event.event_id
            if isinstance(event_id, str)
            else isinstance(campaign, str) and matches(campaign, event.campaigns)
            for event_id, campaign in pairs
        ],
        dtype=bool,
    )


def _sum_costs(rows: pd.DataFrame, event_id: str, rates: Rates, notes: Notes) -> dict[str, float]:
    sums: dict[str, float] = {}
    for row in rows.to_dict("records"):
        kind = f"cost_{row['kind']}"
        money = in_own_currency(row["amount"], row["currency"], row["spent_on"], event_id, rates, notes, kind)
        names = [kind] if row["counts"] else []
        names += ["platform_cost_stated"] if row["kind"] == PLATFORM else []
        for name in names:
            sums[name] = sums.get(name, 0.0) + money
    return sums


def add_costs(measures: pd.DataFrame, costs: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Measures with the table's costs; advertising that an export tells counts before what people typed."""
    table = measures.copy()
    for name in costs:
        typed = costs[name].reindex(table.index).astype("float64")
        told = table[name] if name in table else pd.Series(np.nan, index=table.index)
        for event_id in table.index[np.isfinite(told) & np.isfinite(typed) & ((told - typed).abs() > 0.005)]:
            values = {"stated": float(typed[event_id]), "exported": float(told[event_id])}
            notes[str(event_id)].append({"code": "stated_differs", "measure": str(name), **values})
        table[name] = told.where(told.notna(), typed)
    return table
