"""SurveyMonkey: what a question measures is told by its words and its scale."""

from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from exports import read_of_event

from kpilib.errors import ParamsError
from kpilib.intake.notes import Notes
from kpilib.intake.people import person_id
from kpilib.intake.survey_items import classify, wording

PERSON = "Respondent ID,Collector ID,Start Date,End Date,Email Address,First Name,Last Name,Custom Data 1"


def survey(questions: str, choices: str, *answers: str, mark: str = "E1", person: str = ",,") -> str:
    lines = [f"{PERSON},{questions}", f",,,,,,,,{choices}"]
    for n, answer in enumerate(answers):
        lines.append(f"{70 + n},40,2026-04-15 12:05,2026-04-15 12:0{n},{person},{mark},{answer}")
    return "\n".join(lines) + "\n"


read = partial(read_of_event, timezone="Europe/Madrid")


@pytest.mark.parametrize(
    ("question", "item"),
    [
        ("How likely is it that you would recommend this webinar?", "nps"),
        ("¿Qué probabilidad hay de que recomiende este evento?", "nps"),
        ("¿Lo recomendaría?", "nps"),
        ("Kuinka todennäköisesti suosittelisit tapahtumaa?", "nps"),
        ("Overall, how satisfied were you?", "csat"),
        ("¿Está satisfecho?", "csat"),
        ("Kuinka tyytyväinen olit?", "csat"),
        ("Did you have technical problems?", "technical_trouble"),
        ("¿Tuvo problemas técnicos?", "technical_trouble"),
        ("Oliko teknisiä ongelmia?", "technical_trouble"),
        ("Was it easy to join?", "ease_of_use"),
        ("¿Fue fácil entrar?", "ease_of_use"),
        ("Oliko liittyminen helppoa?", "ease_of_use"),
        ("Do you intend to buy?", "purchase_intent"),
        ("¿Piensa comprar?", "purchase_intent"),
        ("Aiotko ostaa?", "purchase_intent"),
        ("How would you rate our service?", "ses"),
        ("¿Cómo fue el servicio?", "ses"),
        ("Miten palvelu toimi?", "ses"),
        ("Any comments?", "comment"),
        ("¿Qué podemos mejorar?", "comment"),
        ("Mitä voisimme parantaa?", "comment"),
        ("Which city are you from?", "other"),
    ],
)
def test_wording(question: str, item: str) -> None:
    assert wording(question) == item


def item_of(question: str, *answers: str, choices: tuple[str, ...] = ()) -> tuple[str, list[str]]:
    notes = Notes()
    item = classify(question, choices, pd.Series(answers, dtype="str"), notes)
    return item.name, [w["code"] for w in notes.warnings]


@pytest.mark.parametrize(
    ("question", "answers", "choices", "item", "warned"),
    [
        ("Would you recommend it?", ("9", "3"), (), "nps", False),
        ("Would you recommend it?", ("10 - Extremely likely", "0"), (), "nps", False),
        (
            "Would you recommend it?",
            ("Extremely likely - 10", "7", "Not at all likely - 0"),
            (),
            "nps",
            False,
        ),
        ("Würden Sie es weiterempfehlen?", ("9", "0"), (), "nps", False),
        ("Wie zufrieden waren Sie?", ("Sehr zufrieden", "Unzufrieden"), (), "csat", False),
        ("Qual a sua satisfação?", ("Muito satisfeito", "Insatisfeita"), (), "csat", False),
        ("Would you recommend it? (0-10)", ("5", "3"), (), "nps", False),
        ("Would you recommend it?", ("5", "3"), ("0 to 10",), "nps", False),
        ("Would you recommend it?", ("0", "3"), (), "nps", False),
        ("Would you recommend it?", ("5", "3"), (), "satisfaction_score", True),
        ("Would you recommend it? (1-5)", ("5", "3"), (), "satisfaction_score", True),
        ("Would you recommend it? (1-10)", ("9", "3"), (), "other", True),
        ("Would you recommend it?", ("11", "3"), (), "other", True),
        ("Why would you recommend it?", ("Nice", "9"), (), "comment", False),
    ],
)
def test_only_a_scale_from_0_to_10_is_nps(
    question: str, answers: tuple[str, ...], choices: tuple[str, ...], item: str, warned: bool
) -> None:
    found = item_of(question, *answers, choices=choices)
    assert found == (item, ["not_nps_scale"] if warned else [])


def test_satisfaction_beyond_five_is_no_csat() -> None:
    assert item_of("How satisfied?", "9", "3") == ("other", ["answers_not_understood"])
    assert item_of("How satisfied?", "Very satisfied", "Blue") == ("csat", ["answers_not_understood"])


