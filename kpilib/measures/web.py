"""What visitors of the website did, over the range of one export, which is named."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from kpilib.measures.days import EventDays
from kpilib.measures.people import Notes
from kpilib.store import Store

# Where actions are not counted, the visits with one.
CONVERSIONS = ("key events", "sessions with key events")
VISITORS = ("users", "active users", "total users")


KEYS = ["file_id", "report", "dimension", "starts_on", "ends_on"]
TRAFFIC = (
    *("sessions", "bounced_sessions", "minutes_in_sessions", "users", "new_visitors"),
    *("page_views", "minutes_on_pages"),
)
CHANNELS, SOURCES = ("session_channel_group",), ("first_user_channel_group", "session_source_medium")
PEOPLE_BY = ("country", "city", "device")
NO_MEMBER = ("unassigned", "(not set)", "(other)", "")


def measure_web(store: Store, events: Sequence[EventDays], as_of: date, notes: Notes) -> pd.DataFrame:
    """Visits of the website in the export whose range shares most days with the event's window.

    Over the export's whole range. Visitors and conversions come from one export, which is named; each
    other measure from the best export that has it.
    """
    web = read_web(store, as_of)
    reports = _web_reports(web[web["measure"].isin([*VISITORS, "sessions", *CONVERSIONS])])
    traffic = _traffic(web)
    wide = best_exports(traffic, events, ["measure"]).pivot_table(
        index="event_id", columns="measure", values="value"
    )
    conversions = best_exports(reports, events).set_index("event_id")
    for event_id, row in conversions.iterrows():
        notes[str(event_id)].append(_range_note(row))
    table = wide.join(conversions[["visitors", "conversions"]], how="outer")
    return table.reindex(columns=["visitors", "conversions", *TRAFFIC, *SPLIT]).rename_axis("event_id")


def read_web(store: Store, as_of: date) -> pd.DataFrame:
    """The web reports whose range has ended, in a fixed order."""
    web = store.execute(store.table("web").order_by(["file_id", "report", "dimension", "measure", "member"]))
    return web[web["ends_on"] <= pd.Timestamp(as_of)]


def _range_note(row: pd.Series) -> dict[str, object]:
    """Which export the conversion rate is of."""
    days = {"from": f"{row['starts_on']:%Y-%m-%d}", "to": f"{row['ends_on']:%Y-%m-%d}"}
    return {"code": "web_range", "kpi": "conversion_rate", **days, "visitors": row["basis"]}


SPLIT = {
    "sessions_with_channel": (CHANNELS, ("sessions",)),
    "visitors_with_source": (SOURCES, ("active users", "total users", "sessions")),
    "segmented_users": (PEOPLE_BY, VISITORS),
}


def _traffic(web: pd.DataFrame) -> pd.DataFrame:
    """One row per export and traffic measure: the keys, measure, value."""
    wide = wide_web(web)
    parts = [_whole(wide), _split(wide)]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def wide_web(web: pd.DataFrame) -> pd.DataFrame:
    """One row per export and member, a column for each measure."""
    wide = web.pivot_table(
        index=[*KEYS, "member"], columns="measure", values="value", aggfunc="sum"
    ).reset_index()
    counts = ("sessions", "engaged sessions", "views", "new users", "bounces", "session seconds")
    needed = (*counts, *VISITORS, *CONVERSIONS)
    times = ("engagement seconds per session", "engagement seconds per user")
    wide = wide.reindex(columns=[*KEYS, "member", *needed, *times])
    wide["people"] = wide[list(VISITORS)].bfill(axis=1).iloc[:, 0]
    computed = wide["sessions"] * wide[times[0]]
    wide["session seconds"] = wide["session seconds"].fillna(computed)
    wide["bounced"] = wide["bounces"].fillna(wide["sessions"] - wide["engaged sessions"])
    wide["page seconds"] = (wide["people"] * wide[times[1]]).where(wide["dimension"].str.startswith("page"))
    return wide


def _whole(wide: pd.DataFrame) -> pd.DataFrame:
    """Sums over members; people only where the export has their total or one member alone."""
    summed = wide.groupby(KEYS)[["sessions", "bounced", "views", "session seconds", "page seconds"]]
    table = summed.sum(min_count=1)
    people = wide.groupby(KEYS)[["people", "new users"]]
    table[["people", "new users"]] = people.sum(min_count=1).where(people.count() == 1)
    made = {
        "sessions": table["sessions"],
        "bounced_sessions": table["bounced"],
        "minutes_in_sessions": table["session seconds"] / 60,
        "users": table["people"],
        "new_visitors": table["new users"],
        "page_views": table["views"],
        "minutes_on_pages": table["page seconds"] / 60,
    }
    return pd.DataFrame(made).melt(ignore_index=False, var_name="measure").dropna().reset_index()


def _split(wide: pd.DataFrame) -> pd.DataFrame:
    """What is known by channel, source or segment, members without a name left out."""
    named = wide[~wide["member"].str.lower().isin(NO_MEMBER)]
    parts = []
    for measure, (dimensions, columns) in SPLIT.items():
        rows = named[named["dimension"].isin(dimensions)]
        value = rows[list(columns)].bfill(axis=1).iloc[:, 0]
        summed = rows.assign(value=value).groupby(KEYS)["value"].sum(min_count=1)
        parts.append(summed.dropna().reset_index().assign(measure=measure))
    return pd.concat(parts, ignore_index=True)


def _web_reports(web: pd.DataFrame) -> pd.DataFrame:
    """One row per export that holds both visitors and conversions."""
    keys = KEYS
    wide = web.pivot_table(index=KEYS, columns="measure", values="value", aggfunc="sum").reset_index()
    known = [name for name in CONVERSIONS if name in wide.columns]
    if not known:
        return pd.DataFrame(columns=[*keys, "visitors", "conversions", "basis"])
    basis = next((m for m in (*VISITORS, "sessions") if m in wide.columns), None)
    if basis is None:
        return pd.DataFrame(columns=[*keys, "visitors", "conversions", "basis"])
    wide = wide.assign(visitors=wide[basis], basis=basis)
    if basis != "sessions" and "sessions" in wide.columns:
        without = wide["visitors"].isna()
        wide = wide.assign(
            visitors=wide["visitors"].fillna(wide["sessions"]), basis=wide["basis"].mask(without, "sessions")
        )
    wide = wide.assign(conversions=wide[known].bfill(axis=1).iloc[:, 0])
    return wide.dropna(subset=["visitors", "conversions"])[[*keys, "visitors", "conversions", "basis"]]


def best_exports(rows: pd.DataFrame, events: Sequence[EventDays], of: Sequence[str] = ()) -> pd.DataFrame:
    """For each event (and each value of the columns `of`) the row that shares most days with its window.

    Of several the export's own total, as users do not add up over channels; then the shorter range.
    """
    if rows.empty:
        return rows.assign(event_id=pd.Series(dtype="str"))
    days = pd.DataFrame(
        {
            "event_id": [e.event_id for e in events],
            "window_start": pd.to_datetime([e.window_start for e in events]),
            "window_end": pd.to_datetime([e.window_end for e in events]),
        }
    )
    pairs = rows.merge(days, how="cross")
    last = pairs[["ends_on", "window_end"]].min(axis=1)
    first = pairs[["starts_on", "window_start"]].max(axis=1)
    pairs = pairs.assign(
        shared=(last - first).dt.days + 1,
        is_total=pairs["dimension"] == "total",
        length=(pairs["ends_on"] - pairs["starts_on"]).dt.days,
    )
    ranked = pairs[pairs["shared"] > 0].sort_values(
        ["shared", "is_total", "length", "file_id"], ascending=[False, False, True, True]
    )
    return ranked.drop_duplicates(["event_id", *of])
