"""GA4 events folded into counts one by one, so that an export may be larger than memory.

What is held grows with people and sessions, not with events.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from sys import intern

import numpy as np
import numpy.typing as npt

from kpilib.intake.times import parse_moment

_VIEWS = ("page_view", "screen_view")
_FIRST = ("first_visit", "first_open")
_NOT_SET = "(not set)"
# Revenue is added in whole millionths, so that the order of lines does not reach the sum.
_PER_UNIT = 1_000_000

Row = tuple[str, str, date, date, str, float]
# When an event was, and what tells two of one moment apart.
Moment = tuple[float, str]


class Seen:
    """Which lines were there before, by eight bytes each."""

    def __init__(self) -> None:
        self._known = np.empty(0, dtype="int64")

    def add(self, hashes: list[int]) -> npt.NDArray[np.bool_]:
        """Whether each of the lines is new, that is neither known nor a repeat within these."""
        lines = np.array(hashes, dtype="int64")
        new, first = np.unique(lines, return_index=True)
        places = np.searchsorted(self._known, new)
        is_known = np.zeros(len(new), dtype=bool)
        inside = places < len(self._known)
        is_known[inside] = self._known[places[inside]] == new[inside]
        self._known = np.sort(np.concatenate([self._known, new[~is_known]]), kind="stable")
        is_new = np.zeros(len(lines), dtype=bool)
        is_new[first[~is_known]] = True
        return is_new


@dataclass
class _Day:
    """Counts of one day; people by their number."""

    n_events: int = 0
    n_views: int = 0
    revenue: int | None = None
    people: set[int] = field(default_factory=set)
    stated_active: set[int] = field(default_factory=set)
    seen_active: set[int] = field(default_factory=set)
    new: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Session:
    """A session by its first event: its day, and the first source that is stated, in both ways."""

    at: Moment
    on: date
    is_engaged: bool = False
    last_click: tuple[Moment, str] | None = None
    collected: tuple[Moment, str] | None = None


class EventCounts:
    """Counts of events met so far."""

    def __init__(self) -> None:
        self.days: dict[date, _Day] = {}
        self.n_events = self.n_without_day = self.n_without_time = self.n_without_session = 0
        self._dates: dict[str, date | None] = {}
        self._people: dict[str, int] = {}
        self._sessions: dict[tuple[int, str], _Session] = {}
        self._by_name: Counter[str] = Counter()
        self._people_by_name: defaultdict[str, set[int]] = defaultdict(set)
        self._states_active = self._states_last_click = False

    def add(self, cells: Mapping[str, str]) -> None:
        """Counts one event; its cells by field."""
        self.n_events += 1
        on, at = self._date(cells.get("day", "")), _microseconds(cells.get("at", ""))
        self.n_without_day += on is None
        self.n_without_time += at is None
        if on is None or at is None:
            return
        name = intern(cells.get("event", ""))
        self._by_name[name] += 1
        day = self.days.get(on) or self.days.setdefault(on, _Day())
        day.n_events += 1
        day.n_views += name in _VIEWS
        self._add_revenue(day, cells)
        # Without consent neither person nor session is exported: such events count as events only.
        user, session = cells.get("user", ""), cells.get("session", "")
        self.n_without_session += not (user and session)
        if user:
            person = self._people.setdefault(user, len(self._people))
            self._add_person(day, person, name, cells)
            if session:
                self._add_session((person, session), (at, name), on, cells)

    def _date(self, text: str) -> date | None:
        if text not in self._dates:
            moment = parse_moment(text)
            self._dates[text] = moment.date() if moment else None
        return self._dates[text]

    def _add_revenue(self, day: _Day, cells: Mapping[str, str]) -> None:
        revenue = _amount(cells.get("revenue", ""))
        if not math.isnan(revenue):
            day.revenue = (day.revenue or 0) + round(revenue * _PER_UNIT)

    def _add_person(self, day: _Day, person: int, name: str, cells: Mapping[str, str]) -> None:
        day.people.add(person)
        self._people_by_name[name].add(person)
        if name in _FIRST:
            day.new.add(person)
        # Whether an event makes its user active: as exported, else by time of engagement or a first visit.
        self._states_active |= "is_active" in cells
        if cells.get("is_active") == "true":
            day.stated_active.add(person)
        if name in _FIRST or _amount(cells.get("engaged_ms", "")) > 0:
            day.seen_active.add(person)

    def _add_session(self, key: tuple[int, str], at: Moment, on: date, cells: Mapping[str, str]) -> None:
        session = self._sessions.get(key) or self._sessions.setdefault(key, _Session(at, on))
        session.at, session.on = min((session.at, session.on), (at, on))
        session.is_engaged |= cells.get("engaged") in ("1", "true")
        self._states_last_click |= bool(cells.get("last_source"))
        last_click = _source_medium(cells, "last_source", "last_medium")
        if last_click and (session.last_click is None or (at, last_click) < session.last_click):
            session.last_click = at, last_click
        collected = _source_medium(cells, "source", "medium")
        if collected and (session.collected is None or (at, collected) < session.collected):
            session.collected = at, collected

    def rows(self) -> Iterator[Row]:
        """Measures over all days, by day, by source and medium, and by name of event."""
        if not self.days:
            return
        first, last = min(self.days), max(self.days)
        sessions = Counter(session.on for session in self._sessions.values())
        engaged = Counter(session.on for session in self._sessions.values() if session.is_engaged)
        days = sorted(self.days)
        everything = self._measured(list(self.days.values()), sessions.total(), engaged.total())
        yield from (("total", "total", first, last, *pair) for pair in everything)
        for on in days:
            measured = self._measured([self.days[on]], sessions[on], engaged[on])
            yield from (("day", on.isoformat(), on, on, *pair) for pair in measured)
        for member, n in Counter(map(self._source_of, self._sessions.values())).items():
            yield "session_source_medium", member, first, last, "sessions", float(n)
        for name, n in self._by_name.items():
            yield "event_name", name, first, last, "event count", float(n)
            yield "event_name", name, first, last, "total users", float(len(self._people_by_name[name]))

    def _measured(self, days: list[_Day], n_sessions: int, n_engaged: int) -> Iterator[tuple[str, float]]:
        """Measures of some days together, under the names of GA4's reports."""
        active = "stated_active" if self._states_active else "seen_active"
        yield "sessions", float(n_sessions)
        yield "engaged sessions", float(n_engaged)
        yield "total users", _n_people(days, "people")
        yield "active users", _n_people(days, active)
        yield "new users", _n_people(days, "new")
        yield "event count", float(sum(day.n_events for day in days))
        yield "views", float(sum(day.n_views for day in days))
        # No purchase is exported without its revenue: nothing then is unknown, not 0.
        known = [day.revenue for day in days if day.revenue is not None]
        if known:
            yield "total revenue", sum(known) / _PER_UNIT

    def _source_of(self, session: _Session) -> str:
        """`source / medium` of a session as Google gives it, else as its events collected it."""
        stated = session.last_click if self._states_last_click else session.collected
        return stated[1] if stated else f"{_NOT_SET} / {_NOT_SET}"


def _n_people(days: list[_Day], kind: str) -> float:
    return float(len(set().union(*(getattr(day, kind) for day in days))))


def _microseconds(text: str) -> float | None:
    """When an event was; an empty cell is later than all others; None: no number."""
    if not text:
        return math.inf
    return int(text) if text.isascii() and text.isdigit() else None


def _amount(text: str) -> float:
    try:
        amount = float(text) if text else math.nan
    except ValueError:
        return math.nan
    return amount if math.isfinite(amount) else math.nan


def _source_medium(cells: Mapping[str, str], source: str, medium: str) -> str | None:
    stated = cells.get(source, ""), cells.get(medium, "")
    return intern(" / ".join(text or _NOT_SET for text in stated)) if any(stated) else None
