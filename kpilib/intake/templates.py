"""Plain CSV files typed by hand: the header is the table's columns."""

import pandas as pd

from kpilib.errors import DataError, ParamsError
from kpilib.intake import template_values
from kpilib.intake.blocks import column, read_table, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Layout
from kpilib.intake.notes import Notes
from kpilib.intake.people import check_emails, drop_internal, normal_email, person_id
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.times import check_dates, days_in, decide_times
from kpilib.intake.values import decide_numbers

SIGNUPS = Layout(
    {
        "email": Field("must", en="email"),
        "signed_up_at": Field("must", en="signed_up_at"),
        "tried_at": Field("must", en="tried_at"),
    }
)
PAST_RESULTS = Layout(
    {
        "event_id": Field("must", en="event_id"),
        "starts_on": Field("must", en="starts_on"),
        "title": Field("should", en="title"),
        "format": Field("should", en="format"),
        "topic": Field("should", en="topic"),
        "list_size": Field("should", en="list_size"),
        "kpi": Field("must", en="kpi"),
        "value": Field("must", en="value"),
        "trials": Field("should", en="trials"),
    }
)
_EXAMPLES = template_values.EXAMPLES | {
    "signups": "first.last@example.com,2026-04-16 09:30,2026-04-18 14:05",
    "past_results": "2024-03,2024-03-14,First steps,live,analytics,1800,registrations,96,",
}
_COLUMNS = template_values.COLUMNS | {"signups": tuple(SIGNUPS), "past_results": tuple(PAST_RESULTS)}


def template(name: str) -> str:
    """The header of a table's template with one example row.

    Raises
    ------
    ParamsError
        No such template.

    Examples
    --------
    >>> print(template("signups").splitlines()[0])
    email,signed_up_at,tried_at
    """
    if name not in _COLUMNS:
        raise ParamsError("--template", f"`{name}`", f"one of {', '.join(_COLUMNS)}", "Correct the name.")
    return f"{','.join(_COLUMNS[name])}\n{_EXAMPLES[name]}\n"


def read_signups(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `signups`; times without offset are in the workspace's zone."""
    block = read_table(grid, SIGNUPS, notes)
    cells, zone = block.cells, reading.organisation_timezone
    check_emails(cells["email"], grid.name)
    times = decide_times([cells["signed_up_at"], cells["tried_at"]], grid.name, zone, notes)
    signed_up, tried = times.instants(cells["signed_up_at"], notes), times.instants(cells["tried_at"], notes)
    emails = cells["email"].map(normal_email).astype("str")
    notes.drop("no_person", (emails == "").sum())
    for name, read in (("signed_up_at", signed_up), ("tried_at", tried)):
        check_dates(cells[name], read, grid.name, name, notes)
    notes.drop("no_date", ((emails != "") & signed_up.isna()).sum())
    is_kept = (emails != "") & signed_up.notna()
    rows = drop_internal(cells[is_kept], emails[is_kept], reading, notes)
    table = pd.DataFrame(
        {
            "person_id": emails[rows.index].map(lambda e: person_id(reading.key, e)).astype("str"),
            "signed_up_at": signed_up[rows.index],
            "signed_up_on": days_in(signed_up[rows.index], zone),
            "tried_at": tried[rows.index],
            "tried_on": days_in(tried[rows.index], zone),
        }
    )
    warn_columns(block, SIGNUPS, notes)
    totals = {
        "signups": float(table["person_id"].nunique()),
        "tried": float(table.loc[table["tried_at"].notna(), "person_id"].nunique()),
    }
    return Extract({"signups": table}, totals)


def read_past_results(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `past_results`: one KPI of one earlier event per row."""
    block = read_table(grid, PAST_RESULTS, notes)
    cells = block.cells
    starts_on = decide_times([cells["starts_on"]], grid.name, reading.organisation_timezone, notes).days(
        cells["starts_on"]
    )
    measured = {"list_size": "count", "value": "real", "trials": "count"}
    columns = {name: column(block, name) for name in measured}
    numbers = decide_numbers(
        {n: (cells_, "count" if measured[n] == "count" else "real") for n, cells_ in columns.items()},
        grid.name, notes, None, grid.delimiter,
    )  # fmt: skip
    texts = {name: column(block, name) for name in ("event_id", "title", "format", "topic", "kpi")}
    table = pd.DataFrame(
        {name: cells_.where(cells_ != "") for name, cells_ in texts.items()}
        | {name: numbers.read(cells_, name) for name, cells_ in columns.items()}
        | {"starts_on": starts_on}
    )
    check_dates(cells["starts_on"], starts_on, grid.name, "starts_on", notes)
    notes.drop("no_date", starts_on.isna().sum())
    table = table[starts_on.notna()]
    _refuse_two_values(table, grid.name)
    warn_columns(block, PAST_RESULTS, notes)
    return Extract({"past_results": table}, {"events": table["event_id"].nunique(), "values": len(table)})


def _refuse_two_values(table: pd.DataFrame, name: str) -> None:
    twice = table.duplicated(["event_id", "kpi"])
    if twice.any():
        first = table[twice].iloc[0]
        raise DataError(
            f"{name}: {first['event_id']}, {first['kpi']}",
            f"{int(twice.sum())} KPIs of an event with two rows that differ",
            "one row each",
            "Keep the right one.",
        )


FORMATS = (
    Format("template_signups", SIGNUPS, read_signups),
    Format("template_past_results", PAST_RESULTS, read_past_results),
    *template_values.FORMATS,
)
