"""Measures behind the catalogue: accounts, paths, cycles, answers, visits, typed values."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kpilib.measures import read_typed_parts, read_typed_values, read_web_parts
from kpilib.schema import TABLES
from kpilib.store import Store
from tests.measure_rows import (
    AS_OF,
    E3,
    answer,
    contact,
    deal,
    measure,
    put,
    registration,
    signup,
    stay,
    tie,
    web,
)


def test_free_accounts_count_on_the_windows_days_only(store: Store) -> None:
    """K09: day 1 and day 14 are in, the days around them out; people and not rows."""
    people = [registration(name) for name in "abcd"]
    days = {"a": "2026-04-15", "b": "2026-04-28", "c": "2026-04-29", "d": "2026-04-14"}
    put(store, registrations=people, signups=[signup(name, day) for name, day in days.items()])
    assert measure(store)["free_signups"] == 2
    assert np.isnan(measure(store, "E4")["leads"])


def test_conversions_are_purchases_or_the_next_registration_but_no_free_account(store: Store) -> None:
    """K39: each attendee once."""
    stays = [stay(name, "11:00", "12:00") for name in "abc"]
    again = registration("a", "2026-04-16", "E4")
    put(store, "E4/registrations.csv", registrations=[again])
    put(
        store,
        registrations=[registration(name) for name in "abc"],
        attendance=stays,
        signups=[signup("b", "2026-04-16")],
        contacts=[contact("a", "2026-04-16")],
        deals=[deal("1", 100, True, "2026-04-20")],
        deal_contacts=[tie("1", "a")],
    )
    found = measure(store)
    assert (found["attendees_acted"], found["attendees_converted"]) == (2, 1)


def test_new_people_are_in_no_earlier_event_and_no_contact_before(store: Store) -> None:
    """K56."""
    put(store, "E3/a.csv", registrations=[registration(name) for name in "ab"])
    put(store, "E4/a.csv", registrations=[registration(name, event="E4") for name in "bcd"])
    put(store, "_shared/crm.csv", contacts=[contact("c", "2026-01-01"), contact("d", "2026-04-23")])
    assert (measure(store, "E3")["new_people"], measure(store, "E4")["new_people"]) == (2, 1)


def test_the_sales_cycle_is_a_median_of_days_and_never_0_without_sales(store: Store) -> None:
    """K69."""
    put(
        store,
        registrations=[registration(name) for name in "ab"],
        contacts=[contact("a", "2026-04-16"), contact("b", "2026-04-16")],
        deals=[deal("1", 100, True, "2026-04-26"), deal("2", 100, True, "2026-05-06")],
        deal_contacts=[tie("1", "a"), tie("2", "b")],
    )
    found = measure(store)
    assert (found["sales_cycle_days"], found["deals_won"]) == (15, 2)
    put(
        store,
        registrations=[registration("z")],
        contacts=[contact("z", "2026-04-16")],
        deals=[],
        deal_contacts=[],
    )
    assert np.isnan(measure(store)["sales_cycle_days"])
    assert measure(store)["deals_won"] == 0


def test_the_path_of_leads_counts_touches_until_they_became_contacts(store: Store) -> None:
    """K47."""
    put(
        store,
        registrations=[registration("a"), registration("b")],
        attendance=[stay("a", "11:00", "12:00")],
        contacts=[contact("a", "2026-04-16"), contact("b", "2026-04-16")],
    )
    found = measure(store)
    assert (found["path_steps"], found["path_people"]) == (3, 2)


def test_goals_named_are_answers_of_whatever_kind(store: Store) -> None:
    """K49: what participants named, meaningful or not."""
    put(
        store,
        registrations=[
            registration("a", challenge="ROI"),
            registration("b", challenge="x"),
            registration("c"),
        ],
    )
    assert measure(store)["goals_named"] == 2


def test_intent_ease_satisfaction_and_comments_are_counted_apart(store: Store) -> None:
    """K07, K38, K46, K53, K57."""
    rows = [
        answer("1", "purchase_intent", 1),
        answer("2", "purchase_intent", 0),
        answer("3", "comment", None),
    ]
    rows += [answer("1", "ease_of_use", 4), answer("2", "ease_of_use", 5), answer("1", "csat", 4)]
    rows += [answer("2", "satisfaction_score", 3)]
    put(store, survey_answers=rows)
    found = measure(store)
    assert (found["intent_yes"], found["intent_answers"]) == (1, 2)
    assert (found["ease_sum"], found["ease_squares"], found["ease_answers"]) == (9, 41, 2)
    assert (found["satisfaction_sum"], found["satisfaction_answers"]) == (7, 2)
    assert (found["comments_written"], found["feedback_givers"]) == (1, 3)


def advert(campaign: str, **more: Any) -> dict[str, Any]:
    row = {"source": "google_ads", "campaign": campaign, "cost": 10.0, "currency": "EUR"}
    days = {"starts_on": pd.Timestamp("2026-04-01"), "ends_on": pd.Timestamp("2026-04-30")}
    counts = {"impressions": 1000.0, "clicks": 20.0, "conversions": 2.0, "reach": None, "views": None}
    return row | days | counts | {"leads": None} | more


def test_clicks_and_impressions_of_the_events_campaigns(store: Store) -> None:
    """K68, K70: a count that one row lacks is unknown as a whole."""
    put(store, "_shared/ads.csv", ads=[advert("E3 a"), advert("E3 b", clicks=5.0), advert("Brand")])
    found = measure(store)
    assert (found["impressions"], found["clicks"], found["ad_conversions"]) == (2000, 25, 4)
    put(store, "_shared/ads.csv", ads=[advert("E3 a"), advert("E3 b", clicks=None)])
    assert np.isnan(measure(store)["clicks"])
    assert measure(store)["cost_advertising"] == 20


def visits(dimension: str, member: str, **measures: float) -> list[dict[str, Any]]:
    return [
        web(name.replace("_", " "), x) | {"dimension": dimension, "member": member}
        for name, x in measures.items()
    ]


def test_visits_bounces_minutes_and_pages(store: Store) -> None:
    """K28, K30, K31."""
    channels = visits("session_channel_group", "Email", sessions=900, engaged_sessions=650)
    channels += visits("session_channel_group", "Unassigned", sessions=100, engaged_sessions=50)
    channels += [w | {"measure": "engagement seconds per session", "value": 60.0} for w in channels[::2]]
    pages = visits("page_title", "Home", views=300, active_users=90) + visits("page_title", "KPIs", views=100)
    put(store, "_shared/traffic.csv", web=channels)
    put(store, "_shared/pages.csv", web=pages)
    found = measure(store)
    assert (found["sessions"], found["bounced_sessions"], found["minutes_in_sessions"]) == (1000, 300, 1000)
    assert (found["sessions_with_channel"], found["page_views"]) == (900, 400)


def test_people_are_not_added_over_members(store: Store) -> None:
    """K29: users of two countries may be the same; their total counts where the export has it."""
    rows = visits("country", "Spain", active_users=60) + visits("country", "Finland", active_users=50)
    put(store, "_shared/countries.csv", web=rows)
    assert np.isnan(measure(store)["users"])
    put(store, "_shared/total.csv", web=visits("total", "", active_users=100))
    assert measure(store)["users"] == 100


def test_web_parts_are_those_of_the_export_nearest_to_the_event(store: Store) -> None:
    channels = visits("session_channel_group", "Email", sessions=900)
    channels += visits("session_channel_group", "(not set)", sessions=10)
    put(store, "_shared/april.csv", web=channels)
    put(store, "_shared/march.csv", web=[row | {"ends_on": pd.Timestamp("2026-04-15")} for row in channels])
    parts = read_web_parts(store, [E3], AS_OF)
    assert parts[["event_id", "kpi", "member", "value"]].values.tolist() == [
        ["E3", "sessions_by_channel", "Email", 900.0]
    ]


def typed(kpi: str, on: str, value: float, **more: Any) -> dict[str, Any]:
    row = {
        "event_id": None,
        "kpi": kpi,
        "dated_on": pd.Timestamp(on),
        "value": value,
        "n": None,
        "note": None,
    }
    return row | more


def test_typed_values_belong_to_the_window_they_are_dated_in(store: Store) -> None:
    rows = [typed("followers", "2026-04-15", 100.0), typed("followers", "2026-04-28", 120.0)]
    rows += [typed("posts", "2026-04-16", 2.0), typed("posts", "2026-04-17", 3.0)]
    rows += [
        typed("meetings_held", "2026-04-29", 4.0),
        typed("nps", "2026-01-01", 30.0, event_id="E3", n=50.0),
    ]
    put(store, "_shared/typed.csv", kpi_values=rows)
    found = read_typed_values(store, [E3], AS_OF, {"posts", "meetings_held"}).set_index("kpi")
    assert found["value"].to_dict() == {"followers": 120, "nps": 30, "posts": 5}
    assert found["n_rows"].to_dict() == {"followers": 2, "nps": 1, "posts": 1}
    assert found.loc["nps", "n"] == 50
    assert read_typed_values(store, [E3], date(2026, 4, 15)).set_index("kpi")["value"].to_dict() == {
        **{"followers": 100, "nps": 30},
    }


def test_typed_parts_lie_before_or_after_the_start(store: Store) -> None:
    def part(member: str, on: str, value: float) -> dict[str, Any]:
        names = {"event_id": None, "kpi": "profile_shift", "dimension": "segment", "member": member}
        return names | {"dated_on": pd.Timestamp(on), "value": value}

    rows = [part("SME", "2026-03-01", 5), part("SME", "2026-04-01", 20), part("Large", "2026-04-01", 80)]
    rows += [part("SME", "2026-04-20", 45), part("Large", "2026-04-20", 55), part("SME", "2026-05-20", 99)]
    put(store, "_shared/parts.csv", segments=rows)
    found = read_typed_parts(store, [E3], AS_OF)
    assert sorted(zip(found["side"], found["member"], found["value"], strict=True)) == [
        ("after", "Large", 55), ("after", "SME", 45), ("before", "Large", 80), ("before", "SME", 20),
    ]  # fmt: skip


def test_splitting_the_people_in_two_and_adding_gives_the_whole(store: Store) -> None:
    """Counts of people add up over any split of them; nobody is counted twice or lost."""
    names = "abcdef"
    tables = {
        "registrations": [
            registration(name, is_qualified=name in "abc", challenge="ROI") for name in names[:5]
        ],
        "attendance": [stay(name, "11:00", f"11:{10 + 5 * n}") for n, name in enumerate(names[1:])],
        "contacts": [contact(name, "2026-04-16") for name in "bdf"],
        "signups": [signup(name, "2026-04-17", "2026-04-18") for name in "ad"],
    }
    counts = ["registrations", "qualified_registrations", "attendees", "registered_attendees", "walk_ins"]
    counts += [
        "minutes_attended",
        "leads",
        "registered_leads",
        "qualified_leads",
        "free_signups",
        "new_people",
    ]
    counts += ["attendees_acted", "goals_named"]

    def counted(people: str) -> pd.Series:
        mine = {table: [row for row in rows if row["person_id"] in people] for table, rows in tables.items()}
        put(store, **mine)
        return measure(store)[counts].astype(float)

    whole = counted(names)
    for half in ("abc", "ae", "af"):
        rest = "".join(name for name in names if name not in half)
        pd.testing.assert_series_equal(counted(half) + counted(rest), whole)


def test_automated_flows_have_the_longer_window(store: Store) -> None:
    """P39: nurturing takes longer; other typed values stay within the event's window."""
    rows = [typed("flow_leads", "2026-06-30", 80.0), typed("posts", "2026-06-30", 2.0)]
    put(store, "_shared/typed.csv", kpi_values=rows)
    assert read_typed_values(store, [E3], AS_OF, (), {"flow_leads"})["kpi"].tolist() == ["flow_leads"]
    assert read_typed_values(store, [E3], AS_OF).empty


