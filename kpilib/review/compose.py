"""The steps put together: exports in, measures, KPI values, targets, effects, one record."""

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kpilib.errors import DataError, KpiError, ParamsError
from kpilib.kpis import Kpi
from kpilib.params import Event, Workspace, read_events, state_of
from kpilib.review import sections, ways
from kpilib.review.advertising import describe_advertising
from kpilib.review.breakdowns import describe_breakdowns, describe_stages
from kpilib.review.chances import describe_goals, describe_reds
from kpilib.review.channels import describe_channels
from kpilib.review.departures import describe_plan, with_plan
from kpilib.review.diagnosis import diagnose
from kpilib.review.diagnosis.gather import gather_case
from kpilib.review.evidence import (
    Evidence,
    catalogue_of,
    collect_evidence,
    evidence_of,
    forget_evidence,
)
from kpilib.review.experience import describe_experience
from kpilib.review.exports import Intake, take_in
from kpilib.review.flows import describe_flows
from kpilib.review.funnel import describe_funnel
from kpilib.review.lint import lint_scorecard
from kpilib.review.loop import describe_actions
from kpilib.review.maturing import add_forecasts, read_maturing
from kpilib.review.outreach import describe_networks
from kpilib.review.plan import read_plan
from kpilib.review.practices import describe_practices
from kpilib.review.presence import describe_presence
from kpilib.review.raw import SHARED, RawFile, data_sha256, list_exports
from kpilib.review.record import SCHEMA_VERSION, Review, code_sha256, hash_of, params_sha256, provenance
from kpilib.review.scorecard import goal_histories, score_kpis, used_kpis, with_impact
from kpilib.review.tail import describe_evergreen
from kpilib.review.three_questions import answer_questions
from kpilib.review.voices import describe_challenges
from kpilib.review.website import describe_web
from kpilib.store import open_store

TEMPLATE = Path("notebooks") / "event_review.ipynb"


def compose(workspace: Workspace, event: Event, fingerprint: str, as_of: date, raw: list[RawFile]) -> Review:
    """The review of one event; `compute_review` has checked that it can have one.

    Raises
    ------
    DataError
        A file of the event cannot be read, or neither registrations nor attendance are known.
    """
    check_goals(event, workspace)
    intake = take_in(workspace, read_events(workspace)[0], raw)
    if intake.reports:
        forget_evidence()
    failure = intake.failure_of(event.event_id)
    if failure is not None:
        raise failure
    evidence = _evidence_with(workspace, event, fingerprint, as_of)
    return Review(_record(workspace, event, evidence, intake, raw))


def prepare_evidence(workspace: Workspace, event: Event | None, as_of: date | None = None) -> Evidence:
    """The evidence as of a day (by default the event's, else today), after taking in what is new on disk."""
    raw = list_exports(workspace)
    events, _ = read_events(workspace)
    if take_in(workspace, events, raw).reports:
        forget_evidence()
    day = as_of or (workspace.as_of(event) if event else workspace.today())
    return evidence_of(workspace, fingerprint_of(workspace, raw), day)


def fingerprint_of(workspace: Workspace, raw: list[RawFile]) -> str:
    """Hash of all that evidence is made from but the day: params, exports, code, store."""
    return hash_of(params_sha256(workspace), data_sha256(raw), code_sha256(), workspace.store_url)


def lint_latest(workspace: Workspace, events: list[Event]) -> tuple[list[dict[str, Any]], dict[str, Kpi]]:
    """Findings on the KPIs in use, judged by the newest event that is over; with the catalogue that names
    them. No findings without such an event."""
    over = [event for event in events if _is_over(event, workspace)]
    if not over:
        return [], catalogue_of(workspace)
    newest = max(over, key=lambda event: event.start_instant(workspace.timezone))
    evidence = prepare_evidence(workspace, newest)
    rows = score_kpis(newest, workspace, evidence)
    return lint_scorecard(rows, newest, workspace, evidence), evidence.catalogue


def _is_over(event: Event, workspace: Workspace) -> bool:
    state = state_of(event, workspace.as_of(event), workspace.window_days, workspace.timezone)
    return state in ("provisional", "mature")


def _evidence_with(workspace: Workspace, event: Event, fingerprint: str, as_of: date) -> Evidence:
    """The shared evidence; made anew where this event was given other parameters than its file's."""
    evidence = evidence_of(workspace, fingerprint, as_of)
    if evidence.events.get(event.event_id) == event:
        return evidence
    others = [e for e in evidence.events.values() if e.event_id != event.event_id]
    return collect_evidence(workspace, [*others, event], as_of)


