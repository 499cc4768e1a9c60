"""One KPI over the events of a series: mean and natural limits of the earlier ones, this event marked."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.charts.drawing import CUTS, TOKENS, canvas, place, to_svg
from kpilib.figures.sheet import Row, Sheet

LABEL_WIDTH = {"wide": 92, "narrow": 76}


def draw_run(sheet: Sheet, row: Row, label: str) -> list[tuple[str, Markup]]:
    """Both cuts: earlier events grey, this one blue, limits dashed and labelled at their end."""
    return [(cut, _draw(sheet, row, label, cut, w, h)) for cut, w, h in CUTS]


def _draw(sheet: Sheet, row: Row, label: str, cut: str, width: int, height: int) -> Markup:
    import seaborn as sns

    xmr, points = row["xmr"], row["xmr"]["points"]
    values = [*(point["value"] for point in points), row["value"]]
    x = list(range(len(values)))
    with canvas(width, height) as (figure, axes):
        place(axes, width, height, 52, LABEL_WIDTH[cut], 22, 30)
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


def _label_lines(sheet: Sheet, axes: Any, row: Row, n: int) -> None:
    """At the right end: limits, mean and this event's value, kept apart."""
    say, xmr = sheet.language.say, row["xmr"]
    named = [(row["value"], "obs", "")]
    named += [(xmr[name], "muted", say(f"xmr.{name}")) for name in ("upper", "mean", "lower")]
    for y, (value, colour, word) in zip(_spread(axes, [v for v, _, _ in named]), named, strict=True):
        printed = sheet.language.value(value, row["unit"], sheet.printer.currency)
        axes.annotate(
            f"{word} {printed}".strip(), (n - 0.5, y), xytext=(8, 0), textcoords="offset points",
            va="center", color=TOKENS[colour], fontweight="normal" if word else "bold",
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


def _label_axes(sheet: Sheet, axes: Any, row: Row, days: Sequence[str], cut: str) -> None:
    from matplotlib.ticker import FixedLocator, MaxNLocator

    last = len(days)
    ticks = [0, last] if cut == "narrow" else [0, last // 2, last]
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    dates = [*days, sheet.starts_on.isoformat()]
    axes.xaxis.set_major_formatter(lambda x, _: sheet.language.month(dates[int(x)]))
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(lambda y, _: sheet.language.value(y, row["unit"], sheet.printer.currency))
    for label, side in zip(
        axes.get_xticklabels(), ("left", *["center"] * (len(ticks) - 2), "right"), strict=True
    ):
        label.set_ha(side)
