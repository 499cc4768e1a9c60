"""Targets against simulated histories with known truth: `python -m benchmarks.targets_situations`.

Fifteen situations t01 to t15, each drawn `--reps` times. Of each history the last event is kept
back; printed are, for each method, how often the 80 % range held it, how often it was called red
although nothing was wrong, and the interval score (Winkler, 80 %; in units of the true mean).
"""

import argparse
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS
from statsmodels.tools.sm_exceptions import SingularMatrixWarning

from kpilib.targets import estimate_target

Random = np.random.Generator
LEVEL = 0.8


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


def _starts(random: Random, n_events: int) -> list[str]:
    pauses = random.integers(14, 45, n_events) if n_events < 100 else random.integers(3, 12, n_events)
    start = pd.Timestamp("2015-01-05")
    return [(start + pd.Timedelta(days=int(d))).date().isoformat() for d in np.cumsum(pauses)]


def _season(starts: list[str]) -> np.ndarray:
    return np.cos(2 * np.pi * pd.to_datetime(pd.Series(starts)).dt.day_of_year.to_numpy() / 365.25)


def _case(table: pd.DataFrame, mean: np.ndarray, **options: Any) -> Case:
    last = table.iloc[-1]
    new_event = {c: last[c] for c in table.columns if c != "value"}
    value = float(last["value"] / last["trials"]) if options.get("kind") == "rate" else float(last["value"])
    return Case(table.iloc[:-1].copy(), new_event, value, float(mean[-1]), **options)


def _counts(random: Random, level: np.ndarray, spread: float, **columns: Any) -> tuple[pd.DataFrame, Any]:
    own = level + random.normal(0, spread, len(level))
    value = random.poisson(np.exp(own))
    return pd.DataFrame({"starts_on": _starts(random, len(level)), "value": value, **columns}), np.exp(level)


def _topics(random: Random, n_events: int, n_topics: int, spread: float) -> tuple[list[str], np.ndarray]:
    drawn = random.integers(0, n_topics, n_events)
    return [f"topic {t}" for t in drawn], random.normal(0, spread, n_topics)[drawn]


def _sizes(random: Random, n_events: int, growth: float = 0.0) -> np.ndarray:
    log_sizes = np.log(2000) + growth * np.arange(n_events) + random.normal(0, 0.3, n_events)
    return np.round(np.exp(log_sizes))


def _t01_six_events(random: Random) -> Case:
    return _case(*_counts(random, np.full(7, np.log(random.uniform(25, 150))), random.uniform(0.15, 0.45)))


def _t02_twelve_with_topics(random: Random) -> Case:
    topic, shift = _topics(random, 13, 3, 0.35)
    return _case(*_counts(random, np.log(60) + shift, 0.25, topic=topic), covariates=("topic",))


def _t03_forty_with_covariates(random: Random) -> Case:
    return _rich(random, 41, 0.25)


def _t04_two_hundred(random: Random) -> Case:
    return _rich(random, 201, 0.25, drift=0.02)


def _t14_five_hundred(random: Random) -> Case:
    return _rich(random, 501, 0.3, drift=0.03)


def _rich(random: Random, n_events: int, spread: float, drift: float = 0.0) -> Case:
    size, form = _sizes(random, n_events, 0.5 / n_events), random.choice(["live", "recorded"], n_events)
    topic, shift = _topics(random, n_events, 6, 0.25)
    table, _ = _counts(random, np.zeros(n_events), 0, list_size=size, format=form, topic=topic)
    level = np.log(70) + 0.7 * (np.log(size) - np.log(2000)) + 0.3 * (form == "live") + shift
    level += 0.2 * _season(list(table["starts_on"])) + np.cumsum(random.normal(0, drift, n_events))
    table["value"] = random.poisson(np.exp(level + random.normal(0, spread, n_events)))
    return _case(table, np.exp(level), covariates=("list_size", "format", "topic"))


def _t05_tiny_counts(random: Random) -> Case:
    return _case(*_counts(random, np.full(16, np.log(random.uniform(1.5, 6))), random.uniform(0.0, 0.6)))


def _rates(random: Random, n_events: int, low: int, high: int, spread: float) -> Case:
    trials = random.integers(low, high, n_events)
    level = np.full(n_events, random.uniform(-1.0, 0.8))
    own = level + random.normal(0, spread, n_events)
    value = random.binomial(trials, 1 / (1 + np.exp(-own)))
    table = pd.DataFrame({"starts_on": _starts(random, n_events), "value": value, "trials": trials})
    return _case(table, 1 / (1 + np.exp(-level)), kind="rate")


def _t06_rate(random: Random) -> Case:
    return _rates(random, 25, 80, 300, 0.4)


def _t07_rate_small_denominators(random: Random) -> Case:
    return _rates(random, 16, 5, 16, 0.25)


def _t08_trend(random: Random) -> Case:
    return _case(*_counts(random, np.log(30) + random.choice([-0.015, 0.035]) * np.arange(31), 0.22))


def _t09_regime_change(random: Random) -> Case:
    level = np.full(31, np.log(80.0))
    level[random.integers(17, 27) :] += random.choice([-0.7, 0.6])
    return _case(*_counts(random, level, 0.22))


def _t10_growing_list(random: Random) -> Case:
    size = _sizes(random, 26, 0.06)
    level = np.log(60) + 0.85 * (np.log(size) - np.log(2000))
    return _case(*_counts(random, level, 0.22, list_size=size), covariates=("list_size",))


