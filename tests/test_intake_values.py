"""Numbers and dates: decided from the whole file, never guessed silently."""

from datetime import UTC, date, datetime, timedelta, timezone

import pandas as pd
import pytest

from kpilib.errors import DataError
from kpilib.intake.notes import Notes
from kpilib.intake.times import Times, check_dates, days_in, decide_times, parse_moment, parse_range
from kpilib.intake.values import Kind, decide_numbers


def numbers(texts: list[str], kind: Kind = "real", **habits: str | None) -> tuple[list[float], Notes]:
    notes, cells = Notes(), pd.Series(texts, dtype="str")
    found = decide_numbers({"x": (cells, kind)}, "f.csv", notes, **habits)  # type: ignore[arg-type]
    return found.read(cells, "X", kind).tolist(), notes


@pytest.mark.parametrize(
    ("texts", "kind", "expected"),
    [
        (["1,204", "20,345"], "count", [1204, 20345]),
        (["1.204", "20.345"], "count", [1204, 20345]),
        (["8.651,95", "12"], "money", [8651.95, 12]),
        (["8,651.95", "12"], "money", [8651.95, 12]),
        (["0,722222", "12"], "real", [0.722222, 12]),
        (["1.234.567", "5"], "real", [1234567, 5]),
        (["1 204,5", "20 345,0"], "money", [1204.5, 20345]),
        (["1\u00a0204\u202f300", "2"], "count", [1204300, 2]),
        (["$1,234.50", "(3.00)"], "money", [1234.5, -3]),
        (["12,50 €", "EUR 3,00"], "money", [12.5, 3]),
        (["-4.5", "−2"], "real", [-4.5, -2]),
        (["5.92%", "100%"], "real", [0.0592, 1]),
        (["0.123", "7"], "real", [0.123, 7]),
        (["4.123,5", "1.234"], "real", [4123.5, 1234]),
    ],
)
def test_numbers_of_a_file(texts: list[str], kind: Kind, expected: list[float]) -> None:
    assert numbers(texts, kind)[0] == pytest.approx(expected)


def test_unknown_is_no_zero() -> None:
    found, _ = numbers(["--", " --", "-", "n/a", "NA", "< 10", "<10", "(not set)", "", "0"])
    assert [value == 0 for value in found] == [False] * 9 + [True]
    assert pd.Series(found[:9]).isna().all()


def test_three_digits_alone_are_read_by_language_and_delimiter() -> None:
    assert numbers(["1.234"], language="en")[0] == [1.234]
    assert numbers(["1.234"], language="es")[0] == [1234]
    assert numbers(["1.234"], delimiter=";")[0] == [1234]


def test_three_digits_in_money_are_thousands_and_it_is_said() -> None:
    found, notes = numbers(["1.500"], "money")
    assert found == [1500]
    assert notes.warnings == [{"code": "thousands_assumed", "mark": "."}]


@pytest.mark.parametrize("habits", [{}, {"language": "en", "delimiter": ";"}])
def test_nothing_tells_the_decimal_sign(habits: dict[str, str]) -> None:
    with pytest.raises(DataError) as error:
        numbers(["1.234", "5"], **habits)
    assert str(error.value) == (
        "f.csv: numbers: numbers such as 1.234 that can be read as one and as one thousand, "
        "expected numbers that tell their decimal sign. Export again with the language set to English."
    )


def test_mixed_decimal_signs_stop() -> None:
    with pytest.raises(DataError) as error:
        numbers(["1,5", "2.5"])
    assert str(error.value) == (
        "f.csv: numbers: decimal points and decimal commas in one file, expected one decimal sign. "
        "Export again in one language, and do not mix exports in one file."
    )


