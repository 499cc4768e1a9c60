"""Channels that brought the registrations: how many came through each, and what is usual of it."""

from typing import Any

import numpy as np
import pandas as pd

from kpilib.kpis.comparisons import chance_of_difference
from kpilib.kpis.formulas import wilson
from kpilib.params import Event, Workspace
from kpilib.review.breakdowns import OTHER
from kpilib.review.evidence import Evidence, history_until, is_history
from kpilib.review.usual import FALSE_ALARM

COUNTS = ("registrations", "attendees", "leads")
UNKNOWN = "unknown"
# Past events that a channel must have been used in before anything is usual of it.
NEEDED_EVENTS = 3


def describe_channels(
    people: pd.DataFrame, event: Event, workspace: Workspace, evidence: Evidence
) -> list[dict[str, Any]]:
    """People by the channel that brought their registration, largest first, with the share that attended and
    the share of all past registrations through that channel.

    Channels with fewer people than the workspace's `k` are put together as `other`; a remainder
    below `k` takes in the next channel, or the total would give it away.
    """
    registered = people[people["is_registered"]]
    if registered["source"].isna().all():
        return []
    names = {"is_registered": "registrations", "is_attendee": "attendees", "is_lead": "leads"}
    counts = _by_channel(registered.rename(columns=names), workspace)
    rows = [{str(k): v for k, v in row.items()} for row in counts.to_dict("records")]
    measures = evidence.measures.loc[event.event_id]
    unknown = [name for name in ("attendees", "leads") if pd.isna(measures[name])]
    merged = [row | dict.fromkeys(unknown) for row in merge_small(rows, workspace.privacy.k)]
    past = _past(event, workspace, evidence)
    named, alarm = {row["channel"] for row in merged} - {OTHER}, FALSE_ALARM / max(len(merged), 1)
    return [_compared(row, _usual(row["channel"], named, past), alarm) for row in merged]


def _by_channel(rows: pd.DataFrame, workspace: Workspace) -> pd.DataFrame:
    """Sums by channel, largest first."""
    channel = rows["source"].map(lambda s: workspace.channel_of(s if isinstance(s, str) else None))
    table = rows.assign(channel=channel.fillna(UNKNOWN)).groupby("channel")[list(COUNTS)].sum()
    ordered = table.sort_values("registrations", ascending=False, kind="stable")
    return ordered.astype(int).rename_axis("channel").reset_index()


def merge_small(rows: list[dict[str, Any]], k: int) -> list[dict[str, Any]]:
    """Channels under `k` registrations put together; nothing is shown that could be subtracted."""
    large = [r for r in rows if r["registrations"] >= k]
    small = [r for r in rows if r["registrations"] < k]
    if not small:
        return large
    while large and sum(r["registrations"] for r in small) < k:
        small.append(large.pop())
    merged = {key: sum(r[key] for r in small) for key in COUNTS}
    return [*large, {"channel": OTHER, **merged}]


def _past(event: Event, workspace: Workspace, evidence: Evidence) -> pd.DataFrame:
    """Counts by past event that counts as history and channel, where it is known who came."""
    last = history_until(event, evidence)
    known = evidence.measures["registered_attendees"].notna()
    past = [
        event_id
        for event_id, other in evidence.events.items()
        if known[event_id] and is_history(other, event, last, workspace.window_days, workspace)
    ]
    by_event = evidence.by_source.groupby("event_id")
    tables = [
        _by_channel(by_event.get_group(event_id), workspace).assign(event_id=event_id)
        for event_id in past
        if event_id in by_event.groups
    ]
    return pd.concat(tables) if tables else pd.DataFrame(columns=["channel", "event_id", *COUNTS])


def _usual(channel: str, named: set[str], past: pd.DataFrame) -> dict[str, float | None]:
    """Registered people of past events through a channel who came, pooled; `other` is all that is not named.

    None where fewer than three past events had the channel.
    """
    rows = past[~past["channel"].isin(named)] if channel == OTHER else past[past["channel"] == channel]
    n_events = rows["event_id"].nunique()
    if n_events < NEEDED_EVENTS:
        return {"usual": None, "usual_attendees": None, "usual_registrations": None, "n_events": n_events}
    k, n = float(rows["attendees"].sum()), float(rows["registrations"].sum())
    return {"usual": k / n, "usual_attendees": k, "usual_registrations": n, "n_events": n_events}


def _share(row: dict[str, Any], level: float) -> dict[str, float | None]:
    """The share that attended with its interval; None where nobody knows.

    `level` is so high that the intervals of all channels hold at once (Bonferroni): of many channels one
    would else differ by chance.
    """
    if row["attendees"] is None:
        return dict.fromkeys(("rate", "lower", "upper"))
    k, n = (np.array([float(row[name])]) for name in ("attendees", "registrations"))
    lower, upper = wilson(k, n, level)
    return {"rate": float(k[0] / n[0]), "lower": float(lower[0]), "upper": float(upper[0])}


def _compared(row: dict[str, Any], usual: dict[str, float | None], alarm: float) -> dict[str, Any]:
    """The channel beside the usual; few people before are no measure, however far off."""
    share = _share(row, 1 - alarm)
    reading = read_channel(usual["usual"], share["lower"], share["upper"])
    k, n = usual["usual_attendees"], usual["usual_registrations"]
    if reading in ("above", "below") and k is not None and n is not None:
        chance = chance_of_difference(row["attendees"], row["registrations"], k, n)
        reading = reading if chance < alarm else "usual"
    return row | share | usual | {"reading": reading}


def read_channel(usual: float | None, lower: float | None, upper: float | None) -> str:
    """Whether a channel's share lies beside the usual one, beyond its own interval: "above", "below", "usual"
    (the usual one is inside, both limits included) or "unknown".

    Examples
    --------
    >>> [read_channel(usual, 0.4, 0.6) for usual in (0.39, 0.4, 0.61, None)]
    ['above', 'usual', 'below', 'unknown']
    """
    if usual is None or lower is None or upper is None:
        return "unknown"
    return "above" if usual < lower else "below" if usual > upper else "usual"
