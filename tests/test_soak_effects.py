"""The whole tables of the daily effect with their demands; a good hour, results in docs/statistics.md."""

import pytest

from benchmarks.effects import run_situation, summarise
from benchmarks.effects_demands import LEAST_COVERAGE, MOST_ALARMS, OURS, REFERENCE, unmet_demands
from benchmarks.effects_public import PUBLIC
from benchmarks.effects_situations import SITUATIONS

pytestmark = pytest.mark.soak


def test_the_whole_table_meets_its_demands() -> None:
    summaries = {}
    for name in SITUATIONS:
        methods = {REFERENCE: 400, **dict.fromkeys(PUBLIC, 100)}
        summaries[name] = summarise(run_situation(name, 400, 2027, methods))
        print(f"\n{name}\n{summaries[name].round(3).to_string()}", flush=True)
    assert unmet_demands(summaries) == []


def test_with_placebos_intervals_still_hold_and_alarms_stay_rare() -> None:
    """Fifty of each: two standard errors are granted."""
    for name in SITUATIONS:
        ours = summarise(run_situation(name, 50, 2028, {}, placebo=True)).loc[OURS]
        print(f"{name}: {ours.round(3).to_dict()}", flush=True)
        assert ours["coverage"] >= LEAST_COVERAGE.get(name[:3], 0.915) - 0.08
        assert ours["false_alarms"] <= MOST_ALARMS.get(name[:3], 0.095) + 0.12
        assert ours["cpu_max"] <= 3
