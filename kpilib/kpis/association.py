"""One number beside another over many events, and one number over time: association, never cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from scipy import stats  # type: ignore[import-untyped]

FEWEST_PAIRS = 10
FEWEST_FOR_TREND = 6
LEVEL = 0.95
DAYS_A_YEAR = 365.25
Verdict = Literal["rises", "falls", "cannot tell"]


@dataclass(frozen=True)
class Association:
    """Spearman's rank correlation over `n` events with its interval; None of too few, or where all are equal.

    `verdict` is "rises" (higher with higher), "falls", or "cannot tell".
    """

    n: int
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    verdict: Verdict = "cannot tell"


def compute_association(first: Sequence[float], second: Sequence[float]) -> Association:
    """How far two numbers of the same events go together, whatever the shape.

    Parameters
    ----------
    first, second : sequence of float
        One of each for every event; at least ten events.

    References
    ----------
    Bonett and Wright (2000), Sample size requirements for estimating Pearson, Kendall and Spearman
    correlations (the standard error after Fisher's transformation).

    Examples
    --------
    >>> compute_association(range(12), range(12)).verdict
    'rises'
    """
    n = len(first)
    if n < FEWEST_PAIRS or len(set(first)) < 2 or len(set(second)) < 2:
        return Association(n)
    value = float(stats.spearmanr(first, second).statistic)
    error = np.sqrt((1 + value**2 / 2) / (n - 3))
    middle = np.arctanh(min(max(value, -0.9999), 0.9999))
    reach = stats.norm.ppf(0.5 + LEVEL / 2) * error
    lower, upper = (float(np.tanh(middle + sign * reach)) for sign in (-1, 1))
    return Association(n, value, lower, upper, _verdict(lower, upper))


def _verdict(lower: float, upper: float) -> Verdict:
    return "rises" if lower > 0 else "falls" if upper < 0 else "cannot tell"


@dataclass(frozen=True)
class Trend:
    """Change a year over `n` events with its interval, in the KPI's unit; None of fewer than six."""

    n: int
    per_year: float | None = None
    lower: float | None = None
    upper: float | None = None
    verdict: Verdict = "cannot tell"


def compute_trend(days: Sequence[date], values: Sequence[float]) -> Trend:
    """The median change between any two events, a year: one odd event does not move it.

    References
    ----------
    Sen (1968), Estimates of the regression coefficient based on Kendall's tau.

    Examples
    --------
    >>> from datetime import date
    >>> compute_trend([date(2020 + y, 1, 1) for y in range(6)], [5, 10, 15, 20, 25, 30]).verdict
    'rises'
    """
    if len(values) < FEWEST_FOR_TREND:
        return Trend(len(values))
    years = np.array([day.toordinal() for day in days]) / DAYS_A_YEAR
    if len(set(years)) < FEWEST_FOR_TREND:
        return Trend(len(values))
    slope, _, lower, upper = stats.theilslopes(np.asarray(values, dtype=float), years, LEVEL)
    return Trend(len(values), float(slope), float(lower), float(upper), _verdict(lower, upper))
