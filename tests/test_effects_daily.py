"""The effect of one event: known truths, identities, and what cannot be known."""

import json
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from kpilib.effects import Effect, estimate_effect

EVENT_ON = "2026-03-15"
N_BEFORE = 140


def make_daily(lift: float = 0.0, rate: float = 20.0, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    dates = pd.date_range(end="2026-03-28", periods=N_BEFORE + 14)
    value = rng.poisson(rate, len(dates)).astype(float)
    value[N_BEFORE:] += lift / 14
    return pd.DataFrame({"date": dates, "value": value})


def estimate(daily: pd.DataFrame, **options: object) -> Effect:
    return estimate_effect(daily, EVENT_ON, **({"placebo": False} | options))


def bounds(effect: Effect) -> tuple[float, float, float]:
    assert effect.effect is not None
    return effect.effect, effect.effect_lower, effect.effect_upper


@pytest.fixture(scope="module")
def plain() -> Effect:
    return estimate(make_daily())


def test_planted_lift_is_recovered_and_called_more():
    effect = estimate(make_daily(lift=140))
    middle, lower, upper = bounds(effect)
    assert lower < 140 < upper
    assert middle == pytest.approx(140, abs=50)
    assert effect.verdict == "more"
    assert effect.p_value < 0.01
    assert effect.lift == pytest.approx(middle / effect.counterfactual)


def test_adding_to_the_window_moves_the_effect_by_as_much(plain):
    moved = estimate(make_daily(lift=140))
    np.testing.assert_allclose(np.array(bounds(moved)) - np.array(bounds(plain)), 140, rtol=1e-9)


def test_no_effect_is_not_more(plain):
    assert plain.verdict == "cannot tell"
    assert plain.effect_lower < 0 < plain.effect_upper
    assert plain.p_value > 0.05
    assert plain.helps == ("longer_history", "control_series", "campaign_record")


def test_a_drop_is_called_fewer():
    daily = make_daily()
    daily.loc[N_BEFORE:, "value"] = 5.0
    assert estimate(daily).verdict == "fewer"


def test_no_effect_seen_needs_what_is_relevant(plain):
    assert estimate(make_daily(), smallest_relevant=100).verdict == "no effect seen"
    assert estimate(make_daily(), smallest_relevant=10).verdict == "cannot tell"
    assert estimate(make_daily(lift=140), smallest_relevant=1000).verdict == "more"


def test_observed_minus_counterfactual_is_the_effect(plain):
    assert plain.effect == pytest.approx(plain.observed - plain.counterfactual)
    assert plain.observed == make_daily()["value"].iloc[N_BEFORE:].sum()


def test_interval_is_about_as_wide_as_the_window_noise(plain):
    # 14 days of Poisson(20): sd 16.7 if the mean were known.
    half = (plain.effect_upper - plain.effect_lower) / 2
    assert 1.0 * 1.96 * 16.7 < half < 1.5 * 1.96 * 16.7
    assert plain.smallest_detectable == pytest.approx(2.8 * 2 * half / 3.92)


def test_scale_goes_through(plain):
    daily = make_daily()
    scaled = estimate(daily.assign(value=daily["value"] * 1000))
    np.testing.assert_allclose(bounds(scaled), np.array(bounds(plain)) * 1000, rtol=1e-4)


def test_row_order_and_unused_columns_do_not_matter(plain):
    daily = make_daily().sample(frac=1, random_state=2)
    daily["noise"] = np.arange(len(daily))
    assert estimate(daily).to_dict() == plain.to_dict()


def test_same_seed_same_record_other_seed_nearly(plain):
    assert estimate(make_daily()).to_dict() == plain.to_dict()
    np.testing.assert_allclose(bounds(estimate(make_daily(), seed=5)), bounds(plain), atol=3)


def test_missing_days_are_not_zeros(plain):
    daily = make_daily()
    gone = daily.drop(index=range(60, 80))
    zeros = daily.assign(value=daily["value"].where(~daily.index.isin(range(60, 80)), 0.0))
    assert estimate(gone).counterfactual == pytest.approx(plain.counterfactual, rel=0.05)
    assert {"code": "days_missing", "n_days": 20} in estimate(gone).warnings
    half_width = estimate(zeros).effect_upper - estimate(zeros).effect_lower
    assert half_width > 1.3 * (estimate(gone).effect_upper - estimate(gone).effect_lower)


def test_partly_observed_window_is_scaled():
    daily = make_daily(lift=140).iloc[: N_BEFORE + 7]
    effect = estimate(daily)
    assert {"code": "window_partly_observed", "n_days": 14, "n_missing": 7} in effect.warnings
    assert effect.effect == pytest.approx(2 * (effect.observed - effect.counterfactual), rel=0.02)
    assert effect.n_window_observed == 7
    assert effect.effect_lower < 140 < effect.effect_upper


def test_days_without_data_may_have_brought_less_or_more():
    """However clear the observed half is, the other half is only about as large."""
    whole, half = make_daily(lift=7000), make_daily(lift=7000).iloc[: N_BEFORE + 7]
    widths = [effect.effect_upper - effect.effect_lower for effect in map(estimate, (whole, half))]
    assert widths[0] < 0.05 * 7000
    assert 0.5 * 7000 < widths[1] < 2 * 7000


def test_excluded_window_days_count_as_not_observed():
    daily = make_daily()
    out = daily["date"].iloc[N_BEFORE : N_BEFORE + 2]
    effect = estimate(daily, excluded_days=out)
    assert effect.n_window_observed == 12
    assert effect.observed == daily["value"].iloc[N_BEFORE + 2 :].sum()


def test_weekends_that_are_always_zero_are_predicted_zero():
    daily = make_daily()
    weekend = daily["date"].dt.day_of_week >= 5
    daily.loc[weekend, "value"] = 0
    path = estimate(daily).daily
    assert (path.loc[weekend, "counterfactual"] == 0).all()
    assert (path.loc[~weekend, "counterfactual"] > 10).all()


def test_spikes_are_left_out_and_said(plain):
    daily = make_daily()
    daily.loc[[30, 77, 110], "value"] = [160.0, 240.0, 190.0]
    effect = estimate(daily)
    assert {"code": "spikes_left_out", "n_days": 3} in effect.warnings
    assert effect.counterfactual == pytest.approx(plain.counterfactual, rel=0.02)
    width = effect.effect_upper - effect.effect_lower
    assert width == pytest.approx(plain.effect_upper - plain.effect_lower, rel=0.1)


def test_campaign_column_explains_what_it_brought():
    rng = np.random.default_rng(4)
    daily = make_daily()
    flag = np.zeros(len(daily))
    for start in (20, 60, 100, N_BEFORE):
        flag[start : start + 14] = 1
    daily["value"], daily["campaign"] = rng.poisson(20 * np.exp(0.6 * flag)), flag
    without, adjusted = estimate(daily), estimate(daily, covariates=("campaign",))
    assert without.effect > 120
    assert abs(adjusted.effect) < 60
    assert adjusted.effect_lower < 0 < adjusted.effect_upper
    assert adjusted.effect_upper - adjusted.effect_lower < without.effect_upper - without.effect_lower


def test_text_group_equals_its_flag():
    daily = make_daily()
    daily["flag"] = (np.arange(len(daily)) % 9 == 0) * 1
    daily["group"] = np.where(daily["flag"] == 1, "sale", "none")
    by_flag, by_group = (estimate(daily, covariates=(name,)) for name in ("flag", "group"))
    np.testing.assert_allclose(bounds(by_flag), bounds(by_group), atol=3)


def test_untouched_control_takes_away_a_common_shock():
    rng = np.random.default_rng(6)
    daily = make_daily()
    common = np.exp(np.cumsum(rng.normal(0, 0.03, len(daily))))
    common[N_BEFORE:] *= 1.5
    daily["value"] = rng.poisson(20 * common)
    daily["north"], daily["south"] = rng.poisson(200 * common), rng.poisson(300 * common)
    assert estimate(daily).verdict == "more"
    assert estimate(daily, controls=("north", "south")).verdict == "cannot tell"


def test_past_events_do_not_stay_in_the_baseline():
    daily = make_daily()
    days = [20, 55, 90, 120]
    for day in days:
        daily.loc[day : day + 6, "value"] += 12
    others = daily["date"].iloc[days]
    with_events, without = estimate(daily, other_events=others), estimate(daily)
    assert with_events.counterfactual == pytest.approx(280, rel=0.08)
    assert without.counterfactual > with_events.counterfactual


def test_overlapping_event_without_past_gives_joint_only():
    daily = make_daily(lift=140)
    effect = estimate(daily, other_events=["2026-03-17"])
    assert effect.verdict == "cannot tell"
    assert effect.joint["event_ons"] == ["2026-03-15", "2026-03-17"]
    assert effect.joint["effect_lower"] < 140 < effect.joint["effect_upper"]
    assert effect.joint["effect_lower"] > 0
    assert effect.effect_upper - effect.effect_lower > 2 * (
        effect.joint["effect_upper"] - effect.joint["effect_lower"]
    )
    assert {warning["code"] for warning in effect.warnings} == {"events_overlap", "events_cannot_be_split"}
    assert "events_apart" in effect.helps


def test_overlapping_event_with_many_past_ones_can_be_split():
    daily = make_daily()
    days = [15, 40, 65, 90, 115, N_BEFORE - 5]
    for day in days:
        daily.loc[day : day + 6, "value"] += 5
    effect = estimate(daily, other_events=daily["date"].iloc[days])
    assert effect.joint is None
    assert {"code": "events_overlap", "n_events": 1} in effect.warnings
    assert effect.effect_lower < 0 < effect.effect_upper


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        (lambda d: d.tail(44), {"code": "history_too_short", "n_days": 30, "span_days": 30}),
        (
            lambda d: d.head(N_BEFORE),
            {"code": "event_outside_data", "first_on": "2025-10-26", "last_on": "2026-03-14"},
        ),
        (
            lambda d: d.tail(14),
            {"code": "event_outside_data", "first_on": "2026-03-15", "last_on": "2026-03-28"},
        ),
        (lambda d: d.assign(value=7.0), {"code": "series_constant", "n_days": N_BEFORE}),
        (lambda d: d.assign(value=0.0), {"code": "series_constant", "n_days": N_BEFORE}),
        (lambda d: d.assign(value=np.nan), {"code": "window_not_observed"}),
    ],
)
def test_what_cannot_be_known_is_none_with_a_code(change, warning):
    effect = estimate(change(make_daily()), placebo=True)
    assert effect.verdict == "cannot tell"
    assert effect.warnings == (warning,)
    shown = effect.to_dict()
    assert all(
        shown[name] is None
        for name in ("effect", "effect_lower", "effect_upper", "lift", "p_value", "placebo")
    )
    json.dumps(shown, allow_nan=False)


