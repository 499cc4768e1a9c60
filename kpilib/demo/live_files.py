"""Zoom's reports of questions and of polls."""

from collections.abc import Sequence
from datetime import timedelta

from kpilib.demo.calendar import Plan
from kpilib.demo.delimited import BOM, csv_line
from kpilib.demo.live_words import FIRST_STEP, USEFUL
from kpilib.demo.records import Person, PollAnswer, Question
from kpilib.demo.zoom_files import clock, webinar_id

_NOBODY = "Anonymous Attendee"
_TOPIC = ("Topic", "Webinar ID", "Actual Start Time", "Actual Duration (minutes)")


def question_report(plan: Plan, questions: Sequence[Question]) -> bytes:
    """All questions of a session, with what was answered in writing or said aloud."""
    lines = _preamble(plan, "Question and Answer Report", "# Question", len(questions))
    lines += [["Question Details"], ["#", "Question", "Asker Name", "Asker Email", "Answer(s)"]]
    lines += [[n, q.question, *_who(q.person), q.answer] for n, q in enumerate(questions, start=1)]
    return BOM + "".join(csv_line(line) for line in lines).encode()


def poll_report(plan: Plan, answers: Sequence[PollAnswer]) -> bytes:
    """A table under each question; rows are a cell longer than their header, as Zoom writes them."""
    n_people = len({a.person.number for a in answers if a.person})
    lines = _preamble(plan, "Poll Report", "# Responded", n_people)
    lines.append(["Poll Details"])
    for number, words in enumerate((USEFUL, FIRST_STEP)):
        lines.append(["#", "User Name", "User Email", "Submitted Date/Time", words[plan.language]])
        mine = [a for a in answers if a.number == number]
        lines += [
            [n, *_who(a.person), clock(a.answered_at, "month24"), a.answer, ""]
            for n, a in enumerate(mine, start=1)
        ]
    return BOM + "".join(csv_line(line) for line in lines).encode()


def _preamble(plan: Plan, title: str, counted: str, count: int) -> list[list[object]]:
    opened = plan.starts_at - timedelta(minutes=10)
    length = int((plan.ends_at - opened).total_seconds() // 60)
    made = plan.starts_at.replace(hour=8) + timedelta(days=1, minutes=2)
    return [
        [title],
        ["Report Generated:", clock(made, "month", seconds=False)],
        [*_TOPIC, counted],
        [plan.title, webinar_id(plan), clock(opened, "month", seconds=False), length, count],
    ]


def _who(person: Person | None) -> list[object]:
    return [person.name, person.email] if person else [_NOBODY, ""]
