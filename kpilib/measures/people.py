"""People of the events: who registered, who was there, for how long, who became a contact."""

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
from ibis import _

from kpilib.store import Store

Notes = dict[str, list[dict[str, object]]]


def as_table(rows: pd.DataFrame) -> ir.Table:
    """A small table beside the stored ones."""
    return ibis.memtable(pa.Table.from_pandas(rows, preserve_index=False))


def by_event(store: Store, expression: ir.Table) -> pd.DataFrame:
    """The rows of an expression, indexed by event."""
    return store.execute(expression).set_index("event_id")


def event_people(store: Store, days: pd.DataFrame, as_of: date) -> ir.Table:
    """One row per event and person who registered or was there.

    Columns: event_id, person_id, is_registered, is_qualified, is_asked, is_attendee, seconds.
    A panellist is an attendee only if upgraded from a registration; a host never is.
    """
    registered = registered_people(store, as_of)
    stays = _stays(store, days)
    both = registered.outer_join(stays, ["event_id", "person_id"])
    people = both.select(
        event_id=ibis.coalesce(_.event_id, _.event_id_right),
        person_id=ibis.coalesce(_.person_id, _.person_id_right),
        is_registered=_.event_id.notnull(),
        is_qualified=_.is_qualified.fill_null(False),
        is_asked=_.is_asked.fill_null(False),
        was_there=(_.was_attendee | (_.was_panelist & _.is_upgraded)).fill_null(False),
        was_on_phone=_.was_on_phone.fill_null(False),
        seconds=_.seconds,
        source=_.source,
    )
    people = people.filter(_.is_registered | _.was_there | _.was_on_phone)
    known = people.join(as_table(days[["event_id", "is_prerecorded"]]), "event_id")
    # Views of a recording count for registered people only.
    counted = known.mutate(is_attendee=_.was_there & (_.is_registered | ~_.is_prerecorded))
    return counted.drop("was_there", "is_prerecorded")


def registered_people(store: Store, as_of: date) -> ir.Table:
    """People whose registration stands in the newest export that tells of them.

    A registration report knows more than an attendance report, whenever either was read.
    """
    rows = store.table("registrations")
    last = ibis.literal(pd.Timestamp(as_of))
    rows = rows.filter(rows.registered_on.isnull() | (rows.registered_on <= last))
    rows = rows.join(store.table("files").select("file_id", "format", "read_number"), "file_id")
    rank = ibis.dense_rank().over(
        group_by=["event_id", "person_id"],
        order_by=[rows.format.contains("registration").desc(), rows.read_number.desc()],
    )
    rows = rows.mutate(is_newest=rank == 0, is_approved=rows.status.isin(["approved", "upgraded"]))
    people = rows.group_by(["event_id", "person_id"]).aggregate(
        is_current=(rows.is_newest & rows.is_approved).any(),
        is_qualified=(rows.is_qualified & rows.is_approved).any(),
        is_asked=rows.is_challenge_asked.any(),
        is_upgraded=(rows.status == "upgraded").any(),
        source=rows.source.min(),
    )
    return people.filter(people.is_current).drop("is_current")


def _stays(store: Store, days: pd.DataFrame) -> ir.Table:
    """Roles of each person, and seconds as the union of their stays (not clipped to the schedule)."""
    rows = store.table("attendance").join(as_table(days[["event_id", "stays_end_at"]]), "event_id")
    rows = rows.filter(rows.joined_at < rows.stays_end_at)
    joined, left = rows.joined_at.epoch_seconds(), rows.left_at.epoch_seconds()
    earlier = ibis.window(
        group_by=["event_id", "person_id"], order_by=[rows.joined_at, rows.left_at], preceding=(None, 1)
    )
    covered_until = left.max().over(earlier)
    seconds = left - ibis.greatest(joined, ibis.coalesce(covered_until, joined))
    rows = rows.mutate(seconds=ibis.greatest(seconds, 0))
    return rows.group_by(["event_id", "person_id"]).aggregate(
        was_attendee=(rows.role == "attendee").any(),
        was_panelist=(rows.role == "panelist").any(),
        was_on_phone=(rows.role == "phone").any(),
        seconds=rows.seconds.sum(),
    )


def measure_people(store: Store, people: ir.Table) -> pd.DataFrame:
    """Counts of people and minutes, per event."""
    there = people.is_attendee
    return by_event(
        store,
        people.group_by("event_id").aggregate(
            registrations=people.is_registered.sum(),
            qualified_registrations=(people.is_registered & people.is_qualified).sum(),
            challenge_asked=people.is_asked.sum(),
            attendees=there.sum(),
            registered_attendees=(there & people.is_registered).sum(),
            qualified_attendees=(there & people.is_registered & people.is_qualified).sum(),
            walk_ins=(there & ~people.is_registered).sum(),
            phone_dial_ins=people.was_on_phone.sum(),
            # Whole seconds: a sum of fractions would depend on the order of rows in its last digit.
            minutes_attended=ibis.ifelse(there, people.seconds, 0).sum() / 60,
        ),
    )


