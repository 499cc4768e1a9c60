"""From a matplotlib figure to SVG inside a page: text as text, colours as variables, ids of its own."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from typing import Any

from markupsafe import Markup, escape

# Light colours of the tokens: drawn with, then replaced by the page's variables.
TOKENS = {
    "ink": "#1b1f24",
    "muted": "#59616b",
    "paper": "#ffffff",
    "rule": "#d4d8dd",
    "obs": "#0f5a94",
    "ref": "#727a84",
    "band": "#e3e7eb",
    "extra": "#b9d8ef",
    "window": "#f4f1e6",
}
FONTS = ("Helvetica", "Arial", "Liberation Sans", "DejaVu Sans")
CUTS = (("wide", 700, 280), ("narrow", 346, 260))
SHORT_CUTS = (("wide", 700, 196), ("narrow", 346, 260))  # on the page for the director
# At 320 pixels the narrow cut is shrunk to five sixths; its text must not fall under 11 pixels.
FONT_SIZES = {700: 12.0, 346: 13.4}
LABEL_ROOM = 15  # pixels from one line of labels to the next
PIXELS_PER_INCH = 72  # so that a point is a pixel


@cache
def _font() -> str:
    """The first family at hand with the metrics of the page's type."""
    from matplotlib import font_manager

    known = {entry.name for entry in font_manager.fontManager.ttflist}
    return next((name for name in FONTS if name in known), "sans-serif")


@contextmanager
def canvas(width: int, height: int) -> Iterator[tuple[Any, Any]]:
    """A figure of so many pixels and its axes, in the page's style; nothing global is changed."""
    import matplotlib as mpl
    import seaborn as sns  # type: ignore[import-untyped]
    from matplotlib.figure import Figure

    style = sns.axes_style("ticks") | {
        "svg.fonttype": "none",
        "svg.hashsalt": "kpilib",
        "font.family": [_font()],
        "font.size": FONT_SIZES[width],
        "axes.edgecolor": TOKENS["ref"],
        "axes.labelcolor": TOKENS["muted"],
        "text.color": TOKENS["muted"],
        "xtick.color": TOKENS["muted"],
        "ytick.color": TOKENS["muted"],
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
    }
    with mpl.rc_context(style):
        figure = Figure(figsize=(width / PIXELS_PER_INCH, height / PIXELS_PER_INCH), dpi=PIXELS_PER_INCH)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_facecolor("none")
        figure.patch.set_visible(False)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        axes.tick_params(axis="y", length=0)
        axes.tick_params(axis="x", length=4)
        axes.grid(axis="y", color=TOKENS["rule"], linewidth=1)
        yield figure, axes


def place(axes: Any, width: int, height: int, left: int, right: int, top: int, bottom: int) -> None:
    """Sets the margins of the axes in pixels."""
    axes.set_position(
        (left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height)
    )


def label_ends(axes: Any, labels: list[tuple[float, str, str, bool]], height: int) -> None:
    """Texts at the right edge, each beside its value, moved apart where they would lie on one another.

    `labels`: value on the y axis, text (a line break makes two lines), colour, whether bold.
    """
    low, high = axes.get_ylim()
    size = axes.get_position().height * height
    at = [(value - low) / (high - low) * size for value, *_ in labels]
    for place_, (_, text, colour, is_bold) in zip(_apart(at, labels), labels, strict=True):
        axes.annotate(
            text, (1, place_ / size), xycoords="axes fraction", xytext=(7, 0), textcoords="offset points",
            va="center", color=colour, fontweight="bold" if is_bold else "normal",
            linespacing=1.2, annotation_clip=False,
        )  # fmt: skip


def _apart(at: list[float], labels: list[tuple[float, str, str, bool]]) -> list[float]:
    """Heights in pixels with room for each text: from the lowest up, then all down by half the excess."""
    rooms = [LABEL_ROOM * (text.count("\n") + 1) for _, text, *_ in labels]
    order = sorted(range(len(at)), key=lambda i: at[i])
    placed = list(at)
    for below, i in pairwise(order):
        placed[i] = max(placed[i], placed[below] + (rooms[below] + rooms[i]) / 2)
    excess = max(p - a for p, a in zip(placed, at, strict=True)) / 2
    return [p - excess for p in placed]


def to_svg(figure: Any, prefix: str, label: str) -> Markup:
    """The figure as an SVG element with a label that tells what it shows.

    Parameters
    ----------
    figure : matplotlib Figure
    prefix : str
        Stands before every id, so that ids are unique in the page.
    label : str
        What the drawing says, with its numbers.
    """
    stream = io.StringIO()
    figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = stream.getvalue()
    text = text[text.index("<svg") :]
    # Its global style sheet would reach the whole page.
    text = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", text, flags=re.DOTALL)
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = _own_ids(text, prefix)
    for name, colour in TOKENS.items():
        text = text.replace(colour, f"var(--{name})")
    text = re.sub(r"font: (?:(bold|[5-9]00) )?([\d.]+)px [^;\"]*", _font_style, text)
    text = re.sub(r"<svg [^>]*?viewBox=\"([^\"]*)\"[^>]*>", _opening(figure, label), text, count=1)
    return Markup(re.sub(r">\s+<", "><", text))


def _own_ids(text: str, prefix: str) -> str:
    used = set(re.findall(r"(?:url\(#|xlink:href=\"#|href=\"#)([^)\"]+)", text))
    text = re.sub(r' id="([^"]+)"', lambda m: f' id="{prefix}-{m[1]}"' if m[1] in used else "", text)
    text = re.sub(r"url\(#", f"url(#{prefix}-", text)
    return re.sub(r"(?:xlink:)?href=\"#", f'href="#{prefix}-', text)


def _font_style(found: re.Match[str]) -> str:
    weight = f"font-weight: {found[1]}; " if found[1] else ""
    return f"{weight}font-size: {found[2]}px"


def _opening(figure: Any, label: str) -> str:
    width, height = (round(inches * PIXELS_PER_INCH) for inches in figure.get_size_inches())
    start = f'<svg class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
    return f'{start} aria-label="{escape(label)}">'.replace("\\", r"\\")
