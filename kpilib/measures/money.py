"""Deals of the event's people and advertising of its campaigns, in the organisation's currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from kpilib.measures.people import Notes, by_event, current_deals, deal_people, people_with_days
from kpilib.store import Store

if TYPE_CHECKING:
    from kpilib.measures.compute import EventDays


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


def measure_deals(
    store: Store, people: ir.Table, days: pd.DataFrame, as_of: date, rates: Rates, notes: Notes
) -> pd.DataFrame:
    """Won and open deals of the event's leads, won deals of people known before, per event.

    A deal counts once for an event. An amount in a currency without a stated rate makes the sum
    unknown (infinite here; made missing at the end).
    """
    last = ibis.literal(pd.Timestamp(as_of))
    everyone = people_with_days(store, people, days, as_of)
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
        _in_own_currency(amount, currency, as_of if pd.isna(closed_on) else closed_on, event_id, rates, notes)
        for amount, currency, closed_on, event_id in zip(
            deals["amount"], deals["currency"], deals["closed_on"], deals["event_id"], strict=True
        )
    ]
    buyers = tied.filter(won, tied.is_lead).group_by("event_id").aggregate(customers=tied.person_id.nunique())
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
    table["order_revenue"] = table["revenue_deals"]
    table.index.name = "event_id"
    return table


def _in_own_currency(
    amount: float, currency: str | None, day: date, event_id: str, rates: Rates, notes: Notes
) -> float:
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


def measure_ads(
    store: Store, events: Sequence["EventDays"], as_of: date, rates: Rates, notes: Notes
) -> pd.DataFrame:
    """Advertising cost of each event's campaigns; missing where no campaign matches."""
    ads = store.execute(store.table("ads").order_by(["campaign", "starts_on", "ends_on", "file_id", "cost"]))
    ads = ads[ads["starts_on"] <= pd.Timestamp(as_of)]
    costs: dict[str, float] = {}
    for event in events:
        is_mine = np.array([matches(name, event.campaigns) for name in ads["campaign"]], dtype=bool)
        mine = ads[is_mine]
        kept = _finest(mine, event.event_id, notes)
        amounts = [
            _in_own_currency(row["cost"], row["currency"], row["ends_on"], event.event_id, rates, notes)
            for row in kept.to_dict("records")
        ]
        if amounts:
            costs[event.event_id] = sum(amounts)
        elif event.campaigns and len(ads):
            notes[event.event_id].append({"code": "no_campaign_matches", "patterns": list(event.campaigns)})
    series = pd.Series(costs, dtype="float64")
    return series.rename_axis("event_id").to_frame("cost_advertising")


def matches(campaign: str, patterns: Sequence[str]) -> bool:
    """Whether a pattern fits the whole name of a campaign, case ignored."""
    return any(fnmatchcase(campaign.lower(), pattern.lower()) for pattern in patterns)


def _finest(ads: pd.DataFrame, event_id: str, notes: Notes) -> pd.DataFrame:
    """Rows of exports of one source whose ranges overlap are never added: the finer range counts."""
    kept: list[int] = []
    length = (ads["ends_on"] - ads["starts_on"]).rename("length")
    ranked = ads.assign(length=length).sort_values(["length", "file_id", "starts_on"])
    for number, row in zip(ranked.index, ranked.to_dict("records"), strict=True):
        rivals = ads.loc[kept]
        same = (rivals["source"] == row["source"]) & (rivals["campaign"] == row["campaign"])
        overlap = (rivals["starts_on"] <= row["ends_on"]) & (rivals["ends_on"] >= row["starts_on"])
        if (same & overlap & (rivals["file_id"] != row["file_id"])).any():
            note: dict[str, object] = {"code": "overlapping_exports", "source": row["source"]}
            if note not in notes[event_id]:
                notes[event_id].append(note)
        else:
            kept.append(number)
    return ads.loc[kept]
