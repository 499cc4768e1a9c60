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
from test_figures import Reader, read_back

from kpilib.demo.plans import PLANNED_EVENT
from kpilib.kpis.guards import GUARDS, Guard
from kpilib.language import get_language
from kpilib.params import read_event, read_events, read_workspace
from kpilib.review.departures import find_departures
from kpilib.review.evidence import Evidence, collect_evidence
from kpilib.review.exports import take_in
from kpilib.review.plan import read_plan

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
    exact += ["revenue_existing_customers", "emails_delivered", "emails_clicked"]
    if truth["engaged_attendees"] is not None:
        exact.append("engaged_attendees")
    if "registration_report" not in holes:
        exact.append("qualified_registrations")
    if "attendee_report" not in holes:
        exact += ["attendees", "registered_attendees", "walk_ins"]
        assert round(measures["minutes_attended"], 4) == truth["minutes_attended"]
    if truth["revenue_tickets"]:
        exact.append("revenue_tickets")
    # Without any mail known on that day nothing was sent, or nobody knows.
    found = {name: measures[name] for name in exact if truth[name] or not name.startswith("emails_")}
    assert found == {name: truth[name] for name in found}
    if not {"google_ads_campaign", "google_ads"} & holes and truth["advertising_cost"]:
        assert round(measures["cost_advertising"], 2) == truth["advertising_cost"]
    revenue = evidence.values[event_id, "revenue"]["value"]
    assert revenue == pytest.approx(truth["revenue"], abs=0.005)


def test_the_demo_has_a_plan_and_one_departure_from_it(demo: Path) -> None:
    space = read_workspace(demo)
    plan = read_plan(space, PLANNED_EVENT)
    assert plan is not None
    assert plan.is_whole
    (departure,) = find_departures(plan, read_event(space, PLANNED_EVENT), space, {})
    assert departure == {"code": "goal_changed", "kpi": "registrations", "planned": 130.0, "actual": 110.0}


def test_the_survey_s_answers_are_recovered_whatever_tool_asked(evidence: Evidence) -> None:
    names = {"nps_n": "nps_answers", "promoters": "nps_promoters", "detractors": "nps_detractors"}
    names |= {"survey_responses": "survey_responses", "technical_trouble": "trouble_yes"}
    for event_id in (e for e, truth in TRUTH.items() if "survey" not in truth["missing_exports"]):
        measures = evidence.measures.loc[event_id]
        assert {n: measures[m] for n, m in names.items()} == {n: TRUTH[event_id][n] for n in names}


STRUCK = {
    "one_to_five_is_no_nps": ("2025-10-15-uutiskirjeen-mittarit", "nps"),
    "more_than_answered": ("2023-10-18-strategy-maps-101", "nps"),
    "rate_above_one": ("2026-02-11-una-sola-pregunta", "positive_mention_rate"),
    "not_convertible": ("2024-10-30-leading-and-lagging", "cost"),
    "people_do_not_add_up": ("2025-11-12-plantilla-de-kpi", "reach"),
    "mixed_scales": ("2026-02-11-una-sola-pregunta", "alignment_index"),
    "mixed_cohorts": ("2026-05-05-mittarit-arjessa", "attendance_per_qualified_registration"),
    "fractional_count": ("2026-03-11-strategy-maps-live", "negative_mention_reply_rate"),
    "too_few_answers": ("2023-06-14-que-es-un-kpi", "nps"),
    "trouble_is_a_problem": (RED, "technical_trouble_rate"),
    "intent_is_no_sale": ("2025-12-03-year-in-numbers", "purchase_intent_rate"),
    "customers_are_not_orders": ("2026-03-11-strategy-maps-live", "average_order_value"),
}


# Mistakes that no tool's export of the demo makes; test_kpi_guards makes each of them.
STRUCK_ELSEWHERE = {
    *("readers_do_not_add_up", "negative_part", "outside_scale", "people_may_count_twice", "own_of_intent"),
}


def test_each_guard_is_struck_in_the_demo_or_known_not_to_be() -> None:
    assert {guard.code for guard in GUARDS} == STRUCK.keys() | STRUCK_ELSEWHERE
    assert not STRUCK.keys() & STRUCK_ELSEWHERE


@pytest.mark.parametrize("guard", [g for g in GUARDS if g.code in STRUCK], ids=lambda guard: guard.code)
def test_each_guard_strikes_in_some_event(evidence: Evidence, guard: Guard) -> None:
    row = evidence.values[STRUCK[guard.code]]
    assert guard.code in row["notes"]
    assert row["state"] == ("refused" if guard.state == "refuse" else "known")


