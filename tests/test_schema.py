"""The tidy tables and their one check."""

import pandas as pd
import pytest

from kpilib.errors import DataError
from kpilib.schema import TABLES, check_table, empty_table


def ads(**changes: object) -> pd.DataFrame:
    row = {
        "source": "google_ads",
        "campaign": "E3",
        "starts_on": pd.Timestamp("2026-04-01"),
        "ends_on": pd.Timestamp("2026-04-30"),
        "cost": 602.0,
        "currency": "EUR",
        "impressions": 1.0,
        "clicks": 1.0,
        "conversions": None,
        "reach": None,
        "views": None,
        "leads": None,
    }
    return pd.DataFrame([row, row | changes])


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_table_is_a_right_table(name: str) -> None:
    table = check_table(name, empty_table(name), "file.csv")
    assert list(table.columns) == list(TABLES[name].columns)
    assert {c: str(t) for c, t in table.dtypes.items()} == {
        c: spec.dtype for c, spec in TABLES[name].columns.items()
    }


def test_the_check_changes_nothing_and_orders_columns() -> None:
    rows = ads()[list(reversed(ads().columns))]
    before = rows.copy()
    checked = check_table("ads", rows, "file.csv")
    pd.testing.assert_frame_equal(rows, before)
    assert list(checked.columns) == list(TABLES["ads"].columns)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"campaign": None},
            "file.csv: ads.campaign: 1 of 2 rows are empty, expected none; first at row 2. "
            "Correct the rows in the source system and export again.",
        ),
        (
            {"cost": -1.0},
            "file.csv: ads.cost: 1 of 2 rows are below 0, expected 0 or more; first at row 2. "
            "Correct the rows in the source system and export again.",
        ),
        (
            {"cost": "a lot"},
            "file.csv: ads.cost: values that are no float64, expected float64. Correct them.",
        ),
    ],
)
def test_a_wrong_value_is_told_with_its_first_row(changes: dict[str, object], message: str) -> None:
    with pytest.raises(DataError) as error:
        check_table("ads", ads(**changes), "file.csv")
    assert str(error.value) == message


def test_a_word_that_is_not_allowed_is_not_repeated() -> None:
    rows = pd.DataFrame(
        {
            "event_id": ["E3"],
            "person_id": ["p"],
            "role": ["jane@example.com"],
            "joined_at": pd.to_datetime(["2026-04-15"], utc=True),
            "left_at": pd.to_datetime(["2026-04-15"], utc=True),
            "reported_minutes": [1.0],
            "company_id": [None],
        }
    )
    with pytest.raises(DataError) as error:
        check_table("attendance", rows, "file.csv")
    assert str(error.value) == (
        "file.csv: attendance.role: 1 of 1 rows hold another word, expected one of attendee, panelist, host, "
        "phone; first at row 1. Correct the rows in the source system and export again."
    )


def test_a_missing_column_is_named() -> None:
    with pytest.raises(DataError) as error:
        check_table("ads", ads().drop(columns="cost"), "file.csv")
    assert str(error.value) == (
        "file.csv: ads.cost: the column is missing, expected it. Export the file again."
    )
