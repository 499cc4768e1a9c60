"""The command: results on standard output, messages on standard error, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SHARED, needs_shared
from samples import ATTENDEE, CONTACTS, REGISTRATION, lay
from typed_history import lay_typed, plan

BIN = Path(sys.executable).parent
OPEN = SHARED / "formats" / "open"


def kpi(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(BIN / "kpi"), *map(str, arguments)], cwd=folder, capture_output=True, text=True, timeout=300
    )


def test_a_workspace_of_one_s_own_from_nothing_to_a_review(tmp_path: Path) -> None:
    home = tmp_path / "our-events"
    assert kpi(tmp_path, "init", home).returncode == 0
    made = kpi(home, "new", "E3", "--title", "Basics", "--starts-at", "2026-04-15T11:00", "--timezone", "UTC")
    assert made.stdout.strip() == str((home / "params" / "E3.yml").resolve())
    for name, text in (("registration", REGISTRATION), ("attendee", ATTENDEE)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    taken = kpi(home, "intake", tmp_path / "registration.csv", tmp_path / "attendee.csv", "--event", "E3")
    assert taken.returncode == 0, taken.stderr
    assert (home / "data" / "exports" / "E3" / "attendee.csv").read_text() == ATTENDEE
    assert kpi(home, "check").returncode == 0
    done = kpi(home, "review", "E3", "--as-of", "2026-07-31")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "reports/E3/review.en.html",
        "reports/E3/executive.en.html",
        "reports/index.html",
    ]
    shown = kpi(home, "kpis", "--values", "--json")
    values = {row["kpi"]: row["value"] for row in json.loads(shown.stdout)}
    assert (values["registrations"], values["attendees"]) == (4, 2)


def test_all_events_bring_the_portfolio_and_one_by_name_does_not(workspace: Path) -> None:
    pages = [workspace / "reports" / f"portfolio.{language}.html" for language in ("es", "fi", "en")]
    kpi(workspace, "review", "E3")
    assert not any(page.is_file() for page in pages)
    # Nothing of the event is known: its review fails, and the pages of all events say what there is.
    assert kpi(workspace, "review", "--all").returncode == 1
    assert any(page.is_file() for page in pages)
    assert "portfolio." in (workspace / "reports" / "index.html").read_text(encoding="utf-8")


def test_a_workspace_is_not_laid_over_another(workspace: Path) -> None:
    done = kpi(workspace, "init", workspace)
    assert done.returncode == 2
    assert "it is there already, expected a folder without a workspace." in done.stderr


def test_outside_a_workspace_nothing_starts(tmp_path: Path) -> None:
    done = kpi(tmp_path, "review", "--all")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("kpi: ")
    assert "Create one with `kpi init DIR`" in done.stderr


def test_a_wrong_option_is_exit_code_2(workspace: Path) -> None:
    assert kpi(workspace, "review", "--evreything").returncode == 2


def test_an_unknown_export_is_exit_code_2_and_nothing_is_kept(workspace: Path) -> None:
    (workspace / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = kpi(workspace, "intake", "x.csv", "--event", "E3")
    assert done.returncode == 2
    assert done.stderr.startswith("kpi: x.csv: ")
    assert not list((workspace / "data" / "exports").rglob("*.csv"))


def test_a_dry_run_changes_nothing(workspace: Path) -> None:
    (workspace / "a.csv").write_text(ATTENDEE, encoding="utf-8")
    done = kpi(workspace, "intake", "a.csv", "--event", "E3", "--dry-run", "--json")
    (report,) = json.loads(done.stdout)["files"]
    assert (report["file"], report["format"]) == ("a.csv", "zoom_webinar_attendee")
    assert {"file", "format", "tables", "dropped", "warnings", "totals"} <= set(report)
    assert report["totals"]["minutes_union_total"] == 110
    assert not (workspace / "data" / "exports").exists()
    assert not (workspace / "data" / "kpi.duckdb").exists()


def test_repeating_an_intake_doubles_nothing(workspace: Path) -> None:
    (workspace / "a.csv").write_text(ATTENDEE, encoding="utf-8")
    for _ in range(2):
        assert kpi(workspace, "intake", "a.csv", "--event", "E3").returncode == 0
    assert len(list((workspace / "data" / "exports" / "E3").iterdir())) == 1


def test_coverage_is_kept_beside_the_file(workspace: Path) -> None:
    (workspace / "c.csv").write_text(CONTACTS, encoding="utf-8")
    done = kpi(workspace, "intake", "c.csv", "--covers", "2026-01-01..2026-06-30")
    assert done.returncode == 0, done.stderr
    beside = workspace / "data" / "exports" / "_shared" / "c.csv.covers"
    assert beside.read_text() == "2026-01-01..2026-06-30\n"


def test_check_tells_all_findings(workspace: Path) -> None:
    (workspace / "params" / "E4.yml").write_text("event_idd: E4\n", encoding="utf-8")
    done = kpi(workspace, "check")
    assert done.returncode == 1
    assert "E3: mature" in done.stdout
    assert "Did you mean `event_id`?" in done.stderr


def test_the_catalogue_and_its_templates(workspace: Path) -> None:
    catalogue = json.loads(kpi(workspace, "kpis", "--json").stdout)
    assert {"registrations", "attendance_rate", "nps", "roi"} <= {row["kpi"] for row in catalogue}
    assert kpi(workspace, "intake", "--template", "past_results").stdout.startswith("event_id,starts_on,")


def test_values_of_all_events_are_a_tidy_table(workspace: Path) -> None:
    lay(workspace, registration=REGISTRATION.replace("none", "nothing"), attendee=ATTENDEE)
    lines = kpi(workspace, "kpis", "--values", "--csv").stdout.splitlines()
    assert lines[0] == "event_id,kpi,value,numerator,denominator,lower,upper,unit,n,state,notes"
    assert "E3,registrations,4.0,,,,,people,,known," in lines
    assert any(line.startswith("E3,attendance_rate,0.5,2.0,4.0,0.") for line in lines)


def test_the_doctor_finds_the_kernel(workspace: Path) -> None:
    done = kpi(workspace, "doctor")
    assert (done.returncode, done.stderr) == (0, "")
    assert "papermill" in done.stdout


def test_targets_without_history_say_nothing_they_do_not_know(workspace: Path) -> None:
    done = kpi(workspace, "targets", "E3", "--json")
    assert done.returncode == 0, done.stderr
    assert {t["expected"] for t in json.loads(done.stdout).values()} == {None}


def test_targets_of_a_planned_event_with_goals_and_what_if(workspace: Path) -> None:
    lay_typed(workspace)
    plan(workspace, facts="{goals: {registrations: 120, attendance_rate: 0.5}}")
    done = kpi(workspace, "targets", "E9", "--what-if", "topic=AI", "--language", "es")
    assert done.returncode == 0, done.stderr
    assert "Antes del evento: First (10 de febrero de 2026)" in done.stdout
    assert "Y si: tema: AI (plan: KPI)" in done.stdout
    assert (
        "Probabilidad de alcanzar en un mismo evento todas las metas que tienen una probabilidad (2): "
        in done.stdout
    )
    wrong = kpi(workspace, "targets", "E9", "--what-if", "colour=red")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("kpi: what-if: `colour`, expected one of list_size, topic")


@needs_shared
@pytest.mark.parametrize(
    "name",
    [
        "zoom_webinar_attendee_report.csv",
        "zoom_webinar_registration_report.csv",
        "hubspot_contacts.csv",
        "hubspot_deals.csv",
        "ga4_traffic_acquisition.csv",
        "ga4_reports_snapshot.csv",
        "google_ads_campaign_report.csv",
        "surveymonkey_condensed.csv",
    ],
)
def test_open_samples_alone_give_their_totals(workspace: Path, name: str) -> None:
    expected = json.loads((OPEN / "EXPECTED_OPEN.json").read_text(encoding="utf-8"))[name]
    done = kpi(workspace, "intake", OPEN / name, "--event", "E3", "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    totals = json.loads(done.stdout)["files"][0]["totals"]
    assert {key: totals[key] for key in expected} == pytest.approx(expected, abs=0.01)


@needs_shared
def test_open_samples_together_give_the_review_s_numbers(workspace: Path) -> None:
    names = ["zoom_webinar_registration_report", "zoom_webinar_attendee_report", "hubspot_contacts"]
    names += ["hubspot_deals", "google_ads_campaign_report", "surveymonkey_condensed"]
    files = [OPEN / f"{name}.csv" for name in names]
    assert kpi(workspace, "intake", *files, "--event", "E3").returncode == 0
    done = kpi(workspace, "review", "E3", "--as-of", "2026-07-31")
    assert done.returncode == 0, done.stderr
    record = json.loads((workspace / "reports" / "E3" / "review.json").read_text(encoding="utf-8"))
    values = {row["kpi"]: row["value"] for row in record["kpis"]}
    expected = {
        "registrations": 6,
        "qualified_registrations": 4,
        "attendees": 4,
        "minutes_attended": 221.32,
        "leads": 2,
        "revenue": 1500,
        "pipeline_value": 900,
        "ad_spend": 602,
    }
    assert {name: values[name] for name in expected} == pytest.approx(expected, abs=0.01)


def test_what_is_stated_of_a_file_is_kept_beside_it(workspace: Path) -> None:
    export = workspace / "other.csv"
    export.write_text("E-post;Anmeld\nada@example.com;2026-04-02 09:00\nbo@example.org;2026-04-03 09:00\n")
    mapping = workspace / "map.yml"
    mapping.write_text(
        "table: registrations\ncolumns: {email: E-post, registered_at: Anmeld}\n", encoding="utf-8"
    )
    kpi(workspace, "intake", str(export), "--event", "E3", "--mapping", str(mapping))
    folder = workspace / "data" / "exports" / "E3"
    assert (folder / "other.csv.mapping.yml").read_bytes() == mapping.read_bytes()
    (workspace / "data" / "kpi.duckdb").unlink()
    kpi(workspace, "review", "E3", "--as-of", "2026-07-31")
    record = json.loads((workspace / "reports" / "E3" / "review.json").read_text(encoding="utf-8"))
    assert {row["kpi"]: row["value"] for row in record["kpis"]}["registrations"] == 2


def test_a_mapping_of_a_column_that_there_is_not_names_the_nearest(workspace: Path) -> None:
    export = workspace / "other.csv"
    export.write_text("E-post\nada@example.com\n")
    mapping = workspace / "map.yml"
    mapping.write_text("table: registrations\ncolumns: {emial: E-post}\n", encoding="utf-8")
    done = kpi(workspace, "intake", str(export), "--event", "E3", "--mapping", str(mapping))
    assert done.returncode == 2
    assert done.stderr.startswith("kpi: map.yml: ")
    assert "Did you mean `email`?" in done.stderr
    assert not (workspace / "data" / "exports" / "E3").exists()


def test_a_format_that_was_named_is_named_for_good(workspace: Path) -> None:
    export = workspace / "a.csv"
    export.write_text(ATTENDEE, encoding="utf-8")
    kpi(workspace, "intake", str(export), "--event", "E3", "--format", "zoom_webinar_attendee")
    beside = workspace / "data" / "exports" / "E3" / "a.csv.format"
    assert beside.read_text(encoding="utf-8") == "zoom_webinar_attendee\n"
    beside.write_text("no_such_format\n", encoding="utf-8")
    done = kpi(workspace, "check")
    assert done.returncode == 1
    assert "--format: `no_such_format`, expected one of " in done.stderr


def test_check_says_what_is_not_settled_and_is_no_failure(workspace: Path) -> None:
    lay(workspace, attendee=ATTENDEE)
    with (workspace / "params" / "workspace.yml").open("a", encoding="utf-8") as stream:
        stream.write("kpis: {attendees: {owner: Ada}}\n")
    done = kpi(workspace, "check")
    assert done.returncode == 0, done.stderr
    assert "What is not settled about the KPIs in use:" in done.stdout
    assert "All KPIs in use are of one kind. What is lacking: KPIs of money." in done.stdout
    assert "Neither a goal nor an expected range: Attendance." in done.stdout
