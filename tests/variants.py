"""The same export saved in other ways: encodings, delimiters, line ends, columns moved and added, rows twice."""

import csv
import io
import itertools
import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workbook import workbook

from kpilib.errors import KpiError
from kpilib.intake import FileReport, Reading, read_export

Rows = list[list[str]]
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252")
DELIMITERS = (",", ";", "\t")
LINE_ENDS = ("\n", "\r\n")
FORMS = tuple(itertools.product(ENCODINGS, DELIMITERS, LINE_ENDS))


def parsed(text: str, delimiter: str = ",") -> Rows:
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


def saved(rows: Rows, encoding: str, delimiter: str, line_end: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return text.getvalue().encode(encoding)


def _is_below(row: list[str], header: list[str]) -> bool:
    """Whether a row belongs to a header's table; some tools end each row with one cell more."""
    longer = len(row) == len(header) + 1 and len(header) > 1 and not row[-1]
    return len(row) == len(header) or longer


def runs(rows: Rows) -> Iterator[tuple[int, int]]:
    """Stretches of rows of one width: a header and what stands below it."""
    start = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or not _is_below(rows[i], rows[start]):
            if len(rows[start]) > 1:
                yield start, i
            start = i


def unchanged(rows: Rows, dice: random.Random) -> Rows:
    return rows


def reordered(rows: Rows, dice: random.Random) -> Rows:
    changed = [list(row) for row in rows]
    for start, end in runs(rows):
        width = len(rows[start])
        order = dice.sample(range(width), width)
        for i in range(start, end):
            changed[i] = [rows[i][p] for p in order] + rows[i][width:]
    return changed


def _with_column(rows: Rows, header: str, cells: tuple[str, ...], dice: random.Random) -> Rows:
    changed = [list(row) for row in rows]
    for start, end in runs(rows):
        at = dice.randint(1, len(rows[start]))
        for i in range(start, end):
            # By what the row holds, so that a row that stands there twice stays the same.
            changed[i].insert(at, header if i == start else cells[len("".join(rows[i])) % len(cells)])
    return changed


def unknown_column(rows: Rows, dice: random.Random) -> Rows:
    return _with_column(rows, "Zq internal code", ("zq-1", "zq-2"), dice)


def custom_question(rows: Rows, dice: random.Random) -> Rows:
    return _with_column(rows, "How did you hear about us, exactly?", ("A friend", "", "Radio; TV, web"), dice)


def all_twice(rows: Rows, dice: random.Random) -> Rows:
    return [row for row in rows for _ in range(2)]


def data_twice(rows: Rows, dice: random.Random) -> Rows:
    """The data rows of each table once more below the table."""
    changed: Rows = []
    last = 0
    for start, end in runs(rows):
        changed += rows[last:end] + rows[start + 1 : end]
        last = end
    return changed + rows[last:]


def padded(rows: Rows, dice: random.Random) -> Rows:
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows]


Change = Callable[[Rows, random.Random], Rows]
CHANGES: dict[str, Change] = {
    change.__name__: change
    for change in (unchanged, reordered, unknown_column, custom_question, all_twice, data_twice, padded)
}
# The changes that leave columns where they are.
OF_ROWS = ("unchanged", "all_twice", "data_twice")


@dataclass(frozen=True, repr=False)
class Case:
    """An export with its totals; of a workbook its sheets, of JSON its lines."""

    name: str
    expected: Mapping[str, float]
    reading: Reading
    rows: Rows = field(default_factory=list)
    sheets: Mapping[str, Rows] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    changes: tuple[str, ...] = tuple(CHANGES)

    def __repr__(self) -> str:
        return f"Case({self.name!r})"

    def variants(self) -> list[tuple[str, str, int, int]]:
        """Every change in every form, and pairs of changes; each with its own seed."""
        n_forms = 1 if self.sheets else len(FORMS)
        single = [(name, "unchanged", form) for name in self.changes for form in range(n_forms)]
        pairs = itertools.permutations([n for n in self.changes if n != "unchanged"], 2)
        double = [(a, b, n % n_forms) for n, (a, b) in enumerate(pairs)]
        chosen = [(a, b, form, seed) for seed, (a, b, form) in enumerate(single + double)]
        return [v for v in chosen if self.is_encodable(v[2])]

    def is_encodable(self, form: int) -> bool:
        """Whether the form's encoding has all the letters."""
        try:
            str([self.rows, self.lines]).encode(FORMS[form][0])
        except UnicodeEncodeError:
            return False
        return True

    def content(self, changes: tuple[str, ...], form: int, seed: int) -> bytes:
        """The export saved in another way."""
        dice = random.Random(seed)
        if self.lines:
            return _saved_lines(_changed_lines(self.lines, changes, dice), form)
        if self.sheets:
            return workbook({name: _changed(rows, changes, dice) for name, rows in self.sheets.items()})
        return saved(_changed(self.rows, changes, dice), *FORMS[form])


def _changed(rows: Rows, changes: tuple[str, ...], dice: random.Random) -> Rows:
    for name in changes:
        rows = CHANGES[name](rows, dice)
    return rows


def _changed_lines(lines: list[str], changes: tuple[str, ...], dice: random.Random) -> list[str]:
    """The like of the changes of rows: names are the columns of a line."""
    for name in changes:
        if name == "all_twice":
            lines = [line for line in lines for _ in range(2)]
        elif name == "data_twice":
            lines = lines * 2
        elif name == "reordered":
            lines = [_with_names(line, lambda names: dice.sample(names, len(names))) for line in lines]
        elif name in ("unknown_column", "custom_question"):
            lines = [
                json.dumps(json.loads(line) | {f"zq {name}": "zq, 1"}, ensure_ascii=False) for line in lines
            ]
    return lines


def _with_names(line: str, order: Callable[[list[str]], list[str]]) -> str:
    record = json.loads(line)
    return json.dumps({name: record[name] for name in order(list(record))}, ensure_ascii=False)


def _saved_lines(lines: list[str], form: int) -> bytes:
    encoding, _, line_end = FORMS[form]
    return "".join(line + line_end for line in lines).encode(encoding)


def outcome(content: bytes, folder: Path, reading: Reading) -> FileReport | KpiError:
    path = folder / "export.csv"
    path.write_bytes(content)
    try:
        return read_export(path, reading).files[0]
    except KpiError as error:
        return error


@dataclass
class Tried:
    """How many variants were tried, and which of them were refused or gave other totals."""

    n: int = 0
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def try_variants(case: Case, folder: Path, chosen: list[tuple[str, str, int, int]]) -> Tried:
    tried = Tried()
    for first, second, form, seed in chosen:
        result = outcome(case.content((first, second), form, seed), folder, case.reading)
        told = f"{first}, {second}, form {form}, seed {seed}"
        tried.n += 1
        if isinstance(result, KpiError):
            tried.refused.append(f"{told}: {result}")
        elif any(abs(result.totals.get(k, 1e99) - value) > 0.01 for k, value in case.expected.items()):
            tried.wrong.append(f"{told}: { ({k: result.totals.get(k) for k in case.expected}) }")
    return tried


def all_cases(cases: list[Case], folder: Path, step: int) -> dict[str, Tried]:
    """Every `step`-th variant of each export, another first one for each."""
    return {
        case.name: try_variants(case, folder, case.variants()[number % step :: step])
        for number, case in enumerate(cases)
    }
