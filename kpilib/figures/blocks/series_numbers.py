"""All numbers of all events, and rates over events by their two names."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from kpilib.figures.environment import fill
from kpilib.figures.layout import Cell, table
from kpilib.figures.printed import Source
from kpilib.figures.sentences import VERDICT_KEYS, verdict_word
from kpilib.figures.series import GROUPS, Series, settled
from kpilib.figures.sheet import Sheet
from kpilib.kpis import RateOverEvents, compute_rate_over_events

MOST_COLUMNS = 6  # beside the event, on a page of 1072 pixels and on A4
MOST_MAIN = 4  # main KPIs, beside effect and verdict
NEWEST = 8  # events that stand open; older ones fold away


def all_numbers(series: Series) -> dict[str, Any]:
    """The main figures of the newest events open; older events and all other KPIs folded away."""
    main = [kpi for kpi in series.found["run_kpis"] if kpi in series.used] or series.used[:MOST_COLUMNS]
    tables = [_folded(series, caption, kpis) for caption, kpis in _columns(series, set(main))]
    others = [_fold(series.language.say("portfolio.other_kpis"), Markup("").join(tables))] if tables else []
    return {
        "anchor": "numbers",
        "title": series.language.say("portfolio.numbers"),
        "finding": None,
        "parts": [*_main(series, main[:MOST_MAIN]), *others],
        "missing": [],
        "notes": [series.language.say("portfolio.numbers_marks")],
    }


def _columns(series: Series, shown: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Caption and KPIs of each table beside the main one: one for each group, two where it is wide."""
    say = series.language.say
    for group in (*GROUPS, "own"):
        kpis = [kpi for kpi in series.used if series.group_of(kpi) == group and kpi not in shown]
        n_tables = -(-len(kpis) // MOST_COLUMNS)
        name = say("catalogue.own" if group == "own" else f"group.{group}")
        for i in range(n_tables):
            # Tables of one group are as wide as one another: 5 and 5, not 6 and 4.
            chunk = kpis[i * len(kpis) // n_tables : (i + 1) * len(kpis) // n_tables]
            yield f"{name} ({i + 1}/{n_tables})" if n_tables > 1 else name, chunk


def _main(series: Series, kpis: list[str]) -> list[Markup]:
    """Main KPIs and the effect of each event, newest first."""
    say = series.language.say
    caption = say("portfolio.main")
    columns = [(say("column.event"), ""), *((series.sheet.name(kpi), "") for kpi in kpis)]
    columns += [(say("column.effect"), ""), (say("column.verdict"), "")]
    rows: list[list[Cell]] = [
        [*_cells(series, sheet, kpis), _effect(series, sheet), _verdict(sheet)] for sheet in series.sheets
    ]
    pieces = [table(series.sheet, caption, columns, rows[:NEWEST], stack=True, wide=True)]
    if rows[NEWEST:]:
        older = series.language.say("portfolio.earlier", n=len(rows) - NEWEST)
        inner = table(series.sheet, f"{caption}. {older}", columns, rows[NEWEST:], True, True, True)
        pieces.append(_fold(older, inner))
    return pieces


def _folded(series: Series, caption: str, kpis: list[str]) -> Markup:
    columns = [(series.language.say("column.event"), ""), *((series.sheet.name(kpi), "") for kpi in kpis)]
    rows: list[list[Cell]] = [_cells(series, sheet, kpis) for sheet in series.sheets]
    return _fold(caption, table(series.sheet, caption, columns, rows, stack=True, quiet=True, wide=True))


def _fold(summary: str, inner: Markup) -> Markup:
    return Markup("<details><summary>{}</summary>{}</details>").format(summary, inner)


def _effect(series: Series, sheet: Sheet) -> Markup:
    """Estimate and interval of a closed window."""
    effect = sheet.effect
    source = series.source(sheet, "effect", "effect")
    if effect["effect"] is None or sheet.record["state"] != "mature":
        return sheet.printer.value(source, None, "count")
    fields = ("effect_lower", "effect_upper")
    limits = sheet.printer.range(source.kpi, fields, effect["effect_lower"], effect["effect_upper"], "count")
    return Markup('{}<span class="small">{}</span>').format(
        sheet.printer.signed(source, effect["effect"]), limits
    )


def _verdict(sheet: Sheet) -> Markup:
    """The verdict of a closed window; of an open one that it is too early."""
    state = sheet.record["state"]
    if state == "typed":
        return Markup("")
    name = VERDICT_KEYS[sheet.effect["verdict"]] if state == "mature" else "not_yet"
    return fill("verdict.html.j2", s=sheet, name=name, word=verdict_word(sheet, name))


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
    differ = [series.sheet.name(kpi) for kpi, rate in found.items() if _is_visible(series, rate)]
    key = "portfolio.differ" if differ else "portfolio.differ_nowhere"
    parts = [Markup("<p>{}</p>").format(say("portfolio.rates_lead")), _table(series, found)]
    return section | {"finding": say(key, kpis=", ".join(differ)), "parts": parts, "missing": []}


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
