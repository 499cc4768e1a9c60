"""Roles in a session, as Teams and Webex name them, in schema's words."""

import re

import pandas as pd

from kpilib.intake.headers import fold
from kpilib.intake.notes import Notes

# A host is more than a presenter, so that hosts come first.
_WORDS = (
    ("host", r"(?:co[- ]?|mit)?(?:organi[sz]\w*|host|anfitri\w*|gastgeber\w*|jarjestaja)|producer|"
             r"productor\w*|produtor\w*|produzent\w*|tuottaja|apujarjestaja"),
    ("panelist", r"present(?:er|ador\w*)|apresentador\w*|panelist\w*|panellist|moderador\w*|referent\w*|"
                 r"esittaja|panelisti|team member|miembro del equipo|membro da equipe|teammitglied"),
    ("attendee", r"attendee|participant\w*|asistente|invitad\w*|convidad\w*|guest|teilnehmer\w*|gast|"
                 r"osallistuja|vieras"),
)  # fmt: skip


def read_roles(cells: pd.Series, notes: Notes) -> pd.Series:
    """Roles in schema's words; blank ones are attendees', unknown ones too, which is said."""
    known = {text: _role(text) for text in cells.unique()}
    unknown = cells.map(lambda text: known[text] is None).astype(bool) & (cells != "")
    notes.warn_count("role_unknown", int(unknown.sum()))
    return pd.Series([known[t] or "attendee" for t in cells], index=cells.index, dtype="str")


def _role(text: str) -> str | None:
    return next((role for role, words in _WORDS if re.fullmatch(words, fold(text))), None)
