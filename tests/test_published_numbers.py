"""Numbers and rules that the source documents print, where no other module's test asserts them."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kpilib.effects import Effect, compute_roi_range
from kpilib.kpis import KPIS, compute_kpis
from kpilib.params import Event, Workspace, state_of
from kpilib.review.completed import over_longer_window
from kpilib.review.diagnosis import Case, diagnose
from kpilib.targets import estimate_target


def value(kpi: str, **measures: float) -> Any:
    return compute_kpis(pd.DataFrame([{"event_id": "A", **measures}]), [kpi])["value"].iloc[0]


def test_t02_results_wait_14_days() -> None:
    event = Event(event_id="E", starts_at="2026-05-20T18:00", ends_at="2026-05-20T19:00")
    assert Workspace().window_days == 14
    assert event.window_end(14) == date(2026, 6, 2)
    assert state_of(event, date(2026, 6, 1), 14, "UTC") == "provisional"
    assert state_of(event, date(2026, 6, 2), 14, "UTC") == "mature"


def test_t03_the_target_comes_of_history() -> None:
    past = pd.DataFrame({"starts_on": [f"2025-{m:02}-10" for m in range(1, 13)], "value": [100.0, 110.0] * 6})
    target = estimate_target(past, {"starts_on": "2026-01-10"}, kind="count")
    assert target.enough
    assert target.expected is not None
    assert 95 < target.expected < 115
    twice = estimate_target(past.assign(value=past["value"] * 2), {"starts_on": "2026-01-10"}, kind="count")
    assert twice.expected == pytest.approx(2 * target.expected, rel=0.05)


def test_t04_outside_green_with_all_else_in_order_it_is_the_topic_or_its_wording() -> None:
    facts = {"checklists": {"channels": {"planned": ["a", "b"], "sent": ["a", "b"]}}}
    event = Event.model_validate({"event_id": "E", "starts_at": "2026-04-15T11:00", "facts": facts})
    trouble = {
        "kpi": "technical_trouble_rate",
        "zone": "green",
        "value": 0.05,
        "numerator": 1,
        "denominator": 20,
    }
    rows = {"registrations": {"kpi": "registrations", "zone": "red", "value": 20}}
    rows |= {"technical_trouble_rate": trouble}
    days = {"observed": [3.0] * 14, "lower": [0.0] * 14, "in_window": [True] * 14}
    case = Case(event, date(2026, 6, 1), 14, rows, effect={"daily": days})
    verdict = diagnose(case)[-1]
    assert verdict["problems"] == [{"cause": "topic", "kpis": ["registrations"]}]


def test_t08_ten_per_cent_more_conversions_and_five_per_cent_more_sales() -> None:
    assert value("revenue_growth", period_revenue=110, earlier_period_revenue=100) == pytest.approx(0.10)
    assert value("revenue_growth", period_revenue=105, earlier_period_revenue=100) == pytest.approx(0.05)


def test_t18_ten_thousand_spent_come_back_at_break_even() -> None:
    assert value("roi", revenue_sales=10_000, cost_other=10_000) == 0
    assert value("roi", revenue_sales=9_999, cost_other=10_000) < 0
    sure = Effect("2026-04-15", "2026-04-28", 0.95, "more", 100.0, 100.0, 100.0, quantiles=(100.0,) * 39)
    roi = compute_roi_range(sure, value_per_lead=100, cost=10_000)
    assert (roi.break_even_leads, roi.roi) == (100, 0)


def test_p39_flows_are_counted_over_the_longer_window() -> None:
    longer = over_longer_window(KPIS)
    assert {"flow_leads", "flow_sales_rate", "flow_cost"} <= longer
    assert not {"leads", "posts", "cost_other"} & longer


def test_p40_an_okr_and_x07_another_brand_go_with_a_kpi(tmp_path: Path) -> None:
    from kpilib.params import read_workspace

    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "workspace.yml").write_text(
        "kpis:\n  followers:\n    owner: Ada\n    measurer: Bo\n    cadence: monthly\n    network: LinkedIn\n"
        "    audience: managers\n    goal: 2000.0\n    okr: Be known\n"
        "    comparator: {name: Rival, value: 2500.0, on: 2026-04-30}\n",
        encoding="utf-8",
    )
    use = read_workspace(tmp_path).kpis["followers"]
    assert use is not None
    assert (use.okr, use.network, use.audience, use.measurer) == ("Be known", "LinkedIn", "managers", "Bo")
    assert use.comparator is not None
    assert (use.comparator.name, use.comparator.value) == ("Rival", 2500)
