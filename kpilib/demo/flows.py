"""Automated mails after each event of the last year, and the clicks of those who became contacts."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from kpilib.demo.calendar import AS_OF, LIVE_REPORTS_FROM, PLANS, Plan, plan_of
from kpilib.demo.dice import Dice
from kpilib.demo.mail_words import ABSENTEES, FOLLOW_UP
from kpilib.demo.records import Contact, Mail

# Days after the event on which each mail of the flow leaves.
_FOLLOW_UP_DAYS, _ABSENTEES_DAYS = (1, 8, 22), (2,)
Row = list[object]


def flow_names(plan: Plan) -> dict[str, list[str]]:
    """The flows of an event as its params file names them: name -> patterns of their mails."""
    if plan.day < LIVE_REPORTS_FROM or not plan.is_held:
        return {}
    words = (FOLLOW_UP[plan.language], ABSENTEES[plan.language])
    return {word: [f"{word} {plan.slug} *"] for word in words}


def flow_mails() -> tuple[Mail, ...]:
    """All mails of the flows sent by the last day known, by time."""
    found = [mail for plan in PLANS if flow_names(plan) for mail in _of(plan)]
    return tuple(sorted(found, key=lambda mail: (mail.sent_at, mail.title)))


def _of(plan: Plan) -> Iterator[Mail]:
    came = round(plan.registrations * plan.attendance)
    sizes = (came, plan.registrations - came)
    for flow, days, size in zip(flow_names(plan), (_FOLLOW_UP_DAYS, _ABSENTEES_DAYS), sizes, strict=True):
        for number, after in enumerate(days, start=1):
            day = plan.day + timedelta(days=after)
            if day <= AS_OF:
                yield _mail(f"{flow} {plan.slug} {number}", plan.title, day, size)


def _mail(title: str, subject: str, day: date, size: int) -> Mail:
    dice = Dice("flow mail", title)
    bounced = dice.whole(0, 2)
    opens = round((size - bounced) * dice.between(0.4, 0.6))
    clicks = round(opens * dice.between(0.15, 0.35))
    sent = datetime(day.year, day.month, day.day, 9, 5 * dice.whole(0, 6))
    counts = (opens, round(opens * dice.between(1.2, 1.6)), clicks, round(clicks * dice.between(1.1, 1.4)))
    return Mail(None, title, subject, sent, size, bounced, 0, *counts, dice.whole(0, 2), 0)


def flow_touches(contact: Contact) -> Iterator[Row]:
    """Clicks on the flows' mails, always after the person became a contact: no credit rests on them."""
    email = contact.person.email
    flows = flow_names(plan_of(contact.cause)) if contact.cause else {}
    dice = Dice("flow touches", str(contact.record_id))
    if not flows or not email or not dice.chance(0.9):
        return
    plan = plan_of(str(contact.cause))
    is_follow_up = dice.chance(0.6)
    flow, days = list(zip(flows, (_FOLLOW_UP_DAYS, _ABSENTEES_DAYS), strict=True))[0 if is_follow_up else 1]
    for number, after in enumerate(days, start=1):
        at = datetime.combine(plan.day, datetime.min.time()) + timedelta(
            days=after, hours=dice.whole(9, 21), minutes=dice.whole(0, 59)
        )
        if contact.created_at < at and at.date() <= AS_OF and dice.chance(0.8):
            moment = at.isoformat(sep=" ", timespec="minutes")
            yield [email, moment, "mail click", "Newsletter", f"{flow} {plan.slug} {number}", ""]
