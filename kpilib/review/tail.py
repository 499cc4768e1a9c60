"""What stays of an event: how its content fades beside that of earlier events, and leads who come later."""

from datetime import timedelta
from typing import Any

import pandas as pd

from kpilib.effects import count_by_month, estimate_tail
from kpilib.measures import read_content, read_later_leads
from kpilib.params import Event, Workspace
from kpilib.review.evidence import Evidence, days_of
from kpilib.store import Store

KINDS = ("views", "visits", "downloads")
FEWEST_EARLIER = 5  # below, no usual range is shown
USUAL = (0.1, 0.5, 0.9)
SOON_DAYS = 14
_NO_USUAL: dict[str, Any] = {"usual_lower": None, "usual": None, "usual_upper": None, "n_usual": 0}


def describe_evergreen(
    store: Store, event: Event, workspace: Workspace, evidence: Evidence
) -> dict[str, Any]:
    """Content by kind with its tail and what earlier events' content had at the same age; later leads.

    Provisional until day 90, as the half-life of a young tail is mostly guessed.
    """
    earlier = [
        e
        for e in evidence.events.values()
        if e.status != "cancelled" and e.event_id != event.event_id and e.starts_on < event.starts_on
    ]
    days = [days_of(e, workspace) for e in (event, *earlier)]
    content = read_content(store, days, evidence.as_of)
    mine = content[content["event_id"] == event.event_id]
    past = content[content["event_id"] != event.event_id]
    starts = {e.event_id: e.starts_on.isoformat() for e in earlier}
    later, n_later = read_later_leads(store, days[0], evidence.as_of)
    final_on = event.window_end(workspace.roi_window_days)
    return {
        "state": "mature" if evidence.as_of >= final_on else "provisional",
        "final_on": final_on.isoformat(),
        "content": [
            _describe(kind, mine[mine["kind"] == kind], past[past["kind"] == kind], event, starts)
            for kind in KINDS
            if (mine["kind"] == kind).any()
        ],
        "later_leads": _describe_later(later, n_later, event, workspace, evidence),
    }


def _describe(
    kind: str, mine: pd.DataFrame, past: pd.DataFrame, event: Event, starts: dict[str, str]
) -> dict[str, Any]:
    tail = estimate_tail(mine, life_start(mine, event.starts_on.isoformat()))
    earlier = [
        count_by_month(rows, life_start(rows, starts[str(name)])) for name, rows in past.groupby("event_id")
    ]
    usual = _usual(earlier)
    record = tail.to_dict()
    months = [month | usual.get(month["month"], _NO_USUAL) for month in record["months"]]
    return {"kind": kind, "source": str(mine["source"].iloc[0])} | record | {"months": _told(months)}


def _told(months: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Months of which something is known."""
    return [m for m in months if any(m[name] is not None for name in ("value", "expected", "usual"))]


def life_start(periods: pd.DataFrame, event_on: str) -> str:
    """Day 1 of the content's life: its first count, if that is soon after the event; else the event's day.

    A recording is put up some days later; a count that begins months later has missed the start.
    """
    first, day = pd.Timestamp(periods["starts_on"].min()), pd.Timestamp(event_on)
    return (first if first < day + pd.Timedelta(days=SOON_DAYS) else day).date().isoformat()


def _usual(earlier: list[dict[int, float]]) -> dict[int, dict[str, Any]]:
    """Median and the middle 80 % of earlier events by month of age."""
    table = pd.DataFrame(earlier)
    found = {}
    for month in table:
        values = table[month].dropna()
        if len(values) >= FEWEST_EARLIER:
            low, middle, high = (float(q) for q in values.quantile(list(USUAL)))
            found[int(str(month))] = {
                "usual_lower": low,
                "usual": middle,
                "usual_upper": high,
                "n_usual": len(values),
            }
    return found


def _describe_later(
    by_day: pd.DataFrame, n_leads: int, event: Event, workspace: Workspace, evidence: Evidence
) -> dict[str, Any]:
    """Leads whose way led over the content after the event: a count, of which some would have come anyway."""
    if not any("contacts" in file.report["tables"] for file in evidence.files.values()):
        return {"leads": None, "tail": None, "since": None}
    since = event.window_end(workspace.window_days) + timedelta(days=1)
    tail = estimate_tail(by_day, since.isoformat()).to_dict() if len(by_day) else None
    if tail:
        tail["months"] = _told([month | _NO_USUAL for month in tail["months"]])
    return {"leads": n_leads, "tail": tail, "since": since.isoformat()}
