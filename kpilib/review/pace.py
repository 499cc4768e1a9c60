"""On the way to an event: registrations so far against the usual curve. The only moment to act."""

from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from kpilib.kpis import Kpi
from kpilib.measures import read_registration_days
from kpilib.params import Event, Workspace, read_event, read_workspace
from kpilib.review.compose import check_goals, prepare_evidence
from kpilib.review.compute import checked_day
from kpilib.review.departures import with_plan
from kpilib.review.evidence import Evidence, history_until, is_history, plain_number
from kpilib.review.plan import check_ahead, read_plan
from kpilib.review.raw import list_exports, parse_covers
from kpilib.review.scorecard import find_target
from kpilib.review.stated import goal
from kpilib.store import open_store
from kpilib.targets import Forecast, Target, forecast_final
from kpilib.targets.chances import chance_to_reach, within_doubt

KPI = "registrations"
Verdict = Literal["ahead", "on pace", "behind", "cannot tell"]


@dataclass(frozen=True)
class Pace:
    """Registrations so far, what was usual at the same number of days before, and where it leads.

    Attributes
    ----------
    data_until : str
        Last day that the registration export covers; `is_assumed` where it is the day of the newest
        registration, as nothing states it.
    days_before : int
        Days from there to the event's start day.
    usual, usual_lower, usual_upper : float or None
        Registrations that events have by then: median and 80 % range.
    forecast, forecast_lower, forecast_upper : float or None
        The final number: median and 80 % range.
    target, target_lower, target_upper : float or None
        Final number of a usual event, whatever the way to it.
    n_events : int
        Events with a curve: their registrations have days.
    goal_probability : float or None
        By the forecast, else by the final number of a usual event; within [0.01, 0.99].
    verdict : str
        "behind": fewer than events have by then in all but the workspace's red share of cases; "ahead": more
        than the range; "on pace"; "cannot tell" with `why`: "no_export" or "few_events".
    """

    event_id: str
    title: str
    as_of: str
    starts_on: str
    data_until: str | None
    is_assumed: bool
    days_before: int | None
    registrations: float | None
    usual: float | None
    usual_lower: float | None
    usual_upper: float | None
    forecast: float | None
    forecast_lower: float | None
    forecast_upper: float | None
    target: float | None
    target_lower: float | None
    target_upper: float | None
    goal: float | None
    goal_probability: float | None
    n_events: int
    verdict: Verdict
    why: str | None

    def to_dict(self) -> dict[str, Any]:
        """All fields as plain values."""
        return asdict(self)


def compute_pace(event_id: str, workspace: str | Path | None = None, as_of: str | None = None) -> Pace:
    """Registrations of a coming event against the usual curve.

    Parameters
    ----------
    event_id : str
    workspace : path, optional
        The workspace's folder; by default the nearest from the current one upwards.
    as_of : str, optional
        Last day whose registrations count, INCLUDED; by default the event's, else today.

    Raises
    ------
    ParamsError
        No such event, it is cancelled, or it has started.

    Notes
    -----
    People who cancel later are missing in the curves of former events, and not yet in this one's.
    """
    space = read_workspace(workspace)
    event = read_event(space, event_id)
    day = space.as_of(event, checked_day(as_of))
    check_ahead(event, day, space, f"Now it is `kpi review {event_id}` that tells.")
    check_goals(event, space)
    evidence = with_plan(read_plan(space, event_id), space, prepare_evidence(space, event, day))
    with open_store(space.store_url, read_only=True) as store:
        days = read_registration_days(store, day)
    return _pace(event, space, evidence, days)


def _pace(event: Event, workspace: Workspace, evidence: Evidence, days: pd.DataFrame) -> Pace:
    kpi = evidence.catalogue[KPI]
    mine = days[days["event_id"] == event.event_id]
    number = plain_number(evidence.values[event.event_id, KPI]["value"])
    until, is_assumed = _data_until(event, workspace, evidence, mine)
    forecast: Forecast | None = None
    why: str | None = "no_export"
    before = (event.starts_on - until).days if until else None
    if number is not None and before is not None:
        pairs = _curves(kpi, event, workspace, evidence, days, before)
        forecast = forecast_final(*_columns(pairs), number, _usual(kpi, event, workspace, evidence))
        why = None if forecast.enough else "few_events"
    n_events = len(_curves(kpi, event, workspace, evidence, days, before or 0))
    return _told(event, workspace, evidence, number, until, is_assumed, forecast, n_events, why)


