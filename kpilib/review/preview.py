"""Before an event: what to expect of it, how likely its goals are, and both if it were planned otherwise."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from kpilib.errors import ParamsError
from kpilib.kpis import Kpi
from kpilib.params import Event, Workspace, read_event, read_workspace, state_of
from kpilib.params.yaml_text import check_model
from kpilib.review.chances import describe_goals, goal_fields
from kpilib.review.compose import check_goals, prepare_evidence
from kpilib.review.departures import with_plan
from kpilib.review.evidence import Evidence
from kpilib.review.plan import read_plan
from kpilib.review.scorecard import (
    collect_history,
    past_values,
    plain_note,
    target_from,
    used_kpis,
    useful_covariates,
)
from kpilib.review.stated import goal
from kpilib.targets import Target

# What can be planned otherwise and moves an expected range; `list_size` lies in the event's facts.
CHANGEABLE = ("list_size", "topic", "format", "series", "starts_at")
Histories = dict[str, pd.DataFrame]


def collect_preview(
    event_id: str,
    what_if: Mapping[str, Any] | None = None,
    goals: Mapping[str, float] | None = None,
    workspace: str | Path | None = None,
) -> dict[str, Any]:
    """Expected ranges and goals of one event, as planned and otherwise, as plain values.

    Parameters
    ----------
    event_id : str
        An event with a params file; it need not have taken place.
    what_if : mapping, optional
        What would be otherwise: list_size, topic, format, series, starts_at.
    goals : mapping, optional
        Goals instead of those in the params file, or beside them.
    workspace : path, optional
        The workspace's folder; by default the nearest from the current one upwards.

    Raises
    ------
    ParamsError
        No such workspace, event, KPI or change, or a change that the params file could not hold.

    Notes
    -----
    An event with a plan has the ranges that the plan froze (`planned_on` is its day), as in its review.
    """
    space = read_workspace(workspace)
    event = _with_goals(read_event(space, event_id), goals)
    check_goals(event, space)
    other = _changed(event, what_if) if what_if else None
    evidence = with_plan(read_plan(space, event_id), space, prepare_evidence(space, event))
    rows, histories = _rows(event, space, evidence)
    # What is frozen is the event as planned: a change is judged anew, by the history of the plan's day.
    anew = replace(evidence, frozen={})
    changed, other_histories = _rows(other, space, anew) if other else ([], {})
    by_kpi = {row["kpi"]: row for row in changed}
    return {
        "event_id": event_id,
        "title": event.title or event_id,
        "starts_on": event.starts_on.isoformat(),
        "state": state_of(event, evidence.as_of, space.window_days, space.timezone),
        "as_of": evidence.as_of.isoformat(),
        "planned_on": evidence.planned_on.isoformat() if evidence.planned_on else None,
        "workspace": {
            "language": space.language_of(event),
            "locales": dict(space.locales),
            "currency": space.currency,
        },
        "planned": _plan_of(event),
        "what_if": {name: _plan_of(other)[name] for name in what_if or {}} if other else {},
        "unused": _unused(what_if or {}, changed),
        "kpis": [row | {"what_if": by_kpi.get(row["kpi"])} for row in rows],
        "goals": describe_goals(rows, histories),
        "goals_what_if": describe_goals(changed, other_histories),
    }


def _unused(what_if: Mapping[str, Any], changed: list[dict[str, Any]]) -> list[str]:
    """Changes that no expected range heeds, as past events do not tell of them; the day always counts."""
    heeded = {name for row in changed for name in row["covariates"]} | {"starts_at"}
    return [name for name in what_if if name not in heeded]


def _plan_of(event: Event) -> dict[str, Any]:
    """What is planned of all that can be changed; None where it is not known."""
    values = {name: getattr(event, name, None) or None for name in CHANGEABLE}
    return values | {"list_size": event.facts.list_size}


def _with_goals(event: Event, goals: Mapping[str, float] | None) -> Event:
    if not goals:
        return event
    if not isinstance(goals, Mapping):
        raise ParamsError("goals", repr(goals), "a mapping such as {'registrations': 130}", "Correct it.")
    facts = event.parameters()["facts"]
    given = {name: float(value) if isinstance(value, int) else value for name, value in goals.items()}
    return _checked(event, {"facts": facts | {"goals": event.facts.goals | given}})


def _changed(event: Event, what_if: Mapping[str, Any]) -> Event:
    if not isinstance(what_if, Mapping):
        raise ParamsError("what-if", repr(what_if), "a mapping such as {'list_size': 5000}", "Correct it.")
    strangers = [name for name in what_if if name not in CHANGEABLE]
    if strangers:
        raise ParamsError(
            "what-if", f"`{strangers[0]}`", f"one of {', '.join(CHANGEABLE)}", "Change one of these."
        )
    given = {name: value for name, value in what_if.items() if name != "list_size"}
    if "list_size" in what_if:
        given["facts"] = event.parameters()["facts"] | {"list_size": _whole(what_if["list_size"])}
    if "starts_at" in given:
        given["ends_at"] = ""
    return _checked(event, given)


def _whole(size: Any) -> Any:
    """A size as typed after `--what-if list_size=`; whatever is no number is left to the check."""
    return int(size) if isinstance(size, str) and size.strip().isdigit() else size


def _checked(event: Event, given: Mapping[str, Any]) -> Event:
    return check_model(Event, event.parameters() | dict(given), f"what-if of {event.event_id}")


def _rows(event: Event, workspace: Workspace, evidence: Evidence) -> tuple[list[dict[str, Any]], Histories]:
    """One row for each KPI that has an expected range or a goal, and the histories behind them."""
    names = dict.fromkeys([*used_kpis(workspace, evidence.catalogue), *event.facts.goals])
    rows, histories = [], {}
    for kpi in (evidence.catalogue[name] for name in names):
        history = collect_history(kpi, event, workspace, evidence)
        target = target_from(history, kpi, event, workspace, evidence)
        wanted = goal(event, workspace, kpi.id)
        if target is not None or wanted is not None:
            histories[kpi.id] = history
            row = _row(kpi, target, wanted, past_values(history), workspace)
            rows.append(row | {"covariates": list(useful_covariates(history, event))})
    return rows, histories


def _row(
    kpi: Kpi, target: Target | None, wanted: float | None, past: list[float], workspace: Workspace
) -> dict[str, Any]:
    return {
        "kpi": kpi.id,
        "names": dict(kpi.names),
        "unit": kpi.unit,
        "currency": workspace.currency if kpi.unit == "money" else None,
        "better": kpi.better,
        "target": target.to_dict() if target else None,
        "target_notes": [plain_note(note) for note in target.notes] if target else [],
        **goal_fields(wanted, kpi.better, target, past),
    }


def parse_what_if(given: list[str]) -> dict[str, str]:
    """`name=value` texts of a command as a mapping; an error for one without a name or a value."""
    pairs = [text.partition("=") for text in given]
    wrong = [text for text, (name, _, value) in zip(given, pairs, strict=True) if not name or not value]
    if wrong:
        raise ParamsError(
            "--what-if", f"`{wrong[0]}`", "name=value such as list_size=5000", "Write it like that."
        )
    return {name.strip(): _moment(name.strip(), value.strip()) for name, _, value in pairs}


def _moment(name: str, value: str) -> str:
    """A day stands for its midnight: only the day moves an expected range."""
    try:
        return f"{dt.date.fromisoformat(value)}T00:00" if name == "starts_at" else value
    except ValueError:
        return value
