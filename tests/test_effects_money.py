"""Return as a range."""

from dataclasses import replace

import pytest
from scipy import stats

from kpilib.effects import Effect, compute_roi_range
from kpilib.effects.record import QUANTILE_LEVELS
from kpilib.errors import ParamsError

SURE = Effect("2026-04-15", "2026-04-28", 0.95, "more", 200.0, 200.0, 200.0, quantiles=(200.0,) * 39)
LEVELS = QUANTILE_LEVELS
UNSURE = replace(
    SURE, effect_lower=102.0, effect_upper=298.0, quantiles=tuple(stats.norm.ppf(LEVELS, 200, 50).tolist())
)


def test_t19_the_documents_example():
    roi = compute_roi_range(SURE, value_per_lead=100, cost=15_000)
    assert roi.roi == pytest.approx((20_000 - 15_000) / 15_000)
    assert f"{roi.roi:.1%}" == "33.3%"
    assert (roi.roi_lower, roi.roi_upper) == (roi.roi, roi.roi)
    assert roi.p_positive == 1
    assert roi.break_even_leads == 150


def test_range_and_chance():
    roi = compute_roi_range(UNSURE, value_per_lead=100, cost=15_000)
    assert (roi.roi_lower, roi.roi_upper) == pytest.approx((-0.32, 0.98667), abs=1e-4)
    assert roi.p_positive == pytest.approx(stats.norm.sf(150, 200, 50), abs=0.005)


def test_no_certainty_beyond_the_quantiles():
    assert compute_roi_range(UNSURE, 100, 100).p_positive == pytest.approx(1 - 1 / 80)
    assert compute_roi_range(UNSURE, 100, 1_000_000).p_positive == pytest.approx(1 / 80)


def test_unknown_effect_unknown_return():
    unknown = compute_roi_range(Effect("2026-04-15", "2026-04-28", 0.95, "cannot tell"), 100, 15_000)
    assert (unknown.roi, unknown.roi_lower, unknown.p_positive) == (None, None, None)
    assert unknown.break_even_leads == 150
    assert unknown.to_dict()["roi"] is None
    assert "<th>break_even_leads</th><td>150</td>" in unknown._repr_html_()


@pytest.mark.parametrize(
    ("value", "cost", "message"),
    [
        (0, 10, "value_per_lead: 0, expected an amount above 0. State it, or leave the return out."),
        (10, -5, "cost: -5, expected an amount above 0. State it, or leave the return out."),
    ],
)
def test_no_return_on_nothing(value, cost, message):
    with pytest.raises(ParamsError) as caught:
        compute_roi_range(SURE, value, cost)
    assert str(caught.value) == message


def test_no_uncertainty_leaves_the_documents_number_alone():
    roi = compute_roi_range(SURE, 100, 15_000, {"hours_rate": 5_000, "cost_venue": 10_000})
    assert (roi.roi, roi.roi_lower, roi.roi_upper) == (pytest.approx(1 / 3),) * 3
    assert "effect" not in {a.name for a in roi.assumptions}
    assert roi.break_even_value == 75


def by_name(roi, name):
    return next(a for a in roi.assumptions if a.name == name)


def test_one_assumption_at_a_time():
    roi = compute_roi_range(UNSURE, 100, 15_000, {"hours_rate": 6_000, "cost_venue": 9_000})
    effect = by_name(roi, "effect")
    assert (effect.roi_lower, effect.roi_upper) == pytest.approx((roi.roi_lower, roi.roi_upper))
    # 200 leads at 75 and 125 each for 15,000.
    value = by_name(roi, "value_per_lead")
    assert (value.lower, value.upper, value.roi_lower) == (75, 125, 0)
    assert value.roi_upper == pytest.approx(25_000 / 15_000 - 1)
    # Hours of 4,500 to 7,500: costs of 13,500 to 16,500. The venue's 8,100 to 9,900: 14,100 to 15,900.
    hours, venue = by_name(roi, "hours_rate"), by_name(roi, "cost_venue")
    assert (hours.roi_lower, hours.roi_upper) == pytest.approx((20 / 16.5 - 1, 20 / 13.5 - 1))
    assert (venue.roi_lower, venue.roi_upper) == pytest.approx((20 / 15.9 - 1, 20 / 14.1 - 1))
    assert [a.name for a in roi.assumptions] == ["effect", "value_per_lead", "hours_rate", "cost_venue"]
    assert roi.moves_most == "effect"


def test_a_stated_range_of_the_value_can_move_it_most():
    roi = compute_roi_range(UNSURE, 100, 15_000, value_range=(10, 300))
    assert roi.moves_most == "value_per_lead"
    assert by_name(roi, "value_per_lead").roi_upper == pytest.approx(3.0)


@pytest.mark.parametrize("limits", [(110, 300), (50, 90), (0, 200), (-5, 200)])
def test_a_range_that_does_not_hold_the_value_is_refused(limits):
    with pytest.raises(ParamsError) as caught:
        compute_roi_range(UNSURE, 100, 15_000, value_range=limits)
    assert str(caught.value) == (
        f"value_range: {limits[0]} to {limits[1]}, expected two amounts above 0 with value_per_lead, 100, "
        "between them. Correct one of them."
    )


def test_what_could_have_been_seen_in_money():
    roi = compute_roi_range(replace(UNSURE, smallest_detectable=140.0), 100, 15_000)
    assert roi.smallest_detectable == 14_000
    assert compute_roi_range(UNSURE, 100, 15_000).smallest_detectable is None


def test_no_value_makes_a_loss_of_leads_pay():
    fewer = replace(UNSURE, effect=-20.0, effect_lower=-60.0, effect_upper=20.0)
    assert compute_roi_range(fewer, 100, 15_000).break_even_value is None


@pytest.mark.parametrize("amount", [None, "100", float("inf")])
def test_an_amount_that_is_none_is_refused(amount):
    with pytest.raises(ParamsError, match="value_per_lead"):
        compute_roi_range(SURE, value_per_lead=amount, cost=15_000)
