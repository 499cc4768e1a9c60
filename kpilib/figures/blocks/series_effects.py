"""The effects of many events by date, each with its interval, beside the mean; never sorted by size."""

from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.series_ranks import ranks
from kpilib.figures.dots import Band, DotRow, draw_dots
from kpilib.figures.environment import fill
from kpilib.figures.layout import Cell, figure, table
from kpilib.figures.printed import Source
from kpilib.figures.sentences import VERDICT_KEYS, verdict_word
from kpilib.figures.series import Series
from kpilib.figures.sheet import OUTCOME, Sheet, first_of

LEFT = 306  # pixels for day and title in the wide cut
MOST_CHARACTERS = 46  # of day and title; both cuts have room for so many
MOST_TOLD = 8  # events named in the label of the drawing


def effects_by_date(series: Series) -> dict[str, Any]:
    """Intervals below one another, newest first, and the numbers behind them."""
    title = series.language.say("portfolio.effects")
    known = [sheet for sheet in series.mature if sheet.effect["effect"] is not None]
    if not known:
        command = Markup("<code>{}</code>").format(series.language.say("command.intake_days"))
        missing = [series.language.say_html("portfolio.no_effects", command=command)]
        return _section(title, parts=[], missing=missing, notes=[])
    notes: list[Cell] = []
    without = len(series.mature) - len(known)
    if without:
        events = series.language.noun("event", without)
        notes.append(series.language.say("portfolio.no_estimate", events=events))
    return _section(title, parts=[_figure(series, known), *ranks(series)], missing=[], notes=notes)


def shared_lines(series: Series) -> list[Markup]:
    """Which events lie outside the band, and what the dates without an event say of the estimates."""
    pooled, say = series.found["effect"], series.language.say_html
    lines = []
    if pooled["mean"] is not None:
        lines.append(_outside(series))
    if pooled["total"] is None:
        return lines
    if pooled["n_estimates"] < pooled["n_events"]:
        events = series.sheet.printer.noun(
            Source("portfolio", "effect.n_events"), "event", pooled["n_events"]
        )
        lines.append(say("portfolio.joint", events=events, n=pooled["n_estimates"]))
    if not pooled["n_quiet"]:
        return [*lines, say("portfolio.shared_none")]
    shared = series.sheet.printer.signed(Source("portfolio", "effect.shared"), pooled["shared"])
    n = series.sheet.printer.value(Source("portfolio", "effect.n_quiet"), pooled["n_quiet"], "count")
    return [*lines, say("portfolio.shared", n=n, shared=shared)]


def _outside(series: Series) -> Markup:
    pooled, say = series.found["effect"], series.language.say_html
    if not pooled["outside"]:
        return say("portfolio.outside_none")
    source = Source("portfolio", "effect.expected_outside")
    expected = series.sheet.printer.value(source, pooled["expected_outside"], "count", 1)
    return say("portfolio.outside", titles=series.titles(pooled["outside"], MOST_TOLD), expected=expected)


def mean_band(series: Series) -> Band | None:
    """The interval of the events' mean, drawn grey behind them; None of fewer than three."""
    pooled = series.found["effect"]
    if pooled["mean"] is None:
        return None
    lower, upper = pooled["mean_lower"], pooled["mean_upper"]
    text = series.language.say("portfolio.band", range=series.language.range_of(lower, upper))
    return Band(lower, upper, text)


def _section(title: str, **values: Any) -> dict[str, Any]:
    return {"anchor": "effects", "title": title, "finding": None, **values}


def is_clear(sheet: Sheet) -> bool:
    """Whether zero lies outside the interval."""
    lower, upper = sheet.effect["effect_lower"], sheet.effect["effect_upper"]
    return bool(lower > 0 or upper < 0)


def _figure(series: Series, known: list[Sheet]) -> Markup:
    say, language = series.language.say, series.language
    clear = [sheet for sheet in known if is_clear(sheet)]
    finding = say("portfolio.effects_finding", k=len(clear), events=language.noun("event", len(known)))
    level = series.sheet.level(known[0].effect.get("level"))
    basis = say("portfolio.effects_basis", outcome_many=language.nouns(OUTCOME), level=level)
    rows: list[DotRow] = [_row(sheet) for sheet in known]
    drawings = draw_dots(series.sheet, rows, _label(series, finding, clear), LEFT, mean_band(series))
    note = Markup(" ").join([say("portfolio.effects_marks"), *shared_lines(series)])
    return figure(series.sheet, finding, drawings, basis, _data(series), note)


def _row(sheet: Sheet) -> DotRow:
    effect = sheet.effect
    name = f"{sheet.language.date(sheet.starts_on, 'medium')} · {sheet.record['title']}"
    short = name if len(name) <= MOST_CHARACTERS else name[: MOST_CHARACTERS - 1].rstrip() + "…"
    return short, effect["effect"], effect["effect_lower"], effect["effect_upper"], is_clear(sheet)


def _label(series: Series, finding: str, clear: list[Sheet]) -> str:
    """The finding and the numbers it rests on, for those who do not see the drawing."""
    if not clear:
        return series.language.say("portfolio.effects_alt_none", finding=finding)
    told = first_of(series.language, [_told(sheet) for sheet in clear], MOST_TOLD)
    return series.language.say("portfolio.effects_alt", finding=finding, clear=told)


def _told(sheet: Sheet) -> str:
    effect, language = sheet.effect, sheet.language
    limits = language.range_of(effect["effect_lower"], effect["effect_upper"])
    return f"{sheet.record['title']} {language.signed(effect['effect'])} ({limits})"


def _data(series: Series) -> Markup:
    """All closed events, those without an estimate too."""
    say = series.language.say
    level = series.sheet.level(series.mature[0].effect.get("level"))
    columns = [(say("column.event"), ""), (say("column.effect"), "num")]
    columns += [(say("column.interval", level=level), "num"), (say("column.verdict"), "")]
    rows = [[series.title(sheet), *_numbers(series, sheet), _verdict(sheet)] for sheet in series.mature]
    return table(series.sheet, say("portfolio.effects"), columns, rows, stack=True, quiet=True)


def _numbers(series: Series, sheet: Sheet) -> list[Markup]:
    effect, fields = sheet.effect, ("effect_lower", "effect_upper")
    part = series.source(sheet, "effect", "effect")
    limits = sheet.printer.range(part.kpi, fields, effect["effect_lower"], effect["effect_upper"], "count")
    return [sheet.printer.signed(part, effect["effect"]), limits]


def _verdict(sheet: Sheet) -> Markup:
    name = VERDICT_KEYS[sheet.effect["verdict"]]
    return fill("verdict.html.j2", s=sheet, name=name, word=verdict_word(sheet, name))
