"""What is usual at events, beside their measures: who came by which source, who was there at which tenth."""

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir
import pandas as pd

from kpilib.measures.days import EventDays, days_table
from kpilib.measures.leads import people_with_days
from kpilib.measures.people import as_table, event_people
from kpilib.store import Store

TENTHS = tuple(range(11))


def count_people(store: Store, events: Sequence[EventDays], as_of: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Registered people by source, and attendees at each tenth of the planned time, of all events.

    Returns
    -------
    by_source : DataFrame
        event_id, source (missing where not stated), registrations, attendees, leads.
    by_tenth : DataFrame
        event_id (index) and people present at 0, 1 ... 10 tenths of the planned time; only events of which
        the end and times of joining and leaving are known. A recording has no such time.
    """
    days = days_table(events, as_of)
    people = store.hold(event_people(store, days, as_of))
    return _by_source(store, people, days, as_of), _by_tenth(store, people, _schedules(events))


def _by_source(store: Store, people: ir.Table, days: pd.DataFrame, as_of: date) -> pd.DataFrame:
    everyone = people_with_days(store, people, days, as_of)
    registered = everyone.filter(everyone.is_registered)
    counts = registered.group_by(["event_id", "source"]).aggregate(
        registrations=registered.count(),
        attendees=registered.is_attendee.sum(),
        leads=registered.is_lead.sum(),
    )
    return store.execute(counts.order_by(["event_id", "source"]))


def _schedules(events: Sequence[EventDays]) -> pd.DataFrame:
    """The moments of each tenth of the planned time, in seconds, of events that have an end."""
    rows = [
        (e.event_id, tenth, e.starts_at.timestamp() + (e.ends_at - e.starts_at).total_seconds() * tenth / 10)
        for e in events
        if e.ends_at is not None and not e.is_prerecorded
        for tenth in TENTHS
    ]
    table = pd.DataFrame(rows, columns=["event_id", "tenth", "moment"])
    return table.astype({"event_id": "str", "tenth": "int64", "moment": "float64"})


def _by_tenth(store: Store, people: ir.Table, schedules: pd.DataFrame) -> pd.DataFrame:
    attendees = people.filter(people.is_attendee).select("event_id", "person_id")
    stays = store.table("attendance").semi_join(attendees, ["event_id", "person_id"])
    joined = stays.join(as_table(schedules), "event_id")
    first, last = joined.joined_at.epoch_seconds(), joined.left_at.epoch_seconds()
    is_there = (first <= joined.moment) & (last > joined.moment)
    marked = joined.mutate(present=ibis.ifelse(is_there, joined.person_id, ibis.null("string")))
    counts = marked.group_by(["event_id", "tenth"]).aggregate(people=marked.present.nunique())
    wide = store.execute(counts).pivot_table(index="event_id", columns="tenth", values="people")
    return wide.reindex(columns=list(TENTHS)).fillna(0).astype("float64")
