"""The one place where the steps are put together: one event, everything known of it, one record."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kpilib.errors import ParamsError
from kpilib.params import Event, Workspace, is_day, read_event, read_workspace, state_of
from kpilib.params.yaml_text import check_model
from kpilib.review.plan import plan_text
from kpilib.review.raw import data_sha256, list_exports
from kpilib.review.record import Review, code_sha256, hash_of, keep, params_sha256, read_kept


def compute_review(
    event_id: str,
    workspace: str | Path | None = None,
    as_of: str | None = None,
    facts: Mapping[str, Any] | None = None,
    **parameters: Any,
) -> Review:
    """Everything known of one event, as one record.

    Parameters
    ----------
    event_id : str
        An event with `params/<event_id>.yml`.
    workspace : path, optional
        The workspace's folder; by default the nearest from the current one upwards.
    as_of : str, optional
        Last day whose data may be used, INCLUDED (2026-06-10); by default the event's, else today.
    facts : mapping, optional
        Facts instead of those in the params file.
    **parameters
        Further notebook parameters (`title`, `starts_at`, ...) instead of those in the file; None and
        "" mean: as in the file.

    Returns
    -------
    Review
        Kept under a key of data, params, code and day; the same call again reads it back.

    Raises
    ------
    ParamsError
        There is no such workspace or event, a parameter is not right, or the event is planned or
        cancelled.
    DataError
        A file of the event cannot be read, or neither registrations nor attendance are known.
    """
    space = read_workspace(workspace)
    event = resolve_event(space, event_id, facts, parameters)
    day = space.as_of(event, checked_day(as_of))
    check_reviewable(event, day, space)
    raw = list_exports(space)
    data = data_sha256(raw)
    fingerprint = hash_of(params_sha256(space), data, code_sha256(), space.store_url)
    key = hash_of(fingerprint, day, event.parameters(), plan_text(space, event_id))
    kept = read_kept(space, event_id, key)
    if kept is not None:
        return kept
    # Only now the rooms that compute: a notebook that reads a kept record back starts without them.
    from kpilib.review.compose import compose

    review = compose(space, event, fingerprint, day, raw)
    keep(space, review, key)
    return review


def resolve_event(
    workspace: Workspace, event_id: str, facts: Mapping[str, Any] | None, parameters: Mapping[str, Any]
) -> Event:
    """The event of the params file, with what was given otherwise put in its place."""
    event = read_event(workspace, event_id)
    given = {name: value for name, value in parameters.items() if value is not None and value != ""}
    if facts:
        given["facts"] = dict(facts)
    if not given:
        return event
    return check_model(Event, event.parameters() | given, f"parameters of {event_id}")


def checked_day(as_of: str | None) -> str | None:
    """A day as given, None for an empty one; raises for what is no day."""
    if as_of and not is_day(as_of):
        raise ParamsError("as_of", f"`{as_of}`", "a day such as 2026-06-10", "Correct it.")
    return as_of or None


def check_reviewable(event: Event, as_of: date, workspace: Workspace) -> None:
    """Raises for an event that cannot have a review: planned or cancelled."""
    state = state_of(event, as_of, workspace.window_days, workspace.timezone)
    if state == "planned":
        ends_at = event.end_instant(workspace.timezone).astimezone(ZoneInfo(workspace.timezone))
        raise ParamsError(
            event.event_id,
            f"planned (it ends on {ends_at:%Y-%m-%d}, data up to {as_of})",
            "an event that is over",
            "Review it the day after; before, see `kpi targets`.",
        )
    if state == "cancelled":
        raise ParamsError(
            event.event_id, "cancelled", "an event that took place", "Change `status` if it did take place."
        )