@pytest.mark.parametrize(
    "steps",
    [
        ("Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied",
         "Satisfied", "Very satisfied"),
        ("Muy insatisfecho", "Insatisfecho", "Neutral", "Satisfecho", "Muy satisfecho"),
        ("Erittäin tyytymätön", "Tyytymätön", "En tyytyväinen enkä tyytymätön", "Tyytyväinen",
         "Erittäin tyytyväinen"),
        ("1", "2", "3", "4", "5"),
    ],
)  # fmt: skip
def test_five_steps_in_three_languages(steps: tuple[str, ...]) -> None:
    item = classify("satisfied", (), pd.Series(steps), Notes())
    assert item.scores.tolist() == [1, 2, 3, 4, 5]


def test_yes_and_no() -> None:
    item = classify(
        "technical problems", (), pd.Series(["Yes", "Sí, mucho", "Kyllä", "No", "Ei", "en"]), Notes()
    )
    assert item.scores.tolist() == [1, 1, 1, 0, 0, 0]


def test_a_survey(tmp_path: Path) -> None:
    text = survey(
        "Recommend the webinar?,How satisfied?,Any comments?,Recommend the firm? (0-10)",
        "Open-Ended Response,Response,,",
        "9,Satisfied,Thanks Ana Ruiz,10", "3,,,9",
        person="ana@example.com,Ana,Ruiz",
    )  # fmt: skip
    result = read(text, tmp_path)
    answers = result.tables["survey_answers"]
    assert set(answers["person_id"]) == {person_id(b"k", "ana@example.com")}
    assert answers.query("item == 'nps'")["score"].tolist() == [9, 3]
    assert answers.query("item == 'nps'")["scale_upper"].tolist() == [10, 10]
    assert answers.query("item == 'comment'")["answer"].tolist() == ["Thanks [name]"]
    assert answers.query("item == 'other'")["score"].tolist() == [10, 9]
    assert answers["answered_at"].min() == pd.Timestamp("2026-04-15 10:00", tz="UTC")
    assert result.files[0].warnings == (
        {"code": "several_questions", "n": 2, "item": "nps", "question": "Recommend the webinar?"},
    )
    assert result.files[0].totals == {
        "respondents": 2, "answers": 6, "nps_n": 2, "promoters": 1, "passives": 0, "detractors": 1, "nps": 0,
        "csat_n": 1, "csat": 1,
    }  # fmt: skip


def test_a_short_scale_stands_in_for_satisfaction_where_there_is_none(tmp_path: Path) -> None:
    result = read(survey("Recommend? (1-5)", "", "4", "5"), tmp_path)
    assert result.tables["survey_answers"]["item"].tolist() == ["csat", "csat"]
    assert result.files[0].totals["csat"] == 1
    assert "nps" not in result.files[0].totals
    assert result.files[0].to_dict()["warnings"] == [
        "“Recommend? (1-5)” is no NPS: not on a scale from 0 to 10 (values 4 to 5)."
    ]


def test_a_question_over_several_columns(tmp_path: Path) -> None:
    text = survey("Rate our service,,City?", "Before,During,Response", "4,5,Oulu")
    answers = read(text, tmp_path).tables["survey_answers"]
    assert set(answers["question"]) == {"Rate our service | Before", "Rate our service | During", "City?"}
    assert answers.query("item == 'ses'")["score"].tolist() == [4, 5]


def test_another_events_rows_are_left_out(tmp_path: Path) -> None:
    text = survey("Recommend? (0-10)", "", "9", "3").replace(",E1,3", ",Leo Gil,3")
    report = read(text, tmp_path).files[0]
    assert report.dropped == {"another_event": 1}
    assert report.warnings == ({"code": "another_event", "n": 1, "n_marks": 1},)
    assert report.totals["nps_n"] == 1


def test_the_mark_names_the_event(tmp_path: Path) -> None:
    result = read(survey("Recommend? (0-10)", "", "9", mark="E9"), tmp_path, event_id=None)
    assert set(result.tables["survey_answers"]["event_id"]) == {"E9"}


@pytest.mark.parametrize(("mark", "found"), [("", "no event"), ("Ana Ruiz", "1 marks")])
def test_no_event_stops(mark: str, found: str, tmp_path: Path) -> None:
    with pytest.raises(ParamsError) as error:
        read(survey("Recommend? (0-10)", "", "9", mark=mark), tmp_path, event_id=None)
    assert str(error.value) == (
        f"export.csv: {found} in Custom Data 1, expected the event it belongs to. Add --event EVENT_ID."
    )


def test_internal_respondents_are_left_out(tmp_path: Path) -> None:
    text = survey("Recommend? (0-10)", "", "9", person="ana@faro.example,Ana,Ruiz")
    report = read(text, tmp_path, internal_domains=("faro.example",)).files[0]
    assert report.dropped == {"internal_person": 1}
    assert report.tables == {"survey_answers": 0}
