"""Whatever a table holds: a number with a range, "too few events", or a message that says what to do."""

import math
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.errors import DataError, EstimationError, KpiError, ParamsError
from kpilib.targets import Target, estimate_target

NEXT = {"starts_on": "2026-01-10"}
COUNTS = [52, 61, 44, 70, 55, 49, 66, 58, 47, 63, 51, 57]
NO_NUMBER = "hold no finite number, first at row 1, expected numbers or empty cells. Correct the cells."
BEYOND = "are beyond 1e15, first at row 1, expected numbers that can occur. Correct the cells."


def history(values: Any = COUNTS, **columns: Any) -> pd.DataFrame:
    dates = pd.date_range("2025-12-28", periods=len(values), freq="-30D")[::-1].strftime("%Y-%m-%d")
    return pd.DataFrame({"starts_on": dates, "value": values, **columns})


def is_whole(target: Target) -> bool:
    """All numbers finite and in order, or none at all."""
    if not target.enough:
        return target.expected is None and target.zone(1) == "unknown"
    numbers = (target.lower, target.expected, target.upper, target.red_from, target.green_from)
    shares = (target.false_red or 0, target.false_amber or 0)
    return (
        all(number is not None and math.isfinite(number) for number in numbers)
        and (target.lower or 0) <= (target.expected or 0) <= (target.upper or 0)
        and all(0 <= share <= 1 for share in shares)
    )


