"""Seats ordered at a ticket shop: most are free, some are paid, a few are paid back."""

from collections.abc import Sequence

from kpilib.demo.calendar import Plan
from kpilib.demo.dice import Dice
from kpilib.demo.records import Registration, Ticket

_PRICES = {0: 80.0, 1900: 14.0, 4900: 6.0}  # cents: how likely
_CONSULTATION = 4900
_FIRST_ORDER = 7_410_000_001


def tickets_of(plan: Plan, registrations: Sequence[Registration]) -> list[Ticket]:
    """One seat for each registration, those of refused people too; whoever cancels gets the money back.

    The dice are its own, so that selling tickets changes nothing else of the event.
    """
    if "webex" not in plan.notes:
        return []
    dice = Dice("tickets", plan.event_id)
    paying: set[int] = set()
    tickets = []
    for number, row in enumerate(registrations):
        cents = 0 if row.person.is_internal else dice.weighted(_PRICES)
        # Who comes back after paying takes the consultation as well: two orders of one customer.
        cents = _CONSULTATION if row.person.number in paying else cents
        paying |= {row.person.number} if cents else set()
        is_refunded = cents > 0 and row.status in ("denied", "cancelled")
        tickets.append(Ticket(plan.event_id, _FIRST_ORDER + 13 * number, row, cents, is_refunded))
    return tickets
