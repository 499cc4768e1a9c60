"""Mailchimp: the list of campaigns and the report of one."""

from pathlib import Path

import pandas as pd
import pytest
from exports import read
from locale_samples import MAIL_REPORT
from marketing_samples import MARKETING

from kpilib.errors import DataError

CAMPAIGNS = MARKETING["mailchimp_campaigns"]
REPORT = MAIL_REPORT.replace(
    '"Recipients Who Clicked', '"Last Open Date:","5/30/26 6:04PM"\n"Recipients Who Clicked'
)
COUNTS = [
    "recipients",
    "delivered",
    "unique_opens",
    "opens",
    "unique_clicks",
    "clicks",
    "unsubscribes",
    "complaints",
]
TEST_OF_TWO = """"Campaign Report"
"Title:","E7 test"
"Delivery Date/Time:","Mon, May 4, 2026 10:15"

"Combination 1 Stats"
"Subject Line:","Embudos"
"Total Recipients:","1,051"
"Successful Deliveries:","1,042"
"Recipients Who Opened:","141 (13.5%)"
"Recipients Who Clicked:","20 (1.9%)"
"Total Unsubs:","1"

"Combination 2 Stats"
"Subject Line:","Ask ana@example.com"
"Total Recipients:","1,050"
"Successful Deliveries:","1,042"
"Recipients Who Opened:","125 (12%)"
"Recipients Who Clicked:","27 (2.6%)"
"Total Unsubs:","2"
"""


def test_campaigns(tmp_path: Path) -> None:
    result = read(CAMPAIGNS, tmp_path, timezone="Europe/Madrid")
    emails = result.tables["emails"].set_index("campaign")
    first = emails.loc["E7 invitation"]
    assert first[COUNTS].tolist() == [2100, 2060, 700, 1100, 80, 95, 4, 0]
    assert first[["orders", "revenue"]].tolist() == [1, 49.9]
    assert (first["subject"], first["sent_at"]) == (
        "Embudos, free",
        pd.Timestamp("2026-05-04 08:00", tz="UTC"),
    )
    assert emails["sent_on"].tolist() == [pd.Timestamp("2026-05-04"), pd.Timestamp("2026-05-18")]
    assert emails["currency"].isna().all()
    assert set(emails["source"]) == {"mailchimp"}
    assert result.files[0].warnings == ()


def test_a_day_without_a_time_and_counts_that_are_not_known(tmp_path: Path) -> None:
    text = CAMPAIGNS.replace("May 04, 2026 10:00 am", "May 04, 2026").replace(",95,4,0,", ",n/a,--,,")
    row = read(text, tmp_path).tables["emails"].iloc[0]
    assert row[["sent_at", "clicks", "unsubscribes", "complaints"]].isna().all()
    assert row["sent_on"] == pd.Timestamp("2026-05-04")


def test_a_campaign_that_was_never_sent_is_left_out(tmp_path: Path) -> None:
    text = (
        CAMPAIGNS
        + CAMPAIGNS.splitlines()[-1].replace("May 18, 2026 04:30 pm", "").replace("cc33dd44", "ee55ff66")
        + "\n"
    )
    report = read(text, tmp_path, loss_limit=0.5).files[0]
    assert report.dropped == {"no_date": 1}
    assert report.totals["campaigns"] == 2


def test_of_a_campaign_exported_twice_the_last_row_counts(tmp_path: Path) -> None:
    text = CAMPAIGNS + CAMPAIGNS.splitlines()[-1].replace(",650,", ",655,") + "\n"
    result = read(text, tmp_path)
    assert result.tables["emails"]["unique_opens"].tolist() == [700, 655]
    assert result.files[0].warnings == ({"code": "repeated_record", "n": 1},)


def test_the_report_of_one_campaign(tmp_path: Path) -> None:
    result = read(REPORT, tmp_path, timezone="Europe/Madrid")
    row = result.tables["emails"].iloc[0]
    assert result.files[0].format == "mailchimp_report"
    assert row[COUNTS].tolist() == [2100, 2060, 700, 1100, 80, 95, 4, 0]
    assert (row["campaign"], row["subject"]) == ("E7 invitation", "Embudos, free")
    assert row["sent_at"] == pd.Timestamp("2026-05-04 08:00", tz="UTC")
    assert row[["orders", "revenue", "currency"]].isna().all()
    assert result.files[0].warnings == ()
    assert result.files[0].totals == {
        "campaigns": 1, "recipients": 2100, "delivered": 2060, "clicks": 95, "unsubscribes": 4, "complaints": 0,
        "unique_clicks_sum": 80, "urls": 2,
    }  # fmt: skip


def test_each_combination_of_a_test_is_a_row(tmp_path: Path) -> None:
    emails = read(TEST_OF_TWO, tmp_path).tables["emails"].sort_values("delivered")
    assert sorted(emails["recipients"]) == [1050, 1051]
    assert set(emails["campaign"]) == {"E7 test"}
    assert set(emails["subject"]) == {"Embudos", "Ask [e-mail]"}
    assert emails["clicks"].isna().all()


def test_a_report_whose_links_are_cut_short_is_said(tmp_path: Path) -> None:
    text = REPORT.replace('"https://example.com/","35","30"\n', "")
    assert read(text, tmp_path).files[0].warnings == (
        {"code": "fewer_than_stated", "what": "clicks", "stated": 95, "found": 60},
    )


def test_a_report_with_unknown_and_missing_lines_says_so(tmp_path: Path) -> None:
    text = REPORT.replace('"Total Unsubs:"', '"Shoe size:"')
    assert read(text, tmp_path).files[0].to_dict()["warnings"] == [
        "Not used, since not known here: Shoe size.",
        "There is no column Total Unsubs, so that what it holds stays unknown.",
    ]


def test_a_report_cut_inside_quotes_stops(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(REPORT.removesuffix('","30"\n'), tmp_path)
    assert str(error.value) == (
        "export.csv: last line: an open quote, expected a whole row. The file was cut short; export it again."
    )


def test_a_report_without_a_date_stops(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(REPORT.replace("Mon, May 4, 2026 10:00 am", "soon"), tmp_path)
    assert str(error.value) == (
        "export.csv: column Delivery Date/Time: 1 of 1 cells that are no date, expected dates. "
        "Export again; columns may have been shifted."
    )
