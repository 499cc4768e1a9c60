"""Dates and times as exports write them. Day-first or month-first is decided from the whole file."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal

import pandas as pd
from pandas.api.types import pandas_dtype

from kpilib.errors import DataError
from kpilib.intake.notes import Notes
from kpilib.schema import DAY, INSTANT

Order = Literal["day", "month"]

_DAY_TYPE, _INSTANT_TYPE = pandas_dtype(DAY), pandas_dtype(INSTANT)

# Beginnings of month names in en, es, fi, pt, de; longer ones first, "marras" before "mar".
_MONTHS = (
    ("marras", 11), ("tammi", 1), ("helmi", 2), ("maalis", 3), ("huhti", 4), ("touko", 5), ("kesa", 6),
    ("heina", 7), ("elo", 8), ("syys", 9), ("loka", 10), ("joulu", 12),
    ("ene", 1), ("abr", 4), ("ago", 8), ("set", 9), ("dic", 12),
    ("fev", 2), ("mai", 5), ("out", 10), ("okt", 10), ("dez", 12),
    ("jan", 1), ("feb", 2), ("mar", 3), ("apr", 4), ("may", 5), ("jun", 6), ("jul", 7), ("aug", 8),
    ("sep", 9), ("oct", 10), ("nov", 11), ("dec", 12),
)  # fmt: skip
_UNKNOWN = {"", "-", "--", "na", "n/a", "nan", "null", "none"}

_WEEKDAY = r"(?:[a-z]{2,12}\.?,\s*)?"
_DAY = (
    re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?!\d)"),
    re.compile(r"(?P<a>\d{1,2})(?P<sep>[-/.])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?!\d)"),
    re.compile(_WEEKDAY + r"(?P<month>[a-z]{3,})\.? (?P<d>\d{1,2}),? (?P<y>\d{4})"),
    re.compile(_WEEKDAY + r"(?P<d>\d{1,2})\.? (?:de )?(?P<month>[a-z]{3,})\.?,?(?: de)?,? (?P<y>\d{4})"),
)
# Zones by the names that tools give them; others, such as IST, are several countries'.
_HOURS = {
    **dict.fromkeys(("z", "utc", "gmt", "wet", "wez"), 0), **dict.fromkeys(("bst", "west", "wesz"), 1),
    **dict.fromkeys(("cet", "mez"), 1), **dict.fromkeys(("cest", "mesz", "eet", "oez"), 2),
    **dict.fromkeys(("eest", "oesz"), 3), "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7,
}  # fmt: skip
_TIME = re.compile(
    r"[t, ]*(?:(?:at|klo|um|as|a las) )?(?:(?P<h>\d{1,2})[:.](?P<mi>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?)?"
    r" ?(?P<half>[ap]\.? ?m\.?)? ?\(?(?P<zone>"
    + "|".join(_HOURS)
    + r")?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?\)?"
)


@lru_cache(maxsize=200_000)
def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"\s+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def is_unknown(text: str) -> bool:
    """Whether a cell says that there is no date."""
    return _plain(text) in _UNKNOWN


def parse_moment(text: str, order: Order | None = None) -> datetime | None:
    """A date and time as written, aware only where an offset is written; None: it is none.

    `order` is for numbers with `/` or `-`; with points (`5.4.2026`) the day stands first.
    """
    plain = _plain(text)
    for pattern in _DAY:
        if found := pattern.match(plain):
            clock = _TIME.fullmatch(plain, found.end())
            parts = _year_month_day(found, order) if clock else None
            if clock and parts:
                return _moment(parts, clock)
    return None


def _year_month_day(found: re.Match[str], order: Order | None) -> tuple[int, int, int] | None:
    parts = found.groupdict()
    year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
    if parts.get("month"):
        month = _month(parts["month"])
        return (year, month, int(parts["d"])) if month else None
    if "a" not in parts:
        return year, int(parts["m"]), int(parts["d"])
    first, second = int(parts["a"]), int(parts["b"])
    if parts["sep"] == "." and second <= 12:
        order = "day"
    day_first = order == "day" if order else first > 12
    return (year, second, first) if day_first else (year, first, second)


def _month(word: str) -> int | None:
    return next((number for start, number in _MONTHS if word.startswith(start)), None)


def _moment(parts: tuple[int, int, int], clock: re.Match[str]) -> datetime | None:
    hour = int(clock["h"] or 0)
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"][0] == "p" else 0)
    try:
        moment = datetime(*parts, hour, int(clock["mi"] or 0), int(clock["s"] or 0))
    except ValueError:
        return None
    if clock["zone"] or clock["offset"]:
        hours = timedelta(hours=_HOURS[clock["zone"] or "utc"])
        return moment.replace(tzinfo=timezone(hours + _offset(clock["offset"])))
    return moment


def _offset(text: str | None) -> timedelta:
    digits = re.sub(r"\D", "", text or "0")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    delta = timedelta(hours=hours, minutes=minutes)
    return -delta if text and text.startswith("-") else delta


def parse_range(text: str) -> tuple[date, date] | None:
    """First and last day of a range such as `1 de mayo de 2026 - 31 de mayo de 2026`; None: it is none."""
    halves = re.split(r"\s+[-\u2013\u2014]\s+|\s+(?:to|al?|hasta)\s+", text.strip())
    if len(halves) != 2:
        return None
    last = parse_moment(halves[1])
    # "Apr 1 - Apr 30, 2026": the year stands once.
    first = parse_moment(halves[0]) or (last and _with_year(halves[0], last.year))
    return (first.date(), last.date()) if first and last and first <= last else None


def _with_year(text: str, year: int) -> datetime | None:
    return parse_moment(f"{text}, {year}") or parse_moment(f"{text} {year}")


@dataclass(frozen=True)
class Times:
    """How one file writes dates: the order of day and month, and the zone of times without one."""

    order: Order | None
    zone: str

    def instants(self, cells: pd.Series, notes: Notes) -> pd.Series:
        """UTC instants; missing where a cell holds no date."""
        moments = self._moments(cells)
        is_aware = moments.map(lambda m: m is not None and m.tzinfo is not None).astype(bool)
        local = _local_to_utc(_naive(moments.where(~is_aware, None)), self.zone, notes)
        stated = pd.to_datetime(moments.where(is_aware, None), utc=True).astype(_INSTANT_TYPE)
        return local.where(~is_aware, stated)

    def checked(self, cells: pd.Series, where: str, title: str, notes: Notes) -> pd.Series:
        """UTC instants; stops where most cells hold no date, as in `check_dates`."""
        read = self.instants(cells, notes)
        check_dates(cells, read, where, title, notes)
        return read

    def days(self, cells: pd.Series, zone: str | None = None) -> pd.Series:
        """Calendar days as written (in `zone` where an offset is written); missing where there is none."""
        moments = self._moments(cells)
        return _naive(moments.map(lambda m: m and _naive_in(m, zone or self.zone))).dt.normalize()

    def _moments(self, cells: pd.Series) -> pd.Series:
        known = {text: parse_moment(text, self.order) for text in cells.unique()}
        return pd.Series([known[t] for t in cells], index=cells.index, dtype=object)


def _naive_in(moment: datetime, zone: str) -> datetime:
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if moment.tzinfo else moment


def _naive(moments: pd.Series) -> pd.Series:
    return pd.Series(pd.to_datetime(moments), index=moments.index).astype(_DAY_TYPE)


def _local_to_utc(local: pd.Series, zone: str, notes: Notes) -> pd.Series:
    strict = local.dt.tz_localize(zone, ambiguous="NaT", nonexistent="NaT")
    unclear = strict.isna() & local.notna()
    if unclear.any():
        notes.warn("clock_change", n=int(unclear.sum()))
        standard = local.dt.tz_localize(zone, ambiguous=[False] * len(local), nonexistent="shift_forward")
        strict = strict.where(~unclear, standard)
    return strict.dt.tz_convert("UTC").astype(_INSTANT_TYPE)


def check_dates(cells: pd.Series, read: pd.Series, where: str, title: str, notes: Notes) -> None:
    """Warns of cells that hold no date, and stops where most do: columns are shifted.

    Raises
    ------
    DataError
        More than half of the cells that hold something hold no date.
    """
    is_filled = ~cells.map(is_unknown).astype(bool)
    n_wrong, n_filled = int((is_filled & read.isna()).sum()), int(is_filled.sum())
    if n_wrong > n_filled / 2:
        raise DataError(
            f"{where}: column {title}",
            f"{n_wrong} of {n_filled} cells that are no date",
            "dates",
            "Export again; columns may have been shifted.",
        )
    notes.warn_count("time_missing", n_wrong, column=title)


def days_in(instants: pd.Series, zone: str) -> pd.Series:
    """Calendar days, as midnight without zone, of UTC instants in a zone."""
    return instants.dt.tz_convert(zone).dt.tz_localize(None).dt.normalize().astype(_DAY_TYPE)


def decide_times(
    columns: Iterable[pd.Series],
    where: str,
    zone: str,
    notes: Notes,
    language: str | None = None,
    near: date | None = None,
    habit: Order | None = None,
) -> Times:
    """How the dates of a file are to be read.

    In this order: a number above 12 in first or second place anywhere in the file; the one order under
    which a date lies within a day of `near` (the event's day); `habit`, the one order in which a tool
    writes dates whatever its language; headers in a language that writes the day first.

    Raises
    ------
    DataError
        Both orders occur in one file, or none of these decides.
    """
    pairs = _pairs(columns)
    day_first, month_first = any(a > 12 for a, _, _ in pairs), any(b > 12 for _, b, _ in pairs)
    if day_first and month_first:
        raise DataError(where, "dates with the day first and with the month first", "one order", _REMEDY)
    if day_first or month_first or all(a == b for a, b, _ in pairs):
        return Times("day" if day_first else "month" if month_first else None, zone)
    if order := _order_near(pairs, near):
        notes.warn("date_order_by_event", first=order)
        return Times(order, zone)
    if habit:
        notes.warn("date_order_by_tool", first=habit)
        return Times(habit, zone)
    if language in _DAY_FIRST:
        notes.warn("date_order_by_language", first="day")
        return Times("day", zone)
    raise DataError(where, "dates that can be read day first and month first", "one order", _REMEDY)


# Languages that write the day first; English does both.
_DAY_FIRST = ("es", "fi", "pt", "de", "fr", "it")
_REMEDY = "Export again with dates such as 2026-04-15, or with rows from after the 12th of a month."


def _pairs(columns: Iterable[pd.Series]) -> set[tuple[int, int, int]]:
    pairs = set()
    for cells in columns:
        for text in cells.unique():
            found = _DAY[2].match(_plain(text))
            if found and found["sep"] != ".":
                year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
                pairs.add((int(found["a"]), int(found["b"]), year))
    return pairs


def _order_near(pairs: set[tuple[int, int, int]], near: date | None) -> Order | None:
    if near is None:
        return None
    days = {(near + timedelta(days=n)) for n in (-1, 0, 1)}
    day_first = any((d.day, d.month, d.year) in pairs for d in days)
    month_first = any((d.month, d.day, d.year) in pairs for d in days)
    if day_first == month_first:
        return None
    return "day" if day_first else "month"
