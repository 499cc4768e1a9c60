"""What may move a KPI: each cause is a block of columns with a few levels of how far it may move.

Level 0 of a block means "no such cause". A candidate model picks one level of each block; a level
is nothing but a prior variance for each column of the block, so that all models are weighted
regressions on the same columns.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from kpilib.errors import DataError
from kpilib.targets.columns import LARGEST_NUMBER, Numbers
from kpilib.targets.history import Past
from kpilib.targets.result import Note
from kpilib.targets.scales import Scale, running_median

GROUP_VARIANCES = (0.0, 0.02, 0.08, 0.2)
DRIFT_VARIANCES = (0.0, 0.0004, 0.002, 0.01)
SHIFT_VARIANCE, SHIFT_CHANCE = 0.25, 0.2
NUMBER_VARIANCE, TREND_VARIANCE, SEASON_VARIANCE = 0.25, 0.09, 0.04
MOST_STEPS, MOST_SHIFTS = 16, 8
SEASON_DAYS, SEASON_EVENTS = 330, 10
LEVEL_VARIANCE = 9.0
OUTSIDE, FARTHEST = 3.0, 6.0  # standard deviations of a covariate
OUTLIER_VARIANCE, OUTLIER_CHANCE = 4.0, 0.02
OUTLIER_EVENTS, OUTLIER_SHARE, MOST_OUTLIERS = 8, 5, 12
SUSPECT, SPIKE, SMALLEST_SPREAD = 3.0, 4.5, 0.03


@dataclass(frozen=True)
class Block:
    """One cause.

    Attributes
    ----------
    name : str
        "level", "trend", "outlier", "drift", "shift", "season", or the covariate's.
    past : array, events x columns
    new : array, columns
        The row of the event to come.
    variances : array, levels x columns
        Prior variance of each column's coefficient at each level.
    extra : array, levels
        Variance that only the event to come has (an unseen group, a further step of drift).
    chances : array, levels
        Prior probability of each level; sums to 1.
    explains : bool
        Whether the columns explain differences between neighbours (a drift or shift hardly does).
    start : int
        Level at which the search for models begins.
    """

    name: str
    past: Numbers
    new: Numbers
    variances: Numbers
    extra: Numbers
    chances: Numbers
    explains: bool = False
    start: int = 0


def blocks_of(past: Past, scale: Scale) -> tuple[list[Block], list[Note]]:
    """All blocks for the history, intercept first, and notes on covariates."""
    days = past.days
    blocks = [
        _plain("level", np.ones(len(past)), 1.0, LEVEL_VARIANCE, 1.0),
        _trend(days, past.new_day),
        *_outliers(scale),
        _drift(days, past.new_day),
        _shift(len(past)),
    ]
    if np.ptp(days) >= SEASON_DAYS and len(past) >= SEASON_EVENTS:
        blocks.append(_season(past.year_share[:-1], past.year_share[-1]))
    notes: list[Note] = []
    for name in past.covariates.columns:
        column, new = past.covariates[name], past.new_covariates[name]
        read = _number if pd.api.types.is_numeric_dtype(column) else _group
        block, found = read(column, new, name)
        blocks += [block] if block else []
        notes += found
    return blocks, notes


def _plain(name: str, past: Numbers, new: float, variance: float, chance: float) -> Block:
    """One column that is in with `chance`, or always (chance 1)."""
    levels = [variance] if chance == 1 else [0.0, variance]
    return Block(
        name=name,
        past=past[:, None],
        new=np.array([new]),
        variances=np.array(levels)[:, None],
        extra=np.zeros(len(levels)),
        chances=np.array([1.0] if chance == 1 else [1 - chance, chance]),
        explains=chance < 1,
    )


def _outliers(scale: Scale) -> list[Block]:
    """One block for each event far from its neighbours: in a model that has it, the event says nothing.

    Whether it is an outlier is left to the evidence, which knows the covariates.
    """
    n_events = len(scale.positions)
    away = np.abs(scale.positions - running_median(scale.positions, 7))
    usual = max(1.4826 * float(np.median(away)), float(np.sqrt(np.median(scale.counting))), SMALLEST_SPREAD)
    # Of fewer events than eight none can be called an outlier.
    most = min(n_events // OUTLIER_SHARE, MOST_OUTLIERS) if n_events >= OUTLIER_EVENTS else 0
    farthest = np.argsort(-away, kind="stable")[:most]
    return [
        _outlier(n_events, at, bool(away[at] > SPIKE * usual))
        for at in farthest
        if away[at] > SUSPECT * usual
    ]


def _outlier(n_events: int, at: int, is_glaring: bool) -> Block:
    block = _plain("outlier", np.eye(n_events)[at], 0.0, OUTLIER_VARIANCE, OUTLIER_CHANCE)
    return replace(block, start=int(is_glaring), explains=is_glaring)


def _trend(days: Numbers, new_day: float) -> Block:
    middle, spread = days.mean(), days.std() or 1.0
    # A trend is carried on for half as long as it was seen, not further.
    farthest = days.max() + 0.5 * np.ptp(days)
    ahead = (min(new_day, farthest) - middle) / spread
    return _plain("trend", (days - middle) / spread, ahead, TREND_VARIANCE, 0.3)


def _season(year_share: Numbers, new_share: float) -> Block:
    def waves(share: Any) -> Numbers:
        return np.stack([np.sin(2 * np.pi * share), np.cos(2 * np.pi * share)], axis=-1)

    variances = np.array([[0.0, 0.0], [SEASON_VARIANCE, SEASON_VARIANCE]])
    return Block(
        "season", waves(year_share), waves(new_share), variances, np.zeros(2), np.array([0.6, 0.4]), True
    )


def _number(column: "pd.Series[Any]", new: object, name: str) -> tuple[Block | None, list[Note]]:
    """A numeric covariate in units of its own spread; sizes (0 or more, beyond 10) as logarithms."""
    given = column.to_numpy(dtype=float, na_value=np.nan)
    if not isinstance(new, int | float | np.number | np.bool_):
        raise DataError(
            f"new_event.{name}",
            "a text",
            "a number as in the history",
            "Correct it, or leave it out if it is not known.",
        )
    if np.isnan(given).all():
        return None, [("covariate_constant", {"name": name})]
    numbers = np.append(given, float(new))
    if (np.abs(numbers) > LARGEST_NUMBER).any():
        raise DataError(
            f"history.{name}", "a number beyond 1e15", "numbers that can occur", "Correct the cells."
        )
    if np.nanmin(numbers) >= 0 and np.nanmax(given) > 10:
        numbers = np.log1p(numbers)
    middle, spread = np.nanmean(numbers[:-1]), np.nanstd(numbers[:-1])
    if spread < 1e-9 * max(abs(middle), 1.0):
        return None, [("covariate_constant", {"name": name})]
    scaled = (numbers - middle) / spread
    notes: list[Note] = [("covariate_outside_history", {"name": name})] if abs(scaled[-1]) > OUTSIDE else []
    # Beyond that the history says nothing about the form of the curve, and a slip of the pen is likelier.
    new_scaled = float(np.clip(scaled[-1], -FARTHEST, FARTHEST))
    return _plain(name, np.nan_to_num(scaled[:-1]), new_scaled, NUMBER_VARIANCE, 0.5), notes


def _group(column: "pd.Series[Any]", new: object, name: str) -> tuple[Block | None, list[Note]]:
    """A text covariate: groups lean towards each other unless the data insist; an unseen one may differ."""
    known = column.dropna().astype(str)
    names = sorted(known.unique())
    is_seen = str(new) in names
    if not names or (len(names) == 1 and is_seen):
        return None, [("covariate_constant", {"name": name})]
    past = (column.astype("str").to_numpy()[:, None] == np.array(names, dtype=object)[None, :]).astype(float)
    variances = np.array(GROUP_VARIANCES)
    levels = len(variances)
    block = Block(
        name=name,
        past=past,
        new=np.array([float(group == str(new)) for group in names]),
        variances=np.repeat(variances[:, None], len(names), axis=1),
        extra=variances * (not is_seen),
        chances=np.full(levels, 1 / levels),
        explains=True,
    )
    return block, [] if is_seen else [("group_unseen", {"name": name})]


def _drift(days: Numbers, new_day: float) -> Block:
    """A level that wanders: one step before each event, wider after a longer pause.

    Long histories take fewer steps, each as wide as the single steps that it stands for.
    """
    pauses = np.diff(np.append(days, new_day))
    usual = float(np.median(pauses[:-1])) or 1.0
    widths = np.clip(pauses / usual, 0.25, 12.0)
    at = _spread_out(len(days), MOST_STEPS)
    columns = (np.arange(len(days))[:, None] >= at[None, :]).astype(float)
    step_widths = np.diff(np.append(0.0, np.cumsum(widths)[at - 1]))
    variances = np.array(DRIFT_VARIANCES)
    levels = len(variances)
    return Block(
        name="drift",
        past=columns,
        new=np.ones(len(at)),
        variances=variances[:, None] * step_widths[None, :],
        extra=variances * widths[-1],
        chances=np.full(levels, 1 / levels),
    )


def _shift(n_events: int) -> Block:
    """One lasting change of level at a time that is not known: each level is one possible time."""
    at = _spread_out(n_events, MOST_SHIFTS)
    columns = (np.arange(n_events)[:, None] >= at[None, :]).astype(float)
    places = len(at)
    # Each place stands for all events since the one before it: a change is as likely at any event.
    shares = np.diff(at, prepend=0) / at[-1]
    return Block(
        name="shift",
        past=columns,
        new=np.ones(places),
        variances=np.vstack([np.zeros(places), SHIFT_VARIANCE * np.eye(places)]),
        extra=np.zeros(places + 1),
        chances=np.array([1 - SHIFT_CHANCE, *(SHIFT_CHANCE * shares)]),
    )


def _spread_out(n_events: int, most: int) -> "np.ndarray[Any, np.dtype[np.int64]]":
    """At most `most` places between 1 and the last event, closer together towards the end."""
    if n_events - 1 <= most:
        return np.arange(1, n_events)
    back = np.unique(np.round(np.geomspace(1, n_events - 1, 4 * most)).astype(int))
    chosen = back[np.round(np.linspace(0, len(back) - 1, most)).astype(int)]
    return np.sort(n_events - np.unique(chosen))
