"""Return on an event as a range: effect times value per lead, against cost."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from kpilib.effects.arguments import is_number
from kpilib.effects.assumptions import Assumption, rank_assumptions
from kpilib.effects.record import QUANTILE_LEVELS, Effect, html_table
from kpilib.errors import ParamsError

LEAST_SHARE = QUANTILE_LEVELS[0] / 2  # beyond the outermost quantiles no probability is claimed


@dataclass(frozen=True)
class RoiRange:
    """ROI as fractions (0.333 is 33.3 %), with the interval of the effect; None where the effect is unknown.

    Attributes
    ----------
    break_even_leads : float
        Cost / value per lead: from here the event pays for itself.
    break_even_value : float or None
        Cost / effect: the value of a lead at which the event pays for itself; None unless the effect is
        above 0.
    p_positive : float or None
        Probability that ROI is above 0.
    smallest_detectable : float or None
        The smallest effect these data could have shown, times the value per lead.
    assumptions : tuple of Assumption
        Each input over its plausible range, the one that moves ROI most first.
    """

    roi: float | None
    roi_lower: float | None
    roi_upper: float | None
    p_positive: float | None
    break_even_leads: float
    break_even_value: float | None
    value_per_lead: float
    cost: float
    level: float
    smallest_detectable: float | None = None
    assumptions: tuple[Assumption, ...] = ()

    @property
    def moves_most(self) -> str | None:
        """Name of the assumption that moves ROI most; None where nothing does."""
        return self.assumptions[0].name if self.assumptions else None

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers, text and lists, ready for JSON."""
        record = asdict(self)
        return record | {"assumptions": list(record["assumptions"]), "moves_most": self.moves_most}

    def _repr_html_(self) -> str:
        shown = {name: value for name, value in self.to_dict().items() if name != "assumptions"}
        return html_table(shown)


def compute_roi_range(
    effect: Effect,
    value_per_lead: float,
    cost: float,
    cost_parts: Mapping[str, float] | None = None,
    value_range: tuple[float, float] | None = None,
) -> RoiRange:
    """ROI = (value per lead x effect - cost) / cost, over the effect's whole distribution.

    Parameters
    ----------
    effect : Effect
        Extra leads; value and cost are taken as known.
    value_per_lead, cost : float
        In one currency, above 0.
    cost_parts : mapping of str to float, optional
        Parts of the cost, for `assumptions`; `hours_rate` is the money of hours.
    value_range : (float, float), optional
        Plausible values of a lead; see `rank_assumptions`.

    Raises
    ------
    ParamsError
        A value or cost of 0 or below: there is no return on nothing; or `value_range` without the value.

    Examples
    --------
    200 extra leads of 100 each for 15,000 spent: (20,000 - 15,000) / 15,000.

    >>> sure = Effect("2026-04-15", "2026-04-28", 0.95, "more", 200.0, 200.0, 200.0, quantiles=(200.0,) * 39)
    >>> round(compute_roi_range(sure, 100, 15_000).roi, 3)
    0.333
    """
    for name, amount in (("value_per_lead", value_per_lead), ("cost", cost)):
        if not is_number(amount) or not amount > 0:
            raise ParamsError(name, str(amount), "an amount above 0", "State it, or leave the return out.")
    break_even = cost / value_per_lead
    bounds = (effect.effect, effect.effect_lower, effect.effect_upper)
    roi, lower, upper = (
        None if leads is None else (value_per_lead * leads - cost) / cost for leads in bounds
    )
    detectable = effect.smallest_detectable
    return RoiRange(
        roi,
        lower,
        upper,
        _share_above(effect.quantiles, break_even),
        break_even,
        cost / effect.effect if effect.effect is not None and effect.effect > 0 else None,
        value_per_lead,
        cost,
        effect.level,
        None if detectable is None else detectable * value_per_lead,
        rank_assumptions(effect, value_per_lead, cost, cost_parts, value_range),
    )


def _share_above(quantiles: tuple[float, ...], limit: float) -> float | None:
    """Share of the distribution above a limit, read between the quantiles."""
    if not quantiles:
        return None
    if quantiles[0] == quantiles[-1]:
        return float(quantiles[0] > limit)
    below = np.interp(limit, quantiles, QUANTILE_LEVELS, left=LEAST_SHARE, right=1 - LEAST_SHARE)
    return float(1 - below)
