"""The plan of an event: goals, targets, primary KPI, window, exclusions, frozen before it starts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from kpilib.errors import ParamsError
from kpilib.params import Event, Workspace, read_event, read_workspace
from kpilib.review.files import write_atomically
from kpilib.review.record import hash_of

if TYPE_CHECKING:
    from kpilib.targets import Target

PLAN_VERSION = 1
# Beside the content, and not part of what the hash vouches for.
OUTSIDE = ("hash", "written_at")
TOO_LATE = "A plan is made before; the review of this event goes without one."


@dataclass(frozen=True)
class Plan:
    """What was decided before the event.

    `content` holds `made_on` (last day whose data were used), `starts_at`, `timezone`, `primary_kpi`,
    `window_days`, `roi_window_days`, `exclude_from_history`, `goals`, `targets` and the plans it `replaces`.
    `is_whole`: the file is as it was written.
    """

    path: Path
    content: Mapping[str, Any]
    hash: str
    is_whole: bool = True

    @property
    def made_on(self) -> date:
        """The day at which history was judged."""
        return date.fromisoformat(self.content["made_on"])

    def target(self, kpi: str) -> "Target | None":
        """The frozen target of a KPI; None where the plan has none."""
        from kpilib.targets import Target

        frozen = self.content["targets"].get(kpi)
        if frozen is None:
            return None
        # A plan outlives versions of the kit: fields that came later have their defaults.
        known = {f.name: frozen[f.name] for f in fields(Target) if f.name in frozen}
        notes = tuple((n["code"], {k: v for k, v in n.items() if k != "code"}) for n in frozen["notes"])
        return Target(**known | {"notes": notes, "quantiles": tuple(frozen["quantiles"])})

    def to_dict(self) -> dict[str, Any]:
        """The plan as plain values, with its hash."""
        return {**self.content, "hash": self.hash}

    def _repr_html_(self) -> str:
        from html import escape

        goals = "".join(
            f"<tr><th>{escape(kpi)}</th><td>{value:g}</td></tr>"
            for kpi, value in self.content["goals"].items()
        )
        caption = f"{self.path.parent.name}, {self.content.get('made_on')}, {self.hash[:12]}"
        return f"<table><caption>{escape(caption)}</caption>{goals}</table>"


def plan_path(workspace: Workspace, event_id: str) -> Path:
    """Where the plan of an event lies."""
    return workspace.reports / event_id / "plan.json"


def plan_text(workspace: Workspace, event_id: str) -> str:
    """The plan's file as it stands; empty without one."""
    path = plan_path(workspace, event_id)
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def read_plan(workspace: Workspace, event_id: str) -> Plan | None:
    """The plan of an event; None without one. A file that is not what was written is not `is_whole`."""
    text = plan_text(workspace, event_id)
    if not text:
        return None
    path = plan_path(workspace, event_id)
    try:
        written = json.loads(text)
        content = {name: value for name, value in written.items() if name not in OUTSIDE}
        is_whole = written["hash"] == hash_of(content) and content["event_id"] == event_id
        return Plan(path, content, str(written["hash"]), is_whole)
    except (ValueError, KeyError, AttributeError, TypeError):
        return Plan(path, {}, hash_of(text), is_whole=False)


def freeze_plan(
    event_id: str, workspace: str | Path | None = None, as_of: str | None = None, force: bool = False
) -> Plan:
    """Freezes goals, targets, primary KPI, window and exclusions into `reports/<event_id>/plan.json`.

    Parameters
    ----------
    event_id : str
        An event that has not started.
    workspace : path, optional
        The workspace's folder; by default the nearest from the current one upwards.
    as_of : str, optional
        Last day whose data may be used, INCLUDED; by default the event's, else today. History is judged
        on this day, here and in the review.
    force : bool
        Make another plan where there is one: the old one is kept beside, and the review says so.

    Returns
    -------
    Plan

    Raises
    ------
    ParamsError
        No such event, it has started or is cancelled, it has a plan already, or a goal is for an unknown
        KPI.
    """
    from kpilib.review.compute import checked_day

    space = read_workspace(workspace)
    event = read_event(space, event_id)
    day = space.as_of(event, checked_day(as_of))
    # A plan made later would know the result.
    check_ahead(event, day, space, TOO_LATE)
    old = read_plan(space, event_id)
    if old is not None and not force:
        raise _there_already(old, space)
    targets = _targets_now(event, space, day)
    content = {**_head(event, day), **decided(event, space), "targets": targets, "replaces": _keep(old)}
    return write_plan(space, content, datetime.now(UTC))


