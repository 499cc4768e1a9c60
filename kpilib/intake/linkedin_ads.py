"""LinkedIn Campaign Manager: the campaign performance report, under lines that state its range."""

import re
from datetime import date

import pandas as pd

from kpilib.intake.blocks import Block, column, read_block, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Header, Layout, first_header
from kpilib.intake.measured import (
    ads_totals,
    check_totals,
    currency_codes,
    is_total_row,
    read_measures,
    stated_total,
    without,
)
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import ads_table, coverage
from kpilib.intake.times import Times, check_dates, decide_times
from kpilib.intake.values import Kind

SOURCE = "linkedin_ads"
LAYOUT = Layout(
    {
        "campaign": Field("must", en="Campaign Name"),
        "cost": Field("must", en="Total Spent"),
        "starts": Field("must", en="Start Date (in UTC)|Start Date"),
        "ends": Field(en="End Date (in UTC)|End Date"),
        "impressions": Field("should", en="Impressions"),
        "clicks": Field("should", en="Clicks"),
        "conversions": Field(en="Conversions"),
        "leads": Field(en="Leads"),
        "reach": Field(en="Reach"),
        "views": Field(en="Video Views"),
        "currency": Field("should", en="Currency"),
        "unused": Field(
            "unused",
            en="Account Name|Account ID|Campaign Group Name|Campaign Group ID|Campaign Group Status|"
            "Campaign ID|Campaign Type|Campaign Status|Campaign Objective|Cost Type|Daily Budget|"
            "Total Budget|Click Through Rate|Average CTR|Average CPM|Average CPC|Cost per Conversion|"
            "Cost per Lead|Conversion Rate|Reactions|Comments|Shares|Follows|Other Clicks|"
            "Total Social Actions|"
            "Total Engagements|Engagement Rate|Viral Impressions|Viral Clicks|Lead Forms Opened|"
            "Lead Form Completion Rate|Video Starts|Video Completions|Video View Rate|Click Event Follows",
        ),
    }
)
_KINDS: dict[str, Kind] = {
    "cost": "money", "impressions": "count", "clicks": "count", "conversions": "count", "leads": "count",
    "reach": "count", "views": "count",
}  # fmt: skip
_STATED = re.compile(r"(report start|report end|date generated)\s*:?\s*(.*)", re.IGNORECASE)


def read_campaigns(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `ads` and `coverage`. Days are those of UTC, as the report states."""
    header = first_header(grid, LAYOUT)
    block = read_block(grid, header, None, LAYOUT, notes)
    is_total = is_total_row(block.cells["campaign"]) | is_total_row(block.cells["starts"])
    notes.drop("total_row", is_total.sum())
    measures = read_measures(block, LAYOUT, _KINDS, grid, notes)
    check_totals(measures, is_total, ("cost", "clicks"), notes)
    rows = without(block, is_total)
    lines = _stated_lines(grid, header)
    cells = [rows.cells["starts"], column(rows, "ends"), pd.Series(list(lines.values()), dtype="str")]
    times = decide_times(cells, grid.name, reading.organisation_timezone, notes, rows.language, habit="month")
    stated = _range(lines, times) or reading.covers
    days = _days(rows, times, stated, grid, notes)
    currency = currency_codes(column(rows, "currency"), grid.name, notes)
    ads = ads_table(SOURCE, days, rows.cells["campaign"], currency, measures)
    ads = ads[ads["starts_on"].notna()]
    warn_columns(block, LAYOUT, notes)
    totals = ads_totals(ads, (name for name in _KINDS if name != "reach"))
    return Extract(
        {"ads": ads, **coverage("ads", SOURCE, stated)}, totals | stated_total(measures, is_total, "reach")
    )


def _stated_lines(grid: Grid, header: Header) -> dict[str, str]:
    """`report start`, `report end` and `date generated` as written above the header."""
    lines = (_STATED.match(" ".join(filter(None, row))) for row in grid.rows[: header.row])
    return {found[1].casefold(): found[2].strip() for found in lines if found}


def _range(lines: dict[str, str], times: Times) -> tuple[date, date] | None:
    stated = pd.Series([lines.get("report start", ""), lines.get("report end", "")], dtype="str")
    days = times.days(stated)
    return None if days.isna().any() else (days.iloc[0].date(), days.iloc[1].date())


def _days(
    rows: Block, times: Times, stated: tuple[date, date] | None, grid: Grid, notes: Notes
) -> pd.DataFrame:
    """First and last day of each row, both INCLUDED."""
    first = times.days(rows.cells["starts"])
    check_dates(rows.cells["starts"], first, grid.name, LAYOUT["starts"].title, notes)
    notes.drop("no_date", first.isna().sum())
    last = times.days(rows.cells["ends"]) if "ends" in rows.cells else _last_days(first, stated)
    return pd.DataFrame({"starts_on": first, "ends_on": last.where(last.notna(), first)})


def _last_days(first: pd.Series, stated: tuple[date, date] | None) -> pd.Series:
    """The last day of rows that state their first only: the report's, the month's, else the same day."""
    if stated is None:
        return first
    start, end = pd.Timestamp(stated[0]), pd.Timestamp(stated[1])
    if (first == start).all():
        return first.where(first.isna(), end)
    if ((first.dt.day == 1) | (first == start)).all():
        month_end = first + pd.offsets.MonthEnd(0)
        return month_end.where(month_end <= end, end)
    return first


FORMATS = (Format("linkedin_ads", LAYOUT, read_campaigns),)
