"""Step 2: the website by channel and page."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.comparisons import FREE_TRAFFIC, SOURCES, breakdown
from kpilib.figures.blocks.outreach import days_of_range, usual_basis
from kpilib.figures.layout import Cell, Column, folded, how_to_add, section, table
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet

Row = Mapping[str, Any]


def web(sheet: Sheet) -> Markup:
    """Where visitors of the website came from, what they did, which pages they looked at and for how long."""
    found: Row = sheet.record["outreach"]["web"]
    title = sheet.language.say("section.web")
    more = [*_pages(sheet, found), *_folded_parts(sheet, "web.sources", SOURCES)]
    more += _folded_parts(sheet, "web.free_traffic", FREE_TRAFFIC)
    if not found["channels"]:
        return section(sheet, "web", title, parts=more, missing=_web_missing(sheet))
    basis = sheet.say(f"web.basis_{found['basis']}", **days_of_range(sheet, found))
    is_merged = any(row["channel"] == "other" for row in found["channels"])
    usual = usual_basis(sheet, found["channels"], sheet.record["outreach"]["networks"]["rows"])
    return section(
        sheet,
        "web",
        title,
        finding=_web_finding(sheet, found),
        parts=[_channel_table(sheet, found["channels"]), *more],
        notes=[basis, *usual, *([sheet.say("channels.merged")] if is_merged else [])],
    )


def _web_missing(sheet: Sheet) -> list[Markup]:
    is_there = "web" not in sheet.record["quality"]["missing"]
    return [sheet.say("web.no_channels")] if is_there else how_to_add(sheet, ["web"])


def _web_finding(sheet: Sheet, found: Row) -> Markup:
    finding, rows = found["finding"], {row["channel"]: row for row in found["channels"]}
    code = finding["code"]
    if code == "none_named":
        return sheet.say("web.none_named", visits=_visits(sheet, finding))
    row = rows[finding["channel"]]
    if code in ("leads_further", "leads_less_far"):
        rate = sheet.printer.value(Source(f"web:{row['channel']}", "rate"), row["rate"], "share")
        others = sheet.printer.value(Source("web", "others_rate"), finding["others_rate"], "share")
        return sheet.say(f"web.{code}", channel=row["channel"], rate=rate, others=others)
    k = sheet.printer.value(Source(f"web:{row['channel']}", "visits"), row["visits"], "count")
    if code == "one_channel":
        return sheet.say("web.one_channel", channel=row["channel"], visits=k)
    said = sheet.say("web.most_visits", channel=row["channel"], k=k, n=_visits(sheet, finding))
    return said + " " + sheet.say("web.alike") if code == "rates_alike" else said


def _visits(sheet: Sheet, finding: Row) -> Markup:
    return sheet.printer.value(Source("web", "visits"), finding["n"], "count")


def _channel_table(sheet: Sheet, rows: Sequence[Row]) -> Markup:
    say = sheet.language.say
    columns = [(say("column.channel"), ""), (say("web.visits"), "num"), (say("web.conversions"), "num")]
    columns += [(say("web.rate"), "num"), (say("column.interval", level=sheet.level()), "num")]
    has_usual = any(row["usual_lower"] is not None for row in rows)
    columns += [(say("column.usual"), "num")] if has_usual else []
    cells: list[list[Cell]] = [
        [
            say(f"channels.{row['channel']}") if row["channel"] in ("other", "unknown") else row["channel"],
            _number(sheet, row, "visits"),
            _number(sheet, row, "conversions"),
            sheet.printer.value(Source(_of(row), "rate"), row["rate"], "share"),
            sheet.printer.range(_of(row), ("lower", "upper"), row["lower"], row["upper"], "share"),
            *([_usual(sheet, row)] if has_usual else []),
        ]
        for row in rows
    ]
    return table(sheet, say("section.web"), columns, cells, stack=True, quiet=True)


def _number(sheet: Sheet, row: Row, field: str) -> Markup:
    return sheet.printer.value(Source(f"web:{row['channel']}", field), row[field], "count")


def _of(row: Row) -> str:
    return f"web:{row['channel']}"


def _usual(sheet: Sheet, row: Row) -> Markup:
    fields = ("usual_lower", "usual_upper")
    return sheet.printer.range(_of(row), fields, row[fields[0]], row[fields[1]], "share")


def _pages(sheet: Sheet, found: Row) -> list[Markup]:
    """Pages with their views and the time of one view, folded."""
    if not found["pages"]:
        return []
    say = sheet.language.say
    columns: list[Column] = [(say("dimension.page_path"), ""), (sheet.name("page_views"), "num")]
    columns.append((say("web.minutes_per_view"), "num"))
    cells = [_page(sheet, row) for row in found["pages"]]
    pages = table(sheet, say("web.pages_title"), columns, cells, quiet=True)
    return [folded(sheet.say("web.pages", **days_of_range(sheet, found["pages_range"])), pages)]


def _page(sheet: Sheet, row: Row) -> list[Cell]:
    of = f"page:{row['page']}"
    views = sheet.printer.value(Source(of, "views"), row["views"], "count")
    minutes = sheet.printer.value(Source(of, "minutes_per_view"), row["minutes_per_view"], "ratio", 1)
    return [sheet.language.say("parts.other") if row["page"] == "other" else row["page"], views, minutes]


def _folded_parts(sheet: Sheet, key: str, kpis: Sequence[str]) -> list[Markup]:
    """Parts of some KPIs as tables that a reader opens: sources, places in search, sites that link here."""
    entries = [entry for entry in sheet.record["breakdowns"] if entry["kpi"] in kpis]
    tables = Markup("").join(breakdown(sheet, entry) for entry in entries)
    return [folded(sheet.say(key), tables)] if entries else []
