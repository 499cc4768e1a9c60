"""Targets replayed over the organisation's own history: each event predicted from those before it."""

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kpilib import targets
from kpilib.kpis import Kpi
from kpilib.params import Event, Workspace
from kpilib.review.comparisons import is_window_open
from kpilib.review.evidence import Evidence
from kpilib.review.files import write_atomically
from kpilib.review.record import hash_of
from kpilib.review.scorecard import collect_history, past_values, target_from, used_kpis
from kpilib.targets.calibration import COLUMNS, calibrate

# The newest events of which targets are made again: older ones tell of another company, and cost time.
MOST_EVENTS = 60
Made = dict[str, Any]


def describe_calibration(workspace: Workspace, evidence: Evidence) -> list[dict[str, Any]]:
    """How the targets of past events did: all KPIs together first (kpi ""), then each KPI in use.

    Each target is made by the function that makes those of the scorecards, from the events that count as
    history of its event. Events of typed results are predicted too.
    """
    kept = _Kept(workspace)
    rows = [
        row for kpi in _with_targets(workspace, evidence) for row in _replay(kpi, workspace, evidence, kept)
    ]
    kept.write()
    found = calibrate(pd.DataFrame(rows, columns=list(COLUMNS)))
    own = {kpi.id: dict(kpi.names) for kpi in evidence.catalogue.values() if kpi.is_own}
    places = {one.kpi: [row["place"] for row in rows if row["kpi"] == one.kpi] for one in found}
    return [one.to_dict() | {"names": own.get(one.kpi), "places": places[one.kpi]} for one in found]


def _with_targets(workspace: Workspace, evidence: Evidence) -> list[Kpi]:
    used = [evidence.catalogue[name] for name in used_kpis(workspace, evidence.catalogue)]
    return [kpi for kpi in used if kpi.target is not None and kpi.better != "none"]


def _replay(kpi: Kpi, workspace: Workspace, evidence: Evidence, kept: "_Kept") -> Iterator[Made]:
    """One row for each past event that has a settled value and a target."""
    for event in _past_events(workspace, evidence):
        value = evidence.value(event.event_id, kpi.id)
        is_settled = not is_window_open(kpi, event, workspace, evidence.as_of)
        if value is not None and value["state"] == "known" and is_settled:
            made = _predict(kpi, event, workspace, evidence, kept)
            if made["expected"] is not None:
                yield {"event_id": event.event_id, "kpi": kpi.id, **_against(made, float(value["value"]))}


def _past_events(workspace: Workspace, evidence: Evidence) -> list[Event]:
    """The newest mature events, oldest first; those excluded from history are no test of it."""
    mature = [
        event
        for event in evidence.past.values()
        if evidence.states[event.event_id] == "mature"
        and event.event_id not in workspace.exclude_from_history
    ]
    return sorted(mature, key=lambda event: (event.starts_at, event.event_id))[-MOST_EVENTS:]


def _predict(kpi: Kpi, event: Event, workspace: Workspace, evidence: Evidence, kept: "_Kept") -> Made:
    history = collect_history(kpi, event, workspace, evidence)
    value = evidence.value(event.event_id, kpi.id) or {}
    own = (event.event_id, event.starts_at, event.topic, event.format, event.series, event.facts.list_size)
    key = hash_of(kpi.id, own, str(value.get("denominator")), history.to_csv(), workspace.zones.model_dump())
    if key not in kept:
        target = target_from(history, kpi, event, workspace, evidence)
        kept[key] = _plain(target, past_values(history)) if target else {"expected": None}
    return kept[key]


def _plain(target: targets.Target, past: list[float]) -> Made:
    if not target.enough:
        return {"expected": None}
    return {
        "expected": target.expected,
        "lower": target.lower,
        "upper": target.upper,
        "red_from": target.red_from,
        "sign": -1 if target.better == "down" else 1,
        "red_chance": target.false_red,
        "plain": float(pd.Series(past).median()),
    }


def _against(made: Made, value: float) -> Made:
    """A past target against what came."""
    told = {name: made[name] for name in ("expected", "lower", "upper", "plain", "red_chance")}
    is_red = made["sign"] * value < made["sign"] * made["red_from"]
    return {"value": value, "is_red": is_red, "place": _place(value, made["lower"], made["upper"]), **told}


def _place(value: float, lower: float, upper: float) -> float:
    """Where a result lies in its range: 0 at the lower limit, 1 at the upper, beyond these outside."""
    if lower == upper:
        return 0.5 + float(np.sign(value - lower))
    return (value - lower) / (upper - lower)


class _Kept(dict[str, Made]):
    """Past targets on disk by all they were made from: the past seldom changes, and each costs time."""

    def __init__(self, workspace: Workspace) -> None:
        self.path = workspace.folder / "data" / "records" / "_past_targets.json"
        self.code = _targets_sha256()
        super().__init__(self._read())

    def _read(self) -> dict[str, Made]:
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        is_ours = isinstance(kept, dict) and kept.get("code") == self.code
        return dict(kept["made"]) if is_ours else {}

    def write(self) -> None:
        write_atomically(self.path, json.dumps({"code": self.code, "made": self}, allow_nan=False))


@lru_cache
def _targets_sha256() -> str:
    """Hash of the code that makes targets: another method is another target."""
    paths = [*sorted(Path(targets.__file__).parent.glob("*.py")), Path(__file__).with_name("scorecard.py")]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()
