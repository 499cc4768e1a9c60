"""Reading exports as a whole: recognition, refusals, privacy, the order of rows."""

import ast
import random
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from test_intake_variants import SAMPLES, STARTS_AT, parsed, runs, saved

import kpilib.intake
from kpilib.errors import DataError, KpiError, ParamsError
from kpilib.intake import Reading, describe_warning, formats, read_export, read_exports
from kpilib.intake.files import Grid
from kpilib.intake.headers import first_header
from kpilib.intake.hubspot import CONTACT_LAYOUT
from kpilib.intake.notes import SENTENCES

READING = Reading(event_id="E7", starts_at=STARTS_AT, key=b"k")
KNOWN = (
    "zoom_webinar_registration, zoom_webinar_attendee, zoom_webinar_qa, zoom_poll, "
    "zoom_meeting_participants, zoom_meeting_unique_users, teams_attendance, teams_list, teams_live_event, "
    "webex_attendance, eventbrite_attendees, hubspot_contacts, hubspot_deals, ga4_traffic, "
    "ga4_snapshot, ga4_bigquery, google_ads, meta_ads, linkedin_ads, linkedin_page, x_posts, youtube_videos, "
    "youtube_days, "
    "mailchimp_campaigns, mailchimp_report, matomo_visits, salesforce_leads, surveymonkey, typeform, "
    "google_forms, "
) + "a template"
CONTACTS = SAMPLES["hubspot_contacts"]


def write(folder: Path, content: str | bytes, name: str = "export.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(folder: Path, content: str | bytes, reading: Reading = READING) -> str:
    with pytest.raises(KpiError) as error:
        read_export(write(folder, content), reading)
    return str(error.value)


@pytest.mark.parametrize("name", SAMPLES)
def test_each_format_is_recognised_by_content(name: str, tmp_path: Path) -> None:
    report = read_export(write(tmp_path, SAMPLES[name], "anything.bin"), READING).files[0]
    assert (report.format, report.file) == (name, "anything.bin")
    assert name in formats()
    assert report.to_dict().keys() == {"file", "format", "tables", "dropped", "warnings", "totals"}


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b",,,\r\n"])
def test_an_empty_file(content: bytes, tmp_path: Path) -> None:
    expected = "export.csv: an empty file, expected an export with a header and rows. Export it again."
    assert refusal(tmp_path, content) == expected


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read_export(tmp_path / "none.csv", READING)
    assert str(error.value) == (
        "none.csv: no file that can be opened, expected an export. Check path and access."
    )


def test_no_text(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"a\x00\x07" + b"abcdefghijkl" * 9) == (
        "export.csv: bytes that are no text, expected a CSV file. Export it as CSV."
    )
    assert refusal(tmp_path, b"PK\x03\x04" + b"abcdefghijkl" * 9) == (
        "export.csv: an archive, or a workbook that cannot be opened, expected a CSV file or an XLSX workbook. "
        "Unpack it, or export it again as CSV (UTF-8)."
    )


def test_bytes_that_end_inside_a_letter(tmp_path: Path) -> None:
    content = "Íñigo ñ".encode()[:-1]
    assert refusal(tmp_path, content) == (
        "export.csv: bytes that are no utf-8 from byte 9 on, expected text in one encoding. "
        "Export the file again; it may have been cut short."
    )


def test_an_unknown_format(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a,b\n1,2\n") == (
        f"export.csv: no header of a known format, expected one of {KNOWN}. "
        "Check that it is the export as downloaded."
    )


def test_a_needed_column_is_missing(tmp_path: Path) -> None:
    assert refusal(tmp_path, CONTACTS.replace("Create Date", "Cr. D.")) == (
        "export.csv: row 1: the columns of no known format (nearest: hubspot_contacts, without Create Date), "
        f"expected one of {KNOWN}. Export again with all columns."
    )


def test_two_formats_need_a_choice(tmp_path: Path) -> None:
    text = CONTACTS + ",,email,signed_up_at,tried_at,,\n"
    assert refusal(tmp_path, text) == (
        "export.csv: columns of hubspot_contacts and template_signups, expected one format. "
        "Name it with --format NAME."
    )
    reading = Reading(key=b"k", format="hubspot_contacts", loss_limit=1)
    assert read_export(write(tmp_path, text), reading).files[0].format == "hubspot_contacts"


def test_a_format_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(ParamsError) as error:
        read_export(write(tmp_path, CONTACTS), Reading(format="zoom"))
    assert str(error.value) == f"--format: `zoom`, expected one of {KNOWN}. Correct the name."


def test_no_header_of_a_layout() -> None:
    with pytest.raises(DataError) as error:
        first_header(Grid("f.csv", ",", (("a",),), True), CONTACT_LAYOUT)
    assert str(error.value) == (
        "f.csv: no header row, expected one with Record ID, Email, Create Date. Export it again."
    )


