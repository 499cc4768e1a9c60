"""Params -> executed notebook -> HTML -> index."""

from kpilib.publish.batch import Job, Outcome, review_events
from kpilib.publish.event import publish_event, publish_failure
from kpilib.publish.index import publish_index

__all__ = ["Job", "Outcome", "publish_event", "publish_failure", "publish_index", "review_events"]
