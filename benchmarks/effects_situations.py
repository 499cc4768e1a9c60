"""Simulated series with known truth, situations e01 to e18, and what the estimator makes of them.

Run `python -m benchmarks.effects_situations --reps 20 --only e01,e07`. Every second repetition has no effect.
Coverage is of the 95 % interval; width and interval score (Winkler) are in units of floor_sd, the standard
deviation of the window's total when every latent mean is known.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from kpilib.effects import Effect, estimate_effect

WINDOW = 14
LAST_DAY = pd.Timestamp("2026-03-31")
WEEK = np.array([1.1, 1.15, 1.1, 1.05, 0.95, 0.8, 0.85])


@dataclass
class Situation:
    """One simulated series: the call's arguments, the true effect, and the noise that nobody can remove."""

    daily: pd.DataFrame
    event_on: str
    truth: float
    floor_sd: float
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass
class Draft:
    """A series in the making; `log_mean` per day, `extra` of other events, `size` None is Poisson."""

    rng: np.random.Generator
    n_before: int
    rate: float
    lift_sds: float
    size: float | None = None

    def __post_init__(self) -> None:
        n = self.n_before + WINDOW
        self.dates = pd.date_range(end=LAST_DAY, periods=n)
        self.days = np.arange(n)
        self.weekday = self.dates.day_of_week.to_numpy()
        self.log_mean = np.log(self.rate) + np.log(WEEK)[self.weekday]
        self.extra = np.zeros(n)
        self.columns: dict[str, Any] = {}
        self.arguments: dict[str, Any] = {}
        self.missing = np.zeros(n, dtype=bool)
        self.spikes = np.zeros(n)

    def autoregress(self, rho: float, sd: float) -> None:
        """Add a stationary AR(1) to the log mean."""
        z = np.empty(len(self.days))
        z[0] = self.rng.normal(0, sd)
        for t in self.days[1:]:
            z[t] = rho * z[t - 1] + self.rng.normal(0, sd * np.sqrt(1 - rho**2))
        self.log_mean += z

    def respond(self, day: int, total: float, shape: np.ndarray) -> None:
        """Add another event's response of this total."""
        reached = self.days[day : day + len(shape)]
        self.extra[reached] += total * shape[: len(reached)] / shape.sum()

    def finish(self, has_effect: bool, shape: np.ndarray) -> Situation:
        """Draw counts; the truth is what the event really added, not its mean."""
        base = np.exp(self.log_mean) + self.extra
        window = slice(self.n_before, None)
        floor_sd = float(np.sqrt(self._variance(base[window]).sum()))
        added = self.rng.poisson(has_effect * self.lift_sds * floor_sd * shape / shape.sum())
        counts = self._count(base) + self.spikes
        counts[window] += added
        daily = pd.DataFrame({"date": self.dates, "value": counts, **self.columns})[~self.missing]
        event_on = self.dates[self.n_before].date().isoformat()
        return Situation(daily, event_on, float(added.sum()), floor_sd, self.arguments)

    def _variance(self, mean: np.ndarray) -> np.ndarray:
        return mean if self.size is None else mean + mean**2 / self.size

    def _count(self, mean: np.ndarray) -> np.ndarray:
        if self.size is not None:
            mean = mean * self.rng.gamma(self.size, 1 / self.size, len(mean))
        return self.rng.poisson(mean).astype(float)


FLAT = np.ones(WINDOW)
DECAY = np.exp(-np.arange(WINDOW) / 4)


def e01_plain(rng: np.random.Generator, has_effect: bool) -> Situation:
    return Draft(rng, 180, 20, 3.5).finish(has_effect, DECAY)


def e02_step_decay(rng: np.random.Generator, has_effect: bool) -> Situation:
    return Draft(rng, 180, 12, 3.5, size=20).finish(has_effect, np.exp(-np.arange(WINDOW) / 8))


def e03_overlap6(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, 240, 15, 4.9)
    past = [*range(20, 220, 40), draft.n_before - 6]
    for day in past:
        draft.respond(day, 70 * rng.lognormal(0, 0.3), DECAY)
    draft.arguments["other_events"] = [draft.dates[day] for day in past]
    return draft.finish(has_effect, DECAY)