def first_contacts(store: Store, as_of: date) -> ir.Table:
    """When each person was first recorded as a contact: first_on, first_at."""
    rows = store.table("contacts")
    rows = rows.filter(rows.created_on <= ibis.literal(pd.Timestamp(as_of)))
    return rows.group_by("person_id").aggregate(
        first_on=rows.created_on.min(), first_at=rows.created_at.min()
    )


def people_with_days(store: Store, people: ir.Table, days: pd.DataFrame, as_of: date) -> ir.Table:
    """Event people with their event's days, their first contact day, and whether they are its leads."""
    joined = people.join(as_table(days), "event_id").left_join(first_contacts(store, as_of), "person_id")
    joined = joined.drop("person_id_right")
    inside = (joined.first_on >= joined.window_start) & (joined.first_on <= joined.window_end)
    return joined.mutate(
        is_lead=inside.fill_null(False),
        is_known_before=(joined.first_on < joined.window_start).fill_null(False),
    )


def measure_leads(
    store: Store,
    people: ir.Table,
    days: pd.DataFrame,
    as_of: date,
    qualified_stages: Sequence[str],
    notes: Notes,
) -> pd.DataFrame:
    """Leads, qualified leads, and attendees who acted after the event, per event."""
    everyone = people_with_days(store, people, days, as_of)
    acted = _acted(store, everyone, as_of)
    marked = everyone.left_join(acted, ["event_id", "person_id"]).drop("event_id_right", "person_id_right")
    qualified = _qualified(store, everyone, as_of, qualified_stages, notes)
    return by_event(
        store,
        marked.group_by("event_id").aggregate(
            leads=marked.is_lead.sum(), attendees_acted=(marked.is_attendee & marked.acted.notnull()).sum()
        ),
    ).join(qualified, how="left")


def _qualified(
    store: Store, everyone: ir.Table, as_of: date, stages: Sequence[str], notes: Notes
) -> pd.DataFrame:
    last = ibis.literal(pd.Timestamp(as_of))
    signups, dated = store.table("signups"), store.table("stages")
    if store.execute(signups.count().as_table()).iloc[0, 0]:
        joined = everyone.join(signups, "person_id")
        tried = joined.tried_on.between(joined.window_start, joined.window_end) & (joined.tried_on <= last)
        hits = joined.filter(joined.signed_up_on.between(joined.window_start, joined.window_end), tried)
    elif store.execute(dated.count().as_table()).iloc[0, 0]:
        joined = everyone.filter(everyone.is_lead).join(dated, "person_id")
        inside = joined.reached_on.between(joined.window_start, joined.window_end)
        hits = joined.filter(joined.stage.isin(list(stages)), inside, joined.reached_on <= last)
    else:
        contacts = store.table("contacts")
        joined = everyone.filter(everyone.is_lead).join(contacts, "person_id")
        hits = joined.filter(joined.stage.isin(list(stages)))
        for remarks in notes.values():
            remarks.append({"code": "stage_as_of_export", "kpi": "qualified_leads"})
    return by_event(store, hits.group_by("event_id").aggregate(qualified_leads=hits.person_id.nunique()))


def _acted(store: Store, everyone: ir.Table, as_of: date) -> ir.Table:
    """Event people who, after the start and inside the window, signed up, bought or registered again."""
    last = ibis.literal(pd.Timestamp(as_of))
    signups, deals = store.table("signups"), won_deals(store)
    again = store.table("registrations").rename(other_event="event_id")

    signed = everyone.join(signups, "person_id")
    signed = signed.filter(signed.signed_up_at > signed.starts_at, signed.signed_up_on <= signed.window_end)
    bought = everyone.join(deals, "person_id")
    bought = bought.filter(
        bought.closed_on.between(bought.window_start, bought.window_end), bought.closed_on <= last
    )
    anew = everyone.join(again, "person_id")
    anew = anew.filter(
        anew.other_event != anew.event_id,
        anew.status.isin(["approved", "upgraded"]),
        anew.registered_at > anew.starts_at,
        anew.registered_on <= anew.window_end,
        anew.registered_on <= last,
    )
    hits = [t.select("event_id", "person_id") for t in (signed, bought, anew)]
    return ibis.union(*hits, distinct=True).mutate(acted=True)


def current_deals(store: Store) -> ir.Table:
    """Each deal as the newest reading has it."""
    deals = store.table("deals")
    ledger = store.table("files").select("file_id", "read_number")
    rows = deals.join(ledger, "file_id")
    newest = ibis.row_number().over(group_by="deal_id", order_by=rows.read_number.desc())
    return rows.mutate(newest=newest).filter(_.newest == 0).drop("newest", "read_number", "file_id")


def deal_people(store: Store) -> ir.Table:
    """Deals and the people tied to them, each pair once."""
    ties = store.table("deal_contacts").select("deal_id", "contact_id").distinct()
    contacts = store.table("contacts").select("contact_id", "person_id").distinct()
    return ties.join(contacts, "contact_id").select("deal_id", "person_id").distinct()


def won_deals(store: Store) -> ir.Table:
    """Won deals with each of their people."""
    deals = current_deals(store)
    return deals.filter(deals.is_won).join(deal_people(store), "deal_id")
