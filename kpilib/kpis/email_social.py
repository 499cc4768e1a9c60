"""Mail, social networks and advertising: who was reached, who reacted, what one reaction cost."""

from functools import partial

from kpilib.kpis.declare import kpi as declare
from kpilib.kpis.formulas import KnownSum, Measure, Ratio, Share
from kpilib.kpis.record import Kpi

_kpi = partial(declare, group="email_social")
_mail = {"step": "promotion", "model": "leads", "objective": "channels"}
_seen = {"step": "promotion", "model": "traffic", "objective": "brand", "purpose": "acquisition"}
_reacted = {"step": "evergreen", "model": "traffic", "objective": "brand", "purpose": "engagement"}
_loyal = {**_reacted, "purpose": "loyalty"}
_ads = {"step": "promotion", "model": "sales", "objective": "cost", "purpose": "acquisition"}
_content = {"objective": "useful_content", "questions": ("Q01",), "window": "event", "adds_up": True,
            "is_vanity": True}  # fmt: skip

KPIS: tuple[Kpi, ...] = (
    _kpi("email_open_rate", Share("emails_opened", "emails_delivered"), "share", "K34", **_mail,
         purpose="engagement", dimension="campaign"),
    _kpi("email_click_rate", Share("emails_clicked", "emails_delivered"), "share", "K34", **_mail,
         purpose="conversion", dimension="campaign"),
    _kpi("social_views", Measure("social_views"), "count", "K13", **{**_reacted, **_content},
         dimension="network"),
    _kpi("social_comments", Measure("social_comments"), "count", "K13", **{**_reacted, **_content},
         dimension="network"),
    _kpi("social_likes", Measure("social_likes"), "count", "K13", **{**_reacted, **_content},
         dimension="network"),
    _kpi("social_traffic", KnownSum(("discussions", "social_shares")), "count",
         "K40; house definition: discussions + shares, those that are known", **_reacted, adds_up=True),
    _kpi("brand_interactions", Measure("brand_interactions"), "count", "K55", **_loyal, adds_up=True),
    _kpi("posts", Measure("posts"), "count", "K59", **_seen, kind="leading", better="none",
         dimension="network", adds_up=True),
    _kpi("followers", Measure("followers"), "people", "K60, T21", **_seen, is_vanity=True,
         dimension="network"),
    _kpi("new_followers", Measure("new_followers"), "people", "K60", **_seen, is_vanity=True,
         dimension="source", adds_up=True),
    _kpi("link_clicks", Measure("link_clicks"), "count", "K61", **_reacted, dimension="network",
         adds_up=True),
    _kpi("link_shares", Measure("social_shares"), "count", "K62", **_reacted, dimension="network",
         adds_up=True),
    _kpi("social_audience", Measure("segmented_followers"), "people", "K63", **_seen, better="none",
         dimension="segment"),
    _kpi("profile_visits", Measure("profile_visits"), "count", "K64", **_seen, dimension="source",
         is_vanity=True, adds_up=True),
    _kpi("social_replies", Measure("social_replies"), "count", "K65", **_reacted, adds_up=True),
    _kpi("social_recommendations", Measure("recommendations"), "count", "K65", **_loyal, adds_up=True),
    _kpi("influencer_interactions", Measure("influencer_interactions"), "count", "K66", **_loyal,
         adds_up=True),
    _kpi("positive_mention_rate", Share("mentions_positive", "mentions_judged"), "share", "K67, P33",
         **_loyal),
    _kpi("negative_mention_reply_rate", Share("mentions_answered", "mentions_negative"), "share",
         "K67, P33; house definition: answered by a column that people fill", **_loyal),
    _kpi("post_reach", Measure("posts_reached"), "people", "K33", **_seen, is_vanity=True, dimension="post"),
    _kpi("top_posts", Measure("top_post_interactions"), "count", "K33", **_reacted, dimension="post"),
    _kpi("post_comments", Measure("page_comments"), "count", "K33", **_reacted, adds_up=True),
    _kpi("reach", Measure("audience_reached"), "people", "K68", **_seen, is_vanity=True,
         questions=("Q04", "Q09", "Q12")),
    _kpi("frequency", Ratio("impressions", "audience_reached"), "ratio", "K68", **_seen, better="none",
         questions=("Q04",)),
    _kpi("clicks", Measure("clicks"), "count", "K68", **_seen, adds_up=True, questions=("Q04", "Q09")),
    _kpi("impressions", Measure("impressions"), "count", "K68", **_seen, adds_up=True, is_vanity=True,
         questions=("Q09", "Q12")),
    _kpi("cost_per_thousand_impressions", Ratio("cost_advertising", "impressions", times=1000), "money",
         "K70; the document says seen, tools count shown", **_ads, better="down", questions=("Q05", "Q12")),
    _kpi("cost_per_view", Ratio("cost_video", "video_views"), "money", "K70", **_ads, better="down",
         questions=("Q05",)),
    _kpi("cost_per_click", Ratio("cost_advertising", "clicks"), "money", "K70, X01", **_ads, better="down",
         questions=("Q05", "Q10", "Q12")),
    _kpi("cost_per_acquisition", Ratio("cost_advertising", "ad_conversions"), "money", "K70", **_ads,
         better="down", questions=("Q05", "Q10")),
    _kpi("click_through_rate", Share("clicks", "impressions"), "share", "K70", **_seen,
         questions=("Q05", "Q09", "Q11")),
    _kpi("coverage_rate", Share("audience_reached", "audience_size"), "share", "K77", **_seen,
         questions=("Q11", "Q12")),
    _kpi("video_view_rate", Share("video_views", "video_impressions"), "share", "K78", **_seen,
         questions=("Q11",)),
)  # fmt: skip