def test_reach_is_known_from_one_row_and_never_added(store: Store) -> None:
    """K68, K77, K78: people may stand in several rows; views belong to the campaigns that have videos."""
    put(store, "_shared/ads.csv", ads=[advert("E3 a", reach=800.0, views=90.0)])
    one = measure(store)
    assert (one["audience_reached"], one["video_views"], one["video_impressions"]) == (800, 90, 1000)
    put(store, "_shared/ads.csv", ads=[advert("E3 a", reach=800.0, views=90.0), advert("E3 b", reach=700.0)])
    two = measure(store)
    assert np.isnan(two["audience_reached"])
    assert (two["reach_rows"], two["video_views"], two["video_impressions"]) == (2, 90, 1000)


def test_attendees_who_asked_or_answered_count_once(store: Store) -> None:
    """K48: nobody known and people who were not there do not count."""
    question = {
        "event_id": "E3",
        "asked_at": None,
        "question": "?",
        "is_answered": True,
        "is_live_answered": False,
    }
    poll = {"event_id": "E3", "answered_at": None, "question": "?", "answer": "5", "score": 5.0}
    poll |= {"scale_lower": None, "scale_upper": None}
    put(
        store,
        attendance=[stay(name, "11:00", "12:00") for name in "abc"],
        questions=[question | {"person_id": name} for name in ("a", "a", None, "z")],
        poll_answers=[poll | {"person_id": name} for name in ("a", "b")],
    )
    assert measure(store)["engaged_attendees"] == 2
    put(store, attendance=[stay("a", "11:00", "12:00")])
    assert np.isnan(measure(store)["engaged_attendees"])
    put(store, attendance=[stay("a", "11:00", "12:00")], questions=[])
    assert measure(store)["engaged_attendees"] == 0


