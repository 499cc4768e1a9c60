"""Raw exports as they lie on disk: names, bytes, stated coverage. Nothing is read into tables here."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpilib.errors import ParamsError
from kpilib.params import Workspace, is_day

SHARED = "_shared"
# What people state of an export lies beside it, under its name with one of these.
COVERS, FORMAT, MAPPING = ".covers", ".format", ".mapping.yml"


@dataclass(frozen=True)
class RawFile:
    """One export on disk: its path, its name below `data/exports`, the event whose folder it is in, and
    what is stated beside it, as typed: the days it covers, its format, which of its columns are which."""

    path: Path
    file_id: str
    event_id: str | None
    sha256: str
    covers: str | None
    format: str | None = None
    mapping: str | None = None

    @property
    def stated(self) -> tuple[str | None, ...]:
        """All that is stated beside the file."""
        return self.covers, self.format, self.mapping


def list_exports(workspace: Workspace) -> list[RawFile]:
    """All raw exports, by name; what is stated beside one, and hidden files, are not exports."""
    paths = sorted(p for p in workspace.exports.glob("*/*") if p.is_file())
    return [_raw_file(p) for p in paths if not is_passed_over(p)]


def is_passed_over(path: Path) -> bool:
    """Whether a file among the exports is none of them by its name."""
    return path.name.startswith(".") or path.name.endswith((COVERS, FORMAT, MAPPING))


def _raw_file(path: Path) -> RawFile:
    folder = path.parent.name
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    event_id = None if folder == SHARED else folder
    stated = [_read_beside(path, suffix) for suffix in (COVERS, FORMAT, MAPPING)]
    return RawFile(path, f"{folder}/{path.name}", event_id, sha256, *stated)


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
