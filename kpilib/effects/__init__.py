"""What the event brought: from the daily series, from people, from the CRM, and in money."""

from kpilib.effects.credit import Credit, EventCredit, compute_credit
from kpilib.effects.daily import estimate_effect
from kpilib.effects.money import RoiRange, compute_roi_range
from kpilib.effects.people import PeopleEffect, estimate_people_effect
from kpilib.effects.record import Effect
from kpilib.effects.verdict import triangulate

__all__ = [
    "Credit",
    "Effect",
    "EventCredit",
    "PeopleEffect",
    "RoiRange",
    "compute_credit",
    "compute_roi_range",
    "estimate_effect",
    "estimate_people_effect",
    "triangulate",
]
