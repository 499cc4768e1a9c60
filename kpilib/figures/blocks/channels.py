"""Step 2: which channel brought people who came, against what is usual of it."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from kpilib.figures.dumbbell import Dumbbell, draw_dumbbells
from kpilib.figures.layout import Cell, figure, how_to_add, is_missing, section, table
from kpilib.figures.printed import Source, number_in_drawing
from kpilib.figures.sheet import Sheet

Row = Mapping[str, Any]
COUNTS = ("registrations", "attendees", "leads")


def channels(sheet: Sheet) -> Markup:
    """Attendance by channel, from usual to now; all counts in the table."""
    rows, title = sheet.record["channels"], sheet.language.say("section.channels")
    if not rows:
        missing = how_to_add(sheet, ["registrations"]) if is_missing(sheet, "registrations") else []
        return section(sheet, "channels", title, missing=missing or [sheet.say("channels.no_source")])
    finding = _finding(sheet, rows)
    drawn = [row for row in rows if row["rate"] is not None]
    notes = [sheet.say("channels.merged")] if any(r["channel"] == "other" for r in rows) else []
    if not drawn:
        notes.append(sheet.say("channels.attendance_unknown"))
        return section(sheet, "channels", title, finding=finding, parts=[_table(sheet, rows)], notes=notes)
    has_usual = any(row["usual"] is not None for row in drawn)
    key = "channels.subtitle" if has_usual else "channels.subtitle_alone"
    subtitle = sheet.language.say(key, level=sheet.level())
    label = f"{finding.striptags()}. {subtitle}: {'; '.join(_alt(sheet, row) for row in drawn)}."
    chart = figure(
        sheet, finding, draw_dumbbells(sheet, [_dumbbell(sheet, r) for r in drawn], label), subtitle
    )
    notes += [sheet.say("channels.inside" if has_usual else "channels.no_usual")]
    notes.append(sheet.say("channels.walk_ins_apart"))
    return section(sheet, "channels", title, parts=[chart, _table(sheet, rows)], notes=notes)


def channel_name(sheet: Sheet, channel: str) -> str:
    """A channel's name as the workspace writes it; merged and unknown ones in the page's language."""
    return sheet.language.say(f"channels.{channel}") if channel in ("other", "unknown") else channel


def _finding(sheet: Sheet, rows: list[Row]) -> Markup:
    """Which channels lie beyond their interval; else that all are as usual; else the largest channel."""
    below, above = (
        ", ".join(channel_name(sheet, r["channel"]) for r in rows if r["reading"] == reading)
        for reading in ("below", "above")
    )
    parts = [sheet.say("channels.below", channels=below)] if below else []
    parts += [sheet.say("channels.above", channels=above)] if above else []
    if parts:
        return Markup("; ").join(parts)
    judged = [r for r in rows if r["reading"] == "usual"]
    if judged and len(judged) == len(rows):
        return sheet.say("channels.as_usual")
    if judged:
        return sheet.say(
            "channels.partly_usual", channels=", ".join(channel_name(sheet, r["channel"]) for r in judged)
        )
    return _largest(sheet, rows)


def _largest(sheet: Sheet, rows: list[Row]) -> Markup:
    total = sum(row["registrations"] for row in rows)
    named = [row for row in rows if row["channel"] not in ("other", "unknown")]
    if not named:
        is_small = all(row["channel"] == "other" for row in rows)
        key = "channels.all_small" if is_small else "channels.none_named"
        counted = sheet.printer.noun(Source("channels", "registrations"), "registration", total)
        return sheet.say(key, n=int(total), registrations=counted)
    best = max(named, key=lambda row: row["registrations"])
    values = {
        "registrations": _value(sheet, best, "registrations"),
        "total": sheet.printer.value(Source("channels", "registrations"), total, "people"),
    }
    return sheet.say("channels.finding", channel=channel_name(sheet, best["channel"]), **values)


def _source(row: Row, field: str) -> Source:
    return Source(f"channels:{row['channel']}", field)


def _value(sheet: Sheet, row: Row, field: str) -> Markup:
    return sheet.printer.value(_source(row, field), row[field], "people")


def _dumbbell(sheet: Sheet, row: Row) -> Dumbbell:
    def drawn(field: str) -> Markup:
        return number_in_drawing(_source(row, field), row[field], "people", sheet.language.number(row[field]))

    label = sheet.say("chart.of", k=drawn("attendees"), n=drawn("registrations"))
    ends = (row["rate"], row["lower"], row["upper"], row["usual"])
    return Dumbbell(channel_name(sheet, row["channel"]), *ends, label, row["reading"] in ("above", "below"))


def _alt(sheet: Sheet, row: Row) -> str:
    name, percent = channel_name(sheet, row["channel"]), sheet.language.percent
    now = f"{name} {percent(row['rate'])}"
    if row["usual"] is None:
        return now
    return sheet.language.say("channels.alt", now=now, usual=percent(row["usual"]))


def _table(sheet: Sheet, rows: list[Row]) -> Markup:
    say = sheet.language.say
    names = (sheet.name("registrations"), say("stage.attendees"), sheet.name("leads"))
    heads = [say("column.channel"), *names, sheet.name("attendance_rate")]
    columns = [(head, "num" if i else "") for i, head in enumerate([*heads, say("column.usual")])]
    cells = [*(_cells(sheet, row) for row in rows), _total(sheet, rows)]
    return table(sheet, say("section.channels"), columns, cells, stack=True, quiet=True)


def _cells(sheet: Sheet, row: Row) -> list[Cell]:
    counts = [_value(sheet, row, field) for field in COUNTS]
    return [channel_name(sheet, row["channel"]), *counts, _rate(sheet, row), _usual(sheet, row)]


def _rate(sheet: Sheet, row: Row) -> Markup:
    rate = sheet.printer.value(_source(row, "rate"), row["rate"], "share")
    if row["rate"] is None:
        return rate
    kpi, fields = f"channels:{row['channel']}", ("lower", "upper")
    return rate + Markup(" ({})").format(
        sheet.printer.range(kpi, fields, row["lower"], row["upper"], "share")
    )


def _usual(sheet: Sheet, row: Row) -> Markup:
    usual = sheet.printer.value(_source(row, "usual"), row["usual"], "share")
    if row["usual"] is None:
        return usual
    fields = ("usual_attendees", "usual_registrations")
    counts = sheet.printer.k_of_n(f"channels:{row['channel']}", row[fields[0]], row[fields[1]], fields)
    return usual + Markup(" ({})").format(counts)


def _total(sheet: Sheet, rows: list[Row]) -> list[Cell]:
    """All registered people, with the scorecard's attendance rate: walk-ins came through no channel."""
    bold = Markup("<strong>{}</strong>")
    cells: list[Cell] = [bold.format(sheet.language.say("channels.total"))]
    for field in COUNTS:
        n = None if rows[0][field] is None else float(sum(row[field] for row in rows))
        cells.append(bold.format(sheet.printer.value(Source("channels", field), n, "people")))
    whole = sheet.rows.get("attendance_rate", {"value": None})
    unknown = sheet.printer.value(Source("channels", "usual"), None, "share")
    return [*cells, unknown if whole["value"] is None else sheet.value(whole), unknown]
