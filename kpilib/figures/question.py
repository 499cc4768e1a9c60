"""A question's answer: its words, where to look, and its KPIs with the organisation's own values."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup

from kpilib.figures.environment import fill, read_notebook_css
from kpilib.figures.layout import Cell, table
from kpilib.figures.sheet import Row, Sheet
from kpilib.kpis.questions import Question
from kpilib.language import Language, get_language

REASONS = {"undefined": "reason.nothing_to_divide", "refused": "reason.parts_contradict"}
# Fields of a row that are told in one language.
_WORDS = ("names", "meanings")


@dataclass(frozen=True)
class Answer:
    """What is known of one question or objective, in one language.

    `record` holds plain values of all languages; `to_dict`, `to_text` and the display choose one.
    """

    record: dict[str, Any]
    language: Language

    @cached_property
    def sheet(self) -> Sheet:
        """Prints the rows."""
        event = {"currency": self.language.currency}
        return Sheet({"event": event, "kpis": self.record["kpis"]}, self.language, prefix="q")

    @property
    def title(self) -> str:
        """The question, or what the objective asks for."""
        question: Question | None = self.record["question"]
        if question:
            return f"{question.id} {question.texts[self.language.code]}"
        if not self.record["objective"]:
            return self.language.say("catalogue.questions")
        return self.language.say("ask.objective", objective=self.objective)

    @property
    def objective(self) -> str:
        """The objective in words; empty for the list of all."""
        name = self.record["objective"]
        return self.language.say(f"objective.{name}") if name else ""

    @property
    def leads(self) -> list[str]:
        """Sentences under the title: where to look, and the objective."""
        question: Question | None = self.record["question"]
        if not question:
            return []
        look = self.language.say("catalogue.look_at", what=question.look_at[self.language.code])
        return [look, self.language.say("ask.objective", objective=self.objective)]

    @property
    def questions(self) -> list[tuple[str, str]]:
        """Id and words of the questions of an objective, or of all."""
        return [(q.id, q.texts[self.language.code]) for q in self.record["questions"]]

    @property
    def texts(self) -> dict[str, str] | None:
        """What people wrote of the latest event, by question; None where numbers answer."""
        return self.record["texts"]["answers"] if self.record["texts"] else None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, words in the answer's language."""
        code, question = self.language.code, self.record["question"]
        return {
            "asked": self.record["asked"],
            "language": code,
            "question": question.texts[code] if question else None,
            "look_at": question.look_at[code] if question else None,
            "objective": self.record["objective"],
            "objective_text": self.objective,
            "questions": dict(self.questions),
            "kpis": [self._plain(row) for row in self.record["kpis"]],
            "texts": self.record["texts"],
        }

    def _plain(self, row: Row) -> dict[str, Any]:
        words = {"name": row["names"][self.language.code], "meaning": row["meanings"][self.language.code]}
        return {"kpi": row["kpi"], **words, **{k: v for k, v in row.items() if k not in _WORDS}}

    def brings(self, row: Row) -> str:
        """Which export, template or file brings a value; or why there is none although all is there."""
        if not row["brings"]:
            return self.language.say(REASONS.get(row["state"], "catalogue.no_value"))
        sources = [_source(self.language, source) for source in row["brings"]]
        return self.language.say("ask.brings", sources="; ".join(sources))

    def when(self, row: Row) -> str:
        """Event and day of a value, and that it may still change."""
        parts = [row["title"], self.language.date(row["starts_on"], "medium")]
        if row["state"] == "provisional":
            parts.append(self.language.say("state.provisional").lower())
        return ", ".join(parts)

    def to_text(self) -> str:
        """Lines for a terminal."""
        from kpilib.figures.answer_text import answer_lines

        return "\n".join(answer_lines(self))

    def _repr_html_(self) -> str:
        page = fill(
            "question.html.j2",
            css=Markup(read_notebook_css()),
            answer=self,
            say=self.language.say,
            table=_table(self) if self.record["kpis"] else None,
            none=self.record["question"] and not self.record["kpis"],
        )
        return str(page)


def answer_question(
    question: str, workspace: str | Path | None = None, language: str | None = None
) -> Answer:
    """From a question or an objective to its KPIs, with the values of your own events.

    Parameters
    ----------
    question : str
        Q01 to Q18, an objective such as "sales", or "list" for all of both.
    workspace : path, optional
        The workspace's folder; by default the nearest from the current one upwards.
    language : str, optional
        es, fi or en; by default the workspace's first.

    Raises
    ------
    ParamsError
        There is no such question, objective, workspace or language.
    """
    # Only now the rooms that compute: a notebook that shows a record starts without them.
    from kpilib.review.questions import collect_answer

    record = collect_answer(question, workspace)
    words = record["workspace"]
    code = language or words["language"]
    return Answer(record, get_language(code, words["locales"].get(code), words["currency"]))


def _source(language: Language, source: dict[str, str]) -> str:
    (kind, name), *_ = source.items()
    if kind == "export":
        return language.say(f"export.{name}")
    if kind == "template":
        return language.say("ask.template", name=name, command=f"kpi intake --template {name}")
    if kind == "review":
        return language.say("ask.review", command="kpi review")
    file = "params/workspace.yml" if kind == "workspace" else "params/<event_id>.yml"
    return language.say("ask.stated", item=name, file=file)


def _table(answer: Answer) -> Markup:
    say, sheet = answer.language.say, answer.sheet
    columns = [(say("column.kpi"), ""), (say("column.in_use"), ""), (say("column.last_value"), "")]
    columns += [(say("column.interval", level=sheet.level()), "num"), (say("column.goal"), "num")]
    columns.append((say("column.expected"), "num"))
    cells = [_cells(answer, row) for row in answer.record["kpis"]]
    return table(sheet, say("ask.kpis"), columns, cells, stack=True)


def _cells(answer: Answer, row: Row) -> list[Cell]:
    sheet = answer.sheet
    head = Markup('{}<span class="small">{}</span><code class="small">{}</code>').format(
        row["names"][answer.language.code], row["meanings"][answer.language.code], row["formula"]
    )
    used = answer.language.say("answer.yes" if row["is_used"] else "answer.no")
    return [
        head,
        used,
        _value(answer, row),
        sheet.interval(row),
        sheet.value(row, "goal"),
        sheet.expected(row),
    ]


def _value(answer: Answer, row: Row) -> Markup:
    """The last value with its k of n, event and day; else what would bring one."""
    small = Markup('{}<span class="small">{}</span>')
    value = answer.sheet.value(row)
    if row["value"] is None:
        return small.format(value, answer.brings(row))
    counts = answer.sheet.k_of_n(row)
    shown = small.format(value, counts) if counts else value
    return small.format(shown, answer.when(row))
