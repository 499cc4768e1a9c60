"""Google Analytics 4: tables exported from its pages, each under comment lines with its range of days."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.files import Grid, Row
from kpilib.intake.headers import Block, Field, Header, find_headers, fold, read_block
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import coverage, day
from kpilib.intake.times import parse_moment, parse_range
from kpilib.intake.values import Kind, decide_numbers, is_number, is_unknown

SOURCE = "ga4"
DIMENSIONS = {
    "session_channel_group": Field(
        pattern=r"session (primary|default) channel group.*|grupo de canales (principal|predeterminado) de la sesion.*"
    ),
    "first_user_channel_group": Field(
        pattern=r"first user (primary|default) channel group.*"
        r"|primer grupo de canales (principal|predeterminado) del usuario.*"
    ),
    "session_source_medium": Field(pattern=r"session source ?/ ?medium|(session: )?fuente ?/ ?medio de la sesion"),
    "session_campaign": Field(pattern=r"session campaign|campana de (la )?sesion"),
    "page_title": Field(pattern=r"page title and screen (class|name)|titulo de pagina y (clase|nombre) de pantalla"),
    "page_path": Field(pattern=r"page path.*|ruta de la pagina.*"),
    "event_name": Field(en="Event name", es="Nombre del evento"),
    "country": Field(en="Country", es="País"),
    "city": Field(en="City", es="Ciudad"),
    "device": Field(en="Device category|Platform", es="Categoría de dispositivo|Plataforma"),
    "nth_day": Field(en="Nth day", es="Día N", fi="N. päivä"),
    "date": Field(en="Date", es="Fecha", fi="Päivämäärä"),
}
MEASURES = {
    "sessions": Field(en="Sessions", es="Sesiones", fi="Istunnot"),
    "engaged_sessions": Field(en="Engaged sessions", es="Sesiones con interacción"),
    "engagement_rate": Field(en="Engagement rate", es="Porcentaje de interacciones|Tasa de interacción"),
    "engagement_seconds_per_session": Field(
        en="Average engagement time per session", es="Tiempo de interacción medio por sesión"
    ),
    "engagement_seconds_per_user": Field(
        en="Average engagement time per active user|Average engagement time",
        es="Tiempo de interacción medio por usuario activo|Tiempo de interacción medio",
    ),
    "events_per_session": Field(en="Events per session", es="Eventos por sesión"),
    "event_count": Field(en="Event count", es="Número de eventos|Recuento de eventos"),
    "key_events": Field(en="Key events|Conversions", es="Eventos clave|Conversiones"),
    "key_event_rate": Field(
        en="Session key event rate|Session conversion rate", es="Tasa de eventos clave de sesión"
    ),
    "revenue": Field(en="Total revenue", es="Ingresos totales|Total de ingresos"),
    "active_users": Field(en="Active users|Users", es="Usuarios activos|Usuarios", fi="Aktiiviset käyttäjät|Käyttäjät"),
    "total_users": Field(en="Total users", es="Total de usuarios|Usuarios totales"),
    "new_users": Field(en="New users", es="Usuarios nuevos", fi="Uudet käyttäjät"),
    "views": Field(en="Views", es="Vistas|Visualizaciones"),
}
RANGE = {"date_range": Field(en="Date range", es="Intervalo de fechas|Periodo|Período")}
LAYOUT = {**DIMENSIONS, **MEASURES, **RANGE}
# Add up over members; the others are people, rates and averages and do not.
ADDITIVE = ("sessions", "engaged_sessions", "event_count", "key_events", "revenue", "views")
PEOPLE = ("active_users", "total_users", "new_users")
_COUNTS = {"sessions", "engaged_sessions", "event_count", *PEOPLE, "views"}
_START = re.compile(r"start|inicio|comienzo|alku|aloit|alkam")
_DATE_LINE = re.compile(r"#\s*(?P<label>[^:]+):\s*(?P<day>\d{8})\b")


@dataclass(frozen=True)
class WebTable:
    """One table of the export: its rows, and the range of days stated above it."""

    block: Block
    starts_on: date
    ends_on: date


def _is_comment(row: Row) -> bool:
    return bool(row) and row[0].startswith("#")


def _stated_days(rows: Iterable[Row]) -> dict[str, date]:
    """Start and end as the comment lines state them; the first of each counts."""
    days: dict[str, date] = {}
    for row in rows:
        found = _DATE_LINE.match(row[0]) if row else None
        moment = parse_moment(found["day"]) if found else None
        if found and moment:
            days.setdefault("start" if _START.search(fold(found["label"])) else "end", moment.date())
    return days


def _headers(rows: tuple[Row, ...]) -> list[Header]:
    """Rows that are headers: a measure and one more column, no row of their own table above."""
    found = []
    for header in find_headers_of_measures(rows):
        if len(header.fields) + len(header.others) > 1:
            found.append(header)
    return found


def find_headers_of_measures(rows: Iterable[Row]) -> list[Header]:
    """Rows in which a measure's name stands; comment lines are passed over."""
    hits = []
    for name, field in MEASURES.items():
        layout = {name: Field("must", field.en, field.es, field.fi), **{k: f for k, f in LAYOUT.items() if k != name}}
        hits += [h for h in find_headers(rows, layout) if not _is_comment(h.labels)]
    return sorted({h.row: h for h in hits}.values(), key=lambda h: h.row)


def _n_matched(rows: Iterable[Row]) -> int:
    rows = tuple(rows)
    headers = _headers(rows)
    days = _stated_days(rows)
    return max((h.n_matched for h in headers), default=0) if {"start", "end"} <= set(days) else 0
