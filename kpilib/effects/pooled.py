"""The effects of many events as one: how much they brought in all, and how much one of them brings."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy import stats  # type: ignore[import-untyped]
from statsmodels.stats.meta_analysis import combine_effects  # type: ignore[import-untyped]

from kpilib.effects.series import Floats
from kpilib.effects.verdict import decide_verdict

FEWEST_FOR_MEAN = 3  # of fewer events nothing is known of how much events differ
PRIOR_DATES = 4  # the shared error is believed as near 0 as this many quiet dates would show
LEVEL = 0.95


@dataclass(frozen=True)
class PooledEffect:
    """What several events brought, in units of the outcome.

    Attributes
    ----------
    n_events : int
        Events whose effect is in `total`; `n_estimates` where some could only be estimated together.
    total, total_lower, total_upper : float
        Sum of the estimates less what the same estimate gives on quiet dates; None of fewer than two events.
    mean, mean_lower, mean_upper : float
        Random-effects mean of the estimates as they are (what they share is still in them): what single
        estimates are held against. None of fewer than three events.
    spread : float
        Standard deviation of the events' true effects.
    shared, shared_error : float
        What an estimate is off on average, by the quiet dates, and how well that is known.
    n_quiet : int
        Quiet dates it rests on.
    outside : list of int
        Places of the estimates whose whole interval lies above or below that of the mean.
    expected_outside : float
        How many would by chance alone, if all events were alike.
    verdict : str
        Of the total: "more", "fewer", "no effect seen" or "cannot tell".
    """

    n_events: int
    n_estimates: int
    n_quiet: int
    total: float | None = None
    total_lower: float | None = None
    total_upper: float | None = None
    mean: float | None = None
    mean_lower: float | None = None
    mean_upper: float | None = None
    spread: float | None = None
    shared: float | None = None
    shared_error: float | None = None
    outside: tuple[int, ...] = ()
    expected_outside: float | None = None
    verdict: str = "cannot tell"
    level: float = LEVEL

    def to_dict(self) -> dict[str, Any]:
        """The record, as JSON holds it."""
        return asdict(self) | {"outside": list(self.outside)}


def pool_effects(
    effects: Sequence[float],
    errors: Sequence[float],
    quiet: Sequence[float] = (),
    joint: Sequence[tuple[float, float, int]] = (),
    smallest_relevant: float | None = None,
) -> PooledEffect:
    """Total and mean of events' effects.

    Parameters
    ----------
    effects, errors : sequence of float
        One estimate and its standard error for each event, oldest first or in any order.
    quiet : sequence of float
        What the same estimate gave on dates without an event, each date once.
    joint : sequence of (effect, error, events)
        Estimates of events that cannot be told apart: they count once in the total, and not in the mean.
    smallest_relevant : float, optional
        Of one event.

    Notes
    -----
    Estimates of one series share an error (a counterfactual that lags behind a trend is too low at every
    event), which no single interval shows and which does not average out. The quiet dates show it: its
    estimate is their sum over their number and four more at 0, so that with few dates it is believed small
    and not well known.

    References
    ----------
    Paule and Mandel (1982), Consensus values and weighting factors; Hartung and Knapp (2001), A refined
    method for the meta-analysis of controlled clinical trials (interval of the mean); the shared error:
    house definition, DECISIONS 2026-11-26.

    Examples
    --------
    >>> pooled = pool_effects([10.0, 20.0, 30.0], [5.0, 5.0, 5.0])
    >>> pooled.total, round(pooled.mean, 6), pooled.n_events
    (60.0, 20.0, 3)
    """
    y, se = np.asarray(effects, dtype=float), np.asarray(errors, dtype=float)
    n_events, n_estimates = len(y) + sum(n for *_, n in joint), len(y) + len(joint)
    if n_events < 2:
        return PooledEffect(n_events, n_estimates, len(quiet))
    all_errors = np.concatenate([se, [error for _, error, _ in joint]])
    shared, shared_error = _shared(np.asarray(quiet, dtype=float), all_errors)
    total = float(y.sum() + sum(effect for effect, *_ in joint) - n_estimates * shared)
    error = float(np.sqrt(np.square(all_errors).sum() + (n_estimates * shared_error) ** 2))
    reach = stats.norm.ppf(0.5 + LEVEL / 2) * error
    relevant = None if smallest_relevant is None else smallest_relevant * n_events
    limits = (total - reach, total + reach)
    verdict = decide_verdict(*limits, relevant)
    return PooledEffect(
        n_events,
        n_estimates,
        len(quiet),
        total,
        *limits,
        shared=shared,
        shared_error=shared_error,
        verdict=verdict,
        **_mean(y, se),
    )


def _shared(quiet: Floats, errors: Floats) -> tuple[float, float]:
    """What all estimates are off by, and its standard error."""
    weight = len(quiet) + PRIOR_DATES
    shared = float(quiet.sum() / weight)
    # Quiet dates scatter as estimates do; the prior dates scatter as the intervals say.
    scatter = np.square(quiet - quiet.mean()).sum() if len(quiet) else 0.0
    variance = (scatter + PRIOR_DATES * float(np.mean(np.square(errors)))) / weight
    return shared, float(np.sqrt(variance / weight))


def _mean(y: Floats, se: Floats) -> dict[str, Any]:
    if len(y) < FEWEST_FOR_MEAN:
        return {}
    mean, error, variance = random_mean(y, np.square(se))
    reach = float(stats.t.ppf(0.5 + LEVEL / 2, len(y) - 1)) * error
    half = stats.norm.ppf(0.5 + LEVEL / 2) * se
    is_outside = (y - half > mean + reach) | (y + half < mean - reach)
    far = (half + reach) / np.sqrt(np.square(se) + error**2)
    return {
        "mean": mean,
        "mean_lower": mean - reach,
        "mean_upper": mean + reach,
        "spread": float(np.sqrt(variance)),
        "outside": tuple(int(i) for i in np.flatnonzero(is_outside)),
        "expected_outside": float(2 * stats.norm.sf(far).sum()),
    }


def random_mean(y: Floats, variances: Floats) -> tuple[float, float, float]:
    """Random-effects mean, its standard error (Hartung and Knapp's), and the variance between events."""
    # Of estimates that are all the same, statsmodels divides by 0 for a share of variance nobody reads here.
    with np.errstate(divide="ignore", invalid="ignore"):
        found = combine_effects(y, variances, method_re="iterated", alpha=1 - LEVEL)
    error = float(found.sd_eff_w_re_hksj)
    # Estimates that lie nearer together than their errors allow would make the mean too certain.
    plain = float(np.sqrt(1 / (1 / (variances + found.tau2)).sum()))
    return float(found.mean_effect_re), max(error, plain), float(found.tau2)
