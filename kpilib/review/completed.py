"""Measures of all events made complete: what exports tell, what people state and type, what was before."""

from typing import Any

import pandas as pd

from kpilib.kpis import MEASURES, Kpi
from kpilib.kpis.breakdowns import largest_shift
from kpilib.params import Event, Workspace
from kpilib.review.stated import add_facts, fill
from kpilib.store import StoredFile

Note = dict[str, Any]


def complete_measures(
    measures: pd.DataFrame,
    events: list[Event],
    workspace: Workspace,
    typed: pd.DataFrame,
    parts: pd.DataFrame,
    files: dict[str, StoredFile],
    catalogue: dict[str, Kpi],
    notes: dict[str, list[Note]],
) -> pd.DataFrame:
    """One row per event with every measure that is known; what an export tells counts first.

    Parameters
    ----------
    measures : DataFrame
        Those of the exports.
    typed, parts : DataFrame
        Values and parts that people typed, by event.
    notes : dict
        Remarks by event; differences between stated and exported are added.
    """
    _note_unknown_names(typed, catalogue, notes)
    table = add_facts(measures, events, workspace, notes)
    table = _add_typed(table, typed, notes)
    table = _add_shifts(table, parts)
    table = _add_scales(table, files)
    return _add_past(table, events, workspace)


def _note_unknown_names(typed: pd.DataFrame, catalogue: dict[str, Kpi], notes: dict[str, list[Note]]) -> None:
    """Remarks on typed rows: a name that is nothing here, and several values of what is no sum."""
    for row in typed.to_dict("records"):
        name, event_id = str(row["kpi"]), str(row["event_id"])
        if name not in catalogue and name not in MEASURES:
            notes[event_id].append({"code": "unknown_typed_name", "name": name})
        elif row["n_rows"] > 1:
            notes[event_id].append({"code": "last_of_several", "kpi": name, "n_rows": int(row["n_rows"])})


def adding_up(catalogue: dict[str, Kpi]) -> set[str]:
    """Names whose typed values of several days are a sum: KPIs that say so, and measures that are no people
    counted as different ones, ranks, medians or scores."""
    kpis = {kpi.id for kpi in catalogue.values() if kpi.adds_up}
    sums = [name for name, m in MEASURES.items() if m.unit in ("count", "money")]
    counts = {name for name in sums if MEASURES[name].nature not in ("unique", "level")}
    return kpis | (counts - set(catalogue))


def over_longer_window(catalogue: dict[str, Kpi]) -> set[str]:
    """Names counted over the return's window: KPIs that say so, and measures that only these read."""
    longer = [kpi for kpi in catalogue.values() if kpi.window == "roi"]
    others = {name for kpi in catalogue.values() if kpi.window != "roi" for name in kpi.inputs}
    return {kpi.id for kpi in longer} | {name for kpi in longer for name in kpi.inputs} - others


def _add_typed(measures: pd.DataFrame, typed: pd.DataFrame, notes: dict[str, list[Note]]) -> pd.DataFrame:
    """Typed measures where no export tells them."""
    rows = typed[typed["kpi"].isin(MEASURES)]
    if rows.empty:
        return measures
    wide = rows.pivot_table(index="event_id", columns="kpi", values="value").reindex(measures["event_id"])
    return fill(measures, wide.set_index(measures.index), list(measures["event_id"]), notes)


def _add_shifts(measures: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """The segment whose share moved most, from typed profiles before and after."""
    profiles = parts[parts["kpi"] == "profile_shift"]
    columns = ["event_id", "dimension", "member", "value"]
    sides = [profiles.loc[profiles["side"] == side, columns] for side in ("before", "after")]
    shifts = largest_shift(*sides).drop(columns=["dimension", "member"], errors="ignore")
    return (
        measures if shifts.empty else measures.merge(shifts, how="left", left_on="event_id", right_index=True)
    )


def _add_scales(measures: pd.DataFrame, files: dict[str, StoredFile]) -> pd.DataFrame:
    """Where a recommendation was asked on another scale than 0 to 10: the highest answer given."""
    found = {
        file.event_id: float(warning.get("scale", warning["upper"]))
        for file in files.values()
        for warning in file.report.get("warning_codes", [])
        if warning["code"] == "not_nps_scale"
    }
    scale = measures["event_id"].map(found).astype("float64")
    # Put together column by column, the table has to be laid out anew before it takes one more.
    return measures.copy().assign(nps_other_scale=scale)


# Of leads and their deals: ticket buyers are another crowd.
PAST = {"past_leads": "leads", "past_orders": "deals_won", "past_order_revenue": "revenue_deals"}


def _add_past(measures: pd.DataFrame, events: list[Event], workspace: Workspace) -> pd.DataFrame:
    """Sums over the events whose return's window had closed before each event; missing without any."""
    table = measures.set_index("event_id")
    known = table[list(PAST.values())].notna().all(axis=1) & ~table.index.isin(workspace.exclude_from_history)
    closed = {e.event_id: e.window_end(workspace.roi_window_days) for e in events if e.status != "cancelled"}
    sums = {}
    for event in events:
        past = [name for name, last in closed.items() if last < event.starts_on and known[name]]
        sums[event.event_id] = {new: table.loc[past, old].sum(min_count=1) for new, old in PAST.items()}
    past_sums = pd.DataFrame.from_dict(sums, orient="index", columns=list(PAST)).astype("float64")
    return measures.merge(past_sums, how="left", left_on="event_id", right_index=True)
