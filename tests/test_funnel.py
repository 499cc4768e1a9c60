"""The funnel: who passed on, was lost and came in; what is usual; what the page says of it."""

from datetime import date
from typing import Any

import pytest
from funnel_sample import step as sample_step
from funnel_sample import steps as sample_steps
from past_events import SPACE, earlier, event, evidence
from review_sample import sample_record
from test_figures import plain

from kpilib.figures import ReviewPage
from kpilib.measures import compute_measures
from kpilib.review.breakdowns import describe_stages
from kpilib.review.causes import reaches
from kpilib.review.funnel import describe_funnel
from kpilib.review.steps import Step, read_steps
from kpilib.store import Store
from tests.measure_rows import AS_OF, E3, contact, deal, put, registration, stay, tie

WHOLE = {
    **{"invited": 1000, "registrations": 100, "registered_attendees": 40, "walk_ins": 5, "attendees": 45},
    **{"leads": 20, "attendee_leads": 12, "known_attendees": 15, "absent_leads": 7, "registered_leads": 18},
    **{"qualified_leads": 9, "leads_qualified": 6, "known_qualified": 2},
    **{"new_customers": 3, "qualified_customers": 1},
}


def by_step(**measures: float) -> dict[str, Step]:
    return {step.step: step for step in read_steps(measures)}


def test_each_step_by_hand() -> None:
    steps = by_step(**WHOLE)
    assert (steps["registrations"].lost, steps["registrations"].is_least) == (900, True)
    came = steps["attendees"]
    assert (came.passed, came.of, came.lost, came.entered) == (40, 100, 60, {"walk_ins": 5})
    leads = steps["leads"]
    assert (leads.passed, leads.of, leads.lost) == (12, 30, 18)
    assert (leads.left, leads.entered) == ({"known_before": 15}, {"absent": 7, "unregistered": 1})
    qualified = steps["qualified_leads"]
    assert (qualified.passed, qualified.of, qualified.lost) == (6, 20, 14)
    assert qualified.entered == {"known_before": 2, "other": 1}
    bought = steps["customers"]
    assert (bought.passed, bought.of, bought.lost, bought.entered) == (1, 9, 8, {"not_qualified": 2})


def test_people_before_less_lost_and_left_with_those_who_came_in_are_the_people_of_the_step() -> None:
    steps = by_step(**WHOLE)
    for step in steps.values():
        if step.before and not step.is_least:
            before = steps[step.before].people or 0
            gone = (step.lost or 0) + sum(n or 0 for n in step.left.values())
            assert before - gone + sum(n or 0 for n in step.entered.values()) == step.people


@pytest.mark.parametrize("n", [0, 1, 2])
def test_small_is_normal(n: int) -> None:
    steps = by_step(registrations=n, registered_attendees=n, walk_ins=0, attendees=n)
    assert (steps["attendees"].people, steps["attendees"].lost) == (n, 0)
    assert (steps["leads"].people, steps["leads"].lost) == (None, None)


def test_without_attendance_leads_follow_from_the_registrations() -> None:
    leads = by_step(registrations=100, leads=20, registered_leads=18)["leads"]
    assert (leads.before, leads.passed, leads.of, leads.lost) == ("registrations", 18, 100, 82)
    assert leads.entered == {"unregistered": 2}


def test_invited_are_those_stated_else_those_whom_the_largest_mailing_reached() -> None:
    assert by_step(invited=50, mailed=70)["invited"].source == "stated"
    mailed = by_step(mailed=70, registrations=10)
    assert (mailed["invited"].people, mailed["invited"].source) == (70, "mail")
    assert (mailed["registrations"].source, mailed["registrations"].lost) == ("mail", 60)
    # More than were invited registered: who was lost cannot be said.
    assert by_step(invited=5, registrations=10)["registrations"] == Step("registrations", 10)


def test_typed_totals_that_do_not_fit_the_people_have_no_way() -> None:
    typed = by_step(**(WHOLE | {"leads": 8}))["leads"]
    assert (typed.people, typed.lost, typed.entered) == (8, None, {})


