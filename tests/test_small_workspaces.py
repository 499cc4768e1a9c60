"""Small is normal: a few people, half of the inputs, three events; whole pages that say what is missing."""

import re
from pathlib import Path
from typing import Any

import pytest
from samples import lay
from small_workspaces import (
    attendee,
    contacts,
    lay_people,
    new_event,
    new_workspace,
    registration,
    survey,
)
from test_figures import Reader, plain, read_back, review_html

from kpilib.figures import render_executive
from kpilib.language import get_language
from kpilib.params import read_events, read_workspace
from kpilib.publish.batch import Job, review_one
from kpilib.publish.index import publish_index
from kpilib.publish.portfolio import publish_portfolio
from kpilib.review import compute_review
from kpilib.review.exports import take_in

LANGUAGES = ("es", "fi", "en")
AS_OF = "2026-07-31"
THREE = {"nobody": "2026-03-04", "one": "2026-04-08", "two": "2026-05-13"}
HALVES = {
    "only_attendance": "2026-02-11",
    "with_survey": "2026-03-11",
    "with_contacts": "2026-04-15",
    "on_demand": "2026-06-03",
    "without_exports": "2026-05-06",
    "broken": "2026-05-20",
}
REVIEWED = (*THREE, *(name for name in HALVES if name not in ("without_exports", "broken")))
FAULT = re.compile(r"(?<![\w-])(nan|NaN|None|null|undefined|inf|\{\w*\}|%\(\w+\)s)(?![\w-])")


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three events, with nobody, one and two people; the first has no history."""
    folder = tmp_path_factory.mktemp("small") / "three"
    new_workspace(folder)
    for n, (name, day) in enumerate(THREE.items()):
        new_event(folder, name, day)
        lay_people(folder, name, day, registered=4, attended=n)
    return folder


@pytest.fixture(scope="module")
def halves(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Events of which one kind of export came each; one export that cannot be read; one event without any."""
    folder = tmp_path_factory.mktemp("small") / "halves"
    new_workspace(folder)
    for name, day in HALVES.items():
        new_event(folder, name, day, **({"format": "pre-recorded"} if name == "on_demand" else {}))
    texts: dict[str, dict[str, str]] = {
        "only_attendance": {"attendee": attendee("only_attendance", HALVES["only_attendance"], 5, 2)},
        "with_survey": {"survey": survey(HALVES["with_survey"], 2)},
        "broken": {"attendee": "a,b\n1,2\n"},
    }
    for name in ("with_survey", "with_contacts", "on_demand"):
        texts.setdefault(name, {})["registration"] = registration(name, HALVES[name], 3)
    for name, exports in texts.items():
        lay(folder, name, **exports)
    lay(folder, "_shared", contacts=contacts(HALVES["with_contacts"], 3))
    return folder


@pytest.fixture(scope="module")
def records(three: Path, halves: Path) -> dict[str, dict[str, Any]]:
    return {
        name: record
        for folder, names in ((three, THREE), (halves, HALVES))
        for name, record in records_of(folder, [name for name in names if name in REVIEWED]).items()
    }


def records_of(folder: Path, names: list[str]) -> dict[str, dict[str, Any]]:
    space = read_workspace(folder)
    take_in(space, read_events(space)[0])
    return {name: compute_review(name, folder, AS_OF).record for name in names}


@pytest.fixture(scope="module")
def pages(records: dict[str, dict[str, Any]]) -> dict[tuple[str, str, str], str]:
    """Both pages of each event in each language."""
    made = {}
    for name, record in records.items():
        for language in LANGUAGES:
            made[name, "review", language] = review_html(record, language)
            made[name, "executive", language] = render_executive(record, language)
    return made


def test_every_small_event_is_reviewed(records: dict[str, dict[str, Any]]) -> None:
    assert set(records) == set(REVIEWED)
    found = {name: records[name]["funnel"][2]["people"] for name in THREE}
    assert found == {"nobody": 0, "one": 1, "two": 2}


def test_pages_are_whole(pages: dict[tuple[str, str, str], str]) -> None:
    for key, html in pages.items():
        page = Reader(html)
        assert FAULT.search(page.text) is None, key
        assert len(page.ids) == len(set(page.ids)), key
        assert html.count("</html>") == 1, key
        for number in page.numbers:
            assert read_back(number, key[2]), (key, number)


