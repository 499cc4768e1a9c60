"""The effect's figures: titles that are findings and true of the data, notes that say how to read them."""

import re
from typing import Any

import pytest
from review_sample import bare_record, row_of, sample_record
from test_figures import Reader, plain

from kpilib.figures import ReviewPage, render_executive
from kpilib.figures.blocks.effect_days import cumulative_figure
from kpilib.figures.five import main_figures
from kpilib.figures.sheet import Sheet
from kpilib.language import get_language

LANGUAGES = ("es", "fi", "en")


def effect_html(record: dict[str, Any], language: str = "en") -> str:
    return ReviewPage(record, language).effect().html


def placebo_title(record: dict[str, Any], language: str = "en") -> str:
    html = ReviewPage(record, language).placebo().html
    found = re.search(r"<figcaption><strong>(.*?)</strong>", html, re.DOTALL)
    assert found is not None
    return plain(found[1])


def with_dates(n_dates: int, n_as_large: int) -> dict[str, Any]:
    record = sample_record()
    placebo = record["effect"]["placebo"]
    placebo |= {"n_dates": n_dates, "n_as_large": n_as_large, "rows": placebo["rows"][:n_dates]}
    return record


@pytest.mark.parametrize(
    ("n_dates", "n_as_large", "title"),
    [
        (6, 0, "Of 6 dates without an event, not one lies as far from zero as this event"),
        (6, 1, "1 of 6 dates without an event lies at least as far from zero as this event"),
        (6, 4, "4 of 6 dates without an event lie at least as far from zero as this event"),
        (3, 3, "All 3 dates without an event lie at least as far from zero as this event"),
        (1, 0, "The one date without an event does not lie as far from zero as this event"),
        (1, 1, "The one date without an event lies at least as far from zero as this event"),
    ],
)
def test_the_placebos_title_is_the_finding(n_dates: int, n_as_large: int, title: str) -> None:
    record = with_dates(n_dates, n_as_large)
    assert placebo_title(record) == title
    assert len({placebo_title(record, language) for language in LANGUAGES}) == 3


def test_without_an_estimate_the_placebos_tell_their_false_alarms() -> None:
    record = with_dates(6, 6)
    record["effect"]["effect"] = None
    assert placebo_title(record).startswith("Checks on dates without an event: 6 checks; false alarms: 0")


@pytest.mark.parametrize(
    ("lower", "upper", "title"),
    [
        ((-2, 1, 1, 2), (5, 6, 7, 8), "From day 2 on, the sum of extra contacts stays above zero"),
        ((1, -1, 1, 2), (5, 6, 7, 8), "From day 3 on, the sum of extra contacts stays above zero"),
        ((1, 1, 1, 2), (5, 6, 7, 8), "From day 1 on, the sum of extra contacts stays above zero"),
        ((1, 1, 1, 0), (5, 6, 7, 8), "The sum of extra contacts cannot be told from zero at the end"),
        ((-9, -9, -9, -9), (1, 1, -1, -2), "From day 3 on, the sum of extra contacts stays below zero"),
    ],
)
def test_the_cumulative_title_is_the_finding(
    lower: tuple[int, ...], upper: tuple[int, ...], title: str
) -> None:
    rows = [
        {"days": days, "effect": (low + high) / 2, "effect_lower": low, "effect_upper": high}
        for days, low, high in zip((1, 2, 3, 14), lower, upper, strict=True)
    ]
    sheet = Sheet(sample_record(), get_language("en"))
    assert title in plain(cumulative_figure(sheet, rows))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_three_labels_at_the_end_are_the_effect(language: str) -> None:
    html = effect_html(sample_record(), language)
    drawings = re.findall(r'<svg class="chart" [^>]*width="700".*?</svg>', html, re.DOTALL)
    (wide,) = [drawing for drawing in drawings if "cumulative:14" in drawing]
    labels = {
        field: float(value) for kpi, field, value, _, _ in Reader(wide).numbers if kpi == "cumulative:14"
    }
    assert labels == {"effect": 49.3, "effect_lower": 18.4, "effect_upper": 80.6}


def test_a_window_with_days_missing_has_no_sum() -> None:
    record = sample_record()
    record["effect"]["cumulative"] = record["effect"]["cumulative"][:8]
    assert "cumulative:" not in effect_html(record)
    del record["effect"]["cumulative"]  # a record of an earlier version
    assert "cumulative:" not in effect_html(record)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_figure_of_step_4_says_how_to_read_it(language: str) -> None:
    page = ReviewPage(sample_record(), language)
    for block in (page.effect(), page.placebo(), page.credit(), page.returns()):
        figures = re.findall(r"<figure.*?</figure>", block.html, re.DOTALL)
        assert figures
        for html in figures:
            note = re.search(r'<p class="margin">(.*?)</p>', html, re.DOTALL)
            assert note is not None
            assert len(plain(note[1])) > 60
            # After the drawing, before its data: in the order in which it is read on a phone.
            assert html.rindex("</svg>") < note.start() < html.find("<details>") % len(html)


def test_lines_are_named_at_their_ends_where_there_is_room() -> None:
    html = effect_html(sample_record())
    at = [float(x) for x in re.findall(r'<text [^>]*x="([\d.]+)"[^>]*>observed<', html)]
    assert len(at) == 2  # one in each cut
    assert at[0] > 580
    assert at[1] < 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_contacts_the_effect_asks_for_them_not_for_their_days(language: str) -> None:
    record = bare_record()
    say = get_language(language).say
    days = say("note.coverage_not_stated")
    record["quality"]["missing"].remove("contacts")
    assert days in plain(effect_html(record, language))
    record["quality"]["missing"].append("contacts")
    for html in (effect_html(record, language), render_executive(record, language)):
        text = plain(html)
        assert days not in text
        assert say("input.contacts") in text
    assert "data/exports/_shared" in plain(effect_html(record, language))


def test_a_scale_stays_in_one_line_and_a_count_of_nothing_is_not_printed() -> None:
    record = sample_record()
    sheet = Sheet(record, get_language("en"))
    assert sheet.meaning("csat").endswith("scale 1\u20115")
    row = row_of(record, "attendance_rate")
    assert sheet.k_of_n(row) is not None
    row["numerator"] = None
    assert sheet.k_of_n(row) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kpi_of_the_scorecard_says_what_it_counts(language: str) -> None:
    record = sample_record()
    sheet, text = Sheet(record, get_language(language)), plain(ReviewPage(record, language).goals().html)
    for row in record["kpis"]:
        if row["is_used"] and row["zone"] != "unknown":
            assert len(str(sheet.meaning(row["kpi"]))) > 10
            assert str(sheet.meaning(row["kpi"])) in text


def test_the_director_s_page_has_the_review_s_five_figures() -> None:
    record = sample_record()
    html = render_executive(record, "en")
    figures = main_figures(Sheet(record, get_language("en")))
    assert len(figures) == 5
    assert all(f'href="review.en.html#{figure.anchor}"' in html for figure in figures)
    assert html.count('<span class="value">') == 5
