"""People present over the minutes of the session."""

from typing import Any

from markupsafe import Markup

from kpilib.figures.charts.drawing import CUTS, TOKENS, canvas, place, to_svg
from kpilib.figures.sheet import Sheet

Point = dict[str, int]


def draw_presence(sheet: Sheet, peak: Point, end: Point, label: str) -> list[tuple[str, Markup]]:
    """Both cuts of the line; the fullest minute and the scheduled end are labelled."""
    return [(cut, _draw(sheet, peak, end, label, cut, w, h)) for cut, w, h in CUTS]


def _draw(sheet: Sheet, peak: Point, end: Point, label: str, cut: str, width: int, height: int) -> Markup:
    import seaborn as sns

    points = sheet.record["presence"]
    minutes, people = [p["minute"] for p in points], [p["people"] for p in points]
    with canvas(width, height) as (figure, axes):
        place(axes, width, height, 44, 30, 30, 30)
        axes.set_ylim(0, max(people) * 1.12 or 1)
        axes.set_xlim(minutes[0], minutes[-1])
        axes.axvspan(0, end["minute"], color=TOKENS["window"], zorder=0)
        sns.lineplot(x=minutes, y=people, ax=axes, color=TOKENS["obs"], linewidth=2, errorbar=None)
        for point in (peak, end):
            _mark(sheet, axes, point)
        _label_axes(sheet, axes, minutes[-1], 6 if cut == "wide" else 4)
        return to_svg(figure, f"{sheet.prefix}-presence-{cut}", label)


def _mark(sheet: Sheet, axes: Any, point: Point) -> None:
    axes.plot(point["minute"], point["people"], "D", color=TOKENS["obs"], markersize=7, clip_on=False)
    axes.annotate(
        sheet.language.number(point["people"]),
        (point["minute"], point["people"]),
        xytext=(6, 8),
        textcoords="offset points",
        color=TOKENS["obs"],
        fontweight="bold",
        fontsize=14,
    )


def _label_axes(sheet: Sheet, axes: Any, last: int, n_ticks: int) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(n_ticks, integer=True, steps=[1, 1.5, 2, 3, 5, 10]))
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.xaxis.set_major_formatter(lambda x, _: sheet.language.value(x, "minutes", digits=0))
    axes.yaxis.set_major_formatter(lambda x, _: sheet.language.number(x))
