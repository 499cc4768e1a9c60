"""What taking in a file changed against an older one, for JSON and for the command line."""

from collections.abc import Iterable
from typing import Any

from kpilib.params import Workspace
from kpilib.review.replacing import Change
from kpilib.store import open_store

# None: the first of its kind, nothing was there to be changed.
Told = dict[str, Any] | None


def change_of(workspace: Workspace, file_id: str, is_twin: bool, changes: Iterable[Change]) -> Told:
    """Which file counts, instead of which, and how many are new, gone and changed in each table.

    `is_twin`: the same bytes were there already.
    """
    mine = [c for c in changes if file_id in (c.file_id, c.instead_of)]
    if not mine:
        return _unchanged(workspace, file_id) if is_twin else None
    return {
        "counts": mine[-1].file_id,
        "instead_of": [c.instead_of for c in mine],
        "is_same": False,
        "tables": mine[-1].tables,
    }


def _unchanged(workspace: Workspace, file_id: str) -> Told:
    with open_store(workspace.store_url, read_only=True) as store:
        files = store.files()
    counts = files[file_id].report.get("replaced_by", file_id)
    return {"counts": counts, "instead_of": [], "is_same": True, "tables": {}}


def describe_change(change: Told) -> list[str]:
    """English lines; none for the first file of its kind."""
    if change is None:
        return []
    if change["is_same"]:
        return [f"the same bytes are there already: nothing changes, {change['counts']} counts"]
    lines = [f"{change['counts']} now counts instead of {', '.join(change['instead_of'])}"]
    return lines + [
        f"  {name}: {n['new']} new, {n['gone']} gone, {n['changed']} changed"
        for name, n in change["tables"].items()
    ]
