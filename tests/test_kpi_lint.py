"""SMART, followed up, balanced: each finding is made, and only where it is due."""

import pandas as pd
import pytest

from kpilib.errors import ParamsError
from kpilib.kpis import KPIS, with_own
from kpilib.kpis.breakdowns import compute_breakdowns, largest_shift
from kpilib.kpis.lint import Use, lint_balance, lint_kpi, lint_kpis
from kpilib.kpis.questions import kpis_for, read_questions

WHOLE = Use(
    owner="Ada", measurer="Bo", cadence="monthly", due="2026-12-31", okr="More demand", goal=200.0,
    has_target=True, has_value=True, has_earlier=True, reached=(2, 24),
)  # fmt: skip


def codes(kpi: str, **changes: object) -> list[str]:
    return [f["code"] for f in lint_kpi(KPIS[kpi], Use(**{**WHOLE.__dict__, **changes}))]  # type: ignore[arg-type]


def missing(kpi: str, **changes: object) -> list[str]:
    found = lint_kpi(KPIS[kpi], Use(**{**WHOLE.__dict__, **changes}))  # type: ignore[arg-type]
    return next((list(f["missing"]) for f in found if f["code"] == "not_smart"), [])


def test_a_kpi_with_everything_has_no_finding() -> None:
    assert lint_kpi(KPIS["registrations"], WHOLE) == []


@pytest.mark.parametrize(
    ("changes", "letter"),
    [
        ({"owner": ""}, "specific"),
        ({"measurer": ""}, "measurable"),
        ({"goal": None, "has_target": False}, "attainable"),
        ({"reached": (0, 24)}, "attainable"),
        ({"cadence": "", "due": ""}, "time_scaled"),
    ],
)
def test_each_letter_of_smart(changes: dict[str, object], letter: str) -> None:
    """P34: specific, measurable, attainable, relevant, time-scaled: five letters."""
    assert missing("registrations", **changes) == [letter]


def test_relevant_needs_an_objective_or_an_okr() -> None:
    own = with_own({"mine": {"expression": "leads / attendees", "unit": "ratio"}})["mine"]
    assert lint_kpi(own, WHOLE) == []
    without = Use(**{**WHOLE.__dict__, "okr": ""})
    assert lint_kpi(own, without)[0]["missing"] == ["relevant"]


def test_a_goal_no_event_reached_is_a_wish_only_from_five_events_on() -> None:
    assert missing("registrations", reached=(0, 4)) == []
    assert missing("registrations", reached=(0, 5)) == ["attainable"]
    assert missing("registrations", reached=(1, 5)) == []


def test_target_actual_and_earlier_value_belong_together() -> None:
    """P21: a KPI without target, a target without actual, an actual without an earlier value."""
    assert "no_goal_or_target" in codes("registrations", goal=None, has_target=False)
    assert "no_goal_or_target" not in codes("registrations", goal=None)
    assert "no_goal_or_target" not in codes("walk_ins", goal=None, has_target=False)
    assert "target_without_actual" in codes("registrations", has_value=False)
    assert "target_without_actual" not in codes("registrations", has_value=False, goal=None, has_target=False)
    assert "no_earlier_value" in codes("registrations", has_earlier=False)
    assert "no_earlier_value" not in codes("registrations", has_earlier=False, has_value=False)


def test_a_thousand_followers_more_prove_nothing_without_a_goal() -> None:
    """T21, P32."""
    assert "vanity_without_goal" in codes("followers", goal=None, okr="")
    assert "vanity_without_goal" not in codes("followers", okr="")
    assert "vanity_without_goal" not in codes("registrations", goal=None, okr="")


def test_social_and_monetary_kpis_must_both_be_there() -> None:
    """P36."""
    social, money = KPIS["attendees"], KPIS["cost"]
    assert lint_balance([social, money]) == []
    assert lint_balance([social]) == [{"code": "no_balance", "lacking": "monetary"}]
    assert lint_balance([money]) == [{"code": "no_balance", "lacking": "social"}]
    assert lint_balance([]) == [{"code": "no_kpis"}]
    staff = KPIS["employee_retention_rate"]
    assert lint_balance([staff, money]) == [{"code": "no_balance", "lacking": "social"}]


def test_findings_stand_in_the_order_of_use() -> None:
    found = lint_kpis({"cost": WHOLE, "registrations": Use(goal=5.0)}, KPIS)
    assert [(f["code"], f["kpi"]) for f in found] == [
        ("not_smart", "registrations"),
        ("target_without_actual", "registrations"),
    ]


