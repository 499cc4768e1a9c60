"""Series with published answers (see their SOURCE.md); skipped where the shared folder is missing."""

from pathlib import Path

import pandas as pd
import pytest

from kpilib.effects import estimate_effect

REAL = Path(__file__).parents[2] / "shared" / "data" / "real"
pytestmark = pytest.mark.skipif(not REAL.exists(), reason="needs ../shared")


@pytest.mark.parametrize(("event_on", "truth"), [("2019-05-13", 1500), ("2020-09-14", 2500)])
def test_weekly_events_of_known_size(event_on, truth):
    weekly = pd.read_csv(REAL / "mmm_known_events" / "mmm_example.csv").rename(
        columns={"date_week": "date", "y": "value"}
    )
    effect = estimate_effect(weekly, event_on, window_days=7, covariates=("x1", "x2"))
    assert effect.effect_lower - 100 <= truth <= effect.effect_upper + 100
    assert effect.effect_upper - effect.effect_lower < 2200


def cities() -> pd.DataFrame:
    long = pd.read_csv(REAL / "geolift_test" / "test.csv")
    return long.pivot_table(index="date", columns="location", values="Y").reset_index()


def test_two_treated_cities():
    table, treated = cities(), ["chicago", "portland"]
    controls = [name for name in table.columns if name not in ("date", *treated)]
    daily = table.assign(value=table[treated].mean(axis=1))
    effect = estimate_effect(daily, "2021-04-01", window_days=15, controls=controls, placebo=False)
    assert 2 * effect.effect == pytest.approx(4667, rel=0.15)
    assert effect.verdict == "more"


def test_untouched_cities_show_nothing():
    table = cities()
    names = [name for name in table.columns if name not in ("date", "chicago", "portland")]
    n_told = 0
    for city in names[::4]:
        controls = [name for name in names if name != city]
        daily = table.assign(value=table[city])
        effect = estimate_effect(daily, "2021-03-17", window_days=15, controls=controls, placebo=False)
        n_told += effect.verdict in ("more", "fewer")
    assert n_told <= 1
