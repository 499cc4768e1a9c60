"""The ways in which KPIs lie: each guard strikes where it must, only there, and says so in whole sentences."""

import numpy as np
import pandas as pd
import pytest

from kpilib.kpis import KPIS, compute_kpis, compute_rate_over_events, describe_note, with_own
from kpilib.kpis.guards import GUARDS, REFUSALS
from kpilib.language import get_language
from kpilib.language.catalogues import LANGUAGES, placeholders

NUMBER = float | None
STRUCK = {
    "rate_above_one": (
        "qualified_attendance_rate",
        {"qualified_attendees": 144, "qualified_registrations": 100},
    ),
    "one_to_five_is_no_nps": ("nps", {"nps_answers": 0, "nps_other_scale": 5}),
    "more_than_answered": ("nps", {"nps_answers": 5, "nps_promoters": 4, "nps_detractors": 3}),
    "not_convertible": ("cost", {"cost_venue": np.inf, "cost_staff": 100}),
    "people_do_not_add_up": ("reach", {"audience_reached": None, "reach_rows": 14}),
    "readers_do_not_add_up": ("post_reach", {"posts_reached": None, "post_reach_rows": 3}),
    "negative_part": (
        "qualified_attendance_rate",
        {"qualified_attendees": -4, "qualified_registrations": 100},
    ),
    "people_may_count_twice": ("own_sum", {"leads": 3, "attendees": 20}),
    "own_of_intent": ("own_intent", {"intent_yes": 8, "leads": 4}),
    "outside_scale": ("ses", {"ses_sum": 30, "ses_squares": 250, "ses_answers": 4}),
    "mixed_scales": (
        "alignment_index",
        {"alignment_sum": 12, "alignment_squares": 80, "alignment_scorers": 2, "alignment_scales": 2},
    ),
    "mixed_cohorts": (
        "attendance_per_qualified_registration",
        {"attendees": 144, "qualified_registrations": 100, "qualified_attendees": 60},
    ),
    "fractional_count": ("attendee_conversion_rate", {"attendees_acted": 7.5, "attendees": 150}),
    "too_few_answers": ("technical_trouble_rate", {"trouble_yes": 3, "trouble_answers": 5}),
    "trouble_is_a_problem": ("technical_trouble_rate", {"trouble_yes": 60, "trouble_answers": 100}),
    "intent_is_no_sale": ("purchase_intent_rate", {"intent_yes": 80, "intent_answers": 100}),
    "customers_are_not_orders": ("average_order_value", {"order_revenue": 900, "orders": 3, "customers": 2}),
}
SPARED = {
    "rate_above_one": {"qualified_attendees": 60, "qualified_registrations": 100},
    "one_to_five_is_no_nps": {
        "nps_answers": 3,
        "nps_promoters": 2,
        "nps_detractors": 1,
        "nps_other_scale": 5,
    },
    "more_than_answered": {"nps_answers": 7, "nps_promoters": 4, "nps_detractors": 3},
    "not_convertible": {"cost_venue": 200, "cost_staff": 100},
    "people_do_not_add_up": {"audience_reached": 500, "reach_rows": 1},
    "readers_do_not_add_up": {"posts_reached": 300, "post_reach_rows": 1},
    "negative_part": {"qualified_attendees": 4, "qualified_registrations": 100},
    "people_may_count_twice": {"leads": None, "attendees": 20},
    "own_of_intent": {"intent_yes": None, "leads": 4},
    "outside_scale": {"ses_sum": 16, "ses_squares": 66, "ses_answers": 4},
    "mixed_scales": {
        **{"alignment_sum": 7, "alignment_squares": 25, "alignment_scorers": 2, "alignment_scales": 1},
    },
    "mixed_cohorts": {"attendees": 90, "qualified_registrations": 100, "qualified_attendees": 60},
    "fractional_count": {"attendees_acted": 8, "attendees": 150},
    "too_few_answers": {"trouble_yes": 3, "trouble_answers": 50},
    "trouble_is_a_problem": {"trouble_yes": 3, "trouble_answers": 100},
    "intent_is_no_sale": {"intent_yes": None, "intent_answers": 100},
    "customers_are_not_orders": {"order_revenue": 900, "orders": 3, "customers": 3},
}
SENTENCES = {
    "rate_above_one": "144 of 100 is more than all: two different groups were compared, so no rate is shown.",
    "one_to_five_is_no_nps": "The recommendation was asked on a scale up to 5, not from 0 to 10: that is no NPS.",
    "more_than_answered": "Promoters: 4, detractors: 3, answers: 5. The parts are more than the whole, so no NPS is shown.",
    "not_convertible": "An amount in USD has no exchange rate for 2026-05, so no sum is formed.",
    "people_do_not_add_up": "Reach comes in 14 rows, and the same people may stand in several: it is not added, "
    "and no total is shown.",
    "readers_do_not_add_up": "3 posts state how many people they reached, and the same people may have seen "
    "several: no total is shown.",
    "negative_part": "A part of the rate is below zero, so no rate is shown.",
    "people_may_count_twice": "Counts of people are added: who stands in both counts twice.",
    "own_of_intent": "It rests on what people say they would do: an intention, not a sale.",
    "outside_scale": "The mean lies outside the scale of its answers: two scales were mixed, so no score is "
    "shown.",
    "mixed_scales": "The scores are on 2 different scales, so no mean is shown.",
    "mixed_cohorts": "Above 1 because two groups are compared: 144 attended, 100 registered with a qualified "
    "answer, and 60 are in both.",
    "fractional_count": "A count is not a whole number: most likely a rounded rate was multiplied back. It is "
    "used as given.",
    "too_few_answers": "Answers: 5. Too few answers to judge.",
    "trouble_is_a_problem": "60 of 100 report technical trouble: that is a problem in itself, whatever is usual.",
    "intent_is_no_sale": "80 of 100 say that they would buy: an intention, not a sale.",
    "customers_are_not_orders": "Orders: 3, customers who ordered: 2. The value of an order and the revenue of a "
    "customer are two numbers.",
}
OWN = with_own(
    {
        "own_sum": {"expression": "leads + attendees", "unit": "people"},
        "own_intent": {"expression": "intent_yes / leads", "unit": "ratio"},
    }
)
UNKNOWN_WHEN_SPARED = ("intent_is_no_sale", "people_may_count_twice", "own_of_intent")
every_guard = pytest.mark.parametrize("code", [guard.code for guard in GUARDS])


