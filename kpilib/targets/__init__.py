"""Past KPI values -> what to expect of the next event, its range, and the zones.

The way of the numbers: `history` (checked) -> `scales` (logarithm or odds) -> `blocks` (what may
move the KPI) -> `models` (weighed, fitted, projected) -> `zones`, `result`. Tiny counts take the short way
through `tiny_counts`.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from kpilib.errors import ParamsError
from kpilib.targets.blocks import blocks_of
from kpilib.targets.columns import Numbers
from kpilib.targets.history import Past, read_history
from kpilib.targets.maturing import Forecast, forecast_final
from kpilib.targets.models import Support, draw_positions, weigh
from kpilib.targets.result import Note, Target
from kpilib.targets.scales import scale_of
from kpilib.targets.tiny_counts import draw_tiny, is_tiny
from kpilib.targets.zones import limit, zones_of

__all__ = ["NEEDED_EVENTS", "Forecast", "Target", "estimate_target", "forecast_final"]

NEEDED_EVENTS = 5
N_DRAWS = 4000
RESERVED = frozenset({"starts_on", "value", "trials"})


def estimate_target(
    history: pd.DataFrame,
    new_event: Mapping[str, Any],
    kind: str = "count",
    covariates: Sequence[str] = (),
    better: str = "up",
    level: float = 0.8,
    *,
    zones: tuple[float, float] = (0.10, 0.30),
    seed: int = 0,
) -> Target:
    """Expected value, range and zones of the next event, from past events.

    Parameters
    ----------
    history : DataFrame
        One row per past event, oldest first: `starts_on` (ISO text or dates), `value`, `trials`
        for rates, and the covariates. Rows without value are left out and counted.
    new_event : mapping
        `starts_on` and the covariates of the event to come; `trials` if known. A covariate that
        is not known is left out, with a note.
    kind : {"count", "rate", "money"}
        "count": whole numbers from 0. "rate": `value` successes out of `trials`; all results are
        shares in [0, 1]. "money": amounts, also scores and any other continuous number.
    covariates : sequence of str
        Columns to use: numbers are regressors, texts are groups that lean towards each other.
    better : {"up", "down"}
        Which direction is good; "down" mirrors the zones.
    level : float
        Probability of the range [`lower`, `upper`], both included. The zones do not depend on it.
    zones : (float, float)
        Probabilities of a red result and of a red or amber one, if nothing is wrong.
    seed : int
        Same input and seed, same result.

    Returns
    -------
    Target
        With fewer than five usable events every number is None and each zone "unknown".

    Raises
    ------
    DataError
        The history holds something that cannot be: a negative count, more successes than trials.
    EstimationError
        The date of the event to come is not known.
    ParamsError
        An option is not one of those above.

    Notes
    -----
    Assumes that the next event is like the past ones, apart from the covariates named, a trend,
    the season, a drift and at most one lasting change of level. Numbers are predictive: they hold
    for one further event, not for an average of events. Limits are values that can occur:
    of a count, those whose share of red is nearest to the one asked for (half as much again at
    most, so 15 % for red); `false_red` is what it really is.

    References
    ----------
    House definition: averaging of regressions after Raftery, Madigan, Hoeting
    (1997); see `models`.

    Examples
    --------
    >>> past = pd.DataFrame({"starts_on": [f"2025-{m:02}-01" for m in range(1, 10)], "value": [50] * 9})
    >>> target = estimate_target(past, {"starts_on": "2025-10-01"})
    >>> target.expected, target.zone(51), target.zone(20)
    (50.0, 'green', 'red')
    """
    _check_options(kind, better, level, zones, covariates, seed)
    past = read_history(history, new_event, kind, tuple(dict.fromkeys(covariates)))
    if len(past) < NEEDED_EVENTS:
        few: Note = ("few_events", {"n": len(past), "needed": NEEDED_EVENTS})
        nothing = (None, None, None, None, None)
        return Target(kind, better, level, *nothing, False, "none", len(past), (few, *past.notes))
    method, draws, notes = _predict(past, kind, np.random.default_rng(seed))
    if np.ptp(past.results / past.trials) == 0:
        notes.append(("history_constant", {}))
    return _target(draws, kind, better, level, zones, method, len(past), (*past.notes, *notes))


def _check_options(
    kind: str, better: str, level: float, zones: tuple[float, float], covariates: Sequence[str], seed: int
) -> None:
    rules = (
        ("kind", kind, kind in ("count", "rate", "money"), "count, rate or money"),
        ("better", better, better in ("up", "down"), "up or down"),
        ("level", level, _are_rising(level), "a probability between 0 and 1"),
        (
            "covariates",
            covariates,
            _are_columns(covariates),
            "a list of columns other than starts_on, value, trials",
        ),
        ("zones", zones, _is_pair(zones), "two rising probabilities such as (0.1, 0.3)"),
        ("seed", seed, isinstance(seed, int | np.integer) and seed >= 0, "a whole number from 0"),
    )
    for name, given, is_right, expected in rules:
        if not is_right:
            raise ParamsError(f"estimate_target: {name}", repr(given), expected, "Correct the argument.")


def _are_columns(covariates: object) -> bool:
    if isinstance(covariates, str) or not isinstance(covariates, Iterable):
        return False
    return all(isinstance(name, str) and name not in RESERVED for name in covariates)


def _is_pair(zones: object) -> bool:
    return isinstance(zones, tuple | list) and len(zones) == 2 and _are_rising(*zones)


def _are_rising(*shares: Any) -> bool:
    """Whether they are probabilities, none 0 or 1, each above the one before."""
    ends = (0, *shares, 1)
    return all(isinstance(share, Real) for share in ends) and all(a < b for a, b in pairwise(ends))


def _predict(past: Past, kind: str, random: np.random.Generator) -> tuple[str, Numbers, list[Note]]:
    """Method, draws of the next value, notes."""
    if kind == "count" and is_tiny(past.results):
        unused: list[Note] = [("covariate_unused", {"name": name}) for name in past.covariates.columns]
        return "gamma_poisson", draw_tiny(past.results, random, N_DRAWS), unused
    nothing = _share_of_nothing(past) if kind == "money" else 0.0
    drawn, notes = _regress(past.only(past.results > 0) if nothing else past, kind, random)
    drawn[: round(nothing * len(drawn))] = 0.0
    return "weighed_regressions", drawn, notes


def _share_of_nothing(past: Past) -> float:
    """Chance that an amount is 0: such events are apart from those that bring little (no sale, no fee).

    Too few amounts to regress on: 0, and the scale makes room for nothing at all.
    """
    n_nothing, n_some = int((past.results == 0).sum()), int((past.results > 0).sum())
    if not n_nothing or n_some < NEEDED_EVENTS or (past.results < 0).any():
        return 0.0
    return (n_nothing + 0.5) / (len(past) + 1)


def _regress(past: Past, kind: str, random: np.random.Generator) -> tuple[Numbers, list[Note]]:
    scale = scale_of(past, kind)
    blocks, notes = blocks_of(past, scale)
    projections, support = weigh(blocks, scale.positions, scale.counting)
    drawn = random.permutation(draw_positions(projections, N_DRAWS))
    return scale.values(drawn, random), [*notes, *_findings(support)]


def _findings(support: Support) -> list[Note]:
    """What more than half of the weight says of the history."""
    found = [name for name, weight in support if weight > 0.5]
    outliers: list[Note] = [("outliers_left_out", {"n": found.count("outlier")})]
    return outliers * ("outlier" in found) + [("level_changed", {})] * ("shift" in found)


def _target(
    draws: Numbers,
    kind: str,
    better: str,
    level: float,
    zones: tuple[float, float],
    method: str,
    n_events: int,
    notes: tuple[Note, ...],
) -> Target:
    """The draws summed up; all limits are values that were drawn, so a count's limits are counts."""
    asked = np.append(0.5, (np.arange(100) + 0.5) / 100)
    expected, *quantiles = np.quantile(draws, asked, method="inverted_cdf").tolist()
    tail = (1 - level) / 2
    found = zones_of(draws, zones, better)
    return Target(
        kind=kind,
        better=better,
        level=level,
        expected=expected,
        lower=min(limit(draws, tail), expected),
        upper=max(-limit(-draws, tail), expected),
        green_from=found.green_from,
        red_from=found.red_from,
        enough=True,
        method=method,
        n_events=n_events,
        notes=notes,
        quantiles=tuple(quantiles),
        false_red=found.false_red,
        false_amber=found.false_amber,
    )
