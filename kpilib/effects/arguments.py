"""A call's arguments, checked before anything is computed: one message for each thing that cannot be."""

from collections.abc import Iterable, Sequence
from numbers import Real

import pandas as pd

from kpilib.errors import ParamsError

OWN_COLUMNS = ("date", "value")


def read_day(value: object, where: str) -> pd.Timestamp:
    """The calendar day of an ISO date or datetime; anything else is a ParamsError."""
    try:
        day = pd.Timestamp(value)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        day = pd.NaT  # type: ignore[assignment]
    if day is pd.NaT or isinstance(value, Real):
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
        if isinstance(names, str):
            raise ParamsError(where, f"{names!r}", "a list of column names", f'Write ["{names}"].')
        own = [name for name in names if name in OWN_COLUMNS]
        if own:
            raise ParamsError(where, own[0], "columns beside date and value", "Leave it out.")
    both = [name for name in covariates if name in controls]
    if both:
        raise ParamsError("controls", both[0], "no column that is a covariate too", "Name it once.")


def check_numbers(window_days: int, level: float, smallest_relevant: float | None) -> None:
    """Refuse what is out of its range, text and missing numbers included."""
    if not _is_number(window_days) or window_days < 1 or window_days != int(window_days):
        raise ParamsError("window_days", f"{window_days!r}", "a whole number, 1 or more", "Use 14.")
    if not _is_number(level) or not 0.5 < level < 1:
        raise ParamsError("level", f"{level!r}", "a share above 0.5 and below 1", "Use 0.95.")
    if smallest_relevant is not None and not (_is_number(smallest_relevant) and smallest_relevant > 0):
        raise ParamsError(
            "smallest_relevant",
            f"{smallest_relevant!r}",
            "a number above 0",
            "Leave it out if none is agreed.",
        )


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
