"""Formulas: cases by hand, published numbers, empty cases, identities."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.errors import DataError
from kpilib.kpis import KPIS, compute_kpis, compute_rate_over_events


def value(kpi: str, **measures: float | None) -> pd.Series:
    table = pd.DataFrame([{"event_id": "A", **measures}])
    return compute_kpis(table, [kpi]).iloc[0]


# T11-T14: the document's table of four events.
EVENTS = pd.DataFrame(
    {
        "event_id": ["Webinaari A", "Seminaari B", "Messut C", "Konferenssi D"],
        "cost_other": [500.0, 800.0, 1000.0, 1200.0],
        "attendees": [200.0, 300.0, 150.0, 400.0],
        "attendees_acted": [20.0, 45.0, 7.5, 80.0],
    }
)


def test_t07_20_of_200_visitors_convert() -> None:
    row = value("conversion_rate", conversions=20, visitors=200)
    assert row["value"] == 0.10
    assert (round(row["lower"], 3), round(row["upper"], 3)) == (0.066, 0.149)


def test_t09_150_of_200_registered_attend() -> None:
    row = value("attendance_rate", registered_attendees=150, registrations=200)
    assert row["value"] == 0.75
    assert (round(row["lower"], 3), round(row["upper"], 3)) == (0.686, 0.805)


@pytest.mark.parametrize(
    ("event", "rate", "conversions", "per_conversion", "per_attendee"),
    [
        ("Webinaari A", 0.10, 20, 25.00, 2.50),
        ("Seminaari B", 0.15, 45, 17.78, 2.67),
        ("Messut C", 0.05, 7.5, 133.33, 6.67),
        ("Konferenssi D", 0.20, 80, 15.00, 3.00),
    ],
)
def test_t11_to_t14_the_event_table(
    event: str, rate: float, conversions: float, per_conversion: float, per_attendee: float
) -> None:
    values = compute_kpis(EVENTS).set_index(["event_id", "kpi"])
    converted = values.loc[(event, "attendee_conversion_rate")]
    assert converted["value"] == pytest.approx(rate)
    assert converted["numerator"] == conversions
    assert round(values.loc[(event, "cost_per_attendee"), "value"], 2) == per_attendee
    leads = EVENTS.rename(columns={"attendees_acted": "leads"})
    cost = compute_kpis(leads, ["cost_per_lead"]).set_index("event_id")
    assert round(cost.loc[event, "value"], 2) == per_conversion


def test_t13_seven_and_a_half_conversions_are_flagged() -> None:
    notes = compute_kpis(EVENTS, ["attendee_conversion_rate"]).set_index("event_id")["notes"]
    assert notes.to_dict() == {
        "Webinaari A": (),
        "Seminaari B": (),
        "Messut C": ("fractional_count",),
        "Konferenssi D": (),
    }


def test_t15_pooled_rate_and_mean_of_rates_are_two_numbers() -> None:
    rate = compute_rate_over_events(EVENTS["attendees_acted"], EVENTS["attendees"])
    assert rate.pooled is not None
    assert rate.mean is not None
    assert (round(rate.pooled, 4), round(rate.mean, 4), rate.n_events) == (0.1452, 0.125, 4)
    assert EVENTS["cost_other"].sum() == 3500
    assert EVENTS["attendees"].sum() == 1050
    assert round(EVENTS["cost_other"].sum() / EVENTS["attendees_acted"].sum(), 2) == 22.95


def test_t19_roi() -> None:
    row = value("roi", revenue_sales=20_000, cost_other=15_000)
    assert round(row["value"], 3) == 0.333


def test_t20_a_positive_roi_means_a_profit() -> None:
    assert value("roi", revenue_sales=101, cost_other=100)["value"] > 0
    assert value("roi", revenue_sales=99, cost_other=100)["value"] < 0


def test_a_rate_over_events_leaves_out_what_is_unknown() -> None:
    rate = compute_rate_over_events(pd.Series([1, None, 4]), pd.Series([2, 5, 0]))
    assert (rate.pooled, rate.mean, rate.n_events) == (0.5, 0.5, 1)
    assert compute_rate_over_events(pd.Series([1.0]), pd.Series([0.0])).pooled is None


def test_an_empty_denominator_is_missing_and_never_0() -> None:
    row = value("attendance_rate", registered_attendees=0, registrations=0)
    assert np.isnan(row["value"])
    assert row["state"] == "undefined"


def test_an_unknown_input_is_unknown() -> None:
    row = value("attendance_rate", registered_attendees=None, registrations=200)
    assert np.isnan(row["value"])
    assert row["state"] == "unknown"


def test_a_share_above_1_is_refused() -> None:
    row = value("attendance_rate", registered_attendees=5, registrations=3)
    assert np.isnan(row["value"])
    assert row["state"] == "refused"


def test_the_documents_ratio_may_pass_1() -> None:
    row = value("attendance_per_qualified_registration", attendees=144, qualified_registrations=100)
    assert row["value"] == 1.44
    assert np.isnan(row["lower"])


def test_cost_and_revenue_add_the_parts_that_are_known() -> None:
    assert value("cost", cost_staff=100, cost_advertising=50)["value"] == 150
    assert np.isnan(value("cost")["value"])
    assert value("revenue", revenue_deals=1500)["value"] == 1500
    assert np.isnan(value("roi", revenue_deals=1500)["value"])


def test_orders_and_customers_are_two_denominators() -> None:
    assert value("average_order_value", order_revenue=900, orders=3)["value"] == 300
    assert value("revenue_per_customer", order_revenue=900, customers=2)["value"] == 450


def test_nps_by_hand_and_at_its_ends() -> None:
    row = value("nps", nps_answers=3, nps_promoters=2, nps_detractors=1)
    assert round(row["value"], 2) == 33.33
    assert -100 <= row["lower"] < row["value"] < row["upper"] <= 100
    sure = value("nps", nps_answers=4, nps_promoters=4, nps_detractors=0)
    assert sure["value"] == 100
    assert sure["lower"] < 60


def test_the_service_score_is_a_mean_with_its_interval() -> None:
    answers = np.array([3.0, 4.0, 5.0, 4.0])
    row = value("ses", ses_sum=answers.sum(), ses_squares=(answers**2).sum(), ses_answers=4)
    half = 3.182446 * answers.std(ddof=1) / 2
    assert row["value"] == 4
    assert row["lower"] == pytest.approx(4 - half, abs=1e-5)
    assert np.isnan(value("ses", ses_sum=4, ses_squares=16, ses_answers=1)["lower"])


counts = st.integers(min_value=0, max_value=500)


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=8))
def test_order_and_other_events_do_not_matter(pairs: list[tuple[int, int]]) -> None:
    table = pd.DataFrame(
        {
            "event_id": [f"E{i}" for i in range(len(pairs))],
            "registered_attendees": [min(p) for p in pairs],
            "registrations": [max(p) for p in pairs],
        }
    )
    together = compute_kpis(table.iloc[::-1], ["attendance_rate"]).set_index("event_id")
    for row in table.itertuples():
        alone = compute_kpis(table[table["event_id"] == row.event_id], ["attendance_rate"]).iloc[0]
        pd.testing.assert_series_equal(together.loc[row.event_id], alone.drop("event_id"), check_names=False)


@given(counts, counts)
def test_doubling_all_people_leaves_rates_alone(a: int, b: int) -> None:
    k, n = min(a, b), max(a, b)
    once = value("attendance_rate", registered_attendees=k, registrations=n)["value"]
    twice = value("attendance_rate", registered_attendees=2 * k, registrations=2 * n)["value"]
    assert once == twice or (np.isnan(once) and np.isnan(twice))


def test_inputs_are_not_changed_and_missing_columns_are_unknown() -> None:
    table = EVENTS.copy()
    compute_kpis(table)
    pd.testing.assert_frame_equal(table, EVENTS)
    assert compute_kpis(table, ["nps"])["state"].unique().tolist() == ["unknown"]


def test_no_events_give_no_rows() -> None:
    empty = compute_kpis(EVENTS.iloc[:0])
    assert empty.empty
    assert "value" in empty.columns


def test_wrong_arguments_are_told() -> None:
    with pytest.raises(DataError) as error:
        compute_kpis(EVENTS, ["atendees"])
    assert str(error.value) == ("KPI `atendees`: not in the catalogue, expected a known KPI. See `kpi kpis`.")
    with pytest.raises(DataError) as error:
        compute_kpis(EVENTS.assign(event_id="A"))
    assert str(error.value) == (
        "measures.event_id: 3 of 4 rows repeat an event, expected one row per event; first at row 2. "
        "Add the rows of one event together."
    )
    with pytest.raises(DataError, match=r"^measures: no column event_id"):
        compute_kpis(EVENTS.drop(columns="event_id"))


@pytest.mark.parametrize("kpi", KPIS.values(), ids=lambda k: k.id)
def test_the_catalogue_is_whole(kpi: object) -> None:
    from kpilib.kpis import Kpi

    assert isinstance(kpi, Kpi)
    for texts in (kpi.names, kpi.meanings):
        assert set(texts) == {"es", "fi", "en"}
        assert all(text.strip() and text == text.strip() for text in texts.values())
    assert kpi.inputs
    assert kpi.source
    assert not (kpi.target and kpi.better == "none")
    if kpi.id.endswith("_rate"):
        assert kpi.unit == "share"
