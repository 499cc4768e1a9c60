"""Step 6: does it live on? Views, page views, downloads and leads after the event."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from kpilib.figures.charts.tail import draw_tail
from kpilib.figures.layout import figure, table
from kpilib.figures.printed import Source
from kpilib.figures.sentences import VERDICT_KEYS, note_sentence
from kpilib.figures.sheet import Sheet

Tail = Mapping[str, Any]
NOUNS = {"views": "view", "visits": "visit", "downloads": "download", "leads": "lead"}


def tail_parts(sheet: Sheet) -> list[Markup]:
    """Each kind of content with its numbers and its chart, and the leads who came later."""
    record = sheet.record.get("evergreen") or {}
    parts = [part for tail in record.get("content", []) for part in _tail(sheet, tail, tail["kind"])]
    later = _later(sheet, record.get("later_leads") or {})
    if parts and record["state"] == "provisional":
        parts.insert(
            0, _paragraph(sheet.say("tail.provisional", date=sheet.language.date(record["final_on"])))
        )
    return parts + later


def tail_finding(sheet: Sheet) -> Markup | None:
    """Whether the first kind whose fading can be told fades or lasts; None where none can."""
    tails = (sheet.record.get("evergreen") or {}).get("content", [])
    told = next((tail for tail in tails if tail["verdict"] != "cannot tell"), None)
    if told is None:
        return None
    return sheet.say(f"tail.kind.{told['kind']}") + ". " + _finding(sheet, told)


def tail_missing(sheet: Sheet) -> list[Markup]:
    """What is needed where no content is known."""
    if (sheet.record.get("evergreen") or {}).get("content"):
        return []
    names = {
        "template": Markup("<code>kpi intake --template content</code>"),
        "item": Markup("<code>facts.content</code>"),
    }
    return [sheet.say("tail.none") + " " + sheet.say("tail.how", **names)]


def _paragraph(text: Markup) -> Markup:
    return Markup("<p>{}</p>").format(text)


def _tail(sheet: Sheet, tail: Tail, kind: str) -> list[Markup]:
    """The sentences of one kind, and its chart where it shows a course: a projection, or two months."""
    lines = [_counted(sheet, tail, kind), *_projected(sheet, tail, kind)]
    lines += [note_sentence(sheet, note) for note in tail["warnings"]]
    parts = [_paragraph(Markup(" ").join(lines))]
    n_known = sum(month["value"] is not None for month in tail["months"])
    if n_known > 1 or (n_known and tail["year_total"] is not None):
        parts.append(_chart(sheet, tail, kind))
    return parts


def _counted(sheet: Sheet, tail: Tail, kind: str) -> Markup:
    count = sheet.printer.value(Source(f"tail:{kind}", "counted"), tail["counted"], "count")
    date = sheet.language.date(tail["counted_until"] or tail["event_on"])
    return sheet.say("tail.counted", kind=sheet.language.say(f"tail.kind.{kind}"), count=count, date=date)


def _projected(sheet: Sheet, tail: Tail, kind: str) -> list[Markup]:
    """Half-life and first year with their ranges; nothing where they are not known."""
    if tail["year_total"] is None:
        return []
    printer, part, level = sheet.printer, f"tail:{kind}", sheet.level(tail["level"])
    half = ("half_life_lower", "half_life_upper")
    year = ("year_lower", "year_upper")
    return [
        sheet.say(
            "tail.half_life",
            level=level,
            days=printer.noun(Source(part, "half_life_days"), "day", tail["half_life_days"]),
            range=printer.noun_range(part, half, "day", tail["half_life_lower"], tail["half_life_upper"]),
        ),
        sheet.say(
            "tail.year",
            level=level,
            total=printer.noun(Source(part, "year_total"), NOUNS[kind], tail["year_total"]),
            range=printer.range(part, year, tail["year_lower"], tail["year_upper"], "count"),
        ),
    ]


def _chart(sheet: Sheet, tail: Tail, kind: str) -> Markup:
    finding, name = _finding(sheet, tail), sheet.language.say(f"tail.kind.{kind}")
    count = sheet.language.number(tail["counted"])
    label = sheet.language.say("tail.alt", kind=name, count=count, finding=finding.striptags())
    subtitle = sheet.language.say("tail.subtitle", kind=name)
    drawing, data = draw_tail(sheet, kind, tail["months"], label), _table(sheet, tail, kind)
    return figure(sheet, finding, drawing, subtitle, data, sheet.say("tail.how_to_read"))


def _finding(sheet: Sheet, tail: Tail) -> Markup:
    days = sheet.printer.noun(Source(f"tail:{tail['kind']}", "half_life_days"), "day", tail["half_life_days"])
    verdict = VERDICT_KEYS.get(tail["verdict"], tail["verdict"])
    return sheet.say(f"tail.finding.{verdict}", days=days)


def _table(sheet: Sheet, tail: Tail, kind: str) -> Markup:
    say, printer = sheet.language.say, sheet.printer
    heads = ("column.month", "column.observed", "tail.projected", "tail.usual_range")
    columns = [(say(head), "num" if head != "column.month" else "") for head in heads]
    rows: list[list[Markup | str]] = []
    for month in tail["months"]:
        part = f"tail:{kind}:{month['month']}"
        rows.append(
            [
                sheet.language.number(month["month"]),
                printer.value(Source(part, "value"), month["value"], "count"),
                printer.range(part, ("lower", "upper"), month["lower"], month["upper"], "count"),
                printer.range(
                    part, ("usual_lower", "usual_upper"), month["usual_lower"], month["usual_upper"], "count"
                ),
            ]
        )
    return table(sheet, say(f"tail.kind.{kind}"), columns, rows, quiet=True)


def _later(sheet: Sheet, later: Mapping[str, Any]) -> list[Markup]:
    """Leads who came through the content, as a count; nothing where no contacts are known."""
    if later.get("leads") is None:
        return []
    leads = sheet.printer.noun(Source("later_leads", "leads"), "lead", later["leads"])
    text = sheet.say("tail.later", leads=leads, date=sheet.language.date(sheet.record["mature_on"]))
    tail = later["tail"]
    if tail and tail["year_total"] is not None:
        text = Markup(" ").join([text, *_projected(sheet, tail, "leads")])
    return [_paragraph(text), Markup('<p class="note">{}</p>').format(sheet.say("tail.later_rule"))]
