"""Before an event: ranges, goals, what if; in three languages, as JSON, and every refusal."""

import json
from pathlib import Path
from typing import Any

import pytest
from samples import lay
from typed_history import HEAD, lay_typed, plan

import kpilib
from kpilib.errors import ParamsError
from kpilib.review.preview import parse_what_if

GOALS = "{goals: {registrations: 120, attendance_rate: 0.5}, list_size: 1600}"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One workspace for all tests, as none changes it: what is known of it is then made once."""
    folder = tmp_path_factory.mktemp("planned")
    (folder / "params").mkdir()
    (folder / "params" / "workspace.yml").write_text("timezone: UTC\nlanguages: [en]\n", encoding="utf-8")
    lay_typed(folder)
    plan(folder, facts=GOALS)
    return folder


def rows_of(preview: kpilib.Preview) -> dict[str, dict[str, Any]]:
    return {row["kpi"]: row for row in preview.record["kpis"]}


def test_goals_stand_beside_ranges_probabilities_and_history(planned: Path) -> None:
    preview = kpilib.compute_preview("E9", workspace=planned)
    row = rows_of(preview)["registrations"]
    assert (row["goal"], row["goal_reached_before"]) == (120, {"n": 3, "of": 12})
    quantiles = row["target"]["quantiles"]
    assert row["goal_probability"] == sum(q >= 120 for q in quantiles) / len(quantiles)
    assert preview.record["state"] == "planned"
    assert preview.record["goals"]["kpis"] == ["registrations", "attendance_rate"]
    assert preview.record["goals"]["n_events"] == 12


def test_goals_that_are_tried_replace_those_of_the_file(planned: Path) -> None:
    low, high = (
        rows_of(kpilib.compute_preview("E9", goals={"registrations": goal}, workspace=planned))
        for goal in (80, 140)
    )
    assert low["attendance_rate"]["goal"] == 0.5
    assert low["registrations"]["goal_probability"] > 0.9 > 0.3 > high["registrations"]["goal_probability"]


def test_a_what_if_stands_beside_the_plan_and_says_what_is_beyond_history(planned: Path) -> None:
    preview = kpilib.compute_preview("E9", {"topic": "AI", "format": "recorded"}, workspace=planned)
    row = rows_of(preview)["registrations"]
    assert {"code": "group_unseen", "name": "topic"} in row["what_if"]["target_notes"]
    assert row["target_notes"] == []
    wider, narrower = ((r["target"]["upper"] - r["target"]["lower"]) for r in (row["what_if"], row))
    assert wider > narrower
    # All typed events were live: nothing can be told of another format.
    assert preview.record["unused"] == ["format"]
    text = preview.to_text()
    assert "What if: topic AI (planned: KPI); format Pre-recorded (planned: Live)" in text
    assert "Changes nothing in the expected ranges, as past events do not tell: format." in text
    assert "Registrations, Attendance rate: New among the past events: topic." in text


def test_a_what_if_that_changes_nothing_gives_the_plan_s_numbers(planned: Path) -> None:
    preview = kpilib.compute_preview("E9", {"topic": "KPI", "list_size": 1600}, workspace=planned)
    for row in preview.record["kpis"]:
        assert row["what_if"] == {name: value for name, value in row.items() if name != "what_if"}
    assert preview.record["goals"] == preview.record["goals_what_if"]


def test_a_larger_list_is_heeded_and_a_list_beyond_history_is_said(planned: Path) -> None:
    preview = kpilib.compute_preview("E9", {"list_size": 90_000}, workspace=planned)
    notes = rows_of(preview)["registrations"]["what_if"]["target_notes"]
    assert {"code": "covariate_outside_history", "name": "list_size"} in notes
    assert preview.record["unused"] == []


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ("Before the event: First (10 February 2026)", "reached by 3 of 12 past events")),
        (
            "es",
            ("Antes del evento: First (10 de febrero de 2026)", "alcanzada en 3 de 12 eventos anteriores"),
        ),
        ("fi", ("Ennen tapahtumaa: First (10. helmikuuta 2026)", "saavutettu: 3/12 aiempaa tapahtumaa")),
    ],
)
def test_a_preview_speaks_three_languages(planned: Path, language: str, texts: tuple[str, ...]) -> None:
    preview = kpilib.compute_preview("E9", {"list_size": 1700}, language=language, workspace=planned)
    for text in texts:
        assert text in preview.to_text()
    assert f'lang="{language}"' in preview._repr_html_()
    assert texts[0].split(" (")[0] in preview._repr_html_()


def test_the_record_is_plain_json_and_targets_keep_their_shape(planned: Path) -> None:
    preview = kpilib.compute_preview("E9", {"list_size": 1700}, workspace=planned)
    assert json.loads(json.dumps(preview.to_dict(), allow_nan=False)) == preview.to_dict()
    targets = preview.to_targets()
    assert {"expected", "lower", "upper", "goal", "what_if"} <= set(targets["registrations"])
    assert targets["registrations"]["what_if"]["expected"] is not None
    assert targets["registrations"]["all_goals"]["n_goals"] == 2
    assert targets["leads"]["all_goals"] is None


def test_without_history_or_goals_it_says_so(workspace: Path) -> None:
    (workspace / "params" / "E3.yml").unlink()
    plan(workspace)
    text = kpilib.compute_preview("E9", workspace=workspace).to_text()
    assert "No goals were set: write them in facts.goals of the file params/E9.yml." in text
    assert "No expected range, as fewer than 5 past events have a value: Registrations, " in text


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"colour": "red"},
            "what-if: `colour`, expected one of list_size, topic, format, series, starts_at. Change one of these.",
        ),
        (
            {"list_size": "many"},
            "what-if of E9: `facts.list_size` is 'many', expected a valid integer. "
            "Correct the value; text that looks like a number needs quotes.",
        ),
    ],
)
def test_a_change_that_cannot_be_says_why(planned: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(ParamsError) as error:
        kpilib.compute_preview("E9", change, workspace=planned)
    assert str(error.value) == message


def test_an_unknown_goal_names_the_nearest(planned: Path) -> None:
    with pytest.raises(ParamsError, match="Did you mean `registrations`"):
        kpilib.compute_preview("E9", goals={"registration": 5}, workspace=planned)


def test_what_if_texts_of_the_command() -> None:
    given = ["list_size=5000", "topic=A = B", "starts_at=2026-03-01"]
    assert parse_what_if(given) == {"list_size": "5000", "topic": "A = B", "starts_at": "2026-03-01T00:00"}
    with pytest.raises(ParamsError) as error:
        parse_what_if(["list_size"])
    assert str(error.value) == (
        "--what-if: `list_size`, expected name=value such as list_size=5000. Write it like that."
    )


@pytest.mark.parametrize("name", ["goals", "what_if"])
def test_goals_and_changes_are_mappings(planned: Path, name: str) -> None:
    with pytest.raises(ParamsError, match=r"'{}', expected a mapping such as"):
        kpilib.compute_preview("E9", workspace=planned, **{name: "{}"})


def test_a_recommendation_score_has_a_range_that_ends_where_the_scale_ends(workspace: Path) -> None:
    scores = (90, 95, 100, 90, 100, 95, 98, 100)
    rows = [f"old-{n},2025-{n:02d}-15,,live,,,nps,{score},,\n" for n, score in enumerate(scores, 1)]
    lay(workspace, "_shared", past_results=HEAD + "".join(rows))
    plan(workspace, facts="{goals: {nps: 95}}")
    row = rows_of(kpilib.compute_preview("E9", workspace=workspace))["nps"]
    assert row["target"]["n_events"] == 8
    assert row["target"]["lower"] < 95 < row["target"]["upper"] == 100 == max(row["target"]["quantiles"])
    assert 0.3 < row["goal_probability"] < 0.8
