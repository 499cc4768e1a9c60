"""Google Analytics 4 events as exported to BigQuery, one JSON object per line.

A session is a `user_pseudo_id` with a `ga_session_id`; it belongs to the day of its first event. Days
are the property's (`event_date`).
"""

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import column, read_table, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Layout
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import coverage
from kpilib.intake.times import parse_moment
from kpilib.intake.values import decide_numbers

SOURCE = "ga4"
REPORT = "bigquery_events"
LAYOUT = Layout(
    {
        "user": Field("must", en="user_pseudo_id"),
        "day": Field("must", en="event_date"),
        "at": Field("must", en="event_timestamp"),
        "event": Field("must", en="event_name"),
        "session": Field("should", en="event_params.ga_session_id"),
        "engaged": Field(en="event_params.session_engaged"),
        "engaged_ms": Field(en="event_params.engagement_time_msec"),
        "is_active": Field(en="is_active_user"),
        "revenue": Field(en="ecommerce.purchase_revenue"),
        "last_source": Field(en="session_traffic_source_last_click.manual_campaign.source"),
        "last_medium": Field(en="session_traffic_source_last_click.manual_campaign.medium"),
        "source": Field(en="collected_traffic_source.manual_source"),
        "medium": Field(en="collected_traffic_source.manual_medium"),
        # Tell two events of one moment apart, so that none is taken for a repeat.
        "bundle": Field(en="event_bundle_sequence_id"),
        "batch_index": Field(en="batch_event_index"),
        "batch_order": Field(en="batch_ordering_id"),
        "unused": Field(
            "unused",
            en="user_id|event_previous_timestamp|event_server_timestamp_offset|"
            "event_value_in_usd|user_first_touch_timestamp|stream_id|platform|"
            "batch_page_id",
            pattern=r"(event_params|user_properties|privacy_info|user_ltv|device|geo|app_info|traffic_source|"
            r"event_dimensions|ecommerce|items|collected_traffic_source|session_traffic_source_last_click|"
            r"publisher)\..+",
        ),
    }
)
_DAY = "day"
_KEYS = ["dimension", "member", "starts_on", "ends_on"]
_VIEWS = ("page_view", "screen_view")
_FIRST = ("first_visit", "first_open")
_NOT_SET = "(not set)"


