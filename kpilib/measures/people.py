"""People of the events: who registered, who was there, for how long."""

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

    Columns: event_id, person_id, is_registered, is_qualified, is_asked, is_attendee, seconds, company_id.
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
        is_goal_named=_.is_goal_named.fill_null(False),
        was_there=(_.was_attendee | (_.was_panelist & _.is_upgraded)).fill_null(False),
        was_on_phone=_.was_on_phone.fill_null(False),
        seconds=_.seconds,
        source=_.source,
        company_id=ibis.coalesce(_.company_id, _.company_id_right),
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
        is_goal_named=(rows.challenge.notnull() & rows.is_approved).any(),
        is_upgraded=(rows.status == "upgraded").any(),
        source=rows.source.min(),
        company_id=rows.company_id.min(),
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
    rows = rows.mutate(seconds=ibis.greatest(seconds, 0)).select(
        "event_id", "person_id", "role", "seconds", "company_id"
    )
    # Who was let in at the door was there, for how long is not known.
    door = store.table("check_ins").select(
        "event_id",
        "person_id",
        role=ibis.literal("attendee"),
        seconds=ibis.null("float64"),
        company_id=ibis.null("string"),
    )
    both = ibis.union(rows.mutate(seconds=rows.seconds.cast("float64")), door)
    return both.group_by(["event_id", "person_id"]).aggregate(
        was_attendee=(both.role == "attendee").any(),
        was_panelist=(both.role == "panelist").any(),
        was_on_phone=(both.role == "phone").any(),
        seconds=both.seconds.sum(),
        company_id=both.company_id.min(),
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
            goals_named=(people.is_registered & people.is_goal_named).sum(),
            attendees=there.sum(),
            registered_attendees=(there & people.is_registered).sum(),
            qualified_attendees=(there & people.is_registered & people.is_qualified).sum(),
            walk_ins=(there & ~people.is_registered).sum(),
            phone_dial_ins=people.was_on_phone.sum(),
            accounts_reached=people.company_id.nunique(where=there),
            # Whole seconds: a sum of fractions would depend on the order of rows in its last digit.
            minutes_attended=ibis.ifelse(there, people.seconds.fill_null(0), 0).sum() / 60,
        ),
    )
