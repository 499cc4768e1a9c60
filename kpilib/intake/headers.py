"""Finds header rows by content and columns by name, in the languages known; never by position."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.files import Grid, Row
from kpilib.intake.notes import Notes

Need = Literal["must", "should", "may", "never", "unused"]


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Text for comparison: no accents, no capitals, one space between words, no marks around."""
    if text.isascii() and text.isalnum():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if (not unicodedata.combining(c) and c.isprintable()) or c.isspace())
    return re.sub(r"\s+", " ", plain).strip(" \"'*:.\ufeff")


@dataclass(frozen=True)
class Field:
    """One column to look for: its known headers by language, `|` between them.

    `need`: "must" be there; "should" (a warning if not); "may"; "never" (then it is another
    format); "unused": known columns, any number of them, that no table needs or that are personal.
    """

    need: Need = "may"
    en: str = ""
    es: str = ""
    fi: str = ""
    pattern: str = ""

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Folded headers with their language."""
        return [(fold(t), lang) for lang in ("en", "es", "fi") for t in getattr(self, lang).split("|") if t]

    @property
    def title(self) -> str:
        """The column's first English header, for messages."""
        return self.en.split("|")[0]


class Layout(Mapping[str, Field]):
    """The columns of one kind of table, looked up by header in one step."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._fields = dict(fields)
        self._known: dict[str, tuple[str, tuple[str, ...]]] = {}
        for name, field in fields.items():
            for label, language in field.labels:
                first, spoken = self._known.get(label, (name, ()))
                if first == name:
                    self._known[label] = name, (*spoken, language)
        self._patterns = [(name, re.compile(f.pattern)) for name, f in fields.items() if f.pattern]
        needed = [name for name, f in fields.items() if f.need == "must"]
        self.key_labels = frozenset(label for label, (name, _) in self._known.items() if name in needed[:1])

    def __getitem__(self, name: str) -> Field:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def find(self, cell: str) -> tuple[str | None, tuple[str, ...]]:
        """The field that a header names, and the languages in which it does."""
        label = fold(cell)
        if label in self._known:
            return self._known[label]
        return next(((n, ()) for n, pattern in self._patterns if pattern.fullmatch(label)), (None, ()))


@dataclass(frozen=True)
class Header:
    """A header row: the positions of each field, and of the columns that are no field."""

    row: int
    labels: Row
    fields: dict[str, tuple[int, ...]]
    others: tuple[int, ...]
    language: str | None

    @property
    def n_matched(self) -> int:
        """Number of fields found."""
        return len(self.fields)


@dataclass(frozen=True)
class Block:
    """Rows under one header: text by field, and by header for columns that are no field.

    Both frames have the same index, the number of the row in the file (from 0).
    """

    cells: pd.DataFrame
    others: pd.DataFrame
    language: str | None


def match_header(row: Row, layout: Layout, number: int = 0) -> Header | None:
    """The row as a header of the layout, or None where it is none (a "must" missing, a "never" there)."""
    header = match_fields(row, layout, number)
    if any(f.need == "never" and name in header.fields for name, f in layout.items()):
        return None
    return None if missing_fields(header, layout) else header


def missing_fields(header: Header, layout: Layout, need: Need = "must") -> list[str]:
    """Fields of that need which the header lacks."""
    return [name for name, f in layout.items() if f.need == need and name not in header.fields]


def match_fields(row: Row, layout: Layout, number: int = 0) -> Header:
    """The columns of a row that the layout knows, whether or not all that must be there are."""
    fields: dict[str, tuple[int, ...]] = {}
    languages: Counter[str] = Counter()
    others = []
    for position, cell in enumerate(row):
        name, spoken = layout.find(cell) if cell else (None, ())
        if name is None:
            others += [position] if cell else []
            continue
        fields[name] = (*fields.get(name, ()), position)
        languages.update(spoken)
    return Header(number, row, fields, tuple(others), _only_language(languages))


def _only_language(languages: Counter[str]) -> str | None:
    # Labels that two languages share ("Clics", "Total") say nothing; the language with most labels wins.
    best = [lang for lang in languages if languages[lang] == max(languages.values())]
    return best[0] if len(best) == 1 else None


def find_headers(rows: Iterable[Row], layout: Layout) -> Iterator[Header]:
    """The rows that are a header of the layout, in the file's order."""
    for number, row in enumerate(rows):
        if any(fold(cell) in layout.key_labels for cell in row):
            header = match_header(row, layout, number)
            if header:
                yield header


def first_header(grid: Grid, layout: Layout) -> Header:
    """The first header of the layout.

    Raises
    ------
    DataError
        There is none.
    """
    header = next(find_headers(grid.rows, layout), None)
    if header is None:
        titles = ", ".join(f.title for f in layout.values() if f.need == "must")
        raise DataError(grid.name, "no header row", f"one with {titles}", "Export it again.")
    return header


def nearest_header(rows: Iterable[Row], layout: Layout) -> tuple[Header, list[str]] | None:
    """The row that has most of the layout's "must" fields but not all, with those it lacks."""
    best = None
    for number, row in enumerate(rows):
        header = match_fields(row, layout, number)
        missing = missing_fields(header, layout)
        if missing and (best is None or len(missing) < len(best[1])):
            best = header, missing
    return best


def read_table(grid: Grid, layout: Layout, notes: Notes) -> Block:
    """Rows under the first header of the layout, to the file's end; errors as in `read_block`."""
    return read_block(grid, first_header(grid, layout), None, layout, notes)


def read_block(grid: Grid, header: Header, end: int | None, layout: Layout, notes: Notes) -> Block:
    """Rows under a header up to `end` (not included): blank rows, headers and whole repeats dropped.

    Raises
    ------
    DataError
        The file ends in the middle of a row, or one field stands in two columns that differ.
    """
    rows = [(i, r) for i, r in enumerate(grid.rows[header.row + 1 : end], header.row + 1) if any(r)]
    width = len(header.labels)
    _refuse_cut_short(grid, rows, width)
    kept = _sound_rows(rows, header, notes)
    table = pd.DataFrame(
        [(*row[:width], *("",) * (width - len(row))) for _, row in kept],
        index=pd.Index([i for i, _ in kept], dtype="int64"),
        columns=range(width),
        dtype="str",
    )
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


def _sound_rows(rows: list[tuple[int, Row]], header: Header, notes: Notes) -> list[tuple[int, Row]]:
    width, labels = len(header.labels), header.labels
    data = [(i, row) for i, row in rows if not _repeats(row, header)]
    notes.drop("repeated_header", len(rows) - len(data))
    notes.n_rows += len(data)
    kept = [(i, row) for i, row in data if not any(row[width:])]
    notes.drop("too_many_cells", len(data) - len(kept))
    # A tool may leave out empty cells at a row's end; the cells that are there still stand right.
    notes.warn_count("short_rows", sum(len(row) < len(_trimmed(labels)) for _, row in kept))
    return kept


def _repeats(row: Row, header: Header) -> bool:
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
