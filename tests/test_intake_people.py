"""People: ids, names, the key; masking; the rule for a meaningful answer."""

import hmac
import os
import stat
from pathlib import Path

import pandas as pd
import pytest

from kpilib.errors import DataError
from kpilib.intake.challenge import challenge_column, is_challenge_question, is_meaningful
from kpilib.intake.masking import Masker
from kpilib.intake.notes import Notes
from kpilib.intake.people import (
    check_emails,
    check_ids,
    drop_internal,
    identify,
    load_key,
    name_key,
    normal_email,
    person_id,
)
from kpilib.intake.reading import Reading


def series(*texts: str) -> pd.Series:
    return pd.Series(list(texts), dtype="str")


def test_an_id_is_the_keyed_hash_of_the_normalised_address() -> None:
    expected = hmac.new(b"key", b"ana.ruiz@example.com", "sha256").hexdigest()[:32]
    assert normal_email(" <Ana.Ruiz@Example.com> ") == "ana.ruiz@example.com"
    assert person_id(b"key", "ana.ruiz@example.com") == expected
    assert person_id(b"other", "ana.ruiz@example.com") != expected
    assert person_id(None, "a@example.com") == person_id(None, "a@example.com")


@pytest.mark.parametrize("text", ["", "--", "ana", "ana@", "ana@example"])
def test_no_address(text: str) -> None:
    assert normal_email(text) == ""


def test_people_without_address_are_tied_by_name_or_told_apart() -> None:
    notes = Notes()
    emails = series("ana@example.com", "", "", "", "", "eva1@example.com", "eva2@example.com", "")
    names = series("Ana Ruiz", "New (Ana Ruíz)", "Leo", "LEO ", "", "Eva", "Eva", "Eva")
    who = identify(emails, names, lambda _, n: f"name:E1:{n}" if n else "", b"k", notes)
    ids = who.ids.tolist()
    assert ids[0] == ids[1] == person_id(b"k", "ana@example.com")
    assert ids[2] == ids[3] == person_id(b"k", "name:E1:leo")
    assert ids[4] == ""
    assert ids[7] == person_id(b"k", "name:E1:eva")
    assert notes.warnings == [{"code": "tied_by_name", "n": 1}, {"code": "no_email", "n": 2}]


def test_the_original_name_counts() -> None:
    assert name_key("Iñi (Íñigo  Peñalver)") == name_key("íñigo peñalver") == "inigo penalver"


def test_internal_people_are_left_out_and_counted() -> None:
    notes = Notes()
    emails = series("a@faro.example", "b@mail.faro.example", "c@notfaro.example", "boss@example.com", "")
    reading = Reading(internal_domains=("@Faro.example",), internal_people=("Boss@example.com",))
    kept = drop_internal(pd.DataFrame({"x": range(5)}), emails, reading, notes)
    assert kept["x"].tolist() == [2, 4]
    assert notes.dropped == {"internal_person": 3}


def test_a_key_is_made_once_private_and_ignored(tmp_path: Path) -> None:
    path = tmp_path / "data" / "person.key"
    key = load_key(path)
    assert len(key) == 32
    assert load_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (tmp_path / "data" / ".gitignore").read_text(encoding="utf-8") == "/person.key\n"


def test_of_two_processes_that_make_the_key_at_once_the_first_ones_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, seen = tmp_path / "person.key", []
    link = os.link

    def overtaken(made: Path, target: Path) -> None:
        seen.append((target.exists(), len(made.read_text("ascii")), stat.S_IMODE(made.stat().st_mode)))
        target.write_text("ab" * 32 + "\n", encoding="ascii")
        link(made, target)

    monkeypatch.setattr(os, "link", overtaken)
    assert load_key(path) == b"\xab" * 32
    # Under its own name the key is there whole or not at all.
    assert seen == [(False, 65, 0o600)]
    assert sorted(p.name for p in tmp_path.iterdir()) == [".gitignore", "person.key"]


def test_a_disk_without_links_still_gets_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(made: Path, target: Path) -> None:
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "person.key"
    assert load_key(path) == load_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == [".gitignore", "person.key"]


def test_an_ignore_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*.duckdb\n", encoding="utf-8")
    load_key(tmp_path / "person.key")
    assert (tmp_path / ".gitignore").read_text(encoding="utf-8") == "*.duckdb\n/person.key\n"


