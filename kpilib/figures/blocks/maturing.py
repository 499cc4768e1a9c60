"""What is not final yet: the forecast under a value, and windows of several lengths side by side."""

from markupsafe import Markup, escape

from kpilib.figures.layout import table
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Row, Sheet

NEEDED_CURVES = 3
SIDE_BY_SIDE = ("leads", "qualified_leads", "revenue")


def forecast_line(sheet: Sheet, row: Row) -> Markup | None:
    """The final value to expect, with its range; that there are too few events; nothing where neither."""
    n_events = row.get("forecast_events")
    if n_events is None:
        return None
    past = sheet.printer.noun(Source(row["kpi"], "forecast_events"), "past_event", n_events)
    if row["forecast"] is None:
        return sheet.say("scorecard.forecast_few", past_events=past, minimum=str(NEEDED_CURVES))
    limits = (row["forecast_lower"], row["forecast_upper"])
    fields = ("forecast_lower", "forecast_upper")
    return sheet.say(
        "scorecard.forecast",
        value=sheet.value(row, "forecast"),
        level=sheet.level(row["forecast_level"]),
        range=sheet.printer.range(row["kpi"], fields, *limits, row["unit"]),
        past_events=past,
    )


def windows(sheet: Sheet) -> Markup | None:
    """Leads, qualified leads and revenue of the windows side by side; None without any."""
    entries = sheet.record.get("windows") or []
    known = [kpi for kpi in SIDE_BY_SIDE if any(entry[kpi] is not None for entry in entries)]
    if not known:
        return None
    say = sheet.language.say
    columns = [(say("column.window"), ""), *((sheet.name(kpi), "num") for kpi in known)]
    rows = [[_length(sheet, entry), *(_count(sheet, entry, kpi) for kpi in known)] for entry in entries]
    return table(sheet, say("windows.title"), columns, rows, stack=True, quiet=True)


def _length(sheet: Sheet, entry: Row) -> Markup:
    days = sheet.language.noun("day", entry["days"])
    state = "windows.closed" if entry["is_closed"] else "windows.open"
    told = sheet.say(state, date=sheet.language.date(entry["ends_on"], "medium"))
    return Markup('{}<span class="small">{}</span>').format(escape(days), told)


def _count(sheet: Sheet, entry: Row, kpi: str) -> Markup:
    unit = "money" if kpi == "revenue" else "people"
    return sheet.printer.value(Source(kpi, f"window_{entry['days']}"), entry[kpi], unit)
