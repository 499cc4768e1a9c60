"""The tidy tables: what their columns are, and one check for each."""

from kpilib.schema.checks import check_table, empty_table
from kpilib.schema.tables import DAY, FLAG, INSTANT, NUMBER, ROLES, STATUSES, TABLES, TEXT, Column, Table

__all__ = [
    "DAY",
    "FLAG",
    "INSTANT",
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
