"""The index of all events, made from the records beside it."""

from pathlib import Path
from typing import Any

from kpilib.errors import ParamsError
from kpilib.figures import render_index
from kpilib.language import get_language
from kpilib.params import Event, Workspace, read_events, state_of
from kpilib.publish.event import read_good, read_json
from kpilib.review.files import write_atomically
from kpilib.review.planned import describe_frozen
from kpilib.review.typed_past import list_typed_events


def publish_index(workspace: Workspace, as_of: str | None = None) -> list[Path]:
    """Writes `index.<lang>.html` in each of the workspace's languages, and `index.html` in its first."""
    events, unreadable = read_events(workspace)
    entries = [describe_entry(workspace, event, as_of) for event in events]
    entries += _unreadable_entries(workspace, unreadable)
    entries += [_typed_entry(event) for event in list_typed_events(workspace)]
    entries.sort(key=lambda e: (e["starts_on"] or "", e["event_id"]), reverse=True)
    written = []
    for language in workspace.languages:
        page = render_index(entries, language, _links(workspace, language))
        names = [f"index.{language}.html"] + (["index.html"] if language == workspace.languages[0] else [])
        for name in names:
            write_atomically(workspace.reports / name, page)
            written.append(workspace.reports / name)
    return written


def describe_entry(workspace: Workspace, event: Event, as_of: str | None) -> dict[str, Any]:
    """What the index tells of one event, from its params, its record and its last failure."""
    day = workspace.as_of(event, as_of)
    state = state_of(event, day, workspace.window_days, workspace.timezone)
    record = read_good(workspace, event.event_id)
    # A failure of an event that was called off or put off since is no failure any more.
    failure = None if state in ("planned", "cancelled") else _read_failure(workspace, event.event_id)
    effect = (record or {}).get("effect") or {}
    return {
        "event_id": event.event_id,
        "title": event.title or event.event_id,
        "starts_on": event.starts_on.isoformat(),
        "state": "failed" if failure else state,
        "topic": event.topic or None,
        "language": workspace.language_of(event),
        "zones": _count_zones(record) if record else None,
        "reds": [row for row in _used(record) if row["zone"] == "red"] if record else [],
        "held": _held(record),
        "n_judged": ((record or {}).get("reds") or {}).get("n_judged"),
        "own": [row for row in record["kpis"] if row.get("names")] if record else [],
        "verdict": effect.get("verdict"),
        "effect": effect.get("effect"),
        "effect_lower": effect.get("effect_lower"),
        "effect_upper": effect.get("effect_upper"),
        "cause": failure.get("cause") if failure else None,
        "remedy": failure.get("remedy") if failure else None,
        "pages": _pages(workspace, event.event_id),
        "day": max((day - event.starts_on).days + 1, 0),
        "days": workspace.window_days,
        "mature_on": event.window_end(workspace.window_days).isoformat(),
        "n_events": _most_events(record) if record else None,
        "as_of": record["as_of"] if record else None,
        "plan": describe_frozen(workspace, event.event_id) if state == "planned" else None,
    }


def _held(record: dict[str, Any] | None) -> list[str] | None:
    """The reds that stand out among so many; None where the record does not tell."""
    reds = (record or {}).get("reds")
    return None if reds is None else list(reds["held"])


def _unreadable_entries(workspace: Workspace, unreadable: dict[str, ParamsError]) -> list[dict[str, Any]]:
    return [
        {
            "event_id": event_id,
            "title": event_id,
            "starts_on": None,
            "state": "failed",
            "topic": None,
            "language": None,
            "zones": None,
            "reds": [],
            "own": [],
            "verdict": None,
            "effect": None,
            "effect_lower": None,
            "effect_upper": None,
            "cause": f"{error.where}: {error.found}, expected {error.expected}.",
            "remedy": error.remedy,
            "pages": _pages(workspace, event_id),
            "day": None,
            "days": None,
            "mature_on": None,
            "n_events": None,
            "as_of": None,
        }
        for event_id, error in unreadable.items()
    ]


def _typed_entry(event: Event) -> dict[str, Any]:
    """An earlier event of which people typed results: it stands in the calendar, without a review."""
    return {
        "event_id": event.event_id,
        "title": event.title or event.event_id,
        "starts_on": event.starts_on.isoformat(),
        "state": "typed",
        "topic": event.topic or None,
    }


def _count_zones(record: dict[str, Any]) -> dict[str, int]:
    zones = [row["zone"] for row in _used(record)]
    return {zone: zones.count(zone) for zone in ("green", "amber", "red", "unknown")}


def _used(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows of the KPIs in use that have a value."""
    return [row for row in record["kpis"] if row.get("is_used", True) and row["value"] is not None]


def _most_events(record: dict[str, Any]) -> int | None:
    counts = [row["n_events"] for row in record["kpis"] if row.get("n_events") is not None]
    return max(counts) if counts else None


def _pages(workspace: Workspace, event_id: str) -> dict[str, dict[str, str]]:
    folder = workspace.reports / event_id
    pages: dict[str, dict[str, str]] = {}
    for edition, stem in (("full", "review"), ("executive", "executive"), ("failed", "failed")):
        for path in sorted(folder.glob(f"{stem}.*.html")):
            pages.setdefault(path.name.split(".")[1], {})[edition] = f"{event_id}/{path.name}"
    return pages


def _read_failure(workspace: Workspace, event_id: str) -> dict[str, Any] | None:
    return read_json(workspace.reports / event_id / "failed.json")


def _links(workspace: Workspace, language: str) -> list[dict[str, str]]:
    """The page of all events side by side, where it was made, and the other languages."""
    links = language_links(workspace, "index", language)
    name = f"portfolio.{language}.html"
    if (workspace.reports / name).is_file():
        text = get_language(language).say("index.portfolio")
        links.insert(0, {"href": name, "text": text, "lang": language})
    return links


def language_links(workspace: Workspace, page: str, language: str) -> list[dict[str, str]]:
    """Links from a page to itself in the workspace's other languages."""
    return [
        {
            "href": f"{page}.{other}.html",
            "text": get_language(other).say(f"language.{other}.own"),
            "lang": other,
        }
        for other in workspace.languages
        if other != language
    ]
