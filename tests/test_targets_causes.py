"""What may move a KPI, each with a known truth that the target has to find."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from kpilib.targets import Target, estimate_target

RANDOM = np.random.default_rng
N_EVENTS = 36


def history(level: np.ndarray, seed: int = 1, spread: float = 0.1, **columns: Any) -> pd.DataFrame:
    """Counts around exp(level), a month apart."""
    random = RANDOM(seed)
    value = random.poisson(np.exp(level + random.normal(0, spread, len(level))))
    days = pd.date_range("2022-01-15", periods=len(level), freq="31D")
    return pd.DataFrame({"starts_on": days.strftime("%Y-%m-%d"), "value": value, **columns})


def next_day(past: pd.DataFrame, after: int = 31) -> str:
    return (pd.Timestamp(past["starts_on"].iloc[-1]) + pd.Timedelta(days=after)).date().isoformat()


def expected(past: pd.DataFrame, *covariates: str, **new: Any) -> float:
    target = estimate_target(past, {"starts_on": next_day(past), **new}, covariates=covariates)
    assert target.expected is not None
    return target.expected


def width(target: Target) -> float:
    assert target.lower is not None
    assert target.upper is not None
    return target.upper / target.lower


def test_the_size_of_the_list_moves_the_target_by_its_true_power() -> None:
    size = np.round(np.exp(RANDOM(2).uniform(6, 8, N_EVENTS)))
    past = history(4 + 0.7 * (np.log(size) - 7), list_size=size)
    small, large = (expected(past, "list_size", list_size=size) for size in (600, 2400))
    assert large / small == pytest.approx(4**0.7, rel=0.12)


def test_the_season_lifts_and_lowers() -> None:
    days = pd.date_range("2022-01-15", periods=48, freq="31D")
    past = history(4 + 0.6 * np.cos(2 * np.pi * days.day_of_year.to_numpy() / 365.25))
    march, july = (
        estimate_target(past, {"starts_on": day}).expected or 0 for day in ("2026-03-01", "2026-07-10")
    )
    assert july / 54.6 == pytest.approx(np.exp(-0.6), rel=0.2)
    assert march / 54.6 == pytest.approx(np.exp(0.6 * np.cos(2 * np.pi * 60 / 365.25)), rel=0.2)


def test_a_trend_is_carried_on_but_not_for_ever() -> None:
    past = history(3.5 + 0.03 * np.arange(N_EVENTS))
    assert expected(past) == pytest.approx(np.exp(3.5 + 0.03 * N_EVENTS), rel=0.15)
    years_later = estimate_target(past, {"starts_on": next_day(past, 3650)})
    assert (years_later.expected or 0) < 2.2 * np.exp(3.5 + 0.03 * N_EVENTS)


def test_formats_differ_by_the_true_factor() -> None:
    form = np.array(["live", "recorded"] * (N_EVENTS // 2))
    past = history(4 + 0.7 * (form == "live"), format=form)
    live, recorded = (expected(past, "format", format=name) for name in ("live", "recorded"))
    assert live / recorded == pytest.approx(np.exp(0.7), rel=0.1)


@pytest.mark.parametrize("flags", [(0, 1), (False, True), ("no", "yes")])
def test_a_holiday_is_found_as_number_flag_or_text(flags: tuple[Any, Any]) -> None:
    is_holiday = RANDOM(3).uniform(0, 1, N_EVENTS) < 0.25
    past = history(4.5 - 0.8 * is_holiday, holiday=[flags[int(day)] for day in is_holiday])
    usual, holiday = (expected(past, "holiday", holiday=flag) for flag in flags)
    assert holiday / usual == pytest.approx(np.exp(-0.8), rel=0.15)


def test_a_number_that_is_no_size_counts_as_it_is() -> None:
    degrees = RANDOM(4).uniform(-10, 10, N_EVENTS)
    past = history(4 + 0.05 * degrees, degrees=degrees)
    cold, warm = (expected(past, "degrees", degrees=number) for number in (-8, 8))
    assert warm / cold == pytest.approx(np.exp(0.05 * 16), rel=0.12)


def test_causes_are_told_apart_when_they_come_together() -> None:
    random = RANDOM(5)
    size = np.round(np.exp(random.uniform(6, 8, 60)))
    form, topic = random.choice(["live", "recorded"], 60), random.choice(["a", "b", "c"], 60)
    level = 4 + 0.7 * (np.log(size) - 7) + 0.5 * (form == "live") + 0.4 * (topic == "c")
    past = history(level, list_size=size, format=form, topic=topic)
    found = expected(past, "list_size", "format", "topic", list_size=1800, format="live", topic="c")
    assert found == pytest.approx(np.exp(4 + 0.7 * (np.log(1800) - 7) + 0.9), rel=0.12)


def test_columns_that_do_nothing_hardly_widen_the_range() -> None:
    random = RANDOM(6)
    noise = {f"x{number}": random.normal(0, 1, N_EVENTS) for number in range(6)}
    past = history(np.full(N_EVENTS, 4.0), spread=0.25, **noise)
    new = {"starts_on": next_day(past)}
    plain = estimate_target(past, new)
    busy = estimate_target(past, {**new, **dict.fromkeys(noise, 0.5)}, covariates=tuple(noise))
    assert width(busy) == pytest.approx(width(plain), rel=0.2)


def test_a_lasting_change_is_followed_within_five_events() -> None:
    level = np.where(np.arange(N_EVENTS) < N_EVENTS - 5, 4.5, 3.7)
    assert expected(history(level)) == pytest.approx(np.exp(3.7), rel=0.15)


def test_one_surprise_at_the_end_is_no_change_of_level() -> None:
    calm = history(np.full(N_EVENTS, 4.0), seed=7)
    struck = calm.copy()
    struck.loc[N_EVENTS - 1, "value"] = 400
    assert expected(struck) == pytest.approx(expected(calm), rel=0.1)


def test_three_viral_events_of_twenty_hardly_move_the_target() -> None:
    calm = history(np.full(20, 4.0), seed=8, spread=0.2)
    struck = calm.copy()
    struck.loc[[4, 5, 13], "value"] *= 8
    targets = [estimate_target(past, {"starts_on": next_day(past)}) for past in (calm, struck)]
    assert targets[1].expected == pytest.approx(targets[0].expected, rel=0.15)
    assert width(targets[1]) < 1.4 * width(targets[0])


def test_a_wandering_level_is_followed() -> None:
    level = 4.5 + np.cumsum(RANDOM(9).normal(0, 0.2, 60))
    assert expected(history(level)) == pytest.approx(np.exp(level[-1]), rel=0.3)


def test_counts_that_vary_more_than_poisson_counts_get_a_wider_range() -> None:
    flat = np.full(40, 5.0)
    calm, wild = (history(flat, spread=spread) for spread in (0.0, 0.5))
    targets = [estimate_target(past, {"starts_on": next_day(past)}) for past in (calm, wild)]
    assert np.log(width(targets[0])) == pytest.approx(2 * 1.2816 / np.exp(2.5), rel=0.3)
    assert np.log(width(targets[1])) == pytest.approx(2 * 1.2816 * np.sqrt(0.25 + np.exp(-5)), rel=0.3)


def test_rates_that_vary_more_than_binomial_ones_get_a_wider_range() -> None:
    random, trials = RANDOM(10), np.full(40, 400)
    days = pd.date_range("2022-01-15", periods=40, freq="31D").strftime("%Y-%m-%d")
    reach = []
    for spread in (0.0, 0.5):
        value = random.binomial(trials, 1 / (1 + np.exp(-random.normal(0, spread, 40))))
        past = pd.DataFrame({"starts_on": days, "value": value, "trials": trials})
        target = estimate_target(past, {"starts_on": "2026-01-01", "trials": 400}, kind="rate")
        reach.append((target.upper or 0) - (target.lower or 0))
    assert reach[0] == pytest.approx(2 * 1.2816 * np.sqrt(0.25 / 400), rel=0.3)
    assert reach[1] == pytest.approx(2 * 1.2816 * 0.25 * 0.5, rel=0.3)


@pytest.mark.parametrize("kind", ["count", "rate", "money"])
def test_five_events_and_four_covariates_make_a_target(kind: str) -> None:
    columns = {"list_size": [900, 1200, 1000, 1500, 1600], "topic": list("abcab"), "rain": [0, 1, 0, 0, 1]}
    past = history(np.full(5, 4.0), **columns, format=["live"] * 4 + ["recorded"], trials=200)
    new = {"list_size": 1700, "topic": "d", "rain": 1, "format": "recorded", "starts_on": next_day(past)}
    target = estimate_target(past, new, kind=kind, covariates=(*columns, "format"))
    assert target.enough
    assert 0 < (target.lower or 0) < (target.expected or 0) < (target.upper or 0)
    assert ("group_unseen", {"name": "topic"}) in target.notes


def test_five_events_that_happen_to_be_alike_promise_less_than_twenty_that_are() -> None:
    five, twenty = (
        estimate_target(past, {"starts_on": next_day(past)}, kind="money")
        for past in (
            history(np.zeros(n)).assign(value=[500.0, 501, 499, 500, 500] * (n // 5)) for n in (5, 20)
        )
    )
    assert width(five) > 1.2
    assert width(twenty) < 1.15


def test_money_that_can_be_lost_has_a_range_on_both_sides_of_nothing() -> None:
    amounts = RANDOM(11).normal(0, 1000, 40)
    past = history(np.zeros(40)).assign(value=amounts)
    target = estimate_target(past, {"starts_on": next_day(past)}, kind="money")
    reach = 1.2816 * np.std(amounts)
    assert target.lower == pytest.approx(np.mean(amounts) - reach, abs=0.3 * reach)
    assert target.upper == pytest.approx(np.mean(amounts) + reach, abs=0.3 * reach)


def test_a_rate_of_one_or_two_trials_each_is_wide_and_pooled() -> None:
    past = history(np.zeros(12)).assign(value=[1, 0, 1, 1, 1, 0, 1, 2, 1, 1, 0, 2], trials=[1, 1, 1, 2] * 3)
    one, many = (
        estimate_target(past, {"starts_on": next_day(past), "trials": trials}, kind="rate")
        for trials in (1, 500)
    )
    assert set(one.quantiles) == {0.0, 1.0}
    assert 0.5 < (many.expected or 0) < 0.9


def test_unknown_trials_are_the_usual_ones() -> None:
    past = history(np.full(12, 3.0)).assign(trials=[80] * 6 + [40] * 6)
    new = {"starts_on": next_day(past)}
    unknown, known = (estimate_target(past, event, kind="rate") for event in (new, {**new, "trials": 40}))
    assert unknown == known
