"""Microsoft Teams: the attendance report of a meeting or webinar, in numbered sections."""

import re
from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from kpilib.intake.blocks import Block, column, read_block, texts, warn_columns
from kpilib.intake.files import Grid, Row
from kpilib.intake.headers import Field, Layout, find_headers, fold
from kpilib.intake.left_out import drop_left_out
from kpilib.intake.masking import Masker
from kpilib.intake.notes import Notes
from kpilib.intake.people import check_emails, ids_of
from kpilib.intake.reading import Reading, require_event
from kpilib.intake.registrations import filled, is_cancelled, registration_totals, registrations
from kpilib.intake.registry import Extract, Format
from kpilib.intake.roles import read_roles
from kpilib.intake.stays import read_stays, stay_totals
from kpilib.intake.teams_rows import (
    resolve_emails,
    rows_of_joins,
    rows_of_people,
    warn_of_short_joins,
)
from kpilib.intake.times import Times, check_dates, decide_times

_NAME = Field("must", en="Name|Full Name", es="Nombre|Nombre completo", fi="Nimi|Koko nimi",
              pt="Nome|Nome completo", de="Name|Vollständiger Name")  # fmt: skip
_SHARED = {
    "name": _NAME,
    "email": Field("should", en="Email", es="Correo electrónico|Correo", fi="Sähköposti", pt="Email|E-mail",
                   de="E-Mail"),
    "upn": Field(en="Participant ID (UPN)", es="Id. de participante (UPN)|ID de participante (UPN)",
                 fi="Osallistujan tunnus (UPN)|Osallistujatunnus (UPN)", pt="ID do participante (UPN)",
                 de="Teilnehmer-ID (UPN)"),
    "role": Field("should", en="Role", es="Rol|Función", fi="Rooli", pt="Função", de="Rolle"),
    # Webex and Zoom have joins, names and roles too.
    "other_tool": Field("never", en="Display Name|Attended|Name (Original Name)", es="Nombre para mostrar",
                        pt="Nome de exibição", de="Anzeigename"),
    "engagement": Field("unused", pattern=r"(engagement|engajamento|interaccion|participacion|"
                                          r"interaktion|sitoutuminen):.*"),
}  # fmt: skip
PARTICIPANTS = Layout(
    {
        **_SHARED,
        "first_join": Field("must", en="First Join", es="Primera entrada", fi="Ensimmäinen liittyminen",
                            pt="Primeira Entrada", de="Erster Beitritt"),
        "last_leave": Field("must", en="Last Leave", es="Última salida", fi="Viimeinen poistuminen",
                            pt="Última Saída", de="Letztes Verlassen"),
        "duration": Field("should", en="In-Meeting Duration", es="Duración de la reunión|"
                          "Duración en la reunión", fi="Kesto kokouksessa", pt="Duração da Reunião",
                          de="Dauer der Besprechung|Besprechungsdauer"),
        "first_name": Field(en="Registration First Name", es="Nombre de registro|Nombre del registro",
                            pt="Nome da Inscrição", de="Registrierung Vorname"),
        "last_name": Field(en="Registration Last Name", es="Apellido de registro|Apellidos de registro",
                           pt="Sobrenome da Inscrição", de="Registrierung Nachname"),
        "registration_email": Field(en="Registration Email", es="Correo electrónico de registro",
                                    pt="Email da Inscrição", de="Registrierung E-Mail"),
        "registered": Field(en="Registration Time", es="Hora de registro", pt="Horário da Inscrição",
                            de="Registrierungszeit"),
        "status": Field(en="Registration Status", es="Estado de registro|Estado del registro",
                        pt="Status da Inscrição", de="Registrierungsstatus"),
    }
)  # fmt: skip
ACTIVITIES = Layout(
    {
        **_SHARED,
        "joined": Field("must", en="Join Time", es="Hora de entrada|Hora de unión", fi="Liittymisaika",
                        pt="Horário de Entrada", de="Beitreten|Beitrittszeit"),
        "left": Field("must", en="Leave Time", es="Hora de salida", fi="Poistumisaika",
                      pt="Horário de Saída", de="Verlassen|Verlassenszeit|Austrittszeit"),
        "role": replace(_SHARED["role"], need="must"),
        "duration": Field("should", en="Duration", es="Duración", fi="Kesto", pt="Duração", de="Dauer"),
    }
)  # fmt: skip
_STATED = {
    "attended": "attended participants|participantes que asistieron|participantes atendidos|"
    "participantes asistentes|teilnehmer|osallistujat",
    "registered": "registered participants|participantes registrados|participantes inscritos|"
    "registrierte teilnehmer",
}
# The first section holds pairs, the fourth three columns.
_MIN_WIDTH = 4
_TITLE = re.compile(r"\d\. ?\D.*")


