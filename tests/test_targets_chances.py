"""Goals, reds and chance: cases by hand, identities, and the share of events that truly reach all goals."""

import doctest
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kpilib.targets import Target, calibration, chances
from kpilib.targets.calibration import calibrate
from kpilib.targets.chances import (
    chance_of_all,
    chance_of_worse,
    chance_to_reach,
    count_reached,
    hold_reds,
)

UP = {"a": "up", "b": "up"}


def target(better: str = "up", quantiles: tuple[float, ...] = tuple(range(1, 101))) -> Target:
    return Target("count", better, 0.8, 50, 10, 90, 30, 10, bool(quantiles), "m", 9, (), quantiles)


def normal_past(correlation: float, n: int, seed: int, trend: float = 0.0) -> pd.DataFrame:
    draws = np.random.default_rng(seed).multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], n)
    return pd.DataFrame(draws + trend * np.arange(n)[:, None], columns=["a", "b"])


@pytest.mark.parametrize("module", [chances, calibration])
def test_the_examples_hold(module: Any) -> None:
    done = doctest.testmod(module)
    assert done.attempted
    assert not done.failed


def test_a_goal_is_reached_by_equalling_it_and_mirrored_for_costs() -> None:
    assert chance_to_reach(target(), 100) == 0.01
    assert chance_to_reach(target(), 51) == 0.5
    assert chance_to_reach(target("down"), 20) == 0.2
    assert count_reached([], 5, "up") == 0
    assert (chance_to_reach(target(), -5), chance_to_reach(target(), 1e9)) == (0.99, 0.01)
    assert chance_to_reach(target(quantiles=()), 5) is None


def test_a_result_as_bad_or_worse() -> None:
    assert chance_of_worse(target(), 10) == 0.1
    assert chance_of_worse(target("down"), 91) == 0.1
    assert chance_of_worse(target(), 0) == 0.005
    assert chance_of_worse(target(quantiles=()), 5) is None


