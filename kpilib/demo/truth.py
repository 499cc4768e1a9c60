"""The truth about each demo event, from the world itself and never from an export.

Only tests read it. The definitions are those of the KPIs: people and not rows, days of the
workspace's zone, both ends of a window included.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from kpilib.demo.calendar import AS_OF, COVERED_FROM, PLANS, Plan
from kpilib.demo.facts import sponsorship_of
from kpilib.demo.records import Contact, Deal, World

QUALIFIED_STAGES = {"Marketing Qualified Lead", "Sales Qualified Lead", "Opportunity", "Customer"}
Numbers = set[int]
_OF_EVENTS = ("registrations", "stays", "answers", "ads", "tickets", "questions", "poll_answers", "mails")


def truth(world: World) -> dict[str, Any]:
    """What a perfect reader of the exports must find, and what no reader can know.

    Parameters
    ----------
    world : World

    Returns
    -------
    dict
        `as_of`, `covered_from`, `new_contacts` (people whose first contact record falls into the
        days covered, internal people left out), and `events`: for each event its counts, minutes,
        money in euros, `leads_caused` (new contacts that the event truly caused; the CRM cannot
        show it) and `missing_exports`.
    """
    first = _first_contacts(world.contacts)
    return {
        "as_of": AS_OF.isoformat(),
        "covered_from": COVERED_FROM.isoformat(),
        "new_contacts": len(first),
        "events": {plan.event_id: _event(part, plan, first) for plan, part in _parts(world)},
    }


def _parts(world: World) -> Iterator[tuple[Plan, World]]:
    """Each event with the world of its own rows; contacts and deals are everybody's."""
    rows = {name: _by_event(getattr(world, name)) for name in _OF_EVENTS}
    for plan in PLANS:
        if not plan.is_cancelled:
            own = {name: tuple(found.get(plan.event_id, ())) for name, found in rows.items()}
            yield plan, replace(world, **own)


def _by_event(rows: Iterable[Any]) -> dict[str | None, list[Any]]:
    found: dict[str | None, list[Any]] = {}
    for row in rows:
        found.setdefault(row.event_id, []).append(row)
    return found


def _event(world: World, plan: Plan, first: dict[int, Contact]) -> dict[str, Any]:
    approved = _approved(world, meaningful=False)
    attendees = _attendees(world, plan, approved)
    leads = {n for n in approved | attendees if n in first and _in_window(plan, first[n].created_at)}
    return {
        "registrations": len(approved),
        "qualified_registrations": len(_approved(world, meaningful=True)),
        "attendees": len(attendees),
        "registered_attendees": len(attendees & approved),
        "walk_ins": len(attendees - approved),
        "minutes_attended": round(_minutes(world, attendees), 4),
        "engaged_attendees": len(_engaged(world) & attendees) if plan.has_live_reports else None,
        "leads": len(leads),
        "qualified_leads": len(_qualified(world, plan, leads)),
        "leads_caused": sum(c.cause == plan.event_id for c in world.contacts),
        **_money(world, plan, leads, approved | attendees, first),
        **_survey(world, plan),
        **_mails(world),
        "missing_exports": missing_exports(plan),
    }


def missing_exports(plan: Plan) -> list[str]:
    """Exports that the demo leaves out on purpose."""
    holes = {"no_survey": "survey", "no_registration": "registration_report", "no_ads": "google_ads"}
    missing = [name for note, name in holes.items() if note in plan.notes]
    return missing if plan.is_held else ["attendee_report", "survey"]


def _first_contacts(contacts: Iterable[Contact]) -> dict[int, Contact]:
    first: dict[int, Contact] = {}
    for contact in sorted(contacts, key=lambda c: c.created_at):
        if not contact.person.is_internal:
            first.setdefault(contact.person.number, contact)
    return first


def _approved(world: World, meaningful: bool) -> Numbers:
    return {
        r.person.number
        for r in world.registrations
        if r.status in {"approved", "upgraded"}
        and not r.person.is_internal
        and (r.is_meaningful or not meaningful)
    }


