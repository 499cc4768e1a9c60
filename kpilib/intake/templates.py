"""Plain tables typed by hand, one reader for all: the schema says what each column holds."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import read_table, texts, warn_columns
from kpilib.intake.files import Grid, Row
from kpilib.intake.headers import Header, find_headers, fold
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import TEMPLATE, Extract, Format
from kpilib.intake.tables import coverage
from kpilib.intake.template_cells import Cells, read_cells
from kpilib.intake.template_columns import LAYOUTS, TEMPLATES
from kpilib.intake.template_rows import complete
from kpilib.intake.template_totals import totals
from kpilib.schema import DAY, INSTANT, NUMBER, TABLES

# Of two rows that differ in nothing but their numbers none is chosen.
_UNIQUE = {
    "past_results": ("event_id", "kpi"),
    "kpi_values": ("event_id", "kpi", "dated_on"),
    "segments": ("event_id", "kpi", "dimension", "member", "dated_on"),
    "deals": ("deal_id",),
    "orders": ("event_id", "order_id"),
    "content": ("event_id", "content", "kind", "starts_on", "ends_on"),
}
# A title or a remark may stand above the header; it is not looked for in the rows of other exports.
_HEAD_ROWS = 20
_COVERED = ("contacts", "ads", "web", "posts")


def read_template(grid: Grid, reading: Reading, notes: Notes, table: str) -> Extract:
    """The table, and `coverage` where its days are stated.

    Raises
    ------
    DataError
        A cell holds something else than its column, or two rows give two values of one thing.
    ParamsError
        A row of a session without event.
    """
    block = read_table(grid, LAYOUTS[table], notes)
    names = [c.name for c in TEMPLATES[table]]
    given = frozenset(map(str, block.cells.columns))
    cells = Cells(table, texts(block.cells, names), given, grid)
    rows = complete(cells, read_cells(cells, reading, notes), reading, notes)
    rows = _with_needed(rows, table, notes)
    _refuse_two(rows, table, grid.name)
    warn_columns(block, LAYOUTS[table], notes)
    covers = coverage(table, "template", reading.covers) if table in _COVERED else {}
    return Extract({table: rows.reindex(columns=list(TABLES[table].columns))} | covers, totals(table, rows))


def _with_needed(rows: pd.DataFrame, table: str, notes: Notes) -> pd.DataFrame:
    """Rows with all the dates and numbers that must be there; the others are counted."""
    for reason, types in (("no_date", (DAY, INSTANT)), ("no_value", (NUMBER,))):
        needed = [n for n, c in TABLES[table].columns.items() if c.dtype in types and not c.nullable]
        is_whole = rows[needed].notna().all(axis=1)
        notes.drop(reason, (~is_whole).sum())
        rows = rows[is_whole]
    return rows


def _refuse_two(rows: pd.DataFrame, table: str, name: str) -> None:
    keys = list(_UNIQUE.get(table, ()))
    twice = rows.duplicated(keys) if keys else pd.Series(False, index=rows.index)
    if twice.any():
        raise DataError(
            f"{name}: row {int(rows.index[twice][0]) + 1}",
            f"{int(twice.sum())} rows that say another thing of the same {', '.join(keys)}",
            "one row each",
            "Keep the right one.",
        )


def _n_matched(rows: Iterable[Row], table: str) -> int:
    """Columns found; 0 where another template fits the header better: one may hold another's columns."""
    header = next(find_headers(islice(rows, _HEAD_ROWS), LAYOUTS[table]), None)
    if header is None:
        return 0
    found = {name: _n_fitting(header, name) for name in TEMPLATES}
    return found[table] if found[table] == max(found.values()) else 0


def _n_fitting(header: Header, table: str) -> int:
    labels = {fold(cell) for cell in header.labels}
    needed = {c.name for c in TEMPLATES[table] if c.need == "must"}
    return len(labels & {c.name for c in TEMPLATES[table]}) if needed <= labels else 0


def _format(table: str) -> Format:
    reader: Callable[[Grid, Reading, Notes], Extract] = partial(read_template, table=table)
    return Format(TEMPLATE + table, LAYOUTS[table], reader, partial(_n_matched, table=table))


FORMATS = tuple(_format(table) for table in TEMPLATES)
