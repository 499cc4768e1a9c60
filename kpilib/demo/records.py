"""What the simulated world holds: people and what they did, before any tool has written it down."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Person:
    """One invented human being; `email` is missing where no system ever learnt it."""

    number: int
    first_name: str
    last_name: str
    email: str | None
    language: str
    country: str
    is_internal: bool = False

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Registration:
    """One registration; `registered_at` is the local time of the event."""

    event_id: str
    person: Person
    registered_at: datetime
    status: str
    answer: str
    is_meaningful: bool
    source: str


@dataclass(frozen=True)
class Stay:
    """One stay in a session, in the event's local time; role attendee, panelist, host or phone."""

    event_id: str
    person: Person
    role: str
    joined_at: datetime
    left_at: datetime
    shown_name: str


@dataclass(frozen=True)
class Contact:
    """One record of the customer system, times of the workspace's zone.

    `cause` is the event without which the record would not exist; None: it came by itself.
    `stages` holds the day each stage was reached.
    """

    record_id: int
    person: Person
    created_at: datetime
    written_email: str
    cause: str | None
    stages: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True)
class Deal:
    """One deal; `amount` in whole euros, missing where nobody has stated it."""

    deal_id: int
    name: str
    stage: str
    amount: int | None
    created_on: date
    closes_on: date
    contact_ids: tuple[int, ...]

    @property
    def is_won(self) -> bool:
        """Closed and won."""
        return self.stage == "Closed Won"

    @property
    def is_open(self) -> bool:
        """Not closed."""
        return not self.stage.startswith("Closed")


@dataclass(frozen=True)
class AdDay:
    """One campaign on one day; cost in cents; `source` is the tool that shows the ads."""

    campaign: str
    event_id: str | None
    day: date
    cost_cents: int
    impressions: int
    clicks: int
    conversions: int
    source: str = "google_ads"


@dataclass(frozen=True)
class Answer:
    """One survey response, in the event's local time; `service` 1 to 5: ease of use, then two of service."""

    event_id: str
    respondent_id: int
    person: Person
    shows_email: bool
    answered_at: datetime
    nps: int | None
    satisfaction: int
    service: tuple[int, ...]
    has_trouble: bool
    comment: str


@dataclass(frozen=True)
class Visits:
    """Web sessions of one channel in one month."""

    starts_on: date
    ends_on: date
    channel: str
    sessions: int
    engaged: int
    key_events: int


@dataclass(frozen=True)
class Ticket:
    """One seat ordered at the ticket shop; `cents` is 0 for a free one."""

    event_id: str
    order_id: int
    registration: Registration
    cents: int
    is_refunded: bool


@dataclass(frozen=True)
class Question:
    """One question asked in a session; `person` is missing where it was asked anonymously."""

    event_id: str
    person: Person | None
    question: str
    answer: str


@dataclass(frozen=True)
class PollAnswer:
    """One answer to a poll, in the event's local time; `number` counts the polls of a session from 0."""

    event_id: str
    person: Person | None
    answered_at: datetime
    number: int
    answer: str


@dataclass(frozen=True)
class Mail:
    """One mail campaign, times of the workspace's zone; opens and clicks of people, then of all."""

    event_id: str | None
    title: str
    subject: str
    sent_at: datetime
    recipients: int
    soft_bounces: int
    hard_bounces: int
    unique_opens: int
    opens: int
    unique_clicks: int
    clicks: int
    unsubscribes: int
    complaints: int

    @property
    def delivered(self) -> int:
        """Recipients whose mail did not bounce."""
        return self.recipients - self.soft_bounces - self.hard_bounces


@dataclass(frozen=True)
class Post:
    """One post or video; `counts` by the network's own names."""

    network: str
    post_id: str
    text: str
    published_on: date
    counts: dict[str, float]


@dataclass(frozen=True)
class World:
    """All of it."""

    people: tuple[Person, ...]
    registrations: tuple[Registration, ...]
    stays: tuple[Stay, ...]
    contacts: tuple[Contact, ...]
    deals: tuple[Deal, ...]
    ads: tuple[AdDay, ...]
    answers: tuple[Answer, ...]
    visits: tuple[Visits, ...]
    tickets: tuple[Ticket, ...]
    questions: tuple[Question, ...]
    poll_answers: tuple[PollAnswer, ...]
    mails: tuple[Mail, ...]
    posts: tuple[Post, ...]
