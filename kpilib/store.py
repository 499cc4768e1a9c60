"""Tidy tables at rest: each export's rows replaced as a whole, each table sorted by event.

DuckDB in one file by default, another database by its URL. Nothing here is precious: the raw
exports are the truth, and the store can be deleted and made again from them.
"""

import itertools
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa

from kpilib.errors import DataError
from kpilib.schema import DAY, FLAG, INSTANT, MAYBE, NUMBER, TABLES, TEXT

_TYPES = {TEXT: "string", INSTANT: "timestamp('UTC')", DAY: "timestamp", NUMBER: "float64"}
_TYPES |= {FLAG: "boolean", MAYBE: "boolean"}
_FILE = "duckdb://"
WAIT_SECONDS = 20.0
LEDGER = "files"
_LEDGER_COLUMNS = {
    "file_id": "string",
    "event_id": "string",
    "format": "string",
    "sha256": "string",
    "settings": "string",
    "read_number": "int64",
    "report": "string",
}


@dataclass(frozen=True)
class StoredFile:
    """One export as it was read: where it lies, what it was, what came of it.

    `file_id` is the path below `data/exports`, `settings` the hash of how it was read,
    `read_number` grows with each reading of new bytes, `report` is the file report as plain values.
    """

    file_id: str
    event_id: str | None
    format: str
    sha256: str
    settings: str
    read_number: int
    report: dict[str, Any]

    @property
    def events(self) -> tuple[str | None, ...]:
        """Events of its rows: of the folder it lies in, unless the rows name others."""
        return tuple(self.report.get("events") or (self.event_id,))


