"""Files that were read -> the store; of two exports of the same thing the newer one counts."""

from dataclasses import dataclass
from typing import Any

from kpilib.intake import Reading, ReadResult
from kpilib.measures import count_qualified
from kpilib.params import Workspace
from kpilib.review.keys import mark_of
from kpilib.review.raw import RawFile, reading_order
from kpilib.review.replacing import SESSION, Change, Files, is_replaced, replace_older
from kpilib.review.rescoring import Moved, Tables, is_scored, report_of, tell_moves, with_move
from kpilib.store import Store, StoredFile, open_store

Result = tuple[RawFile, ReadResult, Reading]


@dataclass(frozen=True)
class Written:
    """What writing changed: events moved by rules or decisions, files that count instead of others."""

    moved: tuple[Moved, ...] = ()
    changes: tuple[Change, ...] = ()


def write(
    workspace: Workspace, results: list[Result], gone: list[str], known: dict[str, StoredFile]
) -> Written:
    """Puts the files into the store, and takes away those that are gone."""
    number = max((f.read_number for f in known.values()), default=0)
    scored_again, others = [], []
    left = set(known) - set(gone) | {file.file_id for file, _, _ in results}
    by_id = {file.file_id: (file, result, reading) for file, result, reading in results}
    for file in reading_order([file for file, _, _ in results]):
        _, result, reading = by_id[file.file_id]
        number += 1
        earlier = known.get(file.file_id)
        same = earlier if earlier and earlier.sha256 == file.sha256 else None
        stored = _stored(file, result, reading, same, number, left)
        # The rows of a file that another one counts instead of stay away.
        tables = {} if is_replaced(stored) else result.tables
        if same and not is_scored(same, reading):
            scored_again.append((same, stored, tables))
        else:
            others.append((stored, tables))
    with open_store(workspace.store_url) as store:
        # First alone, so that what moves is moved by rules and decisions and not by new data.
        moved = _score_again(store, scored_again)
        for file_id in gone:
            store.remove_file(file_id)
        changes = _put(store, others)
        store.sort()
    return Written(moved, changes)


def _put(store: Store, files: list[tuple[StoredFile, Tables]]) -> tuple[Change, ...]:
    """Puts files there, older ones first; each newer one counts instead of what it is a newer export of."""
    changes: list[Change] = []
    there = Files(store)
    for stored, tables in sorted(files, key=lambda entry: entry[0].read_number):
        there.put(stored, tables)
        if tables:
            changes += replace_older(there, stored)
    return tuple(changes)


def _score_again(store: Store, files: list[tuple[StoredFile, StoredFile, Tables]]) -> tuple[Moved, ...]:
    """Puts files in the place of what they were under other rules or decisions; tells what moved."""
    if not files:
        return ()
    before = count_qualified(store)
    for _, stored, tables in files:
        store.replace_file(stored, tables)
    moves = tell_moves(before, count_qualified(store), [(earlier, now) for earlier, now, _ in files])
    for _, stored, tables in files:
        if stored.event_id in moves:
            store.replace_file(with_move(stored, moves[stored.event_id]), tables)
    return tuple(moves[event_id] for event_id in sorted(moves))


def _stored(
    file: RawFile, result: ReadResult, reading: Reading, same: StoredFile | None, number: int, left: set[str]
) -> StoredFile:
    """The file as the store keeps it; `same`: its bytes as they were read before; `left`: files there."""
    report = result.files[0]
    told: dict[str, Any] = {"warning_codes": list(report.warnings), "key": mark_of(reading.key or b"")}
    if report.sources:
        told["sources"] = list(report.sources)
    if report.covered_until:
        told["covered_until"] = report.covered_until.isoformat()
    events = _events_of(result)
    if events and events != [file.event_id]:
        told["events"] = events
    if same and same.report.get("replaced_by") in left:
        told["replaced_by"] = same.report["replaced_by"]
    if "registrations" in result.tables:
        told["challenges"] = report_of(result.tables["registrations"], reading, same)
    return StoredFile(
        file_id=file.file_id,
        event_id=file.event_id,
        format=report.format,
        sha256=file.sha256,
        settings=reading.settings_sha256(),
        # The same bytes are no newer than they were: "the newest report decides" stays as it was.
        read_number=same.read_number if same else number,
        report=report.to_dict() | told,
    )


def _events_of(result: ReadResult) -> list[str]:
    """Events that the rows of sessions name: those of one file may be several events'."""
    rows = [table["event_id"] for name, table in result.tables.items() if name in SESSION]
    return sorted({event for events in rows for event in events.unique()})