def _told(
    event: Event,
    workspace: Workspace,
    evidence: Evidence,
    number: float | None,
    until: date | None,
    is_assumed: bool,
    forecast: Forecast | None,
    n_events: int,
    why: str | None,
) -> Pace:
    found = forecast or Forecast(0.8, n_events)
    kpi = evidence.catalogue[KPI]
    usual = _usual(kpi, event, workspace, evidence) or (None, None, None)
    wanted = goal(event, workspace, KPI)
    chance = None if wanted is None else _chance(wanted, found, find_target(kpi, event, workspace, evidence))
    verdict = _verdict(number, found, workspace.zones.red)
    return Pace(
        event_id=event.event_id,
        title=event.title or event.event_id,
        as_of=evidence.as_of.isoformat(),
        starts_on=event.starts_on.isoformat(),
        data_until=until.isoformat() if until else None,
        is_assumed=is_assumed,
        days_before=(event.starts_on - until).days if until else None,
        registrations=number,
        usual=found.usual,
        usual_lower=found.usual_lower,
        usual_upper=found.usual_upper,
        forecast=found.expected,
        forecast_lower=found.lower,
        forecast_upper=found.upper,
        target=usual[1],
        target_lower=usual[0],
        target_upper=usual[2],
        goal=wanted,
        goal_probability=chance,
        n_events=n_events,
        verdict=verdict,
        why=why,
    )


def _chance(wanted: float, found: Forecast, target: Target | None) -> float | None:
    """Probability of the goal by the forecast; without one, by the final number of a usual event."""
    if found.enough:
        return within_doubt(found.probability_at_least(wanted))
    return chance_to_reach(target, wanted) if target else None


def _verdict(number: float | None, found: Forecast, red: float) -> Verdict:
    if number is None or found.chance_below is None or found.usual_upper is None:
        return "cannot tell"
    if found.chance_below < red:
        return "behind"
    return "ahead" if number > found.usual_upper else "on pace"


def _data_until(
    event: Event, workspace: Workspace, evidence: Evidence, mine: pd.DataFrame
) -> tuple[date | None, bool]:
    """Last day that the newest registration export covers, and whether it is only assumed."""
    files = [
        file
        for file in evidence.files.values()
        if event.event_id in file.events and "registrations" in file.report["tables"]
    ]
    if not files:
        return None, False
    covers = {raw.file_id: raw.covers for raw in list_exports(workspace) if raw.covers}
    stated = [parse_covers(covers[f.file_id], f"{f.file_id}.covers")[1] for f in files if f.file_id in covers]
    told = [date.fromisoformat(f.report["covered_until"]) for f in files if f.report.get("covered_until")]
    if stated or told:
        return min(max(stated or told), evidence.as_of), False
    newest = mine["registered_on"].max()
    return (min(newest.date(), evidence.as_of), True) if pd.notna(newest) else (evidence.as_of, True)


def _curves(
    kpi: Kpi, event: Event, workspace: Workspace, evidence: Evidence, days: pd.DataFrame, before: int
) -> list[tuple[float, float]]:
    """Registrations of former events so many days before them, and in the end."""
    target_on = history_until(event, evidence)
    pairs = []
    for past in evidence.events.values():
        value = evidence.values[past.event_id, kpi.id]
        rows = days[days["event_id"] == past.event_id]
        is_counted = is_history(past, event, target_on, workspace.window_days, workspace)
        # A typed number has no days, and of people without a day nobody knows when they registered.
        if not is_counted or value["state"] != "known" or rows.empty or rows["registered_on"].isna().any():
            continue
        day = pd.Timestamp(past.starts_on) - pd.Timedelta(days=before)
        pairs.append((float(rows.loc[rows["registered_on"] <= day, "n"].sum()), float(rows["n"].sum())))
    return pairs


def _columns(pairs: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [reached for reached, _ in pairs], [final for _, final in pairs]


def _usual(
    kpi: Kpi, event: Event, workspace: Workspace, evidence: Evidence
) -> tuple[float | None, float | None, float | None] | None:
    """Range and median of the final number of a usual event; None where nothing tells it."""
    target = find_target(kpi, event, workspace, evidence)
    return (target.lower, target.expected, target.upper) if target and target.enough else None
