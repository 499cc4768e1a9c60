"""What a page says of the catalogue: comparisons, findings, parts, refusals, what the silent could do."""

import re

import pytest
from review_sample import bare_record, row_of, sample_record

from kpilib.figures import ReviewPage
from kpilib.language import LANGUAGES, get_language


def plain(html: str) -> str:
    """The words of a block, with plain spaces."""
    text = re.sub(r"<(style|svg).*?</\1>", " ", html, flags=re.DOTALL)
    text = re.sub(r"</?span[^>]*>", "", text)
    return re.sub(r"[\s\u00a0\u202f]+", " ", re.sub(r"<[^>]+>", " ", text))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "signal: outside the limits",
                "45–57%",
                "all people of 2 events together",
                "+18",
                "change: routine",
            ),
        ),
        (
            "es",
            (
                "señal: fuera de los límites",
                "de 45 % a 57 %",
                "todas las personas de 2 eventos juntas",
                "+18",
            ),
        ),
        (
            "fi",
            ("poikkeama: rajojen ulkopuolella", "45–57 %", "kaikki henkilöt yhdessä (2 tapahtumaa)", "+18"),
        ),
    ],
)
def test_values_stand_beside_earlier_ones(language: str, words: tuple[str, ...]) -> None:
    text = plain(ReviewPage(sample_record(), language).goals().html)
    for word in words:
        assert word in text


def test_another_brand_stands_beside_the_value() -> None:
    record = sample_record()
    row_of(record, "registrations")["comparator"] = {"name": "Rival", "value": 500.0, "on": ""}
    html = ReviewPage(record, "en").goals().html
    assert "Compared with" in html
    assert 'data-kpi="registrations" data-field="comparator.value" data-value="500.0"' in html
    assert "Rival" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_its_sentence(language: str) -> None:
    record = sample_record()
    record["lint"] += [
        {"code": code, "kpi": "leads"}
        for code in ("no_goal_or_target", "target_without_actual", "vanity_without_goal")
    ]
    record["lint"] += [{"code": "no_kpis"}, {"code": "no_balance", "lacking": "monetary"}]
    text = plain(ReviewPage(record, language).goals().html)
    say = get_language(language).say
    assert say("lint.title") in text
    leads = ReviewPage(record, language).sheet.name("leads")
    assert say("lint.vanity_without_goal", kpis=leads) in text
    assert say("lint.no_balance", lacking=say("lacking.monetary")) in text
    assert say("lint.no_kpis") in text


def test_smart_names_the_letters_that_are_missing() -> None:
    text = plain(ReviewPage(sample_record(), "en").goals().html)
    assert (
        "Not yet specific (no owner) and attainable (no goal, or one that no earlier event reached): Walk-ins."
    ) in text


def test_parts_have_shares_and_small_ones_stand_together() -> None:
    record = sample_record()
    # With channels of the website its section tells them.
    record["outreach"]["web"]["channels"] = []
    html = ReviewPage(record, "en").goals().html
    assert 'data-kpi="sessions_by_channel:Email" data-field="share" data-value="0.6"' in html
    assert "Other" in plain(html)


def test_a_bare_record_has_nothing_to_compare() -> None:
    html = ReviewPage(bare_record(), "en").goals().html
    assert 'id="comparisons"' not in html
    assert "change:" not in plain(html)


def test_a_refused_value_says_why_in_the_guards_words() -> None:
    record = sample_record()
    note = {"code": "one_to_five_is_no_nps", "nps_other_scale": 5.0}
    row_of(record, "nps").update(
        value=None, lower=None, upper=None, state="refused", notes=[note], zone="unknown"
    )
    page = ReviewPage(record, "en")
    for block in (page.goals(), page.experience()):
        assert "The recommendation was asked on a scale up to 5, not from 0 to 10" in plain(block.html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_silent_could_do_stands_beside_the_score(language: str) -> None:
    html = ReviewPage(sample_record(), language).experience().html
    assert get_language(language).say("column.silent") in html
    assert 'data-kpi="nps" data-field="silent_lower" data-value="-42.8"' in html
    assert 'data-kpi="nps" data-field="silent_upper" data-value="71.7"' in html


def test_an_own_kpi_brings_its_words_with_the_record() -> None:
    record = sample_record()
    own = dict(row_of(record, "leads"))
    own |= {"kpi": "mine", "names": {"en": "Yield"}, "meanings": {"en": "leads a person"}, "step": ""}
    record["kpis"].append(own)
    text = plain(ReviewPage(record, "en").goals().html)
    assert "Yieldleads a person" in text
    assert "Other KPIs" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_step_within_the_limits_is_told_as_a_signal(language: str) -> None:
    record = sample_record()
    xmr = {"mean": 5.0, "lower": 0.0, "upper": 14.0, "n": 8, "verdict": "routine", "rule": "", "points": []}
    row_of(record, "attendees").update(
        previous=34.0, change=-32.0, change_lower=None, change_upper=None, change_verdict="signal", xmr=xmr
    )
    text = plain(ReviewPage(record, language).goals().html)
    assert get_language(language).say("xmr.rule.long_step") in text
