"""Who was there in each minute, in which part of the programme people left, and what is usual."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kpilib.measures import read_presence
from kpilib.params import Event, TimedPart, Workspace
from kpilib.review.evidence import Evidence, days_of, history_until, is_history
from kpilib.review.funnel import read_loss
from kpilib.review.scorecard import COVARIATES, covariates_of, useful_covariates
from kpilib.store import Store
from kpilib.targets import estimate_target

MOST_POINTS, MOST_MINUTES = 240, 600
# Past events from which a usual line is drawn.
NEEDED_EVENTS = 3
# People leave at the close: the last tenth of the planned time says nothing of a part.
LAST_SHARE = 0.9


@dataclass(frozen=True)
class Stays:
    """Stays of the attendees in minutes from the start."""

    people: pd.Series
    joined: pd.Series
    left: pd.Series

    def present(self, minute: float) -> int:
        """People there at a moment: joined by then, not yet left."""
        return int(self.people[(self.joined <= minute) & (self.left > minute)].nunique())


def describe_presence(store: Store, event: Event, workspace: Workspace, evidence: Evidence) -> dict[str, Any]:
    """`presence` and `minutes` of the record: see `describe_stays`."""
    rows = read_presence(store, days_of(event, workspace), evidence.as_of)
    return describe_stays(rows, event, workspace, evidence)


def describe_stays(
    rows: pd.DataFrame, event: Event, workspace: Workspace, evidence: Evidence
) -> dict[str, Any]:
    """`presence`: people at each whole minute from the start up to the last one, at most 240 points.
    `minutes`: the parts of the programme with those who left, and usual presence by minute.

    `rows` are the attendees' stays: person_id, joined_at, left_at. Both are empty where people watch at
    their own time or no times are known.
    """
    if rows.empty or event.is_prerecorded:
        return {"presence": [], "minutes": {"parts": [], "usual": [], "n_events": 0}}
    start = pd.Timestamp(event.start_instant(workspace.timezone)).tz_convert("UTC")
    joined, left = ((rows[name] - start).dt.total_seconds() / 60 for name in ("joined_at", "left_at"))
    stays = Stays(rows["person_id"], joined, left)
    past = _past(event, workspace, evidence)
    usual = _usual(stays, event, past, evidence) if len(past) >= NEEDED_EVENTS else []
    parts = [_part(part, stays, event, past, evidence) for part in _judged(event)]
    minutes = {"parts": parts, "usual": usual, "n_events": len(past)}
    return {"presence": _points(stays), "minutes": minutes}


def _points(stays: Stays) -> list[dict[str, int]]:
    last = int(min(max(stays.left.max(), 1), MOST_MINUTES))
    minutes = range(0, last + 1, max(1, last // MOST_POINTS))
    return [{"minute": minute, "people": stays.present(minute)} for minute in minutes]


def _length(event: Event) -> float | None:
    """Minutes of the planned time."""
    if not event.ends_at:
        return None
    return (event.end_instant("UTC") - event.start_instant("UTC")).total_seconds() / 60


def _past(event: Event, workspace: Workspace, evidence: Evidence) -> pd.DataFrame:
    """People present by tenth of the planned time, of the past events that count as history."""
    last = history_until(event, evidence)
    known = [
        event_id
        for event_id in evidence.by_tenth.index
        if event_id in evidence.events
        and is_history(evidence.events[event_id], event, last, workspace.window_days, workspace)
    ]
    return evidence.by_tenth.loc[known] if _length(event) else evidence.by_tenth.iloc[:0]


def _usual(stays: Stays, event: Event, past: pd.DataFrame, evidence: Evidence) -> list[dict[str, float]]:
    """Median share of the attendees present at each tenth, as people of this event."""
    attendees = evidence.measures.loc[past.index, "attendees"]
    shares = past.div(attendees, axis=0).median()
    here, length = stays.people.nunique(), _length(event) or 0.0
    return [
        {"minute": length * tenth / 10, "share": float(share), "people": float(share * here)}
        for tenth, share in zip(range(11), shares, strict=True)
    ]


def _judged(event: Event) -> list[TimedPart]:
    """The parts whose end is known, without the close; a part that lies in it is left out."""
    length = _length(event)
    close = MOST_MINUTES if length is None else int(length * LAST_SHARE)
    timed = [(part, min(part.ends, close)) for part in event.programme if part.ends is not None]
    return [
        TimedPart(part.part, part.starts, ends, part.speaker) for part, ends in timed if part.starts < ends
    ]


def _part(
    part: TimedPart, stays: Stays, event: Event, past: pd.DataFrame, evidence: Evidence
) -> dict[str, Any]:
    """One part with the people at its start and end and how many are usually left over the same stretch."""
    ends = part.ends or part.starts
    present, at_end = stays.present(part.starts), stays.present(ends)
    found = {"part": part.part, "starts": part.starts, "ends": ends, "speaker": part.speaker}
    numbers = {"present": present, "at_end": at_end, "left": max(present - at_end, 0)}
    nothing = {"usual_left_lower": None, "usual_left_upper": None, "reading": "unknown"}
    length = _length(event)
    if not present or length is None:
        return found | numbers | nothing
    history = _history(past, part.starts / length, ends / length, evidence)
    new_event = {"starts_on": event.starts_on.isoformat(), "trials": present, **covariates_of(event)}
    covariates = useful_covariates(history, event)
    target = estimate_target(history, new_event, kind="rate", covariates=covariates)
    if target.lower is None or target.upper is None:
        return found | numbers | nothing
    return (
        found
        | numbers
        | {
            "usual_left_lower": present * (1 - target.upper),
            "usual_left_upper": present * (1 - target.lower),
            "reading": read_loss(min(at_end, present) / present, target.lower, target.upper, False),
        }
    )


def _history(past: pd.DataFrame, first: float, last: float, evidence: Evidence) -> pd.DataFrame:
    """People there at the end of the same stretch of past events, of those at its start; oldest first."""
    rows = []
    for event_id, counts in past.iterrows():
        start, end = (round(float(np.interp(10 * x, range(11), counts))) for x in (first, last))
        if start:
            event = evidence.events[str(event_id)]
            row = {"starts_on": event.starts_on.isoformat(), "value": min(start, end), "trials": start}
            rows.append(row | covariates_of(event))
    columns = ["starts_on", "value", "trials", *COVARIATES]
    return pd.DataFrame(rows, columns=columns).sort_values("starts_on", kind="stable", ignore_index=True)
