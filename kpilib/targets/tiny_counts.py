"""Counts so small that their logarithm misleads: Poisson counts whose mean varies by a gamma.

The history has one level, or changed its level once; mean and spread are averaged over a grid.
"""

import numpy as np
from scipy import stats
from scipy.special import logsumexp

from kpilib.targets.history import Numbers

TINY = 8
SPREADS = np.array([0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6])
N_MEANS, MOST_CHANGES, CHANGE_CHANCE = 80, 8, 0.2


def is_tiny(counts: Numbers) -> bool:
    """Whether the usual count, of all events and of the last eight, is below 8."""
    return bool(np.median(counts) < TINY and np.median(counts[-8:]) < TINY)


def draw_tiny(counts: Numbers, random: np.random.Generator, n_draws: int) -> Numbers:
    """Draws of the next count from the negative binomial, averaged over means, spreads and changes."""
    means = np.geomspace(0.05, 3 * (counts.max() + 1), N_MEANS)
    weights = _weights(_log_density(counts, means))
    cells = random.choice(weights.size, size=n_draws, p=weights.ravel())
    spread, mean = SPREADS[cells // N_MEANS], means[cells % N_MEANS]
    return random.negative_binomial(1 / spread, 1 / (1 + spread * mean)).astype(float)


def _log_density(counts: Numbers, means: Numbers) -> Numbers:
    """Log density, events x spreads x means."""
    size = 1 / SPREADS[:, None]
    return np.asarray(stats.nbinom.logpmf(counts[:, None, None], size, size / (size + means[None, :])))


def _weights(density: Numbers) -> Numbers:
    """Posterior of spread and present mean: one level all along, or another level before some event."""
    up_to = np.cumsum(density, axis=0)
    places = np.unique(np.linspace(1, len(density) - 1, MOST_CHANGES).astype(int))
    before = logsumexp(up_to[places - 1], axis=2, keepdims=True) - np.log(density.shape[2])
    changed = before + up_to[-1] - up_to[places - 1] + np.log(CHANGE_CHANCE / len(places))
    paths = np.concatenate([changed, up_to[-1:] + np.log(1 - CHANGE_CHANCE)])
    weights = np.exp(paths - paths.max()).sum(axis=0)
    return np.asarray(weights / weights.sum())