def e04_nb_low(rng: np.random.Generator, has_effect: bool) -> Situation:
    return Draft(rng, 180, 3, 3.2, size=3).finish(has_effect, DECAY)


def e05_week_holiday(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, 200, 25, 3.1)
    draft.log_mean += np.where(draft.weekday >= 5, -1.2, 0.2)
    holiday = np.zeros(len(draft.days))
    holiday[rng.choice(draft.n_before, 6, replace=False)] = 1
    holiday[draft.n_before + 4] = 1
    draft.log_mean -= 1.0 * holiday
    draft.columns["holiday"], draft.arguments["covariates"] = holiday, ("holiday",)
    return draft.finish(has_effect, DECAY)


def e06_ar1(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, 240, 20, 14.3)
    draft.autoregress(0.6, 0.45)
    return draft.finish(has_effect, DECAY)


def e07_level_shift(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, 180, 20, 4.6)
    draft.log_mean[int(rng.integers(90, 150)) :] += rng.choice([-0.35, 0.35])
    return draft.finish(has_effect, DECAY)


def e08_ads_confound(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, 200, 18, 2.6)
    spend = np.zeros(len(draft.days))
    for start in [*rng.integers(5, 170, 4), draft.n_before - 2]:
        spend[start : start + 12] = rng.uniform(80, 200, len(spend[start : start + 12]))
    draft.log_mean += 0.08 * np.log1p(spend)
    draft.columns["spend"], draft.arguments["covariates"] = spend, ("spend",)
    return draft.finish(has_effect, DECAY)


def e09_short45(rng: np.random.Generator, has_effect: bool) -> Situation:
    return Draft(rng, 45, 15, 4.6).finish(has_effect, DECAY)


def e10_missing(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, 180, 18, 3.5)
    draft.missing = rng.random(len(draft.days)) < 0.12
    draft.missing[0] = draft.missing[draft.n_before] = False
    return draft.finish(has_effect, np.exp(-np.arange(WINDOW) / 8))


def e11_weekend_zero(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, 180, 18, 3.1)
    draft.log_mean[draft.weekday >= 5] = -30
    return draft.finish(has_effect, np.where(draft.weekday[-WINDOW:] >= 5, 0.0, DECAY))


def e12_control_series(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, 200, 20, 4.4)
    common = np.cumsum(rng.normal(0, 0.03, len(draft.days)))
    draft.log_mean += common
    draft.columns["control"] = rng.poisson(30 * np.exp(common)).astype(float)
    draft.arguments["covariates"] = ("control",)
    return draft.finish(has_effect, DECAY)


def e13_trend_year(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, 500, 18, 3.3)
    draft.log_mean += 0.1 * (draft.days - 250) / 100
    draft.log_mean += 0.3 * np.sin(2 * np.pi * (draft.days + rng.integers(365)) / 365.25)
    return draft.finish(has_effect, DECAY)


def e14_rw_nocontrol(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, 200, 20, 5.9)
    draft.log_mean += np.cumsum(rng.normal(0, 0.035, len(draft.days)))
    return draft.finish(has_effect, DECAY)


def e15_lowpower(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, 120, 10, 0.5)
    draft.autoregress(0.5, 0.15)
    return draft.finish(has_effect, DECAY)


def e16_spikes(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, 180, 20, 4.1)
    draft.spikes[rng.choice(draft.n_before, 4, replace=False)] = rng.uniform(80, 250, 4).round()
    return draft.finish(has_effect, DECAY)


def e17_past_events_promo(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, 240, 15, 4.1)
    past = list(range(30, 220, 38))
    promo = np.zeros(len(draft.days))
    for day in past:
        draft.respond(day, 60 * rng.lognormal(0, 0.3), DECAY)
    for day in [*past, draft.n_before]:
        promo[day - 5 : day] = 1
    draft.log_mean += 0.4 * promo
    draft.columns["promo"] = promo
    draft.arguments |= {"covariates": ("promo",), "other_events": [draft.dates[day] for day in past]}
    return draft.finish(has_effect, DECAY)


