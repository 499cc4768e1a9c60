"""Table `orders`: tickets put together by order number, with what was paid and paid back."""

import pandas as pd

from kpilib.intake.blocks import Block, column
from kpilib.intake.files import Grid
from kpilib.intake.headers import Layout, fold
from kpilib.intake.left_out import is_test_entry
from kpilib.intake.notes import Notes
from kpilib.intake.people import is_internal, normal_email, person_id
from kpilib.intake.reading import Reading
from kpilib.intake.registrations import is_cancelled
from kpilib.intake.times import Times, days_in
from kpilib.intake.values import decide_numbers

_REFUNDED = ("refunded", "reembolsado", "reembolsada", "erstattet", "hyvitetty")
# A dollar sign is many countries'.
_CURRENCY_OF = {"€": "EUR", "£": "GBP"}


def read_money(block: Block, layout: Layout, grid: Grid, notes: Notes) -> pd.DataFrame:
    """Per ticket `n_tickets` (1 where no quantity is stated), `amount` and `money` (its currency)."""
    paid, quantity = column(block, "paid"), column(block, "quantity")
    numbers = decide_numbers(
        {"paid": (paid, "money"), "quantity": (quantity, "count")},
        grid.name, notes, block.language, grid.delimiter,
    )  # fmt: skip
    stated = column(block, "currency").str.upper()
    signs = paid.map(lambda text: next((c for sign, c in _CURRENCY_OF.items() if sign in text), ""))
    currency = stated.where(stated != "", signs).astype("str")
    if len(known := set(currency) - {""}) == 1:
        # What is free carries no sign.
        currency = pd.Series(known.pop(), index=currency.index, dtype="str")
    amount = numbers.read(paid, layout["paid"].title, "money")
    if (amount > 0).any() and not (currency != "").any():
        notes.warn("no_currency")
    return pd.DataFrame(
        {
            "n_tickets": numbers.read(quantity, layout["quantity"].title, "count").fillna(1),
            "amount": amount,
            "money": currency.where(currency != "", None),
        }
    )


def order_table(tickets: pd.DataFrame, times: Times, reading: Reading, notes: Notes) -> pd.DataFrame:
    """Table `orders` of tickets.

    Parameters
    ----------
    tickets : DataFrame
        order_id, registered, status, person_id ("" unknown), buyer_email and buyer's names, and the
        columns of `read_money`.
    """
    is_refunded = tickets["status"].map(fold).isin(_REFUNDED)
    rows = tickets.assign(
        ordered_at=times.instants(tickets["registered"], notes),
        is_refunded=is_refunded,
        is_valid=~is_cancelled(tickets["status"]),
        refund=tickets["amount"].where(is_refunded, tickets["amount"] * 0),
    )
    table = _by_order(rows)
    status = pd.Series("cancelled", index=table.index).where(~table["is_refunded"], "refunded")
    table = table.assign(
        event_id=reading.event_id,
        person_id=_buyers(rows, reading),
        ordered_on=days_in(table["ordered_at"], reading.organisation_timezone),
        status=status.where(~table["is_valid"], "completed"),
    )
    return table.reset_index()


def _by_order(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.groupby("order_id", sort=False).agg(
        ordered_at=("ordered_at", "min"),
        quantity=("n_tickets", "sum"),
        paid=("amount", lambda amounts: amounts.sum(min_count=1)),
        refunded=("refund", lambda amounts: amounts.sum(min_count=1)),
        currency=("money", "first"),
        is_refunded=("is_refunded", "all"),
        is_valid=("is_valid", "any"),
    )


def _buyers(rows: pd.DataFrame, reading: Reading) -> pd.Series:
    """Who ordered: the buyer, else the one person on all tickets; missing where neither is told.

    Buyers who are internal people or test entries are not named; their guests' order still counts.
    """
    email = rows["buyer_email"].map(normal_email).astype("str")
    names = (rows["buyer_first_name"] + " " + rows["buyer_last_name"]).str.strip()
    is_named = (email != "") & ~is_internal(email, reading) & ~is_test_entry(email, names)
    ids = email.map({e: person_id(reading.key, e) for e in email.unique()}).where(is_named, None)
    buyer = ids.groupby(rows["order_id"], sort=False).first()
    holders = rows["person_id"].where(rows["person_id"] != "", None).groupby(rows["order_id"], sort=False)
    is_bought_by_other = (email != "").groupby(rows["order_id"], sort=False).any()
    n_holders = holders.nunique()
    alone = holders.first().where((n_holders == 1) & ~is_bought_by_other, None)
    return buyer.where(buyer.notna(), alone)


def order_totals(orders: pd.DataFrame) -> dict[str, float]:
    """Orders and tickets of any status; `gross` is all that was paid, before refunds."""
    totals = {"orders": float(len(orders)), "tickets": float(orders["quantity"].sum())}
    if orders["paid"].notna().any():
        totals |= {"gross": float(orders["paid"].sum()), "refunded": float(orders["refunded"].sum())}
    return totals
