"""GA4's traffic acquisition, one file a month, with its comment lines."""

from collections.abc import Sequence
from datetime import date

from kpilib.demo.delimited import csv_line
from kpilib.demo.records import Visits

_RULE = "# ----------------------------------------"
_COLUMNS = (
    "Session primary channel group (Default Channel Group),Sessions,Engaged sessions,Engagement rate,"
    "Average engagement time per session,Events per session,Event count,Key events,Session key event rate,"
    "Total revenue"
)
_COLUMNS_ES = (
    "Grupo de canales principal de la sesión (Grupo de canales predeterminado),Sesiones,"
    "Sesiones con interacción,Porcentaje de interacciones,Tiempo de interacción medio por sesión,"
    "Eventos por sesión,Número de eventos,Eventos clave,Tasa de eventos clave de sesión,Ingresos totales"
)


def is_spanish(first: date) -> bool:
    """Every fourth month somebody with Spanish pages downloaded the file."""
    return first.month % 4 == 0


def traffic_export(month: Sequence[Visits]) -> bytes:
    """Sessions by channel in one month, with a total row in which the channel is empty."""
    first, last = month[0].starts_on, month[0].ends_on
    lines = _preamble(first, last)
    lines += [_line(v.channel, v.sessions, v.engaged, v.key_events) for v in month]
    lines += [
        _line("", *(sum(getattr(v, name) for v in month) for name in ("sessions", "engaged", "key_events")))
    ]
    return "".join(lines).encode()


def _preamble(first: date, last: date) -> list[str]:
    if is_spanish(first):
        title, people, start, end = (
            "Adquisición de tráfico",
            "Todos los usuarios",
            "Fecha de inicio",
            "Fecha de finalización",
        )
    else:
        title, people, start, end = "Traffic acquisition", "All Users", "Start date", "End date"
    columns = _COLUMNS_ES if is_spanish(first) else _COLUMNS
    texts = [_RULE, f"# {title}: {columns.split(',')[0]}", "# Account: Torrevalo Analytics"]
    texts += ["# Property: Torrevalo Analytics - GA4", _RULE, "# ", f"# {people}"]
    texts += [f"# {start}: {first:%Y%m%d}", f"# {end}: {last:%Y%m%d}", columns]
    return [text + "\n" for text in texts]


def _line(channel: str, sessions: int, engaged: int, key_events: int) -> str:
    events = sessions * 8
    shares = [f"{engaged / sessions:.6f}", 42.5, 8, events, key_events, f"{key_events / sessions:.6f}", 0]
    return csv_line([channel, sessions, engaged, *shares])
