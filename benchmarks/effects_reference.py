"""The bar: averaged generalised least squares as the recipe has it, dense and plain.

It shares no code with `kpilib.effects`: bases times error processes times one unknown level shift, each
weighed by its exact marginal likelihood. `Grid` serves the public ways (`effects_public.py`) too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.linalg import solve_triangular

from benchmarks.effects_situations import WINDOW, Situation

Answer = tuple[float, float, float]
TAU, WAYS = 0.4, 4000
SHARES, MEMORIES = (0.004, 0.015, 0.05, 0.12, 0.3), (0.0, 0.35, 0.6, 0.8, 0.93)
WALKS = (5e-5, 2e-4, 8e-4, 3e-3)


@dataclass
class Grid:
    """`y` (T,) with NaN where missing; the window is the last WINDOW days; `fit` and `seen` are masks."""

    y: np.ndarray
    columns: np.ndarray
    sds: np.ndarray
    bins: np.ndarray
    shapes: list[np.ndarray]
    fit: np.ndarray
    seen: np.ndarray

    @property
    def scale(self) -> float:
        """From the observed window days (structural zeros count as observed) to the whole window."""
        return WINDOW / float((~np.isnan(self.y[-WINDOW:])).sum())


def lay_out(case: Situation) -> Grid:
    """Missing days are NaN; weekdays that are always zero are left out and foretold as zero."""
    table = case.daily.set_index("date").asfreq("D")
    table = table.reindex(pd.date_range(table.index[0], pd.Timestamp(case.event_on) + pd.Timedelta(days=13)))
    y, weekday = table["value"].to_numpy(float), table.index.day_of_week.to_numpy()
    before = np.arange(len(y)) < len(y) - WINDOW
    never = [day for day in range(7) if not np.nansum(y[before & (weekday == day)])]
    usable = ~np.isnan(y) & ~np.isin(weekday, never)
    columns, sds = [np.eye(7)[weekday]], [0.5] * 7
    for name in case.arguments.get("covariates", ()):
        part = _regressors(table[name])
        columns, sds = [*columns, part], sds + [1.0 if part.shape[1] == 1 else 0.5] * part.shape[1]
    since = [(table.index - pd.Timestamp(day)).days for day in case.arguments.get("other_events", ())]
    parts = [[np.asarray((s >= a) & (s < b), float) for a, b in ((0, 3), (3, 7), (7, 14))] for s in since]
    bins = np.sum([np.column_stack(part) for part in parts], axis=0) if parts else np.zeros((len(y), 3))
    shapes = [np.column_stack(part) for part in parts]
    return Grid(y, np.column_stack(columns), np.array(sds), bins, shapes, usable & before, usable & ~before)


def _regressors(column: pd.Series) -> np.ndarray:
    """A flag as it is; a number's logarithm and its centred seven-day mean, standardised."""
    if set(column.dropna()) <= {0, 1}:
        return column.fillna(0).to_numpy(float)[:, None]
    logs = pd.Series(np.log1p(column.ffill().bfill()))
    both = np.column_stack([logs, logs.rolling(7, center=True, min_periods=1).mean()])
    return np.asarray((both - both.mean(axis=0)) / both.std(axis=0))


def bma_gls(case: Situation, rng: np.random.Generator) -> Answer:
    """Bayesian averaging of generalised least squares, the recipe's eight steps without placebos."""
    grid = lay_out(case)
    for _ in range(2):  # the second time without the spikes
        mean, _, response = _fit_glm(grid, *next(_bases(grid)))
        grid.fit = grid.fit & ~_spikes(grid, mean + grid.bins @ response)
    parts = [_candidates(grid, *base) for base in _bases(grid)]
    log_weight, means, variances = (np.concatenate(part) for part in zip(*parts, strict=True))
    weight = np.exp(log_weight - log_weight.max())
    chosen = rng.choice(len(weight), WAYS, p=weight / weight.sum())
    m, v = means[chosen], variances[chosen]
    noise = rng.standard_t(2 + grid.fit.sum(), WAYS)
    log_v = np.log1p(v / np.maximum(m, 1e-9) ** 2)
    totals = np.where(
        m > 0,
        np.exp(np.log(np.maximum(m, 1e-9)) - log_v / 2 + np.sqrt(log_v) * noise),
        m + np.sqrt(v) * noise,
    )
    return _answer(grid.scale * (grid.y[grid.seen].sum() - totals))


def _bases(grid: Grid) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Constant; trend; trend and year where 330 days are known."""
    days = np.arange(len(grid.y))
    columns = np.column_stack([np.ones(len(days)), grid.columns])
    sds = np.append(10.0, grid.sds)
    yield columns, sds
    columns, sds = np.column_stack([columns, (days - len(days)) / 100]), np.append(sds, 0.25)
    yield columns, sds
    if len(days) >= 330 + WINDOW:
        angle = 2 * np.pi * days / 365.25
        yield np.column_stack([columns, np.sin(angle), np.cos(angle)]), np.append(sds, [0.2, 0.2])


def _fit_glm(grid: Grid, columns: np.ndarray, sds: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Poisson mean without other events, its logarithm's coefficients, the additive response of each bin."""
    x = np.column_stack([columns, np.minimum(grid.bins, 1)])[grid.fit]
    y = grid.y[grid.fit]
    precision = np.append(sds, [1.5] * 3) ** -2.0
    start = np.append(np.log(y.mean() + 0.01), np.zeros(x.shape[1] - 1))
    fitted = sm.GLM(y, x, family=sm.families.Poisson()).fit_regularized(
        alpha=precision / len(y), L1_wt=0.0, start_params=start
    )
    beta = fitted.params[:-3]
    mean = np.exp(np.clip(columns @ beta, start[0] - 6, start[0] + 4))
    level = (mean[grid.fit] @ grid.bins[grid.fit]) / np.maximum(grid.bins[grid.fit].sum(axis=0), 1)
    return mean, beta, level * np.expm1(fitted.params[-3:])


