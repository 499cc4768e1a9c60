"""What former events let one expect of a number that is no KPI of its own: clicks on one network, say."""

from typing import Any

import pandas as pd

from kpilib.params import Event, Workspace
from kpilib.review.evidence import Evidence, history_until, is_history
from kpilib.targets import estimate_target

USUAL = ("usual_lower", "usual", "usual_upper", "n_usual")
NO_USUAL: dict[str, float | None] = dict.fromkeys(USUAL)
# Chance of calling networks or channels different that are not, over all that are compared.
FALSE_ALARM = 0.05


def past_rows(rows: pd.DataFrame, event: Event, workspace: Workspace, evidence: Evidence) -> pd.DataFrame:
    """Rows of the events that are history of this one, with the day these began as `starts_on`, oldest first.

    `rows` has event_id; where it has days of an export these become `range_starts` and `range_ends`.
    """
    until = history_until(event, evidence)
    past = {
        e.event_id: e.starts_on.isoformat()
        for e in evidence.events.values()
        if is_history(e, event, until, workspace.window_days, workspace)
    }
    mine = rows[rows["event_id"].isin(list(past))]
    mine = mine.rename(columns={"starts_on": "range_starts", "ends_on": "range_ends"})
    table = mine.assign(starts_on=mine["event_id"].map(past))
    return table.sort_values("starts_on", kind="stable", ignore_index=True)


def usual_range(
    history: pd.DataFrame, event: Event, kind: Any, trials: float | None = None
) -> dict[str, Any]:
    """Median and 80 % range of what a history lets one expect; None, with how many events, where too few.

    `history` has starts_on and value, of a rate also trials.
    """
    columns = ["starts_on", "value", *(["trials"] if kind == "rate" else [])]
    new_event = {"starts_on": event.starts_on.isoformat()} | ({"trials": trials} if kind == "rate" else {})
    target = estimate_target(history[columns], new_event, kind=kind)
    if not target.enough:
        return NO_USUAL | {"n_usual": target.n_events}
    return dict(zip(USUAL, (target.lower, target.expected, target.upper, target.n_events), strict=True))
