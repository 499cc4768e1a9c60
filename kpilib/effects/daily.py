"""Extra outcome over one event window, from a daily (or weekly) series."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from kpilib.effects.arguments import check_names, check_numbers, read_days
from kpilib.effects.averaging import Task, average_windows, make_task
from kpilib.effects.cumulative import add_days, days_to_add, end_with_whole
from kpilib.effects.design import Design, make_design
from kpilib.effects.draws import as_counts, middle_and_bounds, whole_window, widen
from kpilib.effects.mixture import Mixture
from kpilib.effects.model import CLEAR_DAYS, MeanModel, fit_mean_model
from kpilib.effects.path import daily_path
from kpilib.effects.placebo import placebo_starts, summarise_placebos
from kpilib.effects.record import QUANTILE_LEVELS, Effect
from kpilib.effects.series import Floats, Series, check_columns, read_series
from kpilib.effects.verdict import decide_verdict, suggest_helps

FEWEST_DAYS = {1: 28, 7: 16}  # observed fit days by spacing
FEWEST_SPAN_DAYS = 42
JOINT_BELOW = -0.8
SDS_TO_DETECT = 2.8


@dataclass(frozen=True)
class _Question:
    """One call's arguments that the steps share, checked."""

    series: Series
    other_days: tuple[pd.Timestamp, ...]
    covariates: tuple[str, ...]
    controls: tuple[str, ...]
    smallest_relevant: float | None
    level: float
    seed: int
    cumulative: bool


def estimate_effect(
    daily: pd.DataFrame,
    event_on: object,
    window_days: int = 14,
    covariates: Sequence[str] = (),
    controls: Sequence[str] = (),
    other_events: Iterable[object] = (),
    excluded_days: Iterable[object] = (),
    smallest_relevant: float | None = None,
    placebo: bool = True,
    level: float = 0.95,
    seed: int = 0,
    cumulative: bool = False,
) -> Effect:
    """Observed minus counterfactual over days 1 to `window_days`, with the interval of the SUM.

    Parameters
    ----------
    daily : DataFrame
        Columns `date`, `value` (0 or more) and any others; rows in any order. Absent days are missing,
        never zero. Spacing 1 or 7 days is inferred. Not changed.
    event_on : ISO date
        Day 1 of the window; the window's last day is `event_on` + `window_days` - 1, both included.
    window_days : int
        A multiple of the spacing.
    covariates : sequence of str
        Columns to adjust for: numbers, 0/1 flags, text groups. Never a column that the event itself moves.
    controls : sequence of str
        Series of untouched regions or products; they are weighted, not averaged.
    other_events : ISO dates
        Past or overlapping events, without this one.
    excluded_days : ISO dates
        Left out of the fit; in the window they count as not observed.
    smallest_relevant : float, optional
        Effects between minus and plus this do not matter to the organisation.
    placebo : bool
        Repeat at earlier dates without an event and widen the interval by what they show.
    level : float
        Of the interval, above 0.5 and below 1.
    seed : int
        Of the draws; the same seed gives the same record.
    cumulative : bool
        Also tell how the effect adds up from day to day (`Effect.cumulative`).

    Returns
    -------
    Effect
        Numbers are None, with a warning's code, where the data cannot answer.

    Raises
    ------
    DataError
        A column is missing or cannot be used.
    ParamsError
        An argument is out of its range.

    Notes
    -----
    Whatever else starts on the event's days and has no column here is counted as the event's. A window
    that is only partly observed is scaled by days in the window / days observed; the interval knows that
    the days without data may have brought less or more. Calibration: docs/statistics.md.
    """
    check_numbers(window_days, level, smallest_relevant, seed)
    check_names(covariates, controls)
    series = read_series(daily, event_on, window_days, (*covariates, *controls), excluded_days)
    if series.is_covered:
        check_columns(series, covariates, controls)
    others = read_days(other_events, "other_events")
    columns = (tuple(covariates), tuple(controls))
    question = _Question(series, others, *columns, smallest_relevant, level, seed, cumulative)
    estimate, draws = _estimate(question)
    if not placebo or draws is None:
        return estimate
    return _with_placebos(question, estimate, draws)


def _estimate(question: _Question) -> tuple[Effect, Floats | None]:
    series = question.series
    empty = _empty_effect(question)
    if not series.is_covered:
        return _unknown(empty, "event_outside_data", first_on=series.first_on, last_on=series.last_on), None
    is_before = np.arange(len(series.dates)) < series.start
    design = make_design(series, question.other_days, question.covariates, question.controls, is_before)
    reason = _why_unknown(series, design)
    if reason:
        return _unknown(empty, **reason), None
    task = make_task(fit_mean_model(design))
    lasts = days_to_add(series, design) if question.cumulative else []
    mixture, *shorter = average_windows([task, *(task.shorten(last) for last in lasts)])
    estimate, draws = _fill(question, empty, task, mixture)
    rows = add_days(series, design, shorter, question.level, question.seed)
    return end_with_whole(replace(estimate, cumulative=rows)), draws


def _empty_effect(question: _Question) -> Effect:
    series = question.series
    first = series.dates[0] + pd.Timedelta(days=series.start * series.spacing)
    last = first + pd.Timedelta(days=series.n_window * series.spacing - 1)
    return Effect(
        event_on=first.date().isoformat(),
        window_end=last.date().isoformat(),
        level=question.level,
        verdict="cannot tell",
        smallest_relevant=question.smallest_relevant,
        n_window_days=series.n_window * series.spacing,
    )


