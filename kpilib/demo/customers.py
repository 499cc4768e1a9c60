"""What becomes of contacts: stages, deals, and records entered twice."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kpilib.demo.arrivals import Arrival
from kpilib.demo.calendar import AS_OF, Plan
from kpilib.demo.dice import Dice
from kpilib.demo.records import Contact, Deal, Person

STAGES = (
    "Lead",
    "Marketing Qualified Lead",
    "Sales Qualified Lead",
    "Opportunity",
    "Customer",
)
_OPEN_STAGES = ("Appointment Scheduled", "Qualified To Buy", "Proposal", "Contract Sent")
_AMOUNTS = (480, 490, 960, 1200, 1490, 1800, 2400, 3600, 4900, 7200)
# Chance of each next stage, and the days it takes, both limits included.
_STEPS = ((0.30, 0, 25), (0.40, 2, 30), (0.50, 1, 25))
_STEPS_OF_CAUSED = ((0.62, 0, 12), (0.55, 1, 15), (0.60, 1, 12))
_PRODUCTS = ("team plan", "start package", "dashboard workshop", "annual licence")


@dataclass(frozen=True)
class _Opportunity:
    person: Person
    created_on: date
    closes_on: date
    stage: str
    amount: int | None


@dataclass(frozen=True)
class _Career:
    stages: tuple[tuple[str, datetime], ...]
    opportunity: _Opportunity | None


def _career(arrival: Arrival) -> _Career:
    dice = Dice("career", str(arrival.person.number))
    stages = _stages(dice, arrival)
    if len(stages) < 4 or stages[-1][1].date() > AS_OF:
        return _Career(_known(stages), None)
    begins = stages[-1][1]
    opportunity = _opportunity(dice, arrival.person, begins.date(), *((5, 60) if arrival.cause else (8, 120)))
    if opportunity.stage == "Closed Won":
        stages.append((STAGES[4], datetime.combine(opportunity.closes_on, begins.time())))
    return _Career(_known(stages), opportunity)


def _stages(dice: Dice, arrival: Arrival) -> list[tuple[str, datetime]]:
    """From lead to opportunity as far as this contact gets; also steps of days still to come."""
    steps = _STEPS_OF_CAUSED if arrival.cause else _STEPS
    stages = [(STAGES[0], arrival.created_at)]
    for stage, (probability, soonest, latest) in zip(STAGES[1:4], steps, strict=True):
        if not dice.chance(probability):
            break
        stages.append((stage, _later(dice, stages[-1][1], soonest, latest)))
    return stages


def _known(stages: list[tuple[str, datetime]]) -> tuple[tuple[str, datetime], ...]:
    return tuple(stage for stage in stages if stage[1].date() <= AS_OF)


def _later(dice: Dice, moment: datetime, soonest: int, latest: int) -> datetime:
    day = moment + timedelta(days=dice.whole(soonest, latest))
    return max(day.replace(hour=dice.whole(8, 21), minute=dice.whole(0, 59)), moment)


def _opportunity(dice: Dice, person: Person, created: date, soonest: int, latest: int) -> _Opportunity:
    closes = created + timedelta(days=dice.whole(soonest, latest))
    end = dice.weighted({"Closed Won": 45, "Closed Lost": 38, dice.pick(_OPEN_STAGES): 17})
    if closes > AS_OF and end.startswith("Closed"):
        end = dice.pick(_OPEN_STAGES)
    unknown = not end.startswith("Closed") and dice.chance(0.1)
    return _Opportunity(person, created, closes, end, None if unknown else dice.pick(_AMOUNTS))


def contacts_and_deals(
    arrivals: list[Arrival], staff: list[Person], participants: list[tuple[Plan, Person]]
) -> tuple[tuple[Contact, ...], tuple[Deal, ...]]:
    """The customer system as it stands on the last day."""
    everybody = sorted([*arrivals, *_staff_arrivals(staff)], key=lambda a: (a.created_at, a.person.number))
    careers = {a.person.number: _career(a) for a in everybody if not a.person.is_internal}
    contacts = _contacts(everybody, careers)
    opportunities = [c.opportunity for c in careers.values() if c.opportunity]
    opportunities += _of_old_customers(everybody, participants)
    return contacts, _deals(opportunities, contacts)


def _staff_arrivals(staff: list[Person]) -> list[Arrival]:
    # People test their own forms; such records are no contacts.
    dice = Dice("staff")
    return [
        Arrival(p, datetime(2023 + dice.whole(0, 2), dice.whole(3, 12), dice.whole(1, 28), 10, 15))
        for p in staff
    ]


def _contacts(everybody: list[Arrival], careers: dict[int, _Career]) -> tuple[Contact, ...]:
    dice = Dice("records")
    rows: list[tuple[datetime, Arrival, bool]] = [(a.created_at, a, True) for a in everybody]
    for arrival in everybody:
        if arrival.person.email and not arrival.person.is_internal and dice.chance(0.015):
            again = _later(dice, arrival.created_at, 20, 400)
            if again.date() <= AS_OF:
                rows.append((again, arrival, False))
    rows.sort(key=lambda r: (r[0], r[1].person.number))
    return tuple(_contact(dice, 100001 + n, row, careers) for n, row in enumerate(rows))


def _contact(
    dice: Dice, record_id: int, row: tuple[datetime, Arrival, bool], careers: dict[int, _Career]
) -> Contact:
    at, arrival, is_first = row
    email = arrival.person.email or ""
    shouts = dice.chance(0.03 if is_first else 0.8)
    career = careers.get(arrival.person.number)
    stages = career.stages if career and is_first else ((STAGES[0], at),)
    written = _with_capitals(email) if shouts else email
    return Contact(record_id, arrival.person, at, written, arrival.cause if is_first else None, stages)


def _with_capitals(email: str) -> str:
    name, _, domain = email.partition("@")
    return ".".join(part.capitalize() for part in name.split(".")) + ("@" + domain if domain else "")


def _of_old_customers(
    everybody: list[Arrival], participants: list[tuple[Plan, Person]]
) -> list[_Opportunity]:
    first = {a.person.number: a.on for a in everybody}
    found = []
    for plan, person in participants:
        dice = Dice("old customer", plan.event_id, str(person.number))
        if first.get(person.number, plan.day) >= plan.day or person.is_internal or not dice.chance(0.05):
            continue
        created = plan.day + timedelta(days=dice.whole(1, 40))
        if created <= AS_OF:
            found.append(_opportunity(dice, person, created, 4, 75))
    return found


def _deals(opportunities: list[_Opportunity], contacts: tuple[Contact, ...]) -> tuple[Deal, ...]:
    records: dict[int, list[int]] = {}
    for contact in contacts:
        records.setdefault(contact.person.number, []).append(contact.record_id)
    ordered = sorted(opportunities, key=lambda o: (o.created_on, o.person.number))
    return tuple(_deal(8000 + n, o, records, contacts) for n, o in enumerate(ordered, start=1))


def _deal(
    deal_id: int, opportunity: _Opportunity, records: dict[int, list[int]], contacts: tuple[Contact, ...]
) -> Deal:
    dice = Dice("deal", str(deal_id))
    tied = [dice.pick(records[opportunity.person.number])]
    if dice.chance(0.12):
        tied.append(dice.pick(contacts).record_id)
    name = f"{opportunity.person.last_name} - {dice.pick(_PRODUCTS)}"
    return Deal(
        deal_id,
        name,
        opportunity.stage,
        opportunity.amount,
        opportunity.created_on,
        opportunity.closes_on,
        tuple(dict.fromkeys(tied)),
    )
