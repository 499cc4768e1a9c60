"""Files to rows of cells: delimiter, quotes, sheets. Nothing here knows of any source system."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

from kpilib.errors import DataError
from kpilib.intake.encodings import decode, is_json_lines, scan

DELIMITERS = (",", ";", "\t")
HEAD_CHARACTERS = 60_000
_HEAD_BYTES = 1 << 20
# Stands alone in the last row unless a quote is still open before it.
_END = "\ue000"
# First bytes of XLSX workbooks (which are archives) and of old XLS ones.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# From here on a number in a workbook has lost digits: an id must not look whole.
_ROUNDED = 1e15
# A title or a range such as "April 1, 2026 - April 30, 2026" holds fewer cells than any header.
_MIN_CELLS_OF_A_WRAPPED_LINE = 4
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_ARRAY = re.compile(r"\s*\[\s*\{")
_GUARDED = re.compile(r'="([^"]*)"')

Row = tuple[str, ...]


@dataclass(frozen=True)
class RawFile:
    """A file's name, hash and decoded text; of a workbook, its sheets by name and no text.

    Lines of JSON may be more than memory holds: `text` is then their beginning, and `lines` reads them
    from the disk one by one. Of a JSON array, which is held whole, `text` has one line for each entry.
    """

    name: str
    sha256: str
    text: str
    sheets: tuple[tuple[str, tuple[Row, ...]], ...] = ()
    path: Path | None = None
    encoding: str = "utf-8"
    has_line_end: bool = True
    is_array: bool = False

    @property
    def is_json(self) -> bool:
        """Whether the file holds one JSON object per line, or an array of them."""
        return self.path is not None or self.is_array

    def lines(self) -> Iterator[str]:
        """The lines of the file, without holding all of them."""
        if self.path is None:
            yield from self.text.split("\n")
            return
        # Not `splitlines`: a value may hold one of the other signs that it takes for a line's end.
        with self.path.open(encoding=self.encoding, newline="\n") as file:
            for number, line in enumerate(file):
                yield line.removeprefix("\ufeff") if number == 0 else line


@dataclass(frozen=True)
class Grid:
    """Rows of cells of a file, split by one delimiter; cells are stripped, rows keep their length.

    `sheets`: of a workbook, all its sheets; the grid itself is one of them.
    """

    name: str
    delimiter: str
    rows: tuple[Row, ...]
    is_closed: bool
    sheets: tuple["Grid", ...] = ()


def read_raw(path: Path | str) -> RawFile:
    """The file's text.

    Raises
    ------
    DataError
        The file is empty, a workbook that cannot be opened, or holds no text in an encoding that can
        be told.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            content = file.read(_HEAD_BYTES)
            if is_json_lines(content):
                return _json_file(path, content)
            content += file.read()
    except OSError as error:
        raise DataError(
            path.name, "no file that can be opened", "an export", "Check path and access."
        ) from error
    sha256 = hashlib.sha256(content).hexdigest()
    if is_workbook(content):
        return RawFile(path.name, sha256, "", _workbook(content, path.name))
    text = decode(content, path.name)
    if not text.strip('\ufeff\x00 \t\r\n,;"'):
        raise _empty(path.name)
    if _ARRAY.match(text):
        return RawFile(path.name, sha256, _array_lines(text, path.name), is_array=True)
    return RawFile(path.name, sha256, text, has_line_end=text.endswith(("\n", "\r")))


def _array_lines(text: str, name: str) -> str:
    """The entries of a JSON array, one a line."""
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(
            name, "a JSON array that does not end", "a whole one", "The file was cut short; export it again."
        ) from error
    return "\n".join(map(json.dumps, entries))


def _json_file(path: Path, head: bytes) -> RawFile:
    found = scan(path)
    text = head.decode(found.encoding, errors="ignore").removeprefix("\ufeff")
    return RawFile(path.name, found.sha256, text, (), path, found.encoding, found.has_line_end)


def _empty(name: str) -> DataError:
    return DataError(name, "an empty file", "an export with a header and rows", "Export it again.")