def row_of(kpi: str, measures: dict[str, NUMBER]) -> pd.Series:
    # The kit's KPIs as they are now: a proof may have taken one away.
    return compute_kpis(pd.DataFrame([{"event_id": "A", **measures}]), [kpi], {**OWN, **KPIS}).iloc[0]


@every_guard
def test_it_strikes_and_its_state_follows(code: str) -> None:
    kpi, measures = STRUCK[code]
    row = row_of(kpi, measures)
    assert code in row["notes"]
    if code in REFUSALS:
        assert row["state"] == "refused"
        assert np.isnan(row["value"])
        assert np.isnan(row["lower"])
    else:
        assert row["state"] == "known"
        assert not np.isnan(row["value"])


@every_guard
def test_it_spares_what_is_right(code: str) -> None:
    row = row_of(STRUCK[code][0], SPARED[code])
    assert code not in row["notes"]
    assert row["state"] == ("unknown" if code in UNKNOWN_WHEN_SPARED else "known")


@every_guard
def test_it_strikes_one_event_and_not_its_neighbour(code: str) -> None:
    kpi, measures = STRUCK[code]
    rows = [{"event_id": "A", **SPARED[code]}, {"event_id": "B", **measures}, {"event_id": "C"}]
    notes = compute_kpis(pd.DataFrame(rows), [kpi], OWN).set_index("event_id")["notes"]
    assert [code in notes[event] for event in "ABC"] == [False, True, False]


