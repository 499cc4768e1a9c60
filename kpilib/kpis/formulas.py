"""The few shapes that formulas have: a measure, a sum, a share, a ratio, a mean score, a difference."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kpilib.kpis.record import Array, Formula, Measures, Parts, Type

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Measure:
    """The measure itself: a count, a sum of money, a median. `of`: how many answers it rests on."""

    measure: str
    of: str = ""
    denominator: str = ""
    type: Type = "simple"

    @property
    def numerator(self) -> str:
        return self.measure

    @property
    def terms(self) -> tuple[str, ...]:
        return (self.measure, self.of) if self.of else (self.measure,)

    def __call__(self, measures: Measures) -> Parts:
        value = measures[self.measure]
        # An amount that could not be converted is infinite: no number to print.
        return Parts(np.where(np.isinf(value), np.nan, value), n=measures[self.of] if self.of else None)


@dataclass(frozen=True)
class KnownSum:
    """The sum of the parts that are known; missing only where no part is known.

    A part that is infinite was stated in a currency without a stated rate: then there is no sum.
    """

    parts: tuple[str, ...]
    denominator: str = ""
    type: Type = "derived"

    @property
    def numerator(self) -> str:
        return " + ".join(self.parts)

    @property
    def terms(self) -> tuple[str, ...]:
        return self.parts

    def __call__(self, measures: Measures) -> Parts:
        table = np.vstack([measures[part] for part in self.parts])
        total = np.where(np.isnan(table).all(axis=0), np.nan, np.nansum(table, axis=0))
        return Parts(np.where(np.isinf(total), np.nan, total))


@dataclass(frozen=True)
class Difference:
    """The first measure less the second; missing where either is."""

    first: str
    second: str
    denominator: str = ""
    type: Type = "derived"

    @property
    def numerator(self) -> str:
        return f"{self.first} - {self.second}"

    @property
    def terms(self) -> tuple[str, ...]:
        return self.first, self.second

    def __call__(self, measures: Measures) -> Parts:
        return Parts(measures[self.first] - measures[self.second])


@dataclass(frozen=True)
class Share:
    """k / n of people of whom each counts once, in [0, 1], with its Wilson interval.

    A list that was ticked off is whole, no sample of anything: `is_sample=False` gives no interval.

    Notes
    -----
    An empty denominator gives a missing value, never 0. A numerator above the denominator means
    that two different groups were compared, so the value is missing as well.

    References
    ----------
    Wilson (1927), Probable inference; `statsmodels.stats.proportion.proportion_confint`.
    """

    numerator: str
    denominator: str
    is_sample: bool = True
    type: Type = "ratio"

    @property
    def terms(self) -> tuple[str, ...]:
        return self.numerator, self.denominator

    def __call__(self, measures: Measures) -> Parts:
        parts = share_of(measures[self.numerator], measures[self.denominator])
        return parts if self.is_sample else Parts(parts.value, parts.numerator, parts.denominator, n=parts.n)


@dataclass(frozen=True)
class Ratio:
    """One quantity per unit of another, `times` a constant; may pass 1. Empty denominator: missing.

    `above` is a measure, or a formula whose value stands above the stroke.
    """

    above: str | Formula
    denominator: str
    times: float = 1.0
    type: Type = "ratio"

    @property
    def numerator(self) -> str:
        return self.above if isinstance(self.above, str) else self.above.numerator

    @property
    def terms(self) -> tuple[str, ...]:
        above = (self.above,) if isinstance(self.above, str) else self.above.terms
        return (*above, self.denominator)

    def __call__(self, measures: Measures) -> Parts:
        n = measures[self.denominator]
        k = measures[self.above] if isinstance(self.above, str) else self.above(measures).value
        k = np.where(np.isinf(k), np.nan, k)
        return Parts(self.times * divide(k, n), k, n, n=n)


@dataclass(frozen=True)
class Product:
    """All factors multiplied; missing where one is."""

    factors: tuple[str, ...]
    denominator: str = ""
    type: Type = "derived"

    @property
    def numerator(self) -> str:
        return " × ".join(self.factors)

    @property
    def terms(self) -> tuple[str, ...]:
        return self.factors

    def __call__(self, measures: Measures) -> Parts:
        return Parts(np.prod(np.vstack([measures[factor] for factor in self.factors]), axis=0))


@dataclass(frozen=True)
class Growth:
    """(now - before) / before; missing where there was nothing before."""

    now: str
    before: str
    type: Type = "derived"

    @property
    def numerator(self) -> str:
        return f"{self.now} - {self.before}"

    @property
    def denominator(self) -> str:
        return self.before

    @property
    def terms(self) -> tuple[str, ...]:
        return self.now, self.before

    def __call__(self, measures: Measures) -> Parts:
        now, before = measures[self.now], measures[self.before]
        return Parts(divide(now - before, before), now - before, before)


@dataclass(frozen=True)
class MeanScore:
    """Mean of answers on a scale, with a 95 % t interval that ends where the scale ends.

    One answer, or answers that are all the same, say nothing of their spread: no interval. A mean outside
    the scale mixes two scales: no score.
    """

    total: str
    squares: str
    answers: str
    scale: tuple[float | str, float | str] = (-np.inf, np.inf)  # numbers, or measures that hold them
    type: Type = "ratio"

    @property
    def numerator(self) -> str:
        return self.total

    @property
    def denominator(self) -> str:
        return self.answers

    @property
    def terms(self) -> tuple[str, ...]:
        return self.total, self.squares, self.answers, *(end for end in self.scale if isinstance(end, str))

    def __call__(self, measures: Measures) -> Parts:
        from scipy.stats import t

        lowest, highest = self._ends(measures)
        n = np.where(measures[self.answers] > 0, measures[self.answers], np.nan)
        mean = measures[self.total] / n
        mean = np.where((mean >= lowest) & (mean <= highest), mean, np.nan)
        many = np.where(n > 1, n, np.nan)
        variance = np.maximum((measures[self.squares] - n * mean**2) / (many - 1), 0)
        spread = np.sqrt(np.where(variance > 1e-12, variance, np.nan) / many)
        half = np.where(np.isnan(many), np.nan, t.ppf(0.975, many - 1)) * spread
        lower, upper = np.maximum(mean - half, lowest), np.minimum(mean + half, highest)
        answers = measures[self.answers]
        return Parts(mean, measures[self.total], answers, lower, upper, answers)

    def _ends(self, measures: Measures) -> list[Any]:
        """Both ends of the scale; one that nobody stated bounds nothing."""
        given = [measures[end] if isinstance(end, str) else end for end in self.scale]
        open_ends = (-np.inf, np.inf)
        return [np.where(np.isnan(end), free, end) for end, free in zip(given, open_ends, strict=True)]


@dataclass(frozen=True)
class AllTrue:
    """1 where every point holds, 0 where one does not, missing where one is unknown and none fails."""

    points: tuple[str, ...]
    type: Type = "derived"

    @property
    def numerator(self) -> str:
        return " + ".join(self.points)

    @property
    def denominator(self) -> str:
        return str(len(self.points))

    @property
    def terms(self) -> tuple[str, ...]:
        return self.points

    def __call__(self, measures: Measures) -> Parts:
        table = np.vstack([measures[point] for point in self.points])
        held, failed = (table > 0).sum(axis=0), (table == 0).any(axis=0)
        value = np.where(failed, 0.0, np.where(held == len(table), 1.0, np.nan))
        asked = np.full(table.shape[1], float(len(table)))
        return Parts(value, np.where(np.isnan(value), np.nan, held), asked, n=asked)


def share_of(k: Array, n: Array) -> Parts:
    """k / n with its Wilson interval; missing where n is 0 or k above n."""
    usable = (n > 0) & (k <= n) & (k >= 0)
    lower, upper = wilson(np.where(usable, k, np.nan), np.where(usable, n, np.nan))
    return Parts(np.where(usable, divide(k, n), np.nan), k, n, lower, upper, n)


def divide(k: Array, n: Array) -> Array:
    """k / n, missing where n is 0 or below."""
    return np.divide(k, n, out=np.full(np.shape(n), np.nan), where=n > 0)


def wilson(successes: Array, trials: Array, level: float = 0.95) -> tuple[Array, Array]:
    """Wilson score interval of k / n, bounds INCLUDED; missing where k / n is no share."""
    from statsmodels.stats.proportion import proportion_confint

    known = (trials > 0) & (successes >= 0) & (successes <= trials)
    lower, upper = np.full(trials.shape, np.nan), np.full(trials.shape, np.nan)
    if known.any():
        lower[known], upper[known] = proportion_confint(
            successes[known], trials[known], alpha=1 - level, method="wilson"
        )
    return lower, upper
