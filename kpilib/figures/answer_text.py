"""An answer as lines for a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, get_args

from kpilib.figures.sheet import Row
from kpilib.kpis.record import Objective
from kpilib.language import NO_BREAK, NO_VALUE, Language

if TYPE_CHECKING:
    from kpilib.figures.question import Answer


def answer_lines(answer: "Answer") -> list[str]:
    """Title, where to look, one block for each KPI, what people wrote."""
    lines = [answer.title, *answer.leads]
    lines += [f"  {id} {text}" for id, text in answer.questions]
    if answer.record["asked"] == "list":
        lines += ["", answer.language.say("ask.objectives"), *_objectives(answer.language)]
    elif not answer.record["kpis"]:
        lines.append(answer.language.say("ask.no_kpis"))
    for row in answer.record["kpis"]:
        lines += ["", *_block(answer, row)]
    return [line.replace(NO_BREAK, " ") for line in [*lines, *_texts(answer)]]


def _objectives(language: Language) -> list[str]:
    return [f"  {name}: {language.say(f'objective.{name}')}" for name in get_args(Objective)]


def _block(answer: "Answer", row: Row) -> Iterator[str]:
    say, code = answer.language.say, answer.language.code
    used = f", {say('column.in_use').lower()}" if row["is_used"] else ""
    yield f"{row['names'][code]} ({row['kpi']}{used})"
    yield f"  {row['meanings'][code]}"
    if row["formula"] != row["kpi"]:
        yield f"  {row['kpi']} = {row['formula']}"
    if row["value"] is None:
        yield f"  {answer.brings(row)}"
        return
    yield f"  {say('column.last_value')}: {'; '.join(_numbers(answer, row))}"


def _numbers(answer: "Answer", row: Row) -> Iterator[str]:
    language, unit = answer.language, row["unit"]
    say, currency = language.say, language.currency
    yield language.value(row["value"], unit, currency)
    if unit == "share" and row["denominator"] is not None:
        k, n = (language.number(row[field]) for field in ("numerator", "denominator"))
        yield say("chart.of", k=k, n=n)
    interval = language.value_range(row["lower"], row["upper"], unit, currency)
    if interval != NO_VALUE:
        yield f"{say('column.interval', level=answer.sheet.level())}: {interval}"
    yield answer.when(row)
    if row["goal"] is not None:
        yield f"{say('column.goal')}: {language.value(row['goal'], unit, currency)}"
    expected = language.value_range(row["target_lower"], row["target_upper"], unit, currency)
    if expected != NO_VALUE:
        yield f"{say('column.expected')}: {expected}"


def _texts(answer: "Answer") -> list[str]:
    if answer.texts is None:
        return []
    lines = ["", f"{answer.language.say('ask.texts')}: {answer.record['texts']['title']}"]
    none = answer.language.say("evergreen.no_answers")
    return [*lines, *([f"  {q}: {text}" for q, text in answer.texts.items()] or [f"  {none}"])]
