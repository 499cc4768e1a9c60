"""Step 2: how many were there minute by minute, and in which part of the programme people left."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from kpilib.figures.layout import figure, how_to_add, how_to_state, is_missing, section, table
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet

Part = Mapping[str, Any]
NEEDED_EVENTS = 3


def presence(sheet: Sheet) -> Markup:
    """People over the minutes; the part of the programme where most left, against what is usual."""
    points, title = sheet.record["presence"], sheet.language.say("section.minutes")
    if sheet.is_prerecorded:
        return section(sheet, "presence", title, missing=[sheet.say("presence.prerecorded")])
    if len(points) < 2:
        missing = how_to_add(sheet, ["attendance"]) if is_missing(sheet, "attendance") else []
        return section(sheet, "presence", title, missing=missing or [sheet.say("presence.no_times")])
    from kpilib.figures.charts.presence import draw_presence

    part = _told_part(sheet.record["minutes"]["parts"])
    marks = _ends(part) if part else presence_marks(sheet)
    finding = _part_finding(sheet, part) if part else _finding(sheet)
    drawings = draw_presence(sheet, marks, part, _label(sheet, finding))
    data = Markup("").join([*([_parts_table(sheet)] if part else []), _table(sheet)])
    chart = figure(sheet, finding, drawings, _subtitle(sheet), data)
    return section(sheet, "presence", title, parts=[chart], notes=_notes(sheet))


def _told_part(parts: list[Part]) -> Part | None:
    """The part with most people gone, of those with more than usual if there are any."""
    more = [part for part in parts if part["reading"] == "more"]
    return max(more or parts, key=lambda part: part["left"], default=None)


def _ends(part: Part) -> list[dict[str, int]]:
    return [
        {"minute": part["starts"], "people": part["present"]},
        {"minute": part["ends"], "people": part["at_end"]},
    ]


def _part_finding(sheet: Sheet, part: Part) -> Markup:
    if not part["left"]:
        return sheet.say("presence.part_nobody")
    are_judged = all(p["reading"] in ("usual", "fewer") for p in sheet.record["minutes"]["parts"])
    key = "part_more" if part["reading"] == "more" else "part_usual" if are_judged else "part_most"
    numbers = {field: _part_number(sheet, part, field) for field in ("left", "present")}
    return sheet.say(f"presence.{key}", part=sheet.language.quote(part["part"]), **numbers)


def _part_number(sheet: Sheet, part: Part, field: str) -> Markup:
    return sheet.printer.value(Source(f"minutes:{part['starts']}", field), part[field], "people")


def _finding(sheet: Sheet) -> Markup:
    peak, end = presence_marks(sheet)
    values = {
        "peak": sheet.printer.noun(_source(peak), "person", peak["people"]),
        "minute": sheet.language.number(peak["minute"]),
        "stayed": _number(sheet, end),
        "end": sheet.language.number(end["minute"]),
    }
    return sheet.say("presence.finding" if end["people"] else "presence.finding_nobody", **values)


def presence_marks(sheet: Sheet) -> list[dict[str, int]]:
    """The fullest minute, and the scheduled end (the last minute seen where no end is stated)."""
    points = sheet.record["presence"]
    peak = max(points, key=lambda p: p["people"])
    end = points[-1]["minute"]
    if sheet.event.get("ends_at"):
        start, stop = (dt.datetime.fromisoformat(sheet.event[f]) for f in ("starts_at", "ends_at"))
        end = min(end, int((stop - start).total_seconds() // 60))
    return [peak, max((p for p in points if p["minute"] <= end), key=lambda p: p["minute"])]


def _label(sheet: Sheet, finding: Markup) -> str:
    """The finding and the people at the two points that make it."""
    peak, end = presence_marks(sheet)
    say, number = sheet.language.say, sheet.language.number
    names = [
        f"{say('column.minute').lower()} {number(p['minute'])}: {number(p['people'])}" for p in (peak, end)
    ]
    return f"{finding.striptags()}. {_subtitle(sheet)}. {', '.join(names)}."


def _subtitle(sheet: Sheet) -> Markup:
    minutes = sheet.record["minutes"]
    if not minutes["usual"]:
        return sheet.say("presence.subtitle")
    events = sheet.printer.noun(Source("minutes", "n_events"), "past_event", minutes["n_events"])
    return sheet.say("presence.subtitle_usual", events=events)


def _notes(sheet: Sheet) -> list[Markup]:
    minutes, notes = sheet.record["minutes"], []
    if minutes["parts"]:
        notes.append(sheet.say("presence.close"))
    else:
        notes.append(sheet.say("presence.how_programme") + " " + how_to_state(sheet, "facts.programme"))
    if not minutes["usual"]:
        notes.append(sheet.say("presence.not_usual", needed=NEEDED_EVENTS))
    return notes


def _number(sheet: Sheet, point: dict[str, int]) -> Markup:
    return sheet.printer.value(_source(point), point["people"], "people")


def _source(point: dict[str, int]) -> Source:
    return Source("presence", f"people@{point['minute']}")


def _parts_table(sheet: Sheet) -> Markup:
    """Each part with who was there at its start and how many were gone at its end."""
    say = sheet.language.say
    columns = [(say("column.part"), ""), (say("column.minute"), ""), (say("column.people"), "num")]
    columns += [(say("column.left"), "num"), (say("column.usually_left"), "num")]
    rows = [
        [
            part["part"],
            Markup("–").join(_part_number(sheet, part, field) for field in ("starts", "ends")),
            *(_part_number(sheet, part, field) for field in ("present", "left")),
            sheet.printer.range(
                f"minutes:{part['starts']}",
                ("usual_left_lower", "usual_left_upper"),
                part["usual_left_lower"],
                part["usual_left_upper"],
                "people",
            ),
        ]
        for part in sheet.record["minutes"]["parts"]
    ]
    return table(sheet, say("section.minutes"), columns, rows, stack=True, quiet=True)


def _table(sheet: Sheet) -> Markup:
    """Every tenth of the way: a table of all minutes is no reading."""
    points = sheet.record["presence"]
    every = max(1, len(points) // 12)
    columns = [(sheet.language.say("column.minute"), ""), (sheet.language.say("column.people"), "num")]
    rows = [[sheet.language.number(p["minute"]), _number(sheet, p)] for p in points[::every]]
    return table(sheet, sheet.language.say("section.minutes"), columns, rows, quiet=True)
