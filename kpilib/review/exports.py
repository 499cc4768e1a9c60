"""Raw exports on disk -> the store: reads what it has not read, forgets what is gone.

The folder `data/exports` is the truth; the store can be deleted and made again from it.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kpilib.errors import DataError, KpiError, ParamsError
from kpilib.intake import FileReport, Reading, ReadResult, check_mapping, load_key, read_export
from kpilib.measures import count_qualified
from kpilib.params import Event, Workspace, read_yaml
from kpilib.review.challenges import decisions_of
from kpilib.review.raw import (
    COVERS,
    FORMAT,
    MAPPING,
    SHARED,
    RawFile,
    beside_path,
    is_passed_over,
    list_exports,
    parse_covers,
)
from kpilib.review.rescoring import Moved, Tables, is_scored, report_of, tell_moves, with_move
from kpilib.store import Store, StoredFile, open_store, store_exists


@dataclass(frozen=True)
class Intake:
    """What taking in brought: reports of files read now, errors by file, and the events whose qualified
    registrations a change of rules or decisions moved."""

    reports: tuple[FileReport, ...] = ()
    failures: dict[str, KpiError] = field(default_factory=dict)
    moved: tuple[Moved, ...] = ()

    def failure_of(self, event_id: str) -> KpiError | None:
        """The error of a file in the event's own folder, if there is one."""
        mine = (e for f, e in self.failures.items() if f.startswith(f"{event_id}/"))
        return next(mine, None)


def reading_of(workspace: Workspace, event: Event | None, key: bytes | None) -> Reading:
    """How the exports of an event (None: of the organisation) are to be read."""
    return Reading(
        event_id=event.event_id if event else None,
        starts_at=event.start_instant(workspace.timezone) if event else None,
        timezone=(event.timezone if event else "") or workspace.timezone,
        workspace_timezone=workspace.timezone,
        key=key,
        internal_domains=tuple(workspace.internal_domains),
        internal_people=tuple(workspace.internal_people),
        loss_limit=workspace.loss_limit,
        is_prerecorded=event is not None and event.is_prerecorded,
        challenge_decisions=tuple(sorted(decisions_of(workspace).by_key.items())),
    )


def key_path(workspace: Workspace) -> Path:
    """Where the workspace keeps its person key."""
    return workspace.folder / "data" / "person.key"


def person_key(workspace: Workspace) -> bytes:
    """The key that makes person ids; created on first use, never committed."""
    return load_key(key_path(workspace))


def take_in(workspace: Workspace, events: Iterable[Event], files: Iterable[RawFile] | None = None) -> Intake:
    """Brings the store up to date with `data/exports`.

    A file is read again when its bytes, its stated coverage or the settings it is read with have
    changed, and one with answers to the challenge question when rules or decisions have. A file
    that cannot be read leaves the store as it was and is reported. The store is opened for writing
    only when there is something to write, so that reviews can run side by side.

    Raises
    ------
    ParamsError
        The table of decisions is not right: no file can then be read as people decided.
    """
    raw = list(list_exports(workspace) if files is None else files)
    decisions_of(workspace)
    known = _known_files(workspace)
    results, failures = _read_new(workspace, events, raw, known)
    gone = sorted(set(known) - {f.file_id for f in raw})
    moved: tuple[Moved, ...] = ()
    if results or gone or not known:
        moved = _write(workspace, results, gone, known)
    return Intake(tuple(result.files[0] for _, result, _ in results), failures, moved)


Result = tuple[RawFile, ReadResult, Reading]


def _known_files(workspace: Workspace) -> dict[str, StoredFile]:
    if not store_exists(workspace.store_url):
        return {}
    with open_store(workspace.store_url, read_only=True) as store:
        return store.files()


def _read_new(
    workspace: Workspace, events: Iterable[Event], raw: list[RawFile], known: dict[str, StoredFile]
) -> tuple[list[Result], dict[str, KpiError]]:
    """Reads what the store does not have, without touching it."""
    by_id = {event.event_id: event for event in events}
    key = person_key(workspace)
    results: list[Result] = []
    failures: dict[str, KpiError] = {}
    for file in raw:
        try:
            reading = _reading_for(workspace, file, by_id, key)
            if not _is_current(known.get(file.file_id), file, reading):
                results.append((file, read_export(file.path, reading), reading))
        except KpiError as error:
            failures[file.file_id] = _placed(error, file)
    return results, failures


