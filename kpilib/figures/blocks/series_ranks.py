"""The places that each event could have: what a league table would hide."""

from markupsafe import Markup

from kpilib.figures.layout import Cell, table
from kpilib.figures.printed import Source
from kpilib.figures.series import Record, Series


def ranks(series: Series) -> list[Markup]:
    """A sentence for each measure and the places of each event, folded; nothing below two events."""
    found, say = series.found["ranks"], series.language.say
    if not found:
        return []
    lines = Markup("").join(Markup("<li>{}</li>").format(_first(series, one)) for one in found)
    level = series.sheet.level()
    basis = Markup('<p class="note">{}</p>').format(say("portfolio.ranks_basis", level=level))
    parts = (say("portfolio.ranks"), lines, _table(series, found), basis)
    return [Markup("<details><summary>{}</summary><ul>{}</ul>{}{}</details>").format(*parts)]


def _name(series: Series, measure: str) -> str:
    return series.language.say("column.effect") if measure == "effect" else series.sheet.name(measure)


def _first(series: Series, one: Record) -> Markup:
    """How many of the events could be the first."""
    part, printer = f"ranks:{one['measure']}", series.sheet.printer
    return series.language.say_html(
        "portfolio.ranks_first",
        measure=_name(series, one["measure"]),
        k=printer.value(Source(part, "n_first"), one["n_first"], "count"),
        events=printer.noun(Source(part, "n_events"), "event", one["n_events"]),
    )


def _table(series: Series, found: list[Record]) -> Markup:
    """Events by date, never by place."""
    say = series.language.say
    columns = [(say("column.event"), ""), *((_name(series, one["measure"]), "num") for one in found)]
    places = [{row["event_id"]: row for row in one["rows"]} for one in found]
    ids = [s.record["event_id"] for s in series.sheets if any(s.record["event_id"] in p for p in places)]
    rows = [
        [
            series.title(series.by_id[event_id]),
            *(_place(series, one, of.get(event_id)) for one, of in zip(found, places, strict=True)),
        ]
        for event_id in ids
    ]
    return table(series.sheet, say("portfolio.ranks"), columns, rows, stack=True, quiet=True)


def _place(series: Series, one: Record, row: Record | None) -> Cell:
    if row is None:
        return series.sheet.printer.value(Source("ranks", ""), None, "count")
    part = f"ranks:{one['measure']}:{row['event_id']}"
    return series.sheet.printer.range(part, ("best", "worst"), row["best"], row["worst"], "count")
