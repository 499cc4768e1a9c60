"""Printed days, times and months."""

import datetime as dt

import pandas as pd
import pytest

from kpilib.errors import ReportError
from kpilib.language import get_language

DAY = dt.date(2026, 3, 5)


@pytest.mark.parametrize(
    ("form", "es", "fi", "en"),
    [
        ("long", "5 de marzo de 2026", "5. maaliskuuta 2026", "5 March 2026"),
        ("medium", "5 mar 2026", "5.3.2026", "5 Mar 2026"),
        ("day_month", "5 de marzo", "5. maaliskuuta", "5 March"),
        ("tick", "5 mar", "5.3.", "5 Mar"),
        ("full", "jueves, 5 de marzo de 2026", "torstai 5. maaliskuuta 2026", "Thursday, 5 March 2026"),
    ],
)
def test_a_day_in_every_form(form, es, fi, en):
    printed = [get_language(code).date(DAY, form) for code in ("es", "fi", "en")]
    assert printed == [es, fi, en]


def test_the_first_of_a_month_is_a_plain_one():
    assert get_language("es").date("2026-03-01") == "1 de marzo de 2026"


@pytest.mark.parametrize(
    "day",
    [DAY, "2026-03-05", dt.datetime(2026, 3, 5, 23, 59), "2026-03-05T18:30", pd.Timestamp("2026-03-05")],
)
def test_every_sort_of_day_prints_alike(day):
    assert get_language("en").date(day) == "5 March 2026"


@pytest.mark.parametrize(
    ("last", "es", "fi", "en"),
    [
        ("2026-03-18", "5–18 de marzo de 2026", "5.–18. maaliskuuta 2026", "5–18 Mar 2026"),
        (
            "2026-04-18",
            "5 de marzo\u2009–\u200918 de abril de 2026",
            "5. maaliskuuta\u2009–\u200918. huhtikuuta 2026",
            "5 Mar\u2009–\u200918 Apr 2026",
        ),
        ("2026-03-05", "5 de marzo de 2026", "5. maaliskuuta 2026", "5 March 2026"),
    ],
)
def test_days_from_to(last, es, fi, en):
    assert [get_language(code).dates(DAY, last) for code in ("es", "fi", "en")] == [es, fi, en]


def test_times_months_and_both():
    evening, morning = "2026-03-05T18:30", dt.time(8, 5)
    assert [get_language(c).time(evening) for c in ("es", "fi", "en")] == ["18:30", "18.30", "18:30"]
    assert [get_language(c).time(morning) for c in ("es", "fi", "en")] == ["8:05", "8.05", "08:05"]
    months = [get_language(c).month(DAY) for c in ("es", "fi", "en")]
    assert months == ["marzo de 2026", "maaliskuu 2026", "March 2026"]
    assert get_language("es").datetime(evening) == "5 de marzo de 2026, 18:30"
    assert get_language("fi").datetime(evening) == "5. maaliskuuta 2026 klo 18.30"
    assert get_language("en").datetime(evening) == "5 March 2026, 18:30"


@pytest.mark.parametrize("missing", [None, pd.NaT])
def test_no_day_is_a_dash(missing):
    lang = get_language("fi")
    for method in (lang.date, lang.time, lang.datetime, lang.month):
        assert method(missing) == "—"
    assert lang.dates(DAY, missing) == "—"


def test_what_cannot_be_printed_is_refused():
    lang = get_language("en")
    with pytest.raises(ReportError) as caught:
        lang.date("5.3.2026")
    assert str(caught.value) == (
        "language: a date to print: text that is no ISO date, expected 2026-03-05. Pass a date or ISO text."
    )
    with pytest.raises(ReportError) as caught:
        lang.date(DAY, "short")
    assert str(caught.value) == (
        "language.date: form 'short', expected one of full, long, medium, day_month, tick. Choose one."
    )
    with pytest.raises(ReportError) as caught:
        lang.dates("2026-03-06", DAY)
    assert str(caught.value) == (
        "language.dates: a last day before the first, expected the order of time. Swap them."
    )
