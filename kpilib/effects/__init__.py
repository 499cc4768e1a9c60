"""What the event brought: from the daily series, from people, from the CRM, in money, and in the long run."""

from kpilib.effects.credit import Credit, EventCredit, compute_credit
from kpilib.effects.daily import estimate_effect
from kpilib.effects.money import RoiRange, compute_roi_range
from kpilib.effects.people import PeopleEffect, estimate_people_effect
from kpilib.effects.record import Effect
from kpilib.effects.tail import Tail, count_by_month, estimate_tail
from kpilib.effects.triangulation import triangulate

__all__ = [
    "Credit",
    "Effect",
    "EventCredit",
    "PeopleEffect",
    "RoiRange",
    "Tail",
    "compute_credit",
    "compute_roi_range",
    "count_by_month",
    "estimate_effect",
    "estimate_people_effect",
    "estimate_tail",
    "triangulate",
]
