"""Table `attendance`: stays of people in a session, and what all session tools have in common."""

from collections.abc import Callable, Collection

import pandas as pd

from kpilib.intake.left_out import drop_left_out
from kpilib.intake.notes import Notes
from kpilib.intake.people import identify, is_phone, normal_email
from kpilib.intake.reading import Reading
from kpilib.intake.times import days_in
from kpilib.schema import TABLES


def read_stays(
    rows: pd.DataFrame,
    reading: Reading,
    notes: Notes,
    fallback: Callable[[int, str], str] | None = None,
) -> pd.DataFrame:
    """Table `attendance` of the rows of a session's export.

    Parameters
    ----------
    rows : DataFrame
        email, name, role (as in schema), joined_at, left_at, reported_minutes. Rows with neither times
        nor minutes are people who did not come.
    fallback : function of a row's index and folded name, optional
        As in `identify`. None: people without address are told apart by name.
    """
    is_there = rows[["joined_at", "left_at", "reported_minutes"]].notna().any(axis=1)
    notes.drop("did_not_attend", (~is_there).sum())
    rows = rows[is_there]
    by_name = fallback or (lambda _, name: f"name:{reading.event_id}:{name}" if name else "")
    who = identify(rows["email"], rows["name"], by_name, reading.key, notes)
    rows = rows.assign(event_id=reading.event_id, person_id=who.ids)
    notes.drop("no_person", (who.ids == "").sum())
    kept = drop_left_out(rows[who.ids != ""], who.emails, rows["name"], reading, notes)
    kept = sound_stays(_with_phones(kept), notes)
    warn_of_day(kept["joined_at"], reading, notes)
    return with_roles(kept).reindex(columns=list(TABLES["attendance"].columns))


def _with_phones(rows: pd.DataFrame) -> pd.DataFrame:
    """People who dialled in stand under their number and without an address."""
    dialled = (rows["email"].map(normal_email) == "") & rows["name"].map(is_phone).astype(bool)
    return rows.assign(role=rows["role"].where(~dialled, "phone"))


def sound_stays(rows: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """Rows with both times in their order; the others are counted."""
    has_times = rows["joined_at"].notna() & rows["left_at"].notna()
    is_backwards = has_times & (rows["left_at"] < rows["joined_at"])
    notes.drop("no_time", (~has_times).sum())
    notes.drop("left_before_joined", is_backwards.sum())
    return rows[has_times & ~is_backwards]


def warn_of_day(instants: pd.Series, reading: Reading, notes: Notes) -> None:
    """Warns where none of a session's rows, or not all, lie within a day of the event's start."""
    instants = instants.dropna()
    # A recording is watched on any day.
    if reading.starts_at is None or reading.is_prerecorded or instants.empty:
        return
    is_apart = (instants - pd.Timestamp(reading.starts_at)).abs() > pd.Timedelta(days=1)
    if is_apart.all():
        found = days_in(instants, reading.timezone).min()
        notes.warn("another_day", found=f"{found:%Y-%m-%d}", expected=f"{reading.starts_at:%Y-%m-%d}")
    else:
        notes.warn_count("other_days", int(is_apart.sum()), expected=f"{reading.starts_at:%Y-%m-%d}")


def with_roles(stays: pd.DataFrame, registered: Collection[str] = ()) -> pd.DataFrame:
    """Stays with the role of the person.

    A host's or panellist's second device stands among the attendees; it is theirs, unless the
    panellist is one of those who registered.
    """
    role = stays["role"].copy()
    for staff in ("panelist", "host"):
        people = set(stays.loc[stays["role"] == staff, "person_id"])
        if staff == "panelist":
            people -= set(registered)
        role = role.where(~(stays["person_id"].isin(people) & (role == "attendee")), staff)
    return stays.assign(role=role)


def stay_totals(stays: pd.DataFrame, counted: pd.Series | None = None) -> dict[str, float]:
    """People, rows and minutes of attendees (or of the rows `counted`), and people of other roles."""
    present = stays[stays["role"] == "attendee"] if counted is None else stays[counted]
    people = stays.groupby("role")["person_id"].nunique()
    return {
        "unique_attendees": present["person_id"].nunique(),
        "attended_rows": len(present),
        "minutes_sum_reported": float(present["reported_minutes"].sum()),
        "minutes_union_total": union_minutes(present),
        "unique_panelists": people.get("panelist", 0),
        "unique_hosts": people.get("host", 0),
        "phone_callers": people.get("phone", 0),
    }


def union_minutes(stays: pd.DataFrame) -> float:
    """Minutes in which people were present, overlaps of one person's stays counted once, not clipped."""
    ordered = stays.sort_values(["person_id", "joined_at"])
    by_person = ordered.groupby("person_id")["left_at"]
    # What an earlier stay of the same person already covers begins before its latest end.
    covered_to = by_person.cummax().groupby(ordered["person_id"]).shift()
    starts = ordered["joined_at"].where(~(covered_to > ordered["joined_at"]), covered_to)
    lengths = (ordered["left_at"] - starts).dt.total_seconds().clip(lower=0)
    return float(lengths.sum() / 60)
