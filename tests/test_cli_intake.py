"""`kpi intake` says what changed, which sources are of no channel, and writes templates."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kpilib.cli import intake as _intake  # noqa: F401 - adds its call
from kpilib.cli import show as _show  # noqa: F401 - adds its call
from kpilib.cli.app import app
from kpilib.intake.template_columns import TEMPLATES, template
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
