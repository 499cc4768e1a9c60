"""The effect as it adds up from day to day."""

import numpy as np
import pytest
from test_effects_daily import N_BEFORE, bounds, estimate, make_daily

from kpilib.effects import Effect

NUMBERS = ("effect", "effect_lower", "effect_upper")


@pytest.fixture(scope="module")
def added() -> Effect:
    return estimate(make_daily(lift=140), cumulative=True, placebo=True)


def test_the_last_row_is_the_effect(added):
    last = added.cumulative[-1]
    assert tuple(last[name] for name in NUMBERS) == bounds(added)
    assert [row["days"] for row in added.cumulative] == list(range(1, 15))


def test_the_effect_itself_does_not_depend_on_it(added):
    alone = estimate(make_daily(lift=140), placebo=True)
    assert alone.cumulative == ()
    assert alone.to_dict() | {"cumulative": added.to_dict()["cumulative"]} == added.to_dict()


@pytest.mark.parametrize("days", [1, 5, 10])
def test_a_row_is_the_estimate_of_a_window_of_so_many_days(days):
    row = estimate(make_daily(lift=140), cumulative=True).cumulative[days - 1]
    shorter = estimate(make_daily(lift=140).iloc[: N_BEFORE + days], window_days=days)
    np.testing.assert_allclose([row[name] for name in NUMBERS], bounds(shorter), rtol=1e-9)


def test_the_interval_of_a_sum_is_narrower_than_the_sum_of_intervals(added):
    first, last = (
        row["effect_upper"] - row["effect_lower"] for row in (added.cumulative[0], added.cumulative[-1])
    )
    assert first < last < 0.5 * 14 * first


def test_placebos_widen_every_row(added):
    plain = estimate(make_daily(lift=140), cumulative=True)
    inflation = added.placebo["inflation"]
    for row, narrow in zip(added.cumulative, plain.cumulative, strict=True):
        wide = row["effect_upper"] - row["effect_lower"]
        assert wide == pytest.approx(inflation * (narrow["effect_upper"] - narrow["effect_lower"]))


def test_it_ends_where_a_day_is_not_observed():
    holed = make_daily(lift=140).drop(index=N_BEFORE + 3)
    assert [row["days"] for row in estimate(holed, cumulative=True).cumulative] == [1, 2, 3]
    early = make_daily(lift=140).iloc[: N_BEFORE + 8]
    assert [row["days"] for row in estimate(early, cumulative=True).cumulative] == list(range(1, 9))


def test_weeks_add_up_as_days_do():
    weekly = (
        make_daily(lift=700).iloc[::1].set_index("date").resample("7D", origin="start").sum().reset_index()
    )
    found = estimate(weekly, cumulative=True)
    assert [row["days"] for row in found.cumulative] == [7, 14]
    assert found.cumulative[-1]["effect"] == found.effect
