"""What a mapped table has that no export has: person ids, states, ranges, days."""

from collections.abc import Callable

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.challenge import are_meaningful
from kpilib.intake.hubspot import is_lost, is_won, stage_words
from kpilib.intake.mapping import FORMAT, ColumnMapping
from kpilib.intake.masking import Masker
from kpilib.intake.notes import Notes
from kpilib.intake.people import check_emails, drop_internal, identify, person_id
from kpilib.intake.reading import Reading
from kpilib.intake.tables import day
from kpilib.intake.times import days_in
from kpilib.schema import DAY, INSTANT, TABLES

# Texts that people write freely, and may write themselves into.
_FREE = ("subject", "title")
_PERSON = ("email", "name", "first_name", "last_name")


def _people(table: pd.DataFrame, cells: pd.DataFrame, reading: Reading, notes: Notes) -> pd.DataFrame:
    """The table with person ids, without rows that tell nobody and without internal people."""
    nothing = pd.Series("", index=cells.index, dtype="str")
    emails = cells.get("email", nothing)
    check_emails(emails, FORMAT)
    parts = [cells.get(name, nothing) for name in ("name", "first_name", "last_name")]
    names = (parts[0] + " " + parts[1] + " " + parts[2]).str.strip()
    records = cells.get("contact_id", nothing)
    # Records of a customer system are not tied by name: it holds many people of one name.
    tied = nothing if "contact_id" in cells else names
    who = identify(emails, tied, lambda i, n: _without_address(records[i], n), reading.key, notes)
    notes.drop("no_person", (who.ids == "").sum())
    is_kept = who.ids != ""
    return drop_internal(table.assign(person_id=who.ids)[is_kept], who.emails[is_kept], reading, notes)


def _without_address(record: str, name: str) -> str:
    if record:
        return f"record:{FORMAT}:{record}"
    return f"name:{FORMAT}:{name}" if name else ""


def as_it_is(table: pd.DataFrame, cells: pd.DataFrame, reading: Reading, notes: Notes) -> pd.DataFrame:
    """A table none of whose columns are made of others."""
    return table


def _registrations(table: pd.DataFrame, cells: pd.DataFrame, reading: Reading, notes: Notes) -> pd.DataFrame:
    table = _people(table, cells, reading, notes)
    if "status" not in table:
        notes.warn_count("status_missing", len(table))
        table["status"] = "approved"
    asked = "challenge" in cells
    answers = cells["challenge"] if asked else pd.Series("", index=cells.index, dtype="str")
    # Judged as they are stored, so that a decision fits what people can read.
    challenge = _masker(cells).mask_all(answers)[table.index]
    if "source" in table:
        table["source"] = Masker([]).mask_all(table["source"].fillna(""))
    return table.assign(
        challenge=challenge,
        is_challenge_asked=asked,
        is_qualified=are_meaningful(challenge, dict(reading.challenge_decisions)),
    )


def _masker(cells: pd.DataFrame) -> Masker:
    return Masker([cells[name] for name in _PERSON if name in cells])


def _attendance(table: pd.DataFrame, cells: pd.DataFrame, reading: Reading, notes: Notes) -> pd.DataFrame:
    table = _people(table, cells, reading, notes)
    if "left_at" not in table:
        table["left_at"] = table["joined_at"] + pd.to_timedelta(table["minutes"], unit="min")
        table["reported_minutes"] = table["minutes"]
    if "role" not in table:
        table["role"] = "attendee"
    is_timed = table["joined_at"].notna() & table["left_at"].notna()
    notes.drop("no_time", (~is_timed).sum())
    is_backwards = is_timed & (table["left_at"] < table["joined_at"])
    notes.drop("left_before_joined", is_backwards.sum())
    return table[is_timed & ~is_backwards]


