"""Before an event: expected ranges, goals and their probabilities, and what if, in one language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from kpilib.figures.chances import before_lines, together_lines
from kpilib.figures.environment import read_notebook_css
from kpilib.figures.layout import table
from kpilib.figures.reasons import ENOUGH_EVENTS
from kpilib.figures.sentences import note_sentence
from kpilib.figures.sheet import Row, Sheet, first_of
from kpilib.language import NO_BREAK, NO_VALUE, Language, get_language

PlainTable = tuple[str, list[str], list[list[str]]]
BEYOND_HISTORY = ("covariate_outside_history", "group_unseen", "history_constant")
MOST_NAMES = 3  # KPIs named before a remark that several share


@dataclass(frozen=True)
class Preview:
    """What to expect of one event in one language; `record` holds plain values, the same in all languages."""

    record: dict[str, Any]
    language: Language

    @cached_property
    def sheet(self) -> Sheet:
        """Prints the rows as planned."""
        return self._sheet(self.record["kpis"], self.record["goals"])

    @cached_property
    def other(self) -> Sheet:
        """Prints the rows of the what-if."""
        rows = [row["what_if"] for row in self.record["kpis"] if row["what_if"]]
        return self._sheet(rows, self.record["goals_what_if"])

    def _sheet(self, rows: list[Row], goals: Any) -> Sheet:
        event = {"currency": self.language.currency}
        return Sheet({"event": event, "kpis": rows, "goals": goals}, self.language, prefix="b")

    def to_dict(self) -> dict[str, Any]:
        """The record as a copy."""
        return dict(self.record)

    @property
    def goals(self) -> dict[str, float]:
        """KPI -> goal, of the KPIs that have one."""
        return {row["kpi"]: row["goal"] for row in self.record["kpis"] if row["goal"] is not None}

    def to_targets(self) -> dict[str, dict[str, Any]]:
        """KPI -> its target's fields, with goal and chances, and the same of the what-if."""
        return {row["kpi"]: self._with_goal(row, self.record["goals"]) for row in self._with_target()}

    def _with_target(self) -> list[Row]:
        return [row for row in self.record["kpis"] if row["target"]]

    def _with_goal(self, row: Row, together: Any) -> dict[str, Any]:
        names = ("goal", "goal_probability", "goal_reached_before")
        found = {**row["target"], **{name: row[name] for name in names}}
        found["all_goals"] = together if row["goal_probability"] is not None else None
        other = row.get("what_if")
        found["what_if"] = self._with_goal(other, self.record["goals_what_if"]) if other else None
        return found

    def head_lines(self) -> list[str]:
        """Title, what is shown, and what is asked otherwise."""
        say, record = self.language.say, self.record
        day = self.language.date(record["starts_on"])
        lines = [say("preview.title", title=record["title"]) + f" ({day})", say("preview.lead")]
        lines += [say("preview.over")] if record["state"] in ("provisional", "mature") else []
        frozen_on = record["planned_on"]
        lines += [say("preview.frozen", date=self.language.date(frozen_on))] if frozen_on else []
        lines += [say("preview.if", changes=self._changes())] if record["what_if"] else []
        return _plain(lines)

    def _changes(self) -> str:
        planned, changed = self.record["planned"], self.record["what_if"]
        return "; ".join(
            self.language.say(
                "preview.change",
                name=self._word(name),
                value=self._shown(name, changed[name]),
                planned=self._shown(name, planned[name]),
            )
            for name in changed
        )

    def _word(self, name: str) -> str:
        return self.language.say(f"word.{name}")

    def _shown(self, name: str, value: Any) -> str:
        """A planned or other value as the language prints it."""
        key = f"format.{str(value).replace('-', '_')}"
        if value is None:
            return NO_VALUE
        if name == "list_size" and str(value).strip().isdigit():
            return self.language.number(int(value))
        if name == "starts_at":
            return self.language.date(str(value)[:10], "medium")
        return self.language.say(key) if name == "format" and self.language.has(key) else str(value)

    def tables(self) -> list[PlainTable]:
        """Title, heads and rows of each table, as text."""
        tables = [self._expected()]
        goals = [row for row in self.record["kpis"] if row["goal"] is not None]
        return [*tables, self._goals(goals)] if goals else tables

    def _expected(self) -> PlainTable:
        say, is_other = self.language.say, bool(self.record["what_if"])
        heads = [say("column.kpi"), say("column.expected"), say("column.range"), say("zone.green")]
        heads += [say("zone.red"), say("index.title")]
        heads += [say("column.what_if"), say("column.range")] if is_other else []
        enough = [row for row in self._with_target() if row["target"]["enough"]]
        rows = [self._expected_cells(row, is_other) for row in enough]
        return say("preview.expected"), heads, rows

    def _expected_cells(self, row: Row, is_other: bool) -> list[str]:
        target, marks = row["target"], ("≥", "<") if row["better"] == "up" else ("≤", ">")
        limits = [
            f"{mark}{NO_BREAK}{self._value(row, target[field])}" if target[field] is not None else NO_VALUE
            for mark, field in zip(marks, ("green_from", "red_from"), strict=True)
        ]
        cells = [self.sheet.name(row["kpi"]), *self._middle_and_range(row), *limits]
        cells.append(self.language.number(target["n_events"]))
        return _plain(cells + (self._middle_and_range(row["what_if"]) if is_other else []))

    def _middle_and_range(self, row: Row) -> list[str]:
        target, currency = row["target"], self.language.currency
        limits = self.language.value_range(target["lower"], target["upper"], row["unit"], currency)
        return [self._value(row, target["expected"]), limits]

    def _value(self, row: Row, value: float | None) -> str:
        return NO_VALUE if value is None else self.language.value(value, row["unit"], self.language.currency)

    def _goals(self, goals: list[Row]) -> PlainTable:
        say, is_other = self.language.say, bool(self.record["what_if"])
        heads = [say("column.kpi"), say("column.goal"), say("column.before"), say("column.probability")]
        heads += [say("column.what_if")] if is_other else []
        return say("preview.goals"), heads, [self._goal_cells(row, is_other) for row in goals]

    def _goal_cells(self, row: Row, is_other: bool) -> list[str]:
        before = "; ".join(_text(line) for line in before_lines(self.sheet, row)) or NO_VALUE
        cells = [self.sheet.name(row["kpi"]), self._value(row, row["goal"]), before, self._chance(row)]
        return _plain(cells + ([self._chance(row["what_if"])] if is_other else []))

    def _chance(self, row: Row) -> str:
        chance = row["goal_probability"]
        return NO_VALUE if chance is None else self.language.percent(chance)

    def remarks(self) -> list[str]:
        """All goals together, what lies beyond history, and what makes no difference."""
        say = self.language.say
        lines = [_text(line) for line in together_lines(self.sheet)]
        if self.record["what_if"]:
            lines += [f"{say('column.what_if')}: {_text(line)}" for line in together_lines(self.other)]
        if not any(row["goal"] is not None for row in self.record["kpis"]):
            lines.append(say("preview.no_goals", item="facts.goals", file=self._file()))
        lines += self._few(self.sheet)
        few_otherwise = [line for line in self._few(self.other) if line not in lines]
        lines += [f"{say('column.what_if')}: {line}" for line in few_otherwise]
        if self.record["unused"]:
            names = ", ".join(self._word(name) for name in self.record["unused"])
            lines.append(say("preview.unused", names=names))
        return _plain([*lines, *self._notes(self.sheet), *self._notes(self.other, say("column.what_if"))])

    def _few(self, sheet: Sheet) -> list[str]:
        """The KPIs that have no range yet, and why."""
        few = [kpi for kpi, row in sheet.rows.items() if row["target"] and not row["target"]["enough"]]
        names = sheet.names(few, 2 * MOST_NAMES)
        return [self.language.say("preview.few", minimum=str(ENOUGH_EVENTS), kpis=names)] if few else []

    def _file(self) -> str:
        return f"params/{self.record['event_id']}.yml"

    def _notes(self, sheet: Sheet, of: str = "") -> Iterator[str]:
        """Where the ranges rest on what no past event was; a remark that many KPIs share is told once."""
        told: dict[str, list[str]] = {}
        for row in sheet.rows.values():
            for note in row["target_notes"]:
                if note["code"] in BEYOND_HISTORY:
                    told.setdefault(_text(note_sentence(sheet, note)), []).append(sheet.name(row["kpi"]))
        for sentence, names in told.items():
            whose = first_of(self.language, names, MOST_NAMES)
            yield ": ".join([*([of] if of else []), whose, sentence])

    def to_text(self) -> str:
        """Lines for a terminal or a mail."""
        lines = self.head_lines()
        for title, heads, rows in self.tables():
            lines += ["", title, *(" | ".join(cells) for cells in [heads, *rows])]
        return "\n".join([*lines, "", *self.remarks()])

    def _repr_html_(self) -> str:
        head, *lines = self.head_lines()
        parts = [Markup("<h3>{}</h3>").format(head), *_paragraphs(lines)]
        for title, heads, rows in self.tables():
            columns = [(text, "num" if place else "") for place, text in enumerate(heads)]
            parts.append(table(self.sheet, title, columns, rows))
        body = Markup("").join([*parts, *_paragraphs(self.remarks())])
        style = Markup("<style>{}</style>").format(Markup(read_notebook_css()))
        section = '{}<section class="kpi-answer" lang="{}">{}</section>'
        return str(Markup(section).format(style, self.language.code, body))