def test_two_columns_that_mean_the_same(tmp_path: Path) -> None:
    text = CONTACTS.replace("First Name", "E-mail")
    assert refusal(tmp_path, text) == (
        "export.csv: row 1: 2 columns that mean Email and differ, expected one. "
        "Leave out or rename all but one."
    )


@pytest.mark.parametrize("name", ["hubspot_contacts", "hubspot_deals", "template_past_results", "google_ads"])
def test_cut_short_inside_a_row(name: str, tmp_path: Path) -> None:
    text = SAMPLES[name].rstrip("\n")
    assert refusal(tmp_path, text[: text.rindex(",")]).endswith(
        "cells, expected a whole row. The file was cut short; export it again."
    )


def test_cut_short_inside_quotes(tmp_path: Path) -> None:
    assert refusal(tmp_path, CONTACTS + '53,"Ana,R') == (
        "export.csv: last line: an open quote, expected a whole row. The file was cut short; export it again."
    )


def test_cut_short_anywhere_stops_or_is_said(tmp_path: Path) -> None:
    """At any byte of any sample: no traceback, and never silence."""
    dice = random.Random(1)
    for name, text in SAMPLES.items():
        for at in dice.sample(range(len(text) - 1), 12):
            try:
                result = read_export(write(tmp_path, text[:at]), READING)
            except KpiError:
                continue
            assert text[at - 1] == "\n" or result.files[0].warnings, (name, at)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("way", ["left", "right"])
def test_columns_shifted_by_one_stop_or_are_said(name: str, way: str, tmp_path: Path) -> None:
    rows = parsed(SAMPLES[name])
    start, end = list(runs(rows))[-2 if name == "zoom_webinar_attendee" else -1]
    shifted = [*rows[: start + 1]]
    for row in rows[start + 1 : end]:
        shifted.append([*row[1:], ""] if way == "left" else ["", *row[:-1]])
    shifted += rows[end:]
    try:
        report = read_export(write(tmp_path, saved(shifted, "utf-8", ",", "\n")), READING).files[0]
    except KpiError:
        return
    assert report.warnings or report.dropped


@pytest.mark.parametrize("name", SAMPLES)
def test_a_header_without_rows_is_said_and_its_tables_are_there(name: str, tmp_path: Path) -> None:
    rows, headers = parsed(SAMPLES[name]), list(runs(parsed(SAMPLES[name])))
    n_headers = 2 if name == "surveymonkey" else 1
    left = [row for i, row in enumerate(rows) if not any(s + n_headers <= i < end for s, end in headers)]
    result = read_export(write(tmp_path, saved(left, "utf-8", ",", "\n")), READING)
    full = read_export(write(tmp_path, SAMPLES[name]), READING)
    assert {"code": "no_rows"} in result.files[0].warnings
    assert "The file holds a header and no rows." in result.files[0].to_dict()["warnings"]
    assert {"code": "no_rows"} not in full.files[0].warnings
    # Where only the rows tell which days are covered, a header alone tells none.
    assert result.tables.keys() | {"coverage"} == full.tables.keys() | {"coverage"}
    assert not any(len(table) for kind, table in result.tables.items() if kind != "coverage")


def test_a_comparison_without_rows_is_said(tmp_path: Path) -> None:
    lines = SAMPLES["ga4_traffic"].replace(",Sessions", ",Date range,Sessions").splitlines(keepends=True)
    result = read_export(write(tmp_path, "".join(lines[:-3])), READING)
    assert result.files[0].warnings == ({"code": "no_rows"},)


def test_a_total_row_alone_is_no_row(tmp_path: Path) -> None:
    lines = SAMPLES["google_ads"].splitlines(keepends=True)
    result = read_export(write(tmp_path, "".join([*lines[:3], lines[-1]])), READING)
    assert {"code": "no_rows"} in result.files[0].warnings
    assert len(result.tables["ads"]) == 0


@pytest.mark.parametrize("name", SAMPLES)
def test_the_order_of_rows_plays_no_part(name: str, tmp_path: Path) -> None:
    rows, turned = parsed(SAMPLES[name]), []
    for start, end in runs(rows):
        n_headers = 2 if name == "surveymonkey" else 1
        turned += rows[len(turned) : start + n_headers] + rows[start + n_headers : end][::-1]
    first = read_export(write(tmp_path, saved(rows, "utf-8", ",", "\n")), READING)
    second = read_export(write(tmp_path, saved(turned, "utf-8", ",", "\n")), READING)
    assert turned != rows
    assert first.files[0].totals == second.files[0].totals
    for table in first.tables:
        pd.testing.assert_frame_equal(first.tables[table], second.tables[table])


PERSONAL = ("peñalver", "íñigo", "järvinen", "aino", "okafor", "@", "example.", "34911", "600112")


