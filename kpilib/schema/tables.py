"""The tidy tables: their columns, types, units and keys.

Names follow one grammar: `_at` is a UTC instant, `_on` a calendar day in the workspace's time
zone (midnight, without zone), `is_` a boolean, `n_` a count of rows. Text that is not known is
missing, never "".
"""

from dataclasses import dataclass, field

TEXT = "str"
INSTANT = "datetime64[us, UTC]"
DAY = "datetime64[us]"
NUMBER = "float64"
FLAG = "bool"

ROLES = ("attendee", "panelist", "host", "phone")
# "upgraded": approved, then made a panellist; still a registration, and an attendee when present.
STATUSES = ("approved", "upgraded", "pending", "denied", "cancelled")


@dataclass(frozen=True)
class Column:
    """One column: its type, whether a value may be missing, and the values allowed (None: any)."""

    dtype: str
    nullable: bool = False
    allowed: tuple[str, ...] | None = None
    lower: float | None = None


@dataclass(frozen=True)
class Table:
    """One tidy table: what a row is, its columns, and the column it is sorted by at rest."""

    row: str
    columns: dict[str, Column]
    sort_by: tuple[str, ...] = field(default=())


def _text(**options: object) -> Column:
    return Column(TEXT, **options)  # type: ignore[arg-type]


_UNKNOWN_TEXT = Column(TEXT, nullable=True)
_UNKNOWN_NUMBER = Column(NUMBER, nullable=True)
_UNKNOWN_DAY = Column(DAY, nullable=True)
_UNKNOWN_INSTANT = Column(INSTANT, nullable=True)
_COUNT_OR_MONEY = Column(NUMBER, nullable=True, lower=0)

