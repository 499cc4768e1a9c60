"""The three questions after the event window: answer, what it rests on, and what people wrote."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from kpilib.figures.layout import Cell, how_to_state, section, table
from kpilib.figures.sheet import Row, Sheet

# Questions that no number answers: what people wrote stands alone.
TYPED = ("Q13", "Q15")
Entry = Mapping[str, Any]


def three_questions(sheet: Sheet) -> Markup:
    """Was it useful, did it bring qualified leads, how is it used again; then what the team learnt."""
    say = sheet.language.say
    questions: list[Entry] = sheet.record.get("questions") or []
    columns = [(say(f"column.{name}"), "") for name in ("question", "answer", "rests_on")]
    rows = [[say(f"question.{q['question']}"), _answer(sheet, q), _rests_on(sheet, q)] for q in questions]
    days = sheet.language.noun("day", sheet.window_days)
    title = say("section.three_questions", days=days)
    parts = [table(sheet, title, columns, rows, stack=True, quiet=True)] if rows else []
    lacking = []
    if not sheet.event.get("answers"):
        lacking = [sheet.say("evergreen.no_answers") + " " + how_to_state(sheet, "facts.answers")]
    return section(
        sheet,
        "three-questions",
        title,
        finding=_finding(sheet, questions),
        parts=[*parts, *_written(sheet)],
        missing=lacking,
        missing_title=say("three_questions.written"),
    )


def _finding(sheet: Sheet, questions: list[Entry]) -> Markup | None:
    """The three answers in one line."""
    if not questions:
        return None
    told = [(q["question"], escape(_answer(sheet, q))) for q in questions]
    return Markup(" ").join(
        sheet.say(f"question.short.{name}", answer=Markup(answer[:1].lower()) + answer[1:])
        for name, answer in told
    )


def _word(sheet: Sheet, question: Entry) -> str:
    if question["question"] == "Q03":
        return sheet.language.say("answer.written" if question["text"] else "answer.not_written")
    if question["answer"] == "not_yet":
        return sheet.language.say("answer.not_yet", date=sheet.language.date(question["on"]))
    return sheet.language.say(f"answer.{question['answer']}")


def _answer(sheet: Sheet, question: Entry) -> Cell:
    row = sheet.rows.get("qualified_leads")
    if question["question"] == "Q02" and question["answer"] == "yes" and row is not None:
        key = "answer.yes_few" if row["zone"] == "red" else "answer.yes_many"
        return sheet.say(key, n=sheet.value(row))
    return _word(sheet, question)


def _rests_on(sheet: Sheet, question: Entry) -> Markup:
    """The KPIs behind the answer with what was to be expected, and the words of those who typed."""
    pieces = [_kpi(sheet, sheet.rows[kpi]) for kpi in question["kpis"] if kpi in sheet.rows]
    told = Markup("; ").join(pieces) + "." if pieces else sheet.say("three_questions.no_numbers")
    if question["text"]:
        written = sheet.language.quote(question["text"].rstrip("."))
        told = Markup('{} <span class="small">{}</span>').format(told, written)
    return told


def _kpi(sheet: Sheet, row: Row) -> Markup:
    told = Markup("{}: {}").format(sheet.name(row["kpi"]), sheet.value(row))
    counts = sheet.k_of_n(row)
    if row["target_lower"] is not None:
        beside = sheet.say("chart.expected", range=sheet.expected(row))
    elif counts is not None:
        beside = counts
    else:
        return told
    return Markup("{} ({})").format(told, beside)


def _written(sheet: Sheet) -> list[Markup]:
    """Answers that people typed to all other questions."""
    answers = {
        key: text for key, text in (sheet.event.get("answers") or {}).items() if not _is_above(sheet, key)
    }
    if not answers:
        return []
    say = sheet.language.say
    ordered = sorted(answers, key=lambda key: (key not in TYPED, key))
    rows: list[list[Cell]] = [[_question(sheet, key), escape(answers[key])] for key in ordered]
    columns = [(say("column.question"), ""), (say("evergreen.answer"), "")]
    return [table(sheet, say("three_questions.written"), columns, rows, stack=True)]


def _is_above(sheet: Sheet, key: str) -> bool:
    return any(q["question"] == key for q in sheet.record.get("questions") or ())


def _question(sheet: Sheet, key: str) -> str:
    return sheet.language.say(f"question.{key}") if sheet.has(f"question.{key}") else key
