"""Pages of a review: numbers, languages, states, escaping."""

import itertools
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from funnel_sample import NO_MINUTES
from review_sample import bare_record, forget, provisional_record, row_of, sample_record

from kpilib.figures import (
    SECTION_NAMES,
    ReviewPage,
    render_executive,
    render_failed,
    render_index,
    render_review,
)
from kpilib.kpis import KPIS
from kpilib.language import get_language

LANGUAGES = ("es", "fi", "en")
SCALES = {"share": 100, "return": 100, "pp": 100, "percentage_points": 100, "under": 100, "abs": 1}
VOID = {"meta", "link", "br", "input", "img", "hr"}


class Reader(HTMLParser):
    """Collects numbers, ids, tags and the text that a reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.numbers: list[tuple[str, str, str, str, str]] = []
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self._number: dict[str, str | None] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if "data-value" in found:
            self._number = found | {"text": ""}
        if tag not in VOID:
            self._open.append(tag)

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self._open):
            self.text += data
        if self._number is not None:
            self._number["text"] = str(self._number["text"]) + data

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag
        if self._number is not None and tag in ("span", "text", "tspan"):
            names = ("data-kpi", "data-field", "data-value", "data-unit", "text")
            self.numbers.append(tuple(str(self._number[name]) for name in names))  # type: ignore[arg-type]
            self._number = None


def review_html(record: dict[str, Any], language: str) -> str:
    body = "\n".join(block.html for block in ReviewPage(record, language).blocks())
    return render_review(
        body, record, language, [{"href": "../index.html", "text": "Index", "lang": language}]
    )


RECORDS: dict[str, Callable[[], dict[str, Any]]] = {
    "closed": sample_record,
    "provisional": provisional_record,
    "bare": bare_record,
}


@pytest.fixture(scope="module")
def pages() -> dict[tuple[str, str, str], str]:
    """Every page of every sample in every language."""
    made = {}
    for name, record in RECORDS.items():
        for language in LANGUAGES:
            made["review", name, language] = review_html(record(), language)
            made["executive", name, language] = render_executive(record(), language)
    return made


def test_printed_numbers_are_the_rounded_values_of_the_record(pages: dict[tuple[str, str, str], str]) -> None:
    for (kind, name, code), html in pages.items():
        for number in Reader(html).numbers:
            assert read_back(number, code), (kind, name, code, number)


def read_back(number: tuple[str, str, str, str, str], code: str) -> bool:
    """Whether a printed number, read by its language's locale, is its own value rounded."""
    _, _, value, unit, text = number
    if unit == "yes_no":
        return text == get_language(code).say("answer.yes" if float(value) else "answer.no")
    printed = get_language(code).parse_number(text)
    if printed is None:
        return False
    exact = Decimal(value) * SCALES.get(unit, 1)
    if unit == "under":
        return exact < printed
    places = Decimal(1).scaleb(_places(printed))
    return printed == (abs(exact) if unit == "abs" else exact).quantize(places, ROUND_HALF_UP)


def _places(printed: Decimal) -> int:
    exponent = printed.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent if printed % 1 else 0


def test_numbers_equal_the_record(pages: dict[tuple[str, str, str], str]) -> None:
    record = sample_record()
    found = {
        (kpi, field): value for kpi, field, value, _, _ in Reader(pages["review", "closed", "en"]).numbers
    }
    for row in record["kpis"]:
        assert float(found[row["kpi"], "value"]) == row["value"]
    assert float(found["effect", "effect_lower"]) == 18.4
    assert float(found["money", "roi_upper"]) == 0.95
    assert float(found["people_effect", "naive"]) == 0.094
    assert float(found["crm", "rules.linear"]) == 36.5


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("kind", ["review", "executive"])
def test_the_same_numbers_in_three_languages(
    pages: dict[tuple[str, str, str], str], kind: str, name: str
) -> None:
    sets = [{number[:3] for number in Reader(pages[kind, name, code]).numbers} for code in LANGUAGES]
    assert sets[0] == sets[1] == sets[2]
    assert sets[0]


