"""What stays of the last year's events: views by day, downloads by month, and how people met it."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from kpilib.demo.calendar import AS_OF, LIVE_REPORTS_FROM, PLANS, Plan
from kpilib.demo.delimited import BOM, csv_line
from kpilib.demo.dice import Dice
from kpilib.demo.flows import flow_touches
from kpilib.demo.post_files import short
from kpilib.demo.records import Contact, Post

_CHART = "Date,Content,Video title,Video publish time,Duration,Views"
_TOUCHES = ["email", "touched_at", "kind", "channel", "campaign", "event_id"]
Row = list[object]


def views_export(videos: Sequence[Post]) -> bytes:
    """Chart data of the channel, by day and video: the views of the table, day by day."""
    lines: list[Row] = [[*_CHART.split(",")]]
    for video in videos:
        about: Row = [video.post_id, video.text, short(video.published_on), int(video.counts["seconds"])]
        for day, views in _by_day(video):
            lines.append([day.isoformat(), *about, views])
    return BOM + "".join(csv_line(line) for line in lines).encode()


def _by_day(video: Post) -> Iterator[tuple[date, int]]:
    """Most views come in the first weeks; a part stays, larger for some."""
    dice = Dice("views", video.post_id)
    half_life, stays = dice.between(6, 25), dice.pick((0.02, 0.04, 0.09))
    days = range((AS_OF - video.published_on).days + 1)
    weights = [((1 - stays) * 0.5 ** (n / half_life) + stays) * dice.between(0.5, 1.6) for n in days]
    whole, passed, told = sum(weights), 0.0, 0
    for n, weight in zip(days, weights, strict=True):
        passed += weight
        until = round(video.counts["views"] * passed / whole)
        yield video.published_on + timedelta(days=n), until - told
        told = until


def downloads_file() -> bytes:
    """Downloads of each event's material, counted at the end of each month."""
    header: Row = ["content", "kind", "starts_on", "ends_on", "value", "event_id"]
    lines = [header, *(row for plan in _kept_plans() for row in _downloads(plan))]
    return "".join(csv_line(line) for line in lines).encode()


def _kept_plans() -> list[Plan]:
    return [plan for plan in PLANS if plan.day >= LIVE_REPORTS_FROM and plan.is_held]


def _downloads(plan: Plan) -> Iterator[Row]:
    dice = Dice("downloads", plan.event_id)
    first, level = plan.day, plan.registrations * plan.attendance * dice.between(0.3, 0.6)
    fading = dice.between(0.35, 0.7)
    while True:
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        if last > AS_OF:
            return
        days = (last - first).days + 1
        count = dice.poisson(level * days / 30)
        yield [plan.title, "downloads", first.isoformat(), last.isoformat(), count, plan.event_id]
        first, level = last + timedelta(days=1), level * fading + 0.6


def touches_file(contacts: Sequence[Contact]) -> bytes:
    """Mail clicks, lead forms and recordings watched, as the company collects them since last year."""
    rows = [row for contact in contacts for row in (*_touches(contact), *flow_touches(contact))]
    lines: list[Row] = [[*_TOUCHES], *sorted(rows, key=lambda row: (str(row[1]), str(row[0])))]
    return "".join(csv_line(line) for line in lines).encode()


def _touches(contact: Contact) -> Iterator[Row]:
    email, at = contact.person.email, contact.created_at
    if not email or contact.person.is_internal or at.date() < LIVE_REPORTS_FROM:
        return
    dice = Dice("touches", str(contact.record_id))
    if contact.cause and dice.chance(0.4):
        clicked = _earlier(dice, at, 1, 12)
        yield [email, clicked, "mail click", "Newsletter", f"{contact.cause} invitation", ""]
    if not contact.cause and dice.chance(0.12):
        yield [email, _earlier(dice, at, 0, 2), "lead form", "LinkedIn Ads", "Evergreen lead form", ""]
    watched = _watched(dice, at) if not contact.cause and dice.chance(0.08) else None
    if watched:
        yield [email, _earlier(dice, at, 0, 1), "recording watched", "YouTube", "", watched.event_id]


def _watched(dice: Dice, at: datetime) -> Plan | None:
    """One of the events of the half year before, the newer the likelier."""
    ages = {plan: (at.date() - plan.day).days for plan in _kept_plans()}
    weights = {plan: 1 / age for plan, age in ages.items() if 15 < age < 180}
    return dice.weighted(weights) if weights else None


def _earlier(dice: Dice, at: datetime, fewest: int, most: int) -> str:
    """Some days before, or some minutes before on the same day."""
    moment = at - timedelta(days=dice.whole(fewest, most), minutes=dice.whole(4, 20))
    return moment.isoformat(sep=" ", timespec="minutes")
