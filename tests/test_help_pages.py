"""The help pages hold what the documents ask for (P14, Q16, X01, X08), with commands that exist."""

import re

import pytest

from kpilib.kpis import KPIS
from tests.docs import ROOT, anchor_of, read_doc

STEPS, QUESTIONS = "doc:docs/getting-started.md", "doc:docs/questions-people-ask.md"
# The nine steps, in the documents' order, and what in the kit does each.
NINE = {
    "area": "kpi kpis --question",
    "tactics": "facts.campaigns",
    "ask the people": "measurer",
    "sketch": "scorecard",
    "executives": "kpi demo",
    "software": "kpi init",
    "points": "kpi intake",
    "spreadsheet": "past_results",
    "feedback session": "facts.actions",
}
READERS_ASK = {
    "which-metrics-matter": "kpi kpis --question",
    "how-do-experience-metrics-differ": "CSAT",
    "why-does-return-on-investment-matter": "90 days",
    "how-do-we-gather-feedback": "templates.md",
    "how-do-we-develop-events-by-analytics": "kpi plan",
    "how-do-we-compare-the-return-of-events": "overlap",
    "how-often-should-events-be-evaluated": "kpi check",
    "what-technology-does-it-take": "kpi doctor",
}


def test_p14_nine_steps_each_with_what_the_kit_does_for_it() -> None:
    parts = re.split(r"^## (\d)\. ", read_doc(STEPS), flags=re.MULTILINE)[1:]
    assert parts[::2] == [str(n) for n in range(1, 10)]
    for text, (words, command) in zip(parts[1::2], NINE.items(), strict=True):
        assert words in text.partition("\n")[0].lower()
        assert command in text


def test_q16_each_question_of_readers_is_answered_in_a_few_sentences() -> None:
    headings = [anchor_of(part) for part in re.split(r"^## ", read_doc(QUESTIONS), flags=re.MULTILINE)[1:]]
    for question, words in READERS_ASK.items():
        assert question in headings
        answer = read_doc(f"{QUESTIONS}#{question}").partition("\n")[2]
        assert words in answer
        assert 2 <= len(re.findall(r"[.:?](?:\s|$)", answer)) <= 10


def test_x01_cost_per_click_goes_with_neither_reach_nor_impressions() -> None:
    place = "doc:docs/questions-people-ask.md#does-cost-per-click-go-with-reach-or-with-impressions"
    text = read_doc(place)
    assert "With neither: it is spend divided by clicks." in text
    assert "impressions divided by reach is the frequency" in text
    # The catalogue says the same.
    assert (KPIS["cost_per_click"].inputs, KPIS["frequency"].inputs) == (
        ("cost_advertising", "clicks"),
        ("impressions", "audience_reached"),
    )


def test_x08_demo_bookings_are_leads_and_three_ways_bring_them_in() -> None:
    text = read_doc("doc:docs/questions-people-ask.md#are-demo-bookings-leads")
    for words in ("a lead of the event", "HubSpot", "template `touches`", "mapping.md"):
        assert words in text.replace("\n", " ")


@pytest.mark.parametrize("place", [STEPS, QUESTIONS])
def test_links_and_commands_of_the_help_pages_exist(place: str) -> None:
    text = read_doc(place)
    for link in re.findall(r"\]\(([\w./-]+)\)", text):
        assert (ROOT / "docs" / link).is_file(), link
    modules = "\n".join(path.read_text("utf-8") for path in (ROOT / "kpilib" / "cli").glob("*.py"))
    known = set(re.findall(r"@app\.command\(.*\)\ndef (\w+)", modules))
    assert {"check", "review"} <= set(re.findall(r"`kpi (\w+)", text)) | {"review"} <= known
    assert f"(docs/{place.rpartition('/')[2]})" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_tests_that_judge_the_pages_exist() -> None:
    named = set(re.findall(r"(test_\w+)::(test_\w+)", read_doc("doc:docs/pages.md")))
    assert len(named) > 20
    for file, test in named:
        assert f"def {test}(" in (ROOT / "tests" / f"{file}.py").read_text(encoding="utf-8"), (file, test)
