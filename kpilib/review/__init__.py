"""Everything known of one event as one record; `compute_review` puts the steps together."""

from kpilib.review.compute import check_reviewable, compute_review
from kpilib.review.plan import Plan, freeze_plan
from kpilib.review.record import Review

__all__ = ["Plan", "Review", "check_reviewable", "compute_review", "freeze_plan"]
