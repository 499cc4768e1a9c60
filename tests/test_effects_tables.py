"""The table of simulated situations: small and seeded in each run, whole with its demands in `make soak`."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.effects import judge, run_situation, summarise
from benchmarks.effects_demands import OURS, REFERENCE, unmet_demands
from benchmarks.effects_public import PUBLIC
from benchmarks.effects_reference import bma_gls
from benchmarks.effects_situations import SITUATIONS, Draft

STEADY = [name for name in SITUATIONS if name.startswith("e")]


@pytest.fixture(scope="module")
def small() -> pd.DataFrame:
    """Six repetitions of every situation, three of them beside the bar."""
    return pd.concat([run_situation(name, 6, 2026, {REFERENCE: 2}) for name in SITUATIONS])


def of(table: pd.DataFrame, method: str, kind: str = "e") -> pd.DataFrame:
    return table[(table["method"] == method) & table["situation"].str.startswith(kind)]


def test_intervals_hold_over_all_situations(small):
    ours = of(small, OURS)
    # 108 intervals of 95 %: fewer than 96 has a chance of 1 in 300.
    assert len(ours) == 108
    assert ours["covered"].sum() >= 96
    assert ours.loc[ours["truth"] == 0, "told"].sum() <= 8
    assert ours.loc[ours["truth"] > 0, "told"].mean() > 0.6


def test_no_worse_than_the_bar_on_the_same_series(small):
    both = small[small["situation"].str.startswith("e") & (small["rep"] < 2)]
    width = both.pivot_table(index="situation", columns="method", values="width")
    assert (width[OURS] < 1.3 * width[REFERENCE]).all()
    score = both.groupby("method")["score"].mean()
    assert score[OURS] < 1.1 * score[REFERENCE]


def test_overlaps_without_past_events_are_left_open(small):
    ours = of(small, OURS, "o")
    assert (ours["verdict"] == "cannot tell").mean() > 0.6
    assert ours["joint"].astype(bool).mean() > 0.6
    assert not ours.loc[ours["truth"] == 0, "told"].any()


def test_panel_of_placebos_keeps_what_the_intervals_hold():
    table = pd.concat(
        run_situation(name, 4, 11, {}, placebo=True) for name in ("e01_plain", "e14_rw_nocontrol")
    )
    plain = pd.concat(run_situation(name, 4, 11, {}) for name in ("e01_plain", "e14_rw_nocontrol"))
    assert table["covered"].sum() >= 7
    assert (table["width"].to_numpy() >= plain["width"].to_numpy() - 1e-9).all()


@pytest.mark.parametrize("name", PUBLIC)
def test_public_ways_and_the_bar_see_a_large_lift(name):
    case = SITUATIONS["e16_spikes" if name == "before/after" else "e01_plain"](np.random.default_rng(0), True)
    for way in (PUBLIC[name], bma_gls):
        row = judge(way(case, np.random.default_rng(0)), case)
        assert abs(row["error"]) < 4
        assert 0.6 < row["width"] < 6


def test_floor_is_the_noise_that_is_left_when_all_means_are_known():
    totals, floors = [], set()
    for seed in range(300):
        draft = Draft(
            np.random.default_rng(1), (60, 60), (8, 8), 3.0, size=4.0
        )  # the same settings each time
        draft.rng = np.random.default_rng(seed)
        case = draft.finish(False, np.ones(14))
        totals.append(case.daily["value"].tail(14).sum())
        floors.add(case.floor_sd)
    assert len(floors) == 1
    assert np.std(totals) == pytest.approx(floors.pop(), rel=0.12)


def test_situations_are_drawn_anew_and_half_of_them_have_an_effect():
    cases = [SITUATIONS["e01_plain"](np.random.default_rng(seed), seed % 2 == 1) for seed in range(6)]
    assert len({case.event_on for case in cases}) == 6
    assert [case.truth > 0 for case in cases] == [False, True] * 3
    assert all(3 < case.mean_truth / case.floor_sd < 4 for case in cases[1::2])


def test_unmet_demands_are_named():
    table = summarise(run_situation("e01_plain", 2, 1, {}))
    table.loc[OURS, ["coverage", "false_alarms", "wrong_no", "right_no"]] = [0.5, 0.3, 0.0, 0.9]
    assert unmet_demands({"e01_plain": table}) == [
        "e01 coverage: 0.500, demanded 0.915 to 0.99",
        "e01 false alarms: 0.300, demanded 0 to 0.095",
    ]
