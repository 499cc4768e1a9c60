"""Zoom: the poll report, with a table per question (since 2021) or questions in the rows (before)."""

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import Block, column, read_block
from kpilib.intake.files import Grid, Row
from kpilib.intake.headers import Field, Header, Layout, find_headers
from kpilib.intake.left_out import drop_left_out
from kpilib.intake.masking import Masker
from kpilib.intake.notes import Notes
from kpilib.intake.people import check_emails, identify_by_name, is_stray, without_anonymous
from kpilib.intake.reading import Reading, require_event
from kpilib.intake.registrations import filled
from kpilib.intake.registry import Extract, Format
from kpilib.intake.stays import warn_of_day
from kpilib.intake.survey_answers import is_scale_question
from kpilib.intake.survey_items import leading_numbers, scale_in
from kpilib.intake.times import decide_times
from kpilib.intake.zoom import stated_number, summary

SUMMARY = Layout(
    {
        "topic": Field("must", en="Topic", es="Tema", fi="Aihe", pt="Tópico", de="Thema"),
        "stated": Field("must", en="# Responded", es="N.º respondieron|N.º de respuestas|# respondieron",
                        fi="Vastanneita|# vastanneet", pt="N.º de respostas|# responderam",
                        de="Anzahl Antworten|# Antworten"),
    }
)  # fmt: skip
LAYOUT = Layout(
    {
        "submitted": Field(
            "must", en="Submitted Date/Time|Submitted Date and Time", es="Fecha/hora de envío|"
            "Fecha y hora de envío", fi="Lähetyspäivä/-aika|Lähetetty", pt="Data/hora de envio|"
            "Data e hora de envio", de="Datum/Uhrzeit der Übermittlung|Übermittlungsdatum/-zeit",
        ),
        "name": Field("must", en="User Name", es="Nombre de usuario", fi="Käyttäjänimi",
                      pt="Nome do usuário|Nome de usuário", de="Benutzername"),
        "email": Field("must", en="User Email|Email Address|Email", es="Correo electrónico del usuario|"
                       "Correo electrónico|E-mail del usuario", fi="Käyttäjän sähköposti",
                       pt="E-mail do usuário", de="Benutzer-E-Mail|E-Mail"),
        "number": Field(en="#"),
        "unused": Field("unused", en="Poll Name|Poll"),
    }
)  # fmt: skip


