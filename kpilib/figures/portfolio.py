"""The page of all events side by side: what they brought in all, by date, by topic; signals; all numbers."""

from collections.abc import Mapping, Sequence

from kpilib.figures.blocks.series_calibration import calibration
from kpilib.figures.blocks.series_effects import effects_by_date
from kpilib.figures.blocks.series_experience import experience
from kpilib.figures.blocks.series_groups import groups
from kpilib.figures.blocks.series_numbers import all_numbers, rates
from kpilib.figures.blocks.series_opening import key_numbers, line, remarks
from kpilib.figures.blocks.series_runs import signals
from kpilib.figures.environment import TEMPLATES, fill
from kpilib.figures.frames import Link, frame
from kpilib.figures.series import Record, Series, read_series
from kpilib.language import Language


def render_portfolio(
    records: Sequence[Record],
    language: str | Language,
    links: Sequence[Link] = (),
    hrefs: Mapping[str, str] | None = None,
    n_not_reviewed: int = 0,
    calibrations: Sequence[Record] = (),
    found: Record | None = None,
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
    found : mapping, optional
        What the records say together (`describe_series`); made of them where it is not given.
    """
    series = read_series(records, language, hrefs, found)
    say = series.language.say
    sections = [f(series) for f in (effects_by_date, groups, signals)] if records else []
    sections += [calibration(series, calibrations)] if calibrations else []
    sections += [f(series) for f in (experience, all_numbers, rates)] if records else []
    body = fill(
        "portfolio.html.j2",
        s=series.sheet,
        title=say("index.portfolio"),
        facts=_facts(series),
        is_demo=bool(series.sheets and series.sheet.event.get("demo")),
        line=line(series),
        remarks=remarks(series, n_not_reviewed),
        key_numbers=key_numbers(series, calibrations[0] if calibrations else None),
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
