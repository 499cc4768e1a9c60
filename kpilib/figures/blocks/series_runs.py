"""The few KPIs that matter, event by event: against natural limits, and as a trend over the years."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.comparisons import reading
from kpilib.figures.blocks.series_signals import (
    Newest,
    all_newest,
    finding_of_signals,
    folded_table,
    nameless,
    newest_of,
)
from kpilib.figures.layout import Cell, figure, table
from kpilib.figures.printed import Source, number_in_drawing
from kpilib.figures.run_panels import Panel, draw_runs
from kpilib.figures.series import Record, Series, settled
from kpilib.figures.sheet import Sheet
from kpilib.kpis.comparisons import FEWEST_FOR_LIMITS

MOST_PANELS = 6  # series that are drawn; of more, those with most events
Group = tuple[str, list[Sheet]]


def signals(series: Series) -> dict[str, Any]:
    """The few KPIs that matter as run charts, then all KPIs of each series, folded: signals first."""
    groups = [(name, all_newest(series, sheets)) for name, sheets in series.groups()]
    groups = [(name, found) for name, found in groups if found]
    section = {"anchor": "signals", "title": series.language.say("portfolio.variation"), "finding": None}
    need = series.language.say("portfolio.limits_need", minimum=FEWEST_FOR_LIMITS)
    if not groups:
        missing = [need, series.language.say("portfolio.wait")]
        return section | {"parts": [], "missing": missing, "notes": []}
    everything = [one for _, found in groups for one in found]
    notes = [need] if any(one.xmr is None for one in everything) else []
    if any(one.xmr for one in everything):
        notes.append(series.language.say("comparison.basis"))
    folded = [folded_table(series, name or nameless(series, len(groups)), found) for name, found in groups]
    parts = [*runs(series), *folded]
    return section | {
        "finding": finding_of_signals(series, everything),
        "parts": parts,
        "missing": [],
        "notes": notes,
    }


def runs(series: Series) -> list[Markup]:
    """A figure for each KPI: signals in its title, mean and limits in the panels, trends below."""
    drawn = (_run(series, kpi) for kpi in series.found["run_kpis"])
    return [part for part in drawn if part is not None]


def _run(series: Series, kpi: str) -> Markup | None:
    groups = [(name, sheets) for name, sheets in series.groups() if len(settled(sheets, kpi)) > 1]
    largest = sorted(groups, key=lambda group: -len(group[1]))[:MOST_PANELS]
    groups = [group for group in groups if group in largest]
    if not groups:
        return None
    found = [newest_of(sheets, kpi) for _, sheets in groups]
    panels = [_panel(series, group, kpi, newest) for group, newest in zip(groups, found, strict=True)]
    title = _title(series, kpi, groups, found)
    told = "; ".join(_told(series, kpi, panel, one) for panel, one in zip(panels, found, strict=True))
    drawings = draw_runs(series.sheet, panels, f"{title}. {told}.")
    basis = series.language.say("portfolio.run.basis")
    trends = Markup(" ").join(_trend_lines(series, kpi))
    return figure(series.sheet, title, drawings, basis, _table(series, kpi, groups, found), trends)


def _title(series: Series, kpi: str, groups: Sequence[Group], found: Sequence[Newest]) -> str:
    """Signals by name of their series; routine variation; or that limits need more events."""
    say, name = series.language.say, series.sheet.name(kpi)
    pairs = zip(groups, found, strict=True)
    signs = [_group_name(series, group[0]) for group, one in pairs if one.is_signal]
    if signs:
        return say("portfolio.run.signal", kpi=name, series=", ".join(signs))
    is_judged = any(one.xmr for one in found)
    return say("portfolio.run.routine" if is_judged else "portfolio.run.no_limits", kpi=name)


def _group_name(series: Series, name: str) -> str:
    return name or nameless(series, len(series.groups()))


def _panel(series: Series, group: Group, kpi: str, newest: Newest) -> Panel:
    rows = settled(group[1], kpi)[::-1]
    source, unit = series.source(newest.sheet, kpi, "value"), newest.row["unit"]
    days = [series.language.date(sheet.starts_on, "medium") for sheet, _ in rows]
    xmr = newest.xmr
    return Panel(
        name=_group_name(series, group[0]),
        values=[float(row["value"]) for _, row in rows],
        limits=(xmr.lower, xmr.mean, xmr.upper) if xmr else None,
        labels=_labels(series, newest, kpi),
        last=_drawn(series, source, newest.row["value"], unit),
        ends=(days[0], days[-1]),
        is_signal=newest.is_signal,
    )


def _labels(series: Series, newest: Newest, kpi: str) -> list[Markup]:
    """Lower limit, mean, upper limit."""
    if newest.xmr is None:
        return []
    part, unit = series.source(newest.sheet, kpi, "").kpi, newest.row["unit"]
    return [
        series.language.say_html(
            f"portfolio.run.{word}",
            value=_drawn(series, Source(part, f"xmr.{field}"), getattr(newest.xmr, field), unit),
        )
        for word, field in (("limit", "lower"), ("mean", "mean"), ("limit", "upper"))
    ]


def _drawn(series: Series, source: Source, value: float, unit: str) -> Markup:
    text = series.language.value(value, unit, series.sheet.printer.currency)
    return number_in_drawing(source, value, unit, text)


def _told(series: Series, kpi: str, panel: Panel, newest: Newest) -> str:
    """A panel in words."""
    unit, currency, xmr = newest.row["unit"], series.sheet.printer.currency, newest.xmr
    value = series.language.value(newest.row["value"], unit, currency)
    if xmr is None:
        return series.language.say("portfolio.run.told", series=panel.name, value=value)
    limits = series.language.value_range(xmr.lower, xmr.upper, unit, currency)
    return series.language.say("portfolio.run.told_limits", series=panel.name, value=value, range=limits)


def _table(series: Series, kpi: str, groups: Sequence[Group], found: Sequence[Newest]) -> Markup:
    say = series.language.say
    columns = [(say("column.series"), ""), (say("column.last_value"), "num"), (say("column.limits"), "num")]
    columns += [(say("column.reading"), ""), (say("index.title"), "num"), (say("portfolio.trend"), "num")]
    columns.append((say("column.interval", level=series.sheet.level()), "num"))
    rows = [_cells(series, kpi, group[0], one) for group, one in zip(groups, found, strict=True)]
    return table(series.sheet, series.sheet.name(kpi), columns, rows, stack=True, quiet=True)


def _cells(series: Series, kpi: str, name: str, one: Newest) -> list[Cell]:
    printer, unit, xmr = series.sheet.printer, one.row["unit"], one.xmr
    part = series.source(one.sheet, kpi, "value")
    lower, upper = (xmr.lower, xmr.upper) if xmr else (None, None)
    word = reading(one.sheet, xmr.verdict, xmr.rule) if xmr else reading(one.sheet, "unknown")
    change, limits = _change(series, _trend_of(series, kpi, name), unit)
    return [
        _group_name(series, name),
        printer.value(part, one.row["value"], unit),
        printer.range(part.kpi, ("xmr.lower", "xmr.upper"), lower, upper, unit),
        word,
        printer.value(Source(part.kpi, "n_events"), one.n_events, "count"),
        change,
        limits,
    ]


def _trend_of(series: Series, kpi: str, name: str) -> Record:
    return next(t for t in series.found["trends"] if (t["kpi"], t["series"]) == (kpi, name))


def _change(series: Series, trend: Record, unit: str) -> tuple[Markup, Markup]:
    """Change a year with its interval; shares in percentage points."""
    part, printer = f"trend:{trend['kpi']}:{trend['series']}", series.sheet.printer
    source = Source(part, "per_year")
    if unit == "share":
        limits = printer.points_range(part, ("lower", "upper"), trend["lower"], trend["upper"])
        if trend["per_year"] is None:
            return printer.value(source, None, "count"), limits
        return printer.points(source, trend["per_year"]), limits
    limits = printer.range(part, ("lower", "upper"), trend["lower"], trend["upper"], unit)
    if unit in ("count", "people") and trend["per_year"] is not None:
        return printer.signed(source, trend["per_year"]), limits
    return printer.value(source, trend["per_year"], unit), limits


def _trend_lines(series: Series, kpi: str) -> list[Markup]:
    """Series that rise or fall over the years, with by how much; or that nothing can be told."""
    trends = [trend for trend in series.found["trends"] if trend["kpi"] == kpi]
    unit = next(row["unit"] for sheet in series.closed if (row := sheet.rows.get(kpi)))
    lines = []
    for verdict in ("rises", "falls"):
        told = [_trend_told(series, t, unit) for t in trends if t["verdict"] == verdict]
        if told:
            listed = Markup("; ").join(told)
            lines.append(series.language.say_html(f"portfolio.trend.{verdict}", told=listed))
    return lines or [series.language.say_html("portfolio.trend.cannot_tell")]


def _trend_told(series: Series, trend: Record, unit: str) -> Markup:
    change, limits = _change(series, trend, unit)
    name = _group_name(series, trend["series"])
    return series.language.say_html("portfolio.trend.told", series=name, change=change, range=limits)
