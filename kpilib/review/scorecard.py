"""One row for each KPI: value, expected range, zone, goal, previous event."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kpilib.kpis import DEFAULT_KPIS, KPIS, MEASURES, Kpi, compute_kpis, describe_note
from kpilib.measures.compute import tables_of
from kpilib.params import Event, Workspace
from kpilib.review.chances import chance_fields, goal_fields
from kpilib.review.comparisons import compare, earlier_in_series, is_window_open, window_days
from kpilib.review.evidence import Evidence, files_of, history_until, is_history, plain_number
from kpilib.review.stated import goal
from kpilib.targets import Target, estimate_target

ORDER_PARTS = {"revenue_deals", "revenue_tickets"}
COVARIATES = ("topic", "format", "series", "list_size")


def used_kpis(workspace: Workspace, catalogue: Mapping[str, Kpi] = KPIS) -> list[str]:
    """Ids of the KPIs the organisation uses, in the catalogue's order; its own are always used."""
    chosen = workspace.kpis or dict.fromkeys(DEFAULT_KPIS)
    return [kpi.id for kpi in catalogue.values() if kpi.id in chosen or kpi.is_own]


def with_impact(evidence: Evidence, event: Event, effect: Mapping[str, Any]) -> Evidence:
    """The evidence with the event's financial impact, which needs the effect beside the measures."""
    extra = {f"extra_leads{end}": effect.get(f"effect{end}") for end in ("", "_lower", "_upper")}
    row = evidence.measures.loc[[event.event_id]].assign(**extra).reset_index()
    # The organisation's own KPIs may read it.
    again = ["financial_impact", *(kpi.id for kpi in evidence.catalogue.values() if kpi.is_own)]
    computed = compute_kpis(row, again, evidence.catalogue, evidence.typed)
    records = [{str(name): x for name, x in value.items()} for value in computed.to_dict("records")]
    values = evidence.values | {(event.event_id, value["kpi"]): value for value in records}
    return dataclasses.replace(evidence, values=values)


def score_kpis(event: Event, workspace: Workspace, evidence: Evidence) -> list[dict[str, Any]]:
    """The rows of all KPIs that are used or known, in the catalogue's order; a goal of the event is use."""
    used = {*used_kpis(workspace, evidence.catalogue), *event.facts.goals}
    rows = []
    for kpi in evidence.catalogue.values():
        value = evidence.values[event.event_id, kpi.id]
        if kpi.id in used or value["state"] in ("known", "refused"):
            rows.append(_score(kpi, value, event, workspace, evidence, kpi.id in used))
    return rows


def _score(
    kpi: Kpi, value: dict[str, Any], event: Event, workspace: Workspace, evidence: Evidence, is_used: bool
) -> dict[str, Any]:
    actual = plain_number(value["value"])
    is_open = is_window_open(kpi, event, workspace, evidence.as_of)
    wanted, past, target = goal(event, workspace, kpi.id), [], None
    past_events: list[str] = []
    if is_used:
        history = collect_history(kpi, event, workspace, evidence)
        target = target_from(history, kpi, event, workspace, evidence)
        past = past_values(history)
        past_events = list(history["event_id"]) if target is not None else []
    fields = _target_fields(target, actual, is_open)
    fields["target_notes"] += _factors_in(past_events, evidence)
    notes = _notes(kpi, value, event, workspace, evidence)
    return {
        "kpi": kpi.id,
        "is_used": is_used,
        "state": "provisional" if is_open and value["state"] == "known" else str(value["state"]),
        "final_on": (
            event.window_end(window_days(kpi, workspace)).isoformat()
            if kpi.window
            else event.starts_on.isoformat()
        ),
        "n": plain_number(value["n"]),
        "value": actual,
        "numerator": plain_number(value["numerator"]),
        "denominator": plain_number(value["denominator"]),
        "lower": plain_number(value["lower"]),
        "upper": plain_number(value["upper"]),
        "unit": kpi.unit,
        "currency": workspace.currency if kpi.unit == "money" else None,
        "kind": kpi.kind,
        "type": kpi.type,
        "group": kpi.group,
        "step": kpi.step,
        "model": kpi.model,
        "objective": kpi.objective,
        "purpose": kpi.purpose,
        "asks": kpi.asks,
        "better": kpi.better,
        "version": kpi.version,
        # Names of the kit's KPIs are the language room's; an organisation's own travel with the record.
        "names": dict(kpi.names) if kpi.is_own else None,
        "meanings": dict(kpi.meanings) if kpi.is_own else None,
        **fields,
        **chance_fields(target, actual, is_open),
        **compare(kpi, value, event, workspace, evidence),
        **goal_fields(wanted, kpi.better, target, past, actual, is_open),
        "source": _sources(kpi, event, evidence),
        "notes": notes + (_factors_of(event) if fields["zone"] == "red" else []),
    }


