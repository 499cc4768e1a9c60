"""Deals of the event's people, in the organisation's currency."""

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from kpilib.measures.leads import current_deals, deal_people
from kpilib.measures.people import Notes, by_event
from kpilib.measures.rates import Rates, in_own_currency
from kpilib.measures.tickets import ticket_buyers
from kpilib.store import Store


def measure_deals(store: Store, everyone: ir.Table, as_of: date, rates: Rates, notes: Notes) -> pd.DataFrame:
    """Won and open deals of the event's leads, won deals of people known before, per event.

    A deal counts once for an event. An amount in a currency without a stated rate makes the sum
    unknown (infinite here; made missing at the end).
    """
    last = ibis.literal(pd.Timestamp(as_of))
    tied = everyone.join(deal_people(store), "person_id").join(current_deals(store), "deal_id")
    won = tied.is_won & tied.closed_on.between(tied.window_start, tied.roi_end) & (tied.closed_on <= last)
    rows = (
        tied.filter(won | tied.is_open)
        .group_by(["event_id", "deal_id", "is_won", "currency", "amount", "closed_on"])
        .aggregate(
            is_lead=tied.is_lead.any(),
            is_known_before=tied.is_known_before.any(),
        )
    )
    deals = store.execute(rows.order_by(["event_id", "deal_id", "is_won"]))
    # Deals that enter no sum need no exchange rate.
    deals = deals[deals["is_lead"] | (deals["is_won"] & deals["is_known_before"])]
    deals["money"] = [
        in_own_currency(
            deal["amount"],
            deal["currency"],
            as_of if pd.isna(deal["closed_on"]) else deal["closed_on"],
            deal["event_id"],
            rates,
            notes,
            _measure_of(deal),
        )
        for deal in deals.to_dict("records")
    ]
    bought = tied.filter(won, tied.is_lead)
    cycle = (bought.closed_on.epoch_seconds() - bought.first_on.epoch_seconds()) / 86400
    cycles = bought.group_by("event_id").aggregate(
        sales_cycle_days=cycle.median(), new_customers=bought.person_id.nunique()
    )
    buyers = ibis.union(bought.select("event_id", "person_id"), ticket_buyers(store, as_of), distinct=True)
    customers = buyers.group_by("event_id").aggregate(customers=buyers.person_id.nunique())
    parts = _sum_deals(deals).join(by_event(store, cycles), how="outer")
    return parts.join(by_event(store, customers), how="outer")


def _measure_of(deal: dict[Any, Any]) -> str:
    """Which sum a deal is part of."""
    if not deal["is_won"]:
        return "pipeline_value"
    return "revenue_deals" if deal["is_lead"] else "revenue_existing_customers"


def _sum_deals(deals: pd.DataFrame) -> pd.DataFrame:
    won_by_leads = deals["is_won"] & deals["is_lead"]
    sums = {
        "revenue_deals": deals[won_by_leads],
        "revenue_existing_customers": deals[deals["is_won"] & ~deals["is_lead"] & deals["is_known_before"]],
        "pipeline_value": deals[~deals["is_won"] & deals["is_lead"]],
    }
    table = pd.DataFrame({name: rows.groupby("event_id")["money"].sum() for name, rows in sums.items()})
    table["deals_won"] = deals[won_by_leads].groupby("event_id").size()
    table.index.name = "event_id"
    return table
