"""Raw exports on disk -> the store: reads what it has not read, forgets what is gone.

The folder `data/exports` is the truth; the store can be deleted and made again from it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kpilib.errors import KpiError, ParamsError
from kpilib.intake import FileReport, Reading, check_mapping, read_export
from kpilib.params import Event, Workspace, read_yaml
from kpilib.review.challenges import decisions_of
from kpilib.review.keys import another_key, person_key, read_with_another
from kpilib.review.raw import COVERS, MAPPING, RawFile, beside_path, list_exports, parse_covers
from kpilib.review.replacing import Change
from kpilib.review.rescoring import Moved, is_scored
from kpilib.review.writing import Result, Written, write
from kpilib.store import StoredFile, open_store, store_exists


@dataclass(frozen=True)
class Intake:
    """What taking in brought: reports of files read now, errors by file, the events whose qualified
    registrations a change of rules or decisions moved, files that count instead of older ones, and what it
    means if the person key is not the one that the store's rows were made with."""

    reports: tuple[FileReport, ...] = ()
    failures: dict[str, KpiError] = field(default_factory=dict)
    moved: tuple[Moved, ...] = ()
    changes: tuple[Change, ...] = ()
    another_key: KpiError | None = None

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


def take_in(workspace: Workspace, events: Iterable[Event], files: Iterable[RawFile] | None = None) -> Intake:
    """Brings the store up to date with `data/exports`.

    A file is read again when its bytes, its stated coverage or the settings it is read with have
    changed, and one with answers to the challenge question when rules or decisions have. A file
    that cannot be read leaves the store as it was and is reported; rows of another person key do not
    stay, as their ids would not agree with the others. The store is opened for writing only when there is
    something to write, so that reviews can run side by side.

    Raises
    ------
    ParamsError
        The table of decisions is not right: no file can then be read as people decided.
    """
    raw = list(list_exports(workspace) if files is None else files)
    decisions_of(workspace)
    known = _known_files(workspace)
    results, failures = _read_new(workspace, events, raw, known)
    others = read_with_another(known.values(), person_key(workspace))
    gone = (set(known) - {f.file_id for f in raw}) | ({f.file_id for f in others} & set(failures))
    written = Written()
    if results or gone or not known:
        written = write(workspace, results, sorted(gone), known)
    return Intake(
        tuple(result.files[0] for _, result, _ in results),
        failures,
        written.moved,
        written.changes,
        another_key(len(others), workspace) if others else None,
    )


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
    key, present = person_key(workspace), {f.file_id for f in raw}
    results: list[Result] = []
    failures: dict[str, KpiError] = {}
    for file in raw:
        try:
            reading = _reading_for(workspace, file, by_id, key)
            if not _is_current(known.get(file.file_id), file, reading, present):
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


def _is_current(stored: StoredFile | None, file: RawFile, reading: Reading, present: set[str]) -> bool:
    return (
        stored is not None
        # What counted instead of it is no longer there.
        and stored.report.get("replaced_by") in {None, *present}
        and stored.sha256 == file.sha256
        and stored.settings == reading.settings_sha256()
        and is_scored(stored, reading)
    )
