"""Changes and noise, limits of a series, monthly steps to a goal, and what the silent could do."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from kpilib.kpis.comparisons import (
    compute_change,
    compute_xmr,
    months_between,
    needed_per_month,
    silent_bounds,
)

# Wheeler's two constants: limits lie 2.66 mean moving ranges from the mean.
EARLIER = [10.0, 12.0, 11.0, 13.0, 12.0, 14.0]


def share(k: int, n: int) -> tuple[float, float, float]:
    low, high = proportion_confint(k, n, method="wilson")
    return k / n, float(low), float(high)


def test_limits_by_hand() -> None:
    found = compute_xmr(EARLIER, 12)
    assert found is not None
    # Mean 12, moving ranges 2 1 2 1 2: mean 1.6.
    assert (found.mean, found.n) == (12, 6)
    assert (found.lower, found.upper) == pytest.approx((12 - 2.66 * 1.6, 12 + 2.66 * 1.6))
    assert (found.verdict, found.rule) == ("routine", "")


def test_outside_the_limits_is_a_signal_and_on_them_is_routine() -> None:
    limit = 12 + 2.66 * 1.6
    assert compute_xmr(EARLIER, limit + 0.01).rule == "outside_limits"  # type: ignore[union-attr]
    assert compute_xmr(EARLIER, 12 - 2.66 * 1.6 - 0.01).rule == "outside_limits"  # type: ignore[union-attr]
    assert compute_xmr(EARLIER, 16.2).rule != "outside_limits"  # type: ignore[union-attr]


def test_a_step_longer_than_routine_is_a_signal_within_the_limits() -> None:
    """Moving ranges 2 1 2 1 2: steps up to 3.268 * 1.6 = 5.23 are routine."""
    xmr = compute_xmr(EARLIER, 12)
    steps = [compute_change((12, None, None), (before, None, None), xmr, EARLIER) for before in (17.3, 17.2)]
    assert [step.verdict for step in steps] == ["signal", "routine"]


def test_eight_in_a_row_on_one_side_are_a_signal() -> None:
    # One low start pulls the mean down; all seven since lie above it, and so does the eighth.
    earlier = [4.0, 11, 12, 11, 12, 11, 12, 11]
    assert compute_xmr(earlier, 12).rule == "eight_on_one_side"  # type: ignore[union-attr]
    assert compute_xmr(earlier[:-1], 12).rule == ""  # type: ignore[union-attr]


def test_three_of_four_near_a_limit_are_a_signal() -> None:
    earlier = [10.0, 10.5] * 5 + [11.4, 10.2, 11.4]
    found = compute_xmr(earlier, 11.4)
    assert found is not None
    assert found.rule == "three_of_four"
    assert compute_xmr(earlier, 10.5).verdict == "routine"  # type: ignore[union-attr]


def test_too_few_or_equal_values_give_no_limits() -> None:
    assert compute_xmr(EARLIER[:5], 12) is None
    assert compute_xmr([0.1 + 0.2] * 9, 0.3) is None


def test_limits_end_where_a_unit_ends() -> None:
    found = compute_xmr([0.9, 1.0, 0.8, 1.0, 0.9, 1.0], 0.9, 0.0, 1.0)
    assert found is not None
    assert found.upper == 1.0
    counts = compute_xmr([0, 3, 0, 4, 1, 2], 1, 0.0)
    assert counts is not None
    assert counts.lower == 0


@given(st.lists(st.floats(-100, 100), min_size=6, max_size=12), st.floats(-100, 100), st.floats(0.1, 9))
def test_limits_move_with_their_unit(values: list[float], newest: float, factor: float) -> None:
    once = compute_xmr(values, newest)
    scaled = compute_xmr([factor * x for x in values], factor * newest)
    if once is None or scaled is None:
        return
    assert scaled.mean == pytest.approx(factor * once.mean, abs=1e-6)
    assert scaled.upper - scaled.mean == pytest.approx(factor * (once.upper - once.mean), abs=1e-6)


def test_the_interval_of_a_change_of_shares_is_newcombes() -> None:
    found = compute_change(share(157, 412), share(209, 401))
    low, high = confint_proportions_2indep(157, 412, 209, 401, method="newcomb", compare="diff")
    assert (found.lower, found.upper) == pytest.approx((low, high))
    assert found.verdict == "signal"


def test_a_change_within_noise_is_routine() -> None:
    found = compute_change(share(20, 200), share(24, 200))
    assert found.verdict == "routine"
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower < 0 < found.upper


def test_two_counts_alone_cannot_tell() -> None:
    found = compute_change((412.0, None, None), (388.0, None, None))
    assert (found.change, found.lower, found.verdict) == (24, None, "unknown")


def test_the_limits_of_the_series_decide_before_sampling_error() -> None:
    limits = compute_xmr([0.2, 0.5, 0.3, 0.6, 0.2, 0.5], 0.38)
    assert compute_change(share(157, 412), share(209, 401), limits).verdict == "routine"


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
def test_a_change_turned_round_has_its_interval_turned_round(a: int, m: int, b: int, n: int) -> None:
    now, before = share(min(a, m), m), share(min(b, n), n)
    there, back = compute_change(now, before), compute_change(before, now)
    assert (there.lower, there.upper) == pytest.approx((-back.upper, -back.lower))  # type: ignore[operator]


def test_months_and_parts_of_months() -> None:
    assert months_between(date(2026, 6, 10), date(2026, 7, 10)) == 1
    assert months_between(date(2026, 6, 10), date(2027, 6, 10)) == 12
    assert months_between(date(2026, 6, 10), date(2026, 6, 25)) == 0.5
    assert months_between(date(2026, 6, 10), date(2026, 5, 10)) == -1


def test_what_a_goal_asks_each_month() -> None:
    """P19: (target - current) / months left; T08's ten per cent more in a year."""
    assert needed_per_month(140, 200, date(2026, 6, 10), date(2026, 12, 10)) == 10
    assert needed_per_month(100, 110, date(2026, 1, 1), date(2027, 1, 1)) == pytest.approx(10 / 12)
    # Reached already: nothing is needed, whichever way is better.
    assert needed_per_month(210, 200, date(2026, 6, 10), date(2026, 7, 10)) == 0
    assert needed_per_month(30, 40, date(2026, 6, 10), date(2026, 7, 10), less_is_better=True) == 0
    assert needed_per_month(50, 40, date(2026, 6, 10), date(2026, 7, 10), less_is_better=True) == -10
    assert needed_per_month(140, 200, date(2026, 6, 10), date(2026, 6, 10)) is None