def read_events(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `web` and `coverage`: measures by day, by session source and medium, and over all days.

    People are counted anew for each day and for all days together; they do not add up. Which events are
    key events is set in the property and not exported: the dimension `event_name` counts each event.
    """
    block = read_table(grid, LAYOUT, notes)
    cells = block.cells
    days = cells["day"].map({text: parse_moment(text) for text in cells["day"].unique()})
    if days.isna().any():
        raise DataError(
            f"{grid.name}: event_date",
            f"{int(days.isna().sum())} of {len(days)} cells that are no date",
            "days such as 20260415",
            "Export the table events_YYYYMMDD as it is.",
        )
    numbers = decide_numbers({"at": (cells["at"], "count")}, grid.name, notes, "en")
    events = pd.DataFrame(
        {
            "day": pd.to_datetime(days).astype("datetime64[us]"),
            "at": numbers.read(cells["at"], "event_timestamp", "count"),
            "user": cells["user"].where(cells["user"] != ""),
            "event": cells["event"],
            "is_engaged": column(block, "engaged").isin(["1", "true"]),
            "is_active": _is_active(cells),
            "revenue": pd.to_numeric(column(block, "revenue"), errors="coerce"),
        }
    )
    # Without consent neither person nor session is exported: such events count as events only.
    key = events["user"] + "\x1f" + column(block, "session").where(column(block, "session") != "")
    events = events.assign(session=key, source_medium=_source_medium(cells, column(block, "last_source")))
    notes.warn_count("no_session", int(key.isna().sum()))
    warn_columns(block, LAYOUT, notes)
    web = _web(events) if len(events) else pd.DataFrame(columns=[*_KEYS, "measure", "value"])
    ranges = [reading.covers] if reading.covers else _stretches(events["day"])
    covered = [coverage("web", SOURCE, r)["coverage"] for r in ranges]
    tables = {"web": web.assign(source=SOURCE, report=REPORT)}
    return Extract(tables | ({"coverage": pd.concat(covered)} if covered else {}), _totals(web))


def _is_active(cells: pd.DataFrame) -> pd.Series:
    """Whether an event makes its user active: as exported, else by time of engagement or a first visit."""
    if "is_active" in cells:
        return cells["is_active"] == "true"
    spent = pd.to_numeric(cells.get("engaged_ms", pd.Series("", index=cells.index)), errors="coerce")
    return (spent > 0) | cells["event"].isin(_FIRST)


def _source_medium(cells: pd.DataFrame, last_source: pd.Series) -> pd.Series:
    """`source / medium` of the session as Google gives it, else as the event collected it; else missing."""
    prefix = ("last_source", "last_medium") if (last_source != "").any() else ("source", "medium")
    nothing = pd.Series("", index=cells.index, dtype="str")
    source, medium = (cells.get(name, nothing) for name in prefix)
    joined = source.where(source != "", _NOT_SET) + " / " + medium.where(medium != "", _NOT_SET)
    return joined.where((source != "") | (medium != ""))


def _web(events: pd.DataFrame) -> pd.DataFrame:
    first, last = events["day"].min(), events["day"].max()
    sessions = _sessions(events)
    parts = [_measured(events, sessions).to_frame("total").T]
    members = [("total", "total", first, last)]
    by_day = {d: (events[events["day"] == d], sessions[sessions["day"] == d]) for d in events["day"].unique()}
    for on, (of_day, sessions_of_day) in by_day.items():
        parts.append(_measured(of_day, sessions_of_day).to_frame("day").T)
        members.append((_DAY, on.date().isoformat(), on, on))
    wide = pd.concat(parts, ignore_index=True)
    long = pd.DataFrame(members, columns=_KEYS).join(wide).melt(_KEYS, var_name="measure")
    return pd.concat([long.dropna(subset="value"), *_by_member(events, sessions, first, last)])


def _sessions(events: pd.DataFrame) -> pd.DataFrame:
    """One row per session: its day and source are those of its first event that states one."""
    ordered = events.dropna(subset="session").sort_values(["at", "event", "session"])
    sessions = ordered.groupby("session").agg(
        day=("day", "first"), source_medium=("source_medium", "first"), is_engaged=("is_engaged", "any")
    )
    return sessions.fillna({"source_medium": f"{_NOT_SET} / {_NOT_SET}"})


def _measured(events: pd.DataFrame, sessions: pd.DataFrame) -> pd.Series:
    """Measures of some events, under the names of GA4's reports."""
    users = events["user"]
    return pd.Series(
        {
            "sessions": len(sessions),
            "engaged sessions": sessions["is_engaged"].sum(),
            "total users": users.nunique(),
            "active users": users[events["is_active"]].nunique(),
            "new users": users[events["event"].isin(_FIRST)].nunique(),
            "event count": len(events),
            "views": events["event"].isin(_VIEWS).sum(),
            # No purchase is exported without its revenue: nothing then is unknown, not 0.
            "total revenue": events["revenue"].sum(min_count=1),
        },
        dtype="float64",
    )


def _by_member(
    events: pd.DataFrame, sessions: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp
) -> list[pd.DataFrame]:
    counts = {
        ("session_source_medium", "sessions"): sessions["source_medium"].value_counts(),
        ("event_name", "event count"): events["event"].value_counts(),
        ("event_name", "total users"): events.groupby("event")["user"].nunique(),
    }
    return [
        pd.DataFrame({"member": values.index, "value": values.to_numpy(dtype="float64")}).assign(
            dimension=dimension, measure=measure, starts_on=first, ends_on=last
        )
        for (dimension, measure), values in counts.items()
    ]


def _stretches(days: pd.Series) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Days that follow each other without a gap: a day without any event may not have been exported."""
    there = pd.Series(sorted(days.unique()))
    groups = (there.diff() != pd.Timedelta(days=1)).cumsum()
    return [(part.iloc[0], part.iloc[-1]) for _, part in there.groupby(groups)]


def _totals(web: pd.DataFrame) -> dict[str, float]:
    total = web[web["dimension"] == "total"]
    return {m.replace(" ", "_"): float(v) for m, v in zip(total["measure"], total["value"], strict=True)}


FORMATS = (Format("ga4_bigquery", LAYOUT, read_events),)
