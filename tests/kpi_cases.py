"""One case by hand for each KPI of the catalogue: measures -> value, numerator, denominator.

`PROVES` names the checklist rows that each case proves.
"""

from typing import NamedTuple

Measures = dict[str, float]


class Case(NamedTuple):
    """A KPI, its measures, and what must come out; interval ends rounded to three places."""

    kpi: str
    measures: Measures
    value: float
    numerator: float | None = None
    denominator: float | None = None
    interval: tuple[float, float] | None = None


CASES: tuple[Case, ...] = (
    # event
    Case("registrations", {"registrations": 200}, 200),
    Case("qualified_registrations", {"qualified_registrations": 100}, 100),
    Case("attendees", {"attendees": 144}, 144),
    Case("walk_ins", {"walk_ins": 9}, 9),
    Case("no_shows", {"registrations": 200, "registered_attendees": 150}, 50),
    Case("attendance_rate", {"registered_attendees": 150, "registrations": 200}, 0.75, 150, 200, (0.686, 0.805)),
    Case("attendance_per_qualified_registration", {"attendees": 144, "qualified_registrations": 100}, 1.44, 144, 100),
    Case("qualified_attendance_rate", {"qualified_attendees": 60, "qualified_registrations": 100}, 0.6, 60, 100, (0.502, 0.691)),
    Case("minutes_attended", {"minutes_attended": 5400}, 5400),
    Case("minutes_per_attendee", {"minutes_attended": 5400, "attendees": 120}, 45, 5400, 120),
    Case("leads", {"leads": 58}, 58),
    Case("qualified_leads", {"qualified_leads": 31}, 31),
    Case("attendee_conversion_rate", {"attendees_acted": 20, "attendees": 200}, 0.1, 20, 200, (0.066, 0.149)),
    Case("conversions", {"attendees_converted": 14}, 14),
    Case("new_contacts", {"new_people": 37}, 37),
    # Scores 5, 4, 3 of three named scorers: mean 4, standard deviation 1, t(2) = 4.303.
    Case("alignment_index", {"alignment_sum": 12, "alignment_squares": 50, "alignment_scorers": 3}, 4, 12, 3, (1.516, 6.484)),
    Case("event_kit_rate", {"kit_done": 3, "kit_items": 4}, 0.75, 3, 4),
    Case("channel_completion_rate", {"channels_sent": 3, "channels_planned": 4}, 0.75, 3, 4),
    Case("registrations_to_goal", {"registrations": 210, "goal_registrations": 200}, 1.05, 210, 200),
    Case("attendees_to_goal", {"attendees": 120, "goal_attendees": 150}, 0.8, 120, 150),
    Case("accounts_reached", {"accounts_reached": 41}, 41),
    Case("accounts_with_lead", {"accounts_with_lead": 17}, 17),
    Case("engagement_rate", {"engaged_attendees": 30, "attendees": 120}, 0.25, 30, 120, (0.181, 0.334)),
    Case("attendee_goals", {"goals_named": 88}, 88),
    Case("content_downloads", {"downloads": 36}, 36),
    Case("free_plan_signups", {"free_signups": 22}, 22),
    Case("follow_ups", {"follow_ups": 4}, 4),
    Case("is_useful_content_produced", {"useful_content": 1}, 1),
    Case("is_video_to_standard", dict.fromkeys(("video_timing", "video_description", "video_timestamps", "video_subtitles", "video_backlink"), 1.0), 1, 5, 5),
    # experience
    Case("nps", {"nps_answers": 50, "nps_promoters": 30, "nps_detractors": 10}, 40, 20, 50, (16.188, 59.284)),
    Case("csat", {"csat_top": 66, "csat_answers": 78}, 66 / 78, 66, 78, (0.750, 0.910)),
    # Answers 3, 4, 5, 4: mean 4, standard deviation 0.816, t(3) = 3.182; the scale ends at 5.
    Case("ses", {"ses_sum": 16, "ses_squares": 66, "ses_answers": 4}, 4, 16, 4, (2.701, 5.0)),
    Case("satisfaction_score", {"satisfaction_sum": 16, "satisfaction_squares": 66, "satisfaction_answers": 4}, 4, 16, 4, (2.701, 5.0)),
    Case("technical_trouble_rate", {"trouble_yes": 60, "trouble_answers": 100}, 0.6, 60, 100, (0.502, 0.691)),
    Case("survey_response_rate", {"survey_responses": 78, "attendees": 166}, 78 / 166, 78, 166, (0.395, 0.546)),
    Case("complaints", {"complaints": 3, "is_live": 1}, 3),
    Case("ease_of_use", {"ease_sum": 16, "ease_squares": 66, "ease_answers": 4, "is_live": 1}, 4, 16, 4, (2.701, 5.0)),
    Case("purchase_intent_rate", {"intent_yes": 80, "intent_answers": 100}, 0.8, 80, 100, (0.711, 0.867)),
    Case("survey_comments", {"comments_written": 17}, 17),
    Case("attendee_feedback", {"feedback_givers": 25}, 25),
    # money
    Case("cost", {"cost_venue": 300, "cost_advertising": 500, "cost_materials": 100, "cost_staff": 600}, 1500),
    Case("ad_spend", {"cost_advertising": 500}, 500),
    Case("revenue", {"revenue_tickets": 900, "revenue_sponsorship": 800, "revenue_sales": 300, "revenue_deals": 1500}, 3500),
    Case("revenue_existing_customers", {"revenue_existing_customers": 700}, 700),
    Case("pipeline_value", {"pipeline_value": 900}, 900),
    Case("roi", {"revenue_sales": 20_000, "cost_other": 15_000}, 1 / 3, 5_000, 15_000),
    Case("cost_per_lead", {"cost_other": 3500, "leads": 140}, 25, 3500, 140),
    Case("cost_per_registration", {"cost_other": 3500, "registrations": 700}, 5, 3500, 700),
    Case("cost_per_attendee", {"cost_other": 500, "attendees": 200}, 2.5, 500, 200),
    Case("average_order_value", {"order_revenue": 900, "orders": 3, "customers": 3}, 300, 900, 3),
    Case("revenue_per_customer", {"order_revenue": 900, "customers": 2, "orders": 2}, 450, 900, 2),
    Case("expert_time_cost", {"cost_expert_time": 675}, 675),
    Case("marketing_cost", {"cost_advertising": 820, "cost_promotion_time": 160}, 980),
    Case("platform_cost", {"platform_cost_stated": 79}, 79),
    Case("financial_impact", {"extra_leads": 49, "extra_leads_lower": 18, "extra_leads_upper": 81, "value_per_lead": 60, "cost_other": 2480}, 460, None, None, (-1400, 2380)),
    Case("order_revenue", {"order_revenue": 900}, 900),
    # 40 leads, of whom a tenth order 300 each.
    Case("projected_revenue", {"leads": 40, "past_leads": 200, "past_orders": 20, "past_order_revenue": 6000}, 1200, None, None, (788.045, 1792.870)),
    Case("items_per_customer", {"items": 6, "customers": 4}, 1.5, 6, 4),
    Case("repeat_purchases", {"repeat_orders": 5}, 5),
    Case("cross_sell_rate", {"orders_with_second_line": 5, "orders_itemised": 20}, 0.25, 5, 20, (0.112, 0.469)),
    Case("upsell_rate", {"orders_above_entry": 8, "orders_itemised": 20}, 0.4, 8, 20, (0.219, 0.613)),
    Case("event_purchases", {"event_purchases": 6}, 6),
    Case("roas", {"ad_revenue": 2100, "cost_advertising": 500}, 4.2, 2100, 500),
    Case("revenue_growth", {"period_revenue": 110, "earlier_period_revenue": 100}, 0.1, 10, 100),
    Case("employee_retention_rate", {"employees_kept": 45, "employees_at_start": 50}, 0.9, 45, 50, (0.786, 0.957)),
    Case("financial_return", {"period_income": 900, "period_cost": 650}, 250),
    Case("customer_acquisition_cost", {"cost_other": 2000, "new_customers": 8}, 250, 2000, 8),
    # 300 an order, 2 orders a year, 3 years.
    Case("customer_lifetime_value", {"order_revenue": 900, "orders": 3, "orders_a_year": 2, "years": 3}, 1800, 5400, 3),
    # web
    Case("conversion_rate", {"conversions": 20, "visitors": 200}, 0.1, 20, 200, (0.066, 0.149)),
    Case("users", {"users": 1500}, 1500),
    Case("sessions", {"sessions": 2200}, 2200),
    Case("session_minutes", {"minutes_in_sessions": 1650, "sessions": 2200}, 0.75, 1650, 2200),
    Case("bounce_rate", {"bounced_sessions": 60, "sessions": 100}, 0.6, 60, 100, (0.502, 0.691)),
    Case("new_visitor_rate", {"new_visitors": 60, "users": 100}, 0.6, 60, 100, (0.502, 0.691)),
    Case("site_audience", {"segmented_users": 1400}, 1400),
    Case("sessions_by_channel", {"sessions_with_channel": 2150}, 2150),
    Case("visitors_by_source", {"visitors_with_source": 1450}, 1450),
    Case("page_views", {"page_views": 5200}, 5200),
    Case("minutes_on_page", {"minutes_on_pages": 2600, "page_views": 5200}, 0.5, 2600, 5200),
    Case("goal_completion_rate", {"goal_completed": 20, "goal_begun": 200}, 0.1, 20, 200, (0.066, 0.149)),
    Case("visitor_purchase_rate", {"buyers": 20, "visitors": 200}, 0.1, 20, 200, (0.066, 0.149)),
    Case("keyword_rank", {"keyword_rank": 4}, 4),
    Case("referrer_rank", {"referrer_visits": 310}, 310),
    # e-mail, social networks, advertising
    Case("email_open_rate", {"emails_opened": 60, "emails_delivered": 100}, 0.6, 60, 100, (0.502, 0.691)),
    Case("email_click_rate", {"emails_clicked": 20, "emails_delivered": 200}, 0.1, 20, 200, (0.066, 0.149)),
    Case("social_views", {"social_views": 1540}, 1540),
    Case("social_comments", {"social_comments": 12}, 12),
    Case("social_likes", {"social_likes": 75}, 75),
    Case("social_traffic", {"discussions": 8, "social_shares": 20}, 28),
    Case("brand_interactions", {"brand_interactions": 410}, 410),
    Case("posts", {"posts": 9}, 9),
    Case("followers", {"followers": 1840}, 1840),
    Case("new_followers", {"new_followers": 1000}, 1000),
    Case("link_clicks", {"link_clicks": 33}, 33),
    Case("link_shares", {"social_shares": 20}, 20),
    Case("social_audience", {"segmented_followers": 1700}, 1700),
    Case("profile_visits", {"profile_visits": 260}, 260),
    Case("social_replies", {"social_replies": 14}, 14),
    Case("social_recommendations", {"recommendations": 5}, 5),
    Case("influencer_interactions", {"influencer_interactions": 7}, 7),
    Case("positive_mention_rate", {"mentions_positive": 60, "mentions_judged": 100}, 0.6, 60, 100, (0.502, 0.691)),
    Case("negative_mention_reply_rate", {"mentions_answered": 20, "mentions_negative": 200}, 0.1, 20, 200, (0.066, 0.149)),
    Case("post_reach", {"posts_reached": 3100}, 3100),
    Case("top_posts", {"top_post_interactions": 96}, 96),
    Case("post_comments", {"page_comments": 21}, 21),
    Case("reach", {"audience_reached": 12_000}, 12_000),
    Case("frequency", {"impressions": 20_500, "audience_reached": 10_000}, 2.05, 20_500, 10_000),
    Case("clicks", {"clicks": 410}, 410),
    Case("impressions", {"impressions": 30_500}, 30_500),
    Case("cost_per_thousand_impressions", {"cost_advertising": 500, "impressions": 20_000}, 25, 500, 20_000),
    Case("cost_per_view", {"cost_video": 500, "video_views": 1000}, 0.5, 500, 1000),
    Case("cost_per_click", {"cost_advertising": 602, "clicks": 1204}, 0.5, 602, 1204),
    Case("cost_per_acquisition", {"cost_advertising": 600, "ad_conversions": 12}, 50, 600, 12),
    Case("click_through_rate", {"clicks": 20, "impressions": 200}, 0.1, 20, 200, (0.066, 0.149)),
    Case("coverage_rate", {"audience_reached": 60, "audience_size": 100}, 0.6, 60, 100, (0.502, 0.691)),
    Case("video_view_rate", {"video_views": 20, "video_impressions": 200}, 0.1, 20, 200, (0.066, 0.149)),
    # funnel and sales
    Case("stage_entries", {"registrations": 200}, 200),
    Case("stage_exits", {"registrations": 200, "registered_leads": 20}, 180),
    Case("stage_conversion_rate", {"registered_leads": 20, "registrations": 200}, 0.1, 20, 200, (0.066, 0.149)),
    Case("lead_response_hours", {"lead_response_hours": 5.5, "lead_responses": 40}, 5.5),
    Case("sales_cycle_days", {"sales_cycle_days": 38, "new_customers": 7}, 38),
    Case("meetings_held", {"meetings_held": 11}, 11),
    Case("deals_closed", {"deals_won": 7}, 7),
    Case("customer_path", {"path_steps": 90, "path_people": 50}, 1.8, 90, 50),
    # 20 of 100 before, 45 of 100 after, one of three segments: Newcombe's interval at 1 - 0.05/3.
    Case("profile_shift", {"segment_before": 20, "segment_before_all": 100, "segment_after": 45, "segment_after_all": 100, "segments": 3}, 0.25, None, None, (0.092, 0.392)),
    Case("flow_leads", {"flow_leads": 80}, 80),
    Case("flow_opportunities", {"flow_opportunities": 24}, 24),
    Case("flow_sales", {"flow_sales": 8}, 8),
    Case("flow_sales_rate", {"flow_sales": 20, "flow_leads": 200}, 0.1, 20, 200, (0.066, 0.149)),
    Case("flow_cost_per_acquisition", {"flow_cost": 600, "flow_conversions": 12}, 50, 600, 12),
)  # fmt: skip