def _unknown(empty: Effect, code: str, **values: Any) -> Effect:
    return replace(empty, warnings=({"code": code, **values},), helps=("longer_history",))


def _why_unknown(series: Series, design: Design) -> dict[str, Any] | None:
    """The code and values of what makes an estimate impossible, None if nothing does."""
    days = np.flatnonzero(design.fit)
    span = int(days[-1] - days[0] + 1) * series.spacing if len(days) else 0
    if not design.window.any():
        return {"code": "window_not_observed"}
    if not len(days) or np.ptp(design.outcome[days]) == 0 or _is_idle(design):
        return {"code": "series_constant", "n_days": len(days)}
    if len(days) < FEWEST_DAYS[series.spacing] or span < FEWEST_SPAN_DAYS:
        return {"code": "history_too_short", "n_days": len(days), "span_days": span}
    return None


def _is_idle(design: Design) -> bool:
    """Nothing ever happens but for other events: the noise of a usual day cannot be measured."""
    clear = design.outcome[design.fit & ~design.bins.any(axis=1)]
    return len(clear) >= CLEAR_DAYS and float(np.ptp(clear)) == 0


def _fill(question: _Question, empty: Effect, task: Task, mixture: Mixture) -> tuple[Effect, Floats]:
    series, design = question.series, task.model.design
    n_observed = int(design.window.sum())
    observed = float(design.outcome[design.window].sum())
    rng = np.random.default_rng(question.seed)
    totals, totals_alone = (as_counts(draws, design) for draws in mixture.draw(rng))
    counterfactual = float(np.median(totals))
    scale = whole_window(series.n_window / n_observed, rng)
    draws = scale * (observed - totals)
    joint = None
    if design.is_overlapping.any() and mixture.correlation() < JOINT_BELOW:
        joint = _joint(question, empty, design, scale * (observed - totals_alone))
    filled = replace(
        empty,
        observed=observed,
        counterfactual=counterfactual,
        joint=joint,
        n_days_used=int(design.fit.sum()),
        n_window_observed=n_observed * series.spacing,
        warnings=_warnings(series, task.model, joint),
        daily=daily_path(series, task, mixture, counterfactual, question.level),
    )
    return _with_draws(question, filled, draws), draws


def _with_draws(question: _Question, effect: Effect, draws: Floats) -> Effect:
    found: dict[str, Any] = middle_and_bounds(question.level, draws)
    low, high = np.quantile(draws, [0.025, 0.975])
    usual = effect.counterfactual
    judged = replace(
        effect,
        **found,
        lift=None if not usual else found["effect"] / _scaled(effect, usual),
        p_value=_two_sided(draws),
        smallest_detectable=float(SDS_TO_DETECT * (high - low) / 3.92),
        quantiles=tuple(float(q) for q in np.quantile(draws, QUANTILE_LEVELS)),
        verdict=decide_verdict(found["effect_lower"], found["effect_upper"], question.smallest_relevant),
    )
    return replace(judged, helps=suggest_helps(judged, question.covariates, question.controls))


def _scaled(effect: Effect, total: float) -> float:
    return total * effect.n_window_days / effect.n_window_observed


def _two_sided(draws: Floats) -> float:
    n_below = min(int((draws <= 0).sum()), int((draws >= 0).sum()))
    return min(1.0, 2 * (n_below + 1) / (len(draws) + 1))


def _joint(question: _Question, empty: Effect, design: Design, draws: Floats) -> dict[str, Any]:
    days = [day for day, reaches in zip(question.other_days, design.is_overlapping, strict=True) if reaches]
    event_ons = sorted([empty.event_on, *(day.date().isoformat() for day in days)])
    return {"event_ons": event_ons, **middle_and_bounds(question.level, draws)}


def _warnings(series: Series, model: MeanModel, joint: dict[str, Any] | None) -> tuple[dict[str, Any], ...]:
    design = model.design
    n_missing = series.n_window - int(design.window.sum())
    gaps = int(np.isnan(design.outcome[: series.start]).sum())
    found = [
        ("window_partly_observed", {"n_days": series.n_window, "n_missing": n_missing}, n_missing > 0),
        ("days_missing", {"n_days": gaps}, gaps > 0),
        ("spikes_left_out", {"n_days": model.n_spikes}, model.n_spikes > 0),
        ("events_overlap", {"n_events": int(design.is_overlapping.sum())}, design.is_overlapping.any()),
        ("events_cannot_be_split", {}, joint is not None),
    ]
    return tuple({"code": code, **values} for code, values, holds in found if holds)


def _with_placebos(question: _Question, estimate: Effect, draws: Floats) -> Effect:
    """Repeat at earlier dates, each from the days before it, and widen the interval by what they show."""
    series = question.series
    fewest = -(-FEWEST_SPAN_DAYS // series.spacing) if series.spacing == 1 else FEWEST_DAYS[7]
    starts = placebo_starts(series, question.other_days, fewest)
    alone = replace(question, cumulative=False)
    estimates = [_estimate(replace(alone, series=replace(series, start=start)))[0] for start in starts]
    summary = summarise_placebos(estimate, estimates)
    middle = np.median(draws)
    widened = _with_draws(question, estimate, middle + summary["inflation"] * (draws - middle))
    joint = widened.joint and widen(widened.joint, summary["inflation"])
    rows = tuple(widen(row, summary["inflation"]) for row in estimate.cumulative)
    widened = replace(widened, placebo=summary, joint=joint, cumulative=rows)
    return end_with_whole(widened)
