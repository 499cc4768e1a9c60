"""Step 4, first half: would it have come anyway, and could it be chance?"""

from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.effect_days import cumulative_figure, daily_figure
from kpilib.figures.dots import DotRow, draw_dots
from kpilib.figures.five import is_scaled, scaled_from, seen_and_expected
from kpilib.figures.layout import figure, how_to_add, is_missing, section, table
from kpilib.figures.printed import Source
from kpilib.figures.sentences import (
    effect_in_full,
    effect_limits,
    effect_number,
    effect_verdict,
    note_sentence,
    verdict_word,
    what_would_help,
)
from kpilib.figures.sheet import OUTCOME, Sheet


def effect(sheet: Sheet) -> Markup:
    """The verdict, the daily chart and what would help."""
    say, record = sheet.language.say, sheet.effect
    title = say("section.effect")
    verdict = effect_verdict(sheet)
    values: dict[str, Any] = {
        "step": 4,
        "verdict_name": verdict,
        "verdict_word": verdict_word(sheet, verdict),
    }
    helps = [text for text in (what_would_help(sheet),) if text]
    if record["effect"] is None:
        # Before half of the window was seen nothing is to be supplied: it is to be waited for.
        is_young = any(note["code"] == "window_young" for note in record["warnings"])
        # The days an export covers are asked for once.
        is_asked = bool(helps) and "state_coverage" in record["helps"]
        supply = [] if is_young or is_asked else [sheet.say("effect.how_to_supply")]
        if is_missing(sheet, "contacts"):
            supply = [*how_to_add(sheet, ["contacts"]), *supply]
        missing = [effect_in_full(sheet), *helps, *supply]
        return section(
            sheet,
            "effect",
            title,
            missing=missing,
            missing_title=say("column.effect"),
            parts=_joint(sheet),
            **values,
        )
    notes = [note_sentence(sheet, note) for note in record["warnings"]]
    parts = [daily_figure(sheet), _added_up(sheet)]
    sentences = (
        effect_in_full(sheet),
        seen_and_expected(sheet, "effect.seen"),
        sheet.say("effect.scaled", part=scaled_from(sheet)) if is_scaled(sheet) else Markup(""),
        sheet.say(f"advice.{verdict}"),
    )
    text = Markup("<p>{}</p>").format(Markup(" ").join(s for s in sentences if s))
    return section(sheet, "effect", title, parts=[text, *parts], notes=[*helps, *notes], **values)


def _added_up(sheet: Sheet) -> Markup:
    """How the effect adds up; empty as long as days are missing, for its end would be another number."""
    rows = sheet.effect.get("cumulative") or []
    is_whole = bool(rows) and rows[-1]["days"] == sheet.window_days
    return cumulative_figure(sheet, rows) if is_whole else Markup("")


def _joint(sheet: Sheet) -> list[Markup]:
    joint = sheet.effect.get("joint")
    if not joint:
        return []
    source = Source("effect", "joint.effect")
    fields = ("joint.effect_lower", "joint.effect_upper")
    limits = sheet.printer.noun_range("effect", fields, OUTCOME, joint["effect_lower"], joint["effect_upper"])
    days = ", ".join(sheet.language.date(day, "medium") for day in joint["event_ons"])
    number = sheet.printer.noun(source, OUTCOME, joint["effect"], signed=True)
    return [Markup("<p>{}</p>").format(sheet.say("effect.joint", days=days, effect=number, range=limits))]