def read_polls(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `poll_answers`, the answers' words masked; a score where all answers of a poll are numbers.

    Total `responses`: who answers several questions of one table in one row has responded once.
    """
    event_id = require_event(reading, grid.name)
    answers, language = _answers(grid, notes)
    check_emails(answers["email"], grid.name)
    names, submitted = without_anonymous(answers["name"]), answers["submitted"]
    who = identify_by_name(answers["email"], names, event_id, reading.key, notes)
    times = decide_times([submitted], grid.name, reading.timezone, notes, language, reading.starts_on)
    answered = times.checked(submitted, grid.name, LAYOUT["submitted"].title, notes)
    n_people = who.ids[who.ids != ""].nunique() + _n_anonymous(answers["question"][who.ids == ""])
    notes.warn_if_fewer(n_people, stated_number(summary(grid, notes, SUMMARY), "stated"), "respondents")
    warn_of_day(answered, reading, notes)
    kept = drop_left_out(answers, who.emails, names, reading, notes)
    ids = who.ids[kept.index]
    table = pd.DataFrame(
        {
            "event_id": event_id,
            "person_id": ids.where(ids != "", None),
            "answered_at": answered[kept.index],
            "question": kept["question"],
            "answer": Masker([names]).mask_all(kept["answer"]),
        },
        index=kept.index,
    )
    table = _with_scores(table, notes)
    n_rows = len(kept[[c for c in (*LAYOUT, "asked_with") if c in kept]].drop_duplicates())
    return Extract({"poll_answers": table}, {"responses": n_rows} | _totals(table))


def _answers(grid: Grid, notes: Notes) -> tuple[pd.DataFrame, str | None]:
    """One row per answer: name, email, submitted, question, answer, and which answers one row held."""
    headers = list(find_headers(grid.rows, LAYOUT))
    ends = [h.row for h in headers[1:]] + [len(grid.rows)]
    parts = [_table(grid, header, end, notes) for header, end in zip(headers, ends, strict=True)]
    answers = pd.concat(parts, ignore_index=True)
    # Lines of the report's head, where a file was put together of two.
    is_head = is_stray(answers["email"]) | (answers[["email", "submitted"]] == "").all(axis=1)
    is_blank = (answers["answer"] == "") & ~is_head
    # A whole file pasted twice repeats its tables; numbers tell people without name apart.
    is_repeat = answers.duplicated() & ~is_head & ~is_blank
    for reason, rows in (("repeated_header", is_head), ("no_answer", is_blank), ("repeated_row", is_repeat)):
        notes.drop(reason, rows.sum())
    return answers[~is_head & ~is_blank & ~is_repeat], headers[0].language


def _table(grid: Grid, header: Header, end: int, notes: Notes) -> pd.DataFrame:
    """Answers under one header, whose words beyond the known ones are the questions."""
    if header.others:
        block = read_block(grid, header, end, LAYOUT, notes)
        questions = _questions(block, header, grid, notes)
        _refuse_shifted(block, grid.name)
        named = block.cells.assign(asked_with="\n".join(questions))
        return pd.concat([named.assign(question=q, answer=block.others[q]) for q in questions])
    wide = _wide_header(grid, header, end)
    block = read_block(_padded(grid, header, end), wide, end, LAYOUT, notes)
    names = list(block.others.columns)
    pairs = [(block.others[q], block.others[a]) for q, a in zip(names[::2], names[1::2], strict=True)]
    # Who answered fewer questions than others has blank cells for the rest.
    parts = [block.cells.assign(question=q, answer=a, asked_with=q)[q != ""] for q, a in pairs]
    return pd.concat(parts) if parts else block.cells.assign(question="", answer="", asked_with="")


def _questions(block: Block, header: Header, grid: Grid, notes: Notes) -> list[str]:
    """The questions of a table: its only further column, or those that are worded as questions.

    Raises
    ------
    DataError
        None of several columns is: an answer must not be taken from another column.
    """
    names = list(map(str, block.others.columns))
    asked = [name for name in names if is_scale_question(name)] if len(names) > 1 else names
    if not asked:
        raise DataError(
            f"{grid.name}: row {header.row + 1}",
            f"{len(names)} columns that could be the question ({'; '.join(names)})",
            "one, or questions that end in a question mark",
            "Leave out the columns that hold no answers.",
        )
    if others := sorted(set(names) - set(asked)):
        notes.warn("columns_not_used", columns=", ".join(others))
    return asked


def _refuse_shifted(block: Block, name: str) -> None:
    """Stops where `#` holds other things than one number for each row, or names are none."""
    # Without lines of a report's head, where a file was put together of two.
    is_row = ~is_stray(block.cells["email"]) & (block.cells["submitted"] != "")
    numbers, names = column(block, "number")[is_row], block.cells["name"][is_row]
    numbers = numbers[numbers != ""]
    people = names[filled(names)]
    is_numbered = numbers.str.fullmatch(r"\d+").all() and numbers.is_unique
    if not is_numbered or people.str.fullmatch(r"[\d\W]*").sum() > len(people) / 2:
        raise DataError(
            f"{name}: columns {LAYOUT['number'].title} and {LAYOUT['name'].title}",
            "cells that are no numbers of rows, or no names",
            "each row's number and name",
            "Export again; columns may have been shifted.",
        )


def _n_known(header: Header) -> int:
    """Number of columns before the first question."""
    return 1 + max(p for positions in header.fields.values() for p in positions)


def _n_pairs(grid: Grid, header: Header, end: int) -> int:
    widths = [len(row) - _n_known(header) for row in grid.rows[header.row + 1 : end] if any(row)]
    return max([(width + 1) // 2 for width in widths] + [0])


def _wide_header(grid: Grid, header: Header, end: int) -> Header:
    """The header with a name for each question and answer, which it lacks."""
    known, n_pairs = _n_known(header), _n_pairs(grid, header, end)
    labels = [f"{kind} {n}" for n in range(n_pairs) for kind in ("question", "answer")]
    others = tuple(range(known, known + len(labels)))
    return Header(header.row, (*header.labels[:known], *labels), header.fields, others, header.language)


def _padded(grid: Grid, header: Header, end: int) -> Grid:
    """Rows with as many cells as the header; a row that ends between question and answer stays short."""
    known, width = _n_known(header), _n_known(header) + 2 * _n_pairs(grid, header, end)

    def pad(row: Row) -> Row:
        is_whole = len(row) >= known and ((len(row) - known) % 2 == 0 or not row[-1])
        return (*row, *("",) * (width - len(row))) if is_whole else row

    rows = [pad(row) if header.row < i < end and any(row) else row for i, row in enumerate(grid.rows)]
    return Grid(grid.name, grid.delimiter, tuple(rows), grid.is_closed)


def _with_scores(table: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Scores: numbers on the scale that a question states; without one, where every answer is a number."""
    parts = [table.assign(score=float("nan"), scale_lower=float("nan"), scale_upper=float("nan")).iloc[:0]]
    for question, answers in table.groupby("question", sort=False):
        scores = leading_numbers(answers["answer"])
        scale = scale_in(str(question))
        if scale and not scores.between(*scale).all():
            notes.warn("answers_not_understood", n=int((~scores.between(*scale)).sum()), question=question)
            scores = scores.where(scores.between(*scale))
        elif scores.isna().any():
            scores = scores * float("nan")
        lower, upper = scale or (float("nan"), float("nan"))
        parts.append(answers.assign(score=scores, scale_lower=lower, scale_upper=upper))
    return pd.concat(parts)


def _n_anonymous(questions: pd.Series) -> int:
    """People without name, at least: those who answered one question are not the same, others may be."""
    return int(questions.value_counts().max()) if len(questions) else 0


def _totals(table: pd.DataFrame) -> dict[str, float]:
    """People and questions; a mean only where a single question has scores."""
    scored = table[table["score"].notna()]
    anonymous = _n_anonymous(table.loc[table["person_id"].isna(), "question"])
    totals: dict[str, float] = {
        "respondents": table["person_id"].nunique() + anonymous,
        "anonymous": anonymous,
        "polls": table["question"].nunique(),
    }
    return totals | ({"mean": float(scored["score"].mean())} if len(set(scored["question"])) == 1 else {})


FORMATS = (Format("zoom_poll", LAYOUT, read_polls),)
