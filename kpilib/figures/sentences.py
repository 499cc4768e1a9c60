"""Verdicts, headlines and remarks: which sentence of the catalogue says what the record holds."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from kpilib.figures.printed import Source, number_element
from kpilib.figures.sheet import OUTCOME, Sheet

VERDICT_KEYS = {
    "more": "more",
    "fewer": "fewer",
    "no effect seen": "no_effect_seen",
    "no difference seen": "no_difference_seen",
    "cannot tell": "cannot_tell",
    "not yet": "not_yet",
}
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
HELPS = {"campaign_record": "helps.campaigns"}


def effect_verdict(sheet: Sheet) -> str:
    """Key of the verdict of the effect; "not_yet" as long as the window is open."""
    return "not_yet" if sheet.is_provisional else VERDICT_KEYS[sheet.effect["verdict"]]


def verdict_line(sheet: Sheet) -> Markup:
    """The first sentence of the page: did it work?"""
    values = {"outcome_many": sheet.language.nouns(OUTCOME), "mature_on": _day(sheet, "mature_on")}
    return sheet.say(f"headline.line.{effect_verdict(sheet)}", **values)


def verdict_word(sheet: Sheet, verdict: str) -> str:
    """The verdict of the effect in a word or three, beside its mark."""
    if verdict in ("more", "fewer"):
        return sheet.language.say(f"verdict.{verdict}_of", outcome_many=sheet.language.nouns(OUTCOME))
    return sheet.language.say(f"verdict.{verdict}")


def verdict_range(sheet: Sheet) -> Markup:
    """The second sentence: how much, and between what limits."""
    verdict, effect = effect_verdict(sheet), sheet.effect
    if verdict == "not_yet":
        day, days = str(sheet.window_day), str(sheet.window_days)
        return sheet.say("headline.not_yet", mature_on=_day(sheet, "mature_on"), day=day, days=days)
    if effect["effect"] is None:
        return _no_effect_sentence(sheet)
    if verdict == "cannot_tell":
        return sheet.say("headline.so_wide", range=effect_range(sheet), mde=_detectable(sheet))
    if verdict == "no_effect_seen":
        return sheet.say("headline.no_effect_seen", sesoi=smallest_relevant(sheet))
    return sheet.say(f"headline.{verdict}", effect=_size(sheet), **_limits(sheet))


def _no_effect_sentence(sheet: Sheet) -> Markup:
    joint = sheet.effect.get("joint")
    if joint:
        fields = ("joint.effect_lower", "joint.effect_upper")
        limits = sheet.printer.noun_range(
            "effect", fields, OUTCOME, joint["effect_lower"], joint["effect_upper"]
        )
        return sheet.say("headline.joint", range=limits)
    if _has_no_contacts(sheet):
        return sheet.say("missing.input", input=sheet.language.say("input.contacts"))
    return Markup(" ").join(note_sentence(sheet, note) for note in sheet.effect["warnings"])


def _has_no_contacts(sheet: Sheet) -> bool:
    """Whether the export that the effect is estimated from was not received at all."""
    codes = [note["code"] for note in sheet.effect["warnings"]]
    return "contacts" in sheet.record["quality"]["missing"] and codes == ["coverage_not_stated"]


def effect_number(sheet: Sheet) -> Markup:
    """The effect with its sign, without a noun."""
    return sheet.printer.signed(Source("effect", "effect"), sheet.effect["effect"])


def effect_limits(sheet: Sheet) -> Markup:
    """The interval of the effect, without a noun."""
    effect = sheet.effect
    fields = ("effect_lower", "effect_upper")
    return sheet.printer.range("effect", fields, effect["effect_lower"], effect["effect_upper"], "count")


def effect_range(sheet: Sheet) -> Markup:
    """The interval of the effect with its noun."""
    effect = sheet.effect
    fields = ("effect_lower", "effect_upper")
    return sheet.printer.noun_range("effect", fields, OUTCOME, effect["effect_lower"], effect["effect_upper"])


def smallest_relevant(sheet: Sheet) -> Markup:
    """The smallest effect that matters, with its noun."""
    source = Source("effect", "smallest_relevant")
    return sheet.printer.noun(source, OUTCOME, sheet.effect.get("smallest_relevant"))


def _detectable(sheet: Sheet) -> Markup:
    source = Source("effect", "smallest_detectable")
    return sheet.printer.noun(source, OUTCOME, sheet.effect["smallest_detectable"])


def _size(sheet: Sheet) -> Markup:
    """The effect as a counted noun without sign; its element keeps the record's value."""
    x = sheet.effect["effect"]
    printed, _, word = sheet.language.noun(OUTCOME, abs(x)).partition(" ")
    return number_element(Source("effect", "effect"), x, "abs", printed) + f" {word}"


