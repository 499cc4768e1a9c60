"""People of the event: who registered, who came, how long they stayed, who became a contact."""

from kpilib.kpis.formulas import ratio, share, simple
from kpilib.kpis.record import declare

declare(
    "registrations",
    ("Registros", "Ilmoittautumiset", "Registrations"),
    (
        "personas distintas que se registraron en el evento",
        "tapahtumaan ilmoittautuneet eri henkilöt",
        "different people who registered for the event",
    ),
    simple("registrations"),
    ("registrations",),
    unit="people",
    source="K36",
    step="promotion",
    target="count",
)
declare(
    "qualified_registrations",
    ("Registros calificados", "Kvalifioidut ilmoittautumiset", "Qualified registrations"),
    (
        "personas registradas que escribieron algo significativo en «su desafío»",
        "ilmoittautuneet, jotka vastasivat haastekysymykseen sisällöllisesti",
        "people who registered and wrote something meaningful under “your challenge”",
    ),
    simple("qualified_registrations"),
    ("qualified_registrations",),
    unit="people",
    source="K03",
    step="promotion",
    target="count",
)
declare(
    "attendees",
    ("Asistencia real", "Osallistujamäärä", "Attendance"),
    (
        "personas distintas que estuvieron en la sesión",
        "eri henkilöt, jotka olivat mukana tapahtumassa",
        "different people who were in the session",
    ),
    simple("attendees"),
    ("attendees",),
    unit="people",
    source="K04",
    target="count",
)
declare(
    "walk_ins",
    ("Asistentes sin registro", "Ilmoittautumatta osallistuneet", "Walk-ins"),
    (
        "personas que asistieron sin haberse registrado",
        "henkilöt, jotka osallistuivat ilmoittautumatta",
        "people who attended without having registered",
    ),
    simple("walk_ins"),
    ("walk_ins",),
    unit="people",
    source="house definition (CONTRACT)",
    better="none",
)
declare(
    "attendance_rate",
    ("Tasa de asistencia", "Osallistumisprosentti", "Attendance rate"),
    (
        "registrados que asistieron / registros (sin los asistentes sin registro)",
        "osallistuneet ilmoittautuneet / ilmoittautumiset (ilman ilmoittautumatta tulleita)",
        "registered people who attended / registrations (walk-ins not counted)",
    ),
    share("registered_attendees", "registrations"),
    ("registered_attendees", "registrations"),
    unit="share",
    source="K37",
    target="rate",
)
declare(
    "attendance_per_qualified_registration",
    (
        "Asistencia real / registros calificados",
        "Osallistujat / kvalifioidut ilmoittautumiset",
        "Attendance per qualified registration",
    ),
    (
        "es una razón y puede superar 1: entre los asistentes hay personas sin registro calificado",
        "suhdeluku, voi ylittää 1, koska kaikki osallistujat eivät ole kvalifioituja",
        "a ratio; may pass 1 because attendees need not be qualified",
    ),
    ratio("attendees", "qualified_registrations"),
    ("attendees", "qualified_registrations"),
    unit="ratio",
    source="K05",
    target="money",
)
declare(
    "qualified_attendance_rate",
    (
        "Asistencia de registros calificados",
        "Kvalifioitujen osallistumisprosentti",
        "Attendance of qualified registrants",
    ),
    (
        "registrados calificados que asistieron / registros calificados",
        "osallistuneet kvalifioidut ilmoittautuneet / kvalifioidut ilmoittautumiset",
        "qualified registrants who attended / qualified registrations",
    ),
    share("qualified_attendees", "qualified_registrations"),
    ("qualified_attendees", "qualified_registrations"),
    unit="share",
    source="K05",
    target="rate",
)
declare(
    "minutes_attended",
    ("Minutos de asistencia", "Osallistumisminuutit", "Minutes attended"),
    (
        "minutos totales de todos los asistentes, sin contar dos veces los solapes",
        "kaikkien osallistujien minuutit yhteensä, päällekkäisyydet kerran",
        "total minutes of all attendees, overlaps counted once",
    ),
    simple("minutes_attended"),
    ("minutes_attended",),
    unit="minutes",
    source="K49",
    target="money",
)
declare(
    "minutes_per_attendee",
    ("Minutos por asistente", "Minuutit osallistujaa kohti", "Minutes per attendee"),
    (
        "minutos de asistencia / asistentes",
        "osallistumisminuutit / osallistujat",
        "minutes attended / attendees",
    ),
    ratio("minutes_attended", "attendees"),
    ("minutes_attended", "attendees"),
    unit="minutes",
    source="K49",
    target="money",
)
declare(
    "leads",
    ("Clientes potenciales", "Liidit", "Leads"),
    (
        "personas del evento registradas por primera vez como contacto en su ventana",
        "tapahtuman henkilöt, jotka kirjattiin ensi kertaa yhteystiedoiksi tapahtuman ikkunassa",
        "people of the event first recorded as a contact in its window",
    ),
    simple("leads"),
    ("leads",),
    unit="people",
    source="K19",
    step="improvement",
    window="event",
    target="count",
)
declare(
    "qualified_leads",
    ("Clientes potenciales calificados", "Kvalifioidut liidit", "Qualified leads"),
    (
        "personas que abrieron una cuenta gratuita y probaron las funciones básicas",
        "henkilöt, jotka avasivat ilmaisen tilin ja kokeilivat perustoimintoja",
        "people who opened a free account and tried the basics",
    ),
    simple("qualified_leads"),
    ("qualified_leads",),
    unit="people",
    source="K14",
    step="improvement",
    window="event",
    target="count",
)
declare(
    "attendee_conversion_rate",
    (
        "Tasa de conversión (asistentes)",
        "Konversioaste (osallistujat)",
        "Conversion rate (attendees)",
    ),
    (
        "asistentes que actuaron después del evento / asistentes",
        "tapahtuman jälkeen toimineet osallistujat / osallistujat",
        "attendees who acted after the event / attendees",
    ),
    share("attendees_acted", "attendees"),
    ("attendees_acted", "attendees"),
    unit="share",
    source="K54",
    step="improvement",
    window="event",
    target="rate",
)