def _attendees(world: World, plan: Plan, approved: Numbers) -> Numbers:
    present = {s.person.number for s in world.stays if s.role == "attendee" and not s.person.is_internal}
    return present & approved if plan.format == "pre-recorded" else present


def _minutes(world: World, attendees: Numbers) -> float:
    """Union of each attendee's intervals, on the panel too, in minutes."""
    intervals: dict[int, list[tuple[datetime, datetime]]] = {number: [] for number in attendees}
    for stay in world.stays:
        if stay.person.number in attendees:
            intervals[stay.person.number].append((stay.joined_at, stay.left_at))
    return sum(_union_seconds(found) for found in intervals.values()) / 60


def _union_seconds(intervals: list[tuple[datetime, datetime]]) -> float:
    total, reached = 0.0, datetime.min
    for start, end in sorted(intervals):
        total += max(0.0, (end - max(start, reached)).total_seconds()) if end > reached else 0.0
        reached = max(reached, end)
    return total


def _in_window(plan: Plan, moment: datetime) -> bool:
    return plan.day <= moment.date() <= min(plan.window_end, AS_OF)


def _qualified(world: World, plan: Plan, leads: Numbers) -> Numbers:
    """Leads that reached a qualified stage inside the event window."""
    return {
        contact.person.number
        for contact in world.contacts
        if contact.person.number in leads
        and any(stage in QUALIFIED_STAGES and _in_window(plan, at) for stage, at in contact.stages)
    }


def _money(
    world: World, plan: Plan, leads: Numbers, people: Numbers, first: dict[int, Contact]
) -> dict[str, float]:
    before = {n for n in people if n in first and first[n].created_at.date() < plan.day}
    of_leads, of_old = _deals_of(world, leads), _deals_of(world, before)
    of_old = [deal for deal in of_old if deal not in of_leads]
    won = _won(plan, of_leads)
    cents = sum(ad.cost_cents for ad in world.ads)
    tickets = sum(ticket.cents for ticket in world.tickets if not ticket.is_refunded) / 100
    return {
        "revenue": won + sponsorship_of(plan) + tickets,
        "revenue_deals": won,
        "revenue_sponsorship": sponsorship_of(plan),
        "revenue_tickets": tickets,
        "revenue_existing_customers": _won(plan, of_old),
        "pipeline_value": float(sum(deal.amount or 0 for deal in of_leads if deal.is_open)),
        "advertising_cost": cents / 100,
    }


def _deals_of(world: World, people: Numbers) -> list[Deal]:
    records = {c.record_id for c in world.contacts if c.person.number in people}
    return [deal for deal in world.deals if records & set(deal.contact_ids)]


def _won(plan: Plan, deals: list[Deal]) -> float:
    last = min(plan.roi_end, AS_OF)
    return float(sum(d.amount or 0 for d in deals if d.is_won and plan.day <= d.closes_on <= last))


def _engaged(world: World) -> Numbers:
    """People who asked a question or answered a poll under their name."""
    people = [q.person for q in world.questions] + [a.person for a in world.poll_answers]
    return {person.number for person in people if person is not None}


def _mails(world: World) -> dict[str, int]:
    return {
        "emails_delivered": sum(mail.delivered for mail in world.mails),
        "emails_clicked": sum(mail.unique_clicks for mail in world.mails),
    }


def _survey(world: World, plan: Plan) -> dict[str, int]:
    answers = world.answers
    scores = [a.nps for a in answers if a.nps is not None]
    if "one_to_five" in plan.notes:  # asked on a scale that gives no NPS
        scores = []
    return {
        "survey_responses": len(answers),
        "nps_n": len(scores),
        "promoters": sum(score >= 9 for score in scores),
        "detractors": sum(score <= 6 for score in scores),
        "technical_trouble": sum(a.has_trouble for a in answers),
    }


def overlapping_pairs() -> list[tuple[str, str]]:
    """Pairs of held or planned events whose starts lie fewer days apart than the window is long."""
    ordered = sorted((p for p in PLANS if not p.is_cancelled), key=lambda p: p.day)
    return [(a.event_id, b.event_id) for a, b in pairwise(ordered) if b.day - a.day < timedelta(days=14)]
