"""Steps 5 and 7 as a reader sees them: why red, signal or noise, the three questions, the action plan."""

import re
from typing import Any

import pytest

from kpilib.figures import ReviewPage
from kpilib.figures.frames import render_executive
from kpilib.language import get_language
from kpilib.params import Event
from kpilib.review.practices import describe_practices
from kpilib.review.three_questions import answer_questions
from tests.review_sample import bare_record, provisional_record, row_of, sample_record

LANGUAGES = ("es", "fi", "en")


def text(html: str) -> str:
    """What stands on the page: numbers stay in their sentence, small lines and blocks are parted."""
    inline = re.sub(r'<span class="(n|r)"[^>]*>|</span>|</?a\b[^>]*>|</?strong>', "", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inline))


def shown(record: dict[str, Any], section: str, language: str = "en") -> str:
    return text(getattr(ReviewPage(record, language), section)().html)


def finding(record: dict[str, Any], code: str) -> dict[str, Any]:
    return next(entry for entry in record["diagnosis"] if entry["code"] == code)


def verdict(*problems: tuple[str, list[str]], **more: Any) -> dict[str, Any]:
    record = sample_record()
    told = [{"cause": cause, "kpis": kpis} for cause, kpis in problems]
    finding(record, "verdict").update({"problems": told, "unexplained": [], "not_known": []} | more)
    return record


VERDICTS = {
    "one problem of two reds": (
        [("channels", ["attendees", "attendance_rate"])],
        {},
        "Most likely: channels not used (Reminder). What is red is one problem, not several.",
    ),
    "one red": ([("topic", ["attendees"])], {}, "Most likely: the topic or its wording. "),
    "one problem, and a red beside it": (
        [("technical", ["nps", "csat"])],
        {"unexplained": ["attendees"]},
        "Most likely: technical trouble. Technical",
    ),
    "several": (
        [("technical", ["nps", "csat"]), ("channels", ["attendees"])],
        {},
        "Several problems. Most likely: technical trouble; channels not used (Reminder).",
    ),
    "none": (
        [],
        {"unexplained": ["attendees"]},
        "Cannot tell: nothing that was checked goes with what is red.",
    ),
    "none, and much is not known": (
        [],
        {"unexplained": ["attendees"], "not_known": ["channels", "systems"]},
        "Cannot tell yet. Not known: channel checklist, other systems.",
    ),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_the_verdict_comes_first(name: str) -> None:
    problems, more, sentence = VERDICTS[name]
    page = shown(verdict(*problems, **more), "diagnosis")
    assert sentence in page
    assert page.index(sentence) < page.index("The checks in their order")
    assert sentence.split(". ")[0] in text(render_executive(verdict(*problems, **more), "en"))


def test_the_checks_stand_in_their_order_with_their_evidence() -> None:
    page = shown(sample_record(), "diagnosis")
    asked = ("1. Channel", "2. Technical", "3. Other systems", "4. Topic")
    places = [page.index(question) for question in asked]
    assert places == sorted(places)
    assert "Without Reminder, 38% of those registered came; with it, 51%, over 9 past events." in page
    assert "Strong evidence, not proof." in page
    assert "7.7% of respondents reported it (6 of 78). Usual: 4–13%." in page
    assert "Qualified registrations: 268. Green zone." in page


def test_each_branch_has_its_evidence_or_says_what_to_ask() -> None:
    page = shown(sample_record(), "diagnosis")
    assert "Planned channels used: 2 of 3" in page
    assert "Add a question on meeting people to the survey." in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("check", ["channels", "trouble", "systems", "topic"])
def test_a_check_without_an_answer_says_what_is_missing(check: str, language: str) -> None:
    record = sample_record()
    entry = next(e for e in record["diagnosis"] if e.get("check") == check)
    empty = dict.fromkeys(("value", "complaints", "interest", "k", "silent"))
    entry.update({"answer": "unknown", "code": f"{check}_unknown", "files": []} | empty)
    keys = {"channels": "unknown.channels", "trouble": "unknown.trouble", "systems": "unknown.systems"}
    say = get_language(language).say
    page = shown(record, "diagnosis", language)
    assert say("answer.unknown") in page
    assert say(f"diagnosis.{keys.get(check, 'topic_waits')}") in page


def test_reds_that_chance_may_have_made_are_called_so_before_any_cause() -> None:
    record = verdict(("topic", ["attendees"]))
    record["reds"]["held"] = []
    for section in ("diagnosis", "summary"):
        told = shown(record, section)
        assert (
            "Chance alone may be behind these reds. If there is a cause, look here first: the topic" in told
        )
        assert "Most likely" not in told


def test_the_likeliest_cause_stands_in_the_summary() -> None:
    assert "Most likely: technical trouble." in shown(verdict(("technical", ["nps"])), "summary")


def test_without_red_nothing_is_explained() -> None:
    record = sample_record() | {"diagnosis": []}
    assert "The checks" not in shown(record, "diagnosis")


def test_a_run_outside_its_limits_is_drawn_and_called_a_signal() -> None:
    html = ReviewPage(sample_record(), "en").diagnosis().html
    assert "Attendance rate, 38%: outside the usual variation of the series" in text(html)
    # Both cuts, with a label that tells the finding and its numbers.
    label = "Attendance rate, 38%: outside the usual variation of the series. Natural limits of the earlier events: 45–57%."
    assert html.count(f'aria-label="{label}"') == 2
    assert html.count("xmr.n") == 1


def test_routine_runs_get_no_chart() -> None:
    record = sample_record()
    row_of(record, "attendance_rate")["xmr"]["verdict"] = "routine"
    assert "svg" not in ReviewPage(record, "en").diagnosis().html.split("</table>")[-1]


def test_a_signal_on_the_good_side_explains_no_red() -> None:
    record = sample_record()
    row_of(record, "attendance_rate")["value"] = 0.9
    assert "svg" not in ReviewPage(record, "en").diagnosis().html.split("</table>")[-1]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, "Signal: below the limit"),
        ({"value": 0.9}, "Signal: above the limit"),
        ({"rule": "eight_on_one_side"}, "Signal: eighth on one side"),
        ({"rule": "three_of_four"}, "Signal: three of four near a limit"),
        ({"verdict": "routine", "rule": ""}, "No signal"),
    ],
)
def test_the_scorecard_says_signal_or_no_signal_beside_the_run(change: dict[str, Any], word: str) -> None:
    record = sample_record()
    row_of(record, "registrations")["xmr"] = None
    row = row_of(record, "attendance_rate")
    row["value"] = change.pop("value", row["value"])
    row["xmr"] |= change
    html = ReviewPage(record, "en").goals().html
    assert text(html).count(word) == 1
    assert html.count('class="spark"') == 1


