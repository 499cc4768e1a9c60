"""Step 2: what happened from registration to lead, by channel, and minute by minute."""

import datetime as dt
from typing import Any

from markupsafe import Markup

from kpilib.figures.bars import Bar, draw_bars
from kpilib.figures.layout import figure, how_to_add, is_missing, section, table
from kpilib.figures.printed import Source, number_in_drawing
from kpilib.figures.sheet import Sheet

KPI_STEPS = ("registrations", "leads", "qualified_leads")


def funnel(sheet: Sheet) -> Markup:
    """People at each step; the loss is drawn where one step is part of the one before."""
    people = {step["step"]: step["people"] for step in sheet.record["funnel"]}
    say, title = sheet.language.say, sheet.language.say("section.funnel")
    known = {step: n for step, n in people.items() if n is not None}
    if not known:
        missing = how_to_add(sheet, [m for m in ("registrations", "attendance") if is_missing(sheet, m)])
        return section(sheet, "funnel", title, step=2, missing=missing or [sheet.say("reason.not_in_data")])
    finding = _funnel_finding(sheet, people)
    steps = ", ".join(f"{step_name(sheet, s)}: {sheet.language.number(n)}" for s, n in known.items())
    label = f"{finding.striptags()} {say('chart.funnel_alt', steps=steps)}"
    drawings = draw_bars([_bar(sheet, s, people) for s in known], label)
    chart = figure(sheet, finding, drawings, say("funnel.subtitle"), _funnel_table(sheet, people))
    unknown = [step_name(sheet, s) for s, n in people.items() if n is None]
    notes = [sheet.say("funnel.unknown", steps=", ".join(unknown))] if unknown else []
    return section(
        sheet, "funnel", title, step=2, parts=[chart], notes=[*notes, sheet.say("funnel.not_nested")]
    )


def step_name(sheet: Sheet, step: str) -> str:
    """The name of a step of the way: a KPI's where it is one."""
    return sheet.name(step) if step in KPI_STEPS else sheet.language.say(f"funnel.{step}")


def _funnel_finding(sheet: Sheet, people: dict[str, float | None]) -> Markup:
    registered, came = people.get("registrations"), people.get("registered_attendees")
    if registered is None or came is None:
        return sheet.say("chart.funnel_title_plain")
    values = {
        "came": sheet.printer.value(Source("funnel", "registered_attendees"), came, "people"),
        "registered": sheet.printer.value(Source("funnel", "registrations"), registered, "people"),
    }
    return sheet.say("funnel.finding", **values)


def _bar(sheet: Sheet, step: str, people: dict[str, float | None]) -> Bar:
    n = people[step]
    registered = people.get("registrations")
    if step != "registered_attendees" or registered is None or n is None:
        return Bar(step_name(sheet, step), n, n, _drawn(sheet, Source("funnel", step), n))
    row = sheet.rows.get("attendance_rate")
    absent = _drawn(sheet, Source("funnel", "absent"), registered - n)
    lost = sheet.say("funnel.absent", people=absent)
    is_red = row is not None and row["zone"] == "red"
    label = _drawn(sheet, Source("funnel", step), n)
    return Bar(step_name(sheet, step), n, registered, label, lost, is_red)


def _drawn(sheet: Sheet, source: Source, people: float | None) -> Markup:
    """Some people as a bar's label; a dash where nobody knows."""
    text = sheet.language.number(people)
    return Markup("{}").format(text) if people is None else number_in_drawing(source, people, "people", text)


def _funnel_table(sheet: Sheet, people: dict[str, float | None]) -> Markup:
    say = sheet.language.say
    columns = [(say("column.step"), ""), (say("column.people"), "num")]
    rows = [
        [step_name(sheet, step), sheet.printer.value(Source("funnel", step), n, "people")]
        for step, n in people.items()
    ]
    return table(sheet, say("section.funnel"), columns, rows, quiet=True)


def channels(sheet: Sheet) -> Markup:
    """Where the registered people came from, and how many of them came."""
    rows, title = sheet.record["channels"], sheet.language.say("section.channels")
    if not rows:
        missing = how_to_add(sheet, ["registrations"]) if is_missing(sheet, "registrations") else []
        return section(sheet, "channels", title, missing=missing or [sheet.say("channels.no_source")])
    finding = _channel_finding(sheet, rows)
    bars = [_channel_bar(sheet, row) for row in rows]
    listed = "; ".join(f"{bar.name}: {Markup(bar.label).striptags()}" for bar in bars)
    subtitle, alt = (
        sheet.language.say("channels.subtitle"),
        sheet.language.say("channels.alt", channels=listed),
    )
    if all(row["attendees"] is None for row in rows):
        subtitle = sheet.language.say("channels.subtitle_registered")
        alt = f"{subtitle}: {listed}."
    chart = figure(sheet, finding, draw_bars(bars, f"{finding.striptags()}. {alt}"), subtitle)
    notes = [sheet.say("channels.merged")] if any(r["channel"] == "other" for r in rows) else []
    return section(sheet, "channels", title, parts=[chart, _channel_table(sheet, rows)], notes=notes)


