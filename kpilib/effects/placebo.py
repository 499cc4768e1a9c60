"""The same estimate at earlier dates on which nothing happened."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats  # type: ignore[import-untyped]

from kpilib.effects.record import Effect
from kpilib.effects.series import Series

MOST_DATES = 6
PRIOR_DATES = 4  # the interval counts as much as this many placebos that came out as it says
REACH_DAYS = 14  # of another event
HALF_A_COUNT = 0.5  # an interval of whole numbers may shrink to one of them


def placebo_starts(series: Series, other_days: Sequence[pd.Timestamp], fewest_steps: int) -> list[int]:
    """Grid positions, latest first: windows that neither overlap each other nor touch an event.

    Parameters
    ----------
    fewest_steps : int
        Steps of history that must lie before a placebo window.
    """
    reach = -(-REACH_DAYS // series.spacing)
    events = [series.position(day) for day in other_days]
    starts: list[int] = []
    start = series.start - series.n_window
    while start >= fewest_steps and len(starts) < MOST_DATES:
        if any(event < start + series.n_window and start < event + reach for event in events):
            start -= 1
            continue
        starts.append(start)
        start -= series.n_window
    return starts


def summarise_placebos(effect: Effect, estimates: Sequence[Effect]) -> dict[str, Any]:
    """Counts, never percentages: from a handful of dates no share is worth printing.

    Returns
    -------
    dict
        `n_dates`; `n_false_alarms`, dates whose interval excludes 0; `n_as_far`, dates that lie at least as
        far from 0 (in standard deviations) as the event; `n_as_large`, the same in the outcome's unit, as a
        chart shows it; `p_value`, (1 + n_as_far) / (1 + n_dates), never
        below 1 / (1 + n_dates); `inflation`, the factor by which the effect's interval is widened (1 or
        more); `planted`, an effect of the size called detectable, and `n_planted_found`, the dates on which
        the widened interval would have found it; `rows` of date, effect, lower, upper.
    """
    rows = _distinct([row for row in map(_row, estimates) if row["effect"] is not None])
    z = np.array([_z_value(row, effect.level) for row in rows])
    inflation = max(1.0, float(np.sqrt((PRIOR_DATES + np.square(z).sum()) / (PRIOR_DATES + len(z)))))
    planted = inflation * (effect.smallest_detectable or 0.0)
    n_as_far = (
        int((np.abs(z) >= abs(_z_value(_row(effect), effect.level))).sum()) if effect.effect else len(z)
    )
    return {
        "n_dates": len(rows),
        "n_false_alarms": sum(row["lower"] > 0 or row["upper"] < 0 for row in rows),
        "n_as_far": n_as_far,
        "n_as_large": sum(abs(row["effect"]) >= abs(effect.effect or 0.0) for row in rows),
        "p_value": (1 + n_as_far) / (1 + len(rows)),
        "inflation": inflation,
        "planted": planted,
        # The fit uses earlier days only, so a planted effect moves a placebo's interval by its size.
        "n_planted_found": sum(_widened_lower(row, inflation) + planted > 0 for row in rows),
        "rows": rows,
    }


def _distinct(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Copies of one placebo (an idle stretch gives the same answer again and again) count once."""
    first: dict[tuple[float, ...], dict[str, Any]] = {}
    for row in rows:
        first.setdefault(tuple(row[name] for name in ("effect", "lower", "upper")), row)
    return list(first.values())


def _widened_lower(row: dict[str, Any], inflation: float) -> float:
    return float(row["effect"] + inflation * (row["lower"] - row["effect"]))


def _row(estimate: Effect) -> dict[str, Any]:
    bounds = {"lower": estimate.effect_lower, "upper": estimate.effect_upper}
    return {"date": estimate.event_on, "effect": estimate.effect, **bounds}


def _z_value(row: dict[str, Any], level: float) -> float:
    """Effect in standard deviations of the side that faces 0."""
    near = row["upper"] if row["effect"] < 0 else row["lower"]
    distance = abs(row["effect"] - near) or HALF_A_COUNT
    return float(row["effect"] / distance * stats.norm.ppf(0.5 + level / 2))
