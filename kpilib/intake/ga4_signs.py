"""Google Analytics 4: what an export says of how complete it is, in its comments and in its members."""

import re
from collections.abc import Iterable

import pandas as pd

from kpilib.intake.files import Row
from kpilib.intake.headers import fold
from kpilib.intake.notes import Notes

_SAMPLED = re.compile(r"sampl|muestre|muestra de|otos|otant|amostra|stichprobe")
_NOT_SAMPLED = re.compile(r"(?:un|not |no |sin |ohne |ei )(?:sampl|muestre|otant|amostra|stichprobe)")
_SHARE = re.compile(r"(\d+(?:[.,]\d+)?) ?%")
_THRESHOLD = re.compile(r"threshold|umbral|limiar|limites de dados|schwellenwert|kynnys")
_OTHER = re.compile(r"\((?:other|otros?|otras?|muut?|outros?|andere)\)")


def warn_of_signs(rows: Iterable[Row], web: pd.DataFrame, notes: Notes) -> None:
    """Warns of sampling, of rows held back by a threshold, and of members put together as `(other)`."""
    for row in rows:
        # A remark stands alone in its row, or in a comment; what pages are called is no remark.
        cells = [cell for cell in row if cell]
        if cells and (len(cells) == 1 or cells[0].startswith("#")):
            _warn_of_remark(fold(" ".join(cells)), notes)
    is_other = web["member"].map(lambda member: bool(_OTHER.search(fold(str(member))))).astype(bool)
    notes.warn_count("web_other", web.loc[is_other, ["dimension", "member"]].drop_duplicates().shape[0])


def _warn_of_remark(text: str, notes: Notes) -> None:
    if _SAMPLED.search(text) and not _NOT_SAMPLED.search(text):
        share = _SHARE.search(text)
        if share and float(share[1].replace(",", ".")) < 100:
            notes.warn("web_sampled_share", share=share[1])
        elif not share:
            notes.warn("web_sampled")
    if _THRESHOLD.search(text):
        notes.warn("web_threshold")
