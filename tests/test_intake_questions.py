"""Questions asked in a session, and polls of both generations."""

from pathlib import Path

import pandas as pd
import pytest
from exports import codes, named, who
from exports import read_of_event as read

from kpilib.errors import DataError, ParamsError

HEAD = """Question and Answer Report
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Question
KPI,811,"Apr 15, 2026 10:50 AM",72,{stated}
Question Details
"""
QUESTIONS = "#,Question,Asker Name,Asker Email,Answer(s)\n"


def test_questions(tmp_path: Path) -> None:
    text = (
        HEAD.format(stated=6)
        + QUESTIONS
        + '1,"Ana here, ana@example.com, how many?",Ana Ruiz,ANA@example.com,live answered\n'
        + '2,Slides?,Anonymous Attendee,,"Host: yes, by mail."\n'
        + "3,Slides?,Anonymous Attendee,,\n"
        + "4,Template?,Leo,,--\n"
        + "5,Is it on?,Host,host@example.com,\n"
        + "6,Hello?,Test,t@example.com,\n"
        + ',,,,"And a further answer"\n'
    )
    result = read(text, tmp_path, internal_people=("host@example.com",))
    table = result.tables["questions"].sort_values("question", ignore_index=True)
    assert table["question"].tolist() == [
        "Slides?",
        "Slides?",
        "Template?",
        "[name] here, [e-mail], how many?",
    ]
    assert table["person_id"].fillna("").tolist() == ["", "", named("leo"), who("ana")]
    assert sorted(table["is_answered"][:2]) == [False, True]
    assert table["is_answered"][2:].tolist() == [False, True]
    assert table["is_live_answered"].tolist() == [False, False, False, True]
    assert table["asked_at"].isna().all()
    assert result.files[0].totals == {
        "questions": 4, "answered": 2, "live_answered": 1, "anonymous": 2, "people_asking": 2,
    }  # fmt: skip
    assert result.files[0].dropped == {"internal_person": 1, "no_question": 1, "test_entry": 1}
    assert codes(result) == ["no_email"]


def test_questions_with_times_in_spanish(tmp_path: Path) -> None:
    text = """#;Pregunta;Nombre del autor;Correo electrónico del autor;Respuesta(s);Hora de la pregunta
1;¿Cuántos?;Ana;ana@example.com;respondida en vivo;5/4/2026 19:10:00
"""
    result = read(text, tmp_path, "cp1252", timezone="Europe/Madrid")
    table = result.tables["questions"]
    assert table["asked_at"][0] == pd.Timestamp("2026-04-05 17:10", tz="UTC")
    assert table["is_live_answered"].tolist() == [True]
    assert codes(result) == ["date_order_by_language"]


def test_fewer_questions_than_stated(tmp_path: Path) -> None:
    result = read(HEAD.format(stated=3) + QUESTIONS + "1,Why?,Ana,ana@example.com,\n", tmp_path)
    assert result.files[0].warnings == (
        {"code": "fewer_than_stated", "stated": 3, "found": 1, "what": "questions"},
    )


def test_a_report_put_together_twice_counts_once(tmp_path: Path) -> None:
    text = HEAD.format(stated=1) + QUESTIONS + "1,Why?,Ana,ana@example.com,\n"
    padded = "".join(line + "," * (4 - line.count(",")) + "\n" for line in text.splitlines()[1:])
    result = read("Question and Answer Report,,,,\n" + padded * 2, tmp_path)
    assert result.tables["questions"]["question"].tolist() == ["Why?"]
    assert result.files[0].dropped == {"repeated_header": 4, "repeated_row": 1}


def test_questions_need_their_event(tmp_path: Path) -> None:
    with pytest.raises(ParamsError) as error:
        read(QUESTIONS + "1,Why?,Ana,ana@example.com,\n", tmp_path, event_id=None)
    assert str(error.value) == (
        "export.csv: the export of a session, and no event, expected the event it belongs to. "
        "Add --event EVENT_ID."
    )