def read_report(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `attendance` and, of a webinar, `registrations`.

    Single joins stand in the third section; who has none there stays as long as the second section says.
    """
    require_event(reading, grid.name)
    people, joins = (_section(grid, layout, notes) for layout in (PARTICIPANTS, ACTIVITIES))
    _warn_of_headless(grid, notes)
    _warn_columns(joins, ACTIVITIES, notes)
    times = _times(people, joins, grid, reading, notes)
    emails = resolve_emails(people.cells, reading)
    registered = _registrations(people, emails, times, grid, reading, notes)
    joined = rows_of_joins(joins.cells, people.cells, emails, times, notes)
    rows = pd.concat([joined, rows_of_people(people.cells, joined, emails, times, notes)])
    warn_of_short_joins(people.cells, joined, emails, notes)
    _warn_of_missing(people, grid, notes)
    stays = read_stays(rows, reading, notes)
    _warn_of_presenters(stays, notes)
    upgraded = registered[registered["status"] == "upgraded"]["person_id"] if registered is not None else ()
    counted = (stays["role"] == "attendee") | stays["person_id"].isin(set(upgraded))
    totals = _totals(stays, counted)
    if registered is None:
        return Extract({"attendance": stays}, totals)
    return Extract(
        {"attendance": stays, "registrations": registered}, totals | registration_totals(registered)
    )


def _section(grid: Grid, layout: Layout, notes: Notes) -> Block:
    """The rows of one section, wherever it stands; no rows and columns where the report has none."""
    titles = {i for i, row in enumerate(grid.rows) if _is_title(row)}
    headers = {h.row for lay in (PARTICIPANTS, ACTIVITIES) for h in find_headers(grid.rows, lay)}
    edges = sorted(titles | headers | {len(grid.rows)})
    blocks = [
        read_block(grid, header, next(e for e in edges if e > header.row), layout, notes)
        for header in find_headers(grid.rows, layout)
    ]
    if not blocks:
        return Block(pd.DataFrame(), pd.DataFrame(), None)
    cells = pd.concat([b.cells for b in blocks]).fillna("").astype("str")
    others = pd.concat([b.others for b in blocks]).fillna("").astype("str")
    # A whole file pasted twice repeats its sections.
    repeated = cells.duplicated()
    notes.drop("repeated_row", repeated.sum())
    check_emails(texts(cells, ["email"])["email"], grid.name)
    return Block(cells[~repeated], others[~repeated], blocks[0].language)


def _warn_of_headless(grid: Grid, notes: Notes) -> None:
    """Warns of a section of a table's width whose first row is no header that is known."""
    known = {h.row for lay in (PARTICIPANTS, ACTIVITIES) for h in find_headers(grid.rows, lay)}
    for start in (i for i, row in enumerate(grid.rows) if _is_title(row)):
        rows = ((i, row) for i, row in enumerate(grid.rows[start + 1 :], start + 1) if any(row))
        number, first = next(rows, (0, ()))
        if sum(map(bool, first)) >= _MIN_WIDTH and number not in known:
            # The section's title, not its cells: without a header the first row is a person's.
            notes.warn("table_skipped", columns=next(filter(None, grid.rows[start])))


def _warn_columns(section: Block, layout: Layout, notes: Notes, used: Iterable[str] = ()) -> None:
    if len(section.cells.columns):
        warn_columns(section, layout, notes, used)


def _is_title(row: Row) -> bool:
    cells = [cell for cell in row if cell]
    return len(cells) == 1 and bool(_TITLE.fullmatch(cells[0]))


def _times(people: Block, joins: Block, grid: Grid, reading: Reading, notes: Notes) -> Times:
    columns = {PARTICIPANTS[n].title: column(people, n) for n in ("first_join", "last_leave", "registered")}
    columns |= {ACTIVITIES[n].title: column(joins, n) for n in ("joined", "left")}
    language = people.language or joins.language
    times = decide_times(columns.values(), grid.name, reading.timezone, notes, language, reading.starts_on)
    for title, cells in columns.items():
        check_dates(cells, times.instants(cells, Notes()), grid.name, title, notes)
    return times


def _registrations(
    people: Block, emails: pd.Series, times: Times, grid: Grid, reading: Reading, notes: Notes
) -> pd.DataFrame | None:
    """Table `registrations`; None where the report is not of a webinar with registration."""
    if "registration_email" not in people.cells:
        _warn_columns(people, PARTICIPANTS, notes)
        return None
    has_email = filled(column(people, "registration_email"))
    notes.drop("no_person", (filled(column(people, "registered")) & ~has_email).sum())
    cells = people.cells[has_email]
    # A second device repeats the registration.
    cells = cells.drop_duplicates([c for c in ("registration_email", "registered", "status") if c in cells])
    whole = texts(cells, ("first_name", "last_name")).agg(" ".join, axis=1)
    cells = drop_left_out(cells, emails[cells.index], whole, reading, notes)
    ids = ids_of(emails[cells.index], reading.key, notes)
    masked = Masker([column(people, name) for name in ("name", "first_name", "last_name")])
    table, question = registrations(
        cells, people.others, ids, times, reading, grid, notes, masked,
        titles=("Registration Time", "Registration Status"),
    )  # fmt: skip
    _warn_columns(people, PARTICIPANTS, notes, [question] if question else [])
    # A registrant who was let present: as with other tools, still an attendee.
    presents = read_roles(texts(cells, ["role"])["role"], Notes()) == "panelist"
    return table.assign(
        status=table["status"].where(~(presents & (table["status"] == "approved")), "upgraded")
    )


def _stated(grid: Grid, name: str) -> int | None:
    """A number of the first section, whose lines hold a label and a value."""
    pairs = [[cell for cell in row if cell] for row in grid.rows]
    values = [b for a, b in (p for p in pairs if len(p) == 2) if fold(a) in _STATED[name].split("|")]
    return int(values[0]) if values and values[0].isdigit() else None


def _warn_of_missing(people: Block, grid: Grid, notes: Notes) -> None:
    present = filled(column(people, "first_join"))
    # The organiser is counted among those who attended.
    if len(present):
        notes.warn_if_fewer(int(present.sum()), _stated(grid, "attended"), "participants")
    emails = column(people, "registration_email")[~is_cancelled(column(people, "status"))]
    if "registration_email" in people.cells:
        notes.warn_if_fewer(emails[filled(emails)].nunique(), _stated(grid, "registered"), "registrations")


def _warn_of_presenters(stays: pd.DataFrame, notes: Notes) -> None:
    """A meeting that lets everybody present makes presenters of its guests."""
    people = stays.groupby("role")["person_id"].nunique()
    n_presenters, n_attendees = int(people.get("panelist", 0)), int(people.get("attendee", 0))
    if n_presenters > n_attendees:
        notes.warn("mostly_presenters", n=n_presenters, n_people=n_presenters + n_attendees)


def _totals(stays: pd.DataFrame, counted: pd.Series) -> dict[str, float]:
    totals = stay_totals(stays, counted)
    return totals | {
        "unique_attendees_excl_organizer": totals["unique_attendees"],
        "seconds_total_excl_organizer": float(round(60 * totals["minutes_sum_reported"])),
    }


def _n_matched(rows: Iterable[Row]) -> int:
    rows = tuple(rows)
    return max(
        (h.n_matched for layout in (PARTICIPANTS, ACTIVITIES) for h in find_headers(rows, layout)), default=0
    )


FORMATS = (Format("teams_attendance", PARTICIPANTS, read_report, _n_matched),)
