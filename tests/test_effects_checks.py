"""Residual checks, and the plain regression beside the estimate."""

import json

import numpy as np
import pandas as pd
import pytest

from kpilib.effects.checks import check_residuals
from kpilib.effects.plain import estimate_plain_effect
from kpilib.errors import EstimationError

LAST = pd.Timestamp("2026-03-31")


def path(noise: np.ndarray, half: float = 1.96) -> pd.DataFrame:
    """Days before a window whose band is one standard deviation of 1 either way; then one window day."""
    dates = pd.date_range(end=LAST, periods=len(noise) + 1).strftime("%Y-%m-%d")
    observed = np.append(20 + noise, 90.0)
    return pd.DataFrame(
        {
            "date": dates,
            "observed": observed,
            "counterfactual": 20.0,
            "lower": 20.0 - half,
            "upper": 20.0 + half,
            "in_window": [False] * len(noise) + [True],
        }
    )


def noise(n: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=n)


def test_white_noise_is_sound():
    found = check_residuals(path(noise(300)), 0.95)
    assert found.stands_out == ()
    assert (found.n_days, len(found.rows)) == (300, 300)
    assert found.spread == pytest.approx(1, abs=0.1)
    json.dumps(found.to_dict(), allow_nan=False)


def smooth(n: int) -> np.ndarray:
    drawn = noise(n, seed=1)
    for t in range(1, n):
        drawn[t] += 0.6 * drawn[t - 1]
    return drawn / drawn.std()


@pytest.mark.parametrize(
    ("drawn", "stands_out"),
    [
        (smooth(300), "day_before"),
        (np.tile([2.0, 0, 0, -1, 0, 0, -1], 43), "week_before"),
        (2.2 * noise(300), "spread"),
        (np.where(np.arange(300) % 7 == 3, 4.0, 0.3 * noise(300)), "outside"),
    ],
)
def test_what_stands_out(drawn, stands_out):
    assert stands_out in check_residuals(path(drawn), 0.95).stands_out


def test_outside_is_counted_and_missing_days_are_left_out():
    drawn = np.zeros(100)
    drawn[[5, 50]] = 5.0
    drawn[10] = np.nan
    found = check_residuals(path(drawn), 0.95)
    assert (found.n_days, found.n_outside) == (99, 2)
    assert found.rows[10]["residual"] is None


def test_few_days_are_not_judged():
    found = check_residuals(path(noise(20)), 0.95)
    assert (found.n_days, found.spread, found.stands_out) == (20, None, ())


def series(extra: float, seed: int = 0, n: int = 214) -> tuple[pd.DataFrame, str]:
    rng = np.random.default_rng(seed)
    dates = pd.date_range(end=LAST, periods=n)
    week = np.array([1.1, 1.15, 1.1, 1.05, 0.95, 0.8, 0.85])[dates.day_of_week]
    values = rng.poisson(20 * week).astype(float)
    values[-14:] += rng.multinomial(int(extra), [1 / 14] * 14)
    return pd.DataFrame({"date": dates, "value": values}), dates[-14].date().isoformat()


def test_the_plain_regression_recovers_a_known_effect_and_covers_it_on_plain_series():
    found = [estimate_plain_effect(*series(80, seed)) for seed in range(20)]
    assert np.mean([f.effect for f in found]) == pytest.approx(80, abs=12)
    assert sum(f.effect_lower < 80 < f.effect_upper for f in found) >= 16
    assert np.mean([f.dispersion for f in found]) == pytest.approx(1, abs=0.1)
    assert "<th>dispersion</th>" in found[0]._repr_html_()
    json.dumps(found[0].to_dict(), allow_nan=False)


def test_it_knows_other_events_and_columns():
    daily, event_on = series(0)
    daily["promotion"] = 0.0
    daily.loc[daily.index[-20:-14], "promotion"] = 1.0
    other = daily["date"].iloc[60].date().isoformat()
    daily.loc[daily.index[60:74], "value"] += 15
    told = estimate_plain_effect(daily, event_on, covariates=("promotion",), other_events=(other,))
    untold = estimate_plain_effect(daily, event_on)
    assert told.counterfactual < untold.counterfactual
    assert told.dispersion < untold.dispersion


def test_too_few_days_for_the_plain_regression():
    daily, event_on = series(0, n=30)
    with pytest.raises(EstimationError) as caught:
        estimate_plain_effect(daily, event_on)
    assert str(caught.value) == (
        "plain regression: 16 days for 8 columns, 14 days of the window, expected 22 days with counts, and a "
        "day of the window. A longer history helps."
    )
