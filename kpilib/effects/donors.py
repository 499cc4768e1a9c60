"""One control made of several untouched series: donor weights, not an average."""

import numpy as np
import pandas as pd
from scipy.optimize import nnls  # type: ignore[import-untyped]

from kpilib.effects.series import Floats, Mask

N_FOLDS = 5
HEAVY = 1e3  # weight of the row that makes the donor weights sum to one


def donor_weights(outcome: Floats, controls: Floats) -> Floats:
    """Weights, non-negative and summing to one, after taking each series' own mean away.

    Parameters
    ----------
    outcome : array (n,)
    controls : array (n, m)

    References
    ----------
    Doudchenko and Imbens (2016), synthetic control with an intercept.
    """
    deviations = controls - controls.mean(axis=0)
    scale = HEAVY * max(float(np.abs(deviations).max()), 1e-9)
    rows = np.vstack([deviations, np.full((1, controls.shape[1]), scale)])
    weights = nnls(rows, np.append(outcome - outcome.mean(), scale))[0]
    return np.asarray(weights / weights.sum())


def synthesise_control(outcome: Floats, controls: pd.DataFrame, fit: Mask) -> Floats:
    """The weighted control, day by day; on fit days by weights learnt from OTHER fit days.

    With many donors the weights bend to the days they were learnt from; a control made that way would
    look better in the past than it can be in the window. Donors stand on their own scale, or each on the
    outcome's level (a region ten times as large must not swing ten times as far): whichever foretells the
    days left out better.
    """
    donors = controls.to_numpy(dtype=float)
    usable = np.flatnonzero(fit & ~np.isnan(donors).any(axis=1))
    if len(usable) < 2 * N_FOLDS:
        return np.asarray(donors.mean(axis=1))
    tries = [_cross_fit(outcome, donors, usable, is_levelled) for is_levelled in (False, True)]
    return min(tries, key=lambda control: float(np.square(outcome[usable] - control[usable]).sum()))


def _cross_fit(outcome: Floats, donors: Floats, usable: Floats, is_levelled: bool) -> Floats:
    control = _project(outcome, donors, usable, np.arange(len(outcome)), is_levelled)
    for fold in np.array_split(usable, N_FOLDS):
        control[fold] = _project(outcome, donors, np.setdiff1d(usable, fold), fold, is_levelled)
    return np.maximum(control, 0)


def _project(outcome: Floats, donors: Floats, learn: Floats, days: Floats, is_levelled: bool) -> Floats:
    if is_levelled:
        size = donors[learn].mean(axis=0)
        donors = donors * (outcome[learn].mean() / np.where(size == 0, 1, size))
    weights = donor_weights(outcome[learn], donors[learn])
    level = outcome[learn].mean() - donors[learn].mean(axis=0) @ weights
    return np.asarray(level + donors[days] @ weights)
