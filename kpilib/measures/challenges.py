"""Answers to the challenge question of people who are registered."""

from datetime import date

import pandas as pd

from kpilib.measures.people import registered_people
from kpilib.store import Store

# After every day that an export can hold: no registration is left out.
EVER = date(2200, 1, 1)


def read_challenges(store: Store, as_of: date = EVER) -> pd.DataFrame:
    """Approved registrations of people who are registered, as `qualified_registrations` counts them.

    Parameters
    ----------
    as_of : date
        Registrations up to and including this day; without one, all.

    Returns
    -------
    DataFrame
        event_id, person_id, challenge (masked; missing where empty), is_qualified; a row for each
        registration, so that a person may stand in several.
    """
    rows = store.table("registrations")
    rows = rows.filter(rows.registered_on.isnull() | (rows.registered_on <= pd.Timestamp(as_of)))
    rows = rows.filter(rows.status.isin(["approved", "upgraded"]))
    people = registered_people(store, as_of).select("event_id", "person_id")
    found = rows.semi_join(people, ["event_id", "person_id"])
    return store.execute(found.select("event_id", "person_id", "challenge", "is_qualified"))


def count_qualified(store: Store) -> dict[str, int]:
    """Qualified registrations of each event that has any, whatever their day."""
    rows = read_challenges(store)
    people = rows[rows["is_qualified"]].groupby("event_id")["person_id"].nunique()
    return {str(event_id): int(n) for event_id, n in people.items()}
