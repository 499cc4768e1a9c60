"""People present over the minutes of the session, with the parts of the programme and what is usual."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.charts.drawing import CUTS, FONT_SIZES, TOKENS, canvas, place, to_svg
from kpilib.figures.sheet import Sheet

Point = dict[str, int]
LEFT, RIGHT, TOP, BOTTOM = 44, 30, 34, 30  # margins in pixels
CHARACTER = 0.6  # width of a letter, in sizes of the type, a little generous
APART = 0.08  # of the tallest value: nearer lines leave no room for a word between them


def draw_presence(
    sheet: Sheet, marks: Sequence[Point], told: Mapping[str, Any] | None, label: str
) -> list[tuple[str, Markup]]:
    """Both cuts of the line; the points in `marks` are labelled, the part that is `told` of is shaded."""
    return [(cut, _draw(sheet, marks, told, label, cut, w, h)) for cut, w, h in CUTS]


def _draw(
    sheet: Sheet,
    marks: Sequence[Point],
    told: Mapping[str, Any] | None,
    label: str,
    cut: str,
    width: int,
    height: int,
) -> Markup:
    import seaborn as sns

    points, usual = sheet.record["presence"], sheet.record["minutes"]["usual"]
    minutes, people = [p["minute"] for p in points], [p["people"] for p in points]
    with canvas(width, height) as (figure, axes):
        place(axes, width, height, LEFT, RIGHT, TOP, BOTTOM)
        axes.set_ylim(0, max([*people, *(p["people"] for p in usual)]) * 1.16 or 1)
        axes.set_xlim(minutes[0], minutes[-1])
        if told is None:
            axes.axvspan(0, marks[-1]["minute"], color=TOKENS["window"], zorder=0)
        _draw_parts(sheet, axes, told, (width - LEFT - RIGHT) / (minutes[-1] or 1), FONT_SIZES[width])
        _draw_usual(sheet, axes, usual, points)
        sns.lineplot(x=minutes, y=people, ax=axes, color=TOKENS["obs"], linewidth=2, errorbar=None)
        for point in marks:
            _mark(sheet, axes, point)
        _label_axes(sheet, axes, minutes[-1], 6 if cut == "wide" else 4)
        return to_svg(figure, f"{sheet.prefix}-presence-{cut}", label)


def _draw_parts(sheet: Sheet, axes: Any, told: Mapping[str, Any] | None, pixels: float, size: float) -> None:
    """Each part's name above the minutes it took, as much of it as fits; the told one shaded."""
    for part in sheet.record["minutes"]["parts"]:
        is_told = told is not None and part["starts"] == told["starts"]
        if is_told:
            axes.axvspan(part["starts"], part["ends"], color=TOKENS["window"], zorder=0)
        axes.axvline(part["starts"], color=TOKENS["rule"], linewidth=1, zorder=0)
        most = int((part["ends"] - part["starts"]) * pixels / (size * CHARACTER))
        name = part["part"] if len(part["part"]) <= most else part["part"][: most - 1].rstrip() + "…"
        if most < 3:
            continue
        axes.text(
            (part["starts"] + part["ends"]) / 2,
            1.03,
            name,
            transform=axes.get_xaxis_transform(),
            ha="center",
            fontweight="bold" if is_told else "normal",
            color=TOKENS["ink"] if is_told else TOKENS["muted"],
        )


def _draw_usual(
    sheet: Sheet, axes: Any, usual: Sequence[Mapping[str, float]], points: Sequence[Point]
) -> None:
    """The usual line, named where it is farthest from the event's."""
    if not usual:
        return
    axes.plot(
        [p["minute"] for p in usual],
        [p["people"] for p in usual],
        color=TOKENS["ref"],
        linewidth=1.6,
        linestyle=(0, (5, 4)),
    )
    # Between the third and the last tenth the line is flat enough for a word beside it.
    gap = {i: usual[i]["people"] - _people_at(points, usual[i]["minute"]) for i in range(3, 9)}
    i = max(gap, key=lambda place: abs(gap[place]))
    if abs(gap[i]) < APART * axes.get_ylim()[1]:
        return
    axes.annotate(
        sheet.language.say("chart.usual"),
        (usual[i]["minute"], usual[i]["people"]),
        xytext=(0, 7 if gap[i] >= 0 else -15),
        textcoords="offset points",
        ha="center",
        color=TOKENS["muted"],
    )


def _people_at(points: Sequence[Point], minute: float) -> int:
    return min(points, key=lambda p: abs(p["minute"] - minute))["people"]


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
