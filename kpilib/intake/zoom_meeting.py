"""Zoom meetings: the participants' report, with a row per stay or with a row per person."""

from dataclasses import replace

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import Block, column, read_table, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Layout, fold
from kpilib.intake.notes import Notes
from kpilib.intake.people import check_emails, is_stray, normal_email
from kpilib.intake.reading import Reading, require_event
from kpilib.intake.registry import Extract, Format
from kpilib.intake.stays import read_stays, stay_totals
from kpilib.intake.times import Times, decide_times
from kpilib.intake.values import decide_numbers
from kpilib.intake.zoom import stated_number, summary

SUMMARY = Layout(
    {
        "topic": Field("must", en="Topic", es="Tema", fi="Aihe", pt="Tópico", de="Thema"),
        "started": Field(
            "must", en="Start Time", es="Hora de inicio", fi="Aloitusaika", pt="Hora de início",
            de="Startzeit|Beginn",
        ),
        "host": Field(
            en="User Email|Host Email|Host", es="E-mail del usuario|Correo electrónico del usuario|"
            "Correo electrónico|Anfitrión", fi="Käyttäjän sähköposti", pt="E-mail do usuário|Anfitrião",
            de="Benutzer-E-Mail|Host",
        ),
        "stated": Field(en="Participants", es="Participantes", fi="Osallistujat", pt="Participantes",
                        de="Teilnehmer"),
    }
)  # fmt: skip
_WHO = {
    "name": Field(
        "must", en="Name (Original Name)", es="Nombre (nombre original)", fi="Nimi (alkuperäinen nimi)",
        pt="Nome (nome original)", de="Name (Originalname)|Name (ursprünglicher Name)",
    ),
    "email": Field(
        "should", en="User Email|Email", es="Correo electrónico|E-mail del usuario|"
        "Correo electrónico del usuario", fi="Käyttäjän sähköposti|Sähköposti", pt="E-mail do usuário|E-mail",
        de="Benutzer-E-Mail|E-Mail",
    ),
    "waiting": Field(en="In Waiting Room", es="En sala de espera", fi="Odotushuoneessa",
                     pt="Na sala de espera", de="Im Warteraum"),
    "attended": Field("never", en="Attended", es="Asistió"),
    "unused": Field(
        "unused", en="Guest|Recording Consent|Recording Disclaimer Response",
        es="Invitado|Respuesta al descargo de responsabilidad relativa a la grabación",
        fi="Vieras", pt="Convidado", de="Gast",
    ),
}  # fmt: skip
_JOINED = Field(
    "must", en="Join Time", es="Hora de entrada|Hora para unirse|Hora de unión|Hora de ingreso",
    fi="Liittymisaika", pt="Hora de entrada|Horário de entrada", de="Beitrittszeit|Beitrittszeitpunkt",
)  # fmt: skip
LAYOUT = Layout(
    {
        **_WHO,
        "joined": _JOINED,
        "left": Field(
            "must", en="Leave Time", es="Hora de salida|Hora para salir|Hora de abandono",
            fi="Poistumisaika", pt="Hora de saída|Horário de saída", de="Verlassenszeit|Austrittszeit",
        ),
        "minutes": Field("should", en="Duration (Minutes)", es="Duración (minutos)", fi="Kesto (minuuttia)",
                         pt="Duração (minutos)", de="Dauer (Minuten)"),
    }
)  # fmt: skip
UNIQUE_LAYOUT = Layout(
    {
        **_WHO,
        "joined": replace(_JOINED, need="never"),
        "minutes": Field(
            "must", en="Total Duration (Minutes)", es="Duración total (minutos)|Duración (minutos)",
            fi="Kokonaiskesto (minuuttia)", pt="Duração total (minutos)",
            de="Gesamtdauer (Minuten)|Dauer insgesamt (Minuten)",
        ),
    }
)  # fmt: skip
_YES = ("yes", "y", "si", "s", "kylla", "sim", "ja", "j", "true")