def test_reds_hold_by_the_published_rule() -> None:
    # Benjamini and Hochberg (1995), section 3.2: of 15 p-values the four smallest are rejected at 0.05.
    published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    published += [0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    named = {str(place): p for place, p in enumerate(published)}
    assert hold_reds(named, 0.05) == {"0", "1", "2", "3"}
    assert hold_reds({"only": 0.09}, 0.1) == {"only"}
    assert hold_reds({}, 0.1) == set()


def test_one_red_of_many_is_chance_and_many_reds_of_many_are_not() -> None:
    assert hold_reds({"red": 0.08} | {str(n): 0.5 for n in range(11)}, 0.1) == set()
    everything = {str(n): 0.08 for n in range(12)}
    assert hold_reds(everything, 0.1) == set(everything)


def test_goals_of_related_kpis_are_reached_together_more_often() -> None:
    alone = {"a": 0.5, "b": 0.5}
    found = {r: chance_of_all(alone, normal_past(r, 60, 1), UP).probability for r in (-0.8, 0.0, 0.8)}
    truth = {r: stats.multivariate_normal.cdf([0, 0], cov=[[1, r], [r, 1]]) for r in found}
    for r, probability in found.items():
        assert probability == pytest.approx(truth[r], abs=0.05)
    mirrored = chance_of_all(alone, normal_past(0.8, 60, 1), {"a": "up", "b": "down"})
    assert mirrored.probability == pytest.approx(truth[-0.8], abs=0.05)


def test_growth_that_both_share_is_no_relation() -> None:
    related = chance_of_all({"a": 0.5, "b": 0.5}, normal_past(0.0, 60, 3, trend=0.2), UP)
    assert related.probability == pytest.approx(0.25, abs=0.05)


def test_few_events_give_the_limits_that_always_hold() -> None:
    seven = chance_of_all({"a": 0.9, "b": 0.8}, normal_past(0.9, 7, 2), UP)
    assert (seven.probability, seven.n_events) == (None, 7)
    assert (seven.lower, seven.upper) == (pytest.approx(0.7), 0.8)
    eight = chance_of_all({"a": 0.9, "b": 0.8}, normal_past(0.9, 8, 2), UP)
    assert eight.probability is not None
    assert 0.7 <= eight.lower < eight.probability < eight.upper <= 0.8


def test_missing_results_and_order_of_kpis_are_no_matter() -> None:
    past = normal_past(0.6, 40, 4)
    gaps = pd.concat([past, pd.DataFrame({"a": [np.nan] * 5, "b": [1.0] * 5})], ignore_index=True)
    alone = {"a": 0.3, "b": 0.6}
    first = chance_of_all(alone, past, UP)
    assert chance_of_all(alone, gaps, UP) == first
    turned = chance_of_all({"b": 0.6, "a": 0.3}, past, UP)
    assert turned.probability == pytest.approx(first.probability or 0, abs=0.02)
    never_moved = chance_of_all(alone, past.assign(b=3.0), UP)
    assert never_moved.probability == pytest.approx(0.18, abs=0.02)


def test_the_range_of_all_goals_holds_the_true_chance() -> None:
    """Four KPIs of one cause: over histories the true chance lies in the 80 % range about so often."""
    load = np.array([0.8, 0.7, 0.5, 0.2])
    true = np.outer(load, load)
    np.fill_diagonal(true, 1.0)
    names, alone = list("abcd"), [0.6, 0.5, 0.7, 0.4]
    truth = stats.multivariate_normal.cdf(stats.norm.ppf(alone), cov=true)
    hits = []
    for seed in range(40):
        past = np.random.default_rng(seed).multivariate_normal(np.zeros(4), true, 24)
        found = chance_of_all(
            dict(zip(names, alone, strict=True)),
            pd.DataFrame(past, columns=names),
            dict.fromkeys(names, "up"),
        )
        hits.append(found.lower <= truth <= found.upper)
    # All correlations at their limits at once: the range is wider than 80 %, and never far narrower.
    assert np.mean(hits) >= 0.8


def replayed(inside: list[bool], kpis: int = 1, red: bool = False) -> pd.DataFrame:
    """Events whose KPIs all lay inside the range, or all outside."""
    return pd.DataFrame(
        [
            {
                **{"event_id": f"E{i}", "kpi": f"k{j}", "value": 5.0 if is_in else 50.0},
                **{
                    "expected": 6.0,
                    "lower": 4.0,
                    "upper": 8.0,
                    "plain": 8.0,
                    "is_red": red,
                    "red_chance": 0.1,
                },
            }
            for i, is_in in enumerate(inside)
            for j in range(kpis)
        ]
    )


@pytest.mark.parametrize(
    ("inside", "n", "verdict"),
    [(8, 9, "cannot tell"), (8, 10, "holds"), (16, 20, "holds"), (9, 20, "too narrow"), (40, 40, "too wide")],
)
def test_the_verdict_of_ranges(inside: int, n: int, verdict: str) -> None:
    whole, single = calibrate(replayed([i < inside for i in range(n)]))
    assert (single.kpi, single.inside, single.n, single.verdict) == ("k0", inside, n, verdict)
    assert whole.verdict == verdict
    # Wilson's interval by an independent route.
    exact = stats.binomtest(inside, n).proportion_ci(0.95, "wilson")
    assert (single.coverage_lower, single.coverage_upper) == pytest.approx((exact.low, exact.high))


def test_kpis_of_one_event_are_not_counted_as_many_events() -> None:
    one, five = (calibrate(replayed([i % 4 > 0 for i in range(20)], kpis))[0] for kpis in (1, 5))
    assert (five.n, five.n_events, five.coverage) == (100, 20, 0.75)
    assert five.coverage_lower == pytest.approx(one.coverage_lower, abs=0.02)
    # Unrelated KPIs count as so many results.
    rows = replayed([True] * 20, 5)
    rows["value"] = np.where(np.arange(100) % 5 == 0, 50.0, 5.0)
    narrow = calibrate(rows)[0]
    assert (narrow.coverage_upper or 1) - (narrow.coverage_lower or 0) < 0.2


def test_reds_and_errors_are_counted() -> None:
    whole, single = calibrate(replayed([True] * 10, red=True))
    assert (whole.reds, whole.reds_expected) == (10, pytest.approx(1.0))
    assert (single.error, single.plain_error, single.error_ratio) == (1.0, 3.0, pytest.approx(1 / 3))
    assert (whole.error, whole.error_ratio) == (None, pytest.approx(1 / 3))
    same = replayed([True] * 10).assign(plain=5.0)
    assert calibrate(same)[0].error_ratio is None


def test_nothing_replayed_is_an_answer() -> None:
    (nothing,) = calibrate(pd.DataFrame())
    assert (nothing.n, nothing.coverage, nothing.verdict, nothing.reds_expected) == (
        0,
        None,
        "cannot tell",
        0.0,
    )
