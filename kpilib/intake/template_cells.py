"""Cells of a template as the types its table declares; what they mean is of no matter here."""

from dataclasses import dataclass

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.files import Grid
from kpilib.intake.headers import fold
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.template_columns import RENAMED, declared
from kpilib.intake.times import check_dates, decide_times
from kpilib.intake.values import Kind, decide_numbers
from kpilib.schema import DAY, FLAG, INSTANT, MAYBE, NUMBER

SESSION = (
    *("registrations", "attendance", "check_ins", "orders", "questions", "poll_answers"),
    "survey_answers",
)
_MONEY = ("cost", "revenue", "amount", "paid", "refunded")
_REAL = ("value", "n", "score", "reported_minutes", "watch_minutes", "scale_lower", "scale_upper")
_FLAGS = {
    **dict.fromkeys(("yes", "y", "true", "1", "x", "si", "kylla"), True),
    **dict.fromkeys(("no", "n", "false", "0", "ei"), False),
}


@dataclass(frozen=True)
class Cells:
    """A template's cells as text, "" in columns that are not `given`."""

    table: str
    text: pd.DataFrame
    given: frozenset[str]
    grid: Grid


def zone_of(table: str, reading: Reading) -> str:
    """The zone of times without one: the event's in tables of a session, else the workspace's."""
    return reading.timezone if table in SESSION else reading.organisation_timezone


def read_cells(cells: Cells, reading: Reading, notes: Notes) -> pd.DataFrame:
    """Columns by the table's names and of its types; those that tell a person are left out.

    Raises
    ------
    DataError
        A cell holds something else than its column.
    """
    names = map(str, cells.text.columns)
    types = {n: c.dtype for n in names if (c := declared(cells.table, n)) is not None}
    numbers = _numbers(cells, [n for n, t in types.items() if t == NUMBER], notes)
    dates = _dates(cells, {n: t for n, t in types.items() if t in (INSTANT, DAY)}, reading, notes)
    flags = {n: read_flags(cells, n) for n, t in types.items() if t in (FLAG, MAYBE)}
    words = {n: _words(cells, n) for n in types if n not in {*numbers, *dates, *flags}}
    found = numbers | dates | flags | words
    return pd.DataFrame({RENAMED.get(n, n): found[n] for n in types}, index=cells.text.index)


def _numbers(cells: Cells, names: list[str], notes: Notes) -> dict[str, pd.Series]:
    kinds: dict[str, Kind] = {n: "money" if n in _MONEY else "real" if n in _REAL else "count" for n in names}
    columns = {n: (cells.text[n], kinds[n]) for n in names}
    if not columns:
        return {}
    decided = decide_numbers(columns, cells.grid.name, notes, None, cells.grid.delimiter)
    return {n: decided.read(cells.text[n], n, kinds[n]) for n in names}


def _dates(cells: Cells, types: dict[str, str], reading: Reading, notes: Notes) -> dict[str, pd.Series]:
    near = reading.starts_on if cells.table in SESSION else None
    columns = [cells.text[n] for n in types]
    times = decide_times(columns, cells.grid.name, zone_of(cells.table, reading), notes, None, near)
    found = {}
    for name, kind in types.items():
        text = cells.text[name]
        found[name] = times.instants(text, notes) if kind == INSTANT else times.days(text)
        check_dates(text, found[name], cells.grid.name, name, notes)
    return found


def read_flags(cells: Cells, name: str) -> pd.Series:
    """Yes and no; missing where a cell is empty.

    Raises
    ------
    DataError
        A cell holds another word.
    """
    text = cells.text[name].map(fold)
    _refuse_words(cells, name, (text != "") & ~text.isin(list(_FLAGS)), ("yes", "no"))
    return pd.Series([_FLAGS.get(word) for word in text], index=text.index, dtype="boolean")


def _words(cells: Cells, name: str) -> pd.Series:
    """Text; where the table allows certain words only, one of these."""
    text, spec = cells.text[name], declared(cells.table, name)
    if spec is not None and spec.allowed:
        text = text.str.strip().str.lower().str.replace(" ", "_")
        _refuse_words(cells, name, (text != "") & ~text.isin(spec.allowed), spec.allowed)
    return text.where(text != "")


def _refuse_words(cells: Cells, name: str, is_wrong: pd.Series, allowed: tuple[str, ...]) -> None:
    if is_wrong.any():
        raise DataError(
            f"{cells.grid.name}: column {name}",
            f"{int(is_wrong.sum())} of {len(is_wrong)} cells with another word",
            f"one of {', '.join(allowed)}; first at row {int(is_wrong.index[is_wrong][0]) + 1}",
            "Correct them.",
        )
