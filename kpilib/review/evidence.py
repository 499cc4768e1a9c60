"""What is known of all events at one day: measures, KPI values, states. Made once, used by every review."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import pandas as pd

from kpilib.kpis import Kpi, compute_kpis, with_own
from kpilib.measures import (
    EventDays,
    compute_measures,
    count_people,
    read_challenges,
    read_typed_parts,
    read_typed_values,
)
from kpilib.measures.rates import Rates
from kpilib.params import Event, Workspace, read_own_kpis, state_of
from kpilib.review.challenges import challenge_notes, decisions_of
from kpilib.review.completed import adding_up, complete_measures, over_longer_window
from kpilib.review.replacing import is_replaced
from kpilib.review.sources import note_unmapped
from kpilib.review.typed_past import typed_events, typed_values
from kpilib.store import StoredFile, open_store
from kpilib.targets import Target

Note = dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """All events at `as_of`.

    `catalogue` holds the kit's KPIs and the organisation's own; `values` are the long table's rows by
    event and KPI; `notes` are remarks by event; `files` the exports read; `typed_events` earlier events of
    which people typed results only (their values stand among `values`); `typed` and `parts` what people
    typed of KPIs; `contacts_until` the last day that an export of contacts states to cover; `by_source` and
    `by_tenth` people by what brought them, and present at each tenth of the planned time.
    """

    as_of: date
    catalogue: dict[str, Kpi]
    events: dict[str, Event]
    states: dict[str, str]
    measures: pd.DataFrame
    values: dict[tuple[str, str], dict[str, Any]]
    notes: dict[str, list[Note]]
    files: dict[str, StoredFile]
    typed_events: dict[str, Event]
    typed: pd.DataFrame
    parts: pd.DataFrame
    contacts_until: date | None
    # Of one event with a plan: its frozen targets by KPI, and the day at which history is judged.
    frozen: Mapping[str, Target] = field(default_factory=dict)
    planned_on: date | None = None
    by_source: pd.DataFrame = field(default_factory=pd.DataFrame)
    by_tenth: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def past(self) -> dict[str, Event]:
        """All events that can be history: with exports, and with typed results only."""
        return self.typed_events | self.events

    def value(self, event_id: str, kpi: str) -> dict[str, Any] | None:
        """The row of an event's KPI; None where an event of typed results has none of it."""
        return self.values.get((event_id, kpi))


# Rows of these belong to events by person, campaign and date, wherever the file lies.
EVENT_TABLES = {
    *("registrations", "attendance", "check_ins", "orders", "questions", "poll_answers", "survey_answers"),
}


def files_of(event_id: str, evidence: "Evidence") -> list[StoredFile]:
    """The exports that can tell of an event, by name: its own, and all of the organisation's."""
    return sorted(
        (
            file
            for file in evidence.files.values()
            if event_id in file.events or not EVENT_TABLES & set(file.report["tables"])
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
        content=tuple(event.facts.content),
        ends_at=event.end_instant(workspace.timezone) if event.ends_at else None,
        flows=dict(event.facts.flows),
    )


def collect_evidence(workspace: Workspace, events: list[Event], as_of: date) -> Evidence:
    """Reads the store once and computes measures and KPI values of all events."""
    catalogue = catalogue_of(workspace)
    days = [days_of(e, workspace) for e in events]
    with open_store(workspace.store_url, read_only=True) as store:
        measures, notes = compute_measures(
            store,
            days,
            as_of,
            [stage.lower() for stage in workspace.qualified_lead_stages],
            Rates(workspace.currency, workspace.exchange_rates),
        )
        # Files that another one counts instead have no rows, and their remarks are the other's.
        files = {name: f for name, f in store.files().items() if not is_replaced(f)}
        past_results = _records(store.execute(store.table("past_results")))
        coverage = store.execute(store.table("coverage"))
        typed = read_typed_values(store, days, as_of, adding_up(catalogue), over_longer_window(catalogue))
        parts = read_typed_parts(store, days, as_of)
        answers = read_challenges(store, as_of)
        by_source, by_tenth = count_people(store, days, as_of)
    remarks = challenge_notes(answers, decisions_of(workspace).by_key, files.values())
    for event_id in remarks.keys() & notes.keys():
        notes[event_id] += remarks[event_id]
    for event in events:
        notes[event.event_id] += note_unmapped(event.event_id, files.values(), workspace)
    measures = complete_measures(measures, events, workspace, typed, parts, files, catalogue, notes)
    computed = compute_kpis(measures, catalogue=catalogue, typed=typed)
    values = {(row["event_id"], row["kpi"]): row for row in _records(computed)}
    strangers = typed_events(past_results, [event.event_id for event in events])
    for key, value in typed_values(past_results, catalogue).items():
        if key not in values or values[key]["state"] == "unknown":
            values[key] = value
    return Evidence(
        as_of=as_of,
        catalogue=catalogue,
        events={e.event_id: e for e in events},
        states={
            e.event_id: state_of(e, as_of, workspace.window_days, workspace.timezone)
            for e in (*strangers.values(), *events)
        },
        measures=measures.set_index("event_id"),
        values=values,
        notes=notes,
        files=files,
        typed_events=strangers,
        typed=typed,
        parts=parts,
        contacts_until=_last_day(coverage),
        by_source=by_source,
        by_tenth=by_tenth,
    )


def catalogue_of(workspace: Workspace) -> dict[str, Kpi]:
    """The kit's KPIs and the organisation's own; errors as in `read_own_kpis` and `with_own`."""
    definitions, places = read_own_kpis(workspace)
    return with_own(definitions, places=places)


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


def is_history(event: Event, new: Event, target_on: date, days: int, workspace: Workspace) -> bool:
    """Whether a past event counts as history of a new one.

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


def history_until(event: Event, evidence: Evidence) -> date:
    """The last day on which an event's history may close: the day before it, or that of its plan.

    Before a planned event nobody knows more than today.
    """
    return min(target_date(event), evidence.as_of, evidence.planned_on or evidence.as_of)
