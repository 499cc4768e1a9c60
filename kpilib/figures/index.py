"""The index of all events: what needs attention first, then every event, newest first."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.attention import attention, held_of
from kpilib.figures.environment import TEMPLATES, fill
from kpilib.figures.frames import POLICY, Link, frame
from kpilib.figures.index_links import href_language, href_of, links_of
from kpilib.figures.layout import language_name
from kpilib.figures.printed import Printer, Source
from kpilib.figures.reasons import ENOUGH_EVENTS
from kpilib.figures.sentences import VERDICT_KEYS
from kpilib.figures.sheet import OUTCOME, Row, kpi_name
from kpilib.language import Language, get_language

Entry = Mapping[str, Any]
ZONES = ("red", "amber", "green")
STATES = ("planned", "provisional", "mature", "cancelled", "failed", "typed", "too_few")


def render_index(entries: Sequence[Entry], language: str | Language, links: Sequence[Link] = ()) -> str:
    """All events on one page.

    Parameters
    ----------
    entries : sequence of mappings
        event_id, title, starts_on, state, topic, language, zones {zone: n}, reds and own (scorecard rows
        in the red zone, and of the organisation's own KPIs), held (of the reds, the KPIs that are beyond
        chance), n_judged, verdict, effect, effect_lower, effect_upper, cause, remedy, as_of, pages
        {language: {"full", "executive", "failed"}}, plan {"made_on", "goal" (a row)}, day, days, mature_on,
        n_events. A key that does not apply may be missing or None.
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
        **attention(chosen, ordered),
    )
    css = (TEMPLATES / "index.css").read_text(encoding="utf-8")
    return frame(body, chosen, chosen.say("index.title"), "index", links, css, script, _policy(script))


def _policy(script: str) -> str:
    """The one script of the page is named by its hash; no other runs."""
    digest = hashlib.sha256(f"\n{script}\n".encode()).digest()
    return f"{POLICY}; script-src 'sha256-{base64.b64encode(digest).decode()}'"


def _row(language: Language, entry: Entry) -> dict[str, Any]:
    verdict = _verdict(entry)
    return {
        "event_id": entry["event_id"],
        "title": entry["title"],
        "href": href_of(entry, language),
        "text": f"{entry['title']} {entry.get('topic') or ''} {entry['event_id']}".casefold(),
        "worst": _worst(entry),
        "state": (state := _state(entry)),
        "href_lang": href_language(entry, language),
        "language": entry.get("language") or "",
        "state_word": language.say(f"state.{state}"),
        "facts": _facts(language, entry),
        "links": links_of(language, entry),
        "zones": _zones(language, entry),
        "chance": _chance(language, entry),
        "own": _own(language, entry),
        "verdict": verdict,
        "verdict_word": _verdict_word(language, verdict),
        "effect": _effect(language, entry),
        "remark": _remark(language, entry),
    }


def _worst(entry: Entry) -> str:
    """What the filter of zones finds the row by: its worst zone, and whether that is beyond chance."""
    zones = entry.get("zones") or {}
    worst = next((zone for zone in ZONES if zones.get(zone)), "unknown")
    return "red held" if worst == "red" and held_of(entry) else worst


def _state(entry: Entry) -> str:
    """The event's state; of a final one without enough past events, that there are too few."""
    few = entry.get("n_events")
    is_few = entry["state"] == "mature" and few is not None and few < ENOUGH_EVENTS
    return "too_few" if is_few else str(entry["state"])


def _facts(language: Language, entry: Entry) -> list[str]:
    held_in = entry.get("language")
    parts = [
        language.date(entry["starts_on"], "medium"),
        entry.get("topic"),
        language_name(language, held_in) if held_in else None,
    ]
    return [part for part in parts if part]


def _zones(language: Language, entry: Entry) -> list[tuple[str, str]]:
    if entry["state"] == "planned":
        return [("unknown", language.say("index.no_data_yet"))]
    if entry["state"] in ("cancelled", "failed", "typed") or _is_unreviewed(entry):
        return []
    zones = entry.get("zones") or {}
    counted = [
        (zone, language.say(f"zone.{zone}.count", n=int(zones[zone]))) for zone in ZONES if zones.get(zone)
    ]
    return counted or [("unknown", language.say("zone.unknown"))]


def _chance(language: Language, entry: Entry) -> str:
    """Below the zones: how many of the reds are beyond chance."""
    if entry["state"] not in ("provisional", "mature") or not (entry.get("zones") or {}).get("red"):
        return ""
    held = len(held_of(entry))
    return language.say("index.beyond", n=held) if held else language.say("index.may_be_chance")


def _is_unreviewed(entry: Entry) -> bool:
    """Whether an event is over and has no page yet."""
    is_over = entry["state"] in ("provisional", "mature")
    return is_over and entry.get("zones") is None and entry.get("pages") == {}


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
    if _is_unreviewed(entry):
        command = Markup("<code>kpi review {}</code>").format(entry["event_id"])
        return language.say_html("index.not_reviewed", command=command)
    if entry["state"] == "failed":
        text = f"{entry.get('cause') or ''} {entry.get('remedy') or ''}".strip()
        message = Markup('<span lang="en">{}</span>').format(text)
        pages = (entry.get("pages") or {}).values()
        is_kept = any(page.get("full") or page.get("executive") for page in pages)
        kept = Markup(" ") + _kept(language, entry) if is_kept else Markup("")
        return language.say_html("index.failed", message=message) + kept
    if entry["state"] == "planned":
        return _plan(language, entry)
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


def _kept(language: Language, entry: Entry) -> Markup:
    """That the last good review is shown, with its day where it is known."""
    day = entry.get("as_of")
    return (
        language.say_html("index.last_good", made_on=language.date(day))
        if day
        else language.say_html("index.kept")
    )


def _plan(language: Language, entry: Entry) -> Markup:
    """When the plan was frozen and its primary goal; without a plan, how to make one."""
    plan = entry.get("plan")
    if not plan:
        command = Markup("<code>kpi plan {}</code>").format(entry["event_id"])
        return language.say_html("index.no_plan", command=command)
    frozen = language.say_html("index.planned", day=language.date(plan["made_on"]))
    row = plan.get("goal")
    if row is None:
        return frozen
    goal = language.say_html(
        "index.goal", kpi=kpi_name(row, language), value=_own_value(language, entry, row)
    )
    return frozen + Markup(" ") + goal


def _filters(language: Language, entries: Sequence[Entry]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Zone, state and language, each with the values that occur."""
    found = {_state(entry) for entry in entries}
    states = [state for state in STATES if state in found]
    codes = sorted({e["language"] for e in entries if e.get("language")})
    zones = [(zone, language.say(f"zone.{zone}")) for zone in (*ZONES, "unknown")]
    zones.insert(1, ("held", language.say("index.red_beyond")))
    return [
        ("zone", language.say("index.worst_zone"), zones),
        ("state", language.say("index.state"), [(s, language.say(f"state.{s}")) for s in states]),
        ("language", language.say("index.language"), [(c, language.say(f"language.{c}")) for c in codes]),
    ]