@pytest.mark.parametrize(("wrong", "kind"), [("ana@example.com", "real"), ("1.2.x", "real"), ("5%", "count")])
def test_a_cell_that_is_no_number_stops_without_being_shown(wrong: str, kind: Kind) -> None:
    with pytest.raises(DataError) as error:
        numbers(["1", wrong], kind)
    assert str(error.value) == (
        "f.csv: column X: 1 of 2 cells that are no number, expected numbers; first at row 2. "
        "Export again; columns may have been shifted."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Apr 02, 2026 09:15:20", datetime(2026, 4, 2, 9, 15, 20)),
        ("Apr 15, 2026 11:00 AM", datetime(2026, 4, 15, 11)),
        ("Apr 15, 2026 12:05 AM", datetime(2026, 4, 15, 0, 5)),
        ("04/15/2026 12:05:10 PM", datetime(2026, 4, 15, 12, 5, 10)),
        ("15/04/2026 1:05 p. m.", datetime(2026, 4, 15, 13, 5)),
        ("4/15/26, 10:59:10\u202fAM", datetime(2026, 4, 15, 10, 59, 10)),
        ("2026-04-16 09:14", datetime(2026, 4, 16, 9, 14)),
        (
            "2026/04/15 12:05:02 PM GMT-4",
            datetime(2026, 4, 15, 12, 5, 2, tzinfo=timezone(-timedelta(hours=4))),
        ),
        ("2026/04/15 12:05:02 PM OEZ", datetime(2026, 4, 15, 12, 5, 2, tzinfo=timezone(timedelta(hours=2)))),
        ("2026/04/15 12:05:02 PM EST", datetime(2026, 4, 15, 12, 5, 2, tzinfo=timezone(timedelta(hours=-5)))),
        # The summer time of Ireland, India or Israel.
        ("2026/04/15 12:05:02 PM IST", None),
        ("April 15, 2026 at 12:05 PM", datetime(2026, 4, 15, 12, 5)),
        ("15.4.2026 klo 12.05.02", datetime(2026, 4, 15, 12, 5, 2)),
        ("2026-04-15T10:00:00Z", datetime(2026, 4, 15, 10, tzinfo=UTC)),
        ("2026-04-15T10:00:00.123+05:30", datetime(2026, 4, 15, 10, tzinfo=timezone(timedelta(hours=5.5)))),
        ("20260415", datetime(2026, 4, 15)),
        ("5.4.2026 klo", None),
        ("5.4.2026 9.30", datetime(2026, 4, 5, 9, 30)),
        ("1 de mayo de 2026", datetime(2026, 5, 1)),
        ("sáb, 1 ago 2026", datetime(2026, 8, 1)),
        ("2. huhtikuuta 2026", datetime(2026, 4, 2)),
        ("3 marraskuuta 2026", datetime(2026, 11, 3)),
        ("Wed, Apr 15, 2026", datetime(2026, 4, 15)),
        ("31/31/2026", None),
        ("2026-02-30", None),
        ("soon", None),
        ("1204", None),
    ],
)
def test_moments(text: str, expected: datetime | None) -> None:
    assert parse_moment(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("April 1, 2026 - April 30, 2026", (date(2026, 4, 1), date(2026, 4, 30))),
        ("1 de mayo de 2026 - 31 de mayo de 2026", (date(2026, 5, 1), date(2026, 5, 31))),
        ("Apr 1 - Apr 30, 2026", (date(2026, 4, 1), date(2026, 4, 30))),
        ("1.5.2026 – 31.5.2026", (date(2026, 5, 1), date(2026, 5, 31))),
        ("April 30, 2026 - April 1, 2026", None),
        ("Campaign report", None),
    ],
)
def test_ranges(text: str, expected: tuple[date, date] | None) -> None:
    assert parse_range(text) == expected


def decided(texts: list[str], language: str | None = None, near: date | None = None) -> tuple[Times, Notes]:
    notes = Notes()
    return decide_times([pd.Series(texts)], "f.csv", "UTC", notes, language, near), notes


def test_one_number_above_twelve_decides_for_the_file() -> None:
    assert decided(["03/04/2026", "15/04/2026"])[0].order == "day"
    assert decided(["03/04/2026", "04/15/2026"])[0].order == "month"
    assert decided(["2026-04-03", "5.4.2026", "04/04/2026"])[0].order is None


def test_weaker_evidence_is_said() -> None:
    times, notes = decided(["03/04/2026"], near=date(2026, 4, 3))
    assert (times.order, notes.warnings) == ("day", [{"code": "date_order_by_event", "first": "day"}])
    times, notes = decided(["03/04/2026"], near=date(2026, 3, 5))
    assert (times.order, notes.warnings) == ("month", [{"code": "date_order_by_event", "first": "month"}])
    times, notes = decided(["03/04/2026"], language="es")
    assert (times.order, notes.warnings) == ("day", [{"code": "date_order_by_language", "first": "day"}])


