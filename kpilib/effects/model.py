"""The mean by statsmodels' GLM: count scale, spikes, and one fit for each base."""

import warnings
from dataclasses import dataclass, replace

import numpy as np
from statsmodels.genmod import families  # type: ignore[import-untyped]
from statsmodels.genmod.generalized_linear_model import GLM  # type: ignore[import-untyped]

from kpilib.effects.design import PRIOR_SEASON, PRIOR_SLOPE, Design
from kpilib.effects.series import Floats, Mask

PRIOR_RESPONSE = 1.5  # of another event's bin, on the log scale of the GLM
LARGEST_RESPONSE = 5.0  # on that scale; a fit to days with hardly anything runs off
PRIOR_INTERCEPT = 10.0
SPIKE_SDS = 6.0
SPIKE_TIMES = 2.5
KEPT = 0.97  # share of days trusted to be no spikes
MOST_SPIKES = 0.05  # of the days with something on them
CLEAR_DAYS = 30
LEAST_NOISE = 1e-4
LEVEL_ODDS = 3.0  # of no trend against each base with one
FIRST_COUNT = 50.0  # provisional events per day before the noise is known


@dataclass(frozen=True)
class Base:
    """One fitted mean: its columns (T, k) with prior sds, log mean without other events (T,), responses.

    `prior` is its weight beside the other bases before the data are looked at.
    """

    columns: Floats
    sds: Floats
    log_mean: Floats
    responses: Floats
    prior: float = 1.0

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
        base = _fit_base(design, *richest, unit)
        design = design.without(_spikes(design, *_pearson(design, base, unit)))
        residual = _pearson(design, base, unit)[0]
        unit *= max(_noise(design, residual), LEAST_NOISE)
    bases = [_fit_base(design, columns, sds, unit) for columns, sds in _base_columns(design)]
    bases[0] = replace(bases[0], prior=LEVEL_ODDS)
    return MeanModel(design, unit, tuple(bases), n_before - int(design.fit.sum()))


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
    return np.asarray(level * np.expm1(np.clip(log_responses, -LARGEST_RESPONSE, LARGEST_RESPONSE)))


def _pearson(design: Design, base: Base, unit: float) -> tuple[Floats, Floats]:
    """Pearson residual and mean (in outcome units) of the fit days."""
    fit = design.fit
    mean = np.maximum(base.mean + design.bins @ base.responses, 0.05 * base.mean)[fit]
    return (design.outcome[fit] / unit - mean) / np.sqrt(mean), mean * unit


def _noise(design: Design, residual: Floats) -> float:
    """Half the mean square difference of neighbouring days: drift does not enter.

    Days after other events vary more; they are left out while enough others remain.
    """
    is_clear = ~design.bins[design.fit].any(axis=1)
    used = is_clear if is_clear.sum() >= CLEAR_DAYS else np.ones_like(is_clear)
    return float(np.mean(np.diff(residual[used]) ** 2) / 2)


def _spikes(design: Design, residual: Floats, mean: Floats) -> Mask:
    """Days far above anything the model knows, clear of other events."""
    fit = design.fit
    is_spike = residual > SPIKE_SDS * _robust_sd(residual)
    is_spike &= (design.outcome[fit] > SPIKE_TIMES * mean) & ~design.bins[fit].any(axis=1)
    days = np.zeros_like(fit)
    # In a sparse series every count stands out; spikes are rare among days with something on them.
    if is_spike.sum() <= MOST_SPIKES * np.count_nonzero(design.outcome[fit]):
        days[fit] = is_spike
    return days


def _robust_sd(residual: Floats) -> float:
    """From the median deviation; where most days are zero, from all but the largest residuals."""
    by_median = 1.4826 * np.median(np.abs(residual - np.median(residual)))
    kept = residual[residual <= np.quantile(residual, KEPT)]
    return float(max(by_median, kept.std()))
