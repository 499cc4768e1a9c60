"""The classic measures of advertising, told only where something new is tried."""

from dataclasses import replace
from typing import Any, Literal

import pandas as pd

from kpilib.kpis import compute_kpis
from kpilib.measures import read_campaigns
from kpilib.measures.rates import Rates
from kpilib.params import Event, Workspace
from kpilib.review.evidence import Evidence, days_of, plain_number
from kpilib.review.scorecard import collect_history
from kpilib.review.usual import NO_USUAL, usual_range
from kpilib.store import Store

Row = dict[str, Any]
COUNTS = {
    "cost": "cost_advertising",
    "impressions": "impressions",
    "clicks": "clicks",
    "conversions": "ad_conversions",
}
PRICES = ("cost_per_click", "cost_per_acquisition", "cost_per_thousand_impressions")
RATIOS = (*PRICES, "click_through_rate")


def describe_advertising(store: Store, event: Event, workspace: Workspace, evidence: Evidence) -> Row:
    """Campaigns of the event with their classic ratios, and what these were at former events.

    `tried` is what people say is new; without it there is nothing else.
    """
    tried = event.facts.tried_new.strip() or None
    if tried is None:
        return {"tried": None, "campaigns": [], "kpis": [], "finding": None}
    rates = Rates(workspace.currency, workspace.exchange_rates)
    campaigns = read_campaigns(store, days_of(event, workspace), evidence.as_of, rates)
    kpis = [_whole(kpi, event, workspace, evidence) for kpi in RATIOS]
    return {
        "tried": tried,
        "campaigns": _campaigns(campaigns, evidence),
        "kpis": kpis,
        "finding": find_in_prices(kpis) if len(campaigns) else {"code": "no_campaigns"},
    }


def _campaigns(campaigns: pd.DataFrame, evidence: Evidence) -> list[Row]:
    """Each campaign's counts and ratios, by the same formulas as the event's; the dearest first."""
    if campaigns.empty:
        return []
    named = campaigns.assign(event_id=campaigns["source"] + " " + campaigns["campaign"])
    computed = compute_kpis(named.drop(columns=["source", "campaign"]), list(RATIOS), evidence.catalogue)
    values = computed.set_index(["event_id", "kpi"])["value"]
    rows = [
        {"campaign": row["campaign"], "source": row["source"]}
        | {field: plain_number(row[measure]) for field, measure in COUNTS.items()}
        | {kpi: plain_number(values[row["event_id"], kpi]) for kpi in RATIOS}
        for row in named.to_dict("records")
    ]
    return sorted(rows, key=lambda row: (-(row["cost"] or 0), row["campaign"]))


def _whole(kpi: str, event: Event, workspace: Workspace, evidence: Evidence) -> Row:
    """The event's own value, and the range that former events let one expect."""
    value = plain_number(evidence.values[event.event_id, kpi]["value"])
    kind: Literal["money", "rate"] = "money" if kpi in PRICES else "rate"
    # These have no target of their own: nobody is judged by them.
    history = collect_history(replace(evidence.catalogue[kpi], target=kind), event, workspace, evidence)
    trials = plain_number(evidence.values[event.event_id, kpi]["denominator"])
    usual = usual_range(history, event, kind, trials) if value is not None else NO_USUAL
    return {"kpi": kpi, "value": value} | usual


def find_in_prices(kpis: list[Row]) -> Row:
    """The price of a click, else of a thousand impressions, against what is usual."""
    told = {row["kpi"]: row for row in kpis if row["value"] is not None}
    price = next((told[kpi] for kpi in PRICES if kpi in told), None)
    if price is None:
        return {"code": "no_prices"}
    if price["usual_lower"] is None:
        return {"code": "no_history", "kpi": price["kpi"]}
    code = "dearer" if price["value"] > price["usual_upper"] else "usual"
    return {"code": "cheaper" if price["value"] < price["usual_lower"] else code, "kpi": price["kpi"]}