def mail(campaign: str, delivered: float, sent: str = "2026-04-01", **more: Any) -> dict[str, Any]:
    row = dict.fromkeys(TABLES["emails"].columns)
    row |= {
        "source": "mailchimp",
        "campaign": campaign,
        "sent_on": pd.Timestamp(sent),
        "delivered": delivered,
    }
    return row | {"unique_opens": 0.3 * delivered, "unique_clicks": 0.05 * delivered} | more


def test_mails_of_the_events_campaigns(store: Store) -> None:
    """K34: one campaign in two exports counts once; a later mail not yet."""
    rows = [mail("E3 invitation", 4000), mail("E3 reminder", 2000), mail("Newsletter", 9000)]
    put(store, "_shared/list.csv", emails=[*rows, mail("E3 late", 100, "2026-08-01")])
    put(store, "_shared/report.csv", emails=[mail("E3 invitation", 3900)])
    found = measure(store)
    assert (found["emails_delivered"], found["emails_opened"], found["emails_clicked"]) == (6000, 1800, 300)
    put(store, "_shared/list.csv", emails=[*rows, mail("E3 more", 100, unique_opens=None)])
    assert np.isnan(measure(store)["emails_opened"])


def post(number: str, published: str, title: str = "Live now", **more: Any) -> dict[str, Any]:
    row = dict.fromkeys(TABLES["posts"].columns)
    row |= {"source": "x", "network": "X", "post_id": number, "title": title}
    return row | {"published_on": pd.Timestamp(published), "likes": 10.0, "comments": 2.0} | more


