"""Labels of Zoom's attendee report: today's, those of older versions, and the Spanish ones."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Labels:
    """All words of one form of the report."""

    title: str
    generated: str
    generated_dates: str
    dates: str
    topic_columns: tuple[str, ...]
    host_block: str
    panel_block: str
    attendee_block: str
    phone_block: str
    crew_columns: tuple[str, ...]
    attendee_columns: tuple[str, ...]
    phone_columns: tuple[str, ...]
    yes: str = "Yes"
    no: str = "No"


_TOPIC = (
    "Topic",
    "Webinar ID",
    "Actual Start Time",
    "Actual Duration (minutes)",
    "# Registered",
    "# Cancelled",
    "Unique Viewers",
    "Total Users",
    "Max Concurrent Views",
)
_SESSION = ("Join Time", "Leave Time", "Time in Session (minutes)")
_REGISTERED = ("Registration Time", "Approval Status")

ENGLISH = Labels(
    "Attendee Report",
    "Report generated time",
    "slashes",
    "slashes",
    (*_TOPIC, "Enable Registration"),
    "Host Details",
    "Panelist Details",
    "Attendee Details",
    "Other Attended",
    ("Attended", "User Name (Original Name)", "Email", *_SESSION, "Is Guest", "Country/Region Name"),
    (
        "Attended",
        "User Name (Original Name)",
        "First Name",
        "Last Name",
        "Email",
        *_REGISTERED,
        *_SESSION,
        "Is Guest",
        "Country/Region Name",
    ),
    ("User Name", *_SESSION, "Country/Region Name"),
)
OLD = Labels(
    "Attendee Report",
    "Report Generated:",
    "month",
    "month24",
    _TOPIC,
    "Host Details",
    "Panelist Details",
    "Attendee Details",
    "Other Attended",
    ("Attended", "User Name", "Email", *_SESSION, "Country/Region Name"),
    ("Attended", "First Name", "Last Name", "Email", *_REGISTERED, *_SESSION, "Country/Region Name"),
    ("User Name", *_SESSION, "Country/Region Name"),
)
_SESSION_ES = ("Hora de entrada", "Hora de salida", "Tiempo en la sesión (minutos)")
_USER_ES, _COUNTRY_ES = "Nombre de usuario (nombre original)", "Nombre de país/región"
SPANISH = Labels(
    "Informe de asistentes",
    "Hora de generación del informe",
    "day first",
    "day first",
    (
        "Tema",
        "ID de seminario web",
        "Hora de inicio real",
        "Duración real (minutos)",
        "N.º inscritos",
        "N.º cancelados",
        "Espectadores exclusivos",
        "Usuarios totales",
        "Vistas simultáneas máximas",
    ),
    "Detalles de anfitrión",
    "Detalles de panelista",
    "Detalles de asistente",
    "Otros asistentes",
    ("Asistió", _USER_ES, "Correo electrónico", *_SESSION_ES, "Es invitado", _COUNTRY_ES),
    (
        "Asistió",
        _USER_ES,
        "Nombre",
        "Apellido",
        "Correo electrónico",
        "Hora de inscripción",
        "Estado de aprobación",
        *_SESSION_ES,
        "Es invitado",
        _COUNTRY_ES,
    ),
    ("Nombre de usuario", *_SESSION_ES, _COUNTRY_ES),
    "Sí",
    "No",
)
