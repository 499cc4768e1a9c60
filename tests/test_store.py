"""The store: each export's rows as a whole, all or nothing, sorted by event."""

from pathlib import Path

import pandas as pd
import pytest

from kpilib.errors import DataError
from kpilib.schema import TABLES, check_table
from kpilib.store import StoredFile, open_store


def stays(event_id: str, people: list[str]) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "event_id": event_id,
            "person_id": people,
            "role": "attendee",
            "joined_at": pd.Timestamp("2026-04-15 11:00", tz="UTC"),
            "left_at": pd.Timestamp("2026-04-15 12:00", tz="UTC"),
            "reported_minutes": None,
            "company_id": None,
        }
    )
    return check_table("attendance", rows, "test")


def stored(file_id: str, number: int = 1) -> StoredFile:
    return StoredFile(
        file_id, file_id.split("/")[0], "zoom", "aa", "bb", number, {"tables": {"attendance": 1}}
    )


def people_in(url: str) -> list[str]:
    with open_store(url, read_only=True) as store:
        return store.execute(store.table("attendance"))["person_id"].tolist()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"duckdb://{tmp_path / 'kpi.duckdb'}"


def test_reading_a_file_again_replaces_its_rows(url: str) -> None:
    with open_store(url) as store:
        store.replace_file(stored("E3/a.csv"), {"attendance": stays("E3", ["x", "y"])})
        store.replace_file(stored("E3/b.csv"), {"attendance": stays("E3", ["z"])})
        store.replace_file(stored("E3/a.csv", 2), {"attendance": stays("E3", ["y"])})
        assert sorted(store.files()) == ["E3/a.csv", "E3/b.csv"]
        assert store.files()["E3/a.csv"].read_number == 2
    assert sorted(people_in(url)) == ["y", "z"]


def test_rows_lie_sorted_by_event_and_person(url: str) -> None:
    with open_store(url) as store:
        store.replace_file(stored("E9/a.csv"), {"attendance": stays("E9", ["b", "a"])})
        store.replace_file(stored("E1/a.csv"), {"attendance": stays("E1", ["d", "c"])})
        store.sort()
    assert people_in(url) == ["c", "d", "a", "b"]


def test_a_removed_file_takes_its_rows_along(url: str) -> None:
    with open_store(url) as store:
        store.replace_file(stored("E3/a.csv"), {"attendance": stays("E3", ["x"])})
        store.remove_file("E3/a.csv")
        assert store.files() == {}
    assert people_in(url) == []


def test_a_failed_write_leaves_the_store_as_it_was(url: str) -> None:
    with open_store(url) as store:
        store.replace_file(stored("E3/a.csv"), {"attendance": stays("E3", ["x"])})
        wrong = {"attendance": stays("E3", ["y"]), "registrations": stays("E3", ["y"])}
        with pytest.raises(Exception, match=r"registrations|column"):
            store.replace_file(stored("E3/a.csv", 2), wrong)
        assert store.files()["E3/a.csv"].read_number == 1
    assert people_in(url) == ["x"]


def test_types_and_missing_values_come_back(url: str) -> None:
    rows = stays("E3", ["x"])
    with open_store(url) as store:
        store.replace_file(stored("E3/a.csv"), {"attendance": rows})
        back = store.execute(store.table("attendance"))
    pd.testing.assert_frame_equal(back.drop(columns="file_id"), rows)


def test_a_quote_in_a_file_name_is_only_a_quote(url: str) -> None:
    with open_store(url) as store:
        store.replace_file(stored("E3/l'été.csv"), {"attendance": stays("E3", ["x"])})
        store.remove_file("E3/l'été.csv")
        assert store.files() == {}


def test_a_damaged_store_is_told_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "kpi.duckdb").write_text("no database" * 500)
    with pytest.raises(DataError) as error, open_store(f"duckdb://{tmp_path / 'kpi.duckdb'}"):
        pass
    assert str(error.value).startswith("store kpi.duckdb: cannot be opened (IO Error: ")
    assert str(error.value).endswith(
        "), expected a DuckDB file that no other program is writing. Close the other program; "
        "if the file is damaged, delete it: it is made again from data/exports."
    )


@pytest.mark.parametrize("name", TABLES)
def test_a_row_with_nothing_but_what_must_be_known_comes_back(name: str, tmp_path: Path) -> None:
    filled = {
        "str": "x", "float64": 1.0, "bool": True, "datetime64[us]": pd.Timestamp("2026-04-15"),
        "datetime64[us, UTC]": pd.Timestamp("2026-04-15", tz="UTC"),
    }  # fmt: skip
    columns = TABLES[name].columns
    row = {
        c: None if spec.nullable else spec.allowed[0] if spec.allowed else filled[spec.dtype]
        for c, spec in columns.items()
    }
    rows = check_table(name, pd.DataFrame([row]), "test")
    with open_store(f"duckdb://{tmp_path / 'kpi.duckdb'}") as store:
        store.replace_file(stored("E1/a.csv"), {name: rows})
        store.sort()
        found = store.execute(store.table(name)).drop(columns="file_id")
    assert found.isna().iloc[0].to_dict() == {c: spec.nullable for c, spec in columns.items()}
    kept = [
        c for c, spec in columns.items() if not spec.nullable and spec.dtype in ("str", "bool", "float64")
    ]
    assert found.loc[0, kept].to_dict() == rows.loc[0, kept].to_dict()


def test_a_store_with_older_columns_is_emptied(url: str) -> None:
    with open_store(url) as store:
        store.replace_file(stored("E3/a.csv"), {"attendance": stays("E3", ["x"])})
        store._run("ALTER TABLE ads DROP COLUMN reach")
    with open_store(url) as store:
        assert store.files() == {}
        assert "reach" in store.table("ads").columns
    assert people_in(url) == []
