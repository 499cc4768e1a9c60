"""One event: its params file as a typed record, its days, and its state on a day."""

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from kpilib.params.checklists import Checklists
from kpilib.params.programme import ProgrammePart, TimedPart, time_parts
from kpilib.params.types import (
    Amount,
    Count,
    Currency,
    Day,
    EventId,
    Format,
    LocalTime,
    Strict,
    SurveyItem,
    Zone,
    plain_format,
)

# "1-5", "0–10", "1 to 7", "1..5"
SCALE = re.compile(r"(-?\d+(?:\.\d+)?)\s*(?:-|–|\.\.|to|a)\s*(\d+(?:\.\d+)?)")

State = Literal["planned", "provisional", "mature", "cancelled"]


CostKind = Literal[
    "expert_time", "promotion_time", "advertising", "venue", "materials", "staff", "platform", "other"
]


class Cost(Strict):
    """A cost as people state it: an amount, or hours times a rate per hour.

    `counted` empty: counted, except the platform's (the documents' rule).
    """

    kind: CostKind
    amount: Amount | None = None
    hours: Amount | None = None
    rate: Amount | None = None
    currency: Currency | None = None
    counted: bool | None = None

    @model_validator(mode="after")
    def _amount_or_hours(self) -> "Cost":
        by_hours = self.hours is not None and self.rate is not None
        if (self.amount is not None) == by_hours or (self.hours is None) != (self.rate is None):
            raise ValueError("either `amount`, or `hours` and `rate`")
        return self

    @property
    def total(self) -> float:
        """Amount in the cost's currency."""
        return self.amount if self.amount is not None else (self.hours or 0.0) * (self.rate or 0.0)

    @property
    def is_counted(self) -> bool:
        """Whether the cost enters `cost` and `roi`."""
        return self.counted if self.counted is not None else self.kind != "platform"


class Revenue(Strict):
    """Revenue as people state it."""

    kind: Literal["tickets", "sponsorship", "sales"]
    amount: Amount
    currency: Currency | None = None


class ExternalFactor(Strict):
    """Something outside that may explain a result: weather, a holiday, a clash."""

    on: Day
    kind: str
    note: str = ""


class Alignment(Strict):
    """One person's score for how topic, strategy and customer needs fit."""

    scorer: str
    scale: str = "1-5"
    score: float
    on: Day = ""

    @property
    def ends(self) -> tuple[float, float] | None:
        """Lowest and highest score of the scale, both possible; None where its text does not say them."""
        found = SCALE.fullmatch(self.scale.strip())
        return None if found is None else (float(found[1]), float(found[2]))

    @model_validator(mode="after")
    def _score_on_scale(self) -> "Alignment":
        if self.ends and not self.ends[0] <= self.score <= self.ends[1]:
            raise ValueError(f"`score` on the scale {self.scale}")
        return self


class TopicAnalysis(Strict):
    """Why this topic: what was looked at before it was chosen, and what came of that."""

    text: str
    result: str = ""


class Action(Strict):
    """One thing somebody will do by a day, and what it should change.

    `done_on` empty: an action that is done was so by the next event of the series.
    """

    what: str
    owner: str = ""
    due: Day = ""
    kpi: str = ""
    expected_change: str | float = ""
    status: Literal["open", "done", "dropped"] = "open"
    done_on: Day = ""


class Counts(Strict):
    """Numbers that no export holds."""

    downloads: Count | None = None
    free_signups: Count | None = None
    follow_ups: Count | None = None
    invited: Count | None = None
    purchases: Count | None = None
    meetings: Count | None = None
    questions_before: Count | None = None
    questions_after: Count | None = None
    complaints: dict[str, Count] | None = None


class Facts(Strict):
    """All else that people type. Every key is optional; a missing key is unknown, never 0."""

    goals: dict[str, float] = {}
    primary_kpi: str = ""
    costs: list[Cost] | None = None
    revenue: list[Revenue] | None = None
    campaigns: list[str] = []
    content: list[str] = []
    flows: dict[str, list[str]] = {}
    tried_new: str = ""
    list_size: Count | None = None
    audience_size: Count | None = None
    promotion_days: list[Day] = []
    topic_analysis: TopicAnalysis | None = None
    external_factors: list[ExternalFactor] = []
    checklists: Checklists = Checklists()
    alignment: list[Alignment] = []
    programme: list[ProgrammePart] = []
    counts: Counts = Counts()
    survey_items: dict[str, SurveyItem] = {}
    quotes: list[str] = []
    actions: list[Action] = []
    answers: dict[str, str] = {}


