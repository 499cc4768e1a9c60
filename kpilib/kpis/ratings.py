"""Scores that the same people gave to several things: each with its interval, and which one stands apart."""

from typing import Literal

import numpy as np
import pandas as pd

from kpilib.kpis.formulas import MeanScore

Standing = Literal["higher", "lower", "level", "unknown"]
FEWEST = 5  # respondents who scored both of two things
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
    """Which things the same people scored higher or lower than most others, beyond chance.

    Parameters
    ----------
    scores : DataFrame
        As in `score_ratings`.
    level : float
        One minus the chance that any pair differs though none does (Bonferroni: the chance is shared among
        all pairs).

    Returns
    -------
    dict
        "higher" or "lower" than more than half of the others, else "level"; "unknown" where fewer than five
        respondents scored the thing and any other one.

    Notes
    -----
    Two things are compared by the respondents who scored both: the difference of their scores, by a t test.
    Its chance is never below that of so many equal signs in a row, so that a handful of answers that all
    point one way is no proof. House definition.
    """
    names = [str(name) for name in scores.columns]
    alpha = (1 - level) / max(len(names) * (len(names) - 1) / 2, 1)
    table = scores.set_axis(names, axis="columns")
    return {a: _standing([_sign(table[a] - table[b], alpha) for b in names if b != a]) for a in names}


def _sign(differences: pd.Series, alpha: float) -> int | None:
    """1 or -1 where a difference is beyond chance, 0 where it is not, None from too few respondents."""
    from scipy.stats import t

    known = differences.dropna().to_numpy("float64")
    n = len(known)
    if n < FEWEST:
        return None
    mean, error = known.mean(), known.std(ddof=1) / np.sqrt(n)
    p = 2 * t.sf(abs(mean) / error, n - 1) if error > 0 else float(mean == 0)
    return int(np.sign(mean)) if max(p, 2.0 ** (1 - n)) < alpha else 0


def _standing(signs: list[int | None]) -> Standing:
    known = [sign for sign in signs if sign is not None]
    if not known:
        return "unknown"
    if 2 * known.count(1) > len(signs):
        return "higher"
    return "lower" if 2 * known.count(-1) > len(signs) else "level"
