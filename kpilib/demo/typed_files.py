"""What the demo's people typed into the templates `kpi_values` and `segments`."""

from collections.abc import Iterator
from datetime import date, timedelta

from kpilib.demo.calendar import AS_OF, LIVE_REPORTS_FROM, MAILS_FROM, PLANS, Plan
from kpilib.demo.delimited import csv_line
from kpilib.demo.dice import Dice

_KEYWORDS = {"plantilla kpi": 9, "mapa estratégico": 12, "webinar roi": 17, "mittaritaulu": 8}
_NETWORKS = {"LinkedIn": 0.61, "X": 0.27, "YouTube": 0.12}
# Events whose table of mentions is wrong.
_WRONG_MENTIONS = ("una-sola-pregunta", "strategy-maps-live")
_ROLES = ("Management", "Marketing", "Sales", "Finance", "IT")
# People on the mailing list by their work; the webinars on strategy drew more managers.
_PROFILES = {
    date(2025, 8, 31): (610, 1480, 640, 390, 520),
    date(2025, 9, 21): (655, 1525, 660, 398, 527),
    date(2026, 4, 30): (905, 1610, 720, 430, 560),
    date(2026, 5, 28): (1015, 1640, 735, 437, 566),
}
Row = list[object]


def kpi_values_file() -> bytes:
    """Followers and search ranks three times a month; mentions and meetings by event."""
    rows = sorted([*_by_day(), *_by_event(), *_hand_counted()], key=lambda row: (str(row[1]), str(row[0])))
    return _text(["kpi", "date", "value", "n", "note", "event_id"], rows)


def _by_day() -> Iterator[Row]:
    day = MAILS_FROM
    while day <= AS_OF:
        if day.day in (1, 11, 21):
            yield ["followers", day.isoformat(), _followers(day), "", "all networks", ""]
            yield ["keyword_rank", day.isoformat(), min(_ranks(day).values()), "", "best of four", ""]
        day += timedelta(days=1)


def _followers(day: date) -> int:
    return 1720 + round((day - MAILS_FROM).days * 2.3)


def _ranks(day: date) -> dict[str, int]:
    """Places among the search results: each keyword gains one about every four months."""
    gained = (day - MAILS_FROM).days // 110
    return {word: rank - gained for word, rank in _KEYWORDS.items()}


def _by_event() -> Iterator[Row]:
    for plan in PLANS:
        day = plan.day + timedelta(days=7)
        if plan.day >= LIVE_REPORTS_FROM and plan.is_held and day <= AS_OF:
            for kpi, value, n, note in _mentions(plan):
                yield [kpi, day.isoformat(), value, n, note, plan.event_id]
            if plan.language == "en":
                meetings = Dice("meetings", plan.event_id).whole(3, 8)
                yield ["meetings_held", day.isoformat(), meetings, "", "calendar of sales", plan.event_id]


def _mentions(plan: Plan) -> list[tuple[str, object, object, str]]:
    """Mentions that somebody read and judged; three events show what goes wrong in such tables."""
    dice = Dice("mentions", plan.event_id)
    judged = dice.whole(18, 46)
    positive, negative = round(judged * dice.between(0.5, 0.75)), dice.whole(2, 7)
    if plan.slug == _WRONG_MENTIONS[0]:
        # The positive ones of all networks, the judged ones of one network.
        positive = judged + 11
    if plan.slug == _WRONG_MENTIONS[1]:
        # A rate rounded by hand: 0.35 of 11 people are no whole number.
        return [("negative_mention_reply_rate", 0.35, 11, "from the monthly slide")]
    if plan.slug == "tavoitteet-paperille":
        negative = 0
    counts = {"judged": judged, "positive": positive, "negative": negative, "answered": negative * 2 // 3}
    return [(f"mentions_{name}", count, "", "") for name, count in counts.items()]


def _hand_counted() -> Iterator[Row]:
    """The event without a survey: sheets of paper, counted twice and added wrongly."""
    plan = next(p for p in PLANS if "no_survey" in p.notes)
    for name, count in (("answers", 12), ("promoters", 9), ("detractors", 5)):
        yield [f"nps_{name}", plan.day.isoformat(), count, "", "on paper", plan.event_id]


def segments_file() -> bytes:
    """Ranks by keyword, followers and mentions by network, and the mailing list by work, before and after."""
    rows: list[Row] = []
    for day in (date(2026, 4, 21), date(2026, 5, 21), date(2026, 6, 9)):
        rows += [["keyword_rank", "keyword", word, day.isoformat(), n, ""] for word, n in _ranks(day).items()]
    rows += [*_followers_by_network(), *_mentions_by_network()]
    for day, counts in _PROFILES.items():
        rows += [
            ["profile_shift", "segment", role, day.isoformat(), count, ""]
            for role, count in zip(_ROLES, counts, strict=True)
        ]
    return _text(["kpi", "dimension", "member", "date", "value", "event_id"], rows)


def _followers_by_network() -> Iterator[Row]:
    """As often as their sum, since the company looks at networks one by one; and on the last day but one."""
    day = LIVE_REPORTS_FROM - timedelta(days=21)
    while day <= AS_OF:
        if day.day in (1, 11, 21) or day == AS_OF - timedelta(days=1):
            for network, share in _NETWORKS.items():
                yield ["followers", "network", network, day.isoformat(), round(_followers(day) * share), ""]
        day += timedelta(days=1)


def _mentions_by_network() -> Iterator[Row]:
    """The mentions of each event by network; at some events only one network was looked after."""
    for plan in PLANS:
        day = plan.day + timedelta(days=7)
        if plan.day < LIVE_REPORTS_FROM or not plan.is_held or day > AS_OF or plan.slug in _WRONG_MENTIONS:
            continue
        counts = {kpi.removeprefix("mentions_"): int(str(n)) for kpi, n, _, _ in _mentions(plan)}
        for network, part in _split_mentions(plan, counts).items():
            for name, count in part.items():
                yield [f"mentions_{name}", "network", network, day.isoformat(), count, plan.event_id]


def _split_mentions(plan: Plan, whole: dict[str, int]) -> dict[str, dict[str, int]]:
    """LinkedIn's part, and the rest on X; the sums are those of the event."""
    dice = Dice("mentions by network", plan.event_id)
    if dice.chance(0.5):  # only LinkedIn was looked after
        negative = answered = whole["answered"]
    else:
        negative, answered = (round(whole[name] * 0.6) for name in ("negative", "answered"))
    positive = round(whole["positive"] * dice.between(0.5, 0.7))
    rest = whole["judged"] - whole["positive"] - whole["negative"]
    first = {"judged": positive + negative + rest // 2, "positive": positive, "negative": negative}
    first["answered"] = min(answered, negative)
    return {"LinkedIn": first, "X": {name: whole[name] - count for name, count in first.items()}}


def _text(header: Row, rows: list[Row]) -> bytes:
    return "".join(csv_line(line) for line in [header, *rows]).encode()