def _factors_of(event: Event) -> list[dict[str, Any]]:
    """What people noted from outside that may explain a red; the expected range does not know of it."""
    return [
        {"code": "external_factor", "what": factor.note or factor.kind, "on": factor.on or None}
        for factor in event.facts.external_factors
    ]


def _factors_in(past_events: Sequence[str], evidence: Evidence) -> list[dict[str, Any]]:
    """How many of the past events that a range rests on had a factor from outside."""
    hit = [name for name in past_events if evidence.past[name].facts.external_factors]
    return [{"code": "factors_in_history", "n": len(hit), "of": len(past_events)}] if hit else []


def _target_fields(target: Target | None, actual: float | None, is_open: bool) -> dict[str, Any]:
    if target is None:
        empty = ("target", "target_lower", "target_upper", "green_from", "red_from")
        return dict.fromkeys(empty) | {"zone": "unknown", "n_events": None, "target_notes": []}
    return {
        "target": target.expected,
        "target_lower": target.lower,
        "target_upper": target.upper,
        "green_from": target.green_from,
        "red_from": target.red_from,
        "zone": "unknown" if is_open else target.zone(actual),
        "n_events": target.n_events,
        "target_notes": [plain_note(note) for note in target.notes],
    }


def find_target(kpi: Kpi, event: Event, workspace: Workspace, evidence: Evidence) -> Target | None:
    """The expected range of a KPI from the event's history; None where the KPI has none."""
    return target_from(collect_history(kpi, event, workspace, evidence), kpi, event, workspace, evidence)


def target_from(
    history: pd.DataFrame, kpi: Kpi, event: Event, workspace: Workspace, evidence: Evidence
) -> Target | None:
    """The expected range of a KPI from a history that is at hand."""
    if kpi.target is None or kpi.better == "none":
        return None
    if kpi.id in evidence.frozen:
        return evidence.frozen[kpi.id]
    new_event = {"starts_on": event.starts_on.isoformat(), **covariates_of(event)}
    value = evidence.value(event.event_id, kpi.id)
    trials = plain_number(value["denominator"]) if value else None
    # A plan is made before anybody knows of how many people a rate will be.
    if kpi.target == "rate" and trials and evidence.planned_on is None:
        new_event["trials"] = trials
    target = estimate_target(
        history,
        new_event,
        kind=kpi.target,
        covariates=useful_covariates(history, event),
        better=kpi.better,
        zones=(workspace.zones.red, workspace.zones.amber),
    )
    return target.within(kpi.limits) if kpi.limits else target


def useful_covariates(history: pd.DataFrame, event: Event) -> tuple[str, ...]:
    """Covariates known of the event and of most past events, and not the same for all of these."""
    mine = covariates_of(event)
    known = {name: history[name].dropna() for name in COVARIATES if mine[name] is not None}
    return tuple(name for name, past in known.items() if len(past) > len(history) / 2 and len(set(past)) > 1)


def collect_history(kpi: Kpi, event: Event, workspace: Workspace, evidence: Evidence) -> pd.DataFrame:
    """One row per past event that counts, oldest first: event_id, starts_on, value[, trials], covariates."""
    days = max(window_days(kpi, workspace) if kpi.window else 0, workspace.window_days)
    target_on = history_until(event, evidence)
    rows = []
    for past in evidence.past.values():
        value = evidence.value(past.event_id, kpi.id)
        is_known = value is not None and value["state"] == "known"
        if is_known and is_history(past, event, target_on, days, workspace):
            row = {"event_id": past.event_id, "starts_on": past.starts_on.isoformat()}
            rows.append(row | _as_history(kpi, value or {}) | covariates_of(past))
    columns = ["event_id", "starts_on", "value", "trials", *COVARIATES]
    history = pd.DataFrame(rows, columns=columns).sort_values("starts_on", kind="stable", ignore_index=True)
    return history if kpi.target == "rate" else history.drop(columns="trials")


def past_values(history: pd.DataFrame) -> list[float]:
    """The values of a history as people state them: a rate as a share."""
    table = history[history["trials"] > 0] if "trials" in history else history
    shares = table["value"] / table["trials"] if "trials" in table else table["value"]
    return [float(value) for value in shares]


