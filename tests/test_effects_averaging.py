"""Each candidate's closed form against conditioning one large normal distribution by brute force."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kpilib.effects.averaging import (
    PRIOR_SHIFT,
    SHIFT_PROBABILITY,
    SPREAD_OF_EVENTS,
    average_windows,
    make_task,
    spread_of_events,
)
from kpilib.effects.design import make_design
from kpilib.effects.mixture import Mixture
from kpilib.effects.model import fit_mean_model
from kpilib.effects.series import read_series


@pytest.fixture(scope="module")
def task():
    rng = np.random.default_rng(3)
    dates = pd.date_range("2026-01-01", periods=80)
    daily = pd.DataFrame({"date": dates, "value": rng.poisson(12, 80).astype(float)})
    daily.loc[20:25, "value"] += 9
    daily = daily.drop(index=[5, 30, 31])
    series = read_series(daily, "2026-03-08", 14, (), ())
    others = [pd.Timestamp("2026-01-21"), pd.Timestamp("2026-03-04")]
    design = make_design(series, others, (), (), np.arange(len(series.dates)) < series.start)
    return make_task(fit_mean_model(design))


def brute_force(task, process, base, shift):
    """Prior mean and covariance of (fit days, totals), then conditioning."""
    days, window = task.days, task.window
    steps = np.concatenate([days, window])
    if process.rho is None:
        since = steps - days[0] + 1
        memory = process.share * np.minimum(since[:, None], since[None, :])
    else:
        memory = process.share * process.rho ** np.abs(steps[:, None] - steps[None, :]).astype(float)
    n, weights = len(days), task.scale[window]
    expected, level = base.mean[window], (base.mean / task.scale)[days]
    process_rows = np.vstack([memory[:n], weights @ memory[n:]])
    covariance = np.column_stack([process_rows[:, :n], process_rows[:, n:] @ weights])
    covariance += np.diag(np.append(task.noise, weights.sum()))
    columns = np.vstack(
        [
            np.column_stack([level[:, None] * base.columns[days], task.events]),
            np.append(expected @ base.columns[window], task.event_totals),
        ]
    )
    sds = np.append(base.sds, task.event_sd)
    if shift is not None:
        columns = np.column_stack([columns, np.append(level * task.shifts[:, shift], expected.sum())])
        sds = np.append(sds, PRIOR_SHIFT)
    covariance += columns * sds**2 @ columns.T
    response = (task.model.outcome[days] - base.mean[days]) / task.scale[days] + level * base.log_mean[days]
    offset = expected.sum() - expected @ base.log_mean[window]
    gain = np.linalg.solve(covariance[:n, :n], covariance[:n, n])
    loss = response @ np.linalg.solve(covariance[:n, :n], response)
    variance = (covariance[n, n] - gain @ covariance[:n, n]) * (1 + loss / 2) / (1 + n / 2)
    log_ml = -0.5 * np.linalg.slogdet(covariance[:n, :n])[1] - (1 + n / 2) * np.log(1 + loss / 2)
    return offset + gain @ response, variance, log_ml


@pytest.mark.parametrize("which", [2, 7, 13, 26])
@pytest.mark.parametrize("base", [0, 1])
@pytest.mark.parametrize("shift", [None, 0, 6])
def test_closed_form_equals_brute_force(task, which, base, shift):
    (mixture,) = average_windows([task])
    n_shifts = task.shifts.shape[1] + 1
    row = (which * len(task.model.bases) + base) * n_shifts + (0 if shift is None else shift + 1)
    mean, variance, log_ml = brute_force(task, task.processes[which], task.model.bases[base], shift)
    prior = 1 - SHIFT_PROBABILITY if shift is None else SHIFT_PROBABILITY / (n_shifts - 1)
    assert mixture.mean[row, 0] == pytest.approx(mean * task.model.unit, rel=1e-6)
    assert mixture.variance[row, 0] == pytest.approx(variance * task.model.unit**2, rel=1e-6)
    assert mixture.log_weight[row] == pytest.approx(
        log_ml + np.log(prior * task.processes[which].prior * task.model.bases[base].prior), abs=1e-5
    )


def test_whole_is_alone_plus_others(task):
    (mixture,) = average_windows([task])
    np.testing.assert_allclose(mixture.mean[:, 0], mixture.mean[:, 1] + mixture.mean[:, 2])
    assert mixture.weight.sum() == pytest.approx(1)


def test_draws_of_one_component_have_its_moments():
    one = Mixture(np.zeros(1), np.array([[200.0, 150.0, 50.0]]), np.array([[400.0, 225.0, 100.0]]), 200.0)
    whole, alone = one.draw(np.random.default_rng(0))
    assert whole.mean() == pytest.approx(200, rel=0.01)
    assert whole.std() == pytest.approx(20, rel=0.02)
    assert stats.skew(whole) > 0.1
    assert alone.mean() == pytest.approx(150, rel=0.01)


def test_correlation_of_two_estimates_by_hand():
    # Baseline variance 36, others 64, independent: effect = total - others, correlation -sqrt(64 / 100).
    one = Mixture(np.zeros(1), np.array([[90.0, 60.0, 30.0]]), np.array([[100.0, 36.0, 64.0]]), 100.0)
    assert one.correlation() == pytest.approx(-0.8)
    nobody = Mixture(np.zeros(1), np.array([[90.0, 90.0, 0.0]]), np.array([[36.0, 36.0, 0.0]]), 100.0)
    assert nobody.correlation() == 0


def test_spread_of_events_is_learnt_from_those_that_stand_out():
    shapes = np.kron(np.eye(5), np.ones((4, 1))) * 25.0  # five events of four days, 100 each
    quiet = np.full(20, 0.01)
    strengths = np.array([0.4, 1.6, 1.0, 0.5, 1.5])
    equal, uneven = (spread_of_events(shapes @ k, shapes, quiet) for k in (np.ones(5), strengths))
    # By hand: (3 * 0.4^2 + sum of squares) / (3 + 5 - 1), sums 0 and 0.36 + 0.36 + 0.25 + 0.25.
    assert equal == pytest.approx(np.sqrt(0.48 / 7), rel=0.01)
    assert uneven == pytest.approx(np.sqrt((0.48 + 1.22) / 7), rel=0.01)
    assert spread_of_events(shapes @ strengths, shapes, quiet * 1e9) == pytest.approx(
        SPREAD_OF_EVENTS, rel=0.01
    )
    assert (
        spread_of_events(quiet[:4], shapes[:4, :1], quiet[:4]) == SPREAD_OF_EVENTS
    )  # one event has no spread
    assert spread_of_events(quiet, np.empty((20, 0)), quiet) == SPREAD_OF_EVENTS
