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
    web = store.execute(store.table("web").order_by(["file_id", "report", "dimension", "measure", "member"]))
    web = web[web["ends_on"] <= pd.Timestamp(as_of)]
    reports = _web_reports(web[web["measure"].isin([*VISITORS, "sessions", *CONVERSIONS])])
    traffic = _traffic(web)
    measured: dict[str, dict[str, float]] = {}
    for event in events:
        measured[event.event_id] = {
            str(name): float(best["value"])
            for name, rows in traffic.groupby("measure")
            if (best := _best_report(rows, event)) is not None
        }
        best = _best_report(reports, event)
        if best is not None:
            measured[event.event_id] |= {"visitors": best["visitors"], "conversions": best["conversions"]}
            notes[event.event_id].append(
                {
                    "code": "web_range",
                    "kpi": "conversion_rate",
                    "from": f"{best['starts_on']:%Y-%m-%d}",
                    "to": f"{best['ends_on']:%Y-%m-%d}",
                    "visitors": best["basis"],
                }
            )
    columns = ["visitors", "conversions", *TRAFFIC, *SPLIT]
    table = pd.DataFrame.from_dict(measured, orient="index").reindex(columns=columns)
    return table.rename_axis("event_id")


SPLIT = {
    "sessions_with_channel": (CHANNELS, ("sessions",)),
    "visitors_with_source": (SOURCES, ("active users", "total users", "sessions")),
    "segmented_users": (PEOPLE_BY, VISITORS),
}


def _traffic(web: pd.DataFrame) -> pd.DataFrame:
    """One row per export and traffic measure: the keys, measure, value."""
    wide = _wide(web)
    parts = [_whole(wide), _split(wide)]
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _wide(web: pd.DataFrame) -> pd.DataFrame:
    """One row per export and member, a column for each measure."""
    wide = web.pivot_table(
        index=[*KEYS, "member"], columns="measure", values="value", aggfunc="sum"
    ).reset_index()
    needed = ("sessions", "engaged sessions", "views", "new users", "bounces", "session seconds", *VISITORS)
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
    web = store.execute(store.table("web").order_by(["file_id", "report", "dimension", "measure", "member"]))
    wide = _wide(web[web["ends_on"] <= pd.Timestamp(as_of)])
    named = wide[~wide["member"].str.lower().isin(NO_MEMBER)]
    found = []
    for kpi, (dimensions, columns) in PARTS_OF.items():
        rows = named[named["dimension"].isin(dimensions)]
        rows = rows.assign(kpi=kpi, value=rows[list(columns)].bfill(axis=1).iloc[:, 0])
        found += [_parts_of(rows.dropna(subset=["value"]), event) for event in events]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=PARTS)


PARTS = ["event_id", "kpi", "dimension", "member", "value"]


def _parts_of(rows: pd.DataFrame, event: EventDays) -> pd.DataFrame:
    """The members of each dimension in the best export for an event."""
    chosen = []
    for _, of_dimension in rows.groupby("dimension"):
        best = _best_report(of_dimension, event)
        if best is not None:
            same = (of_dimension[KEYS] == best[KEYS]).all(axis=1)
            chosen.append(of_dimension[same].assign(event_id=event.event_id))
    return pd.concat(chosen)[PARTS] if chosen else pd.DataFrame(columns=PARTS)


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


def _best_report(reports: pd.DataFrame, event: EventDays) -> pd.Series | None:
    if reports.empty:
        return None
    start, end = pd.Timestamp(event.window_start), pd.Timestamp(event.window_end)
    last = reports["ends_on"].where(reports["ends_on"] < end, end)
    first = reports["starts_on"].where(reports["starts_on"] > start, start)
    shared = (last - first).dt.days + 1
    candidates = reports.assign(shared=shared)[shared > 0]
    if candidates.empty:
        return None
    length = (candidates["ends_on"] - candidates["starts_on"]).dt.days
    # Users do not add up over channels: where the export has its own total, that counts.
    is_total = candidates["dimension"] == "total"
    ranked = candidates.assign(length=length, is_total=is_total).sort_values(
        ["shared", "is_total", "length", "file_id"], ascending=[False, False, True, True]
    )
    return ranked.iloc[0]