def words(kpi: str, code: str, language: str) -> str:
    """The sentence of a guard as a page prints it."""
    _, measures = STRUCK[code]
    row = {str(name): value for name, value in row_of(kpi, measures).items()}
    note = describe_note(code, row, measures) | {"currency": "USD", "month": "2026-05"}
    lang = get_language(language)
    values = {name: lang.number(x, 0) if isinstance(x, float) else str(x) for name, x in note.items()}
    return lang.say(f"note.{code}", **values)


@every_guard
def test_its_whole_message(code: str) -> None:
    assert words(STRUCK[code][0], code, "en") == SENTENCES[code]


@every_guard
@pytest.mark.parametrize("language", LANGUAGES)
def test_its_message_prints_its_numbers_in_every_language(code: str, language: str) -> None:
    said = words(STRUCK[code][0], code, language)
    guard = next(g for g in GUARDS if g.code == code)
    assert said.endswith(".")
    for name in guard.values:
        value = STRUCK[code][1].get(name)
        if value is not None:
            assert str(int(value)) in said
    assert not placeholders(said)


def test_a_1_to_5_scale_is_no_nps() -> None:
    """T16: 3 of 5 is no NPS; where 0-10 answers exist as well, these count."""
    assert np.isnan(row_of("nps", {"nps_other_scale": 5})["value"])
    mixed = row_of("nps", {"nps_answers": 4, "nps_promoters": 4, "nps_detractors": 0, "nps_other_scale": 5})
    assert mixed["value"] == 100


def test_60_of_100_in_trouble_is_flagged_and_3_of_5_is_too_few() -> None:
    """T10."""
    many = row_of("technical_trouble_rate", {"trouble_yes": 60, "trouble_answers": 100})
    few = row_of("technical_trouble_rate", {"trouble_yes": 3, "trouble_answers": 5})
    assert many["notes"] == ("trouble_is_a_problem",)
    assert few["notes"] == ("too_few_answers",)
    assert few["value"] == 0.6


def test_80_percent_ready_to_buy_is_intent() -> None:
    """T17: the share is shown, with the remark that it is no sale, and no sale comes of it."""
    row = row_of("purchase_intent_rate", {"intent_yes": 80, "intent_answers": 100})
    assert (row["value"], row["notes"]) == (0.8, ("intent_is_no_sale",))
    sales = [k for k in KPIS.values() if k.unit == "money" and "intent_yes" in k.inputs]
    assert sales == []


def test_live_only_does_not_apply_to_a_recording() -> None:
    recording = row_of("complaints", {"complaints": 3, "is_live": 0})
    assert (recording["state"], recording["notes"]) == ("not_applicable", ())
    assert np.isnan(recording["value"])
    assert row_of("complaints", {"complaints": 3, "is_live": 1})["value"] == 3


def test_an_unknown_part_is_no_zero() -> None:
    assert np.isnan(row_of("roi", {"revenue_sales": 100})["value"])
    assert np.isnan(row_of("no_shows", {"registrations": 10})["value"])
    assert np.isnan(row_of("attendees_to_goal", {"attendees": 10})["value"])


def test_pooled_rate_and_mean_of_rates_are_told_apart() -> None:
    rate = compute_rate_over_events(pd.Series([20, 45, 7.5, 80]), pd.Series([200, 300, 150, 400]))
    assert rate.differ
    same = compute_rate_over_events(pd.Series([1, 2]), pd.Series([10, 20]))
    assert not same.differ


def typed(kpi: str, value: float, n: NUMBER = None) -> pd.Series:
    answers = pd.DataFrame([{"event_id": "A", "kpi": kpi, "value": value, "n": n}])
    return compute_kpis(pd.DataFrame([{"event_id": "A"}]), [kpi], typed=answers).iloc[0]


def test_a_typed_share_has_its_interval_from_its_n() -> None:
    row = typed("positive_mention_rate", 0.6, 100)
    assert (row["value"], row["numerator"], row["denominator"]) == (0.6, 60, 100)
    assert (round(row["lower"], 3), round(row["upper"], 3)) == (0.502, 0.691)
    assert row["notes"] == ("typed_value",)
    alone = typed("positive_mention_rate", 0.6)
    assert alone["value"] == 0.6
    assert np.isnan(alone["lower"])


