"""Networks, channels, pages, campaigns and flows by hand."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from measure_rows import AS_OF, E3, campaign, contact, deal, measure, put, tie
from test_measures_kpis import mail, post

from kpilib.measures import read_campaigns, read_channels, read_flows, read_networks, read_pages
from kpilib.measures.rates import Rates
from kpilib.store import Store
from tests.measure_rows import at, web

FLOWS = {"Nurture": ("nurture*",), "Form": ("lead form",)}
E3_FLOWS = replace(E3, flows=FLOWS)


def test_posts_by_network_are_those_of_the_event(store: Store) -> None:
    posts = [
        post("1", "2026-04-15", network="linkedin", impressions=100.0, clicks=5.0, reach=80.0),
        post("2", "2026-04-16", network="x", impressions=50.0, comments=None, replies=3.0),
        post("3", "2026-04-28", network="x", impressions=70.0, reach=60.0),
        post("4", "2026-04-29", network="x", impressions=900.0),
    ]
    put(store, "_shared/x.csv", posts=posts)
    found = read_networks(store, [E3], AS_OF).set_index("network")
    assert found.loc["LinkedIn", ["posts", "impressions", "clicks", "reach"]].tolist() == [1, 100, 5, 80]
    # Replies stand for comments where a network has no such count; reach of two posts is no number.
    assert found.loc["X", ["posts", "impressions", "comments"]].tolist() == [2, 120, 5]
    assert np.isnan(found.loc["X", "reach"])
    assert np.isnan(found.loc["X", "clicks"])
    assert read_networks(store, [E3], date(2026, 4, 14)).empty
    assert measure(store)["posts"] == found["posts"].sum()


def visits(member: str, name: str, value: float, **more: Any) -> dict[str, Any]:
    return web(name, value) | {"dimension": "session_channel_group", "member": member} | more


def test_channels_with_what_their_visits_led_to(store: Store) -> None:
    rows = [visits("Email", "sessions", 200.0), visits("Email", "key events", 9.0)]
    rows += [visits("Unassigned", "sessions", 7.0), visits("Email", "sessions", 1.0, starts_on=pd.Timestamp("2026-03-01"), ends_on=pd.Timestamp("2026-03-31"))]  # fmt: skip
    put(store, "_shared/web.csv", web=rows)
    found = read_channels(store, [E3], AS_OF).set_index("member")
    assert found.loc["Email", ["visits", "conversions", "basis"]].tolist() == [200, 9, "sessions"]
    assert found.loc["", "visits"] == 7
    assert np.isnan(found.loc["", "conversions"])
    assert set(found["ends_on"]) == {pd.Timestamp("2026-04-30")}
    assert read_channels(store, [E3], date(2026, 4, 29)).empty


def test_first_channels_of_people_where_sessions_are_not_split(store: Store) -> None:
    people = {"dimension": "first_user_channel_group"}
    put(store, "_shared/web.csv", web=[visits("Direct", "active users", 40.0, **people)])
    found = read_channels(store, [E3], AS_OF)
    assert found[["member", "visits", "basis"]].to_numpy().tolist() == [["Direct", 40.0, "users"]]


def test_pages_with_the_minutes_spent_on_them(store: Store) -> None:
    page = {"dimension": "page_path"}
    rows = [visits("/a", "views", 30.0, **page), visits("/a", "active users", 20.0, **page)]
    rows += [visits("/a", "engagement seconds per user", 90.0, **page), visits("/b", "views", 4.0, **page)]
    put(store, "_shared/web.csv", web=rows)
    found = read_pages(store, [E3], AS_OF).set_index("member")
    assert found.loc["/a", ["views", "minutes"]].tolist() == [30, 30]
    assert np.isnan(found.loc["/b", "minutes"])


def test_campaigns_add_up_to_the_event_s_advertising(store: Store) -> None:
    rows = [campaign("E3 search", "2026-04-01", "2026-04-14", 100.0) | {"clicks": 50.0}]
    rows += [campaign("E3 meta", "2026-04-01", "2026-04-14", 30.0) | {"clicks": 20.0}]
    put(store, "_shared/ads.csv", ads=[*rows, campaign("Brand", "2026-04-01", "2026-04-14", 9.0)])
    found = read_campaigns(store, E3, AS_OF, Rates("EUR", {})).set_index("campaign")
    assert found["cost_advertising"].to_dict() == {"E3 search": 100, "E3 meta": 30}
    assert (measure(store)["cost_advertising"], found["clicks"].sum()) == (130, measure(store)["clicks"])
    assert read_campaigns(store, replace(E3, campaigns=()), AS_OF, Rates("EUR", {})).empty


def touch(person: str, when: str, name: str | None) -> dict[str, Any]:
    row = {"person_id": person, "touched_at": at(when), "kind": "mail click"}
    return row | {"channel": None, "campaign": name, "event_id": None}


def flow_of(store: Store, name: str, as_of: date = AS_OF) -> pd.Series:
    return read_flows(store, [E3_FLOWS], as_of).set_index("flow").loc[name]


def lay_flows(store: Store) -> None:
    people = {"a": "2026-04-20", "b": "2026-05-30", "c": "2026-03-01", "d": "2026-07-13", "e": "2026-04-16"}
    touches = [touch("a", "2026-05-01 10:00", "Nurture 1"), touch("a", "2026-05-09 10:00", "Nurture 2")]
    touches += [touch("b", "2026-06-01 10:00", "nurture 1"), touch("c", "2026-05-01 10:00", "nurture 1")]
    touches += [touch("d", "2026-07-14 00:10", "nurture 1"), touch("e", "2026-04-15 08:00", "Lead form")]
    touches += [touch("a", "2026-05-02 10:00", "Lead form"), touch("f", "2026-05-01 10:00", None)]
    deals = [deal("1", 500.0, True, "2026-06-10", created_on=pd.Timestamp("2026-05-05"))]
    deals += [deal("2", 500.0, True, "2026-04-30", created_on=pd.Timestamp("2026-04-29"))]
    deals += [deal("3", 500.0, True, "2026-06-20", created_on=pd.Timestamp("2026-05-20"))]
    ties = [tie("1", "a"), tie("2", "b"), tie("3", "c")]
    contacts = [contact(name, day) for name, day in people.items()]
    put(store, "_shared/crm.csv", contacts=contacts, deals=deals, deal_contacts=ties)
    put(store, "_shared/touches.csv", touches=touches)


def test_q08_what_became_of_those_whom_a_flow_reached(store: Store) -> None:
    """P39, Q08: over 90 days and not 14; c was a contact before, d's touch came a day late."""
    lay_flows(store)
    nurture = flow_of(store, "Nurture")
    assert nurture[["people", "leads", "opportunities", "sales"]].tolist() == [3, 2, 1, 1]
    # From the first touch, 1 May, to the deal won on 10 June; b's deal was won before the touch.
    assert nurture["days_to_sale"] == 40
    assert flow_of(store, "Form")[["people", "leads", "sales"]].tolist() == [2, 2, 1]
    # Who stands in both flows counts once.
    whole = flow_of(store, "")
    assert whole[["people", "leads", "sales"]].tolist() == [4, 3, 1]
    # Before the deal was won nothing was sold.
    early = flow_of(store, "Nurture", date(2026, 6, 9))
    assert (early["sales"], np.isnan(early["days_to_sale"])) == (0, True)


