"""Google Analytics 4: finds the tables of an export, each under comment lines with its range of days."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import Block, read_block
from kpilib.intake.files import Grid, Row
from kpilib.intake.headers import Field, Header, Layout, fold, match_fields
from kpilib.intake.notes import Notes
from kpilib.intake.times import parse_moment
from kpilib.intake.values import is_number, is_unknown

TRAFFIC, SNAPSHOT = "traffic_acquisition", "reports_snapshot"
DIMENSIONS = {
    "session_channel_group": Field(
        pattern=r"session (primary|default) channel group.*|grupo de canales (principal|"
        r"predeterminado) de la sesion.*"
    ),
    "first_user_channel_group": Field(
        pattern=r"first user (primary|default) channel group.*"
        r"|primer grupo de canales (principal|predeterminado) del usuario.*"
    ),
    "session_source_medium": Field(
        pattern=r"session source ?/ ?medium|(session: )?fuente ?/ ?medio de la sesion"
    ),
    "session_campaign": Field(pattern=r"session campaign|campana de (la )?sesion"),
    "page_title": Field(
        pattern=r"page title and screen (class|name)|titulo de pagina y (clase|nombre) de pantalla"
    ),
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
    "engaged sessions": Field(en="Engaged sessions", es="Sesiones con interacción"),
    "engagement rate": Field(en="Engagement rate", es="Porcentaje de interacciones|Tasa de interacción"),
    "engagement seconds per session": Field(
        en="Average engagement time per session", es="Tiempo de interacción medio por sesión"
    ),
    "engagement seconds per user": Field(
        en="Average engagement time per active user|Average engagement time",
        es="Tiempo de interacción medio por usuario activo|Tiempo de interacción medio",
    ),
    "events per session": Field(en="Events per session", es="Eventos por sesión"),
    "event count": Field(en="Event count", es="Número de eventos|Recuento de eventos"),
    "key events": Field(en="Key events|Conversions", es="Eventos clave|Conversiones"),
    "key event rate": Field(
        en="Session key event rate|Session conversion rate", es="Tasa de eventos clave de sesión"
    ),
    "total revenue": Field(en="Total revenue", es="Ingresos totales|Total de ingresos"),
    "active users": Field(
        en="Active users|Users", es="Usuarios activos|Usuarios", fi="Aktiiviset käyttäjät|Käyttäjät"
    ),
    "total users": Field(en="Total users", es="Total de usuarios|Usuarios totales"),
    "new users": Field(en="New users", es="Usuarios nuevos", fi="Uudet käyttäjät"),
    "views": Field(en="Views", es="Vistas|Visualizaciones"),
    "views per user": Field(
        en="Views per active user|Views per user", es="Vistas por usuario activo|Vistas por usuario"
    ),
}
RANGE = {"date_range": Field(en="Date range", es="Intervalo de fechas|Periodo|Período")}
LAYOUT = Layout({**DIMENSIONS, **MEASURES, **RANGE})
_START = re.compile(r"start|inicio|comienzo|alku|aloit|alkam")
_DATE_LINE = re.compile(r"#\s*(?P<label>[^:]+):\s*(?P<day>\d{8})\b")


@dataclass(frozen=True)
class WebTable:
    """One table of the export: its rows, dimension, and the range of days stated above it."""

    block: Block
    dimension: str
    labels: pd.Series
    starts_on: date
    ends_on: date


def _is_comment(row: Row) -> bool:
    return bool(row) and (row[0] == "#" or row[0].startswith(("# ", "#-")))


def _stated_days(rows: Iterable[Row]) -> dict[str, date]:
    """Start and end as comment lines state them; the first of each counts."""
    days: dict[str, date] = {}
    for row in rows:
        found = _DATE_LINE.match(row[0]) if row else None
        moment = parse_moment(found["day"]) if found else None
        if found and moment:
            days.setdefault("start" if _START.search(fold(found["label"])) else "end", moment.date())
    return days


def _headers(rows: Iterable[Row]) -> list[Header]:
    """Rows that name a measure and something else; a header said twice in a row counts once."""
    found: list[Header] = []
    for number, row in enumerate(rows):
        # Every data row holds a number.
        if len(row) < 2 or _is_comment(row) or any(cell[:1].isdigit() for cell in row):
            continue
        header = match_fields(row, LAYOUT, number)
        is_new = not found or found[-1].labels != row or found[-1].row != number - 1
        if is_new and MEASURES.keys() & header.fields and header.n_matched + len(header.others) > 1:
            found.append(header)
    return found


def find_tables(grid: Grid, notes: Notes) -> list[WebTable]:
    tables: list[WebTable] = []
    days: dict[str, date] = {}
    headers = _headers(grid.rows)
    for header, following in zip(headers, [*headers[1:], None], strict=True):
        above = tables[-1].block.cells.index.max() + 1 if tables and len(tables[-1].block.cells) else 0
        days = days | _stated_days(grid.rows[int(above) : header.row])
        comments = (i for i, row in enumerate(grid.rows) if i > header.row and _is_comment(row))
        end = min([*comments, following.row if following else len(grid.rows)])
        if {"start", "end"} - set(days):
            raise DataError(
                f"{grid.name}: row {header.row + 1}",
                "a table without a range of days above it",
                "comment lines with its first and last day",
                "Export it again as downloaded.",
            )
        block = read_block(grid, header, end, LAYOUT, notes)
        dimension, labels = _dimension(block)
        if dimension is None:
            notes.warn("table_skipped", columns=", ".join(c for c in header.labels if c))
        else:
            tables.append(WebTable(block, dimension, labels, days["start"], days["end"]))
            _warn_columns(block, dimension, notes)
    return tables


def _dimension(block: Block) -> tuple[str | None, pd.Series]:
    """What the table's rows are members of: the known dimensions, else the one column of words."""
    known = [name for name in DIMENSIONS if name in block.cells]
    if known:
        labels = block.cells[known[0]]
        for name in known[1:]:
            labels = labels + " / " + block.cells[name]
        return " / ".join(known), labels
    words = [c for c in block.others if not block.others[c].map(_is_measured).all()]
    if len(words) != 1:
        return None, pd.Series(dtype="str")
    return fold(str(words[0])), block.others[words[0]]


def _is_measured(cell: str) -> bool:
    return is_number(cell) or is_unknown(cell)


def _warn_columns(block: Block, dimension: str, notes: Notes) -> None:
    unknown = sorted(c for c in map(str, block.others.columns) if fold(c) != dimension)
    if unknown:
        notes.warn("columns_not_used", columns=", ".join(unknown))


def report_of(rows: Iterable[Row]) -> tuple[str, int]:
    """Name and number of known columns; several tables or a table by day make a snapshot."""
    rows = tuple(rows)
    headers = _headers(rows)
    if not headers or {"start", "end"} - set(_stated_days(rows)):
        return "", 0
    is_one = len({h.labels for h in headers}) == 1
    is_traffic = is_one and any(name.startswith("session_") for name in headers[0].fields)
    return TRAFFIC if is_traffic else SNAPSHOT, sum(h.n_matched for h in headers)
