"""Targets: cases by hand, identities, every refusal, and coverage over simulated histories."""

import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kpilib.errors import DataError, EstimationError, ParamsError
from kpilib.targets import Target, estimate_target
from kpilib.targets.blocks import Block, _shift, blocks_of
from kpilib.targets.history import read_history
from kpilib.targets.models import RATE, SHAPE, Weigher, _fit
from kpilib.targets.scales import scale_of
from kpilib.targets.tiny_counts import SPREADS, _log_density, _weights
from kpilib.targets.zones import Zones, limit, zones_of

NEXT = {"starts_on": "2026-01-10"}
AMOUNTS = [410.0, 520.0, 380.0, 610.0, 450.0, 470.0, 560.0, 390.0, 505.0, 430.0, 480.0, 525.0]
COUNTS = [52, 61, 44, 70, 55, 49, 66, 58, 47, 63, 51, 57]


def history(values: Any, **columns: Any) -> pd.DataFrame:
    dates = pd.date_range("2025-12-28", periods=len(values), freq="-30D")[::-1].strftime("%Y-%m-%d")
    return pd.DataFrame({"starts_on": dates, "value": values, **columns})


def limits(target: Target) -> tuple[float, ...]:
    numbers = (target.lower, target.expected, target.upper, target.red_from, target.green_from)
    assert all(number is not None for number in numbers)
    return tuple(float(number or 0) for number in numbers)


def codes(target: Target) -> list[str]:
    return [code for code, _ in target.notes]


# Cases by hand


def test_constant_counts_are_expected_again_and_vary_at_least_as_poisson_counts_do() -> None:
    target = estimate_target(history([50] * 20), NEXT)
    assert target.expected == pytest.approx(50, abs=1)
    assert np.std(target.quantiles) >= 0.97 * math.sqrt(50)
    assert codes(target) == ["history_constant"]


def test_constant_amounts_give_a_narrow_range_not_a_point() -> None:
    lower, expected, upper, *_ = limits(estimate_target(history([500.0] * 12), NEXT, kind="money"))
    assert expected == pytest.approx(500, rel=0.01)
    assert 440 < lower < 500 < upper < 560


def test_plain_history_gives_the_t_interval_of_the_logarithms() -> None:
    random = np.random.default_rng(4)
    logs = random.normal(6, 0.3, 60)
    target = estimate_target(history(np.exp(logs)), NEXT, kind="money")
    reach = stats.t(59).ppf(0.9) * logs.std(ddof=1) * math.sqrt(1 + 1 / 60)
    assert target.expected == pytest.approx(math.exp(logs.mean()), rel=0.05)
    assert math.log((target.upper or 0) / (target.lower or 1)) == pytest.approx(2 * reach, rel=0.1)


def test_shares_stay_in_0_to_1_and_lie_at_the_pooled_share() -> None:
    target = estimate_target(history([18, 22, 20, 19, 21] * 4, trials=[40] * 20), NEXT, kind="rate")
    assert target.expected == pytest.approx(0.5, abs=0.03)
    assert 0 < (target.lower or 0) < 0.5 < (target.upper or 1) < 1


def test_trials_of_the_event_to_come_set_the_noise() -> None:
    past = history([18, 22, 20, 19, 21] * 4, trials=[40] * 20)
    few = estimate_target(past, {**NEXT, "trials": 10}, kind="rate")
    many = estimate_target(past, {**NEXT, "trials": 1000}, kind="rate")
    assert (few.upper or 0) - (few.lower or 0) > 2 * ((many.upper or 0) - (many.lower or 0))
    assert {round(10 * share, 6) % 1 for share in few.quantiles} == {0.0}


def test_all_or_nothing_shares_do_not_stop_the_estimate() -> None:
    every = estimate_target(history([9] * 8, trials=[9] * 8), NEXT, kind="rate")
    assert every.expected == 1.0
    none = estimate_target(history([0] * 8, trials=[9] * 8), NEXT, kind="rate")
    assert none.expected == 0.0


