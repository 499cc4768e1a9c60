"""The days before an event against the model."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.charts.drawing import CUTS, TOKENS, canvas, place, to_svg
from kpilib.figures.sheet import Sheet

Rows = Sequence[Mapping[str, Any]]
LEVEL_SDS = 1.96


def draw_residuals(sheet: Sheet, rows: Rows, label: str) -> list[tuple[str, Markup]]:
    """Both cuts: what is left on each day, in standard deviations, within the band of 19 days of 20."""
    return [(cut, _residuals(sheet, rows, label, cut, w, h)) for cut, w, h in CUTS]


def _residuals(sheet: Sheet, rows: Rows, label: str, cut: str, width: int, height: int) -> Markup:
    import numpy as np

    known = [row for row in rows if row["residual"] is not None]
    dates = np.array([row["date"][:10] for row in known], dtype="datetime64[D]")
    x = (dates - np.datetime64(sheet.starts_on)).astype(int)
    with canvas(width, height) as (figure, axes):
        place(axes, width, height, 44, 12, 12, 30)
        axes.axhspan(-LEVEL_SDS, LEVEL_SDS, color=TOKENS["band"])
        axes.axhline(0, color=TOKENS["ref"], linewidth=1.2)
        axes.plot(x, [row["residual"] for row in known], "o", color=TOKENS["obs"], markersize=3)
        step = 90 if cut == "wide" else 180
        axes.set_xticks([t for t in range(-step * 10, 1, step) if t >= x.min()])
        axes.xaxis.set_major_formatter(
            lambda t, _: sheet.language.date(sheet.starts_on + dt.timedelta(days=int(t)), "tick")
        )
        axes.yaxis.set_major_formatter(lambda value, _: sheet.language.signed(value))
        return to_svg(figure, f"{sheet.prefix}-residuals-{cut}", label)
