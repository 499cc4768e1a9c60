"""Bayesian model averaging: bases x error processes x one unknown level shift, by exact marginal likelihood.

Everything is linear in relative units (outcome / expected outcome), so each candidate has a closed form; the
noise scale phi is integrated out (inverse gamma). Other events enter additively: what they add on average in
each bin, and each event's own departure from that.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from kpilib.effects.mixture import Mixture
from kpilib.effects.model import Base, MeanModel
from kpilib.effects.process import Process, Whitener, candidate_processes, whiten
from kpilib.effects.series import Floats

PRIOR_SHIFT = 0.35
SHIFT_PROBABILITY = 0.25
SHIFT_EVERY = 5
MOST_SHIFTS = 75
SPREAD_OF_EVENTS = 0.4  # tau: relative spread of the strength of other events, before they are looked at
SPREAD_COUNTS = 3  # this belief weighs as much as so many events that are seen clearly
LEAST_SPREAD = 0.2
PHI_SHAPE = PHI_RATE = 1.0
TYPICAL_COUNT = 60.0
IN_COUNTERFACTUAL = np.array([1.0, 1.0, 0.0])  # which of the three totals hold the baseline and its noise

Components = tuple[Floats, Floats, Floats]  # log weight (m,), mean (m, 3), variance (m, 3)


@dataclass(frozen=True)
class Task:
    """What all candidates share.

    `days` and `window` are grid positions; `scale` (T,) is the mean that errors are relative to; `noise` (n,)
    the relative variance of a day's noise; `events` (n, k) the other events' relative columns with prior
    sds `event_sd`, and `window_events` (w, k) what one unit of each adds on the window's days; `shifts`
    (n, m) the steps.
    """

    model: MeanModel
    days: Floats
    window: Floats
    scale: Floats
    noise: Floats
    events: Floats
    event_sd: Floats
    window_events: Floats
    shifts: Floats

    @property
    def event_totals(self) -> Floats:
        """What one unit of each other event adds to the window."""
        return np.asarray(self.window_events.sum(axis=0))

    def shorten(self, last: int) -> "Task":
        """The same task for the window's days up to the grid position `last`, included."""
        n = int((self.window <= last).sum())
        return replace(self, window=self.window[:n], window_events=self.window_events[:n])

    @property
    def processes(self) -> list[Process]:
        """The error processes averaged over, on this series' scale."""
        return candidate_processes(min(1.0, TYPICAL_COUNT / float(self.scale[self.days].mean())))


@dataclass(frozen=True)
class Memory:
    """One process on the fit days, and what it remembers of each of them in the window's total."""

    whitener: Whitener
    remembered: Floats
    solved_remembered: Floats


@dataclass(frozen=True)
class Fit:
    """Posterior of one base under one process, without a shift and with each shift added.

    `columns` (n, p) and `shifts` (n, m) are relative to the common scale. `coefs` (p,) and their covariance
    `inverse` (p, p) are per unit of phi; `shift` (m,) the steps' estimates, `shift_precision` (m,), and
    `cross` (p, m) ties the two. `solved_` stands for V^-1 times the thing.
    """

    base: Base
    memory: Memory
    columns: Floats
    solved_columns: Floats
    shifts: Floats
    solved_shifts: Floats
    response: Floats
    solved_response: Floats
    coefs: Floats
    inverse: Floats
    cross: Floats
    shift: Floats
    shift_precision: Floats
    loss: Floats


def average_windows(tasks: Sequence[Task]) -> list[Mixture]:
    """Posterior mixture of the total over each task's observed window days; the tasks differ in their windows
    alone, so that the fit is made once."""
    parts = [part for process in tasks[0].processes for part in _candidate(tasks, process)]
    return [_mix(tasks[0], [part[i] for part in parts]) for i in range(len(tasks))]


def _mix(task: Task, parts: list[Components]) -> Mixture:
    log_weight, mean, variance = (np.concatenate(part) for part in zip(*parts, strict=True))
    unit = task.model.unit
    return Mixture(log_weight, mean * unit, variance * unit**2, 2 * PHI_SHAPE + len(task.days))


