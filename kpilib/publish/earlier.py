"""Reviews that a newer one replaced: kept where a number changed, so that the two can be compared."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kpilib.params import Workspace
from kpilib.review import Review
from kpilib.review.diff import compare_records
from kpilib.review.files import write_atomically

FOLDER = "earlier"


def keep_replaced(workspace: Workspace, old: Mapping[str, Any] | None, review: Review) -> Path | None:
    """Keeps the published record that `review` is about to replace, unless all numbers are the same.

    Returns
    -------
    Path or None
        `reports/<event_id>/earlier/003-2026-06-10.json`: its place in the order, the last day of its data.
    """
    if old is None or old == review.record:
        return None
    is_comparable = old.get("schema_version") == review.record["schema_version"]
    if is_comparable and not compare_records(old, review.record)["rows"]:
        return None
    kept = earlier_records(workspace, review.event_id)
    number = int(kept[-1].name.split("-")[0]) + 1 if kept else 1
    path = workspace.reports / review.event_id / FOLDER / f"{number:03d}-{old['as_of']}.json"
    write_atomically(path, json.dumps(old, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    return path


def earlier_records(workspace: Workspace, event_id: str) -> list[Path]:
    """Records that newer ones replaced, oldest first."""
    return sorted((workspace.reports / event_id / FOLDER).glob("[0-9][0-9][0-9]-*.json"))