def _contacts(table: pd.DataFrame, cells: pd.DataFrame, reading: Reading, notes: Notes) -> pd.DataFrame:
    table = _people(table, cells, reading, notes)
    if "contact_id" not in table:
        pairs = zip(table["person_id"], table["created_at"], strict=True)
        table["contact_id"] = [person_id(reading.key, f"contact:{p}:{at}") for p, at in pairs]
    if "stage" in table:
        table["stage"] = table["stage"].map(lambda text: stage_words(text), na_action="ignore")
    return table


def _deals(table: pd.DataFrame, cells: pd.DataFrame, reading: Reading, notes: Notes) -> pd.DataFrame:
    won, lost = is_won(cells["stage"]), is_lost(cells["stage"])
    table = table.assign(is_won=won & ~lost, is_open=~won & ~lost)
    table["stage"] = table["stage"].map(lambda text: stage_words(text), na_action="ignore")
    if "closed_on" in table:
        # An open deal's close date is a forecast.
        table["closed_on"] = table["closed_on"].where(won | lost)
    return table


def _web(table: pd.DataFrame, cells: pd.DataFrame, reading: Reading, notes: Notes) -> pd.DataFrame:
    """One row per member and measure; with days and no member, the day is the member."""
    if "member" not in table:
        table["member"] = table["day"].dt.strftime("%Y-%m-%d")
    if "dimension" not in table:
        table["dimension"] = "day" if "day" in table and "member" not in cells else "member"
    measures = [name for name in table if str(name).startswith("measure ")]
    long = table.melt([c for c in table if c not in measures], measures, "measure")
    return long.assign(measure=long["measure"].str.removeprefix("measure "))


MAKERS: dict[str, Callable[[pd.DataFrame, pd.DataFrame, Reading, Notes], pd.DataFrame]] = {
    "registrations": _registrations,
    "attendance": _attendance,
    "contacts": _contacts,
    "deals": _deals,
    "signups": _people,
    "web": _web,
}


def complete(
    table: pd.DataFrame, cells: pd.DataFrame, mapping: ColumnMapping, reading: Reading, notes: Notes
) -> pd.DataFrame:
    """The table with all its columns: days of instants, ranges, source; the rest is missing."""
    declared = TABLES[mapping.table].columns
    table = _with_range(table, mapping, reading)
    for name in declared:
        if name.endswith("_on") and f"{name[:-3]}_at" in table and name not in table:
            table[name] = days_in(table[f"{name[:-3]}_at"], reading.organisation_timezone)
    if "event_id" in declared and "event_id" not in table:
        table["event_id"] = reading.event_id
    if "source" in declared and "source" not in table and not declared["source"].nullable:
        table["source"] = FORMAT
    if mapping.table == "web" and "report" not in table:
        table["report"] = FORMAT
    if mapping.table == "posts":
        table["network"] = table["network"] if "network" in table else table["source"]
    masked = _masker(cells)
    for name in _FREE:
        if name in table:
            table[name] = masked.mask_all(table[name].fillna(""))
    if mapping.table == "posts" and "post_id" not in table:
        # Only now, as a title may hold an address.
        table["post_id"] = table["title"].fillna("(no title)")
    needed = [n for n, c in declared.items() if c.dtype in (DAY, INSTANT) and not c.nullable and n in table]
    is_dated = table[needed].notna().all(axis=1)
    notes.drop("no_date", (~is_dated).sum())
    return table[is_dated].reindex(columns=list(declared))


def _with_range(table: pd.DataFrame, mapping: ColumnMapping, reading: Reading) -> pd.DataFrame:
    """First and last day of each row: its own, else the range stated for the file."""
    declared = TABLES[mapping.table].columns
    if "starts_on" not in declared or "starts_on" in table:
        return table
    if "day" in table:
        return table.assign(starts_on=table["day"], ends_on=table["day"])
    if reading.covers:
        return table.assign(starts_on=day(reading.covers[0]), ends_on=day(reading.covers[1]))
    if declared["starts_on"].nullable:
        return table
    raise DataError(
        "mapping: columns",
        "neither `day` nor `starts_on` and `ends_on`",
        "the days of each row",
        "Map them, or give the range with --covers FROM..TO.",
    )
