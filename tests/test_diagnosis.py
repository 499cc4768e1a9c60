"""Why red: each check, each branch, and which red KPIs are one problem."""

import itertools
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from past_events import earlier, evidence
from past_events import event as event_of

from kpilib.params import Event, Workspace
from kpilib.review.diagnosis import Case, Finding, diagnose
from kpilib.review.diagnosis.branches import describe_branches, level_of
from kpilib.review.diagnosis.channels import compare_channels
from kpilib.review.diagnosis.checks import describe_checks
from kpilib.review.diagnosis.verdict import find_verdict

SENT: dict[str, list[str] | None] = {"yes": ["a", "b"], "no": ["a"], "unknown": None}
TROUBLE = {"yes": (1, 20), "no": (12, 20), "unknown": (3, 5)}
DAYS = {"yes": [2.0] * 14, "no": [2.0] * 13 + [0.0], "unknown": []}
ANSWERS = ("yes", "no", "unknown")
XMR = {"mean": 0.5, "lower": 0.3, "upper": 0.7, "n": 8, "verdict": "routine", "rule": ""}


def row(kpi: str, zone: str = "unknown", value: float | None = 0.5, **more: Any) -> dict[str, Any]:
    return {"kpi": kpi, "zone": zone, "value": value, "better": "up", "xmr": None} | more


def trouble(k: int, n: int, **more: Any) -> dict[str, Any]:
    return row("technical_trouble_rate", value=k / n, numerator=k, denominator=n, better="down", **more)


def daily(observed: list[float]) -> dict[str, Any]:
    n = len(observed)
    return {"observed": observed, "lower": [0.5] * n, "in_window": [True] * n} if n else {}


def case(
    *rows: dict[str, Any],
    sent: list[str] | None = None,
    observed: tuple[float, ...] | list[float] = (),
    warnings: list[dict[str, Any]] | None = None,
    as_of: str = "2026-06-30",
    **more: Any,
) -> Case:
    lists = {} if sent is None else {"channels": {"planned": ["a", "b"], "sent": sent}}
    given = {"event_id": "E", "starts_at": "2026-04-15T11:00", "facts": {"checklists": lists}}
    return Case(
        event=Event.model_validate(given),
        as_of=date.fromisoformat(as_of),
        window_days=14,
        rows={r["kpi"]: r for r in rows},
        effect={"daily": daily(list(observed))},
        quality={"warnings": warnings or []},
        **more,
    )


def answers(of: Case) -> dict[str, str]:
    return {check["check"]: check["answer"] for check in describe_checks(of)}


def checked(channels: str, tech: str, systems: str, *rows: dict[str, Any], **more: Any) -> Case:
    asked = rows or (row("attendance_rate", "red"),)
    return case(*asked, trouble(*TROUBLE[tech]), sent=SENT[channels], observed=DAYS[systems], **more)


def topic_after(first: tuple[str, ...]) -> str:
    return "later" if "no" in first else "unknown" if "unknown" in first else "remains"


@pytest.mark.parametrize("first", list(itertools.product(ANSWERS, repeat=3)))
def test_the_topic_remains_only_when_all_three_checks_are_in_order(first: tuple[str, ...]) -> None:
    found = describe_checks(checked(*first))
    assert [check["check"] for check in found] == ["channels", "trouble", "systems", "topic"]
    assert [check["answer"] for check in found] == [*first, topic_after(first)]


@pytest.mark.parametrize("first", list(itertools.product(ANSWERS, repeat=3)))
def test_with_as_many_qualified_registrations_as_ever_the_topic_is_unlikely(first: tuple[str, ...]) -> None:
    interested = (row("attendance_rate", "red"), row("qualified_registrations", "green", 80.0))
    assert answers(checked(*first, *interested))["topic"] == "unlikely"


