"""Masks what tells a person inside free text: addresses, phone numbers, names known from the export."""

import re
from collections.abc import Iterable

import pandas as pd

from kpilib.intake.headers import fold
from kpilib.intake.people import EMAIL_ADDRESS

_PHONE = re.compile(r"(?<![\w.,])\+?\(?\d(?:[\d\s()/.-]*\d){6,}(?![\w])")
_NO_PHONE = re.compile(
    r"\d{4}-\d{2}-\d{2}.*|\d{1,3}(?:[.,\s]\d{3})+|(?:19|20)\d\d\s*[-\u2013/]\s*(?:19|20)\d\d|"
    r"\d{1,2}[./-]\d{1,2}[./-]\d{4}"
)
_PARTICLES = {
    "de",
    "del",
    "la",
    "las",
    "los",
    "el",
    "van",
    "von",
    "der",
    "den",
    "da",
    "dos",
    "di",
    "le",
    "y",
    "and",
}


class Masker:
    """Masks e-mail addresses, phone numbers and the names known from an export inside free text.

    Every word of a known name is masked wherever it stands alone, in any case; words of two
    letters only as written. Masking too much is the safe side: a text that uses a person's name as a
    common word loses that word.
    """

    def __init__(self, names: Iterable[pd.Series]) -> None:
        words = {w for cells in names for text in cells.unique() for w in re.findall(r"[^\W\d_]+", text)}
        words = {w for w in words if w.casefold() not in _PARTICLES}
        self._long = {fold(w) for w in words if len(w) > 2}
        self._short = {w for w in words if len(w) == 2}

    def mask(self, text: str) -> str:
        """The text with `[e-mail]`, `[phone]` and `[name]` in place of what tells a person."""
        masked = EMAIL_ADDRESS.sub("[e-mail]", text)
        masked = _PHONE.sub(lambda m: m[0] if _NO_PHONE.fullmatch(m[0]) else "[phone]", masked)
        masked = re.sub(r"[^\W\d_]+", self._word, masked)
        return re.sub(r"\[name\](?:[\s-]+\[name\])+", "[name]", masked)

    def _word(self, found: re.Match[str]) -> str:
        word = found[0]
        return "[name]" if word in self._short or (len(word) > 2 and fold(word) in self._long) else word

    def mask_all(self, cells: pd.Series) -> pd.Series:
        """Masked texts; missing where a cell is empty."""
        known = {text: self.mask(text) or None for text in cells.unique()}
        return pd.Series([known[t] for t in cells], index=cells.index, dtype="str")