class Store:
    """An open store; use `open_store`."""

    def __init__(self, backend: Any) -> None:
        self._backend = backend
        self._numbers = itertools.count()

    def table(self, name: str) -> ir.Table:
        """A tidy table as an expression, with `file_id` beside the declared columns."""
        return self._backend.table(name)

    def execute(self, expression: Any) -> pd.DataFrame:
        """Runs an expression where the data are."""
        # Through Arrow: Ibis' own way to pandas asks pandas 3 for options that it warns about.
        return self._backend.to_pyarrow(expression).to_pandas()

    def hold(self, expression: ir.Table) -> ir.Table:
        """The rows of an expression as a temporary table, so that what is built on it runs it once."""
        return self._backend.create_table(f"held_{next(self._numbers)}", expression, temp=True)

    def files(self) -> dict[str, StoredFile]:
        """The exports in the store, by `file_id`."""
        rows = self.execute(self._backend.table(LEDGER).order_by("read_number"))
        records = [_stored_file(row) for row in rows.to_dict("records")]
        return {record.file_id: record for record in records}

    def replace_file(self, stored: StoredFile, tables: dict[str, pd.DataFrame]) -> None:
        """Puts one export's rows in the place of what the store had of it; all or nothing."""
        with self._transaction():
            self._delete(stored.file_id)
            for name, rows in tables.items():
                if len(rows):
                    self._insert(name, rows.assign(file_id=stored.file_id))
            self._insert(LEDGER, _ledger_row(stored))

    def remove_file(self, file_id: str) -> None:
        """Forgets one export; all or nothing."""
        with self._transaction():
            self._delete(file_id)

    def sort(self) -> None:
        """Lays every table in its order, so that one event is one stretch of rows.

        The sorted copy is a table of its own until it takes the old one's place.
        """
        for name, declared in TABLES.items():
            with self._transaction():
                order = ", ".join(declared.sort_by)
                self._run(f"CREATE TABLE {name}_sorted AS SELECT * FROM {name} ORDER BY {order}")
                self._run(f"DROP TABLE {name}")
                self._run(f"ALTER TABLE {name}_sorted RENAME TO {name}")

    def close(self) -> None:
        """Closes the connection."""
        self._backend.disconnect()

    def prepare(self) -> None:
        """Makes the tables that are not there yet.

        A store whose tables have other columns, from an older version, is emptied: all is read again.
        """
        present = set(self._backend.list_tables())
        if any(self._is_older(name) for name in present & set(TABLES)):
            for name in present & {*TABLES, LEDGER}:
                self._run(f"DROP TABLE {name}")
            present = set()
        for name, table in TABLES.items():
            if name not in present:
                columns = {c: _TYPES[spec.dtype] for c, spec in table.columns.items()}
                self._backend.create_table(name, schema=ibis.schema({**columns, "file_id": "string"}))
        if LEDGER not in present:
            self._backend.create_table(LEDGER, schema=ibis.schema(_LEDGER_COLUMNS))

    def _is_older(self, name: str) -> bool:
        return {*self._backend.table(name).columns} != {*TABLES[name].columns, "file_id"}

    def _insert(self, name: str, rows: pd.DataFrame) -> None:
        self._backend.insert(name, pa.Table.from_pandas(rows, preserve_index=False))

    def _delete(self, file_id: str) -> None:
        quoted = "'" + file_id.replace("'", "''") + "'"
        ledger = self._backend.table(LEDGER)
        # A file that the ledger does not know has no rows either.
        if self.execute(ledger.filter(ledger.file_id == file_id)).empty:
            return
        for name in [*TABLES, LEDGER]:
            self._run(f"DELETE FROM {name} WHERE file_id = {quoted}")

    def _run(self, statement: str) -> None:
        self._backend.raw_sql(statement)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._run("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            self._run("ROLLBACK")
            raise
        self._run("COMMIT")


@contextmanager
def open_store(url: str, read_only: bool = False) -> Iterator[Store]:
    """An open store, closed at the end of the block.

    Parameters
    ----------
    url : str
        `duckdb:///path/to/file.duckdb`, or another database's URL.
    read_only : bool
        Several processes may read at the same time; only one may write.

    Raises
    ------
    DataError
        The store cannot be opened.
    """
    store = Store(_connect(url, read_only))
    try:
        if not read_only:
            store.prepare()
        yield store
    finally:
        store.close()


def store_exists(url: str) -> bool:
    """Whether the store was made; another database than a file always counts as made."""
    return not url.startswith(_FILE) or Path(url.removeprefix(_FILE)).exists()


def _connect(url: str, read_only: bool) -> Any:
    if not url.startswith(_FILE):
        return ibis.connect(url)
    path = Path(url.removeprefix(_FILE))
    path.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return ibis.duckdb.connect(path, read_only=read_only)
        except duckdb.Error as error:
            # A notebook and a batch may meet for a moment: the one that comes second waits.
            if "lock" not in str(error) or time.monotonic() > until:
                raise _cannot_open(path, error) from error
            time.sleep(0.1)


def _cannot_open(path: Path, error: duckdb.Error) -> DataError:
    return DataError(
        f"store {path.name}",
        f"cannot be opened ({str(error).splitlines()[0]})",
        "a DuckDB file that no other program is writing",
        "Close the other program; if the file is damaged, delete it: it is made again from data/exports.",
    )


def _stored_file(row: dict[Any, Any]) -> StoredFile:
    """One row of the ledger as a record."""
    fields = {str(name): value for name, value in row.items()}
    event_id = fields["event_id"] if isinstance(fields["event_id"], str) else None
    number, report = int(fields["read_number"]), json.loads(fields["report"])
    return StoredFile(**fields | {"event_id": event_id, "read_number": number, "report": report})


def _ledger_row(stored: StoredFile) -> pd.DataFrame:
    row = {
        "file_id": stored.file_id,
        "event_id": stored.event_id,
        "format": stored.format,
        "sha256": stored.sha256,
        "settings": stored.settings,
        "read_number": stored.read_number,
        "report": json.dumps(stored.report, sort_keys=True, ensure_ascii=False),
    }
    return pd.DataFrame([row]).astype({"event_id": "str"})
