"""The KPIs in use beside earlier values, and what is not settled about them."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from kpilib.figures.findings import lint_sentences
from kpilib.figures.layout import table
from kpilib.figures.printed import Source, number_element
from kpilib.figures.sheet import Row, Sheet


def comparisons(sheet: Sheet, used: list[Row]) -> Markup | None:
    """Change, limits of the series, month before, what the goal asks each month; None without any."""
    rows = [row for row in used if row["change"] is not None or row["xmr"] or row["previous_period"]]
    if not rows:
        return None
    say = sheet.language.say
    columns = [(say("column.kpi"), ""), (say("column.change"), "num"), (say("column.limits"), "num")]
    columns += [(say("column.reading"), ""), (say("column.previous_month"), "num")]
    if any(row["needed_per_month"] is not None for row in rows):
        columns.append((say("column.needed"), "num"))
    if any(row["comparator"] for row in rows):
        columns.append((say("column.comparator"), "num"))
    cells = [_cells(sheet, row)[: len(columns)] for row in rows]
    return table(sheet, say("comparison.title"), columns, cells, True, True)


def _cells(sheet: Sheet, row: Row) -> list[Markup | str]:
    cells = [sheet.name(row["kpi"]), _change(sheet, row), _limits(sheet, row), _reading(sheet, row)]
    cells.append(_month_before(sheet, row))
    if any(r["needed_per_month"] is not None for r in sheet.rows.values() if r["is_used"]):
        cells.append(_difference(sheet, row, "needed_per_month", row["needed_per_month"]))
    if any(r["comparator"] for r in sheet.rows.values() if r["is_used"]):
        cells.append(_comparator(sheet, row))
    return cells


def _difference(sheet: Sheet, row: Row, field: str, x: float | None) -> Markup:
    """A difference in the KPI's unit: shares in percentage points, all with their sign."""
    source = Source(row["kpi"], field)
    if row["unit"] in ("share", "return"):
        return sheet.printer.points(source, x)
    if row["unit"] in ("people", "count", "points"):
        return sheet.printer.signed(source, x)
    if x is None or x <= 0:
        return sheet.printer.value(source, x, row["unit"])
    text = sheet.language.value(x, row["unit"], sheet.printer.currency)
    return number_element(source, x, row["unit"], f"+{text}")


def _change(sheet: Sheet, row: Row) -> Markup:
    change = _difference(sheet, row, "change", row["change"])
    if row["change_lower"] is None or row["change_upper"] is None:
        return change
    fields, limits = ("change_lower", "change_upper"), (row["change_lower"], row["change_upper"])
    if row["unit"] == "share":
        interval = sheet.printer.points_range(row["kpi"], fields, *limits)
    else:
        interval = sheet.printer.range(row["kpi"], fields, *limits, row["unit"])
    return Markup('{}<span class="small">{}</span>').format(change, interval)


def _limits(sheet: Sheet, row: Row) -> Markup:
    xmr = row["xmr"] or {"lower": None, "upper": None}
    fields = ("xmr.lower", "xmr.upper")
    return sheet.printer.range(row["kpi"], fields, xmr["lower"], xmr["upper"], row["unit"])


def _reading(sheet: Sheet, row: Row) -> str:
    xmr = row["xmr"]
    return reading(sheet, xmr["verdict"], xmr["rule"]) if xmr else reading(sheet, row["change_verdict"])


def reading(sheet: Sheet, verdict: str, rule: str = "") -> str:
    """Signal or routine, and by which rule."""
    word = sheet.language.say(f"change.word.{verdict}")
    return f"{word}: {sheet.language.say(f'xmr.rule.{rule}')}" if rule else word


def _month_before(sheet: Sheet, row: Row) -> Markup:
    period = row["previous_period"]
    if not period:
        return sheet.printer.value(Source(row["kpi"], "previous_period"), None, row["unit"])
    value = sheet.printer.value(Source(row["kpi"], "previous_period.value"), period["value"], row["unit"])
    key = "period.pooled" if period["pooled"] else "period.mean"
    of = sheet.say(key, events=sheet.language.noun("event", period["n_events"]))
    return Markup('{}<span class="small">{}</span>').format(value, of)


def _comparator(sheet: Sheet, row: Row) -> Markup:
    other = row["comparator"]
    if not other:
        return sheet.printer.value(Source(row["kpi"], "comparator"), None, row["unit"])
    value = sheet.printer.value(Source(row["kpi"], "comparator.value"), other["value"], row["unit"])
    return Markup('{}<span class="small">{}</span>').format(value, other["name"])


def breakdowns(sheet: Sheet) -> list[Markup]:
    """One table for each KPI that is split, with shares and their intervals."""
    return [_breakdown(sheet, entry) for entry in sheet.record["breakdowns"]]


def _breakdown(sheet: Sheet, entry: Mapping[str, Any]) -> Markup:
    say = sheet.language.say
    columns = [(say(f"dimension.{entry['dimension']}") if sheet.has(f"dimension.{entry['dimension']}") else
                entry["dimension"].replace("_", " "), ""), (say("column.value"), "num")]  # fmt: skip
    columns += [(say("column.share"), "num"), (say("column.interval", level=sheet.level()), "num")]
    cells: list[list[Markup | str]] = []
    for part in entry["parts"]:
        of = f"{entry['kpi']}:{part['member']}"
        name = say("channels.other") if part["member"] == "other" else part["member"]
        value = sheet.printer.value(Source(of, "value"), part["value"], "count")
        share = sheet.printer.value(Source(of, "share"), part["share"], "share")
        interval = sheet.printer.range(of, ("lower", "upper"), part["lower"], part["upper"], "share")
        cells.append([name, value, share, interval])
    return table(sheet, sheet.name(entry["kpi"]), columns, cells)


def lint_lines(sheet: Sheet) -> list[Markup]:
    """What is not settled about the KPIs in use, one line for each kind of finding."""
    return [escape(line) for line in lint_sentences(sheet.record["lint"], sheet.language, sheet.name)]
