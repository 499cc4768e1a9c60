"""The index of all events and the page of a failed review."""

import base64
import hashlib
import re
from typing import Any

import pytest

from kpilib.figures import render_failed, render_index
from kpilib.language import get_language

CLOSED = {
    "event_id": "2026-05-20-maps",
    "title": "Mapas",
    "starts_on": "2026-05-20",
    "state": "mature",
    "topic": "Mapa",
    "language": "es",
    "zones": {"green": 7, "amber": 0, "red": 3, "unknown": 2},
    "reds": [{"kpi": kpi, "names": None} for kpi in ("attendees", "nps", "cost")],
    "held": ["nps"],
    "n_judged": 10,
    "verdict": "more",
    "effect": 49.3,
    "effect_lower": 18.4,
    "effect_upper": 80.6,
    "pages": {
        "es": {"full": "m/review.es.html", "executive": "m/executive.es.html"},
        "en": {"full": "m/review.en.html", "executive": "m/executive.en.html"},
    },
    "n_events": 12,
}
OPEN = CLOSED | {
    "event_id": "2026-06-01-open",
    "title": "Mittarit",
    "starts_on": "2026-06-01",
    "state": "provisional",
    "language": "fi",
    "zones": {"green": 5, "amber": 1, "red": 0, "unknown": 1},
    "verdict": "cannot tell",
    "day": 7,
    "days": 14,
    "mature_on": "2026-06-14",
}
FAILED = CLOSED | {
    "event_id": "2026-05-06-failed",
    "title": "Fallido",
    "starts_on": "2026-05-06",
    "state": "failed",
    "zones": {},
    "effect": None,
    "cause": 'attendance.csv: column "Join Time" missing.',
    "remedy": "Download it again.",
    "pages": {},
}
PLANNED = {
    "event_id": "2026-07-01-next",
    "title": "Plan",
    "starts_on": "2026-07-01",
    "state": "planned",
    "topic": "",
    "language": "es",
}


def index(language: str = "en", *entries: dict[str, Any]) -> str:
    return render_index(entries or (CLOSED, PLANNED, FAILED, OPEN), language)


def test_events_stand_newest_first() -> None:
    ids = re.findall(r'id="event-([^"]+)"', index())
    assert ids == ["2026-07-01-next", "2026-06-01-open", "2026-05-20-maps", "2026-05-06-failed"]


def test_what_needs_attention_comes_first() -> None:
    html = index()
    head = html[: html.index('class="events"')]
    assert "2 events need attention." in head
    assert "red beyond chance: Net Promoter Score (NPS)<" in head
    assert "the review failed: attendance.csv: column &#34;Join Time&#34; missing." in head
    assert "Nothing needs attention." in index("en", OPEN)


@pytest.mark.parametrize("language", ["es", "fi", "en"])
def test_each_state_is_told(language: str) -> None:
    html = index(language)
    assert html.startswith(f'<!DOCTYPE html>\n<html lang="{language}">')
    assert html.count('class="chip chip-') == 4
    assert not re.search(r"\bNone\b|\bnan\b", html)


def test_provisional_has_its_day_and_no_verdict() -> None:
    row = re.search(r'id="event-2026-06-01-open">.*?</li>', index(), re.DOTALL)
    assert row is not None
    assert "Day 7 of 14. Figures may change until 14 June 2026." in row[0]
    assert "Not yet" in row[0]
    assert "data-value" not in row[0]


def test_effect_with_its_interval() -> None:
    row = re.search(r'id="event-2026-05-20-maps">.*?</li>', index(), re.DOTALL)
    assert row is not None
    assert re.sub(r"<[^>]+>", "", row[0]).count("+49 (18–81)") == 1
    assert 'href="m/executive.en.html"' in row[0]
    assert 'href="m/review.es.html" lang="es" hreflang="es">Español' in row[0]


def test_the_failed_event_says_what_to_do() -> None:
    row = re.search(r'id="event-2026-05-06-failed">.*?</li>', index(), re.DOTALL)
    assert row is not None
    assert "Download it again." in row[0]
    assert "<a " not in row[0]


def test_few_events_are_told() -> None:
    row = index("en", CLOSED | {"n_events": 2, "zones": {"unknown": 9}})
    assert "2 past events to compare with, at least 5 needed." in row


def test_an_event_without_a_review_says_how_to_get_one() -> None:
    entry = CLOSED | {"zones": None, "verdict": None, "effect": None, "n_events": None, "pages": {}}
    page = render_index([entry], "en")
    assert "Not reviewed yet: <code>kpi review 2026-05-20-maps</code>" in page
    assert get_language("en").say("zone.unknown") not in re.sub("(?s)<form.*?</form>", "", page)
    assert "Not reviewed yet" not in render_index([CLOSED, OPEN, FAILED], "en")


def test_filters_are_hidden_without_script_and_rows_are_not() -> None:
    html = index()
    assert '<form class="filters" hidden' in html
    assert "hidden" not in "".join(re.findall(r"<li data-text[^>]*>", html))
    assert "<noscript>" in html


def test_only_the_pages_own_script_may_run() -> None:
    html = index()
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)
    assert script is not None
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src &#39;sha256-{digest}&#39;" in html or f"script-src 'sha256-{digest}'" in html


def test_no_events() -> None:
    html = render_index([], "en")
    assert "There are no events yet." in html
    assert "<form" not in html


