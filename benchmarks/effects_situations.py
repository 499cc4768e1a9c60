"""Simulated daily series with known truth: situations e01 to e18, and overlaps that nothing can untie.

Settings (level, length, week, date, size of a shift, memory, size of the lift) are drawn anew for each
repetition, so that no method can be fitted to one of them. The truth is what the event really added.
`floor_sd` is the standard deviation of the window's total without the event when every latent mean is known.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

WINDOW = 14
LAST_DAY = pd.Timestamp("2026-03-31")
WEEK = np.array([1.1, 1.15, 1.1, 1.05, 0.95, 0.8, 0.85])


@dataclass
class Situation:
    """One simulated series: the call's arguments, the true effect (drawn and mean), and the noise's floor."""

    daily: pd.DataFrame
    event_on: str
    truth: float
    mean_truth: float
    floor_sd: float
    arguments: dict[str, Any] = field(default_factory=dict)


class Draft:
    """A series in the making; `log_mean` per day, `extra` of other events, `size` None is Poisson."""

    def __init__(
        self,
        rng: np.random.Generator,
        n_before: tuple[int, int],
        rate: tuple[float, float],
        lift_sds: float,
        size: float | None = None,
    ) -> None:
        self.rng, self.size = rng, size
        self.lift_sds = lift_sds * rng.uniform(0.9, 1.1)
        self.n_before = int(rng.integers(*n_before, endpoint=True))
        n = self.n_before + WINDOW
        self.dates = pd.date_range(end=LAST_DAY - pd.Timedelta(days=int(rng.integers(365))), periods=n)
        self.days = np.arange(n)
        self.weekday = self.dates.day_of_week.to_numpy()
        week = np.log(WEEK) + rng.normal(0, 0.06, 7)
        self.log_mean = rng.uniform(*np.log(rate)) + week[self.weekday]
        self.extra = np.zeros(n)
        self.columns: dict[str, Any] = {}
        self.arguments: dict[str, Any] = {}
        self.missing = np.zeros(n, dtype=bool)
        self.spikes = np.zeros(n)

    def decay(self, days: tuple[float, float] = (3.0, 5.0)) -> np.ndarray:
        """A response that falls by a factor e in so many days."""
        return np.exp(-np.arange(WINDOW) / self.rng.uniform(*days))

    def autoregress(self, rho: float, sd: float) -> None:
        """Add a stationary AR(1) to the log mean."""
        z = np.empty(len(self.days))
        z[0] = self.rng.normal(0, sd)
        for t in self.days[1:]:
            z[t] = rho * z[t - 1] + self.rng.normal(0, sd * np.sqrt(1 - rho**2))
        self.log_mean += z

    def wander(self, sd: float) -> np.ndarray:
        """Add a random walk to the log mean; it is given back."""
        walk = np.cumsum(self.rng.normal(0, sd, len(self.days)))
        self.log_mean += walk - walk[self.n_before // 2]
        return np.asarray(walk - walk[self.n_before // 2])

    def respond(self, day: int, total: float) -> None:
        """Add another event's response of this total."""
        shape = self.decay()
        reached = self.days[day : day + len(shape)]
        self.extra[reached] += total * shape[: len(reached)] / shape.sum()

    def hold_events(self, spacing: tuple[int, int], floors: float) -> list[int]:
        """Past events of varying strength, `floors` window noises on average; their days."""
        start, gap = (int(self.rng.integers(*spacing, endpoint=True)) for _ in range(2))
        past = list(range(start, self.n_before - 20, gap))
        for day in past:
            self.respond(day, floors * self.noise() * self.rng.lognormal(0, 0.3))
        return past

    def noise(self) -> float:
        """About the window's floor_sd, before other events."""
        return float(np.sqrt(WINDOW * self._variance(np.exp(self.log_mean)).mean()))

    def finish(self, has_effect: bool, shape: np.ndarray) -> Situation:
        """Draw the counts of a series with or without its lift."""
        base = np.exp(self.log_mean) + self.extra
        window = slice(self.n_before, None)
        floor_sd = float(np.sqrt(self._variance(base[window]).sum()))
        expected = has_effect * self.lift_sds * floor_sd
        added = self.rng.poisson(expected * shape / shape.sum())
        counts = self._count(base) + self.spikes
        counts[window] += added
        daily = pd.DataFrame({"date": self.dates, "value": counts, **self.columns})[~self.missing]
        event_on = self.dates[self.n_before].date().isoformat()
        return Situation(daily, event_on, float(added.sum()), expected, floor_sd, self.arguments)

    def _variance(self, mean: np.ndarray) -> np.ndarray:
        return mean if self.size is None else mean + mean**2 / self.size

    def _count(self, mean: np.ndarray) -> np.ndarray:
        if self.size is not None:
            mean = mean * self.rng.gamma(self.size, 1 / self.size, len(mean))
        return self.rng.poisson(mean).astype(float)


