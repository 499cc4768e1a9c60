"""Public ways to the same question, with their usual settings; each answers (effect, lower, upper) at 95 %.

State space and the GLMs know what the recipe knows: weekdays, the named columns, bins of the other events,
and which weekdays are never used. The GLMs have a trend as well; nobody but the recipe has a year.
"""

import warnings

import numpy as np
import statsmodels.api as sm
from statsmodels.tools.sm_exceptions import ConvergenceWarning
from statsmodels.tsa.statespace.structural import UnobservedComponents

from benchmarks.effects_reference import Answer, Grid, lay_out
from benchmarks.effects_situations import WINDOW, Situation

WAYS = 1000
BLOCK = WINDOW


def state_space(case: Situation, rng: np.random.Generator) -> Answer:
    """UnobservedComponents: local level, fixed week, regression; the square root's scale; simulated paths."""
    grid = lay_out(case)
    n = len(grid.y) - WINDOW
    root = np.where(grid.fit, np.sqrt(np.maximum(grid.y, 0) + 0.375), np.nan)
    x = _varying(np.column_stack([grid.columns[:, 7:], np.minimum(grid.bins, 1)]), grid.fit)
    before, ahead = (x[:n], x[n:]) if x.shape[1] else (None, None)
    model = UnobservedComponents(root[:n], level="llevel", seasonal=7, stochastic_seasonal=False, exog=before)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        warnings.simplefilter("ignore", RuntimeWarning)
        fitted = model.fit(disp=False, maxiter=200)
    paths = _paths(fitted, ahead, rng)
    seen = grid.seen[n:]
    totals = np.maximum(np.maximum(paths[seen], 0) ** 2 - 0.375, 0).sum(axis=0)
    return _by_quantiles(grid, totals)


def _paths(fitted, ahead, rng):  # type: ignore[no-untyped-def]
    drawn = fitted.simulate(WINDOW, anchor="end", repetitions=WAYS, exog=ahead, rng=rng)
    return np.asarray(drawn).reshape(WINDOW, -1)


def glm_hac(case: Situation, rng: np.random.Generator) -> Answer:
    """Negative binomial GLM of the days before, HAC errors of the mean, independent days on top."""
    grid = lay_out(case)
    x = _glm_columns(grid)
    mean = _fit(grid, x, sm.families.Poisson()).predict(x[grid.fit])
    y = grid.y[grid.fit]
    alpha = float(np.clip(np.mean(((y - mean) ** 2 - mean) / mean**2), 1e-4, 5))
    fitted = _fit(
        grid, x, sm.families.NegativeBinomial(alpha=alpha), cov_type="HAC", cov_kwds={"maxlags": WINDOW}
    )
    ahead = fitted.predict(x[grid.seen])
    pull = ahead @ x[grid.seen]
    sd = float(np.sqrt(pull @ fitted.cov_params() @ pull + (ahead + alpha * ahead**2).sum()))
    middle = grid.y[grid.seen].sum() - ahead.sum()
    return _scaled(grid, middle, middle - 1.96 * sd, middle + 1.96 * sd)


def glm_conformal(case: Situation, rng: np.random.Generator) -> Answer:
    """Poisson GLM; the interval from the sums of residuals over each fourteen days in a row before."""
    grid = lay_out(case)
    x = _glm_columns(grid)
    fitted = _fit(grid, x, sm.families.Poisson())
    mean = np.asarray(fitted.predict(x))
    residual = np.where(grid.fit, grid.y - mean, 0.0)[:-WINDOW]
    sums = np.convolve(residual, np.ones(BLOCK), mode="valid")
    expected = np.convolve(np.where(grid.fit, mean, 0.0)[:-WINDOW], np.ones(BLOCK), mode="valid")
    ahead = mean[grid.seen].sum()
    # Blocks with missing days or another level are put on the window's: noise grows with the root.
    scaled = np.abs(sums[expected > 0]) * np.sqrt(ahead / expected[expected > 0])
    n = len(scaled)
    half = float(np.sort(scaled)[min(int(np.ceil(0.95 * (n + 1))), n) - 1])
    middle = grid.y[grid.seen].sum() - ahead
    return _scaled(grid, middle, middle - half, middle + half)


def before_after(case: Situation, rng: np.random.Generator) -> Answer:
    """The window's mean day against that of the fourteen days before (Welch's t), times fourteen."""
    grid = lay_out(case)
    after, before = grid.y[-WINDOW:], grid.y[-2 * WINDOW : -WINDOW]
    compared = sm.stats.CompareMeans.from_data(after[~np.isnan(after)], before[~np.isnan(before)])
    lower, upper = compared.tconfint_diff(usevar="unequal")
    middle = np.nanmean(after) - np.nanmean(before)
    return float(WINDOW * middle), float(WINDOW * lower), float(WINDOW * upper)


PUBLIC = {
    "state space": state_space,
    "GLM, HAC": glm_hac,
    "GLM, conformal": glm_conformal,
    "before/after": before_after,
}


def _glm_columns(grid: Grid) -> np.ndarray:
    trend = (np.arange(len(grid.y)) - len(grid.y)) / 100
    columns = np.column_stack([grid.columns, np.minimum(grid.bins, 1), trend])
    return _varying(columns, grid.fit)


def _varying(columns: np.ndarray, fit: np.ndarray) -> np.ndarray:
    return columns[:, np.ptp(columns[fit], axis=0) > 0]


def _fit(grid: Grid, x: np.ndarray, family, **options):  # type: ignore[no-untyped-def]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return sm.GLM(grid.y[grid.fit], x[grid.fit], family=family).fit(**options)


def _by_quantiles(grid: Grid, totals: np.ndarray) -> Answer:
    middle, lower, upper = np.quantile(grid.y[grid.seen].sum() - totals, [0.5, 0.025, 0.975])
    return _scaled(grid, middle, lower, upper)


def _scaled(grid: Grid, middle: float, lower: float, upper: float) -> Answer:
    return float(grid.scale * middle), float(grid.scale * lower), float(grid.scale * upper)
