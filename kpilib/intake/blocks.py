"""Rows under a header as text by field: what is blank, repeated or cut short is dealt with here."""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.files import Grid, Row
from kpilib.intake.headers import Header, Layout, first_header
from kpilib.intake.notes import Notes


@dataclass(frozen=True)
class Block:
    """Rows under one header: text by field, and by header for columns that are no field.

    Both frames have the same index, the number of the row in the file (from 0).
    """

    cells: pd.DataFrame
    others: pd.DataFrame
    language: str | None


def read_table(grid: Grid, layout: Layout, notes: Notes) -> Block:
    """Rows under the first header of the layout, to the file's end; errors as in `read_block`.

    What stood above the header and stands below it again is a file put together twice.
    """
    header = first_header(grid, layout)
    above = {_trimmed(row) for row in grid.rows[: header.row]} - {()}
    return read_block(grid, header, None, layout, notes, above=above)


def read_block(
    grid: Grid,
    header: Header,
    end: int | None,
    layout: Layout,
    notes: Notes,
    keep_repeats: bool = False,
    above: Set[Row] = frozenset(),
) -> Block:
    """Rows under a header up to `end` (not included): blank rows, headers and whole repeats dropped.

    `keep_repeats`: two rows that are the same in every cell may be two things, such as two tickets.
    `above`: rows, without empty cells at their end, that are part of the header too.

    Raises
    ------
    DataError
        The file ends in the middle of a row, or one field stands in two columns that differ.
    """
    rows = [(i, r) for i, r in enumerate(grid.rows[header.row + 1 : end], header.row + 1) if any(r)]
    width = len(header.labels)
    _refuse_cut_short(grid, rows, width)
    kept = _sound_rows(rows, header, above, notes)
    table = pd.DataFrame(
        [(*row[:width], *("",) * (width - len(row))) for _, row in kept],
        index=pd.Index([i for i, _ in kept], dtype="int64"),
        columns=range(width),
        dtype="str",
    )
    if not keep_repeats:
        repeated = table.duplicated()
        notes.drop("repeated_row", repeated.sum())
        table = table[~repeated]
    return Block(_field_frame(table, header, layout, grid.name), _other_frame(table, header), header.language)


def _refuse_cut_short(grid: Grid, rows: list[tuple[int, Row]], width: int) -> None:
    shortest = min((len(row) for _, row in rows[:-1]), default=width)
    is_last = bool(rows) and rows[-1][0] == len(grid.rows) - 1
    short = is_last and len(rows[-1][1]) < min(shortest, width)
    if short or not grid.is_closed:
        found = "an open quote" if not grid.is_closed else f"{len(rows[-1][1])} of {width} cells"
        raise DataError(
            f"{grid.name}: last line",
            found,
            "a whole row",
            "The file was cut short; export it again.",
        )


def _sound_rows(
    rows: list[tuple[int, Row]], header: Header, above: Set[Row], notes: Notes
) -> list[tuple[int, Row]]:
    width, labels = len(header.labels), header.labels
    data = [(i, row) for i, row in rows if not repeats(row, header) and _trimmed(row) not in above]
    notes.drop("repeated_header", len(rows) - len(data))
    notes.n_rows += len(data)
    kept = [(i, row) for i, row in data if not any(row[width:])]
    notes.drop("too_many_cells", len(data) - len(kept))
    # A tool may leave out empty cells at a row's end; the cells that are there still stand right.
    notes.warn_count("short_rows", sum(len(row) < len(_trimmed(labels)) for _, row in kept))
    return kept


def repeats(row: Row, header: Header) -> bool:
    """Whether a row is the header once more, by the columns that are known."""
    places = [p for positions in header.fields.values() for p in positions]
    return all(p < len(row) and row[p] == header.labels[p] for p in places)


def _trimmed(row: Row) -> Row:
    while row and not row[-1]:
        row = row[:-1]
    return row


def _field_frame(table: pd.DataFrame, header: Header, layout: Layout, name: str) -> pd.DataFrame:
    columns = {}
    for field, positions in header.fields.items():
        if layout[field].need == "unused":
            continue
        first = table[positions[0]]
        for position in positions[1:]:
            if (first != table[position]).any():
                raise DataError(
                    f"{name}: row {header.row + 1}",
                    f"{len(positions)} columns that mean {layout[field].title} and differ",
                    "one",
                    "Leave out or rename all but one.",
                )
        columns[field] = first
    return pd.DataFrame(columns, index=table.index)


def _other_frame(table: pd.DataFrame, header: Header) -> pd.DataFrame:
    names: dict[str, pd.Series] = {}
    for position in header.others:
        label = re.sub(r"\s+", " ", header.labels[position])
        # Two questions with the same words are two columns.
        while label in names:
            label += " (2)"
        names[label] = table[position]
    return pd.DataFrame(names, index=table.index)


def warn_columns(block: Block, layout: Layout, notes: Notes, used: Iterable[str] = ()) -> None:
    """Warns of columns not understood, and of those that should be there and are not."""
    unknown = sorted(set(map(str, block.others.columns)) - set(used))
    if unknown:
        notes.warn("columns_not_used", columns=", ".join(unknown))
    for name, field in layout.items():
        if field.need == "should" and name not in block.cells:
            notes.warn("column_missing", column=field.title)


def texts(cells: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Cells of fields; empty text throughout for a field that the file has no column of."""
    nothing = pd.Series("", index=cells.index, dtype="str")
    return pd.DataFrame({name: cells.get(name, nothing) for name in names}, index=cells.index)


def column(block: Block, name: str) -> pd.Series:
    """Cells of a field; empty text throughout where the file has no such column."""
    return texts(block.cells, [name])[name]
