"""What is to be expected by chance: goals reached, alone and together; reds although nothing is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from kpilib.targets.history import Numbers
from kpilib.targets.result import Target

LEAST = 0.01  # nobody knows "never"; below it a hundred quantiles say nothing
HALF_STEP = 0.005  # of a hundred quantiles: the chance below the lowest one
# Joint results from which on one number for all goals is given, not its bounds alone.
NEEDED_TOGETHER = 8
# Before any data: two KPIs of one event hang together by 0 +- 0.5 (Fisher's scale).
USUAL_DEPENDENCE = 0.5
N_DRAWS = 20_000
LEVEL = 0.8


def reaches(value: float, goal: float, better: str) -> bool:
    """Whether a value is as good as a goal or better; the goal itself is included."""
    return value <= goal if better == "down" else value >= goal


def count_reached(values: Iterable[float], goal: float, better: str) -> int:
    """How many values reach a goal.

    Examples
    --------
    >>> count_reached([180, 200, 240], 200, "up"), count_reached([180, 200, 240], 200, "down")
    (2, 2)
    """
    return sum(reaches(value, goal, better) for value in values)


def chance_to_reach(target: Target, goal: float) -> float | None:
    """Probability that the next event reaches a goal if nothing is wrong.

    Parameters
    ----------
    target : Target
        Its `better` says what reaching means: at or above the goal, or at or below it.
    goal : float
        In the unit of the target; shares in [0, 1].

    Returns
    -------
    float or None
        To the nearest hundredth, within [0.01, 0.99], as nobody knows "never". None with too few
        events.

    Examples
    --------
    >>> target = Target("count", "up", 0.8, 50, 40, 60, 46, 40, True, "m", 9, (), tuple(range(1, 101)))
    >>> chance_to_reach(target, 81), chance_to_reach(target, 900)
    (0.2, 0.01)
    """
    if not target.quantiles:
        return None
    return within_doubt(count_reached(target.quantiles, goal, target.better) / len(target.quantiles))


def within_doubt(share: float | None) -> float | None:
    """A probability as it may be told: never 0 and never 1; None stays None."""
    return None if share is None else min(max(share, LEAST), 1 - LEAST)


def chance_of_worse(target: Target, value: float) -> float | None:
    """Probability of a result as bad as `value` or worse if nothing is wrong; None with too few events."""
    if not target.quantiles:
        return None
    sign = -1 if target.better == "down" else 1
    worse = sum(sign * quantile <= sign * value for quantile in target.quantiles)
    return min(max(worse / len(target.quantiles), HALF_STEP), 1.0)


def hold_reds(worse: Mapping[str, float], allowed: float) -> set[str]:
    """The KPIs whose low result stands out even among all that were judged.

    Parameters
    ----------
    worse : mapping
        For each judged KPI, red or not, the chance of a result as bad or worse (`chance_of_worse`).
    allowed : float
        Share of false ones among those kept that is accepted on average; the zones' share of red, so that
        a single judged KPI keeps its red.

    Notes
    -----
    Valid where KPIs are independent or tend to fail together, as those of one event do.

    References
    ----------
    Benjamini, Hochberg (1995), JRSS B 57; Benjamini, Yekutieli (2001) for positive dependence.

    Examples
    --------
    >>> sorted(hold_reds({"a": 0.005, "b": 0.08, "c": 0.4, "d": 0.9}, 0.1))
    ['a']
    """
    if not worse:
        return set()
    is_held, *_ = multipletests(list(worse.values()), alpha=allowed, method="fdr_bh")
    return {name for name, held in zip(worse, is_held, strict=True) if held}


@dataclass(frozen=True)
class Together:
    """The probability that one event reaches all its goals.

    Attributes
    ----------
    n_goals : int
    probability : float or None
        None where too few past events tell how the KPIs hang together.
    lower, upper : float
        With `probability` its 80 % range over that dependence; without it the limits that hold whatever
        the dependence is.
    n_events : int
        Past events that tell of it, for the pair of KPIs with the fewest.
    """

    n_goals: int
    probability: float | None
    lower: float
    upper: float
    n_events: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def chance_of_all(chances: Mapping[str, float], past: pd.DataFrame, better: Mapping[str, str]) -> Together:
    """The probability of reaching all goals at one event.

    Parameters
    ----------
    chances : mapping
        KPI -> probability of its goal alone (`chance_to_reach`); at least two.
    past : DataFrame
        Past events in order of time, oldest first; one column for each KPI, missing where unknown.
    better : mapping
        KPI -> "up" or "down".

    Notes
    -----
    A Gaussian copula. How two KPIs hang together is the rank correlation of their moves from one event to
    the next: growth that both share is in the expected ranges already, and moves hardly hold it. It is
    drawn towards 0, the more the fewer events. The probability rises with every correlation (Slepian
    1962), so that its range comes from all of them at their lower and at their upper limits.

    References
    ----------
    Kruskal (1958), JASA 53, for the correlation behind ranks; Fréchet (1951) for the bounds.

    Examples
    --------
    >>> few = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 1.0]})
    >>> together = chance_of_all({"a": 0.75, "b": 0.5}, few, {"a": "up", "b": "up"})
    >>> together.probability, together.lower, together.upper
    (None, 0.25, 0.5)
    """
    names = list(chances)
    alone = np.array([chances[name] for name in names])
    signs = [-1.0 if better[name] == "down" else 1.0 for name in names]
    lowest, highest = max(0.0, float(alone.sum()) - (len(names) - 1)), float(alone.min())
    middle, spread, n_events = _dependence(past.reindex(columns=names).astype("float64") * signs)
    if n_events < NEEDED_TOGETHER:
        return Together(len(names), None, lowest, highest, n_events)
    reach = float(stats.norm.ppf((1 + LEVEL) / 2))
    found = (_all_reached(alone, np.tanh(middle + step * spread)) for step in (-reach, 0.0, reach))
    lower, probability, upper = (min(max(p, lowest), highest) for p in found)
    return Together(len(names), probability, lower, upper, n_events)


def _dependence(past: pd.DataFrame) -> tuple[Numbers, Numbers, int]:
    """Fisher's z of each pair drawn towards 0, how sure it is, and the events behind the weakest pair."""
    moves = past.diff()
    size = moves.shape[1]
    middle, spread, fewest = np.zeros((size, size)), np.zeros((size, size)), len(past)
    for i in range(size):
        for j in range(i):
            both = moves.iloc[:, [i, j]].dropna()
            middle[i, j], spread[i, j] = _pair(both.iloc[:, 0], both.iloc[:, 1])
            fewest = min(fewest, len(both) + 1 if len(both) else 0)
    return middle + middle.T, spread + spread.T, fewest


