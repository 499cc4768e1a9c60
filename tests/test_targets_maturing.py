"""Forecasts of final counts: by hand, identities, refusals, and coverage over simulated events."""

import numpy as np
import pytest

from kpilib.errors import DataError
from kpilib.targets import Forecast, forecast_final

HALF = ([50, 41, 60, 44, 52], [100, 80, 120, 90, 104])


def numbers(forecast: Forecast) -> tuple[float, float, float]:
    assert forecast.lower is not None
    assert forecast.expected is not None
    assert forecast.upper is not None
    return forecast.lower, forecast.expected, forecast.upper


def test_half_way_events_end_at_about_twice() -> None:
    forecast = forecast_final(*HALF, 55)
    lower, expected, upper = numbers(forecast)
    assert 85 < lower < expected < upper < 135
    assert expected == pytest.approx(108, abs=5)
    assert forecast.share == pytest.approx(0.5, abs=0.03)
    assert forecast.n_events == 5


def test_it_is_never_below_what_is_there() -> None:
    for now in (0, 3, 200, 5000):
        lower, expected, upper = numbers(forecast_final(*HALF, now))
        assert now <= lower <= expected <= upper


def test_events_that_had_all_by_now_leave_little_to_come() -> None:
    finals = [100, 80, 120, 90, 104, 110, 95, 99]
    lower, _, upper = numbers(forecast_final(finals, finals, 90))
    assert lower == 90
    assert upper <= 100


def test_where_nothing_is_there_yet_former_events_tell() -> None:
    none_yet = forecast_final([0, 0, 0, 0, 0, 0], [90, 110, 100, 95, 105, 100], 0)
    lower, expected, upper = numbers(none_yet)
    assert lower < 100 < upper
    assert expected == pytest.approx(100, rel=0.15)


def test_a_usual_range_moves_the_forecast() -> None:
    low = forecast_final(*HALF, 0, (20, 25, 30))
    high = forecast_final(*HALF, 0, (200, 250, 300))
    assert numbers(low)[1] < numbers(high)[1]
    unknown = forecast_final(*HALF, 10, (None, None, None))
    assert numbers(unknown) == numbers(forecast_final(*HALF, 10))


def test_under_three_events_nothing_is_forecast() -> None:
    forecast = forecast_final([5, 6], [10, 12], 4)
    assert forecast == Forecast(0.8, 2)
    assert not forecast.enough
    assert forecast.probability_at_least(10) is None
    assert forecast_final([], [], 4) == Forecast(0.8, 0)


def test_three_events_say_less_than_thirty() -> None:
    few, many = forecast_final(HALF[0][:3], HALF[1][:3], 50), forecast_final(HALF[0] * 6, HALF[1] * 6, 50)
    width_few, width_many = (n[2] - n[0] for n in (numbers(few), numbers(many)))
    assert width_few > 1.3 * width_many


def test_the_order_of_events_does_not_matter() -> None:
    turned = forecast_final(HALF[0][::-1], HALF[1][::-1], 55)
    assert numbers(turned) == numbers(forecast_final(*HALF, 55))


def test_the_usual_number_and_the_chance_of_so_few() -> None:
    forecast = forecast_final(HALF[0] * 4, HALF[1] * 4, 20)
    assert forecast.usual == pytest.approx(49, abs=4)
    assert forecast.usual_lower is not None
    assert forecast.usual_lower > 20
    assert forecast.chance_below is not None
    assert forecast.chance_below < 0.02
    usual = forecast_final(HALF[0] * 4, HALF[1] * 4, 49).chance_below
    assert usual is not None
    assert 0.3 < usual < 0.7


def test_the_probability_of_a_goal_falls_with_the_goal() -> None:
    forecast = forecast_final(*HALF, 55)
    chances = [forecast.probability_at_least(goal) for goal in (55, 100, 110, 1000)]
    assert chances[0] == 1
    assert chances[-1] == 0
    assert chances == sorted(chances, reverse=True)  # type: ignore[type-var]


@pytest.mark.parametrize(
    ("reached", "final", "now", "message"),
    [
        (
            [5, 12, 3],
            [10, 11, 9],
            4,
            "maturing counts: more at the point than in the end, first at event 2, expected counts that only "
            "grow. Correct the data.",
        ),
        (
            [5, -1, 3],
            [10, 11, 9],
            4,
            "maturing counts: a number below 0 or none, expected numbers from 0. Correct the data.",
        ),
        (
            [5, 4, 3],
            [10, 11, 9],
            float("nan"),
            "maturing counts: a number below 0 or none, expected numbers from 0. Correct the data.",
        ),
    ],
)
def test_what_cannot_be_is_refused(reached: list[int], final: list[int], now: float, message: str) -> None:
    with pytest.raises(DataError) as error:
        forecast_final(reached, final, now)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("n_past", "size", "share", "tightness"),
    [(3, 40, 0.5, 20), (8, 40, 0.3, 10), (30, 40, 0.5, 20), (8, 400, 0.8, 30), (12, 5, 0.5, 15)],
)
def test_the_range_holds_about_as_often_as_it_says(
    n_past: int, size: int, share: float, tightness: float
) -> None:
    """Sizes vary by a factor (log sd 0.4), each event has its own share; tiny counts hold more often."""
    random = np.random.default_rng(n_past * size)
    held, below = [], []
    for _ in range(120):
        finals = random.poisson(random.lognormal(np.log(size), 0.4, n_past + 1))
        shares = random.beta(share * tightness, (1 - share) * tightness, n_past + 1)
        reached = random.binomial(finals, shares)
        forecast = forecast_final(reached[:-1], finals[:-1], reached[-1])
        lower, _, upper = numbers(forecast)
        held.append(lower <= finals[-1] <= upper)
        below.append(forecast.chance_below is not None and forecast.chance_below < 0.1)
    assert 0.72 <= np.mean(held) <= (0.97 if size < 10 else 0.92)
    assert np.mean(below) <= 0.16
