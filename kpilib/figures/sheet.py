"""A record and a language: what every block reads from, and how it prints."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from kpilib.figures.printed import Printer, Source
from kpilib.kpis import KPIS
from kpilib.language import Language, get_language

Row = Mapping[str, Any]
NO_BREAK_HYPHEN = "\u2011"
OUTCOME = "new_contact"  # the noun of what the effect counts


def record_of(review: Any) -> Mapping[str, Any]:
    """The record of a review, or the mapping itself."""
    record: Mapping[str, Any] = getattr(review, "record", review)
    return record


def language_of(record: Mapping[str, Any], language: str | Language) -> Language:
    """The language of a page: a code takes the currency of the record."""
    if isinstance(language, Language):
        return language
    return get_language(language, currency=record["event"].get("currency") or "EUR")


def kpi_name(row: Row, language: Language) -> str:
    """Printed name of a row's KPI: the kit's, or the organisation's own from the record; else its id."""
    kpi = row["kpi"]
    names = KPIS[kpi].names if kpi in KPIS else row.get("names") or {}
    return str(names.get(language.code) or kpi)


def first_of(language: Language, texts: list[str], most: int = 0) -> str:
    """Texts in one line; from `most` on, only how many more."""
    if not most or len(texts) <= most:
        return ", ".join(texts)
    return ", ".join([*texts[:most], language.say("list.more", n=len(texts) - most)])


@dataclass(frozen=True)
class Sheet:
    """One record to be printed in one language; `prefix` keeps ids of drawings apart."""

    record: Mapping[str, Any]
    language: Language
    prefix: str = "r"

    @cached_property
    def printer(self) -> Printer:
        """Printer of numbers, in the record's currency."""
        return Printer(self.language, self.event.get("currency") or self.language.currency)

    @cached_property
    def rows(self) -> dict[str, Row]:
        """Scorecard rows by KPI."""
        return {row["kpi"]: row for row in self.record["kpis"]}

    @property
    def event(self) -> Mapping[str, Any]:
        """The event card."""
        card: Mapping[str, Any] = self.record["event"]
        return card

    @property
    def effect(self) -> Mapping[str, Any]:
        """The effect of the daily series."""
        effect: Mapping[str, Any] = self.record["effect"]
        return effect

    @property
    def is_provisional(self) -> bool:
        """Whether the event window is still open."""
        return bool(self.record["state"] == "provisional")

    @property
    def is_prerecorded(self) -> bool:
        """Whether people watch at their own time."""
        return str(self.event.get("format", "")).lower().replace("-", "").replace("_", "") == "prerecorded"

    @property
    def n_past_events(self) -> int | None:
        """The greatest number of past events an expected range rests on."""
        counts = [row["n_events"] for row in self.rows.values() if row.get("n_events") is not None]
        return max(counts, default=None)

    @property
    def starts_on(self) -> dt.date:
        """Day 1 of the event window."""
        return dt.datetime.fromisoformat(self.record["starts_at"]).date()

    @property
    def window_day(self) -> int:
        """Day of the event window on which the data end, 1 on the event's day."""
        day = (dt.date.fromisoformat(self.record["as_of"]) - self.starts_on).days + 1
        return min(day, self.window_days)

    @property
    def window_days(self) -> int:
        """Length of the event window."""
        return int(self.event.get("window_days") or 14)

    def say(self, key: str, n: int | str | None = None, **values: str | int) -> Markup:
        """A sentence of the catalogue; values are escaped but `Markup`."""
        return self.language.say_html(key, n, **values)

    def has(self, key: str) -> bool:
        """Whether the catalogue has a message of this key."""
        return self.language.has(key)

    def name(self, kpi: str) -> str:
        """Printed name of a KPI: the kit's, or the organisation's own from the record; else its id."""
        return kpi_name({"names": None, **self.rows.get(kpi, {}), "kpi": kpi}, self.language)

    def meaning(self, kpi: str) -> str:
        """One line that says what is counted."""
        own = (self.rows.get(kpi) or {}).get("meanings") or {}
        meanings = KPIS[kpi].meanings if kpi in KPIS else own
        # A scale such as 1-5 stays in one line.
        return re.sub(r"(?<=\d)-(?=\d)", NO_BREAK_HYPHEN, str(meanings.get(self.language.code, "")))

    def value(self, row: Row, field: str = "value") -> Markup:
        """A field of a scorecard row in the KPI's unit."""
        digits = 1 if field == "value" and self._looks_reached(row) else None
        return self.printer.value(Source(row["kpi"], field), row.get(field), row["unit"], digits)

    def _looks_reached(self, row: Row) -> bool:
        """Whether a share that misses its goal would be printed as if it reached it (49.8 % as 50 %)."""
        if row["unit"] != "share" or row.get("goal_reached") is not False:
            return False
        value, goal = (
            self.language.value(row[name], "share", self.printer.currency) for name in ("value", "goal")
        )
        return value == goal

    def interval(self, row: Row) -> Markup:
        """The 95 % interval of a row."""
        return self.printer.range(row["kpi"], ("lower", "upper"), row["lower"], row["upper"], row["unit"])

    def expected(self, row: Row) -> Markup:
        """The expected range of a row."""
        fields = ("target_lower", "target_upper")
        return self.printer.range(row["kpi"], fields, row["target_lower"], row["target_upper"], row["unit"])

    def k_of_n(self, row: Row) -> Markup | None:
        """Numerator and denominator of a share; None for other units."""
        if row["unit"] != "share" or None in (row["numerator"], row["denominator"]):
            return None
        fields = ("numerator", "denominator")
        return self.printer.k_of_n(row["kpi"], row["numerator"], row["denominator"], fields)

    def level(self, level: float | None = None) -> str:
        """The level of an interval, as a share."""
        return self.language.percent(0.95 if level is None else level)

    def names(self, kpis: list[str], most: int = 0) -> str:
        """Names of KPIs in one text; from `most` on, only how many more."""
        return first_of(self.language, [self.name(kpi) for kpi in kpis], most)