POLLS = """Poll Report
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Responded
KPI,811,"Apr 15, 2026 10:50 AM",72,3
Poll Details
#,User Name,User Email,Submitted Date/Time,Was it useful (1-5)?
1,Ana Ruiz,ana@example.com,"Apr 15, 2026 11:55:02",5,
2,Leo Gil,leo@example.com,"Apr 15, 2026 11:55:09",2,
3,Anonymous Attendee,,"Apr 15, 2026 11:55:10",9,
4,Anonymous Attendee,,"Apr 15, 2026 11:55:10",4,
5,Test,test@example.com,"Apr 15, 2026 11:55:10",1,

#,User Name,User Email,Submitted Date/Time,What next?
1,Ana Ruiz,ana@example.com,"Apr 15, 2026 11:58:02",Targets;Ask Leo,
2,Leo Gil,leo@example.com,"Apr 15, 2026 11:58:09",,
3,Anonymous Attendee,,"Apr 15, 2026 11:58:10",Targets,
"""


def test_a_poll_report_with_a_table_for_each_question(tmp_path: Path) -> None:
    result = read(POLLS, tmp_path, timezone="Europe/Madrid")
    table = result.tables["poll_answers"]
    useful = table[table["question"] == "Was it useful (1-5)?"].sort_values("answer", ignore_index=True)
    assert useful["answer"].tolist() == ["2", "4", "5", "9"]
    assert useful["score"].fillna(-1).tolist() == [2, 4, 5, -1]
    assert set(useful["scale_lower"]), set(useful["scale_upper"]) == ({1}, {5})
    assert useful["person_id"].fillna("").tolist() == [who("leo"), "", who("ana"), ""]
    assert useful["answered_at"][0] == pd.Timestamp("2026-04-15 09:55:09", tz="UTC")
    after = table[table["question"] == "What next?"]
    assert sorted(after["answer"]) == ["Targets", "Targets;Ask [name]"]
    assert after[["score", "scale_lower", "scale_upper"]].isna().all(axis=None)
    assert result.files[0].totals == {
        "responses": 6, "respondents": 4, "anonymous": 2, "polls": 2, "mean": pytest.approx(11 / 3),
    }  # fmt: skip
    assert result.files[0].dropped == {"no_answer": 1, "test_entry": 1}
    assert result.files[0].warnings == (
        {"code": "answers_not_understood", "n": 1, "question": "Was it useful (1-5)?"},
    )


def test_a_poll_report_put_together_twice_and_fewer_than_stated(tmp_path: Path) -> None:
    text = POLLS.replace("72,3", "72,9")
    once, twice = read(text, tmp_path), read(text + text, tmp_path)
    assert once.files[0].totals == twice.files[0].totals
    assert twice.files[0].dropped == {
        "no_answer": 2,
        "repeated_header": 4,
        "repeated_row": 7,
        "test_entry": 1,
    }
    # Whoever tried the poll stands among the tool's respondents.
    assert {"code": "fewer_than_stated", "stated": 9, "found": 5, "what": "respondents"} in once.files[
        0
    ].warnings


def test_the_older_poll_report_has_questions_in_its_rows(tmp_path: Path) -> None:
    text = """#,User Name,User Email,Submitted Date/Time,
1,Ana,ana@example.com,"Sep 1, 2020 10:00:00",Useful?,Yes,Level?,3,
2,Leo,leo@example.com,"Sep 1, 2020 10:00:05",Useful?,"No, not yet",
3,Anonymous Attendee,,"Sep 1, 2020 10:00:05",Level?,4
4,Eva,eva@example.com,"Sep 1, 2020 10:00:06",Useful?,Yes
"""
    result = read(text, tmp_path)
    table = result.tables["poll_answers"]
    assert sorted(zip(table["question"], table["answer"], strict=True)) == [
        ("Level?", "3"), ("Level?", "4"), ("Useful?", "No, not yet"), ("Useful?", "Yes"), ("Useful?", "Yes"),
    ]  # fmt: skip
    assert table.loc[table["question"] == "Level?", "score"].tolist() == [3, 4]
    assert result.files[0].totals["mean"] == 3.5
    assert (codes(result), result.files[0].dropped) == ([], {})