def make_task(model: MeanModel) -> Task:
    """Lay out what the candidates share."""
    design = model.design
    days, window = np.flatnonzero(design.fit), np.flatnonzero(design.window & ~design.is_zero)
    scale = model.common_mean
    with_events = np.maximum(scale + design.bins @ model.responses, 0.2 * scale)
    shapes = np.abs(design.responses @ model.responses).T.reshape(len(scale), -1)
    events = np.column_stack([design.bins, shapes])
    spread = spread_of_events(model.outcome[days] - scale[days], shapes[days], with_events[days])
    sds = np.append(_response_sd(model, days, window), np.full(shapes.shape[1], spread))
    used = np.abs(events[days]).sum(axis=0) + np.abs(events[window]).sum(axis=0) > 0
    return Task(
        model=model,
        days=days,
        window=window,
        scale=scale,
        noise=(with_events / scale**2)[days],
        events=(events / scale[:, None])[days][:, used],
        event_sd=sds[used],
        window_events=np.ascontiguousarray(events[window][:, used]),
        shifts=_shift_columns(len(days)),
    )


def _response_sd(model: MeanModel, days: Floats, window: Floats) -> Floats:
    """Prior sd of what other events add per day and bin.

    A bin that no day of the fit has shown may hold all that the window shows on its days.
    """
    bins = model.design.bins
    excess = np.maximum(model.outcome - model.common_mean, 0)
    shown = (bins[window].T @ excess[window]) / np.maximum(bins[window].sum(axis=0), 1)
    is_learnt = bins[days].sum(axis=0) >= 2
    level = model.common_mean[days].mean()
    return np.asarray(np.maximum(level, np.where(is_learnt, 2 * np.abs(model.responses), shown)))


def spread_of_events(excess: Floats, shapes: Floats, variance: Floats) -> float:
    """Relative spread of the events' strength, learnt from those that stand out of the noise.

    Parameters
    ----------
    excess, variance : arrays (n,)
        Outcome above the mean without events, and the variance of its noise.
    shapes : array (n, J)
        What each event would bring at usual strength.
    """
    usual, on_its_days = shapes.sum(axis=0), shapes > 0
    is_past = usual > 0
    brought = (excess @ on_its_days)[is_past] / usual[is_past] - 1
    noise = (variance @ on_its_days)[is_past] / usual[is_past] ** 2
    clear = (1 + noise / SPREAD_OF_EVENTS**2) ** -2.0  # an event lost in the noise says nothing
    free = 1 - 1 / max(len(clear), 1)  # what is usual was learnt from the same events
    clear = clear * (free > 0)
    squares = (clear * (brought**2 - free * noise)).sum() + SPREAD_COUNTS * SPREAD_OF_EVENTS**2
    return float(np.sqrt(np.clip(squares / (SPREAD_COUNTS + free * clear.sum()), LEAST_SPREAD**2, 1)))


