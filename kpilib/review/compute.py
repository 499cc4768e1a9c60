"""The one place where the steps are put together: one event, everything known of it, one record."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kpilib.errors import DataError, KpiError, ParamsError
from kpilib.params import Event, Workspace, is_day, read_event, read_events, read_workspace, state_of
from kpilib.params.yaml_text import check_model
from kpilib.review import sections
from kpilib.review.diagnosis import diagnose
from kpilib.review.evidence import Evidence, evidence_of
from kpilib.review.exports import Intake, data_sha256, list_exports, take_in
from kpilib.review.record import (
    SCHEMA_VERSION,
    Review,
    code_sha256,
    hash_of,
    keep,
    params_sha256,
    provenance,
    read_kept,
)
from kpilib.review.scorecard import score_kpis, used_kpis
from kpilib.store import open_store

TEMPLATE = Path("notebooks") / "event_review.ipynb"


def compute_review(
    event_id: str,
    workspace: str | Path | None = None,
    as_of: str | None = None,
    facts: Mapping[str, Any] | None = None,
    **parameters: Any,
) -> Review:
    """Everything known of one event, as one record.

    Parameters
    ----------
    event_id : str
        An event with `params/<event_id>.yml`.
    workspace : path, optional
        The workspace's folder; by default the nearest from the current one upwards.
    as_of : str, optional
        Last day whose data may be used, INCLUDED (2026-06-10); by default the event's, else today.
    facts : mapping, optional
        Facts instead of those in the params file.
    **parameters
        Further notebook parameters (`title`, `starts_at`, ...) instead of those in the file; None and
        "" mean: as in the file.

    Returns
    -------
    Review
        Kept under a key of data, params, code and day; the same call again reads it back.

    Raises
    ------
    ParamsError
        There is no such workspace or event, a parameter is not right, or the event is planned or
        cancelled.
    DataError
        A file of the event cannot be read, or neither registrations nor attendance are known.
    """
    space = read_workspace(workspace)
    event = resolve_event(space, event_id, facts, parameters)
    day = space.as_of(event, _checked_day(as_of))
    check_reviewable(event, day, space)
    raw = list_exports(space)
    data = data_sha256(raw)
    fingerprint = hash_of(params_sha256(space), data, code_sha256(), space.store_url)
    key = hash_of(fingerprint, day, event.parameters())
    kept = read_kept(space, event_id, key)
    if kept is not None:
        return kept
    events, _ = read_events(space)
    intake = take_in(space, events, raw)
    failure = intake.failure_of(event_id)
    if failure is not None:
        raise failure
    evidence = _evidence_with(space, event, fingerprint, day)
    review = Review(_compose(space, event, evidence, intake, data))
    keep(space, review, key)
    return review


def prepare_evidence(workspace: Workspace, event: Event | None) -> Evidence:
    """The evidence as of an event's day (None: today), after taking in what is new on disk."""
    raw = list_exports(workspace)
    events, _ = read_events(workspace)
    take_in(workspace, events, raw)
    fingerprint = hash_of(params_sha256(workspace), data_sha256(raw), code_sha256(), workspace.store_url)
    return evidence_of(workspace, fingerprint, workspace.as_of(event) if event else workspace.today())


def resolve_event(
    workspace: Workspace, event_id: str, facts: Mapping[str, Any] | None, parameters: Mapping[str, Any]
) -> Event:
    """The event of the params file, with what was given otherwise put in its place."""
    event = read_event(workspace, event_id)
    given = {name: value for name, value in parameters.items() if value is not None and value != ""}
    if facts:
        given["facts"] = dict(facts)
    if not given:
        return event
    return check_model(Event, event.parameters() | given, f"parameters of {event_id}")


def _checked_day(as_of: str | None) -> str | None:
    if as_of and not is_day(as_of):
        raise ParamsError("as_of", f"`{as_of}`", "a day such as 2026-06-10", "Correct it.")
    return as_of or None


def check_reviewable(event: Event, as_of: date, workspace: Workspace) -> None:
    """Raises for an event that cannot have a review: planned or cancelled."""
    state = state_of(event, as_of, workspace.window_days, workspace.timezone)
    if state == "planned":
        raise ParamsError(
            event.event_id,
            f"planned (it ends on {event.end_instant(workspace.timezone):%Y-%m-%d}, data up to {as_of})",
            "an event that is over",
            "Review it the day after; before, see `kpi targets`.",
        )
    if state == "cancelled":
        raise ParamsError(
            event.event_id, "cancelled", "an event that took place", "Change `status` if it did take place."
        )


