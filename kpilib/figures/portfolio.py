"""The page of all events side by side: verdicts, effects by date, signals, all numbers, rates."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.series_calibration import calibration
from kpilib.figures.blocks.series_effects import effects_by_date
from kpilib.figures.blocks.series_numbers import all_numbers, rates
from kpilib.figures.blocks.series_signals import signals
from kpilib.figures.environment import TEMPLATES, fill
from kpilib.figures.frames import Link, frame
from kpilib.figures.printed import Source
from kpilib.figures.sentences import VERDICT_KEYS, verdict_word
from kpilib.figures.series import Record, Series, read_series
from kpilib.figures.sheet import OUTCOME
from kpilib.language import Language

VERDICTS = ("more", "fewer", "no_effect_seen", "cannot_tell")


def render_portfolio(
    records: Sequence[Record],
    language: str | Language,
    links: Sequence[Link] = (),
    hrefs: Mapping[str, str] | None = None,
    n_not_reviewed: int = 0,
    calibrations: Sequence[Record] = (),
) -> str:
    """All reviewed events on one page, from their review records alone.

    Parameters
    ----------
    records : sequence of mappings
        What the events' `review.json` hold, in any order; of an event of typed results only, what
        `collect_portfolio` tells of it (state "typed").
    language : str or Language
    links : sequence of mappings
        `href`, `text`, `lang` of the pages beside this one.
    hrefs : mapping, optional
        event_id -> address of its review.
    n_not_reviewed : int
        Events that are over and have no review.
    calibrations : sequence of mappings
        How past targets did: all KPIs together first, then each; empty: nothing is told of it.
    """
    series = read_series(records, language, hrefs)
    say = series.language.say
    sections = [f(series) for f in (effects_by_date, signals)] if records else []
    sections += [calibration(series, calibrations)] if calibrations else []
    sections += [f(series) for f in (all_numbers, rates)] if records else []
    body = fill(
        "portfolio.html.j2",
        s=series.sheet,
        title=say("index.portfolio"),
        facts=_facts(series),
        is_demo=bool(series.sheets and series.sheet.event.get("demo")),
        line=_line(series),
        remarks=_remarks(series, n_not_reviewed),
        verdicts=_verdicts(series),
        sections=sections,
    )
    css = (TEMPLATES / "portfolio.css").read_text(encoding="utf-8")
    return frame(body, series.language, say("index.portfolio"), "portfolio", links, css)


def _facts(series: Series) -> list[str]:
    say = series.language.say
    if not series.sheets:
        return []
    facts = [say("portfolio.final", n=len(series.mature))]
    if series.n_provisional:
        facts.append(say("portfolio.provisional", n=series.n_provisional))
    if series.n_typed:
        facts.append(say("portfolio.typed", n=series.n_typed))
    newest = max(str(sheet.record["as_of"]) for sheet in series.sheets)
    return [*facts, say("page.data_up_to", as_of=series.language.date(newest))]


def _counts(series: Series) -> dict[str, int]:
    found = [VERDICT_KEYS[sheet.effect["verdict"]] for sheet in series.mature]
    return {verdict: found.count(verdict) for verdict in VERDICTS}


def _line(series: Series) -> Markup:
    """The first sentence: did the events work? Never which of them worked best."""
    say = series.language.say_html
    if not series.mature:
        return say("portfolio.line.open" if series.sheets else "portfolio.line.empty")
    counts, outcome = _counts(series), series.language.nouns(OUTCOME)
    if not counts["more"]:
        key = "cannot_tell" if counts["cannot_tell"] == len(series.mature) else "none"
        return say(f"portfolio.line.{key}", outcome_many=outcome)
    more = series.sheet.printer.value(Source("portfolio", "more"), counts["more"], "count")
    events = series.sheet.printer.noun(Source("portfolio", "events"), "event", len(series.mature))
    return say("portfolio.line.more", more=more, events=events, outcome_many=outcome)


def _remarks(series: Series, n_not_reviewed: int) -> list[Markup]:
    """What the reader must know of the counts, and what to do about events that are missing."""
    say = series.language.say_html
    code = Markup("<code>{}</code>")
    remarks = [say("portfolio.no_ranking")] if len(series.mature) > 1 else []
    if series.n_provisional:
        remarks.append(say("portfolio.provisional_out", n=series.n_provisional))
    if series.sheets and not series.mature:
        remarks.append(say("portfolio.wait"))
    if n_not_reviewed or not series.sheets:
        counted = [say("portfolio.not_reviewed", n=n_not_reviewed)] if n_not_reviewed else []
        commands = {"command": code.format("kpi review --all"), "again": code.format("kpi portfolio")}
        remarks.append(Markup(" ").join([*counted, say("portfolio.review_them", **commands)]))
    return remarks


def _verdicts(series: Series) -> list[dict[str, Any]]:
    """How many events had each verdict; nothing before the first window has closed."""
    if not series.mature:
        return []
    return [
        {
            "name": name,
            "word": verdict_word(series.sheet, name),
            "n": series.sheet.printer.value(Source("portfolio", name), n, "count"),
        }
        for name, n in _counts(series).items()
    ]
