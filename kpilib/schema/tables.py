"""All tidy tables by name."""

from kpilib.schema import marketing, people, typed
from kpilib.schema.columns import Table

TABLES: dict[str, Table] = {**people.TABLES, **marketing.TABLES, **typed.TABLES}
