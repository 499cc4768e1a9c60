"""Printed numbers, by hand from the number rules of each language. `_` stands for U+00A0."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from kpilib.errors import ReportError
from kpilib.language import LANGUAGES, get_language


def nb(text: str) -> str:
    return text.replace("_", "\u00a0")


def each(es: str, fi: str, en: str) -> list[tuple[str, str]]:
    return [("es", nb(es)), ("fi", nb(fi)), ("en", nb(en))]


TABLE = [
    ("number", (12.5, 1), each("12,5", "12,5", "12.5")),
    ("number", (4667,), each("4667", "4_667", "4,667")),
    ("number", (9999.6,), each("10.000", "10_000", "10,000")),
    ("number", (15000,), each("15.000", "15_000", "15,000")),
    ("number", (1234567.891, 2), each("1.234.567,89", "1_234_567,89", "1,234,567.89")),
    ("number", (-3.5, 1), each("−3,5", "−3,5", "−3.5")),
    ("number", (-0.3,), each("0", "0", "0")),
    ("number", (1.44, 2), each("1,44", "1,44", "1.44")),
    ("percent", (0.72,), each("72_%", "72_%", "72%")),
    ("percent", (1 / 3, 1), each("33,3_%", "33,3_%", "33.3%")),
    ("percent", (-0.08,), each("−8_%", "−8_%", "−8%")),
    ("percent", (0.21, 0, True), each("+21_%", "+21_%", "+21%")),
    ("signed", (12,), each("+12", "+12", "+12")),
    ("signed", (-12,), each("−12", "−12", "−12")),
    ("signed", (0,), each("0", "0", "0")),
    ("signed", (0.4,), each("0", "0", "0")),
    ("points", (32.4,), each("+32", "+32", "+32")),
    ("money", (22.95,), each("22,95_€", "22,95_€", "€22.95")),
    ("money", (15000,), each("15.000_€", "15_000_€", "€15,000")),
    ("money", (99.5,), each("99,50_€", "99,50_€", "€99.50")),
    ("money", (99.996,), each("100_€", "100_€", "€100")),
    ("money", (-1234.5, "EUR", 2), each("−1234,50_€", "−1_234,50_€", "−€1,234.50")),
    ("money", (1234.5, "USD", 2), each("1234,50_US$", "1_234,50_$", "US$1,234.50")),
    ("money", (15000, "EUR", None, True), each("15.000_EUR", "15_000_EUR", "15,000_EUR")),
    ("percentage_points", (0.06,), each("+6_p._p.", "+6_%-yks.", "+6_pp")),
    ("percentage_points", (-0.125, 1), each("−12,5_p._p.", "−12,5_%-yks.", "−12.5_pp")),
    ("multiple", (4.2,), each("4,2_×", "4,2_×", "4.2×")),
]


@pytest.mark.parametrize(("method", "arguments", "printed"), TABLE)
def test_numbers_are_printed_by_the_rules_of_each_language(method, arguments, printed):
    for code, expected in printed:
        assert getattr(get_language(code), method)(*arguments) == expected


RANGES = [
    ((0.654, 0.778, "percent", 1), each("de 65,4_% a 77,8_%", "65,4–77,8_%", "65.4–77.8%")),
    ((0.61, 0.79, "percent"), each("de 61_% a 79_%", "61–79_%", "61–79%")),
    ((-0.08, 0.81, "percent"), each("de −8_% a 81_%", "−8…81_%", "−8% to 81%")),
    ((-12, 40), each("de −12 a 40", "−12…40", "−12 to 40")),
    ((18, 81), each("de 18 a 81", "18–81", "18–81")),
    ((13, 51, "signed"), each("de +13 a +51", "+13…+51", "+13 to +51")),
    ((-0.4, 3), each("de 0 a 3", "0–3", "0–3")),
    ((66, 124, "money"), each("de 66_€ a 124_€", "66–124_€", "€66–124")),
    ((-150, 80, "money"), each("de −150_€ a 80_€", "−150…80_€", "−€150 to €80")),
    ((1.5, 4.25, "multiple", 1), each("de 1,5_× a 4,3_×", "1,5–4,3_×", "1.5–4.3×")),
    ((52, 61, "minutes"), each("de 52_min a 61_min", "52–61_min", "52–61_min")),
]


@pytest.mark.parametrize(("arguments", "printed"), RANGES)
def test_ranges_follow_each_language(arguments, printed):
    for code, expected in printed:
        assert get_language(code).range_of(*arguments) == expected


def test_a_missing_limit_is_a_dash_and_two_are_one():
    lang = get_language("en")
    assert lang.range_of(None, None) == "—"
    assert lang.range_of(None, 5) == "—–5"
    assert lang.range_of(float("nan"), float("nan"), "percent") == "—"


@pytest.mark.parametrize(
    ("value", "digits", "printed"),
    [(0.5, 0, "1"), (1.5, 0, "2"), (2.5, 0, "3"), (-2.5, 0, "−3"), (0.125, 2, "0.13"), (2.675, 2, "2.68")],
)
def test_halves_go_up_as_in_a_spreadsheet(value, digits, printed):
    assert get_language("en").number(value, digits) == printed


def test_a_share_rounds_as_it_reads():
    # 0.285 * 100 is 28.499999999999996 in binary; a reader sees 28.5 and expects 29.
    assert get_language("en").percent(0.285) == "29%"
    assert get_language("fi").percent(0.125) == nb("13_%")


@pytest.mark.parametrize("missing", [None, float("nan"), float("inf"), pd.NA, pd.NaT, np.nan])
def test_no_number_is_a_dash(missing):
    lang = get_language("es")
    for method in (lang.number, lang.percent, lang.money, lang.signed, lang.multiple, lang.percentage_points):
        assert method(missing) == "—"


@pytest.mark.parametrize("given", [np.int64(1204), np.float64(1204.0), Decimal(1204), 1204, 1204.0])
def test_every_sort_of_number_prints_alike(given):
    assert get_language("en").number(given) == "1,204"


@pytest.mark.parametrize(("given", "sort"), [("12", "str"), (True, "bool"), ("many", "str")])
def test_text_is_no_number(given, sort):
    with pytest.raises(ReportError) as caught:
        get_language("en").number(given)
    expected = f"language: a number to print: {sort}, expected a number or None. Pass the unprinted value."
    assert str(caught.value) == expected


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("digits", [0, 1, 2])
@pytest.mark.parametrize("value", [0, 1, -1, 7.25, 999.5, 1000, -4667.125, 10_000, 1_234_567.891])
def test_printed_numbers_read_back(code, digits, value):
    lang = get_language(code)
    printed = lang.number(value, digits)
    assert lang.number(lang.parse_number(printed), digits) == printed
    assert abs(lang.parse_number(printed) - Decimal(str(value))) <= Decimal("0.5").scaleb(-digits)


@pytest.mark.parametrize("code", LANGUAGES)
def test_units_do_not_hinder_reading_back(code):
    lang = get_language(code)
    assert lang.parse_number(lang.percent(-0.333, 1)) == Decimal("-33.3")
    assert lang.parse_number(lang.money(-15234.5, digits=2)) == Decimal("-15234.5")
    assert lang.parse_number(lang.money(15000, "USD", code=True)) == 15000
    assert lang.parse_number(lang.signed(12)) == 12
    assert lang.parse_number(lang.percentage_points(0.065, 1)) == Decimal("6.5")
    assert lang.parse_number(lang.noun("lead", 12345)) == 12345
    assert lang.parse_number("12\u202f345" if code == "fi" else "12345") == 12345
    assert lang.parse_number("—") is None


@pytest.mark.parametrize("text", ["", "no value", "18–81", "1.5.2", "12.34", "3 4"])
def test_what_is_not_one_printed_number_is_refused(text):
    with pytest.raises(ReportError) as caught:
        get_language("es").parse_number(text)
    assert str(caught.value) == (
        "language.parse_number: text that is not one printed number, expected a number as es prints it. "
        "Read one printed number at a time."
    )


def test_limits_in_the_wrong_order_and_unknown_kinds_are_refused():
    with pytest.raises(ReportError) as caught:
        get_language("fi").range_of(2, 1)
    assert str(caught.value) == (
        "language.range_of: a lower limit above the upper one, expected lower before upper. Swap the limits."
    )
    with pytest.raises(ReportError) as caught:
        get_language("fi").range_of(1, 2, "litres")
    assert str(caught.value) == (
        "language.range_of: kind 'litres', expected one of number, signed, percent, signed_percent, money, "
        "multiple, minutes, hours. Choose one of them."
    )


def test_numbers_follow_the_locale_and_words_the_language():
    mexican = get_language("es", "es_MX")
    assert mexican.number(12.5, 1) == "12.5"
    assert mexican.percent(0.72) == "72%"
    assert mexican.money(22.95) == nb("EUR_22.95")
    assert mexican.nouns("lead") == "clientes potenciales"
    assert get_language("en", "en-US").date("2026-03-05") == "March 5, 2026"
    assert get_language("fi", currency="SEK").money(15) == nb("15,00_SEK")
