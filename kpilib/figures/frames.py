"""Whole pages: the frame round a review, the page for the director, a failed review."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.action_cells import action_cells, open_actions
from kpilib.figures.blocks.diagnosis import verdict_sentence
from kpilib.figures.blocks.effect_days import daily_figure
from kpilib.figures.blocks.opening import data_up_to, state_chip, when
from kpilib.figures.blocks.scorecard import expected_basis
from kpilib.figures.environment import TEMPLATES, fill, read_css
from kpilib.figures.five import main_figures, return_verdict
from kpilib.figures.layout import INPUTS, table
from kpilib.figures.sentences import (
    effect_verdict,
    verdict_line,
    verdict_range,
    what_would_help,
    zones_sentence,
)
from kpilib.figures.sheet import Sheet, language_of, record_of
from kpilib.language import Language, get_language

Link = Mapping[str, str]

# Nothing is loaded from anywhere: styles stand in the page, pictures would be data of the page.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
MOST_ACTIONS = 3


def frame(
    body: Markup,
    language: Language,
    title: str,
    kind: str,
    links: Sequence[Link] = (),
    css: str = "",
    script: str = "",
    policy: str = POLICY,
) -> str:
    """A page round a body.

    Parameters
    ----------
    body : Markup
        Goes into the page as it is.
    title : str
        Of the browser's tab.
    kind : str
        Class of the body element.
    links : sequence of mappings
        `href`, `text`, `lang` of the pages beside this one.
    css, script : str
        Beside the common style sheet.
    policy : str
        Content security policy.
    """
    page = fill(
        "page.html.j2",
        lang=language.code,
        title=title,
        kind=kind,
        links=links,
        body=body,
        css=Markup(read_css() + css),
        script=Markup(script),
        policy=policy,
        skip=language.say("page.skip"),
        navigation=language.say("page.navigation"),
    )
    return str(page) + "\n"


def render_review(body_html: str, review: Any, language: str | Language, links: Sequence[Link] = ()) -> str:
    """The frame round the sections of an executed notebook.

    Parameters
    ----------
    body_html : str
        The sections' HTML, trusted: it comes from `ReviewPage`.
    review : Review or mapping
    language : str or Language
    links : sequence of mappings
        `href`, `text`, `lang`.
    """
    record = record_of(review)
    chosen = language_of(record, language)
    title = chosen.say("page.title_review", title=record["title"])
    return frame(Markup(body_html), chosen, title, "review", links)


def render_executive(review: Any, language: str | Language, links: Sequence[Link] = ()) -> str:
    """One A4 for the director; each number links to its place in the review and equals it."""
    record = record_of(review)
    sheet = Sheet(record, language_of(record, language), prefix="x")
    say = sheet.language.say
    columns = [(say(f"column.{c}"), "") for c in ("kpi", "result", "against_expected", "reading")]
    body = fill(
        "executive.html.j2",
        s=sheet,
        review=f"review.{sheet.language.code}.html",
        chip=state_chip(sheet),
        facts=[when(sheet), data_up_to(sheet)],
        line=verdict_line(sheet),
        range=verdict_range(sheet),
        unknown=zones_sentence(sheet),
        columns=columns,
        five=main_figures(sheet),
        chart=daily_figure(sheet, is_short=True),
        wrong=_wrong(sheet),
        decision=_decision(sheet),
        actions=_actions(sheet),
        basis=expected_basis(sheet),
    )
    title = say("page.title_executive", title=record["title"])
    return frame(body, sheet.language, title, "executive", links, css=_css("executive.css"))


def _css(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _wrong(sheet: Sheet) -> list[Markup]:
    """What went wrong, and what is not known: two or three sentences."""
    return [
        verdict_sentence(sheet) or _without_red(sheet),
        *(_unknown(sheet) or [sheet.say("executive.all_received")]),
    ]


def _unknown(sheet: Sheet) -> list[Markup]:
    """What would make the effect known, whether the event pays, and what was not received."""
    helps, missing = what_would_help(sheet), sheet.record["quality"]["missing"]
    lines = [helps] if helps else []
    if sheet.record["money"].get("roi") is not None and return_verdict(sheet)[0] == "cannot_tell":
        lines.append(sheet.say("executive.return_unknown"))
    if missing:
        names = ", ".join(sheet.language.say(f"input.{INPUTS.get(name, name)}") for name in missing)
        lines.append(sheet.say("missing.input", input=names))
    return lines


def _without_red(sheet: Sheet) -> Markup:
    zones = {row["zone"] for row in sheet.rows.values() if row["is_used"]}
    if "red" in zones:
        return sheet.say("diagnosis.cannot_tell")
    return sheet.say("diagnosis.no_zones" if zones <= {"unknown"} else "executive.no_red")


def _decision(sheet: Sheet) -> list[Markup]:
    """What may be decided on these figures; the verdict's own advice, never more."""
    verdict = effect_verdict(sheet)
    return [sheet.say(f"decision.{verdict}"), sheet.say(f"advice.{verdict}")]


def _actions(sheet: Sheet) -> Markup | None:
    entries = open_actions(sheet)[:MOST_ACTIONS]
    if not entries:
        return None
    say = sheet.language.say
    columns = [(say(f"column.{c}"), "") for c in ("action", "owner", "due", "must_change")]
    return table(
        sheet, say("caption.actions"), columns, [action_cells(sheet, a)[:4] for a in entries], stack=True
    )


def render_failed(
    event_id: str,
    title: str,
    cause: str,
    remedy: str,
    last_good: Mapping[str, str] | None,
    language: str | Language,
    links: Sequence[Link] = (),
) -> str:
    """A page that says what failed, what to do, and where the last good review is.

    Parameters
    ----------
    last_good : mapping or None
        `href` and `made_on` (2026-06-10) of the last good review.
    """
    chosen = language if isinstance(language, Language) else get_language(language)
    command = Markup("<code>kpi review {}</code>").format(event_id)
    body = fill(
        "failed.html.j2",
        say=chosen.say_html,
        event_id=event_id,
        title=title or event_id,
        cause=cause,
        remedy=remedy,
        last_good=last_good,
        made_on=chosen.date(last_good["made_on"]) if last_good else "",
        repeat=chosen.say_html("failed.repeat", command=command),
    )
    return frame(body, chosen, chosen.say("page.title_failed", title=title or event_id), "failed", links)
