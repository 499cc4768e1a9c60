"""Targets: the whole tables of docs/statistics.md, with the demands asserted. `make soak`."""

import pandas as pd
import pytest
from conftest import SHARED, needs_shared

from benchmarks import targets_rsvps, targets_table
from benchmarks.targets_further import FURTHER
from benchmarks.targets_situations import SITUATIONS

pytestmark = pytest.mark.soak
RSVPS = SHARED / "data" / "real" / "rladies_events" / "open_chapters.csv"


def _shown(scores: pd.DataFrame) -> None:
    for measure in targets_table.MEASURES:
        print(f"\n{measure}\n{targets_table.wide(scores, measure).round(3).to_string()}")


def test_the_named_situations_meet_every_demand() -> None:
    scores = targets_table.run(sorted(SITUATIONS), reps=400, seed=2026)
    _shown(scores)
    assert targets_table.shortfalls(scores) == []


def test_the_further_situations_are_no_worse_than_the_reference() -> None:
    scores = targets_table.run(sorted(FURTHER), reps=200, seed=2026)
    _shown(scores)
    coverage, score = (targets_table.wide(scores, name) for name in ("coverage", "interval_score"))
    # Two standard errors of 200 draws beyond the demands on the named ones.
    assert coverage["ours"].between(0.69, 0.95).all()
    assert (score["ours"] / score["reference"] < 1.1).all()


@needs_shared
@pytest.mark.parametrize("covariates", [(), ("format",)])
def test_real_events_are_held_and_foreseen_better_than_by_the_last_eight(covariates: tuple[str, ...]) -> None:
    found = targets_rsvps.checks(RSVPS, covariates)
    print(f"\n{len(found)} events, covariates: {covariates}\n{found.mean().round(3).to_string()}")
    assert len(found) == 2370
    assert 0.72 <= found["coverage"].mean() <= 0.88
    assert found["error"].mean() < found["plain_error"].mean() == pytest.approx(16.29, abs=0.005)
