"""The table in which people decide on borderline answers: read strictly, written for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kpilib.errors import DataError, ParamsError
from kpilib.intake.challenge.judging import key_of
from kpilib.intake.encodings import decode
from kpilib.intake.files import is_workbook
from kpilib.intake.headers import fold

COLUMNS = ("answer", "suggestion", "decision", "n", "events", "reason")
DELIMITERS = (";", ",", "\t")
YES = frozenset({"yes", "y", "si", "s", "kylla", "k"})
NO = frozenset({"no", "n", "ei", "e"})
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Borderline:
    """One row of the table: an answer, what the rules suggest, what somebody decided, and whose it is.

    `n` counts people, `events` names the events in which they wrote it; `decision` None: undecided.
    """

    answer: str
    suggestion: bool
    decision: bool | None
    n: int
    events: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Decisions:
    """What the file holds: decisions by key, the answers as written there by key, the delimiter."""

    by_key: Mapping[str, bool]
    answers: Mapping[str, str]
    delimiter: str | None = None


def read_decisions(path: Path, where: str) -> Decisions:
    """The decisions of a file; none where there is no file.

    Parameters
    ----------
    path : Path
        A table with the columns `answer` and `decision` at least; semicolon, comma or tab.
    where : str
        The file's name in messages.

    Raises
    ------
    ParamsError
        The file is no such table, a decision is no known word, an answer holds no word, or two rows
        decide differently on the same answer.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return Decisions({}, {})
    except OSError as error:
        raise ParamsError(
            where, f"a file that cannot be opened ({error.strerror})", "a table", "Check its access."
        ) from error
    return _parse(content, where)


@lru_cache(maxsize=4)
def _parse(content: bytes, where: str) -> Decisions:
    try:
        if is_workbook(content):
            raise ParamsError(
                where, "a workbook or an archive", "a CSV file", "Save or export it as CSV (UTF-8)."
            )
        text = decode(content, where)
    except DataError as error:
        raise ParamsError(where, error.found, error.expected, error.remedy) from error
    head = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=head.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    positions = _positions(rows[0] if rows else [], where)
    answers: dict[str, str] = {}
    decided: dict[str, tuple[bool, int]] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        answer, word = (row[p].strip() if p < len(row) else "" for p in positions)
        decision = _decision(word, f"{where}: row {number}")
        key = _key(answer, f"{where}: row {number}")
        answers.setdefault(key, answer.removeprefix("'"))
        if decision is not None:
            _refuse_contradiction(decided.get(key), decision, where, number)
            decided.setdefault(key, (decision, number))
    return Decisions({key: decision for key, (decision, _) in decided.items()}, answers, delimiter)


def _positions(header: list[str], where: str) -> tuple[int, int]:
    names = [fold(cell) for cell in header]
    missing = [name for name in ("answer", "decision") if name not in names]
    if missing:
        raise ParamsError(
            f"{where}: row 1",
            f"no column {' and '.join(missing)}",
            f"a header with {', '.join(COLUMNS)}",
            "Restore the header; `kpi challenges` writes the file anew if you move it away.",
        )
    return names.index("answer"), names.index("decision")


def _decision(word: str, where: str) -> bool | None:
    folded = fold(word)
    if folded and folded not in YES | NO:
        raise ParamsError(
            f"{where}, column decision",
            f"`{word[:30]}`",
            "yes or no (sí, no; kyllä, ei), or nothing while undecided",
            "Correct the cell.",
        )
    return folded in YES if folded else None


def _key(answer: str, where: str) -> str:
    key = key_of(answer)
    if not key:
        raise ParamsError(
            f"{where}, column answer", "no word", "the answer that is decided on", "Delete the row."
        )
    return key


def _refuse_contradiction(earlier: tuple[bool, int] | None, decision: bool, where: str, number: int) -> None:
    if earlier is not None and earlier[0] != decision:
        raise ParamsError(
            f"{where}: row {number}",
            f"`{_word(decision)}` for an answer that row {earlier[1]} decides with `{_word(earlier[0])}`",
            "one decision for one answer",
            "Correct or delete one of the two rows.",
        )


def format_table(rows: Iterable[Borderline], delimiter: str) -> str:
    """The table as text that a spreadsheet opens: with a byte-order mark, no cell a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        decision = "" if row.decision is None else _word(row.decision)
        events = ", ".join(row.events)
        writer.writerow([_harmless(row.answer), _word(row.suggestion), decision, row.n, events, row.reason])
    return _BYTE_ORDER_MARK + stream.getvalue()


def _harmless(answer: str) -> str:
    one_line = " ".join("".join(c for c in answer if c.isprintable() or c.isspace()).split())
    return "'" + one_line if one_line.startswith(_FORMULA) else one_line


def _word(decision: bool) -> str:
    return "yes" if decision else "no"
