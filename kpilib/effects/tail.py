"""Evergreen tail: how fast interest in an event's content fades, and what its first year will bring."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from kpilib.effects.fading import draw_fading
from kpilib.effects.record import html_table
from kpilib.effects.series import Floats, read_day
from kpilib.errors import DataError, ParamsError

YEAR_DAYS = 365
MONTH_DAYS = 30
QUARTER_DAYS = 91
BLOCK_DAYS = 7  # shorter periods are put together: neighbouring days tell the same
FEWEST_BLOCKS = 3
FEWEST_SPAN_DAYS = 28
FEWEST_COUNTED = 10.0
_COLUMNS = ("starts_on", "ends_on", "value")


@dataclass(frozen=True)
class Tail:
    """Views, downloads or leads after an event; numbers are None where the data cannot answer.

    Attributes
    ----------
    half_life_days, half_life_lower, half_life_upper : float or None
        Days by which half of the first year's total has come, and its `level` range; 183 where nothing
        fades.
    year_total, year_lower, year_upper : float or None
        Counted so far plus what is to be expected up to day 365, and its `level` range.
    counted : float
        Sum of the periods inside the first year.
    counted_until : str or None
        Last day that a period covers.
    verdict : str
        "fades" (half of the year's total comes in its first quarter), "lasts" (it does not) or "cannot
        tell".
    months : tuple of dict
        `month` (1 is days 1 to 30), `value` (None unless the whole month is covered); for the others
        `expected`, `lower` and `upper`.
    """

    event_on: str
    level: float
    verdict: str
    counted: float = 0.0
    counted_until: str | None = None
    n_periods: int = 0
    half_life_days: float | None = None
    half_life_lower: float | None = None
    half_life_upper: float | None = None
    year_total: float | None = None
    year_lower: float | None = None
    year_upper: float | None = None
    months: tuple[dict[str, Any], ...] = ()
    warnings: tuple[dict[str, Any], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain lists, numbers and text, ready for JSON; missing is None."""
        record = asdict(self)
        return record | {name: list(record[name]) for name in ("months", "warnings")}

    def _repr_html_(self) -> str:
        shown = {k: v for k, v in asdict(self).items() if k not in ("months", "warnings")}
        return html_table(shown)


def estimate_tail(periods: pd.DataFrame, event_on: object, level: float = 0.8, seed: int = 0) -> Tail:
    """How counts after an event fade, from periods of any length.

    Parameters
    ----------
    periods : DataFrame
        starts_on, ends_on (days, both INCLUDED), value (0 or more). Days between periods are missing, never
        zero. Periods that begin before the event are left out. Not changed.
    event_on : ISO date
        Day 1 of the content's life.
    level : float
        Of the ranges, above 0.5 and below 1.
    seed : int
        Of the draws; the same seed gives the same record.

    Raises
    ------
    DataError
        A column is missing, a value is negative or no number, a period ends before it starts, or two
        overlap.
    ParamsError
        `level` is out of range, or `event_on` is no day.

    Notes
    -----
    Averages over exponential fading with a floor and power laws. Content that is shown again later (a
    newsletter, another event) is not foreseen.

    References
    ----------
    House definition, DECISIONS 2026-11-26; half-life as in Graffius (2018): the time to half of all.
    """
    if not 0.5 < level < 1:
        raise ParamsError("level", str(level), "a share above 0.5 and below 1", "Use 0.8.")
    start = read_day(event_on, "event_on")
    table = _first_year(_check_periods(periods), start)
    base: dict[str, Any] = {"event_on": start.date().isoformat(), "level": level, "verdict": "cannot tell"}
    if not len(table):
        return Tail(**base, warnings=({"code": "tail_without_data"},))
    last = start + pd.Timedelta(days=int(table["until"].max()) - 1)
    base |= {"counted": float(table["value"].sum()), "counted_until": last.date().isoformat()}
    blocks = _in_blocks(table)
    base |= {"n_periods": len(blocks), "months": _bare_months(_per_day(table))}
    reason = _why_unknown(blocks)
    if reason:
        return Tail(**base, warnings=(reason,))
    return Tail(**base | _estimate(blocks, table, level, np.random.default_rng(seed)))


def count_by_month(periods: pd.DataFrame, event_on: object) -> dict[int, float]:
    """Counts of the months of age (1: days 1 to 30) wholly covered; errors as in `estimate_tail`."""
    table = _first_year(_check_periods(periods), read_day(event_on, "event_on"))
    months = _bare_months(_per_day(table))
    return {month["month"]: month["value"] for month in months if month["value"] is not None}


def _check_periods(periods: pd.DataFrame) -> pd.DataFrame:
    for name in _COLUMNS:
        if name not in periods.columns:
            raise DataError(f"periods.{name}", "the column is missing", "it among the columns", "Add it.")
    table = pd.DataFrame({name: pd.to_datetime(periods[name]) for name in _COLUMNS[:2]})
    table["value"] = pd.to_numeric(periods["value"], errors="coerce").astype(float)
    bad = ~(table["value"] >= 0) | np.isinf(table["value"]) | ~(table["ends_on"] >= table["starts_on"])
    if bad.any():
        raise DataError(
            "periods",
            f"{int(bad.sum())} of {len(bad)} rows with a value below 0 or none, or an end before the start",
            "a count of 0 or more over days in order",
            f"Correct the rows, first row {int(bad.to_numpy().argmax()) + 1}.",
        )
    table = table.sort_values(["starts_on", "ends_on"], ignore_index=True)
    if (table["starts_on"].iloc[1:].to_numpy() <= table["ends_on"].iloc[:-1].to_numpy()).any():
        raise DataError(
            "periods", "two periods share days", "each day in one period", "Drop the coarser of the two."
        )
    return table


def _first_year(table: pd.DataFrame, start: pd.Timestamp) -> pd.DataFrame:
    """Periods inside the first year, in days of age: after `since`, up to and with `until`."""
    since = (table["starts_on"] - start).dt.days
    until = (table["ends_on"] - start).dt.days + 1
    aged = pd.DataFrame({"since": since, "until": until, "value": table["value"]})
    return aged[(since >= 0) & (until <= YEAR_DAYS)].reset_index(drop=True)


def _in_blocks(table: pd.DataFrame) -> pd.DataFrame:
    """Neighbouring periods put together until a block is a week long."""
    blocks: list[list[float]] = []
    for since, until, value in table.itertuples(index=False):
        open_block = blocks[-1] if blocks else None
        if open_block and open_block[1] == since and open_block[1] - open_block[0] < BLOCK_DAYS:
            open_block[1], open_block[2] = until, open_block[2] + value
        else:
            blocks.append([since, until, value])
    return pd.DataFrame(blocks, columns=["since", "until", "value"])


def _why_unknown(blocks: pd.DataFrame) -> dict[str, Any] | None:
    span, counted = int(blocks["until"].max() - blocks["since"].min()), float(blocks["value"].sum())
    if len(blocks) < FEWEST_BLOCKS or span < FEWEST_SPAN_DAYS:
        return {"code": "tail_too_short", "n_periods": len(blocks), "span_days": span}
    if counted < FEWEST_COUNTED:
        return {"code": "tail_too_small", "counted": counted, "needed": FEWEST_COUNTED}
    return None


def _estimate(
    blocks: pd.DataFrame, table: pd.DataFrame, level: float, rng: np.random.Generator
) -> dict[str, Any]:
    shapes = draw_fading(blocks, YEAR_DAYS, rng)
    ends = [(1 - level) / 2, 0.5, (1 + level) / 2]
    days = shapes.draw_days(table, MONTH_DAYS, rng)
    half = _quantiles(_half_lives(days), ends)
    year = _quantiles(days.sum(axis=1), ends)
    return {
        "half_life_lower": float(half[0]),
        "half_life_days": float(half[1]),
        "half_life_upper": float(half[2]),
        "year_lower": float(year[0]),
        "year_total": float(year[1]),
        "year_upper": float(year[2]),
        "verdict": _decide(float(half[0]), float(half[2])),
        "months": _months(days, _per_day(table), ends),
    }


def _quantiles(draws: Floats, ends: list[float]) -> Floats:
    # Whole counts laid out over days come back with dust behind the point.
    return np.asarray(np.quantile(draws, ends, axis=0).round(6))


def _half_lives(days: Floats) -> Floats:
    """Days by which half of all days' total has come, one per draw."""
    shares = days.cumsum(axis=1)
    return np.asarray((shares < shares[:, -1:] / 2).sum(axis=1) + 1.0)


def _decide(lower: float, upper: float) -> str:
    if upper <= QUARTER_DAYS:
        return "fades"
    return "lasts" if lower > QUARTER_DAYS else "cannot tell"


def _per_day(table: pd.DataFrame) -> Floats:
    """Counts by day of age; a period's count lies evenly on its days. Missing where no period lies."""
    daily = np.full(YEAR_DAYS, np.nan)
    for since, until, value in table.itertuples(index=False):
        daily[int(since) : int(until)] = value / (until - since)
    return daily


def _by_month(days: Floats) -> Floats:
    """Sums over whole months of age, of the last axis."""
    whole = days[..., : YEAR_DAYS // MONTH_DAYS * MONTH_DAYS]
    return np.asarray(whole.reshape(*whole.shape[:-1], -1, MONTH_DAYS).sum(axis=-1))


def _bare_months(counted: Floats) -> tuple[dict[str, Any], ...]:
    nothing = dict.fromkeys(("lower", "expected", "upper"))
    values = [None if np.isnan(total) else round(float(total), 6) for total in _by_month(counted)]
    return tuple({"month": i + 1, "value": value} | nothing for i, value in enumerate(values))


def _months(days: Floats, counted: Floats, ends: list[float]) -> tuple[dict[str, Any], ...]:
    """Counted months as they are; of the others what is to be expected, with its range."""
    limits = _quantiles(_by_month(days), ends)
    names = ("lower", "expected", "upper")
    return tuple(
        month
        if month["value"] is not None
        else month | dict(zip(names, map(float, limits[:, i]), strict=True))
        for i, month in enumerate(_bare_months(counted))
    )
