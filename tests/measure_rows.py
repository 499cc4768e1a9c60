"""Rows of tidy tables by hand, and the measures of one event made of them."""

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from kpilib.measures import EventDays, compute_measures
from kpilib.schema import check_table, empty_table
from kpilib.store import Store, StoredFile

AS_OF = date(2026, 7, 31)
E3 = EventDays(
    "E3",
    datetime(2026, 4, 15, 11, tzinfo=UTC),
    date(2026, 4, 15),
    date(2026, 4, 28),
    date(2026, 7, 13),
    ("E3*",),
)
E4 = EventDays(
    "E4", datetime(2026, 4, 22, 11, tzinfo=UTC), date(2026, 4, 22), date(2026, 5, 5), date(2026, 7, 20)
)


def at(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="UTC")


def registration(person: str, on: str = "2026-04-02", event: str = "E3", **more: Any) -> dict[str, Any]:
    return {
        "event_id": event,
        "person_id": person,
        "registered_at": at(on),
        "registered_on": pd.Timestamp(on[:10]),
        "status": "approved",
        "is_challenge_asked": True,
        "challenge": None,
        "is_qualified": False,
        "source": None,
        "company_id": None,
    } | more


def stay(
    person: str, joined: str, left: str, role: str = "attendee", event: str = "E3", company: str | None = None
) -> dict[str, Any]:
    day = "2026-04-15 "
    return {
        "event_id": event,
        "person_id": person,
        "role": role,
        "joined_at": at(day + joined),
        "left_at": at(day + left),
        "reported_minutes": None,
        "company_id": company,
    }


def contact(
    person: str, on: str, number: str = "", stage: str | None = None, company: str | None = None
) -> dict[str, Any]:
    return {
        "contact_id": number or f"c-{person}",
        "person_id": person,
        "created_at": at(on),
        "created_on": pd.Timestamp(on[:10]),
        "stage": stage,
        "company_id": company,
    }


def deal(number: str, amount: float, won: bool, closed: str, **more: Any) -> dict[str, Any]:
    return {
        "deal_id": number,
        "stage": None,
        "is_won": won,
        "is_open": not won,
        "amount": amount,
        "currency": None,
        "created_on": None,
        "closed_on": pd.Timestamp(closed),
    } | more


def tie(number: str, person: str) -> dict[str, Any]:
    return {"deal_id": number, "contact_id": f"c-{person}"}


def campaign(name: str, first: str, last: str, cost: float, currency: str = "EUR") -> dict[str, Any]:
    return {
        "source": "google_ads",
        "campaign": name,
        "starts_on": pd.Timestamp(first),
        "ends_on": pd.Timestamp(last),
        "cost": cost,
        "currency": currency,
        **dict.fromkeys(("impressions", "clicks", "conversions", "reach", "views", "leads")),
    }


def answer(person: str, item: str, score: float | None) -> dict[str, Any]:
    return {
        "event_id": "E3",
        "respondent_id": person,
        "person_id": None,
        "answered_at": None,
        "item": item,
        "question": "?",
        "scale_lower": None,
        "scale_upper": None,
        "score": score,
        "answer": None,
    }


def web(measure: str, value: float, first: str = "2026-04-01", last: str = "2026-04-30") -> dict[str, Any]:
    return {
        "source": "ga4",
        "report": "traffic",
        "starts_on": pd.Timestamp(first),
        "ends_on": pd.Timestamp(last),
        "dimension": "channel",
        "member": "Email",
        "measure": measure,
        "value": value,
    }


def put(store: Store, file_id: str = "E3/all.csv", **tables: list[dict[str, Any]]) -> None:
    """Rows as one file of the event in the file's name."""
    checked = {
        name: check_table(name, pd.DataFrame(rows) if rows else empty_table(name), file_id)
        for name, rows in tables.items()
    }
    number = len(store.files()) + 1
    report = {"tables": {name: len(rows) for name, rows in checked.items()}}
    event = file_id.split("/")[0]
    stored = StoredFile(file_id, None if event == "_shared" else event, "test", "s", "t", number, report)
    store.replace_file(stored, checked)


def measure(store: Store, event: str = "E3", as_of: date = AS_OF, **options: Any) -> pd.Series:
    table, _ = compute_measures(store, [E3, E4], as_of, **options)
    return table.set_index("event_id").loc[event]


def signup(person: str, on: str, tried: str | None = None) -> dict[str, Any]:
    return {
        "person_id": person,
        "signed_up_at": at(on),
        "signed_up_on": pd.Timestamp(on[:10]),
        "tried_at": at(tried) if tried else pd.NaT,
        "tried_on": pd.Timestamp(tried[:10]) if tried else pd.NaT,
    }
