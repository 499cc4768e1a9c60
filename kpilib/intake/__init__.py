"""Exports to tidy tables. One file per source system; what they share stands beside them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from kpilib.errors import DataError, KpiError
from kpilib.intake import (
    eventbrite,
    form_surveys,
    ga4,
    ga4_bigquery,
    google_ads,
    hubspot,
    linkedin_ads,
    linkedin_page,
    mailchimp,
    mailchimp_report,
    mapped,
    matomo,
    meta_ads,
    salesforce,
    surveymonkey,
    teams,
    teams_lists,
    templates,
    webex,
    x_posts,
    youtube,
    zoom,
    zoom_attendance,
    zoom_meeting,
    zoom_polls,
    zoom_questions,
)
from kpilib.intake.encodings import count_mangled
from kpilib.intake.files import RawFile, read_raw
from kpilib.intake.mapping import ColumnMapping, check_mapping
from kpilib.intake.notes import Notes, describe_warning
from kpilib.intake.people import load_key
from kpilib.intake.reading import ANY_EVENT, INTAKE_VERSION, FileReport, Reading, ReadResult
from kpilib.intake.registry import Extract, Format, read_as, recognise
from kpilib.intake.template_columns import describe_templates, list_templates, template, template_workbook
from kpilib.schema import TABLES, check_table

__all__ = [
    "ANY_EVENT",
    "INTAKE_VERSION",
    "ColumnMapping",
    "FileReport",
    "ReadResult",
    "Reading",
    "check_mapping",
    "describe_templates",
    "describe_warning",
    "formats",
    "list_templates",
    "load_key",
    "read_export",
    "read_exports",
    "template",
    "template_workbook",
]

# Said of a file that no check foresaw: a fault of the reader's too.
UNFORESEEN = "content that its reader did not foresee"

_FORMATS: tuple[Format, ...] = (
    *zoom.FORMATS,
    *zoom_attendance.FORMATS,
    *zoom_questions.FORMATS,
    *zoom_polls.FORMATS,
    *zoom_meeting.FORMATS,
    *teams.FORMATS,
    *teams_lists.FORMATS,
    *webex.FORMATS,
    *eventbrite.FORMATS,
    *hubspot.FORMATS,
    *ga4.FORMATS,
    *ga4_bigquery.FORMATS,
    *google_ads.FORMATS,
    *meta_ads.FORMATS,
    *linkedin_ads.FORMATS,
    *linkedin_page.FORMATS,
    *x_posts.FORMATS,
    *youtube.FORMATS,
    *mailchimp.FORMATS,
    *mailchimp_report.FORMATS,
    *matomo.FORMATS,
    *salesforce.FORMATS,
    *surveymonkey.FORMATS,
    *form_surveys.FORMATS,
    *templates.FORMATS,
)


def formats() -> tuple[str, ...]:
    """Names of the formats that can be read."""
    return tuple(form.name for form in _FORMATS)


def read_export(path: Path | str, reading: Reading | None = None) -> ReadResult:
    """One export as tidy tables, and the report of what became of its rows.

    Parameters
    ----------
    path : Path or str
        A CSV file, workbook or lines of JSON as downloaded; its name plays no part.
    reading : Reading, optional
        How to read it.

    Raises
    ------
    DataError
        The file cannot be understood, is cut short, or loses more rows than `loss_limit` allows.
    ParamsError
        A session's export without event, or a format not known.
    """
    try:
        return _read(read_raw(path), reading or Reading())
    except KpiError:
        raise
    except Exception as error:
        # Whatever a damaged file may hold, whoever gave it is told which file it was.
        raise DataError(
            Path(path).name,
            f"{UNFORESEEN} ({type(error).__name__})",
            "rows and columns as the tool exports them",
            "Export it again as downloaded; if that does not help, report what stands in its header.",
        ) from error


def _read(raw: RawFile, reading: Reading) -> ReadResult:
    notes = Notes()
    name, extract = _extract(raw, reading, notes)
    if reading.event_id == ANY_EVENT:
        notes.warn("no_event")
    if notes.is_without_rows:
        notes.warn("no_rows")
    _refuse_great_loss(raw, reading, notes)
    _warn_of_bytes(raw, notes)
    tables = {
        name: _checked(name, _with_companies(name, table, notes), raw.name)
        for name, table in extract.tables.items()
    }
    return ReadResult(tables, (_report(raw, name, extract, tables, notes),))


def _extract(raw: RawFile, reading: Reading, notes: Notes) -> tuple[str, Extract]:
    """Name of the format, and what its reader makes of the file."""
    if reading.mapping is not None:
        return mapped.FORMAT, mapped.read_mapped(raw, check_mapping(reading.mapping), reading, notes)
    form, head = recognise(raw, _FORMATS, reading.format)
    return form.name, read_as(form, raw, head, reading, notes)


def read_exports(
    paths: Iterable[Path | str], event_id: str | None = None, timezone: str = "UTC", **options: Any
) -> ReadResult:
    """Several exports of one event or of the organisation; their tables one below the other.

    Parameters
    ----------
    paths : iterable of Path or str
    event_id, timezone, **options
        As in `Reading`.
    """
    reading = Reading(event_id=event_id, timezone=timezone, **options)
    results = [read_export(path, reading) for path in paths]
    tables = {
        name: pd.concat([r.tables[name] for r in results if name in r.tables], ignore_index=True)
        for name in TABLES
        if any(name in r.tables for r in results)
    }
    return ReadResult(tables, tuple(report for r in results for report in r.files))


def _with_companies(name: str, table: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """The table with the company of each person, where it is declared; missing where no domain tells one."""
    if "company_id" not in TABLES[name].columns:
        return table
    return table.assign(company_id=table["person_id"].map(notes.companies).astype("object"))


def _checked(name: str, table: pd.DataFrame, where: str) -> pd.DataFrame:
    checked = check_table(name, table, where)
    # The order of an export's rows carries no meaning and must not reach a result.
    return checked.sort_values(list(checked.columns), ignore_index=True)


def _report(
    raw: RawFile, name: str, extract: Extract, tables: dict[str, pd.DataFrame], notes: Notes
) -> FileReport:
    return FileReport(
        file=raw.name,
        format=name,
        sha256=raw.sha256,
        n_rows=notes.n_rows,
        tables={name: len(table) for name, table in tables.items()},
        dropped=dict(sorted(notes.dropped.items())),
        warnings=tuple(notes.warnings),
        totals={name: float(value) for name, value in extract.totals.items()},
        sources=_sources(tables),
        covered_until=extract.covered_until,
    )


def _sources(tables: dict[str, pd.DataFrame]) -> tuple[str, ...]:
    if "registrations" not in tables:
        return ()
    return tuple(sorted(tables["registrations"]["source"].dropna().unique()))


def _refuse_great_loss(raw: RawFile, reading: Reading, notes: Notes) -> None:
    if notes.n_unreadable > reading.loss_limit * notes.n_rows:
        raise DataError(
            raw.name,
            f"{notes.n_unreadable} of {notes.n_rows} rows that cannot be read",
            f"at most {reading.loss_limit:.0%} (loss_limit)",
            "Export again, or raise loss_limit in params/workspace.yml.",
        )


def _warn_of_bytes(raw: RawFile, notes: Notes) -> None:
    if not raw.has_line_end:
        notes.warn("no_line_end")
    notes.warn_count("wrong_encoding", count_mangled(raw.text))