def test_the_same_numbers_in_three_languages(pages: dict[tuple[str, str, str], str]) -> None:
    for name, kind, _ in pages:
        found = [
            sorted({number[:3] for number in Reader(pages[name, kind, language]).numbers})
            for language in LANGUAGES
        ]
        assert found[0] == found[1] == found[2], (name, kind)


def test_every_missing_export_is_named_with_how_to_add_it(
    records: dict[str, dict[str, Any]], pages: dict[tuple[str, str, str], str]
) -> None:
    for name, kind, language in pages:
        if kind != "review":
            continue
        text = plain(pages[name, kind, language])
        missing = records[name]["quality"]["missing"]
        assert missing, name
        for code in missing:
            key = {"survey": "survey_answers", "advertising": "ads"}.get(code, code)
            assert get_language(language).say(f"input.{key}") in text, (name, code)
        assert "kpi intake" in text
        assert "data/exports/" in text


def test_no_dash_stands_without_a_reason(pages: dict[tuple[str, str, str], str]) -> None:
    """A row of the scorecard without a value says why in its zone; so does each of the five figures."""
    for (name, kind, language), html in pages.items():
        rows = re.findall(r'<tr role="row" id="kpi-[\w-]+">.*?</tr>', html, re.DOTALL)
        figures = re.findall(r"<li>\s*<a href=\"#.*?</li>", html, re.DOTALL) if kind == "review" else []
        for piece in rows + figures:
            is_missing = re.search(r'class="(value|big)">\s*<span class="none">', piece) is not None
            assert not is_missing or re.search(r'class="small">\s*[^<\s]', piece), (
                name,
                language,
                plain(piece),
            )


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_judged_without_history(
    records: dict[str, dict[str, Any]], pages: dict[tuple[str, str, str], str], language: str
) -> None:
    assert {row["zone"] for row in records["nobody"]["kpis"]} == {"unknown"}
    text = plain(pages["nobody", "review", language])
    assert get_language(language).say("verdict.cannot_tell") in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_zero_and_unknown_is_a_dash(pages: dict[tuple[str, str, str], str], language: str) -> None:
    nobody = {number[:2]: number[2] for number in Reader(pages["nobody", "review", language]).numbers}
    assert nobody["attendees", "value"] == "0.0"
    assert nobody["attendance_rate", "value"] == "0.0"
    assert ("minutes_per_attendee", "value") not in nobody
    unknown = {number[:2] for number in Reader(pages["on_demand", "review", language]).numbers}
    assert ("attendees", "value") not in unknown
    assert ("registrations", "value") in unknown


def test_what_cannot_be_reviewed_says_so_in_the_index(halves: Path) -> None:
    for name in ("without_exports", "broken"):
        outcome = review_one(Job(halves, name, LANGUAGES, as_of=AS_OF))
        assert outcome.error is not None
        for language in LANGUAGES:
            page = (halves / "reports" / name / f"failed.{language}.html").read_text(encoding="utf-8")
            assert outcome.error.remedy in plain(page)
    publish_index(read_workspace(halves))
    for language in LANGUAGES:
        text = plain((halves / "reports" / f"index.{language}.html").read_text(encoding="utf-8"))
        assert FAULT.search(text) is None
        assert all(name.capitalize() in text for name in HALVES)


def test_three_events_have_a_portfolio_and_an_index(three: Path) -> None:
    for name in THREE:
        path = three / "reports" / name / "review.json"
        path.parent.mkdir(parents=True)
        path.write_text(compute_review(name, three, AS_OF).to_json(), encoding="utf-8")
    space = read_workspace(three)
    publish_portfolio(space)
    publish_index(space)
    for name in [f"{page}.{language}.html" for page in ("portfolio", "index") for language in LANGUAGES]:
        text = Reader((three / "reports" / name).read_text(encoding="utf-8")).text
        assert FAULT.search(text) is None, name
        assert all(event.capitalize() in text for event in THREE), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cancelled_event_is_listed_and_not_reviewed(three: Path, language: str) -> None:
    path = three / "params" / "called_off.yml"
    if not path.is_file():
        new_event(three, "called_off", "2026-06-17")
        path.write_text(path.read_text(encoding="utf-8").replace("scheduled", "cancelled"), encoding="utf-8")
    publish_index(read_workspace(three))
    text = plain((three / "reports" / f"index.{language}.html").read_text(encoding="utf-8"))
    assert "Called_off" in text
    assert get_language(language).say("state.cancelled") in text
