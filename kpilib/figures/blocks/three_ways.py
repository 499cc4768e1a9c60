"""Three ways side by side on one axis, and whether they agree; never added up."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from kpilib.figures.dots import DotRow, draw_dots
from kpilib.figures.layout import figure, table
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet

WHY = (
    *("selection", "credit_for_leads_that_come_anyway", "leads_without_touch", "overlap", "campaign"),
    *("unexplained", "few_comparable", "too_little_data"),
)


def three_ways(sheet: Sheet) -> list[Markup]:
    """The verdict of the three ways, their ranges as a drawing, and as a table behind it what each says."""
    finding = _verdict(sheet)
    ways = sheet.record["triangulation"].get("ways") or []
    drawn = [_row(sheet, way) for way in ways if way["lower"] is not None and way["upper"] is not None]
    if len(drawn) < 2:
        return [Markup("<p>{}</p>").format(finding), *([_table(sheet, ways)] if ways else [])]
    label = f"{finding.striptags()} {_label(sheet, drawn)}"
    drawing = draw_dots(sheet, drawn, label, left=250)
    subtitle, note = (sheet.language.say(f"ways.{key}") for key in ("subtitle", "how_to_read"))
    return [figure(sheet, finding, drawing, subtitle, _table(sheet, ways), note)]


def _verdict(sheet: Sheet) -> Markup:
    record = sheet.record["triangulation"]
    reasons = "; ".join(sheet.language.say(f"triangulation.{code}") for code in record["why"] if code in WHY)
    if record["verdict"] == "differ":
        return sheet.say("triangulation.disagree", why=reasons + ".")
    if record["verdict"] == "agree":
        return sheet.say("triangulation.agree")
    silent = [code for code in record["why"] if code.endswith("_silent")]
    return sheet.say("triangulation.one_only" if len(silent) < 3 else "triangulation.none_tells", why=reasons)


def _row(sheet: Sheet, way: Mapping[str, Any]) -> DotRow:
    """A credit has no middle: its rules do not estimate one number."""
    name = sheet.language.say(f"ways.{way['name']}")
    return name, way["leads"], way["lower"], way["upper"], way["name"] == "daily"


def _label(sheet: Sheet, rows: list[DotRow]) -> str:
    texts = [f"{name}: {sheet.language.range_of(low, high)}" for name, _, low, high, _ in rows]
    return "; ".join(texts) + "."


def _table(sheet: Sheet, ways: list[Mapping[str, Any]]) -> Markup:
    say = sheet.language.say
    columns = [(say("ways.way"), ""), (say("ways.estimate"), "num"), (say("ways.range"), "num")]
    columns.append((say("ways.says"), ""))
    rows = [
        [
            say(f"ways.{way['name']}"),
            sheet.printer.value(Source(f"way:{way['name']}", "leads"), way["leads"], "count"),
            sheet.printer.range(
                f"way:{way['name']}", ("lower", "upper"), way["lower"], way["upper"], "count"
            ),
            say(f"ways.word.{way['says'].replace(' ', '_')}"),
        ]
        for way in ways
    ]
    return table(sheet, say("ways.title"), columns, rows, stack=True)
