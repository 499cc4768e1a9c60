"""What events say together: totals with what quiet dates tell of them, groups, places, associations."""

import copy
import warnings
from datetime import date
from typing import Any

import numpy as np
import pytest
from portfolio_sample import small_record, typed_record
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from kpilib.effects.grouped import group_effects
from kpilib.effects.pooled import PRIOR_DATES, pool_effects
from kpilib.kpis.association import compute_association, compute_trend
from kpilib.kpis.clustered import compare_within_events, compute_clustered_share, correct_for_number
from kpilib.kpis.ranks import rank_ranges
from kpilib.review.series import describe_series

EFFECTS = [12.0, 30.0, 25.0, -4.0, 60.0, 18.0]
ERRORS = [10.0, 12.0, 9.0, 15.0, 14.0, 10.0]


def test_the_mean_is_the_random_effects_mean_of_statsmodels() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of single studies' intervals, which nobody reads here
        theirs = combine_effects(np.array(EFFECTS), np.square(ERRORS), method_re="iterated", use_t=True)
        low, high = theirs.conf_int(use_t=True)[3]
    ours = pool_effects(EFFECTS, ERRORS)
    assert ours.mean == pytest.approx(theirs.mean_effect_re)
    assert (ours.mean_lower, ours.mean_upper) == (pytest.approx(low), pytest.approx(high))
    assert ours.spread == pytest.approx(theirs.tau2**0.5)


def test_the_total_adds_estimates_less_what_quiet_dates_show() -> None:
    quiet = [5.0, -1.0, 8.0, 8.0]
    found = pool_effects(EFFECTS, ERRORS, quiet)
    shared = 20 / 8
    variance = (54 + PRIOR_DATES * np.mean(np.square(ERRORS))) / 8 / 8
    assert found.shared == pytest.approx(shared)
    assert found.shared_error == pytest.approx(variance**0.5)
    assert found.total == pytest.approx(141 - 6 * shared)
    reach = 1.959964 * (sum(e * e for e in ERRORS) + 36 * variance) ** 0.5
    assert found.total_upper is not None
    assert found.total is not None
    assert found.total_upper - found.total == pytest.approx(reach, rel=1e-6)


def test_events_that_cannot_be_told_apart_count_once() -> None:
    found = pool_effects([10.0], [5.0], joint=[(40.0, 8.0, 2)])
    assert (found.total, found.n_events, found.n_estimates) == (50.0, 3, 2)
    assert found.mean is None


@pytest.mark.parametrize("n", [0, 1])
def test_one_event_is_no_series(n: int) -> None:
    found = pool_effects(EFFECTS[:n], ERRORS[:n], [1.0])
    assert (found.total, found.mean, found.verdict, found.n_events) == (None, None, "cannot tell", n)


@pytest.mark.parametrize(
    ("effects", "relevant", "verdict"),
    [
        ([30.0, 30.0, 30.0], None, "more"),
        ([-30.0, -30.0, -30.0], None, "fewer"),
        ([1.0, 1.0, 1.0], None, "cannot tell"),
        ([1.0, 1.0, 1.0], 20.0, "no effect seen"),
    ],
)
def test_the_verdict_is_that_of_one_event(effects: list[float], relevant: float | None, verdict: str) -> None:
    assert pool_effects(effects, [8.0] * 3, smallest_relevant=relevant).verdict == verdict


def test_the_order_of_events_does_not_matter() -> None:
    first, second = pool_effects(EFFECTS, ERRORS), pool_effects(EFFECTS[::-1], ERRORS[::-1])
    assert first.total == pytest.approx(second.total)
    assert first.mean == pytest.approx(second.mean)


@pytest.mark.parametrize(("n", "n_quiet"), [(3, 0), (10, 6), (38, 30)])
def test_totals_and_means_hold_what_they_promise(n: int, n_quiet: int) -> None:
    """Estimates that share an error of half of one event's: without the quiet dates 38 events miss it."""
    rng = np.random.default_rng(7)
    inside, naive, runs = 0, 0, 300
    for _ in range(runs):
        shared, truth = rng.normal(0, 6), rng.normal(20, 10, n)
        errors = rng.uniform(8, 16, n)
        estimates = truth + shared + rng.normal(0, errors)
        found = pool_effects(estimates, errors, list(shared + rng.normal(0, 12, n_quiet)))
        assert found.total_lower is not None
        assert found.total_upper is not None
        inside += found.total_lower <= truth.sum() <= found.total_upper
        naive += abs(estimates.sum() - truth.sum()) < 1.96 * np.sqrt(np.square(errors).sum())
    assert 0.92 <= inside / runs <= 0.99
    if n == 38:
        assert naive / runs < 0.75


def test_events_outside_the_band_are_named_and_chance_is_counted() -> None:
    found = pool_effects([20.0] * 9 + [120.0], [8.0] * 10)
    assert found.outside == (9,)
    assert found.expected_outside is not None
    assert 0 < found.expected_outside < 1
    assert pool_effects([20.0] * 10, [8.0] * 10).outside == ()


