"""Raw exports as they lie on disk: names, bytes, stated coverage. Nothing is read into tables here."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpilib.errors import ParamsError
from kpilib.params import Workspace, is_day

SHARED = "_shared"
# What people state of an export lies beside it, under its name with one of these.
COVERS, FORMAT, MAPPING = ".covers", ".format", ".mapping.yml"
# Names of files of the same folder, one a line, that the file is a newer export of.
REPLACES = ".replaces"


@dataclass(frozen=True)
class RawFile:
    """One export on disk: its path, its name below `data/exports`, the event whose folder it is in, and
    what is stated beside it, as typed: the days it covers, its format, which of its columns are which, and
    the names of files that it is a newer export of."""

    path: Path
    file_id: str
    event_id: str | None
    sha256: str
    covers: str | None
    format: str | None = None
    mapping: str | None = None
    replaces: str | None = None

    @property
    def stated(self) -> tuple[str | None, ...]:
        """All that is stated beside the file."""
        stated = self.covers, self.format, self.mapping
        return stated if self.replaces is None else (*stated, self.replaces)


def list_exports(workspace: Workspace) -> list[RawFile]:
    """All raw exports, by name; what is stated beside one, and hidden files, are not exports."""
    paths = sorted(p for p in workspace.exports.glob("*/*") if p.is_file())
    return [_raw_file(p) for p in paths if not is_passed_over(p)]


def is_passed_over(path: Path) -> bool:
    """Whether a file among the exports is none of them by its name."""
    return path.name.startswith(".") or path.name.endswith((COVERS, FORMAT, MAPPING, REPLACES))


def _raw_file(path: Path) -> RawFile:
    folder = path.parent.name
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    event_id = None if folder == SHARED else folder
    stated = [_read_beside(path, suffix) for suffix in (COVERS, FORMAT, MAPPING, REPLACES)]
    return RawFile(path, f"{folder}/{path.name}", event_id, sha256, *stated)


def reading_order(files: Iterable[RawFile]) -> list[RawFile]:
    """Files in the order in which they are to be read, so that a store made again decides the same.

    A newer export comes after what it is stated to replace; else names decide, `a.csv` before `a.2.csv`.
    """
    by_id = {file.file_id: file for file in files}
    ordered: dict[str, RawFile] = {}

    def add(file: RawFile, waiting: frozenset[str]) -> None:
        for name in (file.replaces or "").split("\n"):
            older = by_id.get(f"{file.path.parent.name}/{name.strip()}")
            if older and older.file_id not in waiting:
                add(older, waiting | {older.file_id})
        ordered.setdefault(file.file_id, file)

    for file in sorted(by_id.values(), key=_by_number):
        add(file, frozenset({file.file_id}))
    return list(ordered.values())


def _by_number(file: RawFile) -> tuple[str, str, int]:
    found = re.fullmatch(r"(.*)\.(\d+)", file.path.stem)
    stem, number = (found[1], int(found[2])) if found else (file.path.stem, 1)
    return file.path.parent.name, stem, number


def beside_path(path: Path, suffix: str) -> Path:
    """Where something stated of an export is kept, beside it."""
    return path.with_name(path.name + suffix)


def _read_beside(path: Path, suffix: str) -> str | None:
    beside = beside_path(path, suffix)
    return beside.read_text(encoding="utf-8", errors="replace") if beside.is_file() else None


def parse_covers(text: str, where: str) -> tuple[date, date]:
    """The range `2026-01-01..2026-06-30`, both days INCLUDED."""
    days = text.strip().split("..")
    if len(days) != 2 or not all(is_day(d) for d in days) or days[0] > days[1]:
        raise ParamsError(
            where, f"`{text.strip()}`", "a range such as 2026-01-01..2026-06-30", "Write first day..last day."
        )
    return date.fromisoformat(days[0]), date.fromisoformat(days[1])


def data_sha256(files: Iterable[RawFile]) -> str:
    """Hash of the raw files: names, bytes and what is stated beside them."""
    lines = sorted(f"{f.file_id} {f.sha256} {f.stated}" for f in files)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
