"""Advertising day by day, and web sessions month by month."""

from dataclasses import replace
from datetime import date, timedelta

from kpilib.demo.calendar import AS_OF, COVERED_FROM, PLANS, Plan
from kpilib.demo.dice import Dice
from kpilib.demo.records import AdDay, Visits

CHANNELS = {
    "Organic Search": 1150,
    "Direct": 820,
    "Email": 640,
    "Organic Social": 310,
    "Paid Search": 260,
    "Referral": 140,
    "Unassigned": 12,
}


def ad_days() -> tuple[AdDay, ...]:
    """Every campaign's days, by campaign and day."""
    rows = list(_campaign(Dice("ads", "brand"), "Brand", None, COVERED_FROM, AS_OF, 550))
    for plan in PLANS:
        if "no_ads" not in plan.notes and not plan.is_cancelled:
            rows += _event_campaign(plan)
    for plan in PLANS:
        rows += _social_campaigns(plan)
    return tuple(rows)


def _social_campaigns(plan: Plan) -> list[AdDay]:
    """What is shown on social networks for events that the calendar marks."""
    named = {"meta_ads": ["Meta leads"], "linkedin_ads": ["Sponsored"]}
    if "viral" in plan.notes:
        named["meta_ads"].append("Meta reach")
    rows: list[AdDay] = []
    for source in (name for name in named if name in plan.notes):
        for name in named[source]:
            dice = Dice("ads", plan.event_id, name)
            first, cents = plan.day - timedelta(days=dice.whole(9, 12)), dice.whole(1100, 2100)
            days = _campaign(dice, f"{plan.event_id} - {name}", plan.event_id, first, plan.day, cents)
            rows += [replace(day, source=source) for day in days]
    return rows


def _event_campaign(plan: Plan) -> list[AdDay]:
    dice = Dice("ads", plan.event_id)
    cents_a_day = 900 + 14 * plan.registrations + dice.whole(0, 900)
    first, last = plan.day - timedelta(days=dice.whole(14, 18)), plan.day - timedelta(days=1)
    return _campaign(dice, f"{plan.event_id} - Search", plan.event_id, first, min(last, AS_OF), cents_a_day)


def _campaign(
    dice: Dice, name: str, event_id: str | None, first: date, last: date, cents_a_day: int
) -> list[AdDay]:
    rows = []
    for number in range((last - first).days + 1):
        cost = round(cents_a_day * dice.between(0.6, 1.4))
        clicks = max(1, round(cost / dice.between(55, 120)))
        conversions = sum(dice.chance(0.06) for _ in range(clicks))
        day = first + timedelta(days=number)
        rows.append(AdDay(name, event_id, day, cost, clicks * dice.whole(12, 26), clicks, conversions))
    return rows


def months() -> list[tuple[date, date]]:
    """First and last day of each month covered; the last month ends on the last day known."""
    found, first = [], COVERED_FROM
    while first <= AS_OF:
        following = (first + timedelta(days=31)).replace(day=1)
        found.append((first, min(following - timedelta(days=1), AS_OF)))
        first = following
    return found


def monthly_visits() -> tuple[Visits, ...]:
    """Web sessions by month and channel."""
    dice = Dice("visits")
    return tuple(_visits(dice, *month, channel) for month in months() for channel in CHANNELS)


def _visits(dice: Dice, first: date, last: date, channel: str) -> Visits:
    grown = 1 + 0.22 * (first - COVERED_FROM).days / 365.25
    part = ((last - first).days + 1) / 30.4
    sessions = max(1, round(CHANNELS[channel] * grown * part * dice.between(0.9, 1.12)))
    engaged = round(sessions * dice.between(0.5, 0.72))
    return Visits(first, last, channel, sessions, engaged, round(sessions * dice.between(0.010, 0.022)))
