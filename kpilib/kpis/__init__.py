"""KPI values: pure formulas over measures, and the catalogue of frozen records."""

from kpilib.kpis.catalogue import DEFAULT_KPIS, KPIS
from kpilib.kpis.compute import compute_kpis
from kpilib.kpis.guards import REFUSALS, describe_note
from kpilib.kpis.inputs import COST_PARTS, MEASURES, REVENUE_PARTS
from kpilib.kpis.own import with_own
from kpilib.kpis.pooling import RateOverEvents, compute_rate_over_events
from kpilib.kpis.record import Kpi, Parts

__all__ = [
    "COST_PARTS",
    "DEFAULT_KPIS",
    "KPIS",
    "MEASURES",
    "REFUSALS",
    "REVENUE_PARTS",
    "Kpi",
    "Parts",
    "RateOverEvents",
    "compute_kpis",
    "compute_rate_over_events",
    "describe_note",
    "with_own",
]
