"""Which places of a ranking an event could have, given the intervals: mostly nearly all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats  # type: ignore[import-untyped]

LEVEL = 0.95


@dataclass(frozen=True)
class RankRange:
    """The best and the worst place an event could have, 1 the best; both included."""

    best: int
    worst: int


def rank_ranges(
    values: Sequence[float],
    lowers: Sequence[float],
    uppers: Sequence[float],
    level: float = LEVEL,
    less_is_better: bool = False,
) -> list[RankRange]:
    """For each event the places that no comparison rules out, all events together at 95 %.

    Parameters
    ----------
    values, lowers, uppers : sequence of float
        Estimate and interval at `level` of each event.

    Notes
    -----
    Every interval is widened so that all together hold at 95 %; an event can only be behind another whose
    interval lies wholly above its own. No draws, so the same data give the same places.

    References
    ----------
    Klein, Wright and Wieczorek (2020), A joint confidence region for an overall ranking of populations.

    Examples
    --------
    >>> rank_ranges([10, 50, 52], [8, 45, 47], [12, 55, 57])
    [RankRange(best=3, worst=3), RankRange(best=1, worst=2), RankRange(best=1, worst=2)]
    """
    middle = np.asarray(values, dtype=float)
    if not len(middle):
        return []
    each = LEVEL ** (1 / len(middle))
    widen = stats.norm.ppf(0.5 + each / 2) / stats.norm.ppf(0.5 + level / 2)
    low = middle - widen * (middle - np.asarray(lowers, dtype=float))
    high = middle + widen * (np.asarray(uppers, dtype=float) - middle)
    if less_is_better:
        low, high = -high, -low
    is_above = low[None, :] > high[:, None]  # row: this event, column: one that is surely better
    better, worse = is_above.sum(axis=1), is_above.sum(axis=0)
    return [RankRange(int(1 + b), int(len(middle) - w)) for b, w in zip(better, worse, strict=True)]
