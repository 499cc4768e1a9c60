"""Zoom webinars: the registration report. What both reports share stands here too."""

import re

import pandas as pd

from kpilib.errors import DataError, ParamsError
from kpilib.intake.blocks import Block, column, read_table, texts, warn_columns
from kpilib.intake.challenge import are_meaningful, challenge_column
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Layout, find_headers, fold
from kpilib.intake.masking import Masker
from kpilib.intake.notes import Notes
from kpilib.intake.people import Identified, check_emails, drop_internal, identify
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.times import Times, check_dates, days_in, decide_times

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
        **UNUSED,
    }
)

_STATUSES = {
    "approved": "approved|aprobado|aprobada|hyvaksytty",
    "upgraded": "upgraded|upgraded to panelist|ascendido a panelista|actualizado a panelista|"
    "promovido a panelista",
    "pending": "pending|pending approval|pendiente|pendiente de aprobacion|odottaa",
    "denied": "denied|declined|rejected|denegado|denegada|rechazado|rechazada|hylatty",
    "cancelled": "cancelled|canceled|cancelled by registrant|cancelado|cancelada|peruttu",
}
_STATUS_OF = {label: status for status, labels in _STATUSES.items() for label in labels.split("|")}
NOTHING = ("", "--", "-", "na", "n/a")


def require_event(reading: Reading, name: str) -> str:
    """The event of a session's export.

    Raises
    ------
    ParamsError
        None is named: the file itself does not tell it.
    """
    if reading.event_id is None:
        raise ParamsError(
            name, "the export of a session, and no event", "the event it belongs to", "Add --event EVENT_ID."
        )
    return reading.event_id


def filled(cells: pd.Series) -> pd.Series:
    """Whether a cell holds something."""
    return ~cells.str.casefold().isin(NOTHING)


def full_names(cells: pd.DataFrame) -> pd.Series:
    """The name people are told apart by: first and last name, else the name shown in the session."""
    parts = texts(cells, ("first_name", "last_name", "user_name"))
    name = (parts["first_name"] + " " + parts["last_name"]).str.strip()
    return name.where(name.map(lambda n: fold(n) not in NOTHING), parts["user_name"])


def identify_people(cells: pd.DataFrame, event_id: str, reading: Reading, notes: Notes) -> Identified:
    """A person for each row; without an address by event and name."""
    return identify(
        texts(cells, ["email"])["email"],
        full_names(cells),
        lambda _, n: f"name:{event_id}:{n}" if n else "",
        reading.key,
        notes,
    )


def masker(cells: pd.DataFrame) -> Masker:
    """Masks the names that a report knows."""
    return Masker([cells[c] for c in ("first_name", "last_name", "user_name") if c in cells])


def summary(grid: Grid) -> dict[str, str]:
    """The cells under the report's topic line, by name; empty without such a line."""
    header = next(find_headers(grid.rows, SUMMARY), None)
    if header is None:
        return {}
    values = next((r for r in grid.rows[header.row + 1 :] if any(r) and r != header.labels), ())
    return {n: values[p[0]] for n, p in header.fields.items() if p[0] < len(values)}


def stated_number(summary_cells: dict[str, str], name: str) -> int | None:
    """A whole number of the topic line, or None."""
    digits = re.sub(r"[.,\s]", "", summary_cells.get(name, ""))
    return int(digits) if digits.isdigit() else None


def read_statuses(cells: pd.Series, where: str, notes: Notes) -> pd.Series:
    """Approval statuses in schema's words; a blank one counts as approved and is said.

    Raises
    ------
    DataError
        A status not known here.
    """
    folded = cells.map(fold).astype("str")
    blank = folded.isin(NOTHING)
    unknown = ~blank & ~folded.isin(list(_STATUS_OF))
    if unknown.any():
        raise DataError(
            f"{where}: column Approval Status",
            f"{int(unknown.sum())} of {len(cells)} cells with another word",
            f"one of {', '.join(_STATUSES)}; first at row {int(cells.index[unknown][0]) + 1}",
            "Export again; columns may have been shifted.",
        )
    notes.warn_count("status_missing", int(blank.sum()))
    return folded.map(_STATUS_OF).where(~blank, "approved").astype("str")


