"""A newer export of the same thing replaces the older one: its rows count, and it is said what changed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from kpilib.store import Store, StoredFile

Tables = dict[str, pd.DataFrame]
# What makes a row the same one in another export.
_ROW = {
    "registrations": ("event_id", "person_id", "registered_at"),
    "attendance": ("event_id", "person_id", "joined_at"),
    "check_ins": ("event_id", "person_id"),
    "orders": ("event_id", "order_id"),
    "questions": ("event_id", "person_id", "asked_at", "question"),
    "poll_answers": ("event_id", "person_id", "answered_at", "question"),
    "survey_answers": ("event_id", "respondent_id", "question"),
    "contacts": ("contact_id",),
    "stages": ("contact_id", "stage"),
    "deals": ("deal_id",),
    "deal_contacts": ("deal_id", "contact_id"),
    "signups": ("person_id", "signed_up_at"),
    "touches": ("person_id", "touched_at", "kind", "campaign"),
    "costs": ("event_id", "kind", "amount", "spent_on", "campaign"),
    "ads": ("source", "campaign"),
    "emails": ("source", "campaign", "sent_on"),
    "posts": ("network", "post_id"),
    "content": ("source", "event_id", "content", "kind", "starts_on", "ends_on"),
    "web": ("report", "starts_on", "ends_on", "dimension", "member", "measure"),
    "past_results": ("event_id", "kpi"),
    "kpi_values": ("event_id", "kpi", "dated_on"),
    "segments": ("event_id", "kpi", "dimension", "member", "dated_on"),
    "coverage": ("table_name", "source"),
}
# What is counted where it is not the row: people.
_COUNTED = {
    **dict.fromkeys(("registrations", "attendance", "questions", "poll_answers"), ("event_id", "person_id")),
    "survey_answers": ("event_id", "respondent_id"),
}
# Tables that follow from others of the same file, and tell nothing of whether two files are the same thing.
_FOLLOWING = {"coverage", "stages", "deal_contacts"}
SESSION = {*_COUNTED, "check_ins", "orders"}
# Of the older file's rows, the share that the newer one must hold. Files of the organisation could be other
# parts of a whole: there more is needed.
_SHARE, _SHARE_OF_SESSION = 0.8, 0.5


@dataclass(frozen=True)
class Change:
    """A file that now counts instead of an older one; by table, how many are new, gone and changed."""

    file_id: str
    instead_of: str
    tables: dict[str, dict[str, int]]

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"counts": self.file_id, "instead_of": self.instead_of, "tables": self.tables}

    def describe(self) -> str:
        """English lines for the command line."""
        lines = [f"{self.file_id} now counts instead of {self.instead_of}"]
        for table, n in self.tables.items():
            lines.append(f"  {table}: {n['new']} new, {n['gone']} gone, {n['changed']} changed")
        return "\n".join(lines)


def is_replaced(stored: StoredFile) -> bool:
    """Whether another file counts instead of this one."""
    return "replaced_by" in stored.report


class FileRows:
    """The rows of one file by table, and the texts that make a row the same one, each made once."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._keys: dict[str, frozenset[str]] = {}

    def keys(self, name: str) -> frozenset[str]:
        """What the rows of a table are, without what they say."""
        if name not in self._keys:
            self._keys[name] = frozenset(_texts(self.tables[name], _ROW[name]))
        return self._keys[name]


class Files:
    """The store's files while newer ones are put there: the ledger and rows compared before, read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ledger = store.files()
        self._seen: dict[str, FileRows] = {}

    def put(self, stored: StoredFile, tables: Tables) -> None:
        """Puts a file's rows there."""
        self._store.replace_file(stored, tables)
        self._ledger[stored.file_id] = stored
        self._seen.pop(stored.file_id, None)

    def rivals(self, stored: StoredFile) -> list[StoredFile]:
        """Files of the same kind and place that count, as they were read."""
        found = (
            f
            for f in self._ledger.values()
            if (f.format, f.event_id) == (stored.format, stored.event_id)
            and f.file_id != stored.file_id
            and not is_replaced(f)
            and _is_comparable(f, stored)
        )
        return sorted(found, key=lambda f: f.read_number)

    def rows(self, stored: StoredFile) -> FileRows:
        """The rows of a file as the store holds them."""
        if stored.file_id not in self._seen:
            self._seen[stored.file_id] = FileRows(_rows(self._store, stored))
        return self._seen[stored.file_id]


