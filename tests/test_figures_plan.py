"""Pages tell departures from the plan, forecasts, windows side by side, and what became of actions."""

import re
from typing import Any

import pytest
from review_sample import provisional_record, row_of, sample_record

from kpilib.figures import ReviewPage, render_executive
from kpilib.figures.blocks.maturing import NEEDED_CURVES
from kpilib.targets import maturing

LANGUAGES = ("es", "fi", "en")
FROZEN = {"hash": "a3b4c5d6e7f8a9b0", "made_on": "2026-05-12", "primary_kpi": "leads"}

# Each departure, and what a reader of the English page is told.
DEPARTURES: dict[str, tuple[dict[str, Any], str]] = {
    "goal_changed": (
        {"code": "goal_changed", "kpi": "attendance_rate", "planned": 0.5, "actual": 0.4},
        "Departure from the plan: goal, Attendance rate. Planned: 50%. Done: 40%.",
    ),
    "goal_added": (
        {"code": "goal_added", "kpi": "leads", "planned": None, "actual": 50.0},
        "Departure from the plan: goal, Leads. Planned: not set. Done: 50.",
    ),
    "goal_removed": (
        {"code": "goal_removed", "kpi": "cost", "planned": 2000.0, "actual": None},
        "Departure from the plan: goal, Event cost. Planned: €2,000. Done: not set.",
    ),
    "primary_kpi_changed": (
        {"code": "primary_kpi_changed", "planned": None, "actual": "leads"},
        "Departure from the plan: primary KPI. Planned: not set. Done: Leads.",
    ),
    "window_changed": (
        {"code": "window_changed", "planned": 14, "actual": 21},
        "Departure from the plan: event window. Planned: 14 days. Done: 21 days.",
    ),
    "roi_window_changed": (
        {"code": "roi_window_changed", "planned": 90, "actual": 1},
        "Departure from the plan: window of revenue and return. Planned: 90 days. Done: 1 day.",
    ),
    "event_moved": (
        {"code": "event_moved", "planned": "2026-05-13T18:00", "actual": "2026-05-20T18:00"},
        "Departure from the plan: start of the event. Planned: 13 May 2026, 18:00. Done: 20 May 2026, 18:00.",
    ),
    "exclusions_changed": (
        {"code": "exclusions_changed", "added": ["a", "b"], "removed": ["c"]},
        "Departure from the plan: left out of the history since: a, b. Departure from the plan: taken back into "
        "the history since: c.",
    ),
    "target_differs": (
        {"code": "target_differs", "kpi": "leads", "planned": 50.0, "actual": 52.0},
        "With what is known of earlier events today, the expected range would be another one: Leads. The range "
        "of the plan counts.",
    ),
    "plan_altered": (
        {"code": "plan_altered"},
        "The plan’s file was altered after it was frozen: nothing in it counts, and the expected ranges were made "
        "anew.",
    ),
    "plan_made_after_start": (
        {"code": "plan_made_after_start", "planned": "2026-05-22", "actual": "2026-05-20"},
        "Departure from the plan: the event was moved to 20 May 2026, so that the plan, with data up to 22 May "
        "2026, was not made before it.",
    ),
    "plan_replaced": (
        {"code": "plan_replaced", "n": 2, "planned": "2026-05-02", "actual": "2026-05-12"},
        "Departure from the plan: earlier plans replaced: 2; the first had data up to 2 May 2026.",
    ),
}


