"""Counts so small that their logarithm misleads: Poisson counts whose mean varies by a gamma.

The history has one level, or changed its level once; any event may be an outlier with a mean of its
own. Mean and spread are averaged over a grid.
"""

import numpy as np
from scipy import stats
from scipy.special import logsumexp

from kpilib.targets.columns import Numbers

TINY = 8
SPREADS = np.array([0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6])
N_MEANS, MOST_CHANGES, CHANGE_CHANCE = 80, 8, 0.2
USUAL_CHANGE = 1.0  # standard deviation of a change of level, as a logarithm
OUTLIER_CHANCE = 0.02


def is_tiny(counts: Numbers) -> bool:
    """Whether the usual count, of all events and of the last eight, is below 8."""
    return bool(np.median(counts) < TINY and np.median(counts[-8:]) < TINY)


def draw_tiny(counts: Numbers, random: np.random.Generator, n_draws: int) -> Numbers:
    """Draws of the next count from the negative binomial, averaged over means, spreads and changes."""
    means = np.geomspace(0.05, 3 * (counts.max() + 1), N_MEANS)
    weights = _weights(_log_density(counts, means), means)
    cells = random.choice(weights.size, size=n_draws, p=weights.ravel())
    spread, mean = SPREADS[cells // N_MEANS], means[cells % N_MEANS]
    return random.negative_binomial(1 / spread, 1 / (1 + spread * mean)).astype(float)


def _log_density(counts: Numbers, means: Numbers) -> Numbers:
    """Log density, events x spreads x means; an outlier's mean can be any of them."""
    size = 1 / SPREADS[:, None]
    usual = stats.nbinom.logpmf(counts[:, None, None], size, size / (size + means[None, :]))
    outlier = logsumexp(usual, axis=2, keepdims=True) - np.log(len(means))
    return np.logaddexp(usual + np.log1p(-OUTLIER_CHANCE), outlier + np.log(OUTLIER_CHANCE))


def _weights(density: Numbers, means: Numbers) -> Numbers:
    """Posterior of spread and present mean: one level all along, or another level before some event."""
    up_to = np.cumsum(density, axis=0)
    places = np.unique(np.linspace(1, len(density) - 1, MOST_CHANGES).astype(int))
    before = _from_before(up_to[places - 1], means)
    changed = before + up_to[-1] - up_to[places - 1] + np.log(CHANGE_CHANCE / len(places))
    paths = np.concatenate([changed, up_to[-1:] + np.log(1 - CHANGE_CHANCE)])
    weights = np.exp(paths - paths.max()).sum(axis=0)
    return np.asarray(weights / weights.sum())


def _from_before(log_weights: Numbers, means: Numbers) -> Numbers:
    """Log weights of the mean after a change, from those of the mean before it."""
    moved = stats.norm.pdf(np.log(means[:, None] / means[None, :]), scale=USUAL_CHANGE)
    most = log_weights.max(axis=2, keepdims=True)
    mixed = np.exp(log_weights - most) @ (moved / moved.sum(axis=0))
    return np.asarray(np.log(np.maximum(mixed, np.finfo(float).tiny)) + most)
