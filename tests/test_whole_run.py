"""From raw exports to HTML: the demo series, through the command, real kernels and plain papermill."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import ROOT

from kpilib.language import get_language
from kpilib.params import read_events, read_workspace
from kpilib.review.evidence import Evidence, collect_evidence
from kpilib.review.exports import take_in

pytestmark = pytest.mark.xdist_group("demo")

GOOD, RED, OPEN = (
    "2026-05-20-mapas-estrategicos",
    "2026-04-15-embudo-de-ventas",
    "2026-06-09-dashboard-in-a-day",
)
PLANNED, CANCELLED = "2026-06-25-kysely-joka-toimii", "2025-07-02-kpi-en-verano"
TRUTH = json.loads((Path(__file__).parent / "demo_truth.json").read_text(encoding="utf-8"))["events"]
BIN = Path(sys.executable).parent


def kpi(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(folder, "kpi", *arguments)


def run(folder: Path, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [str(BIN / command), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("demo")
    made = kpi(folder, "demo", ".")
    assert (made.returncode, made.stderr) == (0, "")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def evidence(demo: Path) -> Evidence:
    space = read_workspace(demo)
    events, failures = read_events(space)
    assert not failures
    assert not take_in(space, events).failures
    return collect_evidence(space, events, space.as_of(events[-1]))


@pytest.fixture(scope="module")
def reviewed(demo: Path, evidence: Evidence) -> subprocess.CompletedProcess[str]:
    return kpi(demo, "review", GOOD, RED, OPEN, "--language", "es,fi,en")


def record(demo: Path, event_id: str) -> dict[str, Any]:
    return json.loads((demo / "reports" / event_id / "review.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("event_id", sorted(TRUTH))
def test_the_truth_is_recovered_from_the_exports(evidence: Evidence, event_id: str) -> None:
    truth = TRUTH[event_id]
    holes = set(truth["missing_exports"])
    measures = evidence.measures.loc[event_id]
    exact = ["registrations", "leads", "qualified_leads", "revenue_deals", "pipeline_value"]
    exact += ["revenue_existing_customers"]
    if "registration_report" not in holes:
        exact.append("qualified_registrations")
    if "attendee_report" not in holes:
        exact += ["attendees", "registered_attendees", "walk_ins"]
        assert round(measures["minutes_attended"], 4) == truth["minutes_attended"]
    assert {name: measures[name] for name in exact} == {name: truth[name] for name in exact}
    if not {"google_ads_campaign", "google_ads"} & holes and truth["advertising_cost"]:
        assert round(measures["cost_advertising"], 2) == truth["advertising_cost"]
    revenue = evidence.values[event_id, "revenue"]["value"]
    assert revenue == pytest.approx(truth["revenue"], abs=0.005)


def test_states_are_judged_at_the_day_the_files_fix(evidence: Evidence) -> None:
    states = list(evidence.states.values())
    assert states.count("mature") >= 30
    assert (evidence.states[OPEN], evidence.states[PLANNED]) == ("provisional", "planned")
    assert evidence.states[CANCELLED] == "cancelled"


def test_the_command_reviews_and_says_so(demo: Path, reviewed: subprocess.CompletedProcess[str]) -> None:
    assert reviewed.returncode == 0, reviewed.stderr
    for event_id in (GOOD, RED, OPEN):
        for language in ("es", "fi", "en"):
            for page in (f"review.{language}.html", f"executive.{language}.html"):
                assert f"reports/{event_id}/{page}" in reviewed.stdout.splitlines()
                assert (demo / "reports" / event_id / page).stat().st_size > 10_000
    assert "reports/index.html" in reviewed.stdout.splitlines()
    assert not [line for line in reviewed.stderr.splitlines() if not line.startswith(("done", "read"))]


def test_review_json_is_what_compute_review_gives(
    demo: Path, reviewed: subprocess.CompletedProcess[str]
) -> None:
    import kpilib

    for event_id in (GOOD, RED, OPEN):
        assert kpilib.compute_review(event_id, demo).to_dict() == record(demo, event_id)


def test_the_provisional_event_says_so(demo: Path, reviewed: subprocess.CompletedProcess[str]) -> None:
    row = next(r for r in record(demo, OPEN)["kpis"] if r["kpi"] == "leads")
    assert (record(demo, OPEN)["state"], row["state"], row["zone"]) == (
        "provisional",
        "provisional",
        "unknown",
    )


def test_the_red_event_is_seen_and_diagnosed(demo: Path, reviewed: subprocess.CompletedProcess[str]) -> None:
    found = record(demo, RED)
    attendance = next(r for r in found["kpis"] if r["kpi"] == "attendance_rate")
    assert attendance["zone"] == "red"
    assert "channels_incomplete" in [finding["code"] for finding in found["diagnosis"]]


def test_the_index_lists_every_event_with_its_state(
    demo: Path, reviewed: subprocess.CompletedProcess[str]
) -> None:
    page = (demo / "reports" / "index.html").read_text(encoding="utf-8")
    events, _ = read_events(read_workspace(demo))
    from html import escape

    assert [
        e.event_id for e in events if escape(e.title, quote=False) not in page.replace("&#39;", "'")
    ] == []
    say = get_language("es").say
    for state in ("planned", "provisional", "mature", "cancelled"):
        assert say(f"state.{state}") in page


def test_plain_papermill_runs_without_a_warning_and_gives_the_same_numbers(
    demo: Path, reviewed: subprocess.CompletedProcess[str], tmp_path: Path
) -> None:
    out = tmp_path / "out.ipynb"
    done = run(demo, "papermill", "notebooks/event_review.ipynb", str(out), "-f", f"params/{GOOD}.yml")
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr.lower()
    shown = cell_html(out)
    published = cell_html(demo / "reports" / GOOD / "review.es.ipynb")
    assert shown == published
    assert 'data-kpi="registrations"' in "".join(shown)
    converted = run(tmp_path, "jupyter", "nbconvert", "--to", "html", str(out))
    assert converted.returncode == 0
    assert (tmp_path / "out.html").stat().st_size > 100_000


def cell_html(path: Path) -> list[str]:
    notebook = nbformat.read(path, as_version=4)
    outputs = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
    assert not [o for o in outputs if o.get("name") == "stderr"]
    return [o["data"]["text/html"] for o in outputs]


def test_every_printed_number_is_the_record_s(demo: Path, reviewed: subprocess.CompletedProcess[str]) -> None:
    import re

    for event_id in (GOOD, RED, OPEN):
        rows = {row["kpi"]: row for row in record(demo, event_id)["kpis"]}
        pages = {
            language: (demo / "reports" / event_id / f"review.{language}.html").read_text(encoding="utf-8")
            for language in ("es", "fi", "en")
        }
        marks = {
            language: set(re.findall(r'data-kpi="([^"]+)" data-field="([^"]+)" data-value="([^"]+)"', page))
            for language, page in pages.items()
        }
        assert marks["es"] == marks["fi"] == marks["en"]
        of_kpis = [(k, f, v) for k, f, v in marks["es"] if k in rows and f in rows[k]]
        assert len(of_kpis) > 40
        for name, field, value in of_kpis:
            assert float(value) == rows[name][field]


def test_bad_input_fails_one_event_and_leaves_its_last_good_review(
    demo: Path, reviewed: subprocess.CompletedProcess[str]
) -> None:
    folder = demo / "reports" / GOOD
    before = {p.name: p.read_bytes() for p in folder.glob("review.*")}
    export = next((demo / "data" / "exports" / GOOD).glob("attendee*.csv"))
    whole = export.read_bytes()
    params = demo / "params" / f"{RED}.yml"
    written = params.read_text(encoding="utf-8")
    try:
        export.write_bytes(whole[: len(whole) // 2])
        params.write_text(written.replace("starts_at:", "starts_att:"), encoding="utf-8")
        done = kpi(demo, "review", GOOD, RED, OPEN)
        assert done.returncode == 1
        assert f"{GOOD} could not be reviewed: data/exports/{GOOD}/{export.name}" in done.stderr
        assert "unknown key `starts_att`, expected a known key. Did you mean `starts_at`?" in done.stderr
        assert "Traceback" not in done.stderr
        assert {p.name: p.read_bytes() for p in folder.glob("review.*")} == before
        assert f"reports/{OPEN}/review.en.html" in done.stdout
        failed = (folder / "failed.es.html").read_text(encoding="utf-8")
        assert "review.es.html" in failed
        index = (demo / "reports" / "index.html").read_text(encoding="utf-8")
        assert get_language("es").say("state.failed") in index
    finally:
        export.write_bytes(whole)
        params.write_text(written, encoding="utf-8")
    again = kpi(demo, "review", GOOD)
    assert again.returncode == 0, again.stderr
    assert not list(folder.glob("failed.*"))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((PLANNED,), 1, "planned (it ends on 2026-06-25"),
        ((CANCELLED,), 1, "cancelled, expected an event that took place"),
        (("2026-05-20-mapas",), 1, "Did you mean `2026-05-20-mapas-estrategicos`?"),
        ((), 2, "kpi review: neither events nor --all, or both, expected one of them."),
        ((GOOD, "--language", "sv"), 2, "--language: `sv`, expected one of es, fi, en. Correct it."),
    ],
)
def test_what_cannot_be_reviewed_has_its_exit_code(
    demo: Path, evidence: Evidence, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = kpi(demo, "review", *arguments)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not [p for p in (demo / "reports").glob("*/failed.*") if p.parent.name in arguments]


def test_an_unknown_event_leaves_the_others_published(
    demo: Path, reviewed: subprocess.CompletedProcess[str]
) -> None:
    done = kpi(demo, "review", "no-such-event", OPEN)
    assert done.returncode == 1
    assert f"reports/{OPEN}/review.en.html" in done.stdout
    assert "no-such-event could not be reviewed: params/no-such-event.yml: no such file" in done.stderr
    assert not (demo / "reports" / "no-such-event").exists()


def test_the_demo_takes_no_other_events(demo: Path) -> None:
    done = kpi(demo, "new", "mine", "--starts-at", "2026-06-01T10:00")
    assert done.returncode == 2
    assert "Start your own with `kpi init ../our-events`." in done.stderr


def test_an_event_of_one_s_own_is_refused_in_the_demo(demo: Path, evidence: Evidence) -> None:
    path = demo / "params" / "mine.yml"
    path.write_text("event_id: mine\nstarts_at: 2026-06-01 10:00\n", encoding="utf-8")
    try:
        done = kpi(demo, "review", "mine")
        assert done.returncode == 1
        assert "an event of your own in the demo's workspace" in done.stderr
        assert "`kpi init ../our-events`" in done.stderr
    finally:
        path.unlink()


def test_the_committed_params_are_the_demo_s(demo: Path) -> None:
    committed = {p.name: p.read_bytes() for p in (ROOT / "params").glob("*.yml")}
    assert {p.name: p.read_bytes() for p in (demo / "params").glob("*.yml")} == committed
