"""The averaged models' predictive distribution of the window totals."""

from dataclasses import dataclass

import numpy as np
from scipy import stats  # type: ignore[import-untyped]

from kpilib.effects.series import Floats

N_DRAWS = 4000


@dataclass(frozen=True)
class Mixture:
    """Student components (m,) of three window totals (m, 3), in outcome units.

    The totals: the whole counterfactual, the same without other events, the other events alone.
    """

    log_weight: Floats
    mean: Floats
    variance: Floats
    degrees: float

    @property
    def weight(self) -> Floats:
        """Posterior probability of each component."""
        raw = np.exp(self.log_weight - self.log_weight.max())
        return np.asarray(raw / raw.sum())

    def correlation(self) -> float:
        """Correlation of this event's estimate with that of the other events in its window."""
        weight = self.weight
        centre = weight @ self.mean
        whole, alone, others = weight @ (self.variance + (self.mean - centre) ** 2)
        if others <= 0:
            return 0.0
        return float(-(whole + others - alone) / (2 * np.sqrt(whole * others)))

    def draw(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """`N_DRAWS` of the first two totals, paired; stratified, so that few draws suffice."""
        strata = (np.arange(N_DRAWS) + 0.5) / N_DRAWS
        chosen = np.searchsorted(np.cumsum(self.weight), strata).clip(max=len(self.log_weight) - 1)
        noise = rng.permutation(stats.t.ppf(strata, self.degrees))
        whole, alone = (_shape(self.mean[chosen, i], self.variance[chosen, i], noise) for i in (0, 1))
        return whole, alone


def _shape(mean: Floats, variance: Floats, noise: Floats) -> Floats:
    """Log-normal of this mean and variance; plain Student where the mean is near or below 0."""
    sd = np.sqrt(variance)
    is_positive = mean > 0.5 * sd
    safe = np.where(is_positive, mean, 1.0)
    log_variance = np.log1p(np.where(is_positive, variance, 0.0) / safe**2)
    skewed = np.exp(np.log(safe) - log_variance / 2 + np.sqrt(log_variance) * noise)
    return np.asarray(np.where(is_positive, skewed, mean + sd * noise))
