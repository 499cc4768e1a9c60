"""What needs attention on the index: failed reviews, and reds beyond what chance brings."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.index_links import href_of
from kpilib.figures.sheet import Row, first_of, kpi_name
from kpilib.language import Language

Entry = Mapping[str, Any]
MOST_REDS = 3  # named; of more the review tells
NEWEST_EVENTS = 5  # of older ones a red is history, not something to act on today


def attention(language: Language, entries: Sequence[Entry]) -> dict[str, Any]:
    """Failed reviews, and reds of the newest events that are beyond chance; other reds are counted."""
    red = [e for e in entries if e["state"] != "failed" and (e.get("zones") or {}).get("red")]
    newest = [e["event_id"] for e in entries if e["state"] in ("provisional", "mature")][:NEWEST_EVENTS]
    found = [
        e for e in entries if e["state"] == "failed" or (e in red and e["event_id"] in newest and held_of(e))
    ]
    line = language.say_html("index.attention_none")
    if found:
        line = language.say_html("index.attention_count", n=len(found))
    listed = [{"title": e["title"], "href": href_of(e, language), "why": _why(language, e)} for e in found]
    by_chance = [e for e in red if e["event_id"] in newest and not held_of(e)]
    older = [e for e in red if e["event_id"] not in newest]
    remarks = [*_by_chance(language, by_chance), *_earlier(language, older)]
    return {"attention_line": line, "attention": listed, "attention_remarks": remarks}


def held_of(entry: Entry) -> list[Row]:
    """The reds that stand out even though so many KPIs were judged; all reds where nobody judged that."""
    reds, held = list(entry.get("reds") or ()), entry.get("held")
    return reds if held is None else [row for row in reds if row["kpi"] in held]


def _by_chance(language: Language, entries: Sequence[Entry]) -> list[Markup]:
    """Newest events whose reds are no more than chance may bring: named, so that nobody looks for a cause."""
    if not entries:
        return []
    told = [
        language.say(
            "index.red_of", event=e["title"], k=int(e["zones"]["red"]), n=int(e.get("n_judged") or 0)
        )
        for e in entries
    ]
    return [language.say_html("index.by_chance", events=first_of(language, told))]


def _earlier(language: Language, entries: Sequence[Entry]) -> list[Markup]:
    if not entries:
        return []
    beyond = sum(bool(held_of(entry)) for entry in entries)
    return [language.say_html("index.attention_earlier", n=len(entries), beyond=beyond)]


def _why(language: Language, entry: Entry) -> Markup:
    if entry["state"] == "failed":
        return language.say_html("index.attention_failed", reason=entry.get("cause") or "—")
    reds = [kpi_name(row, language) for row in held_of(entry)]
    return language.say_html("index.attention_red", kpis=first_of(language, reds, MOST_REDS))
