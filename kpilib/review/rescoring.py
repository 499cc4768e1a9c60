"""A change of rules or decisions judges old answers again: which files need it, and which events it moved."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from kpilib.intake import Reading
from kpilib.intake.challenge import FIRST_VERSION, RULES_SHA256, RULES_VERSION
from kpilib.store import StoredFile

Tables = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Moved:
    """An event whose number of qualified registrations a change of rules or decisions moved.

    `why` holds "rules", "decisions", or both; `rules_before` and `rules` are versions of the rules.
    """

    event_id: str
    before: int
    after: int
    why: tuple[str, ...]
    rules_before: int
    rules: int

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self) | {"why": list(self.why)}

    def describe(self) -> str:
        """An English sentence for the command line."""
        because = {
            "rules": f"rules {self.rules_before} -> {self.rules}",
            "decisions": "decisions in params/challenges.csv",
        }
        why = " and ".join(because[w] for w in self.why)
        return f"{self.event_id}: qualified registrations {self.before} -> {self.after}, by {why}"


def scoring_of(reading: Reading) -> dict[str, Any]:
    """What the answers of a file are judged by: rules and decisions."""
    return {
        "rules": RULES_VERSION,
        "rules_sha256": RULES_SHA256,
        "decisions_sha256": reading.decisions_sha256(),
    }


def report_of(registrations: pd.DataFrame, reading: Reading, same: StoredFile | None) -> dict[str, Any]:
    """What a file's stored report says of its answers; nothing where the question was not asked.

    `same`: the same bytes as they were read before; the last change that moved their event stays
    told.
    """
    if not registrations["is_challenge_asked"].any():
        return {}
    told = same.report.get("challenges", {}).get("rescored") if same else None
    return scoring_of(reading) | ({"rescored": told} if told else {})


def is_scored(stored: StoredFile, reading: Reading) -> bool:
    """Whether the answers of a stored file were judged by today's rules and decisions."""
    if "registrations" not in stored.report["tables"]:
        return True
    # Read before rules had a version: whether it holds answers is not known.
    kept = stored.report.get("challenges")
    return kept is not None and (not kept or kept.items() >= scoring_of(reading).items())


def tell_moves(
    before: Mapping[str, int], after: Mapping[str, int], files: Iterable[tuple[StoredFile, StoredFile]]
) -> dict[str, Moved]:
    """The events whose count differs, by their files as they were read before and now."""
    moves: dict[str, Moved] = {}
    for earlier, now in files:
        event_id, scored = now.event_id or "", now.report["challenges"]
        counts = before.get(event_id, 0), after.get(event_id, 0)
        if scored and counts[0] != counts[1]:
            old = earlier.report.get("challenges") or {"rules": FIRST_VERSION}
            named = {"rules": "rules_sha256", "decisions": "decisions_sha256"}
            why = tuple(name for name, key in named.items() if key in old and old[key] != scored[key])
            moves[event_id] = Moved(event_id, *counts, why or ("rules",), old["rules"], scored["rules"])
    return moves


def with_move(stored: StoredFile, move: Moved) -> StoredFile:
    """The stored file with the change that moved its event in its report."""
    challenges = stored.report["challenges"] | {"rescored": move.to_dict()}
    return replace(stored, report=stored.report | {"challenges": challenges})