@pytest.mark.parametrize("name", RECORDS)
def test_the_directors_numbers_are_those_of_the_review(
    pages: dict[tuple[str, str, str], str], name: str
) -> None:
    for code in LANGUAGES:
        few = {number[:3] for number in Reader(pages["executive", name, code]).numbers}
        assert few <= {number[:3] for number in Reader(pages["review", name, code]).numbers}


def test_the_directors_links_lead_to_anchors_of_the_review(pages: dict[tuple[str, str, str], str]) -> None:
    for name in RECORDS:
        ids = set(Reader(pages["review", name, "fi"]).ids)
        hrefs = [attrs["href"] for tag, attrs in Reader(pages["executive", name, "fi"]).tags if tag == "a"]
        anchors = [str(h).partition("#")[2] for h in hrefs if str(h).startswith("review.fi.html#")]
        assert len(anchors) == 10  # five figures, name and value each
        assert set(anchors) <= ids


def test_pages_are_whole_and_self_contained(pages: dict[tuple[str, str, str], str]) -> None:
    for key, html in pages.items():
        page = Reader(html)
        assert not page._open, key
        assert len(page.ids) == len(set(page.ids)), key
        assert [tag for tag, _ in page.tags].count("h1") == 1
        assert not re.search(r"\b(None|nan|NaN|undefined|null)\b", page.text), key
        assert "http" not in re.sub(r"http-equiv", "", html), key
        assert "{" not in page.text
        assert not re.search(r'fill="#[0-9a-f]{6}"|: #[0-9a-f]{6};? ?"', html), key


def test_links_inside_a_page_have_their_target(pages: dict[tuple[str, str, str], str]) -> None:
    for html in pages.values():
        page = Reader(html)
        inner = {str(a["href"])[1:] for _, a in page.tags if str(a.get("href", "")).startswith("#")}
        urls = set(re.findall(r"url\(#([^)]+)\)", html))
        assert inner | urls <= set(page.ids)


