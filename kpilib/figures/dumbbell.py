"""From usual (ring) to now (diamond with its interval), one row for each group, on one axis of shares."""

from dataclasses import dataclass

from markupsafe import Markup

from kpilib.figures.bars import CUTS
from kpilib.figures.dots import ticks
from kpilib.figures.environment import fill
from kpilib.figures.marks import Scale, scale_over
from kpilib.figures.sheet import Sheet

NAMES, COUNTS = 170, 96  # pixels for the names at the left, for "101 of 247" at the right
MOST_CHARACTERS = 24


@dataclass(frozen=True)
class Dumbbell:
    """One group: its share now with the interval, its usual share (None: not known), how many of how many."""

    name: str
    value: float
    lower: float
    upper: float
    usual: float | None
    label: Markup
    is_beyond: bool


def draw_dumbbells(sheet: Sheet, rows: list[Dumbbell], label: str) -> list[tuple[str, Markup]]:
    """Both cuts; a group beyond what is usual has its name in bold."""
    return [(cut, _draw(sheet, rows, label, width, cut == "wide")) for cut, width in CUTS]


def _draw(sheet: Sheet, rows: list[Dumbbell], label: str, width: int, is_wide: bool) -> Markup:
    left, right, pitch = (NAMES, width - COUNTS, 30) if is_wide else (8, width - 12, 46)
    ends = [x for r in rows for x in (r.lower, r.upper, r.value, r.usual) if x is not None]
    over = scale_over(ends, left, right, 0.06)
    scale = Scale(max(over.low, 0.0), min(over.high, 1.0), left, right)
    marks = ticks(scale.low * 100, scale.high * 100, 8 if is_wide else 4)
    return fill(
        "dumbbell.svg.j2",
        rows=[_place(row, i * pitch, scale, is_wide) for i, row in enumerate(rows)],
        ticks=[{"x": scale(t / 100), "text": sheet.language.percent(t / 100)} for t in marks],
        label=label,
        width=width,
        height=len(rows) * pitch + 34,
        counts_x=width,
    )


def _place(row: Dumbbell, top: int, scale: Scale, is_wide: bool) -> dict[str, object]:
    y = top + (18 if is_wide else 34)
    short = row.name if len(row.name) <= MOST_CHARACTERS else row.name[: MOST_CHARACTERS - 1].rstrip() + "…"
    return {
        "name": short,
        "name_y": y + 4 if is_wide else y - 14,
        "value": scale(row.value),
        "lower": scale(row.lower),
        "upper": scale(row.upper),
        "usual": None if row.usual is None else scale(row.usual),
        "label": row.label,
        "is_beyond": row.is_beyond,
        "y": y,
    }
