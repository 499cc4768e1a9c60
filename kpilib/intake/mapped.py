"""Reads any table of rows by a mapping: headers to the columns of one tidy table."""

import re
from difflib import get_close_matches

import pandas as pd

from kpilib.errors import DataError, NoEventError
from kpilib.intake.blocks import Block, read_block
from kpilib.intake.files import Grid, RawFile, heads, whole
from kpilib.intake.headers import Field, Header, Layout, fold, match_fields
from kpilib.intake.json_lines import read_lines
from kpilib.intake.mapped_tables import MAKERS, as_it_is, complete
from kpilib.intake.mapping import FORMAT, ColumnMapping
from kpilib.intake.measured import is_total_row, sums
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract
from kpilib.intake.tables import coverage
from kpilib.intake.times import Times, check_dates, decide_times
from kpilib.intake.values import Kind, Numbers, decide_numbers
from kpilib.schema import DAY, FLAG, INSTANT, NUMBER, TABLES, TEXT

_HEAD_ROWS = 200
_MONEY = ("cost", "revenue", "amount")
_REAL = ("value", "reported_minutes", "watch_minutes", "minutes")
_IN_EVENT = ("registrations", "attendance")
_SHARED = ("contacts", "ads", "web", "posts")
# Names under which a total row could stand.
_LABELS = {"ads": "campaign", "emails": "campaign", "posts": "post_id", "web": "member"}
_PEOPLE = ("reach", "unique_opens", "unique_clicks")


def read_mapped(raw: RawFile, mapping: ColumnMapping, reading: Reading, notes: Notes) -> Extract:
    """The mapped table, and `coverage` where its days are stated.

    Raises
    ------
    DataError
        A header of the mapping is not in the file, or cells hold something else than their column.
    NoEventError
        A session's rows without an event.
    """
    if mapping.table in _IN_EVENT and reading.event_id is None and "event_id" not in _given(mapping):
        raise NoEventError(raw.name, "rows of a session", "the event they belong to", "Add --event EVENT_ID.")
    grid, block = _block(raw, mapping, notes)
    cells = _cells(block, mapping)
    if label := _LABELS.get(mapping.table):
        is_total = is_total_row(cells[label]) if label in cells else pd.Series(False, index=cells.index)
        notes.drop("total_row", is_total.sum())
        cells = cells[~is_total]
    table = _typed(cells, grid, mapping, reading, notes)
    table = MAKERS.get(mapping.table, as_it_is)(table, cells, reading, notes)
    table = complete(table, cells, mapping, reading, notes)
    covers = coverage(mapping.table, mapping.values.get("source", FORMAT), reading.covers)
    tables = {mapping.table: table} | (covers if mapping.table in _SHARED else {})
    return Extract(tables, _totals(table))


def _given(mapping: ColumnMapping) -> set[str]:
    return {*mapping.columns, *mapping.values}


def _block(raw: RawFile, mapping: ColumnMapping, notes: Notes) -> tuple[Grid, Block]:
    """The rows under the header that has all the mapping's headers."""
    names = sorted({*mapping.columns.values(), *mapping.measures.values()})
    # A layout of patterns, as a header may hold the sign that parts alternatives elsewhere.
    layout = Layout(
        {fold(n): Field("must", en=n.replace("|", "/"), pattern=re.escape(fold(n))) for n in names}
    )
    json = raw.is_json
    grids = [read_lines(raw, lambda _: True, head_only=True)] if json else heads(raw)
    best: tuple[int, Grid, Header] | None = None
    for grid in grids:
        for number, row in enumerate(grid.rows[:_HEAD_ROWS]):
            header = match_fields(row, layout, number)
            if header.n_matched and (best is None or header.n_matched > best[0]):
                best = header.n_matched, grid, header
    if best is None or best[0] < len(layout):
        raise _headers_missing(raw, names, best[2] if best else None)
    full = read_lines(raw, lambda name: fold(name) in layout) if json else whole(raw, best[1])
    header = match_fields(full.rows[0], layout) if json else best[2]
    return full, read_block(full, header, None, layout, notes)