def test_failed_page_with_the_last_good_one() -> None:
    last = {"href": "review.en.html", "made_on": "2026-05-12"}
    html = render_failed("e1", "Maps", "File a: cut.", "Download it.", last, "en")
    assert '<a href="review.en.html">Last good review, made on 12 May 2026</a>' in html
    assert "kpi review e1" in html
    assert '<p lang="en">File a: cut.</p>' in html


def test_failed_page_without_an_earlier_one() -> None:
    html = render_failed("e1", "", "Cut.", "Repeat.", None, "fi")
    assert "<h1>e1</h1>" in html
    assert "review.fi.html" not in html


def many(**changes: Any) -> list[dict[str, Any]]:
    """Eight closed events of May, the 10th to the 17th, each with reds."""
    return [
        CLOSED | {"event_id": f"E{day}", "title": f"Event {day}", "starts_on": f"2026-05-{day:02d}"} | changes
        for day in range(10, 18)
    ]


def attention_of(entries: list[dict[str, Any]], language: str = "en") -> str:
    page = render_index(entries, language)
    return page[page.index('class="headline"') : page.index("<form")]


def test_reds_of_older_events_are_counted_and_not_listed() -> None:
    attention = attention_of(many())
    assert [day for day in range(10, 18) if f"Event {day}<" in attention] == [13, 14, 15, 16, 17]
    assert "Earlier events with a KPI in the red zone: 3; beyond chance: 3." in attention


def test_reds_that_chance_may_bring_need_no_attention_and_are_named() -> None:
    entries = many(held=[])
    entries[2]["held"] = entries[-1]["held"] = ["nps"]
    attention = attention_of(entries)
    assert "1 event needs attention." in attention
    assert "Event 17</a>: red beyond chance" in attention
    told = (
        "Event 16 (3 of 10 KPIs), Event 15 (3 of 10 KPIs), Event 14 (3 of 10 KPIs), Event 13 (3 of 10 KPIs)."
    )
    assert f"Red, but no more than chance may bring: {told}" in attention
    assert "Earlier events with a KPI in the red zone: 3; beyond chance: 1." in attention
    assert "Nothing needs attention." in attention_of(many(held=[]))


@pytest.mark.parametrize(
    ("held", "mark", "worst"),
    [
        (["nps", "cost"], "beyond chance: 2", "red held"),
        ([], "may be chance", "red"),
        (None, "beyond chance: 3", "red held"),
    ],
)
def test_a_row_says_whether_its_reds_are_beyond_chance(held: list[str] | None, mark: str, worst: str) -> None:
    html = index("en", CLOSED | {"held": held})
    assert f'<span class="small">{mark}</span>' in html
    assert f'data-zone="{worst}"' in html
    green = index("en", CLOSED | {"held": held, "zones": {"green": 3}})
    assert mark not in green[green.index('<ol class="events"') :]


def test_a_planned_event_tells_its_plan_and_primary_goal() -> None:
    goal = {"kpi": "qualified_registrations", "names": None, "value": 250.0, "unit": "count"}
    planned = PLANNED | {"plan": {"made_on": "2026-06-03", "goal": goal}}
    text = re.sub(r"<[^>]+>", "", index("en", planned))
    assert "Plan frozen on 3 June 2026. Primary goal: Qualified registrations 250." in text
    assert "Primary goal" not in index("en", PLANNED | {"plan": {"made_on": "2026-06-03", "goal": None}})
    assert "No plan has been frozen yet: <code>kpi plan 2026-07-01-next</code>" in index("en", PLANNED)


def test_a_page_in_another_language_is_named_so() -> None:
    spanish = {"es": {"full": "m/review.es.html", "executive": "m/executive.es.html"}}
    html = index("fi", CLOSED | {"pages": spanish})
    assert '<a href="m/executive.es.html" hreflang="es">Yksi sivu (espanja)</a>' in html
    assert '<h2><a href="m/review.es.html" hreflang="es">Mapas</a></h2>' in html
    both = index("en", CLOSED)
    assert '<a href="m/executive.en.html">One page</a>' in both
    assert '<a href="m/review.es.html" lang="es" hreflang="es">Español</a>' in both


def test_few_past_events_are_a_state_of_their_own() -> None:
    html = index("en", CLOSED | {"n_events": 2}, OPEN | {"n_events": 2})
    assert '<span class="chip chip-too_few">Few past events</span>' in html
    assert '<option value="too_few">' in html
    assert '<span class="chip chip-provisional">' in html
    assert '<option value="too_few">' not in index()


def test_a_failed_event_leads_to_its_failed_page() -> None:
    pages = {"es": {"failed": "f/failed.es.html"}, "en": {"failed": "f/failed.en.html"}}
    failed = FAILED | {"pages": pages}
    html = index("en", failed)
    assert 'href="f/failed.en.html">What failed and what to do</a>' in html
    assert "The last good review is shown." not in html
    finnish = index("fi", failed)
    assert 'href="f/failed.es.html" hreflang="es">Mikä epäonnistui ja mitä tehdä</a>' in finnish
    kept = failed | {"pages": pages | {"es": {"full": "f/review.es.html"}}}
    assert "The last good review is shown." in index("en", kept)
    dated = index("en", kept | {"as_of": "2026-05-12"})
    assert "The last good review is shown, made on 12 May 2026." in dated
