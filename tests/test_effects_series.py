"""The series is checked at the edge: whole messages, and a grid where absent days are missing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpilib.effects import estimate_effect
from kpilib.effects.series import read_series
from kpilib.errors import DataError, KpiError, ParamsError

EVENT_ON = "2026-03-15"


def make_daily(n: int = 90) -> pd.DataFrame:
    dates = pd.date_range("2026-01-01", periods=n)
    return pd.DataFrame({"date": dates, "value": np.arange(n) % 5 + 10.0, "x": np.arange(n) * 1.0})


def read(daily: pd.DataFrame, **options: object):
    arguments = {"event_on": EVENT_ON, "window_days": 14, "names": (), "excluded_days": ()} | options
    return read_series(daily, **arguments)


def test_absent_day_is_missing_not_zero():
    series = read(make_daily().drop(index=[3, 4]))
    assert np.isnan(series.outcome[3:5]).all()
    assert series.outcome[5] == 10
    assert len(series.outcome) == 90


def test_window_has_day_one_and_last_day():
    series = read(make_daily())
    window = series.dates[series.window]
    assert [str(day.date()) for day in window[[0, -1]]] == ["2026-03-15", "2026-03-28"]


def test_weekly_spacing_is_inferred_and_event_falls_into_its_week():
    series = read(make_daily().iloc[::7], event_on="2026-03-14", window_days=7)
    assert series.spacing == 7
    assert str(series.dates[series.start].date()) == "2026-03-12"


def test_text_dates_and_datetimes_read_alike():
    daily = make_daily()
    as_text = daily.assign(date=daily["date"].dt.strftime("%Y-%m-%d"))
    np.testing.assert_array_equal(read(as_text).outcome, read(daily).outcome)


def test_caller_table_is_not_changed():
    daily = make_daily().sample(frac=1, random_state=1)
    before = daily.copy()
    estimate_effect(daily, EVENT_ON, covariates=("x",), placebo=False)
    pd.testing.assert_frame_equal(daily, before)


def _with(row: int, column: str, value: object) -> pd.DataFrame:
    daily = make_daily().astype({column: object})
    daily.loc[row, column] = value
    return daily


CASES: list[tuple[str, pd.DataFrame, dict[str, object], type[KpiError], str]] = [
    (
        "no value column",
        make_daily().drop(columns="value"),
        {},
        DataError,
        "daily.value: the column is missing, expected it among the columns. Add it or do not name it.",
    ),
    (
        "covariate that is not there",
        make_daily(),
        {"covariates": ("spend",)},
        DataError,
        "daily.spend: the column is missing, expected it among the columns. Add it or do not name it.",
    ),
    (
        "no rows",
        make_daily().head(0),
        {},
        DataError,
        "daily: 0 rows, expected one row per observed day. Check which days the export covers.",
    ),
    (
        "text value",
        _with(4, "value", "many"),
        {},
        DataError,
        "daily.value: 1 of 90 rows hold no number, first at row 5, expected numbers, empty where a day is "
        "missing. Correct the rows.",
    ),
    (
        "negative value",
        _with(6, "value", -1.0),
        {},
        DataError,
        "daily.value: 1 of 90 rows are below 0, first at row 7, expected 0 or more. Correct the rows; "
        "corrections of earlier days belong to those days.",
    ),
    (
        "duplicate day",
        pd.concat([make_daily(), make_daily().iloc[[8]]]),
        {},
        DataError,
        "daily.date: 1 days stand more than once, first 2026-01-09, expected one row per day. "
        "Add the rows of a day up, or drop the copies.",
    ),
    (
        "no date",
        _with(2, "date", "soon"),
        {},
        DataError,
        "daily.date: 1 of 90 rows hold no date, first at row 3, expected an ISO date in each row. "
        "Correct or drop the rows.",
    ),
    (
        "covariate missing in the window",
        _with(75, "x", np.nan),
        {"covariates": ("x",)},
        DataError,
        "daily.x: 1 empty values in the event window, first on 2026-03-17, expected a value on each observed "
        "day of the window. Fill them, leave the days out with excluded_days, or leave the column out.",
    ),
    (
        "control of words",
        make_daily().assign(x="north"),
        {"controls": ("x",)},
        DataError,
        "daily.x: values that are no numbers, expected a numeric series. Correct the column.",
    ),
    (
        "event that is no date",
        make_daily(),
        {"event_on": "spring"},
        ParamsError,
        "event_on: 'spring', expected an ISO date such as 2026-04-15. Correct the date.",
    ),
    (
        "window off the spacing",
        make_daily().iloc[::7],
        {"window_days": 10},
        ParamsError,
        "window_days: 10, expected a multiple of the spacing, 7. Choose another window.",
    ),
    (
        "level of one",
        make_daily(),
        {"level": 1.0},
        ParamsError,
        "level: 1.0, expected a share above 0.5 and below 1. Use 0.95.",
    ),
    (
        "level in words",
        make_daily(),
        {"level": "high"},
        ParamsError,
        "level: 'high', expected a share above 0.5 and below 1. Use 0.95.",
    ),
    (
        "half a day",
        make_daily(),
        {"window_days": 1.5},
        ParamsError,
        "window_days: 1.5, expected a whole number, 1 to 3660. Use 14.",
    ),
    (
        "infinite value",
        _with(10, "value", np.inf),
        {},
        DataError,
        "daily.value: 1 of 90 rows hold no number, first at row 11, expected numbers, empty where a day is "
        "missing. Correct the rows.",
    ),
    (
        "infinite covariate",
        _with(20, "x", np.inf).astype({"x": float}),
        {"covariates": ("x",)},
        DataError,
        "daily.x: 1 infinite values, first on 2026-01-21, expected finite numbers, empty where a day is "
        "missing. Correct the days.",
    ),
    (
        "monthly rows",
        make_daily().assign(date=pd.date_range("2019-01-01", periods=90, freq="MS")),
        {},
        DataError,
        "daily.date: rows mostly 31 days apart, expected daily rows, or weekly ones that are always a multiple "
        "of 7 days apart. Use the daily series, or put each week on its first day.",
    ),
    (
        "one name is no list",
        make_daily(),
        {"covariates": "x"},
        ParamsError,
        "covariates: 'x', expected a list of column names. Write [\"x\"].",
    ),
    (
        "one date is no list",
        make_daily(),
        {"other_events": "2026-02-01"},
        ParamsError,
        "other_events: '2026-02-01', expected a list of ISO dates. Write [\"2026-02-01\"].",
    ),
    (
        "the outcome explains itself",
        make_daily(),
        {"covariates": ("value",)},
        ParamsError,
        "covariates: value, expected columns beside date and value. Leave it out.",
    ),
    (
        "named twice",
        make_daily(),
        {"covariates": ("x",), "controls": ("x",)},
        ParamsError,
        "controls: x, expected no column that is a covariate too. Name it once.",
    ),
    (
        "no table",
        make_daily().to_dict(),
        {},
        DataError,
        "daily: dict, expected a DataFrame with date and value. Make a table of it.",
    ),
    (
        "nothing is relevant",
        make_daily(),
        {"smallest_relevant": 0},
        ParamsError,
        "smallest_relevant: 0, expected a number above 0. Leave it out if none is agreed.",
    ),
]


@pytest.mark.parametrize(
    ("daily", "options", "kind", "message"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_bad_input_says_what_and_what_to_do(daily, options, kind, message):
    arguments = {"event_on": EVENT_ON, "placebo": False} | options
    with pytest.raises(kind) as caught:
        estimate_effect(daily, **arguments)
    assert str(caught.value) == message


cells = st.one_of(
    st.floats(0, 500), st.integers(0, 30), st.sampled_from([None, np.nan, -1.0, np.inf, "many", "7", ""])
)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    head=st.lists(cells, max_size=4),
    n=st.integers(0, 110),
    level=st.sampled_from([0.0, 0.2, 30.0, 1e9]),
    step=st.sampled_from([1, 2, 7, 30]),
    column=st.sampled_from(["x", "words", "idle", "value"]),
    window_days=st.sampled_from([0, 1, 7, 14, 200]),
    seed=st.integers(0, 99),
)
def test_whatever_comes_in_an_answer_or_a_message_comes_out(head, n, level, step, column, window_days, seed):
    """No traceback, and no number that is not finite."""
    rng = np.random.default_rng(seed)
    value = [*head, *rng.poisson(level, n).astype(float)]
    dates = pd.date_range(pd.Timestamp(EVENT_ON) - pd.Timedelta(days=80), periods=len(value), freq=f"{step}D")
    columns = {"x": rng.normal(size=len(value)), "words": rng.choice(["a", "b"], len(value)), "idle": 1.0}
    daily = pd.DataFrame({"date": dates, "value": pd.Series(value, dtype=object), **columns})
    daily = daily.sample(frac=1, random_state=seed)
    arguments = {"covariates": [column], "other_events": [dates[0]] if len(dates) else []}
    try:
        effect = estimate_effect(daily, EVENT_ON, window_days=window_days, placebo=seed % 3 == 0, **arguments)
    except KpiError:
        return
    numbers = (effect.effect, effect.effect_lower, effect.effect_upper, effect.p_value)
    assert effect.verdict == "cannot tell" or None not in numbers
    assert all(number is None or np.isfinite(number) for number in numbers)
    assert effect.effect is not None or effect.warnings


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"covariates": None}, "covariates"),
        ({"covariates": ["x", "x"]}, "covariates"),
        ({"window_days": float("nan")}, "window_days"),
        ({"window_days": 10**9}, "window_days"),
        ({"seed": -1}, "seed"),
        ({"seed": "today"}, "seed"),
        ({"event_on": "9999-12-31"}, "event_on"),
        ({"event_on": "05/04/2026"}, "event_on"),
    ],
)
def test_an_argument_out_of_its_range_is_named(options, where):
    with pytest.raises(ParamsError) as caught:
        estimate_effect(make_daily(), **({"event_on": EVENT_ON} | options))
    assert caught.value.where == where


def test_days_written_day_first_are_not_guessed():
    daily = make_daily()
    daily["date"] = daily["date"].dt.strftime("%d/%m/%Y")
    with pytest.raises(DataError, match="90 of 90 rows hold no date"):
        estimate_effect(daily, EVENT_ON)


@pytest.mark.parametrize(
    "column", [pd.date_range("2026-01-01", periods=90), np.full(90, 1j), np.full(90, 1e200)]
)
def test_values_that_are_no_usable_numbers_are_refused(column):
    with pytest.raises(DataError, match="90 of 90 rows hold no number"):
        estimate_effect(make_daily().assign(value=column), EVENT_ON)


def test_a_column_that_stands_twice_is_refused():
    daily = make_daily()
    with pytest.raises(DataError, match="the column stands twice"):
        estimate_effect(pd.concat([daily, daily[["value"]]], axis=1), EVENT_ON)