def test_growing_list_moves_the_target_beyond_the_history() -> None:
    sizes = np.round(1000 * 1.1 ** np.arange(20))
    past = history(np.round(0.04 * sizes), list_size=sizes)
    target = estimate_target(past, {**NEXT, "list_size": 10_000}, covariates=["list_size"])
    assert target.expected == pytest.approx(400, rel=0.15)


def test_text_covariates_are_partly_pooled_and_an_unseen_group_is_wider() -> None:
    past = history([40, 82, 44, 78, 41, 80, 38, 85, 43, 79] * 2, topic=["a", "b"] * 10)
    topics = [estimate_target(past, {**NEXT, "topic": topic}, covariates=["topic"]) for topic in "abc"]
    in_a, in_b, in_c = (limits(target) for target in topics)
    assert 38 < in_a[1] < 50
    assert 70 < in_b[1] < 85
    assert math.log(in_c[2] / in_c[0]) > 1.5 * math.log(in_a[2] / in_a[0])
    assert codes(topics[2]) == ["group_unseen"]


def test_change_of_level_is_followed() -> None:
    target = estimate_target(history([80, 84, 78, 82, 79, 83, 81, 77] * 2 + [40, 42, 39, 41, 38, 43]), NEXT)
    assert 35 < (target.expected or 0) < 47
    assert "level_changed" in codes(target)


def test_trend_is_carried_on() -> None:
    target = estimate_target(history(np.round(20 * 1.06 ** np.arange(24))), NEXT)
    assert target.expected == pytest.approx(20 * 1.06**24, rel=0.1)


def test_a_lone_outlier_is_left_out_and_said() -> None:
    calm = estimate_target(history(COUNTS * 2), NEXT)
    struck = estimate_target(history([*COUNTS, *COUNTS[:5], 600, *COUNTS[6:]]), NEXT)
    assert ("outliers_left_out", {"n": 1}) in struck.notes
    assert struck.n_events == 24
    assert limits(struck) == pytest.approx(limits(calm), rel=0.08)


def test_tiny_counts_are_the_negative_binomial_and_red_stays_rare() -> None:
    target = estimate_target(history([3, 1, 4, 2, 0, 5, 3, 2, 4, 1]), NEXT)
    assert target.method == "gamma_poisson"
    assert target.expected in (2, 3)
    assert target.lower in (0, 1)
    assert 4 <= (target.upper or 0) <= 6
    assert sum(quantile < (target.red_from or 0) for quantile in target.quantiles) <= 15


def test_counts_that_are_all_zero_expect_zero() -> None:
    target = estimate_target(history([0] * 8), NEXT)
    assert (target.expected, target.zone(0)) == (0, "green")


def test_limit_of_few_values_has_the_nearest_share_below_it() -> None:
    draws = np.repeat([0.0, 1.0, 2.0, 3.0], [8, 6, 26, 60])
    assert [limit(draws, share) for share in (0.10, 0.13, 0.30, 0.02)] == [1.0, 2.0, 3.0, 0.0]
    assert limit(np.repeat([0.0, 1.0], [16, 84]), 0.10) == 0.0


def test_the_chance_of_a_false_red_is_that_of_the_limit_not_the_one_asked_for() -> None:
    draws = np.repeat([0.0, 1.0, 2.0, 3.0], [8, 6, 26, 60])
    assert zones_of(draws, (0.10, 0.30), "up") == Zones(3.0, 1.0, 0.08, 0.32)
    assert zones_of(draws, (0.10, 0.50), "down") == Zones(2.0, 3.0, 0.0, 0.6)
    amounts = estimate_target(history(AMOUNTS), NEXT, kind="money")
    assert (amounts.false_red, amounts.false_amber) == pytest.approx((0.1, 0.2), abs=1e-3)
    tiny = estimate_target(history([3, 1, 4, 2, 0, 5, 3, 2, 4, 1]), NEXT)
    assert tiny.false_red == pytest.approx(np.mean(np.array(tiny.quantiles) < (tiny.red_from or 0)), abs=0.01)
    assert (estimate_target(history([1]), NEXT).false_red) is None


