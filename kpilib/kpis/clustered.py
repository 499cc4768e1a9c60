"""Shares of people over several events: people of one event are alike, so events are what varies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats  # type: ignore[import-untyped]
from statsmodels.stats.multitest import multipletests  # type: ignore[import-untyped]

from kpilib.kpis.formulas import wilson

Floats = NDArray[np.float64]

FEWEST_TO_COMPARE = 3  # events in which a group and others had people


@dataclass(frozen=True)
class ClusteredShare:
    """A share over all people of several events; people of one event are alike, so events are what varies.

    `lower` and `upper` are None of one event. They are never nearer together than those of so many people
    of one event: events that happen to be alike make no share certain.
    """

    k: float
    n: float
    n_events: int
    share: float
    lower: float | None
    upper: float | None


def compute_clustered_share(k: Sequence[float], n: Sequence[float]) -> ClusteredShare | None:
    """Pooled share with an interval that knows of events; None without people.

    Parameters
    ----------
    k, n : sequence of float
        Successes and trials of each event, trials above 0.

    References
    ----------
    Cochran (1977), Sampling techniques, section 3.12 (a share from clusters of unequal size).

    Examples
    --------
    >>> found = compute_clustered_share([5, 5], [10, 10])
    >>> found.share, round(found.lower, 2), round(found.upper, 2)
    (0.5, 0.3, 0.7)
    """
    hits, trials = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    if not trials.sum():
        return None
    share, events = float(hits.sum() / trials.sum()), len(trials)
    lower = upper = None
    if events > 1:
        squares = np.square(hits - share * trials).sum() * events / (events - 1)
        reach = float(stats.t.ppf(0.975, events - 1) * np.sqrt(squares) / trials.sum())
        low, high = (float(end[0]) for end in wilson(hits.sum(keepdims=True), trials.sum(keepdims=True)))
        lower, upper = max(min(share - reach, low), 0.0), min(max(share + reach, high), 1.0)
    return ClusteredShare(float(hits.sum()), float(trials.sum()), events, share, lower, upper)


@dataclass(frozen=True)
class ShareDifference:
    """How much larger a share is than that of others at the same events; `chance` is its p-value."""

    n_events: int
    difference: float
    lower: float
    upper: float
    chance: float


def compare_within_events(
    k: Sequence[float], n: Sequence[float], k_others: Sequence[float], n_others: Sequence[float]
) -> ShareDifference | None:
    """Difference of two shares within events, so that good and bad events cancel; None of fewer than three.

    Parameters
    ----------
    k, n, k_others, n_others : sequence of float
        Successes and trials of the group and of all others, of each event in which both have people.

    References
    ----------
    Greenland and Robins (1985), Estimation of a common effect parameter from sparse follow-up data (weights
    of Mantel and Haenszel); its error from how the events' differences vary, and never below that of so many
    people, by Agresti and Caffo (2000), Simple and effective confidence intervals for proportions.

    Examples
    --------
    >>> compare_within_events([9, 18, 27], [10, 20, 30], [1, 2, 3], [10, 20, 30]).difference
    0.8
    """
    n_own, n_rest = np.asarray(n, dtype=float), np.asarray(n_others, dtype=float)
    events = len(n_own)
    if events < FEWEST_TO_COMPARE:
        return None
    weights = n_own * n_rest / (n_own + n_rest)
    single = np.asarray(k, dtype=float) / n_own - np.asarray(k_others, dtype=float) / n_rest
    difference = float(weights @ single / weights.sum())
    squares = np.square(weights * (single - difference)).sum() * events / (events - 1)
    chance_of_people = _variance(k, n_own) + _variance(k_others, n_rest)
    people = (np.square(weights) * chance_of_people).sum()
    error = float(np.sqrt(max(squares, people)) / weights.sum())
    reach = float(stats.t.ppf(0.975, events - 1)) * error
    chance = float(2 * stats.t.sf(abs(difference) / error, events - 1))
    return ShareDifference(events, difference, difference - reach, difference + reach, chance)


def _variance(k: Sequence[float], n: Floats) -> Floats:
    """Of each share by chance alone, with a success and a failure more: of none at all it is not 0."""
    share = (np.asarray(k, dtype=float) + 1) / (n + 2)
    return share * (1 - share) / (n + 2)


def correct_for_number(chances: Sequence[float]) -> list[float]:
    """p-values corrected for how many there are (Holm 1979).

    Examples
    --------
    >>> correct_for_number([0.01, 0.04])
    [0.02, 0.04]
    """
    return [float(p) for p in multipletests(list(chances), method="holm")[1]] if len(chances) else []
