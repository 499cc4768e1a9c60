"""What a review tells beside its scorecard: effects, quality."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pandas as pd

from kpilib.effects import Effect, estimate_effect
from kpilib.errors import DataError, EstimationError
from kpilib.measures import count_new_contacts
from kpilib.params import Event, Workspace
from kpilib.review.evidence import Evidence, Note, files_of
from kpilib.store import Store

# More than a year, for the yearly pattern; a longer past costs time and tells of another company.
FIT_DAYS = 450
INPUTS = {
    "registrations": ("registrations",),
    "attendance": ("attendance",),
    "survey": ("survey_answers",),
    "contacts": ("contacts",),
    "deals": ("deals",),
    "advertising": ("ads",),
    "web": ("web",),
}


def find_effect(store: Store, event: Event, workspace: Workspace, evidence: Evidence) -> Effect | list[Note]:
    """Extra new contacts of the organisation in the event window, or why nothing can be said."""
    daily, arguments = ask_effect(store, event, workspace, evidence)
    if daily.empty:
        return [{"code": "coverage_not_stated"}]
    last = pd.Timestamp(event.window_end(workspace.window_days))
    daily, day = daily[daily["date"] <= last], event.starts_on.isoformat()
    try:
        effect = estimate_effect(daily, day, window_days=workspace.window_days, cumulative=True, **arguments)
    except (EstimationError, DataError) as error:
        return [{"code": "not_estimable", "why": str(error)}]
    return hold_back_early(effect)


def ask_effect(
    store: Store, event: Event, workspace: Workspace, evidence: Evidence
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The daily series from the fit period's first day on, and the arguments that all windows share."""
    daily = count_new_contacts(store, evidence.as_of)
    others = [
        other.starts_on.isoformat()
        for other in evidence.past.values()
        if other.event_id != event.event_id
        and other.status != "cancelled"
        and other.starts_on <= evidence.as_of
    ]
    first = pd.Timestamp(event.starts_on) - pd.Timedelta(days=FIT_DAYS)
    daily, covariates = _with_promotion(daily[daily["date"] >= first], evidence)
    return daily, {
        "covariates": covariates,
        "other_events": tuple(others),
        "smallest_relevant": workspace.smallest_relevant_leads,
    }


def hold_back_early(effect: Effect) -> Effect:
    """No estimate before half of the window was seen: two days scaled to fourteen mislead.

    The days themselves, what was seen and what was expected of them stay.
    """
    needed = -(-effect.n_window_days // 2)
    if effect.effect is None or effect.n_window_observed >= needed:
        return effect
    young: Note = {"code": "window_young", "n_observed": effect.n_window_observed, "n_needed": needed}
    numbers = ("effect", "effect_lower", "effect_upper", "lift", "p_value", "smallest_detectable", "joint")
    unknown: dict[str, Any] = dict.fromkeys(numbers)
    others = [w for w in effect.warnings if w["code"] != "window_partly_observed"]
    return replace(
        effect,
        **unknown,
        verdict="cannot tell",
        helps=(),
        quantiles=(),
        cumulative=(),
        warnings=(*others, young),
    )


def _with_promotion(daily: pd.DataFrame, evidence: Evidence) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Promotion days that people stated, as a flag; without any, no covariate."""
    days = {day for event in evidence.events.values() for day in event.facts.promotion_days}
    flag = daily["date"].dt.strftime("%Y-%m-%d").isin(days)
    if not flag.any():
        return daily, ()
    return daily.assign(promotion=flag.astype("float64")), ("promotion",)


def describe_effect(found: Effect | list[Note]) -> dict[str, Any]:
    """The effect as plain values; where nothing can be said, the same fields without numbers."""
    if isinstance(found, Effect):
        return found.to_dict()
    helps = ["state_coverage"] if found[0]["code"] == "coverage_not_stated" else ["longer_history"]
    numbers = (
        *("effect", "effect_lower", "effect_upper", "lift", "p_value", "smallest_detectable"),
        *("observed", "counterfactual", "placebo", "joint"),
    )
    said = {
        "verdict": "cannot tell",
        "warnings": found,
        "helps": helps,
        "daily": {},
        "quantiles": [],
        "cumulative": [],
    }
    return dict.fromkeys(numbers) | said


def describe_quality(event: Event, evidence: Evidence, failures: dict[str, Any]) -> dict[str, Any]:
    """What was read, dropped and warned of, and which inputs are missing."""
    mine = files_of(event.event_id, evidence)
    dropped: Counter[str] = Counter()
    for file in mine:
        dropped.update(file.report["dropped"])
    present = {table for f in mine for table in f.report["tables"]}
    warnings = [
        {"file": file.file_id, **warning} for file in mine for warning in file.report.get("warning_codes", [])
    ]
    general = [n for n in evidence.notes[event.event_id] if "kpi" not in n]
    broken = [{"code": "file_unreadable", "file": f, "why": str(e)} for f, e in failures.items()]
    return {
        "dropped": dict(sorted(dropped.items())),
        "warnings": [*broken, *general, *warnings],
        "missing": [name for name, tables in INPUTS.items() if not set(tables) & present],
        "files": [
            {
                "file": f.file_id,
                "format": f.format,
                "tables": f.report["tables"],
                "dropped": f.report["dropped"],
            }
            for f in mine
        ],
    }
