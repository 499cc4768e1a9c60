"""One KPI over the events of a series: mean and natural limits of the earlier ones, this event marked."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.charts.drawing import CUTS, FONT_SIZES, TOKENS, canvas, place, to_svg
from kpilib.figures.sheet import Row, Sheet

CHARACTER = 0.56  # mean width of a character, in sizes of the type; a little generous


def draw_run(sheet: Sheet, row: Row, label: str) -> list[tuple[str, Markup]]:
    """Both cuts: earlier events grey, this one blue, limits dashed and labelled at their end."""
    return [(cut, _draw(sheet, row, label, cut, w, h)) for cut, w, h in CUTS]


def _draw(sheet: Sheet, row: Row, label: str, cut: str, width: int, height: int) -> Markup:
    import seaborn as sns

    xmr, points = row["xmr"], row["xmr"]["points"]
    values = [*(point["value"] for point in points), row["value"]]
    x = list(range(len(values)))
    with canvas(width, height) as (figure, axes):
        left, right = _margins(sheet, row, FONT_SIZES[width])
        place(axes, width, height, left, right, 22, 30)
        _set_limits(axes, [*values, xmr["lower"], xmr["upper"]], len(values))
        axes.axhspan(xmr["lower"], xmr["upper"], color=TOKENS["band"], zorder=0)
        axes.axhline(xmr["mean"], color=TOKENS["ref"], linewidth=1.5, zorder=1)
        sns.lineplot(
            x=x[:-1], y=values[:-1], ax=axes, color=TOKENS["ref"], linewidth=1.2, marker="o", zorder=3
        )
        axes.plot(x[-2:], values[-2:], color=TOKENS["ref"], linewidth=1.2, zorder=2)
        axes.plot(x[-1], values[-1], "D", color=TOKENS["obs"], markersize=9, zorder=4, clip_on=False)
        _label_lines(sheet, axes, row, len(values))
        _label_axes(sheet, axes, row, [point["starts_on"] for point in points], cut)
        return to_svg(figure, f"{sheet.prefix}-run-{row['kpi']}-{cut}", label)


def _set_limits(axes: Any, values: Sequence[float], n: int) -> None:
    low, high = min(values), max(values)
    room = (high - low) * 0.08 or 1.0
    axes.set_ylim(low - room, high + room)
    axes.set_xlim(-0.5, n - 0.5)


def _labels(sheet: Sheet, row: Row) -> list[tuple[float, str]]:
    """This event's value first, then the limits and the mean with their words."""
    xmr = row["xmr"]
    named = [(xmr[name], sheet.language.say(f"xmr.{name}")) for name in ("upper", "mean", "lower")]
    return [(row["value"], _print(sheet, row, row["value"]))] + [
        (value, f"{word} {_print(sheet, row, value)}") for value, word in named
    ]


def _print(sheet: Sheet, row: Row, value: float) -> str:
    return sheet.language.value(value, row["unit"], sheet.printer.currency)


def _margins(sheet: Sheet, row: Row, size: float) -> tuple[int, int]:
    """Pixels at the left for the numbers of the axis, at the right for the labels of the lines."""
    labels = _labels(sheet, row)
    values = [*(point["value"] for point in row["xmr"]["points"]), *(value for value, _ in labels)]
    longest = max(len(_print(sheet, row, value)) for value in values)
    words = max(len(text) for _, text in labels)
    return round(longest * CHARACTER * size) + 14, round(words * CHARACTER * size) + 14


def _label_lines(sheet: Sheet, axes: Any, row: Row, n: int) -> None:
    """At the right end: limits, mean and this event's value, kept apart."""
    labels = _labels(sheet, row)
    heights = _spread(axes, [value for value, _ in labels])
    for i, (y, (_, text)) in enumerate(zip(heights, labels, strict=True)):
        axes.annotate(
            text, (n - 0.5, y), xytext=(8, 0), textcoords="offset points", va="center",
            color=TOKENS["muted" if i else "obs"], fontweight="normal" if i else "bold",
            annotation_clip=False,
        )  # fmt: skip


def _spread(axes: Any, values: Sequence[float]) -> list[float]:
    """Heights for the labels, at least one line apart; the order of the values is kept."""
    low, high = axes.get_ylim()
    line = (high - low) / 13
    order = sorted(range(len(values)), key=lambda i: values[i])
    placed: dict[int, float] = {}
    floor = low
    for i in order:
        placed[i] = floor = max(values[i], floor)
        floor += line
    excess = max(0.0, floor - line - high)
    return [placed[i] - excess for i in range(len(values))]


def _moment(sheet: Sheet, dates: Sequence[str], place: int, cut: str) -> str:
    """When an event was: its month; in the narrow cut the year, or the day where all are of one year."""
    if cut == "wide":
        return sheet.language.month(dates[place])
    first, last = dates[0][:4], dates[-1][:4]
    return dates[place][:4] if first != last else sheet.language.date(dates[place], "tick")


def _label_axes(sheet: Sheet, axes: Any, row: Row, days: Sequence[str], cut: str) -> None:
    from matplotlib.ticker import FixedLocator, MaxNLocator

    last = len(days)
    ticks = [0, last] if cut == "narrow" else [0, last // 2, last]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    dates = [*days, sheet.starts_on.isoformat()]
    axes.xaxis.set_major_formatter(lambda x, _: _moment(sheet, dates, int(x), cut))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(lambda y, _: _print(sheet, row, y))
    for label, side in zip(
        axes.get_xticklabels(), ("left", *["center"] * (len(ticks) - 2), "right"), strict=True
    ):
        label.set_ha(side)
