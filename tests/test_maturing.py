"""Provisional KPIs: forecasts from former events by days of their windows, and windows side by side."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from samples import lay
from series_sample import BECAME, lay_series, start_of

from kpilib.params import read_events, read_workspace
from kpilib.review.evidence import collect_evidence
from kpilib.review.exports import take_in
from kpilib.review.maturing import Maturing, add_forecasts, read_maturing
from kpilib.review.scorecard import score_kpis
from kpilib.store import open_store


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, date]:
    """Four former events and one on day 4 of its window; read once, changed by no test."""
    folder = tmp_path_factory.mktemp("four")
    return folder, lay_series(folder, n_past=4)


FORECAST = ("forecast", "forecast_lower", "forecast_upper")


def seen(folder: Path, as_of: date, event_id: str = "NOW") -> tuple[dict[str, dict[str, Any]], Maturing]:
    """Scorecard rows with their forecasts, and what they were made from."""
    space = read_workspace(folder)
    events, _ = read_events(space)
    assert not take_in(space, events).failures
    event = next(e for e in events if e.event_id == event_id)
    evidence = collect_evidence(space, events, as_of)
    with open_store(space.store_url, read_only=True) as store:
        maturing = read_maturing(store, event, space, evidence)
    rows = add_forecasts(score_kpis(event, space, evidence), event, space, evidence, maturing)
    return {row["kpi"]: row for row in rows}, maturing


def row_of(folder: Path, kpi: str, as_of: date) -> dict[str, Any]:
    return seen(folder, as_of)[0][kpi]


def test_leads_are_forecast_from_the_days_of_former_windows(four: tuple[Path, date]) -> None:
    folder, last = four
    row = row_of(folder, "leads", last)
    assert (row["state"], row["value"], row["forecast_events"], row["forecast_level"]) == (
        *("provisional", 8, 4),
        0.8,
    )
    low, middle, high = row["forecast_lower"], row["forecast"], row["forecast_upper"]
    # Former events had 4 of 6 leads by day 4: 8 of 12 here.
    assert 8 <= low <= middle <= high
    assert 9 <= middle <= 13


def test_with_two_former_events_only_their_number_is_told(tmp_path: Path) -> None:
    row = row_of(tmp_path, "leads", lay_series(tmp_path, n_past=2))
    assert [row[name] for name in FORECAST] == [None, None, None]
    assert row["forecast_events"] == 2


def test_what_is_final_has_no_forecast(four: tuple[Path, date]) -> None:
    folder, last = four
    assert row_of(folder, "registrations", last)["forecast_events"] is None
    closed = row_of(folder, "leads", last + timedelta(days=20))
    assert (closed["state"], closed["forecast"], closed["forecast_events"]) == ("known", None, None)


def test_excluded_and_cancelled_events_teach_nothing(tmp_path: Path) -> None:
    last = lay_series(tmp_path, n_past=5)
    path = tmp_path / "params" / "workspace.yml"
    path.write_text(path.read_text() + "exclude_from_history: [E1]\n", encoding="utf-8")
    params = tmp_path / "params" / "E2.yml"
    params.write_text(params.read_text() + "status: cancelled\n", encoding="utf-8")
    assert row_of(tmp_path, "leads", last)["forecast_events"] == 3


def test_days_after_the_last_covered_one_are_not_taken_for_seen(four: tuple[Path, date]) -> None:
    """Contacts end on day 4; on day 9 the forecast still rests on what former events had by day 4."""
    folder, last = four
    early, late = (row_of(folder, "leads", last + timedelta(days=d)) for d in (0, 5))
    assert [early[name] for name in FORECAST] == [late[name] for name in FORECAST]


def test_windows_stand_side_by_side_and_open_ones_are_marked(four: tuple[Path, date]) -> None:
    folder, last = four
    rows, maturing = seen(folder, last, "E3")
    windows = maturing.windows
    assert windows[0]["leads"] == rows["leads"]["value"]
    assert [(w["days"], w["leads"]) for w in windows] == [
        (14, sum(day <= 14 for day in BECAME)),
        (30, len(BECAME)),
        (90, len(BECAME)),
    ]
    assert [w["ends_on"] for w in windows] == [
        (start_of(3) + timedelta(days=n - 1)).isoformat() for n in (14, 30, 90)
    ]
    assert [w["is_closed"] for w in windows] == [True, last >= start_of(3) + timedelta(days=29), False]
    assert {w["revenue"] for w in windows} == {None}


def test_revenue_is_forecast_in_deals_and_its_longest_window_is_the_kpi(tmp_path: Path) -> None:
    last = lay_series(tmp_path, n_past=5)
    deals = "Record ID,Deal Name,Deal Stage,Close Date,Pipeline,Amount,Deal owner,Associated Contact IDs\n"
    for number in (1, 2):
        # One deal on day 20, another on day 60 of each window; NOW is event 6.
        for place, day in enumerate((20, 60)):
            closed = start_of(number) + timedelta(days=day - 1)
            contact = 100 * number + place
            deals += f"8{number}{place},D,Closed Won,{closed} 00:00,Sales,1000,o@example.com,{contact}\n"
    lay(tmp_path, "_shared", deals=deals)
    rows, maturing = seen(tmp_path, last, "E1")
    windows = {w["days"]: w["revenue"] for w in maturing.windows}
    assert windows == {14: 0, 30: 1000, 90: 2000}
    assert rows["revenue"]["value"] == 2000
    # Of former events only E1 and E2 have closed their 90 days: too few.
    assert row_of(tmp_path, "revenue", last)["forecast_events"] == 2


def test_a_number_that_people_stated_has_no_days(tmp_path: Path) -> None:
    last = lay_series(tmp_path, n_past=3, facts={"counts": {"free_signups": 4, "downloads": 9}})
    for kpi in ("free_plan_signups", "content_downloads"):
        row = row_of(tmp_path, kpi, last)
        assert (row["state"], row["forecast_events"]) == ("provisional", None)


def test_values_typed_day_by_day_are_forecast_and_one_number_is_not(tmp_path: Path) -> None:
    last = lay_series(tmp_path, n_past=4)
    rows = ["kpi,date,value,n,note"]
    for number in range(1, 6):
        days = (2, 3, 8) if number < 5 else (2, 3, 4)
        rows += [
            f"content_downloads,{start_of(number) + timedelta(days=d - 1)},{10 * number},," for d in days
        ]
        rows.append(f"social_views,{start_of(number) + timedelta(days=2)},500,,")
    lay(tmp_path, "_shared", kpi_values="\n".join(rows) + "\n")
    row = row_of(tmp_path, "content_downloads", last)
    assert (row["value"], row["forecast_events"]) == (150, 4)
    assert 180 <= row["forecast"] <= 270
    assert row_of(tmp_path, "social_views", last)["forecast_events"] is None


@pytest.mark.parametrize(("day", "leads"), [(1, 1), (4, 4)])
def test_former_events_are_cut_at_the_same_day_included(
    four: tuple[Path, date], day: int, leads: int
) -> None:
    _, maturing = seen(four[0], start_of(5) + timedelta(days=day - 1))
    assert maturing.day == day
    assert maturing.at_day["leads"].loc["E1"] == leads == sum(d <= day for d in BECAME)
