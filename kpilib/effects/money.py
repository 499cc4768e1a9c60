"""Return on an event as a range: effect times value per lead, against cost."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from kpilib.effects.record import QUANTILE_LEVELS, Effect, html_table
from kpilib.errors import ParamsError

LEAST_SHARE = QUANTILE_LEVELS[0] / 2  # beyond the outermost quantiles no probability is claimed


@dataclass(frozen=True)
class RoiRange:
    """ROI as fractions (0.333 is 33.3 %), with the interval of the effect; None where the effect is unknown.

    `break_even_leads` is cost / value per lead; `p_positive` the probability that ROI is above 0.
    """

    roi: float | None
    roi_lower: float | None
    roi_upper: float | None
    p_positive: float | None
    break_even_leads: float
    value_per_lead: float
    cost: float
    level: float

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers, ready for JSON."""
        return asdict(self)

    def _repr_html_(self) -> str:
        return html_table(self.to_dict())


def compute_roi_range(effect: Effect, value_per_lead: float, cost: float) -> RoiRange:
    """ROI = (value per lead x effect - cost) / cost, over the effect's whole distribution.

    Parameters
    ----------
    effect : Effect
        Extra leads; value and cost are taken as known.
    value_per_lead, cost : float
        In one currency, above 0.

    Raises
    ------
    ParamsError
        A value or cost of 0 or below: there is no return on nothing.

    Examples
    --------
    200 extra leads of 100 each for 15,000 spent: (20,000 - 15,000) / 15,000.

    >>> sure = Effect("2026-04-15", "2026-04-28", 0.95, "more", 200.0, 200.0, 200.0, quantiles=(200.0,) * 39)
    >>> round(compute_roi_range(sure, 100, 15_000).roi, 3)
    0.333
    """
    for name, amount in (("value_per_lead", value_per_lead), ("cost", cost)):
        if not amount > 0:
            raise ParamsError(name, str(amount), "an amount above 0", "State it, or leave the return out.")
    break_even = cost / value_per_lead
    bounds = (effect.effect, effect.effect_lower, effect.effect_upper)
    roi, lower, upper = (
        None if leads is None else (value_per_lead * leads - cost) / cost for leads in bounds
    )
    chance = _share_above(effect.quantiles, break_even)
    return RoiRange(roi, lower, upper, chance, break_even, value_per_lead, cost, effect.level)


def _share_above(quantiles: tuple[float, ...], limit: float) -> float | None:
    """Share of the distribution above a limit, read between the quantiles."""
    if not quantiles:
        return None
    if quantiles[0] == quantiles[-1]:
        return float(quantiles[0] > limit)
    below = np.interp(limit, quantiles, QUANTILE_LEVELS, left=LEAST_SHARE, right=1 - LEAST_SHARE)
    return float(1 - below)
