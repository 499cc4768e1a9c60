"""What one event's review needs beside its measures: daily series, presence, people."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import ibis
import ibis.expr.types as ir
import pandas as pd

from kpilib.measures.ads import matches
from kpilib.measures.days import EventDays, days_table
from kpilib.measures.leads import first_contacts, people_with_days, won_deals
from kpilib.measures.people import as_table, event_people
from kpilib.store import Store


def count_new_contacts(store: Store, as_of: date) -> pd.DataFrame:
    """New contacts per day of the whole organisation, on the days that exports state to cover.

    Returns
    -------
    DataFrame
        date, value; a covered day without rows is 0, any other day is absent. Empty where no
        export states its coverage.
    """
    days = covered_days(store, as_of)
    first = first_contacts(store, as_of)
    counts = store.execute(first.group_by("first_on").aggregate(value=first.count())).set_index("first_on")
    value = counts["value"].reindex(pd.DatetimeIndex(days), fill_value=0).astype("float64")
    return pd.DataFrame({"date": value.index, "value": value.to_numpy()})


def covered_days(store: Store, as_of: date) -> list[pd.Timestamp]:
    """Days that exports of contacts state to cover, in order."""
    covered = store.table("coverage")
    ranges = store.execute(covered.filter(covered.table_name == "contacts"))
    spans = zip(ranges["starts_on"], ranges["ends_on"], strict=True)
    days = {day for first_day, last_day in spans for day in pd.date_range(first_day, last_day)}
    return sorted(day for day in days if day <= pd.Timestamp(as_of))


def read_presence(store: Store, event: EventDays, as_of: date) -> pd.DataFrame:
    """Stays of the event's attendees: person_id, joined_at, left_at."""
    people = event_people(store, days_table([event], as_of), as_of)
    attendees = people.filter(people.is_attendee).select("event_id", "person_id")
    rows = store.table("attendance")
    rows = rows.filter(rows.event_id == event.event_id)
    return store.execute(rows.semi_join(attendees, ["event_id", "person_id"]).order_by("joined_at"))[
        ["person_id", "joined_at", "left_at"]
    ]


def read_people(store: Store, event: EventDays, earlier: list[EventDays], as_of: date) -> pd.DataFrame:
    """The event's people, one row each, with what was known of them before it.

    Parameters
    ----------
    earlier : list of EventDays
        Events before this one, whose registrations and attendance are counted.

    Returns
    -------
    DataFrame
        person_id, is_registered, is_attendee, is_qualified, source, is_lead, is_qualified_lead (a free
        account opened and tried in the window), is_known_before (a contact), is_customer_before (bought, or
        paid for a ticket), is_account_before, earlier_registrations, earlier_attendances; sorted by person.
    """
    days = days_table([event], as_of)
    everyone = people_with_days(store, event_people(store, days, as_of), days, as_of)
    keep = ("is_registered", "is_attendee", "is_qualified", "source", "is_lead", "is_known_before")
    people = store.execute(everyone.select("person_id", *keep).order_by("person_id"))
    for name, those in _people_of_interest(store, event, as_of).items():
        found = store.execute(those.semi_join(as_table(people[["person_id"]]), "person_id"))
        people[name] = people["person_id"].isin(found["person_id"])
    past = event_people(store, days_table(earlier, as_of), as_of)
    counts = past.group_by("person_id").aggregate(
        earlier_registrations=past.is_registered.sum(), earlier_attendances=past.is_attendee.sum()
    )
    known = store.execute(counts.semi_join(as_table(people[["person_id"]]), "person_id"))
    columns = ["earlier_registrations", "earlier_attendances"]
    return people.merge(known, on="person_id", how="left").fillna(dict.fromkeys(columns, 0))


def _people_of_interest(store: Store, event: EventDays, as_of: date) -> dict[str, ir.Table]:
    """Who had bought or had an account before the event's day, and who tried one in its window."""
    day, last = (ibis.literal(pd.Timestamp(d)) for d in (event.window_start, min(event.window_end, as_of)))
    deals, orders, accounts = won_deals(store), store.table("orders"), store.table("signups")
    bought = ibis.union(
        deals.filter(deals.closed_on < day).select("person_id"),
        orders.filter(orders.paid > 0, orders.ordered_on < day, orders.event_id != event.event_id).select(
            "person_id"
        ),
    )
    tried = accounts.filter(accounts.signed_up_on >= day, accounts.tried_on.between(day, last))
    return {
        "is_customer_before": bought,
        "is_account_before": accounts.filter(accounts.signed_up_on < day).select("person_id"),
        "is_qualified_lead": tried.select("person_id"),
    }


def _end_of(day: date, zone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))


def read_touches(
    store: Store, event: EventDays, as_of: date, events: Sequence[EventDays] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Recorded touches of people who became contacts in the event's window, and when they did.

    A touch is a registration or an attendance, of any event, or one of the table `touches` (a paid lead form,
    a tracked mail click ...): of the event it names, else of the one of `events` whose campaigns its own
    matches, this event before others and later ones before earlier, else of none. Each of these counts.

    Returns
    -------
    touches : DataFrame
        person_id, touched_at, event_id, kind ("registration", "attendance", or as people
        named it); `event_id` missing where it was no event's.
    conversions : DataFrame
        person_id, converted_at.
    """
    first = first_contacts(store, as_of)
    new = first.filter(
        first.first_on >= ibis.literal(pd.Timestamp(event.window_start)),
        first.first_on <= ibis.literal(pd.Timestamp(event.window_end)),
    )
    registrations, stays = store.table("registrations"), store.table("attendance")
    registered = registrations.filter(registrations.status.isin(["approved", "upgraded"])).select(
        "person_id", "event_id", touched_at=registrations.registered_at, kind=ibis.literal("registration")
    )
    attended = stays.filter(stays.role == "attendee").select(
        "person_id", "event_id", touched_at=stays.joined_at, kind=ibis.literal("attendance")
    )
    touches = ibis.union(registered, attended)
    first_touch = touches.group_by(["person_id", "event_id", "kind"]).aggregate(
        touched_at=touches.touched_at.min()
    )
    others = store.table("touches")
    others = others.filter(others.touched_at < ibis.literal(_end_of(as_of, event.timezone)))
    further = others.select("person_id", "event_id", "kind", "touched_at", "campaign").distinct()
    first_touch = first_touch.mutate(campaign=ibis.null("string"))
    first_touch = ibis.union(first_touch.select(*further.columns), further)
    order = ["person_id", "touched_at", "event_id", "kind", "campaign"]
    found = store.execute(first_touch.semi_join(new, "person_id").order_by(order))
    ranked = [event, *sorted(events, key=lambda e: e.starts_at, reverse=True)]
    found["event_id"] = [
        name if isinstance(name, str) else _event_of(campaign, ranked)
        for name, campaign in zip(found["event_id"], found["campaign"], strict=True)
    ]
    conversions = new.order_by("person_id").select("person_id", converted_at=new.first_at)
    return found.drop(columns="campaign"), store.execute(conversions)


def _event_of(campaign: object, events: Sequence[EventDays]) -> str | None:
    """The first event that a campaign belongs to."""
    if not isinstance(campaign, str):
        return None
    return next((event.event_id for event in events if matches(campaign, event.campaigns)), None)
