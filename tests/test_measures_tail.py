"""Counts of what stays of an event, the leads it brings later, and what was known of people before."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from kpilib.measures import read_content, read_later_leads, read_people, read_touches
from kpilib.store import Store
from tests.measure_rows import AS_OF, E3, E4, at, contact, deal, measure, put, registration, stay, tie
from tests.test_costs_touches import touch

VIDEO = "Mapas (grabación)"
E3_KEPT = replace(E3, content=("mapas (*", "/webinars/mapas*"))


def count(value: float, first: str, last: str, **more: Any) -> dict[str, Any]:
    return {
        "source": "youtube",
        "event_id": None,
        "content": VIDEO,
        "content_id": "abc",
        "kind": "views",
        "starts_on": pd.Timestamp(first),
        "ends_on": pd.Timestamp(last),
        "value": value,
    } | more


def page(member: str, views: float, first: str = "2026-05-01", last: str = "2026-05-31") -> dict[str, Any]:
    return {
        "source": "ga4",
        "report": "pages",
        "starts_on": pd.Timestamp(first),
        "ends_on": pd.Timestamp(last),
        "dimension": "page_path",
        "member": member,
        "measure": "views",
        "value": views,
    }


def content_of(store: Store, kind: str = "views", event: str = "E3") -> list[tuple[str, float]]:
    found = read_content(store, [E3_KEPT, E4], AS_OF)
    mine = found[(found["event_id"] == event) & (found["kind"] == kind)]
    return [(f"{row.starts_on:%m-%d}..{row.ends_on:%m-%d}", row.value) for row in mine.itertuples()]


def test_nothing_known_is_an_empty_table(store: Store) -> None:
    found = read_content(store, [E3_KEPT], AS_OF)
    assert (len(found), list(found)) == (0, ["event_id", "kind", "source", "starts_on", "ends_on", "value"])


def test_content_is_an_events_by_id_else_by_name_or_number(store: Store) -> None:
    rows = [
        count(40, "2026-04-17", "2026-04-30"),
        count(5, "2026-05-01", "2026-05-31", content="Otra", content_id="x"),
        count(7, "2026-05-01", "2026-05-31", content="Otra", event_id="E3"),
        count(9, "2026-05-01", "2026-05-31", event_id="E4"),
        count(3, "2026-04-01", "2026-04-10"),
    ]
    put(store, "_shared/content.csv", content=rows)
    assert content_of(store) == [("04-17..04-30", 40), ("05-01..05-31", 7)]
    assert content_of(store, event="E4") == [("05-01..05-31", 9)]
    by_number = read_content(store, [replace(E3, content=("ABC",))], AS_OF)
    assert by_number["value"].tolist() == [40, 7]


def test_pieces_are_added_and_overlapping_periods_never(store: Store) -> None:
    rows = [
        count(40, "2026-04-17", "2026-04-30"),
        count(2, "2026-04-17", "2026-04-30", content="Mapas (corto)", content_id="x"),
        count(90, "2026-04-17", "2026-05-31"),
        count(30, "2026-05-01", "2026-05-31"),
    ]
    put(store, "_shared/content.csv", content=rows)
    assert content_of(store) == [("04-17..04-30", 42), ("05-01..05-31", 30)]


def test_of_two_sources_the_one_that_covers_more_counts(store: Store) -> None:
    rows = [
        count(40, "2026-04-17", "2026-04-30"),
        count(500, "2026-04-17", "2026-04-20", source="vimeo"),
    ]
    put(store, "_shared/content.csv", content=rows)
    assert content_of(store) == [("04-17..04-30", 40)]


def test_views_of_pages_come_from_web_reports(store: Store) -> None:
    rows = [page("/webinars/mapas-2026", 50), page("/WEBINARS/mapas-es", 8), page("/precios", 900)]
    put(store, "_shared/pages.csv", web=rows)
    put(store, "_shared/pages-again.csv", web=rows)
    assert content_of(store, "visits") == [("05-01..05-31", 58)]


def test_nothing_after_as_of_counts(store: Store) -> None:
    put(store, "_shared/content.csv", content=[count(40, "2026-04-17", "2027-04-30")])
    assert content_of(store) == []


def leads_of(store: Store) -> tuple[dict[str, float], int]:
    by_day, n = read_later_leads(store, E3, AS_OF)
    return {f"{row.starts_on:%m-%d}": row.value for row in by_day.itertuples() if row.value}, n


def test_later_leads_had_a_touch_after_the_event_and_became_contacts_after_its_window(store: Store) -> None:
    put(
        store,
        registrations=[
            registration("late", "2026-04-20 10:00"),
            registration("before", "2026-04-10 10:00"),
        ],
        attendance=[stay("live", "11:00", "11:30")],
    )
    touches = [
        touch("watched", "2026-05-05", "recording watched", "E3"),
        touch("other", "2026-05-05", "recording watched", "E4"),
        touch("none", "2026-05-05"),
        touch("known", "2026-05-05", "recording watched", "E3"),
        touch("soon", "2026-04-20", "recording watched", "E3"),
        touch("after", "2026-05-20", "recording watched", "E3"),
    ]
    put(store, "_shared/touches.csv", touches=touches)
    days = dict.fromkeys(("late", "before", "live", "watched", "other", "none", "after"), "2026-05-10")
    days |= {"known": "2026-01-10", "soon": "2026-04-25"}
    put(
        store,
        "_shared/contacts.csv",
        contacts=[contact(who, day) for who, day in days.items()],
        coverage=[
            {
                "table_name": "contacts",
                "source": "crm",
                "starts_on": pd.Timestamp("2026-01-01"),
                "ends_on": pd.Timestamp("2026-05-31"),
            }
        ],
    )
    assert leads_of(store) == ({"05-10": 2}, 2)
    by_day, _ = read_later_leads(store, E3, AS_OF)
    assert (len(by_day), by_day["starts_on"].min()) == (33, pd.Timestamp("2026-04-29"))


def test_days_that_no_export_covers_are_absent_and_the_leads_still_count(store: Store) -> None:
    put(store, "_shared/touches.csv", touches=[touch("w", "2026-05-05", "video", "E3")])
    put(store, "_shared/contacts.csv", contacts=[contact("w", "2026-05-10")])
    by_day, n = read_later_leads(store, E3, AS_OF)
    assert (len(by_day), n) == (0, 1)


def test_a_touch_of_no_event_is_one_of_the_event_whose_campaign_it_names(store: Store) -> None:
    put(store, "_shared/contacts.csv", contacts=[contact("a", "2026-04-16")])
    touches = [
        touch("a", "2026-04-12") | {"campaign": "E3 invitation"},
        touch("a", "2026-04-13") | {"campaign": "E4 invitation"},
        touch("a", "2026-04-14") | {"campaign": "Brand"},
        touch("a", "2026-04-15 08:00", "lead form", "E4") | {"campaign": "E3 form"},
    ]
    put(store, "_shared/touches.csv", touches=touches)
    e4 = replace(E4, campaigns=("E4*",))
    found, _ = read_touches(store, E3, AS_OF, [E3, e4])
    assert found["event_id"].astype(object).where(found["event_id"].notna(), None).tolist() == [
        *("E3", "E4", None, "E4")
    ]


def test_what_was_known_of_people_before(store: Store) -> None:
    people = ("customer", "ticket", "account", "new", "later")
    put(store, registrations=[registration(who) for who in people])
    put(store, "_shared/contacts.csv", contacts=[contact(who, "2026-05-30") for who in people])
    put(
        store,
        "_shared/deals.csv",
        deals=[deal("d1", 9, True, "2026-04-14"), deal("d2", 9, True, "2026-04-15")],
        deal_contacts=[tie("d1", "customer"), tie("d2", "later")],
    )
    order = {"order_id": "1", "quantity": 1.0, "refunded": 0.0, "currency": None, "status": "completed"}
    order |= {"ordered_at": at("2026-03-01"), "ordered_on": pd.Timestamp("2026-03-01"), "paid": 20.0}
    put(store, "E1/orders.csv", orders=[order | {"event_id": "E1", "person_id": "ticket"}])
    signup = {"signed_up_at": at("2026-04-01"), "signed_up_on": pd.Timestamp("2026-04-01")}
    tried = {"tried_at": at("2026-04-20"), "tried_on": pd.Timestamp("2026-04-20")}
    fresh = {"signed_up_at": at("2026-04-19"), "signed_up_on": pd.Timestamp("2026-04-19")}
    put(
        store,
        "_shared/signups.csv",
        signups=[{"person_id": "account"} | signup | tried, {"person_id": "new"} | fresh | tried],
    )
    found = read_people(store, E3, [], AS_OF).set_index("person_id")
    assert found.index[found["is_customer_before"]].tolist() == ["customer", "ticket"]
    assert found.index[found["is_account_before"]].tolist() == ["account"]
    assert found.index[found["is_qualified_lead"]].tolist() == ["new"]
    assert measure(store)["qualified_leads"] == 1


@pytest.mark.parametrize("kind", ["views", "visits", "downloads"])
def test_every_kind_is_kept_apart(store: Store, kind: str) -> None:
    put(store, "_shared/content.csv", content=[count(40, "2026-04-17", "2026-04-30", kind=kind)])
    assert content_of(store, kind) == [("04-17..04-30", 40)]
