"""LinkedIn page, content: a workbook with one sheet of figures by day and one of posts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kpilib.intake.blocks import Block, column, read_table, warn_columns
from kpilib.intake.files import Grid, Row
from kpilib.intake.headers import Field, Layout, find_headers
from kpilib.intake.masking import Masker
from kpilib.intake.measured import read_measures, sums
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import coverage, day, posts_table
from kpilib.intake.times import Times, check_dates, decide_times
from kpilib.intake.values import Kind
from kpilib.schema import TABLES

SOURCE = "linkedin"
DAYS = Layout(
    {
        "impressions": Field("must", en="Impressions (total)"),
        "day": Field("must", en="Date|Date (MM/DD/YYYY)"),
        "clicks": Field("should", en="Clicks (total)"),
        "reactions": Field(en="Reactions (total)"),
        "comments": Field(en="Comments (total)"),
        "reposts": Field(en="Reposts (total)|Shares (total)"),
        "unused": Field(
            "unused",
            en="Unique impressions (organic)",
            pattern=r".+ \((organic|sponsored)\)|engagement rate \(total\)",
        ),
    }
)
POSTS = Layout(
    {
        "link": Field("must", en="Post link"),
        "title": Field("must", en="Post title"),
        "impressions": Field("must", en="Impressions"),
        "published": Field("should", en="Created date"),
        "views": Field(en="Views"),
        "clicks": Field("should", en="Clicks"),
        "likes": Field("should", en="Likes|Reactions"),
        "comments": Field("should", en="Comments"),
        "shares": Field("should", en="Reposts|Shares"),
        "new_followers": Field(en="Follows"),
        "unused": Field(
            "unused",
            en="Post type|Campaign name|Posted by|Campaign start date|Campaign end date|Audience|"
            "Offsite Views|Click through rate (CTR)|Engagement rate|Content Type",
        ),
    }
)
_DAY_KINDS: dict[str, Kind] = dict.fromkeys(
    ("impressions", "clicks", "reactions", "comments", "reposts"), "count"
)
_POST_KINDS: dict[str, Kind] = dict.fromkeys(
    ("impressions", "views", "clicks", "likes", "comments", "shares", "new_followers"), "count"
)


@dataclass(frozen=True)
class _Sheet:
    """Rows of one sheet, the cells of their dates, and their numbers."""

    block: Block
    dates: pd.Series
    measures: pd.DataFrame


def read_page(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `posts` and `coverage`. The sheet by day gives the range and the page's totals.

    Its unique impressions are people and are not added over days; a count may be below 0 where people
    took a reaction back.
    """
    by_day, posts = (
        _sheet(grid, DAYS, "day", _DAY_KINDS, notes),
        _sheet(grid, POSTS, "published", _POST_KINDS, notes),
    )
    times = _times(grid, [s.dates for s in (by_day, posts) if s], reading, notes)
    stated = reading.covers or (_range(_days(by_day, times, grid, notes)) if by_day else None)
    totals = {f"{name}_total": value for name, value in sums(by_day.measures).items()} if by_day else {}
    if posts is None:
        notes.warn("sheet_missing", sheet="All posts")
        table = pd.DataFrame(columns=list(TABLES["posts"].columns))
    else:
        table = _table(posts, _days(posts, times, grid, notes), stated)
        totals = {"posts": len(table)} | totals
    return Extract({"posts": table, **coverage("posts", SOURCE, stated)}, totals)


def _sheet(
    grid: Grid, layout: Layout, date_field: str, kinds: dict[str, Kind], notes: Notes
) -> _Sheet | None:
    """The sheet with the layout's header, below any row that describes it; None if there is none."""
    found = next((s for s in grid.sheets or (grid,) if any(find_headers(s.rows, layout))), None)
    if found is None:
        return None
    block = read_table(found, layout, notes)
    warn_columns(block, layout, notes)
    return _Sheet(block, column(block, date_field), read_measures(block, layout, kinds, found, notes))


def _times(grid: Grid, dates: list[pd.Series], reading: Reading, notes: Notes) -> Times:
    # A header may state the order; then no row needs to tell it.
    heads = (cell for sheet in grid.sheets or (grid,) for row in sheet.rows[:20] for cell in row)
    if any("MM/DD/YYYY" in cell for cell in heads):
        return Times("month", reading.organisation_timezone)
    return decide_times(dates, grid.name, reading.organisation_timezone, notes)


def _days(sheet: _Sheet, times: Times, grid: Grid, notes: Notes) -> pd.Series:
    days = times.days(sheet.dates)
    check_dates(sheet.dates, days, grid.name, "Date", notes)
    return days


def _range(dates: pd.Series) -> tuple[date, date] | None:
    return None if dates.isna().all() else (dates.min().date(), dates.max().date())


def _table(posts: _Sheet, published: pd.Series, stated: tuple[date, date] | None) -> pd.DataFrame:
    cells = posts.block.cells
    rows = pd.DataFrame(
        {
            "post_id": cells["link"].str.extract(r"(\d{6,})", expand=False).fillna(cells["link"]),
            "title": Masker([]).mask_all(cells["title"]),
            "published_on": published,
            "starts_on": day(stated[0]) if stated else pd.NaT,
            "ends_on": day(stated[1]) if stated else pd.NaT,
        }
    )
    return posts_table(SOURCE, rows, posts.measures)


def _n_matched(rows: Iterable[Row]) -> int:
    rows = tuple(rows)
    return max((h.n_matched for layout in (DAYS, POSTS) for h in find_headers(rows, layout)), default=0)


FORMATS = (Format("linkedin_page", POSTS, read_page, _n_matched),)
