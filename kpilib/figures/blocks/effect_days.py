"""Step 4: the days of the effect, one by one and added up."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.charts.cumulative import draw_cumulative
from kpilib.figures.charts.effect import chart_days, draw_effect
from kpilib.figures.layout import figure, table
from kpilib.figures.printed import Source
from kpilib.figures.sentences import verdict_line
from kpilib.figures.sheet import OUTCOME, Sheet

Rows = Sequence[Mapping[str, Any]]


def daily_figure(sheet: Sheet, is_short: bool = False) -> Markup:
    """Observed days and those expected without the event; empty where no days are known.

    `is_short`: flat and without the data behind it, for one printed page.
    """
    if sheet.effect["effect"] is None or not chart_days(sheet):
        return Markup("")
    title, subtitle, label = _daily_texts(sheet)
    data = None if is_short else _daily_table(sheet)
    level = sheet.level(sheet.effect.get("level"))
    note = "" if is_short else sheet.say("effect.how_to_read", level=level)
    return figure(sheet, title, draw_effect(sheet, label, is_short), subtitle, data, note)


def _daily_texts(sheet: Sheet) -> tuple[Markup, str, str]:
    """Title, subtitle and what the chart says in words."""
    say, record, language = sheet.language.say, sheet.effect, sheet.language
    days = chart_days(sheet)
    outcome = language.nouns(OUTCOME)
    outcome = outcome[:1].upper() + outcome[1:]
    dates = language.dates(str(days[0]["date"])[:10], str(days[-1]["date"])[:10])
    window = language.noun("day", sheet.window_days)
    is_clear = record["verdict"] in ("more", "fewer") and not sheet.is_provisional
    title = sheet.say("chart.daily_title_cannot_tell")
    if sheet.is_provisional:
        title = Markup(verdict_line(sheet).rstrip("."))
    if is_clear:
        number = sheet.printer.noun(Source("effect", "effect"), OUTCOME, record["effect"], signed=True)
        title = sheet.say("chart.daily_title", days=window, effect=number)
    numbers = {f: language.number(record[f]) for f in ("observed", "counterfactual") if record[f] is not None}
    label = say(
        "chart.daily_alt",
        outcome=outcome,
        dates=dates,
        observed=numbers.get("observed", "—"),
        expected=numbers.get("counterfactual", "—"),
        effect=language.signed(record["effect"]),
        level=sheet.level(record.get("level")),
        range=language.range_of(record["effect_lower"], record["effect_upper"]),
    )
    return title, say("chart.daily_subtitle", outcome=outcome, dates=dates), f"{title.striptags()}. {label}"


def _daily_table(sheet: Sheet) -> Markup:
    """The window's days: observed, and expected without the event."""
    say, printer = sheet.language.say, sheet.printer
    columns = [(say("column.day"), ""), (say("column.observed"), "num"), (say("column.without_event"), "num")]
    columns.append((say("column.interval", level=sheet.level(sheet.effect.get("level"))), "num"))
    rows: list[list[Markup | str]] = []
    for day in chart_days(sheet, 0):
        part = f"daily:{str(day['date'])[:10]}"
        rows.append(
            [
                sheet.language.date(str(day["date"])[:10], "medium"),
                printer.value(Source(part, "observed"), day["observed"], "count"),
                printer.value(Source(part, "counterfactual"), day["counterfactual"], "score"),
                printer.range(part, ("lower", "upper"), day["lower"], day["upper"], "score"),
            ]
        )
    return table(sheet, say("caption.daily", outcome=sheet.language.nouns(OUTCOME)), columns, rows)


def cumulative_figure(sheet: Sheet, rows: Rows) -> Markup:
    """The effect as it adds up; empty where there is only one step."""
    if len(rows) < 2:
        return Markup("")
    say, title = sheet.language.say, _where_it_stays(sheet, rows)
    drawing = draw_cumulative(sheet, rows, f"{title}. {_cumulative_label(sheet, rows[-1])}")
    return figure(
        sheet,
        title,
        drawing,
        say("study.cumulative_subtitle"),
        table_of_sums(sheet, rows, "cumulative"),
        say("cumulative.how_to_read"),
    )


def _where_it_stays(sheet: Sheet, rows: Rows) -> str:
    """From which day on the interval leaves out zero until the end, if it does."""
    sides = [(row["effect_lower"] > 0) - (row["effect_upper"] < 0) for row in rows]
    last = sides[-1]
    if not last:
        return sheet.language.say("cumulative.crosses")
    first = next(i for i in range(len(sides)) if all(side == last for side in sides[i:]))
    day = sheet.language.number(rows[first]["days"])
    return sheet.language.say(f"cumulative.{'above' if last > 0 else 'below'}", day=day)


def _cumulative_label(sheet: Sheet, last: Mapping[str, Any]) -> str:
    language = sheet.language
    return language.say(
        "chart.cumulative_alt",
        days=language.noun("day", last["days"]),
        effect=language.signed(last["effect"]),
        level=sheet.level(sheet.effect.get("level")),
        range=language.range_of(last["effect_lower"], last["effect_upper"]),
    )


def table_of_sums(sheet: Sheet, rows: Rows, name: str) -> Markup:
    """Effects of so many days, each with the interval of its sum."""
    say, printer = sheet.language.say, sheet.printer
    level = sheet.level(sheet.effect.get("level"))
    columns = [(say("column.day"), ""), (say("column.effect"), "num")]
    columns.append((say("column.interval", level=level), "num"))
    cells: list[list[Markup | str]] = []
    for row in rows:
        part, fields = f"{name}:{row['days']}", ("effect_lower", "effect_upper")
        limits = printer.range(part, fields, row["effect_lower"], row["effect_upper"], "count")
        cells.append([days_of(sheet, row), printer.signed(Source(part, "effect"), row["effect"]), limits])
    return table(sheet, say(f"study.{name}"), columns, cells, quiet=True)


def days_of(sheet: Sheet, row: Mapping[str, Any]) -> str:
    """How many days an estimate is of, and whether it is the review's own."""
    days = sheet.language.noun("day", row["days"])
    return sheet.language.say("study.own", days=days) if row.get("is_own") else days
