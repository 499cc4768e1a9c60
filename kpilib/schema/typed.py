"""Tables that people type, and the days that exports cover."""

from kpilib.schema.columns import (
    COST_KINDS,
    COUNT_OR_MONEY,
    DAY,
    NUMBER,
    UNKNOWN_FLAG,
    UNKNOWN_TEXT,
    Column,
    Table,
    text,
)

TABLES: dict[str, Table] = {
    "past_results": Table(
        "one KPI of one earlier event, typed from a spreadsheet",
        {
            "event_id": text(),
            "starts_on": Column(DAY),
            "title": UNKNOWN_TEXT,
            "format": UNKNOWN_TEXT,
            "topic": UNKNOWN_TEXT,
            "series": UNKNOWN_TEXT,
            "list_size": COUNT_OR_MONEY,
            "kpi": text(),
            "value": Column(NUMBER),
            "trials": COUNT_OR_MONEY,
        },
        ("event_id", "kpi"),
    ),
    "kpi_values": Table(
        "one value of a KPI or a measure that no export holds, typed with its day; n: what a rate rests on",
        {
            "event_id": UNKNOWN_TEXT,
            "kpi": text(),
            "dated_on": Column(DAY),
            "value": Column(NUMBER),
            "n": COUNT_OR_MONEY,
            "note": UNKNOWN_TEXT,
        },
        ("kpi", "dated_on"),
    ),
    "segments": Table(
        "one part of a KPI that is split (channel, stage, segment ...), typed with its day",
        {
            "event_id": UNKNOWN_TEXT,
            "kpi": text(),
            "dimension": text(),
            "member": text(),
            "dated_on": Column(DAY),
            "value": COUNT_OR_MONEY,
        },
        ("kpi", "dated_on"),
    ),
    "costs": Table(
        "one cost of an event, by its id or by the event's campaigns; is_counted missing: the kind decides",
        {
            "event_id": UNKNOWN_TEXT,
            "kind": text(allowed=COST_KINDS),
            "amount": Column(NUMBER, lower=0),
            "currency": UNKNOWN_TEXT,
            "spent_on": Column(DAY),
            "campaign": UNKNOWN_TEXT,
            "is_counted": UNKNOWN_FLAG,
        },
        ("event_id", "spent_on"),
    ),
    "coverage": Table(
        "one range of days that an export states to cover, first and last included",
        {
            "table_name": text(),
            "source": text(),
            "starts_on": Column(DAY),
            "ends_on": Column(DAY),
        },
        ("table_name", "starts_on"),
    ),
}