CODES = {
    ("channels", "no"): "channels_incomplete",
    ("channels", "yes"): "channels_complete",
    ("channels", "unknown"): "channels_unknown",
    ("trouble", "no"): "technical",
    ("trouble", "yes"): "trouble_low",
    ("trouble", "unknown"): "trouble_unknown",
    ("systems", "no"): "systems_broken",
    ("systems", "yes"): "systems_steady",
    ("systems", "unknown"): "systems_unknown",
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_each_answer_has_its_code(answer: str) -> None:
    found = describe_checks(checked(answer, answer, answer))[:3]
    assert [check["code"] for check in found] == [CODES[check["check"], answer] for check in found]


RED = row("attendees", "red")
TROUBLES: dict[str, tuple[list[dict[str, Any]], str]] = {
    "under the share that is a problem": ([trouble(5, 20)], "yes"),
    "at the share that is a problem": ([trouble(6, 20)], "no"),
    "few, but far more than at earlier events": (
        [trouble(5, 20, xmr=XMR | {"mean": 0.05, "verdict": "signal"})],
        "no",
    ),
    "far fewer than at earlier events": ([trouble(1, 20, xmr=XMR | {"verdict": "signal"})], "yes"),
    "too few answers": ([trouble(9, 9)], "unknown"),
    "too few answers, complaints red": ([trouble(9, 9), row("complaints", "red", 30.0)], "no"),
    "too few answers, complaints green": ([trouble(9, 9), row("complaints", "green", 1.0)], "yes"),
    "survey low, complaints red": ([trouble(1, 20), row("complaints", "red", 30.0)], "no"),
    "nobody asked, complaints without a zone": ([row("complaints", value=3.0)], "unknown"),
    "nobody asked": ([], "unknown"),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_technical_trouble_by_survey_and_complaints(name: str) -> None:
    rows, answer = TROUBLES[name]
    assert answers(case(RED, *rows))["trouble"] == answer


UNREADABLE = [{"code": "file_unreadable", "file": "_shared/contacts.csv", "why": "broken"}]
SYSTEMS: dict[str, tuple[dict[str, Any], str]] = {
    "every day read": ({"observed": [1.0] * 14}, "yes"),
    "a day without any, none expected for sure": ({"observed": [0.0] * 14, "low": 0.0}, "yes"),
    "a day without any though some were expected": ({"observed": [1.0] * 13 + [0.0]}, "no"),
    "a day is missing": ({"observed": [1.0] * 13}, "no"),
    "the window is open, all days so far read": ({"observed": [1.0] * 7, "as_of": "2026-04-21"}, "yes"),
    "an export cannot be read": ({"observed": [1.0] * 14, "warnings": UNREADABLE}, "no"),
    "no days known, an export cannot be read": ({"warnings": UNREADABLE}, "no"),
    "no days known": ({}, "unknown"),
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_other_systems_are_steady_by_the_days_of_contacts_and_the_exports(name: str) -> None:
    given, answer = SYSTEMS[name]
    low = given.pop("low", None)
    of = case(RED, **given)
    if low is not None:
        of.effect["daily"]["lower"] = [low] * 14
    assert answers(of)["systems"] == answer


def branch(of: Case, name: str) -> Finding:
    found = describe_branches(of, describe_checks(of))
    return next(entry for entry in found if entry["branch"] == name)


SPEAKS = {
    "programme": "minutes_per_attendee",
    "place": "complaints",
    "networking": "engagement_rate",
    "content": "csat",
    "communication": "email_open_rate",
}
LEVELS = {"red": "strong", "amber": "slight", "green": "none", "unknown": "no_data"}


@pytest.mark.parametrize(("name", "zone"), list(itertools.product(SPEAKS, LEVELS)))
def test_each_branch_is_as_strong_as_its_evidence(name: str, zone: str) -> None:
    found = branch(case(RED, row(SPEAKS[name], zone)), name)
    # Red complaints are technical trouble too, which others would follow from; a place would not.
    assert (found["signal"], found["follows"]) == (LEVELS[zone], False)


@pytest.mark.parametrize("name", SPEAKS)
def test_a_branch_that_trouble_would_bring_along_is_slight_at_most(name: str) -> None:
    found = branch(case(RED, row(SPEAKS[name], "red"), trouble(15, 20)), name)
    follows = name in ("programme", "networking", "content")
    assert (found["signal"], found["follows"]) == ("slight" if follows else "strong", follows)


@pytest.mark.parametrize(
    ("verdict", "value", "better", "level"),
    [
        ("signal", 0.2, "up", "strong"),
        ("signal", 0.9, "up", "none"),
        ("signal", 0.9, "down", "strong"),
        ("signal", 0.2, "down", "none"),
        ("routine", 0.4, "up", "none"),
    ],
)
def test_without_a_zone_the_series_tells(verdict: str, value: float, better: str, level: str) -> None:
    assert level_of(row("ses", value=value, better=better, xmr=XMR | {"verdict": verdict})) == level


@pytest.mark.parametrize(("zone", "level"), [("red", "slight"), ("amber", "slight"), ("green", "none")])
def test_downloads_alone_are_a_slight_sign_of_poor_content(zone: str, level: str) -> None:
    assert branch(case(RED, row("content_downloads", zone)), "content")["signal"] == level
    reds = (row("minutes_per_attendee", "red"), row("content_downloads", "red"), LOW, INTEREST)
    assert problems(*reds, **IN_ORDER) == ({}, ["minutes_per_attendee", "content_downloads"])


def test_without_zone_and_series_a_value_tells_nothing() -> None:
    assert level_of(row("ses")) is None


@pytest.mark.parametrize(
    ("value", "upper", "level"), [(2.1, 2.8, "strong"), (2.8, 3.4, "slight"), (4.0, 4.4, "none")]
)
@pytest.mark.parametrize("name", SPEAKS)
def test_an_answer_under_the_middle_of_its_scale_speaks_for_its_branch(
    name: str, value: float, upper: float, level: str
) -> None:
    item = {"branch": name, "item": "q", "question": "Q?", "value": value, "n": 20, "lower": 1.0}
    item["upper"] = upper
    assert branch(case(RED, items=[item]), name)["signal"] == level


def test_more_leaving_during_a_part_than_usual_speaks_of_the_programme() -> None:
    part = {"part": "Demo", "left": 27, "present": 128}
    for reading, signal in (("more", "strong"), ("usual", "none"), ("unknown", "no_data")):
        found = branch(case(RED, minutes=[part | {"reading": reading}]), "programme")
        assert found["signal"] == signal
        assert [entry["part"] for entry in found["evidence"]] == ["Demo"] * (reading != "unknown")


@pytest.mark.parametrize(("kind", "name"), [("part", "programme"), ("speaker", "content")])
def test_a_part_or_speaker_rated_below_the_others_is_a_slight_sign(kind: str, name: str) -> None:
    rated = {"kind": kind, "name": "Demo", "value": 3.4, "n": 20}
    for standing, signal in (("lower", "slight"), ("level", "none"), ("higher", "none")):
        assert branch(case(RED, rated=[rated | {"standing": standing}]), name)["signal"] == signal


def test_a_question_that_is_a_kpi_is_no_evidence_twice() -> None:
    item = {"branch": "place", "item": "ease_of_use", "question": "Easy?", "value": 2.0, "n": 9, "upper": 2.5}
    found = branch(case(RED, row("ease_of_use", "green"), items=[item]), "place")
    assert [entry["code"] for entry in found["evidence"]] == ["kpi"]


def problems(*rows: dict[str, Any], **more: Any) -> tuple[dict[str, list[str]], list[str]]:
    of = case(*rows, **more)
    checks = describe_checks(of)
    found = find_verdict(of, checks, describe_branches(of, checks))
    return {p["cause"]: p["kpis"] for p in found["problems"]}, found["unexplained"]


IN_ORDER: dict[str, Any] = {"sent": SENT["yes"], "observed": DAYS["yes"]}
LOW, HIGH = trouble(1, 20), trouble(15, 20)
INTEREST = row("qualified_registrations", "green")
VERDICTS: dict[str, tuple[list[dict[str, Any]], dict[str, Any], dict[str, list[str]], list[str]]] = {
    "channels": ([RED, LOW], IN_ORDER | {"sent": ["a"]}, {"channels": ["attendees"]}, []),
    "trouble": ([row("nps", "red"), HIGH], IN_ORDER, {"technical": ["nps"]}, []),
    "trouble keeps people away, where the channels are in order": (
        [RED, HIGH],
        IN_ORDER,
        {"technical": ["attendees"]},
        [],
    ),
    "systems": ([RED, LOW], IN_ORDER | {"observed": DAYS["no"]}, {"systems": ["attendees"]}, []),
    "topic": ([RED, LOW], IN_ORDER, {"topic": ["attendees"]}, []),
    "two problems, each with its own": (
        [RED, row("nps", "red"), row("csat", "red"), HIGH],
        IN_ORDER | {"sent": ["a"]},
        {"technical": ["nps", "csat"], "channels": ["attendees"]},
        [],
    ),
    "what follows goes with the larger problem": (
        [RED, row("nps", "red"), row("csat", "red"), row("leads", "red"), HIGH],
        IN_ORDER | {"sent": ["a"]},
        {"technical": ["nps", "csat", "leads"], "channels": ["attendees"]},
        [],
    ),
    "leads alone, channels left out": (
        [row("leads", "red"), LOW],
        IN_ORDER | {"sent": ["a"]},
        {"channels": ["leads"]},
        [],
    ),
    "a score, channels left out: not one problem": (
        [RED, row("nps", "red"), LOW],
        IN_ORDER | {"sent": ["a"]},
        {"channels": ["attendees"]},
        ["nps"],
    ),
    "a score with low content": (
        [row("nps", "red"), row("csat", "red"), LOW, INTEREST],
        IN_ORDER,
        {"content": ["nps", "csat"]},
        [],
    ),
    "a score that has only itself for evidence": (
        [row("csat", "red"), LOW, INTEREST],
        IN_ORDER,
        {},
        ["csat"],
    ),
    "costs": (
        [row("cost", "red"), row("cost_per_lead", "red"), LOW, INTEREST],
        IN_ORDER,
        {"cost": ["cost", "cost_per_lead"]},
        [],
    ),
    "cost per lead without higher costs": (
        [RED, row("cost_per_lead", "red"), LOW],
        IN_ORDER | {"sent": ["a"]},
        {"channels": ["attendees", "cost_per_lead"]},
        [],
    ),
    "nothing is known": ([RED], {}, {}, ["attendees"]),
    "people came as interested as ever": ([RED, LOW, INTEREST], IN_ORDER, {}, ["attendees"]),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_which_reds_are_one_problem(name: str) -> None:
    rows, given, causes, unexplained = VERDICTS[name]
    found = problems(*rows, **given)
    assert found == (causes, unexplained)
    assert list(found[0]) == list(causes), "the larger problem comes first"


@pytest.mark.parametrize("name", VERDICTS)
def test_the_order_of_the_scorecard_does_not_matter(name: str) -> None:
    rows, given, _, _ = VERDICTS[name]
    told = []
    for order in itertools.islice(itertools.permutations(rows), 24):
        found, left = problems(*order, **given)
        told.append(({cause: set(kpis) for cause, kpis in found.items()}, set(left)))
    assert all(one == told[0] for one in told)


def test_every_red_kpi_stands_in_the_verdict_once() -> None:
    kpis = ("attendees", "nps", "leads", "cost", "cost_per_lead", "followers", "minutes_attended")
    found, left = problems(*(row(kpi, "red") for kpi in kpis), HIGH, sent=["a"])
    assert sorted([*left, *itertools.chain(*found.values())]) == sorted(kpis)


def test_without_a_red_kpi_there_is_nothing_to_diagnose() -> None:
    assert diagnose(case(row("attendees", "amber"))) == []


def test_checks_that_nobody_can_answer_are_named() -> None:
    assert diagnose(case(RED))[-1] == {
        **{"code": "verdict", "problems": [], "unexplained": ["attendees"]},
        "not_known": ["channels", "trouble", "systems", "topic"],
    }


def test_a_channel_left_out_is_compared_with_events_that_are_history() -> None:
    """Three events that sent the reminder count, 60 of 120; the excluded one, 0 of 40, does not."""
    sent = {"checklists": {"channels": {"planned": ["reminder"], "sent": ["reminder"]}}}
    new = event_of("E", facts={"checklists": {"channels": {"planned": ["reminder"], "sent": []}}})
    before = earlier(4, facts=sent)
    rates = {
        (e.event_id, "attendance_rate"): {
            "state": "known",
            "value": k / 40,
            "numerator": k,
            "denominator": 40,
        }
        for e, k in zip(before, (0, 20, 20, 20), strict=True)
    }
    known = replace(evidence([(e, {}) for e in (new, *before)]), values=rates)
    (found,) = compare_channels(
        new, Workspace(exclude_from_history=["P0"]), known, [row("attendance_rate", "red", 0.1)]
    )
    assert (found["k"], found["n"], found["events"], found["with"]) == (60, 120, 3, 0.5)
    assert compare_channels(new, Workspace(), known, [row("attendance_rate", "green", 0.1)]) == []
