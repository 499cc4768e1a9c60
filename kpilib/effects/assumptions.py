"""Which assumption moves the return most: one at a time over its plausible range, the others held."""

from collections.abc import Mapping
from dataclasses import dataclass

from kpilib.effects.record import Effect
from kpilib.errors import ParamsError

# House definition, DECISIONS 2026-11-26: people guess values and hours more loosely than invoices.
PLAUSIBLE_GUESS = 0.25
PLAUSIBLE_BILL = 0.10
EFFECT, VALUE, HOURS_RATE = "effect", "value_per_lead", "hours_rate"


@dataclass(frozen=True)
class Assumption:
    """One input of the return over its plausible range; `swing` is the greatest ROI less the least.

    `lower` and `upper` are of the input itself: leads, money for a lead, money for a part of the cost. For
    `hours_rate` they are the money of all hours at the least and the greatest rate.
    """

    name: str
    lower: float
    upper: float
    roi_lower: float
    roi_upper: float

    @property
    def swing(self) -> float:
        """How far the return moves over the range."""
        return self.roi_upper - self.roi_lower


def rank_assumptions(
    effect: Effect,
    value_per_lead: float,
    cost: float,
    cost_parts: Mapping[str, float] | None = None,
    value_range: tuple[float, float] | None = None,
) -> tuple[Assumption, ...]:
    """Assumptions by how far each alone moves the return, the widest first.

    Parameters
    ----------
    effect : Effect
        Varies over its interval; left out where nothing is known of it.
    value_per_lead : float
        Varies over `value_range`, else by a quarter either way.
    cost : float
        Sum of all counted costs.
    cost_parts : mapping of str to float, optional
        Known parts of the cost; together at most `cost`. `hours_rate`, hours times a rate, varies by a
        quarter; any other by a tenth.
    value_range : (float, float), optional
        Least and greatest plausible value of a lead, both above 0, `value_per_lead` between them.

    Returns
    -------
    tuple of Assumption
        Empty where the effect is unknown. An assumption that moves nothing is left out.

    Raises
    ------
    ParamsError
        `value_range` does not hold `value_per_lead`.

    Examples
    --------
    200 leads for sure, worth 100 each, for 15,000: a value of 75 gives 0, one of 125 gives two thirds.

    >>> sure = Effect("2026-04-15", "2026-04-28", 0.95, "more", 200.0, 200.0, 200.0)
    >>> [(a.name, a.roi_lower, round(a.roi_upper, 3)) for a in rank_assumptions(sure, 100, 15_000)]
    [('value_per_lead', 0.0, 0.667)]
    """
    if effect.effect is None or effect.effect_lower is None or effect.effect_upper is None:
        return ()
    leads = effect.effect
    low, high = _check_range(value_per_lead, value_range)
    found = [
        _span(
            EFFECT,
            effect.effect_lower,
            effect.effect_upper,
            *(value_per_lead * n / cost - 1 for n in (effect.effect_lower, effect.effect_upper)),
        ),
        _span(VALUE, low, high, *(worth * leads / cost - 1 for worth in (low, high))),
    ]
    for name, amount in (cost_parts or {}).items():
        share = PLAUSIBLE_GUESS if name == HOURS_RATE else PLAUSIBLE_BILL
        ends = (amount * (1 - share), amount * (1 + share))
        costs = [cost - amount + end for end in ends]
        if min(costs) > 0:
            found.append(_span(name, *ends, *(value_per_lead * leads / c - 1 for c in costs)))
    moving = [assumption for assumption in found if assumption.swing > 0]
    return tuple(sorted(moving, key=lambda a: (-a.swing, a.name)))


def _check_range(value: float, value_range: tuple[float, float] | None) -> tuple[float, float]:
    if value_range is None:
        return value * (1 - PLAUSIBLE_GUESS), value * (1 + PLAUSIBLE_GUESS)
    low, high = value_range
    if not 0 < low <= value <= high:
        raise ParamsError(
            "value_range",
            f"{low} to {high}",
            f"two amounts above 0 with value_per_lead, {value}, between them",
            "Correct one of them.",
        )
    return low, high


def _span(name: str, low: float, high: float, *returns: float) -> Assumption:
    return Assumption(name, low, high, min(returns), max(returns))
