"""Zoom webinars: the registration report. What both reports share stands here too."""

import re
from datetime import date, timedelta

import pandas as pd

from kpilib.intake.blocks import Block, column, read_table, repeats, texts, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Header, Layout, find_headers, fold
from kpilib.intake.left_out import drop_left_out
from kpilib.intake.masking import Masker
from kpilib.intake.notes import Notes
from kpilib.intake.people import Identified, check_emails, identify_by_name
from kpilib.intake.reading import Reading, require_event
from kpilib.intake.registrations import NOTHING, filled, is_cancelled, registration_totals, registrations
from kpilib.intake.registry import Extract, Format
from kpilib.intake.times import Times, decide_times, parse_moment

NAMES = {
    "user_name": Field(
        en="User Name (Original Name)|User Name|Name (Original Name)",
        es="Nombre de usuario (nombre original)|Nombre de usuario|Nombre (nombre original)",
    ),
    "first_name": Field(en="First Name", es="Nombre"),
    "last_name": Field(en="Last Name", es="Apellido|Apellidos"),
}
REGISTRATION = {
    "registered": Field(
        en="Registration Time|Registration Date",
        es="Hora de inscripción|Hora de registro|Fecha de inscripción|Fecha de registro|"
        "Fecha y hora de registro",
    ),
    "status": Field(
        en="Approval Status|Registration Status|Status",
        es="Estado de aprobación|Estado de la aprobación|Estado de la inscripción|Estado",
    ),
    "source": Field(en="Source Name", es="Nombre de la fuente|Nombre de fuente|Nombre del origen"),
}
# The line above a report that says when it was made.
GENERATED = (
    "report generated",
    "report generated time",
    "informe generado",
    "hora de generacion del informe",
)
EMAIL = Field(
    en="Email|Email Address|User Email|E-mail",
    es="Correo electrónico|Dirección de correo electrónico|Correo|E-mail del usuario",
)
JOINED = Field(
    en="Join Time", es="Hora de entrada|Hora para unirse|Hora de unión|Hora de ingreso|Hora de incorporación"
)
# Standard columns of a registration form: known, and no use here.
UNUSED = {
    "form": Field(
        "unused",
        en="Phone|Phone Number|Country/Region Name|Country/Region|Job Title|Organization|Industry|Address|"
            "City|Zip/Postal Code|State/Province|Attendance Type|"
        "Number of Employees|Purchasing Time Frame|Role in Purchase Process|Questions & Comments|"
        "Unsubscribe|Registrant ID",
        es="Teléfono|Número de teléfono|Nombre de país/región|País/región|Cargo|Puesto|Organización|"
            "Sector|Dirección|Ciudad|Código postal|Preguntas y comentarios|"
        "Tipo de asistencia",
    ),
}  # fmt: skip
SUMMARY = Layout(
    {
        "topic": Field("must", en="Topic", es="Tema"),
        "webinar_id": Field(
            "must", en="Webinar ID|ID", es="ID de seminario web|ID del seminario web|ID de webinar"
        ),
        "started": Field(
            en="Actual Start Time|Scheduled Time|Start Time",
            es="Hora de inicio real|Hora programada|Hora de inicio",
        ),
        "stated": Field(
            en="# Registered|# Registrants",
            es="N.º inscritos|N.º de inscritos|# inscritos|# Registrados|N.º de registrados",
        ),
        "cancelled": Field(
            en="# Cancelled|# Canceled",
            es="N.º cancelados|N.º de cancelados|# cancelados|N.º canceladas|N.º de canceladas|# canceladas",
        ),
        "viewers": Field(en="Unique Viewers", es="Espectadores exclusivos|Espectadores únicos"),
    }
)
LAYOUT = Layout(
    {
        "email": Field("must", EMAIL.en, EMAIL.es),
        "registered": Field("must", REGISTRATION["registered"].en, REGISTRATION["registered"].es),
        "status": Field("should", REGISTRATION["status"].en, REGISTRATION["status"].es),
        "source": REGISTRATION["source"],
        **NAMES,
        "joined": Field("never", JOINED.en, JOINED.es),
        # A Teams webinar's report holds registrations too.
        "first_join": Field(
            "never", en="First Join", es="Primera entrada", pt="Primeira Entrada", de="Erster Beitritt"
        ),
        **UNUSED,
    }
)


