"""Horizontal bars of people, in the wide and the narrow cut."""

from dataclasses import dataclass

from markupsafe import Markup

from kpilib.figures.environment import fill

CUTS = (("wide", 700), ("narrow", 346))
THICK = 18
FIGURE = {True: 7.0, False: 7.8}  # width of a character, in the wide and in the narrow cut


@dataclass(frozen=True)
class Bar:
    """One bar: people (None: unknown), of how many (the rest is drawn dashed), and a remark beside it."""

    name: str
    people: float | None
    of: float | None
    label: Markup | str
    remark: Markup | str = ""
    is_marked: bool = False


def draw_bars(bars: list[Bar], label: str) -> list[tuple[str, Markup]]:
    """Both cuts of a bar chart from zero."""
    return [(cut, _draw(bars, label, width, cut == "wide")) for cut, width in CUTS]


def _draw(bars: list[Bar], label: str, width: int, is_wide: bool) -> Markup:
    left = 190 if is_wide else 0
    longest = max((max(bar.people or 0, bar.of or 0) for bar in bars), default=0) or 1
    room = width - left - 1 - max(_room(bar, longest, FIGURE[is_wide]) for bar in bars)
    pitch = 34 if is_wide else 46
    drawn = [_place(bar, i, left, room / longest, pitch, is_wide) for i, bar in enumerate(bars)]
    height = len(bars) * pitch + 2
    return fill("bars.svg.j2", bars=drawn, label=label, width=width, height=height, left=left, thick=THICK)


def _room(bar: Bar, longest: float, figure: float) -> float:
    """Pixels that the text after a bar needs, in so far as the bar does not leave them free."""
    text = (_length(bar.label) + _length(bar.remark) + 3) * figure
    share = max(bar.people or 0, bar.of or 0) / longest
    return text * share + 14 if share > 0.4 else 14


def _length(text: Markup | str) -> int:
    """Characters that a reader sees."""
    return len(Markup(text).striptags())


def _place(bar: Bar, i: int, left: int, pixels: float, pitch: int, is_wide: bool) -> dict[str, object]:
    y = i * pitch + (6 if is_wide else 22)
    width = round((bar.people or 0) * pixels, 1)
    lost = round(max((bar.of or 0) - (bar.people or 0), 0) * pixels, 1)
    label_x = left + width + lost + 7
    return {
        "name": bar.name,
        "people": bar.people,
        "name_x": left - 10 if is_wide else 0,
        "name_y": y + 13 if is_wide else y - 6,
        "anchor": "end" if is_wide else "start",
        "y": y,
        "width": width,
        "lost": lost,
        "label": bar.label,
        "label_x": round(label_x, 1),
        "remark": bar.remark,
        "remark_x": round(label_x + (_length(bar.label) + 1) * FIGURE[is_wide], 1),
        "is_marked": bar.is_marked,
    }