def _headers_missing(raw: RawFile, names: list[str], header: Header | None) -> DataError:
    there = [label for label in header.labels if label] if header else []
    missing = [name for name in names if fold(name) not in {fold(label) for label in there}]
    near = get_close_matches(missing[0], there, n=1, cutoff=0.4)
    return DataError(
        raw.name,
        f"no column {', '.join(missing)}",
        "the headers of the mapping in one row",
        f"Did you mean `{near[0]}`?" if near else "Correct the mapping.",
    )


def _cells(block: Block, mapping: ColumnMapping) -> pd.DataFrame:
    """Texts by column of the table, and by measure; words translated, values of all rows added."""
    index = block.cells.index
    columns = {name: block.cells[fold(header)] for name, header in mapping.columns.items()}
    columns |= {name: pd.Series(text, index=index, dtype="str") for name, text in mapping.values.items()}
    for name, words in mapping.words.items():
        folded = {fold(word): text for word, text in words.items()}
        columns[name] = (
            columns[name].map(lambda text, folded=folded: folded.get(fold(text), text)).astype("str")
        )
    measures = {f"measure {name}": block.cells[fold(header)] for name, header in mapping.measures.items()}
    return pd.DataFrame(columns | measures, index=index)


def _typed(
    cells: pd.DataFrame, grid: Grid, mapping: ColumnMapping, reading: Reading, notes: Notes
) -> pd.DataFrame:
    """Columns of the table's types; times, days and numbers are told from the whole file."""
    types = {name: _type_of(name, mapping.table) for name in cells}
    numeric = {str(n): (cells[n], _kind(str(n))) for n in cells if types[n] == NUMBER}
    numbers = (
        Numbers(mapping.decimal, grid.name)  # type: ignore[arg-type]
        if mapping.decimal
        else decide_numbers(numeric, grid.name, notes, None, grid.delimiter)
    )
    dated = [name for name in cells if types[name] in (INSTANT, DAY)]
    zone = reading.timezone if mapping.table in _IN_EVENT else reading.organisation_timezone
    times = _times(cells[dated], grid, mapping, mapping.timezone or zone, reading, notes)
    table = pd.DataFrame(index=cells.index)
    for name in cells:
        column, kind = cells[name], types[name]
        if kind == NUMBER:
            table[name] = numbers.read(column, mapping.columns.get(str(name), str(name)), _kind(str(name)))
        elif kind in (INSTANT, DAY):
            read = times.instants(column, notes) if kind == INSTANT else times.days(column)
            check_dates(column, read, grid.name, mapping.columns.get(str(name), str(name)), notes)
            table[name] = read
        else:
            table[name] = column.where(column != "")
    return table


def _type_of(name: object, table: str) -> str:
    if str(name).startswith("measure ") or name == "minutes":
        return NUMBER
    if name == "day":
        return DAY
    column = TABLES[table].columns.get(str(name))
    return column.dtype if column and column.dtype != FLAG else TEXT


def _kind(name: str) -> Kind:
    if name in _MONEY:
        return "money"
    return "real" if name in _REAL or name.startswith("measure ") else "count"


def _times(
    dated: pd.DataFrame, grid: Grid, mapping: ColumnMapping, zone: str, reading: Reading, notes: Notes
) -> Times:
    if mapping.day_first is not None:
        return Times("day" if mapping.day_first else "month", zone)
    near = reading.starts_at.date() if reading.starts_at and mapping.table in _IN_EVENT else None
    return decide_times([dated[name] for name in dated], grid.name, zone, notes, None, near)


def _totals(table: pd.DataFrame) -> dict[str, float]:
    """Rows, people, and sums of what adds up."""
    totals: dict[str, float] = {"rows": len(table)}
    if "person_id" in table:
        totals["people"] = table["person_id"].nunique()
    numbers = table.select_dtypes("number")
    return totals | sums(numbers.drop(columns=[*_PEOPLE, "value"], errors="ignore"))
