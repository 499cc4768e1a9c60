"""Cisco Webex: the attendance report, one row for each time somebody joined."""

import pandas as pd

from kpilib.intake.blocks import column, read_table, warn_columns
from kpilib.intake.durations import read_minutes
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Layout, fold
from kpilib.intake.notes import Notes
from kpilib.intake.people import check_emails, normal_email
from kpilib.intake.reading import Reading, require_event
from kpilib.intake.registry import Extract, Format
from kpilib.intake.roles import read_roles
from kpilib.intake.stays import read_stays, stay_totals
from kpilib.intake.times import decide_times

LAYOUT = Layout(
    {
        "name": Field("must", en="Display Name", es="Nombre para mostrar|Nombre mostrado", fi="Näyttönimi",
                      pt="Nome de exibição", de="Anzeigename"),
        "email": Field("must", en="Attendee Email", es="Correo electrónico del asistente|"
                       "Correo electrónico del invitado", fi="Osallistujan sähköposti",
                       pt="E-mail do convidado|E-mail do participante", de="E-Mail des Teilnehmers|"
                       "Teilnehmer-E-Mail"),
        "joined": Field("must", en="Join Time", es="Hora de entrada|Hora de ingreso", fi="Liittymisaika",
                        pt="Hora da entrada", de="Beitrittszeit"),
        "left": Field("must", en="Leave Time", es="Hora de salida", fi="Poistumisaika",
                      pt="Hora da saída", de="Verlassenszeit|Austrittszeit"),
        "role": Field("should", en="Role", es="Rol|Función", fi="Rooli", pt="Função", de="Rolle"),
        "duration": Field("should", en="Attendance Duration", es="Duración de la asistencia",
                          fi="Osallistumisen kesto", pt="Duração da presença", de="Anwesenheitsdauer"),
        "connection": Field(en="Connection Type", es="Tipo de conexión", fi="Yhteystyyppi",
                            pt="Tipo de conexão", de="Verbindungstyp"),
        "first_name": Field(en="First Name", es="Nombre", fi="Etunimi", pt="Nome", de="Vorname"),
        "last_name": Field(en="Last Name", es="Apellido|Apellidos", fi="Sukunimi", pt="Sobrenome",
                           de="Nachname"),
        "meeting": Field(en="Meeting Name", es="Nombre de la reunión", fi="Kokouksen nimi",
                         pt="Nome da reunião", de="Meetingname"),
        "unused": Field(
            "unused", en="Meeting Start Time|Meeting End Time|Session Name|Meeting Number",
            es="Hora de inicio de la reunión|Hora de finalización de la reunión|"
            "Nombre de la sesión", fi="Kokouksen alkamisaika|Kokouksen päättymisaika",
            pt="Data de início da reunião|Data de término da reunião|Nome da sessão",
            de="Startzeit des Meetings|Endzeit des Meetings|Sitzungsname",
        ),
    }
)  # fmt: skip
_BY_PHONE = r"phone|telefon|puhelin|call-?in|audio only|solo audio"


def read_attendance(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `attendance`; the tool's own durations, in whole minutes, stay beside the times."""
    require_event(reading, grid.name)
    block = read_table(grid, LAYOUT, notes)
    cells = block.cells
    check_emails(cells["email"], grid.name)
    columns = [cells["joined"], cells["left"]]
    times = decide_times(columns, grid.name, reading.timezone, notes, block.language, reading.starts_on)
    rows = pd.DataFrame(
        {
            "email": cells["email"],
            "name": _names(cells),
            "role": _roles(column(block, "role"), column(block, "connection"), cells["email"], notes),
            "joined_at": times.checked(cells["joined"], grid.name, LAYOUT["joined"].title, notes),
            "left_at": times.checked(cells["left"], grid.name, LAYOUT["left"].title, notes),
            "reported_minutes": read_minutes(column(block, "duration"), LAYOUT["duration"].title, notes),
        }
    )
    warn_columns(block, LAYOUT, notes)
    notes.warn_of_marks(column(block, "meeting").unique())
    stays = read_stays(rows, reading, notes)
    totals = stay_totals(stays)
    totals["unique_attendees_excl_host"] = totals["unique_attendees"]
    totals["minutes_sum_reported_excl_host"] = totals["minutes_sum_reported"]
    return Extract({"attendance": stays}, totals)


def _names(cells: pd.DataFrame) -> pd.Series:
    """First and last name, which stay the same where the name shown does not."""
    if not {"first_name", "last_name"} <= set(cells.columns):
        return cells["name"]
    whole = (cells["first_name"] + " " + cells["last_name"]).str.strip()
    return whole.where((cells["first_name"] != "") & (cells["last_name"] != ""), cells["name"])


def _roles(roles: pd.Series, connections: pd.Series, emails: pd.Series, notes: Notes) -> pd.Series:
    """Roles in schema's words; who has no address and is there by telephone stands apart."""
    read = read_roles(roles, notes)
    by_phone = connections.map(fold).str.contains(_BY_PHONE) & (emails.map(normal_email) == "")
    return read.where(~by_phone | (read != "attendee"), "phone")


FORMATS = (Format("webex_attendance", LAYOUT, read_attendance),)
