"""Sentences, counted nouns, lists, and values with their unit."""

from decimal import Decimal

import numpy as np
import pytest
from markupsafe import Markup

from kpilib.errors import ParamsError, ReportError
from kpilib.language import LANGUAGES, get_language
from kpilib.language.sentences import Sentences


def nb(text: str) -> str:
    return text.replace("_", "\u00a0")


def test_three_languages_with_their_own_locale():
    assert [str(get_language(code).locale) for code in LANGUAGES] == ["es", "fi", "en_GB"]
    assert get_language("fi") is get_language("fi")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sv",), "language: 'sv', expected one of es, fi, en. Choose one of them in the params."),
        (
            ("fi", "xx_YY"),
            "locales.fi: 'xx_YY', expected a locale of this language, such as fi. Correct it.",
        ),
        (("es", "!"), "locales.es: '!', expected a locale of this language, such as es. Correct it."),
        (
            ("en", "es_MX"),
            "locales.en: 'es_MX', expected a locale of this language, such as en_GB. Correct it.",
        ),
    ],
)
def test_an_unknown_language_or_a_foreign_locale_is_refused(arguments, message):
    with pytest.raises(ParamsError) as caught:
        get_language(*arguments)
    assert str(caught.value) == message


def test_the_line_of_a_rate_as_a_reader_sees_it():
    lines = {}
    for code in LANGUAGES:
        lang = get_language(code)
        lines[code] = lang.say(
            "scorecard.line_rate",
            kpi="X",
            value=lang.percent(0.72),
            k=144,
            n=200,
            level=lang.percent(0.95),
            range=lang.range_of(0.654, 0.778, "percent", 1),
            expected=lang.range_of(0.61, 0.79, "percent"),
            zone=lang.say("zone.green.sentence"),
        )
    assert lines["en"] == "X: 72% (144 of 200; 95% interval: 65.4–77.8%). Expected: 61–79%. Green zone."
    assert lines["es"] == nb(
        "X: 72_% (144 de 200; intervalo del 95_%: de 65,4_% a 77,8_%). Esperado: de 61_% a 79_%. Zona verde."
    )
    assert lines["fi"] == nb(
        "X: 72_% (144/200; epävarmuusväli 95_%: 65,4–77,8_%). Odotettu: 61–79_%. Vihreä vyöhyke."
    )


def test_the_form_follows_the_integer():
    def left(code, n):
        lang = get_language(code)
        return lang.say("notice.provisional", n, days=lang.noun("day", n), mature_on="X", as_of="Y")

    assert left("es", 1).startswith("Provisional. Falta 1 día hasta el X")
    assert left("es", 7).startswith("Provisional. Faltan 7 días hasta el X")
    assert left("en", 1).startswith("Provisional. 1 day is left until X")
    assert left("en", np.int64(0)).startswith("Provisional. 0 days are left until X")
    assert left("fi", 1).startswith("Alustava. Jäljellä 1 päivä, ")
    assert left("fi", 2).startswith("Alustava. Jäljellä 2 päivää, ")


@pytest.mark.parametrize(("n", "sort"), [(1.0, "float"), (Decimal(1), "Decimal"), (None, "NoneType")])
def test_only_a_whole_number_chooses_the_form(n, sort):
    with pytest.raises(ReportError) as caught:
        get_language("en").say("index.attention_count", n)
    assert str(caught.value) == (
        f"catalogue en.po, index.attention_count: n as {sort}, expected a whole number. "
        "Pass n, the count it speaks of."
    )


def test_whole_numbers_are_printed_and_others_refused():
    assert get_language("fi").say("index.attention_count", 1200) == nb("1_200 tapahtumaa vaatii huomiota.")
    assert get_language("en").say("index.attention_count", np.int64(1)) == "1 event needs attention."
    assert get_language("en").say("chart.of", k=12345, n=20000) == "12,345 of 20,000"
    with pytest.raises(ReportError) as caught:
        get_language("en").say("chart.of", k=0.5, n="2")
    assert str(caught.value) == (
        "catalogue en.po, chart.of, {k}: a value of type float, expected text or a whole number. "
        "Print it first with number, percent, money or another method of the language."
    )


