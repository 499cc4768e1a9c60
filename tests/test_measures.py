"""Measures: people and not rows, windows with both ends, known apart from 0."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kpilib.kpis import compute_kpis
from kpilib.measures import (
    compute_measures,
    count_new_contacts,
    read_people,
    read_presence,
    read_touches,
)
from kpilib.measures.ads import matches
from kpilib.measures.rates import Rates
from kpilib.store import Store
from tests.measure_rows import (
    AS_OF,
    E3,
    E4,
    answer,
    at,
    campaign,
    contact,
    deal,
    measure,
    put,
    registration,
    stay,
    tie,
    web,
)


def test_nothing_known_is_missing_and_never_0(store: Store) -> None:
    assert measure(store).isna().all()


def test_people_are_counted_and_not_rows(store: Store) -> None:
    put(
        store,
        registrations=[registration("a"), registration("a"), registration("b", is_qualified=True)],
        attendance=[stay("a", "11:00", "11:10"), stay("a", "11:20", "11:30"), stay("w", "11:00", "11:05")],
    )
    m = measure(store)
    assert (m["registrations"], m["qualified_registrations"]) == (2, 1)
    assert (m["attendees"], m["registered_attendees"], m["walk_ins"]) == (2, 1, 1)
    assert m["minutes_attended"] == 25


@pytest.mark.parametrize(
    ("stays", "minutes"),
    [
        ([("11:00", "11:30"), ("11:10", "11:20")], 30),
        ([("11:00", "11:30"), ("11:30", "11:40")], 40),
        ([("11:00", "11:10"), ("11:05", "11:20"), ("11:15", "11:25")], 25),
        ([("11:00", "12:00"), ("11:10", "11:20"), ("11:30", "11:40")], 60),
        ([("11:00", "11:30"), ("11:00", "11:30")], 30),
        ([("10:50:30", "12:05:30")], 75),
    ],
)
def test_minutes_are_the_union_of_stays(store: Store, stays: list[tuple[str, str]], minutes: float) -> None:
    put(store, attendance=[stay("a", *s) for s in reversed(stays)])
    assert measure(store)["minutes_attended"] == minutes


def test_only_approved_people_are_registrations(store: Store) -> None:
    statuses = ("approved", "upgraded", "pending", "denied", "cancelled")
    put(store, registrations=[registration(s, status=s) for s in statuses])
    assert measure(store)["registrations"] == 2


def test_hosts_and_panellists_are_no_attendees_but_upgraded_registrants_are(store: Store) -> None:
    put(
        store,
        registrations=[registration("u", status="upgraded"), registration("p")],
        attendance=[
            stay("h", "10:50", "12:00", "host"),
            stay("u", "11:00", "12:00", "panelist"),
            stay("p", "11:00", "12:00", "panelist"),
            stay("t", "11:00", "12:00", "phone"),
        ],
    )
    m = measure(store)
    assert (m["attendees"], m["registered_attendees"], m["phone_dial_ins"]) == (1, 1, 1)
    assert m["minutes_attended"] == 60


def test_without_the_question_qualification_is_unknown(store: Store) -> None:
    put(store, registrations=[registration("a", is_challenge_asked=False)])
    m = measure(store)
    assert m["registrations"] == 1
    assert np.isnan(m["qualified_registrations"])
    assert np.isnan(m["attendees"])


@pytest.mark.parametrize(
    ("created", "leads"),
    [("2026-04-14 23:59", 0), ("2026-04-15", 1), ("2026-04-28 23:59", 1), ("2026-04-29", 0)],
)
def test_leads_are_first_recorded_on_day_1_to_14(store: Store, created: str, leads: int) -> None:
    put(store, registrations=[registration("a")])
    put(store, "_shared/crm.csv", contacts=[contact("a", created)])
    assert measure(store)["leads"] == leads


def test_a_second_record_makes_no_new_lead(store: Store) -> None:
    put(store, registrations=[registration("a")])
    rows = [contact("a", "2025-01-01", "1"), contact("a", "2026-04-16", "2")]
    put(store, "_shared/crm.csv", contacts=rows)
    assert measure(store)["leads"] == 0


def test_contacts_that_have_nothing_to_do_with_the_event_are_no_leads(store: Store) -> None:
    put(store, registrations=[registration("a")])
    put(store, "_shared/crm.csv", contacts=[contact("x", "2026-04-16")])
    assert measure(store)["leads"] == 0


def test_nothing_after_as_of_counts(store: Store) -> None:
    put(store, registrations=[registration("a"), registration("b", "2026-04-17")])
    put(store, "_shared/crm.csv", contacts=[contact("a", "2026-04-20")])
    m = measure(store, as_of=date(2026, 4, 16))
    assert (m["registrations"], m["leads"]) == (1, 0)


def test_money_of_leads_and_of_people_known_before(store: Store) -> None:
    put(store, registrations=[registration("new"), registration("old")])
    put(
        store,
        "_shared/crm.csv",
        contacts=[contact("new", "2026-04-16"), contact("old", "2026-01-01")],
        deals=[
            deal("1", 1500, True, "2026-04-29"),
            deal("2", 900, False, "2026-06-01"),
            deal("3", 400, True, "2026-05-01"),
            deal("4", 70, True, "2026-07-14"),
            deal("5", 30, True, "2026-04-01"),
        ],
        deal_contacts=[tie("1", "new"), tie("2", "new"), tie("3", "old"), tie("4", "new"), tie("5", "old")],
    )
    m = measure(store)
    assert (m["revenue_deals"], m["pipeline_value"], m["revenue_existing_customers"]) == (1500, 900, 400)
    assert (m["orders"], m["customers"]) == (1, 1)


def test_a_deal_of_two_people_counts_once(store: Store) -> None:
    put(store, registrations=[registration("a"), registration("b")])
    put(
        store,
        "_shared/crm.csv",
        contacts=[contact("a", "2026-04-16"), contact("b", "2026-04-17")],
        deals=[deal("1", 100, True, "2026-05-01")],
        deal_contacts=[tie("1", "a"), tie("1", "b")],
    )
    m = measure(store)
    assert (m["revenue_deals"], m["orders"], m["customers"]) == (100, 1, 2)


def test_a_deal_read_twice_is_as_the_newest_export_has_it(store: Store) -> None:
    put(store, registrations=[registration("a")])
    put(store, "_shared/crm.csv", contacts=[contact("a", "2026-04-16")], deal_contacts=[tie("1", "a")])
    put(store, "_shared/deals-may.csv", deals=[deal("1", 100, False, "2026-06-01")])
    put(store, "_shared/deals-june.csv", deals=[deal("1", 120, True, "2026-06-01")])
    m = measure(store)
    assert (m["revenue_deals"], m["pipeline_value"]) == (120, 0)


def test_money_without_a_stated_rate_is_unknown(store: Store) -> None:
    put(store, registrations=[registration("a")])
    put(
        store,
        "_shared/crm.csv",
        contacts=[contact("a", "2026-04-16")],
        deals=[deal("1", 100, True, "2026-05-01", currency="USD")],
        deal_contacts=[tie("1", "a")],
    )
    table, notes = compute_measures(store, [E3], AS_OF)
    assert np.isinf(table["revenue_deals"].iloc[0])
    assert compute_kpis(table, ["revenue", "roi"])["value"].isna().all()
    missing = {"code": "no_exchange_rate", "currency": "USD", "month": "2026-05", "measure": "revenue_deals"}
    assert missing in notes["E3"]
    with_rate = measure(store, rates=Rates("EUR", {"USD": {"2026-05": 0.9}}))
    assert with_rate["revenue_deals"] == pytest.approx(90)


def test_qualified_leads_signed_up_and_tried_inside_the_window(store: Store) -> None:
    put(store, registrations=[registration(p) for p in "abc"])

    def signup(person: str, signed: str, tried: str | None) -> dict[str, Any]:
        return {
            "person_id": person,
            "signed_up_at": at(signed),
            "signed_up_on": pd.Timestamp(signed),
            "tried_at": at(tried) if tried else None,
            "tried_on": pd.Timestamp(tried) if tried else None,
        }

    rows = [
        signup("a", "2026-04-16", "2026-04-18"),
        signup("b", "2026-04-16", None),
        signup("c", "2026-04-16", "2026-04-29"),
    ]
    put(store, "_shared/signups.csv", signups=rows)
    assert measure(store)["qualified_leads"] == 1


def test_qualified_leads_by_stage_are_dated_where_the_export_dates_them(store: Store) -> None:
    put(store, registrations=[registration(p) for p in "ab"])
    stage = "marketing qualified lead"
    contacts = [contact("a", "2026-04-16", stage=stage), contact("b", "2026-04-17", stage="lead")]
    put(store, "_shared/crm.csv", contacts=contacts)
    table, notes = compute_measures(store, [E3], AS_OF, [stage])
    assert table["qualified_leads"].iloc[0] == 1
    assert notes["E3"] == [{"code": "stage_as_of_export", "kpi": "qualified_leads"}]
    reached = {
        "contact_id": "c-a",
        "person_id": "a",
        "stage": stage,
        "reached_on": pd.Timestamp("2026-05-30"),
    }
    put(store, "_shared/stages.csv", stages=[reached])
    table, notes = compute_measures(store, [E3], AS_OF, [stage])
    assert table["qualified_leads"].iloc[0] == 0
    assert notes["E3"] == []


def test_acting_after_the_event_is_buying_signing_up_or_registering_again(store: Store) -> None:
    put(
        store,
        registrations=[registration("a"), registration("b")],
        attendance=[stay("a", "11:00", "12:00"), stay("b", "11:00", "12:00")],
    )
    put(store, "_shared/deals.csv", deals=[deal("9", 1, True, "2026-01-01")])
    put(
        store,
        "E4/reg.csv",
        registrations=[registration("a", "2026-04-16", "E4"), registration("b", event="E4")],
    )
    m = measure(store)
    assert (m["attendees_acted"], m["attendees"]) == (1, 2)


def test_advertising_belongs_by_campaign_and_overlapping_exports_are_not_added(store: Store) -> None:
    put(
        store,
        "_shared/year.csv",
        ads=[
            campaign("E3 - Search", "2026-01-01", "2026-06-30", 700),
            campaign("Brand", "2026-01-01", "2026-06-30", 9),
        ],
    )
    put(
        store,
        "_shared/april.csv",
        ads=[
            campaign("e3 - search", "2026-04-01", "2026-04-30", 5),
            campaign("E3 - Search", "2026-04-01", "2026-04-30", 602),
        ],
    )
    table, notes = compute_measures(store, [E3, E4], AS_OF)
    assert table.set_index("event_id").loc["E3", "cost_advertising"] == 607
    assert {"code": "overlapping_exports", "source": "google_ads"} in notes["E3"]
    assert np.isnan(table.set_index("event_id").loc["E4", "cost_advertising"])


def test_a_pattern_fits_the_whole_name_and_ignores_case() -> None:
    assert matches("e3 - Search", ["E3*"])
    assert not matches("Brand E3", ["E3*"])
    assert not matches("E3", [])


def test_survey_scales_and_respondents(store: Store) -> None:
    rows = [answer(p, "nps", s) for p, s in (("1", 9), ("2", 10), ("3", 6), ("4", 8))]
    rows += [answer(p, "csat", s) for p, s in (("1", 4), ("2", 5), ("3", 2))]
    rows += [answer("1", "ses", 5), answer("1", "ses", 3), answer("2", "ses", 2)]
    put(store, survey_answers=rows)
    m = measure(store)
    assert (m["nps_answers"], m["nps_promoters"], m["nps_detractors"]) == (4, 2, 1)
    assert (m["csat_answers"], m["csat_top"]) == (3, 2)
    assert (m["ses_answers"], m["ses_sum"]) == (2, 6)
    assert m["survey_responses"] == 4


def test_conversion_comes_from_one_named_web_export(store: Store) -> None:
    put(
        store,
        "_shared/march.csv",
        web=[
            web("sessions", 5, "2026-03-01", "2026-04-15"),
            web("key events", 5, "2026-03-01", "2026-04-15"),
        ],
    )
    put(store, "_shared/april.csv", web=[web("sessions", 200), web("key events", 20)])
    table, notes = compute_measures(store, [E3], AS_OF)
    assert (table["conversions"].iloc[0], table["visitors"].iloc[0]) == (20, 200)
    named = next(n for n in notes["E3"] if n["code"] == "web_range")
    assert (named["from"], named["to"], named["visitors"]) == ("2026-04-01", "2026-04-30", "sessions")


def test_users_are_the_visitors_where_the_export_has_them(store: Store) -> None:
    put(store, "_shared/april.csv", web=[web("sessions", 200), web("users", 150), web("key events", 15)])
    m = measure(store)
    assert (m["conversions"], m["visitors"]) == (15, 150)


def test_users_over_channels_are_not_added_where_the_export_has_their_total(store: Store) -> None:
    rows = [web("users", 150), web("users", 90) | {"member": "Direct"}, web("key events", 15)]
    rows += [web("users", 200) | {"dimension": "total"}, web("key events", 15) | {"dimension": "total"}]
    put(store, "_shared/april.csv", web=rows)
    assert measure(store)["visitors"] == 200


def test_a_covered_day_without_rows_is_0_and_any_other_day_is_absent(store: Store) -> None:
    coverage = {
        "table_name": "contacts",
        "source": "hubspot",
        "starts_on": pd.Timestamp("2026-04-14"),
        "ends_on": pd.Timestamp("2026-04-17"),
    }
    rows = [
        contact("a", "2026-04-15"),
        contact("b", "2026-04-15"),
        contact("b", "2026-04-17", "2"),
        contact("c", "2026-05-01"),
    ]
    put(store, "_shared/crm.csv", contacts=rows, coverage=[coverage])
    daily = count_new_contacts(store, AS_OF)
    assert daily["value"].tolist() == [0, 2, 0, 0]
    assert daily["date"].dt.strftime("%m-%d").tolist() == ["04-14", "04-15", "04-16", "04-17"]
    assert len(count_new_contacts(store, date(2026, 4, 15))) == 2


def test_without_stated_coverage_there_is_no_daily_series(store: Store) -> None:
    put(store, "_shared/crm.csv", contacts=[contact("a", "2026-04-15")])
    assert count_new_contacts(store, AS_OF).empty


def test_a_newer_registration_report_takes_the_older_one_s_place(store: Store) -> None:
    put(store, "E3/r1.csv", registrations=[registration("a"), registration("b")])
    put(store, "E3/r2.csv", registrations=[registration("a"), registration("b", status="cancelled")])
    assert measure(store)["registrations"] == 1


def test_views_of_a_recording_count_for_registered_people_until_the_window_closes(store: Store) -> None:
    late = stay("b", "11:00", "11:30")
    late |= {"joined_at": at("2026-04-29 00:01"), "left_at": at("2026-04-29 00:30")}
    last = stay("c", "11:00", "11:30")
    last |= {"joined_at": at("2026-04-28 23:50"), "left_at": at("2026-04-29 00:30")}
    put(
        store,
        registrations=[registration(p) for p in "abc"],
        attendance=[stay("a", "11:00", "11:30"), late, last, stay("w", "11:00", "11:30")],
    )
    live, _ = compute_measures(store, [E3], AS_OF)
    recorded, _ = compute_measures(store, [replace(E3, is_prerecorded=True)], AS_OF)
    assert (live["attendees"].iloc[0], live["walk_ins"].iloc[0]) == (4, 1)
    assert (recorded["attendees"].iloc[0], recorded["walk_ins"].iloc[0]) == (2, 0)


def test_stays_end_with_as_of_in_the_workspace_s_zone(store: Store) -> None:
    put(store, attendance=[stay("a", "21:30", "21:45"), stay("b", "22:30", "22:45")])
    madrid = replace(E3, timezone="Europe/Madrid")
    table, _ = compute_measures(store, [madrid], date(2026, 4, 15))
    assert table["attendees"].iloc[0] == 1


def test_without_deals_or_signups_nobody_knows_who_acted(store: Store) -> None:
    put(store, attendance=[stay("a", "11:00", "12:00")])
    assert np.isnan(measure(store)["attendees_acted"])


def test_an_open_deal_abroad_without_a_day_takes_the_rate_of_as_of(store: Store) -> None:
    put(store, registrations=[registration("a")])
    put(
        store,
        "_shared/crm.csv",
        contacts=[contact("a", "2026-04-16")],
        deals=[deal("1", 100, False, "2026-05-01", currency="USD", closed_on=None)],
        deal_contacts=[tie("1", "a")],
    )
    rates = Rates("EUR", {"USD": {"2026-07": 0.5}})
    assert measure(store, rates=rates)["pipeline_value"] == 50


def test_other_events_rows_do_not_matter(store: Store) -> None:
    put(store, registrations=[registration("a")], attendance=[stay("a", "11:00", "11:30")])
    alone = measure(store)
    put(
        store,
        "E4/all.csv",
        registrations=[registration("z", event="E4")],
        attendance=[stay("z", "11:00", "11:30", event="E4")],
    )
    pd.testing.assert_series_equal(measure(store), alone)


def test_people_with_what_was_known_before(store: Store) -> None:
    put(store, registrations=[registration("a"), registration("b")], attendance=[stay("a", "11:00", "11:30")])
    put(
        store,
        "E1/all.csv",
        registrations=[registration("a", "2026-01-01", "E1")],
        attendance=[stay("a", "11:00", "11:30", event="E1")],
    )
    put(store, "_shared/crm.csv", contacts=[contact("b", "2026-04-20"), contact("a", "2026-01-01")])
    people = read_people(store, E3, [replace(E4, event_id="E1")], AS_OF).set_index("person_id")
    assert people.loc["a", ["is_known_before", "is_lead", "earlier_registrations"]].tolist() == [
        True,
        False,
        1,
    ]
    assert people.loc["b", ["is_attendee", "is_lead", "earlier_attendances"]].tolist() == [False, True, 0]


def test_presence_is_the_attendees_alone(store: Store) -> None:
    put(store, attendance=[stay("a", "11:00", "11:30"), stay("h", "11:00", "12:00", "host")])
    assert read_presence(store, E3, AS_OF)["person_id"].tolist() == ["a"]


def test_touches_of_people_who_became_contacts_in_the_window(store: Store) -> None:
    put(store, registrations=[registration("a"), registration("b")], attendance=[stay("a", "11:00", "11:30")])
    put(store, "_shared/crm.csv", contacts=[contact("a", "2026-04-16"), contact("b", "2026-01-01")])
    touches, conversions = read_touches(store, E3, AS_OF)
    assert touches[["person_id", "kind"]].to_numpy().tolist() == [["a", "registration"], ["a", "attendance"]]
    assert conversions["person_id"].tolist() == ["a"]
