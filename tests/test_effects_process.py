"""The banded way against plain dense linear algebra."""

import numpy as np
import pytest

from kpilib.effects.process import Process, candidate_processes, whiten

STEPS = np.array([0, 1, 2, 5, 6, 10, 11, 12])  # with holes
AHEAD = np.array([13, 14, 16])


def dense(process: Process, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    if process.rho is None:
        return process.share * np.minimum(first[:, None] + 1, second[None, :] + 1)
    return process.share * process.rho ** np.abs(first[:, None] - second[None, :]).astype(float)


@pytest.mark.parametrize(
    "process",
    [Process(0.0, 0.0), Process(0.0, 0.1), Process(0.6, 0.2), Process(0.93, 0.3), Process(None, 0.003)],
)
def test_banded_equals_dense(process):
    rng = np.random.default_rng(1)
    noise, columns = rng.uniform(0.02, 0.1, len(STEPS)), rng.normal(size=(len(STEPS), 3))
    weights = np.array([3.0, 1.0, 2.0])
    whitener = whiten(process, STEPS, noise)
    covariance = np.diag(noise) + dense(process, STEPS, STEPS)
    np.testing.assert_allclose(whitener.solve(columns), np.linalg.solve(covariance, columns), rtol=1e-9)
    assert whitener.log_det == pytest.approx(np.linalg.slogdet(covariance)[1])
    np.testing.assert_allclose(
        whitener.covariance_with(AHEAD, weights), dense(process, STEPS, AHEAD) @ weights
    )
    assert whitener.variance_of(AHEAD, weights) == pytest.approx(
        weights @ dense(process, AHEAD, AHEAD) @ weights
    )


def test_grid_scales_shares_but_not_memories():
    whole, half = candidate_processes(1.0), candidate_processes(0.5)
    assert sum(process.prior for process in whole) == pytest.approx(1)
    assert whole[0].share == 0
    assert [p.rho for p in whole] == [p.rho for p in half]
    assert [p.share / 2 for p in whole] == [p.share for p in half]
