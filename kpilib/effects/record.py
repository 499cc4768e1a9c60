"""The record of one estimated effect: numbers and codes, no sentences."""

from dataclasses import dataclass, field, fields
from html import escape
from typing import Any

import pandas as pd

QUANTILE_LEVELS: tuple[float, ...] = tuple(k / 40 for k in range(1, 40))


@dataclass(frozen=True)
class Effect:
    """Extra outcome over one event window, with its uncertainty.

    Attributes
    ----------
    event_on, window_end : str
        First and last day of the window, both included.
    effect, effect_lower, effect_upper : float or None
        Observed minus counterfactual, SUM over the window, in the outcome's unit, and the range of
        that sum at `level` after inflation by placebos. None where nothing can be known.
    lift : float or None
        Effect / counterfactual, a fraction; None where the counterfactual is 0.
    p_value : float or None
        Two-sided, from the same draws as the interval.
    smallest_detectable : float or None
        Effect that would be told from zero four times in five (2.8 standard deviations).
    observed, counterfactual : float or None
        Totals over the observed window days (see `n_window_observed`), before scaling.
    placebo : dict or None
        `n_dates`, `n_false_alarms`, `n_as_far`, `n_as_large`, `p_value`, `inflation`, `planted`,
        `n_planted_found`, `rows`.
    daily : DataFrame
        date, observed, counterfactual, lower, upper, in_window: for charts. The rows' bounds are of
        single days and must not be added up.
    verdict : str
        "more", "fewer", "no effect seen" or "cannot tell".
    helps : tuple of str
        What would help where the verdict is "cannot tell".
    warnings : tuple of dict
        Each a `code` with its values.
    joint : dict or None
        `event_ons`, `effect`, `effect_lower`, `effect_upper` of events that cannot be told apart, over
        this event's window.
    quantiles : tuple of float
        Of the effect, at `QUANTILE_LEVELS`, after inflation; empty where nothing is known.
    cumulative : tuple of dict
        `days`, `effect`, `effect_lower`, `effect_upper` of the window's first days, as long as they are
        observed without a gap, after inflation; each the interval of the SUM. Of a window that is wholly
        observed the last row is the effect. Empty unless asked for.
    """

    event_on: str
    window_end: str
    level: float
    verdict: str
    effect: float | None = None
    effect_lower: float | None = None
    effect_upper: float | None = None
    lift: float | None = None
    p_value: float | None = None
    smallest_detectable: float | None = None
    smallest_relevant: float | None = None
    observed: float | None = None
    counterfactual: float | None = None
    joint: dict[str, Any] | None = None
    placebo: dict[str, Any] | None = None
    n_days_used: int = 0
    n_window_days: int = 0
    n_window_observed: int = 0
    method: str = "bayesian model averaging over GLM with correlated errors"
    warnings: tuple[dict[str, Any], ...] = ()
    helps: tuple[str, ...] = ()
    quantiles: tuple[float, ...] = ()
    cumulative: tuple[dict[str, Any], ...] = ()
    daily: pd.DataFrame = field(default_factory=pd.DataFrame, compare=False, repr=False)

    def to_dict(self) -> dict[str, Any]:
        """The record as plain lists, numbers and text, ready for JSON; missing is None."""
        record = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "daily"}
        record |= {name: list(record[name]) for name in ("warnings", "helps", "quantiles", "cumulative")}
        record["daily"] = {name: _plain(self.daily[name]) for name in self.daily.columns}
        return record

    def _repr_html_(self) -> str:
        shown = (
            "event_on",
            "window_end",
            "verdict",
            "effect",
            "effect_lower",
            "effect_upper",
            "lift",
            "p_value",
        )
        return html_table({name: getattr(self, name) for name in (*shown, "smallest_detectable")})


def html_table(shown: dict[str, Any]) -> str:
    """A two-column table of names and values; a missing value is shown as a dash."""
    rows = "".join(f"<tr><th>{escape(k)}</th><td>{_text(v)}</td></tr>" for k, v in shown.items())
    return f"<table>{rows}</table>"


def _text(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else escape(str(value))


def _plain(column: pd.Series) -> list[Any]:
    return [None if pd.isna(value) else value for value in column.tolist()]