def test_groups_are_drawn_together_the_smaller_the_more() -> None:
    effects = [10, 12, 8, 11, 9, 10, 40, 42, 41]
    found = {one.name: one for one in group_effects(effects, [15.0] * 9, ["a"] * 6 + ["b"] * 3)}
    assert 10 < found["a"].effect < found["b"].effect < 41
    assert found["a"].effect - 10 < 41 - found["b"].effect
    assert found["a"].chance == found["b"].chance  # one comparison, seen from both sides
    assert {one.verdict for one in found.values()} == {"fewer", "more"}


def test_a_difference_must_stand_the_number_of_comparisons() -> None:
    rng = np.random.default_rng(3)
    wrong = 0
    for _ in range(200):
        found = group_effects(rng.normal(20, 10, 20), [10.0] * 20, list("abcde") * 4)
        wrong += any(one.verdict in ("more", "fewer") for one in found)
    assert wrong / 200 <= 0.09


def test_small_groups_are_shown_and_not_read() -> None:
    found = group_effects([10, 11, 12, 90, 95], [3.0] * 5, ["a", "a", "a", "b", "b"])
    assert [(one.name, one.verdict, one.chance) for one in found] == [
        ("a", "too few", None),
        ("b", "too few", None),
    ]
    assert group_effects([10, 11], [3.0] * 2, ["a", "a"]) == []
    assert group_effects([10, 11], [3.0] * 2, ["a", ""]) == []


def test_places_by_hand_and_both_ways_round() -> None:
    values, low, high = [10.0, 50.0, 52.0], [8.0, 45.0, 47.0], [12.0, 55.0, 57.0]
    assert [(r.best, r.worst) for r in rank_ranges(values, low, high)] == [(3, 3), (1, 2), (1, 2)]
    down = rank_ranges(values, low, high, less_is_better=True)
    assert [(r.best, r.worst) for r in down] == [(1, 1), (2, 3), (2, 3)]
    assert rank_ranges([], [], []) == []


def test_places_hold_for_all_events_together() -> None:
    rng = np.random.default_rng(5)
    truth = np.array([0.0, 10.0, 20.0, 40.0, 41.0])
    right = 0
    for _ in range(400):
        seen = truth + rng.normal(0, 5, 5)
        found = rank_ranges(seen, seen - 9.8, seen + 9.8)
        ranks = stats.rankdata(-truth)
        right += all(r.best <= rank <= r.worst for r, rank in zip(found, ranks, strict=True))
    assert right / 400 >= 0.95


def test_association_needs_ten_events_and_says_so() -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=40)
    strong = compute_association(list(x), list(x + rng.normal(0, 0.3, 40)))
    assert strong.verdict == "rises"
    assert strong.value == pytest.approx(stats.spearmanr(x, x).statistic, abs=0.15)
    assert compute_association(list(x), list(-x)).verdict == "falls"
    assert compute_association([1.0] * 9, list(range(9))).value is None
    assert compute_association([1.0] * 12, list(range(12))).verdict == "cannot tell"


def test_trend_is_a_year_s_change_and_one_odd_event_does_not_move_it() -> None:
    days = [date(2024, month, 1) for month in range(1, 13)]
    values = [100.0 + month for month in range(12)]
    values[5] = 900.0
    found = compute_trend(days, values)
    assert found.per_year == pytest.approx(12, rel=0.03)
    assert found.verdict == "rises"
    assert compute_trend(days[:5], values[:5]).per_year is None
    assert compute_trend(days[:1] * 8, values[:8]).per_year is None


def test_a_share_over_events_by_hand() -> None:
    found = compute_clustered_share([5, 30], [10, 40])
    assert found is not None
    assert found.lower is not None
    assert found.share == 0.7
    # Residuals -2 and 2: variance 8 * 2 / 50 squared, one degree of freedom.
    assert found.lower == max(0.0, 0.7 - 12.7062 * (16**0.5) / 50)
    one = compute_clustered_share([5], [10])
    assert one is not None
    assert (one.share, one.lower) == (0.5, None)
    assert compute_clustered_share([], []) is None


def test_events_that_happen_to_be_alike_make_no_share_certain() -> None:
    """Wilson's interval of 0 of 10, and of 5 of 10, is as near as ten people can tell."""
    none, half = compute_clustered_share([0, 0], [5, 5]), compute_clustered_share([2.5, 2.5], [5, 5])
    assert none is not None
    assert half is not None
    z2 = 1.959964**2
    assert (none.lower, none.upper) == pytest.approx((0.0, z2 / (10 + z2)))
    reach = (z2 / (10 + z2) / 4) ** 0.5
    assert (half.lower, half.upper) == pytest.approx((0.5 - reach, 0.5 + reach))