def test_amounts_that_are_often_nothing_keep_nothing_apart_from_little() -> None:
    paid = [410.0, 520.0, 380.0, 610.0, 450.0, 470.0, 560.0, 390.0, 505.0]
    target = estimate_target(history([*paid[:3], 0.0, *paid[3:6], 0.0, *paid[6:], 0.0]), NEXT, kind="money")
    quantiles = np.array(target.quantiles)
    assert np.mean(quantiles == 0) == pytest.approx(3.5 / 13, abs=0.01)
    assert quantiles[quantiles > 0].min() > 200


def test_probability_of_a_goal() -> None:
    target = estimate_target(history(COUNTS), NEXT)
    assert target.probability_at_least(0) == 1
    assert target.probability_at_least(1e6) == 0
    assert target.probability_at_least(target.expected or 0) == pytest.approx(0.5, abs=0.06)


# Identities


def test_doubling_all_amounts_doubles_the_target() -> None:
    once = estimate_target(history(AMOUNTS), NEXT, kind="money")
    twice = estimate_target(history([2 * amount for amount in AMOUNTS]), NEXT, kind="money")
    assert limits(twice) == pytest.approx([2 * number for number in limits(once)], rel=1e-9)


def test_doubling_amounts_with_zeros_doubles_the_target() -> None:
    some = [0.0, *AMOUNTS[1:6], 0.0, *AMOUNTS[7:]]
    once = estimate_target(history(some), NEXT, kind="money")
    twice = estimate_target(history([2 * amount for amount in some]), NEXT, kind="money")
    assert limits(twice) == pytest.approx([2 * number for number in limits(once)], rel=1e-9)
    assert (once.lower or 0) >= 0


def test_scores_below_zero_shift_with_the_history() -> None:
    scores = [20.0, 35.0, -5.0, 28.0, 40.0, 12.0, 31.0, 22.0]
    once = estimate_target(history(scores), NEXT, kind="money")
    lower = estimate_target(history([score - 30 for score in scores]), NEXT, kind="money")
    assert limits(lower) == pytest.approx([number - 30 for number in limits(once)], rel=1e-9)


def test_columns_not_named_are_ignored() -> None:
    plain = estimate_target(history(COUNTS), NEXT)
    assert estimate_target(history(COUNTS, weather=range(12)), {**NEXT, "weather": 99}) == plain


def test_same_input_same_result_and_inputs_stay_as_they_are() -> None:
    past, new_event = history(COUNTS, list_size=range(900, 2100, 100)), {**NEXT, "list_size": 2200}
    before = past.copy()
    first = estimate_target(past, new_event, covariates=["list_size"])
    assert first == estimate_target(past, new_event, covariates=["list_size"])
    pd.testing.assert_frame_equal(past, before)
    assert new_event == {**NEXT, "list_size": 2200}


def test_level_moves_the_range_and_never_the_zones() -> None:
    narrow, wide = (estimate_target(history(AMOUNTS), NEXT, kind="money", level=x) for x in (0.5, 0.95))
    assert (wide.lower or 0) < (narrow.lower or 0) < (narrow.upper or 0) < (wide.upper or 0)
    assert (narrow.red_from, narrow.green_from) == (wide.red_from, wide.green_from)


def test_zones_are_mirrored_for_costs() -> None:
    up = estimate_target(history(AMOUNTS), NEXT, kind="money")
    down = estimate_target(history(AMOUNTS), NEXT, kind="money", better="down")
    assert (up.red_from, down.red_from) == pytest.approx((up.lower, up.upper), rel=1e-3)
    assert (up.green_from or 0) < (up.expected or 0) < (down.green_from or 0) < (down.red_from or 0)
    assert [down.zone(down.green_from), down.zone(down.red_from)] == ["green", "amber"]
    assert [down.zone(1), down.zone(1e6)] == ["green", "red"]
    assert [up.zone(up.green_from), up.zone(up.red_from), up.zone(1)] == ["green", "amber", "red"]


def test_zone_without_a_value_is_unknown() -> None:
    target = estimate_target(history(COUNTS), NEXT)
    assert [target.zone(None), target.zone(math.nan)] == ["unknown", "unknown"]