def _spikes(grid: Grid, mean: np.ndarray) -> np.ndarray:
    residual = (grid.y - mean) / np.sqrt(np.maximum(mean, 0.05))
    known = residual[grid.fit]
    sd = 1.4826 * np.median(np.abs(known - np.median(known)))
    return np.asarray((residual > 6 * sd) & (grid.y > 2.5 * mean) & ~grid.bins.any(axis=1))


def _candidates(
    grid: Grid, columns: np.ndarray, sds: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log weight, mean and variance of the window's total for each process and shift of one base."""
    mean, beta, response = _fit_glm(grid, columns, sds)
    f, w = np.flatnonzero(grid.fit), np.flatnonzero(grid.seen)
    level = mean[f].mean()
    bin_sds = np.maximum(level, 2 * np.abs(response))
    design = np.column_stack([mean[:, None] * columns, grid.bins])
    sds = np.append(sds, bin_sds)
    fitted = np.maximum(mean + grid.bins @ response, 0.2 * mean)
    observed = grid.y[f] - mean[f] + mean[f] * (columns[f] @ beta)
    offset = (mean[w] * (1 - columns[w] @ beta)).sum()
    spread = np.column_stack(
        [TAU * shape @ np.abs(response) for shape in grid.shapes] or [np.zeros(len(mean))]
    )
    n_extra = columns.shape[1] - 1 - grid.columns.shape[1]
    starts = f[5:-3:5]
    steps = (f[:, None] >= starts) * mean[f][:, None]
    out = []
    for kernel in _processes(f, w):
        parts = _one_process(mean, fitted, spread, kernel, design, sds, observed, steps, f, w)
        log_weight, middle, variance = parts
        out.append((log_weight - n_extra * np.log(len(f)) / 2, offset + middle, variance))
    return tuple(np.concatenate(part) for part in zip(*out, strict=True))  # type: ignore[return-value]


def _processes(f: np.ndarray, w: np.ndarray) -> Iterator[np.ndarray]:
    """Relative covariances over fit and window days."""
    days = np.concatenate([f, w]) - f[0] + 1
    lag = np.abs(days[:, None] - days)
    for rho, share in product(MEMORIES, SHARES):
        yield share * (lag == 0 if rho == 0 else rho**lag)
    for share in WALKS:
        yield share * np.minimum(days[:, None], days)


def _one_process(mean, fitted, spread, kernel, design, sds, observed, steps, f, w):  # type: ignore[no-untyped-def]
    """Generalised least squares with normal priors, alone and with each shift added; phi integrated out."""
    n = len(f)
    both = np.concatenate([f, w])
    m = mean[both]
    covariance = np.diag(fitted[both]) + np.outer(m, m) * kernel + spread[both] @ spread[both].T
    factor = np.linalg.cholesky(covariance[:n, :n])
    ahead = covariance[:n, n:].sum(axis=1)
    k = design.shape[1]
    right = np.column_stack([design[f], observed, ahead, steps])
    solved = solve_triangular(factor, right, lower=True, check_finite=False)
    x, r, c, s = solved[:, :k], solved[:, k], solved[:, k + 1], solved[:, k + 2 :]
    inverse = np.linalg.inv(x.T @ x + np.diag(sds**-2.0))
    beta = inverse @ (x.T @ r)
    reach = design[w].sum(axis=0) - x.T @ c
    middle, variance = c @ r + reach @ beta, covariance[n:, n:].sum() - c @ c + reach @ inverse @ reach
    cross = x.T @ s
    precision = (s**2).sum(axis=0) + 0.35**-2.0 - (cross * (inverse @ cross)).sum(axis=0)
    shift = (s.T @ r - cross.T @ beta) / precision
    pull = mean[w].sum() - c @ s - reach @ inverse @ cross
    loss = r @ r - beta @ (x.T @ r)
    losses = np.append(loss, loss - shift**2 * precision)
    log_det = np.linalg.slogdet(inverse)[1] - 2 * np.log(sds).sum() - 2 * np.log(np.diag(factor)).sum()
    log_dets = np.append(log_det, log_det - np.log(precision * 0.35**2))
    prior = np.append(0.75, np.full(s.shape[1], 0.25 / s.shape[1]))
    phi = (1 + losses / 2) / (1 + n / 2)
    log_weight = log_dets / 2 - (1 + n / 2) * np.log(1 + losses / 2) + np.log(prior)
    variances = np.append(variance, variance + pull**2 / precision)
    return log_weight, np.append(middle, middle + pull * shift), variances * phi


def _answer(draws: np.ndarray) -> Answer:
    middle, lower, upper = (float(value) for value in np.quantile(draws, [0.5, 0.025, 0.975]))
    return middle, lower, upper
