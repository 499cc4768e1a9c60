"""Tables of attention: advertising, mail, posts and the website."""

from kpilib.schema.columns import (
    CONTENT_KINDS,
    COUNT_OR_MONEY,
    DAY,
    UNKNOWN_DAY,
    UNKNOWN_INSTANT,
    UNKNOWN_NUMBER,
    UNKNOWN_TEXT,
    Column,
    Table,
    text,
)

TABLES: dict[str, Table] = {
    "ads": Table(
        "one campaign over one range of days, first and last included",
        {
            "source": text(),
            "campaign": text(),
            "starts_on": Column(DAY),
            "ends_on": Column(DAY),
            "cost": COUNT_OR_MONEY,
            "currency": UNKNOWN_TEXT,
            "impressions": COUNT_OR_MONEY,
            "clicks": COUNT_OR_MONEY,
            "conversions": COUNT_OR_MONEY,
            "reach": COUNT_OR_MONEY,
            "views": COUNT_OR_MONEY,
            "leads": COUNT_OR_MONEY,
        },
        ("campaign", "starts_on"),
    ),
    "emails": Table(
        "one mail campaign sent; unique opens and clicks are people and do not add up over campaigns",
        {
            "source": text(),
            "campaign": text(),
            "subject": UNKNOWN_TEXT,
            "sent_at": UNKNOWN_INSTANT,
            "sent_on": Column(DAY),
            **dict.fromkeys(
                ("recipients", "delivered", "unique_opens", "opens", "unique_clicks", "clicks"),
                COUNT_OR_MONEY,
            ),
            **dict.fromkeys(("unsubscribes", "complaints", "orders", "revenue"), COUNT_OR_MONEY),
            "currency": UNKNOWN_TEXT,
        },
        ("campaign", "sent_on"),
    ),
    "posts": Table(
        "one post or video on a network; its counts over the export's range, if stated",
        {
            "source": text(),
            "network": text(),
            "post_id": text(),
            "title": UNKNOWN_TEXT,
            "published_on": UNKNOWN_DAY,
            "starts_on": UNKNOWN_DAY,
            "ends_on": UNKNOWN_DAY,
            **dict.fromkeys(("impressions", "reach", "views"), COUNT_OR_MONEY),
            # What people take back makes a count of a range fall below 0.
            **dict.fromkeys(("likes", "comments", "shares", "replies"), UNKNOWN_NUMBER),
            **dict.fromkeys(("clicks", "profile_visits"), COUNT_OR_MONEY),
            "new_followers": UNKNOWN_NUMBER,
            "watch_minutes": COUNT_OR_MONEY,
        },
        ("network", "post_id"),
    ),
    "content": Table(
        "views, visits or downloads of one piece of content over a range of days, first and last included",
        {
            "source": text(),
            "event_id": UNKNOWN_TEXT,
            "content": text(),
            "content_id": UNKNOWN_TEXT,
            "kind": text(allowed=CONTENT_KINDS),
            "starts_on": Column(DAY),
            "ends_on": Column(DAY),
            "value": COUNT_OR_MONEY,
        },
        ("content", "kind", "starts_on"),
    ),
    "web": Table(
        "one measure of one member of a dimension in one web report, over its range of days",
        {
            "source": text(),
            "report": text(),
            "starts_on": Column(DAY),
            "ends_on": Column(DAY),
            "dimension": text(),
            "member": text(),
            "measure": text(),
            "value": UNKNOWN_NUMBER,
        },
        ("report", "starts_on", "dimension", "member"),
    ),
}
