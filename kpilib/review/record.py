"""The review record: one mapping of plain values, from which every page and language is made."""

import hashlib
import json
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from kpilib.params import Event, Workspace
from kpilib.review.files import DECISIONS, write_atomically
from kpilib.review.origins import describe_origins
from kpilib.review.raw import RawFile, data_sha256

SCHEMA_VERSION = 1
PACKAGES = (
    "duckdb",
    "ibis-framework",
    "matplotlib",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "scipy",
    "statsmodels",
)


@dataclass(frozen=True)
class Review:
    """Everything known of one event. `record` is what `review.json` holds."""

    record: dict[str, Any]

    @property
    def event_id(self) -> str:
        """The event."""
        return str(self.record["event_id"])

    @property
    def state(self) -> str:
        """provisional or mature."""
        return str(self.record["state"])

    def kpi(self, name: str) -> dict[str, Any] | None:
        """The row of a KPI; None where it is neither used nor known."""
        return next((row for row in self.record["kpis"] if row["kpi"] == name), None)

    def value(self, name: str) -> float | None:
        """Value of a KPI; None where it is unknown."""
        row = self.kpi(name)
        return None if row is None else row["value"]

    def to_dict(self) -> dict[str, Any]:
        """The record as a copy that may be changed."""
        return json.loads(self.to_json())

    def to_json(self) -> str:
        """The record as text; the same text for the same record."""
        return json.dumps(self.record, ensure_ascii=False, indent=1, allow_nan=False) + "\n"

    def _repr_html_(self) -> str:
        from html import escape

        rows = "".join(
            f"<tr><th>{escape(r['kpi'])}</th><td>{'' if r['value'] is None else round(r['value'], 4)}</td>"
            f"<td>{escape(r['state'])}</td><td>{escape(r['zone'])}</td></tr>"
            for r in self.record["kpis"]
        )
        head = "<tr><th>kpi</th><th>value</th><th>state</th><th>zone</th></tr>"
        return f"<table><caption>{escape(self.record['title'])}</caption>{head}{rows}</table>"


def kept_path(workspace: Workspace, event_id: str) -> Path:
    """Where the last record of an event is kept, so that a second call reads it back."""
    return workspace.folder / "data" / "records" / f"{event_id}.json"


def read_kept(workspace: Workspace, event_id: str, key: str) -> Review | None:
    """The kept record if it was made from the same data, params, code and day."""
    try:
        kept = json.loads(kept_path(workspace, event_id).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    # Whatever else lies there is no record of ours, and is made again.
    is_ours = isinstance(kept, dict) and kept.get("key") == key and isinstance(kept.get("record"), dict)
    return Review(kept["record"]) if is_ours else None


def keep(workspace: Workspace, review: Review, key: str) -> None:
    """Keeps a record under its key."""
    text = json.dumps({"key": key, "record": review.record}, ensure_ascii=False, allow_nan=False)
    write_atomically(kept_path(workspace, review.event_id), text)


def hash_of(*parts: Any) -> str:
    """SHA-256 of plain values."""
    return hashlib.sha256(
        json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str).encode()
    ).hexdigest()


def params_sha256(workspace: Workspace) -> str:
    """Hash of every params file of the workspace: history makes a review depend on all of them.

    Of the table of borderline answers only what was decided enters, not how often an answer was met.
    """
    digest = hashlib.sha256()
    for path in sorted((workspace.folder / "params").glob("*.yml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    if (workspace.folder / DECISIONS).exists():
        # Only here, as it brings the rooms that read tables: a kept record is read back without them.
        from kpilib.review.challenges import decisions_of

        decided = sorted(decisions_of(workspace).by_key.items())
        digest.update(hash_of(decided).encode() if decided else b"")
    return digest.hexdigest()


@lru_cache
def code_sha256() -> str:
    """Hash of the package's code and of its rules: another formula is another record."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.toml")]):
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def provenance(workspace: Workspace, event: Event, raw: Sequence[RawFile], template: Path) -> dict[str, Any]:
    """What a review was made from and with."""
    params = workspace.folder / "params" / f"{event.event_id}.yml"
    return {
        "params_sha256": hashlib.sha256(params.read_bytes()).hexdigest(),
        "workspace_sha256": hash_of(workspace.summary()),
        "data_sha256": data_sha256(raw),
        "template_sha256": hashlib.sha256(template.read_bytes()).hexdigest() if template.is_file() else None,
        "kpilib": version("kpilib"),
        "code_sha256": code_sha256(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "commit": _commit(str(workspace.folder)),
        **describe_origins(workspace, event, raw),
    }


@lru_cache
def _commit(folder: str) -> str | None:
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip()
