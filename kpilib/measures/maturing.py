"""Dated counts at the end of other windows than the usual ones: on a day of them, or of longer ones."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from kpilib.measures.days import EventDays, days_table
from kpilib.measures.leads import measure_free_signups, measure_qualified, people_with_days
from kpilib.measures.money import measure_deals
from kpilib.measures.people import Notes, as_table, by_event, event_people
from kpilib.measures.rates import Rates
from kpilib.store import Store

# Measures whose rows carry the day on which they happened, so that they are known at any day.
DATED = (
    *("leads", "qualified_leads", "free_signups", "accounts_with_lead"),
    *("deals_won", "revenue_deals", "revenue_existing_customers"),
)


def measure_windows(
    store: Store,
    windows: Sequence[EventDays],
    as_of: date,
    qualified_stages: Sequence[str] = (),
    rates: Rates | None = None,
) -> pd.DataFrame:
    """The dated measures of events over given windows, by the formulas of `compute_measures`.

    Parameters
    ----------
    windows : sequence of EventDays
        The same event may come with several windows.
    as_of : date
        Last day whose rows may be used, INCLUDED.

    Returns
    -------
    DataFrame
        One row for each window in the order given: `event_id` and the columns of `DATED`; 0 where nothing
        was found, whatever the exports cover: a missing value of `compute_measures` is missing here too,
        which the caller knows.
    """
    table = days_table(windows, as_of)
    keys = [f"{number}" for number in range(len(windows))]
    unique = table.drop_duplicates("event_id")
    people = event_people(store, unique, as_of)
    pairs = as_table(table[["event_id"]].assign(window=keys))
    people = people.join(pairs, "event_id").drop("event_id").rename(event_id="window")
    everyone = store.hold(people_with_days(store, people, table.assign(event_id=keys), as_of))
    notes: Notes = {key: [] for key in keys}
    counts = everyone.group_by("event_id").aggregate(
        leads=everyone.is_lead.sum(), accounts_with_lead=everyone.company_id.nunique(where=everyone.is_lead)
    )
    parts: list[pd.DataFrame | pd.Series] = [
        measure_qualified(store, everyone, as_of, qualified_stages, notes),
        measure_free_signups(store, everyone, as_of),
        measure_deals(store, everyone, as_of, rates or Rates("EUR", {}), notes),
    ]
    found = by_event(store, counts).join(parts, how="outer")
    found = found.reindex(index=keys, columns=list(DATED)).astype("float64").fillna(0.0)
    return found.reset_index(drop=True).assign(event_id=table["event_id"])