def full_names(cells: pd.DataFrame) -> pd.Series:
    """The name people are told apart by: first and last name, else the name shown in the session."""
    parts = texts(cells, ("first_name", "last_name", "user_name"))
    name = (parts["first_name"] + " " + parts["last_name"]).str.strip()
    return name.where(name.map(lambda n: fold(n) not in NOTHING), parts["user_name"])


def identify_people(cells: pd.DataFrame, event_id: str, reading: Reading, notes: Notes) -> Identified:
    """A person for each row; without an address by event and name."""
    return identify_by_name(texts(cells, ["email"])["email"], full_names(cells), event_id, reading.key, notes)


def masker(cells: pd.DataFrame) -> Masker:
    """Masks the names that a report knows."""
    return Masker([cells[c] for c in ("first_name", "last_name", "user_name") if c in cells])


def summary(grid: Grid, notes: Notes, layout: Layout = SUMMARY) -> dict[str, str]:
    """The cells under the report's first topic line, by name; empty without such a line.

    Warns where the file holds further topic lines of other sessions.
    """
    found = [_below(grid, header) for header in find_headers(grid.rows, layout)]
    marks = {(about.get("webinar_id"), about.get("topic"), about.get("started")) for about in found}
    notes.warn_of_marks(marks)
    return found[0] if found else {}


def _below(grid: Grid, header: Header) -> dict[str, str]:
    values = next((r for r in grid.rows[header.row + 1 :] if any(r) and not repeats(r, header)), ())
    return {n: values[p[0]] for n, p in header.fields.items() if p[0] < len(values)}


def stated_number(summary_cells: dict[str, str], name: str) -> int | None:
    """A whole number of the topic line, or None."""
    digits = re.sub(r"[.,\s]", "", summary_cells.get(name, ""))
    return int(digits) if digits.isdigit() else None


def _warn_of_missing(cells: pd.DataFrame, about: dict[str, str], notes: Notes) -> None:
    """Holds the rows against the topic line, whose `# Registered` leaves out who cancelled."""
    registered, cancelled = stated_number(about, "stated"), stated_number(about, "cancelled")
    taken_back = is_cancelled(texts(cells, ["status"])["status"])
    if registered is not None and "status" not in cells:
        # Nothing tells who cancelled, so that all rows stand against all that is stated.
        registered, cancelled = registered + (cancelled or 0), None
    notes.warn_if_fewer(int((~taken_back).sum()), registered, "registrations")
    notes.warn_if_fewer(int(taken_back.sum()), cancelled, "cancelled registrations")


def read_registration(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `registrations` of a registration report."""
    event_id = require_event(reading, grid.name)
    block = _report_block(grid, notes)
    cells, about = block.cells, summary(grid, notes)
    check_emails(cells["email"], grid.name)
    times = decide_times(
        [cells["registered"], pd.Series([about.get("started", "")])],
        grid.name, reading.timezone, notes, block.language, reading.starts_at and reading.starts_at.date(),
    )  # fmt: skip
    who = identify_people(cells, event_id, reading, notes)
    _warn_of_missing(cells, about, notes)
    notes.drop("no_person", (who.ids == "").sum())
    rows = drop_left_out(cells[who.ids != ""], who.emails, full_names(cells), reading, notes)
    table, question = registrations(
        rows, block.others, who.ids[rows.index], times, reading, grid, notes, masker(cells)
    )
    if question is None and len(table):
        notes.warn("no_challenge")
    warn_columns(block, LAYOUT, notes, used=[question] if question else [])
    return Extract({"registrations": table}, registration_totals(table), _covered_until(grid, times))


def _covered_until(grid: Grid, times: Times) -> date | None:
    """The day on which the report was made; the one before where it was made before noon."""
    made = next((row[1] for row in grid.rows if len(row) > 1 and fold(row[0]) in GENERATED), "")
    moment = parse_moment(made, times.order) if made else None
    return None if moment is None else (moment - timedelta(hours=12)).date()


def _report_block(grid: Grid, notes: Notes) -> Block:
    block = read_table(grid, LAYOUT, notes)
    # A file put together of two holds its title and topic lines again in the middle.
    is_row = filled(column(block, "email")) | filled(column(block, "registered"))
    notes.drop("no_person", (~is_row).sum())
    return Block(block.cells[is_row], block.others[is_row], block.language)


FORMATS = (Format("zoom_webinar_registration", LAYOUT, read_registration),)
