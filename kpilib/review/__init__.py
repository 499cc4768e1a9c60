"""Everything known of one event as one record; `compute_review` puts the steps together."""

from kpilib.review.compute import check_reviewable, compute_review
from kpilib.review.record import Review

__all__ = ["Review", "check_reviewable", "compute_review"]
