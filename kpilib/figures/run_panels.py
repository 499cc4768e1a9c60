"""Run charts of one KPI, one small panel for each series of events, on one axis, in two cuts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from kpilib.figures.bars import CUTS
from kpilib.figures.environment import fill
from kpilib.figures.marks import Scale, scale_over
from kpilib.figures.sheet import Sheet

IN_A_ROW = 3  # panels of the wide cut
GAP = 16  # pixels between panels
TEXTS = 84  # pixels to the right of a panel for mean and limits
HEIGHT = 154
TOP, BOTTOM = 34, 24  # for the name of the series, for the first and the last day
LINE = 14  # pixels that two labels need


@dataclass(frozen=True)
class Panel:
    """One series of events: its values oldest first, limits, and the labels of what is drawn.

    `limits` is (lower, mean, upper) or None; `labels` are theirs, as printed; `last` is the newest value as
    printed, `ends` the first and the last day.
    """

    name: str
    values: Sequence[float]
    limits: tuple[float, float, float] | None
    labels: Sequence[Markup]
    last: Markup
    ends: tuple[str, str]
    is_signal: bool


def draw_runs(sheet: Sheet, panels: Sequence[Panel], label: str) -> list[tuple[str, Markup]]:
    """Both cuts: panels beside one another, and below one another on a phone."""
    return [(cut, _draw(panels, label, width, cut == "wide")) for cut, width in CUTS]


def _draw(panels: Sequence[Panel], label: str, width: int, is_wide: bool) -> Markup:
    columns = min(len(panels), IN_A_ROW) if is_wide else 1
    room = (width - GAP * (columns - 1)) / columns
    values = [x for panel in panels for x in (*panel.values, *(panel.limits or ()))]
    y = scale_over(values, HEIGHT - BOTTOM, TOP)
    drawn = [
        _place(panel, (i % columns) * (room + GAP), (i // columns) * HEIGHT, room, y)
        for i, panel in enumerate(panels)
    ]
    rows = -(-len(panels) // columns)
    return fill("run_panels.svg.j2", panels=drawn, label=label, width=width, height=rows * HEIGHT)


def _place(panel: Panel, left: float, top: float, room: float, y: Scale) -> dict[str, Any]:
    right = left + room - TEXTS
    step = (right - left - 16) / max(len(panel.values) - 1, 1)
    points = [(round(left + 8 + i * step, 1), y(value) + top) for i, value in enumerate(panel.values)]
    return {
        "panel": panel,
        "left": round(left, 1),
        "right": round(right, 1),
        "end": round(left + room, 1),
        "top": top,
        "bottom": top + HEIGHT - BOTTOM,
        "points": points,
        "line": " ".join(f"{x} {height}" for x, height in points),
        "limits": _limits(panel, top, y),
        "last_y": max(points[-1][1] - 10, top + TOP - 4),
    }


def _limits(panel: Panel, top: float, y: Scale) -> list[dict[str, Any]]:
    """Lower limit, mean and upper limit with their labels, which keep apart."""
    if panel.limits is None:
        return []
    lines = [y(value) + top for value in panel.limits]
    middle = lines[1]
    texts = [max(lines[0], middle + LINE), middle, min(lines[2], middle - LINE)]
    return [
        {"y": line, "text_y": round(at + 4, 1), "text": text}
        for line, at, text in zip(lines, texts, panel.labels, strict=True)
    ]
