"""The simulated world: what truly happened, event by event."""

from dataclasses import dataclass, field, replace
from functools import lru_cache

from kpilib.demo.arrivals import arrivals_by_themselves, arrivals_caused
from kpilib.demo.audience import Audience, Past, audience_of
from kpilib.demo.calendar import PLANS, Plan
from kpilib.demo.customers import contacts_and_deals
from kpilib.demo.dice import Dice
from kpilib.demo.live_moments import poll_answers_of, questions_of
from kpilib.demo.mails import mails
from kpilib.demo.people import Crowd, staff
from kpilib.demo.posts import posts
from kpilib.demo.records import Answer, Person, PollAnswer, Question, Registration, Stay, Ticket, World
from kpilib.demo.sessions import choose_attendees, registrations_of, stays_of
from kpilib.demo.surveys import answers_of
from kpilib.demo.tickets import tickets_of
from kpilib.demo.traffic import ad_days, monthly_visits

_FIRST_RESPONDENT = 118_000_000_001
_COLLEAGUES = 0.1  # of the contacts an event causes: people who only heard of it


@dataclass
class _History:
    """The world while it grows, in order of time."""

    crowd: Crowd
    staff: list[Person]
    past: Past
    registrations: list[Registration] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    participants: list[tuple[Plan, Person]] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    poll_answers: list[PollAnswer] = field(default_factory=list)


@lru_cache(maxsize=1)
def simulate() -> World:
    """The demo's world; the same one every time.

    Returns
    -------
    World
        People, registrations, stays, contacts, deals, advertising, survey answers, web visits,
        tickets, questions, polls, mails and posts up to the last day known (`calendar.AS_OF`, included).
    """
    crowd = Crowd()
    colleagues = staff(crowd)
    history = _History(crowd, colleagues, Past(arrivals_by_themselves(crowd), []))
    for plan in sorted(PLANS, key=lambda p: p.starts_at):
        if not plan.is_cancelled:
            _happen(history, plan)
    contacts, deals = contacts_and_deals(history.past.arrivals, colleagues, history.participants)
    return World(
        tuple(crowd.people),
        tuple(history.registrations),
        tuple(history.stays),
        contacts,
        deals,
        ad_days(),
        tuple(history.answers),
        monthly_visits(),
        tuple(history.tickets),
        tuple(history.questions),
        tuple(history.poll_answers),
        mails(),
        posts(),
    )


def _happen(history: _History, plan: Plan) -> None:
    dice = Dice("event", plan.event_id)
    audience = audience_of(dice, plan, history.crowd, history.past)
    registrations = registrations_of(dice, plan, audience, history.staff)
    if plan.is_held:
        _hold(history, dice, plan, audience, registrations)
    history.registrations += registrations
    history.tickets += tickets_of(plan, registrations)


def _hold(
    history: _History, dice: Dice, plan: Plan, audience: Audience, registrations: list[Registration]
) -> None:
    known = {a.person.number for a in history.past.arrivals if a.on < plan.day}
    attendees = [*choose_attendees(dice, plan, audience, known), *audience.walk_ins]
    stays = stays_of(dice, plan, attendees, history.staff, history.crowd)
    _mark_upgraded(registrations, stays)
    history.stays += stays
    history.answers += answers_of(plan, attendees, _FIRST_RESPONDENT + len(history.answers))
    history.questions += questions_of(plan, attendees)
    history.poll_answers += poll_answers_of(plan, attendees)
    _bring_contacts(history, dice, plan, audience, attendees)
    everybody = {p.number: p for p in (*audience.approved, *attendees)}
    before = {p.number for p in history.past.participants}
    history.past.participants += [p for p in everybody.values() if p.number not in before]
    history.participants += [(plan, p) for p in everybody.values()]


def _mark_upgraded(registrations: list[Registration], stays: list[Stay]) -> None:
    spoke = {s.person.number for s in stays if s.role == "panelist"}
    spoke &= {s.person.number for s in stays if s.role == "attendee"}
    for at, row in enumerate(registrations):
        if row.person.number in spoke and not row.person.is_internal:
            registrations[at] = replace(row, status="upgraded")


def _bring_contacts(
    history: _History, dice: Dice, plan: Plan, audience: Audience, attendees: list[Person]
) -> None:
    """Some people become contacts because of the event: mostly those who came."""
    first_contacts = history.past.first_contacts()
    free = [p for p in audience.approved if p.number not in first_contacts]
    came = {p.number for p in attendees}
    colleagues = round(_COLLEAGUES * plan.caused)
    wanted = plan.caused - colleagues
    from_attendees = round(0.85 * wanted)
    brought = dice.some([p for p in free if p.number in came], from_attendees)
    brought += dice.some([p for p in free if p.number not in came], wanted - len(brought))
    brought += [history.crowd.add(dice, plan.language) for _ in range(colleagues)]
    history.past.arrivals += arrivals_caused(dice, plan, brought)
