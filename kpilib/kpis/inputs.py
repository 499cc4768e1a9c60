"""What formulas are made of: every measure with its unit, and what may not be done with it.

`kpilib.measures` computes those that an export tells; people state others in an event's `facts`, or
type them in the template `kpi_values`.
"""

from dataclasses import dataclass
from typing import Literal

Nature = Literal["", "unique", "intent", "order", "customer", "level"]

COST_PARTS = (
    *("cost_expert_time", "cost_promotion_time", "cost_advertising", "cost_venue"),
    *("cost_materials", "cost_staff", "cost_platform", "cost_other"),
)
REVENUE_PARTS = ("revenue_tickets", "revenue_sponsorship", "revenue_sales", "revenue_deals")


@dataclass(frozen=True)
class Input:
    """One measure.

    Attributes
    ----------
    unit : str
        Of one value: people, count, money, minutes, hours, days, share, ratio, points, score, yes_no.
    nature : str
        "unique": different people, never added over days, posts or campaigns; "level": a state, of
        which the last day counts; "intent": said, not done; "order" and "customer": two denominators that
        must not be confused; "" else.
    """

    unit: str
    nature: Nature = ""


def _inputs(unit: str, names: str, nature: Nature = "") -> dict[str, Input]:
    return {name: Input(unit, nature) for name in names.split()}


MEASURES: dict[str, Input] = {
    **_inputs(
        "people",
        "registrations qualified_registrations attendees registered_attendees qualified_attendees walk_ins "
        "phone_dial_ins leads qualified_leads registered_leads attendees_acted "
        "attendees_converted new_people engaged_attendees survey_responses free_signups follow_ups invited "
        "goals_named feedback_givers list_size goal_registrations goal_attendees lead_responses "
        "attendee_leads known_attendees absent_leads leads_qualified known_qualified mailed "
        "past_leads employees_kept employees_at_start",
    ),
    **_inputs(
        "people", "posts_reached audience_reached audience_size users new_visitors visitors buyers", "unique"
    ),
    **_inputs("count", "accounts_reached accounts_with_lead", "unique"),
    **_inputs("people", "conversions goal_begun goal_completed segmented_users segmented_followers"),
    **_inputs("people", "followers new_followers"),
    **_inputs("people", "customers new_customers qualified_customers", "customer"),
    **_inputs("people", "intent_yes", "intent"),
    **_inputs("people", "intent_answers nps_answers nps_promoters nps_detractors nps_other_scale csat_top"),
    **_inputs("people", "csat_answers ses_answers ease_answers satisfaction_answers trouble_yes"),
    **_inputs("people", "trouble_answers alignment_scorers"),
    **_inputs("count", "orders past_orders orders_itemised orders_with_second_line", "order"),
    **_inputs("count", "orders_above_entry repeat_orders", "order"),
    **_inputs(
        "count",
        "channels_sent channels_planned kit_done kit_items complaints downloads items event_purchases "
        "comments_written path_steps path_people sessions bounced_sessions page_views sessions_with_channel "
        "visitors_with_source referrer_visits top_post_interactions emails_delivered emails_opened "
        "emails_clicked posts social_views social_comments social_likes social_shares social_replies "
        "discussions recommendations influencer_interactions mentions_judged mentions_positive "
        "mentions_negative mentions_answered profile_visits link_clicks page_comments brand_interactions "
        "impressions clicks ad_conversions video_views video_impressions meetings_held deals_won flow_leads "
        "flow_opportunities flow_sales flow_conversions questions_before "
        "questions_after",
    ),
    **_inputs(
        "count",
        "years orders_a_year alignment_scales reach_rows post_reach_rows segment_before segment_before_all "
        "segment_after segment_after_all segments",
        "level",
    ),
    **_inputs("minutes", "minutes_attended minutes_in_sessions minutes_on_pages"),
    **_inputs("hours", "lead_response_hours"),
    **_inputs("days", "sales_cycle_days"),
    **_inputs("rank", "keyword_rank"),
    **_inputs("yes_no", "useful_content is_live video_timing video_description video_timestamps"),
    **_inputs("yes_no", "video_subtitles video_backlink"),
    **_inputs(
        "score",
        "ses_sum ses_squares ease_sum ease_squares satisfaction_sum satisfaction_squares alignment_sum "
        "alignment_squares",
    ),
    **_inputs("score", "alignment_lowest alignment_highest", "level"),
    **_inputs("money", " ".join((*COST_PARTS, *REVENUE_PARTS))),
    **_inputs(
        "money",
        "revenue_existing_customers pipeline_value order_revenue past_order_revenue platform_cost_stated "
        "cost_video ad_revenue flow_cost period_revenue earlier_period_revenue period_income period_cost ",
    ),
    **_inputs("money", "value_per_lead", "level"),
    **_inputs("people", "extra_leads extra_leads_lower extra_leads_upper"),
}
