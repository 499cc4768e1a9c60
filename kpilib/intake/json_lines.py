"""Lines of JSON to rows of cells, one column per name; nested names are joined by points."""

import json
from collections.abc import Callable, Iterator
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
    names: dict[str, int] = {}
    rows: list[dict[int, str]] = []
    for number, line in enumerate(raw.text.splitlines(), 1):
        if head_only and number > HEAD_LINES:
            break
        if line.strip():
            cells = {}
            for name, text in _cells(_parsed(line, number, raw.name), ""):
                if is_kept(name):
                    cells[names.setdefault(name, len(names))] = text
            rows.append(cells)
    header = tuple(names)
    table = tuple(tuple(cells.get(place, "") for place in range(len(header))) for cells in rows)
    return Grid(raw.name, JSON, (header, *table), True)


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


def _cells(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Names and texts of all values inside an object."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _cells(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for entry in value:
            yield from _entry(entry, name)
    elif value is not None:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)


def _entry(entry: Any, name: str) -> Iterator[tuple[str, str]]:
    """An entry of a repeated field of keys and values, as `name.key`; other repeated fields are left out."""
    if isinstance(entry, dict) and "key" in entry and isinstance(entry.get("value"), dict):
        value = next((v for k, v in entry["value"].items() if k.endswith("_value") and v is not None), None)
        if value is not None:
            yield f"{name}.{entry['key']}", str(value)
