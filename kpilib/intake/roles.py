"""Roles in a session, as Teams and Webex name them, in schema's words."""

import re

import pandas as pd

from kpilib.intake.headers import fold
from kpilib.intake.notes import Notes

# In this order: "co-organizer" holds "organizer", and a host is more than a presenter.
_WORDS = (
    ("host", r"organi[sz]\w*|organisator\w*|coorganizador\w*|mitorganisator\w*|jarjestaja|(?:co-?)?host|"
             r"(?:co-?)?anfitri\w*|producer|productor\w*|produtor\w*|produzent\w*|tuottaja|gastgeber\w*"),
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
    plain = re.sub(r"\bco[- ]", "co", fold(text)).removeprefix("co")
    return next((role for role, words in _WORDS if re.fullmatch(words, plain)), None)
