"""How an effect adds up over its window: the first day, the first two days, and so on."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import Any

import numpy as np

from kpilib.effects.design import Design
from kpilib.effects.draws import as_counts, middle_and_bounds
from kpilib.effects.mixture import Mixture
from kpilib.effects.record import Effect
from kpilib.effects.series import Series


def days_to_add(series: Series, design: Design) -> list[int]:
    """Grid positions of the window's days before the first one that is not observed, but for its last."""
    window = range(series.start, series.start + series.n_window)
    return list(takewhile(lambda position: design.window[position], window))[: series.n_window - 1]


def add_days(
    series: Series, design: Design, mixtures: Sequence[Mixture], level: float, seed: int
) -> tuple[dict[str, Any], ...]:
    """The effect of the first days, one row for each of the growing windows' mixtures.

    Each has the interval of its own SUM; bounds of days do not add up. The draws are the same for all.
    """
    rows = []
    for n, mixture in enumerate(mixtures, 1):
        totals = as_counts(mixture.draw(np.random.default_rng(seed))[0], design)
        observed = float(design.outcome[series.start : series.start + n].sum())
        rows.append({"days": n * series.spacing, **middle_and_bounds(level, observed - totals)})
    return tuple(rows)


def end_with_whole(effect: Effect) -> Effect:
    """The effect itself as the last row, where the window is wholly observed and its days were added."""
    days = effect.n_window_days
    before = tuple(row for row in effect.cumulative if row["days"] < days)
    if not before or effect.n_window_observed < days:
        return effect
    numbers = {name: getattr(effect, name) for name in ("effect", "effect_lower", "effect_upper")}
    return replace(effect, cumulative=(*before, {"days": days} | numbers))