def _workbook(content: bytes, name: str) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """The sheets that hold something, by name, their cells as text."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [(s, book.get_sheet_by_name(s).to_python(skip_empty_area=False)) for s in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise DataError(
            name,
            "an archive, or a workbook that cannot be opened",
            "a CSV file or an XLSX workbook",
            "Unpack it, or export it again as CSV (UTF-8).",
        ) from error
    filled = tuple((s, tuple(tuple(map(_cell_text, row)) for row in rows)) for s, rows in sheets)
    filled = tuple((s, rows) for s, rows in filled if any(map(any, rows)))
    if not filled:
        raise _empty(name)
    return filled


def _cell_text(cell: Any) -> str:
    """A workbook's cell as a CSV file would hold it."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float | int):
        return _number_text(float(cell))
    return str(cell).strip()


def _number_text(number: float) -> str:
    if abs(number) >= _ROUNDED:
        return f"{number:.5E}"
    if number.is_integer():
        return str(int(number))
    text = f"{number:.10f}".rstrip("0")
    # 1.234 could be read as one thousand; the workbook knows better, so a fourth decimal says so.
    return text + "0" if len(text.partition(".")[2]) == 3 else text


def is_workbook(content: bytes) -> bool:
    """Whether bytes are a workbook or another archive, and no text."""
    return content.startswith(_WORKBOOKS)


def heads(raw: RawFile) -> list[Grid]:
    """Enough rows to recognise a file: each sheet of a workbook, or the text split at each delimiter."""
    if raw.sheets:
        grids = tuple(Grid(f"{raw.name}: {sheet}", "", rows, True) for sheet, rows in raw.sheets)
        return [replace(grid, sheets=grids) for grid in grids]
    return [split(raw, delimiter, head_only=True) for delimiter in DELIMITERS]


def whole(raw: RawFile, head: Grid) -> Grid:
    """All rows of the file, split in the way of the head."""
    return head if raw.sheets else split(raw, head.delimiter)


def split(raw: RawFile, delimiter: str, head_only: bool = False) -> Grid:
    """The rows of a file under one delimiter; `head_only`: enough of them to recognise it."""
    text = raw.text[:HEAD_CHARACTERS] if head_only else raw.text
    rows: list[Row] = []
    # A large report says "Yes", a day or a word in most of its rows: once is enough.
    known: dict[str, str] = {}
    try:
        for row in _cells(chain(_text_lines(text.rstrip("\r\n")), [_END]), delimiter):
            rows.append(tuple(known.setdefault(cell, cell) for cell in _unwrap(row, delimiter)))
    except csv.Error:
        # A cell of more than 128 KB: a quote that is never closed.
        return Grid(raw.name, delimiter, tuple(rows), False)
    is_closed = rows[-1] == (_END,)
    return Grid(raw.name, delimiter, tuple(rows[:-1]), is_closed)


def _text_lines(text: str) -> Iterator[str]:
    """The lines one by one, for a stream of the whole text takes four bytes a letter."""
    return (found[0] for found in _LINE.finditer(text))


def _cells(lines: Iterable[str], delimiter: str) -> "csv._reader":  # type: ignore[name-defined]
    return csv.reader(lines, delimiter=delimiter)


def _unwrap(row: list[str], delimiter: str) -> Row:
    """The row; a line that was wrapped in quotes a second time is split again."""
    if len(row) - row.count("") == 1 and delimiter in row[0]:
        inner: list[str] = next(iter(_cells(_text_lines(row[0]), delimiter)), [])
        if len(inner) >= _MIN_CELLS_OF_A_WRAPPED_LINE:
            row = inner
    return tuple(_bare(cell) for cell in row)


def _bare(cell: str) -> str:
    """The cell without spaces around it, and without the guard `="..."` against a spreadsheet's guesses."""
    plain = cell.strip()
    guarded = _GUARDED.fullmatch(plain) if plain.startswith("=") else None
    return guarded[1].strip() if guarded else plain
