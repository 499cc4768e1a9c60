"""From a question to its KPIs, and an own KPI everywhere, with no code touched."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import ROOT
from samples import ATTENDEE, CONTACTS, DEALS, REGISTRATION, lay

import kpilib
from kpilib.errors import ParamsError
from kpilib.figures import Answer, ReviewPage, render_catalogue
from kpilib.kpis import DEFAULT_KPIS, KPIS, MEASURES
from kpilib.kpis.questions import kpis_for, read_questions
from kpilib.kpis.record import Objective
from kpilib.language import LANGUAGES
from kpilib.params import read_workspace
from kpilib.publish import publish_index, publish_portfolio
from kpilib.review.evidence import catalogue_of
from kpilib.review.files import write_atomically

OWN = """\
no_show_share:
  names: {en: No-show share, es: Proporción de ausentes, fi: Poisjääneiden osuus}
  meanings: {en: registered and not there, es: registrados que no vinieron, fi: ilmoittautui eikä tullut}
  expression: no_shows / registrations
  unit: share
  better: down
  objective: audience
  questions: [Q13]
"""
MAY = (("04/", "05/"), ("Apr", "May"))


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two reviewed events and one to come, one own KPI, no code touched."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "params").mkdir()
    (folder / "params" / "workspace.yml").write_text(
        "organisation: Faro\ntimezone: UTC\nlanguages: [en, es, fi]\nkpis: {registrations: {goal: 5}, nps: {}}\n"
    )
    (folder / "params" / "kpis.yml").write_text(OWN, encoding="utf-8")
    write_event(folder, "E3", "2026-04-15", "facts: {answers: {Q03: Two articles.}}")
    write_event(folder, "E4", "2026-05-15")
    write_event(folder, "E5", "2026-12-15")
    lay(folder, registration=REGISTRATION, attendee=ATTENDEE)
    lay(folder, "E4", registration=in_may(REGISTRATION), attendee=in_may(ATTENDEE))
    lay(folder, "_shared", contacts=CONTACTS, deals=DEALS)
    for event_id in ("E3", "E4"):
        record = kpilib.compute_review(event_id, folder).to_json()
        write_atomically(folder / "reports" / event_id / "review.json", record)
    return folder


def write_event(folder: Path, event_id: str, day: str, more: str = "") -> None:
    (folder / "params" / f"{event_id}.yml").write_text(
        f"event_id: {event_id}\ntitle: Basics {event_id}\nstarts_at: {day} 11:00\nends_at: {day} 12:00\n"
        f"as_of: '2026-07-31'\n{more}\n",
        encoding="utf-8",
    )


def in_may(text: str) -> str:
    for old, new in MAY:
        text = text.replace(old, new)
    return text


def row(answer: Answer, kpi: str) -> dict[str, Any]:
    return next(r for r in answer.to_dict()["kpis"] if r["kpi"] == kpi)


def test_an_own_kpi_stands_in_the_review(space: Path) -> None:
    review = kpilib.compute_review("E4", space)
    own = review.kpi("no_show_share")
    assert own
    assert (own["value"], own["is_used"], own["names"]["es"]) == (0.5, True, "Proporción de ausentes")
    assert "Poisjääneiden osuus" in ReviewPage(review, "fi").goals().html
    assert "Muut mittarit" in ReviewPage(review, "fi").goals().html


def test_an_own_kpi_stands_in_the_index_and_beside_all_events(space: Path) -> None:
    workspace = read_workspace(space)
    paths = publish_portfolio(workspace)
    assert [p.name for p in paths] == ["portfolio.en.html", "portfolio.es.html", "portfolio.fi.html"]
    record = json.loads((workspace.reports / "portfolio.json").read_text(encoding="utf-8"))
    assert {"effect", "topics", "channels", "ranks", "trends", "experience"} <= set(record["series"])
    page = paths[1].read_text(encoding="utf-8")
    assert "Proporción de ausentes" in page
    assert 'data-kpi="no_show_share:E4" data-field="value" data-value="0.5"' in page
    assert 'data-kpi="no_show_share:portfolio" data-field="pooled" data-value="0.5"' in page
    publish_index(workspace)
    index = (space / "reports" / "index.es.html").read_text(encoding="utf-8")
    assert "Proporción de ausentes" in index
    assert 'data-kpi="no_show_share:E3" data-field="value" data-value="0.5"' in index
    assert '<a href="portfolio.es.html">Todos los eventos en conjunto</a>' in index


def test_events_without_a_review_are_counted_and_planned_ones_are_not(space: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(space, tmp_path / "space"))
    write_event(folder, "E2", "2026-03-10")
    (path, *_) = publish_portfolio(read_workspace(folder))
    assert "1 event is over and has no review." in path.read_text(encoding="utf-8")
    (path, *_) = publish_portfolio(read_workspace(space))
    assert "has no review" not in path.read_text(encoding="utf-8")


def test_the_index_links_to_no_portfolio_that_is_not_there(workspace: Path) -> None:
    publish_index(read_workspace(workspace))
    assert "portfolio" not in (workspace / "reports" / "index.en.html").read_text(encoding="utf-8")


def test_an_own_kpi_stands_in_the_catalogue_s_page(space: Path) -> None:
    page = render_catalogue("fi", catalogue_of(read_workspace(space)))
    assert "## Organisaation omat\n" in page
    assert (
        "| `no_show_share` | Poisjääneiden osuus | ilmoittautui eikä tullut | `no_shows / registrations`"
        in page
    )
    assert "- Poisjääneiden osuus (`no_show_share`)" in page


def test_a_question_leads_to_its_kpis_with_the_last_values(space: Path) -> None:
    answer = kpilib.answer_question("q13", space, "es")
    told = answer.to_dict()
    question = read_questions()["Q13"]
    assert (told["asked"], told["question"]) == ("Q13", question.texts["es"])
    assert (told["look_at"], told["objective"]) == (question.look_at["es"], question.objective)
    assert told["texts"] == {"event_id": "E3", "title": "Basics E3", "answers": {"Q03": "Two articles."}}
    own = row(answer, "no_show_share")
    assert (own["name"], own["meaning"]) == ("Proporción de ausentes", "registrados que no vinieron")
    assert (own["formula"], own["numerator_of"]) == ("no_shows / registrations", "no_shows")
    assert (own["value"], own["numerator"], own["denominator"]) == (0.5, 2, 4)
    assert (own["event_id"], own["starts_on"], own["is_used"]) == ("E4", "2026-05-15", True)
    assert own["lower"] < 0.5 < own["upper"]
    assert json.loads(json.dumps(told)) == told


def test_goal_and_value_stand_together(space: Path) -> None:
    registrations = row(kpilib.answer_question("registrations", space), "registrations")
    assert (registrations["goal"], registrations["value"], registrations["state"]) == (5.0, 4.0, "known")


def test_a_kpi_without_data_says_what_brings_it(space: Path) -> None:
    answer = kpilib.answer_question("experience", space)
    nps = next(r for r in answer.record["kpis"] if r["kpi"] == "nps")
    assert nps["brings"] == [{"export": "survey_answers"}]
    assert answer.brings(nps) == "A value comes with: SurveyMonkey, all responses as CSV."
    complaints = next(r for r in answer.record["kpis"] if r["kpi"] == "complaints")
    assert answer.brings(complaints) == (
        "A value comes with: facts.counts.complaints in the file params/<event_id>.yml."
    )
    followers = kpilib.answer_question("brand", space)
    typed = next(r for r in followers.record["kpis"] if r["kpi"] == "followers")
    assert followers.brings(typed) == (
        "A value comes with: template kpi_values (kpi intake --template kpi_values)."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_display_and_the_text_tell_the_same(space: Path, language: str) -> None:
    answer = kpilib.answer_question("Q13", space, language)
    html, text = answer._repr_html_(), answer.to_text()
    for part in (
        answer.title,
        answer.objective,
        "50",
        "Two articles.",
        "Basics E4",
        "no_shows / registrations",
    ):
        assert part in html
        assert part in text
    assert html.count("<caption") == html.count("<table") == 1
    assert 'data-kpi="no_show_share" data-field="value" data-value="0.5"' in html
    assert "None" not in html + text


def test_what_people_wrote_is_escaped(space: Path) -> None:
    answer = kpilib.answer_question("Q13", space)
    written = answer.record | {"texts": answer.record["texts"] | {"answers": {"Q03": "<b>loud</b>"}}}
    assert "&lt;b&gt;loud&lt;/b&gt;" in Answer(written, answer.language)._repr_html_()


def test_an_objective_names_its_questions(space: Path) -> None:
    answer = kpilib.answer_question("Audience", space)
    assert answer.title == "Objective: reach the audience."
    assert [id for id, _ in answer.questions] == [
        q.id for q in read_questions().values() if q.objective == "audience"
    ]
    assert "no_show_share" in [r["kpi"] for r in answer.record["kpis"]]


def test_the_list_names_all_questions_and_objectives(space: Path) -> None:
    text = kpilib.answer_question("list", space).to_text()
    assert re.findall(r"Q\d\d", text) == list(read_questions())
    assert all(f"  {name}: " in text for name in Objective.__args__)


def test_a_wrong_question_is_told_with_the_nearest(space: Path) -> None:
    with pytest.raises(ParamsError) as error:
        kpilib.answer_question("salse", space)
    known = ", ".join([*read_questions(), *Objective.__args__])
    assert str(error.value) == f"--question: `salse`, expected one of {known}. Did you mean `sales`?"


def test_the_effect_s_money_comes_from_the_newest_review(space: Path, tmp_path: Path) -> None:
    (asked,) = {k.objective for k in KPIS.values() if k.id == "financial_impact"}
    lacking = row(kpilib.answer_question(asked, space), "financial_impact")
    assert lacking["value"] is None
    folder = Path(shutil.copytree(space, tmp_path / "space"))
    settings = folder / "params" / "workspace.yml"
    settings.write_text(settings.read_text() + "value_per_lead: 60\n")
    write_event(folder, "E4", "2026-05-15", "facts: {costs: [{kind: venue, amount: 100}]}")
    path = folder / "reports" / "E4" / "review.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["effect"] |= {"effect": 10.0, "effect_lower": 5.0, "effect_upper": 15.0}
    path.write_text(json.dumps(record), encoding="utf-8")
    found = row(kpilib.answer_question(asked, folder), "financial_impact")
    assert (found["value"], found["event_id"]) == (500.0, "E4")


def kpi(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    code = "from kpilib.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_command_prints_the_answer(space: Path) -> None:
    done = kpi(space, "kpis", "--question", "Q13", "--language", "fi")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == kpilib.answer_question("Q13", space, "fi").to_text() + "\n"
    told = json.loads(kpi(space, "kpis", "--question", "Q13", "--json").stdout)
    assert told == kpilib.answer_question("Q13", space).to_dict()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--question", "Q44"], "kpi: --question: `Q44`, expected one of Q01, "),
        (["--language", "sv"], "kpi: --language: `sv`, expected one of es, fi, en. Correct it.\n"),
    ],
)
def test_a_wrong_option_is_exit_code_2(space: Path, arguments: list[str], message: str) -> None:
    done = kpi(space, "kpis", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(message)


def test_the_command_s_catalogue_holds_own_kpis_and_works_without_a_workspace(
    space: Path, tmp_path: Path
) -> None:
    rows = json.loads(kpi(space, "kpis", "--json", "--language", "es").stdout)
    assert rows[-1]["name"] == "Proporción de ausentes"
    assert [r["kpi"] for r in json.loads(kpi(tmp_path, "kpis", "--json").stdout)] == list(KPIS)
    assert kpi(space, "kpis", "--docs", "pages").stdout.split() == [f"pages/kpis.{c}.md" for c in LANGUAGES]
    assert "`no_show_share`" in (space / "pages" / "kpis.en.md").read_text(encoding="utf-8")
    kpi(space, "kpis", "--docs", "kit", "--kit")
    assert (space / "kit" / "kpis.en.md").read_text(encoding="utf-8") == render_catalogue("en")


def test_targets_know_own_kpis(space: Path) -> None:
    assert kpi(space, "targets", "E4", "--json").returncode == 0


def test_the_portfolio_s_command(space: Path) -> None:
    done = kpi(space, "portfolio")
    assert done.stdout.split() == [f"reports/portfolio.{c}.html" for c in ("en", "es", "fi")]
    assert "portfolio.fi.html" in (space / "reports" / "index.fi.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_docs_are_those_that_are_generated(language: str) -> None:
    """After a change of the catalogue: `make docs`."""
    assert (ROOT / "docs" / f"kpis.{language}.md").read_text(encoding="utf-8") == render_catalogue(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_docs_hold_every_kpi_question_and_measure(language: str) -> None:
    page = render_catalogue(language)
    rows = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert rows == [*KPIS, *MEASURES]
    assert re.findall(r"^### (Q\d\d) ", page, re.MULTILINE) == list(read_questions())
    assert all(KPIS[kpi].names[language] in page for kpi in DEFAULT_KPIS)
    strokes = {line.replace("\\|", "").count("|") for line in page.splitlines() if line.startswith("| `")}
    assert strokes == {13, 3}


def test_the_notebook_asks_the_question_of_its_parameters() -> None:
    notebook = nbformat.read(ROOT / "notebooks" / "questions.ipynb", as_version=4)
    parameters = next(c for c in notebook.cells if "parameters" in c.metadata.get("tags", []))
    found: dict[str, Any] = {}
    exec(parameters.source, found)  # our own cell
    assert {k: found[k] for k in ("question", "objective", "language")} == {
        **{"question": "Q04", "objective": "", "language": ""},
    }
    assert kpis_for(found["question"])
