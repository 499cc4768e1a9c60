"""Bayesian model averaging: bases x error processes x one unknown level shift, by exact marginal likelihood.

Everything is linear in relative units (outcome / expected outcome), so each candidate has a closed form; the
noise scale phi is integrated out (inverse gamma). See STATISTICS in DECISIONS for the method's figures.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from kpilib.effects.model import Base, MeanModel
from kpilib.effects.process import Process, Whitener, candidate_processes, whiten
from kpilib.effects.series import Floats, Mask

PRIOR_SHIFT = 0.35
SHIFT_PROBABILITY = 0.25
SHIFT_EVERY = 5
MOST_SHIFTS = 75
SPREAD_OF_EVENTS = 0.4  # tau: relative spread of the strength of other events
PHI_SHAPE = PHI_RATE = 1.0
TYPICAL_COUNT = 60.0
N_DRAWS = 4000


@dataclass(frozen=True)
class Mixture:
    """Student components of three window totals: everything, without other events, other events alone."""

    log_weight: Floats
    mean: Floats
    variance: Floats
    degrees: float

    @property
    def weight(self) -> Floats:
        """Posterior probability of each component."""
        raw = np.exp(self.log_weight - self.log_weight.max())
        return np.asarray(raw / raw.sum())

    def correlation(self) -> float:
        """Correlation of this event's estimate with that of the other events in its window."""
        weight = self.weight
        centre = weight @ self.mean
        total, alone, others = weight @ (self.variance + (self.mean - centre) ** 2)
        if others <= 0 or total <= 0:
            return 0.0
        return float(-(total + others - alone) / (2 * np.sqrt(total * others)))

    def draw(self, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """`N_DRAWS` of the first two totals, paired, of log-normal shape."""
        strata = (np.arange(N_DRAWS) + 0.5) / N_DRAWS
        chosen = np.searchsorted(np.cumsum(self.weight), strata).clip(max=len(self.log_weight) - 1)
        noise = rng.permutation(stats.t.ppf(strata, self.degrees))
        first, second = (_shape(self.mean[chosen, i], self.variance[chosen, i], noise) for i in (0, 1))
        return first, second


def _shape(mean: Floats, variance: Floats, noise: Floats) -> Floats:
    """Log-normal with this mean and variance; plain Student where the mean is near or below 0."""
    sd = np.sqrt(variance)
    is_positive = mean > 0.5 * sd
    safe = np.where(is_positive, mean, 1.0)
    log_variance = np.log1p(np.where(is_positive, variance, 0.0) / safe**2)
    skewed = np.exp(np.log(safe) - log_variance / 2 + np.sqrt(log_variance) * noise)
    return np.asarray(np.where(is_positive, skewed, mean + sd * noise))


@dataclass(frozen=True)
class _Task:
    """What all candidates share: columns on fit days, window totals, priors."""

    model: MeanModel
    days: Floats
    window: Floats
    scale: Floats
    noise: Floats
    events: Floats
    event_sd: Floats
    event_totals: Floats
    shifts: Floats


def average_models(model: MeanModel, reach: float | None = None) -> Mixture:
    """Posterior mixture of the window's totals, in outcome units, observed window days only."""
    task = _make_task(model)
    parts = [_candidate(task, process) for process in _processes(task)]
    log_weight, mean, variance = (np.concatenate(part) for part in zip(*parts, strict=True))
    degrees = 2 * PHI_SHAPE + len(task.days)
    return Mixture(log_weight, mean * model.unit, variance * model.unit**2, degrees)


def _processes(task: _Task) -> list[Process]:
    return candidate_processes(min(1.0, TYPICAL_COUNT / float(task.scale[task.days].mean())))


def _make_task(model: MeanModel) -> _Task:
    design = model.design
    days, window = np.flatnonzero(design.fit), np.flatnonzero(design.window & ~design.is_zero)
    scale = model.common_mean
    with_events = np.maximum(scale + design.bins @ model.responses, 0.2 * scale)
    shapes = np.abs(design.responses @ model.responses).T.reshape(len(scale), -1)
    events = np.column_stack([design.bins, shapes])
    reaching = np.column_stack([design.responses[design.is_overlapping].sum(axis=0), shapes * design.is_overlapping])
    event_sd = np.append(_response_sd(model, days, window), np.full(shapes.shape[1], SPREAD_OF_EVENTS))
    used = (np.abs(events[days]).sum(axis=0) + np.abs(reaching[window]).sum(axis=0)) > 0
    return _Task(
        model=model,
        days=days,
        window=window,
        scale=scale,
        noise=(with_events / scale**2)[days],
        events=(events / scale[:, None])[days][:, used],
        event_sd=event_sd[used],
        event_totals=reaching[window].sum(axis=0)[used],
        shifts=_shift_columns(days),
    )


def _response_sd(model: MeanModel, days: Floats, window: Floats) -> Floats:
    """Prior of the other events' extra outcome per day and bin.

    A bin that no earlier event has shown may hold all that the window shows on its days.
    """
    bins = model.design.bins
    excess = np.maximum(model.outcome - model.common_mean, 0)
    shown = (bins[window].T @ excess[window]) / np.maximum(bins[window].sum(axis=0), 1)
    is_learnt = bins[days].sum(axis=0) >= 2
    level = model.common_mean[days].mean()
    return np.maximum(level, np.where(is_learnt, 2 * np.abs(model.responses), shown))


def _shift_columns(days: Floats) -> Floats:
    every = max(SHIFT_EVERY, len(days) // MOST_SHIFTS)
    starts = np.arange(every, len(days) - 3, every)
    return (np.arange(len(days))[:, None] >= starts[None, :]).astype(float)


def _candidate(task: _Task, process: Process) -> tuple[Floats, Floats, Floats]:
    """Components of one process: every base, without and with a level shift."""
    whitener = whiten(process, task.days, task.noise)
    relative = whitener.covariance_with(task.window, task.scale[task.window])
    own = whitener.variance_of(task.window, task.scale[task.window])
    solved_shifts = whitener.solve(task.shifts)
    parts = [_components(task, base, whitener, relative, own, solved_shifts) for base in task.model.bases]
    log_weight, mean, variance = (np.concatenate(part) for part in zip(*parts, strict=True))
    return log_weight, mean, variance


def _components(
    task: _Task, base: Base, whitener: Whitener, relative: Floats, own: float, solved_shifts: Floats
) -> tuple[Floats, Floats, Floats]:
    days, window, shifts = task.days, task.window, task.shifts
    columns = np.column_stack([base.columns[days], task.events])
    response = (task.model.outcome[days] - base.mean[days]) / task.scale[days] + base.log_mean[days]
    solved = whitener.solve(np.column_stack([columns, response, relative]))
    k = columns.shape[1]
    precision = np.append(base.sds, task.event_sd) ** -2.0
    inverse = np.linalg.inv(columns.T @ solved[:, :k] + np.diag(precision))
    coefs = inverse @ (columns.T @ solved[:, k])
    fit_loss = response @ solved[:, k] - coefs @ (columns.T @ solved[:, k])

    cross = columns.T @ solved_shifts
    shift_precision = (shifts * solved_shifts).sum(axis=0) + PRIOR_SHIFT**-2 - (cross * (inverse @ cross)).sum(axis=0)
    shift_score = shifts.T @ solved[:, k] - cross.T @ coefs
    loss = np.append(fit_loss, fit_loss - shift_score**2 / shift_precision)

    n = len(days)
    rate = PHI_RATE + loss / 2
    log_likelihood = (
        -0.5 * whitener.log_det
        + 0.5 * np.linalg.slogdet(inverse)[1]
        + 0.5 * np.log(precision).sum()
        - (PHI_SHAPE + n / 2) * np.log(rate)
        - 0.5 * np.append(0.0, np.log(shift_precision * PRIOR_SHIFT**2))
        - 0.5 * np.log(n) * (len(base.sds) - len(task.model.bases[0].sds))
    )
    log_prior = np.log(np.append(1 - SHIFT_PROBABILITY, np.full(shifts.shape[1], SHIFT_PROBABILITY / max(shifts.shape[1], 1))))

    expected = base.mean[window]
    total = np.append(expected @ base.columns[window], np.zeros(len(task.event_sd)))
    others = np.append(np.zeros(base.columns.shape[1]), task.event_totals)
    toward = np.stack([total + others, total, others])
    remembers = np.array([1.0, 1.0, 0.0])
    reach = toward - np.outer(remembers, relative @ solved[:, :k])
    constant = remembers * (expected.sum() - expected @ base.log_mean[window] + relative @ solved[:, k])
    mean = constant + reach @ coefs
    residual_variance = own - relative @ solved[:, k + 1] + task.scale[window].sum()
    variance = remembers * residual_variance + ((reach @ inverse) * reach).sum(axis=1)

    shift = shift_score / shift_precision
    pull = np.outer(remembers, expected.sum() - relative @ solved_shifts) - reach @ inverse @ cross
    means = np.vstack([mean, mean + (pull * shift).T])
    variances = np.vstack([variance, variance + (pull**2 / shift_precision).T])
    scale = rate / (PHI_SHAPE + n / 2)
    return log_likelihood + log_prior, means, variances * scale[:, None]