def test_an_older_poll_report_cut_short_stops(tmp_path: Path) -> None:
    text = """#,User Name,User Email,Submitted Date/Time,
1,Ana,ana@example.com,"Sep 1, 2020 10:00:00",Useful?,Yes
2,Leo,leo@example.com,"Sep 1, 2020 10:00:05",Usef"""
    with pytest.raises(DataError) as error:
        read(text, tmp_path)
    assert str(error.value) == (
        "export.csv: last line: 5 of 6 cells, expected a whole row. The file was cut short; export it again."
    )


def test_two_people_without_name_who_answer_alike_are_two(tmp_path: Path) -> None:
    text = POLLS.replace('11:55:10",9,', '11:55:10",4,')
    assert read(text, tmp_path).files[0].totals["responses"] == 6


def test_a_mean_of_two_questions_is_none(tmp_path: Path) -> None:
    text = POLLS.replace("Targets;Ask Leo", "3").replace(",Targets,", ",1,")
    assert "mean" not in read(text, tmp_path).files[0].totals


def test_a_column_more_is_no_question_unless_it_is_worded_as_one(tmp_path: Path) -> None:
    lines = POLLS.split("\n\n")[0].replace("Date/Time,Was it", "Date/Time,Code,Was it").replace('",', '",x,')
    result = read(lines.replace('Apr 15, 2026 10:50 AM",x', 'Apr 15, 2026 10:50 AM"') + "\n", tmp_path)
    assert (result.files[0].totals["polls"], result.files[0].totals["mean"]) == (1, pytest.approx(11 / 3))
    assert {"code": "columns_not_used", "columns": "Code"} in result.files[0].warnings


def test_several_questions_of_one_table_are_answered_at_once(tmp_path: Path) -> None:
    text = """#,User Name,User Email,Submitted Date/Time,Useful (1-5)?,Code,Why?
1,Ana,ana@example.com,"Apr 15, 2026 11:55:02",5,x,Ana likes it
2,Leo,leo@example.com,"Apr 15, 2026 11:55:09",4,x,
3,Anonymous Attendee,,"Apr 15, 2026 11:55:09",4,x,
4,Anonymous Attendee,,"Apr 15, 2026 11:55:09",4,x,
"""
    for whole in (text, text + text):
        result = read(whole, tmp_path)
        table = result.tables["poll_answers"]
        assert table.loc[table["question"] == "Why?", "answer"].tolist() == ["[name] likes it"]
        assert result.files[0].totals == {
            "responses": 4, "respondents": 4, "anonymous": 2, "polls": 2, "mean": 4.25,
        }  # fmt: skip
        assert {"code": "columns_not_used", "columns": "Code"} in result.files[0].warnings


def test_two_columns_of_which_none_is_worded_as_a_question_stop(tmp_path: Path) -> None:
    text = "#,User Name,User Email,Submitted Date/Time,Why,Usefulness\n"
    with pytest.raises(DataError) as error:
        read(text + '1,Ana,ana@example.com,"Apr 15, 2026 11:55:02",So,5\n', tmp_path)
    assert str(error.value) == (
        "export.csv: row 1: 2 columns that could be the question (Why; Usefulness), "
        "expected one, or questions that end in a question mark. Leave out the columns that hold no answers."
    )


@pytest.mark.parametrize("row", ['5,Ana,a@x.org,"Apr 15, 2026",1', '6,17,a@x.org,"Apr 15, 2026",1'])
def test_cells_of_another_column_in_a_poll_stop(row: str, tmp_path: Path) -> None:
    text = "#,User Name,User Email,Submitted Date/Time,Useful (1-5)?\n"
    with pytest.raises(DataError) as error:
        read(text + f'5,{row.split(",")[1]},b@x.org,"Apr 15, 2026",1\n{row}\n', tmp_path)
    assert str(error.value) == (
        "export.csv: columns # and User Name: cells that are no numbers of rows, or no names, "
        "expected each row's number and name. Export again; columns may have been shifted."
    )