ROWS: dict[str, dict[str, Any]] = {
    "csat": {"value": 0.8, "zone": "unknown", "lower": 0.6, "upper": 0.9},
    "content_downloads": {"value": 40, "zone": "green", "lower": None, "upper": None},
    "qualified_leads": {"value": 3, "zone": "green", "lower": None, "upper": None},
}


def answered(state: str = "mature", answers: dict[str, str] | None = None, **rows: Any) -> dict[str, str]:
    event = Event.model_validate(
        {"event_id": "E", "starts_at": "2026-04-15T11:00", "facts": {"answers": answers or {}}}
    )
    table = [{"kpi": kpi} | ROWS[kpi] | (change or {}) for kpi, change in rows.items()]
    found = answer_questions(event, state, "2026-04-28", table)
    return {entry["question"]: entry["answer"] for entry in found}


QUESTIONS: dict[str, tuple[str, dict[str, Any], str]] = {
    "satisfied beyond half": ("Q01", {"csat": {}}, "yes"),
    "dissatisfied beyond half": ("Q01", {"csat": {"lower": 0.1, "upper": 0.4}}, "no"),
    "half, either way": ("Q01", {"csat": {"lower": 0.3, "upper": 0.6}}, "cannot_tell"),
    "two answers without an interval": ("Q01", {"csat": {"lower": None, "upper": None}}, "cannot_tell"),
    "downloads green": ("Q01", {"content_downloads": {}}, "yes"),
    "downloads red": ("Q01", {"content_downloads": {"zone": "red"}}, "no"),
    "downloads amber": ("Q01", {"content_downloads": {"zone": "amber"}}, "cannot_tell"),
    "one for, one against": ("Q01", {"csat": {}, "content_downloads": {"zone": "red"}}, "cannot_tell"),
    "nothing known": ("Q01", {}, "cannot_tell"),
    "leads": ("Q02", {"qualified_leads": {}}, "yes"),
    "no leads": ("Q02", {"qualified_leads": {"value": 0}}, "no"),
    "leads unknown": ("Q02", {"qualified_leads": {"value": None}}, "cannot_tell"),
    "leads not counted": ("Q02", {}, "cannot_tell"),
    "nobody wrote": ("Q03", {}, "cannot_tell"),
    "people wrote": ("Q03", {"answers": {"Q03": "Two articles."}}, "yes"),
    "people wrote nothing but blanks": ("Q03", {"answers": {"Q03": "  "}}, "cannot_tell"),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_answer_to_the_three_questions(name: str) -> None:
    question, given, answer = QUESTIONS[name]
    assert answered(**given)[question] == answer


@pytest.mark.parametrize(("zone", "told"), [("red", "but fewer than expected"), ("green", "")])
def test_leads_that_are_fewer_than_expected_are_no_plain_yes(zone: str, told: str) -> None:
    record = sample_record()
    row_of(record, "qualified_leads")["zone"] = zone
    assert ("but fewer than expected" in shown(record, "three_questions")) == bool(told)


def test_while_the_window_is_open_the_answers_wait_but_for_what_people_wrote() -> None:
    found = answered("provisional", {"Q03": "Two articles."}, csat={}, qualified_leads={})
    assert found == {"Q01": "not_yet", "Q02": "not_yet", "Q03": "yes"}


def test_the_three_questions_stand_with_what_they_rest_on_and_what_people_wrote() -> None:
    page = shown(sample_record(), "three_questions")
    assert "The three questions after 14 days" in page
    assert "Content useful: yes. Qualified leads: yes, 31. Used again: planned." in page
    assert "Satisfied attendees (CSAT): 85% (expected 77–88%)" in page
    assert "“Tres artículos del blog”" in page
    assert "What was learnt, what worked, what to do better? El recordatorio hace falta." in page
    record = sample_record()
    record["event"]["answers"] = {}
    assert "facts.answers" in shown(record, "three_questions")
    assert "Tres artículos" not in shown(sample_record(), "evergreen")


def test_a_provisional_event_says_when_the_questions_can_be_answered() -> None:
    record = provisional_record()
    for entry in record["questions"][:2]:
        entry.update({"answer": "not_yet", "on": "2026-06-02"})
    assert "Not yet; on 2 June 2026" in shown(record, "three_questions")


PRACTICES: dict[str, tuple[dict[str, Any], float | None, float | None, list[bool | None]]] = {
    "all done": (
        {"format": "pre-recorded", "facts": {"counts": {"questions_before": 3, "questions_after": 1}}},
        20.0,
        1.0,
        [True, True, True, True, True],
    ),
    "none done": (
        {"facts": {"counts": {"questions_before": 0, "questions_after": 0}}},
        0.0,
        0.0,
        [False, False, False, False, False],
    ),
    "nothing known": ({}, None, None, [None, False, None, None, None]),
}


@pytest.mark.parametrize("name", PRACTICES)
def test_each_distinctive_practice_is_done_not_done_or_not_known(name: str) -> None:
    given, asked, video, done = PRACTICES[name]
    event = Event.model_validate({"event_id": "E", "starts_at": "2026-04-15T11:00"} | given)
    rows = [
        {"kpi": "qualified_registrations", "value": asked},
        {"kpi": "is_video_to_standard", "value": video},
    ]
    assert [entry["done"] for entry in describe_practices(event, rows)] == done


def test_the_card_tells_nuances_practices_and_the_topic_s_analysis() -> None:
    page = shown(sample_record(), "event_card")
    assert "Tres clientes lo pidieron. Result: Buen tema." in page
    assert "attention has to be won from the start. Attendance rate: 38%" in page
    assert "The challenge was asked at registration: Yes (268)" in page
    assert "Questions after the event: Not known" in page
    in_person = sample_record()
    in_person["event"]["format"] = "in-person"
    assert "Does not apply: the event was held in person." in shown(in_person, "event_card")


def test_the_strategy_map_links_objectives_kpis_and_actions() -> None:
    record = sample_record()
    for row in record["kpis"]:
        row["objective"] = "leads" if row["kpi"] == "qualified_leads" else "registrations"
    record["kpis"][0]["kind"] = "leading"
    html = ReviewPage(record, "en").event_card().html
    leading = f'<a href="#kpi-{record["kpis"][0]["kpi"]}">'
    assert html.index("Fill the event") < html.index(leading) < html.index('href="#kpi-attendees"')
    row = html[html.index("Win leads") :]
    assert 'href="#kpi-qualified_leads"' in row
    assert "Llamar a los clientes potenciales calificados" in row


def with_actions(*actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    empty = {"what": "Call them", "owner": "", "due": "", "kpi": "", "expected_change": "", "status": "open"}
    return sample_record() | {"actions": [empty | action for action in actions]} | more


def test_an_open_action_says_what_it_lacks() -> None:
    page = shown(with_actions({"owner": "Ada", "due": "2026-07-01"}), "actions")
    assert "Open Still missing: KPI, expected change." in page
    assert "Still missing" not in shown(with_actions({"status": "done"}), "actions")


@pytest.mark.parametrize(
    ("due", "status", "late"),
    [
        ("2026-06-01", "open", True),
        ("2026-06-02", "open", False),
        ("2026-06-03", "open", False),
        ("2026-06-01", "done", False),
        ("2026-06-01", "dropped", False),
        ("", "open", False),
    ],
)
def test_a_date_that_has_passed_is_marked_on_both_pages(due: str, status: str, late: bool) -> None:
    record = with_actions({"due": due, "status": status, "owner": "Ada"})
    assert ("overdue" in shown(record, "actions")) is late
    assert ("overdue" in text(render_executive(record, "en"))) is late
    assert ("overdue" in shown(record, "summary")) is late


def test_each_red_problem_has_an_action_or_asks_for_one() -> None:
    reds = ("channels", ["attendees", "attendance_rate"])
    asked = "In red and without an action: Attendance, Attendance rate. Who does what by when?"
    record = verdict(reds) | {"actions": []}
    assert asked in shown(record, "actions")
    # An action on one KPI of a problem covers the problem; a dropped one covers nothing.
    for status, is_asked in (("open", False), ("done", False), ("dropped", True)):
        actions = with_actions({"kpi": "attendance_rate", "status": status})["actions"]
        assert (asked in shown(verdict(reds) | {"actions": actions}, "actions")) is is_asked
    alone = verdict(unexplained=["nps", "csat"]) | {"actions": with_actions({"kpi": "nps"})["actions"]}
    assert "without an action: Satisfied attendees (CSAT)." in shown(alone, "actions")


@pytest.mark.parametrize(
    ("lower", "upper", "state", "sentence"),
    [
        (0.1, 0.9, "mature", "above zero even at its low end"),
        (-0.9, -0.1, "mature", "below zero even at its high end"),
        (-0.5, 0.9, "mature", "cannot be told"),
        (0.1, 0.9, "provisional", "may still change"),
    ],
)
def test_the_budget_is_reviewed_by_the_return(lower: float, upper: float, state: str, sentence: str) -> None:
    record = sample_record() | {"state": state}
    record["money"] |= {"roi_lower": lower, "roi_upper": upper}
    assert sentence in shown(record, "actions")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_has_its_three_parts_in_every_state(language: str) -> None:
    say = get_language(language).say
    for record in (sample_record(), provisional_record(), bare_record()):
        page = shown(record, "actions", language)
        assert say("plan_part.follow") in page
        assert say("plan_part.budget") in page
    assert say("caption.proposals") in shown(sample_record(), "actions", language)
    assert say("plan_part.no_cost") in shown(bare_record(), "actions", language)


def whole(record: dict[str, Any], language: str = "en") -> str:
    return "".join(block.html for block in ReviewPage(record, language).blocks())


def test_managers_get_every_section_and_directors_one_page() -> None:
    record = sample_record()
    full, short = whole(record), render_executive(record, "en")
    assert full.count("<section") > 2 * short.count("<section") > 0
    assert "The checks in their order" in full
    assert "The checks in their order" not in short
    # What the director reads stands in the review too.
    assert "Most likely: channels not used (Reminder)." in text(full)
    assert "Most likely: channels not used (Reminder)." in text(short)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_explained_where_it_stands(language: str) -> None:
    html = whole(sample_record(), language)
    figures = re.findall(r"<figure.*?</figure>", html, re.DOTALL)
    assert len(figures) >= 4
    for figure in figures:
        assert re.search(r"<figcaption><strong>.*?[^\s<].*?</strong>", figure, re.DOTALL)
        assert not [
            svg for svg in re.findall(r"<svg[^>]*role=\"img\"[^>]*>", figure) if 'aria-label="' not in svg
        ]
    rows = re.findall(r'<tr role="row" id="kpi-(\w+)">\s*<th[^>]*>(.*?)</th>', html, re.DOTALL)
    assert len(rows) > 10
    for kpi, head in rows:
        assert re.search(r'<span class="small">[^<]{8,}</span>', head), kpi


TIPS = {
    "clear goals": ("goals", "KPIs against the expected range, the goal and the previous event"),
    "many sources": ("quality", "2026-05-20-maps/attendance.csv"),
    "cause and effect": ("diagnosis", "Evidence, not proof."),
    "findings reported": ("summary", "Qualified leads"),
    "compared with earlier events": ("goals", "Compared with earlier"),
    "strategy optimised": ("actions", "Development proposals"),
    "learning goes on": ("three_questions", "What was learnt"),
}


@pytest.mark.parametrize("tip", TIPS)
def test_each_of_the_seven_tips_has_its_section(tip: str) -> None:
    section, words = TIPS[tip]
    assert words in shown(sample_record(), section)


@pytest.mark.parametrize("record", [sample_record, provisional_record, bare_record])
def test_the_seven_steps_stand_in_their_order(record: Any) -> None:
    heads = re.findall(r'<h2 class="step"[^>]*>(\d)\. ([^<]+)</h2>', whole(record()))
    say = get_language("en").say
    assert heads == [(str(n), say(f"step.{n}")) for n in range(1, 8)]
