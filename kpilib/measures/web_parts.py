"""The website in parts: channels with what visitors did, sources, segments, pages and how long they hold."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from kpilib.measures.days import EventDays
from kpilib.measures.web import (
    CHANNELS,
    CONVERSIONS,
    KEYS,
    NO_MEMBER,
    PEOPLE_BY,
    SOURCES,
    VISITORS,
    best_exports,
    read_web,
    wide_web,
)
from kpilib.store import Store

PARTS = ["event_id", "kpi", "dimension", "member", "value"]
RANGE = ["starts_on", "ends_on"]
# KPI -> the dimensions it is split by, and which column counts.
PARTS_OF = {
    "sessions_by_channel": (CHANNELS, ("sessions",)),
    "visitors_by_source": (SOURCES, ("active users", "total users", "sessions")),
    "site_audience": (PEOPLE_BY, VISITORS),
    "page_views": (("page_title", "page_path"), ("views",)),
}


def read_web_parts(store: Store, events: Sequence[EventDays], as_of: date) -> pd.DataFrame:
    """Channels, sources, segments and pages in the export that shares most days with each event's window.

    Returns
    -------
    DataFrame
        event_id, kpi, dimension, member, value; members without a name left out.
    """
    wide = wide_web(read_web(store, as_of))
    named = wide[~wide["member"].str.lower().isin(NO_MEMBER)]
    found = [_parts_of(named, kpi, events) for kpi in PARTS_OF]
    return pd.concat(found, ignore_index=True)


def _parts_of(named: pd.DataFrame, kpi: str, events: Sequence[EventDays]) -> pd.DataFrame:
    """The members of each dimension in the best export for each event."""
    dimensions, columns = PARTS_OF[kpi]
    rows = named[named["dimension"].isin(dimensions)]
    rows = rows.assign(kpi=kpi, value=rows[list(columns)].bfill(axis=1).iloc[:, 0]).dropna(subset=["value"])
    best = best_exports(rows[KEYS].drop_duplicates(), events, ["dimension"])
    return rows.merge(best[["event_id", *KEYS]], on=KEYS)[PARTS]


def read_channels(store: Store, events: Sequence[EventDays], as_of: date) -> pd.DataFrame:
    """Visits and what they led to by channel, in the export that shares most days with each event's window.

    Returns
    -------
    DataFrame
        event_id, member, visits, conversions (missing where the export has none), basis ("sessions", or
        "users" where it counts people), starts_on, ends_on: the export's whole range. Visits without a
        channel stand under an empty name.
    """
    wide = wide_web(read_web(store, as_of))
    wide = wide.assign(
        visits=wide["sessions"].fillna(wide["people"]),
        basis=wide["sessions"].notna().map({True: "sessions", False: "users"}),
        conversions=wide[list(CONVERSIONS)].bfill(axis=1).iloc[:, 0],
        member=wide["member"].mask(wide["member"].str.lower().isin(NO_MEMBER), ""),
    ).dropna(subset=["visits"])
    return _first_of(wide, (*CHANNELS, "first_user_channel_group"), events)[
        ["event_id", "member", "visits", "conversions", "basis", *RANGE]
    ]


def read_pages(store: Store, events: Sequence[EventDays], as_of: date) -> pd.DataFrame:
    """Views of each page and the minutes spent on it, from the export chosen as in `read_channels`.

    Returns
    -------
    DataFrame
        event_id, member, views, minutes (missing where no time is stated), starts_on, ends_on.
    """
    wide = wide_web(read_web(store, as_of))
    named = wide[~wide["member"].str.lower().isin(NO_MEMBER)].dropna(subset=["views"])
    named = named.assign(minutes=named["page seconds"] / 60)
    return _first_of(named, ("page_path", "page_title"), events)[
        ["event_id", "member", "views", "minutes", *RANGE]
    ]


def _first_of(wide: pd.DataFrame, dimensions: Sequence[str], events: Sequence[EventDays]) -> pd.DataFrame:
    """For each event the members of the first dimension that an export has for it."""
    left, found = list(events), []
    for dimension in dimensions:
        rows = wide[wide["dimension"] == dimension]
        best = best_exports(rows[KEYS].drop_duplicates(), left)
        found.append(rows.merge(best[["event_id", *KEYS]], on=KEYS))
        left = [event for event in left if event.event_id not in set(best["event_id"])]
    return pd.concat(found, ignore_index=True)
