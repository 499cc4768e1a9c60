"""History from the first day: typed results count in targets, trends, calendar and pages, and are marked."""

import re
from pathlib import Path

import pytest
from samples import ATTENDEE, REGISTRATION, lay
from typed_history import RATES, REGISTRATIONS, lay_typed, plan

import kpilib
from kpilib.kpis import KPIS
from kpilib.params import Event, Workspace, past_event, read_events, read_workspace
from kpilib.publish import publish_index, publish_portfolio
from kpilib.review.compose import prepare_evidence
from kpilib.review.evidence import Evidence
from kpilib.review.questions import collect_answer
from kpilib.review.scorecard import collect_history, find_target
from kpilib.review.typed_past import typed_events, typed_values

AS_OF = "2026-07-31"


@pytest.fixture
def typed(workspace: Path) -> Path:
    """E3 of April 2026 has exports; all before it was typed."""
    lay(workspace, registration=REGISTRATION, attendee=ATTENDEE)
    text = (workspace / "params" / "E3.yml").read_text(encoding="utf-8")
    (workspace / "params" / "E3.yml").write_text(text + "series: hour\n", encoding="utf-8")
    lay_typed(workspace)
    return workspace


def known(folder: Path) -> tuple[Event, Workspace, Evidence]:
    space = read_workspace(folder)
    (event, *_), _ = read_events(space)
    return event, space, prepare_evidence(space, event)


def test_a_first_event_has_targets_from_typed_rows_alone(workspace: Path) -> None:
    (workspace / "params" / "E3.yml").unlink()
    plan(workspace)
    lay_typed(workspace)
    event, space, evidence = known(workspace)
    history = collect_history(KPIS["registrations"], event, space, evidence)
    assert history["value"].tolist() == list(REGISTRATIONS)
    assert set(history["format"]) == {"live"}
    target = find_target(KPIS["attendance_rate"], event, space, evidence)
    assert target is not None
    assert target.n_events == 12
    assert 0.40 < (target.expected or 0) < 0.50


def test_rates_are_people_and_what_has_no_number_of_people_is_left_out() -> None:
    row = {"event_id": "a", "kpi": "attendance_rate", "value": 0.41, "trials": 96.0}
    found = typed_values([row, {**row, "event_id": "b", "trials": None}, {**row, "kpi": "stranger"}], KPIS)
    assert list(found) == [("a", "attendance_rate"), ("b", "attendance_rate")]
    value = found["a", "attendance_rate"]
    assert (value["numerator"], value["value"], value["notes"]) == (39.0, 39 / 96, ("typed_value",))
    assert value["lower"] < 39 / 96 < value["upper"]
    assert found["b", "attendance_rate"]["denominator"] != found["b", "attendance_rate"]["denominator"]


def test_events_of_typed_rows_take_what_any_row_knows_and_never_an_event_with_a_file() -> None:
    import pandas as pd

    row = {"starts_on": pd.Timestamp("2025-01-15"), "title": None, "format": "Pre-Recorded", "topic": None}
    rows = [{"event_id": "a", **row, "series": None, "list_size": None}]
    rows += [{"event_id": "a", **row, "title": "Old", "series": "s", "list_size": 900.0}]
    rows += [{"event_id": "E3", **row, "series": None, "list_size": None}]
    expected = past_event("a", "2025-01-15", title="Old", format="pre-recorded", series="s", list_size=900)
    assert typed_events(rows, ["E3"]) == {"a": expected}
    assert typed_events([], []) == {}


def test_trends_begin_with_typed_rows(typed: Path) -> None:
    row = kpilib.compute_review("E3", typed, as_of=AS_OF).kpi("attendance_rate")
    assert row is not None
    people = [round(n * rate) for n, rate in zip(REGISTRATIONS, RATES, strict=True)]
    assert row["xmr"]["n"] == 12
    mean = sum(k / n for k, n in zip(people, REGISTRATIONS, strict=True)) / 12
    assert row["xmr"]["mean"] == pytest.approx(mean)
    assert (row["previous_event"], row["previous_typed"]) == ("old-12", True)
    assert row["previous"] == pytest.approx(people[-1] / REGISTRATIONS[-1])


@pytest.mark.parametrize(("series", "n"), [("hour", 12), ("another", None)])
def test_typed_rows_that_name_a_series_count_in_no_other(typed: Path, series: str, n: int | None) -> None:
    lay_typed(typed, series=series)
    row = kpilib.compute_review("E3", typed, as_of=AS_OF).kpi("registrations")
    assert row is not None
    assert (row["xmr"] or {"n": None})["n"] == n
    assert row["n_events"] == 12


def test_typed_rows_without_a_series_count_only_where_there_is_one(typed: Path) -> None:
    plan(typed, "E4", "2026-05-20", more="status: held\n")
    text = (typed / "params" / "E4.yml").read_text(encoding="utf-8").replace("series: hour", "series: other")
    (typed / "params" / "E4.yml").write_text(text, encoding="utf-8")
    row = kpilib.compute_review("E3", typed, as_of=AS_OF).kpi("registrations")
    assert row is not None
    assert row["xmr"] is None


def test_what_an_export_tells_counts_before_a_typed_row(typed: Path) -> None:
    head = "event_id,starts_on,title,format,topic,list_size,kpi,value,trials\n"
    rows = "E3,2026-04-15,,,,,registrations,99,\nE3,2026-04-15,,,,,followers,512,\n"
    lay(typed, "_shared", past_results=head + rows)
    review = kpilib.compute_review("E3", typed, as_of=AS_OF)
    assert (review.value("registrations"), review.value("followers")) == (4, 512)
    assert {"code": "typed_value"} in (review.kpi("followers") or {})["notes"]


def test_typed_events_stand_in_calendar_and_portfolio_marked(typed: Path) -> None:
    space = read_workspace(typed)
    publish_portfolio(space)
    page = (space.reports / "portfolio.en.html").read_text(encoding="utf-8")
    assert "Typed results: 12" in page
    assert 'data-kpi="registrations:old-7" data-field="value" data-value="88.0"' in page
    assert "chip-typed" in page
    publish_index(space)
    index = (space.reports / "index.en.html").read_text(encoding="utf-8")
    entry = re.findall(r'<li [^>]*id="event-old-7">.*?</li>', index, re.S)[0]
    assert "Old 7" in entry
    assert "chip-typed" in entry
    assert "No exports, so no review: results were typed." in entry


def test_a_question_is_answered_by_typed_results_before_the_first_export(workspace: Path) -> None:
    (workspace / "params" / "E3.yml").unlink()
    plan(workspace)
    lay_typed(workspace)
    (row,) = [r for r in collect_answer("Q17", workspace)["kpis"] if r["kpi"] == "registrations"]
    assert (row["value"], row["event_id"], row["title"]) == (REGISTRATIONS[-1], "old-12", "Old 12")
