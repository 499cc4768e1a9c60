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
    look better in the past than it can be in the window.
    """
    donors = controls.to_numpy(dtype=float)
    usable = np.flatnonzero(fit & ~np.isnan(donors).any(axis=1))
    if len(usable) < 2 * N_FOLDS:
        return np.asarray(donors.mean(axis=1))
    # A region ten times as large must not swing ten times as far: all on the outcome's level.
    level = np.abs(donors[usable]).mean(axis=0)
    donors = donors * np.where(level > 0, outcome[usable].mean() / np.where(level > 0, level, 1), 1)
    control = _project(outcome, donors, usable, np.arange(len(outcome)))
    for fold in np.array_split(usable, N_FOLDS):
        control[fold] = _project(outcome, donors, np.setdiff1d(usable, fold), fold)
    return np.maximum(control, 0)


def _project(outcome: Floats, donors: Floats, learn: Floats, days: Floats) -> Floats:
    weights = donor_weights(outcome[learn], donors[learn])
    level = outcome[learn].mean() - donors[learn].mean(axis=0) @ weights
    return np.asarray(level + donors[days] @ weights)
