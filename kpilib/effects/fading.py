"""Curves by which attention fades, weighted by how well each explains the counts; a grid, no search."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special  # type: ignore[import-untyped]

from kpilib.effects.series import Floats

HALF_LIVES = np.geomspace(3, 1500, 16)  # of the part that fades, days
# Share of the first day's rate that stays, with its weight: content may be forgotten, or found for years.
FLOORS = {0.0: 0.5, 0.01: 0.1, 0.03: 0.1, 0.08: 0.1, 0.15: 0.1, 0.3: 0.1}
POWERS = (-0.15, 0.0, 0.15, 0.3, 0.5, 0.8, 1.1, 1.5, 2.0)  # below 0: interest grows
DELAYS = (1.0, 4.0, 15.0)  # days before a power law sets in
SPREADS = (0.05, 0.1, 0.2, 0.35, 0.6, 1.0)  # of a period about its mean, beyond chance
LEVEL_STEPS = np.linspace(-0.9, 0.9, 19)  # log of the level about its own best value
TRUST = 0.5  # of the counts: neighbouring periods tell partly the same
DRIFT_SD = 0.12  # of the log level from month to month of what is still to come
N_DRAWS = 2000


@dataclass(frozen=True)
class Shape:
    """Draws from the weighted curves: mean per day (draws, days) and spread (draws,)."""

    means: Floats
    spreads: Floats

    def draw_days(self, periods: pd.DataFrame, length: int, rng: np.random.Generator) -> Floats:
        """Counts per day of age (draws, days): those of the periods, and draws where none lies.

        A period's count lies on its days as the curve has it. The others are drawn in stretches of `length`
        days that vary by the spread, and whose level drifts.
        """
        n_days = self.means.shape[1]
        days = np.full_like(self.means, np.nan)
        for since, until, value in periods.itertuples(index=False):
            part = self.means[:, int(since) : int(until)]
            days[:, int(since) : int(until)] = value * part / part.sum(axis=1, keepdims=True)
        is_open = np.isnan(days[0])
        starts = np.arange(0, n_days, length)
        mean = np.maximum(np.add.reduceat(self.means * is_open, starts, axis=1), 1e-9)
        steps = rng.normal(0, DRIFT_SD, mean.shape) * (np.add.reduceat(is_open, starts) > 0)
        size = 1 / self.spreads[:, None] ** 2
        drawn = rng.poisson(mean * np.exp(steps.cumsum(axis=1)) * rng.gamma(size, 1 / size, mean.shape))
        ratio = (drawn / mean)[:, np.arange(n_days) // length]
        return np.asarray(np.where(is_open, self.means * ratio, days))


def draw_fading(periods: pd.DataFrame, n_days: int, rng: np.random.Generator) -> Shape:
    """Draws of what may lie behind the counts of periods.

    Parameters
    ----------
    periods : DataFrame
        since, until: ages in days, a period holds the days after `since`, up to and with `until`; value, at
        least one above 0.

    Notes
    -----
    Counts vary about a curve as a negative binomial of relative spread `SPREADS`. Before the counts are seen
    the two families of curves have the same weight, and so has every spread and level.
    """
    curves, prior = _curves(n_days)
    first, last = (periods[name].to_numpy(dtype=int) for name in ("since", "until"))
    y = periods["value"].to_numpy(dtype=float)
    passed = np.concatenate([np.zeros((len(curves), 1)), curves.cumsum(axis=1)], axis=1)
    shares = passed[:, last] - passed[:, first]
    scale = (y.sum() / shares.sum(axis=1))[:, None] * np.exp(LEVEL_STEPS)
    mean = np.maximum(scale[:, :, None, None] * shares[:, None, None, :], 1e-9)
    size = 1 / np.square(SPREADS)[None, None, :, None]
    likelihood = _log_likelihood(y, mean, size).sum(axis=-1)
    weight = prior[:, None, None] * np.exp(TRUST * (likelihood - likelihood.max()))
    picked = rng.choice(weight.size, N_DRAWS, p=weight.ravel() / weight.sum())
    curve, step, spread = np.unravel_index(picked, weight.shape)
    return Shape(curves[curve] * scale[curve, step][:, None], np.array(SPREADS)[spread])


def _log_likelihood(y: Floats, mean: Floats, size: Floats) -> Floats:
    """Of the negative binomial, without what does not depend on mean and size."""
    return np.asarray(
        special.gammaln(y + size)
        - special.gammaln(size)
        + size * np.log(size / (size + mean))
        + y * np.log(mean / (size + mean))
    )


def _curves(n_days: int) -> tuple[Floats, Floats]:
    """Rate per day by age, the first day's being about 1 (curves, days), and the weight of each."""
    age = np.arange(n_days) + 0.5
    fading = [
        ((1 - f) * 0.5 ** (age / h) + f, w / len(HALF_LIVES)) for h in HALF_LIVES for f, w in FLOORS.items()
    ]
    pairs = [(power, delay) for power in POWERS for delay in DELAYS]
    powers = [((1 + age / delay) ** -power, 1 / len(pairs)) for power, delay in pairs]
    curves, weights = zip(*fading, *powers, strict=True)
    return np.array(curves), np.array(weights)
