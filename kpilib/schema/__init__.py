"""The tidy tables: columns, types, units, keys, and one check for each.

Names follow one grammar: `_at` is a UTC instant, `_on` a calendar day in the workspace's time
zone (midnight, without zone), `is_` a boolean, `n_` a count of rows. Text that is not known is
missing, never "".
"""

from kpilib.schema.check import check_table, empty_table
from kpilib.schema.columns import (
    COST_KINDS,
    DAY,
    FLAG,
    INSTANT,
    MAYBE,
    NUMBER,
    ROLES,
    STATUSES,
    TEXT,
    Column,
    Table,
)
from kpilib.schema.tables import TABLES

__all__ = [
    "COST_KINDS",
    "DAY",
    "FLAG",
    "INSTANT",
    "MAYBE",
    "NUMBER",
    "ROLES",
    "STATUSES",
    "TABLES",
    "TEXT",
    "Column",
    "Table",
    "check_table",
    "empty_table",
]
