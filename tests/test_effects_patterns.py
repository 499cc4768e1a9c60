"""Each pattern of a daily series alone, large enough to hide the effect from anyone who does not know it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kpilib.effects import estimate_effect

N_BEFORE, WINDOW, RATE = 210, 14, 120.0
LIFT = 500.0  # about 30 % of the window, 12 times the noise of its sum
Draft = tuple[np.ndarray, dict[str, Any], dict[str, Any]]  # mean per day, columns, arguments

DATES = pd.date_range(end="2026-03-28", periods=N_BEFORE + WINDOW)
DAYS = np.arange(N_BEFORE + WINDOW)
EVENT_ON = DATES[N_BEFORE]
FLAT = np.full(len(DAYS), RATE)


def bump(day: int, total: float) -> np.ndarray:
    since = DAYS - day
    shape = np.where((since >= 0) & (since < 14), np.exp(-np.maximum(since, 0) / 4), 0.0)
    return total * shape / shape.sum()


def weekday(rng: np.random.Generator) -> Draft:
    return FLAT * np.array([1.6, 1.4, 1.2, 1.0, 0.8, 0.4, 0.2])[DATES.day_of_week], {}, {}


def trend(rng: np.random.Generator) -> Draft:
    return FLAT * np.exp(0.5 * (DAYS - N_BEFORE) / 100), {}, {}


def level_shift(rng: np.random.Generator) -> Draft:
    return FLAT * np.where(DAYS < 150, 0.6, 1.0), {}, {}


def structural_zeros(rng: np.random.Generator) -> Draft:
    return np.where(DATES.day_of_week >= 5, 0.0, FLAT), {}, {}


def spikes(rng: np.random.Generator) -> Draft:
    mean = FLAT.copy()
    mean[[40, 120, 205]] *= 8
    return mean, {}, {}


def covariate(rng: np.random.Generator) -> Draft:
    spend = np.where(np.isin(DAYS // 14, [2, 6, 9, 15]), rng.uniform(50, 150, len(DAYS)), 0.0)
    return FLAT * np.exp(0.12 * np.log1p(spend)), {"spend": spend}, {"covariates": ("spend",)}


def promotion(rng: np.random.Generator) -> Draft:
    promo = np.isin(DAYS, [*range(60, 67), *range(130, 137), *range(N_BEFORE - 12, N_BEFORE)]).astype(float)
    return FLAT * np.exp(0.7 * promo), {"promo": promo}, {"covariates": ("promo",)}


def control(rng: np.random.Generator) -> Draft:
    common = np.exp(np.cumsum(rng.normal(0, 0.05, len(DAYS))))
    common /= common[N_BEFORE]
    donors = {f"city{k}": rng.poisson(400 * common * rng.uniform(0.5, 2)).astype(float) for k in range(3)}
    return FLAT * common, donors, {"controls": tuple(donors)}


def past_events(rng: np.random.Generator) -> Draft:
    past = [20, 55, 90, 125, 160, 195]
    return FLAT + sum(bump(day, 700) for day in past), {}, {"other_events": DATES[past]}


def overlapping_event(rng: np.random.Generator) -> Draft:
    past = [20, 55, 90, 125, 160, N_BEFORE - 5]
    return FLAT + sum(bump(day, 700) for day in past), {}, {"other_events": DATES[past]}


PATTERNS: list[Callable[[np.random.Generator], Draft]] = [
    *(weekday, trend, level_shift, structural_zeros, spikes, covariate, promotion, control),
    *(past_events, overlapping_event),
]


def simulate(pattern: Callable[[np.random.Generator], Draft]) -> tuple[pd.DataFrame, dict[str, Any]]:
    rng = np.random.default_rng(7)
    mean, columns, arguments = pattern(rng)
    value = rng.poisson(mean + bump(N_BEFORE, LIFT)).astype(float)
    return pd.DataFrame({"date": DATES, "value": value, **columns}), arguments


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.__name__)
def test_truth_is_recovered_behind_each_pattern(pattern):
    daily, arguments = simulate(pattern)
    effect = estimate_effect(daily, EVENT_ON, placebo=False, **arguments)
    assert effect.effect == pytest.approx(LIFT, rel=0.35)
    assert effect.effect_lower < LIFT < effect.effect_upper
    assert effect.verdict == "more"
    # Sure only as far as the pattern was understood: noise of the window's counts, and little more.
    floor = np.sqrt(pattern(np.random.default_rng(7))[0][N_BEFORE:].sum())
    width = (effect.effect_upper - effect.effect_lower) / (3.92 * floor)
    assert width < (2.2 if pattern is covariate else 1.5)


@pytest.mark.parametrize("pattern", [covariate, promotion, control, past_events], ids=lambda p: p.__name__)
def test_what_is_not_told_is_not_known(pattern):
    daily, arguments = simulate(pattern)
    told, untold = (estimate_effect(daily, EVENT_ON, placebo=False, **a) for a in (arguments, {}))
    widths = [effect.effect_upper - effect.effect_lower for effect in (told, untold)]
    assert abs(told.effect - LIFT) < abs(untold.effect - LIFT) or widths[0] < 0.8 * widths[1]


def test_year_is_recovered_from_a_year_and_more():
    rng = np.random.default_rng(1)
    dates = pd.date_range(end="2026-03-28", periods=514)
    days = np.arange(514)
    # The year's low point lies in the fit, its steepest climb in the window.
    mean = RATE * np.exp(0.5 * np.sin(2 * np.pi * (days - 507) / 365.25))
    mean[500:] += LIFT / 14
    daily = pd.DataFrame({"date": dates, "value": rng.poisson(mean).astype(float)})
    effect = estimate_effect(daily, dates[500], placebo=False)
    assert effect.effect == pytest.approx(LIFT, rel=0.25)
    assert effect.effect_upper - effect.effect_lower < 1.6 * 3.92 * np.sqrt(14 * RATE)


def test_memory_and_uneven_days_widen_the_interval():
    rng = np.random.default_rng(3)
    noise = np.zeros(len(DAYS))
    for t in range(1, len(DAYS)):
        noise[t] = 0.6 * noise[t - 1] + rng.normal(0, 0.3)
    means = {"steady": FLAT, "memory": FLAT * np.exp(noise), "uneven": FLAT * rng.gamma(8, 1 / 8, len(DAYS))}
    widths = {}
    for name, mean in means.items():
        daily = pd.DataFrame({"date": DATES, "value": rng.poisson(mean).astype(float)})
        effect = estimate_effect(daily, EVENT_ON, placebo=False)
        widths[name] = effect.effect_upper - effect.effect_lower
        assert effect.effect_lower < 0 < effect.effect_upper
    # By hand: sd of the sum 41 of counts alone; days of spread 1/sqrt(8) make it 164; memory adds more.
    assert widths["steady"] < 1.3 * 3.92 * 41
    assert 0.8 < widths["uneven"] / (3.92 * 164) < 1.5
    assert widths["memory"] > 1.3 * widths["uneven"]


def test_donors_not_their_average():
    """One donor follows the outcome, the others go their own way: an average would be worse than nothing."""
    rng = np.random.default_rng(9)
    common, apart = (np.exp(np.cumsum(rng.normal(0, 0.05, len(DAYS)))) for _ in range(2))
    common /= common[N_BEFORE]
    donors = {"near": rng.poisson(500 * common), **{f"far{k}": rng.poisson(500 * apart) for k in range(4)}}
    value = rng.poisson(FLAT * common + bump(N_BEFORE, LIFT)).astype(float)
    daily = pd.DataFrame({"date": DATES, "value": value, **donors})
    daily["average"] = daily[list(donors)].mean(axis=1)
    weighted = estimate_effect(daily, EVENT_ON, controls=tuple(donors), placebo=False)
    averaged = estimate_effect(daily, EVENT_ON, controls=("average",), placebo=False)
    assert weighted.effect == pytest.approx(LIFT, rel=0.35)
    assert weighted.effect_upper - weighted.effect_lower < 0.7 * (
        averaged.effect_upper - averaged.effect_lower
    )
