"""Observed against counterfactual, day by day, for charts: the path of the most probable model."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats  # type: ignore[import-untyped]

from kpilib.effects.averaging import PHI_RATE, PHI_SHAPE, Fit, Task, fit_candidate, solve_process
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
    mean, relative = _mean_path(task, best)
    others = np.maximum(task.model.design.bins @ task.model.responses, 0)
    path = np.maximum(mean * (1 + relative) + others, 0)
    variance = best.phi * (
        mean + others + best.fit.solution.whitener.process.share * _horizon(task, best) * mean**2
    )
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
    fit = fit_candidate(task, task.model.bases[base], solve_process(task, task.processes[process]))
    phi = float((PHI_RATE + fit.loss[shift] / 2) / (PHI_SHAPE + len(task.days) / 2))
    if not shift:
        return _Best(fit, None, fit.coefs, phi)
    return _Best(
        fit, shift - 1, fit.coefs - fit.inverse @ fit.cross[:, shift - 1] * fit.shift[shift - 1], phi
    )


def _mean_path(task: Task, best: _Best) -> tuple[Floats, Floats]:
    """Mean without other events, and the relative departure that shift and process add on each day."""
    base, whitener = best.fit.base, best.fit.solution.whitener
    n_base = base.columns.shape[1]
    relative = base.columns @ best.coefs[:n_base] - base.log_mean
    residual = best.fit.response - best.fit.columns @ best.coefs
    if best.shift is not None:
        step = task.shifts[:, best.shift] * best.fit.shift[best.shift]
        residual = residual - step
        relative = relative + np.interp(np.arange(len(relative)), task.days, step)
    solved = whitener.solve(residual[:, None])[:, 0]
    if whitener.process.rho != 0:
        smooth = residual - task.noise * solved
        relative = relative + np.interp(np.arange(len(relative)), task.days, smooth, right=0)
        relative[task.days[-1] + 1 :] += _forecast(task, best, solved, len(relative))
    return base.mean, relative


def _forecast(task: Task, best: _Best, solved: Floats, n: int) -> Floats:
    ahead = np.arange(task.days[-1] + 1, n)
    one = np.ones(1)
    return np.array(
        [best.fit.solution.whitener.covariance_with(np.array([day]), one) @ solved for day in ahead]
    )


def _horizon(task: Task, best: _Best) -> Floats:
    """Days a random walk has gone on since the last fit day; 1 for other processes."""
    steps = np.arange(len(task.scale))
    if best.fit.solution.whitener.process.rho is not None:
        return np.ones(len(steps))
    return np.maximum(steps - task.days[-1], 1).astype(float)
