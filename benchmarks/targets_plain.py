"""What people use today for a target, beside `estimate_target`: an 80 % range and a red limit each."""

import warnings
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import expit
from statsmodels.discrete.discrete_model import NegativeBinomial
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM
from statsmodels.regression.linear_model import OLS

from benchmarks.targets_situations import Case

Answer = tuple[float, float, float]
LEVEL = 0.8
TAIL = (1 - LEVEL) / 2


def answer(case: Case, lower: float, upper: float) -> Answer:
    """Range and red limit, which is the range's end on the bad side."""
    return float(lower), float(upper), float(lower if case.better == "up" else upper)


def past_values(case: Case) -> np.ndarray:
    """Past values in the unit of the result."""
    values = case.history["value"].to_numpy(dtype=float)
    return values / case.history["trials"].to_numpy(dtype=float) if case.kind == "rate" else values


def positions(case: Case) -> np.ndarray:
    """Past values on the scale of the logarithm, or of the logit; amounts of 0 or less stay as they are."""
    value = case.history["value"].to_numpy(dtype=float)
    if case.kind == "rate":
        return np.log((value + 0.5) / (case.history["trials"].to_numpy() - value + 0.5))
    if case.kind == "money":
        return np.log(value) if (value > 0).all() else value
    return np.log(value + 0.5)


def from_positions(case: Case, numbers: Any) -> np.ndarray:
    """The way back from `positions`."""
    if case.kind == "rate":
        return expit(numbers)
    if case.kind == "money":
        return np.exp(numbers) if (case.history["value"] > 0).all() else np.asarray(numbers)
    return np.maximum(np.exp(numbers) - 0.5, 0)


def design(case: Case) -> np.ndarray:
    """Intercept, trend, covariates (sizes as logarithms, texts as dummies); last row the event to come."""
    rows = pd.concat([case.history, pd.DataFrame([case.new_event])], ignore_index=True)
    dates = pd.to_datetime(rows["starts_on"])
    years = (dates - dates.iloc[0]).dt.days.to_numpy() / 365.25
    columns = [_columns(rows[name]) for name in case.covariates]
    return np.column_stack([np.ones(len(rows)), years, *columns])


def _columns(column: "pd.Series[Any]") -> np.ndarray:
    if pd.api.types.is_numeric_dtype(column):
        numbers = column.fillna(column.median()).to_numpy(dtype=float)
        return np.log(numbers) if numbers.min() > 10 else numbers
    return pd.get_dummies(column, drop_first=True).to_numpy(dtype=float)


def history_quantiles(case: Case) -> Answer:
    """The 10 % and 90 % quantiles of past values."""
    lower, upper = np.quantile(past_values(case), [TAIL, 1 - TAIL])
    return answer(case, lower, upper)


def last_five(case: Case) -> Answer:
    """Mean of the last five events and the t range around it."""
    last = past_values(case)[-5:]
    reach = stats.t(len(last) - 1).ppf(1 - TAIL) * last.std(ddof=1) * np.sqrt(1 + 1 / len(last))
    least = -np.inf if (last < 0).any() else 0.0
    return answer(case, max(last.mean() - reach, least), last.mean() + reach)


def log_ols(case: Case) -> Answer:
    """Ordinary regression of the logarithm (or logit) on trend and covariates, with its prediction interval.

    Where fewer than two degrees of freedom are left: the quantiles of history.
    """
    columns = design(case)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # groups seen only in the event to come; no freedom left
        fit = OLS(positions(case), columns[:-1]).fit()
        lower, upper = fit.get_prediction(columns[-1:]).conf_int(obs=True, alpha=1 - LEVEL)[0]
    if fit.df_resid < 2 or not np.isfinite([lower, upper]).all():
        return history_quantiles(case)
    return answer(case, *from_positions(case, [lower, upper]))


def glm(case: Case) -> Answer:
    """Negative binomial (counts), quasi-binomial (rates) or gamma (amounts) regression on all covariates.

    Range of one further value, the coefficients' uncertainty drawn. Where it does not converge:
    the quantiles of history.
    """
    columns = design(case)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            drawn = _DRAWS[case.kind](case, columns[:-1], columns[-1], np.random.default_rng(0))
        except (np.linalg.LinAlgError, ValueError):
            return history_quantiles(case)
    if not np.isfinite(drawn).all():
        return history_quantiles(case)
    return answer(case, *np.quantile(drawn, [TAIL, 1 - TAIL]))


def _drawn_means(fit: Any, row: np.ndarray, phi: float, random: np.random.Generator) -> np.ndarray:
    """Draws of the link-scale mean of the event to come."""
    spread = float(np.sqrt(max(row @ np.asarray(fit.cov_params())[: len(row), : len(row)] @ row, 0) * phi))
    return np.asarray(float(row @ fit.params[: len(row)]) + spread * random.standard_normal(2000))


def _draw_counts(case: Case, past: np.ndarray, row: np.ndarray, random: np.random.Generator) -> np.ndarray:
    fit = NegativeBinomial(case.history["value"].to_numpy(), past).fit(disp=0, maxiter=200)
    alpha = max(float(fit.params[-1]), 1e-6)
    means = np.exp(_drawn_means(fit, row, 1.0, random))
    return random.negative_binomial(1 / alpha, 1 / (1 + alpha * means)).astype(float)


def _draw_rates(case: Case, past: np.ndarray, row: np.ndarray, random: np.random.Generator) -> np.ndarray:
    value, trials = (case.history[name].to_numpy(dtype=float) for name in ("value", "trials"))
    fit = GLM(np.column_stack([value, trials - value]), past, family=families.Binomial()).fit()
    phi = max(float(fit.pearson_chi2 / fit.df_resid), 1.0)
    new_trials = int(case.new_event.get("trials", np.median(trials)))
    shares = expit(_drawn_means(fit, row, phi, random))
    noise = np.sqrt(phi * shares * (1 - shares) / new_trials) * random.standard_normal(2000)
    return np.clip(shares + noise, 0, 1)


def _draw_money(case: Case, past: np.ndarray, row: np.ndarray, random: np.random.Generator) -> np.ndarray:
    value = case.history["value"].to_numpy(dtype=float)
    if (value <= 0).any():
        return np.asarray(value)
    fit = GLM(value, past, family=families.Gamma(families.links.Log())).fit()
    phi = float(fit.pearson_chi2 / fit.df_resid)
    means = np.exp(_drawn_means(fit, row, 1.0, random))
    return random.gamma(1 / phi, means * phi)


_DRAWS = {"count": _draw_counts, "rate": _draw_rates, "money": _draw_money}
PLAIN = {
    "history quantiles": history_quantiles,
    "log-OLS": log_ols,
    "GLM": glm,
    "last five (t)": last_five,
}
