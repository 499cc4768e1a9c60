"""SurveyMonkey's condensed export: two header rows, one row per respondent."""

from collections.abc import Sequence
from datetime import timedelta

from kpilib.demo.calendar import Plan
from kpilib.demo.delimited import BOM, csv_line
from kpilib.demo.form_words import RECOMMEND_OF_FIVE
from kpilib.demo.programme import score_questions, scores_of
from kpilib.demo.records import Answer
from kpilib.demo.words import COMMENT, RECOMMEND, SATISFACTION, SATISFIED, SERVICE, TROUBLE
from kpilib.demo.zoom_files import clock

_PERSON = (
    "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,"
    "First Name,Last Name,Custom Data 1"
)


def survey_export(plan: Plan, answers: Sequence[Answer]) -> bytes:
    """The survey of one event; Custom Data 1 is the event's id."""
    language = plan.language
    recommend = RECOMMEND_OF_FIVE if "one_to_five" in plan.notes else RECOMMEND
    questions = [recommend[language], SATISFIED[language], *SERVICE[language], TROUBLE[language][0]]
    questions += score_questions(plan)
    header = [*_PERSON.split(","), *questions, COMMENT[language]]
    kinds = [""] * 9 + ["Open-Ended Response"] + ["Response"] * (len(questions) - 1) + ["Open-Ended Response"]
    lines: list[list[object]] = [[*header], [*kinds], *(_answer_line(plan, answer) for answer in answers)]
    return BOM + "".join(csv_line(line) for line in lines).encode()


def _answer_line(plan: Plan, answer: Answer) -> list[object]:
    person = answer.person
    who = [person.email, person.first_name, person.last_name] if answer.shows_email else ["", "", ""]
    began = answer.answered_at - timedelta(seconds=50)
    _, yes, no = TROUBLE[plan.language]
    return [
        answer.respondent_id,
        4000 + plan.day.toordinal() % 1000,
        clock(began, "slashes"),
        clock(answer.answered_at, "slashes"),
        "",
        *who,
        plan.event_id,
        _recommendation(plan, answer),
        SATISFACTION[plan.language][answer.satisfaction - 1],
        *answer.service,
        yes if answer.has_trouble else no,
        *scores_of(plan, answer),
        answer.comment,
    ]


def _recommendation(plan: Plan, answer: Answer) -> int | None:
    """0 to 10 as people feel it; on the wrong scale half of that, 1 at least."""
    if answer.nps is None or "one_to_five" not in plan.notes:
        return answer.nps
    return max(1, (answer.nps + 1) // 2)
