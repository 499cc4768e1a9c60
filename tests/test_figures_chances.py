"""Goals and reds against chance on the page: beside each KPI, and over all of them."""

import re
from typing import Any

import pytest
from review_sample import sample_record

from kpilib.figures import ReviewPage


def told(record: dict[str, Any], language: str = "en") -> str:
    html = ReviewPage(record, language).goals().html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace("\N{NO-BREAK SPACE}", " "))


def row_of(record: dict[str, Any], kpi: str) -> str:
    html = ReviewPage(record, "en").goals().html
    return re.findall(rf'<tr role="row" id="kpi-{kpi}">.*?</tr>', html, re.S)[0]


def test_below_a_goal_stand_outcome_probability_and_history() -> None:
    row = row_of(sample_record(), "registrations")
    for text in ("reached", "probability ", "before: "):
        assert text in row
    assert 'data-field="goal_probability" data-value="0.42"' in row
    assert 'data-field="goal_reached_before.n" data-value="2.0"' in row
    missed = row_of(sample_record(), "attendance_rate")
    assert "not reached" in missed
    assert "probability" not in missed
    assert "before:" not in row_of(sample_record(), "walk_ins")


@pytest.mark.parametrize(("value", "text"), [(0.498, ">49.8%<"), (0.47, ">47%<"), (0.5, ">50%<")])
def test_a_share_that_misses_its_goal_is_not_printed_like_it(value: float, text: str) -> None:
    record = sample_record()
    row = next(row for row in record["kpis"] if row["kpi"] == "attendance_rate")
    row |= {"value": value, "goal": 0.5, "goal_reached": value >= 0.5}
    assert text in row_of(record, "attendance_rate")


def test_an_open_goal_is_open() -> None:
    assert "still open" in row_of(sample_record(), "roi")


def test_a_red_that_chance_may_bring_is_marked_and_the_others_are_not() -> None:
    assert "may be chance" in row_of(sample_record(), "attendees")
    assert "may be chance" not in row_of(sample_record(), "attendance_rate")
    assert "may be chance" not in row_of(sample_record(), "registrations")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "KPIs with a zone: 9 . Red by chance alone, on average: 0.9 ."),
        ({}, "Red even when so many comparisons are allowed for: Attendance rate."),
        ({}, "on average at most 10% come by chance."),
        ({"held": []}, "Once so many comparisons are allowed for, no red stands out"),
    ],
)
def test_reds_are_told_against_chance(changes: dict[str, Any], sentence: str) -> None:
    record = sample_record()
    record["reds"] |= changes
    assert sentence in told(record).replace(" %", "%").replace("10% ", "10% ")


def test_without_reds_or_zones_nothing_is_said_of_them() -> None:
    record = sample_record()
    record["reds"] |= {"n_red": 0, "held": []}
    assert "comparisons are allowed for" not in told(record)
    record["reds"] |= {"n_judged": 0}
    assert "Red by chance alone" not in told(record)


@pytest.mark.parametrize(
    ("language", "changes", "sentence"),
    [
        (
            "en",
            {},
            "Probability that one event reaches all 3 goals that have a probability: 21% ( 14 – 29 % ).",
        ),
        ("es", {}, "un mismo evento todas las metas que tienen una probabilidad (3): 21 %"),
        ("fi", {}, "kaikki 3 tavoitetta, joille on laskettu todennäköisyys: 21 %"),
        (
            "en",
            {"probability": None},
            "goals that have a probability: in the range 14 – 29 %. How the KPIs move together cannot",
        ),
        (
            "en",
            {"probability": 0.0004, "lower": 0.0, "upper": 0.003},
            "goals that have a probability: under 1%. How the KPIs move together is",
        ),
        (
            "fi",
            {"probability": 0.0004, "lower": 0.0, "upper": 0.03},
            "joille on laskettu todennäköisyys: alle 1 % (",
        ),
    ],
)
def test_all_goals_together(language: str, changes: dict[str, Any], sentence: str) -> None:
    record = sample_record()
    record["goals"] |= changes

    def bare(text: str) -> str:
        return re.sub(r"\s", "", text)

    assert bare(sentence) in bare(told(record, language))


def test_without_two_goals_nothing_is_said_of_all() -> None:
    record = sample_record()
    record["goals"] = None
    assert "goals at one event" not in told(record)


def test_a_typed_previous_value_is_marked() -> None:
    assert "typed" in row_of(sample_record(), "leads")
    assert "typed" not in row_of(sample_record(), "registrations")
