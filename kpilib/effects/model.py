"""The mean by statsmodels' GLM: count scale, spikes, and one fit for each base."""

import warnings
from dataclasses import dataclass

import numpy as np
from statsmodels.genmod import families  # type: ignore[import-untyped]
from statsmodels.genmod.generalized_linear_model import GLM  # type: ignore[import-untyped]

from kpilib.effects.design import PRIOR_SEASON, PRIOR_SLOPE, Design
from kpilib.effects.series import Floats, Mask

PRIOR_RESPONSE = 1.5  # of another event's bin, on the log scale of the GLM
PRIOR_INTERCEPT = 10.0
SPIKE_SDS = 6.0
SPIKE_TIMES = 2.5
FIRST_COUNT = 50.0  # provisional events per day before the noise is known


@dataclass(frozen=True)
class Base:
    """One fitted mean: its columns (T, k) with prior sds, log mean without other events (T,), responses."""

    columns: Floats
    sds: Floats
    log_mean: Floats
    responses: Floats

    @property
    def mean(self) -> Floats:
        """Expected value per day without other events, in units (see `MeanModel.unit`)."""
        return np.asarray(np.exp(self.log_mean))


@dataclass(frozen=True)
class MeanModel:
    """All bases on one scale: `unit` outcome units carry the noise of one Poisson count."""

    design: Design
    unit: float
    bases: tuple[Base, ...]
    n_spikes: int

    @property
    def outcome(self) -> Floats:
        """The outcome in units."""
        return np.asarray(self.design.outcome / self.unit)

    @property
    def common_mean(self) -> Floats:
        """Geometric mean of the bases' means: the scale on which errors are relative."""
        return np.asarray(np.exp(np.mean([base.log_mean for base in self.bases], axis=0)))

    @property
    def responses(self) -> Floats:
        """Additive response per day of each bin, averaged over the bases, in units (3,)."""
        return np.asarray(np.mean([base.responses for base in self.bases], axis=0))


def fit_mean_model(design: Design) -> MeanModel:
    """Fit every base; spikes are dropped and the noise's unit is measured on the richest one.

    Parameters
    ----------
    design : Design
        At least one fit day with an outcome above 0.
    """
    richest = _base_columns(design)[-1]
    unit = float(design.outcome[design.fit].mean()) / FIRST_COUNT
    n_before = int(design.fit.sum())
    for _ in range(2):
        residual, mean = _pearson(design, _fit_base(design, *richest, unit), unit)
        unit = max(_noise_unit(residual * np.sqrt(unit), np.flatnonzero(design.fit)), 1e-6 * unit)
        design = design.without(_spikes(design, residual, mean))
    bases = tuple(_fit_base(design, columns, sds, unit) for columns, sds in _base_columns(design))
    return MeanModel(design, unit, bases, n_before - int(design.fit.sum()))


def _base_columns(design: Design) -> list[tuple[Floats, Floats]]:
    """Constant, trend, and (with a year of data) trend and season, each with the shared columns."""
    ones = np.ones((len(design.outcome), 1))
    columns = np.column_stack([ones, design.shared])
    sds = np.append(PRIOR_INTERCEPT, design.shared_sd)
    bases = [(columns, sds)]
    bases.append((np.column_stack([columns, design.trend]), np.append(sds, PRIOR_SLOPE)))
    if design.season.shape[1]:
        columns, sds = bases[-1]
        bases.append((np.column_stack([columns, design.season]), np.append(sds, [PRIOR_SEASON] * 2)))
    return bases


def _fit_base(design: Design, columns: Floats, sds: Floats, unit: float) -> Base:
    """Poisson GLM with log link and normal priors (statsmodels' ridge), other events as dummies."""
    fit = design.fit
    outcome = design.outcome[fit] / unit
    exog = np.column_stack([columns, np.minimum(design.bins, 1)])
    penalty = 1 / (np.append(sds, [PRIOR_RESPONSE] * 3) ** 2 * fit.sum())
    start = np.append(np.log(outcome.mean()), np.zeros(exog.shape[1] - 1))
    with warnings.catch_warnings():
        # A ridge fit that stops a little early is no trouble: the averaging corrects it.
        warnings.simplefilter("ignore")
        model = GLM(outcome, exog[fit], family=families.Poisson())
        params = model.fit_regularized(alpha=penalty, L1_wt=0.0, start_params=start).params
    log_mean = np.clip(columns @ params[:-3], *(np.log(outcome.mean()) + np.array([-6.0, 4.0])))
    return Base(columns, sds, log_mean, _responses(design, np.exp(log_mean), params[-3:]))


def _responses(design: Design, mean: Floats, log_responses: Floats) -> Floats:
    """Log-scale dummies as extra outcome per day, on the average day of each bin."""
    days = design.bins * design.fit[:, None]
    level = (mean @ days) / np.maximum(days.sum(axis=0), 1)
    return np.asarray(level * np.expm1(log_responses))


def _pearson(design: Design, base: Base, unit: float) -> tuple[Floats, Floats]:
    fit = design.fit
    mean = np.maximum(base.mean + design.bins @ base.responses, 0.05 * base.mean)[fit]
    return (design.outcome[fit] / unit - mean) / np.sqrt(mean), mean * unit


def _noise_unit(residual: Floats, steps: Floats) -> float:
    """Short-lag noise: half the mean square difference of neighbouring days, robust to drift and spikes."""
    difference = np.diff(residual)[np.diff(steps) <= 3]
    if not len(difference):
        difference = np.diff(residual)
    limit = 4 * 1.4826 * np.median(np.abs(difference)) if len(difference) else 0.0
    near = difference[np.abs(difference) <= limit] if limit > 0 else difference
    return float(np.mean(near**2) / 2)


def _spikes(design: Design, residual: Floats, mean: Floats) -> Mask:
    """Days far above anything the model knows, clear of other events."""
    spread = max(1.4826 * float(np.median(np.abs(residual - np.median(residual)))), 1e-12)
    fit = design.fit
    is_spike = (residual > SPIKE_SDS * spread) & (design.outcome[fit] > SPIKE_TIMES * mean)
    days = np.zeros_like(fit)
    days[fit] = is_spike & ~design.bins[fit].any(axis=1)
    return days
