"""What a review tells beside its scorecard: the way of the people, presence, effects, quality."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pandas as pd

from kpilib.effects import Effect, estimate_effect
from kpilib.errors import DataError, EstimationError
from kpilib.measures import count_new_contacts, read_presence
from kpilib.params import Event, Workspace
from kpilib.review.evidence import Evidence, Note, days_of, files_of, plain_number
from kpilib.store import Store

# More than a year, for the yearly pattern; a longer past costs time and tells of another company.
FIT_DAYS = 450
FUNNEL = ("invited", "registrations", "registered_attendees", "leads", "qualified_leads", "customers")
INPUTS = {
    "registrations": ("registrations",),
    "attendance": ("attendance",),
    "survey": ("survey_answers",),
    "contacts": ("contacts",),
    "deals": ("deals",),
    "advertising": ("ads",),
    "web": ("web",),
}


def describe_funnel(event: Event, evidence: Evidence) -> list[dict[str, Any]]:
    """People at each step from invitation to purchase; None where a step is unknown.

    Customers are leads who bought: buyers of tickets stand at no step before them.
    """
    measures = evidence.measures.loc[event.event_id]
    counts = {step: measures.get(step) for step in FUNNEL}
    counts["customers"] = measures.get("new_customers")
    counts["invited"] = event.facts.counts.invited
    return [{"step": step, "people": plain_number(count)} for step, count in counts.items()]


def describe_channels(
    people: pd.DataFrame, event: Event, workspace: Workspace, evidence: Evidence
) -> list[dict[str, Any]]:
    """People by the channel that brought their registration, largest first.

    Channels with fewer people than the workspace's `k` are put together as `other`; a remainder
    below `k` takes in the next channel, or the total would give it away.
    """
    registered = people[people["is_registered"]]
    if registered["source"].isna().all():
        return []
    channel = registered["source"].map(lambda s: workspace.channel_of(s if isinstance(s, str) else None))
    table = (
        registered.assign(channel=channel.fillna("unknown"))
        .groupby("channel")[["is_registered", "is_attendee", "is_lead"]]
        .sum()
        .sort_values(["is_registered"], ascending=False, kind="stable")
    )
    names = {"is_registered": "registrations", "is_attendee": "attendees", "is_lead": "leads"}
    counts = table.astype(int).rename(columns=names).rename_axis("channel").reset_index()
    rows = [{str(k): v for k, v in row.items()} for row in counts.to_dict("records")]
    measures = evidence.measures.loc[event.event_id]
    unknown = [name for name in ("attendees", "leads") if pd.isna(measures[name])]
    return [row | dict.fromkeys(unknown) for row in merge_small(rows, workspace.privacy.k)]


def merge_small(rows: list[dict[str, Any]], k: int) -> list[dict[str, Any]]:
    """Channels under `k` registrations put together; nothing is shown that could be subtracted."""
    large = [r for r in rows if r["registrations"] >= k]
    small = [r for r in rows if r["registrations"] < k]
    if not small:
        return large
    while large and sum(r["registrations"] for r in small) < k:
        small.append(large.pop())
    merged = {key: sum(r[key] for r in small) for key in ("registrations", "attendees", "leads")}
    return [*large, {"channel": "other", **merged}]


def describe_presence(
    store: Store, event: Event, workspace: Workspace, evidence: Evidence
) -> list[dict[str, Any]]:
    """People present at each whole minute from the start, up to the last one; at most 240 points."""
    stays = read_presence(store, days_of(event, workspace), evidence.as_of)
    if stays.empty or event.is_prerecorded:
        return []
    start = pd.Timestamp(event.start_instant(workspace.timezone)).tz_convert("UTC")
    joined = (stays["joined_at"] - start).dt.total_seconds() / 60
    left = (stays["left_at"] - start).dt.total_seconds() / 60
    last = int(min(max(left.max(), 1), 600))
    step = max(1, last // 240)
    minutes = range(0, last + 1, step)
    return [
        {"minute": m, "people": int(stays.loc[(joined <= m) & (left > m), "person_id"].nunique())}
        for m in minutes
    ]


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
