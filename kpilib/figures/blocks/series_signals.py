"""Each KPI's newest value against the natural limits of its series: a signal, or routine variation."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.comparisons import reading
from kpilib.figures.layout import Cell, table
from kpilib.figures.series import Series, settled
from kpilib.figures.sheet import Row, Sheet
from kpilib.kpis.comparisons import FEWEST_FOR_LIMITS, Xmr, limits_in


@dataclass(frozen=True)
class Newest:
    """The newest settled value of a KPI in one series, its limits, and on how many values they rest."""

    sheet: Sheet
    row: Row
    xmr: Xmr | None
    n_events: int

    @property
    def is_signal(self) -> bool:
        """Whether the newest value is more than routine variation."""
        return self.xmr is not None and self.xmr.verdict == "signal"


def signals(series: Series) -> dict[str, Any]:
    """One table for each series of events: signals open, beside them what is routine folded away."""
    groups = [(name, _newest(series, sheets)) for name, sheets in series.groups()]
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
    captions = [name or _nameless(series, len(groups)) for name, _ in groups]
    parts = [_pieces(series, caption, found) for caption, (_, found) in zip(captions, groups, strict=True)]
    return section | {"finding": _finding(series, everything), "parts": parts, "missing": [], "notes": notes}


def _nameless(series: Series, n_groups: int) -> str:
    """Events that name no series: all events, where no event names one."""
    return series.language.say("portfolio.no_series" if n_groups > 1 else "page.all_events")


def _newest(series: Series, sheets: list[Sheet]) -> list[Newest]:
    rows = [settled(sheets, kpi) for kpi in series.used]
    return [_judge(found) for found in rows if found]


def _judge(found: list[tuple[Sheet, Row]]) -> Newest:
    (sheet, newest), *before = found
    earlier = [float(row["value"]) for _, row in reversed(before)]
    return Newest(sheet, newest, limits_in(newest["unit"], earlier, newest["value"]), len(found))


def _finding(series: Series, found: list[Newest]) -> str:
    say = series.language.say
    judged = [one for one in found if one.xmr]
    if not judged:
        return say("portfolio.no_limits")
    n_signals = sum(one.is_signal for one in judged)
    if not n_signals:
        return say("portfolio.no_signals")
    comparisons = series.language.noun("comparison", len(judged))
    return say("portfolio.signals", k=n_signals, comparisons=comparisons)


def _pieces(series: Series, caption: str, found: list[Newest]) -> Markup:
    signs = [one for one in found if one.is_signal]
    others = [one for one in found if not one.is_signal]
    if not any(one.xmr for one in found):
        # Nothing can be said of any of them yet: the values stand below, in the tables of all numbers.
        inner = _table(series, caption, found, quiet=True)
        return Markup("<details><summary>{}</summary>{}</details>").format(caption, inner)
    if not signs or not others:
        return _table(series, caption, found)
    folded = series.language.say("portfolio.others", n=len(others))
    inner = _table(series, f"{caption}. {folded}", others, quiet=True)
    fold = Markup("<details><summary>{}</summary>{}</details>").format(folded, inner)
    return _table(series, caption, signs) + fold


def _table(series: Series, caption: str, found: list[Newest], quiet: bool = False) -> Markup:
    say = series.language.say
    columns = [(say("column.kpi"), ""), (say("column.last_value"), "num"), (say("column.limits"), "num")]
    columns += [(say("column.reading"), ""), (say("index.title"), "num")]
    rows = [_cells(series, one) for one in found]
    return table(series.sheet, caption, columns, rows, stack=True, quiet=quiet)


def _cells(series: Series, one: Newest) -> list[Cell]:
    kpi, unit, sheet = one.row["kpi"], one.row["unit"], one.sheet
    lower, upper = (one.xmr.lower, one.xmr.upper) if one.xmr else (None, None)
    part = series.source(sheet, kpi, "value")
    limits = sheet.printer.range(part.kpi, ("xmr.lower", "xmr.upper"), lower, upper, unit)
    word = reading(sheet, one.xmr.verdict, one.xmr.rule) if one.xmr else reading(sheet, "unknown")
    n = sheet.printer.value(series.source(sheet, kpi, "n_events"), one.n_events, "count")
    day = sheet.language.date(sheet.starts_on, "medium")
    value = sheet.printer.value(part, one.row["value"], unit)
    dated = Markup('{}<span class="small">{}</span>').format(value, day)
    return [series.sheet.name(kpi), dated, limits, word, n]