def test_mails_of_a_flow_are_those_of_its_longer_window(store: Store) -> None:
    mails = [
        mail("nurture 1", 100, "2026-04-16", clicks=9.0),
        mail("nurture 2", 90, "2026-07-13", clicks=4.0),
    ]
    mails += [mail("nurture 3", 80, "2026-07-14"), mail("nurture 0", 70, "2026-04-14")]
    put(store, "_shared/mails.csv", emails=mails)
    nurture = flow_of(store, "Nurture")
    assert nurture[["sent", "clicks"]].tolist() == [190, 13]
    # Mails alone tell of no person.
    assert nurture[["people", "leads", "sales"]].isna().all()


@pytest.mark.parametrize(("clicks", "is_known"), [(9.0, False), (0.0, True)])
def test_clicks_without_a_touch_are_people_nobody_knows_never_none(
    store: Store, clicks: float, is_known: bool
) -> None:
    put(store, "_shared/mails.csv", emails=[mail("nurture 1", 100, "2026-04-16", clicks=clicks)])
    put(store, "_shared/touches.csv", touches=[touch("a", "2026-05-01 10:00", "another campaign")])
    assert flow_of(store, "Nurture")["people"] == (
        pytest.approx(0) if is_known else pytest.approx(np.nan, nan_ok=True)
    )


def test_flows_give_the_measures_of_their_kpis(store: Store) -> None:
    from kpilib.measures import compute_measures

    lay_flows(store)
    table, _ = compute_measures(store, [E3_FLOWS], AS_OF)
    assert table[["flow_leads", "flow_opportunities", "flow_sales"]].to_numpy().tolist() == [[3, 1, 1]]
    # An event that names no flow has none that are known.
    assert np.isnan(measure(store)["flow_leads"])
