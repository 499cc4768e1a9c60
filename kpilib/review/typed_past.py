"""Earlier events that people know by typed results only: events and values like any other, and marked."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from kpilib.kpis import Kpi
from kpilib.kpis.formulas import wilson
from kpilib.params import Event, Workspace, past_event, read_events
from kpilib.store import open_store, store_exists

Row = Mapping[str, Any]
Value = dict[str, Any]
MARK = "typed_value"


def list_typed_events(workspace: Workspace) -> list[Event]:
    """The events that people know by typed results only, as the store holds them."""
    if not store_exists(workspace.store_url):
        return []
    with open_store(workspace.store_url, read_only=True) as store:
        rows = store.execute(store.table("past_results")).to_dict("records")
    events, unreadable = read_events(workspace)
    known = [*(event.event_id for event in events), *unreadable]
    return list(typed_events([{str(k): v for k, v in row.items()} for row in rows], known).values())


def typed_events(rows: Iterable[Row], known: Iterable[str]) -> dict[str, Event]:
    """The events that have no params file, by id: what the first row that tells of each knows of it."""
    table = pd.DataFrame(list(rows))
    if table.empty:
        return {}
    strangers = table[~table["event_id"].isin(list(known))]
    first = strangers.groupby("event_id", sort=False).first().reset_index()
    return {str(row["event_id"]): _event(row) for row in first.to_dict("records")}


def _event(row: Mapping[Any, Any]) -> Event:
    size = row["list_size"]
    words = {name: row.get(name) for name in ("title", "format", "topic", "series")}
    return past_event(
        str(row["event_id"]),
        f"{row['starts_on']:%Y-%m-%d}",
        list_size=None if pd.isna(size) else int(size),
        **{name: word if isinstance(word, str) else "" for name, word in words.items()},
    )


def typed_values(rows: Iterable[Row], catalogue: Mapping[str, Kpi]) -> dict[tuple[str, str], Value]:
    """Values by event and KPI, as `compute_kpis` gives them, with the note `typed_value`."""
    known = [row for row in rows if row["kpi"] in catalogue and pd.notna(row["value"])]
    return {(row["event_id"], row["kpi"]): _value(row, catalogue[row["kpi"]]) for row in known}


def _value(row: Row, kpi: Kpi) -> Value:
    value, trials = float(row["value"]), row["trials"]
    nothing = dict.fromkeys(("numerator", "denominator", "lower", "upper", "n"), np.nan)
    found: Value = {"event_id": row["event_id"], "kpi": kpi.id, "value": value, **nothing}
    found |= {"unit": kpi.unit, "state": "known", "notes": (MARK,)}
    if kpi.unit != "share" or pd.isna(trials) or trials <= 0:
        return found
    # A typed rate is rounded (0.41 of 96); people are whole.
    people = float(round(value * trials))
    lower, upper = (float(end[0]) for end in wilson(np.array([people]), np.array([float(trials)])))
    counts = {"numerator": people, "denominator": float(trials), "n": float(trials)}
    return found | counts | {"value": people / trials, "lower": lower, "upper": upper}
