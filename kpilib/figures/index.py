"""The index of all events: what needs attention first, then every event, newest first."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.environment import TEMPLATES, fill
from kpilib.figures.frames import POLICY, Link, frame
from kpilib.figures.layout import language_name
from kpilib.figures.printed import Printer, Source
from kpilib.figures.reasons import ENOUGH_EVENTS
from kpilib.figures.sentences import VERDICT_KEYS
from kpilib.figures.sheet import OUTCOME, Row, first_of, kpi_name
from kpilib.language import Language, get_language

Entry = Mapping[str, Any]
MOST_REDS = 3  # named; of more the review tells
NEWEST_EVENTS = 5  # of older ones a red is history, not something to act on today
ZONES = ("red", "amber", "green")
STATES = ("planned", "provisional", "mature", "cancelled", "failed", "typed", "too_few")


def render_index(entries: Sequence[Entry], language: str | Language, links: Sequence[Link] = ()) -> str:
    """All events on one page.

    Parameters
    ----------
    entries : sequence of mappings
        event_id, title, starts_on, state, topic, language, zones {zone: n}, reds and own (scorecard rows
        in the red zone, and of the organisation's own KPIs), verdict, effect, effect_lower, effect_upper,
        cause, remedy, pages {language: {"full", "executive", "failed"}}, day, days, mature_on, n_events. A
        key that does not apply may be missing or None.
    language : str or Language
    links : sequence of mappings
        `href`, `text`, `lang`.
    """
    chosen = language if isinstance(language, Language) else get_language(language)
    ordered = sorted(entries, key=lambda e: (str(e["starts_on"]), e["event_id"]), reverse=True)
    script = (TEMPLATES / "index.js").read_text(encoding="utf-8").strip()
    body = fill(
        "index.html.j2",
        say=chosen.say_html,
        count=chosen.noun("event", len(ordered)),
        rows=[_row(chosen, entry) for entry in ordered],
        filters=_filters(chosen, ordered),
        shown_frame=chosen.say("index.shown", shown="{shown}", total="{total}"),
        states=[(chosen.say(f"state.{s}"), chosen.say(f"state.{s}.reading")) for s in STATES],
        **_attention(chosen, ordered),
    )
    css = (TEMPLATES / "index.css").read_text(encoding="utf-8")
    return frame(body, chosen, chosen.say("index.title"), "index", links, css, script, _policy(script))


def _policy(script: str) -> str:
    """The one script of the page is named by its hash; no other runs."""
    digest = hashlib.sha256(f"\n{script}\n".encode()).digest()
    return f"{POLICY}; script-src 'sha256-{base64.b64encode(digest).decode()}'"


def _attention(language: Language, entries: Sequence[Entry]) -> dict[str, Any]:
    """Failed reviews, and red KPIs of the newest events, with why; older reds are counted."""
    red = [e for e in entries if e["state"] != "failed" and (e.get("zones") or {}).get("red")]
    newest = [e["event_id"] for e in entries if e["state"] in ("provisional", "mature")][:NEWEST_EVENTS]
    older = sum(e["event_id"] not in newest for e in red)
    found = [e for e in entries if e["state"] == "failed" or (e in red and e["event_id"] in newest)]
    line = language.say_html("index.attention_none")
    if found:
        line = language.say_html("index.attention_count", n=len(found))
    listed = [{"title": e["title"], "href": _href(e, language), "why": _why(language, e)} for e in found]
    earlier = language.say_html("index.attention_earlier", n=older) if older else None
    return {"attention_line": line, "attention": listed, "attention_earlier": earlier}


def _why(language: Language, entry: Entry) -> Markup:
    if entry["state"] == "failed":
        return language.say_html("index.attention_failed", reason=entry.get("cause") or "—")
    reds = [kpi_name(row, language) for row in entry.get("reds") or ()]
    if reds:
        return language.say_html("index.attention_red", kpis=first_of(language, reds, MOST_REDS))
    return language.say_html("index.reds", n=int(entry["zones"]["red"]))


def _href(entry: Entry, language: Language) -> str | None:
    """The review in the page's language; else in the first that there is."""
    pages: Mapping[str, Mapping[str, str]] = entry.get("pages") or {}
    page = pages.get(language.code) or next(iter(pages.values()), None)
    return None if page is None else page.get("full") or page.get("executive")


def _row(language: Language, entry: Entry) -> dict[str, Any]:
    zones = entry.get("zones") or {}
    verdict = _verdict(entry)
    return {
        "event_id": entry["event_id"],
        "title": entry["title"],
        "href": _href(entry, language),
        "text": f"{entry['title']} {entry.get('topic') or ''} {entry['event_id']}".casefold(),
        "worst": next((zone for zone in ZONES if zones.get(zone)), "unknown"),
        "state": entry["state"],
        "language": entry.get("language") or "",
        "state_word": language.say(f"state.{entry['state']}"),
        "facts": _facts(language, entry),
        "links": _links(language, entry),
        "zones": _zones(language, entry),
        "own": _own(language, entry),
        "verdict": verdict,
        "verdict_word": _verdict_word(language, verdict),
        "effect": _effect(language, entry),
        "remark": _remark(language, entry),
    }


def _facts(language: Language, entry: Entry) -> list[str]:
    held_in = entry.get("language")
    parts = [
        language.date(entry["starts_on"], "medium"),
        entry.get("topic"),
        language_name(language, held_in) if held_in else None,
    ]
    return [part for part in parts if part]


def _links(language: Language, entry: Entry) -> list[dict[str, str]]:
    pages: Mapping[str, Mapping[str, str]] = entry.get("pages") or {}
    links = []
    own = pages.get(language.code, {})
    if own.get("executive"):
        links.append({"href": own["executive"], "text": language.say("page.one_page"), "lang": ""})
    for code, page in pages.items():
        if code != language.code and page.get("full"):
            links.append({"href": page["full"], "text": language.say(f"language.{code}.own"), "lang": code})
    return [*_failed_link(language, pages), *links]


def _failed_link(language: Language, pages: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """The page of what failed: in the page's language, else in the first that there is."""
    codes = [code for code in (language.code, *pages) if pages.get(code, {}).get("failed")]
    if not codes:
        return []
    lang = "" if codes[0] == language.code else codes[0]
    return [{"href": pages[codes[0]]["failed"], "text": language.say("index.failed_page"), "lang": lang}]


def _zones(language: Language, entry: Entry) -> list[tuple[str, str]]:
    if entry["state"] == "planned":
        return [("unknown", language.say("index.no_data_yet"))]
    if entry["state"] in ("cancelled", "failed", "typed"):
        return []
    zones = entry.get("zones") or {}
    counted = [
        (zone, language.say(f"zone.{zone}.count", n=int(zones[zone]))) for zone in ZONES if zones.get(zone)
    ]
    return counted or [("unknown", language.say("zone.unknown"))]


def _own(language: Language, entry: Entry) -> list[dict[str, Any]]:
    """The organisation's own KPIs of a reviewed event: name, value, zone."""
    if entry["state"] not in ("provisional", "mature"):
        return []
    return [
        {
            "name": kpi_name(row, language),
            "value": _own_value(language, entry, row),
            "zone": row["zone"] if row["value"] is not None else "",
            "zone_word": language.say(f"zone.{row['zone']}"),
        }
        for row in entry.get("own") or ()
    ]


def _own_value(language: Language, entry: Entry, row: Row) -> Markup:
    printer = Printer(language, row.get("currency") or language.currency)
    return printer.value(Source(f"{row['kpi']}:{entry['event_id']}", "value"), row["value"], row["unit"])


def _verdict(entry: Entry) -> str:
    if entry["state"] == "provisional":
        return "not_yet"
    return VERDICT_KEYS[entry["verdict"]] if entry["state"] == "mature" and entry.get("verdict") else ""


def _verdict_word(language: Language, verdict: str) -> str:
    if verdict in ("more", "fewer"):
        return language.say(f"verdict.{verdict}_of", outcome_many=language.nouns(OUTCOME))
    return language.say(f"verdict.{verdict}") if verdict else ""


def _effect(language: Language, entry: Entry) -> Markup | None:
    """Estimate and interval of a closed window."""
    if entry["state"] != "mature" or entry.get("effect") is None:
        return None
    printer, part = Printer(language, language.currency), f"effect:{entry['event_id']}"
    limits = printer.range(
        part, ("effect_lower", "effect_upper"), entry["effect_lower"], entry["effect_upper"], "count"
    )
    return Markup("{} ({})").format(printer.signed(Source(part, "effect"), entry["effect"]), limits)


def _remark(language: Language, entry: Entry) -> Markup | None:
    """What the reader must know of a row before opening it."""
    if entry["state"] == "failed":
        text = f"{entry.get('cause') or ''} {entry.get('remedy') or ''}".strip()
        message = Markup('<span lang="en">{}</span>').format(text)
        pages = (entry.get("pages") or {}).values()
        is_kept = any(page.get("full") or page.get("executive") for page in pages)
        kept = " " + language.say_html("index.kept") if is_kept else Markup("")
        return language.say_html("index.failed", message=message) + kept
    if entry["state"] == "provisional" and entry.get("mature_on"):
        day = language.say_html(
            "state.day_of", day=str(entry.get("day") or "—"), days=str(entry.get("days") or "—")
        )
        until = language.date(entry["mature_on"])
        return day + ". " + language.say_html("state.may_change", mature_on=until)
    if entry["state"] == "typed":
        return language.say_html("index.typed")
    few = entry.get("n_events")
    if entry["state"] == "mature" and few is not None and few < ENOUGH_EVENTS:
        past = language.noun("past_event", few)
        return language.say_html("zone.too_few", past_events=past, minimum=str(ENOUGH_EVENTS))
    return None


def _filters(language: Language, entries: Sequence[Entry]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Zone, state and language, each with the values that occur."""
    states = [s for s in STATES if any(e["state"] == s for e in entries)]
    codes = sorted({e["language"] for e in entries if e.get("language")})
    zones = [(zone, language.say(f"zone.{zone}")) for zone in (*ZONES, "unknown")]
    return [
        ("zone", language.say("index.worst_zone"), zones),
        ("state", language.say("index.state"), [(s, language.say(f"state.{s}")) for s in states]),
        ("language", language.say("index.language"), [(c, language.say(f"language.{c}")) for c in codes]),
    ]