TWICE = pd.concat([history(topic="a"), pd.Series(["b"] * 12, name="topic")], axis=1)
SAID: dict[str, tuple[Any, Any, dict[str, Any], type[KpiError], str]] = {
    "rows in a list": (
        [{"starts_on": "2025-01-01", "value": 3}],
        NEXT,
        {},
        DataError,
        "history: a list, expected a DataFrame with one row per past event. "
        "Make one with pandas.DataFrame(rows).",
    ),
    "no event to come": (
        history(),
        None,
        {},
        DataError,
        "new_event: a NoneType, expected a mapping such as {'starts_on': '2026-04-15'}. "
        "Say when the event starts, and what is known of it.",
    ),
    "a column twice": (
        TWICE,
        {**NEXT, "topic": "a"},
        {"covariates": ["topic"]},
        DataError,
        "history: column topic more than once, expected each column once. Drop or rename the others.",
    ),
    "a date as a number": (
        history().assign(starts_on=range(12)),
        NEXT,
        {},
        DataError,
        "history.starts_on: 12 of 12 rows hold no date, first at row 1, "
        "expected ISO dates such as 2026-04-15. Correct the dates.",
    ),
    "the next date as a number": (
        history(),
        {"starts_on": 5},
        {},
        EstimationError,
        "new_event.starts_on: no date, expected an ISO date such as 2026-04-15. Say when the event starts.",
    ),
    "lists": (history([[1]] * 12), NEXT, {}, DataError, f"history.value: 12 of 12 rows {NO_NUMBER}"),
    "durations": (
        history(pd.to_timedelta(COUNTS, unit="D")),
        NEXT,
        {},
        DataError,
        f"history.value: 12 of 12 rows {NO_NUMBER}",
    ),
    "complex numbers": (
        history([1 + 2j] * 12),
        NEXT,
        {"kind": "money"},
        DataError,
        f"history.value: 12 of 12 rows {NO_NUMBER}",
    ),
    "huge amounts": (
        history([1e300] * 12),
        NEXT,
        {"kind": "money"},
        DataError,
        f"history.value: 12 of 12 rows {BEYOND}",
    ),
    "huge trials to come": (
        history(trials=100),
        {**NEXT, "trials": 1e19},
        {"kind": "rate"},
        DataError,
        f"new_event.trials: 1 of 1 rows {BEYOND}",
    ),
    "text for trials": (
        history(trials=100),
        {**NEXT, "trials": "many"},
        {"kind": "rate"},
        DataError,
        f"new_event.trials: 1 of 1 rows {NO_NUMBER}",
    ),
    "a huge covariate": (
        history(size=[1e300] * 11 + [5]),
        {**NEXT, "size": 5},
        {"covariates": ["size"]},
        DataError,
        "history.size: a number beyond 1e15, expected numbers that can occur. Correct the cells.",
    ),
    "a level in text": (
        history(),
        NEXT,
        {"level": "0.8"},
        ParamsError,
        "estimate_target: level: '0.8', expected a probability between 0 and 1. Correct the argument.",
    ),
    "three zones": (
        history(),
        NEXT,
        {"zones": (0.1, 0.2, 0.3)},
        ParamsError,
        "estimate_target: zones: (0.1, 0.2, 0.3), expected two rising probabilities such as (0.1, 0.3). "
        "Correct the argument.",
    ),
    "no list of covariates": (
        history(),
        NEXT,
        {"covariates": None},
        ParamsError,
        "estimate_target: covariates: None, expected a list of columns other than starts_on, value, trials. "
        "Correct the argument.",
    ),
    "a negative seed": (
        history(),
        NEXT,
        {"seed": -1},
        ParamsError,
        "estimate_target: seed: -1, expected a whole number from 0. Correct the argument.",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_what_cannot_be_is_said(name: str) -> None:
    past, new, options, error, message = SAID[name]
    with pytest.raises(error) as refused:
        estimate_target(past, new, **options)
    assert str(refused.value) == message


MIXED_ZONES = ["2025-01-01T10:00:00+02:00"] * 6 + ["2025-02-01"] * 6
ESTIMATED: dict[str, tuple[pd.DataFrame, dict[str, Any], dict[str, Any]]] = {
    "empty frame": (pd.DataFrame(), {}, {}),
    "all equal": (history([7.5] * 9), {}, {"kind": "money"}),
    "all zero counts": (history([0] * 9), {}, {}),
    "all zero amounts": (history([0.0] * 9), {}, {"kind": "money"}),
    "all zero shares": (history([0] * 9, trials=20), {}, {"kind": "rate"}),
    "all negative and equal": (history([-5.0] * 9), {}, {"kind": "money"}),
    "no trials at all": (history([0] * 12, trials=0), {}, {"kind": "rate"}),
    "a spike among zero counts": (history([0] * 9 + [10**6]), {}, {}),
    "a spike among zero amounts": (history([0.0] * 9 + [1e6]), {}, {"kind": "money"}),
    "the largest counts": (history([10**15] * 6 + [0] * 6), {}, {}),
    "the largest shares": (history(trials=10**15), {}, {"kind": "rate"}),
    "amounts of all sizes": (history([1e-300, 1.0, 1e15] * 4), {}, {"kind": "money"}),
    "losses of all sizes": (history([-1e15, 1.0, 1e15] * 4), {}, {"kind": "money"}),
    "ancient events": (history().assign(starts_on="0001-01-01"), {}, {}),
    "events to come": (history().assign(starts_on="9999-01-01"), {}, {}),
    "an event far off": (history(), {"starts_on": "9999-12-31"}, {}),
    "an event before all others": (history(), {"starts_on": "1600-12-31"}, {}),
    "all on one day": (history().assign(starts_on=date(2025, 5, 5)), {}, {}),
    "dates of two zones": (history().assign(starts_on=MIXED_ZONES), {}, {}),
    "decimals": (history([Decimal("12.5"), Decimal("13")] * 6), {}, {"kind": "money"}),
    "numbers in text": (history([str(count) for count in COUNTS]), {}, {}),
    "missing integers": (history(pd.array([*COUNTS[:11], None], dtype="Int64")), {}, {}),
    "categories": (history().astype({"value": "category", "starts_on": "category"}), {}, {}),
    "rows numbered twice": (pd.concat([history(COUNTS[:6]), history(COUNTS[6:])]), {}, {}),
    "a covariate named twice": (history(topic=list("ab") * 6), {"topic": "a"}, {"covariates": ["topic"] * 2}),
    "numbers among texts": (history(t=[1, "a"] * 6), {"t": "a"}, {"covariates": ["t"]}),
    "dates as covariate": (
        history(t=pd.date_range("2025", periods=12)),
        {"t": "2026"},
        {"covariates": ["t"]},
    ),
    "lists as covariate": (history(t=[["a"], ["b"]] * 6), {"t": ["a"]}, {"covariates": ["t"]}),
    "a covariate known for losers only": (
        history([0.0] * 7 + [5.0] * 5, size=[*range(7), *[None] * 5], topic=["a"] * 7 + [None] * 5),
        {"size": 4, "topic": "a"},
        {"covariates": ["size", "topic"], "kind": "money"},
    ),
    "each event of its own topic": (
        history(t=[f"t{number}" for number in range(12)]),
        {"t": "new"},
        {"covariates": ["t"]},
    ),
}


@pytest.mark.parametrize("name", ESTIMATED)
def test_what_is_odd_but_possible_gets_a_target(name: str) -> None:
    past, new, options = ESTIMATED[name]
    before = past.copy()
    assert is_whole(estimate_target(past, {**NEXT, **new}, **options))
    pd.testing.assert_frame_equal(past, before)


def test_an_unknown_topic_widens_the_range() -> None:
    past = history([40, 80, 42, 78, 41, 82] * 2, topic=["a", "b"] * 6)
    known, unknown = (
        estimate_target(past, {**NEXT, "topic": topic}, covariates=["topic"]) for topic in ("a", "c")
    )
    assert (unknown.upper or 0) / (unknown.lower or 1) > 1.3 * (known.upper or 0) / (known.lower or 1)
    assert ("group_unseen", {"name": "topic"}) in unknown.notes


CELLS = st.one_of(
    st.integers(0, 300),
    st.floats(allow_nan=True, allow_infinity=True),
    st.none(),
    st.sampled_from(["many", "", "12", True, Decimal(3)]),
)
DATES = st.one_of(
    st.dates(date(2000, 1, 1), date(2027, 1, 1)).map(date.isoformat),
    st.sampled_from([None, "soon", "2025-02-30", math.nan, "2025-03-01T10:00+02:00"]),
)
WHOLE_CELLS, WHOLE_DATES = st.integers(0, 300), st.dates(date(2000, 1, 1), date(2025, 12, 31))


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """Tables that are sound but for, now and then, one column."""
    n_events = draw(st.integers(0, 12))

    def column(cells: st.SearchStrategy[Any]) -> "pd.Series[Any]":
        return pd.Series(draw(st.lists(cells, min_size=n_events, max_size=n_events)), dtype=object)

    odd = draw(st.sampled_from(["none", "starts_on", "value", "trials", "x"]))
    return pd.DataFrame(
        {
            "starts_on": column(DATES if odd == "starts_on" else WHOLE_DATES),
            "value": column(CELLS if odd == "value" else WHOLE_CELLS),
            "trials": column(CELLS if odd == "trials" else st.integers(300, 900)),
            "x": column(CELLS if odd == "x" else st.sampled_from([1.5, 2, 40, None])),
        }
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    past=tables(),
    x=CELLS,
    kind=st.sampled_from(["count", "rate", "money"]),
    better=st.sampled_from(["up", "down"]),
)
def test_any_table_gets_a_target_or_a_message(past: pd.DataFrame, x: Any, kind: str, better: str) -> None:
    found = _target_or_message(past, x, kind, better)
    if isinstance(found, str):
        assert found.startswith(("history.", "new_event."))
    else:
        assert is_whole(found)
        assert np.isfinite(found.quantiles).all()


def _target_or_message(past: pd.DataFrame, x: Any, kind: str, better: str) -> Target | str:
    try:
        return estimate_target(past, {**NEXT, "x": x}, kind=kind, covariates=["x"], better=better)
    except KpiError as said:
        return str(said)