def test_three_people_at_three_events_prove_no_channel() -> None:
    """One of one against none of one each time: with a success and a failure more, 2 of 3 against 1 of 3."""
    found = compare_within_events([1, 1, 1], [1, 1, 1], [0, 0, 0], [1, 1, 1])
    assert found is not None
    # Each share's variance is 2/9 / 3; three events of the same weight.
    error = ((2 / 9 / 3 * 2) / 3) ** 0.5
    assert (found.difference, found.upper) == pytest.approx((1.0, 1.0 + 4.302653 * error))
    assert found.chance > 0.04
    many = compare_within_events([90] * 3, [100] * 3, [10] * 3, [100] * 3)
    assert many is not None
    assert many.chance < 0.01


def test_channels_are_compared_within_events() -> None:
    """A channel that is in good events only is no better than the others there."""
    found = compare_within_events([8, 16, 8, 1], [10, 20, 10, 10], [16, 8, 16, 2], [20, 10, 20, 20])
    assert found is not None
    assert found.difference == pytest.approx(0.0)
    assert compare_within_events([1, 2], [2, 4], [1, 2], [2, 4]) is None
    assert correct_for_number([]) == []
    assert correct_for_number([0.5, 0.01, 0.02]) == pytest.approx([0.5, 0.03, 0.04])


def cell(channel: str, registrations: float, attendees: float | None) -> dict[str, Any]:
    return {"channel": channel, "registrations": registrations, "attendees": attendees, "leads": None}


def events(n: int, **changes: Any) -> list[dict[str, Any]]:
    """Closed events of January with two channels of 20 people each, of one topic in three."""
    records = []
    for day in range(1, n + 1):
        record = small_record(day, **changes)
        record["channels"] = [cell("Mail", 20, 15), cell("Web", 20, 5), cell("other", 6, 3)]
        record["event"] = record["event"] | {"topic": f"Topic {day % 3}"}
        record["effect"] = record["effect"] | {"placebo": None}
        records.append(record)
    return records


def test_channels_over_all_events() -> None:
    found = {one["channel"]: one for one in describe_series(events(6))["channels"]["channels"]}
    assert list(found) == ["Mail", "Web", "other"]
    assert (found["Mail"]["registrations"], found["Mail"]["share"]) == (120.0, 0.75)
    assert found["Mail"]["difference"] == pytest.approx(15 / 20 - 8 / 26)
    assert [one["verdict"] for one in found.values()] == ["more", "fewer", "too few"]
    without = events(3)
    without[0]["channels"][0]["attendees"] = None
    assert describe_series(without)["channels"]["n_events"] == 2


def test_open_windows_and_typed_results_bring_no_effect() -> None:
    records = [*events(4), small_record(28, effect=999.0, state="provisional"), typed_record(9, 3)]
    assert describe_series(records)["effect"] == describe_series(events(4))["effect"]
    assert describe_series(records)["n_mature"] == 4


def test_a_joint_estimate_counts_once_and_only_where_all_its_events_are_closed() -> None:
    records = events(4)
    joint = {
        "event_ons": ["2026-01-01", "2026-01-02"],
        "effect": 30.0,
        "effect_lower": 0.0,
        "effect_upper": 60.0,
    }
    for record in records[:2]:
        nothing = dict.fromkeys(("effect", "effect_lower", "effect_upper"))
        record["effect"] = record["effect"] | nothing | {"joint": joint}
    found = describe_series(records)["effect"]
    assert (found["n_events"], found["n_estimates"], found["n_known"], found["total"]) == (4, 3, 2, 70.0)
    assert describe_series(records[1:])["effect"]["n_events"] == 2


def test_each_quiet_date_counts_once_as_the_newest_review_tells_it() -> None:
    records = events(3)
    for record, effect in zip(records, (1.0, 2.0, 6.0), strict=True):
        rows = [{"date": "2025-11-05", "effect": effect}, {"date": "2025-12-03", "effect": None}]
        record["effect"] = record["effect"] | {"placebo": {"rows": rows}}
    found = describe_series(records)["effect"]
    assert (found["n_quiet"], found["shared"]) == (1, 6 / 5)


def test_experience_stands_against_final_returns_only() -> None:
    records = events(12)
    for day, record in enumerate(records):
        base = copy.deepcopy(record["kpis"][0])
        state = "provisional" if day == 11 else "known"
        record["kpis"] += [
            base | {"kpi": "nps", "unit": "points", "value": float(day)},
            base | {"kpi": "roi", "unit": "return", "value": day / 10, "state": state},
        ]
    found = describe_series(records)["experience"]
    assert (found["kpi"], found["n"], found["verdict"]) == ("nps", 11, "rises")
    assert len(found["points"]) == 11
    few = describe_series(records[:9])["experience"]
    assert (few["n"], few["value"], few["verdict"]) == (9, None, "cannot tell")
    assert describe_series(events(3))["experience"] is None


def test_plans_name_the_kpi_that_is_drawn_first() -> None:
    records = events(3)
    assert describe_series(records)["run_kpis"] == ["registrations", "attendance_rate"]
    records[-1]["plan"] = {"primary_kpi": "speakers_per_hour"}
    assert describe_series(records)["run_kpis"][0] == "speakers_per_hour"
