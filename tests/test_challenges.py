"""Borderline answers in a workspace: listed, decided, judged again, said, taken back."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import Result
from review_sample import row_of, sample_record
from samples import ATTENDEE, CONTACTS, REGISTRATION, lay
from test_figures import Reader, review_html
from test_review import AS_OF, add_event
from typer.testing import CliRunner

import kpilib
import kpilib.cli.challenges
import kpilib.cli.intake
import kpilib.cli.review
import kpilib.cli.show
from kpilib.cli.app import app
from kpilib.errors import ParamsError
from kpilib.intake.challenge import Decisions, judging
from kpilib.measures import count_qualified, read_challenges
from kpilib.params import read_events, read_workspace
from kpilib.review import rescoring
from kpilib.review.challenges import collect_borderline, list_borderline, write_borderline
from kpilib.review.evidence import forget_evidence
from kpilib.review.exports import Intake, take_in
from kpilib.review.record import kept_path, params_sha256
from kpilib.store import open_store

KPI = "qualified_registrations"
HEADER, PEOPLE = REGISTRATION.split("Ada,", 1)[0], ("Ada,Lind", "Bo,Ruiz", "Cy,Oja", "Di,Sol", "Eva,Niemi")
# E3: one answer, three borderline ones (two people say the same), one that says nothing.
ANSWERS = {
    "E3": ["Getting managers to use the dashboard", "Marketing?", "marketing", "Nada funciona", "none"],
    "E4": ["MARKETING", "ROI", "¿How?", "n/a", "asdf"],
}


def report(answers: list[str]) -> str:
    rows = [
        f'{person},{person[:2].lower()}@example.com,"Apr 02, 2026 09:00:0{n}",approved,"{answer}",LinkedIn\n'
        for n, (person, answer) in enumerate(zip(PEOPLE, answers, strict=True))
    ]
    return HEADER + "".join(rows)


@pytest.fixture
def filled(workspace: Path) -> Path:
    add_event(workspace, "E4", "2026-05-20")
    for event_id, answers in ANSWERS.items():
        lay(workspace, event_id, registration=report(answers))
    return workspace


def kpi(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env={"KPI_WORKSPACE": str(folder)}, catch_exceptions=False)


def table(folder: Path) -> Path:
    return folder / "params" / "challenges.csv"


def decide(folder: Path, decision: str, answer: str = "Marketing?") -> None:
    text = table(folder).read_text(encoding="utf-8-sig")
    changed = re.sub(rf"^({re.escape(answer)},\w+),\w*,", rf"\1,{decision},", text, flags=re.M | re.I)
    table(folder).write_text(changed, encoding="utf-8-sig")


def taken(folder: Path) -> Intake:
    workspace = read_workspace(folder)
    return take_in(workspace, read_events(workspace)[0])


def reviewed(folder: Path, event_id: str) -> tuple[float | None, list[dict[str, Any]]]:
    row = kpilib.compute_review(event_id, folder, as_of=AS_OF).kpi(KPI)
    assert row is not None
    return row["value"], [{k: v for k, v in note.items() if k != "kpi"} for note in row["notes"]]


def rescored(before: int, after: int, rules_before: int = 2, rules: int = 2) -> dict[str, Any]:
    numbers = {"before": before, "after": after, "rules_before": rules_before, "rules": rules}
    return {"code": "rescored", **numbers}


def borderline(n: int, undecided: int) -> dict[str, Any]:
    return {"code": "borderline_answers", "n": n, "undecided": undecided}


def test_from_two_events_to_a_decision_and_back(filled: Path) -> None:
    assert reviewed(filled, "E3") == (2, [borderline(3, 3)])
    assert reviewed(filled, "E4") == (2, [borderline(2, 2)])
    listed = kpi(filled, "challenges")
    assert (listed.exit_code, listed.stderr) == (0, "")
    assert listed.stdout == f"{table(filled)}\nborderline answers: 3, waiting for a decision: 3\n"
    assert table(filled).read_bytes().decode() == (
        "\ufeffanswer,suggestion,decision,n,events,reason\n"
        'MARKETING,no,,3,"E3, E4",vague\n'
        "Nada funciona,yes,,1,E3,starts_as_non_answer\n"
        "¿How?,yes,,1,E4,short_word\n"
    )
    # Listing decides nothing: the reviews stay those that were made.
    assert kpi(filled, "challenges").stdout == listed.stdout
    assert reviewed(filled, "E3") == (2, [borderline(3, 3)])

    decide(filled, "sí", "MARKETING")
    said = kpi(filled, "challenges")
    why = "by decisions in params/challenges.csv"
    assert said.stderr == (
        f"moved: E3: qualified registrations 2 -> 4, {why}\nmoved: E4: qualified registrations 2 -> 3, {why}\n"
    )
    assert said.stdout.endswith("borderline answers: 3, waiting for a decision: 2\n")
    assert (
        table(filled).read_text(encoding="utf-8-sig").splitlines()[-1] == 'MARKETING,no,yes,3,"E3, E4",vague'
    )
    assert reviewed(filled, "E3") == (4, [rescored(2, 4), borderline(3, 1)])
    assert reviewed(filled, "E4") == (3, [rescored(2, 3), borderline(2, 1)])
    assert kpi(filled, "challenges").stderr == ""

    decide(filled, "", "MARKETING")
    assert reviewed(filled, "E3") == (2, [rescored(4, 2), borderline(3, 3)])
    assert reviewed(filled, "E4") == (2, [rescored(3, 2), borderline(2, 2)])


def test_when_all_is_decided_nothing_is_undecided(filled: Path) -> None:
    kpi(filled, "challenges")
    for answer in ("MARKETING", "Nada funciona", "¿How?"):
        decide(filled, "ei", answer)
    assert reviewed(filled, "E3") == (1, [rescored(2, 1)])
    assert kpi(filled, "challenges").stdout.endswith("borderline answers: 3, waiting for a decision: 0\n")
    assert "wait for a decision" not in kpi(filled, "check").stderr


def test_check_remarks_and_tells_what_moved_without_a_finding(filled: Path) -> None:
    kpi(filled, "challenges")
    decide(filled, "yes", "MARKETING")
    checked = kpi(filled, "check")
    assert checked.exit_code == 0
    assert checked.stderr.splitlines()[0].startswith(
        "moved: E3: qualified registrations 2 -> 4, by decisions"
    )
    assert (
        checked.stderr.splitlines()[2] == "borderline answers that wait for a decision: 2 (`kpi challenges`)"
    )


def test_intake_and_review_tell_what_moved(filled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kpi(filled, "challenges")
    decide(filled, "yes", "MARKETING")
    (filled / "a.csv").write_text(ATTENDEE, encoding="utf-8")
    assert (
        "moved: E3: qualified registrations 2 -> 4"
        in kpi(filled, "intake", str(filled / "a.csv"), "--event", "E3").stderr
    )
    decide(filled, "no", "MARKETING")
    kpilib.cli.review._tell(taken(filled))
    assert "moved: E4: qualified registrations 3 -> 2, by decisions" in capsys.readouterr().err


def test_json_for_scripts(filled: Path) -> None:
    kpi(filled, "challenges")
    decide(filled, "yes", "¿How?")
    decide(filled, "no", "Nada funciona")
    told = json.loads(kpi(filled, "challenges", "--json").stdout)
    assert (told["file"], told["undecided"]) == ("params/challenges.csv", 1)
    assert told["answers"][0] == {
        "answer": "MARKETING",
        "suggestion": False,
        "decision": None,
        "n": 3,
        "events": ["E3", "E4"],
        "reason": "vague",
    }
    assert told["moved"] == [
        {"event_id": "E3", "before": 2, "after": 1, "why": ["decisions"], "rules_before": 2, "rules": 2}
    ]


def test_without_borderline_answers_no_table_is_laid(workspace: Path) -> None:
    lay(workspace, registration=REGISTRATION)
    assert kpi(workspace, "challenges").stdout == "borderline answers: 0, waiting for a decision: 0\n"
    assert json.loads(kpi(workspace, "challenges", "--json").stdout)["file"] is None
    assert not table(workspace).exists()


def test_a_table_that_is_not_right_stops_all_but_is_a_finding_of_check(filled: Path) -> None:
    table(filled).write_text("answer,decision\nMarketing,perhaps\n", encoding="utf-8")
    message = (
        "params/challenges.csv: row 2, column decision: `perhaps`, expected yes or no (sí, no; kyllä, ei), or nothing "
        "while undecided. Correct the cell."
    )
    checked = kpi(filled, "check")
    assert (checked.exit_code, checked.stderr) == (1, message + "\n")
    for call in (
        taken,
        lambda folder: kpilib.compute_review("E3", folder),
        lambda folder: kpi(folder, "challenges"),
    ):
        with pytest.raises(ParamsError) as error:
            call(filled)
        assert str(error.value) == message


def test_a_table_that_cannot_be_written(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(filled)

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("kpilib.review.challenges.write_atomically", refuse)
    space = read_workspace(filled)
    with pytest.raises(ParamsError) as error:
        write_borderline(space, collect_borderline(space))
    assert str(error.value) == (
        "params/challenges.csv: a file that cannot be written (Permission denied), expected one that no other program "
        "holds. Close it in the spreadsheet and call again."
    )


@pytest.mark.parametrize(("languages", "delimiter"), [("[en, es]", ","), ("[es]", ";"), ("[fi, en]", ";")])
def test_a_new_table_opens_in_the_workspace_s_spreadsheet(
    filled: Path, languages: str, delimiter: str
) -> None:
    path = filled / "params" / "workspace.yml"
    path.write_text(path.read_text().replace("[en, es, fi]", languages), encoding="utf-8")
    kpi(filled, "challenges")
    assert table(filled).read_text(encoding="utf-8-sig").startswith(f"answer{delimiter}suggestion")
    # One that is there keeps its own.
    table(filled).write_text("answer\tdecision\nMarketing\tno\n", encoding="utf-8")
    kpi(filled, "challenges")
    assert table(filled).read_text(encoding="utf-8-sig").startswith("answer\tsuggestion\tdecision")


def test_decisions_stay_where_no_event_holds_the_answer_any_more(filled: Path) -> None:
    table(filled).write_text("answer,decision\nPrimavera,no\nROI,no\nGone,\n", encoding="utf-8")
    told = json.loads(kpi(filled, "challenges", "--json").stdout)
    found = {row["answer"]: (row["decision"], row["n"], row["reason"]) for row in told["answers"]}
    assert found == {
        "MARKETING": (None, 3, "vague"),
        "Nada funciona": (None, 1, "starts_as_non_answer"),
        "¿How?": (None, 1, "short_word"),
        "ROI": (False, 1, "meaningful"),
        "Primavera": (False, 0, "meaningful"),
    }
    assert reviewed(filled, "E4")[0] == 1


def test_a_decision_fits_masked_answers(workspace: Path) -> None:
    answers = ["Ask Ruiz", "ask ruiz!", "ada@example.com", "Lind", "+34 600 11 22 33"]
    lay(workspace, registration=report(answers))
    kpi(workspace, "challenges")
    text = table(workspace).read_text(encoding="utf-8-sig")
    assert text == "answer,suggestion,decision,n,events,reason\n[name],no,,1,E3,copied_name\n"
    table(workspace).write_text("answer,decision\nask [name],no\n[e-mail],yes\n", encoding="utf-8")
    assert reviewed(workspace, "E3")[0] == 1


def test_only_files_with_answers_are_read_again(filled: Path) -> None:
    lay(filled, "E3", attendee=ATTENDEE, contacts=CONTACTS)
    lay(
        filled,
        "E4",
        other=HEADER.replace("What is your challenge?", "Shoe size")
        + 'Flo,Ek,f@example.com,"Apr 02, 2026 09:00:00",approved,42,LinkedIn\n',
    )
    assert len(taken(filled).reports) == 5
    assert taken(filled).reports == ()
    table(filled).write_text("answer,decision\nMarketing,yes\n", encoding="utf-8")
    again = taken(filled)
    assert [(r.file, r.format) for r in again.reports] == [
        ("registration.csv", "zoom_webinar_registration")
    ] * 2
    assert [m.event_id for m in again.moved] == ["E3", "E4"]
    assert taken(filled) == Intake()


def test_other_settings_that_change_a_count_are_no_move(filled: Path) -> None:
    taken(filled)
    path = filled / "params" / "workspace.yml"
    path.write_text(path.read_text() + "internal_people: [ad@example.com]\n", encoding="utf-8")
    again = taken(filled)
    assert (len(again.reports), again.moved) == (2, ())
    assert reviewed(filled, "E3") == (1, [borderline(3, 3)])


def test_new_data_is_no_move_and_what_moved_is_told_alone(filled: Path) -> None:
    taken(filled)
    lay(filled, "E4", registration=report(["ROI", "ROI", "ROI", "ROI", "ROI"]))
    assert taken(filled).moved == ()
    table(filled).write_text("answer,decision\nMarketing,yes\n", encoding="utf-8")
    others = report(["ROI", "Data silos here", "BI", "KPI", "SEO"]).replace("@example.com", "@example.org")
    lay(filled, "E3", more=others)
    (move,) = taken(filled).moved
    assert (move.event_id, move.before, move.after) == ("E3", 2, 4)
    value, notes = reviewed(filled, "E3")
    assert (value, notes[0]) == (9, rescored(2, 4))


def test_the_newest_report_stays_the_newest_when_old_ones_are_read_again(filled: Path) -> None:
    denied = report(ANSWERS["E3"]).replace("approved", "denied")
    taken(filled)
    # Read later, and named earlier than the file it takes the place of.
    lay(filled, "E3", a_newer=denied)
    taken(filled)
    with open_store(read_workspace(filled).store_url, read_only=True) as store:
        before = {name: file.read_number for name, file in store.files().items()}
    table(filled).write_text("answer,decision\nMarketing,yes\n", encoding="utf-8")
    taken(filled)
    with open_store(read_workspace(filled).store_url, read_only=True) as store:
        assert {name: file.read_number for name, file in store.files().items()} == before
    assert kpilib.compute_review("E3", filled, as_of=AS_OF).value("registrations") == 0


def test_what_moved_is_told_until_a_newer_export_comes(filled: Path) -> None:
    taken(filled)
    table(filled).write_text("answer,decision\nMarketing,yes\n", encoding="utf-8")
    assert reviewed(filled, "E3")[1][0] == rescored(2, 4)
    # A decision that moves other events only.
    table(filled).write_text("answer,decision\nMarketing,yes\nHow,no\n", encoding="utf-8")
    assert [m.event_id for m in taken(filled).moved] == ["E4"]
    assert reviewed(filled, "E3")[1][0] == rescored(2, 4)
    lay(filled, "E3", registration=report([*ANSWERS["E3"][:4], "nothing"]))
    assert reviewed(filled, "E3") == (4, [borderline(3, 1)])


def change_rules(monkeypatch: pytest.MonkeyPatch, version: int) -> None:
    """Rules under which "ROI" says nothing."""
    words = judging._PHRASES["one_empty_word"] | {"roi"}
    monkeypatch.setitem(judging._PHRASES, "one_empty_word", words)
    monkeypatch.setattr(rescoring, "RULES_VERSION", version)
    monkeypatch.setattr(rescoring, "RULES_SHA256", f"rules {version}")
    judging._reason.cache_clear()


@pytest.fixture
def _fresh_rules() -> Any:
    yield
    judging._reason.cache_clear()


@pytest.mark.usefixtures("_fresh_rules")
def test_a_change_of_the_rules_judges_old_events_again_and_says_which_moved(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reviewed(filled, "E4")[0] == 2
    change_rules(monkeypatch, 3)
    said = kpi(filled, "check")
    assert said.stderr.splitlines()[0] == "moved: E4: qualified registrations 2 -> 1, by rules 2 -> 3"
    assert "E3: qualified" not in said.stderr
    # The code's hash, which would make the review anew, does not see a change that a test makes.
    kept_path(read_workspace(filled), "E4").unlink()
    forget_evidence()
    assert reviewed(filled, "E4") == (1, [rescored(2, 1, 2, 3), borderline(2, 2)])


@pytest.mark.usefixtures("_fresh_rules")
def test_rules_and_decisions_at_once_are_both_named(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(filled)
    change_rules(monkeypatch, 3)
    table(filled).write_text("answer,decision\nMarketing,yes\nHow,yes\n", encoding="utf-8")
    (move,) = taken(filled).moved
    assert move.to_dict()["why"] == ["rules", "decisions"]
    assert move.describe() == (
        "E3: qualified registrations 2 -> 4, by rules 2 -> 3 and decisions in params/challenges.csv"
    )


def test_a_store_from_before_the_rules_had_a_version_is_told_of_too(filled: Path) -> None:
    taken(filled)
    space = read_workspace(filled)
    with open_store(space.store_url) as store:
        for file in store.files().values():
            old = {name: value for name, value in file.report.items() if name != "challenges"}
            rows = store.execute(
                store.table("registrations").filter(store.table("registrations").file_id == file.file_id)
            )
            # As the first rules had it: one vague word was an answer.
            rows["is_qualified"] |= rows["challenge"].str.casefold().str.startswith("marketing", na=False)
            store.replace_file(replace(file, report=old), {"registrations": rows.drop(columns="file_id")})
    moves = taken(filled).moved
    assert [(m.event_id, m.before, m.after, m.why, m.rules_before) for m in moves] == [
        ("E3", 4, 2, ("rules",), 1),
        ("E4", 3, 2, ("rules",), 1),
    ]


def test_only_what_was_decided_makes_reviews_anew(filled: Path) -> None:
    space = read_workspace(filled)
    without = params_sha256(space)
    kpi(filled, "challenges")
    assert params_sha256(space) == without
    decide(filled, "no", "MARKETING")
    decided = params_sha256(space)
    assert decided != without
    text = table(filled).read_text(encoding="utf-8-sig")
    table(filled).write_text(text.replace(",3,", ",30,").replace(",", ";"), encoding="utf-8")
    assert params_sha256(space) == decided
    decide(filled, "", "MARKETING")


def test_of_one_person_s_answers_and_of_doubles_each_counts_once() -> None:
    rows = [
        ("E", "p", "Data", False),
        ("E", "p", "data", False),
        ("E", "q", "data!", False),
        ("F", "r", None, False),
    ]
    answers = pd.DataFrame(rows, columns=["event_id", "person_id", "challenge", "is_qualified"])
    (row,) = list_borderline(answers, Decisions({}, {}))
    assert (row.answer, row.n, row.events) == ("Data", 2, ("E",))
    shuffled = list_borderline(answers.iloc[::-1], Decisions({}, {}))
    assert shuffled == [row]
    assert list_borderline(answers.iloc[:0], Decisions({}, {})) == []


SENTENCES = {
    "en": (
        "Answers about the challenge were judged again (rules: version 1 before, 2 now): 41 qualified before, 43 after.",
        "People with a borderline answer about their challenge: 5; not decided yet: 2.",
    ),
    "es": (
        "Las respuestas sobre el desafío se evaluaron de nuevo (reglas: antes versión 1, ahora 2). "
        "Calificados: antes 41, después 43.",
        "Personas con una respuesta dudosa sobre su desafío: 5; pendientes de decisión: 2.",
    ),
    "fi": (
        "Vastaukset haastekysymykseen arvioitiin uudelleen (sääntöjen versio: ennen 1, nyt 2). "
        "Kvalifioituja: ennen 41, jälkeen 43.",
        "Henkilöitä, joiden vastaus haastekysymykseen on rajatapaus: 5; ratkaisematta: 2.",
    ),
}


@pytest.mark.parametrize("language", SENTENCES)
def test_the_page_says_both_in_its_language(language: str) -> None:
    record = sample_record()
    row_of(record, KPI)["notes"] += [rescored(41, 43, 1, 2), borderline(5, 2)]
    text = " ".join(Reader(review_html(record, language)).text.split())
    for sentence in SENTENCES[language]:
        assert sentence in text


def test_answers_count_as_the_kpi_counts_people(filled: Path) -> None:
    taken(filled)
    newer = report(["Data silos", "ROI", "unread", "n/a", "unread"]).splitlines(keepends=True)
    ada, bo, _, di, _ = newer[-5:]
    rows = [ada.replace("Apr 02", "Jul 02"), bo.replace("approved", "denied"), di]
    rows.append(di.replace("n/a", "Too many reports").replace("approved", "pending"))
    lay(filled, "E4", newer="".join([*newer[:-5], *rows]))
    taken(filled)
    with open_store(read_workspace(filled).store_url, read_only=True) as store:
        counts, everyone = count_qualified(store), read_challenges(store)
        early = read_challenges(store, date(2026, 6, 30))
    # Ada by her later registration, Cy; Bo was denied since, Di's second registration waits.
    assert counts == {"E3": 2, "E4": 2}
    assert kpilib.compute_review("E4", filled, as_of=AS_OF).value(KPI) == 2
    found = everyone[everyone["event_id"] == "E4"]["challenge"].dropna()
    assert sorted(found) == ["Data silos", "MARKETING", "asdf", "¿How?"]
    assert (len(everyone), len(early)) == (11, 10)