def _record(
    workspace: Workspace, event: Event, evidence: Evidence, intake: Intake, raw: list[RawFile]
) -> dict[str, Any]:
    _check_people_known(event, evidence)
    shared_failures: dict[str, KpiError] = {
        f: e for f, e in intake.failures.items() if f.startswith(f"{SHARED}/")
    }
    plan = read_plan(workspace, event.event_id)
    # What is usual rests on the same events everywhere: a plan's day ends its history.
    planned = with_plan(plan, workspace, evidence)
    with open_store(workspace.store_url, read_only=True) as store:
        people = ways.read_event_people(store, event, workspace, evidence)
        presence = describe_presence(store, event, workspace, planned)
        challenges = describe_challenges(store, event, workspace, evidence)
        experience = describe_experience(store, event, workspace, evidence)
        effect = sections.find_effect(store, event, workspace, evidence)
        credit = ways.find_credit(store, event, workspace, evidence)
        evergreen = describe_evergreen(store, event, workspace, evidence)
        breakdowns = describe_breakdowns(store, event, workspace, evidence)
        outreach = {
            "networks": describe_networks(store, event, workspace, planned),
            "web": describe_web(store, event, workspace, planned),
            "advertising": describe_advertising(store, event, workspace, planned),
            "flows": describe_flows(store, event, workspace, evidence),
        }
        maturing = read_maturing(store, event, workspace, evidence)
    described = sections.describe_effect(effect)
    planned = with_plan(plan, workspace, with_impact(evidence, event, described))
    kpis = add_forecasts(score_kpis(event, workspace, planned), event, workspace, evidence, maturing)
    by_id = {row["kpi"]: row for row in kpis}
    funnel = describe_funnel(event, workspace, planned, by_id)
    people_effect = ways.find_people_effect(people, workspace)
    state, mature_on = evidence.states[event.event_id], event.window_end(workspace.window_days).isoformat()
    record = {
        "schema_version": SCHEMA_VERSION,
        "event_id": event.event_id,
        "title": event.title or event.event_id,
        "starts_at": event.starts_at,
        "as_of": evidence.as_of.isoformat(),
        "mature_on": mature_on,
        "state": state,
        "event": _event_card(event, workspace) | {"practices": describe_practices(event, kpis)},
        "kpis": kpis,
        "breakdowns": breakdowns + describe_stages(funnel),
        "windows": maturing.windows,
        "used_kpis": used_kpis(workspace, evidence.catalogue),
        "reds": describe_reds(kpis, workspace.zones.red),
        "goals": describe_goals(kpis, goal_histories(kpis, event, workspace, planned)),
        "lint": lint_scorecard(kpis, event, workspace, evidence),
        "funnel": funnel,
        "channels": describe_channels(people, event, workspace, planned),
        **presence,
        "challenges": challenges,
        "experience": experience,
        "outreach": outreach,
        "effect": described,
        "people_effect": people_effect.to_dict(),
        "crm": ways.describe_credit(credit, event, workspace.privacy.k),
        "money": ways.describe_money(effect, by_id, event, workspace, evidence),
        "triangulation": ways.describe_triangulation(effect, people_effect, credit, event),
        "evergreen": evergreen,
        "questions": answer_questions(event, state, mature_on, kpis),
        "actions": describe_actions(event, workspace, evidence, kpis),
        "quality": sections.describe_quality(event, evidence, shared_failures),
        "plan": describe_plan(plan, event, workspace, evidence),
        "provenance": provenance(workspace, event, raw, workspace.folder / TEMPLATE),
    }
    return record | {"diagnosis": diagnose(gather_case(event, workspace, planned, record))}


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
        "topic_analysis": _topic_analysis(event),
    }


def _topic_analysis(event: Event) -> dict[str, str] | None:
    analysis = event.facts.topic_analysis
    return None if analysis is None else analysis.model_dump()


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
    """Raises for a goal of the event, or a KPI of the workspace, that the catalogue does not have."""
    catalogue = check_used_kpis(workspace)
    where = f"params/{event.event_id}.yml: facts"
    _check_kpis(f"{where}.goals", event.facts.goals, catalogue)
    _check_kpis(f"{where}.primary_kpi", filter(None, [event.facts.primary_kpi]), catalogue)


def check_used_kpis(workspace: Workspace) -> dict[str, Kpi]:
    """The catalogue; raises for a KPI in `workspace.yml` that it does not have, or a faulty own one."""
    catalogue = catalogue_of(workspace)
    _check_kpis("params/workspace.yml: kpis", workspace.kpis, catalogue)
    return catalogue


def _check_kpis(where: str, names: Iterable[str], catalogue: dict[str, Kpi]) -> None:
    for name in names:
        if name not in catalogue:
            near = get_close_matches(name, catalogue, n=1)
            hint = f"Did you mean `{near[0]}`?" if near else "See `kpi kpis`."
            raise ParamsError(where, f"unknown KPI `{name}`", "a KPI of the catalogue", hint)
