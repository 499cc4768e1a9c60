"""Observed against counterfactual, day by day, for charts: the path of the most probable model."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats  # type: ignore[import-untyped]

from kpilib.effects.averaging import PHI_RATE, PHI_SHAPE, Fit, Task, fit_candidate, remember
from kpilib.effects.mixture import Mixture
from kpilib.effects.series import Floats, Series


@dataclass(frozen=True)
class _Best:
    fit: Fit
    shift: int | None
    coefs: Floats
    phi: float


def daily_path(series: Series, task: Task, mixture: Mixture, total: float, level: float) -> pd.DataFrame:
    """One row per grid day: date, observed, counterfactual, lower, upper, in_window.

    The counterfactual of the observed window days adds up to `total`. Bounds are of single days: a day's
    noise and the process, not the error of the level, and never to be added up.
    """
    best = _best(task, mixture)
    mean, residual = _mean_path(task, best)
    others = np.maximum(task.model.design.bins @ task.model.responses, 0)
    path = np.maximum(mean + task.scale * _process_path(task, best, residual) + others, 0)
    share = best.fit.memory.whitener.process.share
    variance = best.phi * (mean + others + share * _horizon(task, best) * task.scale**2)
    path, variance = (np.where(task.model.design.is_zero, 0, values) for values in (path, variance))
    path, sd = path * task.model.unit, np.sqrt(variance) * task.model.unit
    return _table(series, task, _add_up(task, path, total), stats.norm.ppf(0.5 + level / 2) * sd)


def _add_up(task: Task, path: Floats, total: float) -> Floats:
    window = task.model.design.window
    now = path[window].sum()
    in_window = np.arange(len(path)) > task.days[-1]
    return np.where(in_window, path * (total / now if now > 0 else 1.0), path)


def _table(series: Series, task: Task, path: Floats, half: Floats) -> pd.DataFrame:
    in_window = np.zeros(len(path), dtype=bool)
    in_window[series.window] = True
    return pd.DataFrame(
        {
            "date": [day.date().isoformat() for day in series.dates],
            "observed": task.model.design.outcome,
            "counterfactual": path,
            "lower": np.maximum(path - half, 0),
            "upper": path + half,
            "in_window": in_window,
        }
    )


def _best(task: Task, mixture: Mixture) -> _Best:
    """Refit the component of greatest weight; components run over processes, bases, shifts."""
    n_shifts = task.shifts.shape[1] + 1
    rest, shift = divmod(int(np.argmax(mixture.log_weight)), n_shifts)
    process, base = divmod(rest, len(task.model.bases))
    fit = fit_candidate(task, task.model.bases[base], remember(task, task.processes[process]))
    phi = float((PHI_RATE + fit.loss[shift] / 2) / (PHI_SHAPE + len(task.days) / 2))
    if not shift:
        return _Best(fit, None, fit.coefs, phi)
    return _Best(
        fit, shift - 1, fit.coefs - fit.inverse @ fit.cross[:, shift - 1] * fit.shift[shift - 1], phi
    )


def _mean_path(task: Task, best: _Best) -> tuple[Floats, Floats]:
    """Mean without other events and without the process; what the fit days leave to the process."""
    base, fit = best.fit.base, best.fit
    relative = base.columns @ best.coefs[: base.columns.shape[1]] - base.log_mean
    residual = fit.response - fit.columns @ best.coefs
    if best.shift is not None:
        residual = residual - fit.shifts[:, best.shift] * fit.shift[best.shift]
        step = task.shifts[:, best.shift] * fit.shift[best.shift]
        relative = relative + np.interp(np.arange(len(relative)), task.days, step)
    return np.maximum(base.mean * (1 + relative), 0), residual


def _process_path(task: Task, best: _Best, residual: Floats) -> Floats:
    """The process smoothed on fit days and foretold after them, relative to the common scale."""
    steps = np.arange(len(task.scale))
    whitener = best.fit.memory.whitener
    if whitener.process.rho == 0:
        return np.zeros(len(steps))
    solved = whitener.solve(residual[:, None])[:, 0]
    path = np.interp(steps, task.days, residual - task.noise * solved)
    path[task.days[-1] + 1 :] = _forecast(task, best, solved, len(steps))
    return np.asarray(path)


def _forecast(task: Task, best: _Best, solved: Floats, n: int) -> Floats:
    ahead = np.arange(task.days[-1] + 1, n)
    one = np.ones(1)
    return np.array(
        [best.fit.memory.whitener.covariance_with(np.array([day]), one) @ solved for day in ahead]
    )


def _horizon(task: Task, best: _Best) -> Floats:
    """Days a random walk has gone on since the last fit day; 1 for other processes."""
    steps = np.arange(len(task.scale))
    if best.fit.memory.whitener.process.rho is not None:
        return np.ones(len(steps))
    return np.maximum(steps - task.days[-1], 1).astype(float)
