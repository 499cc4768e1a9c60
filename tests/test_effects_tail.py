"""Evergreen tail: half-life and first year from periods of any length, and what cannot be told."""

import json

import numpy as np
import pandas as pd
import pytest

from kpilib.effects import count_by_month, estimate_tail
from kpilib.errors import DataError, ParamsError

DAY = pd.Timestamp("2025-03-01")


def periods(values: list[float], length: int = 30, first: int = 0) -> pd.DataFrame:
    """Periods of so many days, one after the other, the first beginning `first` days after day 1."""
    starts = DAY + pd.to_timedelta(first + length * np.arange(len(values)), "D")
    return pd.DataFrame(
        {"starts_on": starts, "ends_on": starts + pd.Timedelta(days=length - 1), "value": values}
    )


def fading(half_life: float, total: float, days: int, seed: int) -> tuple[pd.DataFrame, float]:
    """Daily counts up to a day, and the whole year's total."""
    mean = 0.5 ** ((np.arange(365) + 0.5) / half_life)
    counts = np.random.default_rng(seed).poisson(mean / mean.sum() * total).astype(float)
    return periods(list(counts[:days]), 1), float(counts.sum())


def test_a_year_wholly_counted_is_known_exactly():
    # 10 a day for a year: half has come on day 183.
    tail = estimate_tail(periods([10.0] * 365, 1), "2025-03-01")
    assert (tail.year_lower, tail.year_total, tail.year_upper) == (3650, 3650, 3650)
    assert (tail.half_life_lower, tail.half_life_days, tail.half_life_upper) == (183, 183, 183)
    assert tail.verdict == "lasts"
    assert (tail.counted, tail.counted_until) == (3650, "2026-02-28")
    assert [m["value"] for m in tail.months] == [300] * 12


def test_fast_fading_and_a_level_that_stays_are_told_apart():
    fast = estimate_tail(fading(12, 900, 150, seed=1)[0], "2025-03-01")
    level = estimate_tail(periods([2.0, 3, 1, 2] * 45, 1), "2025-03-01")
    assert (fast.verdict, level.verdict) == ("fades", "lasts")
    assert fast.half_life_upper < 30 < 120 < level.half_life_lower
    assert fast.year_total - fast.counted < 0.1 * fast.counted


def test_months_counted_stay_and_the_others_are_projected():
    tail = estimate_tail(periods([120.0, 60, 30]), "2025-03-01")
    first, fourth = tail.months[0], tail.months[3]
    assert first == {"month": 1, "value": 120, "lower": None, "expected": None, "upper": None}
    assert fourth["value"] is None
    assert 0 <= fourth["lower"] <= fourth["expected"] <= fourth["upper"] < 120


def test_ranges_hold_over_simulated_content():
    inside = 0
    for seed in range(20):
        table, year = fading(float(np.random.default_rng(seed).choice([15, 40, 120])), 600, 120, seed)
        tail = estimate_tail(table, "2025-03-01")
        inside += tail.year_lower <= year <= tail.year_upper
    assert 14 <= inside <= 20  # 8 of 10 are asked for


def test_a_gap_is_unknown_and_not_zero():
    whole = periods([100.0, 80, 60, 50, 40])
    gap = whole.drop(index=1)
    tail = estimate_tail(gap, "2025-03-01")
    assert tail.months[1]["value"] is None
    assert tail.months[1]["lower"] > 30
    assert tail.year_total == pytest.approx(estimate_tail(whole, "2025-03-01").year_total, rel=0.3)


def test_row_order_days_before_and_later_years_do_not_matter():
    table = periods([100.0, 80, 60, 50])
    around = pd.concat([periods([999.0], 30, first=-30), table, periods([777.0], 30, first=380)])
    mixed = around.sample(frac=1, random_state=1)
    assert estimate_tail(mixed, "2025-03-01") == estimate_tail(table, "2025-03-01")


def test_the_same_seed_gives_the_same_record_and_it_is_json():
    table = periods([100.0, 80, 60])
    record = estimate_tail(table, "2025-03-01").to_dict()
    assert record == estimate_tail(table, "2025-03-01").to_dict()
    json.dumps(record, allow_nan=False)
    assert "<th>half_life_days</th>" in estimate_tail(table, "2025-03-01")._repr_html_()


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (periods([]), "tail_without_data"),
        (periods([50.0], 30, first=-60), "tail_without_data"),
        (periods([50.0, 40], 30), "tail_too_short"),
        (periods([5.0] * 20, 1), "tail_too_short"),
        (periods([3.0, 0, 1, 0]), "tail_too_small"),
        (periods([0.0] * 6), "tail_too_small"),
    ],
)
def test_too_little_to_tell(table, code):
    tail = estimate_tail(table, "2025-03-01")
    assert (tail.verdict, tail.half_life_days, tail.year_total) == ("cannot tell", None, None)
    assert [w["code"] for w in tail.warnings] == [code]
    json.dumps(tail.to_dict(), allow_nan=False)


def test_counts_by_month_of_age():
    # 60 days in one period lie evenly on its days; the third month is not covered.
    assert count_by_month(periods([80.0], 60), "2025-03-01") == {1: 40, 2: 40}
    assert count_by_month(periods([80.0], 60, first=3), "2025-03-01") == {2: 40}


BAD_ROW = (
    "periods: 1 of 3 rows with a value below 0 or none, or an end before the start, expected a count of 0 or "
    "more over days in order. Correct the rows, first row {row}."
)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": [1.0, -2, 3]}, BAD_ROW.format(row=2)),
        ({"value": [1.0, 2, np.nan]}, BAD_ROW.format(row=3)),
        ({"value": ["many", 2, 3]}, BAD_ROW.format(row=1)),
        ({"ends_on": [DAY, DAY, DAY + pd.Timedelta(days=100)]}, BAD_ROW.format(row=2)),
        (
            {"starts_on": [DAY] * 3},
            "periods: two periods share days, expected each day in one period. Drop the coarser of the two.",
        ),
    ],
)
def test_periods_that_cannot_be_used(change, message):
    with pytest.raises(DataError) as caught:
        estimate_tail(periods([10.0, 20, 30]).assign(**change), "2025-03-01")
    assert str(caught.value) == message


def test_other_bad_arguments():
    with pytest.raises(DataError) as missing:
        estimate_tail(periods([10.0]).drop(columns="value"), "2025-03-01")
    assert str(missing.value) == (
        "periods.value: the column is missing, expected it among the columns. Add it."
    )
    with pytest.raises(ParamsError) as level:
        estimate_tail(periods([10.0]), "2025-03-01", level=80)
    assert str(level.value) == "level: 80, expected a share above 0.5 and below 1. Use 0.8."
    with pytest.raises(ParamsError, match="event_on: 'soon', expected an ISO date"):
        estimate_tail(periods([10.0]), "soon")
