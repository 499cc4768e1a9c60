"""How a count grows to its final value: what former events had at the same point, and what that foretells.

The same question is asked on the way to an event (registrations so many days before it) and after it (leads
up to a day of the window). Former events give the share of the final value that is usual at this point, each
with its own deviation; shares and final values are weighed together, so that nothing yet says little.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.special import betaln, gammaln, logsumexp

from kpilib.errors import DataError

__all__ = ["NEEDED_CURVES", "Forecast", "forecast_final"]

NEEDED_CURVES = 3
# Grid of the usual share, and of how closely events keep to it (events' own shares: a beta distribution).
MEANS = (np.arange(40) + 0.5) / 40
TIGHTNESS = np.geomspace(2, 2000, 9)
# Before anything is known: tightness near 15 (shares of 0.5 give or take 0.13), or off by factors of 4.
USUAL_TIGHTNESS, TIGHTNESS_SPREAD = 15.0, 1.4
# Before anything is known, sizes of events differ by this much (standard deviation of the logarithm),
# and that is worth so many events.
USUAL_SPREAD, SPREAD_WORTH = 0.5, 2
# A few events of another kind than all before are always possible.
SURPRISE, SURPRISE_SPREAD = 0.1, 1.5
SMALLEST_SPREAD, NEGLIGIBLE = 0.05, 1e-5
MOST_STEPS, N_DRAWS = 400, 4000


@dataclass(frozen=True)
class Forecast:
    """The final value to expect, and what was usual at the same point.

    Attributes
    ----------
    expected, lower, upper : float or None
        Median and range of the final value; never below what is there. Both bounds included.
    share, share_lower, share_upper : float or None
        Share of the final value that events have at this point, in [0, 1]: median and range.
    usual, usual_lower, usual_upper : float or None
        The number events have at this point: median and range.
    chance_below : float or None
        Probability of a number at this point that is no higher than this one, if nothing is wrong.
    n_events : int
        Former events; under three every number is None.
    quantiles : tuple of float
        A hundred equally likely final values, ascending; empty without a forecast.
    """

    level: float
    n_events: int
    expected: float | None = None
    lower: float | None = None
    upper: float | None = None
    share: float | None = None
    share_lower: float | None = None
    share_upper: float | None = None
    usual: float | None = None
    usual_lower: float | None = None
    usual_upper: float | None = None
    chance_below: float | None = None
    quantiles: tuple[float, ...] = ()

    @property
    def enough(self) -> bool:
        """Whether there were at least three former events."""
        return self.expected is not None

    def probability_at_least(self, value: float) -> float | None:
        """Probability that the final value reaches `value` (included), to the nearest hundredth."""
        if not self.quantiles:
            return None
        return sum(quantile >= value for quantile in self.quantiles) / len(self.quantiles)


def forecast_final(
    reached: Sequence[float],
    final: Sequence[float],
    now: float,
    usual: tuple[float | None, float | None, float | None] | None = None,
    level: float = 0.8,
    seed: int = 0,
) -> Forecast:
    """What a count that stands at `now` will be in the end.

    Parameters
    ----------
    reached, final : sequences of float
        Of each former event the number at the same point, and in the end.
    now : float
        The number of this event.
    usual : tuple, optional
        80 % range of the final value before anything was seen, with its median in the middle, such as a
        target's; by default (or where one of them is None) it comes from the former events.
    level : float
        Probability of the ranges.

    Raises
    ------
    DataError
        A number below 0, or more at the point than in the end.

    Notes
    -----
    Assumes that this event gathers its count as former ones did, apart from a deviation as theirs. If
    it was announced later than they were, it is not.

    References
    ----------
    Beta-binomial shares with a grid over mean and tightness (Gelman et al. 2013, Bayesian data analysis,
    ch. 5); the final value's prior is log-t. House definition, DECISIONS 2026-11-26.

    Examples
    --------
    >>> half = forecast_final([50, 40, 60, 45], [100, 80, 120, 90], 55)
    >>> half.lower <= 110 <= half.upper, half.lower >= 55
    (True, True)
    >>> forecast_final([5, 6], [10, 12], 4).expected is None
    True
    """
    past = np.array([reached, final], dtype=float)
    _check(past, now)
    if past.shape[1] < NEEDED_CURVES:
        return Forecast(level, past.shape[1])
    known = _Shares.of(past)
    prior = _Prior.within(usual) if usual and None not in usual else _Prior.of(past[1])
    tails = ((1 - level) / 2, 0.5, (1 + level) / 2)
    random = np.random.default_rng(seed)
    shares = known.draw(random)
    numbers = random.binomial(prior.draw(random).astype(np.int64), shares)
    steps, chances = _posterior(now, prior, known, float(past[1].max()))
    at = np.cumsum(chances)
    low, middle, high = (float(steps[_first(at, p)]) for p in tails)
    share_low, share, share_high = (float(q) for q in np.quantile(shares, tails))
    low_now, middle_now, high_now = (float(q) for q in np.quantile(numbers, tails, method="inverted_cdf"))
    hundred = tuple(float(steps[_first(at, p)]) for p in (np.arange(100) + 0.5) / 100)
    return Forecast(
        *(
            level,
            past.shape[1],
            middle,
            low,
            high,
            share,
            share_low,
            share_high,
            middle_now,
            low_now,
            high_now,
        ),
        chance_below=float(np.mean(numbers <= now)),
        quantiles=hundred,
    )


def _check(past: np.ndarray, now: float) -> None:
    if not np.isfinite(past).all() or (past < 0).any() or not np.isfinite(now) or now < 0:
        raise DataError("maturing counts", "a number below 0 or none", "numbers from 0", "Correct the data.")
    if (past[0] > past[1]).any():
        place = int(np.argmax(past[0] > past[1])) + 1
        raise DataError(
            "maturing counts",
            f"more at the point than in the end, first at event {place}",
            "counts that only grow",
            "Correct the data.",
        )


def _log_shares(k: np.ndarray, n: np.ndarray, mean: np.ndarray, tightness: np.ndarray) -> np.ndarray:
    """Log probability of k of n for each pair of mean and tightness: cases x pairs."""
    a, b = mean * tightness, (1 - mean) * tightness
    k, n = k[:, None], n[:, None]
    ways = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.asarray(ways + betaln(k + a, n - k + b) - betaln(a, b))


@dataclass(frozen=True)
class _Shares:
    """What is known of shares at this point: pairs of mean and tightness that are likely, with weights."""

    mean: np.ndarray
    tightness: np.ndarray
    weight: np.ndarray

    @classmethod
    def of(cls, past: np.ndarray) -> "_Shares":
        mean, tightness = (grid.ravel() for grid in np.meshgrid(MEANS, TIGHTNESS))
        off = (np.log(tightness) - np.log(USUAL_TIGHTNESS)) / TIGHTNESS_SPREAD
        log_weights = _log_shares(past[0], past[1], mean, tightness).sum(axis=0) - off**2 / 2
        weights = np.exp(log_weights - log_weights.max())
        kept = weights > NEGLIGIBLE
        return cls(mean[kept], tightness[kept], weights[kept] / weights[kept].sum())

    def draw(self, random: np.random.Generator) -> np.ndarray:
        """Shares of further events."""
        cells = random.choice(len(self.weight), size=N_DRAWS, p=self.weight)
        mean, tightness = self.mean[cells], self.tightness[cells]
        return random.beta(mean * tightness, (1 - mean) * tightness)

    def log_chance(self, k: np.ndarray, n: np.ndarray) -> np.ndarray:
        """Log probability of k of n in a further event."""
        log_seen = _log_shares(k, n, self.mean, self.tightness)
        return np.asarray(logsumexp(log_seen + np.log(self.weight), axis=1))


@dataclass(frozen=True)
class _Prior:
    """The final value before anything was seen: a t distribution of its logarithm, with wider tails."""

    middle: float
    spread: float
    freedom: float

    @classmethod
    def of(cls, finals: np.ndarray) -> "_Prior":
        logs = np.log(finals + 0.5)
        n = len(logs)
        own = float(np.sum((logs - logs.mean()) ** 2))
        variance = (own + SPREAD_WORTH * USUAL_SPREAD**2) / (n - 1 + SPREAD_WORTH)
        return cls(float(np.median(logs)), float(np.sqrt(variance * (1 + 1 / n))), n - 1 + SPREAD_WORTH)

    @classmethod
    def within(cls, usual: Sequence[float | None]) -> "_Prior":
        low, middle, high = np.log(np.maximum(np.array(usual, dtype=float), 0.0) + 0.5)
        spread = max(float(high - low) / (2 * stats.norm.ppf(0.9)), SMALLEST_SPREAD)
        return cls(float(middle), spread, 30.0)

    def below(self, finals: np.ndarray) -> np.ndarray:
        """Probability of a final value of at most so many."""
        at = np.log(np.maximum(finals + 1.0, 1e-9)) - self.middle
        usual = stats.t.cdf(at / self.spread, self.freedom)
        return np.asarray((1 - SURPRISE) * usual + SURPRISE * stats.norm.cdf(at / SURPRISE_SPREAD))

    def draw(self, random: np.random.Generator) -> np.ndarray:
        """Final values without surprises: what is usual."""
        logs = self.middle + self.spread * stats.t.rvs(self.freedom, size=N_DRAWS, random_state=random)
        return np.maximum(np.round(np.exp(np.minimum(logs, 40.0)) - 0.5), 0.0)


def _posterior(now: float, prior: _Prior, shares: _Shares, largest: float) -> tuple[np.ndarray, np.ndarray]:
    """Final values from `now` on, in steps that widen with size, and their probabilities."""
    start = np.floor(now)
    top = 20 * (max(largest, now) + 10)
    steps = np.unique(np.floor(start + np.append(0, np.geomspace(1, top, MOST_STEPS))))
    upto = np.append(steps[1:] - 1, steps[-1])
    middles = (steps + upto) / 2
    mass = np.diff(prior.below(np.append(steps[0] - 1, upto)))
    log_chances = shares.log_chance(np.full(len(middles), start), middles) + np.log(mass + 1e-300)
    chances = np.exp(log_chances - logsumexp(log_chances))
    return np.round(middles) + (now - start), chances


def _first(cumulated: np.ndarray, p: float) -> int:
    return min(int(np.searchsorted(cumulated, p)), len(cumulated) - 1)
