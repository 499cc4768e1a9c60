"""Typeform and Google Forms: who answered, what was asked, what was never submitted."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from exports import KEY, read_of_event

from kpilib.errors import DataError, ParamsError
from kpilib.intake.people import person_id

TYPEFORM = "#,Recommend the webinar?,Any comments?,What's your first name?,What's your last name?,Your e-mail?,Start Date (UTC),Submit Date (UTC),Network ID\n"
GOOGLE = "Timestamp,Username,Recommend the webinar? (0-10),Any comments?\n"


read = partial(read_of_event, timezone="Europe/Madrid")


def test_typeform(tmp_path: Path) -> None:
    text = TYPEFORM
    text += "abcdef,9,Thanks Ruiz,Ana,Ruiz,ana@example.com,2026-05-19 17:01:10,2026-05-19 17:03:00,n\n"
    text += "t2,3,,Leo,Gil,,2026-05-19 17:01:10,2026-05-19 17:04:00,n\n"
    text += "t3,10,Never sent,Eva,Sol,,2026-05-19 17:01:10,,n\n"
    result = read(text, tmp_path)
    answers = result.tables["survey_answers"]
    assert set(answers["question"]) == {"Recommend the webinar?", "Any comments?"}
    assert answers.query("item == 'nps'")["score"].tolist() == [9, 3]
    assert answers.query("item == 'comment'")["answer"].tolist() == ["Thanks [name]"]
    mine = answers.query("respondent_id == 'abcdef'")
    assert set(mine["person_id"]) == {person_id(KEY, "ana@example.com")}
    assert answers.query("respondent_id == 't2'")["person_id"].isna().all()
    assert mine["answered_at"].iloc[0] == pd.Timestamp("2026-05-19 17:03", tz="UTC")
    assert result.files[0].dropped == {"not_submitted": 1}
    assert result.files[0].totals == {
        "respondents": 2, "answers": 3, "nps_n": 2, "promoters": 1, "passives": 0, "detractors": 1, "nps": 0,
    }  # fmt: skip


def test_google_forms(tmp_path: Path) -> None:
    text = (
        GOOGLE + "2026/05/19 7:05:02 PM GMT+2,ana@example.com,9,\n2026/05/20 9:00:00 AM GMT+2,,3,Bad sound\n"
    )
    result = read(text, tmp_path)
    answers = result.tables["survey_answers"].sort_values("answered_at")
    assert answers["answered_at"].min() == pd.Timestamp("2026-05-19 17:05:02", tz="UTC")
    assert answers["respondent_id"].nunique() == 2
    assert answers["person_id"].tolist()[0] == person_id(KEY, "ana@example.com")
    assert result.files[0].totals["nps_n"] == 2


def test_a_respondent_stays_the_same_when_columns_move(tmp_path: Path) -> None:
    first = read(GOOGLE + "2026/05/19 7:05:02 PM GMT+2,ana@example.com,9,Fine\n", tmp_path)
    moved = "Any comments?,Recommend the webinar? (0-10),Username,Timestamp\nFine,9,ana@example.com,2026/05/19 7:05:02 PM GMT+2\n"
    pd.testing.assert_frame_equal(
        first.tables["survey_answers"], read(moved, tmp_path).tables["survey_answers"]
    )


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Marca temporal,Dirección de correo electrónico,¿Recomendaría el evento? (0-10)\n"
         "2026/05/19 7:05:02 p.\u00a0m. GMT+2,ana@example.com,9\n", "utf-8-sig"),
        ("Marca temporal;Nombre y apellidos;¿Recomendaría el evento? (0-10)\n19/05/2026 19:05:02;Ana Ruiz;9\n", "cp1252"),
        ("Aikaleima;Suosittelisitko tapahtumaa? (0-10)\n19.5.2026 klo 19.05.02;9\n".replace(" klo", ""), "utf-8"),
        ("Zeitstempel;Would you recommend it? (0-10)\n19.05.2026 19:05:02;9\n", "utf-8"),
    ],
)  # fmt: skip
def test_google_forms_in_other_languages(text: str, encoding: str, tmp_path: Path) -> None:
    result = read(text, tmp_path, encoding)
    answers = result.tables["survey_answers"]
    assert answers[["item", "score"]].values.tolist() == [["nps", 9]]
    assert answers["answered_at"].tolist() == [pd.Timestamp("2026-05-19 17:05:02", tz="UTC")]
    assert "Ruiz" not in answers.to_csv()


def test_the_events_day_tells_day_from_month(tmp_path: Path) -> None:
    text = "Timestamp,Would you recommend it? (0-10)\n04/05/2026 19:05:02,9\n"
    result = read(text, tmp_path, starts_at=datetime(2026, 5, 4, 16, tzinfo=UTC))
    assert result.tables["survey_answers"]["answered_at"].dt.month.tolist() == [5]
    assert result.files[0].warnings == ({"code": "date_order_by_event", "first": "day"},)


def test_a_question_about_mail_is_a_question(tmp_path: Path) -> None:
    text = (
        GOOGLE.replace("Any comments?", "Was our e-mail reminder useful?")
        + "2026/05/19 7:05:02 PM GMT+2,,9,Very\n"
    )
    assert set(read(text, tmp_path).tables["survey_answers"]["question"]) == {
        "Recommend the webinar? (0-10)", "Was our e-mail reminder useful?",
    }  # fmt: skip


def test_own_people_are_left_out(tmp_path: Path) -> None:
    text = GOOGLE + "2026/05/19 7:05:02 PM GMT+2,ana@nimbus.example,9,\n"
    report = read(text, tmp_path, internal_domains=("nimbus.example",)).files[0]
    assert (report.dropped, report.tables) == ({"internal_person": 1}, {"survey_answers": 0})


def test_a_form_belongs_to_an_event(tmp_path: Path) -> None:
    with pytest.raises(ParamsError) as error:
        read(GOOGLE + "2026/05/19 7:05:02 PM GMT+2,,9,\n", tmp_path, event_id=None)
    assert str(error.value) == "export.csv: a survey, expected the event it belongs to. Add --event EVENT_ID."


FORM = "#,Would you recommend us? (0-10),Start Date (UTC),Submit Date (UTC)\n"


def test_answers_of_other_days_are_said(tmp_path: Path) -> None:
    event = datetime(2026, 4, 15, 16, tzinfo=UTC)
    days = ("2026-04-13", "2026-04-15", "2026-05-15", "2026-05-18")
    text = FORM + "".join(f"a{n},9,{day} 16:01,{day} 16:03\n" for n, day in enumerate(days))
    warned = read(text, tmp_path, starts_at=event).files[0].warnings
    assert warned == ({"code": "other_days", "n": 2, "expected": "2026-04-15"},)
    # A recording is watched, and judged, on any day after.
    warned = read(text, tmp_path, starts_at=event, is_prerecorded=True).files[0].warnings
    assert [w["n"] for w in warned] == [1]


def test_cells_shifted_behind_the_answers_stop(tmp_path: Path) -> None:
    text = FORM.replace("\n", ",Tags\n") + "a1,9,x,2026-04-15 16:01,2026-04-15 16:03\n"
    with pytest.raises(DataError, match=r"column Start Date \(UTC\): 1 of 1 cells that are no date"):
        read(text, tmp_path)