def e18_ar1_low(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, 200, 4, 6.6)
    draft.autoregress(0.6, 0.4)
    return draft.finish(has_effect, DECAY)


def o01_overlap_unlearnt(rng: np.random.Generator, has_effect: bool) -> Situation:
    """Another event six days later and no past event to learn from: mostly "cannot tell" is right."""
    draft = Draft(rng, 180, 15, 6.0)
    draft.respond(draft.n_before + 6, 70, DECAY)
    draft.arguments["other_events"] = [draft.dates[draft.n_before + 6]]
    return draft.finish(has_effect, DECAY)


SITUATIONS: dict[str, Callable[[np.random.Generator, bool], Situation]] = {
    name: make for name, make in list(globals().items()) if name[:1] in "eo" and name[1:3].isdigit()
}


def run(name: str, reps: int, seed: int = 0, placebo: bool = False) -> dict[str, float]:
    """Figures of one situation; every second repetition has no effect."""
    rows = [_one(name, rep, seed, placebo) for rep in range(reps)]
    table = pd.DataFrame(rows)
    null, lifted = table[table["truth"] == 0], table[table["truth"] > 0]
    return {
        "coverage": table["covered"].mean(),
        "false_alarms": null["told"].mean(),
        "power": lifted["told"].mean(),
        "score": table["score"].mean(),
        "width": table["width"].mean(),
        "bias": table["error"].mean(),
        "cannot_tell": table["cannot_tell"].mean(),
        "wrong_no": (lifted["verdict"] == "no effect seen").mean(),
        "right_no": (null["verdict"] == "no effect seen").mean(),
        "cpu": table["cpu"].mean(),
        "cpu_max": table["cpu"].max(),
    }


def _one(name: str, rep: int, seed: int, placebo: bool) -> dict[str, Any]:
    rng = np.random.default_rng([seed, rep, *name.encode()])
    case = SITUATIONS[name](rng, rep % 2 == 1)
    # Under a lift, "no effect seen" is wrong only where the lift is larger than what is relevant.
    relevant = 4.0 if case.truth == 0 else 0.9 * case.truth / case.floor_sd
    began = time.process_time()
    effect = estimate_effect(
        case.daily,
        case.event_on,
        placebo=placebo,
        smallest_relevant=relevant * case.floor_sd,
        **case.arguments,
    )
    return {"truth": case.truth, "cpu": time.process_time() - began, **_judge(effect, case)}


def _judge(effect: Effect, case: Situation) -> dict[str, Any]:
    middle, lower, upper = effect.effect, effect.effect_lower, effect.effect_upper
    if middle is None or lower is None or upper is None:
        raise RuntimeError(f"no estimate: {effect.warnings}")
    missed = max(lower - case.truth, 0) + max(case.truth - upper, 0)
    return {
        "covered": missed == 0,
        "told": lower > 0 or upper < 0,
        "width": (upper - lower) / (3.92 * case.floor_sd),
        "score": (upper - lower + 40 * missed) / case.floor_sd,
        "error": (middle - case.truth) / case.floor_sd,
        "cannot_tell": effect.verdict == "cannot tell",
        "verdict": effect.verdict,
    }


def _tables(names: list[str], reps: int, seed: int, placebo: bool) -> Iterator[tuple[str, dict[str, float]]]:
    for name in names:
        yield name, run(name, reps, seed, placebo)


def main() -> None:
    """Print one line per situation as it is done, then the means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="comma-separated beginnings, such as e01,e07")
    parser.add_argument("--placebo", action="store_true")
    options = parser.parse_args()
    wanted = tuple(options.only.split(","))
    names = [name for name in SITUATIONS if name.startswith(wanted)]
    figures: dict[str, dict[str, float]] = {}
    for name, row in _tables(names, options.reps, options.seed, options.placebo):
        if not figures:
            print(f"{'situation':22s}" + "".join(f"{key:>13s}" for key in row), flush=True)
        figures[name] = row
        print(f"{name:22s}" + "".join(f"{value:13.3f}" for value in row.values()), flush=True)
    means = pd.DataFrame(figures).T.mean()
    print(f"{'mean':22s}" + "".join(f"{value:13.3f}" for value in means), flush=True)


if __name__ == "__main__":
    main()