def test_zones_follow_the_probabilities_asked_for() -> None:
    target = estimate_target(history(AMOUNTS), NEXT, kind="money", zones=(0.25, 0.5))
    assert target.green_from == pytest.approx(target.expected, rel=1e-3)
    assert (target.red_from or 0) > (target.lower or 0)


def test_dates_of_any_type_mean_the_same() -> None:
    past = history(COUNTS)
    stamps = past.assign(starts_on=pd.to_datetime(past["starts_on"]))
    days = past.assign(starts_on=[stamp.date() for stamp in stamps["starts_on"]])
    text = estimate_target(past, NEXT)
    assert estimate_target(stamps, {"starts_on": pd.Timestamp("2026-01-10")}) == text
    assert estimate_target(days, {"starts_on": pd.Timestamp("2026-01-10").date()}) == text


# Independent routes


def _weigher(past: pd.DataFrame, **new: Any) -> tuple[list[Block], Weigher]:
    read = read_history(past, {**NEXT, **new}, "money", list(new))
    scale = scale_of(read, "money")
    blocks, _ = blocks_of(read, scale)
    design = np.concatenate([block.past for block in blocks], axis=1)
    return blocks, Weigher(blocks, design, scale.positions, np.full(len(read), 0.04))


def test_evidence_is_the_density_of_the_multivariate_t() -> None:
    blocks, weigher = _weigher(history(AMOUNTS, topic=["a", "b", "c"] * 4), topic="a")
    choices = [tuple(block.start for block in blocks), tuple(len(block.chances) - 1 for block in blocks)]
    n_events, density = len(AMOUNTS), []
    for choice in choices:
        variances = weigher.variances([choice])[0]
        spread = weigher.design @ np.diag(variances) @ weigher.design.T + np.diag(weigher.noise)
        squares = weigher.positions @ np.linalg.solve(spread, weigher.positions)
        shape = SHAPE + (n_events - 1) / 2
        chances = [np.log(block.chances[at]) for block, at in zip(blocks, choice, strict=True)]
        log_determinant = np.linalg.slogdet(spread)[1] - np.log(weigher.noise).sum()
        density.append(-log_determinant / 2 - shape * np.log(2 * RATE + squares) + sum(chances))
    assert weigher.log_evidence(choices) == pytest.approx(density, rel=1e-9)


def test_a_fit_with_prior_rows_is_the_best_linear_prediction_of_the_gaussian_process() -> None:
    blocks, weigher = _weigher(history(AMOUNTS, topic=["a", "b", "c"] * 4), topic="d")
    choice = tuple(len(block.chances) - 1 for block in blocks)
    variances = np.diag(weigher.variances([choice])[0])
    new = np.concatenate([block.new for block in blocks])
    spread = weigher.design @ variances @ weigher.design.T + np.diag(weigher.noise)
    shared = weigher.design @ variances @ new
    extra = sum(float(block.extra[at]) for block, at in zip(blocks, choice, strict=True))
    squares = weigher.positions @ np.linalg.solve(spread, weigher.positions)
    phi = (RATE + squares / 2) / (SHAPE + (len(AMOUNTS) - 1) / 2)
    variance = 0.04 + extra + new @ variances @ new - shared @ np.linalg.solve(spread, shared)
    location, scale = _fit(weigher, choice, 0.04)
    assert location == pytest.approx(shared @ np.linalg.solve(spread, weigher.positions), rel=1e-6)
    assert scale == pytest.approx(math.sqrt(phi * variance), rel=1e-6)


def test_each_block_has_chances_that_sum_to_one() -> None:
    blocks, _ = _weigher(history([*AMOUNTS * 2, 9000.0, *AMOUNTS], topic=["a"] * 37), topic="b")
    assert {block.name for block in blocks} == {
        "level", "trend", "outlier", "drift", "shift", "season", "topic"
    }  # fmt: skip
    assert [block.chances.sum() for block in blocks] == pytest.approx([1.0] * len(blocks))


