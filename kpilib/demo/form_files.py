"""Surveys made with Typeform and with Google Forms: one header row, one row per response."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kpilib.demo.calendar import Plan
from kpilib.demo.delimited import csv_line
from kpilib.demo.dice import Dice
from kpilib.demo.form_words import EMAIL, TIMESTAMP, WOULD_BUY
from kpilib.demo.records import Answer
from kpilib.demo.words import COMMENT, RECOMMEND, SATISFACTION, SATISFIED, SERVICE, TROUBLE

_HEX = "0123456789abcdefghijklmnopqrstuvwxyz"


def typeform_export(plan: Plan, answers: Sequence[Answer]) -> bytes:
    """Times in UTC; asks for the intention to buy as well; the last two rows were never sent."""
    dice = Dice("typeform", plan.event_id)
    language = plan.language
    header = ["#", *_questions(language), WOULD_BUY[language][0], EMAIL[language]]
    lines: list[list[object]] = [[*header, "Start Date (UTC)", "Submit Date (UTC)", "Network ID", "Tags"]]
    for answer in answers:
        began = _utc(plan, answer.answered_at - timedelta(seconds=dice.whole(35, 160)))
        email = answer.person.email if answer.shows_email else ""
        given = [*_given(language, answer), WOULD_BUY[language][1 if would_buy(plan, answer) else 2], email]
        sent = f"{_utc(plan, answer.answered_at):%Y-%m-%d %H:%M:%S}"
        lines.append([_token(dice), *given, f"{began:%Y-%m-%d %H:%M:%S}", sent, _token(dice), ""])
    for minutes in (11, 47):
        began = _utc(plan, plan.ends_at + timedelta(minutes=minutes))
        blank = [""] * (len(header) - 2)
        lines.append([_token(dice), "8", *blank, f"{began:%Y-%m-%d %H:%M:%S}", "", _token(dice), ""])
    return "".join(csv_line(line) for line in lines).encode()


def would_buy(plan: Plan, answer: Answer) -> bool:
    """Whether a respondent says that they would buy; those who liked it say so more often."""
    dice = Dice("would buy", plan.event_id, str(answer.respondent_id))
    return dice.chance(0.15 * answer.satisfaction)


def google_forms_export(plan: Plan, answers: Sequence[Answer]) -> bytes:
    """Times with their offset; every cell is quoted."""
    language = plan.language
    header = [TIMESTAMP[language], EMAIL[language], *_questions(language)]
    lines: list[list[object]] = [[*header]]
    for answer in answers:
        email = answer.person.email if answer.shows_email else ""
        lines.append([_stamp(plan, answer.answered_at), email, *_given(language, answer)])
    return "\n".join(",".join(map(_quoted, line)) for line in lines).encode() + b"\n"


def _questions(language: str) -> list[str]:
    return [
        *(RECOMMEND[language], SATISFIED[language], *SERVICE[language]),
        *(TROUBLE[language][0], COMMENT[language]),
    ]


def _given(language: str, answer: Answer) -> list[object]:
    _, yes, no = TROUBLE[language]
    satisfied = SATISFACTION[language][answer.satisfaction - 1]
    given: list[object] = [answer.nps, satisfied, *answer.service]
    return [*given, yes if answer.has_trouble else no, answer.comment]


def _utc(plan: Plan, moment: datetime) -> datetime:
    return moment.replace(tzinfo=ZoneInfo(plan.timezone)).astimezone(UTC)


def _stamp(plan: Plan, moment: datetime) -> str:
    """`2025/09/10 6:05:02 p. m. GMT+2`, with no-break spaces where Spanish pages have them."""
    offset = moment.replace(tzinfo=ZoneInfo(plan.timezone)).utcoffset() or timedelta()
    halves = ("a.\u00a0m.", "p.\u00a0m.") if plan.language == "es" else ("AM", "PM")
    hour = (moment.hour + 11) % 12 + 1
    clock = f"{moment:%Y/%m/%d} {hour}:{moment:%M:%S} {halves[moment.hour >= 12]}"
    return f"{clock} GMT{int(offset.total_seconds() // 3600):+d}"


def _token(dice: Dice) -> str:
    return "".join(dice.pick(_HEX) for _ in range(24))


def _quoted(value: object) -> str:
    return '"' + ("" if value is None else str(value)).replace('"', '""') + '"'
