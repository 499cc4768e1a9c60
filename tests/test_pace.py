"""`kpi pace`, `kpi plan`: registrations on the way to an event, their line, their exit codes."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from samples import lay
from series_sample import REGISTERED, registration, start_of, write_event, write_workspace
from typer.testing import CliRunner

import kpilib.cli.plan  # noqa: F401 - adds the calls
from kpilib.cli.app import app
from kpilib.cli.plan import describe_pace
from kpilib.intake import Reading, read_export
from kpilib.review.pace import Pace, compute_pace

START = start_of(7)
BEHIND_BY = 6
DAY = START - timedelta(days=BEHIND_BY)


def lay_past(folder: Path, n_past: int = 6) -> None:
    write_workspace(folder)
    for number in range(1, n_past + 1):
        start = start_of(number)
        write_event(folder, f"E{number}", start, series="basics")
        # Twenty people each; half of them registered a week before or earlier.
        lay(folder, f"E{number}", registration=registration(f"E{number}", start, REGISTERED * 2))


def lay_now(folder: Path, days: Sequence[int] | None, made: date | None = DAY, **more: Any) -> None:
    write_event(folder, "NOW", START, series="basics", **more)
    if days is not None:
        lay(folder, "NOW", registration=registration("NOW", START, days, made))


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("past")
    lay_past(folder)
    return folder


def pace(folder: Path, as_of: date = DAY) -> Pace:
    return compute_pace("NOW", folder, as_of.isoformat())


USUAL_BY_THEN = 2 * sum(d >= BEHIND_BY for d in REGISTERED)


def test_as_many_as_usual_is_on_pace(past: Path) -> None:
    lay_now(past, [d for d in REGISTERED * 2 if d >= BEHIND_BY], facts={"goals": {"registrations": 15}})
    found = pace(past)
    assert (found.verdict, found.why, found.n_events) == ("on pace", None, 6)
    assert (found.registrations, found.days_before, found.data_until) == (USUAL_BY_THEN, 6, DAY.isoformat())
    assert found.usual_lower is not None
    assert found.usual_upper is not None
    assert found.usual_lower <= USUAL_BY_THEN <= found.usual_upper
    assert found.forecast is not None
    assert 15 <= found.forecast <= 26
    assert (found.goal, found.is_assumed) == (15, False)
    assert found.goal_probability is not None
    assert found.goal_probability > 0.6


def test_far_fewer_is_behind_and_far_more_is_ahead(past: Path) -> None:
    lay_now(past, [15])
    assert pace(past).verdict == "behind"
    lay_now(past, [d for d in REGISTERED * 6 if d >= BEHIND_BY])
    assert pace(past).verdict == "ahead"


def test_nobody_yet_is_nothing_amiss_long_before(past: Path) -> None:
    lay_now(past, [], made=START - timedelta(days=40))
    early = pace(past, START - timedelta(days=40))
    assert (early.registrations, early.verdict) == (0, "on pace")
    assert early.usual_upper is not None
    assert early.usual_upper <= 1
    late = pace(past, DAY)
    assert late.data_until == (START - timedelta(days=40)).isoformat()
    assert late.verdict == "on pace"
    lay_now(past, [], made=DAY)
    assert (pace(past).registrations, pace(past).verdict) == (0, "behind")


def test_the_last_covered_day_counts_not_today(past: Path) -> None:
    """Five days after the export was made, its number is still judged by what is usual on that day."""
    lay_now(past, [d for d in REGISTERED * 2 if d >= BEHIND_BY])
    then, later = pace(past), pace(past, DAY + timedelta(days=5))
    assert (later.days_before, later.usual, later.verdict) == (then.days_before, then.usual, "on pace")
    assert f"data up to {DAY}" in describe_pace(later)


def test_stated_coverage_counts_and_without_any_the_newest_registration_does(past: Path) -> None:
    lay_now(past, [d for d in REGISTERED * 2 if d >= 9], made=None)
    assumed = pace(past)
    assert (assumed.days_before, assumed.is_assumed) == (9, True)
    assert "(day of the newest registration; state more with --covers)" in describe_pace(assumed)
    covers = past / "data" / "exports" / "NOW" / "registration.csv.covers"
    covers.write_text(f"2026-01-01..{DAY}\n", encoding="utf-8")
    stated = pace(past)
    covers.unlink()
    assert (stated.days_before, stated.is_assumed) == (6, False)


def test_without_an_export_nothing_can_be_told(past: Path) -> None:
    (past / "data" / "exports" / "NOW" / "registration.csv").unlink(missing_ok=True)
    lay_now(past, None)
    found = pace(past)
    assert (found.verdict, found.why, found.registrations, found.data_until) == (
        *("cannot tell", "no_export"),
        *(None, None),
    )
    assert describe_pace(found).startswith(
        "NOW: cannot tell, no registration export of this event: download it and call "
        "`kpi intake FILE --event NOW`. A usual event ends at "
    )


def test_typed_results_have_no_days(tmp_path: Path) -> None:
    lay_past(tmp_path, n_past=1)
    rows = [f"old-{n},2025-{n:02}-10,Old,live,,,registrations,{18 + n},\n" for n in range(1, 8)]
    head = "event_id,starts_on,title,format,topic,list_size,kpi,value,trials\n"
    lay(tmp_path, "_shared", past_results=head + "".join(rows))
    lay_now(tmp_path, [9, 7])
    found = pace(tmp_path)
    assert (found.verdict, found.why, found.n_events) == ("cannot tell", "few_events", 1)
    assert found.target is not None
    assert describe_pace(found).startswith(
        "NOW: cannot tell, former events whose registrations have days: 1, needed: 3 (typed results have no "
        "days). 2 registrations 6 days before. A usual event ends at "
    )


def test_a_goal_has_a_probability_before_anybody_registers_and_is_never_certain(tmp_path: Path) -> None:
    lay_past(tmp_path)
    lay_now(tmp_path, None, facts={"goals": {"registrations": 20}})
    assert 0.3 < (pace(tmp_path).goal_probability or 0) < 0.8
    assert "; goal 20, probability " in describe_pace(pace(tmp_path))
    for goal, told in ((1, 0.99), (900, 0.01)):
        lay_now(tmp_path, REGISTERED, facts={"goals": {"registrations": goal}})
        assert (pace(tmp_path).goal_probability, pace(tmp_path).verdict) == (told, "behind")


@pytest.mark.parametrize(
    ("made", "until"),
    [('"Apr 12, 2026 8:01 AM"', date(2026, 4, 11)), ('"Apr 12, 2026 8:01 PM"', date(2026, 4, 12))],
)
def test_a_report_tells_up_to_the_day_that_it_mostly_covers(tmp_path: Path, made: str, until: date) -> None:
    text = registration("E1", date(2026, 4, 15), [9, 7], made=date(2026, 4, 12))
    path = tmp_path / "export.csv"
    path.write_text(text.replace('"Apr 12, 2026 20:00:00"', made), encoding="utf-8")
    (report,) = read_export(path, Reading(event_id="E1", key=b"k")).files
    assert report.covered_until == until


# The command


def test_the_line_says_the_verdict_first_then_so_far_then_the_end_then_the_goal() -> None:
    found = Pace(
        **{"event_id": "NOW", "title": "Now", "as_of": "2026-06-18", "starts_on": "2026-06-24"},
        **{"data_until": "2026-06-17", "is_assumed": False, "days_before": 7, "registrations": 12.0},
        **{"usual": 25.0, "usual_lower": 18.0, "usual_upper": 34.0, "forecast": 70.0, "forecast_lower": 55.0},
        **{"forecast_upper": 88.0, "target": 120.0, "target_lower": 100.0, "target_upper": 140.0},
        **{"goal": 110.0, "goal_probability": 0.03, "n_events": 9, "verdict": "behind", "why": None},
    )
    assert describe_pace(found) == (
        "NOW: behind. 12 registrations 7 days before, usual by then 25 (18 to 34). In the end about 70 (55 to "
        "88); goal 110, probability 3%. From 9 events, data up to 2026-06-17."
    )


def call(folder: Path, *arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments), env={"KPI_WORKSPACE": str(folder)})


def test_exit_codes_and_one_line(past: Path) -> None:
    lay_now(past, [15])
    done = call(past, "pace", "NOW", "--as-of", DAY.isoformat())
    assert (done.exit_code, done.stdout.count("\n")) == (3, 1)
    assert done.stdout.startswith("NOW: behind. 1 registration 6 days before, usual by then 1")
    lay_now(past, [d for d in REGISTERED * 2 if d >= BEHIND_BY])
    done = call(past, "pace", "NOW", "--as-of", DAY.isoformat(), "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["verdict"] == "on pace"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ("pace", "E1", "--as-of", "2026-06-01"),
            1,
            "E1: started (on 2026-01-07, data up to 2026-06-01), expected an event that has not started. Now it "
            "is `kpi review E1` that tells.",
        ),
        (("pace", "E99"), 1, "params/E99.yml: no such file, expected the params file of the event."),
        (("plan", "E1", "--as-of", "2026-06-01"), 1, "E1: started (on 2026-01-07, data up to 2026-06-01)"),
    ],
)
def test_what_is_wrong_with_an_event_is_exit_code_1(
    past: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = call(past, *arguments)
    assert (done.exit_code, done.stdout) == (code, "")
    assert message in done.stderr


def test_a_cancelled_event_has_no_pace(past: Path) -> None:
    write_event(past, "OFF", START, status="cancelled")
    done = call(past, "pace", "OFF", "--as-of", DAY.isoformat())
    (past / "params" / "OFF.yml").unlink()
    assert done.exit_code == 1
    assert (
        "OFF: cancelled, expected an event that will take place. Change `status` if it will." in done.stderr
    )


def test_a_wrong_day_stops_before_anything(past: Path) -> None:
    done = call(past, "pace", "NOW", "--as-of", "soon")
    assert str(done.exception) == "--as-of: `soon`, expected a day such as 2026-06-10. Correct it."


def test_kpi_plan_prints_where_the_plan_lies_and_refuses_another(past: Path) -> None:
    lay_now(past, [9, 7])
    done = call(past, "plan", "NOW", "--as-of", DAY.isoformat())
    assert (done.exit_code, done.stdout.strip()) == (0, str(past / "reports" / "NOW" / "plan.json"))
    # A KPI that too few events know has a target without a range: it is not counted.
    targets = json.loads((past / "reports" / "NOW" / "plan.json").read_text(encoding="utf-8"))["targets"]
    n_ranges = sum(target["enough"] for target in targets.values())
    assert 0 < n_ranges < len(targets)
    assert f": 0 goals, {n_ranges} expected ranges, primary KPI not named, " in done.stderr
    assert call(past, "plan", "NOW", "--as-of", DAY.isoformat()).exit_code == 1
    forced = call(past, "plan", "NOW", "--as-of", DAY.isoformat(), "--force", "--json")
    assert forced.exit_code == 0
    assert json.loads(forced.stdout)["replaces"][0]["file"] == "plan.1.json"