@pytest.mark.parametrize("language", ["en", None])
def test_ambiguous_dates_stop(language: str | None) -> None:
    with pytest.raises(DataError) as error:
        decided(["03/04/2026"], language, near=date(2026, 9, 9))
    assert str(error.value) == (
        "f.csv: dates that can be read day first and month first, expected one order. "
        "Export again with dates such as 2026-04-15, or with rows from after the 12th of a month."
    )


def test_mixed_dates_stop() -> None:
    with pytest.raises(DataError) as error:
        decided(["13/04/2026", "04/13/2026"], "es")
    assert str(error.value) == (
        "f.csv: dates with the day first and with the month first, expected one order. "
        "Export again with dates such as 2026-04-15, or with rows from after the 12th of a month."
    )


def test_local_times_become_utc_and_days_stay_local() -> None:
    times, notes = Times(None, "Europe/Helsinki"), Notes()
    cells = pd.Series(["2026-04-16 01:30", "2026-01-16 01:30", "2026-04-16T01:30Z", ""])
    instants = times.instants(cells, notes)
    assert instants.dropna().tolist() == [
        pd.Timestamp("2026-04-15 22:30", tz="UTC"),
        pd.Timestamp("2026-01-15 23:30", tz="UTC"),
        pd.Timestamp("2026-04-16 01:30", tz="UTC"),
    ]
    assert times.days(cells).dropna().tolist() == [
        pd.Timestamp(d) for d in ("2026-04-16", "2026-01-16", "2026-04-16")
    ]
    assert days_in(instants, "Europe/Helsinki").tolist()[0] == pd.Timestamp("2026-04-16")
    assert notes.warnings == []


def test_the_hour_of_a_clock_change_is_said() -> None:
    notes = Notes()
    cells = pd.Series(["2026-10-25 02:30", "2026-03-29 02:30"])
    instants = Times(None, "Europe/Madrid").instants(cells, notes)
    assert instants.tolist() == [
        pd.Timestamp("2026-10-25 01:30", tz="UTC"),
        pd.Timestamp("2026-03-29 01:00", tz="UTC"),
    ]
    assert notes.warnings == [{"code": "clock_change", "n": 2}]


def test_a_column_that_holds_no_dates_stops() -> None:
    cells = pd.Series(["Ana", "Eva", "2026-01-01", "--"])
    with pytest.raises(DataError) as error:
        check_dates(cells, Times(None, "UTC").days(cells), "f.csv", "Join Time", Notes())
    assert str(error.value) == (
        "f.csv: column Join Time: 2 of 3 cells that are no date, expected dates. "
        "Export again; columns may have been shifted."
    )


def test_a_few_cells_without_date_are_said() -> None:
    cells, notes = pd.Series(["soon", "2026-01-02", "2026-01-01", ""]), Notes()
    check_dates(cells, Times(None, "UTC").days(cells), "f.csv", "Join Time", notes)
    assert notes.warnings == [{"code": "time_missing", "n": 1, "column": "Join Time"}]


@pytest.mark.parametrize(
    ("text", "month"),
    [("20 de fev. de 2026", 2), ("20 mai 2026", 5), ("20. Mai 2026", 5), ("20 de out. de 2026", 10), ("20. Okt. 2026", 10),
     ("20 dez 2026", 12), ("20. März 2026", 3)],
)  # fmt: skip
def test_months_in_portuguese_and_german(text: str, month: int) -> None:
    assert parse_moment(text) == datetime(2026, month, 20)


@pytest.mark.parametrize("language", ["pt", "de"])
def test_portuguese_and_german_write_the_day_first_and_a_decimal_comma(language: str) -> None:
    notes = Notes()
    cells = pd.Series(["03/04/2026"])
    assert decide_times([cells], "f", "UTC", notes, language).days(cells).dt.month.tolist() == [4]
    assert notes.warnings == [{"code": "date_order_by_language", "first": "day"}]
    cells = pd.Series(["1.234"])
    assert decide_numbers({"x": (cells, "real")}, "f", Notes(), language).read(cells, "x").tolist() == [1234]
