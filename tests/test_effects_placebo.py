"""Placebo dates are clear of events and of each other, counts are counts, and they can only widen."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from kpilib.effects import Effect, estimate_effect
from kpilib.effects.placebo import placebo_starts, summarise_placebos
from kpilib.effects.series import read_series


def make_daily() -> pd.DataFrame:
    dates = pd.date_range(end="2026-03-28", periods=194)
    return pd.DataFrame({"date": dates, "value": np.random.default_rng(2).poisson(15, 194)})


def test_dates_keep_clear_of_events_and_each_other():
    daily = make_daily()
    series = read_series(daily, "2026-03-15", 14, (), ())
    event = daily["date"].iloc[120]
    starts = placebo_starts(series, [event], 42)
    assert starts == [166, 152, 138, 106, 92, 78]
    assert all(start + 14 <= 120 or start >= 134 for start in starts)


def placebo(effect: float) -> Effect:
    return Effect("2026-01-01", "2026-01-14", 0.95, "x", effect, effect - 19.6, effect + 19.6)


def test_summary_by_hand():
    # z = 3 and -1: inflation sqrt((4 + 9 + 1) / (4 + 2)).
    summary = summarise_placebos(
        Effect("2026-03-15", "2026-03-28", 0.95, "x", smallest_detectable=14.0), [placebo(30), placebo(-10)]
    )
    assert (summary["n_dates"], summary["n_false_alarms"]) == (2, 1)
    assert summary["inflation"] == pytest.approx(np.sqrt(14 / 6), rel=1e-3)
    assert summary["planted"] == pytest.approx(
        14 * np.sqrt(14 / 6), rel=1e-3
    )  # found by the widened interval
    # 30 - 1.53 * 19.6 + 21.4 > 0, but -10 - 1.53 * 19.6 + 21.4 < 0
    assert summary["n_planted_found"] == 1
    assert summary["rows"][0] == {
        "date": "2026-01-01",
        "effect": 30,
        "lower": pytest.approx(10.4),
        "upper": pytest.approx(49.6),
    }


def test_quiet_placebos_never_narrow():
    summary = summarise_placebos(Effect("2026-03-15", "2026-03-28", 0.95, "x"), [placebo(0)] * 5)
    assert summary["inflation"] == 1
    assert summarise_placebos(Effect("2026-03-15", "2026-03-28", 0.95, "x"), [])["inflation"] == 1


def test_the_panel_widens_the_interval_and_leaves_the_estimate():
    daily = make_daily()
    with_panel, without = (estimate_effect(daily, "2026-03-15", placebo=flag) for flag in (True, False))
    factor = with_panel.placebo["inflation"]
    assert without.placebo is None
    assert with_panel.placebo["n_dates"] == 6
    assert with_panel.effect == pytest.approx(without.effect)
    assert with_panel.effect_upper - with_panel.effect_lower == pytest.approx(
        factor * (without.effect_upper - without.effect_lower)
    )


def test_an_unknown_shock_at_a_placebo_date_widens():
    daily = make_daily()
    daily.loc[152:165, "value"] += 25
    with_panel, without = (estimate_effect(daily, "2026-03-15", placebo=flag) for flag in (True, False))
    assert with_panel.placebo["n_false_alarms"] >= 1
    assert with_panel.placebo["inflation"] > 1.2
    assert with_panel.effect_upper > without.effect_upper
    assert with_panel.p_value >= without.p_value


def test_a_gap_of_a_covariate_at_a_placebo_date_is_no_error():
    daily = make_daily().assign(spend=np.linspace(1, 5, 194))
    daily.loc[166:175, "spend"] = np.nan
    effect = estimate_effect(daily, "2026-03-15", covariates=("spend",))
    assert effect.effect is not None


def test_copies_of_one_placebo_count_once():
    summary = summarise_placebos(placebo(25), [placebo(5), placebo(5), placebo(-8), placebo(5)])
    assert summary["n_dates"] == 2
    assert [row["effect"] for row in summary["rows"]] == [5, -8]


def test_no_small_p_value_from_few_placebos():
    huge = summarise_placebos(placebo(500), [placebo(k) for k in range(5)])
    assert (huge["n_as_far"], huge["p_value"]) == (0, pytest.approx(1 / 6))
    usual = summarise_placebos(placebo(10), [placebo(k) for k in (-20, -10, 0, 5, 12)])
    assert (usual["n_as_far"], usual["p_value"]) == (3, pytest.approx(4 / 6))
    assert summarise_placebos(placebo(500), [])["p_value"] == 1


def test_large_is_counted_in_the_outcome_s_unit_and_far_in_standard_deviations():
    narrow = replace(placebo(9), effect_lower=8.0, effect_upper=10.0)
    found = summarise_placebos(placebo(10), [narrow, placebo(-11), placebo(0)])
    assert (found["n_as_large"], found["n_as_far"]) == (1, 2)


def test_an_interval_of_one_whole_number_is_no_division_by_zero():
    point = Effect("2026-01-01", "2026-01-14", 0.95, "x", 0.0, 0.0, 0.0)
    assert summarise_placebos(placebo(3), [point])["inflation"] == 1