def test_chart_adds_up_to_the_record(plain):
    window = plain.daily[plain.daily["in_window"]]
    assert len(window) == 14
    assert window["counterfactual"].sum() == pytest.approx(plain.counterfactual)
    assert window["observed"].sum() == plain.observed
    assert (plain.daily["lower"] <= plain.daily["counterfactual"]).all()


def test_record_is_json_and_shows_itself(plain):
    shown = json.loads(json.dumps(plain.to_dict(), allow_nan=False))
    assert shown["verdict"] == "cannot tell"
    assert len(shown["daily"]["date"]) == N_BEFORE + 14
    assert len(shown["quantiles"]) == 39
    assert shown["quantiles"][19] == pytest.approx(shown["effect"])
    assert plain._repr_html_().startswith("<table><tr><th>event_on</th><td>2026-03-15</td>")


def test_a_sparse_series_and_steady_growth_are_no_effect():
    rng = np.random.default_rng(8)
    daily = make_daily()
    sparse = estimate(daily.assign(value=(rng.random(len(daily)) < 0.05) * 1.0))
    growth = 20 + 0.15 * np.arange(len(daily))
    line = estimate(daily.assign(value=rng.poisson(growth)))
    assert sparse.observed == 0
    assert sparse.warnings == ()  # single leads are no spikes
    assert sparse.verdict == "cannot tell"  # nothing in 14 days is no news at one in twenty days
    assert line.effect_lower < 0 < line.effect_upper


