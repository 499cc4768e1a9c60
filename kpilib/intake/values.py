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

_UNKNOWN = re.compile(r"|-{1,2}|\u2013|\u2014|na|n/a|nan|null|\(not set\)|no definido|<\s*\d+")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*|[+-]?[.,]\d+")
_AROUND = re.compile(r"^(?:[€$£]|[a-z]{3} (?=[\d+-]))|(?:[€$£]| [a-z]{3})$")
_HABITS: dict[str, Mark] = {"en": ".", "es": ",", "fi": ",", "pt": ",", "de": ",", "fr": ",", "it": ","}
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

    def read(self, cells: pd.Series, title: str, kind: Kind = "real") -> pd.Series:
        """Numbers; missing where unknown; a percentage as a fraction, and only where `kind` is "real".

        Raises
        ------
        DataError
            A cell holds something else. The message gives its row, not what it holds.
        """
        known = {text: self._number(text, kind) for text in cells.unique()}
        wrong = cells[cells.map(lambda text: known[text] is None).astype(bool)]
        if len(wrong):
            raise DataError(
                f"{self.name}: column {title}",
                f"{len(wrong)} of {len(cells)} cells that are no number",
                f"numbers; first at row {int(wrong.index[0]) + 1}",
                "Export again; columns may have been shifted.",
            )
        return pd.Series([known[t] for t in cells], index=cells.index, dtype=NUMBER)

    def _number(self, text: str, kind: Kind) -> float | None:
        plain = _plain(text)
        if _UNKNOWN.fullmatch(plain):
            return float("nan")
        digits = _digits(plain)
        is_share = plain.endswith("%")
        if not _NUMBER.fullmatch(digits) or (is_share and kind != "real"):
            return None
        thousands = "," if self.decimal == "." else "."
        number = float(digits.replace(thousands, "").replace(self.decimal, "."))
        return number / 100 if is_share else number


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
    signs = [_decimal_of(d, kind) for cells, kind in columns.values() for d in _all_digits(cells)]
    told = {sign for sign, _ in signs if sign}
    if len(told) > 1:
        raise DataError(
            f"{name}: numbers",
            "decimal points and decimal commas in one file",
            "one decimal sign",
            "Export again in one language, and do not mix exports in one file.",
        )
    if told:
        sign: Mark = "." if "." in told else ","
        if not any(is_sure for other, is_sure in signs if other):
            notes.warn("thousands_assumed", mark="," if sign == "." else ".")
        return Numbers(sign, name)
    is_open = any(not is_sure for _, is_sure in signs)
    return Numbers(_decimal_by_habit(language, delimiter, name) if is_open else ".", name)


def _all_digits(cells: pd.Series) -> list[str]:
    digits = (_digits(_plain(text)) for text in cells.unique())
    return [d for d in digits if _NUMBER.fullmatch(d)]


def _decimal_of(digits: str, kind: Kind) -> tuple[Mark | None, bool]:
    """The decimal sign that a number tells (None: it tells none), and whether that is for sure."""
    marks = re.findall(r"[.,]", digits)
    if not marks:
        return None, True
    last: Mark = "." if marks[-1] == "." else ","
    other: Mark = "," if last == "." else "."
    if len(set(marks)) == 2:
        return last, True
    if len(marks) > 1:
        return other, True
    if not _GROUPED.fullmatch(digits) or digits.lstrip("+-").startswith("0"):
        return last, True
    if kind == "count":
        return other, True
    return (other if kind == "money" else None), False


def _decimal_by_habit(language: str | None, delimiter: str, name: str) -> Mark:
    habits = {_HABITS[language]} if language in _HABITS else set()
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