def _evidence_with(workspace: Workspace, event: Event, fingerprint: str, as_of: date) -> Evidence:
    """The shared evidence; made anew where this event was given other parameters than its file's."""
    from kpilib.review.evidence import collect_evidence

    evidence = evidence_of(workspace, fingerprint, as_of)
    if evidence.events.get(event.event_id) == event:
        return evidence
    others = [e for e in evidence.events.values() if e.event_id != event.event_id]
    return collect_evidence(workspace, [*others, event], as_of)


def _compose(
    workspace: Workspace, event: Event, evidence: Evidence, intake: Intake, data: str
) -> dict[str, Any]:
    _check_people_known(event, evidence)
    check_goals(event, workspace)
    shared_failures: dict[str, KpiError] = {
        f: e for f, e in intake.failures.items() if f.startswith("_shared/")
    }
    kpis = score_kpis(event, workspace, evidence)
    by_id = {row["kpi"]: row for row in kpis}
    with open_store(workspace.store_url, read_only=True) as store:
        people = sections.read_event_people(store, event, workspace, evidence)
        presence = sections.describe_presence(store, event, workspace, evidence)
        effect = sections.find_effect(store, event, workspace, evidence)
        credit = sections.find_credit(store, event, workspace, evidence)
    people_effect = sections.find_people_effect(people)
    cost = by_id.get("cost", {}).get("value")
    return {
        "schema_version": SCHEMA_VERSION,
        "event_id": event.event_id,
        "title": event.title or event.event_id,
        "starts_at": event.starts_at,
        "as_of": evidence.as_of.isoformat(),
        "mature_on": event.window_end(workspace.window_days).isoformat(),
        "state": evidence.states[event.event_id],
        "event": _event_card(event, workspace),
        "kpis": kpis,
        "used_kpis": used_kpis(workspace),
        "funnel": sections.describe_funnel(event, evidence),
        "channels": sections.describe_channels(people, workspace),
        "presence": presence,
        "effect": sections.describe_effect(effect),
        "people_effect": people_effect.to_dict(),
        "crm": sections.describe_credit(credit, event),
        "money": sections.describe_money(effect, cost, workspace)
        | {"parts": sections.describe_money_parts(event, evidence)},
        "triangulation": sections.describe_triangulation(effect, people_effect, credit, event),
        "diagnosis": diagnose(event, kpis),
        "actions": [a.model_dump(mode="json") for a in event.facts.actions],
        "quality": sections.describe_quality(event, evidence, shared_failures),
        "plan": {"hash": None, "departures": []},
        "provenance": provenance(workspace, event, data, workspace.folder / TEMPLATE),
    }


def _event_card(event: Event, workspace: Workspace) -> dict[str, Any]:
    """What is told of the event itself."""
    parameters = event.parameters()
    del parameters["facts"]
    return parameters | {
        "timezone": event.timezone or workspace.timezone,
        "language": workspace.language_of(event),
        "organisation": workspace.organisation,
        "demo": workspace.demo,
        "currency": workspace.currency,
        "window_days": workspace.window_days,
        "roi_window_days": workspace.roi_window_days,
        "value_per_lead": workspace.value_per_lead,
        "smallest_relevant_leads": workspace.smallest_relevant_leads,
        "checklists": event.facts.checklists.model_dump(mode="json"),
        "alignment": [a.model_dump(mode="json") for a in event.facts.alignment],
        "external_factors": [f.model_dump(mode="json") for f in event.facts.external_factors],
        "complaints": event.facts.counts.complaints,
        "answers": dict(event.facts.answers),
    }


def _check_people_known(event: Event, evidence: Evidence) -> None:
    measures = evidence.measures.loc[event.event_id]
    if measures[["registrations", "attendees"]].isna().all():
        raise DataError(
            f"data/exports/{event.event_id}",
            "no registration and no attendance",
            "a registration or an attendance report",
            f"Download it and call `kpi intake FILE --event {event.event_id}`.",
        )


def check_goals(event: Event, workspace: Workspace) -> None:
    """Raises for a goal or a used KPI that the catalogue does not have."""
    from difflib import get_close_matches

    from kpilib.kpis import KPIS

    for where, names in (
        (f"params/{event.event_id}.yml: facts.goals", event.facts.goals),
        ("params/workspace.yml: kpis", workspace.kpis),
    ):
        for name in names:
            if name not in KPIS:
                near = get_close_matches(name, KPIS, n=1)
                hint = f"Did you mean `{near[0]}`?" if near else "See `kpi kpis`."
                raise ParamsError(where, f"unknown KPI `{name}`", "a KPI of the catalogue", hint)