def test_an_unknown_key_and_a_missing_value_say_what_to_do():
    with pytest.raises(ReportError) as caught:
        get_language("fi").say("effect.maybe")
    assert str(caught.value) == (
        "catalogue fi.po, effect.maybe: an unknown key, expected a key of the catalogues. "
        "Add it in every language."
    )
    with pytest.raises(ReportError) as caught:
        get_language("es").say("scorecard.no_value", kpi="NPS")
    assert str(caught.value) == (
        "catalogue es.po, scorecard.no_value: no value for {reason}, expected one for every placeholder. "
        "Pass reason=..."
    )
    assert get_language("fi").has("effect.more")
    assert not get_language("fi").has("effect.maybe")


def test_braces_in_a_value_are_left_alone():
    line = get_language("en").say("scorecard.no_value", kpi="{reason}", reason="{0}")
    assert line == "{reason}: no value. {0}"


def test_html_escapes_all_but_markup():
    lang = get_language("en")
    line = lang.say_html("scorecard.no_value", kpi="A & <b>", reason=Markup("<em>why</em>"))
    assert isinstance(line, Markup)
    assert line == "A &amp; &lt;b&gt;: no value. <em>why</em>"
    assert lang.say_html("index.attention_count", 2) == "2 events need attention."
    with pytest.raises(ReportError, match=r"no value for \{reason\}"):
        lang.say_html("scorecard.no_value", kpi="A")


def test_html_escapes_the_sentence_too(monkeypatch):
    monkeypatch.setattr(Sentences, "_template", lambda *_: "{a} < {b} & more")
    assert get_language("en").say_html("any", a="1", b=Markup("<b>2</b>")) == "1 &lt; <b>2</b> &amp; more"


def test_both_values_of_a_missed_target_may_always_be_passed():
    values = {"kpi": "X", "value": "3", "expected": "5–9", "chance": "10%", "one_in": "10"}
    assert "10% of the time" in get_language("en").say("target.missed", **values)
    assert "joka 10. kerta" in get_language("fi").say("target.missed", **values)


def test_titles_in_quotation_marks():
    assert [get_language(code).quote("Abc") for code in LANGUAGES] == ["«Abc»", "”Abc”", "“Abc”"]


@pytest.mark.parametrize(
    ("n", "digits", "es", "fi", "en"),
    [
        (0, 0, "0 clientes potenciales", "0 liidiä", "0 leads"),
        (1, 0, "1 cliente potencial", "1 liidi", "1 lead"),
        (1.0, 0, "1 cliente potencial", "1 liidi", "1 lead"),
        (0.6, 0, "1 cliente potencial", "1 liidi", "1 lead"),
        (38, 0, "38 clientes potenciales", "38 liidiä", "38 leads"),
        (-1, 0, "−1 cliente potencial", "−1 liidi", "−1 lead"),
        (1.5, 1, "1,5 clientes potenciales", "1,5 liidiä", "1.5 leads"),
        (1.0, 1, "1,0 cliente potencial", "1,0 liidiä", "1.0 leads"),
        (1_000_000, 0, "1.000.000 clientes potenciales", "1_000_000 liidiä", "1,000,000 leads"),
        (None, 0, "—", "—", "—"),
    ],
)
def test_a_noun_agrees_with_its_number_as_printed(n, digits, es, fi, en):
    printed = [get_language(code).noun("lead", n, digits) for code in LANGUAGES]
    assert printed == [nb(es), nb(fi), en]


def test_nouns_in_plurals_ranges_and_points():
    assert [get_language(c).nouns("lead") for c in LANGUAGES] == ["clientes potenciales", "liidejä", "leads"]
    ranges = [get_language(c).noun_range("lead", -12, 40) for c in LANGUAGES]
    assert ranges == ["de −12 a 40 clientes potenciales", "−12…40 liidiä", "−12 to 40 leads"]
    assert get_language("en").noun_range("lead", None, None) == "—"
    points = [get_language(c).percentage_points_in_words(0.06) for c in LANGUAGES]
    assert points == ["+6 puntos porcentuales", "+6 prosenttiyksikköä", "+6 percentage points"]
    assert get_language("en").percentage_points_in_words(-0.01) == "−1 percentage point"
    assert get_language("en").percentage_points_in_words(None) == "—"


def test_durations():
    assert [get_language(c).duration(32.5, 1) for c in LANGUAGES] == [
        "32,5 minutos",
        "32,5 minuuttia",
        "32.5 minutes",
    ]
    assert get_language("en").duration(1) == "1 minute"
    assert get_language("en").duration(32.5) == "33 minutes"
    assert get_language("en").duration(2.54) == "2.5 minutes"


