"""The plain regression beside the estimate: one quasi-Poisson GLM with HAC errors, projected."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats  # type: ignore[import-untyped]
from statsmodels.genmod import families  # type: ignore[import-untyped]
from statsmodels.genmod.generalized_linear_model import GLM  # type: ignore[import-untyped]

from kpilib.effects.design import Design, make_design
from kpilib.effects.record import html_table
from kpilib.effects.series import Floats, read_day, read_series
from kpilib.errors import EstimationError

LAGS = 7
FEWEST_FREE_DAYS = 14


@dataclass(frozen=True)
class PlainEffect:
    """Extra outcome by a plain GLM; for comparison, not for decisions.

    `dispersion` is Pearson's chi-square by degrees of freedom: 1 where the counts are Poisson.
    """

    effect: float
    effect_lower: float
    effect_upper: float
    counterfactual: float
    dispersion: float
    n_days: int
    level: float
    method: str = "quasi-Poisson GLM, HAC errors"

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and text, ready for JSON."""
        return asdict(self)

    def _repr_html_(self) -> str:
        return html_table(self.to_dict())


def estimate_plain_effect(
    daily: pd.DataFrame,
    event_on: object,
    window_days: int = 14,
    covariates: Sequence[str] = (),
    other_events: Iterable[object] = (),
    level: float = 0.95,
) -> PlainEffect:
    """Observed minus projected by one GLM of week, trend, year, covariates and days after other events.

    Parameters and errors as in `estimate_effect`.

    Raises
    ------
    EstimationError
        Too few days for the columns, or no day of the window is observed.

    Notes
    -----
    Knows no level shift and no memory beyond `LAGS` days, and takes one model for the truth. Its interval is
    mostly too narrow; see docs/statistics.md.
    """
    series = read_series(daily, event_on, window_days, covariates, ())
    is_before = np.arange(len(series.dates)) < series.start
    others = tuple(sorted({read_day(day, "other_events") for day in other_events}))
    design = make_design(series, others, covariates, (), is_before)
    exog = _columns(design)
    n_days, n_columns = int(design.fit.sum()), exog.shape[1]
    if (
        n_days < n_columns + FEWEST_FREE_DAYS
        or not design.window.any()
        or not design.outcome[design.fit].any()
    ):
        raise EstimationError(
            "plain regression",
            f"{n_days} days for {n_columns} columns, {int(design.window.sum())} days of the window",
            f"{n_columns + FEWEST_FREE_DAYS} days with counts, and a day of the window",
            "A longer history helps.",
        )
    return _estimate(design, exog, series.n_window, level)


def _columns(design: Design) -> Floats:
    """Every column that varies over the fit days, without those that repeat others."""
    whole = np.column_stack([design.shared, design.trend, design.season, np.minimum(design.bins, 1)])
    varying = whole[:, np.ptp(whole[design.fit], axis=0) > 0] if design.fit.any() else whole
    exog = np.column_stack([np.ones(len(whole)), varying])
    kept: list[int] = []
    for column in range(exog.shape[1]):
        if np.linalg.matrix_rank(exog[design.fit][:, [*kept, column]]) > len(kept):
            kept.append(column)
    return np.asarray(exog[:, kept])


def _estimate(design: Design, exog: Floats, n_window: int, level: float) -> PlainEffect:
    fit, window = design.fit, design.window
    model = GLM(design.outcome[fit], exog[fit], family=families.Poisson())
    found = model.fit(cov_type="HAC", cov_kwds={"maxlags": LAGS})
    # The scale by hand: what the library gives for other families has been wrong before.
    dispersion = float(found.pearson_chi2 / found.df_resid)
    mean = np.exp(np.clip(exog[window] @ found.params, -30, 30))
    gradient = mean @ exog[window]
    variance = max(dispersion, 1.0) * mean.sum() + gradient @ found.cov_params() @ gradient
    scale = n_window / int(window.sum())
    effect = scale * float(design.outcome[window].sum() - mean.sum())
    half = scale * float(stats.t.ppf(0.5 + level / 2, found.df_resid) * np.sqrt(variance))
    return PlainEffect(
        effect, effect - half, effect + half, float(mean.sum()), dispersion, int(fit.sum()), level
    )
