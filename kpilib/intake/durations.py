"""Durations as session tools write them: `1h 30m 51s`, `45 mins`, `59 Min. 0 Sek.`, `1:02:30`."""

import re
import unicodedata

import pandas as pd

from kpilib.intake.notes import Notes
from kpilib.intake.times import is_unknown
from kpilib.schema import NUMBER

# By the first letters of a unit in en, es, fi, pt, de; "st" (Stunde) before "s".
_SECONDS_PER = (("d", 86400), ("st", 3600), ("h", 3600), ("t", 3600), ("m", 60), ("s", 1))
_PART = re.compile(r"(\d+) ?([a-z]+)\.?(?:,? |$)?(?:(?:and|y|e|ja|und) )?")
_CLOCK = re.compile(r"(\d+):([0-5]?\d):([0-5]?\d)")


def parse_seconds(text: str) -> float | None:
    """Seconds of a duration as written; None: it is none. A bare number has no unit and is none.

    Examples
    --------
    >>> parse_seconds("1h 1m 30s"), parse_seconds("45 mins"), parse_seconds("1:00:05"), parse_seconds("45")
    (3690.0, 2700.0, 3605.0, None)
    """
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    if clock := _CLOCK.fullmatch(plain):
        hours, minutes, seconds = map(int, clock.groups())
        return float(3600 * hours + 60 * minutes + seconds)
    parts = _PART.findall(plain)
    if not parts or _PART.sub("", plain):
        return None
    lengths = [_seconds_per(unit) for _, unit in parts]
    return (
        float(sum(int(n) * (s or 0) for (n, _), s in zip(parts, lengths, strict=True)))
        if all(lengths)
        else None
    )


def _seconds_per(unit: str) -> int | None:
    return next((seconds for start, seconds in _SECONDS_PER if unit.startswith(start)), None)


def read_minutes(cells: pd.Series, title: str, notes: Notes) -> pd.Series:
    """Minutes of durations; missing, and said, where a cell holds something that is none."""
    known = {text: parse_seconds(text) for text in cells.unique()}
    seconds = pd.Series([known[t] for t in cells], index=cells.index, dtype=NUMBER)
    is_filled = ~cells.map(is_unknown).astype(bool)
    notes.warn_count("duration_missing", int((is_filled & seconds.isna()).sum()), column=title)
    return seconds / 60
