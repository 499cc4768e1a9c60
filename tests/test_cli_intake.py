"""`kpi intake` says what changed, which sources are of no channel, and writes templates."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kpilib.cli import intake as _intake  # noqa: F401 - adds its call
from kpilib.cli import show as _show  # noqa: F401 - adds its call
from kpilib.cli.app import app
from kpilib.errors import NoEventError, ParamsError
from kpilib.intake import Reading, read_export
from kpilib.intake.template_columns import TEMPLATES, template, template_workbook
from tests.samples import REGISTRATION

RUNNER = CliRunner()


@pytest.fixture
def home(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    params = workspace / "params" / "workspace.yml"
    params.write_text(params.read_text() + "channels: {Web: [Newsletter]}\n", encoding="utf-8")
    monkeypatch.setenv("KPI_WORKSPACE", str(workspace))
    return workspace


def file(home: Path, text: str = REGISTRATION) -> str:
    path = home / "registration.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def run(*arguments: str) -> str:
    result = RUNNER.invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


NEWER = REGISTRATION.replace('Di,Sol,di@example.net,"Apr 13, 2026 09:00:00",approved,,Newsletter\n', "")


def test_it_prints_what_changed(home: Path) -> None:
    first = run("intake", file(home), "--event", "E3").splitlines()
    assert first == [
        "registration.csv: zoom_webinar_registration: 4 registrations",
        "  sources of no channel in params/workspace.yml: LinkedIn",
    ]
    second = run("intake", file(home, NEWER), "--event", "E3").splitlines()
    assert second[-3:-1] == [
        "  E3/registration.2.csv now counts instead of E3/registration.csv",
        "    registrations: 0 new, 1 gone, 0 changed",
    ]
    third = run("intake", file(home, NEWER), "--event", "E3").splitlines()
    assert third[-2] == ("  the same bytes are there already: nothing changes, E3/registration.2.csv counts")


def test_json_has_it_for_each_file(home: Path) -> None:
    first = json.loads(run("intake", file(home), "--event", "E3", "--json"))["files"][0]
    assert (first["changed"], first["unmapped_sources"]) == (None, ["LinkedIn"])
    second = json.loads(run("intake", file(home, NEWER), "--event", "E3", "--json"))["files"][0]
    assert second["changed"] == {
        "counts": "E3/registration.2.csv",
        "instead_of": ["E3/registration.csv"],
        "is_same": False,
        "tables": {"registrations": {"new": 0, "gone": 1, "changed": 0}},
    }
    dry = json.loads(run("intake", file(home), "--event", "E3", "--dry-run", "--json"))["files"][0]
    assert dry["changed"] is None


def test_templates_are_listed_and_written(home: Path) -> None:
    assert [line.split()[0] for line in run("intake", "--template", "list").splitlines()] == list(TEMPLATES)
    assert run("intake", "--template", "costs") == template("costs")
    assert run("intake", "--template", "docs").startswith("# Templates\n")


def test_a_lost_key_is_said_by_intake_and_doctor(home: Path) -> None:
    run("intake", file(home), "--event", "E3")
    (home / "data" / "person.key").unlink()
    doctor = RUNNER.invoke(app, ["doctor"])
    assert doctor.exit_code == 1
    assert "person key not there" in doctor.stdout
    assert "person key person.key: no such file, and 1 files in the store were read with it" in doctor.stderr
    again = RUNNER.invoke(app, ["intake", file(home), "--event", "E3"])
    assert again.stderr.startswith(
        "person key person.key: another key than the one that 1 files in the store"
    )
    assert "person key present" in RUNNER.invoke(app, ["doctor"]).stdout


def test_a_template_as_a_workbook_is_read_back(home: Path) -> None:
    path = home / "costs.xlsx"
    assert run("intake", "--template", "costs", "--to", str(path)) == ""
    typed = json.loads(run("intake", file(home, template("costs")), "--dry-run", "--json"))["files"][0]
    told = json.loads(run("intake", str(path), "--dry-run", "--json"))["files"][0]
    assert told == typed | {"file": "costs.xlsx"}
    assert (told["tables"], told["warnings"]) == ({"costs": 1}, [])


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_is_the_same_as_text_and_as_a_workbook(name: str, tmp_path: Path) -> None:
    reading = Reading(event_id="E1", key=b"k")
    (tmp_path / "a.csv").write_text(template(name), encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(template_workbook(name))
    text, book = (read_export(tmp_path / f"a.{kind}", reading) for kind in ("csv", "xlsx"))
    assert {n: t.to_csv() for n, t in text.tables.items()} == {n: t.to_csv() for n, t in book.tables.items()}


def test_a_template_takes_no_other_files_place(home: Path) -> None:
    taken, nowhere = home / "params" / "workspace.yml", home / "nowhere" / "costs.xlsx"
    for path, found in ((taken, "which is there already"), (nowhere, "no folder")):
        result = RUNNER.invoke(app, ["intake", "--template", "costs", "--to", str(path)])
        assert isinstance(result.exception, ParamsError)
        assert found in str(result.exception)
    assert taken.read_text(encoding="utf-8").startswith("organisation")


def test_a_session_without_event_is_shown_and_not_kept(home: Path) -> None:
    told = json.loads(run("intake", file(home), "--dry-run", "--json"))["files"][0]
    assert told["totals"]["registrants"] == 4
    assert told["warnings"][0] == "No event is named that this session belongs to; nothing of it was kept."
    result = RUNNER.invoke(app, ["intake", file(home), "--json"])
    assert isinstance(result.exception, NoEventError)
    assert json.loads(result.stdout)["files"][0] == told
    assert not (home / "data" / "exports").exists()
