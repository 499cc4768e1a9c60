"""The parts of an event's programme: what was on in which minutes, and who spoke."""

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from kpilib.params.types import Strict

DAY_MINUTES = 24 * 60
# A clock time without quotes reaches papermill as its minutes (18:40 as 1120), so that minutes from
# the start end below the first of these, and hours have two figures.
MOST_MINUTES = 10 * 60
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def _check_moment(moment: Any) -> Any:
    is_minute = isinstance(moment, int) and not isinstance(moment, bool) and 0 <= moment < MOST_MINUTES
    if not is_minute and not (isinstance(moment, str) and _CLOCK.fullmatch(moment)):
        raise ValueError("a clock time such as '18:40', or whole minutes from the start, below 600")
    return moment


# "18:40" in the event's own zone, or minutes from the start.
Moment = Annotated[int | str, BeforeValidator(_check_moment)]


class ProgrammePart(Strict):
    """One part of the programme as people type it.

    `ends_at` empty: the part lasts until the next one starts, the last one until the event ends.
    """

    part: Annotated[str, Field(min_length=1)]
    starts_at: Moment
    ends_at: Moment | None = None
    speaker: str = ""


@dataclass(frozen=True)
class TimedPart:
    """A part in minutes from the event's start: from `starts` (included) to `ends` (not included).

    `ends` is None where neither the part, nor a next one, nor the event has an end.
    """

    part: str
    starts: int
    ends: int | None
    speaker: str


def time_parts(parts: list[ProgrammePart], starts_at: str, ends_at: str) -> list[TimedPart]:
    """The parts in the order of their minutes.

    Parameters
    ----------
    parts : list of ProgrammePart
    starts_at, ends_at : str
        The event's local start and end; `ends_at` may be empty.

    Raises
    ------
    ValueError
        A part lies outside the event, ends before it starts, or runs beside another one.
    """
    start = datetime.fromisoformat(starts_at)
    length = int((datetime.fromisoformat(ends_at) - start).total_seconds() // 60) if ends_at else None
    timed = [_timed(part, start) for part in parts]
    timed.sort(key=lambda part: part.starts)
    nexts = [*(part.starts for part in timed[1:]), length]
    closed = [
        part if part.ends is not None else TimedPart(part.part, part.starts, following, part.speaker)
        for part, following in zip(timed, nexts, strict=False)
    ]
    for part in closed:
        _check_inside(part, length)
    for part, following in pairwise(closed):
        if part.ends is not None and part.ends > following.starts:
            raise ValueError(f"`programme` with `{following.part}` after the end of `{part.part}`")
    return closed


def _timed(part: ProgrammePart, start: datetime) -> TimedPart:
    ends = None if part.ends_at is None else _minutes(part.ends_at, start)
    return TimedPart(part.part, _minutes(part.starts_at, start), ends, part.speaker)


def _minutes(moment: int | str, start: datetime) -> int:
    """Minutes from the start; a clock time before the start's is one after midnight."""
    if isinstance(moment, int):
        return moment
    hours, minutes = moment.split(":")
    return (int(hours) * 60 + int(minutes) - start.hour * 60 - start.minute) % DAY_MINUTES


def _check_inside(part: TimedPart, length: int | None) -> None:
    if length is not None and (part.starts >= length or (part.ends or 0) > length):
        raise ValueError(f"`programme` with `{part.part}` between `starts_at` and `ends_at`")
    if part.ends is not None and part.ends <= part.starts:
        raise ValueError(f"`programme` with `{part.part}` ending after it starts")