def replace_older(files: Files, stored: StoredFile) -> tuple[Change, ...]:
    """Lets the newer of the store's files of the same thing count; `stored` has just been put there.

    The older one keeps its place in the ledger without rows, so that it is back if the newer one is taken
    away. Which is newer is told by the order of reading.
    """
    changes = []
    for other in files.rivals(stored):
        older, newer = sorted((stored, other), key=lambda f: f.read_number)
        old, new = files.rows(older), files.rows(newer)
        if not is_same_thing(old, new):
            continue
        changes.append(Change(newer.file_id, older.file_id, _compare_all(old.tables, new.tables)))
        files.put(replace(older, report=older.report | {"replaced_by": newer.file_id}), {})
        if older is stored:
            break
    return tuple(changes)


def _is_comparable(one: StoredFile, other: StoredFile) -> bool:
    tables, others = set(one.report["tables"]), set(other.report["tables"])
    return tables - _FOLLOWING == others - _FOLLOWING


def _rows(store: Store, stored: StoredFile) -> Tables:
    found = {}
    for name in stored.report["tables"]:
        table = store.table(name)
        found[name] = store.execute(table.filter(table.file_id == stored.file_id)).drop(columns="file_id")
    return found


def is_same_thing(older: FileRows, newer: FileRows) -> bool:
    """Whether two files of one format and place are exports of the same thing, by the rows they share."""
    told = [name for name, rows in older.tables.items() if len(rows) and name not in _FOLLOWING]
    return bool(told) and all(_is_same_table(name, older, newer) for name in told)


def _is_same_table(name: str, older: FileRows, newer: FileRows) -> bool:
    if name not in newer.tables:
        return False
    old, new = older.keys(name), newer.keys(name)
    share = len(old & new) / len(old)
    if name == "ads":
        return share >= _SHARE and _covers(older.tables[name], newer.tables[name])
    is_enough = name in SESSION or _states_more(older.tables, newer.tables)
    return share >= (_SHARE_OF_SESSION if is_enough else _SHARE)


def _states_more(older: Tables, newer: Tables) -> bool:
    """Whether both state the days they cover, and the newer one all of the older one's."""
    old, new = older.get("coverage"), newer.get("coverage")
    return old is not None and new is not None and len(old) > 0 and len(new) > 0 and _spans(old, new)


def _covers(old: pd.DataFrame, new: pd.DataFrame) -> bool:
    """Whether the newer rows cover all days of the older ones and are no coarser: the finer range counts."""
    is_split = old.groupby(["source", "campaign"]).size().max() > 1
    return bool(_spans(old, new) and not (is_split and _days(new) > _days(old)))


def _spans(old: pd.DataFrame, new: pd.DataFrame) -> bool:
    first, last = old["starts_on"].min(), old["ends_on"].max()
    return bool(new["starts_on"].min() <= first and new["ends_on"].max() >= last)


def _days(rows: pd.DataFrame) -> float:
    return float((rows["ends_on"] - rows["starts_on"]).dt.days.mean())


def _compare_all(older: Tables, newer: Tables) -> dict[str, dict[str, int]]:
    return {
        name: _compare(older[name], newer[name], _COUNTED.get(name, _ROW[name]))
        for name in older
        if name in newer and name != "coverage"
    }


def _compare(older: pd.DataFrame, newer: pd.DataFrame, keys: Sequence[str]) -> dict[str, int]:
    old, new = _contents(older, keys), _contents(newer, keys)
    both = old.keys() & new.keys()
    return {
        "new": len(new.keys() - old.keys()),
        "gone": len(old.keys() - new.keys()),
        "changed": sum(old[key] != new[key] for key in both),
    }


def _contents(rows: pd.DataFrame, keys: Sequence[str]) -> dict[str, list[str]]:
    """All that the rows of each key hold, in an order that does not depend on the file's."""
    pairs = zip(_texts(rows, keys), _texts(rows, tuple(map(str, rows.columns))), strict=True)
    found: dict[str, list[str]] = {}
    for key, text in sorted(pairs):
        found.setdefault(key, []).append(text)
    return found


def _texts(rows: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    cells = [map(str, rows[column].tolist()) for column in columns]
    return ["\x1f".join(row) for row in zip(*cells, strict=True)]
