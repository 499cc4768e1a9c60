"""What a review tells by people, by credit and in money, and whether the ways agree."""

from dataclasses import asdict
from typing import Any

import pandas as pd

from kpilib.effects import (
    Credit,
    Effect,
    PeopleEffect,
    compute_credit,
    compute_roi_range,
    estimate_people_effect,
    triangulate,
)
from kpilib.kpis import COST_PARTS
from kpilib.measures import read_people, read_touches
from kpilib.measures.rates import Rates
from kpilib.params import Event, Workspace
from kpilib.review.evidence import Evidence, Note, days_of, plain_number
from kpilib.store import Store

KNOWN_BEFORE = (
    *("is_qualified", "channel", "earlier_registrations", "earlier_attendances"),
    *("is_customer_before", "is_account_before"),
)


def read_event_people(store: Store, event: Event, workspace: Workspace, evidence: Evidence) -> pd.DataFrame:
    """The event's people with what was known of them before it."""
    start = event.start_instant(workspace.timezone)
    earlier = [
        days_of(e, workspace) for e in evidence.events.values() if e.start_instant(workspace.timezone) < start
    ]
    return read_people(store, days_of(event, workspace), earlier, evidence.as_of)


def find_people_effect(people: pd.DataFrame, workspace: Workspace) -> PeopleEffect:
    """Registered people who came against those who did not: the difference in becoming a lead.

    Contacts from before cannot become leads and are left out. Where too few others are left, as when every
    registration makes a contact, the outcome is a qualified lead, and having been a contact is adjusted for.
    """
    registered = people[people["is_registered"]]
    channel = registered["source"].map(lambda s: workspace.channel_of(s if isinstance(s, str) else None))
    names = [str(name) for name in registered if str(name).startswith("is_")]
    flags = {name: registered[name].astype(int) for name in names}
    table = registered.assign(
        **flags,
        channel=channel.fillna("unknown"),
        attended=flags["is_attendee"],
        lead=flags["is_lead"],
        qualified_lead=flags["is_qualified_lead"],
    )
    new = table[table["is_known_before"] == 0]
    found = estimate_people_effect(new, outcome="lead", covariates=KNOWN_BEFORE)
    if found.effect is not None or not table["qualified_lead"].any():
        return found
    covariates = (*KNOWN_BEFORE, "is_known_before")
    other = estimate_people_effect(table, outcome="qualified_lead", covariates=covariates)
    return other if other.effect is not None else found


def find_credit(store: Store, event: Event, workspace: Workspace, evidence: Evidence) -> Credit | None:
    """Credit for the new contacts of the event's window; None where no contacts are known."""
    if not any("contacts" in file.report["tables"] for file in evidence.files.values()):
        return None
    events = [days_of(e, workspace) for e in evidence.events.values() if e.status != "cancelled"]
    touches, conversions = read_touches(store, days_of(event, workspace), evidence.as_of, events)
    return compute_credit(touches, conversions)


def describe_credit(credit: Credit | None, event: Event, k: int) -> dict[str, Any]:
    """What four rules credit this event with, as a range; a count, not an effect.

    Kinds of touches of fewer than `k` people are put together; None where these are still fewer.
    """
    if credit is None:
        nothing = dict.fromkeys(("lower", "upper", "n_conversions", "n_without_touch", "half_life_days"))
        return nothing | {"rules": {}, "kinds": {}}
    counts = {"n_conversions": credit.n_conversions, "n_without_touch": credit.n_without_touch}
    mine = credit.of(event.event_id)
    about = {"half_life_days": credit.half_life_days, "kinds": merge_kinds(mine.kinds, k)}
    return asdict(mine) | counts | about


def merge_kinds(kinds: dict[str, int], k: int) -> dict[str, int | None]:
    """Kinds with at least `k` people, the others together as `other`."""
    large: dict[str, int | None] = {kind: n for kind, n in kinds.items() if n >= k}
    small = sum(n for n in kinds.values() if n < k)
    return large | ({"other": small if small >= k else None} if small else {})


def describe_money(
    found: Effect | list[Note],
    kpis: dict[str, dict[str, Any]],
    event: Event,
    workspace: Workspace,
    evidence: Evidence,
) -> dict[str, Any]:
    """Return by the effect's leads at the stated value, as a range; without an input, which is missing.

    Beside it: the parts of the cost, whether the return may still change, and what is open.
    """
    cost = kpis.get("cost", {}).get("value")
    effect = found if isinstance(found, Effect) and found.effect is not None else None
    inputs = {"effect": effect, "value_per_lead": workspace.value_per_lead, "cost": cost or None}
    parts, hours = describe_parts(event, evidence), stated_hours(event, workspace)
    final_on = event.window_end(workspace.roi_window_days)
    about = {
        "missing": [name for name, value in inputs.items() if value is None],
        "parts": parts,
        "hours": hours,
        "state": "mature" if evidence.as_of >= final_on else "provisional",
        "final_on": final_on.isoformat(),
        "pipeline_value": kpis.get("pipeline_value", {}).get("value"),
    }
    if effect is None or workspace.value_per_lead is None or not cost:
        return {"roi": None, "value_per_lead": workspace.value_per_lead, "cost": cost} | about
    varied = varied_parts(parts, hours)
    return (
        compute_roi_range(
            effect, workspace.value_per_lead, cost, varied, workspace.value_per_lead_range
        ).to_dict()
        | about
    )


def describe_parts(event: Event, evidence: Evidence) -> dict[str, float | None]:
    """Each part of the cost; None where nobody stated it and no export tells."""
    measures = evidence.measures.loc[event.event_id]
    return {part: plain_number(measures.get(part)) for part in COST_PARTS}


def stated_hours(event: Event, workspace: Workspace) -> dict[str, float]:
    """Money of the hours that people stated with a rate, by part of the cost, in the workspace's currency."""
    rates = Rates(workspace.currency, workspace.exchange_rates)
    sums: dict[str, float] = {}
    for cost in event.facts.costs or []:
        rate = rates.rate(cost.currency, f"{event.starts_on:%Y-%m}")
        if cost.hours is not None and cost.is_counted and rate is not None:
            name = f"cost_{cost.kind}"
            sums[name] = sums.get(name, 0.0) + cost.total * rate
    return sums


def varied_parts(parts: dict[str, float | None], hours: dict[str, float]) -> dict[str, float]:
    """Known parts of the cost with all hours taken out and put together, as one rate moves them all."""
    known = {name: amount for name, amount in parts.items() if amount}
    # A part that an export tells instead may be smaller than the hours stated.
    timed = {name: min(amount, known[name]) for name, amount in hours.items() if name in known}
    rest = {name: amount - timed.get(name, 0.0) for name, amount in known.items()}
    by_rate = {"hours_rate": sum(timed.values())} if timed else {}
    return by_rate | {name: amount for name, amount in rest.items() if amount > 0}


def describe_triangulation(
    found: Effect | list[Note], people: PeopleEffect, credit: Credit | None, event: Event
) -> dict[str, Any]:
    """The three ways side by side, and whether they agree."""
    effect = found if isinstance(found, Effect) else None
    return triangulate(effect, people, credit.of(event.event_id) if credit else None)
