"""KPI values: pure formulas over measures, and the catalogue of frozen records."""

from kpilib.kpis import event, experience, money, web  # noqa: F401 - each declares its KPIs
from kpilib.kpis.compute import compute_kpis
from kpilib.kpis.money import COST_PARTS, REVENUE_PARTS
from kpilib.kpis.pooling import RateOverEvents, compute_rate_over_events
from kpilib.kpis.record import KPIS, Kpi, Parts

__all__ = [
    "COST_PARTS",
    "KPIS",
    "REVENUE_PARTS",
    "Kpi",
    "Parts",
    "RateOverEvents",
    "compute_kpis",
    "compute_rate_over_events",
]
