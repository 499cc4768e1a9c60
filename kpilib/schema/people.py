"""Tables of people: who registered, came, answered, became a contact, bought."""

from kpilib.schema.columns import (
    COUNT_OR_MONEY,
    DAY,
    FLAG,
    INSTANT,
    ROLES,
    STATUSES,
    UNKNOWN_DAY,
    UNKNOWN_INSTANT,
    UNKNOWN_NUMBER,
    UNKNOWN_TEXT,
    Column,
    Table,
    text,
)

TABLES: dict[str, Table] = {
    "registrations": Table(
        "one registration of a person for an event (the same person may register twice)",
        {
            "event_id": text(),
            "person_id": text(),
            "registered_at": UNKNOWN_INSTANT,
            "registered_on": UNKNOWN_DAY,
            "status": text(allowed=STATUSES),
            "is_challenge_asked": Column(FLAG),
            "challenge": UNKNOWN_TEXT,
            "is_qualified": Column(FLAG),
            "source": UNKNOWN_TEXT,
        },
        ("event_id", "person_id"),
    ),
    "attendance": Table(
        "one stay of a person in a session, from joining to leaving",
        {
            "event_id": text(),
            "person_id": text(),
            "role": text(allowed=ROLES),
            "joined_at": Column(INSTANT),
            "left_at": Column(INSTANT),
            "reported_minutes": COUNT_OR_MONEY,
        },
        ("event_id", "person_id", "joined_at"),
    ),
    "contacts": Table(
        "one contact record of a customer system",
        {
            "contact_id": text(),
            "person_id": text(),
            "created_at": Column(INSTANT),
            "created_on": Column(DAY),
            "stage": UNKNOWN_TEXT,
        },
        ("person_id", "created_at"),
    ),
    "stages": Table(
        "the day a contact reached a stage",
        {"contact_id": text(), "person_id": text(), "stage": text(), "reached_on": Column(DAY)},
        ("person_id", "reached_on"),
    ),
    "deals": Table(
        "one deal of a customer system",
        {
            "deal_id": text(),
            "stage": UNKNOWN_TEXT,
            "is_won": Column(FLAG),
            "is_open": Column(FLAG),
            "amount": UNKNOWN_NUMBER,
            "currency": UNKNOWN_TEXT,
            "created_on": UNKNOWN_DAY,
            "closed_on": UNKNOWN_DAY,
        },
        ("deal_id",),
    ),
    "deal_contacts": Table(
        "one contact tied to a deal",
        {"deal_id": text(), "contact_id": text()},
        ("deal_id", "contact_id"),
    ),
    "survey_answers": Table(
        "one answer of one respondent to one question; item says what the question measures",
        {
            "event_id": text(),
            "respondent_id": text(),
            "person_id": UNKNOWN_TEXT,
            "answered_at": UNKNOWN_INSTANT,
            "item": text(),
            "question": text(),
            "scale_lower": UNKNOWN_NUMBER,
            "scale_upper": UNKNOWN_NUMBER,
            "score": UNKNOWN_NUMBER,
            "answer": UNKNOWN_TEXT,
        },
        ("event_id", "respondent_id", "item"),
    ),
    "signups": Table(
        "one person who opened a free account; tried_at is missing until the basics were tried",
        {
            "person_id": text(),
            "signed_up_at": Column(INSTANT),
            "signed_up_on": Column(DAY),
            "tried_at": UNKNOWN_INSTANT,
            "tried_on": UNKNOWN_DAY,
        },
        ("person_id", "signed_up_at"),
    ),
}
