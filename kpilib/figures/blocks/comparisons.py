"""The KPIs in use beside earlier values, and what is not settled about them."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from kpilib.figures.findings import lint_sentences
from kpilib.figures.layout import table
from kpilib.figures.printed import Source, number_element
from kpilib.figures.sheet import Row, Sheet

# Parts that stand, folded, in the section on the website.
SOURCES, FREE_TRAFFIC = ("visitors_by_source",), ("keyword_rank", "referrer_rank")
Maker = Callable[[Sheet, Row], Markup | str]


def comparisons(sheet: Sheet, used: list[Row]) -> Markup | None:
    """Change, limits of the series, month before, what the goal asks each month; None without any."""
    fields = ("xmr", "previous_period", "comparator")
    rows = [
        row
        for row in used
        if any(row[field] for field in fields)
        or row["change"] is not None
        or row["needed_per_month"] is not None
    ]
    if not rows:
        return None
    makers = _makers(rows)
    columns = [(sheet.language.say(f"column.{key}"), kind) for key, kind, _ in makers]
    cells = [[make(sheet, row) for _, _, make in makers] for row in rows]
    return table(sheet, sheet.language.say("comparison.title"), columns, cells, True, True)


def _makers(rows: list[Row]) -> list[tuple[str, str, Maker]]:
    """The columns that some row has something for: head, class, and what makes a cell."""
    makers: list[tuple[str, str, Maker]] = [
        ("kpi", "", lambda sheet, row: sheet.name(row["kpi"])),
        ("change", "num", _change),
        ("limits", "num", _limits),
        ("reading", "", _reading),
        ("previous_month", "num", _month_before),
    ]
    if any(row["needed_per_month"] is not None for row in rows):
        makers.append(("needed", "num", _needed))
    if any(row["comparator"] for row in rows):
        makers.append(("comparator", "num", _comparator))
    return makers


def _needed(sheet: Sheet, row: Row) -> Markup:
    """What each month must bring; that the goal is reached, in words."""
    if row["needed_per_month"] == 0:
        return sheet.say("comparison.reached")
    return _difference(sheet, row, "needed_per_month", row["needed_per_month"])


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
    xmr, verdict = row["xmr"], row["change_verdict"]
    if xmr and xmr["verdict"] == "routine" and verdict == "signal":
        return reading(sheet, verdict, "long_step")
    return reading(sheet, xmr["verdict"], xmr["rule"]) if xmr else reading(sheet, verdict)


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
    n_events = sheet.printer.noun(Source(row["kpi"], "previous_period.n_events"), "event", period["n_events"])
    of = sheet.say(key, events=n_events)
    return Markup('{}<span class="small">{}</span>').format(value, of)


def _comparator(sheet: Sheet, row: Row) -> Markup:
    other = row["comparator"]
    if not other:
        return sheet.printer.value(Source(row["kpi"], "comparator"), None, row["unit"])
    value = sheet.printer.value(Source(row["kpi"], "comparator.value"), other["value"], row["unit"])
    return Markup('{}<span class="small">{}</span>').format(value, other["name"])


def breakdowns(sheet: Sheet) -> list[Markup]:
    """One table for each KPI that is split and not told elsewhere, with shares and their intervals."""
    told = _told_elsewhere(sheet)
    return [
        breakdown(sheet, entry)
        for entry in sheet.record["breakdowns"]
        if entry["kpi"] not in told and (entry["kpi"], entry["dimension"]) not in told
    ]


def _told_elsewhere(sheet: Sheet) -> set[str | tuple[str, str]]:
    """What the sections on networks and the website tell; typed parts that these do not have stay here."""
    networks, web = sheet.record["outreach"]["networks"], sheet.record["outreach"]["web"]
    told: set[str | tuple[str, str]] = {*SOURCES, *FREE_TRAFFIC}
    told |= {("followers", "network")} if networks["rows"] else set()
    told |= {"sessions_by_channel"} if web["channels"] else set()
    return told | ({"page_views"} if web["pages"] else set())


def breakdown(sheet: Sheet, entry: Mapping[str, Any]) -> Markup:
    """One KPI's parts as a table."""
    say = sheet.language.say
    columns = [(say(f"dimension.{entry['dimension']}") if sheet.has(f"dimension.{entry['dimension']}") else
                entry["dimension"].replace("_", " "), ""), (say("column.value"), "num")]  # fmt: skip
    has_shares = any(part["share"] is not None for part in entry["parts"])
    if has_shares:
        columns += [(say("column.share"), "num"), (say("column.interval", level=sheet.level()), "num")]
    cells: list[list[Markup | str]] = []
    for part in entry["parts"]:
        of = f"{entry['kpi']}:{part['member']}"
        name = _member(sheet, entry["dimension"], part["member"])
        value = sheet.printer.value(Source(of, "value"), part["value"], "count")
        share = sheet.printer.value(Source(of, "share"), part["share"], "share")
        interval = sheet.printer.range(of, ("lower", "upper"), part["lower"], part["upper"], "share")
        cells.append([name, value, *((share, interval) if has_shares else ())])
    return table(sheet, sheet.name(entry["kpi"]), columns, cells)


def _member(sheet: Sheet, dimension: str, member: str) -> str:
    """A part's name: the exports' own word, a stage's in the page's language."""
    key = "parts.other" if member == "other" else f"stage.{member}"
    is_word = member == "other" or dimension == "stage"
    return sheet.language.say(key) if is_word and sheet.has(key) else member


def lint_lines(sheet: Sheet) -> list[Markup]:
    """What is not settled about the KPIs in use, one line for each kind of finding."""
    return [escape(line) for line in lint_sentences(sheet.record["lint"], sheet.language, sheet.name)]
