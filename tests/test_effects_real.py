"""Series with published answers (see their SOURCE.md); skipped where the shared folder is missing."""

from pathlib import Path

import pandas as pd
import pytest

from kpilib.effects import estimate_effect

REAL = Path(__file__).parents[2] / "shared" / "data" / "real"
pytestmark = pytest.mark.skipif(not REAL.exists(), reason="needs ../shared")


@pytest.mark.parametrize("placebo", [False, True])
@pytest.mark.parametrize(("event_on", "truth"), [("2019-05-13", 1500), ("2020-09-14", 2500)])
def test_weekly_events_of_known_size(event_on, truth, placebo):
    weekly = pd.read_csv(REAL / "mmm_known_events" / "mmm_example.csv").rename(
        columns={"date_week": "date", "y": "value"}
    )
    arguments = {"window_days": 7, "covariates": ("x1", "x2"), "placebo": placebo}
    effect = estimate_effect(weekly, event_on, **arguments)
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


@pytest.mark.parametrize("event_on", ["2021-02-15", "2021-03-02", "2021-03-17"])
def test_untouched_cities_show_nothing_before_the_campaign(event_on):
    table = cities()
    names = [name for name in table.columns if name not in ("date", "chicago", "portland")]
    chosen = names[::3]
    n_covering = 0
    for city in chosen:
        controls = [name for name in names if name != city]
        daily = table.assign(value=table[city])
        effect = estimate_effect(daily, event_on, window_days=15, controls=controls, placebo=False)
        n_covering += effect.effect_lower <= 0 <= effect.effect_upper
    assert n_covering >= 0.9 * len(chosen)
