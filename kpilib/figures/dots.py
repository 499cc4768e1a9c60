"""Estimates with their intervals below one another, on one axis, in two cuts."""

import math

from markupsafe import Markup

from kpilib.figures.bars import CUTS
from kpilib.figures.environment import fill
from kpilib.figures.marks import Scale, scale_over
from kpilib.figures.sheet import Sheet

# Name, value (None: only the range is known), lower, upper, whether it is this event.
DotRow = tuple[str, float | None, float, float, bool]


def draw_dots(sheet: Sheet, rows: list[DotRow], label: str, left: int = 150) -> list[tuple[str, Markup]]:
    """Both cuts; zero always lies on the axis. `left`: pixels for the names in the wide cut."""
    return [(cut, _draw(sheet, rows, label, width, left if cut == "wide" else 0)) for cut, width in CUTS]


def _draw(sheet: Sheet, rows: list[DotRow], label: str, width: int, names: int) -> Markup:
    is_wide = names > 0
    left, pitch = (names, 24) if is_wide else (8, 38)
    values = [0.0] + [x for row in rows for x in row[1:4] if x is not None]
    scale = scale_over(values, left, width - 14, 0.04)
    drawn = [_place(row, i, scale, pitch, is_wide) for i, row in enumerate(rows)]
    return fill(
        "dots.svg.j2",
        rows=drawn,
        ticks=[
            {"x": scale(t), "text": sheet.language.signed(t)}
            for t in ticks(scale.low, scale.high, 10 if is_wide else 5)
        ],
        zero=scale(0.0),
        label=label,
        width=width,
        height=len(rows) * pitch + 40,
    )


def _place(row: DotRow, i: int, scale: Scale, pitch: int, is_wide: bool) -> dict[str, object]:
    name, value, lower, upper, own = row
    y = i * pitch + (20 if is_wide else 30)
    return {
        "name": name,
        "name_x": 0,
        "name_y": y + 4 if is_wide else y - 10,
        "value": None if value is None else scale(value),
        "lower": scale(lower),
        "upper": scale(upper),
        "own": own,
        "y": y,
    }


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round values between two ends, both included, at most so many."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough)
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
