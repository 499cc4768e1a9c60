"""What the documents hold to be distinctive of a good online event, and whether this one did it."""

from collections.abc import Sequence
from typing import Any

from kpilib.params import Event

Practice = dict[str, Any]


def describe_practices(event: Event, kpis: Sequence[dict[str, Any]]) -> list[Practice]:
    """Each practice with `done` (None: not known), and the number that shows it where there is one.

    The challenge was asked where registrations hold answers to it; questions before and after count as done
    with at least one; the video where its five standards hold.
    """
    values = {row["kpi"]: row["value"] for row in kpis}
    counts = event.facts.counts
    return [
        _counted("challenge_asked", values.get("qualified_registrations")),
        {"practice": "prerecorded", "done": event.is_prerecorded, "n": None},
        _counted("questions_before", counts.questions_before),
        _counted("questions_after", counts.questions_after),
        _met("evergreen_video", values.get("is_video_to_standard")),
    ]


def _counted(practice: str, n: float | None) -> Practice:
    return {"practice": practice, "done": None if n is None else n > 0, "n": n}


def _met(practice: str, value: float | None) -> Practice:
    return {"practice": practice, "done": None if value is None else value > 0, "n": None}
