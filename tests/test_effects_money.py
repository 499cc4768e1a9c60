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
