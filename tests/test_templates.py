"""One template for each tidy table: written, read back, recognised as itself and as nothing else."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from exports import KEY
from exports import read as read_plain
from workbook import workbook

from kpilib.errors import DataError, ParamsError
from kpilib.intake import (
    _FORMATS,
    Reading,
    describe_templates,
    list_templates,
    read_export,
    template,
)
from kpilib.intake.files import heads, read_raw
from kpilib.intake.people import person_id
from kpilib.intake.template_columns import TEMPLATES
from kpilib.schema import TABLES
from tests.conftest import ROOT

EVENT = "2026-06-webinar"


read = partial(read_plain, event_id=EVENT, key=KEY, timezone="Europe/Madrid")


def refusal(text: str, folder: Path, **options: object) -> str:
    with pytest.raises((DataError, ParamsError)) as error:
        read(text, folder, **options)
    return str(error.value)


def formats_of(text: str, folder: Path) -> list[str]:
    path = folder / "header.csv"
    path.write_text(text, encoding="utf-8")
    return [form.name for form in _FORMATS if any(form.match(head) for head in heads(read_raw(path)))]


def headers() -> Iterator[tuple[str, list[str]]]:
    """The whole header of each template, its shortest one, and each with one column left out."""
    for table, columns in TEMPLATES.items():
        whole = [c.name for c in columns]
        yield table, whole
        yield table, [c.name for c in columns if c.need == "must"]
        for left_out in (c.name for c in columns if c.need != "must"):
            yield table, [name for name in whole if name != left_out]


def test_every_tidy_table_has_a_template() -> None:
    assert set(TEMPLATES) == set(TABLES)


def test_every_column_that_cannot_be_made_is_in_its_template() -> None:
    made = {"person_id", "company_id", "is_challenge_asked", "is_qualified", "is_won", "is_open", "dated_on"}
    for table, columns in TEMPLATES.items():
        names = {c.name for c in columns}
        days = {name for name in TABLES[table].columns if name.endswith("_on") and f"{name[:-3]}_at" in names}
        assert set(TABLES[table].columns) - made - days <= names


@pytest.mark.parametrize("table", TEMPLATES)
def test_a_template_reads_back_what_it_writes(table: str, tmp_path: Path) -> None:
    result = read(template(table), tmp_path)
    assert result.files[0].format == f"template_{table}"
    assert result.files[0].tables == {table: 1}
    assert (result.files[0].dropped, result.files[0].warnings) == ({}, ())


@pytest.mark.parametrize("table", TEMPLATES)
def test_a_workbook_is_read_like_the_text(table: str, tmp_path: Path) -> None:
    rows = [line.split(",") for line in template(table).splitlines()]
    path = tmp_path / "typed.xlsx"
    path.write_bytes(workbook({"Sheet1": rows}))
    reading = Reading(event_id=EVENT, key=KEY, timezone="Europe/Madrid")
    typed = read_export(path, reading).tables[table]
    pd.testing.assert_frame_equal(typed, read(template(table), tmp_path).tables[table])


def test_no_header_of_a_template_is_another_formats(tmp_path: Path) -> None:
    for table, names in headers():
        row = ",".join(names) + "\n" + ",".join("1" for _ in names) + "\n"
        assert formats_of(row, tmp_path) == [f"template_{table}"], names


def test_the_page_is_the_code() -> None:
    page = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
    assert page == describe_templates(), "make it again: kpi intake --template docs > docs/templates.md"


def test_the_list_has_one_line_for_each() -> None:
    lines = list_templates().splitlines()
    assert [line.split()[0] for line in lines] == list(TEMPLATES)
    assert lines[0].endswith(TABLES["registrations"].row)


def test_no_such_template() -> None:
    with pytest.raises(ParamsError) as error:
        template("cost")
    assert str(error.value) == (
        f"--template: `cost`, expected one of {', '.join(TEMPLATES)}. Correct the name."
    )


def test_people_become_numbers_and_their_words_are_masked(tmp_path: Path) -> None:
    text = "email,name,registered_at,challenge\n"
    text += "Ana@Example.com,Ana Ruiz,2026-05-02 09:15,Ana Ruiz has no data\n"
    text += ",Leo Gil,2026-05-03 09:15,none\n,,2026-05-03,\n"
    result = read(text, tmp_path, loss_limit=0.5)
    rows = result.tables["registrations"].set_index("person_id")
    ana, leo = person_id(KEY, "ana@example.com"), person_id(KEY, f"name:{EVENT}:leo gil")
    assert set(rows.index) == {ana, leo}
    assert rows.loc[ana, "challenge"] == "[name] has no data"
    assert rows.loc[ana, "registered_at"] == pd.Timestamp("2026-05-02 07:15", tz="UTC")
    assert rows["status"].tolist() == ["approved", "approved"]
    assert result.files[0].dropped == {"no_person": 1}


def test_internal_people_are_left_out_but_their_order_counts(tmp_path: Path) -> None:
    text = "email,touched_at,kind\nana@example.com,2026-05-02,call\nbo@ours.example,2026-05-02,call\n"
    result = read(text, tmp_path, internal_domains=("ours.example",))
    assert result.files[0].dropped == {"internal_person": 1}
    text = "order_id,email,paid\n71,bo@ours.example,10\n"
    orders = read(text, tmp_path, internal_domains=("ours.example",)).tables["orders"]
    assert orders["person_id"].isna().tolist() == [True]
    assert orders["paid"].tolist() == [10]


def test_rows_name_their_events_and_the_option_fills_the_rest(tmp_path: Path) -> None:
    text = "event_id,email,is_checked_in\nE1,ana@example.com,yes\n,leo@example.com,x\n,eva@example.com,no\n"
    result = read(text, tmp_path)
    assert sorted(result.tables["check_ins"]["event_id"]) == [EVENT, "E1"]
    assert result.files[0].dropped == {"did_not_attend": 1}
    assert refusal(text, tmp_path, event_id=None) == (
        "export.csv: the export of a session, and no event, expected the event it belongs to. "
        "Add --event EVENT_ID."
    )


def test_a_deal_is_won_lost_or_open(tmp_path: Path) -> None:
    text = (
        "deal_id,stage,amount,closed_on\n1,won,10,2026-05-01\n2,lost,20,2026-05-02\n3,talking,30,2026-09-01\n"
    )
    deals = read(text, tmp_path).tables["deals"].set_index("deal_id")
    assert deals["is_won"].tolist() == [True, False, False]
    assert deals["is_open"].tolist() == [False, False, True]
    assert deals["closed_on"].isna().tolist() == [False, False, True]


def test_unknown_is_missing_and_never_0(tmp_path: Path) -> None:
    row = read("campaign,starts_on,ends_on,cost,clicks\nE1,2026-05-01,2026-05-31,,\n", tmp_path)
    ads = row.tables["ads"].iloc[0]
    assert (ads["source"], pd.isna(ads["cost"]), pd.isna(ads["clicks"])) == ("template", True, True)
    text = "kind,amount,spent_on\nvenue,10,2026-05-01\nvenue,,2026-05-01\n"
    costs = read(text, tmp_path, loss_limit=0.5)
    assert costs.tables["costs"]["is_counted"].isna().tolist() == [True]
    assert costs.files[0].dropped == {"no_value": 1}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "kind,amount,spent_on\nvenue,10,2026-05-01\nrent,10,2026-05-01\n",
            "export.csv: column kind: 1 of 2 cells with another word, expected one of expert_time, "
            "promotion_time, advertising, venue, materials, staff, platform, other; first at row 3. Correct them.",
        ),
        (
            "kind,amount,spent_on,is_counted\nvenue,10,2026-05-01,perhaps\n",
            "export.csv: column is_counted: 1 of 1 cells with another word, expected one of yes, no; "
            "first at row 2. Correct them.",
        ),
        (
            "respondent_id,item,question,score\n1,mood,How are you?,3\n",
            "export.csv: column item: 1 of 1 cells with another word, expected one of nps, csat, "
            "satisfaction_score, ses, ease_of_use, technical_trouble, purchase_intent, comment, other; "
            "first at row 2. Correct them.",
        ),
        (
            "deal_id,stage\nAna Ruiz,won\n",
            "export.csv: column deal_id: 1 of 1 cells that are no id, expected ids; first at row 2. "
            "Export again; columns may have been shifted.",
        ),
        (
            "deal_id,stage\n7,won\n7,lost\n",
            "export.csv: row 3: 1 rows that say another thing of the same deal_id, expected one row each. "
            "Keep the right one.",
        ),
        (
            "table_name,starts_on,ends_on\ncontact,2026-01-01,2026-01-31\n",
            "export.csv: column table_name: 1 of 1 cells that name no table, "
            f"expected one of {', '.join(TABLES)}; first at row 2. Correct them.",
        ),
    ],
)
def test_what_cannot_be_read_is_said(text: str, message: str, tmp_path: Path) -> None:
    assert refusal(text, tmp_path) == message


def test_an_answer_on_another_scale_counts_as_other(tmp_path: Path) -> None:
    text = "respondent_id,item,question,scale_lower,scale_upper,score\n"
    text += "1,nps,Would you?,1,5,4\n2,csat,Happy?,1,5,4\n3,csat,Happy?,,,7\n4,comment,Why?,,,\n"
    result = read(text, tmp_path)
    rows = result.tables["survey_answers"].set_index("respondent_id")
    assert rows["item"].to_dict() == {"1": "other", "2": "csat", "3": "other", "4": "comment"}
    assert result.files[0].to_dict()["warnings"] == [
        "1 answers to “Happy?” are not on the scale of csat, and count as other.",
        "1 answers to “Would you?” are not on the scale of nps, and count as other.",
    ]