def channel_name(sheet: Sheet, channel: str) -> str:
    """A channel's name as the workspace writes it; merged and unknown ones in the page's language."""
    return sheet.language.say(f"channels.{channel}") if channel in ("other", "unknown") else channel


def _channel_finding(sheet: Sheet, rows: list[dict[str, Any]]) -> Markup:
    total = sum(row["registrations"] for row in rows)
    named = [row for row in rows if row["channel"] not in ("other", "unknown")]
    if not named:
        is_small = all(row["channel"] == "other" for row in rows)
        key = "channels.all_small" if is_small else "channels.none_named"
        counted = sheet.printer.noun(Source("channels", "registrations"), "registration", total)
        return sheet.say(key, n=int(total), registrations=counted)
    best = max(named, key=lambda row: row["registrations"])
    registrations = sheet.printer.value(
        _channel_source(best, "registrations"), best["registrations"], "people"
    )
    values = {
        "registrations": registrations,
        "total": sheet.printer.value(Source("channels", "registrations"), total, "people"),
    }
    return sheet.say("channels.finding", channel=channel_name(sheet, best["channel"]), **values)


def _channel_bar(sheet: Sheet, row: dict[str, Any]) -> Bar:
    k, n = row["attendees"], row["registrations"]
    label = _drawn(sheet, _channel_source(row, "registrations"), n)
    if k is not None:
        label = sheet.say("chart.of", k=_drawn(sheet, _channel_source(row, "attendees"), k), n=label)
    return Bar(channel_name(sheet, row["channel"]), k, n, label)


def _channel_source(row: dict[str, Any], field: str) -> Source:
    return Source(f"channels:{row['channel']}", field)


def _channel_table(sheet: Sheet, rows: list[dict[str, Any]]) -> Markup:
    say = sheet.language.say
    fields = ("registrations", "attendees", "leads")
    names = (sheet.name("registrations"), sheet.name("attendees"), sheet.name("leads"))
    columns = [(say("column.channel"), ""), *((name, "num") for name in names)]
    cells = [
        [
            channel_name(sheet, row["channel"]),
            *(sheet.printer.value(_channel_source(row, f), row[f], "people") for f in fields),
        ]
        for row in rows
    ]
    return table(sheet, say("section.channels"), columns, cells, stack=True, quiet=True)


def presence(sheet: Sheet) -> Markup:
    """How many were there in each minute."""
    points, title = sheet.record["presence"], sheet.language.say("section.minutes")
    if sheet.is_prerecorded:
        return section(sheet, "presence", title, missing=[sheet.say("presence.prerecorded")])
    if len(points) < 2:
        missing = how_to_add(sheet, ["attendance"]) if is_missing(sheet, "attendance") else []
        return section(sheet, "presence", title, missing=missing or [sheet.say("presence.no_times")])
    from kpilib.figures.charts.presence import draw_presence

    peak, end = presence_marks(sheet)
    values = {
        "peak": sheet.printer.noun(_presence_source(peak), "person", peak["people"]),
        "minute": sheet.language.number(peak["minute"]),
        "stayed": _presence_number(sheet, end),
        "end": sheet.language.number(end["minute"]),
    }
    finding = sheet.say("presence.finding" if end["people"] else "presence.finding_nobody", **values)
    drawings = draw_presence(sheet, peak, end, str(finding.striptags()))
    chart = figure(sheet, finding, drawings, sheet.language.say("presence.subtitle"), _presence_table(sheet))
    return section(sheet, "presence", title, parts=[chart])


def presence_marks(sheet: Sheet) -> tuple[dict[str, int], dict[str, int]]:
    """The fullest minute, and the scheduled end (the last minute seen where no end is stated)."""
    points = sheet.record["presence"]
    peak = max(points, key=lambda p: p["people"])
    end = points[-1]["minute"]
    if sheet.event.get("ends_at"):
        start, stop = (dt.datetime.fromisoformat(sheet.event[f]) for f in ("starts_at", "ends_at"))
        end = min(end, int((stop - start).total_seconds() // 60))
    return peak, max((p for p in points if p["minute"] <= end), key=lambda p: p["minute"])


def _presence_number(sheet: Sheet, point: dict[str, int]) -> Markup:
    return sheet.printer.value(_presence_source(point), point["people"], "people")


def _presence_source(point: dict[str, int]) -> Source:
    return Source("presence", f"people@{point['minute']}")


def _presence_table(sheet: Sheet) -> Markup:
    """Every tenth of the way: a table of all minutes is no reading."""
    points = sheet.record["presence"]
    every = max(1, len(points) // 12)
    columns = [(sheet.language.say("column.minute"), ""), (sheet.language.say("column.people"), "num")]
    rows = [[sheet.language.number(p["minute"]), _presence_number(sheet, p)] for p in points[::every]]
    return table(sheet, sheet.language.say("section.minutes"), columns, rows, quiet=True)
