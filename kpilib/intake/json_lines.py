"""Lines of JSON to rows of cells, one column per name; nested names are joined by points."""

import json
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from kpilib.errors import DataError
from kpilib.intake.files import Grid, RawFile

HEAD_LINES = 200
# The delimiter of a grid made of JSON: no text was split.
JSON = "{"


def read_cells(raw: RawFile, is_kept: Callable[[str], bool]) -> Iterator[dict[str, str]]:
    """The cells of each line that holds something, by name; one line at a time.

    Parameters
    ----------
    raw : RawFile
    is_kept : function of a name
        Whether its cell is made: a line of an event holds some hundred values, of which few are used.

    Raises
    ------
    DataError
        A line holds something else than one object.
    """
    columns = _Columns(is_kept)
    for number, line in enumerate(raw.lines(), 1):
        if line.strip():
            yield columns.cells(_parsed(line, number, raw.name))


def read_lines(raw: RawFile, is_kept: Callable[[str], bool], head_only: bool = False) -> Grid:
    """A header of all names, then one row per line; errors as in `read_cells`.

    `head_only`: the first lines only, enough to recognise the file.
    """
    lines = list(islice(read_cells(raw, is_kept), HEAD_LINES if head_only else None))
    names = tuple(dict.fromkeys(name for cells in lines for name in cells))
    rows = tuple(tuple(cells.get(name, "") for name in names) for cells in lines)
    return Grid(raw.name, JSON, (names, *rows), True)


def _parsed(line: str, number: int, name: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
        if "\\ud" in line.lower():
            # Half of a pair of signs is no text: nothing could write it.
            json.dumps(record, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        raise DataError(
            f"{name}: line {number}",
            "text that is no JSON object",
            "one object per line",
            "The file may have been cut short; export it again.",
        )
    return record


class _Columns:
    """What the lines hold, under names joined by points."""

    def __init__(self, is_kept: Callable[[str], bool]) -> None:
        self._is_kept = is_kept
        # A name stands in most lines: whether it is kept is asked once.
        self._known: dict[str, bool] = {}

    def cells(self, record: dict[str, Any]) -> dict[str, str]:
        """All values inside an object that are kept."""
        cells: dict[str, str] = {}
        self._fill(cells, record, "")
        return cells

    def _fill(self, cells: dict[str, str], record: dict[str, Any], prefix: str) -> None:
        for key, value in record.items():
            if isinstance(value, dict):
                self._fill(cells, value, f"{prefix}{key}.")
            elif isinstance(value, list):
                self._fill_repeated(cells, value, f"{prefix}{key}.")
            elif value is not None:
                self._put(cells, prefix + key, value)

    def _fill_repeated(self, cells: dict[str, str], entries: list[Any], prefix: str) -> None:
        """A repeated field of keys and values, as `name.key`; other repeated fields are left out."""
        for entry in entries:
            if isinstance(entry, dict) and "key" in entry and isinstance(entry.get("value"), dict):
                for kind, value in entry["value"].items():
                    if value is not None and kind.endswith("_value"):
                        self._put(cells, f"{prefix}{entry['key']}", value)
                        break

    def _put(self, cells: dict[str, str], name: str, value: Any) -> None:
        if name not in self._known:
            self._known[name] = self._is_kept(name)
        if self._known[name]:
            cells[name] = str(value).lower() if isinstance(value, bool) else str(value)
