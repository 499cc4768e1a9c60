"""Lines of JSON to rows of cells, one column per name; nested names are joined by points."""

import json
from collections.abc import Callable
from typing import Any

from kpilib.errors import DataError
from kpilib.intake.files import Grid, RawFile

HEAD_LINES = 200
# The delimiter of a grid made of JSON: no text was split.
JSON = "{"


def is_json(raw: RawFile) -> bool:
    """Whether the text's first line is an object."""
    first = raw.text.lstrip().partition("\n")[0].strip()
    return first.startswith("{") and first.endswith("}")


def read_lines(raw: RawFile, is_kept: Callable[[str], bool], head_only: bool = False) -> Grid:
    """A header of all names, then one row per line.

    Parameters
    ----------
    raw : RawFile
    is_kept : function of a name
        Whether its column is made: a line of an event holds some hundred values, of which few are used.
    head_only : bool
        The first lines only, enough to recognise the file.

    Raises
    ------
    DataError
        A line holds something else than one object.
    """
    columns = _Columns(is_kept)
    rows: list[dict[int, str]] = []
    # Not `splitlines`: a value may hold one of the other signs that it takes for a line's end.
    for number, line in enumerate(raw.text.split("\n"), 1):
        if head_only and number > HEAD_LINES:
            break
        if line.strip():
            cells: dict[int, str] = {}
            columns.fill(cells, _parsed(line, number, raw.name), "")
            rows.append(cells)
    width = range(len(columns.names))
    table = tuple(tuple(cells.get(place, "") for place in width) for cells in rows)
    return Grid(raw.name, JSON, (tuple(columns.names), *table), True)


def _parsed(line: str, number: int, name: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError:
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
    """Names of columns in the order they are met, and what they hold in a line."""

    def __init__(self, is_kept: Callable[[str], bool]) -> None:
        self.names: list[str] = []
        self._is_kept = is_kept
        # A name stands in most lines: whether it is kept is asked once.
        self._places: dict[str, int | None] = {}

    def fill(self, cells: dict[int, str], record: dict[str, Any], prefix: str) -> None:
        """Puts all values inside an object into the cells of a line."""
        for key, value in record.items():
            if isinstance(value, dict):
                self.fill(cells, value, f"{prefix}{key}.")
            elif isinstance(value, list):
                self._fill_repeated(cells, value, f"{prefix}{key}.")
            elif value is not None:
                self._put(cells, prefix + key, value)

    def _fill_repeated(self, cells: dict[int, str], entries: list[Any], prefix: str) -> None:
        """A repeated field of keys and values, as `name.key`; other repeated fields are left out."""
        for entry in entries:
            if isinstance(entry, dict) and "key" in entry and isinstance(entry.get("value"), dict):
                for kind, value in entry["value"].items():
                    if value is not None and kind.endswith("_value"):
                        self._put(cells, f"{prefix}{entry['key']}", value)
                        break

    def _put(self, cells: dict[int, str], name: str, value: Any) -> None:
        if name not in self._places:
            self._places[name] = len(self.names) if self._is_kept(name) else None
            self.names += [name] if self._places[name] is not None else []
        if (place := self._places[name]) is not None:
            cells[place] = str(value).lower() if isinstance(value, bool) else str(value)
