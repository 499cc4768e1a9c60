"""Params -> executed notebook -> HTML -> index."""

from kpilib.publish.batch import Job, Outcome, review_events
from kpilib.publish.compared import Comparison, compare, publish_diff
from kpilib.publish.event import publish_event, publish_failure
from kpilib.publish.index import publish_index
from kpilib.publish.portfolio import portfolio_path, publish_portfolio
from kpilib.publish.printing import check_browser, find_browser, print_pages

__all__ = [
    "Comparison",
    "Job",
    "Outcome",
    "check_browser",
    "compare",
    "find_browser",
    "portfolio_path",
    "print_pages",
    "publish_diff",
    "publish_event",
    "publish_failure",
    "publish_index",
    "publish_portfolio",
    "review_events",
]
