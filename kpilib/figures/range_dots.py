"""Past results within and outside their expected ranges: one row of dots for each KPI, in two cuts."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kpilib.figures.bars import CUTS
from kpilib.figures.environment import fill
from kpilib.figures.marks import Scale
from kpilib.figures.sheet import Sheet

NAMES = 236  # pixels for the names in the wide cut
COUNTS = 70  # pixels for "26 of 33" at the right
MOST_CHARACTERS = 34
FARTHEST = 0.9  # results farther outside, in widths of the range, are drawn here


@dataclass(frozen=True)
class RangeRow:
    """One KPI: its name, "26 of 33", and where its results lie (0 lower limit, 1 upper limit)."""

    name: str
    count: str
    places: Sequence[float]


def draw_range_dots(sheet: Sheet, rows: list[RangeRow], label: str) -> list[tuple[str, Markup]]:
    """Both cuts."""
    return [(cut, _draw(sheet, rows, label, width, cut == "wide")) for cut, width in CUTS]


def _draw(sheet: Sheet, rows: list[RangeRow], label: str, width: int, is_wide: bool) -> Markup:
    left, right = (NAMES, width - COUNTS) if is_wide else (8, width - 8)
    scale, pitch = Scale(-1, 2, left, right), 21 if is_wide else 42
    heads = (("below", -0.5), ("within", 0.5), ("above", 1.5))
    return fill(
        "range_dots.svg.j2",
        rows=[_place(row, i * pitch, scale, is_wide) for i, row in enumerate(rows)],
        lower=scale(0.0),
        upper=scale(1.0),
        heads=[(scale(x), sheet.language.say(f"calibration.{word}")) for word, x in heads],
        label=label,
        is_wide=is_wide,
        width=width,
        height=len(rows) * pitch + 28,
    )


def _place(row: RangeRow, top: int, scale: Scale, is_wide: bool) -> dict[str, object]:
    y = top + (14 if is_wide else 30)
    name = row.name
    short = name if len(name) <= MOST_CHARACTERS else name[: MOST_CHARACTERS - 1].rstrip() + "…"
    return {
        "name": short,
        "name_x": 0,
        "name_y": y + 4 if is_wide else y - 13,
        "count": row.count,
        "dots": [(scale(min(max(x, -FARTHEST), 1 + FARTHEST)), 0 <= x <= 1) for x in row.places],
        "y": y,
    }
