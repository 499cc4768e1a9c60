"""Copies of exports under `data/exports`, and what is stated of them beside them."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from kpilib.errors import DataError
from kpilib.params import Workspace
from kpilib.review.raw import (
    COVERS,
    FORMAT,
    MAPPING,
    REPLACES,
    SHARED,
    beside_path,
    is_passed_over,
    parse_covers,
)
from kpilib.review.replacing import Change


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


def twin_of(workspace: Workspace, path: Path, event_id: str | None) -> Path | None:
    """The copy that is there already with the same bytes, if there is one."""
    target = _free_name(workspace.exports / (event_id or SHARED), path)
    return target if target.exists() else None


def state_replaced(workspace: Workspace, changes: Iterable[Change]) -> None:
    """Keeps beside a file what it is a newer export of, so that a store made again decides the same."""
    for change in changes:
        beside = beside_path(workspace.exports / change.file_id, REPLACES)
        names = beside.read_text(encoding="utf-8").split("\n") if beside.is_file() else []
        name = change.instead_of.rpartition("/")[2]
        lines = [*(n for n in names if n and n != name), name, ""]
        beside.write_text("\n".join(lines), encoding="utf-8", newline="\n")


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
