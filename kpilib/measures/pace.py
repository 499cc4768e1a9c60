"""When people registered: the way to an event, day by day."""

from datetime import date

import pandas as pd
from ibis import _

from kpilib.measures.people import registered_people
from kpilib.store import Store


def read_registration_days(store: Store, as_of: date) -> pd.DataFrame:
    """Registered people of all events by the day of their first registration.

    Returns
    -------
    DataFrame
        event_id, registered_on (missing where no export tells it), n. People who cancelled are gone from
        the day on which an export says so, and from all days before.
    """
    rows = store.table("registrations")
    approved = rows.filter(rows.status.isin(["approved", "upgraded"]))
    first = approved.group_by(["event_id", "person_id"]).aggregate(registered_on=_.registered_on.min())
    people = registered_people(store, as_of).select("event_id", "person_id")
    days = people.left_join(first, ["event_id", "person_id"]).select("event_id", "registered_on")
    counts = days.group_by(["event_id", "registered_on"]).aggregate(n=_.count())
    return store.execute(counts.order_by(["event_id", "registered_on"]))