@pytest.mark.parametrize(
    ("state", "event_id", "kpi"),
    [
        ("known", GOOD, "engagement_rate"),
        ("unknown", "2025-04-02-honest-webinar-roi", "engagement_rate"),
        ("undefined", "2026-01-21-tavoitteet-paperille", "negative_mention_reply_rate"),
        ("refused", "2025-10-15-uutiskirjeen-mittarit", "nps"),
        ("not_applicable", "2025-05-21-dashboard-clinic", "complaints"),
    ],
)
def test_each_state_of_a_value_appears(evidence: Evidence, state: str, event_id: str, kpi: str) -> None:
    assert evidence.values[event_id, kpi]["state"] == state


@pytest.mark.parametrize(
    ("code", "event_id"),
    [
        ("no_exchange_rate", "2024-10-30-leading-and-lagging"),
        ("stated_differs", "2025-12-03-year-in-numbers"),
        ("last_of_several", GOOD),
        ("posts_counted", GOOD),
        ("no_campaign_matches", "2024-03-13-mittaritaulu-tiimille"),
    ],
)
def test_remarks_on_an_event_appear(evidence: Evidence, code: str, event_id: str) -> None:
    assert code in [note["code"] for note in evidence.notes[event_id]]


def test_every_export_is_read_without_losing_rows(evidence: Evidence) -> None:
    on_purpose = {"internal_person", "total_row", "not_submitted"}
    lost = {
        (file.file_id, reason)
        for file in evidence.files.values()
        for reason, n in file.report["dropped"].items()
        if n and reason not in on_purpose
    }
    assert lost == set()
    formats = {file.format for file in evidence.files.values()}
    assert formats >= {
        *("teams_attendance", "webex_attendance", "eventbrite_attendees", "typeform", "google_forms"),
        *("zoom_webinar_qa", "zoom_poll", "mailchimp_campaigns", "meta_ads", "linkedin_ads", "x_posts"),
        *("youtube_days", "template_content", "template_touches"),
        *("youtube_videos", "linkedin_page", "ga4_snapshot", "template_kpi_values", "template_segments"),
    }


def test_the_organisation_s_own_kpis_have_values(evidence: Evidence) -> None:
    row = evidence.values[GOOD, "registered_lead_rate"]
    assert row["value"] == TRUTH[GOOD]["leads"] / TRUTH[GOOD]["registrations"]
    assert evidence.values[GOOD, "cost_per_qualified_registration"]["state"] == "known"
    assert (
        evidence.values["2024-10-30-leading-and-lagging", "cost_per_qualified_registration"]["state"]
        != "known"
    )


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


def printed_numbers(
    demo: Path, event_id: str, page: str, language: str
) -> list[tuple[str, str, str, str, str]]:
    path = demo / "reports" / event_id / f"{page}.{language}.html"
    return Reader(path.read_text(encoding="utf-8")).numbers


@pytest.mark.parametrize("event_id", [GOOD, RED, OPEN])
def test_every_printed_number_is_the_record_s(
    demo: Path, reviewed: subprocess.CompletedProcess[str], event_id: str
) -> None:
    rows = {row["kpi"]: row for row in record(demo, event_id)["kpis"]}
    for page, at_least in (("review", 40), ("executive", 4)):
        numbers = {code: printed_numbers(demo, event_id, page, code) for code in ("es", "fi", "en")}
        # The same numbers in every language, each printed as its language rounds and writes it.
        marks = [sorted({n[:4] for n in found}) for found in numbers.values()]
        assert marks[0] == marks[1] == marks[2]
        assert [n for code, found in numbers.items() for n in found if not read_back(n, code)] == []
        of_kpis = [(k, f, v) for k, f, v, _ in marks[0] if k in rows and f in rows[k]]
        assert len(of_kpis) >= at_least
        assert [(k, f, v) for k, f, v in of_kpis if float(v) != rows[k][f]] == []


@pytest.mark.parametrize("event_id", [GOOD, RED, OPEN])
def test_each_number_for_the_director_stands_in_the_review(
    demo: Path, reviewed: subprocess.CompletedProcess[str], event_id: str
) -> None:
    for code in ("es", "fi", "en"):
        full = {n[:4] for n in printed_numbers(demo, event_id, "review", code)}
        short = {n[:4] for n in printed_numbers(demo, event_id, "executive", code)}
        assert len(short) > 4
        assert short - full == set()


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
        params.write_text(written.replace("starts_at:", "starts_att:", 1), encoding="utf-8")
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
