"""Zones: limits that can occur, and how often a result misses them although nothing is wrong."""

from dataclasses import dataclass

import numpy as np

from kpilib.targets.columns import Numbers


@dataclass(frozen=True)
class Zones:
    """Limits of green and red, both included in the better zone, and the chances of missing them."""

    green_from: float
    red_from: float
    false_red: float
    false_amber: float


def zones_of(draws: Numbers, shares: tuple[float, float], better: str) -> Zones:
    """Limits with the shares of red and of red or amber nearest to those asked for.

    The chances are counted over the draws: where few values can occur, no limit has the
    exact share, and what a reader should expect is what the limit really does.
    """
    sign = 1 if better == "up" else -1
    red_from, green_from = (limit(sign * draws, share) for share in shares)
    is_red, is_green = sign * draws < red_from, sign * draws >= green_from
    return Zones(
        green_from=sign * green_from,
        red_from=sign * red_from,
        false_red=float(is_red.mean()),
        false_amber=float((~is_red & ~is_green).mean()),
    )


def limit(draws: Numbers, share: float) -> float:
    """The drawn value below which a share of draws nearest to `share` lies, half as much again at most.

    Where few values can occur no limit has the exact share; always taking the next smaller one
    would leave tiny counts without any red.
    """
    values, counts = np.unique(draws, return_counts=True)
    below = (np.cumsum(counts) - counts) / len(draws)
    allowed = below <= 1.5 * share
    return float(values[allowed][np.argmin(np.abs(below[allowed] - share))])
