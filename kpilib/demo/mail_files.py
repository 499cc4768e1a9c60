"""Mailchimp's list of campaigns."""

from collections.abc import Sequence

from kpilib.demo.delimited import csv_line
from kpilib.demo.dice import Dice
from kpilib.demo.records import Mail

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_COLUMNS = (
    "Title,Subject,Audience,Send Date,Send Weekday,Total Recipients,Successful Deliveries,Soft Bounces,"
    "Hard Bounces,Total Bounces,Times Forwarded,Forwarded Opens,Unique Opens,Open Rate,Total Opens,"
    "Unique Clicks,Click Rate,Total Clicks,Unsubscribes,Abuse Complaints,Times Liked on Facebook,Folder Id,"
    "Unique Id,Total Orders,Total Gross Sales,Total Revenue"
)


def campaigns_export(mails: Sequence[Mail]) -> bytes:
    """All campaigns, the newest first as the tool lists them."""
    lines = [csv_line(_COLUMNS.split(",")), *(csv_line(_line(mail)) for mail in reversed(mails))]
    return "".join(lines).encode()


def _line(mail: Mail) -> list[object]:
    at = mail.sent_at
    hour, half = (at.hour + 11) % 12 + 1, "am" if at.hour < 12 else "pm"
    sent = f"{_MONTHS.split()[at.month - 1]} {at:%d, %Y} {hour:02d}:{at:%M} {half}"
    line: list[object] = [mail.title, mail.subject, "Main list", sent, _DAYS.split()[at.weekday()]]
    line += [mail.recipients, mail.delivered, mail.soft_bounces, mail.hard_bounces]
    line += [mail.soft_bounces + mail.hard_bounces, 0, 0]
    line += [mail.unique_opens, _rate(mail.unique_opens, mail), mail.opens]
    line += [mail.unique_clicks, _rate(mail.unique_clicks, mail), mail.clicks]
    return [*line, mail.unsubscribes, mail.complaints, 0, 0, _unique_id(mail), 0, 0, 0]


def _rate(count: int, mail: Mail) -> str:
    return f"{100 * count / mail.delivered:.2f}%"


def _unique_id(mail: Mail) -> str:
    dice = Dice("mail id", mail.title)
    return "".join(dice.pick("0123456789abcdef") for _ in range(10))
