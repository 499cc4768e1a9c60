"""The five main figures, the same in the review and on the page for the director."""

from dataclasses import dataclass, replace

from markupsafe import Markup

from kpilib.figures.marks import draw_bullet, draw_strip
from kpilib.figures.printed import Source
from kpilib.figures.reasons import untold_zone_reason, value_reason
from kpilib.figures.sentences import effect_limits, effect_number, effect_verdict, verdict_word
from kpilib.figures.sheet import Row, Sheet

# First choice, and what stands in for it where it is unknown.
CHOICES = (
    ("qualified_registrations", "registrations"),
    ("attendance_rate", "attendees"),
    ("qualified_leads", "leads"),
)


@dataclass(frozen=True)
class MainFigure:
    """One of the five: name, value, what stands under it, and its reading (a zone or a verdict)."""

    anchor: str
    name: str
    value: Markup
    small: Markup
    drawing: Markup
    reading: Markup
    zone: str = "unknown"
    verdict: str = ""
    word: str = ""


def main_figures(sheet: Sheet, where: str = "five") -> list[MainFigure]:
    """Effect, qualified registrations, attendance, qualified leads, return from extra contacts (or ROI)."""
    chosen = [_choose(sheet, names) for names in CHOICES]
    figures = [_of_row(sheet, row, where) for row in chosen if row is not None]
    money = _of_return(sheet, where)
    return [_of_effect(sheet), *figures, *([money] if money else [])]


def _choose(sheet: Sheet, names: tuple[str, ...]) -> Row | None:
    rows = [sheet.rows[name] for name in names if name in sheet.rows]
    return next((row for row in rows if row["value"] is not None), rows[0] if rows else None)


def _of_effect(sheet: Sheet) -> MainFigure:
    effect, verdict = sheet.effect, effect_verdict(sheet)
    word = verdict_word(sheet, verdict)
    name = sheet.language.say("five.effect", days=sheet.language.noun("day", sheet.window_days))
    if effect["effect"] is None:
        why = sheet.say("five.no_estimate")
        return MainFigure(
            "effect", name, effect_number(sheet), why, Markup(""), why, verdict=verdict, word=word
        )
    drawing = draw_strip(
        sheet,
        "effect",
        effect,
        ("effect", "effect_lower", "effect_upper"),
        0.0,
        sheet.language.say("five.zero"),
    )
    small = effect_limits(sheet)
    if is_scaled(sheet):
        small = Markup("{} ({})").format(small, scaled_from(sheet))
    return MainFigure(
        "effect",
        name,
        effect_number(sheet),
        small,
        drawing,
        seen_and_expected(sheet),
        verdict=verdict,
        word=word,
    )


def seen_and_expected(sheet: Sheet, key: str = "five.seen") -> Markup:
    """What was observed in the window, and what was expected without the event."""
    effect = sheet.effect
    if effect.get("observed") is None or effect.get("counterfactual") is None:
        return Markup("")
    seen, expected = (
        sheet.printer.value(Source("effect", field), effect[field], "count")
        for field in ("observed", "counterfactual")
    )
    return sheet.say(key, observed=seen, expected=expected)


def is_scaled(sheet: Sheet) -> bool:
    """Whether days of the window are not observed, so that the effect is scaled to all of them."""
    seen = sheet.effect.get("n_window_observed")
    return seen is not None and seen < sheet.effect["n_window_days"]


def scaled_from(sheet: Sheet) -> Markup:
    """From how many days of the window the estimate is scaled."""
    seen, days = (
        sheet.printer.value(Source("effect", field), sheet.effect[field], "count")
        for field in ("n_window_observed", "n_window_days")
    )
    return sheet.say("five.scaled", observed=seen, days=days)


def _of_row(sheet: Sheet, row: Row, where: str) -> MainFigure:
    anchor, name = f"kpi-{row['kpi']}", sheet.name(row["kpi"])
    if row["value"] is None:
        why = value_reason(sheet, row)
        return MainFigure(anchor, name, sheet.value(row), why, Markup(""), why)
    reading = untold_zone_reason(sheet, row) or _beside(sheet, row)
    return MainFigure(
        anchor,
        name,
        sheet.value(row),
        _under(sheet, row),
        draw_bullet(sheet, row, where),
        reading,
        row["zone"],
    )


def _under(sheet: Sheet, row: Row) -> Markup:
    counts = sheet.k_of_n(row)
    if counts is not None:
        return counts
    if row["target_lower"] is not None:
        return sheet.say("chart.expected", range=sheet.expected(row))
    return untold_zone_reason(sheet, row) or Markup("")


def _beside(sheet: Sheet, row: Row) -> Markup:
    """Expected range, goal and previous value together; the range only where the value has none under it."""
    texts = []
    if row["target_lower"] is not None and sheet.k_of_n(row) is not None:
        texts.append(sheet.say("chart.expected", range=sheet.expected(row)))
    for field in ("goal", "previous"):
        if row[field] is not None:
            texts.append(sheet.say(f"chart.{field}", **{field: sheet.value(row, field)}))
    return Markup(" · ").join(texts)


def _of_return(sheet: Sheet, where: str) -> MainFigure | None:
    money, row = sheet.record["money"], sheet.rows.get("roi")
    if money.get("roi") is None:
        return None if row is None else _of_bookkeeping(sheet, row, where)
    cost = sheet.printer.value(Source("cost", "value"), money["cost"], "money")
    limits = sheet.printer.range(
        "money", ("roi_lower", "roi_upper"), money["roi_lower"], money["roi_upper"], "return"
    )
    leads = sheet.printer.value(Source("money", "break_even_leads"), money["break_even_leads"], "count")
    verdict, word = return_verdict(sheet)
    note = sheet.language.say("five.pays_itself", zero=sheet.language.percent(0))
    return MainFigure(
        "return",
        sheet.language.say("five.return"),
        sheet.printer.value(Source("money", "roi"), money["roi"], "return"),
        limits,
        draw_strip(sheet, "money", money, ("roi", "roi_lower", "roi_upper"), 0.0, note),
        sheet.say("five.break_even", leads=leads, cost=cost),
        verdict=verdict,
        word=word,
    )


def _of_bookkeeping(sheet: Sheet, row: Row, where: str) -> MainFigure:
    """ROI in place of the estimate: marked, so that nobody takes a count for an effect."""
    counted = _of_row(sheet, row, where)
    if row["value"] is None:
        return counted
    texts = [sheet.say("five.bookkeeping"), *([counted.small] if counted.small != counted.reading else [])]
    return replace(counted, small=Markup(" · ").join(text for text in texts if text))


def return_verdict(sheet: Sheet) -> tuple[str, str]:
    """Whether the event pays for itself: the verdict's mark and word; not told as long as it may change."""
    money = sheet.record["money"]
    if sheet.is_provisional:
        return "not_yet", sheet.language.say("verdict.not_yet")
    if money["roi_lower"] > 0:
        return "more", sheet.language.say("verdict.pays")
    if money["roi_upper"] < 0:
        return "fewer", sheet.language.say("verdict.does_not_pay")
    return "cannot_tell", sheet.language.say("verdict.cannot_tell")
