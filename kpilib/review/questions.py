"""From a question or an objective to its KPIs, each with the last value that is known of it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from kpilib.kpis import MEASURES, Kpi
from kpilib.kpis.description import describe_formula
from kpilib.kpis.questions import Question, kpis_for, read_questions
from kpilib.measures.compute import tables_of
from kpilib.params import Event, Workspace, read_events, read_workspace
from kpilib.review.comparisons import is_window_open
from kpilib.review.compose import prepare_evidence
from kpilib.review.departures import with_plan
from kpilib.review.evidence import Evidence, catalogue_of, plain_number
from kpilib.review.plan import read_plan
from kpilib.review.scorecard import find_target, used_kpis, with_impact
from kpilib.review.stated import goal

# Questions that no number answers alone: what people wrote in `facts.answers` stands beside the KPIs.
WITH_TEXTS = ("Q03", "Q13", "Q14", "Q15")
LIST = "list"
TEMPLATES = ("signups",)
# Of a survey's measures only the numbers of answers are listed by table; all come with its export.
OF_SURVEY = ("nps_", "csat_", "ses_", "ease_", "satisfaction_", "trouble_", "intent_")
# How the names of stated measures begin -> where people state them.
STATED = {
    "goal_": "facts.goals",
    "cost_": "facts.costs",
    "platform_cost_stated": "facts.costs",
    "revenue_": "facts.revenue",
    "audience_size": "facts.audience_size",
    "list_size": "facts.list_size",
    "kit_": "facts.checklists.kit",
    "channels_": "facts.checklists.channels",
    "video_timing": "facts.checklists.video",
    "video_description": "facts.checklists.video",
    "video_timestamps": "facts.checklists.video",
    "video_subtitles": "facts.checklists.video",
    "video_backlink": "facts.checklists.video",
    "useful_content": "facts.checklists.useful_content",
    "alignment_": "facts.alignment",
    "invited": "facts.counts.invited",
    "downloads": "facts.counts.downloads",
    "follow_ups": "facts.counts.follow_ups",
    "event_purchases": "facts.counts.purchases",
    "meetings_held": "facts.counts.meetings",
    "questions_": "facts.counts",
    "complaints": "facts.counts.complaints",
}
EMPTY = ("value", "numerator", "denominator", "lower", "upper", "goal", "target_lower", "target_upper")


def collect_answer(asked: str, workspace: str | Path | None = None) -> dict[str, Any]:
    """Everything known of a question (Q04) or an objective (sales), as plain values.

    Parameters
    ----------
    asked : str
        A question, an objective, or "list": all questions, without KPIs.
    workspace : path, optional
        The workspace's folder; by default the nearest from the current one upwards.

    Raises
    ------
    ParamsError
        Neither a question nor an objective, or no workspace.
    """
    space = read_workspace(workspace)
    words = {"language": space.languages[0], "locales": dict(space.locales), "currency": space.currency}
    questions = list(read_questions().values())
    if asked.strip().lower() == LIST:
        empty: dict[str, Any] = {"question": None, "objective": "", "kpis": [], "texts": None}
        return {"asked": LIST, "questions": questions, "workspace": words, **empty}
    catalogue = catalogue_of(space)
    kpis = kpis_for(asked, catalogue)
    evidence = _newest_evidence(space, kpis)
    question = read_questions().get(asked.strip().upper())
    objective = question.objective if question else asked.strip().lower()
    used = set(used_kpis(space, catalogue))
    return {
        "asked": question.id if question else objective,
        "workspace": words,
        "question": question,
        "objective": objective,
        "questions": [] if question else [q for q in questions if q.objective == objective],
        "kpis": [_row(kpi, space, evidence, kpi.id in used) for kpi in kpis],
        "texts": _texts(question, evidence),
    }


def _newest_evidence(workspace: Workspace, kpis: list[Kpi]) -> Evidence:
    """What is known as of the latest day of any event; an event's impact needs the effect of its review."""
    events, _ = read_events(workspace)
    evidence = prepare_evidence(workspace, max(events, key=workspace.as_of, default=None))
    if any("extra_leads" in kpi.inputs for kpi in kpis):
        for event in _over(evidence):
            path = workspace.reports / event.event_id / "review.json"
            if path.is_file():
                effect = json.loads(path.read_text(encoding="utf-8"))["effect"]
                return with_impact(evidence, event, effect)
    return evidence


def _over(evidence: Evidence) -> list[Event]:
    """Events that took place, newest first."""
    return _newest_first(evidence.events.values(), evidence)


def _newest_first(events: Iterable[Event], evidence: Evidence) -> list[Event]:
    over = [e for e in events if evidence.states[e.event_id] in ("provisional", "mature")]
    return sorted(over, key=lambda e: (e.starts_at, e.event_id), reverse=True)


