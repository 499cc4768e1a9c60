"""The page of all events side by side, from records alone."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from portfolio_sample import NAMES, OWN, own_row, rich_records, small_record
from test_figures import Reader

from kpilib.figures import render_index, render_portfolio
from kpilib.figures.series import read_series
from kpilib.language import get_language

LANGUAGES = ("es", "fi", "en")


def text_of(html: str) -> str:
    """The page as a reader sees it, on one line."""
    body = re.sub(r"<(style|svg)\b.*?</\1>", " ", html[html.index("<body") :], flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body)).replace("\N{NO-BREAK SPACE}", " ")


def page(*records: dict[str, Any], language: str = "en", **options: Any) -> str:
    return render_portfolio(records, language, **options)


EIGHT = [small_record(day, month=1) for day in range(1, 8)] + [small_record(28, effect=-3.0)]


class Shape(HTMLParser):
    """What a page loads, its heads, its tables without a caption."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.heads: list[str] = []
        self.loads: list[str] = []
        self.tables = self.captions = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.heads.append(tag)
        self.loads += [v or "" for k, v in attrs if k == "src" or (tag == "link" and k == "href")]
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if tag == "svg" and found.get("role") == "img":
            assert found["aria-label"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("records", [[], EIGHT[:1], EIGHT[:3], EIGHT], ids=["0", "1", "3", "8"])
def test_a_page_has_one_h1_captions_and_asks_for_nothing(records: list[Any], language: str) -> None:
    html = page(*records, language=language)
    shape = Shape(html)
    assert html.startswith(f'<!DOCTYPE html>\n<html lang="{language}">')
    assert shape.heads[:2] == ["h1", "h2"]
    assert shape.heads.count("h1") == 1
    assert shape.loads == ["data:,"]
    assert shape.tables == shape.captions
    assert "<script" not in html
    assert "default-src &#39;none&#39;" in html or "default-src 'none'" in html
    assert not re.search(r"\bNone\b|\bnan\b", text_of(html))


def without_placebos(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same events, with no quiet date known."""
    return [record | {"effect": record["effect"] | {"placebo": None}} for record in records]


def test_the_first_sentence_adds_up_and_ranks_nothing() -> None:
    # Seven events of 20 and one of -3, each known to 15 / 1.96; no quiet date, so their shared error may be
    # half of one event's: 8 of them.
    html = page(*without_placebos(EIGHT))
    text = text_of(html)
    error = 15 / 1.959964 * (8 + 8**2 / 4) ** 0.5
    found = dict(re.findall(r'data-kpi="portfolio" data-field="effect\.(\w+)" data-value="([\d.-]+)"', html))
    assert float(found["total"]) == pytest.approx(137)
    assert float(found["total_lower"]) == pytest.approx(137 - 1.959964 * error)
    assert float(found["total_upper"]) == pytest.approx(137 + 1.959964 * error)
    assert float(found["per_event"]) == pytest.approx(137 / 8)
    assert (found["n_clear"], found["n_known"], found["n_events"]) == ("7.0", "8.0", "8.0")
    line = "Together, 8 events brought an estimated 137 new contacts that would not have come otherwise."
    assert f"{line} The true number is probably in the range 64\N{EN DASH}210 new contacts." in text
    assert "The intervals overlap: no event can be called best." in text
    assert "More new contacts: 7 Cannot tell: 1" in re.sub(r"(\d)([A-Z])", r"\1 \2", text)


def with_effects(*effects: float, relevant: float | None = None) -> list[dict[str, Any]]:
    """Events of these effects, with a smallest effect that matters."""
    records = [small_record(day, effect=effect) for day, effect in enumerate(effects, start=1)]
    for record in records:
        record["effect"]["smallest_relevant"] = relevant
    return without_placebos(records)


@pytest.mark.parametrize(
    ("records", "line"),
    [
        ([], "No event has been reviewed yet."),
        ([small_record(1, state="provisional")], "No event has final figures yet."),
        ([small_record(1, effect=None)], "For no event can it be told whether it brought more new contacts."),
        ([small_record(1, effect=3.0)], "Event 1: Cannot tell."),
        ([small_record(1)], "Event 1: More new contacts. What the events bring in all can be told from two"),
        (with_effects(20, 20), "Together, 2 events brought an estimated 40 new contacts"),
        (with_effects(-20, -20), "With 2 events, an estimated 40 new contacts fewer came than"),
        (with_effects(3, 3), "It cannot be told yet whether 2 events together brought more new contacts."),
        (
            with_effects(3, 3),
            "More events, a longer history before them or a comparison series would settle it.",
        ),
        (with_effects(3, 3, relevant=40), "If 2 events together had an effect, it was too small to matter."),
    ],
)
def test_the_first_sentence_is_true_of_the_data(records: list[Any], line: str) -> None:
    assert line in text_of(page(*records))


def test_an_event_ahead_of_all_others_is_named_and_nothing_else_is_ranked() -> None:
    ahead = page(small_record(1, effect=500.0), *[small_record(day) for day in range(2, 6)])
    assert "One event is ahead of all others, with all of them compared: Event 1." in text_of(ahead)
    places = dict(
        re.findall(r'data-kpi="ranks:effect:(\w+)" data-field="worst" data-value="([\d.]+)"', ahead)
    )
    assert places == {"E1": "1.0", "E2": "5.0", "E3": "5.0", "E4": "5.0", "E5": "5.0"}
    assert "Outside the grey band of the mean: Event 1." in text_of(ahead)
    assert "Outside the grey band" not in text_of(page(*EIGHT[:7]))


def test_without_reviews_the_page_says_what_to_do() -> None:
    text = text_of(page(n_not_reviewed=2))
    command = "To add what is missing, run kpi review --all and then kpi portfolio."
    assert f"2 events are over and have no review. {command}" in text
    assert command in text_of(page())
    assert command not in text_of(page(*EIGHT))


def test_effects_stand_by_date_and_never_by_size() -> None:
    sizes = [30.0, 90.0, 60.0]
    html = page(*[small_record(d, effect=e) for d, e in zip((2, 9, 5), sizes, strict=True)])
    drawing = re.search(r"<svg class=\"dots-chart\".*?</svg>", html, re.DOTALL)
    assert drawing
    assert re.findall(r"(\d) Jan 2026", drawing[0]) == ["9", "5", "2"]
    assert html.count('aria-label="Interval chart, one line per event.') == 2
    assert 'data-kpi="effect:E9" data-field="effect" data-value="90.0"' in html


def test_the_drawing_states_the_finding_with_its_numbers() -> None:
    label = re.search(r'aria-label="(Interval chart[^"]*)"', page(small_record(1), small_record(2, effect=4)))
    assert label
    assert label[1] == (
        "Interval chart, one line per event. Zero lies outside the interval for 1 of 2 events: "
        "Event 1 +20 (5–35)."
    )
    none = re.search(r'aria-label="(Interval chart[^"]*)"', page(small_record(2, effect=4)))
    assert none
    assert none[1].endswith("Zero lies outside the interval for 0 of 1 event.")


def test_an_event_without_an_estimate_is_named_in_the_data() -> None:
    text = text_of(page(small_record(1), small_record(2, effect=None)))
    assert "Without an estimate of its own: 1 event." in text
    nothing = text_of(page(small_record(2, effect=None)))
    assert "An estimate needs final figures, and an export of contacts whose days are stated" in nothing
    assert "kpi intake FILE --covers FROM..TO" in nothing


def test_the_newest_value_is_judged_by_the_earlier_ones_of_its_series() -> None:
    html = page(*EIGHT)
    rows = re.findall(r'data-kpi="registrations:E28" data-field="(xmr.\w+)" data-value="([\d.]+)"', html)
    # Earlier: 10, 20 .. 70; mean 40, moving range 10.
    assert {name: pytest.approx(float(value)) for name, value in rows} == {
        "xmr.lower": 13.4,
        "xmr.mean": 40.0,
        "xmr.upper": 66.6,
    }
    assert "signal: outside the limits" in text_of(html)
    assert "The newest value is a signal in 2 of 2 comparisons." in text_of(html)


def test_events_of_another_series_have_limits_of_their_own() -> None:
    others = [small_record(day) for day in range(10, 13)]
    for record in others:
        record["event"] = record["event"] | {"series": "Other"}
    series = read_series([*EIGHT, *others], "en")
    assert [(name, len(sheets)) for name, sheets in series.groups()] == [("Mapas", 8), ("Other", 3)]
    assert 'data-kpi="registrations:E12" data-field="xmr.lower"' not in page(*EIGHT, *others)


def test_limits_need_six_earlier_events_and_the_page_says_so() -> None:
    text = text_of(page(*EIGHT[:3]))
    assert "Nothing can be called a signal yet." in text
    assert "A KPI has limits from 6 earlier events on" in text
    assert "cannot tell" in text


def test_routine_variation_is_no_story() -> None:
    records = [small_record(day) for day in (4, 5, 4, 5, 4, 5, 4)]
    for day, record in enumerate(records, 1):
        record |= {"event_id": f"R{day}", "starts_at": f"2026-01-{day:02d}T18:00"}
    text = text_of(page(*records))
    assert "The newest values lie within routine variation; there is nothing to explain." in text


def test_a_provisional_event_is_marked_and_left_out() -> None:
    new = small_record(30, state="provisional")
    html, without = page(*EIGHT, new), page(*EIGHT)
    assert "1 event is provisional: it is shown, but left out of counts, limits and rates." in text_of(html)
    assert '<span class="chip chip-provisional">Provisional</span>' in html
    assert 'data-kpi="registrations:E30" data-field="value" data-value="300.0"' in html
    pattern = r'data-kpi="\w+:portfolio" data-field="\w+" data-value="[^"]+"|data-field="xmr[^>]*'
    assert re.findall(pattern, html) == re.findall(pattern, without)
    assert "Interval chart" in html
    assert "30 Jan" not in "".join(re.findall(r"<svg.*?</svg>", html, re.DOTALL))


def test_a_value_that_can_still_change_has_no_limits() -> None:
    records = [small_record(day) for day in range(1, 9)]
    records[-1]["kpis"][0]["state"] = "provisional"
    assert 'data-kpi="registrations:E8" data-field="xmr.lower"' not in page(*records)
    assert 'data-kpi="registrations:E7" data-field="xmr.lower"' in page(*records)


def test_all_numbers_of_all_events_stand_in_the_page() -> None:
    records = [small_record(day) for day in range(1, 20)]
    html = page(*records)
    for record in records:
        for kpi in ("registrations", "attendance_rate", OWN):
            value = next(row["value"] for row in record["kpis"] if row["kpi"] == kpi)
            assert f'data-kpi="{kpi}:{record["event_id"]}" data-field="value" data-value="{value!r}"' in html
    assert "Earlier events: 11" in text_of(html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_own_kpi_stands_beside_the_kit_s(language: str) -> None:
    html = page(*EIGHT, language=language)
    assert html.count(NAMES[language]) >= 2
    assert f'data-kpi="{OWN}:E28" data-field="xmr.upper"' in html


def test_many_kpis_stand_in_one_table_for_each_group() -> None:
    from review_sample import sample_record

    record = sample_record()
    record["kpis"].append(own_row())
    wide = re.findall(
        r"<table class=\"stack wide plain\" role=\"table\">\s*<caption>(.*?)</caption>", page(record)
    )
    assert wide == ["Main figures of each event"]
    folded = re.findall(r"<details><summary>([^<]*)</summary><table", page(record))
    assert folded[-4:] == ["The event", "Experience", "Money", "The organisation’s own"]
    assert "All other KPIs, by group" in page(record)
    heads = re.findall(r"<table class=\"stack wide plain\".*?</thead>", page(record), re.DOTALL)
    assert max(head.count("<th ") for head in heads) <= 7


def test_pooled_and_mean_are_two_numbers_with_two_names() -> None:
    records = [small_record(1), small_record(10)]
    rate = records[0]["kpis"][1]
    rate |= {"value": 1.0, "numerator": 10.0, "denominator": 10.0}
    html = page(*records)
    found = re.findall(r'data-kpi="attendance_rate:portfolio" data-field="(\w+)" data-value="([\d.]+)"', html)
    assert dict(found) == {"pooled": str(60 / 110), "mean": "0.75", "n_events": "2.0"}
    text = text_of(html)
    assert "Pooled: all together" in text
    assert "The two answers differ for: Attendance rate." in text
    assert "For no KPI do the two answers differ." in text_of(page(*EIGHT))


def test_without_a_final_share_the_page_says_so() -> None:
    text = text_of(page(small_record(1, state="provisional")))
    assert "No KPI that is a share has final figures yet." in text
    assert "Figures become final when an event’s window has closed; then repeat the review." in text


def test_the_visitors_of_one_web_export_count_once() -> None:
    records = [small_record(1), small_record(2)]
    for record in records:
        row = record["kpis"][1] | {"kpi": "conversion_rate", "value": 0.1, "numerator": 5.0}
        record["kpis"].append(row | {"denominator": 50.0})
    html = page(*records)
    assert 'data-kpi="conversion_rate:portfolio" data-field="n_events" data-value="1.0"' in html


def test_numbers_are_printed_as_the_record_holds_them() -> None:
    for language in LANGUAGES:
        numbers = Reader(page(*EIGHT, language=language)).numbers
        assert len(numbers) > 50
        said = get_language(language)
        for _, _, value, unit, text in numbers:
            if unit in ("count", "people"):
                assert text.lstrip("+") == said.number(float(value))


def test_a_title_leads_to_its_review() -> None:
    html = page(small_record(1), hrefs={"E1": "E1/review.en.html"})
    assert '<a href="E1/review.en.html">Event 1</a>' in html
    assert "<a href" not in page(small_record(1))


def test_no_sentence_has_more_than_20_words() -> None:
    from kpilib.language.catalogues import load_catalogue

    for code in LANGUAGES:
        catalogue = load_catalogue(code)
        for key in sorted(k for k in catalogue.keys if k.startswith(("portfolio.", "ask."))):
            text = catalogue.translations.gettext(key)
            if key in catalogue.plural_keys:
                text = catalogue.translations.ngettext(key, key, 2)
            for sentence in re.split(r"[.;:] ", text):
                assert len(sentence.split()) <= 20, (code, key)


INDEXED = {
    **{"event_id": "E1", "title": "One", "starts_on": "2026-05-01", "state": "mature", "zones": {"red": 5}},
    **{"verdict": "cannot tell", "effect": None},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_index_shows_the_organisation_s_own_kpis(language: str) -> None:
    html = render_index([INDEXED | {"own": [own_row(2.5, "red")]}], language)
    said = get_language(language)
    assert f"{NAMES[language]}: {said.value(2.5, 'ratio')} {said.say('zone.red')}" in text_of(html)
    assert f'data-kpi="{OWN}:E1" data-field="value" data-value="2.5" data-unit="ratio"' in html


def test_an_own_kpi_without_a_value_is_a_dash_without_a_zone() -> None:
    html = render_index([INDEXED | {"own": [own_row(None)]}], "en")
    shown = re.search(r'<ul class="own".*?</ul>', html)
    assert shown
    assert text_of(f"<body>{shown[0]}").strip() == "Speakers per hour: —"


def test_the_index_names_three_reds_of_the_newest_events() -> None:
    reds = [{"kpi": kpi, "names": None} for kpi in ("nps", "leads", "csat")]
    html = render_index([INDEXED | {"reds": [*reds, own_row(), {"kpi": "ses", "names": None}]}], "en")
    assert (
        "red beyond chance: Net Promoter Score (NPS), Leads, Satisfied attendees (CSAT), 2 more"
        in text_of(html)
    )
    own = render_index([INDEXED | {"reds": [own_row()]}], "es")
    assert "en rojo, más allá del azar: Ponentes por hora" in text_of(own)


def test_values_that_say_nothing_yet_are_folded_away() -> None:
    few = page(small_record(1), small_record(2))
    section = few[few.index('id="signals"') : few.index('id="', few.index('id="signals"') + 5)]
    assert section.index("<details>") < section.index("<table")


def test_numbers_are_equal_in_all_languages_and_those_of_the_record() -> None:
    from kpilib.review.series import describe_series

    records = rich_records()
    found = describe_series(records)
    printed = [
        sorted((k, f, v) for k, f, v, *_ in Reader(page(*records, language=code, found=found)).numbers)
        for code in LANGUAGES
    ]
    assert printed[0] == printed[1] == printed[2]
    told = {(k, f): float(v) for k, f, v in printed[0]}
    groups = {
        f"{kind}:{one.get('name', one.get('channel'))}": one
        for kind, many in (
            ("topics", found["topics"]["groups"]),
            ("formats", found["formats"]["groups"]),
            ("channels", found["channels"]["channels"]),
        )
        for one in many
    }
    places = {
        f"ranks:{one['measure']}:{row['event_id']}": row for one in found["ranks"] for row in one["rows"]
    }
    trends = {f"trend:{one['kpi']}:{one['series']}": one for one in found["trends"]}
    ranks = {f"ranks:{one['measure']}": one for one in found["ranks"]}
    parts = {**groups, **places, **trends, **ranks, "experience": found["experience"]}
    assert set(parts) <= {kpi for kpi, _ in told}
    checked = 0
    for (kpi, field), value in told.items():
        if kpi in parts:
            assert value == parts[kpi][field], (kpi, field)
            checked += 1
        if kpi == "portfolio":
            part: Any = found
            for name in field.split("."):
                part = part[name]
            assert value == abs(part) or value == part, field
            checked += 1
    assert checked > 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_findings_of_topics_formats_and_channels(language: str) -> None:
    said = get_language(language)
    text = text_of(page(*rich_records(), language=language))
    for kind in ("topics", "formats", "channels"):
        assert said.say(f"portfolio.groups.{kind}.none") in text
    assert said.say("format.pre_recorded") in page(*rich_records(), language=language)
    few = text_of(page(*rich_records()[:2], language=language))
    assert said.say("portfolio.groups.topics.few") in few


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_few_events_are_no_empty_drawing(n: int) -> None:
    html = page(*rich_records()[:n])
    assert ("Too few events to compare channels" in text_of(html)) == (0 < n < 3)
    for drawing in re.findall(r'<svg class="dots-chart.*?</svg>', html, re.DOTALL):
        assert re.search(r'class="(dot|diamond|span)', drawing)
    without = rich_records()[:n]
    for record in without:
        record["channels"] = []
    needs = "No final event tells by channel who attended"
    assert (needs in text_of(page(*without))) == (n > 0)


def test_a_topic_that_stands_out_is_named() -> None:
    records = rich_records()
    for record in records:
        if record["event"]["topic"] == "Topic 1":
            effect = record["effect"]
            record["effect"] = effect | {
                f: effect[f] + 90 for f in ("effect", "effect_lower", "effect_upper")
            }
    text = text_of(page(*records))
    assert "More than the others: Topic 1. Less than the others" in text
    assert "Comparisons: 4. A difference is named only if it stands once their number is allowed for" in text


def test_run_charts_name_the_series_that_has_a_signal() -> None:
    records = rich_records()
    assert "Attendance rate: routine variation, nothing to explain" not in text_of(page(*records))
    for record in records:
        day = int(record["event_id"][1:])
        record["kpis"][0] |= {"value": 100.0 + day % 3}
    records[-1]["kpis"][0] |= {"value": 400.0}
    text = text_of(page(*records))
    assert "Registrations: a signal in Series 0" in text
    records[-1]["kpis"][0] |= {"value": 101.0}
    assert "Registrations: routine variation, nothing to explain" in text_of(page(*records))
    assert "Registrations: no limits can be set yet" in text_of(page(*records[:6]))


def test_experience_and_return_are_an_association_or_cannot_be_told() -> None:
    records = rich_records()
    assert "Net Promoter Score (NPS) and return: it cannot be told whether" in text_of(page(*records))
    for record in records:
        nps = next(row for row in record["kpis"] if row["kpi"] == "nps")
        next(row for row in record["kpis"] if row["kpi"] == "roi")["value"] = nps["value"] / 10
    text = text_of(page(*records))
    assert "Events with a higher Net Promoter Score (NPS) also have a higher return" in text
    assert "An association, not a cause." in text
    assert "Events with both: 5; at least 10 are needed." in text_of(page(*records[:5]))
    assert "No event has both a survey of experience and a final return." in text_of(page(*EIGHT))
