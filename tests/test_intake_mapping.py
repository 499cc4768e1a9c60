"""A mapping reads any table of rows; what it cannot do it says before anything is read."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from workbook import workbook

from kpilib.errors import DataError, ParamsError
from kpilib.intake import Reading, ReadResult, check_mapping, read_export
from kpilib.intake.people import person_id

KEY = b"k"
COVERS = (date(2026, 5, 1), date(2026, 5, 31))
REGISTRATIONS: dict[str, Any] = {
    "table": "registrations",
    "columns": {
        "email": "E-mail address", "first_name": "First", "last_name": "Last", "registered_at": "Signed up",
        "status": "State", "challenge": "Biggest challenge",
    },
    "words": {"status": {"Confirmed": "approved", "Withdrawn": "cancelled"}},
}  # fmt: skip
ROWS = """Session: Embudos
E-mail address,First,Last,Signed up,State,Biggest challenge,Shoe size
ana@example.com,Ana,Ruiz,2026-05-02 09:15,Confirmed,Ana has no data,40
leo@example.com,Leo,Gil,2026-05-03 23:30,WITHDRAWN,-,41
"""
SEARCH: dict[str, Any] = {
    "table": "web",
    "columns": {"member": "Top queries"},
    "values": {"source": "search_console", "report": "queries", "dimension": "query"},
    "measures": {"clicks": "Clicks", "impressions": "Impressions", "click rate": "CTR"},
}


def read(content: str | bytes, mapping: dict[str, Any], folder: Path, **options: Any) -> ReadResult:
    path = folder / "export.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    settings = {"event_id": "E1", "key": KEY, "timezone": "Europe/Madrid", "mapping": mapping} | options
    return read_export(path, Reading(**settings))


def refusal(mapping: dict[str, Any]) -> str:
    with pytest.raises(ParamsError) as error:
        check_mapping(mapping, "goto.yml")
    return str(error.value)


def test_registrations(tmp_path: Path) -> None:
    result = read(ROWS, REGISTRATIONS, tmp_path)
    rows = result.tables["registrations"].set_index("person_id")
    ana, leo = (rows.loc[person_id(KEY, f"{name}@example.com")] for name in ("ana", "leo"))
    assert (ana["status"], leo["status"]) == ("approved", "cancelled")
    assert (ana["registered_at"], leo["registered_on"]) == (
        pd.Timestamp("2026-05-02 07:15", tz="UTC"), pd.Timestamp("2026-05-03"),
    )  # fmt: skip
    assert ana["challenge"] == "[name] has no data"
    assert rows["is_challenge_asked"].all()
    assert (ana["is_qualified"], leo["is_qualified"]) == (True, False)
    assert set(rows["event_id"]) == {"E1"}
    assert result.files[0].format == "mapping"
    assert result.files[0].totals == {"rows": 2, "people": 2}
    assert result.files[0].warnings == ()


def test_a_workbook_and_lines_of_json_read_alike(tmp_path: Path) -> None:
    header, *rows = [line.split(",") for line in ROWS.splitlines()[1:]]
    expected = read(ROWS, REGISTRATIONS, tmp_path).tables["registrations"]
    book = workbook({"About": [["nothing here"]], "People": [header, *rows]})
    pd.testing.assert_frame_equal(read(book, REGISTRATIONS, tmp_path).tables["registrations"], expected)
    lines = "".join(json.dumps(dict(zip(header, row, strict=True))) + "\n" for row in rows)
    pd.testing.assert_frame_equal(read(lines, REGISTRATIONS, tmp_path).tables["registrations"], expected)


def test_registrations_without_status_count_as_approved(tmp_path: Path) -> None:
    mapping = {"table": "registrations", "columns": {"email": "Email"}}
    result = read("Email;Pays\nana@example.com;ES\n", mapping, tmp_path)
    row = result.tables["registrations"].iloc[0]
    assert (row["status"], row["is_challenge_asked"], row["is_qualified"]) == ("approved", False, False)
    assert pd.isna(row["registered_at"])
    assert result.files[0].warnings == ({"code": "status_missing", "n": 1},)


def test_attendance_from_minutes(tmp_path: Path) -> None:
    mapping = {"table": "attendance", "columns": {"name": "Who", "joined_at": "In", "minutes": "Stay"}}
    text = "Who,In,Stay\nAna Ruiz,04/05/2026 18:00,30\nLeo Gil,04/05/2026 18:10,\n"
    starts_at = datetime(2026, 5, 4, 16, tzinfo=UTC)
    result = read(text, mapping, tmp_path, starts_at=starts_at, loss_limit=0.5)
    row = result.tables["attendance"].iloc[0]
    assert (row["joined_at"], row["left_at"]) == (
        pd.Timestamp("2026-05-04 16:00", tz="UTC"), pd.Timestamp("2026-05-04 16:30", tz="UTC"),
    )  # fmt: skip
    assert (row["role"], row["reported_minutes"]) == ("attendee", 30)
    assert row["person_id"] == person_id(KEY, "name:mapping:ana ruiz")
    assert result.files[0].dropped == {"no_time": 1}


def test_attendance_that_ends_before_it_starts_is_left_out(tmp_path: Path) -> None:
    mapping = {"table": "attendance", "columns": {"email": "Who", "joined_at": "In", "left_at": "Out"}}
    text = "Who,In,Out\nana@example.com,2026-05-20 18:00,2026-05-20 17:00\n"
    result = read(text, mapping, tmp_path, loss_limit=1)
    assert result.files[0].dropped == {"left_before_joined": 1}
    assert len(result.tables["attendance"]) == 0


def test_contacts_and_deals_of_another_customer_system(tmp_path: Path) -> None:
    mapping = {
        "table": "contacts", "columns": {"email": "Person - Email", "created_at": "Person - Created", "stage": "Label"},
        "day_first": True,
    }  # fmt: skip
    text = "Person - Email,Person - Created,Label\nana@example.com,03/04/2026 23:30,Cliente\n"
    result = read(text, mapping, tmp_path, covers=COVERS)
    row = result.tables["contacts"].iloc[0]
    assert (row["created_on"], row["stage"]) == (pd.Timestamp("2026-04-03"), "customer")
    assert result.tables["coverage"]["table_name"].tolist() == ["contacts"]
    mapping = {
        "table": "deals", "columns": {"deal_id": "ID", "stage": "Status", "amount": "Value", "closed_on": "Closed"},
        "values": {"currency": "EUR"}, "decimal": ",",
    }  # fmt: skip
    text = "ID;Status;Value;Closed\n1;Won;1.250;2026-05-20\n2;Open;2.000;2026-06-20\n3;Lost;5;2026-05-21\n"
    result = read(text, mapping, tmp_path)
    deals = result.tables["deals"].set_index("deal_id")
    # The mapping says it: nothing was assumed.
    assert result.files[0].warnings == ()
    assert deals["amount"].tolist() == [1250, 2000, 5]
    assert deals["is_won"].tolist() == [True, False, False]
    assert deals["is_open"].tolist() == [False, True, False]
    assert pd.isna(deals.loc["2", "closed_on"])
    assert set(deals["currency"]) == {"EUR"}


def test_search_queries(tmp_path: Path) -> None:
    text = "Top queries,Clicks,Impressions,CTR,Position\nkpi webinar,30,1204,2.49%,4.1\nembudos,12,300,4%,7\n"
    result = read(text, SEARCH, tmp_path, covers=COVERS)
    web = result.tables["web"].set_index(["member", "measure"])
    assert web.loc[("kpi webinar", "impressions"), "value"] == 1204
    assert web.loc[("embudos", "click rate"), "value"] == 0.04
    assert set(web["dimension"]) == {"query"}
    assert set(web["ends_on"]) == {pd.Timestamp("2026-05-31")}
    with pytest.raises(DataError) as error:
        read(text, SEARCH, tmp_path)
    assert str(error.value) == (
        "mapping: columns: neither `day` nor `starts_on` and `ends_on`, expected the days of each row. "
        "Map them, or give the range with --covers FROM..TO."
    )


def test_web_by_day(tmp_path: Path) -> None:
    mapping = {"table": "web", "columns": {"day": "Date"}, "measures": {"clicks": "Clicks"}}
    web = read("Date,Clicks\n2026-05-19,30\nTotal,30\n", mapping, tmp_path, loss_limit=1).tables["web"]
    assert web[["dimension", "member", "value"]].values.tolist() == [["day", "2026-05-19", 30]]


def test_posts_mails_and_advertising(tmp_path: Path) -> None:
    mapping: dict[str, Any] = {
        "table": "posts", "columns": {"title": "Message", "published_on": "Posted", "reach": "Reach", "likes": "Likes"},
        "values": {"source": "facebook_page"},
    }  # fmt: skip
    text = "Message,Posted,Reach,Likes\nAsk ana@example.com,2026-05-19,900,12\n"
    result = read(text, mapping, tmp_path)
    post = result.tables["posts"].iloc[0]
    assert (post["network"], post["title"], post["likes"]) == ("facebook_page", "Ask [e-mail]", 12)
    assert post["post_id"] == "Ask [e-mail]"
    # Reach is people.
    assert result.files[0].totals == {"rows": 1, "likes": 12}
    mapping = {"table": "emails", "columns": {"campaign": "Name", "sent_on": "Sent", "clicks": "Clicks"}}
    email = read("Name,Sent,Clicks\nE1 news,2026-05-19,30\nTotal,,30\n", mapping, tmp_path).tables["emails"]
    assert email[["campaign", "clicks"]].values.tolist() == [["E1 news", 30]]
    mapping = {"table": "ads", "columns": {"campaign": "Name", "cost": "Spent", "day": "Day"}}
    ads = read("Name,Spent,Day\nE1,1.50,2026-05-19\n", mapping, tmp_path).tables["ads"].iloc[0]
    assert (ads["starts_on"], ads["ends_on"], ads["source"]) == (*[pd.Timestamp("2026-05-19")] * 2, "mapping")


def test_signups_are_people_without_the_own_ones(tmp_path: Path) -> None:
    mapping = {"table": "signups", "columns": {"email": "User", "signed_up_at": "When", "tried_at": "Used"}}
    text = "User,When,Used\nana@example.com,2026-05-19 10:00,\nme@nimbus.example,2026-05-19 10:00,\nleo@example.com,,\n"
    result = read(text, mapping, tmp_path, internal_domains=("nimbus.example",), loss_limit=0.5)
    assert result.tables["signups"]["signed_up_on"].tolist() == [pd.Timestamp("2026-05-19")]
    assert result.files[0].dropped == {"internal_person": 1, "no_date": 1}


def test_a_zone_for_times_without_one(tmp_path: Path) -> None:
    rows = read(ROWS, REGISTRATIONS | {"timezone": "America/Bogota"}, tmp_path).tables["registrations"]
    assert rows["registered_at"].min() == pd.Timestamp("2026-05-02 14:15", tz="UTC")


def test_headers_with_any_sign(tmp_path: Path) -> None:
    mapping = {"table": "registrations", "columns": {"email": "Email | work (1+)", "source": "Via"}}
    rows = read("Email | work (1+),Via\nana@example.com,LinkedIn\n", mapping, tmp_path).tables[
        "registrations"
    ]
    assert rows["source"].tolist() == ["LinkedIn"]


def test_a_header_that_is_not_there_stops(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(ROWS.replace("Signed up", "Signup time"), REGISTRATIONS, tmp_path)
    assert str(error.value) == (
        "export.csv: no column Signed up, expected the headers of the mapping in one row. "
        "Did you mean `Signup time`?"
    )


def test_a_word_that_is_not_translated_stops(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(ROWS.replace("Confirmed", "Maybe"), REGISTRATIONS, tmp_path)
    assert str(error.value) == (
        "export.csv: registrations.status: 1 of 2 rows hold another word, expected one of approved, upgraded, "
        "pending, denied, cancelled; first at row 1. Correct the rows in the source system and export again."
    )


def test_rows_of_a_session_belong_to_an_event(tmp_path: Path) -> None:
    with pytest.raises(ParamsError) as error:
        read(ROWS, REGISTRATIONS, tmp_path, event_id=None)
    assert (
        str(error.value)
        == "export.csv: rows of a session, expected the event they belong to. Add --event EVENT_ID."
    )


TABLES = "registrations, attendance, contacts, deals, deal_contacts, ads, emails, posts, web, signups"
ADS = {"table": "ads", "columns": {"campaign": "A", "cost": "B"}}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tabel": "x"}, "goto.yml: key `tabel`, expected one of table, columns, values, words, measures, day_first, "
         "decimal, timezone. Did you mean `table`?"),
        ({"table": "registration"}, f"goto.yml: table: table `registration`, expected one of {TABLES}. "
         "Did you mean `registrations`?"),
        ({"table": "qqq"}, f"goto.yml: table: table `qqq`, expected one of {TABLES}. Correct the name."),
        ({"table": None}, "goto.yml: table: nothing, expected text. Write a name."),
        ({"columns": ["A"]}, "goto.yml: columns: a value of type list, expected names and texts such as "
         "{campaign: Campaign}. Write them so."),
        ({"columns": {"campaign": 3}}, "goto.yml: columns: campaign: a value of type int, expected text. Write a name."),
        ({"columns": {"campain": "A"}}, "goto.yml: columns: column `campain`, expected one of day, source, campaign, "
         "starts_on, ends_on, cost, currency, impressions, clicks, conversions, reach, views, leads. "
         "Did you mean `campaign`?"),
        ({"columns": {"campaign": "A"}}, "goto.yml: columns: none for `cost`, expected one, as the table ads needs it. "
         "Add it."),
        ({"values": {"cost": "1"}}, "goto.yml: `cost` both in columns and in values, expected it in one of them. "
         "Take one of them out."),
        ({"words": {"cost": "1"}}, "goto.yml: words: cost: a value of type str, expected names and texts such as "
         "{campaign: Campaign}. Write them so."),
        ({"words": ["x"]}, "goto.yml: words: a value of type list, expected words by column. "
         "Write them as `status: {Confirmed: approved}`."),
        ({"words": {"clicks": {"a": "b"}}}, "goto.yml: words: column `clicks`, expected one of campaign, cost. "
         "Correct the name."),
        ({"measures": {"clicks": "C"}}, "goto.yml: measures: measures, expected them for the table web, and only there. "
         "Write them as `measures: {clicks: Clicks}`, or take them out."),
        ({"day_first": "yes"}, "goto.yml: day_first: a value of type str, expected true or false. Correct it."),
        ({"decimal": "comma"}, 'goto.yml: decimal: `comma`, expected "." or ",". Correct it.'),
        ({"timezone": "Madrid"}, "goto.yml: timezone: `Madrid`, expected a zone such as Europe/Madrid. Correct it."),
    ],
)  # fmt: skip
def test_a_mapping_is_checked_first(changes: dict[str, Any], message: str) -> None:
    assert refusal(ADS | changes) == message


def test_made_columns_are_refused_and_web_needs_measures() -> None:
    assert refusal({"table": "contacts", "columns": {"person_id": "Email"}}) == (
        "goto.yml: columns: column `person_id`, which is made of `email`, expected `email`. Map `email` instead."
    )
    assert refusal({"table": "web", "columns": {"member": "Page"}}).startswith(
        "goto.yml: measures: no measures, "
    )
    assert refusal({"table": "attendance", "columns": {"email": "A", "joined_at": "B"}}) == (
        "goto.yml: columns: none for `left_at` or `minutes`, expected one, as the table attendance needs it. Add it."
    )


def test_the_mapping_enters_the_hash_of_settings() -> None:
    assert len({Reading(key=KEY, mapping=m).settings_sha256() for m in (None, ADS, SEARCH)}) == 3


def test_the_examples_of_the_guide_work(tmp_path: Path) -> None:
    guide = (Path(__file__).parents[1] / "docs" / "mapping.md").read_text(encoding="utf-8")
    examples = re.findall(r"```\n(.*?)```\n\n```yaml\n(.*?)```", guide, re.S)
    read_ = [read(export, yaml.safe_load(text), tmp_path, covers=COVERS) for export, text in examples]
    assert [next(iter(result.tables)) for result in read_] == ["registrations", "deals", "web"]
    registration = read_[0].tables["registrations"].iloc[0]
    assert (registration["status"], registration["registered_on"]) == ("approved", pd.Timestamp("2026-05-02"))
    assert read_[1].tables["deals"]["amount"].tolist() == [1250.5, 900]
    assert len(read_[2].tables["web"]) == 4
