"""A call's arguments, checked before anything is computed: one message for each thing that cannot be."""

import math
import re
from collections.abc import Iterable, Sequence
from numbers import Real

import pandas as pd

from kpilib.errors import ParamsError

OWN_COLUMNS = ("date", "value")
ISO_DAY = re.compile(r"\s*\d{4}[-/.]?\d{1,2}[-/.]?\d{1,2}(?!\d)")  # year first; 03/04/2026 is March or April
EARLIEST, LATEST = 1900, 2200
LONGEST_WINDOW = 3660  # days


def read_day(value: object, where: str) -> pd.Timestamp:
    """The calendar day of an ISO date or datetime; anything else is a ParamsError."""
    is_other_text = isinstance(value, str) and not ISO_DAY.match(value)
    try:
        day = pd.Timestamp(value)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        day = pd.NaT  # type: ignore[assignment]
    if day is pd.NaT or isinstance(value, Real) or is_other_text or not EARLIEST <= day.year <= LATEST:
        raise ParamsError(where, f"{value!r}", "an ISO date such as 2026-04-15", "Correct the date.")
    return day.tz_localize(None).normalize()


def read_days(values: Iterable[object], where: str) -> tuple[pd.Timestamp, ...]:
    """The calendar days of ISO dates, sorted, each once; one bare date is no list."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise ParamsError(where, f"{values!r}", "a list of ISO dates", f'Write ["{values}"].')
    return tuple(sorted({read_day(value, where) for value in values}))


def check_names(covariates: Sequence[str], controls: Sequence[str]) -> None:
    """Refuse a bare name, the outcome as its own explanation, and a column named twice."""
    for where, names in (("covariates", covariates), ("controls", controls)):
        if isinstance(names, str) or not isinstance(names, Iterable):
            raise ParamsError(where, f"{names!r}", "a list of column names", f'Write ["{names or "spend"}"].')
        own = [name for name in names if name in OWN_COLUMNS]
        if own:
            raise ParamsError(where, own[0], "columns beside date and value", "Leave it out.")
        twice = [name for name in names if list(names).count(name) > 1]
        if twice:
            raise ParamsError(where, f"{twice[0]} twice", "each column once", "Name it once.")
    both = [name for name in covariates if name in controls]
    if both:
        raise ParamsError("controls", both[0], "no column that is a covariate too", "Name it once.")


def check_numbers(window_days: int, level: float, smallest_relevant: float | None, seed: int) -> None:
    """Refuse what is out of its range, text and missing numbers included."""
    if (
        not is_number(window_days)
        or not 1 <= window_days <= LONGEST_WINDOW
        or window_days != int(window_days)
    ):
        expected = f"a whole number, 1 to {LONGEST_WINDOW}"
        raise ParamsError("window_days", f"{window_days!r}", expected, "Use 14.")
    if not is_number(seed) or seed < 0 or seed != int(seed):
        raise ParamsError("seed", f"{seed!r}", "a whole number, 0 or more", "Use 0.")
    if not is_number(level) or not 0.5 < level < 1:
        raise ParamsError("level", f"{level!r}", "a share above 0.5 and below 1", "Use 0.95.")
    if smallest_relevant is not None and not (is_number(smallest_relevant) and smallest_relevant > 0):
        raise ParamsError(
            "smallest_relevant",
            f"{smallest_relevant!r}",
            "a number above 0",
            "Leave it out if none is agreed.",
        )


def is_number(value: object) -> bool:
    """A finite number; True is none, nor is text."""
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
