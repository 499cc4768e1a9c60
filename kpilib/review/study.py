"""The deep look at one effect: the review's own estimate, and what it would be under other choices."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from kpilib.effects import Effect, estimate_effect
from kpilib.effects.checks import check_residuals
from kpilib.effects.plain import estimate_plain_effect
from kpilib.errors import DataError, EstimationError, ParamsError
from kpilib.params import read_event, read_workspace
from kpilib.review.compose import prepare_evidence
from kpilib.review.compute import compute_review
from kpilib.review.record import Review
from kpilib.review.sections import FIT_DAYS, ask_effect
from kpilib.store import open_store

WINDOWS = (7, 14, 21, 28)
FITS = (90, 180, 270, FIT_DAYS)


@dataclass(frozen=True)
class EffectStudy:
    """A review and what stands behind its effect; plain values throughout.

    `cumulative`: the first days' effect by number of days. `windows`, `fits`: the estimate with other windows
    and fit periods, each `days`, `effect`, `effect_lower`, `effect_upper`, `verdict`; the review's own is
    `is_own`. `residuals` checks the days before. `plain` is the plain regression, None where it cannot be.
    """

    review: Review
    cumulative: tuple[dict[str, Any], ...] = ()
    windows: tuple[dict[str, Any], ...] = ()
    fits: tuple[dict[str, Any], ...] = ()
    residuals: dict[str, Any] | None = None
    plain: dict[str, Any] | None = None

    @property
    def effect(self) -> Mapping[str, Any]:
        """The review's effect."""
        found: Mapping[str, Any] = self.review.record["effect"]
        return found


def study_effect(event_id: str, workspace: str | Path | None = None) -> EffectStudy:
    """The effect of one event in depth.

    Errors as in `compute_review`. Without a daily series, or before half of the window was seen, only the
    review is there. The other choices are tried without placebo checks: their intervals are not widened.
    """
    space = read_workspace(workspace)
    event = read_event(space, event_id)
    review = compute_review(event_id, space.folder)
    if review.record["effect"]["effect"] is None:
        return EffectStudy(review)
    evidence = prepare_evidence(space, event)
    with open_store(space.store_url, read_only=True) as store:
        daily, arguments = ask_effect(store, event, space, evidence)
    return _study(review, daily, arguments, space.window_days)


def _study(review: Review, daily: pd.DataFrame, arguments: dict[str, Any], window_days: int) -> EffectStudy:
    event_on = review.record["effect"]["event_on"]
    first, last = pd.Timestamp(event_on), daily["date"].max()

    def estimate(days: int, fit_days: int = FIT_DAYS) -> Effect:
        history = daily[daily["date"] >= first - pd.Timedelta(days=fit_days)]
        return estimate_effect(history, event_on, window_days=days, placebo=False, **arguments)

    windows = sorted({*WINDOWS, window_days})
    span = (first - daily["date"].min()).days
    fits = sorted({min(days, span) for days in FITS})
    return EffectStudy(
        review,
        cumulative=tuple(review.record["effect"]["cumulative"]),
        windows=_variants(
            [(days, lambda d=days: estimate(d)) for days in windows if (last - first).days + 1 >= days],  # type: ignore[misc]
            window_days,
        ),
        fits=_variants([(days, lambda d=days: estimate(window_days, d)) for days in fits], fits[-1]),  # type: ignore[misc]
        residuals=check_residuals(pd.DataFrame(review.record["effect"]["daily"]), _level(review)).to_dict(),
        plain=_plain(daily, event_on, window_days, arguments),
    )


def _level(review: Review) -> float:
    return float(review.record["effect"]["level"])


def _variants(choices: list[tuple[int, Any]], own: int) -> tuple[dict[str, Any], ...]:
    """One row for each choice that can be estimated."""
    rows = []
    for days, estimate in choices:
        try:
            found: Effect = estimate()
        except (DataError, EstimationError, ParamsError):
            continue
        if found.effect is not None:
            bounds = {"effect_lower": found.effect_lower, "effect_upper": found.effect_upper}
            told = {"verdict": found.verdict, "is_own": days == own}
            rows.append({"days": days, "effect": found.effect, **bounds, **told})
    return tuple(rows)


def _plain(
    daily: pd.DataFrame, event_on: str, window_days: int, arguments: dict[str, Any]
) -> dict[str, Any] | None:
    known = {name: arguments[name] for name in ("covariates", "other_events")}
    try:
        return estimate_plain_effect(daily, event_on, window_days, **known).to_dict()
    except EstimationError:
        return None
