"""The funnel as the record holds it: each step with its losses, its usual share, and the event before."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kpilib.kpis.formulas import share_of
from kpilib.params import Event, Workspace
from kpilib.review.comparisons import earlier_in_series
from kpilib.review.evidence import Evidence, history_until, is_history, plain_number
from kpilib.review.scorecard import COVARIATES, covariates_of, useful_covariates
from kpilib.review.steps import Step, read_steps
from kpilib.targets import Target, estimate_target

Rows = Mapping[str, Mapping[str, Any]]


def describe_funnel(
    event: Event, workspace: Workspace, evidence: Evidence, rows: Rows
) -> list[dict[str, Any]]:
    """Each step: people, losses, entries, the share that passed with its interval, its usual range from
    past events, and the event before.

    `rows` are those of the scorecard: what one of them says of a share is said here too.
    """
    return [
        _describe(step, event, workspace, evidence, rows)
        for step in _steps(event.event_id, evidence).values()
    ]


def _steps(event_id: str, evidence: Evidence) -> dict[str, Step]:
    if event_id not in evidence.measures.index:
        return {}
    measures = {str(name): value for name, value in evidence.measures.loc[event_id].items()}
    return {step.step: step for step in read_steps(measures)}


def _describe(
    step: Step, event: Event, workspace: Workspace, evidence: Evidence, rows: Rows
) -> dict[str, Any]:
    share = _share(step)
    is_open = step.is_windowed and evidence.as_of < event.window_end(_days(step, workspace))
    usual = dict.fromkeys(("usual", "usual_lower", "usual_upper", "n_events"))
    if share["rate"] is not None:
        usual |= _usual(step, event, workspace, evidence, rows)
    return {
        "step": step.step,
        "people": step.people,
        "source": step.source,
        "before": step.before,
        "passed": step.passed,
        "of": step.of,
        "lost": step.lost,
        "is_least": step.is_least,
        "left": step.left,
        "entered": step.entered,
        **share,
        **usual,
        **_usual_lost(step, usual["usual_lower"], usual["usual_upper"]),
        "is_open": is_open,
        "reading": read_loss(share["rate"], usual["usual_lower"], usual["usual_upper"], is_open),
        **_previous(step, event, workspace, evidence),
    }


def read_loss(rate: float | None, lower: float | None, upper: float | None, is_open: bool) -> str:
    """Whether more people than usual are lost: "more", "fewer", "usual", "open" (may still change) or
    "unknown"; both limits of the usual range are usual.

    Examples
    --------
    >>> [read_loss(rate, 0.4, 0.6, False) for rate in (0.39, 0.4, 0.6, 0.61, None)]
    ['more', 'usual', 'usual', 'fewer', 'unknown']
    """
    if rate is None or lower is None or upper is None:
        return "unknown"
    if is_open:
        return "open"
    return "more" if rate < lower else "fewer" if rate > upper else "usual"


def _usual_lost(step: Step, lower: float | None, upper: float | None) -> dict[str, float | None]:
    """How many of those who could pass on are lost where things are as usual."""
    names = ("usual_lost_lower", "usual_lost_upper")
    if step.of is None or lower is None or upper is None:
        return dict.fromkeys(names)
    return dict(zip(names, (step.of * (1 - upper), step.of * (1 - lower)), strict=True))


def _share(step: Step) -> dict[str, float | None]:
    """The share that passed with its 95 % interval."""
    k, n = (np.array([np.nan if x is None else x]) for x in (step.passed, step.of))
    found = share_of(k, n)
    ends = {"rate": found.value, "lower": found.lower, "upper": found.upper}
    return {name: None if x is None else plain_number(x[0]) for name, x in ends.items()}


def _days(step: Step, workspace: Workspace) -> int:
    return workspace.roi_window_days if step.step == "customers" else workspace.window_days


def _usual(step: Step, event: Event, workspace: Workspace, evidence: Evidence, rows: Rows) -> dict[str, Any]:
    """The range to expect of a share, as of every KPI; the scorecard's own where it has this share."""
    row = rows.get("attendance_rate", {}) if step.step == "attendees" else {}
    if row.get("n_events") is not None:
        names = {"usual": "target", "usual_lower": "target_lower", "usual_upper": "target_upper"}
        return {name: row[given] for name, given in names.items()} | {"n_events": row["n_events"]}
    target = _target(step, event, workspace, evidence)
    ends = {"usual": target.expected, "usual_lower": target.lower, "usual_upper": target.upper}
    return ends | {"n_events": target.n_events}


def _target(step: Step, event: Event, workspace: Workspace, evidence: Evidence) -> Target:
    last = history_until(event, evidence)
    past = _past(step, event, workspace, evidence, last)
    new_event = {"starts_on": event.starts_on.isoformat(), "trials": step.of, **covariates_of(event)}
    return estimate_target(past, new_event, kind="rate", covariates=useful_covariates(past, event))


def _past(step: Step, event: Event, workspace: Workspace, evidence: Evidence, last: date) -> pd.DataFrame:
    """The same share of past events that count, oldest first."""
    rows = []
    for past in evidence.events.values():
        same = _steps(past.event_id, evidence).get(step.step)
        if same is None or not is_history(past, event, last, _days(step, workspace), workspace):
            continue
        if same.of and (same.before, same.source) == (step.before, step.source):
            row = {"starts_on": past.starts_on.isoformat(), "value": same.passed, "trials": same.of}
            rows.append(row | covariates_of(past))
    columns = ["starts_on", "value", "trials", *COVARIATES]
    return pd.DataFrame(rows, columns=columns).sort_values("starts_on", kind="stable", ignore_index=True)


def _previous(step: Step, event: Event, workspace: Workspace, evidence: Evidence) -> dict[str, Any]:
    """The share of the last mature event of the series, if it cannot change any more."""
    earlier = earlier_in_series(event, workspace, evidence)
    last = earlier[-1] if earlier else None
    same = _steps(last.event_id, evidence).get(step.step) if last else None
    if last is None or same is None or same.source != step.source or same.before != step.before:
        return {"previous": None, "previous_event": None}
    is_settled = evidence.as_of >= last.window_end(_days(step, workspace))
    rate = _share(same)["rate"] if is_settled else None
    return {"previous": rate, "previous_event": None if rate is None else last.event_id}
