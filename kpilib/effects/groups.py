"""One checked table of people as numbers: who came, what became of them, what was known before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from kpilib.effects.series import LARGEST, Floats
from kpilib.errors import DataError

FEWEST_IN_GROUP = 5
MOST_GROUPS = 10


@dataclass(frozen=True)
class Groups:
    """Rows in an order of their own: treated and outcome (n,) as 0 and 1, scaled covariates (n, p)."""

    treated: Floats
    outcome: Floats
    covariates: Floats
    notes: tuple[dict[str, Any], ...]


def read_groups(people: pd.DataFrame, treatment: str, outcome: str, covariates: Sequence[str]) -> Groups:
    """The table as numbers; a missing covariate becomes a group of its own.

    Raises
    ------
    DataError
        A column is missing or stands in two roles, treatment or outcome is not 0/1, or a number is infinite.
    """
    if not isinstance(people, pd.DataFrame):
        raise DataError(
            "people", type(people).__name__, "a DataFrame, one row per person", "Make a table of it."
        )
    names = (treatment, outcome, *covariates)
    for name in names:
        if name not in people.columns:
            raise DataError(
                f"people.{name}", "the column is missing", "it among the columns", "Add it or do not name it."
            )
        if names.count(name) > 1 or list(people.columns).count(name) > 1:
            raise DataError(
                f"people.{name}", "named more than once", "one role for each column", "Name it once."
            )
    read = [_covariate(people[name]) for name in covariates]
    table = np.column_stack([_flag(people, treatment), _flag(people, outcome), *(part for part, _ in read)])
    table = table[np.lexsort(table.T)]  # so that the order of rows moves no digit
    raw = table[:, 2:][:, np.ptp(table[:, 2:], axis=0) > 0] if len(table) else table[:, 2:]
    scaled = (raw - raw.mean(axis=0)) / raw.std(axis=0) if raw.size else raw
    notes = tuple(note for _, note in read if note)
    return Groups(table[:, 0], table[:, 1], scaled, notes)


def _flag(people: pd.DataFrame, name: str) -> Floats:
    numbers = pd.to_numeric(people[name], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    bad = ~np.isin(numbers, (0.0, 1.0))
    if bad.any():
        raise DataError(
            f"people.{name}",
            f"{bad.sum()} of {len(bad)} rows are neither 0 nor 1, first at row {bad.argmax() + 1}",
            "0 or 1",
            "Correct or drop the rows.",
        )
    return numbers


def _covariate(column: pd.Series) -> tuple[Floats, dict[str, Any] | None]:
    """A number with a flag for missing, or flags of its groups; and a note where groups were put together."""
    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    if not numbers.isna().equals(column.isna()):
        return _text_groups(column)
    is_infinite = numbers.abs() >= LARGEST
    if is_infinite.any():
        n = int(is_infinite.sum())
        raise DataError(
            f"people.{column.name}",
            f"{n} of {len(column)} rows are infinite",
            "finite numbers",
            "Empty those cells.",
        )
    filled = numbers.fillna(numbers.median() if numbers.notna().any() else 0.0)
    return np.column_stack([filled, numbers.isna().astype(float)]), None


def _text_groups(column: pd.Series) -> tuple[Floats, dict[str, Any] | None]:
    """Flags of the larger groups; the others are put together, or few people would stand for many flags."""
    column = column.astype(object).where(
        column.isna(), column.astype(str)
    )  # a group is a text: 1 and "a" too
    sizes = column.value_counts()
    large = sizes[sizes >= FEWEST_IN_GROUP].sort_index().nlargest(MOST_GROUPS, keep="first").index
    kept = column.astype(object).where(column.isin(large) | column.isna(), "other groups")
    flags = pd.get_dummies(kept, dtype=float, dummy_na=True).to_numpy()[:, 1:]
    n_merged = len(sizes) - len(large)
    note = {"code": "groups_merged", "covariate": str(column.name), "n_groups": n_merged}
    return flags, note if n_merged > 1 else None
