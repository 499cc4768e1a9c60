"""Campaign reports of Meta Ads Manager and LinkedIn Campaign Manager."""

from collections.abc import Sequence
from datetime import date

from kpilib.demo.delimited import BOM, csv_line
from kpilib.demo.records import AdDay

_META = (
    "Reporting starts,Reporting ends,Campaign name,Campaign delivery,Results,Result indicator,Reach,"
    "Impressions,Cost per results,Amount spent (EUR),Link clicks,Ends"
)
_LEADS = "actions:offsite_conversion.fb_pixel_lead"
_LINKEDIN = (
    "Start Date (in UTC),Account Name,Currency,Campaign Group Name,Campaign ID,Campaign Name,Total Spent,"
    "Impressions,Clicks,Conversions,Leads"
)


def meta_report(first: date, last: date, ads: Sequence[AdDay]) -> bytes:
    """One row per campaign over the range, both days included; the row without a name is the total."""
    in_range = [ad for ad in ads if first <= ad.day <= last]
    names = sorted({ad.campaign for ad in in_range})
    groups = [(name, [ad for ad in in_range if ad.campaign == name]) for name in names]
    lines: list[list[object]] = [[*_META.split(",")], _meta_line(first, last, "", in_range)]
    lines += [_meta_line(first, last, name, found) for name, found in groups]
    return BOM + "".join(csv_line(line) for line in lines).encode()


def _meta_line(first: date, last: date, name: str, ads: Sequence[AdDay]) -> list[object]:
    seen, cents = sum(ad.impressions for ad in ads), sum(ad.cost_cents for ad in ads)
    clicks, leads = sum(ad.clicks for ad in ads), sum(ad.conversions for ad in ads)
    # People in several campaigns make the total's reach smaller than a sum.
    reach = seen * (52 if name else 44) // 100
    results, indicator = (reach, "reach") if name.endswith("reach") else (leads, _LEADS)
    range_: list[object] = [first.isoformat(), last.isoformat()]
    spent = f"{cents // 100}.{cents % 100:02d}"
    if not name:
        return [*range_, "", "", "", "", reach, seen, "", spent, clicks, ""]
    per_result = f"{cents / 100 / results:.6f}" if results else ""
    ends = max(ad.day for ad in ads).isoformat()
    return [
        *(*range_, name, "inactive", results, indicator, reach, seen, per_result),
        *(spent, clicks, ends),
    ]


def linkedin_report(first: date, last: date, ads: Sequence[AdDay]) -> bytes:
    """One row per campaign and day, under lines that state the range; tab-separated UTF-16."""
    lines: list[list[object]] = [["Campaign Performance Report (in UTC)"]]
    lines += [[f"Report Start: {_day(first)}"], [f"Report End: {_day(last)}"], []]
    lines.append([*_LINKEDIN.split(",")])
    numbers = {name: n for n, name in enumerate(sorted({ad.campaign for ad in ads}), start=312_345_601)}
    lines += [_linkedin_line(ad, numbers[ad.campaign]) for ad in ads if first <= ad.day <= last]
    text = "".join(csv_line(line, "\t") for line in lines)
    return b"\xff\xfe" + text.encode("utf-16-le")


def _linkedin_line(ad: AdDay, number: int) -> list[object]:
    spent = f"{ad.cost_cents // 100}.{ad.cost_cents % 100:02d}"
    line: list[object] = [_day(ad.day), "Torrevalo Analytics", "EUR", "Webinars", number, ad.campaign, spent]
    return [*line, ad.impressions, ad.clicks, ad.conversions, ad.conversions]


def _day(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"
