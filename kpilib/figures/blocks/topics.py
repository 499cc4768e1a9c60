"""What people wrote, by topic: bars, the numbers behind them, released quotes."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.bars import Bar, draw_bars
from kpilib.figures.layout import figure, table
from kpilib.figures.printed import Source, number_in_drawing
from kpilib.figures.sheet import Sheet

Told = Mapping[str, Any]
OTHER = "other"
_LONGEST = 28  # characters beside a bar


def topics_figure(sheet: Sheet, part: str, told: Told, subtitle: str) -> Markup:
    """People by topic, the largest first; its title says whether one stands out.

    Parameters
    ----------
    part : str
        Name of the part of the record: "challenges" or "comments".
    told : mapping
        `n`, `k`, `topics`, `leads`, as the record has them; with at least one topic.
    """
    finding = _finding(sheet, part, told)
    bars = [_bar(sheet, part, topic) for topic in told["topics"]]
    listed = "; ".join(f"{bar.name}: {Markup(bar.label).striptags()}" for bar in bars)
    alt = f"{finding.striptags()}. {sheet.language.say('topics.alt', topics=listed)}"
    return figure(sheet, finding, draw_bars(bars, alt), subtitle, _table(sheet, part, told))


def quotes(sheet: Sheet, told: Told) -> list[Markup]:
    """Released answers, and that a person has read them; nothing where none was released."""
    if not told["quotes"]:
        return []
    lines = [
        Markup("<blockquote><p>{}</p></blockquote>").format(sheet.language.quote(q)) for q in told["quotes"]
    ]
    screened = Markup('<p class="note">{}</p>').format(sheet.say("quotes.screened"))
    return [Markup("").join([*lines, screened])]


def people(sheet: Sheet, part: str, field: str, n: float) -> Markup:
    """So many people, the number with its place in the record."""
    return sheet.printer.noun(Source(part, field), "person", n)


def is_grouped(told: Told) -> bool:
    """Whether there is any topic to show beside the others."""
    return any(topic["topic"] != OTHER for topic in told["topics"])


def _finding(sheet: Sheet, part: str, told: Told) -> Markup:
    named = [topic for topic in told["topics"] if topic["topic"] != OTHER]
    # The organisation's own topics come in its order: the largest is not always the first.
    largest = max(named, key=lambda topic: topic["people"])
    fields = ("people", "n")
    counts = sheet.language.say_html(
        "chart.of",
        k=sheet.printer.value(_source(part, largest, fields[0]), largest["people"], "people"),
        n=sheet.printer.value(Source(part, fields[1]), told["n"], "people"),
    )
    key = "challenges.leads" if told["leads"] else "challenges.level"
    return sheet.say(key, topic=sheet.language.quote(", ".join(_names(sheet, largest))), counts=counts)


def _names(sheet: Sheet, topic: Told) -> Sequence[str]:
    if topic["topic"] == OTHER:
        return [sheet.language.say("topics.other")]
    return topic["words"] or [topic["topic"]]


def _short(names: Sequence[str]) -> str:
    """As many of the words as stand beside a bar, one at least."""
    kept = next((n for n in range(len(names), 1, -1) if len(", ".join(names[:n])) <= _LONGEST), 1)
    return ", ".join(names[:kept])


def _bar(sheet: Sheet, part: str, topic: Told) -> Bar:
    n = topic["people"]
    label = number_in_drawing(_source(part, topic, "people"), n, "people", sheet.language.number(n))
    return Bar(_short(_names(sheet, topic)), n, 0, label)


def _source(part: str, topic: Told, field: str) -> Source:
    return Source(f"{part}:{topic['topic']}", field)


def _table(sheet: Sheet, part: str, told: Told) -> Markup:
    say, printer = sheet.language.say, sheet.printer
    columns = [
        (say("column.topic"), ""),
        (say("column.people"), "num"),
        (say("column.share"), "num"),
        (say("column.interval", level=sheet.level()), "num"),
    ]
    rows = []
    for topic in told["topics"]:
        source = _source(part, topic, "share")
        limits = printer.range(source.kpi, ("lower", "upper"), topic["lower"], topic["upper"], "share")
        count = printer.value(_source(part, topic, "people"), topic["people"], "people")
        share = printer.value(source, topic["share"], "share")
        rows.append([", ".join(_names(sheet, topic)), count, share, limits])
    return table(sheet, say(f"section.{part}"), columns, rows, quiet=True)
