"""One number of each event against another, in two cuts."""

from collections.abc import Sequence

from markupsafe import Markup

from kpilib.figures.bars import CUTS
from kpilib.figures.dots import ticks
from kpilib.figures.environment import fill
from kpilib.figures.marks import scale_over
from kpilib.figures.sheet import Sheet

HEIGHT = 250
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 24, 40
Axis = tuple[str, str]  # what stands on it, unit


def draw_scatter(
    sheet: Sheet, points: Sequence[tuple[float, float]], across: Axis, up: Axis, label: str
) -> list[tuple[str, Markup]]:
    """Both cuts: one dot for each event, both axes named."""
    return [(cut, _draw(sheet, points, across, up, label, width)) for cut, width in CUTS]


def _draw(
    sheet: Sheet, points: Sequence[tuple[float, float]], across: Axis, up: Axis, label: str, width: int
) -> Markup:
    x = scale_over([first for first, _ in points], LEFT, width - RIGHT)
    y = scale_over([second for _, second in points], HEIGHT - BOTTOM, TOP)
    return fill(
        "scatter.svg.j2",
        points=[(x(first), y(second)) for first, second in points],
        x_ticks=[(x(t), sheet.language.value(t, across[1])) for t in ticks(x.low, x.high, 6)],
        y_ticks=[(y(t), sheet.language.value(t, up[1])) for t in ticks(y.low, y.high, 5)],
        across=across[0],
        up=up[0],
        left=LEFT,
        right=width - RIGHT,
        top=TOP,
        bottom=HEIGHT - BOTTOM,
        label=label,
        width=width,
        height=HEIGHT,
    )