def _placed(error: KpiError, file: RawFile) -> KpiError:
    """The error with the file's folder: many events have a file of the same name."""
    where = error.where.replace(file.path.name, f"data/exports/{file.file_id}", 1)
    is_placed = "data/exports/" in error.where or ".covers" in error.where
    return type(error)(error.where if is_placed else where, error.found, error.expected, error.remedy)


def _reading_for(workspace: Workspace, file: RawFile, events: dict[str, Event], key: bytes) -> Reading:
    if file.event_id is not None and file.event_id not in events:
        raise ParamsError(
            f"data/exports/{file.file_id}",
            f"no event `{file.event_id}` that can be read",
            f"params/{file.event_id}.yml",
            f"Create or correct it (`kpi new {file.event_id}`).",
        )
    event = events[file.event_id] if file.event_id else None
    covers = parse_covers(file.covers, f"{file.file_id}{COVERS}") if file.covers is not None else None
    mapping = None
    if file.mapping is not None:
        mapping = read_mapping(beside_path(file.path, MAPPING), f"{file.file_id}{MAPPING}")
    form = file.format.strip() if file.format else None
    return replace(reading_of(workspace, event, key), covers=covers, format=form, mapping=mapping)


def read_mapping(path: Path, where: str) -> dict[str, Any]:
    """Which columns of an export are which; checked.

    Raises
    ------
    ParamsError
        The file is no YAML, or names a table or column that there is not.
    """
    content, _ = read_yaml(path, where)
    check_mapping(content, where)
    return content


def _is_current(stored: StoredFile | None, file: RawFile, reading: Reading) -> bool:
    return (
        stored is not None
        and stored.sha256 == file.sha256
        and stored.settings == reading.settings_sha256()
        and is_scored(stored, reading)
    )


def _write(
    workspace: Workspace, results: list[Result], gone: list[str], known: dict[str, StoredFile]
) -> tuple[Moved, ...]:
    number = max((f.read_number for f in known.values()), default=0)
    scored_again, others = [], []
    for file, result, reading in results:
        number += 1
        earlier = known.get(file.file_id)
        same = earlier if earlier and earlier.sha256 == file.sha256 else None
        stored = _stored(file, result, reading, same, number)
        if same and not is_scored(same, reading):
            scored_again.append((same, stored, result.tables))
        else:
            others.append((stored, result.tables))
    with open_store(workspace.store_url) as store:
        # First alone, so that what moves is moved by rules and decisions and not by new data.
        moved = _score_again(store, scored_again)
        for file_id in gone:
            store.remove_file(file_id)
        for stored, tables in others:
            store.replace_file(stored, tables)
        store.sort()
    return moved


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
    file: RawFile, result: ReadResult, reading: Reading, same: StoredFile | None, number: int
) -> StoredFile:
    """The file as the store keeps it; `same`: the same bytes as they were read before."""
    report = result.files[0]
    told: dict[str, Any] = {"warning_codes": list(report.warnings)}
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


def copy_export(
    workspace: Workspace,
    path: Path,
    event_id: str | None,
    covers: str | None,
    form: str | None = None,
    mapping: Path | None = None,
) -> Path:
    """Lays a copy of an export under `data/exports`; one with the same bytes is not laid twice.

    A file of the same name with other bytes stays; the new one gets a number. What is stated of the file is
    kept beside it, so that it is read the same way again.
    """
    folder = workspace.exports / (event_id or SHARED)
    if covers:
        parse_covers(covers, "--covers")
    folder.mkdir(parents=True, exist_ok=True)
    target = _free_name(folder, path)
    if not target.exists():
        shutil.copyfile(path, target)
    for suffix, text in ((COVERS, covers), (FORMAT, form)):
        if text:
            beside_path(target, suffix).write_text(text.strip() + "\n", encoding="utf-8", newline="\n")
    if mapping:
        shutil.copyfile(mapping, beside_path(target, MAPPING))
    return target


def _free_name(folder: Path, path: Path) -> Path:
    content = path.read_bytes()
    for twin in sorted(folder.glob(f"*{path.suffix}")):
        if twin.read_bytes() == content:
            return twin
    target, number = folder / path.name, 2
    while target.exists():
        target = folder / f"{path.stem}.{number}{path.suffix}"
        number += 1
    return target


def check_is_file(path: Path) -> None:
    """Raises if there is no such file, or one that would be passed over among the exports."""
    if path.is_dir():
        raise DataError(str(path), "a folder", "an export", "Name the files in it.")
    if not path.is_file():
        raise DataError(str(path), "no such file", "an export", "Check the name.")
    if is_passed_over(path):
        raise DataError(str(path), "a name that is passed over", "another name", "Rename the file.")