def _with_value(kpi: Kpi, evidence: Evidence) -> list[Event]:
    """Events that have a value of a KPI, newest first; those of typed results too."""
    values = {e.event_id: evidence.value(e.event_id, kpi.id) for e in evidence.past.values()}
    events = _newest_first(evidence.past.values(), evidence)
    return [e for e in events if (values[e.event_id] or {}).get("state") == "known"]


def _row(kpi: Kpi, workspace: Workspace, evidence: Evidence, is_used: bool) -> dict[str, Any]:
    """The KPI, and the newest event that has a value of it; without one the state in the newest event."""
    over = _over(evidence)
    known = _with_value(kpi, evidence)
    row = {
        "kpi": kpi.id,
        "names": dict(kpi.names),
        "meanings": dict(kpi.meanings),
        "formula": describe_formula(kpi),
        "numerator_of": kpi.formula.numerator,
        "denominator_of": kpi.formula.denominator,
        "is_used": is_used,
        "is_own": kpi.is_own,
        "unit": kpi.unit,
        "kind": kpi.kind,
        "currency": workspace.currency if kpi.unit == "money" else None,
        **dict.fromkeys(EMPTY),
        "zone": "unknown",
        "state": str(evidence.values[over[0].event_id, kpi.id]["state"]) if over else "unknown",
        "event_id": None,
        "title": None,
        "starts_on": None,
        "brings": [] if known else _brings(kpi, over[0] if over else None, evidence),
    }
    return row | _known(kpi, known[0], workspace, evidence, is_used) if known else row


def _known(kpi: Kpi, event: Event, workspace: Workspace, evidence: Evidence, is_used: bool) -> dict[str, Any]:
    value = evidence.values[event.event_id, kpi.id]
    numbers = {name: plain_number(value[name]) for name in EMPTY[:5]}
    planned = with_plan(read_plan(workspace, event.event_id), workspace, evidence)
    target = find_target(kpi, event, workspace, planned) if is_used else None
    is_open = is_window_open(kpi, event, workspace, evidence.as_of)
    return {
        **numbers,
        "goal": goal(event, workspace, kpi.id),
        "target_lower": target.lower if target else None,
        "target_upper": target.upper if target else None,
        "zone": target.zone(numbers["value"]) if target and not is_open else "unknown",
        "state": "provisional" if is_open or evidence.states[event.event_id] == "provisional" else "known",
        "event_id": event.event_id,
        "title": event.title or event.event_id,
        "starts_on": event.starts_on.isoformat(),
    }


def _brings(kpi: Kpi, event: Event | None, evidence: Evidence) -> list[dict[str, str]]:
    """Exports, templates and facts that would bring what the formula lacks."""
    measures = _measures_of(kpi, evidence.catalogue)
    known = evidence.measures.loc[event.event_id] if event else pd.Series(dtype="float64")
    missing = [name for name in measures if name not in known or pd.isna(known[name])]
    sources = [source for name in missing for source in source_of(name)]
    return [dict(pair) for pair in dict.fromkeys(tuple(source.items()) for source in sources)]


def _measures_of(kpi: Kpi, catalogue: dict[str, Kpi]) -> list[str]:
    """Measures behind a formula; of an own KPI those of the KPIs it names too."""
    found: list[str] = []
    for name in kpi.inputs:
        is_measure = name in MEASURES or name not in catalogue or name == kpi.id
        found += [name] if is_measure else _measures_of(catalogue[name], catalogue)
    return list(dict.fromkeys(found))


def source_of(measure: str) -> list[dict[str, str]]:
    """Where a measure comes from: `export`, `template`, `stated` (a key of the event's file) or `review`.

    Examples
    --------
    >>> source_of("registered_attendees")
    [{'export': 'registrations'}, {'export': 'attendance'}]
    >>> source_of("followers")
    [{'template': 'kpi_values'}]
    """
    if measure.startswith("extra_leads"):
        return [{"review": "effect"}]
    if measure.startswith(OF_SURVEY):
        return [{"export": "survey_answers"}]
    if measure == "value_per_lead":
        return [{"workspace": "value_per_lead"}]
    tables = [table for table in tables_of(measure) if table not in ("stages", "costs")]
    if tables:
        return [{"template" if table in TEMPLATES else "export": table} for table in tables]
    stated = next((item for start, item in STATED.items() if measure.startswith(start)), None)
    return [{"stated": stated}] if stated else [{"template": "kpi_values"}]


def _texts(question: Question | None, evidence: Evidence) -> dict[str, Any] | None:
    """What people wrote of the latest event of which they wrote; None where the question asks for numbers."""
    over = _over(evidence)
    if question is None or question.id not in WITH_TEXTS or not over:
        return None
    event = next((e for e in over if e.facts.answers), over[0])
    written = {"event_id": event.event_id, "title": event.title or event.event_id}
    return written | {"answers": dict(event.facts.answers)}
