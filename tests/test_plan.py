"""The plan: what is frozen, what is refused, each departure, and what the review takes from it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from samples import lay
from series_sample import REGISTERED, registration, start_of, write_event, write_workspace

import kpilib
from kpilib.errors import ParamsError
from kpilib.kpis import KPIS
from kpilib.params import Event, Workspace, read_event, read_workspace
from kpilib.review.departures import find_departures, with_plan
from kpilib.review.evidence import Evidence
from kpilib.review.plan import TOO_LATE, Plan, check_ahead, decided, has_started, read_plan
from kpilib.review.record import hash_of
from kpilib.targets import Target

BEFORE = "2026-05-20"
GOALS = {"registrations": 30.0, "leads": 5.0}


def target(expected: float = 20.0) -> Target:
    ends = (expected - 6, expected + 6, expected - 2, expected - 6)
    quantiles = tuple(expected - 10 + n / 5 for n in range(100))
    notes = (("outliers_left_out", {"n": 1}),)
    return Target("count", "up", 0.8, expected, *ends, True, "weighed_regressions", 6, notes, quantiles)


def event(**more: Any) -> Event:
    facts = {"goals": GOALS, "primary_kpi": "leads"} | more.pop("facts", {})
    given = {"event_id": "NOW", "starts_at": "2026-05-27T11:00", "ends_at": "2026-05-27T12:00"}
    return Event.model_validate(given | more | {"facts": facts})


def planned(**more: Any) -> Plan:
    content = {
        "plan_version": 1,
        "event_id": "NOW",
        "made_on": BEFORE,
        **decided(event(), Workspace(exclude_from_history=["old"])),
        "targets": {"registrations": target().to_dict(), "leads": target(6).to_dict()},
        "replaces": [],
    }
    content = json.loads(json.dumps(content | more))
    return Plan(Path("plan.json"), content, hash_of(content))


SPACE = Workspace(exclude_from_history=["old"])
NOW = {"registrations": target(), "leads": target(6)}
KEPT = (event(), SPACE, NOW)
Case = tuple[Event, Workspace, dict[str, Target]]

DEPARTURES: dict[str, tuple[Case, Plan, list[dict[str, Any]]]] = {
    "nothing": (KEPT, planned(), []),
    "a goal is another one": (
        (event(facts={"goals": GOALS | {"leads": 8}}), SPACE, NOW),
        planned(),
        [{"code": "goal_changed", "kpi": "leads", "planned": 5.0, "actual": 8.0}],
    ),
    "a goal came later": (
        (event(facts={"goals": GOALS | {"nps": 30}}), SPACE, NOW),
        planned(),
        [{"code": "goal_added", "kpi": "nps", "planned": None, "actual": 30.0}],
    ),
    "a goal is gone": (
        (event(facts={"goals": {"leads": 5}}), SPACE, NOW),
        planned(),
        [{"code": "goal_removed", "kpi": "registrations", "planned": 30.0, "actual": None}],
    ),
    "another primary KPI": (
        (event(facts={"primary_kpi": "registrations"}), SPACE, NOW),
        planned(),
        [{"code": "primary_kpi_changed", "planned": "leads", "actual": "registrations"}],
    ),
    "another window": (
        (event(), SPACE.model_copy(update={"window_days": 21}), NOW),
        planned(),
        [{"code": "window_changed", "planned": 14, "actual": 21}],
    ),
    "another window of the return": (
        (event(), SPACE.model_copy(update={"roi_window_days": 60}), NOW),
        planned(),
        [{"code": "roi_window_changed", "planned": 90, "actual": 60}],
    ),
    "other exclusions": (
        (event(), SPACE.model_copy(update={"exclude_from_history": ["viral"]}), NOW),
        planned(),
        [{"code": "exclusions_changed", "added": ["viral"], "removed": ["old"]}],
    ),
    "a range that would differ": (
        (event(), SPACE, NOW | {"leads": target(7)}),
        planned(),
        [{"code": "target_differs", "kpi": "leads", "planned": 6.0, "actual": 7.0}],
    ),
    "a range that is gone": (
        (event(), SPACE, NOW | {"leads": Target("count", "up", 0.8, *[None] * 5, False, "none", 3)}),
        planned(),
        [{"code": "target_differs", "kpi": "leads", "planned": 6.0, "actual": None}],
    ),
    "a range off by less than anybody sees": (
        (event(), SPACE, NOW | {"leads": replace(target(6), expected=6.0005)}),
        planned(),
        [],
    ),
    "a KPI that is used only now": ((event(), SPACE, NOW | {"attendees": target()}), planned(), []),
    "moved to later": (
        (event(starts_at="2026-06-03T11:00", ends_at="2026-06-03T12:00"), SPACE, NOW),
        planned(),
        [{"code": "event_moved", "planned": "2026-05-27T11:00", "actual": "2026-06-03T11:00"}],
    ),
    "moved to another zone": (
        (event(timezone="Europe/Madrid"), SPACE, NOW),
        planned(),
        [{"code": "event_moved", "planned": "2026-05-27T11:00", "actual": "2026-05-27T11:00"}],
    ),
    "moved before the plan": (
        (event(starts_at="2026-05-19T11:00", ends_at="2026-05-19T12:00"), SPACE, NOW),
        planned(),
        [
            {"code": "plan_made_after_start", "planned": BEFORE, "actual": "2026-05-19"},
            {"code": "event_moved", "planned": "2026-05-27T11:00", "actual": "2026-05-19T11:00"},
        ],
    ),
    "another plan before": (
        KEPT,
        planned(replaces=[{"file": "plan.1.json", "made_on": "2026-05-02", "hash": "a"}]),
        [{"code": "plan_replaced", "n": 1, "planned": "2026-05-02", "actual": BEFORE}],
    ),
    "altered": (
        (event(facts={"goals": {}}), SPACE, NOW),
        replace(planned(), is_whole=False),
        [{"code": "plan_altered"}],
    ),
}


@pytest.mark.parametrize("case", DEPARTURES)
def test_each_departure_is_told_and_nothing_else(case: str) -> None:
    (now, space, targets), plan, expected = DEPARTURES[case]
    assert find_departures(plan, now, space, targets) == expected


@pytest.fixture
def series(tmp_path: Path) -> Path:
    """Six former events with registrations, and NOW on 2026-06-24 with a few."""
    write_workspace(tmp_path)
    for number in range(1, 7):
        start = start_of(number)
        write_event(tmp_path, f"E{number}", start, series="basics")
        days = REGISTERED[: 10 - number % 3]
        lay(tmp_path, f"E{number}", registration=registration(f"E{number}", start, days))
    write_event(tmp_path, "NOW", start_of(7), series="basics", facts={"goals": GOALS, "primary_kpi": "leads"})
    lay(tmp_path, "NOW", registration=registration("NOW", start_of(7), (9, 7, 5)))
    return tmp_path


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def row(folder: Path, kpi: str = "registrations", as_of: str = "2026-07-20") -> dict[str, Any]:
    found = kpilib.compute_review("NOW", folder, as_of=as_of).kpi(kpi)
    assert found is not None
    return found


def test_a_plan_is_frozen_once_and_the_review_judges_by_it(series: Path) -> None:
    plan = kpilib.freeze_plan("NOW", series, as_of="2026-06-20")
    written = json.loads((series / "reports" / "NOW" / "plan.json").read_text(encoding="utf-8"))
    assert written["hash"] == plan.hash == hash_of({k: v for k, v in written.items() if k not in OUTSIDE})
    assert (written["goals"], written["primary_kpi"], written["made_on"]) == (GOALS, "leads", "2026-06-20")
    assert (written["window_days"], written["roi_window_days"], written["replaces"]) == (14, 90, [])
    assert read_plan(read_workspace(series), "NOW") == plan

    with pytest.raises(ParamsError) as error:
        kpilib.freeze_plan("NOW", series, as_of="2026-06-21")
    assert str(error.value) == (
        "reports/NOW/plan.json: a plan made on 2026-06-20, expected no plan yet. Keep it, or make another with "
        "`--force`: the old one stays beside it, and the review says so."
    )

    review = kpilib.compute_review("NOW", series, as_of="2026-07-20")
    assert review.record["plan"] == {
        **{"hash": plan.hash, "made_on": "2026-06-20", "primary_kpi": "leads", "departures": []},
    }
    frozen = plan.target("registrations")
    assert frozen is not None
    judged = review.kpi("registrations")
    assert judged is not None
    assert (judged["target"], judged["target_lower"], judged["zone"]) == (
        *(frozen.expected, frozen.lower),
        "red",
    )

    # Two of six events are taken out of history, which leaves too few: the plan's range stays, and it is told.
    change(series, "params/workspace.yml", "timezone", "exclude_from_history: [E1, E2]\ntimezone")
    again = kpilib.compute_review("NOW", series, as_of="2026-07-20")
    codes = {entry["code"] for entry in again.record["plan"]["departures"]}
    assert codes == {"exclusions_changed", "target_differs"}
    assert row(series)["target"] == frozen.expected


OUTSIDE = ("hash", "written_at")


def test_the_preview_and_the_questions_tell_the_ranges_that_the_plan_froze(series: Path) -> None:
    frozen = kpilib.freeze_plan("NOW", series, as_of="2026-06-20").target("registrations")
    assert frozen is not None
    change(series, "params/workspace.yml", "timezone", "exclude_from_history: [E1, E2]\ntimezone")
    preview = kpilib.compute_preview("NOW", {"starts_at": "2026-06-25T18:00"}, workspace=series)
    planned = next(row for row in preview.record["kpis"] if row["kpi"] == "registrations")
    assert planned["target"] == frozen.to_dict()
    assert (
        "The expected ranges are those of the plan, frozen with data up to 20 June 2026." in preview.to_text()
    )
    # Otherwise than planned it is another event, judged anew: four events are too few.
    assert planned["what_if"]["target"]["enough"] is False
    assert "What if: No expected range, as fewer than 5 past events have a value: " in preview.to_text()

    asked = kpilib.answer_question("registrations", series).to_dict()
    told = {kpi["kpi"]: kpi["zone"] for kpi in asked["kpis"] if kpi["event_id"] == "NOW"}
    assert told["registrations"] == row(series)["zone"] == "red"


def test_another_plan_keeps_the_old_one_beside_and_an_altered_one_counts_for_nothing(series: Path) -> None:
    first = kpilib.freeze_plan("NOW", series, as_of="2026-06-18")
    second = kpilib.freeze_plan("NOW", series, as_of="2026-06-20", force=True)
    folder = series / "reports" / "NOW"
    assert json.loads((folder / "plan.1.json").read_text())["hash"] == first.hash
    assert second.content["replaces"] == [
        {"file": "plan.1.json", "made_on": "2026-06-18", "hash": first.hash}
    ]
    written = json.loads((folder / "plan.json").read_text())
    written["targets"]["registrations"] |= {"expected": 1.0, "red_from": 0.0, "green_from": 0.0}
    (folder / "plan.json").write_text(json.dumps(written), encoding="utf-8")
    record = kpilib.compute_review("NOW", series, as_of="2026-07-20").record
    assert record["plan"]["departures"] == [{"code": "plan_altered"}]
    assert row(series)["target"] > 5
    (folder / "plan.json").write_text("{", encoding="utf-8")
    record = kpilib.compute_review("NOW", series, as_of="2026-07-20").record
    assert record["plan"]["departures"] == [{"code": "plan_altered"}]


@pytest.mark.parametrize(
    ("now", "day", "message"),
    [
        (
            event(status="cancelled"),
            "2026-05-20",
            "NOW: cancelled, expected an event that will take place. Change `status` if it will.",
        ),
        (
            event(),
            "2026-05-27",
            "NOW: started (on 2026-05-27, data up to 2026-05-27), expected an event that has not started. A plan "
            "is made before; the review of this event goes without one.",
        ),
    ],
)
def test_a_plan_is_made_before_an_event_that_takes_place(now: Event, day: str, message: str) -> None:
    check_ahead(event(), date(2026, 5, 26), Workspace(), TOO_LATE)
    with pytest.raises(ParamsError) as error:
        check_ahead(now, date.fromisoformat(day), Workspace(), TOO_LATE)
    assert str(error.value) == message


def test_the_start_is_judged_in_the_workspace_s_zone() -> None:
    late = event(starts_at="2026-05-27T20:00", ends_at="2026-05-27T21:00", timezone="America/New_York")
    assert not has_started(late, date(2026, 5, 27), Workspace(timezone="Europe/Madrid"))
    assert has_started(late, date(2026, 5, 28), Workspace(timezone="Europe/Madrid"))


def evidence(make: Callable[..., Any] = dict) -> Any:
    """Only what `with_plan` reads."""
    import pandas as pd

    table = pd.DataFrame()
    return Evidence(
        **{"as_of": date(2026, 7, 1), "catalogue": KPIS, "events": {}, "states": {}, "measures": table},
        **{"values": make(), "notes": {}, "files": {}, "typed_events": {}, "typed": table, "parts": table},
        contacts_until=None,
    )


def test_a_target_of_another_window_is_not_taken_from_the_plan() -> None:
    kept = with_plan(planned(), Workspace(), evidence())
    assert (set(kept.frozen), kept.planned_on) == ({"registrations", "leads"}, date(2026, 5, 20))
    assert kept.frozen["leads"] == target(6)
    assert set(with_plan(planned(), Workspace(window_days=21), evidence()).frozen) == {"registrations"}
    altered = with_plan(replace(planned(), is_whole=False), Workspace(), evidence())
    assert (altered.frozen, altered.planned_on) == ({}, None)
    assert with_plan(None, Workspace(), evidence()).frozen == {}


def test_a_primary_kpi_is_one_of_the_catalogue(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    write_event(tmp_path, "NOW", start_of(7), facts={"primary_kpi": "lead"})
    assert read_event(read_workspace(tmp_path), "NOW").facts.primary_kpi == "lead"
    with pytest.raises(ParamsError) as error:
        kpilib.freeze_plan("NOW", tmp_path, as_of="2026-06-01")
    assert str(error.value) == (
        "params/NOW.yml: facts.primary_kpi: unknown KPI `lead`, expected a KPI of the catalogue. Did you mean "
        "`leads`?"
    )
