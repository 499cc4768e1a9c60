"""The formats known, and which of them a file is: by what stands in it, never by its name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kpilib.errors import DataError, ParamsError
from kpilib.intake.files import Grid, RawFile, Row, heads, whole
from kpilib.intake.headers import Layout, find_headers, nearest_header
from kpilib.intake.json_lines import read_cells, read_lines
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading

# How the names of plain tables typed by hand begin.
TEMPLATE = "template_"
# A row that has at least this share of a format's needed columns is a header with some missing.
_NEAR = 0.5


@dataclass(frozen=True)
class Extract:
    """What a reader makes of a file: tidy tables not checked yet, totals, and up to which day it tells."""

    tables: dict[str, pd.DataFrame]
    totals: dict[str, float]
    covered_until: date | None = None


@dataclass(frozen=True)
class Format:
    """One kind of export: its name, its columns, how it is recognised and read.

    `n_matched` gives the number of columns found in some rows of a file, 0 if it is another format.
    `read_lines` reads cells by name, line by line, of files that are larger than memory.
    """

    name: str
    layout: Layout
    read: Callable[[Grid, Reading, Notes], Extract]
    n_matched: Callable[[Iterable[Row]], int] | None = None
    read_lines: Callable[[str, Iterable[dict[str, str]], Reading, Notes], Extract] | None = None

    def match(self, grid: Grid) -> int:
        """Number of columns found, 0 if the rows are no such export."""
        if self.n_matched:
            return self.n_matched(grid.rows)
        return next((h.n_matched for h in find_headers(grid.rows, self.layout)), 0)


def recognise(raw: RawFile, formats: tuple[Format, ...], forced: str | None = None) -> tuple[Format, Grid]:
    """The format of a file, and the first rows that told it.

    Raises
    ------
    DataError
        No known format, or more than one.
    ParamsError
        The format that was asked for is not known.
    """
    candidates = _named(forced, formats) if forced else formats
    grids = [read_lines(raw, lambda _: True, head_only=True)] if raw.is_json else heads(raw)
    scores = {(f.name, number): f.match(head) for f in candidates for number, head in enumerate(grids)}
    names = sorted({name for (name, _), score in scores.items() if score})
    if len(names) > 1:
        raise DataError(
            raw.name, f"columns of {' and '.join(names)}", "one format", "Name it with --format NAME."
        )
    if not names:
        raise _unknown(raw, candidates, grids)
    best = max(range(len(grids)), key=lambda number: scores[names[0], number])
    form = next(f for f in candidates if f.name == names[0])
    return form, grids[best]


def read_as(form: Format, raw: RawFile, head: Grid, reading: Reading, notes: Notes) -> Extract:
    """What a format's reader makes of the whole file."""
    if not raw.is_json:
        return form.read(whole(raw, head), reading, notes)

    def is_kept(name: str) -> bool:
        return form.layout.find(name)[0] != "unused"

    if form.read_lines:
        return form.read_lines(raw.name, read_cells(raw, is_kept), reading, notes)
    return form.read(read_lines(raw, is_kept), reading, notes)


def _listed(formats: Iterable[Format]) -> str:
    """The formats' names; the templates, of which there are many, as one word."""
    names = [f.name for f in formats]
    plain = [name for name in names if not name.startswith(TEMPLATE)]
    return ", ".join(plain + ["a template"] * (len(plain) < len(names)))


def _named(name: str, formats: tuple[Format, ...]) -> tuple[Format, ...]:
    found = tuple(f for f in formats if f.name == name)
    if not found:
        known = _listed(formats)
        raise ParamsError("--format", f"`{name}`", f"one of {known}", "Correct the name.")
    return found


def _unknown(raw: RawFile, formats: tuple[Format, ...], grids: list[Grid]) -> DataError:
    near = [(len(missing) / (header.n_matched + len(missing)), form, header, missing)
            for form in formats for head in grids
            if (found := nearest_header(head.rows[:2000], form.layout)) and (header := found[0]).n_matched
            for missing in [found[1]]]  # fmt: skip
    known = _listed(formats)
    best = min(near, key=lambda entry: entry[0], default=None)
    if best and best[0] < _NEAR:
        _, form, header, missing = best
        titles = ", ".join(form.layout[name].title for name in missing)
        return DataError(
            f"{raw.name}: row {header.row + 1}",
            f"the columns of no known format (nearest: {form.name}, without {titles})",
            f"one of {known}",
            "Export again with all columns.",
        )
    return DataError(
        raw.name,
        "no header of a known format",
        f"one of {known}",
        "Check that it is the export as downloaded.",
    )