def _limits(sheet: Sheet) -> dict[str, Markup]:
    """Both limits without sign, the smaller first."""
    fields = ("effect_lower", "effect_upper")
    limits = [(f, sheet.effect[f]) for f in (fields if sheet.effect["effect"] > 0 else fields[::-1])]
    low, high = (
        number_element(Source("effect", field), x, "abs", sheet.language.number(abs(x)))
        for field, x in limits
    )
    return {"lower": low, "upper": high}


def effect_in_full(sheet: Sheet) -> Markup:
    """The verdict of the effect with its interval, days and what cannot be seen."""
    verdict, effect = VERDICT_KEYS[sheet.effect["verdict"]], sheet.effect
    if effect["effect"] is None:
        return _no_effect_sentence(sheet)
    values: dict[str, Markup | str] = {
        "outcome_many": sheet.language.nouns(OUTCOME),
        "effect": _size(sheet),
        "days": sheet.language.noun("day", sheet.window_days),
        "level": sheet.level(effect.get("level")),
        "range": effect_range(sheet),
        "mde": _detectable(sheet),
        "sesoi": smallest_relevant(sheet),
    }
    return sheet.say(f"effect.{verdict}", **values)


def what_would_help(sheet: Sheet) -> Markup | None:
    """What would make the effect knowable; None where nothing is wanting, or days are still to come."""
    helps = sheet.effect.get("helps") or []
    if not helps or sheet.is_provisional or _has_no_contacts(sheet):
        return None
    texts = [sheet.language.say(HELPS.get(code, f"helps.{code}")) for code in helps]
    return sheet.say("effect.what_would_help", helps=", ".join(texts))


def zones_sentence(sheet: Sheet) -> Markup:
    """How many KPIs are red or amber, and which; or why there are no zones."""
    used = [row for row in sheet.rows.values() if row["is_used"]]
    judged = [row for row in used if row["zone"] != "unknown"]
    if not judged:
        return no_zones_sentence(sheet)
    reds, ambers = ([r["kpi"] for r in judged if r["zone"] == zone] for zone in ("red", "amber"))
    if reds:
        counts = {"reds": len(reds), "judged": len(judged)}
        values: dict[str, Markup | str] = {
            name: sheet.printer.value(Source("scorecard", name), n, "count") for name, n in counts.items()
        }
        values["kpis"] = sheet.names(reds, 3)
        return sheet.say("headline.reds", n=len(reds), **values)
    if ambers:
        return sheet.say("headline.ambers", kpis=sheet.names(ambers, 3))
    return sheet.say("headline.all_green")


def no_zones_sentence(sheet: Sheet) -> Markup:
    """Why no KPI has a zone."""
    if (sheet.n_past_events or 0) >= 5:
        return sheet.say("zone.not_yet", mature_on=_day(sheet, "mature_on"))
    return sheet.say("headline.no_zones", past_events=past_events(sheet), minimum="5")


def past_events(sheet: Sheet) -> Markup:
    """How many past events the expected ranges rest on, at most."""
    return sheet.printer.noun(Source("scorecard", "n_past_events"), "past_event", sheet.n_past_events or 0)


def note_sentence(sheet: Sheet, note: Mapping[str, Any]) -> Markup:
    """The sentence of a remark of the record; a code without a sentence is named."""
    code = note["code"]
    values = {name: _note_value(sheet, note, name) for name in note if name != "code"}
    if code == "not_convertible" and not note.get("month"):
        code = "not_convertible_undated"
    if sheet.has(f"note.{code}"):
        return sheet.say(f"note.{code}", **values)
    return sheet.say("note.unknown_code", code=code)


def _note_value(sheet: Sheet, note: Mapping[str, Any], name: str) -> Markup:
    value = note[name]
    if isinstance(value, bool) or value is None:
        return escape("—" if value is None else sheet.language.say("answer.yes" if value else "answer.no"))
    if isinstance(value, int | float):
        digits = 0 if float(value).is_integer() else 2
        source = Source("note", f"{note['code']}.{name}")
        return number_element(source, value, "count", sheet.language.number(value, digits))
    if isinstance(value, list | tuple):
        return escape(", ".join(_word(sheet, str(item)) for item in value))
    return escape(_word(sheet, str(value)))


def _word(sheet: Sheet, text: str) -> str:
    """A word of the record in the page's language, where it is one that the catalogue knows."""
    if MONTH.fullmatch(text):
        return sheet.language.month(f"{text}-01")
    try:
        return sheet.language.date(dt.date.fromisoformat(text), "medium")
    except ValueError:
        pass
    head, _, tail = text.partition("_")
    for key in (f"{head}.{tail}", f"word.{text}"):
        if sheet.has(key):
            return sheet.language.say(key)
    return sheet.name(text)


def _day(sheet: Sheet, field: str) -> str:
    return sheet.language.date(sheet.record[field])
