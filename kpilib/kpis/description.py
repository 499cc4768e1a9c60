"""A formula as people read it."""

from kpilib.kpis.inputs import COST_PARTS, REVENUE_PARTS
from kpilib.kpis.record import Kpi

# Sums with a name of their own are told by it.
_NAMED = {" + ".join(COST_PARTS): "cost", " + ".join(REVENUE_PARTS): "revenue"}


def describe_formula(kpi: Kpi) -> str:
    """What stands above and below the stroke, in measures and KPIs; an own formula as it was written.

    Examples
    --------
    >>> from kpilib.kpis import KPIS
    >>> describe_formula(KPIS["attendance_rate"])
    'registered_attendees / registrations'
    >>> describe_formula(KPIS["cost_per_thousand_impressions"])
    '1000 × cost_advertising / impressions'
    """
    own = getattr(kpi.formula, "text", "")
    if own:
        return str(own)
    above, below = (_grouped(side) for side in (kpi.formula.numerator, kpi.formula.denominator))
    times = getattr(kpi.formula, "times", 1.0)
    factor = "" if times == 1 else f"{times:g} × "
    return f"{factor}{above} / {below}" if below else kpi.formula.numerator


def _grouped(side: str) -> str:
    text = _NAMED.get(side, side)
    return f"({text})" if " + " in text or " - " in text else text
