"""Goals, reds and calibration on the way through the workspace: record, replay, pages."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from portfolio_sample import CALIBRATION, small_record, typed_record
from samples import ATTENDEE, REGISTRATION, lay
from typed_history import REGISTRATIONS, lay_typed, plan

import kpilib
from kpilib.figures import render_portfolio
from kpilib.params import read_workspace
from kpilib.review import replay
from kpilib.review.chances import chance_fields, describe_goals, describe_reds, goal_fields
from kpilib.review.portfolio import collect_portfolio
from kpilib.targets import Target

AS_OF = "2026-07-31"


@pytest.fixture
def filled(workspace: Path) -> Path:
    lay(workspace, registration=REGISTRATION, attendee=ATTENDEE)
    lay_typed(workspace)
    return workspace


def test_a_review_holds_goals_and_reds_against_chance(filled: Path) -> None:
    facts = {"goals": {"registrations": 120, "attendance_rate": 0.5, "leads": 3}}
    review = kpilib.compute_review("E3", filled, as_of=AS_OF, facts=facts)
    row = review.kpi("registrations") or {}
    assert (row["zone"], row["goal_reached"], row["goal_reached_before"]) == (
        "red",
        False,
        {"n": 3, "of": 12},
    )
    assert 0.1 < row["goal_probability"] < 0.5
    assert row["worse_chance"] == 0.005
    rate = review.kpi("attendance_rate") or {}
    assert (rate["goal_reached"], rate["zone"]) == (True, "green")
    reds = review.record["reds"]
    assert (reds["n_judged"], reds["n_red"], reds["held"]) == (2, 1, ["registrations"])
    assert reds["expected"] == pytest.approx(row["red_chance"] + rate["red_chance"])
    goals = review.record["goals"]
    assert (goals["kpis"], goals["reached"]) == (["registrations", "attendance_rate"], False)


def test_a_goal_makes_a_kpi_used(filled: Path) -> None:
    facts = {"goals": {"registrations_to_goal": 1.0}}
    row = kpilib.compute_review("E3", filled, as_of=AS_OF, facts=facts).kpi("registrations_to_goal")
    assert row is not None
    assert row["is_used"]


COUNT = Target("count", "up", 0.8, 50, 10, 90, 30, 10, True, "m", 9, (), tuple(range(1, 101)), 0.09)


@pytest.mark.parametrize(
    ("goal", "actual", "is_open", "reached"),
    [
        (50, 50, False, True),
        (50, 49, False, False),
        (50, 49, True, None),
        (50, 50, True, True),  # a count only grows
        (50, None, False, None),
    ],
)
def test_when_a_goal_counts_as_reached(
    goal: float, actual: float | None, is_open: bool, reached: bool | None
) -> None:
    fields = goal_fields(goal, "up", COUNT, [40, 50, 60], actual, is_open)
    assert fields["goal_reached"] is reached
    assert fields["goal_reached_before"] == {"n": 2, "of": 3}
    assert fields["goal_probability"] == 0.51


def test_an_open_rate_may_still_fall_below_its_goal() -> None:
    assert goal_fields(0.5, "up", None, [], 0.6, True)["goal_reached"] is None
    assert goal_fields(0.5, "none", COUNT, [], 0.6)["goal_probability"] is None
    assert goal_fields(None, "up", COUNT, [1.0])["goal_reached_before"] is None


def test_no_chance_without_a_zone() -> None:
    assert chance_fields(COUNT, 5, True) == {"red_chance": None, "worse_chance": None}
    assert chance_fields(COUNT, 5, False) == {"red_chance": 0.09, "worse_chance": 0.05}


def judged(**worse: float) -> list[dict[str, Any]]:
    return [
        {
            "kpi": kpi,
            "is_used": True,
            "zone": "red" if p < 0.1 else "green",
            "worse_chance": p,
            "red_chance": 0.1,
        }
        for kpi, p in worse.items()
    ]


def test_reds_as_many_as_chance_brings_do_not_hold() -> None:
    many = {f"k{n}": 0.5 for n in range(12)}
    found = describe_reds(judged(low=0.06, **many), 0.1)
    assert (found["n_judged"], found["n_red"], found["held"]) == (13, 1, [])
    assert found["expected"] == pytest.approx(1.3)
    assert describe_reds(judged(low=0.005, **many), 0.1)["held"] == ["low"]
    assert describe_reds([], 0.1)["expected"] == 0


def test_one_goal_has_no_chance_of_all() -> None:
    row = {"kpi": "a", "better": "up", "goal_probability": 0.5, "goal_reached": None}
    assert describe_goals([row], {}) is None


def test_each_past_event_is_predicted_from_those_before_it(filled: Path) -> None:
    found = {c["kpi"]: c for c in collect_portfolio(read_workspace(filled), AS_OF)["calibration"]}
    # Of 13 events the first five only serve as history, and the last has exports.
    assert (found["registrations"]["n"], found[""]["n_events"]) == (8, 8)
    assert found["registrations"]["verdict"] == "cannot tell"
    assert found["registrations"]["reds"] >= 1
    assert set(found) == {"", "registrations", "attendance_rate"}
    assert found[""]["n"] == 16


def test_a_replay_is_read_back_and_the_past_is_not_predicted_twice(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    space = read_workspace(filled)
    first = collect_portfolio(space, AS_OF)
    made: list[str] = []
    honest = replay.target_from

    def counted(history: Any, kpi: Any, *others: Any) -> Any:
        made.append(kpi.id)
        return honest(history, kpi, *others)

    monkeypatch.setattr(replay, "target_from", counted)
    assert collect_portfolio(space, AS_OF) == first
    plan(filled, "E9", "2026-09-10")  # another event: the record is made anew, past targets are not
    assert collect_portfolio(space, AS_OF)["calibration"] == first["calibration"]
    assert made == []
    (filled / "data" / "records" / "_past_targets.json").write_text("[]", encoding="utf-8")
    (filled / "data" / "records" / "_portfolio.json").unlink()
    assert collect_portfolio(space, AS_OF) == first
    assert made.count("registrations") == 13


def test_nothing_to_replay_is_said(workspace: Path) -> None:
    record = collect_portfolio(read_workspace(workspace), AS_OF)
    assert [(c["kpi"], c["n"], c["verdict"]) for c in record["calibration"]] == [("", 0, "cannot tell")]
    page = render_portfolio([small_record(1)], "en", calibrations=record["calibration"])
    assert "cannot be told yet. Results that could be predicted from earlier events: " in page


@pytest.mark.parametrize(
    ("language", "changes", "sentence"),
    [
        ("en", {}, "The expected ranges are too narrow: only 22 of 40 results lay inside."),
        ("es", {}, "Los rangos esperados son demasiado estrechos: solo 22 de 40 resultados quedaron dentro."),
        ("fi", {}, "Odotetut vaihteluvälit ovat liian kapeita: tuloksista vain 22/40 osui välille."),
        ("en", {"verdict": "too wide"}, "The expected ranges are too wide: 22 of 40 results lay inside."),
        ("en", {"verdict": "holds"}, "in line with what they promise: 22 of 40 results lay inside."),
        (
            "en",
            {},
            "Error of the expected values: 80% of what the plain median of earlier events misses by. Too",
        ),
        (
            "en",
            {"error_ratio": 1.3},
            "130% of what the plain median of earlier events misses by. That median",
        ),
        (
            "en",
            {"error_ratio": 1.001},
            "100% of what the plain median of earlier events misses by. Too narrow",
        ),
        ("en", {}, "Red results: 9. If nothing had ever been wrong, on average: 4.1."),
        ("en", {}, "Too narrow by themselves: Registrations. By chance alone, about 1 KPI in 20"),
    ],
)
def test_the_portfolio_says_whether_ranges_hold(
    language: str, changes: dict[str, Any], sentence: str
) -> None:
    page = render_portfolio(
        [small_record(1)], language, calibrations=[CALIBRATION[0] | changes, *CALIBRATION[1:]]
    )
    section = re.findall(r'<section id="calibration">.*?</section>', page, re.S)[0]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", section).replace("\N{NO-BREAK SPACE}", " "))
    assert sentence in text
    assert 'data-kpi="registrations:calibration" data-field="inside" data-value="11.0"' in section


def test_typed_values_weigh_in_no_other_review_number(filled: Path) -> None:
    review = kpilib.compute_review("E3", filled, as_of=AS_OF)
    assert review.value("registrations") == 4
    assert json.loads(review.to_json()) == review.to_dict()
    assert (review.kpi("registrations") or {})["n_events"] == len(REGISTRATIONS)


def test_the_drawing_has_a_dot_for_each_result_and_keeps_far_ones_inside() -> None:
    page = render_portfolio([small_record(1)], "en", calibrations=CALIBRATION)
    section = re.findall(r'<section id="calibration">.*?</section>', page, re.S)[0]
    wide, narrow = re.findall(r"<svg.*?</svg>", section, re.S)
    for drawing, width in ((wide, 700), (narrow, 346)):
        dots = re.findall(r'class="dot( missed)?" cx="([\d.]+)"', drawing)
        assert len(dots) == 24
        assert sum(bool(missed) for missed, _ in dots) == 8
        assert all(0 < float(x) < width for _, x in dots)
    assert "Inside: Registrations 11 of 20, Attendance per qualified registration 16 of 20, " in wide


def test_typed_events_count_in_rates_and_limits_and_have_no_verdict() -> None:
    records = [small_record(day) for day in range(1, 4)]
    typed = [typed_record(day, month=2) for day in range(4, 9)]
    page = render_portfolio([*records, *typed], "en")
    assert "Final: 3" in page
    assert "Typed results: 5" in page
    assert 'data-kpi="portfolio" data-field="effect.n_known" data-value="3.0"' in page
    assert 'data-kpi="attendance_rate:portfolio" data-field="n_events" data-value="8.0"' in page
    assert 'data-kpi="registrations:old-8" data-field="xmr.lower"' in page
