"""KPI values and their parts, typed by hand where no export holds them."""

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import Block, column, read_table, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Layout
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.times import check_dates, decide_times
from kpilib.intake.values import decide_numbers

KPI_VALUES = Layout(
    {
        "kpi": Field("must", en="kpi"),
        "date": Field("must", en="date"),
        "value": Field("must", en="value"),
        "n": Field("should", en="n"),
        "note": Field(en="note"),
        "event_id": Field(en="event_id"),
        "member": Field("never", en="member"),
    }
)
SEGMENTS = Layout(
    {
        "kpi": Field("must", en="kpi"),
        "dimension": Field("must", en="dimension"),
        "member": Field("must", en="member"),
        "date": Field("must", en="date"),
        "value": Field("must", en="value"),
        "event_id": Field(en="event_id"),
    }
)
COLUMNS = {
    "kpi_values": ("kpi", "date", "value", "n", "note"),
    "segments": ("kpi", "dimension", "member", "date", "value"),
}
EXAMPLES = {
    "kpi_values": "followers,2026-04-30,1840,,LinkedIn page",
    "segments": "followers,network,LinkedIn,2026-04-30,1840",
}


def read_kpi_values(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `kpi_values`; of two rows of one KPI and day that differ none is chosen."""
    block = read_table(grid, KPI_VALUES, notes)
    table = _dated(block, grid, reading, notes, ("value", "n"), ("kpi", "note"))
    _refuse_two(table, ["event_id", "kpi", "dated_on"], grid.name)
    warn_columns(block, KPI_VALUES, notes)
    return Extract({"kpi_values": table}, {"values": len(table), "kpis": table["kpi"].nunique()})


def read_segments(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `segments`."""
    block = read_table(grid, SEGMENTS, notes)
    table = _dated(block, grid, reading, notes, ("value",), ("kpi", "dimension", "member"))
    _refuse_two(table, ["event_id", "kpi", "dimension", "member", "dated_on"], grid.name)
    warn_columns(block, SEGMENTS, notes)
    return Extract({"segments": table}, {"parts": len(table), "kpis": table["kpi"].nunique()})


def _dated(
    block: Block,
    grid: Grid,
    reading: Reading,
    notes: Notes,
    numbers: tuple[str, ...],
    texts: tuple[str, ...],
) -> pd.DataFrame:
    dates = block.cells["date"]
    days = decide_times([dates], grid.name, reading.organisation_timezone, notes).days(dates)
    check_dates(dates, days, grid.name, "date", notes)
    notes.drop("no_date", days.isna().sum())
    cells = {name: column(block, name) for name in numbers}
    read = decide_numbers(
        {name: (column_, "real") for name, column_ in cells.items()}, grid.name, notes, None, grid.delimiter
    )
    values = {name: read.read(column_, name) for name, column_ in cells.items()}
    notes.drop("no_value", (days.notna() & values["value"].isna()).sum())
    words = {name: column(block, name) for name in (*texts, "event_id")}
    table = pd.DataFrame(
        {name: words_.where(words_ != "") for name, words_ in words.items()} | values | {"dated_on": days}
    )
    return table[days.notna() & values["value"].notna()]


def _refuse_two(table: pd.DataFrame, keys: list[str], name: str) -> None:
    twice = table.duplicated(keys)
    if twice.any():
        first = table[twice].iloc[0]
        raise DataError(
            f"{name}: {first['kpi']}, {first['dated_on']:%Y-%m-%d}",
            f"{int(twice.sum())} rows that give another value for the same day",
            "one row each",
            "Keep the right one.",
        )


FORMATS = (
    Format("template_kpi_values", KPI_VALUES, read_kpi_values),
    Format("template_segments", SEGMENTS, read_segments),
)