def test_headings_descend_by_one(pages: dict[tuple[str, str, str], str]) -> None:
    for html in pages.values():
        levels = [int(tag[1]) for tag, _ in Reader(html).tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        assert all(below - above <= 1 for above, below in itertools.pairwise(levels))


def test_every_drawing_tells_its_finding(pages: dict[tuple[str, str, str], str]) -> None:
    labels = [
        a
        for tag, a in Reader(pages["review", "closed", "en"]).tags
        if tag == "svg" and a.get("role") == "img"
    ]
    assert len(labels) > 15
    assert all(len(str(a["aria-label"])) > 20 for a in labels)
    daily = next(str(a["aria-label"]) for a in labels if "per day" in str(a["aria-label"]))
    assert "difference +49 (95% interval: 18–81)" in daily


def test_zones_have_shape_and_word() -> None:
    html = ReviewPage(sample_record(), "fi").goals().html
    red = re.search(r'<tr role="row" id="kpi-attendance_rate">.*?</tr>', html, re.DOTALL)
    assert red is not None
    assert re.search(r'class="zone zone-red">.*?<rect class="t-red".*?Punainen', red[0], re.DOTALL)
    assert html.count('class="zone zone-green">') == html.count('<circle class="t-green"')


def test_every_block_says_something_in_every_state() -> None:
    for record in RECORDS.values():
        for code in LANGUAGES:
            page = ReviewPage(record(), code)
            for name in SECTION_NAMES:
                block = getattr(page, name)()
                assert len(Reader(block._repr_html_()).text.strip()) > 20, (name, code)
                assert str(block) == block.html


def test_what_is_missing_says_how_to_add_it() -> None:
    record = sample_record()
    forget(record, "nps", "csat", "ses", "technical_trouble_rate", "survey_response_rate")
    record["quality"]["missing"] = ["survey", "contacts"]
    page = ReviewPage(record, "en")
    survey = Reader(page.experience().html).text
    assert "Not received: survey answers." in survey
    assert "kpi intake FILE --event 2026-05-20-maps" in survey
    assert "data/exports/2026-05-20-maps" in survey
    assert 'class="missing"' in page.credit().html
    assert "kpi intake FILE" in Reader(page.quality().html).text


def test_missing_numbers_are_dashes_never_zero() -> None:
    html = ReviewPage(bare_record(), "es").goals().html
    row = re.search(r'id="kpi-leads">.*?</tr>', html, re.DOTALL)
    assert row is not None
    assert '<span class="none">—</span>' in row[0]
    assert ">0<" not in row[0]


def test_a_provisional_review_gives_no_verdict() -> None:
    page = ReviewPage(provisional_record(), "en")
    assert "Provisional: day 7 of 14, may change until 2 June 2026" in page.header().html
    text = Reader(page.summary().html).text
    assert text.strip().startswith("Too early to judge: figures may change until 2 June 2026.")
    assert "Not yet: this is day 7 of 14." in text
    leads = re.search(r'id="kpi-leads">.*?</tr>', page.goals().html, re.DOTALL)
    assert leads is not None
    assert "zone-unknown" in leads[0]
    assert "provisional until 2 Jun 2026" in leads[0]


@pytest.mark.parametrize("attendees", [0, 1, 2])
def test_an_event_with_hardly_anybody_has_its_page(attendees: int) -> None:
    record = bare_record()
    row_of(record, "attendees")["value"] = float(attendees)
    text = Reader(ReviewPage(record, "en").goals().html).text
    assert re.search(rf"in the session\s+{attendees}\s", text)


@pytest.mark.parametrize("verdict", ["more", "fewer", "no effect seen", "cannot tell"])
def test_each_verdict_has_its_words(verdict: str) -> None:
    record = sample_record()
    limits = {"more": (49.3, 18.4, 80.6), "fewer": (-20.1, -35.2, -5.0), "no effect seen": (1.0, -6.0, 8.0)}
    effect, lower, upper = limits.get(verdict, (14.0, -12.0, 40.0))
    record["effect"] |= {"verdict": verdict, "effect": effect, "effect_lower": lower, "effect_upper": upper}
    texts = {
        "more": "More new contacts came than would have come without the event.",
        "fewer": "by an estimated 20 new contacts, probably between 5 and 35.",
        "no effect seen": "it was smaller than 10 new contacts, the smallest that matters.",
        "cannot tell": "The effect lies in the range −12 to 40 new contacts; it would have shown from 45",
    }
    html = ReviewPage(record, "en").summary().html
    assert texts[verdict] in re.sub(r"\s+", " ", Reader(html).text)
    assert "zone" not in re.findall(r'<span class="verdict[^"]*"', html)[0]


def test_effects_that_cannot_be_told_apart_are_shown_together() -> None:
    record = sample_record()
    nothing = dict.fromkeys(("effect", "effect_lower", "effect_upper", "observed", "counterfactual"))
    joint = {
        "event_ons": ["2026-05-20", "2026-05-22"],
        "effect": 61.0,
        "effect_lower": 20.0,
        "effect_upper": 99.0,
    }
    record["effect"] |= nothing | {"verdict": "cannot tell", "joint": joint}
    record["money"] = {"roi": None, "missing": ["effect"]}
    text = re.sub(r"\s+", " ", Reader(ReviewPage(record, "en").effect().html).text)
    assert (
        "Events 20 May 2026, 22 May 2026 together: +61 new contacts, in the range 20–99 new contacts." in text
    )


def test_text_that_people_typed_is_escaped() -> None:
    record, attack = sample_record(), '<script>alert("x")</script><b>'
    record["title"] = attack
    record["event"] |= {"topic": attack, "format": attack, "series": attack, "answers": {"Q09": attack}}
    record["event"]["external_factors"][0]["note"] = attack
    record["event"]["alignment"][0]["scorer"] = attack
    record["event"]["complaints"] = {attack: 2}
    record["event"]["checklists"]["kit"] = {attack: attack}
    record["actions"][0] |= {"what": attack, "owner": attack, "expected_change": attack, "kpi": attack}
    record["channels"][0]["channel"] = attack
    record["diagnosis"][1]["channels"] = [attack]
    record["quality"]["files"][0]["file"] = attack
    record["quality"]["warnings"][0] |= {"file": attack}
    record["quality"]["warnings"].append({"code": "column_missing", "column": attack})
    record["quality"]["warnings"].append({"code": attack})
    moved = {"code": "primary_kpi_changed", "planned": attack, "actual": attack}
    left_out = {"code": "exclusions_changed", "added": [attack], "removed": []}
    record["plan"] = {"hash": "a3", "primary_kpi": attack, "departures": [moved, left_out, {"code": attack}]}
    entry = {"event_id": "a", "title": attack, "starts_on": "2026-01-01", "state": "failed", "topic": attack}
    pages = [
        review_html(record, "en"),
        render_executive(record, "en"),
        render_failed("a", attack, attack, attack, {"href": "x.html", "made_on": "2026-05-12"}, "en"),
    ]
    for html in pages:
        assert "<script" not in html
        assert "<b>" not in html
        assert "&lt;script&gt;" in html
    index = render_index([entry | {"cause": attack, "remedy": attack}], "en")
    assert index.count("<script") == 1
    assert "<b>" not in index


def test_the_policy_lets_nothing_in() -> None:
    html = render_executive(sample_record(), "es")
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in html.replace("&#39;", "'")
    assert "script" not in html.split("</style>")[1]


def test_the_currency_is_the_records() -> None:
    record = sample_record()
    record["event"]["currency"] = "USD"
    assert "US$2,480" in ReviewPage(record, "en").goals().html


def test_a_warning_without_a_sentence_is_named() -> None:
    record = sample_record()
    record["quality"]["warnings"] = [{"code": "brand_new", "n": 3}]
    assert "Remark without a sentence: brand_new." in ReviewPage(record, "en").quality().html


def test_crm_of_all_events_gives_the_events_own() -> None:
    record = sample_record()
    own = {name: record["crm"][name] for name in ("event_id", "rules", "lower", "upper")}
    record["crm"] = {"events": [own | {"event_id": "other", "upper": 999.0}, own], "n_conversions": 1}
    assert "21–58" in Reader(ReviewPage(record, "en").credit().html).text


def test_importing_the_room_stays_light() -> None:
    import subprocess
    import sys

    heavy = "matplotlib seaborn statsmodels ibis duckdb"
    code = f"import sys, kpilib.figures; print([m for m in '{heavy}'.split() if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_sample_has_the_catalogues_kpis() -> None:
    assert all(row["kpi"] in KPIS for row in sample_record()["kpis"])


def test_an_effect_from_part_of_the_window_says_so() -> None:
    record = provisional_record()
    record["effect"]["n_window_observed"] = 7
    summary = Reader(ReviewPage(record, "en").summary().html).text
    assert "18–81 (from 7 of 14 days, scaled to all)" in summary


def test_files_of_the_organisation_are_folded_away() -> None:
    record = sample_record()
    shared = {
        "file": "_shared/ads.csv",
        "format": "google_ads",
        "tables": {"ads": 8},
        "dropped": {"total_row": 2},
    }
    record["quality"]["files"].append(shared)
    html = ReviewPage(record, "en").quality().html
    assert "_shared/ads.csv" not in html[: html.index("Files of the whole organisation: 1 file")]
    assert "_shared/ads.csv" in html


def test_costs_part_by_part_where_the_record_tells_them() -> None:
    record = sample_record()
    record["money"]["parts"] = {"cost_advertising": 900.0, "cost_venue": None}
    text = re.sub(r"\s+", " ", Reader(ReviewPage(record, "en").returns().html).text)
    assert "Not stated: Venue, Staff." in text  # once: the table has what is stated
    assert "Item Amount Advertising €900 ROI" in text


def test_the_style_for_a_notebook_leaves_the_notebook_alone() -> None:
    css = ReviewPage(sample_record(), "en").style().html
    assert "--obs" in css
    assert "body" not in css


def test_an_own_locale_changes_numbers_not_words() -> None:
    page = ReviewPage(sample_record(), get_language("es", "es_MX"))
    html = page.goals().html
    assert "38%" in html
    assert "Tasa de asistencia" in html


@pytest.mark.parametrize("language", ["es", "fi", "en"])
def test_every_code_that_the_rooms_give_has_its_words(language: str) -> None:
    """Codes are read off the code that makes them, so that a new one without words is found."""
    import re
    from pathlib import Path

    from kpilib.figures.sentences import HELPS
    from kpilib.language import get_language

    package = Path(__file__).parents[1] / "kpilib"
    sections = (package / "review" / "sections.py").read_text(encoding="utf-8")
    verdict = (package / "effects" / "verdict.py").read_text(encoding="utf-8")
    helps = set(re.findall(r'\["(state_\w+|longer_\w+)"\]', sections))
    helps |= set(re.findall(r'\("(longer_history|control_series|events_apart|campaign_record)"', verdict))
    assert len(helps) == 5
    lang = get_language(language)
    assert [code for code in sorted(helps) if not lang.has(HELPS.get(code, f"helps.{code}"))] == []


@pytest.mark.parametrize("language", ["es", "fi", "en"])
def test_an_early_window_has_whole_pages_without_an_estimate(language: str) -> None:
    record = sample_record()
    record["state"] = "provisional"
    numbers = ("effect", "effect_lower", "effect_upper", "lift", "p_value", "smallest_detectable")
    young = {"code": "window_young", "n_observed": 2, "n_needed": 7}
    record["effect"] |= dict.fromkeys(numbers) | {
        "verdict": "cannot tell",
        "warnings": [young],
        "quantiles": [],
    }
    record["money"] = {"roi": None, "missing": ["effect"], "value_per_lead": 60.0, "cost": 1500.0}
    page = ReviewPage(record, language)
    text = "".join(block.html for block in page.blocks())
    assert "None" not in text
    assert render_executive(record, language).count("</html>") == 1


def plain(block_html: str) -> str:
    """The text that a reader sees, with single spaces."""
    return re.sub(r"\s+", " ", Reader(block_html).text)


ROI_NAMES = {
    "en": ("Return from extra contacts", "counted so far, not an estimate"),
    "es": ("Retorno por contactos adicionales", "contado hasta ahora, no es una estimación"),
    "fi": ("Tuotto lisäkontakteista", "tähän mennessä kirjattu, ei arvio"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_the_bookkeeping_return_is_called_roi(language: str) -> None:
    name, mark = ROI_NAMES[language]
    record = sample_record()
    with_effect = plain(ReviewPage(record, language).summary().html)
    assert name in with_effect
    assert "ROI" not in with_effect
    assert f"{name}: " in plain(ReviewPage(record, language).returns().html)
    record["money"] = {"roi": None, "missing": ["effect"]}
    without = plain(ReviewPage(record, language).summary().html)
    assert name not in without
    assert re.search(rf"\(ROI\) \+44\s?% {mark}", without)
    assert mark in plain(render_executive(record, language))
    forget(record, "roi")
    assert mark not in plain(ReviewPage(record, language).summary().html)


def test_the_director_is_told_only_what_was_checked() -> None:
    record = sample_record()
    record |= {"diagnosis": [], "quality": record["quality"] | {"missing": []}}
    pays = "It is not known yet whether the event pays for itself."
    assert pays in plain(render_executive(record, "en"))
    record["money"] |= {"roi_lower": 0.1}
    assert pays not in plain(render_executive(record, "en"))
    assert "nothing that was checked goes with what is red.All kinds of exports were received." in plain(
        render_executive(record, "en")
    )
    for row in record["kpis"]:
        row["zone"] = "amber" if row["zone"] == "red" else row["zone"]
    assert "No KPI is in the red zone.All kinds of exports were received." in plain(
        render_executive(record, "en")
    )
    for row in record["kpis"]:
        row["zone"] = "unknown"
    assert "No KPI has a zone yet; there is nothing to explain." in plain(render_executive(record, "en"))
    record["quality"]["missing"] = ["web"]
    text = plain(render_executive(record, "en"))
    assert "All kinds of exports" not in text
    assert "No KPI has a zone yet" in text


@pytest.mark.parametrize(
    ("language", "one", "nobody"),
    [
        (
            "en",
            "Most people at one time: 1 person, in minute 0; in minute 75: 1",
            "in minute 75 nobody was left",
        ),
        ("es", "El máximo fue de 1 persona en el minuto 0; en el minuto 75 había 1", "75 no quedaba nadie"),
        ("fi", "Enimmillään paikalla oli 1 henkilö (minuutti 0); minuutilla 75", "ei ollut enää ketään"),
    ],
)
def test_presence_of_one_person_and_of_nobody(language: str, one: str, nobody: str) -> None:
    record = sample_record()
    record["presence"] = [{"minute": m, "people": 1} for m in range(81)]
    record["minutes"] = NO_MINUTES
    text = plain(ReviewPage(record, language).presence().html)
    assert one in text
    assert nobody not in text
    record["presence"][75]["people"] = 0
    assert nobody in plain(ReviewPage(record, language).presence().html)


def test_equal_credit_by_all_rules_is_one_number() -> None:
    record = sample_record()
    record["crm"] |= {"lower": 2.0, "upper": 2.0}
    assert "credited to the event: 2 leads." in plain(ReviewPage(record, "en").credit().html)
    assert "se atribuye al evento: 2 clientes potenciales." in plain(ReviewPage(record, "es").credit().html)


def test_the_days_of_an_export_are_asked_for_once() -> None:
    record = bare_record()
    assert plain(ReviewPage(record, "en").effect().html).count("--covers") == 1
    record["effect"]["helps"] = ["state_coverage"]
    assert plain(ReviewPage(record, "en").effect().html).count("--covers") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_reason_for_no_zone_is_told_once_above_the_rows(language: str) -> None:
    record = sample_record()
    for row in record["kpis"]:
        row |= {"zone": "unknown", "target_lower": None, "target_upper": None}
        row["n_events"] = None if row["n_events"] is None else 2
    record["goals"] = None
    past = get_language(language).noun("past_event", 2)
    assert plain(ReviewPage(record, language).goals().html).count(past) == 1
    assert plain(ReviewPage(record, language).summary().html).count(past) == 1
    row_of(record, "leads")["n_events"] = 3
    assert plain(ReviewPage(record, language).goals().html).count(past) > 3


def test_channels_whose_attendees_are_not_known() -> None:
    record = sample_record()
    for row in record["channels"]:
        row |= dict.fromkeys(("attendees", "leads", "rate", "lower", "upper")) | {"reading": "unknown"}
    html = ReviewPage(record, "en").channels().html
    assert "The channel with most registrations: Newsletter, 247 of 412" in plain(html)
    assert "How many of them attended is not known." in plain(html)
    assert "Newsletter 247 — — —" in plain(html)
    assert "<svg" not in html


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        (
            "en",
            "1 registration came through a channel",
            "All 2 registrations came through channels too small",
        ),
        ("es", "1 registro llegó por un canal", "2 registros: todos llegaron por canales demasiado pequeños"),
        ("fi", "1 ilmoittautuminen tuli kanavasta", "Kaikki 2 ilmoittautumista tulivat kanavista"),
    ],
)
def test_channels_that_are_all_too_small(language: str, one: str, many: str) -> None:
    record = sample_record()
    nothing = (
        "attendees",
        "leads",
        "rate",
        "lower",
        "upper",
        "usual",
        "usual_attendees",
        "usual_registrations",
    )
    record["channels"] = [
        {"channel": "other", "registrations": 2, "reading": "unknown", **dict.fromkeys(nothing)}
    ]
    assert many in plain(ReviewPage(record, language).channels().html)
    record["channels"][0]["registrations"] = 1
    assert one in plain(ReviewPage(record, language).channels().html)
    record["channels"][0]["channel"] = "unknown"
    assert one not in plain(ReviewPage(record, language).channels().html)


@pytest.mark.parametrize(
    ("language", "dated", "undated", "until"),
    [
        ("en", "for May 2026, so no sum", "An amount in USD has no exchange rate, so", "ends on 25 May 2026"),
        (
            "es",
            "para mayo de 2026, por lo",
            "en USD no tiene tipo de cambio, por lo",
            "termina el 25 may 2026",
        ),
        ("fi", "(USD, toukokuu 2026)", "ei ole vaihtokurssia (USD)", "päättyy 25.5.2026"),
    ],
)
def test_amounts_without_a_rate_and_exports_cut_short(
    language: str, dated: str, undated: str, until: str
) -> None:
    record = sample_record()
    forget(record, "cost", "revenue", "roi")
    for kpi, month in (("cost", "2026-05"), ("revenue", "")):
        refused = [{"code": "not_convertible", "currency": "USD", "month": month}]
        row_of(record, kpi).update(state="refused", notes=refused)
    record["money"] = {"roi": None, "missing": ["cost"]}
    record["quality"]["warnings"] = [
        {"file": "a.csv", "code": "no_rows"},
        {"code": "contacts_end_early", "until": "2026-05-25"},
    ]
    page = ReviewPage(record, language)
    for block in (page.goals(), page.returns()):
        assert dated in plain(block.html)
        assert undated in plain(block.html)
    assert "facts.costs" not in page.returns().html
    assert until in plain(page.quality().html)
    assert get_language(language).say("note.no_rows") in plain(page.quality().html)


# Digits that are no number of the record: days and times, the level of an interval, the window's length,
# files, scales and rules in words, the minutes and ticks of an axis, numbers of steps.
NO_NUMBERS = (
    r"\d{1,2} [A-Z][a-z]+( \d{4})?|\d\d:\d\d|UTC[+−]",
    r"95%|80% range|middle 80%|14 days|purchases for \d+|[\w/-]+\.csv|version [\d.]+|scale 1-5|Google Analytics 4",
    r"(8|2|1) (in|events? of) 10|may pass 1 |share of answers.*|-?\d of \d sent|\(\d of \d\)",
    r"minute \d+|With \d dates.*|of \d dates|\d files read|all \d goals|pays for itself from \d+|Warnings \(\d\)",
    r"day \d+ of \d+|From day \d+ on|^day \d+|^\d+ days?$|at least 5 needed|^month \d|at least 3 periods over 28 days",
    r"0%?: (no effect|pays for itself)|^\d\. [A-Z]|mean ± 2\.66",
)
AXIS = re.compile(r"((Limit|Mean) )?[+−]?\d+( min|%)?|[A-Z][a-z]+ \d{4}")


class Bare(HTMLParser):
    """Texts with digits that stand in no element with a value."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            is_told = "data-value" in dict(attrs) or tag in ("style", "script", "code", "title")
            self._open.append((tag, is_told))

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        if re.search(r"\d", data) and not any(is_told for _, is_told in self._open):
            self.texts.append((self._open[-1][0], data.strip()))


def test_every_printed_number_carries_its_value(pages: dict[tuple[str, str, str], str]) -> None:
    for (kind, name, code), html in pages.items():
        texts = Bare(html).texts if code == "en" else []
        left = [
            text
            for tag, text in texts
            if not (tag in ("text", "th") and AXIS.fullmatch(text.replace("\u00a0", " ")))
            and re.search(
                r"\d", re.sub("|".join(NO_NUMBERS), "", text.replace("\u00a0", " ").replace("\u2011", "-"))
            )
        ]
        assert left == [], (kind, name)
