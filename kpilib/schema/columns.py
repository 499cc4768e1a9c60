"""What a tidy table is made of: types, columns, tables."""

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


def text(**options: object) -> Column:
    """A column of text."""
    return Column(TEXT, **options)  # type: ignore[arg-type]


UNKNOWN_TEXT = Column(TEXT, nullable=True)
UNKNOWN_NUMBER = Column(NUMBER, nullable=True)
UNKNOWN_DAY = Column(DAY, nullable=True)
UNKNOWN_INSTANT = Column(INSTANT, nullable=True)
COUNT_OR_MONEY = Column(NUMBER, nullable=True, lower=0)