def test_a_damaged_key_stops(tmp_path: Path) -> None:
    (tmp_path / "person.key").write_text("abc", encoding="utf-8")
    with pytest.raises(DataError) as error:
        load_key(tmp_path / "person.key")
    assert str(error.value) == (
        "person.key: text that is no key, expected 64 hexadecimal digits. "
        "Put back the team's key; without it earlier person ids no longer tie up."
    )


def test_a_column_that_holds_no_addresses_stops() -> None:
    check_emails(series("a@example.com", "no", "--", ""), "f.csv")
    with pytest.raises(DataError) as error:
        check_emails(series("a@example.com", "Ruiz", "Gil", "--"), "f.csv")
    assert str(error.value) == (
        "f.csv: column Email: 2 of 3 cells that are no e-mail address, expected addresses. "
        "Export again; columns may have been shifted."
    )


def test_ids_that_are_none_stop() -> None:
    check_ids(series("51", "0034-a", ""), "f.csv", "Record ID")
    with pytest.raises(DataError) as error:
        check_ids(series("51", "Ana Ruiz"), "f.csv", "Record ID")
    assert str(error.value) == (
        "f.csv: column Record ID: 1 of 2 cells that are no id, expected ids; first at row 2. "
        "Export again; columns may have been shifted."
    )
    with pytest.raises(DataError) as error:
        check_ids(series("1.23E+11", "51"), "f.csv", "Record ID")
    assert str(error.value) == (
        "f.csv: column Record ID: 1 of 2 ids that a spreadsheet has rounded, expected whole ids. "
        "Use the file as downloaded, not saved again by a spreadsheet."
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ask Ana Ruiz or ruíz", "Ask [name] or [name]"),
        ("mail ana.ruiz@example.com now", "mail [e-mail] now"),
        ("call +34 600 11 22 33 or 555-0199-22", "call [phone] or [phone]"),
        ("Banana splits, 1.500.000 views in 2024-2025, 2026-04-15", None),
        ("Li said: li is short", "[name] said: li is short"),
        ("de la", None),
    ],
)
def test_masking(text: str, masked: str | None) -> None:
    masker = Masker([series("Ana", "Li"), series("Ruiz de la", "Bo")])
    assert masker.mask(text) == (masked or text)


def test_an_empty_text_is_missing() -> None:
    assert Masker([]).mask_all(series("", "x")).isna().tolist() == [True, False]


@pytest.mark.parametrize(
    "answer",
    ["ROI", "BI", "Pedir datos", "Mittarit eivät kiinnosta", "no budget", "Nada funciona",
     "None of my tools talk", "ei aikaa", "5 herramientas", "Is it worth it?"],
)  # fmt: skip
def test_meaningful_answers(answer: str) -> None:
    assert is_meaningful(answer)


@pytest.mark.parametrize(
    "answer",
    ["", " ", "-", "--", "...", "?", "5", "x", "xxx", "none", "None.", "NONE!!", "nothing really", "n/a",
     "N.A.", "no", "No no no", "I don't know", "I don’t know", "idk", "test",
     "asdf", "asdfgh", "qwerty", "nada",
     "Ninguno", "ninguna",
     "Ningún reto", "no lo sé", "nada por ahora", "ei", "Ei mitään", "ei mitään erityistä", "en tiedä",
     "eos", "a", "😀"],
)  # fmt: skip
def test_answers_that_say_nothing(answer: str) -> None:
    assert not is_meaningful(answer)


@pytest.mark.parametrize(
    "header",
    ["What is your challenge?", "¿Cuál es su desafío?", "Su mayor reto", "Mikä on haasteesi?", "Haaste"],
)
def test_headers_that_ask_for_the_challenge(header: str) -> None:
    assert is_challenge_question(header)


@pytest.mark.parametrize("header", ["How did you hear about us?", "Puesto", "Direction", "Secretos"])
def test_headers_that_do_not(header: str) -> None:
    assert not is_challenge_question(header)


def test_of_two_challenge_questions_the_fuller_counts() -> None:
    others = pd.DataFrame({"Challenge B": ["x", ""], "Challenge A": ["x", "y"], "Other": ["a", "b"]})
    assert challenge_column(others) == ("Challenge A", 2)
    assert challenge_column(others[["Other"]]) == (None, 0)
