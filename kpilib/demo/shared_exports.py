"""Exports of the whole organisation: customers, advertising, the website, mails, posts, typed values."""

from datetime import date

from kpilib.demo.ads_files import campaign_report, half_years
from kpilib.demo.calendar import AS_OF, COVERED_FROM, LIVE_REPORTS_FROM
from kpilib.demo.content_files import downloads_file, touches_file, views_export
from kpilib.demo.crm_files import contacts_export, deals_export
from kpilib.demo.flows import flow_mails
from kpilib.demo.mail_files import campaigns_export
from kpilib.demo.post_files import linkedin_page_export, videos_export, x_posts_export
from kpilib.demo.posts import LINKEDIN, YOUTUBE, X
from kpilib.demo.records import AdDay, Post, World
from kpilib.demo.social_ads_files import linkedin_report, meta_report
from kpilib.demo.traffic import months
from kpilib.demo.typed_files import kpi_values_file, segments_file
from kpilib.demo.web_files import traffic_export
from kpilib.demo.web_page_files import pages_export, snapshot_export

# The days of the last event whose window is complete.
_VISITORS_FROM, _VISITORS_TO = date(2026, 5, 20), date(2026, 6, 2)


def shared_exports(world: World) -> dict[str, bytes]:
    """Files below `_shared/`."""
    files = _crm(world) | _ads(world) | _web(world) | _attention(world) | _typed(world)
    return {f"_shared/{name}": content for name, content in files.items()}


def _crm(world: World) -> dict[str, bytes]:
    contacts = f"hubspot-crm-exports-all-contacts-{AS_OF.isoformat()}.csv"
    covers = f"{COVERED_FROM.isoformat()}..{AS_OF.isoformat()}\n".encode()
    return {
        contacts: contacts_export(world.contacts),
        f"{contacts}.covers": covers,
        f"hubspot-crm-exports-all-deals-{AS_OF.isoformat()}.csv": deals_export(world.deals),
    }


def _ads(world: World) -> dict[str, bytes]:
    google, meta, linkedin = (_of(world, name) for name in ("google_ads", "meta_ads", "linkedin_ads"))
    halves = [(first, last, f"{first:%Y-%m}_{last:%Y-%m}.csv") for first, last in half_years()]
    found = {f"google_ads_{name}": campaign_report(first, last, google) for first, last, name in halves}
    found |= {
        f"meta_ads_{name}": meta_report(first, last, meta)
        for first, last, name in halves
        if any(first <= ad.day <= last for ad in meta)
    }
    report = linkedin_report(date(2025, 7, 1), AS_OF, linkedin)
    return found | {"linkedin_campaign_performance_report.csv": report}


def _of(world: World, source: str) -> list[AdDay]:
    return [ad for ad in world.ads if ad.source == source]


def _web(world: World) -> dict[str, bytes]:
    traffic = {
        f"ga4_traffic_{first:%Y-%m}.csv": traffic_export([v for v in world.visits if v.starts_on == first])
        for first, _ in months()
    }
    days = f"{_VISITORS_FROM.isoformat()}_{_VISITORS_TO.isoformat()}.csv"
    return traffic | {
        f"ga4_snapshot_{days}": snapshot_export(_VISITORS_FROM, _VISITORS_TO),
        f"ga4_pages_{days}": pages_export(_VISITORS_FROM, _VISITORS_TO),
    }


def _attention(world: World) -> dict[str, bytes]:
    def of(network: str) -> list[Post]:
        return [post for post in world.posts if post.network == network]

    first = LIVE_REPORTS_FROM.replace(day=1)
    return {
        "mailchimp_campaigns.csv": campaigns_export(world.mails),
        "mailchimp_automations.csv": campaigns_export(flow_mails()),
        f"account_analytics_content_{first.isoformat()}_{AS_OF.isoformat()}.csv": x_posts_export(of(X)),
        "youtube_table_data.csv": videos_export(of(YOUTUBE)),
        "youtube_chart_data.csv": views_export(of(YOUTUBE)),
        "torrevalo_content.xlsx": linkedin_page_export(first, AS_OF, of(LINKEDIN)),
    }


def _typed(world: World) -> dict[str, bytes]:
    return {
        "kpi_values.csv": kpi_values_file(),
        "segments.csv": segments_file(),
        "downloads.csv": downloads_file(),
        "touches.csv": touches_file(world.contacts),
    }
