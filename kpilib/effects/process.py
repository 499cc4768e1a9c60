"""Errors that remember: an autoregression or a random walk under independent noise, solved in O(n).

The relative error of day t is noise with variance d_t plus a process with covariance q R. R's inverse is
tridiagonal also on days with holes between them, so the inverse of V = diag(d) + q R costs one banded
Cholesky factor (Woodbury).
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_solve_banded, cholesky_banded  # type: ignore[import-untyped]

from kpilib.effects.series import Floats

# Prior probabilities. Without "no memory at all" among the candidates every steady series would be suspected
# of wandering, the more the higher its level; benchmarks/effects.py shows what that costs in width.
STEADY, UNEVEN, FADING, WALKING = 0.4, 0.1, 0.35, 0.15
SHARES = (0.004, 0.015, 0.05, 0.12, 0.3)
MEMORIES = (0.35, 0.6, 0.8, 0.93)
WALK_SHARES = (5e-5, 2e-4, 8e-4, 3e-3)


@dataclass(frozen=True)
class Process:
    """`rho` memory per step (None: random walk), `share` relative variance (walk: per step), prior weight."""

    rho: float | None
    share: float
    prior: float = 1.0


def candidate_processes(scale: float) -> list[Process]:
    """The grid that is averaged over; `scale` shrinks it for series with little relative noise."""
    fading = [(rho, share) for rho in MEMORIES for share in SHARES]
    return [
        Process(0.0, 0.0, STEADY),
        *(Process(0.0, share * scale, UNEVEN / len(SHARES)) for share in SHARES),
        *(Process(rho, share * scale, FADING / len(fading)) for rho, share in fading),
        *(Process(None, share * scale, WALKING / len(WALK_SHARES)) for share in WALK_SHARES),
    ]


@dataclass(frozen=True)
class Whitener:
    """V of one process on the fit days: its log determinant, and V^-1 times columns."""

    process: Process
    steps: Floats
    noise: Floats
    factor: Floats | None
    log_det: float

    def solve(self, columns: Floats) -> Floats:
        """V^-1 @ columns, shape (n, k)."""
        scaled = columns / self.noise[:, None]
        if self.factor is None:
            return scaled
        inner = cho_solve_banded((self.factor, True), scaled, check_finite=False)
        return np.asarray(scaled - inner / self.noise[:, None])

    def covariance_with(self, steps: Floats, weights: Floats) -> Floats:
        """Covariance of the process on each fit day with its weighted sum over later days."""
        q, rho = self.process.share, self.process.rho
        if rho is None:
            return np.asarray(q * weights.sum() * (self.steps - self.steps[0] + 1))
        if rho == 0:
            return np.zeros(len(self.steps))
        last = self.steps[-1]
        return np.asarray(q * (weights @ rho ** (steps - last)) * rho ** (last - self.steps))

    def variance_of(self, steps: Floats, weights: Floats) -> float:
        """Variance of the process's weighted sum over later days."""
        q, rho = self.process.share, self.process.rho
        since = steps - self.steps[0] + 1
        lag = np.abs(steps[:, None] - steps[None, :])
        inner = np.minimum(since[:, None], since[None, :]) if rho is None else np.power(rho, lag)
        return float(q * weights @ inner @ weights)


def whiten(process: Process, steps: Floats, noise: Floats) -> Whitener:
    """Factor V = diag(noise) + share * R on days `steps` (increasing, holes allowed)."""
    n, q = len(steps), process.share
    if process.rho == 0:
        total = noise + q
        return Whitener(process, steps, total, None, float(np.log(total).sum()))
    diagonal, off, log_det = _precision(process, np.diff(steps))
    bands = np.zeros((2, n))
    bands[0] = 1 / noise + diagonal / q
    bands[1, :-1] = off / q
    factor = cholesky_banded(bands, lower=True, check_finite=False)
    total_log_det = np.log(noise).sum() + n * np.log(q) + log_det + 2 * np.log(factor[0]).sum()
    return Whitener(process, steps, noise, factor, float(total_log_det))


def _precision(process: Process, gaps: Floats) -> tuple[Floats, Floats, float]:
    """Diagonal, off-diagonal of R^-1 and log det R."""
    if process.rho is None:
        inner = 1 / gaps
        diagonal = np.append(1.0, inner) + np.append(inner, 0.0)
        return diagonal, -inner, float(np.log(gaps).sum())
    carried = process.rho**gaps
    fresh = 1 - carried**2
    diagonal = np.append(1.0, 1 / fresh) + np.append(carried**2 / fresh, 0.0)
    return diagonal, -carried / fresh, float(np.log(fresh).sum())
