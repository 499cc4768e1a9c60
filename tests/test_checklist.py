"""The table of the documents' rows: whole, true, and each proof fails when its place gives nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from kpilib.kpis import KPIS
from tests.docs import read_doc
from tests.proofs import ROOT, prove, read_table

COUNTS = {"P": 42, "K": 80, "T": 21, "Q": 18, "X": 9}
TABLE = read_table()


def test_every_row_of_the_documents_stands_in_the_table_once() -> None:
    wanted = [f"{kind}{number:02}" for kind, n in COUNTS.items() for number in range(1, n + 1)]
    assert [row.id for row in TABLE] == wanted
    assert sum(n for kind, n in COUNTS.items() if kind != "X") == 161


def test_kpis_and_worked_numbers_are_all_done() -> None:
    assert [row.id for row in TABLE if row.id[0] in "KT" and not row.is_done] == []


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_a_row_names_its_place_and_its_proof(row: object) -> None:
    from tests.proofs import Row

    assert isinstance(row, Row)
    assert row.places
    assert bool(row.tests) == row.is_done
    for place, test in row.pairs if row.is_done else []:
        assert not place.startswith("kpi:") or place[4:] in KPIS
        assert not place.startswith("doc:") or read_doc(place)
        assert (ROOT / test.split("::")[0]).is_file()


def test_the_kpis_of_a_row_are_those_that_name_it_as_their_source() -> None:
    for row in TABLE:
        if row.id[0] == "K":
            named = {f"kpi:{kpi.id}" for kpi in KPIS.values() if row.id in kpi.source}
            assert {place for place in row.places if place.startswith("kpi:")} == named


@pytest.mark.parametrize(
    ("place", "test", "found"),
    [
        ("kpi:roi", "tests/test_kpis.py::test_t19_roi", []),
        (
            "kpi:nps",
            "tests/test_kpis.py::test_t19_roi",
            ["tests/test_kpis.py::test_t19_roi: passed without kpi:nps"],
        ),
    ],
)
def test_the_script_tells_a_proof_from_none(place: str, test: str, found: list[str]) -> None:
    code = f"from tests.proofs import prove; print(prove([({place!r}, {test!r})]))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == str(found)


def test_every_proof_fails_without_its_place() -> None:
    """In a process of its own: taking places away would spoil the other tests of this one."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.proofs"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.splitlines()[-1].endswith(" 0 wrong")


def test_the_table_is_read_from_the_docs_alone(tmp_path: Path) -> None:
    path = tmp_path / "table.md"
    path.write_text("| K01 | index | done | `kpi:nps` | `tests/x.py::test_y` |\n| other | row |\n", "utf-8")
    (row,) = read_table(path)
    assert row.pairs == [("kpi:nps", "tests/x.py::test_y")]
    assert prove([]) == []
