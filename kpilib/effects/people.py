"""Attended against registered and absent: the adjusted difference, and what could explain it away.

Doubly robust (AIPW) for those who attended. A hidden difference between the two groups is never adjusted
for; the E-value says how strong it would have to be.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats  # type: ignore[import-untyped]

from kpilib.effects.arguments import check_names, is_number
from kpilib.effects.firth import fit_firth, leverage_of, predict_share
from kpilib.effects.groups import Groups, read_groups
from kpilib.effects.record import html_table
from kpilib.effects.series import Floats
from kpilib.errors import ParamsError

FEWEST_PEOPLE = 10
E_VALUE_ABOVE = 2.5
MOST_LEVERAGE = 0.5  # with Jeffreys' prior nobody is more than half of the own fitted share
MOST_ODDS = 50.0  # a person's weight is cut here: one absentee must not stand for a crowd
FEWEST_EFFECTIVE = 15.0
MOST_OUTSIDE = 0.1  # of those who came, without anybody like them among the absent: said
TOO_MANY_OUTSIDE = 0.5  # and from here nothing is told


@dataclass(frozen=True)
class PeopleEffect:
    """Difference of shares among those treated; numbers are None where the groups are too small.

    Attributes
    ----------
    effect, effect_lower, effect_upper : float or None
        Share with the outcome among the treated minus the share expected of them untreated, in [-1, 1].
    naive : float or None
        The plain difference of shares, without adjustment.
    e_value : float or None
        Strength (risk ratio with treatment and with outcome) a hidden difference would need to move the near
        limit to 0; 1 where the interval includes 0. `e_value_estimate` is that of the estimate.
    overlap : dict
        `n_treated`, `n_untreated`, `effective_untreated`, `share_outside`, `largest_weight`.
    verdict : str
        "more" | "fewer" (near limit's E-value above 2.5), "no difference seen", "cannot tell".
    """

    treatment: str
    outcome: str
    level: float
    verdict: str
    effect: float | None = None
    effect_lower: float | None = None
    effect_upper: float | None = None
    naive: float | None = None
    treated_share: float | None = None
    expected_share: float | None = None
    p_value: float | None = None
    e_value: float | None = None
    e_value_estimate: float | None = None
    smallest_relevant: float | None = None
    n_treated: int = 0
    n_untreated: int = 0
    overlap: dict[str, Any] | None = None
    warnings: tuple[dict[str, Any], ...] = ()
    method: str = "AIPW among the treated, Firth logits, influence-function error (HC3)"

    def to_dict(self) -> dict[str, Any]:
        """Plain lists, numbers and text, ready for JSON; missing is None."""
        record = asdict(self)
        return record | {"warnings": list(record["warnings"])}

    def _repr_html_(self) -> str:
        shown = (
            "verdict",
            "effect",
            "effect_lower",
            "effect_upper",
            "naive",
            "e_value",
            "n_treated",
            "n_untreated",
        )
        return html_table({name: getattr(self, name) for name in shown})


def estimate_people_effect(
    people: pd.DataFrame,
    treatment: str = "attended",
    outcome: str = "qualified_lead",
    covariates: Sequence[str] = (),
    smallest_relevant: float | None = None,
    level: float = 0.95,
) -> PeopleEffect:
    """Adjusted difference of shares among those treated.

    Parameters
    ----------
    people : DataFrame
        One row per registered person; `treatment` and `outcome` are 0/1 or bool. Not changed.
    covariates : sequence of str
        Columns KNOWN BEFORE the event: numbers, flags, text groups. A missing value is its own group; small
        text groups, and all beyond the ten largest, are put together.
    smallest_relevant : float, optional
        Differences of shares between minus and plus this do not matter.
    level : float
        Of the interval, above 0.5 and below 1.

    Raises
    ------
    DataError
        A column is missing or named twice, treatment or outcome is not 0/1, or a covariate holds infinity.
    ParamsError
        `level` or `smallest_relevant` is out of range.

    Notes
    -----
    Who comes chose to come. Read the result as "difference after adjustment; a hidden difference of strength
    X would explain it away".

    References
    ----------
    Robins, Rotnitzky, Zhao (1994); Moodie, Saarela, Stephens (2018) for the treated; Firth (1993);
    MacKinnon and White (1985) for the error in small groups;
    VanderWeele and Ding (2017) for the E-value.
    """
    check_names(covariates, ())
    if not is_number(level) or not 0.5 < level < 1:
        raise ParamsError("level", str(level), "a share above 0.5 and below 1", "Use 0.95.")
    if smallest_relevant is not None and not (is_number(smallest_relevant) and 0 < smallest_relevant <= 1):
        raise ParamsError(
            "smallest_relevant", str(smallest_relevant), "a share above 0, at most 1", "Leave it out."
        )
    groups = read_groups(people, treatment, outcome, covariates)
    n_treated = int(groups.treated.sum())
    base: dict[str, Any] = {
        "treatment": treatment,
        "outcome": outcome,
        "level": level,
        "smallest_relevant": smallest_relevant,
        "n_treated": n_treated,
        "n_untreated": len(groups.treated) - n_treated,
    }
    reason = _why_unknown(groups)
    if reason:
        return PeopleEffect(**base, verdict="cannot tell", warnings=(reason, *groups.notes))
    found = _estimate(groups, smallest_relevant, level)
    return PeopleEffect(**base, **found | {"warnings": (*found["warnings"], *groups.notes)})


def _why_unknown(groups: Groups) -> dict[str, Any] | None:
    n_treated, n = int(groups.treated.sum()), len(groups.treated)
    fewest = min(n_treated, n - n_treated)
    if fewest < FEWEST_PEOPLE:
        return {"code": "groups_too_small", "n_fewest": fewest, "n_needed": FEWEST_PEOPLE}
    if np.ptp(groups.outcome) == 0:
        return {"code": "outcome_constant", "n_people": n}
    if n < groups.covariates.shape[1] + 2 * FEWEST_PEOPLE:
        return {"code": "covariates_too_many", "n_covariates": groups.covariates.shape[1], "n_people": n}
    return None


def _estimate(groups: Groups, smallest_relevant: float | None, level: float) -> dict[str, Any]:
    treated, outcome = groups.treated, groups.outcome
    exog = np.column_stack([np.ones(len(treated)), groups.covariates])
    propensity = predict_share(exog, fit_firth(exog, treated))
    untreated = treated == 0
    expected = predict_share(exog, fit_firth(exog[untreated], outcome[untreated]))
    odds = np.where(untreated, np.minimum(propensity / (1 - propensity), MOST_ODDS), 0.0)
    leverage = np.zeros(len(treated))
    leverage[untreated] = leverage_of(exog[untreated], expected[untreated])
    effect, error = _aipw(treated, outcome, expected, odds, leverage)
    degrees = len(treated) - exog.shape[1]
    half = float(stats.t.ppf(0.5 + level / 2, degrees)) * error
    share = float(outcome[treated == 1].mean())
    lower, upper = effect - half, effect + half
    e_value = _near_e_value(share, lower, upper, len(treated))
    overlap = _overlap(propensity, treated, odds)
    return {
        "effect": effect,
        "effect_lower": lower,
        "effect_upper": upper,
        "naive": share - float(outcome[untreated].mean()),
        "treated_share": share,
        "expected_share": share - effect,
        "p_value": float(2 * stats.t.sf(abs(effect) / error, degrees)) if error > 0 else 1.0,
        "e_value": e_value,
        "e_value_estimate": _e_value(share, share - effect, len(treated)),
        "overlap": overlap,
        "warnings": _warnings(overlap, e_value, lower, upper),
        "verdict": _decide(lower, upper, e_value, smallest_relevant, overlap),
    }


def _aipw(
    treated: Floats, outcome: Floats, expected: Floats, odds: Floats, leverage: Floats
) -> tuple[float, float]:
    """Effect among the treated and its standard error from the influence function.

    What is left of the untreated is small because the model was fitted to them; it is taken as if each had
    been left out (HC3), which small groups need. Somebody alone in a group has leverage 1, yet a prior
    of the same weight beside.
    """
    residual = outcome - expected
    n, n_treated = len(treated), treated.sum()
    correction = odds / odds.sum()
    effect = float((treated * residual).sum() / n_treated - (correction * residual).sum())
    drift = (correction * residual).sum()
    alone = residual / (1 - np.minimum(leverage, MOST_LEVERAGE))
    centred = alone - (correction * alone).sum()
    influence = treated * (residual - drift - effect) / n_treated - correction * centred
    return effect, float(np.sqrt((influence**2).sum() * n / (n - 1)))


def _near_e_value(share: float, lower: float, upper: float, n: int) -> float:
    """E-value of the limit nearest to 0; 1 where the interval includes 0."""
    if lower <= 0 <= upper:
        return 1.0
    return _e_value(share, share - (lower if lower > 0 else upper), n)


def _e_value(share: float, expected: float, n: int) -> float:
    """VanderWeele and Ding (2017), eq. for a risk ratio; shares are kept off 0 by half a person."""
    least = 0.5 / n
    high, low = sorted((max(share, least), max(expected, least)), reverse=True)
    ratio = high / low
    return float(ratio + np.sqrt(ratio * (ratio - 1)))


def _overlap(propensity: Floats, treated: Floats, odds: Floats) -> dict[str, Any]:
    """How well the untreated can stand for the treated."""
    weights = odds[treated == 0]
    reach = propensity[treated == 0]
    chances = propensity[treated == 1]
    return {
        "n_treated": int(treated.sum()),
        "n_untreated": len(weights),
        "effective_untreated": float(weights.sum() ** 2 / (weights**2).sum()),
        "share_outside": float(((chances < reach.min()) | (chances > reach.max())).mean()),
        "largest_weight": float(weights.max() / weights.sum()),
    }


def _warnings(
    overlap: dict[str, Any], e_value: float, lower: float, upper: float
) -> tuple[dict[str, Any], ...]:
    effective, outside = overlap["effective_untreated"], overlap["share_outside"]
    is_clear = not lower <= 0 <= upper
    found = [
        ("few_comparable_people", {"effective_untreated": effective}, effective < FEWEST_EFFECTIVE),
        ("people_outside_overlap", {"share": outside}, outside > MOST_OUTSIDE),
        ("selection_could_explain", {"e_value": e_value}, is_clear and e_value <= E_VALUE_ABOVE),
    ]
    return tuple({"code": code, **values} for code, values, holds in found if holds)


def _decide(
    lower: float, upper: float, e_value: float, smallest_relevant: float | None, overlap: dict[str, Any]
) -> str:
    """The same order as for days, but "more" and "fewer" only where selection can hardly explain it.

    Without people to compare with, the model only continues a line: nothing is told.
    """
    if overlap["effective_untreated"] < FEWEST_EFFECTIVE or overlap["share_outside"] > TOO_MANY_OUTSIDE:
        return "cannot tell"
    # An interval clear of 0 that selection could explain can still lie inside what matters.
    if (lower > 0 or upper < 0) and e_value > E_VALUE_ABOVE:
        return "more" if lower > 0 else "fewer"
    if smallest_relevant is not None and -smallest_relevant <= lower and upper <= smallest_relevant:
        return "no difference seen"
    return "cannot tell"
