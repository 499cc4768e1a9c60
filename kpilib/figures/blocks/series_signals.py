"""Each KPI's newest value against the natural limits of its series: signals counted, all KPIs in tables."""

from dataclasses import dataclass

from markupsafe import Markup

from kpilib.figures.blocks.comparisons import reading
from kpilib.figures.layout import Cell, table
from kpilib.figures.series import Series, settled
from kpilib.figures.sheet import Row, Sheet
from kpilib.kpis.comparisons import Xmr, limits_in


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


def nameless(series: Series, n_groups: int) -> str:
    """Events that name no series: all events, where no event names one."""
    return series.language.say("portfolio.no_series" if n_groups > 1 else "page.all_events")


def newest_of(sheets: list[Sheet], kpi: str) -> Newest:
    """The newest settled value of a KPI that has one."""
    return _judge(settled(sheets, kpi))


def all_newest(series: Series, sheets: list[Sheet]) -> list[Newest]:
    """The newest value of each KPI in use."""
    return [newest_of(sheets, kpi) for kpi in series.used if settled(sheets, kpi)]


def _judge(found: list[tuple[Sheet, Row]]) -> Newest:
    (sheet, newest), *before = found
    earlier = [float(row["value"]) for _, row in reversed(before)]
    return Newest(sheet, newest, limits_in(newest["unit"], earlier, newest["value"]), len(found))


def finding_of_signals(series: Series, found: list[Newest]) -> str:
    """How many of the newest values are signals."""
    say = series.language.say
    judged = [one for one in found if one.xmr]
    if not judged:
        return say("portfolio.no_limits")
    n_signals = sum(one.is_signal for one in judged)
    if not n_signals:
        return say("portfolio.no_signals")
    comparisons = series.language.noun("comparison", len(judged))
    return say("portfolio.signals", k=n_signals, comparisons=comparisons)


def folded_table(series: Series, name: str, found: list[Newest]) -> Markup:
    """All KPIs of one series: a count of signals to see, the table behind it."""
    say, n_judged = series.language.say, sum(one.xmr is not None for one in found)
    head = say("portfolio.all_values", series=name)
    if n_judged:
        k, comparisons = sum(one.is_signal for one in found), series.language.noun("comparison", n_judged)
        head = say("portfolio.all_signals", series=name, k=k, comparisons=comparisons)
    ordered = sorted(found, key=lambda one: not one.is_signal)
    inner = _table(series, head, ordered)
    return Markup("<details><summary>{}</summary>{}</details>").format(head, inner)


def _table(series: Series, caption: str, found: list[Newest]) -> Markup:
    say = series.language.say
    columns = [(say("column.kpi"), ""), (say("column.last_value"), "num"), (say("column.limits"), "num")]
    columns += [(say("column.reading"), ""), (say("index.title"), "num")]
    rows = [_cells(series, one) for one in found]
    return table(series.sheet, caption, columns, rows, stack=True, quiet=True)


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