def test_a_change_of_level_is_as_likely_at_any_event() -> None:
    shift = _shift(101)
    at = shift.past.argmax(axis=0)
    assert shift.chances == pytest.approx([0.8, *(0.2 * np.diff(at, prepend=0) / at[-1])])
    assert shift.chances[-1] == pytest.approx(0.2 / 100 * (at[-1] - at[-2]))


def test_tiny_counts_weigh_one_level_against_every_place_of_a_change() -> None:
    counts, means = np.array([6.0, 5.0, 7.0, 1.0, 0.0, 1.0]), np.array([1.0, 6.0])
    density = np.exp(_log_density(counts, means))
    near = stats.norm.pdf(np.log([[1, 6], [1 / 6, 1]]))
    moved = near / near.sum(axis=0)
    one_level = 0.8 * density.prod(axis=0)
    changed = sum(
        (density[:place].prod(axis=0) @ moved) * density[place:].prod(axis=0) for place in range(1, 6)
    )
    assert _weights(np.log(density), means).shape == (len(SPREADS), 2)
    by_hand = one_level + 0.2 / 5 * changed
    assert _weights(np.log(density), means) == pytest.approx(by_hand / by_hand.sum(), rel=1e-9)


def test_tiny_counts_are_poisson_gamma_but_for_one_in_fifty_that_can_have_any_mean() -> None:
    means = np.array([2.0, 50.0])
    size = 1 / SPREADS[0]
    usual = stats.nbinom.pmf(3, size, size / (size + means))
    assert np.exp(_log_density(np.array([3.0]), means)[0, 0]) == pytest.approx(
        0.98 * usual + 0.02 * usual.mean(), rel=1e-9
    )


def test_one_viral_event_among_tiny_counts_hardly_moves_the_target() -> None:
    usual = [3, 1, 4, 2, 0, 5, 3, 2, 4, 1, 2]
    calm, struck = (
        estimate_target(history(counts), NEXT) for counts in (usual, [*usual[:5], 90, *usual[5:]])
    )
    assert struck.expected == calm.expected
    assert (struck.upper or 0) <= (calm.upper or 0) + 1


# Few events, notes


def test_four_events_are_too_few_and_five_are_enough() -> None:
    four, five = estimate_target(history(COUNTS[:4]), NEXT), estimate_target(history(COUNTS[:5]), NEXT)
    too_few = ("few_events", {"n": 4, "needed": 5})
    assert four == Target(
        "count", "up", 0.8, None, None, None, None, None, False, "none", 4, notes=(too_few,)
    )  # fmt: skip
    assert (four.zone(50), four.probability_at_least(50)) == ("unknown", None)
    assert (five.enough, five.n_events) == (True, 5)
    assert 40 < (five.expected or 0) < 70


@pytest.mark.parametrize("empty", [pd.DataFrame(), history([]), history([None] * 9)])
@pytest.mark.parametrize("kind", ["count", "money"])
def test_no_history_is_too_few_events(empty: pd.DataFrame, kind: str) -> None:
    target = estimate_target(empty, NEXT, kind=kind)
    assert (target.enough, target.n_events, target.expected) == (False, 0, None)


def test_rows_left_out_are_counted() -> None:
    past = history([0, *COUNTS[1:], None, 60, 61], trials=[0, None, *[100] * 13])
    past.loc[14, "starts_on"] = "2027-01-01"
    target = estimate_target(past, NEXT, kind="rate")
    assert target.n_events == 11
    assert target.notes == (
        ("values_missing", {"n": 1}),
        ("trials_missing", {"n": 2}),
        ("later_events_left_out", {"n": 1}),
    )


def test_rows_out_of_order_are_sorted_in_a_copy() -> None:
    past = history(COUNTS)
    shuffled = estimate_target(past.sample(frac=1, random_state=1), NEXT)
    assert shuffled.notes == (("history_sorted", {}),)
    assert limits(shuffled) == limits(estimate_target(past, NEXT))


