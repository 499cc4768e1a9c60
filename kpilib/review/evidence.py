"""What is known of all events at one day: measures, KPI values, states. Made once, used by every review."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd

from kpilib.kpis import COST_PARTS, REVENUE_PARTS, compute_kpis
from kpilib.measures import EventDays, compute_measures, read_challenges
from kpilib.measures.money import Rates
from kpilib.params import Event, Workspace, state_of
from kpilib.review.challenges import challenge_notes, decisions_of
from kpilib.store import StoredFile, open_store

Note = dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """All events at `as_of`.

    `values` are the long table's rows by event and KPI; `notes` are remarks by event; `files` the
    exports read; `past_results` earlier results that people typed, a mapping for each row;
    `contacts_until` the last day that an export of contacts states to cover.
    """

    as_of: date
    events: dict[str, Event]
    states: dict[str, str]
    measures: pd.DataFrame
    values: dict[tuple[str, str], dict[str, Any]]
    notes: dict[str, list[Note]]
    files: dict[str, StoredFile]
    past_results: list[dict[str, Any]]
    contacts_until: date | None


# Rows of these belong to events by person, campaign and date, wherever the file lies.
EVENT_TABLES = {"registrations", "attendance", "survey_answers"}


def files_of(event_id: str, evidence: "Evidence") -> list[StoredFile]:
    """The exports that can tell of an event, by name: its own, and all of the organisation's."""
    return sorted(
        (
            file
            for file in evidence.files.values()
            if file.event_id == event_id or not EVENT_TABLES & set(file.report["tables"])
        ),
        key=lambda file: file.file_id,
    )


def days_of(event: Event, workspace: Workspace) -> EventDays:
    """The days and campaigns by which rows belong to an event."""
    return EventDays(
        event_id=event.event_id,
        starts_at=event.start_instant(workspace.timezone),
        window_start=event.starts_on,
        window_end=event.window_end(workspace.window_days),
        roi_end=event.window_end(workspace.roi_window_days),
        campaigns=tuple(event.facts.campaigns),
        timezone=workspace.timezone,
        is_prerecorded=event.is_prerecorded,
    )


def collect_evidence(workspace: Workspace, events: list[Event], as_of: date) -> Evidence:
    """Reads the store once and computes measures and KPI values of all events."""
    with open_store(workspace.store_url, read_only=True) as store:
        measures, notes = compute_measures(
            store,
            [days_of(e, workspace) for e in events],
            as_of,
            [stage.lower() for stage in workspace.qualified_lead_stages],
            Rates(workspace.currency, workspace.exchange_rates),
        )
        files = store.files()
        past_results = _records(store.execute(store.table("past_results")))
        coverage = store.execute(store.table("coverage"))
        answers = read_challenges(store, as_of)
    remarks = challenge_notes(answers, decisions_of(workspace).by_key, files.values())
    for event_id in remarks.keys() & notes.keys():
        notes[event_id] += remarks[event_id]
    measures = add_facts(measures, events, workspace, notes)
    values = {(row["event_id"], row["kpi"]): row for row in _records(compute_kpis(measures))}
    return Evidence(
        as_of=as_of,
        events={e.event_id: e for e in events},
        states={e.event_id: state_of(e, as_of, workspace.window_days, workspace.timezone) for e in events},
        measures=measures.set_index("event_id"),
        values=values,
        notes=notes,
        files=files,
        past_results=past_results,
        contacts_until=_last_day(coverage),
    )


def _last_day(coverage: pd.DataFrame) -> date | None:
    ends = coverage.loc[coverage["table_name"] == "contacts", "ends_on"]
    return None if ends.empty else pd.Timestamp(ends.max()).date()


def plain_number(value: Any) -> float | None:
    """A number of a table as the record holds it: missing and not convertible are None."""
    return None if value is None or pd.isna(value) or math.isinf(value) else float(value)


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


@lru_cache(maxsize=4)
def _cached(fingerprint: str, folder: str, as_of: date) -> Evidence:
    from kpilib.params import read_events, read_workspace

    workspace = read_workspace(folder)
    return collect_evidence(workspace, read_events(workspace)[0], as_of)


def forget_evidence() -> None:
    """Evidence made before exports were read again is old, though params and bytes are the same."""
    _cached.cache_clear()


def evidence_of(workspace: Workspace, fingerprint: str, as_of: date) -> Evidence:
    """The evidence at a day; made once per process as long as params and data stay as they are."""
    return _cached(fingerprint, str(workspace.folder), as_of)


def add_facts(
    measures: pd.DataFrame, events: list[Event], workspace: Workspace, notes: dict[str, list[Note]]
) -> pd.DataFrame:
    """Measures with the costs and revenue that people stated; what an export tells counts first."""
    stated = pd.DataFrame([_stated_money(e, workspace, notes) for e in events], index=measures.index)
    table = measures.reindex(columns=[*measures.columns, *(c for c in stated if c not in measures)])
    for column in stated.columns:
        exported = measures[column] if column in measures else pd.Series(float("nan"), index=measures.index)
        for row, (ours, theirs) in enumerate(zip(stated[column], exported, strict=True)):
            if math.isfinite(ours) and math.isfinite(theirs) and abs(ours - theirs) > 0.005:
                notes[events[row].event_id].append(
                    {"code": "stated_differs", "measure": column, "stated": ours, "exported": float(theirs)}
                )
        table[column] = exported.fillna(stated[column])
    return table


def _stated_money(event: Event, workspace: Workspace, notes: dict[str, list[Note]]) -> dict[str, float]:
    nan = float("nan")
    money = dict.fromkeys([*COST_PARTS, *(p for p in REVENUE_PARTS if p != "revenue_deals")], nan)
    rates = Rates(workspace.currency, workspace.exchange_rates)
    month = f"{event.starts_on:%Y-%m}"
    items = [("cost_" + c.kind, c.total, c.currency) for c in event.facts.costs or [] if c.is_counted]
    items += [("revenue_" + r.kind, r.amount, r.currency) for r in event.facts.revenue or []]
    for name, amount, currency in items:
        rate = rates.rate(currency, month)
        if rate is None:
            notes[event.event_id].append({"code": "no_exchange_rate", "currency": currency, "month": month})
        before = 0.0 if pd.isna(money[name]) else money[name]
        # Infinite: stated, but in a currency without a rate, so no sum may be formed with it.
        money[name] = before + (math.inf if rate is None else amount * rate)
    return money


def is_history(event: Event, new: Event, target_on: date, days: int, workspace: Workspace) -> bool:
    """Whether a past event counts as history of a new one (the contract's rule).

    Not cancelled, not excluded, ended before the new one starts, and its window of `days` was
    closed on the target date.
    """
    zone = workspace.timezone
    return (
        event.event_id != new.event_id
        and event.status != "cancelled"
        and event.event_id not in workspace.exclude_from_history
        and event.end_instant(zone) <= new.start_instant(zone)
        and event.window_end(days) <= target_on
    )


def target_date(event: Event) -> date:
    """The day at which history is judged: the day before the event."""
    return event.starts_on - timedelta(days=1)