def test_who_is_in_two_steps_is_counted_by_person(store: Store) -> None:
    put(
        store,
        registrations=[registration(p) for p in ("new", "known", "absent", "none")],
        attendance=[stay(p, "11:00", "11:30") for p in ("new", "known", "walk-in")],
    )
    people = {"new": "2026-04-16", "known": "2026-01-01", "absent": "2026-04-17", "walk-in": "2026-04-15"}
    stages = {"new": "customer", "absent": "lead"}
    put(
        store,
        "_shared/crm.csv",
        contacts=[contact(p, on, stage=stages.get(p)) for p, on in people.items()],
        deals=[deal("1", 100.0, True, "2026-05-01"), deal("2", 100.0, True, "2026-05-01")],
        deal_contacts=[tie("1", "new"), tie("2", "walk-in")],
    )
    m = compute_measures(store, [E3], AS_OF, ["customer"])[0].iloc[0]
    steps = {step.step: step for step in read_steps(m.drop("event_id"))}
    assert (steps["leads"].passed, steps["leads"].left, steps["leads"].entered) == (
        2,
        {"known_before": 1},
        {"absent": 1},
    )
    assert (steps["qualified_leads"].passed, steps["qualified_leads"].of) == (1, 3)
    assert (steps["customers"].passed, steps["customers"].entered) == (1, {"not_qualified": 1})


def described(now: dict[str, float], past: list[dict[str, float]], **more: Any) -> dict[str, dict[str, Any]]:
    new, before = event("E"), earlier(len(past))
    known = [(new, now), *zip(before, past, strict=True)]
    rows = describe_funnel(new, SPACE, evidence(known, **more), {})
    return {row["step"]: row for row in rows}


def came(k: int, n: int = 100) -> dict[str, float]:
    return {"registrations": n, "registered_attendees": k, "walk_ins": 0, "attendees": k}


@pytest.mark.parametrize(("k", "reading"), [(10, "more"), (50, "usual"), (90, "fewer")])
def test_a_loss_is_judged_by_what_past_events_lost(k: int, reading: str) -> None:
    row = described(came(k), [came(48), came(52), came(50), came(47), came(53), came(50)])["attendees"]
    assert row["reading"] == reading
    assert row["n_events"] == 6
    assert row["usual_lower"] < 0.5 < row["usual_upper"]
    assert row["usual_lost_lower"] == pytest.approx(100 * (1 - row["usual_upper"]))
    assert row["previous"] == 0.5
    assert row["previous_event"] == "P5"


def test_without_history_nothing_is_usual() -> None:
    row = described(came(10), [])["attendees"]
    assert (row["rate"], row["usual"], row["reading"], row["previous"]) == (0.1, None, "unknown", None)


def test_an_open_window_is_not_judged() -> None:
    leads = {"leads": 1, "attendee_leads": 1, "known_attendees": 0, "absent_leads": 0}
    past = [came(50) | leads | {"leads": 30, "attendee_leads": 30}] * 6
    open_, closed = (
        described(came(50) | leads, past, as_of=day)["leads"] for day in (date(2026, 9, 3), date(2026, 9, 14))
    )
    assert (open_["is_open"], open_["reading"]) == (True, "open")
    assert (closed["is_open"], closed["reading"]) == (False, "more")


def test_the_scorecard_s_range_is_the_funnel_s() -> None:
    row = {"n_events": 9, "target": 0.5, "target_lower": 0.4, "target_upper": 0.6}
    new = event("E")
    rows = describe_funnel(new, SPACE, evidence([(new, came(10))]), {"attendance_rate": row})
    found = next(r for r in rows if r["step"] == "attendees")
    assert (found["usual_lower"], found["usual_upper"], found["reading"]) == (0.4, 0.6, "more")