def test_every_question_leads_to_its_kpis() -> None:
    """Q01-Q18, with the metrics that the documents name."""
    assert list(read_questions()) == [f"Q{n:02}" for n in range(1, 19)]
    named = {
        "Q01": {
            "content_downloads",
            "csat",
            "satisfaction_score",
            "social_views",
            "social_comments",
            "social_likes",
        },
        "Q02": {"leads", "qualified_leads"},
        "Q03": {"is_useful_content_produced", "is_video_to_standard"},
        "Q04": {
            "visitors_by_source",
            "sessions_by_channel",
            "reach",
            "conversion_rate",
            "frequency",
            "clicks",
        },
        "Q05": {
            *("sales_cycle_days", "cost_per_thousand_impressions", "cost_per_view", "cost_per_click"),
            *("cost_per_acquisition", "click_through_rate"),
        },
        "Q06": {"stage_entries", "stage_exits", "stage_conversion_rate"},
        "Q07": {"keyword_rank", "referrer_rank"},
        "Q08": {
            *("flow_leads", "flow_opportunities", "flow_sales", "flow_sales_rate"),
            "flow_cost_per_acquisition",
        },
        "Q09": {"impressions", "reach", "click_through_rate", "clicks"},
        "Q10": {
            *("cost_per_click", "cost_per_acquisition", "visitor_purchase_rate", "roi", "roas"),
            "customer_lifetime_value",
        },
        "Q11": {
            "coverage_rate",
            "click_through_rate",
            "video_view_rate",
            "visitor_purchase_rate",
            "conversion_rate",
        },
        "Q12": {
            *("impressions", "reach", "coverage_rate", "cost_per_click", "cost_per_thousand_impressions"),
            "ad_spend",
        },
        "Q13": {"nps", "csat", "satisfaction_score", "survey_comments"},
        "Q14": {
            *("csat", "ses", "ease_of_use", "technical_trouble_rate", "complaints", "engagement_rate"),
            "channel_completion_rate",
        },
        "Q15": {"survey_comments", "attendee_feedback", "minutes_per_attendee", "engagement_rate"},
        "Q16": {"roi"},
        "Q18": {"page_views", "minutes_on_page", "session_minutes"},
    }
    for question, kpis in named.items():
        assert {kpi.id for kpi in kpis_for(question)} == kpis


def test_doing_things_right_comes_before_good_results() -> None:
    """Q17: leading KPIs, then lagging ones."""
    asked = [kpi.asks for kpi in kpis_for("Q17")]
    assert set(asked) == {"process", "outcome"}
    assert asked == sorted(asked, reverse=True)


def test_an_objective_leads_to_its_kpis_and_anything_else_is_explained() -> None:
    assert {"leads", "qualified_leads", "conversion_rate"} <= {kpi.id for kpi in kpis_for("leads")}
    assert kpis_for("q02") == kpis_for("Q02")
    with pytest.raises(ParamsError) as error:
        kpis_for("Q19")
    assert str(error.value) == (
        "--question: `Q19`, expected one of Q01, Q02, Q03, Q04, Q05, Q06, Q07, Q08, Q09, Q10, Q11, Q12, Q13, Q14, "
        "Q15, Q16, Q17, Q18, audience, brand, channels, cost, experience, free_traffic, funnel, leads, "
        "organisation, registrations, sales, useful_content. Did you mean `Q18`?"
    )


def segments(*rows: tuple[str, str, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["event_id", "member", "value"])
    return table.assign(kpi="sessions_by_channel", dimension="channel")


def test_parts_have_shares_ranks_and_intervals() -> None:
    table = compute_breakdowns(segments(("A", "Email", 20), ("A", "Ads", 180), ("B", "Email", 5)))
    assert table["member"].tolist() == ["Ads", "Email", "Email"]
    assert table["share"].tolist() == [0.9, 0.1, 1.0]
    assert table["rank"].tolist() == [1, 2, 1]
    assert (round(table["lower"][1], 3), round(table["upper"][1], 3)) == (0.066, 0.149)


def test_a_part_above_its_whole_has_no_share() -> None:
    """Different people in several parts: the whole is stated, and is not their sum."""
    rows = segments(("A", "LinkedIn", 80), ("A", "X", 60)).assign(whole=[100.0, 100.0])
    table = compute_breakdowns(rows)
    assert table["share"].tolist() == [0.8, 0.6]
    above = compute_breakdowns(segments(("A", "LinkedIn", 120)).assign(whole=[100.0]))
    assert above["share"].isna().all()
    assert above["lower"].isna().all()


def test_no_parts_give_no_rows() -> None:
    assert compute_breakdowns(segments()).empty


def test_the_largest_shift_is_found_and_its_parts_are_kept() -> None:
    """K41."""
    before = pd.DataFrame({"member": ["SME", "Large", "Public"], "value": [20, 50, 30]})
    after = pd.DataFrame({"member": ["SME", "Large"], "value": [45, 55]})
    before, after = (side.assign(event_id="A", dimension="size") for side in (before, after))
    row = largest_shift(before, after).loc["A"]
    assert row["member"] == "Public"
    assert (row["segment_before"], row["segment_after"], row["segments"]) == (30, 0, 3)


def test_shares_are_of_one_attribute_and_never_over_several() -> None:
    def profile(*values: int) -> pd.DataFrame:
        names = {"dimension": ["industry", "industry", "size", "size"], "member": ["a", "b", "c", "d"]}
        return pd.DataFrame({"event_id": "A", **names, "value": values})

    row = largest_shift(profile(50, 50, 10, 90), profile(60, 40, 30, 70)).loc["A"]
    assert (row["dimension"], row["segment_before_all"], row["segments"]) == ("size", 100, 4)
    assert abs(row["segment_after"] - row["segment_before"]) == 20
