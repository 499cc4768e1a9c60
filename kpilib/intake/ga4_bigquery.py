"""Google Analytics 4 events as exported to BigQuery, one JSON object per line.

A session is a `user_pseudo_id` with a `ga_session_id`; it belongs to the day of its first event. Days
are the property's (`event_date`).
"""

from collections.abc import Iterable
from itertools import compress, islice

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import Block, read_table, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.ga4_events import EventCounts, Seen
from kpilib.intake.headers import Field, Layout
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import coverage

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
_KEYS = ["dimension", "member", "starts_on", "ends_on", "measure", "value"]
_CHUNK = 20_000


def read_events(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `web` and `coverage`: measures by day, by session source and medium, and over all days.

    People are counted anew for each day and for all days together; they do not add up. Which events are
    key events is set in the property and not exported: the dimension `event_name` counts each event.
    """
    block = read_table(grid, LAYOUT, notes)
    counts = EventCounts()
    names = list(block.cells.columns)
    for row in block.cells.itertuples(index=False):
        counts.add(dict(zip(names, map(str, row), strict=True)))
    return _extract(counts, grid.name, [*map(str, block.others.columns)], names, reading, notes)


def read_event_lines(name: str, lines: Iterable[dict[str, str]], reading: Reading, notes: Notes) -> Extract:
    """The same of lines of JSON, of which never more than some thousands are held at a time."""
    fields: dict[str, str | None] = {}
    counts, seen = EventCounts(), Seen()
    lines = iter(lines)
    while chunk := list(islice(lines, _CHUNK)):
        is_new = seen.add([hash(tuple(sorted(cells.items()))) for cells in chunk])
        notes.n_rows += len(chunk)
        notes.drop("repeated_row", len(chunk) - int(is_new.sum()))
        for cells in compress(chunk, is_new):
            for title in cells:
                if title not in fields:
                    fields[title] = LAYOUT.find(title)[0]
            counts.add({f: text for title, text in cells.items() if (f := fields[title])})
    others = [title for title, field in fields.items() if field is None]
    return _extract(counts, name, others, [f for f in fields.values() if f], reading, notes)


def _extract(
    counts: EventCounts, name: str, others: list[str], there: list[str], reading: Reading, notes: Notes
) -> Extract:
    _refuse_unreadable(counts, name)
    notes.warn_count("no_session", counts.n_without_session)
    nothing = pd.DataFrame(dtype="str")
    warn_columns(Block(nothing.reindex(columns=there), nothing.reindex(columns=others), None), LAYOUT, notes)
    web = pd.DataFrame(counts.rows(), columns=_KEYS)
    days = [pd.Timestamp(on) for on in sorted(counts.days)]
    for column in ("starts_on", "ends_on"):
        web[column] = pd.to_datetime(web[column]).astype("datetime64[us]")
    ranges = [reading.covers] if reading.covers else _stretches(days)
    covered = [coverage("web", SOURCE, r)["coverage"] for r in ranges]
    tables = {"web": web.assign(source=SOURCE, report=REPORT)}
    return Extract(tables | ({"coverage": pd.concat(covered)} if covered else {}), _totals(web))


def _refuse_unreadable(counts: EventCounts, name: str) -> None:
    if counts.n_without_day:
        raise DataError(
            f"{name}: event_date",
            f"{counts.n_without_day} of {counts.n_events} cells that are no date",
            "days such as 20260415",
            "Export the table events_YYYYMMDD as it is.",
        )
    if counts.n_without_time:
        raise DataError(
            f"{name}: event_timestamp",
            f"{counts.n_without_time} of {counts.n_events} cells that are no number",
            "microseconds since 1970",
            "Export the table events_YYYYMMDD as it is.",
        )


def _stretches(days: list[pd.Timestamp]) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Days that follow each other without a gap: a day without any event may not have been exported."""
    there = pd.Series(days, dtype="datetime64[us]")
    groups = (there.diff() != pd.Timedelta(days=1)).cumsum()
    return [(part.iloc[0], part.iloc[-1]) for _, part in there.groupby(groups)]


def _totals(web: pd.DataFrame) -> dict[str, float]:
    total = web[web["dimension"] == "total"]
    return {m.replace(" ", "_"): float(v) for m, v in zip(total["measure"], total["value"], strict=True)}


FORMATS = (Format("ga4_bigquery", LAYOUT, read_events, read_lines=read_event_lines),)
