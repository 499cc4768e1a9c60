"""What stays of an event: counts of its content by period, and leads who came through it later."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import ibis
import numpy as np
import pandas as pd

from kpilib.measures.ads import matches
from kpilib.measures.daily import covered_days
from kpilib.measures.days import EventDays
from kpilib.measures.leads import first_contacts
from kpilib.store import Store

PERIODS = ["event_id", "kind", "source", "starts_on", "ends_on", "value"]
_NAMES = ["event_id", "content", "content_id"]
_PAGES = ("page_path", "page_title")


def read_content(store: Store, events: Sequence[EventDays], as_of: date) -> pd.DataFrame:
    """Counts of the events' content after their first day, in periods that do not overlap.

    Rows belong to an event by its id, else by the names in its `content`. Pieces of one source are added
    where their periods are the same; of periods that share days the shorter counts, and of several sources
    of one kind the one that covers most days.

    Returns
    -------
    DataFrame
        event_id, kind ("views", "visits", "downloads"), source, starts_on, ends_on (both INCLUDED), value.
    """
    rows = pd.concat([_typed_and_videos(store), _pages(store)], ignore_index=True)
    rows = rows[(rows["ends_on"] <= pd.Timestamp(as_of)) & rows["value"].notna()]
    found = [_of_event(rows, event) for event in events]
    return pd.concat([f for f in found if len(f)] or found[:1], ignore_index=True)


def _typed_and_videos(store: Store) -> pd.DataFrame:
    table = store.table("content")
    return store.execute(table.order_by(["content", "kind", "starts_on", "file_id"])).drop(columns="file_id")


def _pages(store: Store) -> pd.DataFrame:
    """Views of pages in web reports, one report and dimension being one source."""
    web = store.table("web")
    rows = store.execute(
        web.filter(web.dimension.isin(_PAGES), web.measure == "views").order_by(["file_id", "member"])
    )
    names = {"member": "content", "value": "value", "starts_on": "starts_on", "ends_on": "ends_on"}
    source = rows["source"] + ", " + rows["dimension"]
    pages = rows[list(names)].rename(columns=names).assign(source=source, kind="visits")
    # Reports of the same range tell the same.
    return pages.drop_duplicates(["source", "content", "starts_on", "ends_on"])


def _of_event(rows: pd.DataFrame, event: EventDays) -> pd.DataFrame:
    is_after = rows["starts_on"] >= pd.Timestamp(event.window_start)
    names = rows[_NAMES].drop_duplicates()
    mine = rows[is_after].merge(names[_is_of(names, event)], on=_NAMES)
    keys = ["kind", "source", "starts_on", "ends_on"]
    summed = mine.groupby(keys)["value"].sum().reset_index()
    parts = [_apart(rows) for _, rows in summed.groupby(["kind", "source"])]
    apart = pd.concat(parts) if parts else summed
    chosen = [_widest(rows) for _, rows in apart.groupby("kind")]
    return (pd.concat(chosen) if chosen else apart).assign(event_id=event.event_id)[PERIODS]


def _is_of(names: pd.DataFrame, event: EventDays) -> np.ndarray:
    triples = zip(*(names[column] for column in _NAMES), strict=True)
    return np.array(
        [
            event_id == event.event_id
            if isinstance(event_id, str)
            else any(isinstance(name, str) and matches(name, event.content) for name in told)
            for event_id, *told in triples
        ],
        dtype=bool,
    )


def _apart(periods: pd.DataFrame) -> pd.DataFrame:
    """Periods without those that share a day with a shorter one."""
    in_order = periods.sort_values("starts_on")
    if (in_order["starts_on"].iloc[1:].to_numpy() > in_order["ends_on"].iloc[:-1].to_numpy()).all():
        return in_order
    length = (periods["ends_on"] - periods["starts_on"]).dt.days
    ordered = periods.assign(length=length).sort_values(["length", "starts_on"])
    kept: list[bool] = []
    taken: set[pd.Timestamp] = set()
    for first, last in zip(ordered["starts_on"], ordered["ends_on"], strict=True):
        span = set(pd.date_range(first, last))
        kept.append(not span & taken)
        taken |= span if kept[-1] else set()
    return ordered[kept].drop(columns="length").sort_index()


def _widest(periods: pd.DataFrame) -> pd.DataFrame:
    """Of several sources the one that covers most days; of equal ones the first by name."""
    days = (periods["ends_on"] - periods["starts_on"]).dt.days + 1
    covered = days.groupby(periods["source"]).sum()
    return periods[periods["source"] == covered.idxmax()]


def read_later_leads(store: Store, event: EventDays, as_of: date) -> tuple[pd.DataFrame, int]:
    """Leads that the content brought after the event's window.

    People with a recorded touch of the event after its day (a registration, a viewing, one of the table
    `touches`) whose first contact record was created after that touch and after the window.

    Returns
    -------
    DataFrame
        starts_on, ends_on, value: one row per day after the window that exports of contacts state to cover.
    int
        All such leads, whether or not their day is stated to be covered.
    """
    touched = _later_touches(store, event, as_of)
    first = first_contacts(store, as_of)
    joined = touched.join(first, "person_id")
    leads = joined.filter(
        joined.first_on > ibis.literal(pd.Timestamp(event.window_end)), joined.first_at >= joined.touched_at
    )
    counts = store.execute(leads.group_by("first_on").aggregate(value=leads.person_id.nunique()))
    days = [day for day in covered_days(store, as_of) if day > pd.Timestamp(event.window_end)]
    value = counts.set_index("first_on")["value"].reindex(pd.DatetimeIndex(days), fill_value=0)
    by_day = {"starts_on": value.index, "ends_on": value.index, "value": value.to_numpy(dtype=float)}
    return pd.DataFrame(by_day), int(counts["value"].sum())


def _later_touches(store: Store, event: EventDays, as_of: date) -> ibis.expr.types.Table:
    """First touch of each person after the event's day: person_id, touched_at."""
    after, until = (_midnight(day, event.timezone) for day in (event.window_start, as_of))
    registrations, stays, others = (store.table(n) for n in ("registrations", "attendance", "touches"))
    registered = registrations.filter(registrations.status.isin(["approved", "upgraded"]))
    attended = stays.filter(stays.role == "attendee")
    touches = ibis.union(
        *(
            table.filter(table.event_id == event.event_id).select("person_id", touched_at=table[column])
            for table, column in (
                (registered, "registered_at"),
                (attended, "joined_at"),
                (others, "touched_at"),
            )
        )
    )
    inside = touches.filter(touches.touched_at >= after, touches.touched_at < until)
    return inside.group_by("person_id").aggregate(touched_at=inside.touched_at.min())


def _midnight(day: date, zone: str) -> ibis.expr.types.Scalar:
    """The end of a day."""
    return ibis.literal(datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)))