def _shift_columns(n: int) -> Floats:
    starts = np.arange(SHIFT_EVERY, n - 3, max(SHIFT_EVERY, n // MOST_SHIFTS))
    return (np.arange(n)[:, None] >= starts[None, :]).astype(float)


def _candidate(tasks: Sequence[Task], process: Process) -> list[list[Components]]:
    """For each base, the components of each task."""
    memories = _remember(tasks, process)
    fits = [fit_candidate(tasks[0], base, memories[0]) for base in tasks[0].model.bases]
    return [_components(tasks, memories, fit) for fit in fits]


def _components(tasks: Sequence[Task], memories: list[Memory], fit: Fit) -> list[Components]:
    weights = _log_weights(tasks[0], fit)
    windows = zip(tasks, memories, strict=True)
    return [(weights, *_window_totals(task, replace(fit, memory=memory))) for task, memory in windows]


def remember(task: Task, process: Process) -> Memory:
    """The part of one process that all bases share."""
    return _remember([task], process)[0]


def _remember(tasks: Sequence[Task], process: Process) -> list[Memory]:
    whitener = whiten(process, tasks[0].days, tasks[0].noise)
    remembered = [whitener.covariance_with(task.window, task.scale[task.window]) for task in tasks]
    return [Memory(whitener, column, whitener.solve(column[:, None])[:, 0]) for column in remembered]


def fit_candidate(task: Task, base: Base, memory: Memory) -> Fit:
    """Generalised least squares with normal priors; each shift by a rank-one update."""
    days = task.days
    level = (base.mean / task.scale)[days][:, None]
    columns = np.column_stack([level * base.columns[days], task.events])
    shifts = level * task.shifts
    response = (task.model.outcome - base.mean)[days] / task.scale[days] + level[:, 0] * base.log_mean[days]
    solved = memory.whitener.solve(np.column_stack([columns, shifts, response]))
    p = columns.shape[1]
    solved_columns, solved_shifts, solved_response = solved[:, :p], solved[:, p:-1], solved[:, -1]
    score = columns.T @ solved_response
    inverse = _posterior(columns.T @ solved_columns, np.append(base.sds, task.event_sd))
    coefs = inverse @ score
    cross = solved_columns.T @ shifts
    own = (shifts * solved_shifts).sum(axis=0) - (cross * (inverse @ cross)).sum(axis=0)
    shift_precision = np.maximum(own, 0) + PRIOR_SHIFT**-2
    shift = (shifts.T @ solved_response - cross.T @ coefs) / shift_precision
    loss = response @ solved_response - coefs @ score
    return Fit(
        base=base,
        memory=memory,
        columns=columns,
        solved_columns=solved_columns,
        shifts=shifts,
        solved_shifts=solved_shifts,
        response=response,
        solved_response=solved_response,
        coefs=coefs,
        inverse=inverse,
        cross=cross,
        shift=shift,
        shift_precision=shift_precision,
        loss=np.maximum(np.append(loss, loss - shift**2 * shift_precision), 0),
    )


def _posterior(information: Floats, sds: Floats) -> Floats:
    """Covariance of the coefficients, inverted in units of their priors: never singular."""
    whitened = np.eye(len(sds)) + information * np.outer(sds, sds)
    return np.asarray(np.linalg.inv(whitened) * np.outer(sds, sds))


def _prior_precision(task: Task, base: Base) -> Floats:
    return np.asarray(np.append(base.sds, task.event_sd) ** -2.0)


def _log_weights(task: Task, fit: Fit) -> Floats:
    """Log marginal likelihood and prior, no shift first, then each shift.

    The normal priors of trend and season with the odds of no trend are penalty enough: BIC's on top costs a
    tenth of the width on a series with trend and year.
    """
    n, n_shifts = len(task.days), task.shifts.shape[1]
    fixed = np.linalg.slogdet(fit.inverse)[1] + np.log(_prior_precision(task, fit.base)).sum()
    fixed -= fit.memory.whitener.log_det
    occam = np.append(0.0, np.log(fit.shift_precision * PRIOR_SHIFT**2))
    shifted = np.full(n_shifts, SHIFT_PROBABILITY / max(n_shifts, 1))
    prior = fit.base.prior * fit.memory.whitener.process.prior * np.append(1 - SHIFT_PROBABILITY, shifted)
    return np.asarray((fixed - occam) / 2 - _phi_shape(n) * np.log(PHI_RATE + fit.loss / 2) + np.log(prior))


def _phi_shape(n: int) -> float:
    return PHI_SHAPE + n / 2


def _window_totals(task: Task, fit: Fit) -> tuple[Floats, Floats]:
    """Mean and variance of the three totals: future process and noise, and the error of all estimates."""
    window, base, memory = task.window, fit.base, fit.memory
    weights, expected = task.scale[window], base.mean[window]
    baseline = np.append(expected @ base.columns[window], np.zeros(len(task.event_sd)))
    others = np.append(np.zeros(base.columns.shape[1]), task.event_totals)
    toward = np.stack([baseline + others, baseline, others])
    reach = toward - np.outer(IN_COUNTERFACTUAL, memory.remembered @ fit.solved_columns)
    constant = expected.sum() - expected @ base.log_mean[window] + memory.remembered @ fit.solved_response
    mean = IN_COUNTERFACTUAL * constant + reach @ fit.coefs

    process_variance = memory.whitener.variance_of(window, weights)
    forgotten = process_variance - memory.remembered @ memory.solved_remembered
    variance = IN_COUNTERFACTUAL * (forgotten + weights.sum()) + ((reach @ fit.inverse) * reach).sum(axis=1)
    pull = np.outer(IN_COUNTERFACTUAL, expected.sum() - memory.remembered @ fit.solved_shifts)
    pull -= reach @ fit.inverse @ fit.cross
    means = np.vstack([mean, mean + (pull * fit.shift).T])
    variances = np.vstack([variance, variance + (pull**2 / fit.shift_precision).T])
    phi = (PHI_RATE + fit.loss / 2) / _phi_shape(len(task.days))
    return means, variances * phi[:, None]
