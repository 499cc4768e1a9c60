"""GA4 events from BigQuery: sessions, people, sources, days, lines cut short."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from locale_samples import EVENT_LINES

from kpilib.errors import DataError
from kpilib.intake import Reading, ReadResult, read_export


def event(
    user: str | None, session: int | None, name: str, at: int, on: str = "20260519", **others: Any
) -> str:
    params = [{"key": "page_title", "value": {"string_value": "Home"}}]
    if session is not None:
        params.append({"key": "ga_session_id", "value": {"int_value": str(session)}})
    if others.pop("engaged", False):
        params.append({"key": "session_engaged", "value": {"string_value": "1"}})
    record = {
        "event_date": on, "event_timestamp": str(1_779_000_000_000_000 + at), "event_name": name,
        "event_params": params, "user_pseudo_id": user, "device": {"category": "mobile"}, "items": [],
        "traffic_source": {"medium": "cpc"},
    }  # fmt: skip
    return json.dumps(record | others)


MAIL = {"manual_source": "news", "manual_medium": "email"}
LINES = [
    event("a.1", 11, "first_visit", 1, collected_traffic_source=MAIL),
    event("a.1", 11, "page_view", 2, engaged=True),
    event("a.1", 12, "page_view", 3, "20260520"),
    # The same number of a session, another person: another session.
    event("b.2", 11, "page_view", 4),
    event("b.2", 11, "purchase", 5, ecommerce={"purchase_revenue": 12.345}),
    event(None, None, "page_view", 6),
]


def read(lines: list[str], folder: Path, **options: object) -> ReadResult:
    path = folder / "export.json"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_export(path, Reading(**options))  # type: ignore[arg-type]


def values(result: ReadResult, dimension: str, measure: str) -> dict[str, float]:
    web = result.tables["web"].query("dimension == @dimension and measure == @measure")
    return dict(zip(web["member"], web["value"], strict=True))


def test_sessions_people_and_events(tmp_path: Path) -> None:
    result = read(LINES, tmp_path)
    assert result.files[0].format == "ga4_bigquery"
    assert values(result, "day", "sessions") == {"2026-05-19": 2, "2026-05-20": 1}
    assert values(result, "day", "total users") == {"2026-05-19": 2, "2026-05-20": 1}
    assert values(result, "total", "total users") == {"total": 2}
    assert values(result, "session_source_medium", "sessions") == {
        "news / email": 1,
        "(not set) / (not set)": 2,
    }
    assert values(result, "event_name", "event count") == {"first_visit": 1, "page_view": 4, "purchase": 1}
    assert result.files[0].totals == {
        "sessions": 3, "engaged_sessions": 1, "total_users": 2, "active_users": 1, "new_users": 1, "event_count": 6,
        "views": 4, "total_revenue": 12.345,
    }  # fmt: skip
    assert result.files[0].warnings == ({"code": "no_session", "n": 1},)
    assert result.tables["coverage"]["ends_on"].tolist() == [pd.Timestamp("2026-05-20")]
    assert set(result.tables["web"]["source"]) == {"ga4"}


def test_the_order_of_lines_plays_no_part_and_repeats_count_once(tmp_path: Path) -> None:
    first = read(LINES, tmp_path)
    second = read([*LINES[::-1], LINES[1]], tmp_path)
    pd.testing.assert_frame_equal(first.tables["web"], second.tables["web"])
    assert second.files[0].dropped == {"repeated_row": 1}


def test_what_google_says_of_the_session_and_of_the_user_counts_first(tmp_path: Path) -> None:
    last_click = {"manual_campaign": {"source": "li", "medium": "paid"}}
    lines = [
        event("a.1", 11, "page_view", 1, is_active_user=True, session_traffic_source_last_click=last_click,
              collected_traffic_source=MAIL),
        event("b.2", 11, "first_visit", 2, is_active_user=False),
    ]  # fmt: skip
    result = read(lines, tmp_path)
    assert values(result, "session_source_medium", "sessions") == {"li / paid": 1, "(not set) / (not set)": 1}
    assert result.files[0].totals["active_users"] == 1
    assert "total_revenue" not in result.files[0].totals


def test_a_session_belongs_to_its_first_event_whatever_the_order_of_lines(tmp_path: Path) -> None:
    later = {"manual_source": "li", "manual_medium": "paid"}
    lines = [
        event("a.1", 11, "page_view", 9, "20260520", collected_traffic_source=later),
        event("a.1", 11, "page_view", 1, "20260519", collected_traffic_source=MAIL),
    ]
    result = read(lines, tmp_path)
    assert values(result, "day", "sessions") == {"2026-05-19": 1, "2026-05-20": 0}
    assert values(result, "session_source_medium", "sessions") == {"news / email": 1}


def test_two_events_of_one_moment_are_two(tmp_path: Path) -> None:
    lines = [event("a.1", 1, "page_view", 1, batch_ordering_id=str(n)) for n in (1, 2)]
    assert read(lines, tmp_path).files[0].totals["event_count"] == 2


def test_days_without_events_are_not_covered(tmp_path: Path) -> None:
    lines = [event("a.1", n, "page_view", n, on) for n, on in enumerate(("20260519", "20260520", "20260522"))]
    covered = read(lines, tmp_path).tables["coverage"]
    assert [(a.day, b.day) for a, b in zip(covered["starts_on"], covered["ends_on"], strict=True)] == [
        (19, 20),
        (22, 22),
    ]
    covered = read(lines, tmp_path, covers=(date(2026, 5, 1), date(2026, 5, 31))).tables["coverage"]
    assert covered["ends_on"].tolist() == [pd.Timestamp("2026-05-31")]


def test_an_unknown_field_is_said_and_a_missing_one_too(tmp_path: Path) -> None:
    assert read([event("a.1", None, "page_view", 1, shoe_size="40")], tmp_path).files[0].warnings == (
        {"code": "no_session", "n": 1},
        {"code": "columns_not_used", "columns": "shoe_size"},
        {"code": "column_missing", "column": "event_params.ga_session_id"},
    )


def test_a_value_may_hold_what_looks_like_the_end_of_a_line(tmp_path: Path) -> None:
    line = event("a.1", 1, "page_view\u2028\x85", 1).encode().decode("unicode_escape")
    assert read([line], tmp_path).files[0].totals["event_count"] == 1


def test_a_line_cut_short_stops(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read([*LINES[:3], LINES[3][:50]], tmp_path)
    assert str(error.value) == (
        "export.json: line 4: text that is no JSON object, expected one object per line. "
        "The file may have been cut short; export it again."
    )


def test_a_date_that_is_none_stops(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read([event("a.1", 1, "page_view", 1, "May")], tmp_path)
    assert str(error.value) == (
        "export.json: event_date: 1 of 1 cells that are no date, expected days such as 20260415. "
        "Export the table events_YYYYMMDD as it is."
    )


def test_other_lines_of_json_are_no_known_format(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no header of a known format"):
        read(['{"colour": "red"}'], tmp_path)


@pytest.mark.parametrize("indent", [None, 1])
def test_an_array_of_events_is_read_as_its_lines_are(indent: int | None, tmp_path: Path) -> None:
    """The console saves few events so."""
    path = tmp_path / "events.json"
    path.write_text("\n".join(EVENT_LINES) + "\n", encoding="utf-8")
    lines = read_export(path, Reading(key=b"k"))
    array = json.dumps([json.loads(line) for line in EVENT_LINES], indent=indent)
    path.write_text(array, encoding="utf-8")
    assert read_export(path, Reading(key=b"k")).files[0].totals == lines.files[0].totals
    assert read_export(path, Reading(key=b"k")).files[0].warnings == lines.files[0].warnings
    path.write_text(array[:-40], encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_export(path)
    assert str(error.value) == (
        "events.json: a JSON array that does not end, expected a whole one. "
        "The file was cut short; export it again."
    )