def test_covariates_that_cannot_help_are_left_out_and_named() -> None:
    past = history(COUNTS, list_size=[None] * 7 + [900] * 5, format="live", topic="a", speakers=range(12))
    new_event = {**NEXT, "list_size": 1000, "format": "live", "topic": None, "speakers": math.nan}
    target = estimate_target(past, new_event, covariates=["list_size", "format", "topic", "speakers"])
    assert target.notes == (
        ("covariate_mostly_missing", {"name": "list_size", "n": 7}),
        ("covariate_unknown", {"name": "topic"}),
        ("covariate_unknown", {"name": "speakers"}),
        ("covariate_constant", {"name": "format"}),
    )
    assert limits(target) == limits(estimate_target(past, NEXT))


def test_gaps_in_covariates_do_not_stop_the_estimate() -> None:
    past = history(
        COUNTS, list_size=[None, 900, None, *range(1000, 1900, 100)], topic=[None, *"ab" * 5, None]
    )
    target = estimate_target(
        past, {**NEXT, "list_size": 90_000, "topic": "a"}, covariates=["list_size", "topic"]
    )
    assert target.notes == (("covariate_outside_history", {"name": "list_size"}),)


def test_tiny_counts_say_that_covariates_were_not_used() -> None:
    target = estimate_target(
        history([1, 2, 0, 3, 1, 2], topic="a"), {**NEXT, "topic": "b"}, covariates=["topic"]
    )
    assert target.notes == (("covariate_unused", {"name": "topic"}),)


def test_events_on_one_day_and_a_long_pause_are_no_trouble() -> None:
    same_day = history(COUNTS).assign(starts_on="2025-05-05")
    assert estimate_target(same_day, {"starts_on": "2025-05-05"}).enough
    wandering = np.round(200 * np.exp(np.cumsum(np.random.default_rng(2).normal(0, 0.15, 24))))
    days = ("2026-01-20", "2026-10-20")
    soon, late = (limits(estimate_target(history(wandering), {"starts_on": day})) for day in days)
    assert math.log(late[2] / late[0]) > 1.2 * math.log(soon[2] / soon[0])


def test_huge_counts_do_not_overflow() -> None:
    target = estimate_target(history([count * 10**12 for count in COUNTS]), NEXT)
    assert target.expected == pytest.approx(55e12, rel=0.1)


# The record


def test_record_is_plain_json() -> None:
    record = estimate_target(history(COUNTS), NEXT).to_dict()
    assert json.loads(json.dumps(record)) == record
    assert len(record["quantiles"]) == 100
    few = estimate_target(history([1]), NEXT).to_dict()
    assert few["notes"] == [{"code": "few_events", "n": 1, "needed": 5}]


def test_notebook_display_shows_numbers_and_leaves_missing_ones_empty() -> None:
    page = estimate_target(history([1]), NEXT)._repr_html_()
    assert page == (
        "<table><tr><th>expected</th><td></td></tr><tr><th>lower</th><td></td></tr>"
        "<tr><th>upper</th><td></td></tr><tr><th>green_from</th><td></td></tr>"
        "<tr><th>red_from</th><td></td></tr><tr><th>false_red</th><td></td></tr><tr><th>n_events</th><td>1</td></tr>"
        "<tr><th>method</th><td>none</td></tr></table>"
    )
    assert "<td>50</td>" in estimate_target(history([50] * 9), NEXT)._repr_html_()


# Refusals, whole messages

