"""A Teams report's rows as stays: who a guest without account is, and stays that only a duration tells."""

import re

import pandas as pd

from kpilib.intake.blocks import texts
from kpilib.intake.durations import read_minutes
from kpilib.intake.headers import fold
from kpilib.intake.notes import Notes
from kpilib.intake.people import is_internal, normal_email
from kpilib.intake.reading import Reading
from kpilib.intake.roles import read_roles
from kpilib.intake.times import Times

_GUEST_UPN = re.compile(r"(.+)_([^_]+\.[^_]+)#EXT#@.+", re.IGNORECASE)
# Shorter breaks are the tool's rounding.
_SECONDS_OF_ROUNDING = 2
_MINUTES_OF_ROUNDING = 1


def clean_name(text: str) -> str:
    """`Ruiz, Ana (Guest)` as `Ana Ruiz`."""
    bare = re.sub(r"\s*\([^()]*\)", "", text).strip() or text
    last, comma, first = bare.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else bare


def resolve_emails(people: pd.DataFrame, reading: Reading) -> pd.Series:
    """The address of each row of the second section.

    The one given at registration first, as other tools know the person by it and a guest has no
    other; but whoever joins with an account of the organisation is the organisation's.
    """
    account = _accounts(people)
    registered = texts(people, ["registration_email"])["registration_email"].map(normal_email).astype("str")
    return account.where((registered == "") | is_internal(account, reading), registered)


def rows_of_joins(
    joins: pd.DataFrame, people: pd.DataFrame, emails: pd.Series, times: Times, notes: Notes
) -> pd.DataFrame:
    """Rows of the third section, with the addresses that the second one knows."""
    text = texts(joins, ("name", "role", "joined", "left", "duration"))
    rows = pd.DataFrame(
        {
            "email": emails_of_joins(joins, people, emails),
            "name": text["name"].map(clean_name),
            "role": read_roles(text["role"], notes),
            "joined_at": times.instants(text["joined"], notes),
            "left_at": times.instants(text["left"], notes),
            "reported_minutes": read_minutes(text["duration"], "Duration", notes),
        },
        index=joins.index,
    )
    # The tool writes a line more when a person leaves twice; its own durations leave it out too.
    is_left_only = rows["joined_at"].isna()
    is_shared = _is_shared(joins, people, emails) & ~is_left_only
    notes.drop("no_join_time", is_left_only.sum())
    notes.drop("name_shared", is_shared.sum())
    return rows[~is_left_only & ~is_shared]


def rows_of_people(
    people: pd.DataFrame, rows: pd.DataFrame, emails: pd.Series, times: Times, notes: Notes
) -> pd.DataFrame:
    """Rows of the second section of people without a row of joining: as long as their duration."""
    text = texts(people, ("name", "role", "first_join", "last_leave", "duration"))
    names = text["name"].map(clean_name)
    seen = set(_who(rows["email"], rows["name"]))
    text = text[~_who(emails, names).isin(seen) & (text["first_join"] != "")]
    joined, last = times.instants(text["first_join"], notes), times.instants(text["last_leave"], notes)
    minutes = read_minutes(text["duration"], "In-Meeting Duration", notes)
    length = pd.to_timedelta(minutes, unit="min")
    has_breaks = length + pd.Timedelta(seconds=_SECONDS_OF_ROUNDING) < last - joined
    notes.warn_count("stays_from_durations", int(has_breaks.sum()))
    return pd.DataFrame(
        {
            "email": emails[text.index],
            "name": names[text.index],
            "role": read_roles(text["role"], notes),
            "joined_at": joined,
            "left_at": last.where(~has_breaks, joined + length),
            "reported_minutes": minutes,
        },
        index=text.index,
    )


def warn_of_short_joins(people: pd.DataFrame, joins: pd.DataFrame, emails: pd.Series, notes: Notes) -> None:
    """Warns where the third section holds less of a person than the second states."""
    text = texts(people, ("name", "duration"))
    if joins.empty or text.empty:
        return
    stated = read_minutes(text["duration"], "In-Meeting Duration", Notes())
    stated = stated.groupby(_who(emails, text["name"].map(clean_name))).sum()
    minutes = (joins["left_at"] - joins["joined_at"]).dt.total_seconds() / 60
    found = minutes.groupby(_who(joins["email"], joins["name"])).sum().reindex(stated.index, fill_value=0)
    notes.warn_count("joins_missing", int((found < stated - _MINUTES_OF_ROUNDING).sum()))


def emails_of_joins(joins: pd.DataFrame, people: pd.DataFrame, emails: pd.Series) -> pd.Series:
    """The address of each row of the third section: by the account, else by the name as it is shown."""
    known = pd.DataFrame({"account": _accounts(people), "name": _shown(people), "email": emails})
    by_account = known[known["account"] != ""].drop_duplicates("account")
    by_name = known[["name", "email"]].drop_duplicates().drop_duplicates("name", keep=False)
    account_emails = dict(zip(by_account["account"], by_account["email"], strict=True))
    name_emails = dict(zip(by_name["name"], by_name["email"], strict=True))
    pairs = zip(_accounts(joins), _shown(joins), strict=True)
    found = [account_emails.get(a, a) if a else name_emails.get(name, "") for a, name in pairs]
    return pd.Series(found, index=joins.index, dtype="str")


def _is_shared(joins: pd.DataFrame, people: pd.DataFrame, emails: pd.Series) -> pd.Series:
    """Rows without account under a name of several people, whom the second section tells apart."""
    pairs = pd.DataFrame({"name": _shown(people), "email": emails}).drop_duplicates()
    shared = set(pairs.loc[pairs["name"].duplicated(), "name"])
    return (_accounts(joins) == "") & _shown(joins).isin(shared)


def _who(emails: pd.Series, names: pd.Series) -> pd.Series:
    return emails.where(emails != "", "name:" + names.map(fold).astype("str"))


def _shown(cells: pd.DataFrame) -> pd.Series:
    return texts(cells, ["name"])["name"].map(fold).astype("str")


def _accounts(cells: pd.DataFrame) -> pd.Series:
    text = texts(cells, ("email", "upn"))
    email = text["email"].map(normal_email).astype("str")
    return email.where(email != "", text["upn"].map(_upn_email).astype("str"))


def _upn_email(upn: str) -> str:
    """The address in a participant's id; a guest's is written `ana_example.com#EXT#@host.example`."""
    guest = _GUEST_UPN.fullmatch(upn)
    return normal_email(f"{guest[1]}@{guest[2]}" if guest else upn)
