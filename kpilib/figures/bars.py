"""Horizontal bars of people with those who were lost, in the wide and the narrow cut."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from kpilib.figures.environment import fill

CUTS = (("wide", 700), ("narrow", 346))
THICK, LINE, GAP = 18, 17, 16
CHARACTER = {True: 7.0, False: 7.8}  # width of a figure, in the wide and in the narrow cut


@dataclass(frozen=True)
class Bar:
    """One bar: people, those lost on the way to it (drawn dashed), and remarks below it.

    A remark is a text and whether it stands out.
    """

    name: str
    people: float
    lost: float
    label: Markup | str
    remarks: Sequence[tuple[Markup | str, bool]] = ()


def draw_bars(bars: list[Bar], label: str) -> list[tuple[str, Markup]]:
    """Both cuts of a bar chart from zero."""
    return [(cut, _draw(bars, label, width, cut == "wide")) for cut, width in CUTS]


def _draw(bars: list[Bar], label: str, width: int, is_wide: bool) -> Markup:
    left = 190 if is_wide else 0
    longest = max((bar.people + bar.lost for bar in bars), default=0) or 1
    room = width - left - 1 - max(len(Markup(bar.label).striptags()) for bar in bars) * CHARACTER[is_wide] - 8
    above, drawn = 6 if is_wide else 24, []
    top = above
    for bar in bars:
        drawn.append(_place(bar, top, left, room / longest, is_wide))
        top += THICK + LINE * len(bar.remarks) + GAP + (0 if is_wide else 18)
    height = top - above - GAP + 14 + (0 if is_wide else 18)
    return fill("bars.svg.j2", bars=drawn, label=label, width=width, height=height, left=left, thick=THICK)


def _place(bar: Bar, y: int, left: int, pixels: float, is_wide: bool) -> dict[str, object]:
    width, lost = round(bar.people * pixels, 1), round(bar.lost * pixels, 1)
    needed = len(Markup(bar.label).striptags()) * CHARACTER[is_wide] + 14
    return {
        "name": bar.name,
        "name_x": left - 10 if is_wide else 0,
        "name_y": y + 13 if is_wide else y - 5,
        "anchor": "end" if is_wide else "start",
        "y": y,
        "width": width,
        "lost": lost,
        "label": bar.label,
        # Beside the bar it belongs to, inside the dashes where these leave room.
        "label_x": round(left + width + 7 + (0 if lost > needed else lost), 1),
        "remarks": [
            {"text": text, "is_marked": is_marked, "y": y + THICK + 13 + LINE * i}
            for i, (text, is_marked) in enumerate(bar.remarks)
        ],
    }
