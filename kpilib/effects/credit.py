"""What the CRM credits: four rules over recorded touches, given as a range because no rule is true.

A credited lead is a count of paths that pass an event, not leads that the event caused.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from kpilib.effects.record import html_table
from kpilib.effects.series import Floats
from kpilib.errors import DataError

HALF_LIFE_DAYS = 7.0  # usual in the trade; a touch a week before the last one counts half of it


def _last(days_before: Floats) -> Floats:
    return (np.arange(len(days_before)) == len(days_before) - 1).astype(float)


def _first(days_before: Floats) -> Floats:
    return (np.arange(len(days_before)) == 0).astype(float)


def _linear(days_before: Floats) -> Floats:
    return np.full(len(days_before), 1 / len(days_before))


def _time_decay(days_before: Floats) -> Floats:
    # Counted from the last touch: the shares are the same, and an old path does not fade to 0 / 0.
    weights = 0.5 ** ((days_before - days_before.min()) / HALF_LIFE_DAYS)
    return np.asarray(weights / weights.sum())


RULES: dict[str, Callable[[Floats], Floats]] = {
    "last_touch": _last,
    "first_touch": _first,
    "linear": _linear,
    "time_decay": _time_decay,
}


@dataclass(frozen=True)
class EventCredit:
    """Leads credited to one event: by each rule, the least and the greatest, and as shares of all leads.

    `kinds`: its touches that a credit rests on, by kind, each person's of one kind once.
    """

    event_id: str
    rules: dict[str, float]
    lower: float
    upper: float
    share_lower: float
    share_upper: float
    kinds: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Credit:
    """Credit of all events with a touch, and how many conversions had none."""

    events: tuple[EventCredit, ...]
    n_conversions: int
    n_without_touch: int
    half_life_days: float = HALF_LIFE_DAYS

    def of(self, event_id: str) -> EventCredit:
        """Credit of one event; zeros if no path passes it."""
        zeros = dict.fromkeys(RULES, 0.0)
        none = EventCredit(event_id, zeros, 0.0, 0.0, 0.0, 0.0)
        return next((event for event in self.events if event.event_id == event_id), none)

    def to_dict(self) -> dict[str, Any]:
        """Plain lists, numbers and text, ready for JSON."""
        record = asdict(self)
        return record | {"events": list(record["events"])}

    def _repr_html_(self) -> str:
        ranges: dict[str, Any] = {e.event_id: f"{e.lower:.4g} to {e.upper:.4g}" for e in self.events}
        return html_table(
            ranges | {"conversions": self.n_conversions, "without a touch": self.n_without_touch}
        )


def compute_credit(touches: pd.DataFrame, conversions: pd.DataFrame) -> Credit:
    """Share each conversion out over the touches before it, by four rules.

    Parameters
    ----------
    touches : DataFrame
        person_id, touched_at, event_id (missing: a touch that is no event's), and kind where it is known.
    conversions : DataFrame
        person_id, converted_at; one row per lead.

    Returns
    -------
    Credit
        Touches at the very time of the conversion count, later ones do not. Touches of no event take their
        part, which no event gets. Time decay halves every 7 days before the last touch.

    Raises
    ------
    DataError
        A column is missing.
    """
    _check_columns("touches", touches, ("person_id", "touched_at", "event_id"))
    _check_columns("conversions", conversions, ("person_id", "converted_at"))
    paths = _paths(touches, conversions)
    n, n_touched = len(conversions), paths["conversion"].nunique()
    shares = pd.DataFrame({name: _shares(paths, rule) for name, rule in RULES.items()}, index=paths.index)
    sums = shares.groupby(paths["event_id"]).sum()
    kinds = _kinds(paths)
    events = tuple(
        _event_credit(str(name), row, n, kinds.get(str(name), {})) for name, row in sums.iterrows()
    )
    return Credit(events, n, n - n_touched)


def _check_columns(name: str, table: pd.DataFrame, columns: tuple[str, ...]) -> None:
    for column in columns:
        if column not in table.columns:
            raise DataError(f"{name}.{column}", "the column is missing", "it among the columns", "Add it.")


def _paths(touches: pd.DataFrame, conversions: pd.DataFrame) -> pd.DataFrame:
    """One row per conversion and touch before it, in order of time."""
    numbered = conversions[["person_id", "converted_at"]].assign(conversion=np.arange(len(conversions)))
    columns = [name for name in ("person_id", "touched_at", "event_id", "kind") if name in touches]
    paths = numbered.merge(touches[columns], on="person_id")
    paths = paths[paths["touched_at"] <= paths["converted_at"]]
    # Touches at one time: by event, so that the order of rows does not matter.
    paths = paths.sort_values(["conversion", "touched_at", "event_id"]).reset_index(drop=True)
    seconds = (paths["converted_at"] - paths["touched_at"]).dt.total_seconds()
    return paths.assign(days_before=seconds / 86_400)


def _shares(paths: pd.DataFrame, rule: Callable[[Floats], Floats]) -> Floats:
    parts = [rule(days.to_numpy()) for _, days in paths.groupby("conversion")["days_before"]]
    return np.concatenate(parts) if parts else np.empty(0)


def _kinds(paths: pd.DataFrame) -> dict[str, dict[str, int]]:
    """By event, in how many paths each kind of touch stands."""
    if "kind" not in paths:
        return {}
    pairs = paths.dropna(subset=["event_id"]).groupby(["event_id", "kind"])["conversion"].nunique()
    found: dict[str, dict[str, int]] = {}
    for row in pairs.reset_index().to_dict("records"):
        found.setdefault(str(row["event_id"]), {})[str(row["kind"])] = int(row["conversion"])
    return found


def _event_credit(event_id: str, row: pd.Series, n: int, kinds: dict[str, int]) -> EventCredit:
    rules = {name: float(row[name]) for name in RULES}
    lower, upper = min(rules.values()), max(rules.values())
    return EventCredit(event_id, rules, lower, upper, lower / n, upper / n, kinds)
