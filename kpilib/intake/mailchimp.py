"""Mailchimp: the list of campaigns. The report of a single campaign stands in mailchimp_report.py."""

import pandas as pd

from kpilib.intake.blocks import Block, column, read_table, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Layout
from kpilib.intake.masking import Masker
from kpilib.intake.measured import read_measures, sums, without
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import emails_table
from kpilib.intake.times import check_dates, days_in, decide_times
from kpilib.intake.values import Kind

SOURCE = "mailchimp"
LAYOUT = Layout(
    {
        "delivered": Field("must", en="Successful Deliveries"),
        "campaign": Field("must", en="Title"),
        "sent": Field("must", en="Send Date"),
        "recipients": Field("must", en="Total Recipients"),
        "subject": Field("should", en="Subject"),
        "unique_opens": Field("should", en="Unique Opens"),
        "opens": Field(en="Total Opens"),
        "unique_clicks": Field("should", en="Unique Clicks"),
        "clicks": Field(en="Total Clicks"),
        "unsubscribes": Field("should", en="Unsubscribes"),
        "complaints": Field("should", en="Abuse Complaints"),
        "orders": Field(en="Total Orders"),
        "revenue": Field(en="Total Revenue"),
        "campaign_id": Field(en="Unique Id"),
        "unused": Field(
            "unused",
            en="List|Audience|Send Weekday|Soft Bounces|Hard Bounces|Total Bounces|Times Forwarded|"
            "Forwarded Opens|Open Rate|Click Rate|Times Liked on Facebook|Folder Id|Total Gross Sales|"
            "Analytics ROI|Campaign Cost|Revenue Created|Visits|New Visits|Pages/Visit|Bounce Rate|"
            "Time on Site|Goal Completions|Per Visit Goal Value|Per Visit Value|Transactions|"
            "Ecommerce Conversion Rate|Average Value",
        ),
    }
)
KINDS: dict[str, Kind] = {
    **dict.fromkeys(
        (
            *("recipients", "delivered", "unique_opens", "opens", "unique_clicks", "clicks"),
            *("unsubscribes", "complaints", "orders"),
        ),
        "count",
    ),
    "revenue": "money",
}  # type: ignore[dict-item]


def read_campaigns(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `emails`; times are the workspace's, revenue is in its currency: the file states neither."""
    block = _last_of_each(read_table(grid, LAYOUT, notes), notes)
    measures = read_measures(block, LAYOUT, KINDS, grid, notes)
    cells = block.cells["sent"]
    times = decide_times([cells], grid.name, reading.organisation_timezone, notes, block.language)
    sent = times.instants(cells, notes)
    check_dates(cells, sent, grid.name, LAYOUT["sent"].title, notes)
    notes.drop("no_date", sent.isna().sum())
    campaigns = pd.DataFrame(
        {
            "campaign": block.cells["campaign"],
            "subject": Masker([]).mask_all(column(block, "subject")),
            "sent_at": sent.where(cells.str.contains(r"\d:\d\d")),
            "sent_on": days_in(sent, reading.organisation_timezone),
        }
    )
    table = emails_table(SOURCE, campaigns[sent.notna()], measures)
    warn_columns(block, LAYOUT, notes)
    return Extract({"emails": table}, email_totals(table))


def email_totals(table: pd.DataFrame) -> dict[str, float]:
    """Sums; those of unique clicks count a person once per campaign, and say so in their name."""
    names = ["recipients", "delivered", "clicks", "unsubscribes", "complaints", "orders", "revenue"]
    totals = {"campaigns": float(len(table))} | sums(table[names])
    return totals | {f"{name}_sum": value for name, value in sums(table[["unique_clicks"]]).items()}


def _last_of_each(block: Block, notes: Notes) -> Block:
    """The last row of each campaign, told by its id; a title may be used again."""
    ids = column(block, "campaign_id")
    is_older = (ids != "") & ids.duplicated(keep="last")
    notes.drop("repeated_row", is_older.sum())
    notes.warn_count("repeated_record", int(is_older.sum()))
    return without(block, is_older)


FORMATS = (Format("mailchimp_campaigns", LAYOUT, read_campaigns),)
