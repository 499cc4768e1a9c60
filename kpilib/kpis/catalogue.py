"""All KPIs of the kit in one order: the page's, the commands' and the docs'."""

from kpilib.kpis import email_social, event, experience, funnel, money, web
from kpilib.kpis.record import Kpi

GROUPS = (event, experience, money, web, email_social, funnel)
KPIS: dict[str, Kpi] = {kpi.id: kpi for group in GROUPS for kpi in group.KPIS}

# What a workspace uses unless it says otherwise.
DEFAULT_KPIS = (
    *("registrations", "qualified_registrations", "attendees", "attendance_rate"),
    *("attendance_per_qualified_registration", "qualified_attendance_rate", "walk_ins"),
    *("minutes_attended", "minutes_per_attendee", "leads", "qualified_leads", "attendee_conversion_rate"),
    *("alignment_index", "channel_completion_rate", "content_downloads", "complaints", "nps", "csat", "ses"),
    *("cost", "cost_per_registration", "cost_per_attendee", "cost_per_lead", "revenue", "pipeline_value"),
    *("roi", "average_order_value", "revenue_per_customer", "conversion_rate"),
)
