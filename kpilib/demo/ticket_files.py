"""Eventbrite's attendee report: one row for each ticket."""

from collections.abc import Sequence

from kpilib.demo.calendar import Plan
from kpilib.demo.delimited import csv_line
from kpilib.demo.records import Ticket
from kpilib.demo.words import CHALLENGE

_COLUMNS = (
    "Order #,Order Date,First Name,Last Name,Email,Quantity,Ticket Type,Order Type,Currency,Total Paid,"
    "Eventbrite Fees,Eventbrite Payment Processing,Attendee Status"
)
_TYPES = {0: "Seat in the audience", 1900: "Seat with workbook", 4900: "Seat with workbook and consultation"}
# The shop has no word for a registration that nobody has decided on, nor for one that was refused.
_STATUSES = {"cancelled": "Not Attending", "denied": "Deleted", "pending": "Not Attending"}


def ticket_report(plan: Plan, tickets: Sequence[Ticket]) -> bytes:
    """All tickets with the challenge question in the event's language."""
    header = [*_COLUMNS.split(","), CHALLENGE[plan.language]]
    return "".join([csv_line(header), *(csv_line(_line(ticket)) for ticket in tickets)]).encode()


def _line(ticket: Ticket) -> list[object]:
    row, person = ticket.registration, ticket.registration.person
    status = "Refunded" if ticket.is_refunded else _STATUSES.get(row.status, "Attending")
    line: list[object] = [ticket.order_id, f"{row.registered_at:%Y-%m-%d %H:%M:%S}"]
    line += [person.first_name, person.last_name, person.email, 1, _TYPES[ticket.cents]]
    line += ["Paid Order" if ticket.cents else "Free Order", "EUR", _euros(ticket.cents)]
    return [*line, _euros(ticket.cents * 6 // 100), _euros(ticket.cents * 3 // 100), status, row.answer]


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
