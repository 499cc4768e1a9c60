"""The website: who came, from where, what they looked at, what they did."""

from functools import partial

from kpilib.kpis.declare import kpi as declare
from kpilib.kpis.formulas import Measure, Ratio, Share
from kpilib.kpis.record import Kpi

_kpi = partial(declare, group="web", model="traffic")
_visits = {"step": "promotion", "purpose": "acquisition"}

KPIS: tuple[Kpi, ...] = (
    _kpi("conversion_rate", Share("conversions", "visitors"), "share", "K20, T07", step="promotion",
         purpose="conversion", objective="leads", questions=("Q04", "Q11"), target="rate"),
    _kpi("users", Measure("users"), "people", "K28", **_visits, objective="audience", is_vanity=True),
    _kpi("sessions", Measure("sessions"), "count", "K28", **_visits, objective="audience", is_vanity=True,
         adds_up=True),
    _kpi("session_minutes", Ratio("minutes_in_sessions", "sessions"), "minutes", "K28", step="promotion",
         purpose="engagement", objective="audience", questions=("Q18",)),
    _kpi("bounce_rate", Share("bounced_sessions", "sessions"), "share", "K28", step="promotion",
         purpose="engagement", objective="audience", better="down"),
    _kpi("new_visitor_rate", Share("new_visitors", "users"), "share", "K28", **_visits,
         objective="audience", better="none"),
    _kpi("site_audience", Measure("segmented_users"), "people", "K29", **_visits, objective="audience",
         better="none", dimension="segment"),
    _kpi("sessions_by_channel", Measure("sessions_with_channel"), "count", "K30", **_visits,
         objective="channels", better="none", dimension="channel", questions=("Q04",)),
    _kpi("visitors_by_source", Measure("visitors_with_source"), "count", "K80", **_visits,
         objective="channels", better="none", dimension="source", questions=("Q04",)),
    _kpi("page_views", Measure("page_views"), "count", "K31", step="evergreen", purpose="engagement",
         objective="useful_content", dimension="page", is_vanity=True, questions=("Q18",), adds_up=True),
    _kpi("minutes_on_page", Ratio("minutes_on_pages", "page_views"), "minutes", "K31", step="evergreen",
         purpose="engagement", objective="useful_content", dimension="page", questions=("Q18",)),
    _kpi("goal_completion_rate", Share("goal_completed", "goal_begun"), "share", "K32", step="promotion",
         purpose="conversion", objective="funnel", dimension="action"),
    _kpi("visitor_purchase_rate", Share("buyers", "visitors"), "share", "K74", step="improvement",
         purpose="conversion", objective="sales", questions=("Q10", "Q11")),
    _kpi("keyword_rank", Measure("keyword_rank"), "rank", "K72", step="evergreen", purpose="acquisition",
         objective="free_traffic", better="down", dimension="keyword", questions=("Q07",)),
    _kpi("referrer_rank", Measure("referrer_visits"), "count", "K72", step="evergreen",
         purpose="acquisition", objective="free_traffic", dimension="referrer", questions=("Q07",)),
)  # fmt: skip
