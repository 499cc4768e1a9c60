"""The open samples of all formats, each alone: the totals that are known of them."""

import json
from pathlib import Path

import pytest
from conftest import SHARED, needs_shared
from test_intake_variants import OPEN, OPEN_READING

from kpilib.cli import main
from kpilib.intake import read_export

EXPECTED: dict[str, dict[str, float]] = (
    json.loads((OPEN / "EXPECTED_OPEN.json").read_text(encoding="utf-8")) if SHARED.is_dir() else {}
)
# Of each kind one: a session's, a workbook, a customer system's, an advertiser's, a survey.
BY_COMMAND = (
    "zoom_webinar_attendee_report.csv",
    "linkedin_page_content.xlsx",
    "hubspot_deals.csv",
    "google_ads_campaign_report.csv",
    "typeform_nps.csv",
)


def close(totals: dict[str, float], expected: dict[str, float]) -> None:
    assert {key: totals.get(key) for key in expected} == pytest.approx(expected, abs=0.01)


@needs_shared
def test_all_open_samples_are_there() -> None:
    files = {path.name for path in OPEN.iterdir()} - {"EXPECTED_OPEN.json"}
    assert (len(EXPECTED), set(EXPECTED)) == (24, files)


@needs_shared
@pytest.mark.parametrize("name", EXPECTED)
def test_an_open_sample_alone(name: str) -> None:
    close(read_export(OPEN / name, OPEN_READING).files[0].totals, EXPECTED[name])


@needs_shared
@pytest.mark.parametrize("name", EXPECTED)
def test_its_bytes_tell_the_format_whatever_its_name(name: str, tmp_path: Path) -> None:
    (tmp_path / "download").write_bytes((OPEN / name).read_bytes())
    report = read_export(tmp_path / "download", OPEN_READING).files[0]
    assert report.format == read_export(OPEN / name, OPEN_READING).files[0].format
    close(report.totals, EXPECTED[name])


@needs_shared
@pytest.mark.parametrize("name", BY_COMMAND)
def test_the_command_reports_the_totals_as_json(
    name: str, workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(workspace)
    monkeypatch.setattr("sys.argv", ["kpi", "intake", str(OPEN / name), "--event", "E3", "--json"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code in (None, 0)
    (report,) = json.loads(capsys.readouterr().out)["files"]
    stated = {"file", "format", "tables", "dropped", "warnings", "totals", "changed", "unmapped_sources"}
    assert report.keys() == stated
    close(report["totals"], EXPECTED[name])
