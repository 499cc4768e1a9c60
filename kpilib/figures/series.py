"""The review records of many events in one language: what the page of all events is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape

from kpilib.figures.printed import Source
from kpilib.figures.sheet import Row, Sheet, first_of, language_of
from kpilib.kpis import KPIS
from kpilib.language import Language, get_language

Record = Mapping[str, Any]
GROUPS = tuple(dict.fromkeys(kpi.group for kpi in KPIS.values()))


@dataclass(frozen=True)
class Series:
    """Records newest first, each as a sheet; `hrefs` lead from an event's id to its review.

    `found` is what they say together (`describe_series`).
    """

    sheets: tuple[Sheet, ...]
    language: Language
    hrefs: Mapping[str, str]
    found: Record

    @cached_property
    def sheet(self) -> Sheet:
        """A sheet for heads and captions: of each KPI the newest row, for its name."""
        rows = {name: row for sheet in reversed(self.sheets) for name, row in sheet.rows.items()}
        event = self.sheets[0].event if self.sheets else {}
        return Sheet({"event": event, "kpis": list(rows.values())}, self.language, prefix="p")

    @property
    def mature(self) -> list[Sheet]:
        """Reviewed events whose window is closed: only they have a verdict."""
        return self._in_state("mature")

    @property
    def n_provisional(self) -> int:
        """Events whose window is still open."""
        return len(self._in_state("provisional"))

    @property
    def n_typed(self) -> int:
        """Earlier events that have typed results instead of a review."""
        return len(self._in_state("typed"))

    @property
    def closed(self) -> list[Sheet]:
        """Events whose values are final, typed ones too: what trends and rates are made from."""
        return self._in_state("mature", "typed")

    def _in_state(self, *states: str) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.record["state"] in states]

    @cached_property
    def used(self) -> list[str]:
        """KPIs in use in any record: in the newest record's order, those used earlier only behind."""
        names = [name for sheet in self.sheets for name, row in sheet.rows.items() if row["is_used"]]
        return list(dict.fromkeys(names))

    def groups(self) -> list[tuple[str, list[Sheet]]]:
        """Closed events by their series, newest first; "" holds those without one."""
        names = dict.fromkeys(sheet.event.get("series") or "" for sheet in self.closed)
        return [(n, [s for s in self.closed if (s.event.get("series") or "") == n]) for n in names]

    def group_of(self, kpi: str) -> str:
        """Room of the catalogue a KPI stands in; "own" for the organisation's."""
        return KPIS[kpi].group if kpi in KPIS else "own"

    def title(self, sheet: Sheet) -> Markup:
        """An event's title, as a link where its review is there, and its day."""
        href, text = self.hrefs.get(sheet.record["event_id"]), escape(sheet.record["title"])
        linked = Markup('<a href="{}">{}</a>').format(href, text) if href else text
        day = self.language.date(sheet.starts_on, "medium")
        return Markup('{}<span class="small">{}</span>').format(linked, day)

    @cached_property
    def by_id(self) -> dict[str, Sheet]:
        """Each event's sheet."""
        return {sheet.record["event_id"]: sheet for sheet in self.sheets}

    def titles(self, event_ids: Sequence[str], most: int = 0) -> str:
        """Titles of events in one text; from `most` on, only how many more."""
        return first_of(self.language, [str(self.by_id[name].record["title"]) for name in event_ids], most)

    def source(self, sheet: Sheet, part: str, field: str) -> Source:
        """Where a number of one event stands."""
        return Source(f"{part}:{sheet.record['event_id']}", field)


def settled(sheets: Sequence[Sheet], kpi: str) -> list[tuple[Sheet, Row]]:
    """The rows of a KPI whose value is known and cannot change any more."""
    rows = [(sheet, sheet.rows.get(kpi)) for sheet in sheets]
    return [(s, row) for s, row in rows if row and row["state"] == "known" and row["value"] is not None]


def read_series(
    records: Sequence[Record],
    language: str | Language,
    hrefs: Mapping[str, str] | None = None,
    found: Record | None = None,
) -> Series:
    """Records in any order, as a series in one language; `found` is made of them where it is not given."""
    # Only now the rooms that compute: a notebook that shows a record starts without them.
    from kpilib.review.series import describe_series

    ordered = sorted(records, key=lambda r: (str(r["starts_at"]), str(r["event_id"])), reverse=True)
    if isinstance(language, str):
        language = language_of(ordered[0], language) if ordered else get_language(language)
    sheets = tuple(Sheet(record, language, prefix="p") for record in ordered)
    return Series(sheets, language, hrefs or {}, found or describe_series(records))
