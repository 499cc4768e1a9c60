"""Tidy tables -> measures: counts and sums, one row per event, computed where the data are.

All events in one pass. What no export tells is missing; what an export covers and does not hold
is 0.
"""

from kpilib.measures.ads import read_campaigns
from kpilib.measures.challenges import count_qualified, read_challenges
from kpilib.measures.compute import compute_measures
from kpilib.measures.daily import count_new_contacts, read_people, read_presence, read_touches
from kpilib.measures.days import EventDays
from kpilib.measures.flows import read_flows
from kpilib.measures.maturing import DATED, measure_windows
from kpilib.measures.outreach import network_name, read_networks
from kpilib.measures.pace import read_registration_days
from kpilib.measures.past import count_people
from kpilib.measures.tail import read_content, read_later_leads
from kpilib.measures.typed import count_typed_days, read_typed_parts, read_typed_values
from kpilib.measures.voices import count_live, count_respondents, read_comments, read_ratings
from kpilib.measures.web_parts import read_channels, read_pages, read_web_parts

__all__ = [
    "DATED",
    "EventDays",
    "compute_measures",
    "count_live",
    "count_new_contacts",
    "count_people",
    "count_qualified",
    "count_respondents",
    "count_typed_days",
    "measure_windows",
    "network_name",
    "read_campaigns",
    "read_challenges",
    "read_channels",
    "read_comments",
    "read_content",
    "read_flows",
    "read_later_leads",
    "read_networks",
    "read_pages",
    "read_people",
    "read_presence",
    "read_ratings",
    "read_registration_days",
    "read_touches",
    "read_typed_parts",
    "read_typed_values",
    "read_web_parts",
]
