"""The effects of events by topic, or by format: each group's mean drawn towards that of all."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy import optimize, stats  # type: ignore[import-untyped]
from statsmodels.stats.multitest import multipletests  # type: ignore[import-untyped]

from kpilib.effects.series import Floats

FEWEST_TO_READ = 3  # events; a smaller group is shown and not interpreted
LEVEL = 0.95
N_GRID = 200


@dataclass(frozen=True)
class GroupEffect:
    """One group: its partly pooled mean with its interval, and whether it differs from the others.

    `chance` is the p-value of the difference from all other events, after Holm's correction for the number
    of groups compared; None where the group is too small. `verdict` is "more", "fewer", "cannot tell", or
    "too few".
    """

    name: str
    n_events: int
    effect: float
    effect_lower: float
    effect_upper: float
    difference: float | None
    chance: float | None
    verdict: str

    def to_dict(self) -> dict[str, Any]:
        """The record, as JSON holds it."""
        return asdict(self)


def group_effects(
    effects: Sequence[float], errors: Sequence[float], groups: Sequence[str]
) -> list[GroupEffect]:
    """Means of the effects by group, in the groups' order of size and name; empty with fewer than two.

    Parameters
    ----------
    effects, errors : sequence of float
        Estimate and standard error of each event.
    groups : sequence of str
        Of each event; events of "" are left out.

    Notes
    -----
    Groups are believed to differ at most about as much as single estimates do (half-normal prior on their
    spread), which is averaged over a grid: a small group lies near the mean of all. Differences are tested
    without that pull, each group against all other events, then corrected for how many were compared.

    References
    ----------
    Gelman (2006), Prior distributions for variance parameters in hierarchical models; Holm (1979), A simple
    sequentially rejective multiple test procedure.

    Examples
    --------
    >>> found = group_effects([10, 11, 12, 50, 51, 52], [1.0] * 6, ["a"] * 3 + ["b"] * 3)
    >>> [(one.name, one.verdict) for one in found]
    [('a', 'fewer'), ('b', 'more')]
    """
    is_named = np.array([bool(name) for name in groups], dtype=bool)
    y, variances = np.asarray(effects, dtype=float)[is_named], np.square(np.asarray(errors, float)[is_named])
    labels = np.array([name for name in groups if name])
    names = sorted(set(labels), key=lambda name: (-int((labels == name).sum()), name))
    if len(names) < 2:
        return []
    member = np.array([labels == name for name in names])
    weights = 1 / (variances + _variance_within(y, variances, member))
    raw, error = (member * weights) @ y / (member @ weights), 1 / np.sqrt(member @ weights)
    centre, spread = _pull(raw, error, float(y.std(ddof=1)))
    reach = stats.norm.ppf(0.5 + LEVEL / 2) * spread
    counts = member.sum(axis=1)
    is_read = (counts >= FEWEST_TO_READ) & (len(y) - counts >= FEWEST_TO_READ)
    tests = _differences(y, weights, member, is_read)
    return [
        GroupEffect(str(name), int(n), float(c), float(c - r), float(c + r), *test)
        for name, n, c, r, test in zip(names, counts, centre, reach, tests, strict=True)
    ]


def _variance_within(y: Floats, variances: Floats, member: Any) -> float:
    """Variance of true effects within groups, so that the weighted squares are what they should be."""
    free = len(y) - len(member)

    def excess(between: float) -> float:
        weights = 1 / (variances + between)
        means = (member * weights) @ y / (member @ weights)
        return float((weights * np.square(y - means @ member)).sum() - free)

    if free <= 0 or excess(0.0) <= 0:
        return 0.0
    return float(optimize.brentq(excess, 0.0, float(np.square(np.ptp(y)) + variances.max()) * len(y)))


def _pull(raw: Floats, error: Floats, scale: float) -> tuple[Floats, Floats]:
    """Posterior mean and standard deviation of each group, averaged over how much groups differ."""
    spread = np.linspace(0, 4 * (scale or 1.0), N_GRID)[:, None]
    weights = 1 / (np.square(error) + np.square(spread))
    total = weights.sum(axis=1, keepdims=True)
    middle = (weights @ raw)[:, None] / total
    fit = (np.log(weights) - weights * np.square(raw - middle)).sum(axis=1) - np.log(total[:, 0])
    log = fit / 2 - np.square(spread[:, 0] / (scale or 1.0)) / 2
    belief = np.exp(log - log.max())
    belief /= belief.sum()
    pull = np.square(error) * weights  # 1: wholly to the mean of all
    means = raw + pull * (middle - raw)
    variances = np.square(error) * (1 - pull) + np.square(pull) / total
    centre = belief @ means
    return centre, np.sqrt(belief @ (variances + np.square(means - centre)))


def _differences(
    y: Floats, weights: Floats, member: Any, is_read: Any
) -> list[tuple[float | None, float | None, str]]:
    """Difference from all other events, its corrected p-value, and the verdict, of each group."""
    nothing: list[tuple[float | None, float | None, str]] = [(None, None, "too few")] * len(member)
    free = len(y) - len(member)
    if not is_read.any() or free < 1:
        return nothing
    others = ~member
    means, rest = ((part * weights) @ y / (part @ weights) for part in (member, others))
    error = np.sqrt(1 / (member @ weights) + 1 / (others @ weights))
    chances = 2 * stats.t.sf(np.abs(means - rest) / error, free)
    corrected = np.full(len(member), np.nan)
    # Of two groups each is the other's rest: that is one comparison, not two.
    once = len(member) == 2
    corrected[is_read] = chances[is_read] if once else multipletests(chances[is_read], method="holm")[1]
    found = []
    for difference, chance, counts in zip(means - rest, corrected, is_read, strict=True):
        word = "cannot tell" if chance >= 1 - LEVEL else "more" if difference > 0 else "fewer"
        found.append((float(difference), float(chance), word) if counts else nothing[0])
    return found