def text_of(html: str) -> str:
    parted = re.sub(r'<span class="small">|</t[dh]>', " ", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", parted)).replace("&#39;", "'").strip()


def lines_of(record: dict[str, Any], language: str = "en") -> list[str]:
    html = ReviewPage(record, language).goals().html
    return [text_of(line) for line in re.findall(r'<p class="departure">(.*?)</p>', html, re.DOTALL)]


@pytest.mark.parametrize("code", DEPARTURES)
def test_each_departure_has_its_sentence(code: str) -> None:
    departure, sentence = DEPARTURES[code]
    record = sample_record() | {"plan": FROZEN | {"departures": [departure]}}
    first, *told = lines_of(record)
    assert first == (
        "Primary KPI: Leads. Goals and expected ranges were frozen with data up to 12 May 2026 (plan "
        "a3b4c5d6e7f8)."
    )
    assert " ".join(told) == sentence
    in_others = [lines_of(record, language) for language in ("es", "fi")]
    assert all(len(lines) == len(told) + 1 for lines in in_others)
    assert in_others[0] != in_others[1]


def test_a_plan_that_was_kept_and_no_plan_are_told() -> None:
    kept = lines_of(sample_record() | {"plan": FROZEN | {"departures": []}})
    assert len(kept) == 1
    assert kept[0].endswith("Nothing was decided otherwise afterwards.")
    assert lines_of(sample_record()) == [
        "No plan was frozen before this event. Before the next one, kpi plan freezes goals and expected ranges."
    ]


def test_many_ranges_that_differ_are_one_sentence() -> None:
    kpis = [row["kpi"] for row in sample_record()["kpis"]][:9]
    departures = [{"code": "target_differs", "kpi": kpi, "planned": 1.0, "actual": 2.0} for kpi in kpis]
    lines = lines_of(sample_record() | {"plan": FROZEN | {"departures": departures}})
    assert len(lines) == 2
    assert "3 more" in lines[1]


# Forecasts and windows


def forecast_record(**fields: Any) -> dict[str, Any]:
    record = provisional_record()
    row_of(record, "leads").update(fields)
    return record


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "final value probably about 71 (80% range: 63–84; 12 past events)"),
        ("es", "valor definitivo probable: 71 (rango del 80 %: de 63 a 84; 12 eventos anteriores)"),
        ("fi", "lopullinen arvo todennäköisesti: 71 (vaihteluväli 80 %: 63–84; 12 aiempaa tapahtumaa)"),
    ],
)
def test_a_provisional_value_has_its_forecast_beside_it(language: str, sentence: str) -> None:
    record = forecast_record(
        forecast=71.0, forecast_lower=63.0, forecast_upper=84.0, forecast_level=0.8, forecast_events=12
    )
    html = ReviewPage(record, language).goals().html
    assert sentence in text_of(html)
    for field, value in (("forecast", 71.0), ("forecast_lower", 63.0), ("forecast_upper", 84.0)):
        assert f'data-kpi="leads" data-field="{field}" data-value="{value}"' in html


def test_too_few_former_events_are_told() -> None:
    assert NEEDED_CURVES == maturing.NEEDED_CURVES
    record = forecast_record(
        forecast=None, forecast_lower=None, forecast_upper=None, forecast_level=0.8, forecast_events=2
    )
    text = text_of(ReviewPage(record, "en").goals().html)
    assert "no forecast: 2 past events to learn from, at least 3 are needed" in text


def windows_record() -> dict[str, Any]:
    ends = {14: "2026-06-02", 30: "2026-06-18", 90: "2026-08-17"}
    entries = [
        {"days": n, "ends_on": ends[n], "is_closed": n == 14, "leads": 40.0 + n, "qualified_leads": None}
        | {"revenue": 100.0 * n}
        for n in ends
    ]
    return sample_record() | {"windows": entries}


@pytest.mark.parametrize("language", LANGUAGES)
def test_windows_stand_side_by_side_folded(language: str) -> None:
    html = ReviewPage(windows_record(), language).goals().html
    block = html[html.index('<details id="windows">') :].split("</details>")[0]
    for days in (14, 30, 90):
        assert f'data-kpi="leads" data-field="window_{days}" data-value="{40.0 + days}"' in block
        assert f'data-kpi="revenue" data-field="window_{days}" data-value="{100.0 * days}"' in block
    # Qualified leads are known for none of them: no column.
    assert block.count('scope="col"') == 3


def test_open_windows_are_marked() -> None:
    text = text_of(ReviewPage(windows_record(), "en").goals().html)
    assert "14 days closed on 2 Jun 2026" in text
    assert "90 days open until 17 Aug 2026; figures may still rise" in text
    assert '<details id="windows">' not in ReviewPage(sample_record(), "en").goals().html


