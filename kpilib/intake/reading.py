"""What goes into reading an export, and what comes out: three records."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

import pandas as pd

from kpilib.errors import NoEventError
from kpilib.intake.companies import FREE_MAIL_SHA256
from kpilib.intake.notes import describe_warning

# Raised whenever the same bytes would give other rows, so that a store knows what to read again.
INTAKE_VERSION = 6
# Stands for the event where a session's export is only looked at; no such rows are kept.
ANY_EVENT = "*"


@dataclass(frozen=True)
class Reading:
    """How files are to be read.

    Parameters
    ----------
    event_id : str, optional
        Event whose folder the file lies in. None: the organisation's.
    starts_at : datetime, optional
        Start of that event, with its zone: tells day-first from month-first, and a session of another day.
    timezone : str
        The event's zone, for session reports and surveys, whose times carry none.
    workspace_timezone : str, optional
        For customer, web and advertising exports, and for all `_on` days. None: `timezone`.
    key : bytes, optional
        Key of the person ids. None: a random one, so that ids are valid within this process only.
    internal_domains : tuple of str
        Mail domains (their subdomains too) of people who are left out and counted.
    internal_people : tuple of str
        E-mail addresses left out and counted.
    format : str, optional
        Format to read the file as, instead of recognising it.
    covers : tuple of two dates, optional
        Days the export covers, first and last INCLUDED, where the file does not state them.
    loss_limit : float
        Share of rows that may be unreadable; above it reading stops.
    is_prerecorded : bool
        A recorded event, viewed on days after its start too: a session of another day is no matter.
    mapping : mapping, optional
        Which columns are which, for a tool whose exports are not known here; see `check_mapping`.
    challenge_decisions : tuple of (key, decision)
        What people decided on answers to the challenge question, sorted by `challenge.key_of`.
    """

    event_id: str | None = None
    starts_at: datetime | None = None
    timezone: str = "UTC"
    workspace_timezone: str | None = None
    key: bytes | None = None
    internal_domains: tuple[str, ...] = ()
    internal_people: tuple[str, ...] = ()
    format: str | None = None
    covers: tuple[date, date] | None = None
    loss_limit: float = 0.2
    is_prerecorded: bool = False
    mapping: Mapping[str, Any] | None = None
    challenge_decisions: tuple[tuple[str, bool], ...] = ()

    @property
    def organisation_timezone(self) -> str:
        """Zone of the organisation's exports and of all calendar days."""
        return self.workspace_timezone or self.timezone

    @property
    def starts_on(self) -> date | None:
        """The event's day in its own zone."""
        return self.starts_at.date() if self.starts_at else None

    def settings_sha256(self) -> str:
        """Hash of all that changes any result, and of `INTAKE_VERSION`. The key enters by its own hash.

        Decisions are left out: they change files with answers to the challenge question only, for
        which `decisions_sha256` stands beside this hash.
        """
        settings = asdict(replace(self, challenge_decisions=()))
        del settings["challenge_decisions"]
        settings["key"] = self.key and hashlib.sha256(self.key).hexdigest()
        for name in ("internal_domains", "internal_people"):
            settings[name] = sorted({text.strip().casefold() for text in settings[name]})
        text = json.dumps([INTAKE_VERSION, FREE_MAIL_SHA256, settings], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def decisions_sha256(self) -> str:
        """Hash of what people decided on answers to the challenge question."""
        return hashlib.sha256(json.dumps(self.challenge_decisions).encode()).hexdigest()


def require_event(reading: Reading, name: str) -> str:
    """The event of a session's export.

    Raises
    ------
    NoEventError
        None is named: the file itself does not tell it.
    """
    if reading.event_id is None:
        raise NoEventError(
            name, "the export of a session, and no event", "the event it belongs to", "Add --event EVENT_ID."
        )
    return reading.event_id


@dataclass(frozen=True)
class FileReport:
    """What became of one file.

    `n_rows` counts data rows seen; `tables` rows delivered; `dropped` rows left out by reason;
    `warnings` are codes with values; `totals` is flat; `sources` are the organiser's names of what brought
    registrations; `covered_until` is the last day of which a report states to tell.
    """

    file: str
    format: str
    sha256: str
    n_rows: int
    tables: dict[str, int]
    dropped: dict[str, int]
    warnings: tuple[dict[str, Any], ...]
    totals: dict[str, float]
    sources: tuple[str, ...] = ()
    covered_until: date | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; warnings as English sentences."""
        return {
            "file": self.file,
            "format": self.format,
            "tables": dict(self.tables),
            "dropped": dict(self.dropped),
            "warnings": [describe_warning(warning) for warning in self.warnings],
            "totals": dict(self.totals),
        }


@dataclass(frozen=True)
class ReadResult:
    """Tidy tables by name, each checked, and one report per file.

    A table is there when an export of its kind was read, even if no row was in it: no row is then
    known, where an absent table is unknown.
    """

    tables: dict[str, pd.DataFrame]
    files: tuple[FileReport, ...]
