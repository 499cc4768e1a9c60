"""The table of borderline answers as a file: read strictly, whatever a spreadsheet made of it; written safely."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.errors import ParamsError
from kpilib.intake.challenge import Borderline, format_table, key_of, read_decisions

WHERE = "params/challenges.csv"
ROWS = [
    Borderline("Marketing?", False, None, 3, ("E3", "E4"), "vague"),
    Borderline("Nada; funciona, «aún»", True, False, 1, ("E3",), "starts_as_non_answer"),
    Borderline("How?", True, True, 0, (), "short_word"),
]


def read(folder: Path, text: str | bytes) -> dict[str, bool]:
    path = folder / "challenges.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return dict(read_decisions(path, WHERE).by_key)


def test_the_table_by_hand() -> None:
    assert format_table(ROWS, ";") == (
        "\ufeffanswer;suggestion;decision;n;events;reason\n"
        "Marketing?;no;;3;E3, E4;vague\n"
        '"Nada; funciona, «aún»";yes;no;1;E3;starts_as_non_answer\n'
        "How?;yes;yes;0;;short_word\n"
    )


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_was_written_is_read_however_it_was_saved(
    tmp_path: Path, delimiter: str, encoding: str, line_end: str
) -> None:
    text = format_table(ROWS, delimiter)
    saved = text if encoding == "utf-8" else text.removeprefix("\ufeff")
    path = tmp_path / "challenges.csv"
    path.write_bytes(saved.replace("\n", line_end).encode(encoding))
    found = read_decisions(path, WHERE)
    assert dict(found.by_key) == {"nada funciona aun": False, "how": True}
    assert dict(found.answers) == {key_of(row.answer): row.answer for row in ROWS}
    assert found.delimiter == delimiter


def test_without_a_file_nothing_is_decided(tmp_path: Path) -> None:
    found = read_decisions(tmp_path / "challenges.csv", WHERE)
    assert (dict(found.by_key), found.delimiter) == ({}, None)


@pytest.mark.parametrize("word", ["yes", "YES ", "y", "sí", "Si", "s", "Kyllä", "k"])
def test_words_for_yes(tmp_path: Path, word: str) -> None:
    assert read(tmp_path, f"answer;decision\nMarketing;{word}\n") == {"marketing": True}


@pytest.mark.parametrize("word", ["no", "No.", "n", "ei", "E"])
def test_words_for_no(tmp_path: Path, word: str) -> None:
    assert read(tmp_path, f"answer;decision\nMarketing;{word}\n") == {"marketing": False}


def test_other_columns_and_their_order_play_no_part(tmp_path: Path) -> None:
    assert read(tmp_path, "who,Decision,n,ANSWER\nme,yes,x,Marketing\n,,,\nme,,1,Data\n") == {
        "marketing": True
    }


def test_short_rows_are_undecided_and_the_same_decision_twice_is_one(tmp_path: Path) -> None:
    assert read(tmp_path, "answer;n;decision\nMarketing\nData;1;no\n¡DATA!;2;no\n") == {"data": False}


HEADER = "answer, suggestion, decision, n, events, reason"
MOVE = "Restore the header; `kpi challenges` writes the file anew if you move it away."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "answer;decision\nData;no\nMarketing;quizá\n",
            f"{WHERE}: row 3, column decision: `quizá`, expected yes or no (sí, no; kyllä, ei), or nothing while "
            "undecided. Correct the cell.",
        ),
        (
            "answer;decision\n???;yes\n",
            f"{WHERE}: row 2, column answer: no word, expected the answer that is decided on. Delete the row.",
        ),
        (
            "answer;decision\nData;no\n\nDATA!;sí\n",
            f"{WHERE}: row 4: `yes` for an answer that row 2 decides with `no`, expected one decision for one answer. "
            "Correct or delete one of the two rows.",
        ),
        (
            "answer;n\nData;1\n",
            f"{WHERE}: row 1: no column decision, expected a header with {HEADER}. {MOVE}",
        ),
        ("", f"{WHERE}: row 1: no column answer and decision, expected a header with {HEADER}. {MOVE}"),
        (
            b"PK\x03\x04...",
            f"{WHERE}: a workbook or an archive, expected a CSV file. Save or export it as CSV (UTF-8).",
        ),
    ],
)
def test_a_table_that_is_not_right_says_where_and_what_to_do(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    with pytest.raises(ParamsError) as error:
        read(tmp_path, text)
    assert str(error.value) == message


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(ParamsError) as error:
        read_decisions(tmp_path, WHERE)
    assert str(error.value) == (
        f"{WHERE}: a file that cannot be opened (Is a directory), expected a table. Check its access."
    )


@pytest.mark.parametrize("answer", ["=1+1 cmd", "+data", "-data", "@data", "\t=data\nx", "-5 % budget"])
def test_no_cell_is_a_formula_and_the_key_stays(tmp_path: Path, answer: str) -> None:
    text = format_table([Borderline(answer, True, True, 1, ("E",), "vague")], ",")
    assert text.splitlines()[1].startswith("'")
    assert read(tmp_path, text) == {key_of(answer): True}
    # Written again and again, the answer gains no more marks.
    found = read_decisions(tmp_path / "challenges.csv", WHERE)
    assert found.answers[key_of(answer)] == " ".join(answer.split())


@given(st.lists(st.tuples(st.text(max_size=20), st.sampled_from([True, False, None])), max_size=6))
def test_any_answers_come_back_with_their_decisions(
    tmp_path_factory: pytest.TempPathFactory, pairs: list
) -> None:
    known = {key_of(answer): (answer, decision) for answer, decision in pairs if key_of(answer)}
    rows = [Borderline(answer, True, decision, 1, ("E",), "vague") for answer, decision in known.values()]
    text = format_table(rows, ";")
    expected = {key: decision for key, (_, decision) in known.items() if decision is not None}
    assert read(tmp_path_factory.getbasetemp(), text) == expected
