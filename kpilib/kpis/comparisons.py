"""A value against others: the change and whether it is noise, XmR limits, what a goal asks each month."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import hypot, inf, isfinite
from typing import Literal

import numpy as np

Verdict = Literal["signal", "routine", "unknown"]

# Limits from fewer earlier values move too much with each of them.
FEWEST_FOR_LIMITS = 6
_RUN = 8
# Values that a unit cannot pass; all others start at 0.
BOUNDS = {
    "share": (0.0, 1.0),
    "points": (-100.0, 100.0),
    "return": (-inf, inf),
    "percentage_points": (-1.0, 1.0),
}


@dataclass(frozen=True)
class Xmr:
    """Natural limits of a series of single values, and what they say of the newest.

    Attributes
    ----------
    mean, lower, upper : float
        From earlier values only; bounds INCLUDED in routine variation.
    n : int
        Earlier values.
    verdict : "signal" or "routine"
    rule : str
        "outside_limits"; "eight_on_one_side" (with the seven before it); "three_of_four" (three of the
        last four nearer to one limit than to the mean); "" if routine.
    """

    mean: float
    lower: float
    upper: float
    n: int
    verdict: Literal["signal", "routine"]
    rule: str = ""


def compute_xmr(
    earlier: Sequence[float], value: float, lowest: float = -inf, highest: float = inf
) -> Xmr | None:
    """Signal or routine, by limits from the values before.

    Parameters
    ----------
    earlier : sequence of float
        Oldest first; missing ones left out.
    value : float
        The newest.
    lowest, highest : float
        Values that cannot be passed (0 for counts, 0 and 1 for shares); limits end there.

    Returns
    -------
    Xmr, or None with fewer than six earlier values, or where these are all the same: then nothing is known
    of their variation.

    References
    ----------
    Wheeler (1993), Understanding variation: mean plus and minus 2.66 mean moving ranges, and his three
    detection rules.

    Examples
    --------
    >>> compute_xmr([10, 12, 10, 12, 10, 12], 30).rule
    'outside_limits'
    >>> compute_xmr([10, 12, 10, 12, 10, 12], 13).verdict
    'routine'
    """
    if len(earlier) < FEWEST_FOR_LIMITS:
        return None
    values = np.asarray(earlier, dtype=float)
    mean, reach = float(values.mean()), 2.66 * float(np.abs(np.diff(values)).mean())
    if reach <= 1e-9 * max(abs(mean), 1.0):
        return None
    rule = _rule([*values[-(_RUN - 1) :], float(value)], mean, reach)
    lower, upper = max(mean - reach, lowest), min(mean + reach, highest)
    return Xmr(mean, lower, upper, len(values), "signal" if rule else "routine", rule)


def limits_in(unit: str, earlier: Sequence[float], value: float) -> Xmr | None:
    """`compute_xmr` with the bounds of a unit; money can be lost, so a sum below 0 lifts the floor.

    Examples
    --------
    >>> limits_in("share", [0.9, 0.5, 0.9, 0.5, 0.9, 0.5], 0.7).upper
    1.0
    """
    lowest, highest = BOUNDS.get(unit, (0.0, inf))
    lowest = -inf if min([value, *earlier]) < lowest else lowest
    return compute_xmr(earlier, value, lowest, highest)


def range_limit(earlier: Sequence[float]) -> float | None:
    """The largest step from one value of a series to the next that is still routine.

    None with fewer than six values, or where these are all the same.

    References
    ----------
    Wheeler (1993): upper limit of moving ranges, 3.268 mean moving ranges.

    Examples
    --------
    >>> range_limit([10, 12, 10, 12, 10, 12])
    6.536
    """
    if len(earlier) < FEWEST_FOR_LIMITS:
        return None
    return 3.268 * float(np.abs(np.diff(np.asarray(earlier, dtype=float))).mean()) or None


def _rule(last: Sequence[float], mean: float, reach: float) -> str:
    distance = np.asarray(last) - mean
    if abs(distance[-1]) > reach:
        return "outside_limits"
    side = np.sign(distance[-1])
    if len(last) == _RUN and side and (np.sign(distance) == side).all():
        return "eight_on_one_side"
    far = side * distance[-4:] > reach / 2
    return "three_of_four" if far[-1] and far.sum() >= 3 else ""


@dataclass(frozen=True)
class Change:
    """Value minus an earlier one, its 95 % interval where both have one, and whether it is noise.

    `verdict` is "signal", "routine" (within noise: no arrow, no story), or "unknown".
    """

    change: float
    lower: float | None
    upper: float | None
    verdict: Verdict


Estimate = tuple[float, float | None, float | None]


def compute_change(
    now: Estimate, before: Estimate, xmr: Xmr | None = None, earlier: Sequence[float] = ()
) -> Change:
    """The change from one estimate (value, lower, upper) to another.

    Parameters
    ----------
    now, before : tuple
        Value and its 95 % limits; None where it has none (counts, money).
    xmr : Xmr, optional
        Limits of the series: they know more than sampling error, so they decide where they exist.
    earlier : sequence of float, optional
        The values these rest on, oldest first: a step longer than they take by routine is a signal, though
        it may end within the limits.

    References
    ----------
    Zou and Donner (2008), Construction of confidence limits about effect measures: the interval of a
    difference from the intervals of its parts (for two shares: Newcombe 1998, method 10).

    Examples
    --------
    >>> compute_change((0.5, 0.4, 0.6), (0.4, 0.3, 0.5)).verdict
    'routine'
    """
    change = now[0] - before[0]
    lower = upper = None
    if None not in (*now, *before):
        (x, x_low, x_high), (y, y_low, y_high) = now, before
        lower = change - hypot(x - x_low, y_high - y)  # type: ignore[operator]
        upper = change + hypot(x_high - x, y - y_low)  # type: ignore[operator]
    if xmr is not None:
        limit = range_limit(earlier)
        is_long = limit is not None and abs(change) > limit
        return Change(change, lower, upper, "signal" if is_long else xmr.verdict)
    if lower is None or upper is None:
        return Change(change, None, None, "unknown")
    return Change(change, lower, upper, "routine" if lower <= 0 <= upper else "signal")


def chance_of_difference(k: float, n: float, other_k: float, other_n: float) -> float:
    """The chance of two shares at least as far apart as k / n and other_k / other_n if they are one.

    Reference: Fisher (1922); exact, so that three of three against none of two is not taken for a finding.

    Examples
    --------
    >>> round(chance_of_difference(4, 4, 0, 3), 3), round(chance_of_difference(3, 3, 0, 2), 3)
    (0.029, 0.1)
    """
    from scipy.stats import fisher_exact

    return float(fisher_exact([[k, n - k], [other_k, other_n - other_k]])[1])


def months_between(first: date, last: date) -> float:
    """Calendar months from one day to another, parts of a month by its days.

    Examples
    --------
    >>> from datetime import date
    >>> months_between(date(2026, 6, 10), date(2026, 12, 10))
    6.0
    """
    whole = (last.year - first.year) * 12 + last.month - first.month
    return whole + (last.day - first.day) / calendar.monthrange(last.year, last.month)[1]


def needed_per_month(
    value: float, goal: float, as_of: date, due: date, less_is_better: bool = False
) -> float | None:
    """What must change each month to reach a goal by its day: (goal - value) / months left.

    0 where the goal is reached already; None from the due day on: there are no months left.

    Examples
    --------
    >>> from datetime import date
    >>> needed_per_month(140, 200, date(2026, 6, 10), date(2026, 12, 10))
    10.0
    """
    months = months_between(as_of, due)
    if months <= 0:
        return None
    is_reached = value <= goal if less_is_better else value >= goal
    return 0.0 if is_reached else (goal - value) / months


def silent_bounds(
    unit: str,
    numerator: float,
    answers: float,
    asked: float,
    scale: tuple[float, float] | None = None,
) -> tuple[float, float] | None:
    """Where a survey's value could be if all who did not answer felt the other way, or the same way.

    Parameters
    ----------
    unit : str
        "share", "points" (NPS: `numerator` is promoters less detractors) or "score" (their sum).
    numerator, answers, asked : float
        Those who said so, those who answered, all who were asked.
    scale : tuple, optional
        Lowest and highest score.

    Returns
    -------
    Lowest and highest value, both possible; None for other units, or with more answers than people asked.

    References
    ----------
    Manski (1989), Anatomy of the selection problem.

    Examples
    --------
    >>> silent_bounds("share", 30, 40, 100)
    (0.3, 0.9)
    """
    silent = asked - answers
    if silent < 0 or asked <= 0 or unit not in ("share", "points", "score"):
        return None
    if unit == "score":
        ends = scale or (float("-inf"), float("inf"))
        low, high = ((numerator + silent * end) / asked for end in ends)
        return (low, high) if isfinite(low) and isfinite(high) else None
    if unit == "points":
        return 100 * (numerator - silent) / asked, 100 * (numerator + silent) / asked
    return numerator / asked, (numerator + silent) / asked
