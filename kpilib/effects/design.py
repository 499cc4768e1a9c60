"""What the outcome may depend on: week, trend, year, named columns, and the other events."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from kpilib.effects.donors import synthesise_control
from kpilib.effects.series import Floats, Mask, Series

BIN_EDGES = (0, 3, 7, 14)  # days since an event: 0-2, 3-6, 7-13
YEAR = 365.25
FEWEST_DAYS_FOR_YEAR = 330
FEWEST_ZEROS = 4
FEWEST_EXPECTED = 2.5  # on all days of a weekday together; with fewer, zeros may be chance

PRIOR_WEEKDAY = 0.5
PRIOR_COVARIATE = 0.5
PRIOR_FLAG = 1.0
PRIOR_SLOPE = 0.25
PRIOR_SEASON = 0.2


@dataclass(frozen=True)
class Design:
    """Regressors on the grid; T steps, p shared columns, J other events.

    `shared` (T, p) stands in every model; `trend` (T, 1) and `season` (T, 2 or 0) only in some.
    `responses` (J, T, 3) marks for each other event the days of each bin. `fit` and `window` mark
    the days used for fitting and the window days that were observed.
    """

    outcome: Floats
    shared: Floats
    shared_sd: Floats
    trend: Floats
    season: Floats
    responses: Floats
    is_overlapping: Mask
    fit: Mask
    window: Mask
    is_zero: Mask

    @property
    def bins(self) -> Floats:
        """Number of other events in each bin, day by day (T, 3)."""
        return np.asarray(self.responses.sum(axis=0))

    def without(self, days: Mask) -> "Design":
        """The same with these days left out of the fit."""
        return replace(self, fit=self.fit & ~days)


def make_design(
    series: Series,
    other_days: Sequence[pd.Timestamp],
    covariates: Sequence[str],
    controls: Sequence[str],
    is_in_reach: Mask,
) -> Design:
    """Design for one window; `is_in_reach` marks the days that may be used for fitting."""
    fit = is_in_reach & ~series.excluded & ~np.isnan(series.outcome)
    window = np.zeros_like(fit)
    window[series.window] = True
    window &= ~series.excluded & ~np.isnan(series.outcome)
    is_zero = _structural_zeros(series, fit)
    columns = series.columns
    if controls:
        columns = columns.assign(_control=synthesise_control(series.outcome, columns[list(controls)], fit))
    names = [*covariates, "_control"] if controls else list(covariates)
    is_known = columns[names].notna().all(axis=1).to_numpy()
    fit, window = fit & ~is_zero & is_known, window & is_known
    shared, sds = _shared_columns(columns[names], series, fit, window)
    responses, is_overlapping = _event_responses(series, other_days)
    days = np.arange(len(series.dates)) * float(series.spacing)
    return Design(
        outcome=series.outcome,
        shared=shared,
        shared_sd=sds,
        trend=((days - days[series.start]) / 100)[:, None],
        season=_season(days, days[fit]),
        responses=responses,
        is_overlapping=is_overlapping,
        fit=fit,
        window=window,
        is_zero=is_zero,
    )


def _structural_zeros(series: Series, fit: Mask) -> Mask:
    is_zero = np.zeros_like(fit)
    if series.spacing == 7:
        return is_zero
    weekday = series.dates.day_of_week.to_numpy()
    usual = _typical_value(series.outcome[fit])
    for day in range(7):
        seen = series.outcome[fit & (weekday == day)]
        if len(seen) >= FEWEST_ZEROS and not seen.any() and len(seen) * usual >= FEWEST_EXPECTED:
            is_zero |= weekday == day
    return is_zero


def _typical_value(outcome: Floats) -> float:
    """Occurrences a day: the share of days with something, in a scarce series its number of leads a day."""
    return float(np.count_nonzero(outcome) / max(len(outcome), 1))


def _season(days: Floats, fit_days: Floats) -> Floats:
    if not len(fit_days) or np.ptp(fit_days) < FEWEST_DAYS_FOR_YEAR:
        return np.empty((len(days), 0))
    angle = 2 * np.pi * days / YEAR
    return np.column_stack([np.sin(angle), np.cos(angle)])


def _shared_columns(columns: pd.DataFrame, series: Series, fit: Mask, window: Mask) -> tuple[Floats, Floats]:
    """Weekdays and the named columns with the standard deviations of their priors."""
    parts: list[Floats] = []
    sds: list[float] = []
    if series.spacing == 1:
        parts.append(np.eye(7)[series.dates.day_of_week.to_numpy()])
        sds += [PRIOR_WEEKDAY] * 7
    for name in columns.columns:
        part, sd = _regressors(columns[name], series.spacing, fit | window)
        parts.append(part)
        sds += [sd] * part.shape[1]
    empty = np.empty((len(series.dates), 0))
    return np.column_stack([empty, *parts]), np.array(sds)


def _regressors(column: pd.Series, spacing: int, used: Mask) -> tuple[Floats, float]:
    """Columns and prior of one named column: group, flag or number."""
    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    if numbers.isna().to_numpy()[column.notna().to_numpy()].any():
        return _varying(pd.get_dummies(column, dtype=float).to_numpy(), used), PRIOR_FLAG
    if set(numbers[used].dropna()) <= {0.0, 1.0}:
        return _varying(np.nan_to_num(numbers.to_numpy())[:, None], used), PRIOR_FLAG
    is_positive = bool((numbers.dropna() >= 0).all())
    scaled = pd.Series(np.log1p(numbers) if is_positive else numbers)
    both = [scaled]
    if spacing == 1:
        # A noisy column measured day by day hides the smooth part that drives the outcome.
        both.append(scaled.rolling(7, center=True, min_periods=1).mean())
    part = np.column_stack([values.to_numpy(dtype=float) for values in both])
    part = _varying(part, used)
    if not part.shape[1]:
        return part, PRIOR_COVARIATE
    return np.nan_to_num((part - part[used].mean(axis=0)) / part[used].std(axis=0)), PRIOR_COVARIATE


def _varying(part: Floats, used: Mask) -> Floats:
    return part[:, np.ptp(part[used], axis=0) > 0] if used.any() else part[:, :0]


def _event_responses(series: Series, other_days: Sequence[pd.Timestamp]) -> tuple[Floats, Mask]:
    """Days of each bin after each other event, and which events reach into the window."""
    steps = np.arange(len(series.dates))
    marks: list[Any] = []
    for day in other_days:
        since = (steps - series.position(day)) * series.spacing
        marks.append([(since >= a) & (since < b) for a, b in pairwise(BIN_EDGES)])
    responses = np.array(marks, dtype=float).reshape(len(marks), 3, len(steps)).transpose(0, 2, 1)
    return responses, np.asarray(responses[:, series.window].any(axis=(1, 2)), dtype=bool)
