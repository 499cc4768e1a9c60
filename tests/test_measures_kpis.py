"""Measures behind the catalogue: accounts, paths, cycles, answers, visits, typed values."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from kpilib.measures import read_typed_parts, read_typed_values, read_web_parts
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
    return row | days | {"impressions": 1000.0, "clicks": 20.0, "conversions": 2.0} | more


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
