"""Sources of registrations that are of no channel of the workspace."""

from collections.abc import Iterable
from typing import Any

from kpilib.params import Workspace
from kpilib.store import StoredFile


def unmapped_sources(sources: Iterable[str], workspace: Workspace) -> list[str]:
    """Sources that `channels` in `params/workspace.yml` names in no channel, sorted."""
    named = {
        name.strip().lower() for channel, names in workspace.channels.items() for name in (channel, *names)
    }
    return sorted({source for source in sources if source.strip().lower() not in named})


def note_unmapped(event_id: str, files: Iterable[StoredFile], workspace: Workspace) -> list[dict[str, Any]]:
    """A remark with the sources of an event that are of no channel; none where all are."""
    mine = [f for f in files if event_id in f.events]
    found = unmapped_sources({s for f in mine for s in f.report.get("sources", [])}, workspace)
    return [{"code": "unmapped_sources", "n": len(found), "sources": ", ".join(found)}] if found else []
