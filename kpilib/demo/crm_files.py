"""HubSpot's exports of contacts and deals."""

from collections.abc import Sequence
from datetime import datetime

from kpilib.demo.customers import STAGES
from kpilib.demo.delimited import csv_line
from kpilib.demo.dice import Dice
from kpilib.demo.people import INTERNAL_DOMAIN
from kpilib.demo.records import Contact, Deal

_BECAME = tuple(f"Became a{'n' if s[0] == 'O' else ''} {s} Date" for s in STAGES)
_LEAD_STATUS = ("NEW", "OPEN", "IN_PROGRESS", "CONNECTED", "")
_OWNERS = (f"sales@{INTERNAL_DOMAIN}", f"tuomas.autio@{INTERNAL_DOMAIN}", "")


def contacts_export(contacts: Sequence[Contact]) -> bytes:
    """One view of all contacts, with the day each stage was reached."""
    header = ["Record ID", "First Name", "Last Name", "Email", "Phone Number", "Lead Status"]
    header += ["Lifecycle Stage", "Create Date", *_BECAME, "Country/Region", "Contact owner"]
    dice = Dice("contacts export")
    lines = [csv_line(header), *(csv_line(_contact_line(dice, c)) for c in contacts)]
    return "".join(lines).encode()


def _contact_line(dice: Dice, contact: Contact) -> list[object]:
    person, reached = contact.person, dict(contact.stages)
    # Who left no address left no name either.
    names = [person.first_name, person.last_name] if person.email else ["", ""]
    became = [_clock(reached[s]) if s in reached else "" for s in STAGES]
    line: list[object] = [contact.record_id, *names, contact.written_email, "", dice.pick(_LEAD_STATUS)]
    line += [contact.stages[-1][0], _clock(contact.created_at), *became]
    return [*line, person.country, dice.pick(_OWNERS)]


def deals_export(deals: Sequence[Deal]) -> bytes:
    """All deals; open ones carry the day on which they are expected to close."""
    header = ["Record ID", "Deal Name", "Deal Stage", "Create Date", "Close Date", "Pipeline", "Amount"]
    header += ["Deal owner", "Associated Contact IDs"]
    dice = Dice("deals export")
    return "".join([csv_line(header), *(csv_line(_deal_line(dice, d)) for d in deals)]).encode()


def _deal_line(dice: Dice, deal: Deal) -> list[object]:
    contacts = ";".join(str(number) for number in deal.contact_ids)
    line: list[object] = [deal.deal_id, deal.name, deal.stage]
    line += [f"{deal.created_on.isoformat()} 09:00", f"{deal.closes_on.isoformat()} 00:00", "Sales Pipeline"]
    return [*line, deal.amount, dice.pick(_OWNERS), contacts]


def _clock(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
