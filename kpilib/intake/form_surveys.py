"""Surveys with one header row: Typeform and Google Forms. Each column that is no field is a question."""

from collections.abc import Iterable

import pandas as pd

from kpilib.errors import NoEventError
from kpilib.intake.blocks import Block, column, read_table
from kpilib.intake.files import Grid, Row
from kpilib.intake.headers import Field, Layout, find_headers
from kpilib.intake.masking import Masker
from kpilib.intake.measured import without
from kpilib.intake.notes import Notes
from kpilib.intake.people import check_emails, is_internal, normal_email, person_id
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.survey_answers import (
    answers_table,
    is_scale_question,
    items_of,
    respondents_table,
    set_apart,
    survey_totals,
    warn_of_answer_days,
)
from kpilib.intake.survey_items import wording
from kpilib.intake.teams_lists import ACTION_LABELS
from kpilib.intake.times import check_dates, decide_times

TYPEFORM = Layout(
    {
        "answered": Field("must", en="Submit Date (UTC)"),
        "respondent_id": Field("must", en="#"),
        "started": Field(en="Start Date (UTC)"),
        "unused": Field("unused", en="Network ID|Tags|Stage Date (UTC)|Response Type|Ending"),
    }
)
GOOGLE_FORMS = Layout(
    {
        "answered": Field(
            "must",
            en="Timestamp",
            es="Marca temporal",
            fi="Aikaleima",
            pt="Carimbo de data/hora",
            de="Zeitstempel",
        ),
        "email": Field(
            en="Username|Email Address",
            es="Nombre de usuario|Dirección de correo electrónico",
            fi="Käyttäjänimi|Sähköpostiosoite",
            pt="Nome de usuário|Endereço de e-mail",
            de="Nutzername|E-Mail-Adresse",
        ),
        "unused": Field("unused", en="Score|Total score", es="Puntuación"),
        # A list of comings and goings has a time stamp too, and this column beside it.
        "action": Field("never", **ACTION_LABELS),
    }
)


def read_typeform(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `survey_answers`; times are UTC. A response without Submit Date was not finished."""
    block = read_table(grid, TYPEFORM, notes)
    is_partial = block.cells["answered"] == ""
    notes.drop("not_submitted", is_partial.sum())
    block = without(block, is_partial)
    return _survey(block, block.cells["respondent_id"], TYPEFORM, "UTC", grid, reading, notes)


def read_google_forms(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `survey_answers`; times with their offset, else in the event's zone.

    The export has no number per respondent: one is made of the time and all answers.
    """
    block = read_table(grid, GOOGLE_FORMS, notes)
    whole = pd.concat([block.cells, block.others], axis=1)
    # In order of names, so that a respondent stays the same when columns are moved.
    lines = ["\x1f".join(row) for row in whole[sorted(whole.columns)].itertuples(index=False, name=None)]
    made = [person_id(reading.key, f"response:{line}") for line in lines]
    ids = pd.Series(made, index=whole.index, dtype="str")
    return _survey(block, ids, GOOGLE_FORMS, reading.timezone, grid, reading, notes)


def _survey(
    block: Block, ids: pd.Series, layout: Layout, zone: str, grid: Grid, reading: Reading, notes: Notes
) -> Extract:
    if reading.event_id is None:
        raise NoEventError(grid.name, "a survey", "the event it belongs to", "Add --event EVENT_ID.")
    written = column(block, "answered")
    near = reading.starts_at and reading.starts_at.date()
    times = decide_times([written, column(block, "started")], grid.name, zone, notes, block.language, near)
    answered = times.instants(written, notes)
    # A form gives each response its time, so that a blank one is no time either.
    check_dates(written.where(written != "", "?"), answered, grid.name, layout["answered"].title, notes)
    started = column(block, "started")
    check_dates(started, times.instants(started, notes), grid.name, TYPEFORM["started"].title, notes)
    warn_of_answer_days(answered, reading, notes)
    check_emails(column(block, "email"), grid.name)
    asked = set_apart(block.others, column(block, "email"))
    inside = is_internal(asked.emails.map(normal_email).astype("str"), reading)
    notes.drop("internal_person", inside.sum())
    respondents = respondents_table(reading.event_id, ids, asked.emails, answered, reading)[~inside]
    answers = asked.answers[~inside]
    table = answers_table(respondents, answers, items_of(answers, {}, notes), Masker(asked.names))
    return Extract({"survey_answers": table}, survey_totals(table))


def _is_form(rows: Iterable[Row]) -> int:
    """Fields of a Google form: a time, and a question or an address beside it."""
    for header in find_headers(rows, GOOGLE_FORMS):
        asked = [header.labels[p] for p in header.others]
        if any(is_scale_question(text) or wording(text) != "other" for text in asked):
            return header.n_matched
    return 0


FORMATS = (
    Format("typeform", TYPEFORM, read_typeform),
    Format("google_forms", GOOGLE_FORMS, read_google_forms, _is_form),
)
