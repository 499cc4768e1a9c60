"""The history as it may be used: checked, in order of time, with what was left out counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from kpilib.errors import DataError
from kpilib.targets.columns import (
    Numbers,
    check_columns,
    check_shape,
    is_unknown,
    offence,
    read_dates,
    read_new_date,
    read_numbers,
)
from kpilib.targets.result import Note


@dataclass(frozen=True)
class Past:
    """Usable past events, oldest first, and the event to come.

    `days` and `new_day` count from the first event; `trials` is 1 where a value has none.
    `covariates` holds only columns that are known for the event to come; `year_share` has the
    event to come as its last one.
    """

    days: Numbers
    results: Numbers
    trials: Numbers
    covariates: pd.DataFrame
    new_day: float
    new_trials: float
    new_covariates: dict[str, Any]
    year_share: Numbers
    notes: tuple[Note, ...]

    def __len__(self) -> int:
        return len(self.results)

    def only(self, kept: "np.ndarray[Any, np.dtype[np.bool_]]") -> "Past":
        """The same with some of the events."""
        return replace(
            self,
            days=self.days[kept],
            results=self.results[kept],
            trials=self.trials[kept],
            covariates=self.covariates[kept].reset_index(drop=True),
            year_share=self.year_share[np.append(kept, True)],
        )


def read_history(
    history: pd.DataFrame, new_event: Mapping[str, Any], kind: str, covariates: Sequence[str]
) -> Past:
    """Check the history and keep what the estimate may use.

    Rows without value (or, for rates, without trials) and rows later than the event to come are
    left out and counted in `notes`; rows out of order are sorted in a copy. Impossible values are
    errors.

    Raises
    ------
    DataError
        A column is missing, or holds something that cannot be: see the messages.
    EstimationError
        The event to come has no `starts_on`.
    """
    check_shape(history, new_event)
    needed = ["starts_on", "value", *(["trials"] if kind == "rate" else []), *covariates]
    if len(history) == 0:
        history = history.reindex(columns=needed)
    check_columns(history, needed)
    table = pd.DataFrame(
        {
            "starts_on": read_dates(history["starts_on"], "history.starts_on"),
            "value": read_numbers(history["value"], "history.value"),
            "trials": read_numbers(history["trials"], "history.trials") if kind == "rate" else 1.0,
        }
    ).reset_index(drop=True)
    _check_values(table, kind)
    table = pd.concat([table, history[list(covariates)].reset_index(drop=True)], axis=1)
    new_on = read_new_date(new_event)
    table, notes = _usable(table, new_on)
    known, new_known, covariate_notes = _known_covariates(table, new_event, covariates)
    origin = table["starts_on"].min() if len(table) else new_on
    dates = pd.concat([table["starts_on"], pd.Series([new_on])])
    return Past(
        days=_days_since(table["starts_on"], origin),
        results=table["value"].to_numpy(dtype=float),
        trials=table["trials"].to_numpy(dtype=float),
        covariates=known,
        new_day=(new_on - origin).total_seconds() / 86_400,
        new_trials=_new_trials(new_event, table["trials"], kind),
        new_covariates=new_known,
        year_share=(dates.dt.day_of_year / 365.25).to_numpy(dtype=float),
        notes=(*notes, *covariate_notes),
    )


def _days_since(dates: "pd.Series[Any]", origin: pd.Timestamp) -> Numbers:
    return np.asarray((dates - origin).dt.total_seconds() / 86_400, dtype=float)


def _check_values(table: pd.DataFrame, kind: str) -> None:
    if kind == "money":
        return
    value, trials = table["value"], table["trials"]
    offence("history.value", value < 0, "are negative", "counts of 0 or more", "Correct the values.")
    offence(
        "history.value",
        value % 1 > 0,
        "are no whole numbers",
        "counts" if kind == "count" else "successes as counts, not shares",
        "Give counts, or use another kind.",
    )
    if kind == "rate":
        offence("history.trials", trials < 0, "are negative", "0 or more", "Correct the trials.")
        offence(
            "history.value",
            value > trials,
            "have more successes than trials",
            "at most the trials",
            "Check numerator and denominator.",
        )


def _new_trials(new_event: Mapping[str, Any], trials: "pd.Series[Any]", kind: str) -> float:
    """Trials of the event to come; if not known, the usual number of the last eight events."""
    given = new_event.get("trials")
    if kind == "rate" and not is_unknown(given):
        number = float(read_numbers(pd.Series([given]), "new_event.trials").iloc[0])
        if number < 1:
            raise DataError("new_event.trials", f"{number:g}", "1 or more", "Leave it out if not known.")
        return round(number)
    return round(float(trials.tail(8).median())) if len(trials) else 1


def _usable(table: pd.DataFrame, new_on: pd.Timestamp) -> tuple[pd.DataFrame, list[Note]]:
    rules = {
        "values_missing": table["value"].isna(),
        "trials_missing": table["trials"].isna() | (table["trials"] == 0),
        "later_events_left_out": table["starts_on"] > new_on,
    }
    notes: list[Note] = [(code, {"n": int(rows.sum())}) for code, rows in rules.items() if rows.any()]
    kept = table[~np.logical_or.reduce(list(rules.values()))]
    if not kept["starts_on"].is_monotonic_increasing:
        notes.append(("history_sorted", {}))
    return kept.sort_values("starts_on", kind="stable").reset_index(drop=True), notes


def _known_covariates(
    table: pd.DataFrame, new_event: Mapping[str, Any], names: Sequence[str]
) -> tuple[pd.DataFrame, dict[str, Any], list[Note]]:
    """Columns known for the event to come and for at least half of the history; notes on the others."""
    notes: list[Note] = []
    known: dict[str, Any] = {}
    for name in names:
        if is_unknown(new_event.get(name)):
            notes.append(("covariate_unknown", {"name": name}))
        elif table[name].isna().mean() > 0.5:
            notes.append(("covariate_mostly_missing", {"name": name, "n": int(table[name].isna().sum())}))
        else:
            known[name] = new_event[name]
    return pd.DataFrame({name: _typed(table[name]) for name in known}, index=table.index), known, notes


def _typed(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Numbers among None arrive as objects; they are numbers all the same."""
    is_number = column.dropna().map(lambda cell: isinstance(cell, int | float | np.number | np.bool_))
    return column.astype("float64") if is_number.all() and len(is_number) else column
