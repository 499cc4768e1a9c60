"""Tables and single columns as given: numbers and dates, or a message that names the first wrong row."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kpilib.errors import DataError, EstimationError

Numbers = np.ndarray[Any, np.dtype[np.float64]]
LARGEST_NUMBER = 1e15  # beyond it whole numbers are no longer told apart


def check_shape(history: object, new_event: object) -> None:
    """A table and a mapping, whatever they hold."""
    if not isinstance(history, pd.DataFrame):
        raise DataError(
            "history",
            f"a {type(history).__name__}",
            "a DataFrame with one row per past event",
            "Make one with pandas.DataFrame(rows).",
        )
    if not isinstance(new_event, Mapping | pd.Series):
        raise DataError(
            "new_event",
            f"a {type(new_event).__name__}",
            "a mapping such as {'starts_on': '2026-04-15'}",
            "Say when the event starts, and what is known of it.",
        )


def check_columns(history: pd.DataFrame, needed: Sequence[str]) -> None:
    """Each column that is needed is there, once."""
    missing = [name for name in needed if name not in history.columns]
    if missing:
        raise DataError(
            "history",
            f"no column {', '.join(missing)}",
            f"columns {', '.join(needed)}",
            "Add the column or leave its name out of covariates.",
        )
    twice = [name for name in needed if (history.columns == name).sum() > 1]
    if twice:
        raise DataError(
            "history",
            f"column {', '.join(twice)} more than once",
            "each column once",
            "Drop or rename the others.",
        )


def offence(where: str, wrong: "pd.Series[bool]", what: str, expected: str, remedy: str) -> None:
    """Raise if any row is wrong, with the count and the first row (counted from 1)."""
    if wrong.any():
        first = int(np.flatnonzero(wrong.to_numpy())[0]) + 1
        found = f"{int(wrong.sum())} of {len(wrong)} rows {what}, first at row {first}"
        raise DataError(where, found, expected, remedy)


def read_dates(column: "pd.Series[Any]", where: str) -> "pd.Series[Any]":
    """Dates in UTC; a number is no date."""
    dates = _as_dates(column)
    offence(where, dates.isna(), "hold no date", "ISO dates such as 2026-04-15", "Correct the dates.")
    return dates


def read_new_date(new_event: Mapping[str, Any]) -> pd.Timestamp:
    """The day of the event to come."""
    new_on = _as_dates(pd.Series([new_event.get("starts_on")], dtype=object)).iloc[0]
    if pd.isna(new_on):
        raise EstimationError(
            "new_event.starts_on", "no date", "an ISO date such as 2026-04-15", "Say when the event starts."
        )
    return pd.Timestamp(new_on)


def _as_dates(column: "pd.Series[Any]") -> "pd.Series[Any]":
    cells = column.astype(object).reset_index(drop=True)
    is_date = cells.map(lambda cell: isinstance(cell, str | date | np.datetime64)).astype(bool)
    return pd.to_datetime(cells.where(is_date, None), utc=True, format="ISO8601", errors="coerce")


def read_numbers(column: "pd.Series[Any]", where: str) -> "pd.Series[Any]":
    """Finite numbers; empty cells stay empty."""
    given = column.reset_index(drop=True)
    numbers = _as_numbers(given)
    wrong = (numbers.isna() & given.notna()) | np.isinf(numbers)
    offence(where, wrong, "hold no finite number", "numbers or empty cells", "Correct the cells.")
    huge = numbers.abs() > LARGEST_NUMBER
    offence(where, huge, "are beyond 1e15", "numbers that can occur", "Correct the cells.")
    return numbers


def _as_numbers(given: "pd.Series[Any]") -> "pd.Series[Any]":
    """As floats, NaN for what is none: dates, durations and complex numbers are not."""
    numbers = given if given.dtype.kind in "mMc" else pd.to_numeric(given, errors="coerce")
    if numbers.dtype.kind in "mMc":
        return pd.Series(np.nan, index=given.index)
    return numbers.astype("float64")


def is_unknown(value: Any) -> bool:
    """None, NaN, NaT or NA."""
    return value is None or bool(np.ndim(value) == 0 and pd.isna(value))
