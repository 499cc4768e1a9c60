"""What stays of an event, three ways side by side, and assumptions, as the page shows them."""

import re
from typing import Any

import pytest

from kpilib.effects import triangulate
from kpilib.figures import EffectPage, ReviewPage
from kpilib.review import Review
from kpilib.review.study import EffectStudy
from tests.review_sample import sample_record

LANGUAGES = ("es", "fi", "en")


def plain(block: Any) -> str:
    html = re.sub(r"<svg.*?</svg>", "", block._repr_html_(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ").strip()


def page(record: dict[str, Any], language: str = "en") -> ReviewPage:
    return ReviewPage(record, language)


def test_the_content_leads_with_its_finding_and_its_numbers() -> None:
    text = plain(page(sample_record()).evergreen())
    assert (
        "Views of the recording. Interest fades: half of the first year’s total comes within 41 days." in text
    )
    assert "Projected for the first year: 905 views (80% range: 810 – 1,120 )." in text
    assert "Provisional until" in text
    assert "Too short for a projection (periods: 1 , days: 12 )" in text
    assert "6 leads" in text
    assert "This is a count, not an effect" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verdict_and_kind_has_its_words(language: str) -> None:
    pairs = zip(("fades", "lasts", "cannot tell"), ("views", "visits", "downloads"), strict=True)
    for verdict, kind in pairs:
        record = sample_record()
        record["evergreen"]["content"][0] |= {"verdict": verdict, "kind": kind}
        assert plain(page(record, language).evergreen())


def test_without_content_the_page_says_how_to_add_it_and_an_older_record_still_shows() -> None:
    record = sample_record()
    record["evergreen"]["content"] = []
    text = plain(page(record).evergreen())
    assert "No views, page views or downloads after the event are known." in text
    assert "kpi intake --template content" in text
    del record["evergreen"]
    assert "kpi intake --template content" in plain(page(record).evergreen())


def test_the_chart_shows_counted_projected_and_usual_months() -> None:
    html = page(sample_record()).evergreen()._repr_html_()
    assert html.count('id="evergreen"') == 1
    charts = re.findall(r'<svg class="chart".*?aria-label="([^"]*)"', html)
    assert charts == ["Views of the recording: 720 counted; Interest fades: half of the first year’s total "
                      "comes within 41 days."] * 2  # fmt: skip
    assert 'data-kpi="tail:views:5" data-field="upper" data-value="80.0"' in html


def test_three_ways_stand_side_by_side_with_the_likely_reason() -> None:
    text = plain(page(sample_record()).credit())
    assert "The ways of looking do not agree: those who came were keener to begin with." in text
    assert "Days: with and without the event 49 18 – 81 More" in text
    assert "Customer system: credit by rules — 21 – 58 A count, not an effect" in text
    assert "New contacts in the window: 214 ; without any recorded touch: 102 ." in text
    assert "lead form 6" in text
    assert "the weight halves for every 7 days" in text


def test_a_credit_has_no_middle_in_the_drawing() -> None:
    html = page(sample_record()).credit()._repr_html_()
    wide = next(svg for svg in re.findall(r'<svg class="dots-chart".*?</svg>', html, flags=re.S))
    assert (wide.count('class="diamond"'), wide.count('class="dot"'), wide.count('<path class="span')) == (
        1,
        1,
        3,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_when_no_way_tells_the_page_says_so(language: str) -> None:
    record = sample_record()
    record["triangulation"] = triangulate(None, None, None)
    text = plain(page(record, language).credit())
    expected = {
        "en": "None of the three ways can tell: too few data.",
        "es": "Ninguna de las tres formas permite determinarlo: datos insuficientes.",
        "fi": "Mikään kolmesta tarkastelutavasta ei anna vastausta: tietoja on liian vähän.",
    }
    assert expected[language] in text


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            "Only one of the three ways says anything, so nothing confirms it. Likely reason: too few data;",
        ),
        (
            "es",
            "Solo una de las tres formas dice algo, así que nada la confirma. Motivo probable: datos insuficientes;",
        ),
        ("fi", "antaa tuloksen, joten mikään ei vahvista sitä. Todennäköinen syy: tietoja on liian vähän;"),
    ],
)
def test_where_one_way_tells_the_reason_of_the_others_silence_is_named(language: str, expected: str) -> None:
    record = sample_record()
    why = ["too_little_data", "selection", "daily_silent", "people_silent"]
    record["triangulation"] |= {"verdict": "cannot tell", "why": why}
    assert expected in plain(page(record, language).credit())


