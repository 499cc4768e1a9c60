"""Bytes to rows of cells: encoding, delimiter, quotes. Nothing here knows of any source system."""

import csv
import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from kpilib.errors import DataError

DELIMITERS = (",", ";", "\t")
HEAD_CHARACTERS = 60_000
# Stands alone in the last row unless a quote is still open before it.
_END = "\ue000"
# First bytes of archives (XLSX among them) and of old XLS workbooks.
_NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# A title or a range such as "April 1, 2026 - April 30, 2026" holds fewer cells than any header.
_MIN_CELLS_OF_A_WRAPPED_LINE = 4
_GUARDED = re.compile(r'="([^"]*)"')

Row = tuple[str, ...]


@dataclass(frozen=True)
class RawFile:
    """A file's name, hash and decoded text."""

    name: str
    sha256: str
    text: str


@dataclass(frozen=True)
class Grid:
    """Rows of cells of a file, split by one delimiter; cells are stripped, rows keep their length."""

    name: str
    delimiter: str
    rows: tuple[Row, ...]
    is_closed: bool


def read_raw(path: Path | str) -> RawFile:
    """The file's text.

    Raises
    ------
    DataError
        The file is empty, or holds no text in an encoding that can be told.
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(
            path.name, "no file that can be opened", "an export", "Check path and access."
        ) from error
    text = decode(content, path.name)
    if not text.strip('\ufeff\x00 \t\r\n,;"'):
        raise DataError(path.name, "an empty file", "an export with a header and rows", "Export it again.")
    return RawFile(path.name, hashlib.sha256(content).hexdigest(), text)


def decode(content: bytes, name: str) -> str:
    """Text of bytes: by byte-order mark, NULs between letters (UTF-16), else UTF-8, else cp1252."""
    if content.startswith(_NO_TEXT):
        raise DataError(name, "a workbook or an archive", "a CSV file", "Save or export it as CSV (UTF-8).")
    encoding = _marked_encoding(content) or _unmarked_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise DataError(
            name,
            f"bytes that are no {encoding} from byte {error.start + 1} on",
            "text in one encoding",
            "Export the file again; it may have been cut short.",
        ) from error
    if "\x00" in text:
        raise DataError(name, "bytes that are no text", "a CSV file", "Export it as CSV.")
    return text.removeprefix("\ufeff")


def _marked_encoding(content: bytes) -> str | None:
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ):
        if content.startswith(mark):
            return encoding
    return None


def _unmarked_encoding(content: bytes) -> str:
    head = content[:4096]
    for start, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[start::2].count(0) > len(head) // 5:
            return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        # Cut in the middle of a letter: right up to there, so no other encoding's file.
        is_cut = error.reason == "unexpected end of data" and not content[: error.start].isascii()
        return "utf-8" if is_cut else _one_byte_encoding(content)
    return "utf-8"


def _one_byte_encoding(content: bytes) -> str:
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        best = from_bytes(content).best()
        return best.encoding if best else "utf-8"
    return "cp1252"


def split(raw: RawFile, delimiter: str, head_only: bool = False) -> Grid:
    """The rows of a file under one delimiter; `head_only`: enough of them to recognise it."""
    text = raw.text[:HEAD_CHARACTERS] if head_only else raw.text
    rows: list[Row] = []
    try:
        for row in _cells(text.rstrip("\r\n") + "\n" + _END, delimiter):
            rows.append(_unwrap(row, delimiter))
    except csv.Error:
        # A cell of more than 128 KB: a quote that is never closed.
        return Grid(raw.name, delimiter, tuple(rows), False)
    is_closed = rows[-1] == (_END,)
    return Grid(raw.name, delimiter, tuple(rows[:-1]), is_closed)


def _cells(text: str, delimiter: str) -> "csv._reader":  # type: ignore[name-defined]
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _unwrap(row: list[str], delimiter: str) -> Row:
    """The row; a line that was wrapped in quotes a second time is split again."""
    if len(row) - row.count("") == 1 and delimiter in row[0]:
        inner: list[str] = next(iter(_cells(row[0], delimiter)), [])
        if len(inner) >= _MIN_CELLS_OF_A_WRAPPED_LINE:
            row = inner
    return tuple(_bare(cell) for cell in row)


def _bare(cell: str) -> str:
    """The cell without spaces around it, and without the guard `="..."` against a spreadsheet's guesses."""
    plain = cell.strip()
    guarded = _GUARDED.fullmatch(plain) if plain.startswith("=") else None
    return guarded[1].strip() if guarded else plain
