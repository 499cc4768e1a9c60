"""Whether expected ranges hold: targets of past events, made from those before, against what came."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.layout import Cell, figure, table
from kpilib.figures.printed import Source
from kpilib.figures.range_dots import RangeRow, draw_range_dots
from kpilib.figures.series import Series
from kpilib.figures.sheet import first_of, kpi_name

Calibration = Mapping[str, Any]
MOST_TOLD = 8  # KPIs named in the label of the drawing
WORDS = {"too narrow": "too_narrow", "too wide": "too_wide", "cannot tell": "cannot_tell", "holds": "holds"}


def calibration(series: Series, found: Sequence[Calibration]) -> dict[str, Any]:
    """The verdict over all KPIs, coverage, reds and error with their counts, and the same for each KPI."""
    say = series.language.say
    section = {"anchor": "calibration", "title": say("calibration.title"), "finding": None}
    whole, singly = found[0], found[1:]
    finding = finding_line(series, whole)
    if not whole["n"]:
        return section | {"parts": [], "missing": [finding], "notes": []}
    told = [*lines_of(series, whole), *_exceptions(series, singly)]
    lines = Markup("<p>{}</p>").format(Markup(" ").join(told))
    notes = [say("calibration.basis")]
    return section | {"parts": [_figure(series, finding, singly), lines], "missing": [], "notes": notes}


def _figure(series: Series, finding: Markup, singly: Sequence[Calibration]) -> Markup:
    say = series.language.say
    rows = [_drawn(series, found) for found in singly]
    told = first_of(series.language, [f"{row.name} {row.count}" for row in rows], MOST_TOLD)
    label = say("calibration.alt", finding=finding.striptags(), counts=told)
    drawings = draw_range_dots(series.sheet, rows, label)
    return figure(series.sheet, finding, drawings, say("calibration.chart_basis"), _table(series, singly))


def _drawn(series: Series, found: Calibration) -> RangeRow:
    k, n = (series.language.number(found[field]) for field in ("inside", "n"))
    count = series.language.say("chart.of", k=k, n=n)
    return RangeRow(kpi_name(found, series.language), count, found["places"])


def _exceptions(series: Series, singly: Sequence[Calibration]) -> list[Markup]:
    """The KPIs whose own range does not hold, and how many would look so by chance."""
    lines = []
    for verdict, key in (("too narrow", "narrow_for"), ("too wide", "wide_for")):
        names = [kpi_name(found, series.language) for found in singly if found["verdict"] == verdict]
        if names:
            lines.append(series.language.say_html(f"calibration.{key}", kpis=", ".join(names)))
    by_chance = series.language.say_html("calibration.by_chance")
    return [Markup(" ").join([*lines, by_chance])] if lines else []


def finding_line(series: Series, whole: Calibration) -> Markup:
    """The verdict over all KPIs in a sentence with its counts."""
    printer, say = series.sheet.printer, series.language.say_html
    n = printer.value(Source("calibration", "n"), whole["n"], "count")
    word = WORDS[whole["verdict"]]
    if word == "cannot_tell":
        return say("calibration.cannot_tell", n=n, minimum=str(whole["n_needed"]))
    k = printer.value(Source("calibration", "inside"), whole["inside"], "count")
    return say(f"calibration.{word}", k=k, n=n)


def lines_of(series: Series, whole: Calibration) -> list[Markup]:
    """Coverage with its interval, reds, and the error against the plain median."""
    printer, say = series.sheet.printer, series.language.say_html

    def printed(field: str, unit: str, digits: int | None = None) -> Markup:
        return printer.value(Source("calibration", field), whole[field], unit, digits)

    share = say(
        "calibration.share",
        coverage=printed("coverage", "share"),
        range=_interval(series, "calibration", whole),
        promised=printed("promised", "share"),
    )
    reds = say(
        "calibration.reds", reds=printed("reds", "count"), expected=printed("reds_expected", "count", 1)
    )
    return [share, reds, *_error_line(series, whole)]


def _error_line(series: Series, whole: Calibration) -> list[Markup]:
    ratio = whole["error_ratio"]
    if ratio is None:
        return []
    share = series.sheet.printer.value(Source("calibration", "error_ratio"), ratio, "share", 0)
    key = "calibration.error_more" if round(ratio, 2) > 1 else "calibration.error"
    return [series.language.say_html(key, share=share)]


def _interval(series: Series, part: str, found: Calibration) -> Markup:
    fields = ("coverage_lower", "coverage_upper")
    lower, upper = (found[field] for field in fields)
    return series.sheet.printer.range(part, fields, lower, upper, "share")


def _table(series: Series, singly: Sequence[Calibration]) -> Markup:
    say = series.language.say
    columns = [(say("column.kpi"), ""), (say("column.inside"), "num")]
    columns += [(say("column.interval", level=series.sheet.level()), "num"), (say("column.reds"), "num")]
    columns += [(say("column.error_ratio"), "num"), (say("column.reading"), "")]
    rows = [_cells(series, found) for found in singly]
    return table(series.sheet, say("calibration.title"), columns, rows, stack=True, quiet=True)


def _cells(series: Series, found: Calibration) -> list[Cell]:
    part, printer = f"{found['kpi']}:calibration", series.sheet.printer
    reds = printer.value(Source(part, "reds"), found["reds"], "count")
    expected = printer.value(Source(part, "reds_expected"), found["reds_expected"], "count", 1)
    return [
        kpi_name(found, series.language),
        printer.k_of_n(part, found["inside"], found["n"], ("inside", "n")),
        _interval(series, part, found),
        Markup("{} ({})").format(reds, expected),
        printer.value(Source(part, "error_ratio"), found["error_ratio"], "share"),
        series.language.say(f"calibration.word.{WORDS[found['verdict']]}"),
    ]