def test_the_templates_own_kind_of_touch_is_translated() -> None:
    record = sample_record()
    record["crm"]["kinds"] = {"mail click": 7, "fax": 5}
    text = plain(page(record, "fi").credit())
    assert "Klikkaus sähköpostissa 7" in text
    assert "fax 5" in text


def test_a_difference_that_selection_could_explain_is_told_with_its_strength() -> None:
    text = plain(page(sample_record()).people())
    assert "but a hidden difference of strength 1.2× would explain it away" in text
    assert text.count("1.2×") == 2  # in the sentence and in the table, and no note besides
    assert "Absentees that count after weighting 160" in text


def test_the_outcome_of_people_is_named() -> None:
    record = sample_record()
    record["people_effect"] |= {"outcome": "qualified_lead"}
    assert plain(page(record).people()).count("Qualified leads") == 2


def test_the_assumption_that_moves_the_return_most_is_named_and_all_are_listed() -> None:
    text = plain(page(sample_record()).returns())
    assert "The assumption that moves the result most: extra new contacts." in text
    assert "Value of a new contact € 45 – 75 −11 % to +48 %" in text
    assert "Venue € 450 – 550" in text
    assert "A smaller effect than €2,700 would not have shown in these data." in text
    assert "it pays from €50.61 for each new contact" in text


def study(**changes: Any) -> EffectStudy:
    row = {"days": 14, "effect": 48.7, "effect_lower": 18.0, "effect_upper": 81.0, "verdict": "more"}
    other = row | {"days": 7, "effect": 20.0, "effect_lower": -5.0, "verdict": "cannot tell", "is_own": False}
    residuals = {
        "n_days": 2,
        "n_outside": 1,
        "day_before": 0.31,
        "week_before": None,
        "spread": 1.02,
        "stands_out": ["day_before"],
        "rows": [{"date": "2026-05-18", "residual": 0.4}, {"date": "2026-05-19", "residual": -2.5}],
    }
    parts = {
        "cumulative": (other, row),
        "windows": (other, row | {"is_own": True}),
        "fits": (row | {"days": 450, "is_own": True},),
        "residuals": residuals,
        "plain": row | {"effect": 52.0},
    }
    return EffectStudy(Review(sample_record()), **parts | changes)


PARTS = ("summary", "observed", "cumulative", "residuals", "placebos", "windows", "fits", "plain")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_the_study_shows_itself_whole_and_bare(language: str) -> None:
    bare = study(cumulative=(), windows=(), fits=(), residuals=None, plain=None)
    for part in PARTS:
        assert plain(getattr(EffectPage(study(), language), part)())
        assert plain(getattr(EffectPage(bare, language), part)())


def test_the_study_counts_variants_that_agree_and_names_what_stands_out() -> None:
    look = EffectPage(study(), "en")
    assert "Variants with the verdict of the review: 1 of 2." in plain(look.windows())
    assert "Take the interval with care. What stands out: correlation with the day before." in plain(
        look.residuals()
    )
    assert "14 days (as in the review)" in look.windows()._repr_html_()


def test_an_effect_without_estimate_has_nothing_to_look_into() -> None:
    record = sample_record()
    record["effect"] |= {"effect": None, "effect_lower": None, "effect_upper": None, "verdict": "cannot tell",
                         "warnings": [{"code": "coverage_not_stated"}], "daily": {}}  # fmt: skip
    look = EffectPage(EffectStudy(Review(record)), "en")
    for part in PARTS:
        assert plain(getattr(look, part)())
    assert plain(look.cumulative()) == "There is no estimate to look into."