def registrations(
    rows: pd.DataFrame, others: pd.DataFrame, people: pd.Series, times: Times, reading: Reading,
    grid: Grid, notes: Notes, masked: Masker,
) -> tuple[pd.DataFrame, str | None]:  # fmt: skip
    """Table `registrations` of rows that are registrations, and the column that asks for the challenge."""
    text = texts(rows, ("registered", "status", "source"))
    instants = times.instants(text["registered"], notes)
    check_dates(text["registered"], instants, grid.name, "Registration Time", notes)
    question, n_questions = challenge_column(others)
    if n_questions > 1:
        notes.warn("several_columns", n=n_questions, what="challenge question", column=question)
    answers = others.loc[rows.index, question] if question else pd.Series("", index=rows.index, dtype="str")
    challenge = masked.mask_all(answers.where(filled(answers), ""))
    table = pd.DataFrame(
        {
            "event_id": pd.Series(reading.event_id, index=rows.index, dtype="str"),
            "person_id": people,
            "registered_at": instants,
            "registered_on": days_in(instants, reading.organisation_timezone),
            "status": read_statuses(text["status"], grid.name, notes),
            "is_challenge_asked": question is not None,
            "challenge": challenge,
            "is_qualified": are_meaningful(challenge, dict(reading.challenge_decisions)),
            # A source is the organiser's word for a link; names in it are no registrant's.
            "source": Masker([]).mask_all(text["source"].where(filled(text["source"]), "")),
        }
    )
    return table, question


def registration_totals(table: pd.DataFrame) -> dict[str, float]:
    """People, not rows; those approved only."""
    approved = table[table["status"].isin(["approved", "upgraded"])]
    people = approved["person_id"]
    return {
        "registrants": people.nunique(),
        "registrants_not_approved": len(set(table["person_id"]) - set(people)),
        "challenge_nonblank": people[approved["challenge"].notna()].nunique(),
        "qualified": people[approved["is_qualified"]].nunique(),
    }


def warn_if_fewer(found: int, stated: int | None, what: str, notes: Notes) -> None:
    """Warns where the topic line states more than the rows hold."""
    if stated is not None and found < stated:
        notes.warn("fewer_than_stated", stated=stated, found=found, what=what)


def _warn_of_missing(cells: pd.DataFrame, about: dict[str, str], notes: Notes) -> None:
    """Holds the rows against the topic line, whose `# Registered` leaves out who cancelled."""
    registered, cancelled = stated_number(about, "stated"), stated_number(about, "cancelled")
    is_cancelled = texts(cells, ["status"])["status"].map(fold).map(_STATUS_OF) == "cancelled"
    if registered is not None and "status" not in cells:
        # Nothing tells who cancelled, so that all rows stand against all that is stated.
        registered, cancelled = registered + (cancelled or 0), None
    warn_if_fewer(int((~is_cancelled).sum()), registered, "registrations", notes)
    warn_if_fewer(int(is_cancelled.sum()), cancelled, "cancelled registrations", notes)


def read_registration(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `registrations` of a registration report."""
    event_id = require_event(reading, grid.name)
    block = _report_block(grid, notes)
    cells, about = block.cells, summary(grid)
    check_emails(cells["email"], grid.name)
    times = decide_times(
        [cells["registered"], pd.Series([about.get("started", "")])],
        grid.name, reading.timezone, notes, block.language, reading.starts_at and reading.starts_at.date(),
    )  # fmt: skip
    who = identify_people(cells, event_id, reading, notes)
    _warn_of_missing(cells, about, notes)
    notes.drop("no_person", (who.ids == "").sum())
    rows = drop_internal(cells[who.ids != ""], who.emails[who.ids != ""], reading, notes)
    table, question = registrations(
        rows, block.others, who.ids[rows.index], times, reading, grid, notes, masker(cells)
    )
    warn_columns(block, LAYOUT, notes, used=[question] if question else [])
    return Extract({"registrations": table}, registration_totals(table))


def _report_block(grid: Grid, notes: Notes) -> Block:
    block = read_table(grid, LAYOUT, notes)
    # A file put together of two holds its title and topic lines again in the middle.
    is_row = filled(column(block, "email")) | filled(column(block, "registered"))
    notes.drop("no_person", (~is_row).sum())
    return Block(block.cells[is_row], block.others[is_row], block.language)


FORMATS = (Format("zoom_webinar_registration", LAYOUT, read_registration),)
