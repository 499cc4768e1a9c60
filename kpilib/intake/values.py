"""Numbers as exports write them. The decimal sign is decided from the whole file, never per cell."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.notes import Notes
from kpilib.schema import NUMBER

# count: whole numbers; money: two decimals at most; real: anything (rates, seconds, averages).
Kind = Literal["count", "money", "real"]
Mark = Literal[".", ","]

_UNKNOWN = re.compile(r"|-{1,2}|–|—|na|n/a|nan|null|\(not set\)|no definido|<\s*\d+")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*|[+-]?[.,]\d+")
_AROUND = re.compile(r"^(?:[€$£]|[a-z]{3} (?=[\d+-]))|(?:[€$£]| [a-z]{3})$")
_GROUPED = re.compile(r"[+-]?\d{1,3}([.,])\d{3}")


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2212", "-").replace("'", "").strip()
    if plain.startswith("(") and plain.endswith(")") and any(c.isdigit() for c in plain):
        plain = "-" + plain[1:-1]
    return plain


def _digits(plain: str) -> str:
    """Digits and marks of a number: currency, percent sign and spaces between thousands taken off."""
    bare = _AROUND.sub("", plain.removesuffix("%").strip()).strip()
    return re.sub(r"(?<=\d)\s(?=\d{3}(?:\D|$))", "", bare)


def is_number(text: str) -> bool:
    """Whether a cell holds a number in any of the ways known."""
    return bool(_NUMBER.fullmatch(_digits(_plain(text))))


def is_unknown(text: str) -> bool:
    """Whether a cell says that its number is unknown (`--`, `n/a`, `< 10`, nothing): never 0."""
    return bool(_UNKNOWN.fullmatch(_plain(text)))


@dataclass(frozen=True)
class Numbers:
    """How one file writes numbers: its decimal sign."""

    decimal: Mark
    name: str

    def read(self, cells: pd.Series, title: str) -> pd.Series:
        """Numbers; missing where unknown; a percentage as a fraction.

        Raises
        ------
        DataError
            A cell holds something else. The message gives its row, not what it holds.
        """
        known = {text: self._number(text) for text in cells.unique()}
        wrong = cells[cells.map(lambda text: known[text] is None).astype(bool)]
        if len(wrong):
            raise DataError(
                f"{self.name}: column {title}",
                f"{len(wrong)} of {len(cells)} cells that are no number",
                f"numbers; first at row {int(wrong.index[0]) + 1}",
                "Export again; columns may have been shifted.",
            )
        return pd.Series([known[t] for t in cells], index=cells.index, dtype=NUMBER)

    def _number(self, text: str) -> float | None:
        plain = _plain(text)
        if _UNKNOWN.fullmatch(plain):
            return float("nan")
        digits = _digits(plain)
        if not _NUMBER.fullmatch(digits):
            return None
        thousands = "," if self.decimal == "." else "."
        number = float(digits.replace(thousands, "").replace(self.decimal, "."))
        return number / 100 if plain.endswith("%") else number


def decide_numbers(
    columns: Mapping[str, tuple[pd.Series, Kind]],
    name: str,
    notes: Notes,
    language: str | None = None,
    delimiter: str = ",",
) -> Numbers:
    """The decimal sign of a file, from all its numbers together.

    A number with both marks, with one mark twice, or with other than three digits after its mark
    tells; so does a single mark in a whole number. In money three digits after a mark are thousands
    (said in a warning when nothing else tells). Else the language of the headers and `;` between
    cells decide, if they agree.

    Raises
    ------
    DataError
        Numbers of one file contradict each other, or nothing tells.
    """
    sure: set[Mark] = set()
    likely: set[Mark] = set()
    is_open = False
    for cells, kind in columns.values():
        for text in cells.unique():
            digits = _digits(_plain(text))
            if not _NUMBER.fullmatch(digits):
                continue
            mark, is_sure = _decimal_of(digits, kind)
            (sure if is_sure else likely).update({mark} if mark else set())
            is_open = is_open or (mark is None and bool(re.search(r"[.,]", digits)))
    marks = sure | likely
    if len(marks) > 1:
        raise DataError(
            f"{name}: numbers",
            "decimal points and decimal commas in one file",
            "one decimal sign",
            "Export again in one language, and do not mix exports in one file.",
        )
    if marks:
        mark = marks.pop()
        if not sure:
            notes.warn("thousands_assumed", mark="." if mark == "," else ",")
        return Numbers(mark, name)
    return Numbers(_decimal_by_habit(language, delimiter, name) if is_open else ".", name)


def _decimal_of(digits: str, kind: Kind) -> tuple[Mark | None, bool]:
    """The decimal sign that a number tells, and whether it does for sure."""
    marks = re.findall(r"[.,]", digits)
    if not marks:
        return None, True
    other: Mark = "," if marks[-1] == "." else "."
    if len(set(marks)) == 2:
        return ("," if other == "." else "."), True
    if len(marks) > 1:
        return other, True
    if not _GROUPED.fullmatch(digits) or digits.lstrip("+-").startswith("0"):
        return ("," if other == "." else "."), True
    if kind == "count":
        return other, True
    return (other, False) if kind == "money" else (None, False)


def _decimal_by_habit(language: str | None, delimiter: str, name: str) -> Mark:
    habits: set[Mark] = {{"en": ".", "es": ",", "fi": ","}[language]} if language in ("en", "es", "fi") else set()
    if delimiter == ";":
        habits.add(",")
    if len(habits) != 1:
        raise DataError(
            f"{name}: numbers",
            "numbers such as 1.234 that can be read as one and as one thousand",
            "numbers that tell their decimal sign",
            "Export again with the language set to English.",
        )
    return habits.pop()
