"""GA4's reports snapshot, and pages and screens, over one range of days."""

from datetime import date, timedelta

from kpilib.demo.delimited import csv_line
from kpilib.demo.dice import Dice

_COUNTRIES = {
    "Spain": 46.0,
    "Finland": 17.0,
    "United Kingdom": 13.0,
    "Mexico": 9.0,
    "Ireland": 6.0,
    "Colombia": 5.0,
    "Chile": 2.0,
    "Iceland": 0.15,
    "(not set)": 1.0,
}
_PAGES = {
    "/": 30.0,
    "/plantillas/tablero": 21.0,
    "/webinars": 18.0,
    "/blog/que-es-un-kpi": 14.0,
    "/en/blog/strategy-maps": 9.0,
    "/fi/mittarit": 6.0,
    "/precios": 5.0,
}
_PAGE_COLUMNS = (
    "Page path and screen class,Views,Active users,Views per active user,"
    "Average engagement time per active user,Event count,Key events,Total revenue"
)
_RULE = "# ----------------------------------------"


def visitors_by_day(first: date, last: date) -> list[int]:
    """Active users of each day, both ends included."""
    dice = Dice("snapshot", first.isoformat())
    days = range((last - first).days + 1)
    weights = (1.1, 1.15, 1.1, 1.05, 0.95, 0.7, 0.65)
    return [
        round(165 * weights[(first + timedelta(days=n)).weekday()] * dice.between(0.9, 1.15)) for n in days
    ]


def visitors(first: date, last: date) -> int:
    """Different people over the range: fewer than the days' sum, as some come again."""
    return round(sum(visitors_by_day(first, last)) * 0.78)


def snapshot_export(first: date, last: date) -> bytes:
    """Users by day and by country, each table under its own lines of comment."""
    days = visitors_by_day(first, last)
    text = _head("Reports snapshot", first, last) + csv_line(["Nth day", "Active users"])
    text += "".join(csv_line([f"{number:04d}", count]) for number, count in enumerate(days))
    text += "\n" + _range(first, last) + csv_line(["Country", "Active users"])
    people = _parts(visitors(first, last), _COUNTRIES)
    return (text + "".join(csv_line([name, n]) for name, n in people.items())).encode()


def pages_export(first: date, last: date) -> bytes:
    """Views and users by page; the total row has no page."""
    dice = Dice("pages", first.isoformat())
    people = visitors(first, last)
    views = _parts(round(people * 2.3), _PAGES)
    rows = [_page_line(name, n, round(n / dice.between(1.2, 1.7)), dice) for name, n in views.items()]
    total = _page_line("", sum(views.values()), people, dice)
    total[6] = sum(int(str(row[6])) for row in rows)
    text = _head("Pages and screens: Page path and screen class", first, last)
    text += csv_line(_PAGE_COLUMNS.split(","))
    return (text + "".join(csv_line(row) for row in [total, *rows])).encode()


def _page_line(name: str, views: int, people: int, dice: Dice) -> list[object]:
    seconds, key_events = round(dice.between(25, 95), 2), round(views * dice.between(0.006, 0.013))
    return [name, views, people, round(views / people, 4), seconds, views * 3, key_events, 0]


def _parts(whole: int, weights: dict[str, float]) -> dict[str, int]:
    total = sum(weights.values())
    return {name: max(1, round(whole * weight / total)) for name, weight in weights.items()}


def _head(title: str, first: date, last: date) -> str:
    about = [_RULE, f"# {title}", "# Account: Torrevalo Analytics", "# Property: Torrevalo Analytics - GA4"]
    return "".join(line + "\n" for line in [*about, _RULE]) + _range(first, last)


def _range(first: date, last: date) -> str:
    return f"# \n# All Users\n# Start date: {first:%Y%m%d}\n# End date: {last:%Y%m%d}\n"