def e01_plain(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, (150, 220), (8, 60), 3.5)
    return draft.finish(has_effect, draft.decay())


def e02_step_decay(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, (150, 220), (8, 30), 3.5, size=rng.uniform(12, 30))
    step = np.where(np.arange(WINDOW) < rng.integers(3, 7), 1.0, 0.0)
    return draft.finish(has_effect, np.maximum(step, draft.decay((5, 9))))


def e03_overlap6(rng: np.random.Generator, has_effect: bool) -> Situation:
    """Another event six days before this one, or after it, and past events to learn from."""
    draft = Draft(rng, (200, 260), (10, 25), 4.9)
    past = [*draft.hold_events((28, 40), 4.9), draft.n_before + int(rng.choice([-6, 6]))]
    draft.respond(past[-1], 4.9 * draft.noise() * rng.lognormal(0, 0.3))
    draft.arguments["other_events"] = [draft.dates[day] for day in past]
    return draft.finish(has_effect, draft.decay())


def e04_nb_low(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, (150, 220), (2, 4), 3.2, size=rng.uniform(2, 5))
    return draft.finish(has_effect, draft.decay())


def e05_week_holiday(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, (170, 230), (15, 90), 3.1)
    draft.log_mean += np.where(draft.weekday >= 5, -rng.uniform(0.8, 2.0), 0.2)
    holiday = np.zeros(len(draft.days))
    holiday[rng.choice(draft.n_before, int(rng.integers(5, 9)), replace=False)] = 1
    holiday[draft.n_before + int(rng.integers(WINDOW))] = 1
    draft.log_mean -= rng.uniform(0.6, 1.3) * holiday
    draft.columns["holiday"], draft.arguments["covariates"] = holiday, ("holiday",)
    return draft.finish(has_effect, draft.decay())


def e06_ar1(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, (200, 260), (12, 30), 14.3)
    draft.autoregress(rng.uniform(0.5, 0.7), rng.uniform(0.35, 0.5))
    return draft.finish(has_effect, draft.decay())


def e07_level_shift(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, (160, 220), (12, 50), 4.6)
    draft.log_mean[-int(rng.integers(35, 90)) :] += rng.choice([-1, 1]) * rng.uniform(0.3, 0.6)
    return draft.finish(has_effect, draft.decay())


def e08_ads_confound(rng: np.random.Generator, has_effect: bool) -> Situation:
    """A campaign starts about when the event does: alone, or as a rise of spending that never stops."""
    draft = Draft(rng, (180, 240), (12, 60), 2.6)
    n = len(draft.days)
    in_campaign = np.zeros(n, dtype=bool)
    for start in [*rng.integers(5, draft.n_before - 25, 5), draft.n_before + int(rng.integers(-3, 4))]:
        in_campaign[start : start + int(rng.integers(10, 20))] = True
    usual = rng.choice([0.0, 40.0])
    spend = np.where(in_campaign, rng.uniform(90, 250), usual) * rng.uniform(0.7, 1.3, n)
    worth = np.log1p(spend)
    # The campaign's total over the window is about three times the noise that before-against-after has.
    draft.log_mean += rng.uniform(0.15, 0.35) * (worth - worth.min()) / np.ptp(worth)
    draft.columns["spend"], draft.arguments["covariates"] = spend, ("spend",)
    return draft.finish(has_effect, draft.decay())


def e09_short45(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, (45, 45), (10, 25), 4.6)
    return draft.finish(has_effect, draft.decay())


def e10_missing(rng: np.random.Generator, has_effect: bool) -> Situation:
    """Single days and one longer gap without data; now and then a day of the window too."""
    draft = Draft(rng, (160, 220), (8, 40), 3.5)
    draft.missing = rng.random(len(draft.days)) < rng.uniform(0.05, 0.15)
    gap = int(rng.integers(10, draft.n_before - 30))
    draft.missing[gap : gap + int(rng.integers(4, 15))] = True
    draft.missing[0] = draft.missing[draft.n_before] = False
    return draft.finish(has_effect, draft.decay((6, 9)))


