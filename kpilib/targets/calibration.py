"""Do the ranges hold? Targets of past events, each made from the events before it, against what came."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

NEEDED = 10  # results below which nothing is said of a range
LEVEL = 0.95


@dataclass(frozen=True)
class Calibration:
    """How past targets did.

    Attributes
    ----------
    kpi : str
        "" for all KPIs together.
    n, n_events, n_needed : int
        Results that were predicted, the events they are from, and results needed for a verdict.
    inside : int
        Results within the range, both limits included.
    promised : float
        Share that the range promises.
    coverage, coverage_lower, coverage_upper : float or None
        Share within the range, and its 95 % interval.
    reds, reds_expected : int, float
        Red results, and how many there were to be if nothing had ever been wrong.
    error, plain_error : float or None
        Mean distance of the results from the expected values, and from the plain median of the events
        before, in the KPI's unit. None for all KPIs together.
    error_ratio : float or None
        The first of these divided by the second; for all KPIs together their mean, weighed by results.
    verdict : str
        "holds" (the interval of the coverage holds the promise), "too narrow", "too wide", or
        "cannot tell" (fewer than ten results).
    """

    kpi: str
    n: int
    n_events: int
    inside: int
    promised: float
    coverage: float | None
    coverage_lower: float | None
    coverage_upper: float | None
    reds: int
    reds_expected: float
    error: float | None
    plain_error: float | None
    error_ratio: float | None
    verdict: str
    n_needed: int = NEEDED

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


COLUMNS = ("event_id", "kpi", "value", "expected", "lower", "upper", "plain", "is_red", "red_chance")


def calibrate(replayed: pd.DataFrame, promised: float = 0.8) -> list[Calibration]:
    """How past targets did, for all KPIs together (first, kpi "") and for each.

    Parameters
    ----------
    replayed : DataFrame
        One row for each past target: event_id, kpi, value (what came), expected, lower, upper, plain (median
        of the events before), is_red, red_chance (of a red if nothing is wrong).
    promised : float
        Probability of the ranges.

    Returns
    -------
    list of Calibration
        KPIs in order of first appearance.

    Notes
    -----
    Successive results of one KPI are taken as independent. KPIs of one event are not: together they count
    as so many independent results as the spread of the events' shares tells (a design effect), at least as
    many as there are events.

    References
    ----------
    Wilson (1927) for the interval; Kish (1965), Survey sampling, for the design effect.

    Examples
    --------
    >>> row = {"kpi": "leads", "value": 5, "expected": 6, "lower": 4, "upper": 8, "plain": 7, "is_red": False}
    >>> rows = pd.DataFrame([row | {"event_id": str(i), "red_chance": 0.1} for i in range(12)])
    >>> both, leads = calibrate(rows)
    >>> leads.inside, leads.coverage, leads.error_ratio, leads.verdict
    (12, 1.0, 0.5, 'holds')
    """
    if replayed.empty:
        return [_calibration("", pd.DataFrame(columns=COLUMNS), promised, None)]
    parts = {str(kpi): rows for kpi, rows in replayed.groupby("kpi", sort=False)}
    singly = [_calibration(kpi, rows, promised, _errors(rows)) for kpi, rows in parts.items()]
    return [_calibration("", replayed, promised, _together(singly)), *singly]


def _errors(rows: pd.DataFrame) -> Mapping[str, float | None]:
    error = float((rows["value"] - rows["expected"]).abs().mean())
    plain = float((rows["value"] - rows["plain"]).abs().mean())
    return {"error": error, "plain_error": plain, "error_ratio": error / plain if plain else None}


def _together(singly: list[Calibration]) -> Mapping[str, float | None]:
    """Ratios only: errors of KPIs in people, shares and money cannot be added."""
    known = [(c.error_ratio, c.n) for c in singly if c.error_ratio is not None]
    ratio = sum(r * n for r, n in known) / sum(n for _, n in known) if known else None
    return {"error": None, "plain_error": None, "error_ratio": ratio}


def _calibration(
    kpi: str, rows: pd.DataFrame, promised: float, errors: Mapping[str, float | None] | None
) -> Calibration:
    inside = rows["value"].between(rows["lower"], rows["upper"]) if len(rows) else pd.Series(dtype=bool)
    coverage = float(inside.mean()) if len(rows) else None
    lower, upper = _interval(inside, rows["event_id"]) if len(rows) else (None, None)
    return Calibration(
        kpi=kpi,
        n=len(rows),
        n_events=int(rows["event_id"].nunique()),
        inside=int(inside.sum()),
        promised=promised,
        coverage=coverage,
        coverage_lower=lower,
        coverage_upper=upper,
        reds=int(rows["is_red"].sum()),
        reds_expected=float(rows["red_chance"].sum()),
        verdict=_verdict(len(rows), lower, upper, promised),
        error=errors["error"] if errors else None,
        plain_error=errors["plain_error"] if errors else None,
        error_ratio=errors["error_ratio"] if errors else None,
    )


def _interval(inside: "pd.Series[bool]", events: "pd.Series[str]") -> tuple[float, float]:
    """Wilson's interval on so many results as count as independent."""
    share = float(inside.mean())
    free = _independent(inside.astype("float64"), events, share)
    lower, upper = proportion_confint(share * free, free, alpha=1 - LEVEL, method="wilson")
    return float(lower), float(upper)


def _independent(inside: "pd.Series[float]", events: "pd.Series[str]", share: float) -> float:
    n_events = events.nunique()
    if n_events == len(inside) or n_events < 2:
        return float(n_events)
    away = (inside - share).groupby(events.to_numpy()).sum()
    spread = float((away**2).sum()) * n_events / (n_events - 1) / len(inside) ** 2
    alone = share * (1 - share)
    return float(np.clip(alone / spread if spread else n_events, n_events, len(inside)))


def _verdict(n: int, lower: float | None, upper: float | None, promised: float) -> str:
    if n < NEEDED or lower is None or upper is None:
        return "cannot tell"
    return "too narrow" if upper < promised else "too wide" if lower > promised else "holds"
