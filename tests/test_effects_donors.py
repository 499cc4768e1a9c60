"""Donor weights: non-negative, summing to one, level taken away."""

import numpy as np
import pandas as pd
import pytest

from kpilib.effects.donors import _cross_fit, donor_weights, synthesise_control


def test_planted_weights_are_recovered():
    rng = np.random.default_rng(0)
    controls = rng.normal(100, 10, (60, 3))
    outcome = 500 + controls @ [0.7, 0.3, 0.0]
    np.testing.assert_allclose(donor_weights(outcome, controls), [0.7, 0.3, 0.0], atol=1e-4)


def test_weights_sum_to_one_and_none_is_negative():
    rng = np.random.default_rng(1)
    controls = rng.normal(100, 10, (60, 4))
    weights = donor_weights(-3 * controls[:, 0] + rng.normal(0, 5, 60), controls)
    assert weights.sum() == pytest.approx(1)
    assert (weights >= 0).all()


def test_a_larger_region_is_put_on_the_outcome_level():
    shape = 1 + 0.2 * np.sin(np.arange(60) / 5)
    controls = pd.DataFrame({"north": 1000 * shape})
    control = synthesise_control(20 * shape, controls, np.arange(60) < 50)
    np.testing.assert_allclose(control, 20 * shape, rtol=1e-6)


def test_a_fit_day_does_not_weigh_itself():
    rng = np.random.default_rng(2)
    controls = pd.DataFrame(rng.normal(100, 10, (50, 3)))
    outcome = rng.normal(100, 10, 50)
    fit = np.arange(50) < 40
    before = _cross_fit(outcome, controls.to_numpy(), np.flatnonzero(fit), is_levelled=False)
    changed = outcome.copy()
    changed[3] += 500
    after = _cross_fit(changed, controls.to_numpy(), np.flatnonzero(fit), is_levelled=False)
    assert after[3] == pytest.approx(before[3])
    assert after[45] != pytest.approx(before[45])