@pytest.mark.parametrize("name", SAMPLES)
def test_no_name_address_or_number_of_a_person_enters_a_table(name: str, tmp_path: Path) -> None:
    text = SAMPLES[name].replace(
        "Mittarit, tavoitteet", "Ask aino JÄRVINEN at aino@example.org or 600 11 22 33"
    )
    text = text.replace(",9,Satisfied", ",9,Satisfied").replace("Pedir datos", "Pedir datos a Okafor")
    result = read_export(write(tmp_path, text), READING)
    for table in result.tables.values():
        written = table.to_csv().casefold().replace(" ", "")
        assert not [word for word in PERSONAL if word in written]
    said = str(result.files[0].to_dict()).casefold()
    assert not [word for word in PERSONAL if word in said]


def test_people_tie_up_across_exports(tmp_path: Path) -> None:
    paths = [
        write(tmp_path, SAMPLES[n], n)
        for n in ("zoom_webinar_attendee", "hubspot_contacts", "template_signups")
    ]
    read = read_exports(
        paths, event_id="E7", timezone="UTC", starts_at=STARTS_AT, internal_people=("x@y.example",)
    )
    assert [report.file for report in read.files] == [path.name for path in paths]
    assert list(read.tables) == ["registrations", "attendance", "contacts", "stages", "signups"]
    contacts = set(read.tables["contacts"]["person_id"])
    assert contacts == set(read.tables["signups"]["person_id"])
    assert contacts < set(read.tables["registrations"]["person_id"])


def test_tables_of_one_kind_stand_below_each_other(tmp_path: Path) -> None:
    paths = [
        write(tmp_path, SAMPLES["hubspot_contacts"], "a"),
        write(tmp_path, SAMPLES["hubspot_contacts"], "b"),
    ]
    assert len(read_exports(paths).tables["contacts"]) == 4


def test_an_unknown_column_and_a_missing_one_are_said(tmp_path: Path) -> None:
    text = CONTACTS.replace("Lifecycle Stage", "Shoe size")
    assert read_export(write(tmp_path, text), READING).files[0].to_dict()["warnings"] == [
        "Not used, since not known here: Shoe size.",
        "There is no column Lifecycle Stage, so that what it holds stays unknown.",
    ]


def test_a_repeated_header_and_a_wrong_encoding_are_counted(tmp_path: Path) -> None:
    header = CONTACTS.splitlines()[0]
    text = (CONTACTS + header + "\n").encode().decode("cp1252", errors="ignore").replace("Lead,", "LÃ©ad,")
    report = read_export(write(tmp_path, text), READING).files[0]
    assert report.dropped == {"repeated_header": 1}
    assert [w["code"] for w in report.warnings] == ["wrong_encoding"]


def test_a_repeated_row_and_one_with_too_many_cells_are_counted(tmp_path: Path) -> None:
    last = CONTACTS.splitlines()[-1]
    path = write(tmp_path, CONTACTS + last + "\n" + last.replace("52", "53") + ",surplus\n")
    report = read_export(path, Reading(key=b"k", loss_limit=0.5)).files[0]
    assert report.dropped == {"repeated_row": 1, "too_many_cells": 1}
    assert (report.n_rows, report.totals["contacts"], report.warnings) == (4, 2, ())


def test_a_line_wrapped_in_quotes_a_second_time(tmp_path: Path) -> None:
    lines = CONTACTS.splitlines()
    wrapped = "\n".join([lines[0], *('"' + line.replace('"', '""') + '"' for line in lines[1:])]) + "\n"
    assert read_export(write(tmp_path, wrapped), READING).files[0].totals["contacts"] == 2


def test_settings_have_a_hash_that_follows_what_matters() -> None:
    settings = Reading(event_id="E1", key=b"k", internal_people=("a@b.c", "d@e.f")).settings_sha256()
    assert settings == Reading(event_id="E1", key=b"k", internal_people=("D@e.f", "a@b.c")).settings_sha256()
    others = [
        Reading(event_id="E2", key=b"k"), Reading(event_id="E1", key=b"j"), Reading(event_id="E1"),
        Reading(event_id="E1", key=b"k", timezone="Europe/Madrid"),
        Reading(event_id="E1", key=b"k", covers=(date(2026, 1, 1), date(2026, 1, 2))),
        Reading(event_id="E1", key=b"k", starts_at=datetime(2026, 1, 1, tzinfo=UTC)),
        Reading(event_id="E1", key=b"k", is_prerecorded=True),
    ]  # fmt: skip
    assert len({settings, *(reading.settings_sha256() for reading in others)}) == 8


def test_each_warning_has_its_sentence_and_each_sentence_its_warning() -> None:
    used = set()
    for path in Path(kpilib.intake.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"warn", "warn_count"}:
                used |= {a.value for a in node.args[:1] if isinstance(a, ast.Constant)}
    assert used == set(SENTENCES)
    assert describe_warning({"code": "no_email", "n": 3}) == (
        "3 people have no e-mail address and were told apart by name or record."
    )
