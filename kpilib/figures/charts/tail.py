"""Counts by month of the content's age, beside those of earlier events, and what is projected."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.charts.drawing import CUTS, TOKENS, canvas, place, to_svg
from kpilib.figures.sheet import Sheet

Months = Sequence[Mapping[str, Any]]


def draw_tail(sheet: Sheet, kind: str, months: Months, label: str) -> list[tuple[str, Markup]]:
    """Both cuts: counted months as a line with marks, projected ones dashed, the usual range as a band."""
    return [(cut, _draw(sheet, kind, months, label, cut, w, h)) for cut, w, h in CUTS]


def _draw(sheet: Sheet, kind: str, months: Months, label: str, cut: str, width: int, height: int) -> Markup:
    import numpy as np
    import seaborn as sns

    x = np.array([month["month"] for month in months])
    columns = ("value", "expected", "lower", "upper", "usual", "usual_lower", "usual_upper")
    y = {c: np.array([np.nan if m[c] is None else m[c] for m in months], dtype=float) for c in columns}
    with canvas(width, height) as (figure, axes):
        place(axes, width, height, 44, 14, 44 if cut == "wide" else 86, 30)
        axes.set_xlim(0.5, max(x.max(), 6) + 0.5)
        axes.set_ylim(0, np.nanmax([*(y[c] for c in columns)]) * 1.08 or 1)
        axes.fill_between(x, y["usual_lower"], y["usual_upper"], color=TOKENS["band"], linewidth=0, zorder=1)
        axes.plot(x, y["usual"], color=TOKENS["ref"], linewidth=1.5, zorder=2)
        axes.vlines(x, y["lower"], y["upper"], color=TOKENS["obs"], linewidth=1.2, zorder=3)
        axes.plot(x, _joined(y), "--", color=TOKENS["obs"], linewidth=1.5, zorder=4)
        sns.lineplot(x=x, y=y["value"], ax=axes, color=TOKENS["obs"], linewidth=2, marker="o", zorder=5)
        _explain(sheet, axes, cut)
        _label_axes(sheet, axes, cut)
        return to_svg(figure, f"{sheet.prefix}-tail-{kind}-{cut}", label)


def _joined(y: Mapping[str, Any]) -> Any:
    """The projection, beginning at the last month counted."""
    import numpy as np

    counted = np.flatnonzero(~np.isnan(y["value"]))
    line = y["expected"].copy()
    if len(counted) and counted[-1] + 1 < len(line):
        line[counted[-1]] = y["value"][counted[-1]]
    return line


def _explain(sheet: Sheet, axes: Any, cut: str) -> None:
    """Above the chart: what lines and band are."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    say = sheet.language.say
    event = say("chart.this_event")
    handles = [
        Line2D([], [], color=TOKENS["obs"], linewidth=2, marker="o", label=event[:1].upper() + event[1:]),
        Line2D([], [], color=TOKENS["obs"], linewidth=1.5, linestyle="--", label=say("tail.projected")),
        Patch(color=TOKENS["band"], label=say("tail.usual_range")),
    ]
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), frameon=False,
        ncols=3 if cut == "wide" else 1, handlelength=1.8, borderpad=0, borderaxespad=1.0,
    )  # fmt: skip


def _label_axes(sheet: Sheet, axes: Any, cut: str) -> None:
    from matplotlib.ticker import MaxNLocator, MultipleLocator

    axes.xaxis.set_major_locator(MultipleLocator(1 if cut == "wide" else 3))
    axes.xaxis.set_major_formatter(
        lambda x, _: sheet.language.say("tail.month", n=round(x)) if x % 3 == 1 else sheet.language.number(x)
    )
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.yaxis.set_major_formatter(lambda y, _: sheet.language.number(y))