def write_plan(workspace: Workspace, content: Mapping[str, Any], written_at: datetime) -> Plan:
    """Puts a plan's content into its event's file, with the hash that vouches for it."""
    # As a reader of the file gets it, so that the hash of what is read is the same.
    read_back = dict(json.loads(json.dumps(content)))
    plan = Plan(plan_path(workspace, read_back["event_id"]), read_back, hash_of(read_back))
    written = {"written_at": written_at.isoformat(timespec="seconds")}
    text = json.dumps(plan.to_dict() | written, ensure_ascii=False, indent=1)
    write_atomically(plan.path, text + "\n")
    return plan


def plan_by_words(event: Event, workspace: Workspace, day: date, goals: Mapping[str, float]) -> Plan:
    """A plan of a past day as it was made before any history was read: goals, and no ranges to freeze.

    `goals` stand in place of those that the event's params have now.
    """
    told = decided(event, workspace)
    told["goals"] |= goals
    content = {**_head(event, day), **told, "targets": {}, "replaces": []}
    return write_plan(workspace, content, datetime.combine(day, time(15), UTC))


def _head(event: Event, day: date) -> dict[str, Any]:
    return {"plan_version": PLAN_VERSION, "event_id": event.event_id, "made_on": day.isoformat()}


def _targets_now(event: Event, workspace: Workspace, day: date) -> dict[str, Any]:
    from kpilib.review.compose import check_goals, prepare_evidence
    from kpilib.review.departures import targets_on

    check_goals(event, workspace)
    targets = targets_on(day, event, workspace, prepare_evidence(workspace, event, day))
    return {name: target.to_dict() for name, target in targets.items()}


def decided(event: Event, workspace: Workspace) -> dict[str, Any]:
    """What people decide of an event: read from its params now, frozen in a plan."""
    from kpilib.review.stated import goal

    names = {*event.facts.goals, *(name for name, use in workspace.kpis.items() if use)}
    goals = {name: goal(event, workspace, name) for name in sorted(names)}
    return {
        "starts_at": event.starts_at,
        "timezone": event.timezone or workspace.timezone,
        "primary_kpi": event.facts.primary_kpi or None,
        "window_days": workspace.window_days,
        "roi_window_days": workspace.roi_window_days,
        "exclude_from_history": sorted(workspace.exclude_from_history),
        "goals": {name: value for name, value in goals.items() if value is not None},
    }


def check_ahead(event: Event, day: date, workspace: Workspace, remedy: str) -> None:
    """Raises for an event that is cancelled or has started; `remedy` says what to do once it has."""
    if event.status == "cancelled":
        raise ParamsError(
            event.event_id, "cancelled", "an event that will take place", "Change `status` if it will."
        )
    if has_started(event, day, workspace):
        raise ParamsError(
            event.event_id,
            f"started (on {event.starts_on}, data up to {day})",
            "an event that has not started",
            remedy,
        )


def has_started(event: Event, day: date, workspace: Workspace) -> bool:
    """Whether an event has started by the end of a day; today the clock decides."""
    zone = ZoneInfo(workspace.timezone)
    starts_at = event.start_instant(workspace.timezone).astimezone(zone)
    now = datetime.now(zone)
    return now >= starts_at if day == now.date() else day >= starts_at.date()


def _there_already(old: Plan, workspace: Workspace) -> ParamsError:
    made = f"a plan made on {old.content['made_on']}" if old.is_whole else "a plan that was altered"
    return ParamsError(
        old.path.relative_to(workspace.folder).as_posix(),
        made,
        "no plan yet",
        "Keep it, or make another with `--force`: the old one stays beside it, and the review says so.",
    )


def _keep(old: Plan | None) -> list[dict[str, Any]]:
    """Puts an old plan beside, under the next free number; gives the list of all that were replaced."""
    if old is None:
        return []
    number = 1
    while old.path.with_name(f"plan.{number}.json").exists():
        number += 1
    kept = old.path.with_name(f"plan.{number}.json")
    old.path.replace(kept)
    entry = {"file": kept.name, "made_on": old.content.get("made_on"), "hash": old.hash}
    return [*(old.content.get("replaces") or []), entry]