def test_stages_have_the_share_of_those_who_could_come() -> None:
    parts = {part["member"]: part for part in describe_stages(sample_steps())[0]["parts"]}
    assert (parts["attendees"]["value"], parts["attendees"]["whole"]) == (166, 412)
    assert parts["attendees"]["share"] == 157 / 412
    assert describe_stages([]) == []


def test_what_is_usual_of_a_step_moves_with_topic_and_history() -> None:
    topic, programme = ({"code": "parameter", "name": name} for name in ("topic", "facts.programme"))
    for part, is_moved in (("funnel", True), ("channels", True), ("money", False)):
        assert reaches(topic, part, "", "attendees.usual", ({}, {})) == is_moved
        assert not reaches(programme, part, "", "attendees.usual", ({}, {}))


def told(*steps: dict[str, Any], language: str = "en") -> str:
    record = sample_record()
    record["funnel"] = list(steps)
    return plain(ReviewPage(record, language).funnel().html)


REGISTERED = sample_steps()[1] | {
    "of": None,
    "passed": None,
    "lost": None,
    "rate": None,
    "reading": "unknown",
}
FINDINGS = {
    "more": ("more", 0.5, "More people than usual are lost: 60 did not come"),
    "usual": ("usual", 0.5, "At no step are more people lost than usual"),
    "fewer": ("fewer", 0.2, "At no step are more people lost than usual"),
    "unknown": ("unknown", 0.5, "Most people are lost here: 60 did not come"),
}


@pytest.mark.parametrize("case", FINDINGS)
def test_the_title_says_which_loss_is_unusual(case: str) -> None:
    reading, lower, sentence = FINDINGS[case]
    after = sample_step("attendees", 40, 40, 100, usual=(lower, 0.7), reading=reading, before="registrations")
    text = told(REGISTERED, after)
    assert sentence in text
    assert ("Fewer are lost than usual: 60 did not come." in text) == (reading == "fewer")
    assert ("60 did not come; usual 30–50" in text) == (reading == "more")


def test_the_title_of_steps_that_nobody_was_lost_at_or_that_are_alone() -> None:
    whole = sample_step("attendees", 2, 2, 2, before="registrations")
    assert "Nobody is lost at the steps that are known" in told(REGISTERED, whole)
    assert "Registered: 412; how many went on is not known" in told(REGISTERED)
    nothing = {**whole, "people": None, "lost": None, "rate": None, "reading": "unknown"}
    assert "Not known: Attended." in told(REGISTERED, nothing)


def test_a_step_that_is_still_open_is_left_out_of_the_title_and_said() -> None:
    after = sample_step("attendees", 40, 40, 100, usual=(0.3, 0.7), reading="usual", before="registrations")
    bought = sample_step("customers", 1, 1, 9, usual=(0.2, 0.3), reading="open", before="qualified_leads")
    leads = sample_step("leads", 1, 1, 2, reading="open", before="attendees") | {"is_open": True}
    text = told(REGISTERED, after, leads, bought | {"is_open": True})
    assert "1 is not a lead yet" in text
    assert "At the steps that are final, no more people than usual are lost" in text
    assert "8 have not bought yet" in text
    assert "May still change: Leads, Customers." in text


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            ("255 did not come; usual 185–214", "+ 9 came without registering", "− 60 were contacts already"),
        ),
        (
            "es",
            ("255 no asistieron; habitual 185–214", "+ 9 asistieron sin registro", "− 60 ya eran contactos"),
        ),
        (
            "fi",
            ("255 ei osallistunut; tavallisesti 185–214", "+ 9 osallistui ilmoittautumatta", "− 60 oli jo"),
        ),
    ],
)
def test_losses_and_entries_are_named_and_the_many_invited_are_told_in_words(
    language: str, sentences: tuple[str, ...]
) -> None:
    html = ReviewPage(sample_record(), language).funnel().html
    text = plain(html)
    assert all(sentence in text for sentence in sentences), text
    assert html.count('class="remark marked"') == 2  # once in each cut
    # Twice in the table, once in the note; not on the scale of the others.
    assert html.count('data-kpi="funnel:invited" data-field="people"') == 2