def compute_preview(
    event_id: str,
    what_if: Mapping[str, Any] | None = None,
    goals: Mapping[str, float] | None = None,
    language: str | None = None,
    workspace: str | Path | None = None,
) -> Preview:
    """What to expect of an event before it takes place, and how likely its goals are.

    Parameters
    ----------
    event_id : str
        An event with `params/<event_id>.yml`, planned or past.
    what_if : mapping, optional
        What would be otherwise: list_size, topic, format, series, starts_at. Both are shown side by side.
    goals : mapping, optional
        KPI -> goal, instead of those in the params file or beside them.
    language : str, optional
        es, fi or en; by default the event's, else the workspace's first.
    workspace : path, optional
        The workspace's folder; by default the nearest from the current one upwards.

    Raises
    ------
    ParamsError
        There is no such workspace, event, KPI, change or language.
    """
    # Only now the rooms that compute: a notebook that shows a record starts without them.
    from kpilib.review.preview import collect_preview

    record = collect_preview(event_id, what_if, goals, workspace)
    words = record["workspace"]
    code = language or words["language"]
    return Preview(record, get_language(code, words["locales"].get(code), words["currency"]))


def _plain(texts: list[str]) -> list[str]:
    return [text.replace(NO_BREAK, " ") for text in texts]


def _text(line: Markup) -> str:
    return line.striptags().replace("&#39;", "'")


def _paragraphs(lines: list[str]) -> list[Markup]:
    return [Markup("<p>{}</p>").format(escape(line)) for line in lines]
