"""Scores that the same people gave to several things: each with its interval, and which one stands apart."""

from typing import Any, Literal

import numpy as np
import pandas as pd

from kpilib.kpis.formulas import MeanScore

Standing = Literal["higher", "lower", "level", "unknown"]
FEWEST = 5  # respondents who scored a thing and another one too
_MEAN = MeanScore("total", "squares", "n", (1, 5))


def score_ratings(scores: pd.DataFrame) -> pd.DataFrame:
    """Mean, interval and number of answers of each thing that was scored from 1 to 5.

    Parameters
    ----------
    scores : DataFrame
        One row per respondent, one column per thing; missing where somebody did not score it.

    Returns
    -------
    DataFrame
        Indexed by thing, in the order of the columns: value, n, lower, upper. `value` is missing without
        answers, the limits where answers are fewer than two or all the same.
    """
    table = pd.DataFrame({"total": scores.sum(), "squares": (scores**2).sum(), "n": scores.count()})
    parts = _MEAN({str(name): table[name].to_numpy("float64") for name in table})
    limits = {"lower": parts.lower, "upper": parts.upper}
    return pd.DataFrame({"value": parts.value, "n": table["n"], **limits}, index=scores.columns)


def compare_ratings(scores: pd.DataFrame, level: float = 0.95) -> dict[str, Standing]:
    """Which things were scored higher or lower than the others by the same people, beyond chance.

    Parameters
    ----------
    scores : DataFrame
        As in `score_ratings`.
    level : float
        One minus the chance that anything at all stands apart though nothing does (Bonferroni: the chance is
        shared among the things compared).

    Returns
    -------
    dict
        "higher" or "lower" beyond chance, else "level"; "unknown" where fewer than five respondents scored
        the thing and another one too.

    Notes
    -----
    Each respondent is compared with herself: her score of a thing less the mean of her scores of the
    others, by a t test. Its chance is never below that of so many equal signs in a row, so that a handful
    of answers that all point one way is no proof. House definition.
    """
    alpha = (1 - level) / max(len(scores.columns), 1)
    return {str(name): _standing(_differences(scores, name), alpha) for name in scores.columns}


def _differences(scores: pd.DataFrame, name: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    own, others = scores[name], scores.drop(columns=name).mean(axis="columns")
    return (own - others).dropna().to_numpy("float64")


def _standing(differences: np.ndarray[Any, np.dtype[np.float64]], alpha: float) -> Standing:
    from scipy.stats import t

    n = len(differences)
    if n < FEWEST:
        return "unknown"
    mean, error = differences.mean(), differences.std(ddof=1) / np.sqrt(n)
    if abs(mean) < 1e-12:
        return "level"
    p = 2 * t.sf(abs(mean) / error, n - 1) if error > 0 else 0.0
    if max(p, 2.0 ** (1 - n)) >= alpha:
        return "level"
    return "higher" if mean > 0 else "lower"