def test_days_on_which_nothing_happens_but_for_another_event_tell_nothing():
    daily = make_daily().assign(value=0.0)
    daily.loc[:2, "value"] = 1.0
    effect = estimate(daily, other_events=[daily["date"].iloc[0]])
    assert [warning["code"] for warning in effect.warnings] == ["series_constant"]
    assert effect.effect is None
    daily.loc[[60, 90, 91], "value"] = 1.0
    effect = estimate(daily, other_events=[daily["date"].iloc[0]])
    assert effect.verdict == "cannot tell"
    assert np.isfinite(bounds(effect)).all()


def test_a_lead_now_and_then_is_a_scarce_series_not_six_idle_weekdays():
    daily = pd.DataFrame({"date": pd.date_range("2026-01-01", periods=74), "value": 0.0})
    daily.loc[[30], "value"] = 1
    effect = estimate_effect(daily, "2026-03-02", smallest_relevant=3)
    assert effect.n_days_used == 60
    assert -2 <= effect.effect_lower <= -1
    assert effect.effect_upper == 0
    assert effect.verdict == "no effect seen"


def test_the_answer_to_another_event_cannot_run_off():
    from kpilib.effects.model import _responses  # the fit itself seldom gets so far

    design = SimpleNamespace(bins=np.ones((2, 3)), fit=np.ones(2, dtype=bool))
    assert np.isfinite(_responses(design, np.ones(2), np.array([900.0, 0.0, -900.0]))).all()


def test_two_leads_where_there_was_one_a_month_are_no_certainty():
    # Three leads in 386 days foretell 0.11: two in a window have a chance of about 1 in 180, twice that in two tails.
    daily = pd.DataFrame({"date": pd.date_range("2025-01-01", periods=400), "value": 0.0})
    daily.loc[[40, 210, 370, 388, 389], "value"] = 1
    effect = estimate_effect(daily, str(daily["date"][386].date()), placebo=False)
    assert 0.003 < effect.p_value < 0.08
    assert effect.effect_upper == 2