def test_bounds_if_the_silent_felt_otherwise() -> None:
    # 20 promoters more than detractors, 50 answers of 100 people: 50 silent promoters or detractors.
    assert silent_bounds("points", 20, 50, 100) == (-30, 70)
    assert silent_bounds("share", 66, 78, 166) == (66 / 166, (66 + 88) / 166)
    assert silent_bounds("share", 5, 10, 10) == (0.5, 0.5)
    assert silent_bounds("share", 5, 12, 10) is None
    # 16 points of 4 answers; six silent people could all give 1 or 5.
    assert silent_bounds("score", 16, 4, 10, (1, 5)) == (2.2, 4.6)
    assert silent_bounds("score", 16, 4, 10) is None
    assert silent_bounds("minutes", 16, 4, 10) is None


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 200))
def test_the_answered_value_lies_within_the_bounds(k: int, rest: int, silent: int) -> None:
    n = k + rest
    bounds = silent_bounds("share", k, n, n + silent)
    if not n + silent:
        assert bounds is None
        return
    assert bounds is not None
    assert bounds[0] <= bounds[1]
    if n:
        assert bounds[0] <= k / n + 1e-12
        assert k / n <= bounds[1] + 1e-12
    assert np.isclose(bounds[1] - bounds[0], silent / (n + silent))