@pytest.mark.parametrize(
    ("items", "word", "joined"),
    [
        ([], "and", "—"),
        (["costos"], "and", "costos"),
        (["asistencia", "costos"], "and", "asistencia y costos"),
        (["asistencia", "ingresos"], "and", "asistencia e ingresos"),
        (["costos", "audiencia", "interés"], "and", "costos, audiencia e interés"),
        (["madre", "hijos"], "and", "madre e hijos"),
        (["agua", "hielo"], "and", "agua y hielo"),
        (["moléculas", "iones"], "and", "moléculas y iones"),
        (["costos", "«Índices»"], "and", "costos e «Índices»"),
        (["ingresos", "costos"], "and", "ingresos y costos"),
        (["uno", "otro"], "or", "uno u otro"),
        (["mujer", "hombre"], "or", "mujer u hombre"),
        (["7", "8"], "or", "7 u 8"),
        (["10", "11"], "or", "10 u 11"),
        (["109", "110"], "or", "109 o 110"),
        (["red", "correo"], "or", "red o correo"),
    ],
)
def test_spanish_conjunctions_change_before_their_own_sound(items, word, joined):
    assert get_language("es").list_of(items, word) == joined


def test_lists_in_the_other_languages():
    assert get_language("fi").list_of(["a", "b", "i"]) == "a, b ja i"
    assert get_language("fi").list_of(["a", "o"], "or") == "a tai o"
    assert get_language("en").list_of(["a", "b", "i"]) == "a, b and i"
    assert get_language("en", "en_US").list_of(["a", "b", "i"]) == "a, b, and i"


@pytest.mark.parametrize(
    ("x", "unit", "printed"),
    [
        (249.3, "people", "249"),
        (1204.0, "count", "1,204"),
        (0.3812, "share", "38%"),
        (0.0421, "share", "4.2%"),
        (0.0996, "share", "10%"),
        (0.04, "share", "4%"),
        (0.0, "share", "0%"),
        (1.4444, "ratio", "1.44"),
        (0.333, "return", "+33%"),
        (-0.0523, "fraction", "−5.2%"),
        (32.4, "points", "+32"),
        (4.25, "score", "4.3"),
        (2480.0, "money", "€2,480"),
        (61.4, "money", "€61.40"),
        (100.0, "money", "€100"),
        (5.0, "money", "€5"),
        (4.24, "multiple", "4.2×"),
        (57.8, "minutes", "58_min"),
        (9.5, "minutes", "9.5_min"),
        (9.96, "minutes", "10_min"),
        (6.0, "hours", "6_h"),
        (14.0, "days", "14 days"),
        (1.5, "days", "1.5 days"),
        (None, "share", "—"),
        (float("nan"), "days", "—"),
    ],
)
def test_a_value_by_its_unit(x, unit, printed):
    assert get_language("en").value(x, unit) == nb(printed)


def test_a_value_with_digits_and_currency_of_its_own():
    assert get_language("fi").value(0.3812, "share", digits=1) == nb("38,1_%")
    assert get_language("en").value(250, "money", "USD") == "US$250"


@pytest.mark.parametrize(
    ("lower", "upper", "unit", "printed"),
    [
        (0.042, 0.163, "share", "4–16%"),
        (0.021, 0.074, "share", "2.1–7.4%"),
        (0.02, 0.074, "share", "2.0–7.4%"),
        (-0.55, 1.01, "return", "−55% to +101%"),
        (203.2, 291.8, "people", "203–292"),
        (66.4, 124.2, "money", "€66–124"),
        (12.25, 19.5, "money", "€12.25–19.50"),
        (13, 51, "points", "+13 to +51"),
        (3, 9, "days", "3–9 days"),
        (None, None, "share", "—"),
    ],
)
def test_a_range_by_its_unit_has_the_same_decimals_twice(lower, upper, unit, printed):
    assert get_language("en").value_range(lower, upper, unit) == printed


def test_an_unknown_unit_is_refused():
    with pytest.raises(ReportError) as caught:
        get_language("en").value(1, "stones")
    assert str(caught.value) == (
        "language.value: unit 'stones', expected one of people, count, score, ratio, share, fraction, "
        "return, points, money, multiple, minutes, hours, days, percentage_points, yes_no, rank. Choose one "
        "of them."
    )
