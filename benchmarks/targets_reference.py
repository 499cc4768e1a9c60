"""The bar for targets: averaged Gaussian regressions, written once and never tuned.

On the scale of logarithm or logit each past event has the variance that counting gives it plus
that of neighbours' differences. Averaged by exact evidence are all subsets of numeric covariates,
season and trend, four variances of topics, four of a wandering level, and one change of level
(20 %). Every model is enumerated; the scale is integrated out under an inverse gamma (2, 2.2).
"""

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import expit, logsumexp

from benchmarks.targets_plain import TAIL, Answer, answer, from_positions, positions
from benchmarks.targets_situations import Case

SHAPE, RATE = 2.0, 2.2
GROUPS, DRIFTS = (0.0, 0.02, 0.08, 0.2), (0.0, 0.0004, 0.002, 0.01)
SHIFT_CHANCE, N_SHIFTS, N_DRAWS = 0.2, 8, 4000
Columns = tuple[np.ndarray, np.ndarray]  # past events x columns; the event to come
Causes = list[int]  # number of columns of each covariate, season and trend: in or out as a whole


def reference(case: Case) -> Answer:
    """Range and red limit of the averaged regressions; tiny counts: gamma-Poisson on a grid."""
    random = np.random.default_rng(0)
    values = case.history["value"].to_numpy(dtype=float)
    is_tiny = case.kind == "count" and np.median(values) < 8
    drawn = _tiny(values, random) if is_tiny else _values(case, _positions(case, random), random)
    return answer(case, *np.quantile(drawn, [TAIL, 1 - TAIL], method="inverted_cdf"))


def _positions(case: Case, random: np.random.Generator) -> np.ndarray:
    """Draws of the event's position from the mixture of t distributions."""
    y, counting = positions(case), _counting(case)
    unit = 1.0 if case.kind != "money" or (case.history["value"] > 0).all() else float(y.std()) / 0.4 or 1.0
    middle, y = float(np.median(y)), (y - np.median(y)) / unit
    away = np.abs(y - pd.Series(y).rolling(7, center=True, min_periods=1).median())
    kept = (away <= 4.5 * max(1.4826 * float(np.median(away)), 0.1)).to_numpy()
    own = max(float(np.mean(np.diff(y[kept]) ** 2) / 2 - counting[kept].mean()), 0.003)
    causes, plain, groups, shifts = _columns(case, kept)
    models = _models(causes, groups, shifts)
    noise, y = own + counting[kept], y[kept]
    weights, locations, scales = [], [], []
    for drift in DRIFTS:
        steps = np.minimum.outer(np.arange(len(y)), np.arange(len(y))) * drift
        root = np.linalg.inv(np.linalg.cholesky(np.diag(noise) + steps))
        ahead = np.append(np.arange(len(y)) * drift, len(y) * drift)  # covariances with the event to come
        past, new = (np.concatenate(parts, axis=-1) for parts in zip(plain, groups, shifts, strict=True))
        fitted = _fit_all(root, y, ahead, own, past, new, models)
        for found, part in zip((weights, locations, scales), fitted, strict=True):
            found.append(part)
    log_weights = np.concatenate(weights)
    chosen = random.choice(len(log_weights), N_DRAWS, p=np.exp(log_weights - logsumexp(log_weights)))
    tails = random.standard_t(2 * SHAPE + len(y) - 1, N_DRAWS)
    drawn = np.concatenate(locations)[chosen] + np.concatenate(scales)[chosen] * tails
    return np.asarray(middle + unit * drawn)


