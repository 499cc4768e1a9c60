"""A mapping file: which column of an export of any tool is which column of a tidy table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kpilib.errors import ParamsError
from kpilib.schema import TABLES

FORMAT = "mapping"
# Columns that are made of others, and what is mapped instead; a table's own columns come from its schema.
_PERSON = ("email", "name", "first_name", "last_name")
_MADE: dict[str, tuple[str, ...]] = {
    "registrations": ("person_id", "registered_on", "is_challenge_asked", "is_qualified"),
    "attendance": ("person_id",),
    "contacts": ("person_id", "created_on"),
    "deals": ("is_won", "is_open"),
    "deal_contacts": (),
    "ads": (),
    "emails": (),
    "posts": (),
    "web": ("measure", "value"),
    "signups": ("person_id", "signed_up_on", "tried_on"),
}
_EXTRA: dict[str, tuple[str, ...]] = {
    "registrations": _PERSON,
    "attendance": (*_PERSON, "minutes"),
    "contacts": _PERSON,
    "signups": _PERSON,
    "ads": ("day",),
    "posts": ("day",),
    "web": ("day",),
}
# What a table cannot do without; of the inner tuples one is enough.
_NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "registrations": (("email", "name", "last_name"),),
    "attendance": (("email", "name", "last_name"), ("joined_at",), ("left_at", "minutes")),
    "contacts": (("email", "contact_id"), ("created_at",)),
    "deals": (("deal_id",), ("stage",)),
    "deal_contacts": (("deal_id",), ("contact_id",)),
    "ads": (("campaign",), ("cost",)),
    "emails": (("campaign",), ("sent_at", "sent_on")),
    "posts": (("post_id", "title"),),
    "web": (("member", "day"),),
    "signups": (("email",), ("signed_up_at",)),
}
_SOURCE_OF = {
    "person_id": "email", "registered_on": "registered_at", "created_on": "created_at",
    "signed_up_on": "signed_up_at", "tried_on": "tried_at", "is_challenge_asked": "challenge",
    "is_qualified": "challenge", "is_won": "stage", "is_open": "stage", "measure": "measures",
    "value": "measures",
}  # fmt: skip
_KEYS = ("table", "columns", "values", "words", "measures", "day_first", "decimal", "timezone")


@dataclass(frozen=True)
class ColumnMapping:
    """A checked mapping.

    Parameters
    ----------
    table : str
        The tidy table that a row of the export becomes.
    columns : dict of str to str
        Header of the export by column of the table.
    values : dict of str to str
        What all rows have in a column, where the export has none.
    words : dict of str to dict
        For a column, the table's word by the export's.
    measures : dict of str to str
        For the table `web`: header by measure.
    day_first : bool, optional
        Order of dates such as 3/4; None: told from the file, as ever.
    decimal : str, optional
        "." or ","; None: told from the file.
    timezone : str, optional
        Zone of times without one; None: the event's for sessions, else the workspace's.
    """

    table: str
    columns: dict[str, str]
    values: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    measures: dict[str, str] = field(default_factory=dict)
    day_first: bool | None = None
    decimal: str | None = None
    timezone: str | None = None


def mappable_tables() -> tuple[str, ...]:
    """Tables that a mapping can make."""
    return tuple(_MADE)


def mappable_columns(table: str) -> tuple[str, ...]:
    """Names that `columns` and `values` may use for a table."""
    own = [name for name in TABLES[table].columns if name not in _MADE[table]]
    return (*_EXTRA.get(table, ()), *own)


def check_mapping(raw: Mapping[str, Any], where: str = "mapping") -> ColumnMapping:
    """The mapping, checked before any file is read.

    Parameters
    ----------
    raw : mapping
        The file as parsed.
    where : str
        Its name, for messages.

    Raises
    ------
    ParamsError
        A key, table or column is not known (the nearest right one is named), has a value of another
        kind, or a column that the table cannot do without is missing.
    """
    _refuse_unknown(raw, _KEYS, where, "key")
    table = _text(raw.get("table"), f"{where}: table")
    _refuse_unknown([table], mappable_tables(), f"{where}: table", "table")
    names = mappable_columns(table)
    columns = _texts(raw.get("columns"), f"{where}: columns")
    values = _texts(raw.get("values", {}), f"{where}: values")
    words = _texts_by_column(raw.get("words", {}), f"{where}: words")
    measures = _texts(raw.get("measures", {}), f"{where}: measures")
    for key, used in (("columns", columns), ("values", values)):
        _refuse_made(used, table, f"{where}: {key}")
        _refuse_unknown(used, names, f"{where}: {key}", "column")
    _refuse_unknown(words, [*columns, *values], f"{where}: words", "column")
    _refuse_both(columns, values, where)
    _refuse_missing({*columns, *values}, table, where)
    if (table == "web") != bool(measures):
        found = "no measures" if table == "web" else "measures"
        raise ParamsError(
            f"{where}: measures", found, "them for the table web, and only there",
            "Write them as `measures: {clicks: Clicks}`, or take them out.",
        )  # fmt: skip
    return ColumnMapping(
        table,
        columns,
        values,
        words,
        measures,
        _day_first(raw, where),
        _decimal(raw, where),
        _zone(raw, where),
    )


def _refuse_unknown(used: Iterable[Any], known: Iterable[str], where: str, kind: str) -> None:
    known = list(known)
    for name in used:
        if name not in known:
            near = get_close_matches(str(name), known, n=1, cutoff=0.5)
            remedy = f"Did you mean `{near[0]}`?" if near else "Correct the name."
            raise ParamsError(where, f"{kind} `{name}`", f"one of {', '.join(known)}", remedy)


def _refuse_made(used: Iterable[str], table: str, where: str) -> None:
    for name in used:
        if name in _MADE[table]:
            source = _SOURCE_OF[name]
            raise ParamsError(
                where,
                f"column `{name}`, which is made of `{source}`",
                f"`{source}`",
                f"Map `{source}` instead.",
            )


def _refuse_both(columns: Iterable[str], values: Iterable[str], where: str) -> None:
    both = sorted(set(columns) & set(values))
    if both:
        raise ParamsError(
            where, f"`{both[0]}` both in columns and in values", "it in one of them", "Take one of them out."
        )


def _refuse_missing(used: set[str], table: str, where: str) -> None:
    for choice in _NEEDED[table]:
        if not used & set(choice):
            names = " or ".join(f"`{name}`" for name in choice)
            raise ParamsError(
                f"{where}: columns", f"none for {names}", f"one, as the table {table} needs it", "Add it."
            )


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ParamsError(where, _kind(value), "text", "Write a name.")
    return value.strip()


def _texts(value: Any, where: str) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ParamsError(
            where, _kind(value), "names and texts such as {campaign: Campaign}", "Write them so."
        )
    return {str(name): _text(text, f"{where}: {name}") for name, text in value.items()}


def _texts_by_column(value: Any, where: str) -> dict[str, dict[str, str]]:
    if not isinstance(value, Mapping):
        raise ParamsError(
            where, _kind(value), "words by column", "Write them as `status: {Confirmed: approved}`."
        )
    return {str(name): _texts(words, f"{where}: {name}") for name, words in value.items()}


def _kind(value: Any) -> str:
    return "nothing" if value is None else f"a value of type {type(value).__name__}"


def _day_first(raw: Mapping[str, Any], where: str) -> bool | None:
    value = raw.get("day_first")
    if value is not None and not isinstance(value, bool):
        raise ParamsError(f"{where}: day_first", _kind(value), "true or false", "Correct it.")
    return value


def _decimal(raw: Mapping[str, Any], where: str) -> str | None:
    value = raw.get("decimal")
    if value not in (None, ".", ","):
        raise ParamsError(f"{where}: decimal", f"`{value}`", '"." or ","', "Correct it.")
    return value


def _zone(raw: Mapping[str, Any], where: str) -> str | None:
    value = raw.get("timezone")
    if value is None:
        return None
    try:
        ZoneInfo(_text(value, f"{where}: timezone"))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ParamsError(
            f"{where}: timezone", f"`{value}`", "a zone such as Europe/Madrid", "Correct it."
        ) from error
    return str(value)
