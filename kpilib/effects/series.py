"""One checked daily (or weekly) series on a grid without holes: absent days are missing, never zero."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from kpilib.effects.arguments import read_day, read_days
from kpilib.errors import DataError, ParamsError

LARGEST = 1e100  # squares of it are still finite
WIDEST_GAP = 3  # days between most rows of a daily series; working days only have 1

Mask = NDArray[np.bool_]
Floats = NDArray[Any]


@dataclass(frozen=True)
class Series:
    """The outcome and the named columns on one grid, from the first row to the window's end.

    Positions count grid steps. `window` starts at `start`, day 1 of the event. `columns` holds the
    covariates and controls only; nothing of the caller's table is shared.
    """

    dates: pd.DatetimeIndex
    outcome: Floats
    columns: pd.DataFrame
    spacing: int
    start: int
    n_window: int
    excluded: Mask
    first_on: str
    last_on: str
    is_covered: bool

    @property
    def window(self) -> slice:
        """Grid positions of the event window, both ends included."""
        return slice(self.start, self.start + self.n_window)

    def position(self, date: pd.Timestamp) -> int:
        """Grid position of a date, which may lie outside the grid."""
        return int((date - self.dates[0]).days // self.spacing)


def read_series(
    daily: pd.DataFrame,
    event_on: object,
    window_days: int,
    names: Sequence[str],
    excluded_days: Iterable[object],
) -> Series:
    """Check the table and lay it on a grid; rows in any order, nothing is changed.

    Raises
    ------
    DataError, ParamsError
        A column is missing, a date or value cannot be read, a value is negative, a day stands
        twice, or the window is no multiple of the spacing.
    """
    checked = _checked_table(daily, names)
    spacing = _infer_spacing(pd.DatetimeIndex(checked.index))
    if window_days % spacing:
        raise ParamsError(
            "window_days", str(window_days), f"a multiple of the spacing, {spacing}", "Choose another window."
        )
    event_day = read_day(event_on, "event_on")
    return _on_grid(checked, spacing, event_day, int(window_days) // spacing, excluded_days)


def check_columns(series: Series, covariates: Sequence[str], controls: Sequence[str]) -> None:
    """Refuse a control that is no number, and a gap of a column on an observed day of the window.

    Raises
    ------
    DataError
        The message names the column, the number of gaps and the first day.
    """
    for name in controls:
        if not pd.api.types.is_numeric_dtype(series.columns[name]):
            raise DataError(
                f"daily.{name}", "values that are no numbers", "a numeric series", "Correct the column."
            )
    is_needed = np.zeros(len(series.dates), dtype=bool)
    is_needed[series.window] = True
    is_needed &= ~np.isnan(series.outcome) & ~series.excluded
    for name in (*covariates, *controls):
        _refuse_infinite(series, name)
        gaps = is_needed & series.columns[name].isna().to_numpy()
        if gaps.any():
            raise DataError(
                f"daily.{name}",
                f"{gaps.sum()} empty values in the event window, first on {series.dates[gaps][0].date()}",
                "a value on each observed day of the window",
                "Fill them, leave the days out with excluded_days, or leave the column out.",
            )


def _refuse_infinite(series: Series, name: str) -> None:
    column = series.columns[name]
    if not pd.api.types.is_numeric_dtype(column):
        return
    infinite = np.abs(column.to_numpy(dtype=float, na_value=np.nan)) >= LARGEST
    if infinite.any():
        raise DataError(
            f"daily.{name}",
            f"{infinite.sum()} infinite values, first on {series.dates[infinite][0].date()}",
            "finite numbers, empty where a day is missing",
            "Correct the days.",
        )


def _on_grid(
    checked: pd.DataFrame,
    spacing: int,
    event_day: pd.Timestamp,
    n_window: int,
    excluded_days: Iterable[object],
) -> Series:
    first, last = checked.index[0], checked.index[-1]
    start = int((event_day - first).days // spacing)
    n_steps = max((last - first).days // spacing + 1, start + n_window)
    dates = pd.date_range(first, periods=n_steps, freq=f"{spacing}D")
    table = checked.reindex(dates)
    days_out = set(read_days(excluded_days, "excluded_days"))
    return Series(
        dates=dates,
        outcome=table["value"].to_numpy(dtype=float),
        columns=table.drop(columns="value"),
        spacing=spacing,
        start=start,
        n_window=n_window,
        excluded=np.array([day in days_out for day in dates]),
        first_on=first.date().isoformat(),
        last_on=last.date().isoformat(),
        is_covered=first < event_day and start <= (last - first).days // spacing,
    )


def _checked_table(daily: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    if not isinstance(daily, pd.DataFrame):
        raise DataError(
            "daily", type(daily).__name__, "a DataFrame with date and value", "Make a table of it."
        )
    for name in ("date", "value", *names):
        if name not in daily.columns:
            raise DataError(
                f"daily.{name}", "the column is missing", "it among the columns", "Add it or do not name it."
            )
        if list(daily.columns).count(name) > 1:
            raise DataError(f"daily.{name}", "the column stands twice", "it once", "Drop the copy.")
    if daily.empty:
        raise DataError("daily", "0 rows", "one row per observed day", "Check which days the export covers.")
    dates = _read_dates(daily["date"])
    columns = {name: daily[name].to_numpy() for name in dict.fromkeys(names)}
    table = pd.DataFrame({"value": _read_values(daily["value"]), **columns}, index=dates).sort_index()
    _refuse_duplicates(pd.DatetimeIndex(table.index))
    return table


def _read_dates(column: pd.Series) -> pd.DatetimeIndex:
    is_read = pd.api.types.is_datetime64_any_dtype(column)
    dates = column if is_read else column.map(_day_or_missing)
    bad = dates.isna().to_numpy()
    if bad.any():
        raise DataError(
            "daily.date",
            f"{bad.sum()} of {len(bad)} rows hold no date, first at row {bad.argmax() + 1}",
            "an ISO date in each row",
            "Correct or drop the rows.",
        )
    return pd.DatetimeIndex(dates).tz_localize(None).normalize().as_unit("us")


def _day_or_missing(value: object) -> pd.Timestamp | None:
    try:
        return read_day(value, "daily.date")
    except ParamsError:
        return None


def _read_values(column: pd.Series) -> Floats:
    is_other = column.dtype.kind in "cmM"  # complex numbers and times would turn into numbers
    read = pd.Series(np.nan, column.index) if is_other else pd.to_numeric(column, errors="coerce")
    numbers = read.to_numpy(dtype=float, na_value=np.nan)
    bad = ~(np.abs(numbers) < LARGEST) & ~column.isna().to_numpy()
    if bad.any():
        raise DataError(
            "daily.value",
            f"{bad.sum()} of {len(bad)} rows hold no number, first at row {bad.argmax() + 1}",
            "numbers, empty where a day is missing",
            "Correct the rows.",
        )
    negative = numbers < 0
    if negative.any():
        raise DataError(
            "daily.value",
            f"{negative.sum()} of {len(bad)} rows are below 0, first at row {negative.argmax() + 1}",
            "0 or more",
            "Correct the rows; corrections of earlier days belong to those days.",
        )
    return numbers


def _refuse_duplicates(dates: pd.DatetimeIndex) -> None:
    twice = dates.duplicated()
    if twice.any():
        raise DataError(
            "daily.date",
            f"{twice.sum()} days stand more than once, first {dates[twice][0].date()}",
            "one row per day",
            "Add the rows of a day up, or drop the copies.",
        )


def _infer_spacing(dates: pd.DatetimeIndex) -> int:
    gaps = np.diff(dates.to_numpy()) // np.timedelta64(1, "D")
    if len(gaps) and bool((gaps % 7 == 0).all()):
        return 7
    if len(gaps) and np.median(gaps) > WIDEST_GAP:
        raise DataError(
            "daily.date",
            f"rows mostly {np.median(gaps):.0f} days apart",
            "daily rows, or weekly ones that are always a multiple of 7 days apart",
            "Use the daily series, or put each week on its first day.",
        )
    return 1
