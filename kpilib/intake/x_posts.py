"""X (Twitter): account analytics, content. Counts are of a post's whole life, whatever range was asked."""

import pandas as pd

from kpilib.intake.blocks import Block, column, read_table, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Layout
from kpilib.intake.masking import Masker
from kpilib.intake.measured import read_measures, sums, without
from kpilib.intake.notes import Notes
from kpilib.intake.people import check_ids
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import coverage, posts_table
from kpilib.intake.times import check_dates, decide_times
from kpilib.intake.values import Kind

SOURCE = "x"
LAYOUT = Layout(
    {
        "post_id": Field("must", en="Post id|Tweet id"),
        "impressions": Field("must", en="Impressions"),
        "published": Field("must", en="Date|time"),
        "link": Field("should", en="Post Link|Tweet permalink"),
        "text": Field("should", en="Post text|Tweet text"),
        "likes": Field("should", en="Likes"),
        "shares": Field("should", en="Reposts|Retweets"),
        "replies": Field("should", en="Replies"),
        "clicks": Field("should", en="URL Clicks"),
        "profile_visits": Field(en="Profile visits|User profile clicks"),
        "new_followers": Field(en="New follows|Follows"),
        "views": Field(en="Video views|Media views"),
        "unused": Field(
            "unused",
            en="Engagements|Engagement rate|Bookmarks|Shares|Detail Expands|Hashtag Clicks|Permalink Clicks|"
            "App opens|App installs|Email tweet|Dial phone|Media engagements",
            pattern="promoted .*",
        ),
    }
)
_KINDS: dict[str, Kind] = dict.fromkeys(
    ("impressions", "likes", "shares", "replies", "clicks", "profile_visits", "new_followers", "views"),
    "count",
)


def read_posts(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `posts` and `coverage` (if stated). Reposts are `shares`, clicks those on links."""
    block = read_table(grid, LAYOUT, notes)
    ids = _ids(block, grid)
    notes.drop("no_record_id", (ids == "").sum())
    is_older = (ids != "") & ids.duplicated(keep="last")
    notes.drop("repeated_row", is_older.sum())
    notes.warn_count("repeated_record", int(is_older.sum()))
    measures = read_measures(block, LAYOUT, _KINDS, grid, notes)
    rows = without(block, is_older | (ids == ""))
    cells = rows.cells["published"]
    times = decide_times([cells], grid.name, reading.organisation_timezone, notes, rows.language)
    published = times.days(cells)
    check_dates(cells, published, grid.name, LAYOUT["published"].title, notes)
    posts = pd.DataFrame(
        {
            "post_id": ids[rows.cells.index],
            "title": Masker([]).mask_all(column(rows, "text")),
            "published_on": published,
            "starts_on": published,
        }
    )
    table = posts_table(SOURCE, posts, measures)
    warn_columns(block, LAYOUT, notes)
    totals = sums(table[[name for name in _KINDS if name in measures]])
    if "clicks" in totals:
        totals["url_clicks"] = totals.pop("clicks")
    return Extract(
        {"posts": table, **coverage("posts", SOURCE, reading.covers)}, {"posts": len(table)} | totals
    )


def _ids(block: Block, grid: Grid) -> pd.Series:
    """Ids from the links, which no spreadsheet rounds; else those of the column."""
    linked = column(block, "link").str.extract(r"/status(?:es)?/(\d+)", expand=False)
    ids = linked.where(linked.notna(), block.cells["post_id"]).astype("str")
    check_ids(ids, grid.name, LAYOUT["post_id"].title)
    return ids


FORMATS = (Format("x_posts", LAYOUT, read_posts),)
