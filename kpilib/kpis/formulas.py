"""The few shapes that formulas have: simple, share, ratio, mean score."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from kpilib.kpis.record import Parts

Formula = Callable[[pd.DataFrame], Parts]


def simple(measure: str) -> Formula:
    """The measure itself: a count or a sum of money."""

    def formula(measures: pd.DataFrame) -> Parts:
        return Parts(measures[measure])

    return formula


def known_sum(*parts: str) -> Formula:
    """The sum of the parts that are known; missing only where no part is known.

    A part that is infinite was stated in a currency without a stated rate: then there is no sum.
    """

    def formula(measures: pd.DataFrame) -> Parts:
        known = measures[list(parts)]
        total = known.sum(axis=1, min_count=1)
        return Parts(total.where(total < np.inf))

    return formula


def share(numerator: str, denominator: str) -> Formula:
    """k / n of people of whom each counts once, in [0, 1], with its Wilson interval.

    Notes
    -----
    An empty denominator gives a missing value, never 0. A numerator above the denominator means
    that two different groups were compared, so the value is missing as well.

    References
    ----------
    Wilson (1927), Probable inference; `statsmodels.stats.proportion.proportion_confint`.
    """

    def formula(measures: pd.DataFrame) -> Parts:
        k, n = measures[numerator], measures[denominator]
        usable = (n > 0) & (k <= n)
        lower, upper = wilson(k.where(usable), n.where(usable))
        return Parts((k / n).where(usable), k, n, lower, upper, n)

    return formula


def ratio(numerator: str, denominator: str) -> Formula:
    """One quantity per unit of another; may pass 1. An empty denominator gives missing."""

    def formula(measures: pd.DataFrame) -> Parts:
        k, n = measures[numerator], measures[denominator]
        return Parts((k / n.where(n > 0)), k, n, n=n)

    return formula


def ratio_of(numerator: Formula, denominator: str) -> Formula:
    """A KPI's value per unit of a measure."""

    def formula(measures: pd.DataFrame) -> Parts:
        k, n = numerator(measures).value, measures[denominator]
        return Parts((k / n.where(n > 0)), k, n, n=n)

    return formula


def mean_score(total: str, squares: str, answers: str) -> Formula:
    """Mean of answers on a scale, with a 95 % t interval (two answers or more)."""

    def formula(measures: pd.DataFrame) -> Parts:
        from scipy.stats import t

        n = measures[answers].where(measures[answers] > 0)
        mean = measures[total] / n
        variance = ((measures[squares] - n * mean**2) / (n - 1)).clip(lower=0).where(n > 1)
        half = pd.Series(t.ppf(0.975, (n - 1).where(n > 1)), index=n.index) * np.sqrt(variance / n)
        return Parts(mean, measures[total], n, mean - half, mean + half, n)

    return formula


def wilson(successes: pd.Series, trials: pd.Series, level: float = 0.95) -> tuple[pd.Series, pd.Series]:
    """Wilson score interval of k / n, bounds INCLUDED; missing where either is missing."""
    from statsmodels.stats.proportion import proportion_confint

    known = successes.notna() & trials.notna()
    lower = pd.Series(np.nan, index=trials.index)
    upper = lower.copy()
    if known.any():
        low, high = proportion_confint(successes[known], trials[known], alpha=1 - level, method="wilson")
        lower[known], upper[known] = low, high
    return lower, upper
