"""What became of the event's people: contacts, qualified leads, accounts, purchases, deals."""

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis import _

from kpilib.measures.people import Notes, as_table, by_event
from kpilib.store import Store


def first_contacts(store: Store, as_of: date) -> ir.Table:
    """When each person was first recorded as a contact: first_on, first_at; and the company, if known."""
    rows = store.table("contacts")
    rows = rows.filter(rows.created_on <= ibis.literal(pd.Timestamp(as_of)))
    return rows.group_by("person_id").aggregate(
        first_on=rows.created_on.min(),
        first_at=rows.created_at.min(),
        contact_company=rows.company_id.min(),
    )


def people_with_days(store: Store, people: ir.Table, days: pd.DataFrame, as_of: date) -> ir.Table:
    """Event people with their event's days, their first contact day, and whether they are its leads."""
    joined = people.join(as_table(days), "event_id").left_join(first_contacts(store, as_of), "person_id")
    joined = joined.drop("person_id_right")
    inside = (joined.first_on >= joined.window_start) & (joined.first_on <= joined.window_end)
    return joined.mutate(
        is_lead=inside.fill_null(False),
        is_known_before=(joined.first_on < joined.window_start).fill_null(False),
        company_id=ibis.coalesce(joined.company_id, joined.contact_company),
    )


def measure_leads(
    store: Store,
    everyone: ir.Table,
    as_of: date,
    qualified_stages: Sequence[str],
    notes: Notes,
) -> pd.DataFrame:
    """Leads, qualified leads, and attendees who acted after the event, per event."""
    acted = _acted(store, everyone, as_of)
    marked = everyone.left_join(acted, ["event_id", "person_id"]).drop("event_id_right", "person_id_right")
    did = marked.is_attendee & marked.n_kinds.notnull()
    counts = marked.group_by("event_id").aggregate(
        leads=marked.is_lead.sum(),
        registered_leads=(marked.is_lead & marked.is_registered).sum(),
        accounts_with_lead=marked.company_id.nunique(where=marked.is_lead),
        attendees_acted=did.sum(),
        attendees_converted=(did & marked.is_converted.fill_null(False)).sum(),
    )
    qualified = measure_qualified(store, everyone, as_of, qualified_stages, notes)
    others: list[pd.DataFrame | pd.Series] = [
        qualified,
        _new_people(store, everyone),
        measure_free_signups(store, everyone, as_of),
    ]
    return by_event(store, counts).join(others, how="left")


def measure_free_signups(store: Store, everyone: ir.Table, as_of: date) -> pd.DataFrame:
    """People of the event who opened a free account on a day of its window."""
    joined = everyone.join(store.table("signups"), "person_id")
    inside = joined.signed_up_on.between(joined.window_start, joined.window_end)
    hits = joined.filter(inside, joined.signed_up_on <= ibis.literal(pd.Timestamp(as_of)))
    return by_event(store, hits.group_by("event_id").aggregate(free_signups=hits.person_id.nunique()))


def _new_people(store: Store, everyone: ir.Table) -> pd.DataFrame:
    """People met for the first time: no contact record before, and in no event that started earlier."""
    first = everyone.group_by("person_id").aggregate(first_event_at=everyone.starts_at.min())
    joined = everyone.join(first, "person_id")
    new = joined.filter(~joined.is_known_before, joined.starts_at == joined.first_event_at)
    return by_event(store, new.group_by("event_id").aggregate(new_people=new.person_id.nunique()))


def measure_qualified(
    store: Store, everyone: ir.Table, as_of: date, stages: Sequence[str], notes: Notes
) -> pd.DataFrame:
    """People of the event who became qualified on a day of its window, per event."""
    hits = qualified_people(store, everyone, as_of, stages)
    if not (_has_rows(store, "signups") or _has_rows(store, "stages")):
        for remarks in notes.values():
            remarks.append({"code": "stage_as_of_export", "kpi": "qualified_leads"})
    return by_event(store, hits.group_by("event_id").aggregate(qualified_leads=hits.person_id.nunique()))


def qualified_people(store: Store, everyone: ir.Table, as_of: date, stages: Sequence[str]) -> ir.Table:
    """Who qualified in the window, by sign-ups, else by dated stages, else by the stage as it stands:
    event_id, person_id, each pair once."""
    last = ibis.literal(pd.Timestamp(as_of))
    signups, dated = store.table("signups"), store.table("stages")
    if _has_rows(store, "signups"):
        joined = everyone.join(signups, "person_id")
        tried = joined.tried_on.between(joined.window_start, joined.window_end) & (joined.tried_on <= last)
        hits = joined.filter(joined.signed_up_on.between(joined.window_start, joined.window_end), tried)
    elif _has_rows(store, "stages"):
        joined = everyone.filter(everyone.is_lead).join(dated, "person_id")
        inside = joined.reached_on.between(joined.window_start, joined.window_end)
        hits = joined.filter(joined.stage.isin(list(stages)), inside, joined.reached_on <= last)
    else:
        joined = everyone.filter(everyone.is_lead).join(store.table("contacts"), "person_id")
        hits = joined.filter(joined.stage.isin(list(stages)))
    return hits.select("event_id", "person_id").distinct()


def _has_rows(store: Store, name: str) -> bool:
    return bool(store.execute(store.table(name).count().as_table()).iloc[0, 0])


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
    kinds = {"signed up": signed, "bought": bought, "registered": anew}
    hits = [t.select("event_id", "person_id", kind=ibis.literal(kind)) for kind, t in kinds.items()]
    acts = ibis.union(*hits)
    return acts.group_by(["event_id", "person_id"]).aggregate(
        n_kinds=acts.kind.nunique(),
        is_converted=(acts.kind != "signed up").any(),
    )


def measure_path(store: Store, everyone: ir.Table) -> pd.DataFrame:
    """Registrations and attendances, of any event, of the event's leads until they became contacts."""
    leads = everyone.filter(_.is_lead)
    registrations, stays = store.table("registrations"), store.table("attendance")
    registered = registrations.filter(registrations.status.isin(["approved", "upgraded"]))
    touches = ibis.union(
        registered.select(
            "person_id",
            touched_in=registered.event_id,
            kind=ibis.literal("registration"),
            touched_at=registered.registered_at,
        ),
        stays.filter(stays.role == "attendee").select(
            "person_id",
            touched_in=stays.event_id,
            kind=ibis.literal("attendance"),
            touched_at=stays.joined_at,
        ),
    )
    steps = touches.group_by(["person_id", "touched_in", "kind"]).aggregate(at=touches.touched_at.min())
    joined = leads.select("event_id", "person_id", "first_at").join(steps, "person_id")
    until = joined.filter(joined["at"] <= joined.first_at)
    return by_event(
        store,
        until.group_by("event_id").aggregate(path_steps=until.count(), path_people=until.person_id.nunique()),
    )


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