def test_posts_of_the_window_or_of_the_events_name(store: Store) -> None:
    """K13, K33, K59: counts that no post states are missing, people reached are not added."""
    inside = post("1", "2026-04-15", views=900.0, reach=500.0)
    named = post("2", "2026-03-01", "E3: join us", shares=4.0)
    put(store, "_shared/x.csv", posts=[inside, named, post("3", "2026-04-29"), post("4", "2026-04-14")])
    put(store, "_shared/again.csv", posts=[inside | {"likes": 12.0}])
    found = measure(store)
    # The same post in two exports: the newest by name of file counts.
    assert (found["posts"], found["social_likes"], found["social_comments"]) == (2, 20, 4)
    assert (found["social_views"], found["social_shares"], found["top_post_interactions"]) == (900, 4, 16)
    assert found["posts_reached"] == 500
    assert np.isnan(found["profile_visits"])
    put(store, "_shared/x.csv", posts=[inside, named | {"reach": 300.0}])
    assert np.isnan(measure(store)["posts_reached"])


def order(number: str, person: str | None, paid: float, **more: Any) -> dict[str, Any]:
    row = {"event_id": "E3", "order_id": number, "person_id": person, "ordered_at": None, "quantity": 1.0}
    row |= {"ordered_on": pd.Timestamp("2026-04-03"), "paid": paid, "refunded": None, "currency": "EUR"}
    return row | {"status": "completed"} | more


def test_paid_ticket_orders_are_orders_and_free_ones_are_not(store: Store) -> None:
    """K23: a customer of a deal and of a ticket is one customer; refunds are no revenue."""
    orders = [order("1", "a", 50.0), order("2", "b", 0.0), order("3", None, 50.0)]
    orders += [order("4", "c", 50.0, refunded=50.0, status="refunded")]
    put(store, orders=orders)
    tickets = measure(store)
    assert (tickets["revenue_tickets"], tickets["orders"], tickets["customers"]) == (100, 2, 2)
    put(
        store,
        "E3/more.csv",
        registrations=[registration("a")],
        contacts=[contact("a", "2026-04-16")],
        deals=[deal("1", 1500, True, "2026-04-20")],
        deal_contacts=[tie("1", "a")],
    )
    both = measure(store)
    assert (both["orders"], both["order_revenue"], both["customers"]) == (3, 1600, 2)
    assert (both["deals_won"], both["revenue_deals"]) == (1, 1500)


def test_people_let_in_at_the_door_attended_for_an_unknown_time(store: Store) -> None:
    doors = [{"event_id": "E3", "person_id": name} for name in ("a", "a", "b")]
    put(store, registrations=[registration("a"), registration("c")], check_ins=doors)
    found = measure(store)
    assert (found["attendees"], found["registered_attendees"], found["walk_ins"]) == (2, 1, 1)
    assert np.isnan(found["minutes_attended"])


def test_visits_with_an_action_are_the_conversions_where_actions_are_not_counted(store: Store) -> None:
    rows = [web("sessions", 200.0), web("sessions with key events", 9.0), web("bounces", 80.0)]
    put(store, "_shared/matomo.csv", web=[*rows, web("session seconds", 6000.0)])
    found = measure(store)
    assert (found["conversions"], found["visitors"]) == (9, 200)
    assert (found["bounced_sessions"], found["minutes_in_sessions"]) == (80, 100)
