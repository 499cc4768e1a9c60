"""The interval of the effect over the line from which an event pays for itself."""

from markupsafe import Markup

from kpilib.figures.bars import CUTS
from kpilib.figures.dots import ticks
from kpilib.figures.environment import fill
from kpilib.figures.marks import scale_over
from kpilib.figures.printed import Source, number_attributes
from kpilib.figures.sheet import Sheet

CHARACTER = {700: 6.6, 346: 7.4}  # width of a character, by cut


def draw_break_even(sheet: Sheet, label: str) -> list[tuple[str, Markup]]:
    """Both cuts, in extra contacts: a unit the reader can act on."""
    return [(cut, _draw(sheet, label, width)) for cut, width in CUTS]


def _draw(sheet: Sheet, label: str, width: int) -> Markup:
    record, limit = sheet.effect, sheet.record["money"]["break_even_leads"]
    fields = ("effect_lower", "effect", "effect_upper")
    scale = scale_over([limit, *(record[f] for f in fields)], 10, width - 10, 0.12)
    text = sheet.language.say("chart.break_even", value=sheet.language.number(limit))
    half = len(text) * CHARACTER[width] / 2
    return fill(
        "break_even.svg.j2",
        label=label,
        width=width,
        limit=scale(limit),
        text=text,
        text_x=round(min(max(scale(limit), half), width - half), 1),
        points=[
            {
                "x": scale(record[f]),
                "text": sheet.language.number(record[f]),
                "attributes": number_attributes(Source("effect", f), record[f], "count"),
            }
            for f in fields
        ],
        ticks=[{"x": scale(t), "text": sheet.language.number(t)} for t in ticks(scale.low, scale.high)],
    )
