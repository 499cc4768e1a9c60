"""The loop: what earlier events of a series decided to do, whether it was done, what became of its KPI."""

import re
from typing import Any

from kpilib.kpis import Kpi
from kpilib.kpis.comparisons import compute_change, limits_in
from kpilib.params import Action, Event, Workspace, is_day
from kpilib.review.comparisons import estimate_of, is_window_open, limits_of, settled_value
from kpilib.review.evidence import Evidence, plain_number

Row = dict[str, Any]
_NUMBER = re.compile(r"[-+\N{MINUS SIGN}]?\d+(?:[.,]\d+)?")
OUTCOMES = {"signal": "moved", "routine": "within_noise", "unknown": "cannot_tell"}
NO_VALUES = dict.fromkeys(
    ("before", "after", "change", "change_lower", "change_upper", "direction", "was_unusual")
)


def describe_actions(event: Event, workspace: Workspace, evidence: Evidence, kpis: list[Row]) -> list[Row]:
    """Actions of earlier events of the series that this review judges or carries on, then its own.

    `status` is what people typed; `outcome` what became of the action's KPI from the event that decided it
    to this one: "moved" (more than routine variation), "within_noise", "cannot_tell" (with `why`) or
    "not_due" (this event came before it was due, or before it was done). That a KPI moved does not show
    that the action moved it.
    """
    rows = {row["kpi"]: row for row in kpis}
    found = [
        _describe(action, past, event, workspace, evidence, rows)
        for past, action in _carried(event, workspace, evidence)
    ]
    own = [_own(action, event) for action in event.facts.actions]
    return found + own


def _carried(event: Event, workspace: Workspace, evidence: Evidence) -> list[tuple[Event, Action]]:
    """Earlier actions, oldest first: of the event before all, of others those that no review judged yet.

    One that a later event of the series took over in the same words is that event's.
    """
    chain = [*_earlier(event, workspace, evidence), event]
    found: list[tuple[Event, Action]] = []
    for place, past in enumerate(chain[:-1]):
        later = {_words(action) for other in chain[place + 1 :] for action in other.facts.actions}
        between = chain[place + 1 : -1]
        found += [
            (past, action)
            for action in past.facts.actions
            if not any(_is_settled_by(action, other) for other in between)
            and (_words(action) not in later or action.status == "done")
        ]
    return found


def _earlier(event: Event, workspace: Workspace, evidence: Evidence) -> list[Event]:
    zone = workspace.timezone
    earlier = [
        past
        for past in evidence.events.values()
        if event.series
        and past.series == event.series
        and past.status != "cancelled"
        and past.start_instant(zone) < event.start_instant(zone)
    ]
    return sorted(earlier, key=lambda past: past.start_instant(zone))


def _words(action: Action) -> str:
    return " ".join(action.what.casefold().split()).rstrip(".")


def _is_settled_by(action: Action, event: Event) -> bool:
    """Whether the review of an event had the last word on the action: done before it, or dropped."""
    if action.status == "open":
        return False
    return not action.done_on or action.done_on <= event.starts_on.isoformat()


def _row(action: Action, event: Event, is_own: bool) -> Row:
    """What an action says of itself and the event that named it; what became of it is still to be told."""
    named = {"from_event": event.event_id, "from_title": event.title or event.event_id, "is_own": is_own}
    told = action.model_dump(mode="json") | {"expected_change": _as_number(action.expected_change)}
    return told | named | {"why": None, **NO_VALUES}


def _as_number(typed: str | float) -> str | float:
    """A change typed as text that is a number; any other text as it is.

    Examples
    --------
    >>> _as_number("-20"), _as_number("twice as many")
    (-20.0, 'twice as many')
    """
    if isinstance(typed, str) and _NUMBER.fullmatch(typed.strip()):
        return float(typed.strip().replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    return typed


def _own(action: Action, event: Event) -> Row:
    return _row(action, event, is_own=True) | {"outcome": "not_due"}


def _describe(
    action: Action,
    past: Event,
    event: Event,
    workspace: Workspace,
    evidence: Evidence,
    rows: dict[str, Row],
) -> Row:
    return _row(action, past, is_own=False) | _judge(action, past, event, workspace, evidence, rows)


def _judge(
    action: Action,
    past: Event,
    event: Event,
    workspace: Workspace,
    evidence: Evidence,
    rows: dict[str, Row],
) -> Row:
    if _comes_later(action, event):
        return {"outcome": "not_due"}
    kpi = evidence.catalogue.get(action.kpi)
    if kpi is None:
        return {"outcome": "cannot_tell", "why": "unknown_kpi" if action.kpi else "no_kpi"}
    before = settled_value(kpi, past, workspace, evidence)
    now = evidence.values[event.event_id, kpi.id]
    if is_window_open(kpi, event, workspace, evidence.as_of):
        return {"outcome": "cannot_tell", "why": "window_open"}
    if before is None or now["state"] != "known":
        return {"outcome": "cannot_tell", "why": "no_value"}
    row = rows.get(kpi.id)
    points = _points(row)
    earlier = [point["value"] for point in points]
    change = compute_change(estimate_of(now), estimate_of(before), limits_of(row), earlier)
    return {
        "outcome": OUTCOMES[change.verdict],
        "why": "no_interval" if change.verdict == "unknown" else None,
        "before": plain_number(before["value"]),
        "after": plain_number(now["value"]),
        "change": change.change,
        "change_lower": change.lower,
        "change_upper": change.upper,
        "direction": _direction(kpi, change.change),
        "was_unusual": _was_unusual(kpi, past, points),
    }


def _points(row: Row | None) -> list[Row]:
    """The earlier values of a KPI in the series, oldest first; none where it has no limits."""
    return ((row or {}).get("xmr") or {}).get("points") or []


def _was_unusual(kpi: Kpi, past: Event, points: list[Row]) -> bool:
    """Whether the value before lay outside the limits of those before it, so that a return was likely."""
    place = next((i for i, point in enumerate(points) if point["event_id"] == past.event_id), None)
    if place is None:
        return False
    xmr = limits_in(kpi.unit, [point["value"] for point in points[:place]], points[place]["value"])
    return xmr is not None and xmr.rule == "outside_limits"


def _comes_later(action: Action, event: Event) -> bool:
    """Whether the event took place before the action could show in it."""
    day = event.starts_on.isoformat()
    if action.status == "done":
        return bool(action.done_on) and action.done_on > day
    return action.status == "open" and is_day(action.due) and action.due > day


def _direction(kpi: Kpi, change: float) -> str | None:
    if not change or kpi.better not in ("up", "down"):
        return None
    return "better" if (change > 0) == (kpi.better == "up") else "worse"
