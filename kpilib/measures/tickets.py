"""Orders of tickets: what was paid, in the organisation's currency."""

from datetime import date

import ibis
import ibis.expr.types as ir
import pandas as pd

from kpilib.measures.people import Notes
from kpilib.measures.rates import Rates, in_own_currency
from kpilib.store import Store

MEASURES = ["revenue_tickets", "ticket_orders"]


def measure_tickets(store: Store, as_of: date, rates: Rates, notes: Notes) -> pd.DataFrame:
    """Paid orders per event: revenue less refunds, and orders with something paid; a free one is none."""
    orders = store.execute(store.table("orders").order_by(["event_id", "order_id", "file_id"]))
    orders = orders.drop_duplicates(["event_id", "order_id"], keep="last")
    orders = orders[orders["ordered_on"].isna() | (orders["ordered_on"] <= pd.Timestamp(as_of))]
    orders = orders[orders["event_id"].isin(list(notes))]
    if orders.empty:
        return pd.DataFrame(columns=MEASURES).rename_axis("event_id")
    net = orders["paid"].fillna(0) - orders["refunded"].fillna(0)
    orders = orders.assign(
        money=[
            in_own_currency(
                amount, currency, as_of if pd.isna(day) else day, event, rates, notes, "revenue_tickets"
            )
            for amount, currency, day, event in zip(
                net, orders["currency"], orders["ordered_on"], orders["event_id"], strict=True
            )
        ]
    )
    paid = orders[(net > 0) & (orders["status"] == "completed")]
    table = orders.groupby("event_id")["money"].sum().to_frame("revenue_tickets")
    table["ticket_orders"] = paid.groupby("event_id").size()
    return table.fillna({"ticket_orders": 0})


def ticket_buyers(store: Store, as_of: date) -> ir.Table:
    """Who paid for tickets: event_id, person_id; an order without a known buyer is a buyer of its own."""
    orders = store.table("orders")
    net = orders.paid.fill_null(0) - orders.refunded.fill_null(0)
    is_past = orders.ordered_on.isnull() | (orders.ordered_on <= ibis.literal(pd.Timestamp(as_of)))
    paid = orders.filter(net > 0, orders.status == "completed", is_past)
    order = ibis.literal("order ").concat(paid.order_id)
    return paid.select("event_id", person_id=ibis.coalesce(paid.person_id, order)).distinct()


def add_tickets(measures: pd.DataFrame) -> pd.DataFrame:
    """Orders and their revenue: won deals and paid ticket orders, those parts that are known."""
    table = measures.copy()
    table["orders"] = table[["deals_won", "ticket_orders"]].sum(axis=1, min_count=1)
    table["order_revenue"] = table[["revenue_deals", "revenue_tickets"]].sum(axis=1, min_count=1)
    table["customers"] = table["customers"].fillna(0).where(table["orders"].notna())
    return table.drop(columns="ticket_orders")