def goal_histories(
    rows: Sequence[Mapping[str, Any]], event: Event, workspace: Workspace, evidence: Evidence
) -> dict[str, pd.DataFrame]:
    """The histories of the KPIs that have a goal with a probability."""
    kpis = [row["kpi"] for row in rows if row["goal_probability"] is not None]
    return {kpi: collect_history(evidence.catalogue[kpi], event, workspace, evidence) for kpi in kpis}


def _as_history(kpi: Kpi, value: Mapping[str, Any]) -> dict[str, float]:
    if kpi.target == "rate":
        # A rate that was typed without its n has no trials: left out there, with that reason.
        has_trials = pd.notna(value["denominator"])
        return {
            "value": float(round(value["numerator"])) if has_trials else 0.0,
            "trials": float(value["denominator"]),
        }
    return {"value": float(value["value"])}


def covariates_of(event: Event) -> dict[str, Any]:
    """What may move the KPIs of an event; None where it is not stated."""
    size = event.facts.list_size
    return {
        "topic": event.topic or None,
        "format": event.format or None,
        "series": event.series or None,
        "list_size": None if size is None else float(size),
    }


def _sources(kpi: Kpi, event: Event, evidence: Evidence) -> list[str]:
    tables = {table for measure in kpi.inputs for table in tables_of(measure)}
    return [f.file_id for f in files_of(event.event_id, evidence) if tables & set(f.report["tables"])]


def _is_left_out(part: str, measures: Mapping[str, Any]) -> bool:
    """Whether the part is known and does not count: the price of the platform, unless people say so."""
    return part == "cost_platform" and pd.notna(measures.get("platform_cost_stated"))


def _notes(
    kpi: Kpi, value: dict[str, Any], event: Event, workspace: Workspace, evidence: Evidence
) -> list[dict[str, Any]]:
    notes = [dict(n) for n in evidence.notes[event.event_id] if n.get("kpi") == kpi.id]
    measures = {str(name): x for name, x in evidence.measures.loc[event.event_id].items()}
    for code in value["notes"]:
        notes += _not_convertible(kpi, event, evidence) if code == "not_convertible" else []
        notes += [describe_note(code, value, measures)] if code != "not_convertible" else []
    if value["state"] == "unknown":
        missing = [name for name in kpi.inputs if _is_missing(name, event, measures, evidence)]
        notes.append({"code": "input_missing", "inputs": missing})
    parts = [p for p in kpi.inputs if p.startswith(("cost_", "revenue_"))]
    unknown = [p for p in parts if pd.isna(measures.get(p)) and not _is_left_out(p, measures)]
    if kpi.id == "brand_interactions" and value["state"] == "known":
        notes += (
            [] if earlier_in_series(event, workspace, evidence) else [{"code": "no_lift_without_baseline"}]
        )
    if value["state"] == "known" and len(parts) > 1 and unknown:
        notes.append({"code": "parts_not_stated", "parts": unknown})
    if "leads" in kpi.inputs or "qualified_leads" in kpi.inputs:
        needed_until = min(event.window_end(workspace.window_days), evidence.as_of)
        if evidence.contacts_until is not None and evidence.contacts_until < needed_until:
            notes.append({"code": "contacts_end_early", "until": evidence.contacts_until.isoformat()})
    if kpi.window and is_window_open(kpi, event, workspace, evidence.as_of):
        notes.append(
            {"code": "window_open", "final_on": event.window_end(window_days(kpi, workspace)).isoformat()}
        )
    return notes


def _is_missing(name: str, event: Event, measures: dict[str, Any], evidence: Evidence) -> bool:
    """Whether an input is not known: a KPI that an own formula names, or a measure."""
    if name in evidence.catalogue and name not in MEASURES:
        return bool(evidence.values[event.event_id, name]["state"] != "known")
    return bool(pd.isna(measures.get(name)))


def _not_convertible(kpi: Kpi, event: Event, evidence: Evidence) -> list[dict[str, Any]]:
    """The currencies and months without a stated rate, for which there is no sum of this KPI."""
    parts = set(kpi.inputs) | (ORDER_PARTS if "order_revenue" in kpi.inputs else set())
    rates = [n for n in evidence.notes[event.event_id] if n["code"] == "no_exchange_rate"]
    found = [(n["currency"], n["month"]) for n in rates if n["measure"] in parts]
    return [
        {"code": "not_convertible", "currency": currency, "month": month}
        for currency, month in dict.fromkeys(found)
    ]


def plain_note(note: Any) -> dict[str, Any]:
    """A note of an estimator as a mapping with its code."""
    if isinstance(note, dict):
        return dict(note)
    if dataclasses.is_dataclass(note) and not isinstance(note, type):
        return dataclasses.asdict(note)
    code, values = note
    return {"code": code, **values}