def _t11_outlier(random: Random) -> Case:
    table, mean = _counts(random, np.full(21, np.log(60)), 0.25)
    struck = random.choice(20, 2, replace=False)
    table.loc[struck, "value"] = table.loc[struck, "value"] * random.choice([6, 8], 2)
    return _case(table, mean)


def _t12_cost_per_lead(random: Random) -> Case:
    level = np.full(21, np.log(25.0))
    value = np.exp(level + random.normal(0, 0.4, 21))
    table = pd.DataFrame({"starts_on": _starts(random, 21), "value": value})
    return _case(table, np.exp(level), kind="money", better="down")


def _t13_sparse_topics(random: Random) -> Case:
    topic, shift = _topics(random, 26, 14, 0.4)
    return _case(*_counts(random, np.log(60) + shift, 0.2, topic=topic), covariates=("topic",))


def _t15_idle_covariates(random: Random) -> Case:
    columns = {f"x{i}": random.normal(0, 1, 41) for i in range(5)}
    return _case(
        *_counts(random, np.full(41, np.log(60)), 0.3, **columns, format=random.choice(["a", "b", "c"], 41)),
        covariates=(*columns, "format"),
    )


SITUATIONS: dict[str, Callable[[Random], Case]] = {
    name.removeprefix("_"): simulate for name, simulate in sorted(globals().items()) if name.startswith("_t")
    if name[2:4].isdigit()
}  # fmt: skip

Answer = tuple[float, float, float]


def ours(case: Case) -> Answer:
    """Range and red limit of `estimate_target`."""
    target = estimate_target(
        case.history,
        case.new_event,
        kind=case.kind,
        covariates=case.covariates,
        better=case.better,
    )
    return target.lower or 0.0, target.upper or 0.0, target.red_from or 0.0


def history_quantiles(case: Case) -> Answer:
    """The 10 % and 90 % quantiles of past values."""
    values = case.history["value"] / (case.history["trials"] if case.kind == "rate" else 1)
    lower, upper = np.quantile(values, [0.1, 0.9])
    return lower, upper, lower if case.better == "up" else upper


def log_ols(case: Case) -> Answer:
    """Ordinary regression of the logarithm (or logit) on all covariates, with its prediction interval."""
    trials = case.history["trials"] if case.kind == "rate" else None
    value = case.history["value"]
    position = np.log(value + 0.5) if trials is None else np.log((value + 0.5) / (trials - value + 0.5))
    rows = pd.concat([case.history, pd.DataFrame([case.new_event])], ignore_index=True)
    columns = [_ols_columns(rows[name]) for name in case.covariates]
    design = np.column_stack([np.ones(len(rows)), *columns])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SingularMatrixWarning)  # groups seen only in the event to come
        fit = OLS(position.to_numpy(), design[:-1]).fit()
    lower, upper = fit.get_prediction(design[-1:]).conf_int(obs=True, alpha=1 - LEVEL)[0]
    if trials is None:
        lower, upper = np.exp([lower, upper]) - 0.5
    else:
        lower, upper = 1 / (1 + np.exp(-np.array([lower, upper])))
    return lower, upper, lower if case.better == "up" else upper


def _ols_columns(column: pd.Series) -> np.ndarray:
    if pd.api.types.is_numeric_dtype(column):
        numbers = column.to_numpy(dtype=float)
        return np.log(numbers) if numbers.min() > 10 else numbers
    return pd.get_dummies(column, drop_first=True).to_numpy(dtype=float)


METHODS: dict[str, Callable[[Case], Answer]] = {
    "estimate_target": ours,
    "history quantiles": history_quantiles,
    "log-OLS": log_ols,
}


def score(case: Case, answer: Answer) -> tuple[bool, bool, float]:
    """Whether the range held the result, whether it was called red, and the interval score."""
    lower, upper, red_from = answer
    is_red = case.result < red_from if case.better == "up" else case.result > red_from
    missed = max(lower - case.result, 0) + max(case.result - upper, 0)
    return lower <= case.result <= upper, is_red, (upper - lower + 2 / (1 - LEVEL) * missed) / case.mean


def run(reps: int, names: list[str], seed: int) -> pd.DataFrame:
    """Tidy scores: situation, method, coverage, false_red, interval_score, cpu_s (means over reps)."""
    rows = []
    for name in names:
        for rep in range(reps):
            case = SITUATIONS[name](np.random.default_rng([seed, sorted(SITUATIONS).index(name), rep]))
            for method, answer in METHODS.items():
                start = time.process_time()
                held, is_red, interval_score = score(case, answer(case))
                rows.append((name, method, held, is_red, interval_score, time.process_time() - start))
    columns = ["situation", "method", "coverage", "false_red", "interval_score", "cpu_s"]
    return pd.DataFrame(rows, columns=columns).groupby(columns[:2], sort=False).mean().reset_index()


def main() -> None:
    """Print one table per measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reps", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=sorted(SITUATIONS), choices=sorted(SITUATIONS))
    options = parser.parse_args()
    scores = run(options.reps, options.only, options.seed)
    for measure in ["coverage", "false_red", "interval_score", "cpu_s"]:
        wide = scores.pivot_table(index="situation", columns="method", values=measure)[list(METHODS)]
        wide.loc["mean"] = wide.mean()
        print(f"\n{measure}\n{wide.round(3).to_string()}")


if __name__ == "__main__":
    main()
