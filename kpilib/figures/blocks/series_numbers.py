"""All numbers of all events, and rates over events by their two names."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from kpilib.figures.environment import fill
from kpilib.figures.layout import Cell, table
from kpilib.figures.printed import Source
from kpilib.figures.series import GROUPS, Series, settled
from kpilib.figures.sheet import Sheet
from kpilib.kpis import RateOverEvents, compute_rate_over_events

MOST_COLUMNS = 6  # beside the event, on a page of 1072 pixels and on A4
NEWEST = 12  # events that stand open; older ones fold away


def all_numbers(series: Series) -> dict[str, Any]:
    """Events by KPIs; more KPIs than fit beside one another stand in one table for each group of them."""
    parts = [_pieces(series, caption, kpis) for caption, kpis in _columns(series)]
    return {
        "anchor": "numbers",
        "title": series.language.say("portfolio.numbers"),
        "finding": None,
        "parts": [piece for pieces in parts for piece in pieces],
        "missing": [],
        "notes": [series.language.say("portfolio.numbers_marks")],
    }


def _columns(series: Series) -> Iterator[tuple[str, list[str]]]:
    """Caption and KPIs of each table."""
    say = series.language.say
    if len(series.used) <= MOST_COLUMNS:
        yield say("page.all_events"), series.used
        return
    for group in (*GROUPS, "own"):
        kpis = [kpi for kpi in series.used if series.group_of(kpi) == group]
        n_tables = -(-len(kpis) // MOST_COLUMNS)
        name = say("catalogue.own" if group == "own" else f"group.{group}")
        for i in range(n_tables):
            # Tables of one group are as wide as one another: 5 and 5, not 6 and 4.
            chunk = kpis[i * len(kpis) // n_tables : (i + 1) * len(kpis) // n_tables]
            yield f"{name} ({i + 1}/{n_tables})" if n_tables > 1 else name, chunk


def _pieces(series: Series, caption: str, kpis: list[str]) -> list[Markup]:
    columns = [(series.language.say("column.event"), "")] + [(series.sheet.name(kpi), "") for kpi in kpis]
    rows: list[list[Cell]] = [_cells(series, sheet, kpis) for sheet in series.sheets]
    pieces = [table(series.sheet, caption, columns, rows[:NEWEST], stack=True, wide=True)]
    if rows[NEWEST:]:
        older = series.language.say("portfolio.earlier", n=len(rows) - NEWEST)
        named = f"{caption}. {older}"
        inner = table(series.sheet, named, columns, rows[NEWEST:], stack=True, quiet=True, wide=True)
        pieces.append(Markup("<details><summary>{}</summary>{}</details>").format(older, inner))
    return pieces


def _cells(series: Series, sheet: Sheet, kpis: list[str]) -> list[Cell]:
    head = series.title(sheet)
    state = sheet.record["state"]
    if state in ("provisional", "typed"):
        chip = Markup(' <span class="chip chip-{}">{}</span>')
        head += chip.format(state, series.language.say(f"state.{state}"))
    return [head, *(_value(series, sheet, kpi) for kpi in kpis)]


def _value(series: Series, sheet: Sheet, kpi: str) -> Markup:
    """Value and zone; a dash where the event has none."""
    source, row = series.source(sheet, kpi, "value"), sheet.rows.get(kpi)
    if row is None or row["value"] is None:
        return sheet.printer.value(source, None, "count")
    value = sheet.printer.value(source, row["value"], row["unit"])
    return (
        value if row["zone"] == "unknown" else value + " " + fill("zone.html.j2", s=sheet, name=row["zone"])
    )


def rates(series: Series) -> dict[str, Any]:
    """Each share over all closed events: pooled, and the mean of the events' rates."""
    found = {kpi: rate for kpi in series.used if (rate := _rate(series, kpi)) is not None}
    say = series.language.say
    section: dict[str, Any] = {
        "anchor": "rates",
        "title": say("portfolio.rates"),
        "finding": None,
        "notes": [],
    }
    if not found:
        return section | {"parts": [], "missing": [say("portfolio.no_rates"), say("portfolio.wait")]}
    parts: list[Markup] = [Markup("<p>{}</p>").format(say("portfolio.rates_lead")), _table(series, found)]
    differ = [_sentence(series, kpi, rate) for kpi, rate in found.items() if _is_visible(series, rate)]
    if differ:
        lines = Markup("").join(Markup("<li>{}</li>").format(line) for line in differ)
        parts.append(Markup("<h3>{}</h3><ul>{}</ul>").format(say("portfolio.differ"), lines))
    return section | {"parts": parts, "missing": []}


def _rate(series: Series, kpi: str) -> RateOverEvents | None:
    rows = [row for _, row in settled(series.closed, kpi) if row["unit"] == "share"]
    counts = pd.DataFrame(
        [(row["numerator"], row["denominator"]) for row in rows], columns=["k", "n"], dtype="float64"
    )
    if series.group_of(kpi) == "web":
        # One export of the website can tell of several events: its visitors count once.
        counts = counts.drop_duplicates()
    rate = compute_rate_over_events(counts["k"], counts["n"])
    return rate if rate.n_events else None


def _printed(series: Series, kpi: str, field: str, rate: RateOverEvents) -> Markup:
    source = Source(f"{kpi}:portfolio", field)
    return series.sheet.printer.value(source, getattr(rate, field), "share")


def _table(series: Series, found: dict[str, RateOverEvents]) -> Markup:
    say = series.language.say
    columns = [(say("column.kpi"), ""), (say("portfolio.pooled"), "num"), (say("portfolio.mean"), "num")]
    columns.append((say("index.title"), "num"))
    rows: list[list[Cell]] = [
        [
            series.sheet.name(kpi),
            _printed(series, kpi, "pooled", rate),
            _printed(series, kpi, "mean", rate),
            series.sheet.printer.value(Source(f"{kpi}:portfolio", "n_events"), rate.n_events, "count"),
        ]
        for kpi, rate in found.items()
    ]
    return table(series.sheet, say("portfolio.rates"), columns, rows, stack=True, quiet=True)


def _is_visible(series: Series, rate: RateOverEvents) -> bool:
    """Whether the two differ as they are printed."""
    pooled, mean = (series.language.value(x, "share") for x in (rate.pooled, rate.mean))
    return pooled != mean


def _sentence(series: Series, kpi: str, rate: RateOverEvents) -> Markup:
    values = {field: _printed(series, kpi, field, rate) for field in ("pooled", "mean")}
    sentence = series.language.say_html("note.pooled_is_not_mean", **values)
    return Markup("<strong>{}.</strong> {}").format(series.sheet.name(kpi), sentence)
