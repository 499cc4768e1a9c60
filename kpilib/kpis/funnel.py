"""The way from first touch to sale: by stage, by automated flow, by sales work."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from kpilib.kpis.declare import kpi as declare
from kpilib.kpis.formulas import Difference, Measure, Ratio, Share, divide, wilson
from kpilib.kpis.record import Kpi, Measures, Parts, Type

_kpi = partial(declare, group="funnel")
_stage = {"step": "improvement", "model": "leads", "objective": "funnel", "purpose": "conversion",
          "dimension": "stage", "questions": ("Q06",), "window": "event"}  # fmt: skip
# Automated flows take longer to show results, so they are counted over the longer window.
_flow = {"step": "improvement", "model": "sales", "objective": "channels", "purpose": "conversion",
         "dimension": "flow", "questions": ("Q08",), "window": "roi"}  # fmt: skip
_sales = {"step": "improvement", "model": "sales", "objective": "sales", "purpose": "conversion"}


@dataclass(frozen=True)
class ShareShift:
    """Largest change in the share of a segment, after less before, with its interval.

    Notes
    -----
    The segment is chosen because it moved most, so the interval is widened to hold for all
    `segments` at once (Bonferroni).

    References
    ----------
    Newcombe (1998), Interval estimation for the difference between independent proportions, method 10.
    """

    numerator: str = "segment_after / segment_after_all - segment_before / segment_before_all"
    denominator: str = ""
    type: Type = "derived"

    @property
    def terms(self) -> tuple[str, ...]:
        return "segment_before", "segment_before_all", "segment_after", "segment_after_all", "segments"

    def __call__(self, measures: Measures) -> Parts:
        before, n, after, m, segments = (measures[term] for term in self.terms)
        p, q = divide(before, n), divide(after, m)
        low, high = np.full(p.shape, np.nan), np.full(p.shape, np.nan)
        for count in np.unique(segments[~np.isnan(segments) & ~np.isnan(q - p)]):
            of = segments == count
            level = 1 - 0.05 / max(count, 1)
            (p_low, p_high), (q_low, q_high) = (
                wilson(k[of], trials[of], level) for k, trials in ((before, n), (after, m))
            )
            low[of] = (q - p)[of] - np.hypot(q[of] - q_low, p_high - p[of])
            high[of] = (q - p)[of] + np.hypot(q_high - q[of], p[of] - p_low)
        return Parts(q - p, lower=low, upper=high, n=n + m)


KPIS: tuple[Kpi, ...] = (
    _kpi("stage_entries", Measure("registrations"), "people", "K71", **_stage, better="none"),
    _kpi("stage_exits", Difference("registrations", "registered_leads"), "people", "K71", **_stage,
         better="down"),
    _kpi("stage_conversion_rate", Share("registered_leads", "registrations"), "share", "K71",
         **_stage, type="conversion"),
    _kpi("lead_response_hours", Measure("lead_response_hours", of="lead_responses"), "hours",
         "K21; house definition: median hours from contact to first activity", step="improvement",
         model="leads", objective="leads", kind="leading", better="down"),
    _kpi("sales_cycle_days", Measure("sales_cycle_days", of="new_customers"), "days",
         "K69; house definition: median days from first contact record to won deal", **_sales,
         better="down", window="roi", questions=("Q05",)),
    _kpi("meetings_held", Measure("meetings_held"), "count", "K35", **_sales, kind="leading", adds_up=True),
    _kpi("deals_closed", Measure("deals_won"), "count", "K35", **_sales, window="roi", adds_up=True),
    _kpi("customer_path", Ratio("path_steps", "path_people"), "ratio",
         "K47; house definition: touches of the event's leads / leads with a touch", step="improvement",
         model="leads", objective="funnel", better="none", dimension="path"),
    _kpi("profile_shift", ShareShift(), "percentage_points",
         "K41; house definition: largest change in shares of a profile attribute", step="improvement",
         objective="audience", better="none", dimension="segment"),
    _kpi("flow_leads", Measure("flow_leads"), "count", "K73", **_flow, adds_up=True),
    _kpi("flow_opportunities", Measure("flow_opportunities"), "count", "K73", **_flow, adds_up=True),
    _kpi("flow_sales", Measure("flow_sales"), "count", "K73", **_flow, adds_up=True),
    _kpi("flow_sales_rate", Share("flow_sales", "flow_leads"), "share",
         "K73; house definition: sales / leads of the flow", **_flow),
    _kpi("flow_cost_per_acquisition", Ratio("flow_cost", "flow_conversions"), "money", "K73", **_flow,
         better="down"),
)  # fmt: skip
