"""People who did something in the session: asked a question, answered a poll."""

import ibis
import ibis.expr.types as ir
import pandas as pd

from kpilib.measures.people import by_event
from kpilib.store import Store


def measure_engagement(store: Store, people: ir.Table) -> pd.DataFrame:
    """Attendees who asked or answered, each once, per event; anonymous ones cannot be told apart."""
    acts = [store.table(name).select("event_id", "person_id") for name in ("questions", "poll_answers")]
    known = ibis.union(*acts, distinct=True)
    attendees = people.filter(people.is_attendee).semi_join(known, ["event_id", "person_id"])
    return by_event(store, attendees.group_by("event_id").aggregate(engaged_attendees=attendees.count()))