TABLES: dict[str, Table] = {
    "registrations": Table(
        "one registration of a person for an event (the same person may register twice)",
        {
            "event_id": _text(),
            "person_id": _text(),
            "registered_at": _UNKNOWN_INSTANT,
            "registered_on": _UNKNOWN_DAY,
            "status": _text(allowed=STATUSES),
            "is_challenge_asked": Column(FLAG),
            "challenge": _UNKNOWN_TEXT,
            "is_qualified": Column(FLAG),
            "source": _UNKNOWN_TEXT,
        },
        ("event_id", "person_id"),
    ),
    "attendance": Table(
        "one stay of a person in a session, from joining to leaving",
        {
            "event_id": _text(),
            "person_id": _text(),
            "role": _text(allowed=ROLES),
            "joined_at": Column(INSTANT),
            "left_at": Column(INSTANT),
            "reported_minutes": _COUNT_OR_MONEY,
        },
        ("event_id", "person_id", "joined_at"),
    ),
    "contacts": Table(
        "one contact record of a customer system",
        {
            "contact_id": _text(),
            "person_id": _text(),
            "created_at": Column(INSTANT),
            "created_on": Column(DAY),
            "stage": _UNKNOWN_TEXT,
        },
        ("person_id", "created_at"),
    ),
    "stages": Table(
        "the day a contact reached a stage",
        {"contact_id": _text(), "person_id": _text(), "stage": _text(), "reached_on": Column(DAY)},
        ("person_id", "reached_on"),
    ),
    "deals": Table(
        "one deal of a customer system",
        {
            "deal_id": _text(),
            "stage": _UNKNOWN_TEXT,
            "is_won": Column(FLAG),
            "is_open": Column(FLAG),
            "amount": _UNKNOWN_NUMBER,
            "currency": _UNKNOWN_TEXT,
            "created_on": _UNKNOWN_DAY,
            "closed_on": _UNKNOWN_DAY,
        },
        ("deal_id",),
    ),
    "deal_contacts": Table(
        "one contact tied to a deal",
        {"deal_id": _text(), "contact_id": _text()},
        ("deal_id", "contact_id"),
    ),
    "ads": Table(
        "one campaign over one range of days, first and last included",
        {
            "source": _text(),
            "campaign": _text(),
            "starts_on": Column(DAY),
            "ends_on": Column(DAY),
            "cost": _COUNT_OR_MONEY,
            "currency": _UNKNOWN_TEXT,
            "impressions": _COUNT_OR_MONEY,
            "clicks": _COUNT_OR_MONEY,
            "conversions": _COUNT_OR_MONEY,
            "reach": _COUNT_OR_MONEY,
            "views": _COUNT_OR_MONEY,
            "leads": _COUNT_OR_MONEY,
        },
        ("campaign", "starts_on"),
    ),
    "emails": Table(
        "one mail campaign sent; unique opens and clicks are people and do not add up over campaigns",
        {
            "source": _text(),
            "campaign": _text(),
            "subject": _UNKNOWN_TEXT,
            "sent_at": _UNKNOWN_INSTANT,
            "sent_on": Column(DAY),
            **dict.fromkeys(
                ("recipients", "delivered", "unique_opens", "opens", "unique_clicks", "clicks"),
                _COUNT_OR_MONEY,
            ),
            **dict.fromkeys(("unsubscribes", "complaints", "orders", "revenue"), _COUNT_OR_MONEY),
            "currency": _UNKNOWN_TEXT,
        },
        ("campaign", "sent_on"),
    ),
    "posts": Table(
        "one post or video on a network; its counts over the export's range, if stated",
        {
            "source": _text(),
            "network": _text(),
            "post_id": _text(),
            "title": _UNKNOWN_TEXT,
            "published_on": _UNKNOWN_DAY,
            "starts_on": _UNKNOWN_DAY,
            "ends_on": _UNKNOWN_DAY,
            **dict.fromkeys(("impressions", "reach", "views"), _COUNT_OR_MONEY),
            # What people take back makes a count of a range fall below 0.
            **dict.fromkeys(("likes", "comments", "shares", "replies"), _UNKNOWN_NUMBER),
            **dict.fromkeys(("clicks", "profile_visits"), _COUNT_OR_MONEY),
            "new_followers": _UNKNOWN_NUMBER,
            "watch_minutes": _COUNT_OR_MONEY,
        },
        ("network", "post_id"),
    ),
    "web": Table(
        "one measure of one member of a dimension in one web report, over its range of days",
        {
            "source": _text(),
            "report": _text(),
            "starts_on": Column(DAY),
            "ends_on": Column(DAY),
            "dimension": _text(),
            "member": _text(),
            "measure": _text(),
            "value": _UNKNOWN_NUMBER,
        },
        ("report", "starts_on", "dimension", "member"),
    ),
    "survey_answers": Table(
        "one answer of one respondent to one question; item says what the question measures",
        {
            "event_id": _text(),
            "respondent_id": _text(),
            "person_id": _UNKNOWN_TEXT,
            "answered_at": _UNKNOWN_INSTANT,
            "item": _text(),
            "question": _text(),
            "scale_lower": _UNKNOWN_NUMBER,
            "scale_upper": _UNKNOWN_NUMBER,
            "score": _UNKNOWN_NUMBER,
            "answer": _UNKNOWN_TEXT,
        },
        ("event_id", "respondent_id", "item"),
    ),
    "signups": Table(
        "one person who opened a free account; tried_at is missing until the basics were tried",
        {
            "person_id": _text(),
            "signed_up_at": Column(INSTANT),
            "signed_up_on": Column(DAY),
            "tried_at": _UNKNOWN_INSTANT,
            "tried_on": _UNKNOWN_DAY,
        },
        ("person_id", "signed_up_at"),
    ),
    "past_results": Table(
        "one KPI of one earlier event, typed from a spreadsheet",
        {
            "event_id": _text(),
            "starts_on": Column(DAY),
            "title": _UNKNOWN_TEXT,
            "format": _UNKNOWN_TEXT,
            "topic": _UNKNOWN_TEXT,
            "list_size": _COUNT_OR_MONEY,
            "kpi": _text(),
            "value": Column(NUMBER),
            "trials": _COUNT_OR_MONEY,
        },
        ("event_id", "kpi"),
    ),
    "coverage": Table(
        "one range of days that an export states to cover, first and last included",
        {
            "table_name": _text(),
            "source": _text(),
            "starts_on": Column(DAY),
            "ends_on": Column(DAY),
        },
        ("table_name", "starts_on"),
    ),
}
