"""How people felt beside what came back, over events: an association with its interval, never a cause."""

from typing import Any

from markupsafe import Markup

from kpilib.figures.layout import Cell, figure, table
from kpilib.figures.printed import Source
from kpilib.figures.scatter import draw_scatter
from kpilib.figures.series import Record, Series


def experience(series: Series) -> dict[str, Any]:
    """One dot for each event with a survey and a final return, and how far the two go together."""
    say, found = series.language.say, series.found["experience"]
    section: dict[str, Any] = {"anchor": "experience", "title": say("portfolio.experience")}
    section |= {"finding": None, "notes": []}
    if found is None:
        return section | {"parts": [], "missing": [say("portfolio.experience.missing")]}
    name = series.sheet.name(found["kpi"])
    finding = say(f"portfolio.experience.{found['verdict'].replace(' ', '_')}", kpi=name)
    if found["value"] is None:
        missing = [f"{finding}.", _few(series, found)] if found["n"] < found["n_needed"] else [f"{finding}."]
        return section | {"parts": [], "missing": missing}
    return section | {"parts": [_figure(series, found, finding, name)], "missing": []}


def _few(series: Series, found: Record) -> Markup:
    n = series.sheet.printer.value(Source("experience", "n"), found["n"], "count")
    return series.language.say_html("portfolio.experience.few", n=n, minimum=found["n_needed"])


def _figure(series: Series, found: Record, finding: str, name: str) -> Markup:
    line = _line(series, found)
    points = [(point["experience"], point["roi"]) for point in found["points"]]
    roi, unit = series.sheet.name("roi"), series.sheet.rows[found["kpi"]]["unit"]
    label = f"{finding}. {line.striptags()}"
    drawings = draw_scatter(series.sheet, points, (name, unit), (roi, "return"), label)
    basis = series.language.say("portfolio.experience.basis", kpi=name)
    return figure(series.sheet, finding, drawings, basis, _table(series, found, unit), line)


def _line(series: Series, found: Record) -> Markup:
    """The correlation of the ranks, its interval, of how many events."""
    printer, fields = series.sheet.printer, ("lower", "upper")
    return series.language.say_html(
        "portfolio.experience.line",
        value=printer.value(Source("experience", "value"), found["value"], "ratio"),
        range=printer.range("experience", fields, found["lower"], found["upper"], "ratio"),
        events=printer.noun(Source("experience", "n"), "event", found["n"]),
    )


def _table(series: Series, found: Record, unit: str) -> Markup:
    say, kpi = series.language.say, found["kpi"]
    columns = [(say("column.event"), ""), (series.sheet.name(kpi), "num"), (series.sheet.name("roi"), "num")]
    values = {point["event_id"]: point for point in found["points"]}
    rows: list[list[Cell]] = [
        [
            series.title(sheet),
            sheet.printer.value(series.source(sheet, kpi, "value"), point["experience"], unit),
            sheet.printer.value(series.source(sheet, "roi", "value"), point["roi"], "return"),
        ]
        for sheet in series.sheets
        if (point := values.get(sheet.record["event_id"]))
    ]
    return table(series.sheet, say("portfolio.experience"), columns, rows, stack=True, quiet=True)
