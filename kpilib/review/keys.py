"""The key that makes person ids: where it lies, and whether the store's rows were made with it."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from kpilib.errors import DataError
from kpilib.intake import load_key
from kpilib.params import Workspace
from kpilib.store import StoredFile, open_store, store_exists

# A team keeps one key in a safe place and names it here.
SHARED_KEY = "KPI_PERSON_KEY_FILE"


def key_path(workspace: Workspace) -> Path:
    """Where the key lies: the file that `KPI_PERSON_KEY_FILE` names, else the workspace's own."""
    named = os.environ.get(SHARED_KEY, "")
    return Path(named).expanduser() if named else workspace.folder / "data" / "person.key"


def person_key(workspace: Workspace) -> bytes:
    """The key that makes person ids; the workspace's own is made on first use, never committed.

    Raises
    ------
    DataError
        The file that the team shares is not there, or holds no key.
    """
    path = key_path(workspace)
    if os.environ.get(SHARED_KEY) and not path.is_file():
        raise DataError(
            f"{SHARED_KEY}: {path.name}",
            "no such file",
            "the key that the team shares",
            f"Correct the path, or unset {SHARED_KEY} to use the workspace's own key.",
        )
    return load_key(path)


def mark_of(key: bytes) -> str:
    """What a store keeps of a key: enough to tell another one, nothing to make ids with."""
    return hashlib.sha256(b"person key " + key).hexdigest()[:16]


def read_with_another(files: Iterable[StoredFile], key: bytes) -> list[StoredFile]:
    """Files in the store whose ids were made with another key."""
    mark = mark_of(key)
    return [f for f in files if f.report.get("key", mark) != mark]


def another_key(n_files: int, workspace: Workspace) -> DataError:
    """What it means that the key is not the one of the store's rows, and what to do."""
    return DataError(
        f"person key {key_path(workspace).name}",
        f"another key than the one that {n_files} files in the store were read with (lost and made anew, or "
        "exchanged)",
        "the same one",
        "All files are read again, so that ids agree with each other; ids noted before, in lists or other "
        "stores, no longer do. To have the earlier ids, put the earlier key back and call again.",
    )


def check_key(workspace: Workspace) -> DataError | None:
    """Whether the key fits the store, without making one or reading anything; None where it does."""
    if not store_exists(workspace.store_url):
        return None
    with open_store(workspace.store_url, read_only=True) as store:
        files = [f for f in store.files().values() if f.report.get("key")]
    path = key_path(workspace)
    if path.is_file():
        others = read_with_another(files, person_key(workspace))
        return another_key(len(others), workspace) if others else None
    if not files:
        return None
    return DataError(
        f"person key {path.name}",
        f"no such file, and {len(files)} files in the store were read with it",
        "the key",
        "Put it back from your copy, or name the team's with KPI_PERSON_KEY_FILE. Without it the next intake "
        "makes a new one and reads all files again: ids then agree with each other, not with earlier ones.",
    )