def _pair(first: "pd.Series[float]", second: "pd.Series[float]") -> tuple[float, float]:
    """Middle and spread of z for one pair, from moves; one event stands in two of them."""
    free = len(first) * 2 / 3 - 3
    if free <= 0 or first.nunique() < 2 or second.nunique() < 2:
        return 0.0, USUAL_DEPENDENCE
    ranks = stats.spearmanr(first, second).statistic
    z = float(np.arctanh(np.clip(2 * np.sin(np.pi * ranks / 6), -0.99, 0.99)))
    noise, prior = 1.06 / free, USUAL_DEPENDENCE**2
    return z * prior / (prior + noise), float(np.sqrt(prior * noise / (prior + noise)))


def _all_reached(alone: Numbers, correlations: Numbers) -> float:
    """Share of draws in which every goal is reached; the same draws for every correlation."""
    draws = np.random.default_rng(0).standard_normal((N_DRAWS, len(alone)))
    joint = draws @ _root(correlations).T
    return float((joint <= stats.norm.ppf(alone)).all(axis=1).mean())


def _root(correlations: Numbers) -> Numbers:
    """A root of the nearest matrix that can be one of correlations: eigenvalues below 0 are lifted."""
    full = correlations.copy()
    np.fill_diagonal(full, 1.0)
    values, vectors = np.linalg.eigh(full)
    root = vectors * np.sqrt(np.maximum(values, 1e-9))
    return np.asarray(root / np.linalg.norm(root, axis=1, keepdims=True))