REFUSED_HISTORIES: list[tuple[str, pd.DataFrame, str]] = [
    (
        "count",
        history(COUNTS).drop(columns="value"),
        "history: no column value, expected columns starts_on, value. "
        "Add the column or leave its name out of covariates.",
    ),
    (
        "rate",
        history(COUNTS),
        "history: no column trials, expected columns starts_on, value, trials. "
        "Add the column or leave its name out of covariates.",
    ),
    (
        "count",
        history(COUNTS).assign(starts_on=["2025-01-01"] * 11 + ["soon"]),
        "history.starts_on: 1 of 12 rows hold no date, first at row 12, "
        "expected ISO dates such as 2026-04-15. Correct the dates.",
    ),
    (
        "count",
        history([5, "many", 7]),
        "history.value: 1 of 3 rows hold no finite number, first at row 2, "
        "expected numbers or empty cells. Correct the cells.",
    ),
    (
        "money",
        history([5.0, 6.0, math.inf]),
        "history.value: 1 of 3 rows hold no finite number, first at row 3, "
        "expected numbers or empty cells. Correct the cells.",
    ),
    (
        "count",
        history([5, -1, -2]),
        "history.value: 2 of 3 rows are negative, first at row 2, expected counts of 0 or more. "
        "Correct the values.",
    ),
    (
        "count",
        history([5.5, 6, 7]),
        "history.value: 1 of 3 rows are no whole numbers, first at row 1, expected counts. "
        "Give counts, or use another kind.",
    ),
    (
        "rate",
        history([0.5, 0.25], trials=[10, 8]),
        "history.value: 2 of 2 rows are no whole numbers, first at row 1, expected successes as counts, "
        "not shares. Give counts, or use another kind.",
    ),
    (
        "rate",
        history([5, 6], trials=[10, -8]),
        "history.trials: 1 of 2 rows are negative, first at row 2, expected 0 or more. Correct the trials.",
    ),
    (
        "rate",
        history([5, 9], trials=[10, 8]),
        "history.value: 1 of 2 rows have more successes than trials, first at row 2, "
        "expected at most the trials. Check numerator and denominator.",
    ),
]


@pytest.mark.parametrize(("kind", "past", "message"), REFUSED_HISTORIES)
def test_impossible_histories_are_refused(kind: str, past: pd.DataFrame, message: str) -> None:
    with pytest.raises(DataError) as refused:
        estimate_target(past, NEXT, kind=kind)
    assert str(refused.value) == message


@pytest.mark.parametrize("starts_on", [None, "soon", math.nan, pd.NaT])
def test_an_event_without_date_is_refused(starts_on: Any) -> None:
    with pytest.raises(EstimationError) as refused:
        estimate_target(history(COUNTS), {"starts_on": starts_on})
    assert str(refused.value) == (
        "new_event.starts_on: no date, expected an ISO date such as 2026-04-15. Say when the event starts."
    )


def test_no_trials_to_come_are_refused() -> None:
    with pytest.raises(DataError) as refused:
        estimate_target(history(COUNTS, trials=100), {**NEXT, "trials": 0}, kind="rate")
    assert str(refused.value) == "new_event.trials: 0, expected 1 or more. Leave it out if not known."


def test_a_text_where_the_history_has_numbers_is_refused() -> None:
    with pytest.raises(DataError) as refused:
        estimate_target(
            history(COUNTS, list_size=range(12)), {**NEXT, "list_size": "big"}, covariates=["list_size"]
        )
    assert str(refused.value) == (
        "new_event.list_size: a text, expected a number as in the history. "
        "Correct it, or leave it out if it is not known."
    )


def test_an_infinite_covariate_is_refused() -> None:
    past = history(COUNTS, list_size=[math.inf, *range(11)])
    with pytest.raises(DataError) as refused:
        estimate_target(past, {**NEXT, "list_size": 5}, covariates=["list_size"])
    assert str(refused.value) == (
        "history.list_size: a number beyond 1e15, expected numbers that can occur. Correct the cells."
    )


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ({"kind": "share"}, "kind: 'share', expected count, rate or money"),
        ({"better": "left"}, "better: 'left', expected up or down"),
        ({"level": 80}, "level: 80, expected a probability between 0 and 1"),
        ({"zones": (0.3, 0.1)}, "zones: (0.3, 0.1), expected two rising probabilities such as (0.1, 0.3)"),
        (
            {"covariates": "topic"},
            "covariates: 'topic', expected a list of columns other than starts_on, value, trials",
        ),
        (
            {"covariates": ["value"]},
            "covariates: ['value'], expected a list of columns other than starts_on, value, trials",
        ),
    ],
)
def test_wrong_options_are_refused(option: dict[str, Any], message: str) -> None:
    with pytest.raises(ParamsError) as refused:
        estimate_target(history(COUNTS), NEXT, **option)
    assert str(refused.value) == f"estimate_target: {message}. Correct the argument."
