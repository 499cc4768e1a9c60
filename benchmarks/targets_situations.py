"""Simulated histories with known truth, for targets: the situations t01 to t15.

Each draws one history whose last event is kept back. Numbers of events, levels, spreads, growth and
shares are drawn anew each time, so that a method is not judged at one lucky point.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

Random = np.random.Generator


@dataclass(frozen=True)
class Case:
    """One simulated history, the event to come with its true `mean`, and the result it then had."""

    history: pd.DataFrame
    new_event: dict[str, Any]
    result: float
    mean: float
    kind: str = "count"
    covariates: tuple[str, ...] = ()
    better: str = "up"


def starts(random: Random, n_events: int) -> list[str]:
    """Dates two to six weeks apart; long histories are denser."""
    pauses = random.integers(14, 45, n_events) if n_events < 100 else random.integers(3, 12, n_events)
    start = pd.Timestamp("2015-01-05") + pd.Timedelta(days=int(random.integers(0, 365)))
    return [(start + pd.Timedelta(days=int(day))).date().isoformat() for day in np.cumsum(pauses)]


def season(dates: list[str]) -> np.ndarray:
    """A yearly wave between -1 and 1, highest in January."""
    return np.cos(2 * np.pi * pd.to_datetime(pd.Series(dates)).dt.day_of_year.to_numpy() / 365.25)


def case(table: pd.DataFrame, mean: np.ndarray, **options: Any) -> Case:
    """The last row kept back as the event to come."""
    last = table.iloc[-1]
    new_event = {name: last[name] for name in table.columns if name != "value"}
    value = float(last["value"] / last["trials"]) if options.get("kind") == "rate" else float(last["value"])
    return Case(table.iloc[:-1].copy(), new_event, value, float(mean[-1]), **options)


def counts(random: Random, level: np.ndarray, spread: float, **columns: Any) -> tuple[pd.DataFrame, Any]:
    """Poisson counts whose logarithmic mean is `level` plus normal noise, and the true means."""
    value = random.poisson(np.exp(level + random.normal(0, spread, len(level))))
    return pd.DataFrame({"starts_on": starts(random, len(level)), "value": value, **columns}), np.exp(level)


def rates(random: Random, level: np.ndarray, trials: np.ndarray, spread: float, **columns: Any) -> Case:
    """Binomial shares whose logit is `level` plus normal noise."""
    value = random.binomial(trials, expit(level + random.normal(0, spread, len(level))))
    table = pd.DataFrame(
        {"starts_on": starts(random, len(level)), "value": value, "trials": trials, **columns}
    )
    return case(table, expit(level), kind="rate", covariates=tuple(columns))


def topics(random: Random, n_events: int, n_topics: int, spread: float) -> tuple[list[str], np.ndarray]:
    """A topic for each event, and how far it lifts the level."""
    drawn = random.integers(0, n_topics, n_events)
    return [f"topic {number}" for number in drawn], random.normal(0, spread, n_topics)[drawn]


def sizes(random: Random, n_events: int, growth: float = 0.0) -> np.ndarray:
    """Mailing-list sizes that grow by `growth` an event."""
    usual = np.log(random.uniform(500, 8000)) + growth * np.arange(n_events)
    return np.round(np.exp(usual + random.normal(0, random.uniform(0.1, 0.3), n_events)))


def rich(random: Random, n_events: int, drift: float = 0.0) -> Case:
    """Counts that depend on list size, format, topic, season, trend and a drifting level."""
    size = sizes(random, n_events, random.uniform(0, 0.8) / n_events)
    form = random.choice(["live", "recorded"], n_events)
    topic, shift = topics(random, n_events, int(random.integers(4, 8)), random.uniform(0.15, 0.35))
    dates = starts(random, n_events)
    level = np.log(random.uniform(30, 200)) + random.uniform(0.4, 1) * (np.log(size) - np.log(size[0]))
    level += random.uniform(-0.4, 0.4) * (form == "live") + shift + random.uniform(0, 0.3) * season(dates)
    level += np.cumsum(random.normal(0, drift, n_events))
    spread = random.uniform(0.15, 0.35)
    table, mean = counts(random, level, spread, list_size=size, format=form, topic=topic)
    return case(table.assign(starts_on=dates), mean, covariates=("list_size", "format", "topic"))


def _usual(random: Random, n_events: int, low: float = 25, high: float = 200) -> np.ndarray:
    return np.full(n_events, np.log(random.uniform(low, high)))


def _t01_six_events(random: Random) -> Case:
    return case(*counts(random, _usual(random, 7), random.uniform(0.1, 0.5)))


def _t02_twelve_with_topics(random: Random) -> Case:
    topic, shift = topics(random, 13, int(random.integers(2, 5)), random.uniform(0.1, 0.5))
    spread = random.uniform(0.15, 0.35)
    return case(*counts(random, _usual(random, 13) + shift, spread, topic=topic), covariates=("topic",))


def _t03_forty_with_covariates(random: Random) -> Case:
    return rich(random, 41)


def _t04_two_hundred(random: Random) -> Case:
    return rich(random, 201, random.uniform(0.0, 0.03))


def _t05_tiny_counts(random: Random) -> Case:
    n_events = int(random.integers(10, 25))
    return case(*counts(random, _usual(random, n_events, 1, 6), random.uniform(0.0, 0.6)))


def _t06_rate(random: Random) -> Case:
    level = np.full(26, random.uniform(-1.2, 1.2))
    return rates(random, level, random.integers(60, 400, 26), random.uniform(0.25, 0.6))


def _t07_rate_small_denominators(random: Random) -> Case:
    n_events = int(random.integers(9, 18))
    level = np.full(n_events, random.uniform(-1.2, 1.2))
    return rates(random, level, random.integers(4, 17, n_events), random.uniform(0.0, 0.5))


def _t08_trend(random: Random) -> Case:
    slope = random.choice([-1, 1]) * random.uniform(0.015, 0.05)
    level = np.log(random.uniform(40, 90)) + slope * np.arange(31)
    return case(*counts(random, level, random.uniform(0.15, 0.3)))


def _t09_regime_change(random: Random) -> Case:
    level = _usual(random, 31, 60, 200)
    level[random.integers(15, 28) :] += random.choice([-1, -1, 1]) * random.uniform(0.4, 0.9)
    return case(*counts(random, level, random.uniform(0.15, 0.3)))


def _t10_growing_list(random: Random) -> Case:
    size = sizes(random, 26, random.uniform(0.03, 0.09))
    level = np.log(random.uniform(30, 90)) + random.uniform(0.6, 1) * (np.log(size) - np.log(size[0]))
    return case(*counts(random, level, random.uniform(0.15, 0.3), list_size=size), covariates=("list_size",))


def _t11_outlier(random: Random) -> Case:
    table, mean = counts(random, _usual(random, 21), random.uniform(0.15, 0.35))
    struck = random.choice(20, int(random.integers(1, 4)), replace=False)
    table.loc[struck, "value"] *= random.integers(4, 11, len(struck))
    return case(table, mean)


def _t12_cost_per_lead(random: Random) -> Case:
    level = np.full(21, np.log(random.uniform(8, 80)))
    value = np.exp(level + random.normal(0, random.uniform(0.2, 0.6), 21))
    table = pd.DataFrame({"starts_on": starts(random, 21), "value": value})
    return case(table, np.exp(level), kind="money", better="down")


def _t13_sparse_topics(random: Random) -> Case:
    n_topics, spread = int(random.integers(10, 19)), random.uniform(0.2, 0.5)
    topic, shift = topics(random, 26, n_topics, spread)
    table, mean = counts(random, _usual(random, 26) + shift, random.uniform(0.15, 0.3), topic=topic)
    return case(table, mean, covariates=("topic",))


def _t14_five_hundred(random: Random) -> Case:
    return rich(random, 501, random.uniform(0.01, 0.04))


def _t15_idle_covariates(random: Random) -> Case:
    columns: dict[str, Any] = {f"x{number}": random.normal(0, 1, 41) for number in range(5)}
    columns["format"] = random.choice(["a", "b", "c"], 41)
    spread = random.uniform(0.2, 0.4)
    return case(*counts(random, _usual(random, 41), spread, **columns), covariates=tuple(columns))


SITUATIONS: dict[str, Callable[[Random], Case]] = {
    name.removeprefix("_"): simulate
    for name, simulate in sorted(globals().items())
    if name.startswith("_t") and name[2:4].isdigit()
}
