"""From the draws of a total to numbers: whole counts, the whole window, middle and bounds."""

from typing import Any

import numpy as np
from scipy import stats  # type: ignore[import-untyped]

from kpilib.effects.design import Design
from kpilib.effects.mixture import N_DRAWS
from kpilib.effects.series import Floats

SMALL_TOTAL = 20.0
SCARCE_TOTAL = 3.0
LEAST_TOTAL = 1e-3
SPREAD_OF_UNSEEN = (
    0.6  # of a day without data against the observed ones: a response fades, and weekdays differ
)


def whole_window(times: float, rng: np.random.Generator) -> Floats:
    """From the observed days to the whole window: a day without data brought about as much as the others."""
    return np.asarray(1 + (times - 1) * np.exp(SPREAD_OF_UNSEEN * rng.standard_normal(N_DRAWS)))


def as_counts(totals: Floats, design: Design) -> Floats:
    """Whole numbers where the outcome is counts and the total so small that 0 must be possible."""
    outcome = design.outcome[design.fit]
    is_small = np.median(totals) < SMALL_TOTAL and bool((outcome == np.round(outcome)).all())
    if not is_small:
        return totals
    return _scarce_counts(totals) if totals.mean() < SCARCE_TOTAL else np.round(np.maximum(totals, 0))


def _scarce_counts(totals: Floats) -> Floats:
    """Negative binomial of the same mean and variance, in the draws' order.

    Rounding would say that half a lead to be expected never becomes two.
    """
    mean = max(float(np.maximum(totals, 0).mean()), LEAST_TOTAL)
    variance = max(float(totals.var()), mean * (1 + LEAST_TOTAL))
    ranks = (stats.rankdata(totals, method="ordinal") - 0.5) / len(totals)
    return np.asarray(stats.nbinom.ppf(ranks, mean**2 / (variance - mean), mean / variance))


def middle_and_bounds(level: float, draws: Floats) -> dict[str, float]:
    """Median and the central interval at `level`."""
    tail = (1 - level) / 2
    numbers = (float(q) for q in np.quantile(draws, [0.5, tail, 1 - tail]))
    return dict(zip(("effect", "effect_lower", "effect_upper"), numbers, strict=True))


def widen(found: dict[str, Any], inflation: float) -> dict[str, Any]:
    """Bounds so many times as far from their middle."""
    middle = found["effect"]
    bounds = {name: middle + inflation * (found[name] - middle) for name in ("effect_lower", "effect_upper")}
    return found | bounds
