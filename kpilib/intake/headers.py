"""Finds header rows by content and columns by name, in the languages known; never by position."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kpilib.errors import DataError
from kpilib.intake.files import Grid, Row

Need = Literal["must", "should", "may", "never", "unused"]
LANGUAGES = ("en", "es", "fi", "pt", "de", "fr", "it")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Text for comparison: no accents, no capitals, one space between words, no marks around."""
    if text.isascii() and text.isalnum():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in plain if (not unicodedata.combining(c) and c.isprintable()) or c.isspace())
    return re.sub(r"\s+", " ", plain).strip(" \"'*:.\ufeff")


@dataclass(frozen=True)
class Field:
    """One column to look for: its known headers by language, `|` between them.

    `need`: "must" be there; "should" (a warning if not); "may"; "never" (then it is another
    format); "unused": known columns, any number of them, that no table needs or that are personal.
    """

    need: Need = "may"
    en: str = ""
    es: str = ""
    fi: str = ""
    pattern: str = ""
    pt: str = ""
    de: str = ""
    fr: str = ""
    it: str = ""

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Folded headers with their language."""
        return [(fold(t), lang) for lang in LANGUAGES for t in getattr(self, lang).split("|") if t]

    @property
    def title(self) -> str:
        """The column's first English header, for messages."""
        return self.en.split("|")[0]


class Layout(Mapping[str, Field]):
    """The columns of one kind of table, looked up by header in one step."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self._fields = dict(fields)
        self._known: dict[str, tuple[str, tuple[str, ...]]] = {}
        for name, field in fields.items():
            for label, language in field.labels:
                first, spoken = self._known.get(label, (name, ()))
                if first == name:
                    self._known[label] = name, (*spoken, language)
        self._patterns = [(name, re.compile(f.pattern)) for name, f in fields.items() if f.pattern]
        needed = [name for name, f in fields.items() if f.need == "must"]
        self.key_labels = frozenset(label for label, (name, _) in self._known.items() if name in needed[:1])

    def __getitem__(self, name: str) -> Field:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def find(self, cell: str) -> tuple[str | None, tuple[str, ...]]:
        """The field that a header names, and the languages in which it does."""
        label = fold(cell)
        if label in self._known:
            return self._known[label]
        return next(((n, ()) for n, pattern in self._patterns if pattern.fullmatch(label)), (None, ()))


@dataclass(frozen=True)
class Header:
    """A header row: the positions of each field, and of the columns that are no field."""

    row: int
    labels: Row
    fields: dict[str, tuple[int, ...]]
    others: tuple[int, ...]
    language: str | None

    @property
    def n_matched(self) -> int:
        """Number of fields found."""
        return len(self.fields)


def match_header(row: Row, layout: Layout, number: int = 0) -> Header | None:
    """The row as a header of the layout, or None where it is none (a "must" missing, a "never" there)."""
    header = match_fields(row, layout, number)
    if any(f.need == "never" and name in header.fields for name, f in layout.items()):
        return None
    return None if missing_fields(header, layout) else header


def missing_fields(header: Header, layout: Layout, need: Need = "must") -> list[str]:
    """Fields of that need which the header lacks."""
    return [name for name, f in layout.items() if f.need == need and name not in header.fields]


def match_fields(row: Row, layout: Layout, number: int = 0) -> Header:
    """The columns of a row that the layout knows, whether or not all that must be there are."""
    fields: dict[str, tuple[int, ...]] = {}
    languages: Counter[str] = Counter()
    others = []
    for position, cell in enumerate(row):
        name, spoken = layout.find(cell) if cell else (None, ())
        if name is None:
            others += [position] if cell else []
            continue
        fields[name] = (*fields.get(name, ()), position)
        languages.update(spoken)
    return Header(number, row, fields, tuple(others), _only_language(languages))


def _only_language(languages: Counter[str]) -> str | None:
    # Labels that two languages share ("Clics", "Total") say nothing; the language with most labels wins.
    best = [lang for lang in languages if languages[lang] == max(languages.values())]
    return best[0] if len(best) == 1 else None


@lru_cache(maxsize=4096)
def _folded(row: Row) -> frozenset[str]:
    """A row's cells for comparison: each format asks the same first rows of a file."""
    return frozenset(map(fold, row))


def find_headers(rows: Iterable[Row], layout: Layout) -> Iterator[Header]:
    """The rows that are a header of the layout, in the file's order."""
    for number, row in enumerate(rows):
        if not layout.key_labels.isdisjoint(_folded(row)):
            header = match_header(row, layout, number)
            if header:
                yield header


def first_header(grid: Grid, layout: Layout) -> Header:
    """The first header of the layout.

    Raises
    ------
    DataError
        There is none.
    """
    header = next(find_headers(grid.rows, layout), None)
    if header is None:
        titles = ", ".join(f.title for f in layout.values() if f.need == "must")
        raise DataError(grid.name, "no header row", f"one with {titles}", "Export it again.")
    return header


def nearest_header(rows: Iterable[Row], layout: Layout) -> tuple[Header, list[str]] | None:
    """The row that has most of the layout's "must" fields but not all, with those it lacks."""
    best = None
    for number, row in enumerate(rows):
        header = match_fields(row, layout, number)
        missing = missing_fields(header, layout)
        if missing and (best is None or len(missing) < len(best[1])):
            best = header, missing
    return best