def _fit_all(
    root: np.ndarray,
    y: np.ndarray,
    ahead: np.ndarray,
    own: float,
    past: np.ndarray,
    new: np.ndarray,
    models: Any,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Log weight, location and scale of every model under one variance of the wandering level."""
    white_y, white_ahead = root @ y, root @ ahead[:-1]
    past = root @ np.hstack([np.ones((len(y), 1)), past])
    row = np.append(1.0, new) - white_ahead @ past
    variances, log_priors, unseen = models
    precision = past.T @ past + np.zeros((len(variances), 1, 1))
    at = np.arange(past.shape[1])
    precision[:, at, at] += 1 / variances
    covariance = np.linalg.inv(precision)
    coefficients = covariance @ (past.T @ white_y)
    squares = white_y @ white_y - coefficients @ (past.T @ white_y)
    log_det = np.linalg.slogdet(precision)[1] + np.log(variances).sum(axis=1)
    shape = SHAPE + (len(y) - 1) / 2
    weights = log_priors - log_det / 2 - shape * np.log(RATE + squares / 2) + np.log(np.diag(root)).sum()
    variance = (
        own + ahead[-1] - white_ahead @ white_ahead + unseen + np.einsum("i,mij,j->m", row, covariance, row)
    )
    phi = (RATE + squares / 2) / shape
    return weights, white_ahead @ white_y + coefficients @ row, np.sqrt(phi * variance)


def _models(causes: Causes, groups: Columns, shifts: Columns) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Prior variance of every column, log prior and variance of an unseen topic, models x ..."""
    off, n_groups, n_shifts = 1e-9, len(groups[1]), len(shifts[1])
    is_unseen = n_groups > 0 and groups[1].sum() == 0
    rows = [
        (
            [100.0, *np.repeat(np.where(subset, 0.25, off), causes), *[max(group, off)] * n_groups],
            place,
            group * is_unseen,
        )
        for subset in product((0, 1), repeat=len(causes))
        for group in (GROUPS if n_groups else GROUPS[:1])
        for place in range(n_shifts + 1)
    ]
    places = np.array([row[1] for row in rows])
    moved = np.where(places[:, None] == np.arange(1, n_shifts + 1), 0.25, off)
    priors = np.where(places == 0, 1 - SHIFT_CHANCE, SHIFT_CHANCE / max(n_shifts, 1))
    variances = np.hstack([np.array([row[0] for row in rows]), moved])
    return variances, np.log(priors), np.array([row[2] for row in rows])


def _columns(case: Case, kept: np.ndarray) -> tuple[Causes, Columns, Columns, Columns]:
    """Trend, season and covariates but the topic, topics, changes of level."""
    rows = pd.concat([case.history[kept], pd.DataFrame([case.new_event])], ignore_index=True)
    dates = pd.to_datetime(rows["starts_on"])
    days = (dates - dates.iloc[0]).dt.days.to_numpy(dtype=float)
    plain = [[days]]
    if days[-2] >= 330 and len(rows) > 10:
        plain += [[wave(2 * np.pi * days / 365.25) for wave in (np.sin, np.cos)]]
    plain += [_plain(rows[name]) for name in case.covariates if name != "topic"]
    columns = [column for cause in plain for column in cause]
    table = np.column_stack([(column - column[:-1].mean()) / (column[:-1].std() or 1) for column in columns])
    known = sorted(set(rows["topic"][:-1])) if "topic" in case.covariates else []
    topics = np.array([[float(cell == name) for name in known] for cell in rows.get("topic", rows["value"])])
    at = np.unique(np.linspace(2, len(rows) - 3, N_SHIFTS).astype(int))
    shifts = (np.arange(len(rows))[:, None] >= at).astype(float)
    topics = topics.reshape(len(rows), -1)
    parts = [(part[:-1], part[-1]) for part in (table, topics, shifts)]
    return [len(cause) for cause in plain], *parts


def _plain(column: "pd.Series[Any]") -> list[np.ndarray]:
    if not pd.api.types.is_numeric_dtype(column):
        return list(pd.get_dummies(column, drop_first=True).to_numpy(dtype=float).T)
    numbers = column.fillna(column.median()).to_numpy(dtype=float)
    return [np.log(numbers) if numbers.min() > 10 else numbers]


def _counting(case: Case) -> np.ndarray:
    """Variance that counting alone gives each position."""
    value = case.history["value"].to_numpy(dtype=float)
    if case.kind == "money":
        return np.zeros(len(value))
    if case.kind == "count":
        return 1 / (value + 0.5)
    trials = case.history["trials"].to_numpy(dtype=float)
    share = (value + 0.5) / (trials + 1)
    return np.asarray(1 / (trials * share * (1 - share)))


def _values(case: Case, drawn: np.ndarray, random: np.random.Generator) -> np.ndarray:
    if case.kind == "money":
        return from_positions(case, drawn)
    if case.kind == "count":
        return random.poisson(np.exp(np.minimum(drawn, 40))).astype(float)
    trials = int(case.new_event.get("trials", case.history["trials"].median()))
    return random.binomial(trials, expit(drawn)) / trials


def _tiny(counts: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Gamma-Poisson, averaged over a grid of means and spreads."""
    mean, alpha = np.meshgrid(np.geomspace(0.1, 3 * counts.max() + 3, 80), (0.01, 0.05, 0.1, 0.2, 0.4, 0.8))
    size = 1 / alpha.ravel()
    odds = size / (size + mean.ravel())
    log_weights = stats.nbinom.logpmf(counts[:, None], size, odds).sum(axis=0)
    chosen = random.choice(size.size, N_DRAWS, p=np.exp(log_weights - logsumexp(log_weights)))
    return random.negative_binomial(size[chosen], odds[chosen]).astype(float)