@pytest.mark.parametrize(
    ("kpi", "value"),
    [
        *(("positive_mention_rate", 1.44), ("positive_mention_rate", -0.1), ("csat", 4.2), ("nps", 130.0)),
        *(("registrations", -5.0), ("is_useful_content_produced", 7.0), ("ses", 90.0), ("frequency", -1.0)),
        *(("keyword_rank", 0.0), ("profile_shift", 1.5)),
    ],
)
def test_a_typed_value_that_cannot_be_is_refused(kpi: str, value: float) -> None:
    row = typed(kpi, value, 100)
    assert (row["state"], row["notes"]) == ("refused", ("typed_value", "typed_impossible"))
    assert np.isnan(row["value"])


def test_a_typed_list_that_was_ticked_off_has_no_interval() -> None:
    assert np.isnan(typed("channel_completion_rate", 0.75, 4)["lower"])


def test_arithmetic_breaks_no_people() -> None:
    for value in (0.29, 0.57, 0.58):
        assert typed("positive_mention_rate", value, 100)["notes"] == ("typed_value",)


OTHER_SENTENCES = {
    "input_missing": "An input is not known, so there is no value: unknown is not zero.",
    "input_refused": "A KPI in its formula was refused, so it has no value either.",
    "typed_value": "Typed by hand: no export holds it.",
    "typed_impossible": "A typed value cannot be: its unit or scale has no such value. It was not used.",
    "no_lift_without_baseline": "There is no earlier value, so it shows no rise of the brand.",
    "last_of_several": "3 typed values lie in the window; people, ranks and rates of several days do not add up, "
    "so the last one counts.",
    "unknown_typed_name": "A typed value names “x”, which is neither a KPI nor a measure, and was not used.",
    "pooled_is_not_mean": "All people together: 14.5%. Mean of the events’ rates: 12.5%. These are two numbers and "
    "not to be confused.",
}


@pytest.mark.parametrize("code", OTHER_SENTENCES)
def test_the_other_remarks_in_whole(code: str) -> None:
    values = {"n_rows": "3", "name": "x", "pooled": "14.5%", "mean": "12.5%"}
    assert get_language("en").say(f"note.{code}", **values) == OTHER_SENTENCES[code]


LINT_SENTENCES = {
    "no_goal_or_target": "Neither a goal nor an expected range: Leads.",
    "target_without_actual": "A goal or an expected range, but no value: Leads.",
    "no_earlier_value": "A value, but none before it to compare with: Leads.",
    "vanity_without_goal": "Counted without a purpose, as no goal is stated: Leads. A higher number alone proves "
    "nothing.",
    "no_kpis": "No KPI is in use. Choose some in params/workspace.yml.",
}


@pytest.mark.parametrize("code", LINT_SENTENCES)
def test_the_findings_in_whole(code: str) -> None:
    assert get_language("en").say(f"lint.{code}", kpis="Leads") == LINT_SENTENCES[code]


def test_lacking_kpis_are_named_by_kind() -> None:
    say = get_language("en").say
    assert say("lint.no_balance", lacking=say("lacking.social")) == (
        "All KPIs in use are of one kind. What is lacking: KPIs of people and attention."
    )


def test_a_typed_rate_of_people_that_are_no_whole_number_is_flagged() -> None:
    assert "fractional_count" in typed("positive_mention_rate", 0.05, 150)["notes"]


def test_an_export_counts_before_a_typed_value() -> None:
    answers = pd.DataFrame([{"event_id": "A", "kpi": "followers", "value": 5, "n": None}])
    known = compute_kpis(pd.DataFrame([{"event_id": "A", "followers": 9.0}]), ["followers"], typed=answers)
    assert (known["value"].iloc[0], known["notes"].iloc[0]) == (9, ())