def e11_weekend_zero(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, (150, 220), (8, 50), 3.1)
    draft.log_mean[draft.weekday >= 5] = -30
    return draft.finish(has_effect, np.where(draft.weekday[-WINDOW:] >= 5, 0.0, draft.decay()))


def e12_control_series(rng: np.random.Generator, has_effect: bool) -> Situation:
    """One untouched series, noisy itself, that wanders with the outcome."""
    draft = Draft(rng, (170, 230), (12, 40), 4.4)
    common = draft.wander(rng.uniform(0.02, 0.04))
    draft.columns["control"] = rng.poisson(rng.uniform(20, 60) * np.exp(common)).astype(float)
    draft.arguments["covariates"] = ("control",)
    return draft.finish(has_effect, draft.decay())


def e13_trend_year(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, (450, 560), (12, 60), 3.3)
    draft.log_mean += rng.uniform(-0.15, 0.15) * (draft.days - 250) / 100
    season = 2 * np.pi * (draft.days + rng.integers(365)) / 365.25
    draft.log_mean += rng.uniform(0.2, 0.4) * np.sin(season)
    return draft.finish(has_effect, draft.decay())


def e14_rw_nocontrol(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, (170, 230), (12, 30), 5.9)
    draft.wander(rng.uniform(0.025, 0.045))
    return draft.finish(has_effect, draft.decay())


def e15_lowpower(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, (100, 150), (8, 15), 0.5)
    draft.autoregress(rng.uniform(0.4, 0.6), rng.uniform(0.1, 0.2))
    return draft.finish(has_effect, draft.decay())


def e16_spikes(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, (150, 220), (12, 50), 4.1)
    n = int(rng.integers(2, 6))
    level = np.exp(draft.log_mean).mean()
    draft.spikes[rng.choice(draft.n_before, n, replace=False)] = (level * rng.uniform(4, 12, n)).round()
    return draft.finish(has_effect, draft.decay())


def e17_past_events_promo(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, (200, 260), (10, 25), 4.1)
    promo = np.zeros(len(draft.days))
    past = draft.hold_events((28, 40), 4.1)
    for day in [*past, draft.n_before]:
        promo[max(day - int(rng.integers(4, 8)), 0) : day] = 1
    draft.log_mean += rng.uniform(0.25, 0.5) * promo
    draft.columns["promo"] = promo
    draft.arguments |= {"covariates": ("promo",), "other_events": [draft.dates[day] for day in past]}
    return draft.finish(has_effect, draft.decay())


def e18_ar1_low(rng: np.random.Generator, has_effect: bool) -> Situation:
    draft = Draft(rng, (170, 230), (3, 6), 6.6)
    draft.autoregress(rng.uniform(0.5, 0.7), rng.uniform(0.3, 0.45))
    return draft.finish(has_effect, draft.decay())


def _overlap(rng: np.random.Generator, has_effect: bool, days_after: tuple[int, int]) -> Situation:
    draft = Draft(rng, (150, 220), (10, 25), 6.0)
    other = draft.n_before + int(rng.integers(*days_after, endpoint=True))
    draft.respond(other, 4.9 * draft.noise() * rng.lognormal(0, 0.3))
    draft.arguments["other_events"] = [draft.dates[other]]
    return draft.finish(has_effect, draft.decay())


def o01_overlap_later(rng: np.random.Generator, has_effect: bool) -> Situation:
    """Another event some days later and no past event to learn from: mostly "cannot tell" is right."""
    return _overlap(rng, has_effect, (1, 7))


def o02_overlap_earlier(rng: np.random.Generator, has_effect: bool) -> Situation:
    """Another event some days before: its first days are seen, their continuation is not known."""
    return _overlap(rng, has_effect, (-7, -1))


def o03_same_day(rng: np.random.Generator, has_effect: bool) -> Situation:
    """Two events on one day cannot be told apart by anything."""
    return _overlap(rng, has_effect, (0, 0))


SITUATIONS: dict[str, Callable[[np.random.Generator, bool], Situation]] = {
    name: make for name, make in list(globals().items()) if name[:1] in "eo" and name[1:3].isdigit()
}