class Event(Strict):
    """One event; the fields are the notebook's parameters, same names, same order."""

    event_id: EventId
    title: str = ""
    starts_at: Annotated[LocalTime, Field(min_length=1)]
    ends_at: LocalTime = ""
    timezone: Zone = ""
    language: Literal["", "es", "fi", "en"] = ""
    format: Format = "live"
    series: str = ""
    topic: str = ""
    status: Literal["scheduled", "planned", "held", "cancelled"] = "scheduled"
    as_of: Day = ""
    facts: Facts = Facts()

    @model_validator(mode="before")
    @classmethod
    def _empty_is_default(cls, content: Any) -> Any:
        # `as_of:` with nothing behind it is how people leave a line open.
        return {k: v for k, v in content.items() if v is not None} if isinstance(content, dict) else content

    @model_validator(mode="after")
    def _ends_after_start(self) -> "Event":
        if self.ends_at and datetime.fromisoformat(self.ends_at) <= datetime.fromisoformat(self.starts_at):
            raise ValueError("`ends_at` after `starts_at`")
        time_parts(self.facts.programme, self.starts_at, self.ends_at)
        return self

    @property
    def starts_on(self) -> date:
        """Day 1 of the event window: the local start date."""
        return datetime.fromisoformat(self.starts_at).date()

    @property
    def programme(self) -> list[TimedPart]:
        """The parts of the programme in minutes from the start, in their order."""
        return time_parts(self.facts.programme, self.starts_at, self.ends_at)

    @property
    def is_prerecorded(self) -> bool:
        """Whether people watch at their own time."""
        return self.format == "pre-recorded"

    def window_end(self, days: int) -> date:
        """Last day, INCLUDED, of a window of so many days."""
        return self.starts_on + timedelta(days=days - 1)

    def start_instant(self, default_zone: str) -> datetime:
        """The start with its zone."""
        return datetime.fromisoformat(self.starts_at).replace(tzinfo=ZoneInfo(self.timezone or default_zone))

    def end_instant(self, default_zone: str) -> datetime:
        """The end with its zone; the start where no end is stated."""
        text = self.ends_at or self.starts_at
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(self.timezone or default_zone))

    def parameters(self) -> dict[str, Any]:
        """The event as papermill parameters: plain text, numbers, lists, mappings."""
        return self.model_dump(mode="json", exclude_defaults=False) | {
            "facts": self.facts.model_dump(mode="json", exclude_defaults=True)
        }


def past_event(
    event_id: str,
    starts_on: str,
    *,
    title: str = "",
    format: str = "",
    topic: str = "",
    series: str = "",
    list_size: int | None = None,
) -> Event:
    """An earlier event that has no params file: only what people typed of it, taken as it stands."""
    return Event.model_construct(
        event_id=event_id,
        title=title,
        starts_at=f"{starts_on}T00:00",
        format=plain_format(format),
        topic=topic,
        series=series,
        status="held",
        facts=Facts.model_construct(list_size=list_size),
    )


def state_of(event: Event, as_of: date, window_days: int, zone: str) -> State:
    """The state of an event on a day.

    Parameters
    ----------
    event : Event
    as_of : date
        Last day whose data may be used; the whole day counts, in the workspace's zone.
    window_days : int
        Length of the event window, day 1 being the local start date.
    zone : str
        The workspace's time zone.

    Returns
    -------
    "cancelled", "planned" (not ended), "provisional" (ended, window open) or "mature"
    (`as_of` is on or after the last day of the window).
    """
    if event.status == "cancelled":
        return "cancelled"
    ends_at = event.end_instant(zone).astimezone(ZoneInfo(zone))
    now = datetime.now(ZoneInfo(zone))
    # On the very day the clock decides; any other day counts as a whole.
    if as_of < ends_at.date() or (as_of == now.date() and now < ends_at):
        return "planned"
    return "mature" if as_of >= event.window_end(window_days) else "provisional"
