"""A lost or exchanged person key: said, never ids of two kinds side by side."""

from pathlib import Path

import pytest

from kpilib.errors import DataError
from kpilib.params import read_events, read_workspace
from kpilib.review.exports import Intake, take_in
from kpilib.review.keys import another_key, check_key, key_path, mark_of, person_key
from kpilib.store import open_store
from tests.samples import ATTENDEE, CONTACTS, REGISTRATION

CHANGED = (
    "person key person.key: another key than the one that 3 files in the store were read with (lost and made "
    "anew, or exchanged), expected the same one. All files are read again, so that ids agree with each other; "
    "ids noted before, in lists or other stores, no longer do. To have the earlier ids, put the earlier key "
    "back and call again."
)
MISSING = (
    "person key person.key: no such file, and 3 files in the store were read with it, expected the key. Put it "
    "back from your copy, or name the team's with KPI_PERSON_KEY_FILE. Without it the next intake makes a new "
    "one and reads all files again: ids then agree with each other, not with earlier ones."
)


def took(folder: Path) -> Intake:
    space = read_workspace(folder)
    return take_in(space, read_events(space)[0])


def ids(folder: Path) -> set[str]:
    with open_store(read_workspace(folder).store_url, read_only=True) as store:
        tables = [store.execute(store.table(n)) for n in ("registrations", "attendance", "contacts")]
        return {person for table in tables for person in table["person_id"]}


@pytest.fixture
def space(workspace: Path) -> Path:
    for name, text in (("E3/reg.csv", REGISTRATION), ("E3/att.csv", ATTENDEE), ("_shared/c.csv", CONTACTS)):
        path = workspace / "data" / "exports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert took(workspace).another_key is None
    return workspace


def test_a_lost_key_is_said_and_all_files_are_read_again(space: Path) -> None:
    before = ids(space)
    key = space / "data" / "person.key"
    kept = key.read_bytes()
    key.unlink()
    assert str(check_key(read_workspace(space))) == MISSING
    assert not key.exists()
    result = took(space)
    assert str(result.another_key) == CHANGED
    assert len(result.reports) == 3
    assert len(ids(space)) == len(before)
    assert not ids(space) & before
    assert check_key(read_workspace(space)) is None
    assert took(space) == Intake()
    key.write_bytes(kept)
    assert str(check_key(read_workspace(space))) == CHANGED
    assert str(took(space).another_key) == CHANGED
    assert ids(space) == before


def test_rows_of_another_key_do_not_stay_where_their_file_cannot_be_read(space: Path) -> None:
    (space / "data" / "person.key").unlink()
    broken = space / "data" / "exports" / "_shared" / "c.csv"
    broken.write_text("nothing,that,is,known\n1,2,3,4\n", encoding="utf-8")
    before = ids(space)
    result = took(space)
    assert list(result.failures) == ["_shared/c.csv"]
    assert not ids(space) & before


def test_without_a_store_or_a_key_there_is_nothing_to_say(workspace: Path) -> None:
    assert check_key(read_workspace(workspace)) is None
    (workspace / "data" / "exports").mkdir(parents=True, exist_ok=True)
    took(workspace)
    (workspace / "data" / "person.key").unlink()
    assert check_key(read_workspace(workspace)) is None


def test_a_team_shares_one_file(space: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared = tmp_path / "safe" / "team.key"
    monkeypatch.setenv("KPI_PERSON_KEY_FILE", str(shared))
    with pytest.raises(DataError) as error:
        person_key(read_workspace(space))
    assert str(error.value) == (
        "KPI_PERSON_KEY_FILE: team.key: no such file, expected the key that the team shares. "
        "Correct the path, or unset KPI_PERSON_KEY_FILE to use the workspace's own key."
    )
    shared.parent.mkdir()
    shared.write_text("ab" * 32, encoding="ascii")
    assert key_path(read_workspace(space)) == shared
    assert person_key(read_workspace(space)) == bytes.fromhex("ab" * 32)
    found = another_key(3, read_workspace(space))
    assert str(took(space).another_key) == str(found) == CHANGED.replace("person.key", "team.key")


def test_the_mark_tells_keys_apart_and_gives_none_away() -> None:
    assert mark_of(b"a") != mark_of(b"b")
    assert len(mark_of(b"a" * 32)) == 16
