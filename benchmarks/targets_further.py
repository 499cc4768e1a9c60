"""Further simulated histories for targets, harder or of other kinds than t01 to t15: u01 to u16.

The priors of `estimate_target` were chosen beside t01 to t15; beside these only two things were mended (u01,
u11: docs/statistics.md).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.targets_situations import Case, Random, case, counts, rates, season, sizes, starts, topics


def _many(random: Random, low: int, high: int) -> int:
    return int(random.integers(low, high))


def _level(random: Random, n_events: int, low: float = 25, high: float = 300) -> np.ndarray:
    return np.full(n_events, np.log(random.uniform(low, high)))


def _u01_five_with_three_covariates(random: Random) -> Case:
    topic, shift = topics(random, 6, 3, 0.3)
    size = sizes(random, 6, 0.05)
    form = random.choice(["live", "recorded"], 6)
    level = _level(random, 6) + 0.6 * (np.log(size) - np.log(size[0])) + shift
    columns = {"list_size": size, "topic": topic, "format": form}
    return case(*counts(random, level, 0.25, **columns), covariates=tuple(columns))


def _u02_negative_binomial(random: Random) -> Case:
    n_events, alpha = _many(random, 8, 60), random.uniform(0.03, 0.4)
    mean = np.exp(_level(random, n_events, 15))
    value = random.negative_binomial(1 / alpha, 1 / (1 + alpha * mean))
    return case(pd.DataFrame({"starts_on": starts(random, n_events), "value": value}), mean)


def _u03_heavy_tails(random: Random) -> Case:
    n_events = _many(random, 15, 60)
    level = _level(random, n_events)
    wild = level + random.uniform(0.1, 0.25) * random.standard_t(3, n_events)
    table, _ = counts(random, wild, 0)
    return case(table, np.exp(level))


def _u04_two_changes_of_level(random: Random) -> Case:
    n_events = _many(random, 30, 61)
    level = _level(random, n_events, 50)
    for at in random.choice(np.arange(6, n_events - 3), 2, replace=False):
        level[at:] += random.choice([-1, 1]) * random.uniform(0.3, 0.8)
    return case(*counts(random, level, random.uniform(0.15, 0.3)))


def _u05_wandering_level(random: Random) -> Case:
    n_events = _many(random, 15, 50)
    level = _level(random, n_events) + np.cumsum(random.normal(0, random.uniform(0.05, 0.2), n_events))
    return case(*counts(random, level, random.uniform(0.1, 0.3)))


def _u06_strong_season(random: Random) -> Case:
    n_events = _many(random, 20, 50)
    dates = starts(random, n_events)
    level = _level(random, n_events) + random.uniform(0.3, 0.7) * season(dates)
    table, mean = counts(random, level, random.uniform(0.15, 0.3))
    return case(table.assign(starts_on=dates), mean)


def _u07_holiday_and_weather(random: Random) -> Case:
    n_events = _many(random, 12, 50)
    holiday = (random.uniform(0, 1, n_events) < 0.25).astype(int)
    weather = random.choice(["dry", "rain", "storm"], n_events, p=[0.6, 0.3, 0.1])
    level = _level(random, n_events) - random.uniform(0.3, 1) * holiday - 0.2 * (weather == "storm")
    columns = {"holiday": holiday, "weather": weather}
    return case(*counts(random, level, random.uniform(0.15, 0.3), **columns), covariates=tuple(columns))


def _u08_rare_rate(random: Random) -> Case:
    n_events = _many(random, 8, 40)
    level = np.full(n_events, np.log(random.uniform(0.005, 0.05)))
    return rates(random, level, random.integers(200, 3000, n_events), random.uniform(0.1, 0.5))


def _u09_high_rate(random: Random) -> Case:
    n_events = _many(random, 8, 40)
    level = np.full(n_events, random.uniform(1.7, 3.5))
    return rates(random, level, random.integers(20, 150, n_events), random.uniform(0.1, 0.6))


def _u10_rate_with_topic_unknown_trials(random: Random) -> Case:
    n_events = _many(random, 20, 50)
    topic, shift = topics(random, n_events, 5, random.uniform(0.1, 0.5))
    level = random.uniform(-0.8, 0.8) + shift + np.cumsum(random.normal(0, 0.06, n_events))
    made = rates(random, level, random.integers(30, 200, n_events), random.uniform(0.1, 0.4), topic=topic)
    return replace(made, new_event={k: v for k, v in made.new_event.items() if k != "trials"})


def _u11_money_with_zeros(random: Random) -> Case:
    n_events, share = _many(random, 12, 40), random.uniform(0.1, 0.35)
    usual = random.uniform(200, 5000)
    paid = random.uniform(0, 1, n_events) > share
    value = np.round(usual * np.exp(random.normal(0, random.uniform(0.3, 0.6), n_events)), 2) * paid
    table = pd.DataFrame({"starts_on": starts(random, n_events), "value": value})
    return case(table, np.full(n_events, usual), kind="money")


def _u12_scores_around_zero(random: Random) -> Case:
    n_events, spread = _many(random, 6, 40), random.uniform(8, 25)
    middle = random.uniform(-20, 50)
    value = np.clip(np.round(random.normal(middle, spread, n_events)), -100, 100)
    table = pd.DataFrame({"starts_on": starts(random, n_events), "value": value})
    return case(table, np.full(n_events, spread * 3), kind="money")


def _u13_large_counts(random: Random) -> Case:
    n_events = _many(random, 8, 40)
    size = sizes(random, n_events, random.uniform(0, 0.06))
    level = _level(random, n_events, 2000, 50_000) + 0.8 * (np.log(size) - np.log(size[0]))
    table, mean = counts(random, level, random.uniform(0.05, 0.4), list_size=size)
    return case(table, mean, covariates=("list_size",))


def _u14_small_counts_with_format(random: Random) -> Case:
    n_events = _many(random, 8, 30)
    form = random.choice(["live", "recorded"], n_events)
    level = _level(random, n_events, 6, 16) + random.uniform(-0.5, 0.5) * (form == "live")
    made = counts(random, level, random.uniform(0.1, 0.4), format=form)
    return case(*made, covariates=("format",))


def _u15_growth_that_levels_off(random: Random) -> Case:
    n_events = _many(random, 20, 50)
    reached = 1 - np.exp(-np.arange(n_events) / random.uniform(5, 12))
    level = _level(random, n_events, 20, 60) + random.uniform(0.7, 1.6) * reached
    return case(*counts(random, level, random.uniform(0.15, 0.3)))


def _u16_gaps_and_entangled_covariates(random: Random) -> Case:
    n_events = _many(random, 12, 40)
    size = sizes(random, n_events, 0.04)
    spend = np.round(size * np.exp(random.normal(0, 0.2, n_events)) / 10, 2)
    topic, shift = topics(random, n_events, 6, 0.3)
    level = _level(random, n_events) + random.uniform(0.3, 0.9) * (np.log(size) - np.log(size[0])) + shift
    columns: dict[str, Any] = {"list_size": size, "spend": spend, "topic": topic}
    table, mean = counts(random, level, random.uniform(0.15, 0.3), **columns)
    gaps = random.choice(n_events - 1, n_events // 4, replace=False)
    table.loc[gaps, "list_size"] = np.nan
    return case(table, mean, covariates=tuple(columns))


FURTHER: dict[str, Callable[[Random], Case]] = {
    name.removeprefix("_"): simulate
    for name, simulate in sorted(globals().items())
    if name.startswith("_u") and name[2:4].isdigit()
}
