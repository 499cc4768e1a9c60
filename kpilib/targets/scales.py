"""The scale on which past events are compared, and the way back to values.

Ratios matter on the scale of counts and money (logarithm), odds on that of rates (logit). On it
each past event has a position and the variance that mere counting gives it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from kpilib.targets.columns import Numbers
from kpilib.targets.history import Past

Generator = np.random.Generator

LARGEST = 40.0  # logarithm of the largest value drawn: numpy's Poisson ends at e**43


@dataclass(frozen=True)
class Scale:
    """Positions and counting variances of past events; `values` turns drawn positions into results."""

    positions: Numbers
    counting: Numbers
    values: Callable[[Numbers, Generator], Numbers]


def scale_of(past: Past, kind: str) -> Scale:
    """The scale for a kind of value."""
    return {"count": _log_counts, "rate": _logit_shares, "money": _log_money}[kind](past)


def _log_counts(past: Past) -> Scale:
    # A single low count would claim a large variance for itself, so its neighbours vouch for it.
    usual = running_median(past.results, 7)
    return Scale(
        positions=np.log(past.results + 0.5),
        counting=1 / (usual + 0.5),
        values=lambda drawn, random: random.poisson(np.exp(np.minimum(drawn, LARGEST))).astype(float),
    )


def _logit_shares(past: Past) -> Scale:
    failures = past.trials - past.results
    usual = running_sum(past.results, 9) / running_sum(past.trials, 9)
    trials = int(past.new_trials)

    def shares(drawn: Numbers, random: Generator) -> Numbers:
        return random.binomial(trials, expit(drawn)) / trials

    return Scale(
        positions=np.log((past.results + 0.5) / (failures + 0.5)),
        counting=1 / (past.trials * usual + 0.5) + 1 / (past.trials * (1 - usual) + 0.5),
        values=shares,
    )


def _log_money(past: Past) -> Scale:
    positive = past.results[past.results > 0]
    if (past.results < 0).any() or not len(positive):
        return _plain_money(past)
    # Half of the smallest amount seen stands for nothing at all; doubling all amounts doubles it.
    shift = 0.0 if len(positive) == len(past) else 0.5 * float(positive.min())
    unit = float(np.median(positive))
    return Scale(
        positions=np.log((past.results + shift) / unit),
        counting=np.zeros(len(past)),
        values=lambda drawn, _: np.maximum(np.exp(np.minimum(drawn, LARGEST)) * unit - shift, 0.0),
    )


def _plain_money(past: Past) -> Scale:
    """Amounts that may be negative: no logarithm; spread brought to the usual one of a log scale."""
    middle = float(np.median(past.results))
    unit = float(np.std(past.results)) / 0.4 or abs(middle) or 1.0
    least = 0.0 if past.results.min() >= 0 else -np.inf
    return Scale(
        positions=(past.results - middle) / unit,
        counting=np.zeros(len(past)),
        values=lambda drawn, _: np.maximum(middle + drawn * unit, least),
    )


def running_median(series: Numbers, width: int) -> Numbers:
    """Median of the `width` events around each one, fewer at the ends."""
    return pd.Series(series).rolling(width, center=True, min_periods=1).median().to_numpy()


def running_sum(series: Numbers, width: int) -> Numbers:
    """Sum over the `width` events around each one, fewer at the ends."""
    return pd.Series(series).rolling(width, center=True, min_periods=1).sum().to_numpy()