# Actions

EARLIER = {
    **{"what": "Send a reminder", "owner": "Ada", "due": "2026-05-01", "kpi": "attendance_rate"},
    **{"expected_change": 0.05, "status": "done", "done_on": "", "from_event": "2026-04-22-previous"},
    **{"from_title": "Before", "is_own": False, "outcome": "moved", "why": None, "direction": "better"},
    **{"before": 0.38, "after": 0.48, "change": 0.1, "change_lower": 0.02, "change_upper": 0.18},
}
NONE = dict.fromkeys(("before", "after", "change", "change_lower", "change_upper", "direction"))
OUTCOMES: dict[str, tuple[dict[str, Any], str, str]] = {
    "better": ({}, "Done", "+10 pp, for the better: more than routine variation."),
    "worse": (
        {"change": -0.1, "direction": "worse"},
        "Done",
        "−10 pp, for the worse: more than routine variation.",
    ),
    "neither": ({"direction": None}, "Done", "+10 pp: more than routine variation."),
    "noise": ({"outcome": "within_noise"}, "Done", "+10 pp: within routine variation."),
    "not done": ({"status": "open"}, "Not done, carried on", "+10 pp, for the better: more than"),
    "dropped": ({"status": "dropped"}, "Dropped", "+10 pp, for the better: more than"),
    "not due": (NONE | {"outcome": "not_due", "status": "open"}, "Open", "Not due before this event."),
    "later": (NONE | {"outcome": "not_due"}, "Done", "Done after this event; the next one will tell."),
    "open window": (
        NONE | {"outcome": "cannot_tell", "why": "window_open"},
        "Done",
        "Cannot tell yet: the window of the KPI is still open.",
    ),
    "no value": (
        NONE | {"outcome": "cannot_tell", "why": "no_value"},
        "Done",
        "Cannot tell: one of the two events has no value.",
    ),
    "no interval": (
        {"outcome": "cannot_tell", "why": "no_interval", "kpi": "leads", "change": 6.0},
        "Done",
        "+6. Cannot tell whether this is more than routine variation: too few earlier events.",
    ),
    "no KPI": (
        NONE | {"outcome": "cannot_tell", "why": "no_kpi", "kpi": ""},
        "Done",
        "Cannot tell: the action names no KPI.",
    ),
    "unknown KPI": (
        NONE | {"outcome": "cannot_tell", "why": "unknown_kpi", "kpi": "joy"},
        "Done",
        "Cannot tell: the KPI that the action names is not in the catalogue.",
    ),
}


@pytest.mark.parametrize("case", OUTCOMES)
def test_each_outcome_has_its_words(case: str) -> None:
    change, state, words = OUTCOMES[case]
    record = sample_record()
    record["actions"] = [EARLIER | change, *record["actions"]]
    text = text_of(ReviewPage(record, "en").actions().html)
    assert "Send a reminder agreed at “Before”" in text
    assert f"{state} {words}" in text
    assert "That a KPI moved does not by itself show that the action caused it." in text
    for language in ("es", "fi"):
        assert ReviewPage(record, language).actions().html.count("<tr") == 2 + 1 + 3


def test_what_became_of_earlier_actions_comes_first_in_one_line() -> None:
    record = sample_record()
    record["actions"] = [EARLIER, EARLIER | {"status": "open"}, *record["actions"]]
    html = ReviewPage(record, "en").actions().html
    assert "Earlier actions: done 1, not done 1, dropped 0." in text_of(html)
    assert html.index("Send a reminder") < html.index("Subtitular el video")


def test_the_director_sees_this_event_s_actions_before_those_carried_on() -> None:
    record = sample_record()
    record["actions"] = [EARLIER | {"status": "open"}, *record["actions"]]
    text = text_of(render_executive(record, "en"))
    own = [a["what"] for a in sample_record()["actions"] if a["status"] == "open"]
    places = [text.index(what) for what in [*own, "Send a reminder"]]
    assert places == sorted(places)
