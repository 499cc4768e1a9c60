"""What an estimate leaves unexplained on the days before the window."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats  # type: ignore[import-untyped]

from kpilib.effects.series import Floats

FEWEST_DAYS = 28
SURPRISING = 0.01  # a check stands out if chance gives as much in one of a hundred
WIDEST_SPREAD = 1.5


@dataclass(frozen=True)
class ResidualCheck:
    """Days before the window against their own bands.

    Attributes
    ----------
    n_outside : int
        Days outside their band, of `n_days`; about 1 - `level` of them is to be expected.
    day_before, week_before : float or None
        Correlation of what is left with the day before, and with the same weekday of the week before.
    spread : float or None
        Standard deviation of what is left, in that of the bands: 1 is as expected.
    stands_out : tuple of str
        "outside", "day_before", "week_before", "spread": checks that chance hardly explains.
    """

    n_days: int
    level: float
    n_outside: int = 0
    day_before: float | None = None
    week_before: float | None = None
    spread: float | None = None
    stands_out: tuple[str, ...] = ()
    rows: tuple[dict[str, Any], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and lists, ready for JSON."""
        record = asdict(self)
        return record | {"stands_out": list(self.stands_out), "rows": list(self.rows)}


def check_residuals(daily: pd.DataFrame, level: float) -> ResidualCheck:
    """Checks of the days before the window.

    Parameters
    ----------
    daily : DataFrame
        `Effect.daily`: date, observed, counterfactual, lower, upper, in_window.
    level : float
        Of the bands.

    Notes
    -----
    A week whose days are alike, or days that follow each other, are still in what is left if a correlation
    stands out: the interval is then likely too narrow. Lower limits are cut at 0, so only the upper ones
    tell the width.
    """
    before = daily[~daily["in_window"].astype(bool)]
    numbers = before[["observed", "counterfactual", "lower", "upper"]].astype(float)
    half = (numbers["upper"] - numbers["counterfactual"]).to_numpy()
    left = (
        (numbers["observed"] - numbers["counterfactual"]).to_numpy() / np.where(half > 0, half, np.nan)
    ) * (stats.norm.ppf(0.5 + level / 2))
    seen = left[np.isfinite(left)]
    if len(seen) < FEWEST_DAYS:
        return ResidualCheck(len(seen), level)
    outside = int((np.abs(seen) > stats.norm.ppf(0.5 + level / 2)).sum())
    spread = float(seen.std())
    after_one, after_week = _correlation(left, 1), _correlation(left, 7)
    limit = float(stats.norm.ppf(1 - SURPRISING / 2) / np.sqrt(len(seen)))
    found = [
        ("outside", stats.binom.sf(outside - 1, len(seen), 1 - level) < SURPRISING),
        ("day_before", abs(after_one or 0.0) > limit),
        ("week_before", abs(after_week or 0.0) > limit),
        ("spread", spread > WIDEST_SPREAD),
    ]
    names = tuple(name for name, holds in found if holds)
    rows = tuple(
        {"date": str(day), "residual": None if np.isnan(x) else float(x)}
        for day, x in zip(before["date"], left, strict=True)
    )
    return ResidualCheck(len(seen), level, outside, after_one, after_week, spread, names, rows)


def _correlation(left: Floats, lag: int) -> float | None:
    """Of days so many days apart, both known."""
    early, late = left[:-lag], left[lag:]
    both = np.isfinite(early) & np.isfinite(late)
    if both.sum() < FEWEST_DAYS or not early[both].std() or not late[both].std():
        return None
    return float(np.corrcoef(early[both], late[both])[0, 1])
