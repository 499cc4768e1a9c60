"""Deals of the event's people, in the organisation's currency."""

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from kpilib.measures.leads import current_deals, deal_people
from kpilib.measures.people import Notes, by_event
from kpilib.store import Store


@dataclass(frozen=True)
class Rates:
    """The organisation's currency and its stated rates: `rates["USD"]["2026-04"]` = units of
    `currency` for one dollar in that month."""

    currency: str
    rates: dict[str, dict[str, float]]

    def rate(self, currency: str | None, month: str) -> float | None:
        """Rate of a month; 1 for the own currency or none stated, None where nobody stated one."""
        if not isinstance(currency, str) or currency == self.currency:
            return 1.0
        return self.rates.get(currency, {}).get(month)


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
        in_own_currency(amount, currency, as_of if pd.isna(closed_on) else closed_on, event_id, rates, notes)
        for amount, currency, closed_on, event_id in zip(
            deals["amount"], deals["currency"], deals["closed_on"], deals["event_id"], strict=True
        )
    ]
    bought = tied.filter(won, tied.is_lead)
    cycle = (bought.closed_on.epoch_seconds() - bought.first_on.epoch_seconds()) / 86400
    buyers = bought.group_by("event_id").aggregate(
        customers=bought.person_id.nunique(), sales_cycle_days=cycle.median()
    )
    return _sum_deals(deals).join(by_event(store, buyers), how="outer")


def _sum_deals(deals: pd.DataFrame) -> pd.DataFrame:
    won_by_leads = deals["is_won"] & deals["is_lead"]
    sums = {
        "revenue_deals": deals[won_by_leads],
        "revenue_existing_customers": deals[deals["is_won"] & ~deals["is_lead"] & deals["is_known_before"]],
        "pipeline_value": deals[~deals["is_won"] & deals["is_lead"]],
    }
    table = pd.DataFrame({name: rows.groupby("event_id")["money"].sum() for name, rows in sums.items()})
    table["orders"] = deals[won_by_leads].groupby("event_id").size()
    table["deals_won"] = table["orders"]
    table["order_revenue"] = table["revenue_deals"]
    table.index.name = "event_id"
    return table


def in_own_currency(
    amount: float, currency: str | None, day: date, event_id: str, rates: Rates, notes: Notes
) -> float:
    """An amount in the organisation's currency; infinite, with a note, where nobody stated a rate."""
    if pd.isna(amount):
        return 0.0
    month = f"{day:%Y-%m}"
    rate = rates.rate(currency, month)
    if rate is None:
        note: dict[str, object] = {"code": "no_exchange_rate", "currency": currency, "month": month}
        if note not in notes[event_id]:
            notes[event_id].append(note)
        return float(np.inf)
    return float(amount) * rate
