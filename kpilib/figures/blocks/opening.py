"""What a reader sees first: state, title, verdict, five figures, contents."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from kpilib.figures.blocks.action_cells import due, open_actions
from kpilib.figures.blocks.diagnosis import verdict_sentence
from kpilib.figures.environment import fill
from kpilib.figures.five import main_figures
from kpilib.figures.layout import language_name
from kpilib.figures.reasons import ENOUGH_EVENTS
from kpilib.figures.sentences import verdict_line, verdict_range, zones_sentence
from kpilib.figures.sheet import Sheet

SECTIONS = (
    ("goals", "step.1"),
    ("step-2", "step.2"),
    ("step-3", "step.3"),
    ("step-4", "step.4"),
    ("step-5", "step.5"),
    ("step-6", "step.6"),
    ("step-7", "step.7"),
)
FORMATS = {"live": "live", "prerecorded": "pre_recorded", "hybrid": "hybrid"}


def header(sheet: Sheet) -> Markup:
    """State, title, and one line on what, when and up to which day."""
    return fill(
        "header.html.j2",
        s=sheet,
        title=sheet.record["title"],
        state=sheet.record["state"],
        chip=state_chip(sheet),
        is_few=is_few(sheet),
        is_demo=bool(sheet.event.get("demo")),
        facts=[format_word(sheet), language_word(sheet), when(sheet), data_up_to(sheet)],
    )


def state_chip(sheet: Sheet) -> Markup:
    """Final; or provisional, with the day and until when it may change."""
    if not sheet.is_provisional:
        return sheet.say(f"state.{sheet.record['state']}")
    until = sheet.language.date(sheet.record["mature_on"])
    return sheet.say("state.provisional_chip", day=sheet.window_day, days=sheet.window_days, mature_on=until)


def is_few(sheet: Sheet) -> bool:
    """Whether there are too few past events for any zone."""
    return (sheet.n_past_events or 0) < ENOUGH_EVENTS


def format_word(sheet: Sheet) -> str:
    """The event's format; as it was typed where it is none of the known ones."""
    typed = str(sheet.event.get("format") or "live")
    plain = typed.lower().replace("-", "").replace("_", "").replace(" ", "")
    return sheet.language.say(f"format.{FORMATS[plain]}") if plain in FORMATS else typed


def language_word(sheet: Sheet) -> str:
    """The language the event was held in."""
    name = language_name(sheet.language, sheet.event["language"])
    return sheet.language.say("header.held_in", language=name)


def when(sheet: Sheet) -> str:
    """Day and clock times of the event, by its own clock, with the zone."""
    language, start = sheet.language, sheet.record["starts_at"]
    zone = _zone(sheet, start)
    day = language.date(start, "full")
    end = sheet.event.get("ends_at")
    if not end:
        return f"{language.say('date.with_time', date=day, time=language.time(start))} ({zone})"
    values = {"start": language.time(start), "end": language.time(end), "timezone": zone}
    return language.say("date.from_to_time", date=day, **values)


def _zone(sheet: Sheet, start: str) -> str:
    name = sheet.event["timezone"]
    offset = dt.datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(name)).strftime("%z")
    return name if name == "UTC" else f"{name}, UTC{offset[:3]}:{offset[3:]}".replace("-", "\N{MINUS SIGN}")


def data_up_to(sheet: Sheet) -> str:
    """Last day whose data count."""
    return sheet.language.say("page.data_up_to", as_of=sheet.language.date(sheet.record["as_of"]))


def summary(sheet: Sheet) -> Markup:
    """Verdict, its range, what is red and its likeliest cause, the five figures, the actions in one line."""
    return fill(
        "summary.html.j2",
        s=sheet,
        line=verdict_line(sheet),
        range=verdict_range(sheet),
        zones=Markup(" ").join(filter(None, [zones_sentence(sheet), verdict_sentence(sheet)])),
        five=main_figures(sheet),
        actions=[_action_line(sheet, action) for action in open_actions(sheet)[:3]],
    )


def _action_line(sheet: Sheet, action: Mapping[str, Any]) -> Markup:
    day = due(sheet, action, "day_month")
    link = Markup('<a href="#actions">{}</a>').format(action["what"].rstrip("."))
    return sheet.say("action.in_one_line", action=link, owner=action["owner"] or "—", due_on=day)


def contents(sheet: Sheet) -> Markup:
    """The seven steps as links."""
    return fill("contents.html.j2", s=sheet, sections=[(a, escape(sheet.say(key))) for a, key in SECTIONS])
