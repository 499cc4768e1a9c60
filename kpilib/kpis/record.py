"""What a KPI is: a frozen record, apart from its computation over many events."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

Unit = Literal["people", "count", "share", "ratio", "minutes", "money", "points", "score", "return"]
Kind = Literal["leading", "lagging", "binary", "index", "checklist"]
Better = Literal["up", "down", "none"]
Step = Literal["preparation", "promotion", "run", "evergreen", "improvement"]
Window = Literal["event", "roi"]


@dataclass(frozen=True)
class Parts:
    """What a formula gives: columns with one row per event, missing where it cannot be known.

    Attributes
    ----------
    value : Series of float
        In the KPI's unit; shares in [0, 1], never percent.
    numerator, denominator : Series of float or None
        The k and the n behind a rate.
    lower, upper : Series of float or None
        95 % interval, both bounds INCLUDED, where the value is a share or a mean of answers.
    n : Series of float or None
        How many people, rows or answers the value rests on.
    """

    value: pd.Series
    numerator: pd.Series | None = None
    denominator: pd.Series | None = None
    lower: pd.Series | None = None
    upper: pd.Series | None = None
    n: pd.Series | None = None


@dataclass(frozen=True)
class Kpi:
    """One KPI of the catalogue.

    Attributes
    ----------
    id : str
        Name in data, records and commands.
    names, meanings : dict
        Per language: the printed name, and one line that says what is counted.
    formula : callable
        Measures (one row per event) -> `Parts`; pure.
    inputs : tuple of str
        Measures the formula reads.
    unit, kind, better : str
        Unit of the value; what sort of KPI; whether more or less is better.
    step : str
        Step of the documents' framework.
    source : str
        Row of the checklist, or "house definition" with its reference.
    window : "event", "roi" or None
        Over which window it is counted; without one it is final when the event ends.
    target : "count", "rate", "money" or None
        How its expected range is estimated from past events; None: it has none.
    version : int
        Raised when the formula changes numbers.
    """

    id: str
    names: dict[str, str]
    meanings: dict[str, str]
    formula: Callable[[pd.DataFrame], Parts]
    inputs: tuple[str, ...]
    unit: Unit
    source: str
    kind: Kind = "lagging"
    better: Better = "up"
    step: Step = "run"
    window: Window | None = None
    target: Literal["count", "rate", "money"] | None = None
    version: int = 1


KPIS: dict[str, Kpi] = {}


def declare(
    id: str,
    names: tuple[str, str, str],
    meanings: tuple[str, str, str],
    formula: Callable[[pd.DataFrame], Parts],
    inputs: tuple[str, ...],
    **fields: object,
) -> Kpi:
    """Adds a KPI to the catalogue; texts are given in the order es, fi, en."""
    languages = ("es", "fi", "en")
    kpi = Kpi(
        id,
        dict(zip(languages, names, strict=True)),
        dict(zip(languages, meanings, strict=True)),
        formula,
        inputs,
        **fields,  # type: ignore[arg-type]
    )
    KPIS[kpi.id] = kpi
    return kpi
