"""SurveyMonkey: one row per respondent under two header rows, the questions and their choices."""

import re

import pandas as pd

from kpilib.errors import NoEventError, ParamsError
from kpilib.intake.blocks import Block, column, read_block, texts
from kpilib.intake.files import Grid, Row
from kpilib.intake.headers import Field, Header, Layout, first_header, fold
from kpilib.intake.masking import Masker
from kpilib.intake.notes import Notes
from kpilib.intake.people import check_ids, is_internal, normal_email
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.survey_answers import (
    answers_table,
    items_of,
    respondents_table,
    survey_totals,
    warn_of_answer_days,
)
from kpilib.intake.times import check_dates, decide_times

LAYOUT = Layout(
    {
    "respondent_id": Field(
        "must", en="Respondent ID", es="ID del encuestado|ID de encuestado|"
        "Id. del encuestado", fi="Vastaajan tunnus"
    ),
    "collector": Field(
        "must", en="Collector ID", es="ID del recopilador|ID de recopilador|"
        "Id. del recopilador", fi="Kerääjän tunnus"
    ),
    "started": Field(en="Start Date", es="Fecha de inicio|Fecha de comienzo", fi="Aloituspäivä|Alkamispäivä"),
    "ended": Field("should", en="End Date", es="Fecha de finalización|Fecha de fin", fi="Päättymispäivä|"
    "Lopetuspäivä"),
    "email": Field(
        en="Email Address|Email", es="Dirección de correo electrónico|"
            "Correo electrónico", fi="Sähköpostiosoite"
    ),
    "first_name": Field(en="First Name", es="Nombre", fi="Etunimi"),
    "last_name": Field(en="Last Name", es="Apellido|Apellidos", fi="Sukunimi"),
    "mark": Field(en="Custom Data 1", es="Datos personalizados 1|"
    "Dato personalizado 1", fi="Mukautetut tiedot 1"),
    "unused": Field(
        "unused",
        en="IP Address", es="Dirección IP", fi="IP-osoite",
        pattern=r"custom data [2-9]|datos? personalizados? [2-9]|mukautetut tiedot [2-9]",
    ),
    }
)  # fmt: skip
_EVENT_ID = r"[A-Za-z0-9][A-Za-z0-9._-]*"
# What stands in the second header row where a question has one answer only.
_ONE_ANSWER = {"", *map(fold, ("Response", "Open-Ended Response", "Respuesta", "Respuesta abierta", "Vastaus",
                               "Avoin vastaus"))}  # fmt: skip


def read_survey(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `survey_answers`: one row per respondent and question answered."""
    first = first_header(grid, LAYOUT)
    header, choices = _one_header(grid, first)
    block = _respondents(read_block(grid, header, None, LAYOUT, notes), grid.name, notes)
    event_id, is_ours = _event(block, reading, grid.name)
    notes.drop("another_event", (~is_ours).sum())
    # What else people write into Custom Data may be personal: it is counted, not shown.
    notes.warn_count(
        "another_event", int((~is_ours).sum()), n_marks=column(block, "mark")[~is_ours].nunique()
    )
    emails = column(block, "email").map(normal_email).astype("str")
    inside = is_internal(emails, reading)
    notes.drop("internal_person", (is_ours & inside).sum())
    kept = is_ours & ~inside
    answers = block.others[kept]
    items = items_of(answers, choices, notes)
    respondents = _respondent_columns(block, kept, emails, event_id, grid, reading, notes)
    masked = Masker([column(block, "first_name"), column(block, "last_name")])
    table = answers_table(respondents, answers, items, masked)
    for name, field in LAYOUT.items():
        if field.need == "should" and name not in block.cells:
            notes.warn("column_missing", column=field.title)
    return Extract({"survey_answers": table}, survey_totals(table))


def _one_header(grid: Grid, header: Header) -> tuple[Header, dict[str, list[str]]]:
    """The header with a name for every column: a question over several columns lends them its words."""
    # With all rows doubled the first header row stands there twice.
    below = next((r for r in grid.rows[header.row + 1 :] if r != header.labels), ())
    is_second = any(below) and not _at(below, header.fields["respondent_id"][0])
    choices: dict[str, list[str]] = {}
    labels, question = [], ""
    for position, label in enumerate(header.labels):
        choice = _at(below, position) if is_second else ""
        question = label or question
        is_known = position not in header.others and bool(label)
        name = question if is_known or fold(choice) in _ONE_ANSWER else f"{question} | {choice}"
        labels.append(name)
        choices.setdefault(name, []).append(choice)
    return _named(header, tuple(labels)), choices


def _at(row: Row, position: int) -> str:
    return row[position] if position < len(row) else ""


def _named(header: Header, labels: Row) -> Header:
    known = {p for positions in header.fields.values() for p in positions}
    others = tuple(p for p, label in enumerate(labels) if label and p not in known)
    return Header(header.row, labels, header.fields, others, header.language)


def _respondents(block: Block, name: str, notes: Notes) -> Block:
    """Rows of respondents, the last one of each; the second header row is none."""
    ids = block.cells["respondent_id"]
    check_ids(ids, name, "Respondent ID")
    is_header = _is_second_header(block)
    notes.n_rows -= int(is_header.sum())
    notes.drop("no_record_id", ((ids == "") & ~is_header).sum())
    is_header |= ids == ""
    is_older = ~is_header & ids.duplicated(keep="last")
    notes.drop("repeated_row", is_older.sum())
    notes.warn_count("repeated_record", int(is_older.sum()))
    kept = ~is_header & ~is_older
    return Block(block.cells[kept], block.others[kept], block.language)


def _is_second_header(block: Block) -> pd.Series:
    """The row of choices right below the questions: no respondent, no collector, no date."""
    person = texts(block.cells, ("respondent_id", "collector", "started", "ended"))
    is_blank = (person == "").all(axis=1)
    return is_blank & (is_blank.cumsum() == 1)


def _event(block: Block, reading: Reading, name: str) -> tuple[str, pd.Series]:
    """The event, and which rows are its: those marked with it in Custom Data 1, or not marked."""
    marks = column(block, "mark")
    stated = sorted(set(marks) - {""})
    if reading.event_id is None and (len(stated) != 1 or not re.fullmatch(_EVENT_ID, stated[0])):
        found = "no event in Custom Data 1" if not stated else f"{len(stated)} marks in Custom Data 1"
        kind = ParamsError if stated else NoEventError
        raise kind(name, found, "the event it belongs to", "Add --event EVENT_ID.")
    event_id = reading.event_id or stated[0]
    return event_id, marks.map(lambda m: not m or fold(m) == fold(event_id)).astype(bool)


def _respondent_columns(
    block: Block,
    kept: pd.Series,
    emails: pd.Series,
    event_id: str,
    grid: Grid,
    reading: Reading,
    notes: Notes,
) -> pd.DataFrame:
    ended, started = column(block, "ended"), column(block, "started")
    near = reading.starts_at and reading.starts_at.date()
    times = decide_times([ended, started], grid.name, reading.timezone, notes, block.language, near)
    written = ended.where(ended != "", started)
    answered = times.instants(written, notes)
    check_dates(written, answered, grid.name, LAYOUT["ended"].title, notes)
    check_dates(started, times.instants(started, notes), grid.name, LAYOUT["started"].title, notes)
    warn_of_answer_days(answered[kept], reading, notes)
    ids = block.cells["respondent_id"]
    return respondents_table(event_id, ids, emails, answered, reading)[kept]


FORMATS = (Format("surveymonkey", LAYOUT, read_survey),)