def placebo(sheet: Sheet) -> Markup:
    """The same estimate on dates without an event."""
    record, say = sheet.effect.get("placebo"), sheet.language.say
    title = say("section.placebo")
    if not record or not record["n_dates"]:
        missing = [sheet.say("placebo.none"), sheet.say("placebo.needs")]
        return section(sheet, "placebo", title, missing=missing, missing_title=say("term.placebo"))
    finding = _placebo_finding(sheet, record)
    rows = [_placebo_row(sheet, row) for row in record["rows"]]
    own = ("effect", "effect_lower", "effect_upper")
    if sheet.effect["effect"] is not None:
        rows.append((say("chart.this_event"), *(sheet.effect[f] for f in own), True))
    label = f"{finding.striptags()}. {_placebo_label(sheet, record)}"
    chart = figure(
        sheet,
        finding,
        draw_dots(sheet, rows, label),
        say("placebo.subtitle"),
        _placebo_table(sheet, record),
        note=sheet.say("placebo.how_to_read"),
    )
    chance = sheet.say("placebo.chance", dates=str(record["n_dates"]), one_in=str(record["n_dates"] + 1))
    notes = [_false_alarms(sheet, record), chance, _planted(sheet, record)]
    return section(sheet, "placebo", title, parts=[chart], notes=[note for note in notes if note])


def _placebo_finding(sheet: Sheet, record: dict[str, Any]) -> Markup:
    """How many of the dates lie as far from zero as this event; without an estimate, the false alarms."""
    n, far = record["n_dates"], record["n_as_large"]
    if sheet.effect["effect"] is None:
        return _false_alarms(sheet, record)
    if n == 1:
        return sheet.say("placebo.only_as_far" if far else "placebo.only_not_as_far")
    which = {0: "none", n: "all"}.get(far, "some")
    numbers = {
        name: sheet.printer.value(Source("placebo", field), record[field], "count")
        for name, field in (("dates", "n_dates"), ("far", "n_as_large"))
    }
    if which == "some":
        return sheet.say("placebo.some_as_far", far, **numbers)
    return sheet.say(f"placebo.{which}_as_far", **numbers)


def _false_alarms(sheet: Sheet, record: dict[str, Any]) -> Markup:
    checks = sheet.printer.noun(Source("placebo", "n_dates"), "check", record["n_dates"])
    alarms = sheet.printer.value(Source("placebo", "n_false_alarms"), record["n_false_alarms"], "count")
    return sheet.say("effect.placebo", checks=checks, false_alarms=alarms)


def _placebo_row(sheet: Sheet, row: dict[str, Any]) -> DotRow:
    day = sheet.language.date(str(row["date"])[:10], "medium")
    return day, row["effect"], row["lower"], row["upper"], False


def _placebo_label(sheet: Sheet, record: dict[str, Any]) -> str:
    effects = [row["effect"] for row in record["rows"]]
    return sheet.language.say(
        "chart.placebo_alt",
        effect=sheet.language.signed(sheet.effect["effect"]),
        checks=str(record["n_dates"]),
        range=sheet.language.range_of(min(effects), max(effects)),
    )


def _planted(sheet: Sheet, record: dict[str, Any]) -> Markup | None:
    if not record.get("planted"):
        return None
    size = sheet.printer.noun(Source("placebo", "planted"), OUTCOME, record["planted"])
    found = sheet.printer.value(Source("placebo", "n_planted_found"), record["n_planted_found"], "count")
    return sheet.say("placebo.planted", size=size, found=found, checks=str(record["n_dates"]))


def _placebo_table(sheet: Sheet, record: dict[str, Any]) -> Markup:
    say, printer = sheet.language.say, sheet.printer
    columns = [(say("column.date"), ""), (say("column.difference"), "num")]
    columns.append((say("column.interval", level=sheet.level(sheet.effect.get("level"))), "num"))
    rows: list[list[Markup | str]] = []
    for row in record["rows"]:
        day = str(row["date"])[:10]
        part = f"placebo:{day}"
        limits = printer.range(part, ("lower", "upper"), row["lower"], row["upper"], "count")
        rows.append(
            [
                sheet.language.date(day, "medium"),
                printer.signed(Source(part, "effect"), row["effect"]),
                limits,
            ]
        )
    rows.append([say("chart.this_event"), effect_number(sheet), effect_limits(sheet)])
    return table(sheet, say("section.placebo"), columns, rows, quiet=True)
