"""The effect as it adds up from day to day."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.charts.drawing import CUTS, TOKENS, canvas, label_ends, place, to_svg
from kpilib.figures.printed import Source, number_in_drawing
from kpilib.figures.sheet import Sheet

Rows = Sequence[Mapping[str, Any]]
ENDS = {"effect": "chart.estimate", "effect_lower": "chart.low", "effect_upper": "chart.high"}


def draw_cumulative(sheet: Sheet, rows: Rows, label: str) -> list[tuple[str, Markup]]:
    """Both cuts: the effect of the first days with its band, and three labels at the end."""
    return [(cut, _draw(sheet, rows, label, cut, w, h)) for cut, w, h in CUTS]


def _draw(sheet: Sheet, rows: Rows, label: str, cut: str, width: int, height: int) -> Markup:
    import numpy as np
    import seaborn as sns

    days, last = [row["days"] for row in rows], rows[-1]
    y = {name: np.array([row[name] for row in rows], dtype=float) for name in ENDS}
    with canvas(width, height) as (figure, axes):
        place(axes, width, height, 44, 120, 16, 30)
        axes.set_xlim(0.5, days[-1] + 0.1)
        axes.fill_between(days, y["effect_lower"], y["effect_upper"], color=TOKENS["extra"], linewidth=0)
        axes.axhline(0, color=TOKENS["ink"], linewidth=1.2)
        sns.lineplot(
            x=days, y=y["effect"], ax=axes, color=TOKENS["obs"], linewidth=2, marker="o", errorbar=None
        )
        said = {name: _say(sheet, name, last[name]) for name in ENDS}
        labels = [(last[name], said[name], TOKENS["obs"], name == "effect") for name in ENDS]
        label_ends(axes, labels, height)
        _ticks(sheet, axes, days, 6 if cut == "wide" else 4)
        drawing = to_svg(figure, f"{sheet.prefix}-cumulative-{cut}", label)
    return _with_values(sheet, drawing, said, last)


def _say(sheet: Sheet, name: str, value: float) -> str:
    return sheet.language.say(ENDS[name], value=sheet.language.signed(value))


def _with_values(sheet: Sheet, drawing: Markup, said: Mapping[str, str], last: Mapping[str, Any]) -> Markup:
    """The three labels' numbers carry the record's values, as every printed number does."""
    text = str(drawing)
    for name, words in said.items():
        printed = sheet.language.signed(last[name])
        source = Source(f"cumulative:{last['days']}", name)
        number = number_in_drawing(source, last[name], "count", printed)
        text = text.replace(f">{words}<", f">{words.replace(printed, str(number))}<")
    return Markup(text)


def _ticks(sheet: Sheet, axes: Any, days: list[int], most: int) -> None:
    import numpy as np
    from matplotlib.ticker import FixedLocator, MaxNLocator

    # The first and the last day are always named.
    named = sorted({days[round(i)] for i in np.linspace(0, len(days) - 1, min(most, len(days)))})
    axes.xaxis.set_major_locator(FixedLocator(named))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.xaxis.set_major_formatter(
        lambda x, at: sheet.language.number(x) if at else sheet.language.say("chart.day_n", n=round(x))
    )
    axes.yaxis.set_major_formatter(lambda y, _: sheet.language.signed(y))
