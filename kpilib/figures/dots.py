"""Estimates with their intervals below one another, on one axis, in two cuts."""

import math
from collections.abc import Collection
from dataclasses import dataclass

from markupsafe import Markup

from kpilib.figures.bars import CUTS
from kpilib.figures.environment import fill
from kpilib.figures.marks import Scale, scale_over
from kpilib.figures.sheet import Sheet

# Name, value (None: only the range is known), lower, upper, whether it is this event.
DotRow = tuple[str, float | None, float, float, bool]
MANY = 20  # rows; more of them stand closer together
# Pixels from row to row: (wide cut, many rows).
PITCHES = {(True, False): 24, (True, True): 19, (False, False): 38, (False, True): 32}
BAND_TEXT = 18  # pixels above the rows for what the band is


@dataclass(frozen=True)
class Band:
    """The grey range that rows are held against, and what it is."""

    lower: float
    upper: float
    text: str


def draw_dots(
    sheet: Sheet,
    rows: list[DotRow],
    label: str,
    left: int = 150,
    band: Band | None = None,
    hollow: Collection[int] = (),
    unit: str = "",
) -> list[tuple[str, Markup]]:
    """Both cuts; zero always lies on the axis.

    Parameters
    ----------
    sheet : Sheet
    rows : list of tuples
    label : str
        What the drawing says, with its numbers.
    left : int
        Pixels for the names in the wide cut.
    band : Band, optional
    hollow : collection of int
        Places of the rows that rest on too little to be read.
    unit : str
        Of the axis; without one, numbers with their sign.
    """
    return [
        (cut, _draw(sheet, rows, label, width, left if cut == "wide" else 0, band, hollow, unit))
        for cut, width in CUTS
    ]


def _draw(
    sheet: Sheet,
    rows: list[DotRow],
    label: str,
    width: int,
    names: int,
    band: Band | None,
    hollow: Collection[int],
    unit: str,
) -> Markup:
    is_wide = names > 0
    left, pitch = (names if is_wide else 8), PITCHES[is_wide, len(rows) > MANY]
    top = BAND_TEXT if band else 0
    values = [0.0] + [x for row in rows for x in row[1:4] if x is not None]
    scale = scale_over(values, left, width - 14, 0.04)
    drawn = [_place(row, i, scale, pitch, is_wide, top) for i, row in enumerate(rows)]
    texts = sheet.language
    return fill(
        "dots.svg.j2",
        rows=[row | {"hollow": i in hollow} for i, row in enumerate(drawn)],
        ticks=[
            {"x": scale(t), "text": texts.value(t, unit) if unit else texts.signed(t)}
            for t in ticks(scale.low, scale.high, 10 if is_wide else 5)
        ],
        zero=scale(0.0),
        band=band and _place_band(band, scale, width),
        top=top,
        label=label,
        width=width,
        height=len(rows) * pitch + 40 + top,
    )


def _place_band(band: Band, scale: Scale, width: int) -> dict[str, object]:
    """The band, and its text above it, kept inside the drawing."""
    left, right = scale(band.lower), scale(band.upper)
    half = len(band.text) * 7.2 / 2
    middle = min(max((left + right) / 2, half), width - half)
    return {"x": left, "width": round(right - left, 1), "text": band.text, "text_x": round(middle, 1)}


def _place(row: DotRow, i: int, scale: Scale, pitch: int, is_wide: bool, top: int = 0) -> dict[str, object]:
    name, value, lower, upper, own = row
    y = i * pitch + (20 if is_wide else 30) + top
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
