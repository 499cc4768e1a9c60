"""One value against others: the event before, the period before, the series' limits, the goal by its day."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from kpilib.kpis import Kpi
from kpilib.kpis.comparisons import Xmr, compute_change, limits_in, needed_per_month, silent_bounds
from kpilib.params import Event, Workspace, is_day
from kpilib.review.evidence import Evidence, plain_number
from kpilib.review.stated import goal

Value = dict[str, Any]


def compare(kpi: Kpi, value: Value, event: Event, workspace: Workspace, evidence: Evidence) -> dict[str, Any]:
    """The fields of a scorecard row that stand a value beside others; None where there is nothing to compare.

    `change_verdict` is "signal", "routine" (within noise: no arrow) or "unknown", as while a window is open:
    a count that still grows lies under finished ones, whatever the event did.
    """
    earlier = earlier_in_series(event, workspace, evidence)
    previous_event = earlier[-1] if earlier else None
    actual = plain_number(value["value"])
    previous = settled_value(kpi, previous_event, workspace, evidence) if previous_event else None
    settled = [(past, settled_value(kpi, past, workspace, evidence)) for past in earlier]
    points = [(past, float(found["value"])) for past, found in settled if found is not None]
    is_open = is_window_open(kpi, event, workspace, evidence.as_of)
    xmr = None
    if actual is not None and not is_open:
        xmr = limits_in(kpi.unit, [value for _, value in points], actual)
    change = None
    if actual is not None and previous is not None:
        now = (actual, None, None) if is_open else estimate_of(value)
        change = compute_change(now, estimate_of(previous), xmr, [value for _, value in points])
    return {
        "previous": None if previous is None else plain_number(previous["value"]),
        "previous_event": previous_event.event_id if previous_event else None,
        "previous_typed": bool(previous_event and previous_event.event_id in evidence.typed_events),
        "change": change.change if change else None,
        "change_lower": change.lower if change else None,
        "change_upper": change.upper if change else None,
        "change_verdict": change.verdict if change else "unknown",
        "xmr": _describe_limits(xmr, points) if xmr else None,
        "previous_period": previous_period(kpi, event, workspace, evidence),
        "needed_per_month": _needed(kpi, actual, event, workspace, evidence.as_of),
        "comparator": _comparator(kpi, workspace),
        **_silent(kpi, value, event, evidence),
    }


def window_days(kpi: Kpi, workspace: Workspace) -> int:
    """Length of the window over which a KPI is counted."""
    return workspace.roi_window_days if kpi.window == "roi" else workspace.window_days


def is_window_open(kpi: Kpi, event: Event, workspace: Workspace, as_of: date) -> bool:
    """Whether a KPI that is counted over a window can still change."""
    return kpi.window is not None and as_of < event.window_end(window_days(kpi, workspace))


def earlier_in_series(event: Event, workspace: Workspace, evidence: Evidence) -> list[Event]:
    """Mature events of the same series before this one, oldest first; none without a series.

    Events of typed results count; one that names no series, where the organisation has this one only.
    """
    zone = workspace.timezone
    earlier = [
        past
        for past in evidence.past.values()
        if event.series
        and _is_in_series(past, event.series, evidence)
        and past.start_instant(zone) < event.start_instant(zone)
        and evidence.states[past.event_id] == "mature"
    ]
    return sorted(earlier, key=lambda past: past.start_instant(zone))


def _is_in_series(past: Event, series: str, evidence: Evidence) -> bool:
    if past.series or past.event_id not in evidence.typed_events:
        return past.series == series
    return {event.series for event in evidence.events.values()} == {series}


def settled_value(kpi: Kpi, past: Event, workspace: Workspace, evidence: Evidence) -> Value | None:
    """A past event's value if it is known and cannot change any more."""
    value = evidence.value(past.event_id, kpi.id)
    if value is None or value["state"] != "known" or is_window_open(kpi, past, workspace, evidence.as_of):
        return None
    return value


def _describe_limits(xmr: Xmr, points: list[tuple[Event, float]]) -> dict[str, Any]:
    """The limits, and the earlier values they were made from, oldest first."""
    earlier = [
        {"event_id": past.event_id, "starts_on": past.starts_on.isoformat(), "value": value}
        for past, value in points
    ]
    return asdict(xmr) | {"points": earlier}


def limits_of(row: dict[str, Any] | None) -> Xmr | None:
    """The limits of a scorecard row, without the points behind them."""
    told = (row or {}).get("xmr")
    return Xmr(**{name: x for name, x in told.items() if name != "points"}) if told else None


def previous_period(
    kpi: Kpi, event: Event, workspace: Workspace, evidence: Evidence
) -> dict[str, Any] | None:
    """The value over the events of the calendar month before (house definition).

    A share is pooled, so that every person weighs the same; other values are a mean over events. `pooled`
    says which. None where no event of that month has a value.
    """
    last = event.starts_on.replace(day=1) - timedelta(days=1)
    first = last.replace(day=1)
    in_month = [e for e in evidence.past.values() if first <= e.starts_on <= last and e.status != "cancelled"]
    settled = [value for e in in_month if (value := settled_value(kpi, e, workspace, evidence)) is not None]
    if not settled:
        return None
    pooled = kpi.unit == "share" and all(plain_number(v["denominator"]) for v in settled)
    if pooled:
        value = sum(v["numerator"] for v in settled) / sum(v["denominator"] for v in settled)
    else:
        value = sum(v["value"] for v in settled) / len(settled)
    days = {"from": first.isoformat(), "to": last.isoformat()}
    return days | {"value": float(value), "n_events": len(settled), "pooled": pooled}


def _needed(kpi: Kpi, actual: float | None, event: Event, workspace: Workspace, as_of: date) -> float | None:
    use = workspace.kpis.get(kpi.id)
    wanted = goal(event, workspace, kpi.id)
    if actual is None or wanted is None or use is None or not is_day(use.due):
        return None
    return needed_per_month(actual, wanted, as_of, date.fromisoformat(use.due), kpi.better == "down")


def _comparator(kpi: Kpi, workspace: Workspace) -> dict[str, Any] | None:
    use = workspace.kpis.get(kpi.id)
    return use.comparator.model_dump() if use and use.comparator else None


def estimate_of(value: Value) -> tuple[float, float | None, float | None]:
    return float(value["value"]), plain_number(value["lower"]), plain_number(value["upper"])


def _silent(kpi: Kpi, value: Value, event: Event, evidence: Evidence) -> dict[str, float | None]:
    """Where a survey's value could be if those who did not answer felt otherwise; asked are the attendees."""
    asked = plain_number(evidence.measures.loc[event.event_id].get("attendees"))
    numerator, answers = plain_number(value["numerator"]), plain_number(value["denominator"])
    nothing = dict.fromkeys(("response_rate", "silent_lower", "silent_upper"))
    if not kpi.is_survey or value["state"] != "known" or not asked or answers is None or answers > asked:
        return nothing
    bounds = None
    if numerator is not None:
        scale = getattr(kpi.formula, "scale", None)
        bounds = silent_bounds(kpi.unit, numerator, answers, asked, scale)
    low, high = bounds or (None, None)
    return {"response_rate": answers / asked, "silent_lower": low, "silent_upper": high}
