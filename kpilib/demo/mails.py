"""Mail campaigns: an invitation and a reminder for each event, and a newsletter each month."""

from datetime import date, datetime, timedelta

from kpilib.demo.calendar import AS_OF, MAILS_FROM, PLANS, Plan
from kpilib.demo.dice import Dice
from kpilib.demo.facts import list_size
from kpilib.demo.mail_words import INVITATION, NEWSLETTER, REMINDER
from kpilib.demo.records import Mail
from kpilib.demo.traffic import months

_INVITED, _REMINDED = 14, 1  # days before


def mails() -> tuple[Mail, ...]:
    """All campaigns known on the last day, by time."""
    found = [mail for plan in PLANS if plan.day >= MAILS_FROM and not plan.is_cancelled for mail in _of(plan)]
    found += [_newsletter(first) for first, _ in months() if first >= MAILS_FROM]
    return tuple(sorted(found, key=lambda mail: (mail.sent_at, mail.title)))


def _of(plan: Plan) -> list[Mail]:
    kinds = [("invitation", _INVITED, INVITATION, 0.34, 0.034)]
    if "trouble" not in plan.notes:  # it was forgotten
        kinds.append(("reminder", _REMINDED, REMINDER, 0.29, 0.026))
    found = []
    for kind, days, subjects, opens, clicks in kinds:
        day = plan.day - timedelta(days=days)
        if day <= AS_OF:
            subject = subjects[plan.language].format(title=plan.title)
            title = f"{plan.event_id} {kind}"
            found.append(_mail(plan.event_id, title, subject, day, _size(plan), opens, clicks))
    return found


def _size(plan: Plan) -> int:
    """The mailing list as people state it in the event's params file."""
    return list_size(Dice("facts", plan.event_id), plan.day)


def _newsletter(first: date) -> Mail:
    day = first + timedelta(days=1)
    size = list_size(Dice("newsletter", first.isoformat()), first)
    return _mail(None, f"Newsletter {first:%Y-%m}", NEWSLETTER, day, size, 0.27, 0.021)


def _mail(
    event_id: str | None, title: str, subject: str, day: date, size: int, opens: float, clicks: float
) -> Mail:
    dice = Dice("mail", title)
    soft, hard = dice.whole(12, 40), dice.whole(4, 18)
    unique_opens = round((size - soft - hard) * opens * dice.between(0.85, 1.15))
    unique_clicks = round(unique_opens * clicks / opens * dice.between(0.8, 1.2))
    return Mail(
        event_id,
        title,
        subject,
        datetime(day.year, day.month, day.day, 10, 5 * dice.whole(0, 6)),
        size,
        soft,
        hard,
        unique_opens,
        round(unique_opens * dice.between(1.3, 1.7)),
        unique_clicks,
        round(unique_clicks * dice.between(1.1, 1.4)),
        dice.whole(2, 14),
        dice.whole(0, 1),
    )
