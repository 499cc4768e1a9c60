"""Evidence of several events by hand: what was measured of each, who came by what, who was there when."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from kpilib.kpis import KPIS
from kpilib.params import Event, Workspace, state_of
from kpilib.review.evidence import Evidence

SPACE = Workspace()
AS_OF = date(2026, 12, 31)
START = date(2026, 9, 1)


def event(event_id: str, on: date = START, **more: Any) -> Event:
    times = {"starts_at": f"{on.isoformat()}T11:00", "ends_at": f"{on.isoformat()}T12:00"}
    return Event.model_validate({"event_id": event_id, **times, "series": "basics"} | more)


def earlier(n: int, **more: Any) -> list[Event]:
    """`n` events before the new one, a month apart, oldest first."""
    return [event(f"P{i}", START - timedelta(days=30 * (n - i)), **more) for i in range(n)]


def evidence(
    known: Sequence[tuple[Event, Mapping[str, float]]], as_of: date = AS_OF, **more: Any
) -> Evidence:
    """Events with their measures; the tables `by_source` and `by_tenth` where they are given."""
    events = [e for e, _ in known]
    rows = [{"event_id": e.event_id, **found} for e, found in known]
    nothing = dict.fromkeys(("registered_attendees", "attendees"), float("nan"))
    table = pd.DataFrame([nothing | row for row in rows]).set_index("event_id")
    empty = pd.DataFrame()
    return Evidence(
        **{"as_of": as_of, "catalogue": KPIS, "events": {e.event_id: e for e in events}},
        **{"measures": table, "values": {}, "notes": {}, "files": {}, "typed_events": {}},
        **{"typed": empty, "parts": empty, "contacts_until": None},
        states={e.event_id: state_of(e, as_of, 14, "UTC") for e in events},
        **more,
    )
