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

from kpilib.effects.firth import fit_firth, predict_share
from kpilib.effects.record import html_table
from kpilib.effects.series import Floats
from kpilib.errors import DataError, ParamsError

FEWEST_PEOPLE = 10
E_VALUE_ABOVE = 2.5
MOST_ODDS = 50.0  # a person's weight is cut here: one absentee must not stand for a crowd
FEWEST_EFFECTIVE = 15.0
MOST_OUTSIDE = 0.1


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
    method: str = "AIPW among the treated, Firth logits, influence-function error"

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


@dataclass(frozen=True)
class _Groups:
    treated: Floats
    outcome: Floats
    covariates: Floats


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
        Columns KNOWN BEFORE the event: numbers, flags, text groups. A missing value is its own group.
    smallest_relevant : float, optional
        Differences of shares between minus and plus this do not matter.
    level : float
        Of the interval, above 0.5 and below 1.

    Raises
    ------
    DataError
        A column is missing, or treatment or outcome is not 0/1.
    ParamsError
        `level` or `smallest_relevant` is out of range.

    Notes
    -----
    Who comes chose to come. Read the result as "difference after adjustment; a hidden difference of strength
    X would explain it away".

    References
    ----------
    Robins, Rotnitzky, Zhao (1994); Moodie, Saarela, Stephens (2018) for the treated; Firth (1993);
    VanderWeele and Ding (2017) for the E-value.
    """
    if not 0.5 < level < 1:
        raise ParamsError("level", str(level), "a share above 0.5 and below 1", "Use 0.95.")
    if smallest_relevant is not None and not 0 < smallest_relevant <= 1:
        raise ParamsError(
            "smallest_relevant", str(smallest_relevant), "a share above 0, at most 1", "Leave it out."
        )
    groups = _read_groups(people, treatment, outcome, covariates)
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
        return PeopleEffect(**base, verdict="cannot tell", warnings=(reason,))
    return PeopleEffect(**base, **_estimate(groups, smallest_relevant, level))


def _read_groups(people: pd.DataFrame, treatment: str, outcome: str, covariates: Sequence[str]) -> _Groups:
    for name in (treatment, outcome, *covariates):
        if name not in people.columns:
            raise DataError(
                f"people.{name}", "the column is missing", "it among the columns", "Add it or do not name it."
            )
    columns = [_covariate(people[name]) for name in covariates]
    table = np.column_stack([_flag(people, treatment), _flag(people, outcome), *columns])
    table = table[np.lexsort(table.T)]  # so that the order of rows moves no digit
    raw = table[:, 2:][:, np.ptp(table[:, 2:], axis=0) > 0] if len(table) else table[:, 2:]
    return _Groups(table[:, 0], table[:, 1], (raw - raw.mean(axis=0)) / raw.std(axis=0) if raw.size else raw)


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


def _covariate(column: pd.Series) -> Floats:
    """A number with a flag for missing, or dummies of a group."""
    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    if numbers.isna().equals(column.isna()):
        filled = numbers.fillna(numbers.median() if numbers.notna().any() else 0.0)
        return np.column_stack([filled, numbers.isna().astype(float)])
    return pd.get_dummies(column.astype(object), dtype=float, dummy_na=True).to_numpy()[:, 1:]


def _why_unknown(groups: _Groups) -> dict[str, Any] | None:
    n_treated, n = int(groups.treated.sum()), len(groups.treated)
    fewest = min(n_treated, n - n_treated)
    if fewest < FEWEST_PEOPLE:
        return {"code": "groups_too_small", "n_fewest": fewest, "n_needed": FEWEST_PEOPLE}
    if np.ptp(groups.outcome) == 0:
        return {"code": "outcome_constant", "n_people": n}
    if n < groups.covariates.shape[1] + 2 * FEWEST_PEOPLE:
        return {"code": "covariates_too_many", "n_covariates": groups.covariates.shape[1], "n_people": n}
    return None


def _estimate(groups: _Groups, smallest_relevant: float | None, level: float) -> dict[str, Any]:
    treated, outcome = groups.treated, groups.outcome
    exog = np.column_stack([np.ones(len(treated)), groups.covariates])
    propensity = predict_share(exog, fit_firth(exog, treated))
    untreated = treated == 0
    expected = predict_share(exog, fit_firth(exog[untreated], outcome[untreated]))
    odds = np.where(untreated, np.minimum(propensity / (1 - propensity), MOST_ODDS), 0.0)
    effect, error = _aipw(treated, outcome, expected, odds)
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
        "verdict": _decide(lower, upper, e_value, smallest_relevant),
    }


def _aipw(treated: Floats, outcome: Floats, expected: Floats, odds: Floats) -> tuple[float, float]:
    """Effect among the treated and its standard error from the influence function."""
    residual = outcome - expected
    n, n_treated = len(treated), treated.sum()
    correction = odds / odds.sum()
    effect = float((treated * residual).sum() / n_treated - (correction * residual).sum())
    drift = (correction * residual).sum()
    influence = treated * (residual - drift - effect) / n_treated - correction * (residual - drift)
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
    found = [
        ("few_comparable_people", {"effective_untreated": effective}, effective < FEWEST_EFFECTIVE),
        ("people_outside_overlap", {"share": outside}, outside > MOST_OUTSIDE),
        (
            "selection_could_explain",
            {"e_value": e_value},
            not lower <= 0 <= upper and e_value <= E_VALUE_ABOVE,
        ),
    ]
    return tuple({"code": code, **values} for code, values, holds in found if holds)


def _decide(lower: float, upper: float, e_value: float, smallest_relevant: float | None) -> str:
    """The same order as for days, but "more" and "fewer" only where selection can hardly explain it."""
    # An interval clear of 0 that selection could explain can still lie inside what matters.
    if (lower > 0 or upper < 0) and e_value > E_VALUE_ABOVE:
        return "more" if lower > 0 else "fewer"
    if smallest_relevant is not None and -smallest_relevant <= lower and upper <= smallest_relevant:
        return "no difference seen"
    return "cannot tell"
