"""What a tidy table is made of: types, columns, tables."""

from dataclasses import dataclass, field

TEXT = "str"
INSTANT = "datetime64[us, UTC]"
DAY = "datetime64[us]"
NUMBER = "float64"
FLAG = "bool"
# A flag that may be unknown.
MAYBE = "boolean"

ROLES = ("attendee", "panelist", "host", "phone")
# "upgraded": approved, then made a panellist; still a registration, and an attendee when present.
STATUSES = ("approved", "upgraded", "pending", "denied", "cancelled")
# "completed": at least one ticket is neither refunded nor taken back.
ORDER_STATUSES = ("completed", "refunded", "cancelled")

# Kinds of costs, as in an event's `facts`.
COST_KINDS = (
    *("expert_time", "promotion_time", "advertising", "venue", "materials", "staff", "platform", "other"),
)

# What is counted of content that stays: plays of a video, views of a page, files taken along.
CONTENT_KINDS = ("views", "visits", "downloads")


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


def text(**options: object) -> Column:
    """A column of text."""
    return Column(TEXT, **options)  # type: ignore[arg-type]


UNKNOWN_TEXT = Column(TEXT, nullable=True)
UNKNOWN_NUMBER = Column(NUMBER, nullable=True)
UNKNOWN_DAY = Column(DAY, nullable=True)
UNKNOWN_INSTANT = Column(INSTANT, nullable=True)
UNKNOWN_FLAG = Column(MAYBE, nullable=True)
COUNT_OR_MONEY = Column(NUMBER, nullable=True, lower=0)