def read_participants(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `attendance` of a report with joins; who only waited was not in the meeting."""
    require_event(reading, grid.name)
    block, about = _participants(grid, LAYOUT, notes), summary(grid, notes, SUMMARY)
    times = _times([block.cells["joined"], block.cells["left"]], about, block, grid, reading, notes)
    joined, left = (
        times.checked(block.cells[name], grid.name, LAYOUT[name].title, notes) for name in ("joined", "left")
    )
    minutes = _minutes(block, LAYOUT, grid, notes)
    rows = _people(block, about, notes).assign(joined_at=joined, left_at=left, reported_minutes=minutes)
    if "waiting" not in block.cells:
        notes.warn("column_missing", column=_WHO["waiting"].title)
    warn_columns(block, LAYOUT, notes)
    return _extract(rows, about, reading, notes)


def read_unique_users(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `attendance` of a report with each person's minutes and no times.

    Stays are laid from the meeting's start on, and that is said.

    Raises
    ------
    DataError
        Neither the file nor the event tells when the meeting began.
    """
    require_event(reading, grid.name)
    block, about = _participants(grid, UNIQUE_LAYOUT, notes), summary(grid, notes, SUMMARY)
    minutes = _minutes(block, UNIQUE_LAYOUT, grid, notes)
    times = _times([], about, block, grid, reading, notes)
    start = _start(about, times, grid, reading, notes) if minutes.notna().any() else pd.NaT
    joined = pd.Series(start, index=block.cells.index).where(minutes.notna())
    left = joined + pd.to_timedelta(minutes, unit="min")
    notes.warn_count("stays_from_start", int(minutes.notna().sum()))
    rows = _people(block, about, notes).assign(joined_at=joined, left_at=left, reported_minutes=minutes)
    warn_columns(block, UNIQUE_LAYOUT, notes)
    return _extract(rows, about, reading, notes)


def _participants(grid: Grid, layout: Layout, notes: Notes) -> Block:
    """The report's rows without those of the waiting room."""
    block = read_table(grid, layout, notes)
    check_emails(column(block, "email"), grid.name)
    is_head = is_stray(column(block, "email"))
    waited = column(block, "waiting").map(fold).isin(_YES) & ~is_head
    notes.drop("repeated_header", is_head.sum())
    notes.drop("waiting_room", waited.sum())
    kept = ~waited & ~is_head
    return Block(block.cells[kept], block.others[kept], block.language)


def _times(
    columns: list[pd.Series], about: dict[str, str], block: Block, grid: Grid, reading: Reading, notes: Notes
) -> Times:
    started = pd.Series([about.get("started", "")])
    return decide_times(
        [*columns, started], grid.name, reading.timezone, notes, block.language, reading.starts_on
    )


def _minutes(block: Block, layout: Layout, grid: Grid, notes: Notes) -> pd.Series:
    cells = column(block, "minutes")
    numbers = decide_numbers({"minutes": (cells, "count")}, grid.name, notes)
    return numbers.read(cells, layout["minutes"].title, "count")


def _start(about: dict[str, str], times: Times, grid: Grid, reading: Reading, notes: Notes) -> pd.Timestamp:
    start = times.instants(pd.Series([about.get("started", "")]), notes)[0]
    if pd.notna(start):
        return start
    if reading.starts_at is None:
        raise DataError(
            grid.name, "minutes without any time", "the meeting's start", "Export it with the meeting's data."
        )
    return pd.Timestamp(reading.starts_at).tz_convert("UTC")


def _people(block: Block, about: dict[str, str], notes: Notes) -> pd.DataFrame:
    emails, host = column(block, "email"), normal_email(about.get("host", ""))
    if not host and len(emails):
        notes.warn("host_unknown")
    is_host = (emails.map(normal_email) == host) & bool(host)
    role = pd.Series("attendee", index=emails.index, dtype="str").where(~is_host, "host")
    return pd.DataFrame({"email": emails, "name": block.cells["name"], "role": role})


def _extract(rows: pd.DataFrame, about: dict[str, str], reading: Reading, notes: Notes) -> Extract:
    stays = read_stays(rows, reading, notes)
    totals = stay_totals(stays)
    totals["unique_excl_host"] = totals["unique_attendees"]
    totals["minutes_sum_excl_host"] = totals["minutes_sum_reported"]
    notes.warn_if_fewer(len(rows), stated_number(about, "stated"), "participants")
    return Extract({"attendance": stays}, totals)


FORMATS = (
    Format("zoom_meeting_participants", LAYOUT, read_participants),
    Format("zoom_meeting_unique_users", UNIQUE_LAYOUT, read_unique_users),
)
