"""All KPIs of all events from their measures."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from kpilib.errors import DataError
from kpilib.kpis.record import KPIS, Kpi, Parts

COLUMNS = [
    "event_id",
    "kpi",
    "value",
    "numerator",
    "denominator",
    "lower",
    "upper",
    "unit",
    "n",
    "state",
    "note",
]


def compute_kpis(measures: pd.DataFrame, kpis: Iterable[str] | None = None) -> pd.DataFrame:
    """KPI values of all events, long.

    Parameters
    ----------
    measures : DataFrame
        One row per event: `event_id` and the measures; a measure that is missing is unknown.
        Columns a formula needs and that are absent count as unknown.
    kpis : iterable of str, optional
        Ids to compute; all of the catalogue by default.

    Returns
    -------
    DataFrame
        event_id, kpi, value, numerator, denominator, lower, upper, unit, n, state, note; one row
        per event and KPI, in the order of events and catalogue. `state` is "known", "unknown" (an
        input is missing), "undefined" (the denominator is empty) or "refused" (the parts
        contradict each other, such as more successes than trials). `note` is "fractional_count"
        where people are no whole number (a rounded rate was multiplied back), else "".

    Raises
    ------
    DataError
        `event_id` is missing or repeated, or a KPI is not in the catalogue.
    """
    _check(measures)
    wanted = [_kpi(name) for name in (kpis if kpis is not None else KPIS)]
    inputs = sorted({name for kpi in wanted for name in kpi.inputs})
    table = measures.reset_index(drop=True).reindex(columns=["event_id", *inputs])
    table[inputs] = table[inputs].astype("float64")
    if not wanted or table.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows = pd.concat([_values(kpi, table) for kpi in wanted], ignore_index=True)
    order = np.argsort(np.tile(np.arange(len(table)), len(wanted)), kind="stable")
    return rows.iloc[order].reset_index(drop=True)


def _values(kpi: Kpi, table: pd.DataFrame) -> pd.DataFrame:
    parts = kpi.formula(table)
    missing = pd.Series(np.nan, index=table.index)
    value = parts.value.replace([np.inf, -np.inf], np.nan)
    return pd.DataFrame(
        {
            "event_id": table["event_id"],
            "kpi": kpi.id,
            "value": value,
            "numerator": _or(parts.numerator, missing),
            "denominator": _or(parts.denominator, missing),
            "lower": _or(parts.lower, missing).where(value.notna()),
            "upper": _or(parts.upper, missing).where(value.notna()),
            "unit": kpi.unit,
            "n": _or(parts.n, missing),
            "state": _states(value, parts.numerator, parts.denominator),
            "note": _notes(kpi, value, parts),
        },
        columns=COLUMNS,
    )


def _states(value: pd.Series, numerator: pd.Series | None, denominator: pd.Series | None) -> pd.Series:
    state = pd.Series("unknown", index=value.index, dtype="str")
    if numerator is not None and denominator is not None:
        state = state.mask(numerator.notna() & (denominator == 0), "undefined")
        state = state.mask(numerator.notna() & (denominator > 0) & value.isna(), "refused")
    return state.mask(value.notna(), "known")


def _notes(kpi: Kpi, value: pd.Series, parts: Parts) -> pd.Series:
    counts: dict[str, list[pd.Series | None]] = {
        "people": [value],
        "count": [value],
        "share": [parts.numerator, parts.denominator],
    }
    if kpi.id.startswith("cost_per_"):
        counts["money"] = [parts.denominator]
    note = pd.Series("", index=value.index, dtype="str")
    for count in counts.get(kpi.unit, []):
        if count is not None:
            note = note.mask(count.notna() & (count % 1 != 0), "fractional_count")
    return note


def _or(values: pd.Series | None, otherwise: pd.Series) -> pd.Series:
    return otherwise if values is None else values


def _kpi(name: str) -> Kpi:
    if name not in KPIS:
        raise DataError(f"KPI `{name}`", "not in the catalogue", "a known KPI", "See `kpi kpis`.")
    return KPIS[name]


def _check(measures: pd.DataFrame) -> None:
    if "event_id" not in measures.columns:
        raise DataError("measures", "no column event_id", "one row per event", "Add the column.")
    repeated = measures["event_id"].duplicated()
    if repeated.any():
        raise DataError(
            "measures.event_id",
            f"{int(repeated.sum())} of {len(measures)} rows repeat an event",
            f"one row per event; first at row {int(np.flatnonzero(repeated)[0]) + 1}",
            "Add the rows of one event together.",
        )
