"""What is known of the whole series beside the events' own reviews: typed events, and whether ranges hold."""

import json
from pathlib import Path
from typing import Any

from kpilib.kpis import Kpi
from kpilib.params import Event, Workspace, read_events, read_workspace
from kpilib.review.comparisons import is_window_open
from kpilib.review.compose import fingerprint_of, prepare_evidence
from kpilib.review.evidence import Evidence, plain_number
from kpilib.review.files import write_atomically
from kpilib.review.raw import list_exports
from kpilib.review.record import hash_of, kept_path, read_kept
from kpilib.review.replay import describe_calibration
from kpilib.review.scorecard import used_kpis

NUMBERS = ("value", "numerator", "denominator", "lower", "upper", "n")


def collect_portfolio(workspace: Workspace, as_of: str | None = None) -> dict[str, Any]:
    """`calibration` of past targets, and `typed`: records of events that people know by results only.

    Such a record has the fields of a review's that a page of many events reads; its state is "typed".
    Kept under a key of data, params, code and day, as reviews are.
    """
    events, _ = read_events(workspace)
    day = max([workspace.as_of(event, as_of) for event in events], default=workspace.today())
    path = kept_path(workspace, "_portfolio")
    key = hash_of(fingerprint_of(workspace, list_exports(workspace)), day)
    kept = read_kept(workspace, "_portfolio", key)
    if kept is not None:
        return kept.record
    record = _collect(workspace, prepare_evidence(workspace, None, day))
    write_atomically(path, json.dumps({"key": key, "record": record}, ensure_ascii=False, allow_nan=False))
    return record


def collect_calibration(
    workspace: str | Path | None = None,
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The `calibration` of a workspace by its folder, and how its numbers are written."""
    space = read_workspace(workspace)
    words = {"language": space.languages[0], "locales": dict(space.locales), "currency": space.currency}
    return collect_portfolio(space)["calibration"], words


def _collect(workspace: Workspace, evidence: Evidence) -> dict[str, Any]:
    typed = [_record(event, workspace, evidence) for event in evidence.typed_events.values()]
    return {
        "as_of": evidence.as_of.isoformat(),
        "calibration": describe_calibration(workspace, evidence),
        "typed": sorted(typed, key=lambda record: (record["starts_at"], record["event_id"])),
    }


def _record(event: Event, workspace: Workspace, evidence: Evidence) -> dict[str, Any]:
    known = [kpi for kpi in evidence.catalogue.values() if evidence.value(event.event_id, kpi.id)]
    used = set(used_kpis(workspace, evidence.catalogue))
    nothing = dict.fromkeys(("effect", "effect_lower", "effect_upper", "smallest_detectable"))
    return {
        "event_id": event.event_id,
        "title": event.title or event.event_id,
        "starts_at": event.starts_at,
        "as_of": evidence.as_of.isoformat(),
        "state": "typed",
        "event": _card(event, workspace, evidence),
        "kpis": [_row(kpi, event, workspace, evidence, kpi.id in used) for kpi in known],
        "effect": nothing | {"verdict": "cannot tell"},
    }


def _card(event: Event, workspace: Workspace, evidence: Evidence) -> dict[str, Any]:
    """What is told of the event; the series it can only belong to is its own."""
    series = {other.series for other in evidence.events.values()}
    return {
        "title": event.title,
        "topic": event.topic,
        "format": event.format,
        "series": event.series or (next(iter(series)) if len(series) == 1 else ""),
        "currency": workspace.currency,
        "demo": workspace.demo,
    }


def _row(kpi: Kpi, event: Event, workspace: Workspace, evidence: Evidence, is_used: bool) -> dict[str, Any]:
    value = evidence.values[event.event_id, kpi.id]
    is_open = is_window_open(kpi, event, workspace, evidence.as_of)
    return {
        "kpi": kpi.id,
        "is_used": is_used,
        "state": "provisional" if is_open else "known",
        **{name: plain_number(value[name]) for name in NUMBERS},
        "unit": kpi.unit,
        "currency": workspace.currency if kpi.unit == "money" else None,
        "better": kpi.better,
        "kind": kpi.kind,
        "zone": "unknown",
        "n_events": None,
        "names": dict(kpi.names) if kpi.is_own else None,
        "meanings": dict(kpi.meanings) if kpi.is_own else None,
    }
