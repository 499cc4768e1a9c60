"""Signal or noise: the run of a KPI over the series, with limits from the earlier events only."""

from collections.abc import Sequence

from markupsafe import Markup

from kpilib.figures.charts.run import draw_run
from kpilib.figures.environment import fill
from kpilib.figures.layout import Cell, figure, table
from kpilib.figures.marks import Scale, scale_over
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Row, Sheet

MOST_CHARTS = 2
WIDTH, HEIGHT, EDGE = 96, 30, 6


def run_charts(sheet: Sheet, groups: Sequence[Sequence[str]]) -> list[Markup]:
    """Of each group of KPIs the first that stands out of what its series varies; the others have their run
    in the scorecard."""
    signals = [row for group in groups if (row := _first_signal(sheet, group)) is not None]
    note = sheet.say("xmr.note")
    return [_chart(sheet, row, "" if i else note) for i, row in enumerate(signals[:MOST_CHARTS])]


def _first_signal(sheet: Sheet, kpis: Sequence[str]) -> Row | None:
    rows = (sheet.rows[kpi] for kpi in kpis if kpi in sheet.rows)
    return next((row for row in rows if _points(row) and _is_bad_signal(row)), None)


def _is_bad_signal(row: Row) -> bool:
    """Whether the run says what the red says: out of the ordinary, and on the side that is no good."""
    above = row["value"] > row["xmr"]["mean"]
    return row["xmr"]["verdict"] == "signal" and above == (row["better"] == "down")


def _points(row: Row) -> list[Row]:
    return (row.get("xmr") or {}).get("points") or []


def _chart(sheet: Sheet, row: Row, note: Cell) -> Markup:
    xmr, name, value = row["xmr"], sheet.name(row["kpi"]), sheet.value(row)
    title = sheet.say(f"xmr.title.{xmr['rule']}", kpi=name, value=value)
    n = sheet.printer.noun(Source(row["kpi"], "xmr.n"), "past_event", xmr["n"])
    subtitle = sheet.say("xmr.subtitle", past_events=n)
    limits = sheet.language.value_range(xmr["lower"], xmr["upper"], row["unit"], sheet.printer.currency)
    label = sheet.language.say("xmr.alt", finding=title.striptags(), range=limits)
    return figure(sheet, title, draw_run(sheet, row, label), subtitle, _data(sheet, row), note)


def _data(sheet: Sheet, row: Row) -> Markup:
    say, kpi, unit = sheet.language.say, row["kpi"], row["unit"]
    rows = [
        [
            sheet.language.date(point["starts_on"], "medium"),
            sheet.printer.value(Source(f"{kpi}:{point['event_id']}", "value"), point["value"], unit),
        ]
        for point in _points(row)
    ]
    rows.append([sheet.language.date(sheet.starts_on, "medium"), sheet.value(row)])
    columns = [(say("column.event"), ""), (say("column.value"), "num")]
    return table(sheet, sheet.name(kpi), columns, rows, quiet=True)


def draw_spark(sheet: Sheet, row: Row) -> Markup:
    """The run in small, for the scorecard: limits as a band, earlier events as a line, this one as a mark."""
    if not _points(row) or row["value"] is None:
        return Markup("")
    xmr, values = row["xmr"], [*(point["value"] for point in _points(row)), row["value"]]
    y = scale_over([*values, xmr["lower"], xmr["upper"]], HEIGHT - EDGE, EDGE, room=0.0)
    x = Scale(0, len(values) - 1, EDGE, WIDTH - EDGE)
    return fill(
        "spark.svg.j2",
        points=[(x(i), y(value)) for i, value in enumerate(values)],
        top=y(xmr["upper"]),
        bottom=y(xmr["lower"]),
        width=WIDTH,
        height=HEIGHT,
        edge=EDGE,
    )


def spark_word(sheet: Sheet, row: Row) -> str:
    """Signal and where, or no signal; empty with too few earlier events."""
    xmr = row["xmr"]
    if not xmr:
        return ""
    if xmr["verdict"] != "signal":
        return sheet.language.say("xmr.no_signal")
    if xmr["rule"] != "outside_limits":
        return sheet.language.say(f"xmr.signal.{xmr['rule']}")
    return sheet.language.say("xmr.signal.above" if row["value"] > xmr["mean"] else "xmr.signal.below")
