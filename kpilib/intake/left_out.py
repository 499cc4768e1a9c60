"""Rows of people who are no guests: the organisation's own, and registrations made to try the form."""

import re

import pandas as pd

from kpilib.intake.headers import fold
from kpilib.intake.notes import Notes
from kpilib.intake.people import is_internal, normal_email
from kpilib.intake.reading import Reading

_TEST = r"tests?|testing|tester|pruebas?|testi|teste"
# `test@`, `test2@`, `test.user@`, and `ana+test@`; `testa@` and `contest@` are people.
_TEST_ADDRESS = re.compile(
    rf"(?:[^@+]*\+)?(?:{_TEST})(?:[\d._-]*|[._-](?:user|usuario|account|e?mail)\d*)@.*"
)
# A first name that is such a word, with nothing after it that could be a surname.
_TEST_NAME = re.compile(
    rf"(?:{_TEST})\d*"
    rf"(?: (?:{_TEST}|user|usuario|usuaria|account|person|registration|registrant|attendee|registro|\d+)\d*)*"
)


def is_test_entry(emails: pd.Series, names: pd.Series) -> pd.Series:
    """Rows that somebody made to try the form, by address or name; with all other rows of that address.

    Parameters
    ----------
    emails, names : Series of str
        As written; a missing one is "".
    """
    normal = emails.map(normal_email).astype("str")
    is_test = normal.map(lambda e: bool(_TEST_ADDRESS.fullmatch(e))).astype(bool)
    is_test |= names.map(lambda n: bool(_TEST_NAME.fullmatch(fold(n)))).astype(bool)
    return is_test | ((normal != "") & normal.isin(set(normal[is_test])))


def drop_left_out(
    table: pd.DataFrame, emails: pd.Series, names: pd.Series, reading: Reading, notes: Notes
) -> pd.DataFrame:
    """The table without internal people and test registrations, who are counted apart."""
    inside = is_internal(emails, reading)[table.index]
    is_test = is_test_entry(emails, names)[table.index] & ~inside
    notes.drop("internal_person", inside.sum())
    notes.drop("test_entry", is_test.sum())
    return table[~inside & ~is_test]
