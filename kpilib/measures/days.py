"""The days and names by which rows belong to an event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pandas as pd


@dataclass(frozen=True)
class EventDays:
    """What measures need to know of an event.

    `window_start` is day 1; `window_end` and `roi_end` are the last days of the event window and of
    the money's window, INCLUDED. `campaigns` are patterns of its advertising campaigns, `content` of
    the videos, pages and files that stay, `flows` of the mails and touches of each automated flow.
    `timezone` is the workspace's: days end at its midnight. `ends_at`: the planned end, if it is stated.
    """

    event_id: str
    starts_at: datetime
    window_start: date
    window_end: date
    roi_end: date
    campaigns: tuple[str, ...] = ()
    timezone: str = "UTC"
    is_prerecorded: bool = False
    content: tuple[str, ...] = ()
    flows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ends_at: datetime | None = None


def days_table(events: Sequence[EventDays], as_of: date) -> pd.DataFrame:
    """The events' days as a table that can be joined in the store.

    `stays_end_at` is the instant from which stays count no more: the end of `as_of`, for a
    pre-recorded event the end of its window if that is earlier.
    """
    return pd.DataFrame(
        {
            "event_id": pd.Series([e.event_id for e in events], dtype="str"),
            "is_prerecorded": pd.Series([e.is_prerecorded for e in events], dtype="bool"),
            "stays_end_at": pd.to_datetime([_stays_end(e, as_of) for e in events], utc=True).as_unit("us"),
            "starts_at": pd.to_datetime([e.starts_at for e in events], utc=True).as_unit("us"),
            **{
                name: pd.to_datetime([getattr(e, name) for e in events]).as_unit("us")
                for name in ("window_start", "window_end", "roi_end")
            },
        }
    )


def _stays_end(event: EventDays, as_of: date) -> datetime:
    last = min(as_of, event.window_end) if event.is_prerecorded else as_of
    return datetime.combine(last + timedelta(days=1), time(), ZoneInfo(event.timezone))
