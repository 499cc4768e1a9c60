"""What takes long about exports: all variants of all formats, and large files; numbers stand in docs/intake.md.

`KPI_VARIANTS=4` tries every fourth variant only.
"""

import os
from pathlib import Path

import pytest
from conftest import SHARED
from test_intake_variants import open_cases, own_cases
from variants import Tried, try_variants

from benchmarks.intake_memory import measure, write_attendees, write_events

pytestmark = pytest.mark.soak
STEP = int(os.environ.get("KPI_VARIANTS", "1"))


def test_all_variants_of_all_formats(tmp_path: Path) -> None:
    cases = own_cases() + (open_cases() if SHARED.is_dir() else [])
    found: dict[str, Tried] = {}
    print(f"\n{'export':45} tried refused wrong")
    for number, case in enumerate(cases):
        tried = try_variants(case, tmp_path, case.variants()[number % STEP :: STEP])
        found[case.name] = tried
        print(f"{case.name:45} {tried.n:5} {len(tried.refused):7} {len(tried.wrong):5}", flush=True)
    n, n_refused = (sum(t.n for t in found.values()), sum(len(t.refused) for t in found.values()))
    print(f"{'all':45} {n:5} {n_refused:7} {sum(len(t.wrong) for t in found.values()):5}")
    assert {name: t.wrong for name, t in found.items() if t.wrong} == {}
    assert n >= 500
    assert n_refused <= 0.05 * n


def test_events_of_any_number_are_read_in_bounded_memory(tmp_path: Path) -> None:
    """What is held grows with people and sessions: far less than the file does."""
    grown = []
    for n in (100_000, 1_000_000):
        path = tmp_path / "events.json"
        write_events(path, n)
        told = measure(path)
        print(f"\nga4_bigquery: {n} events, {told['file_mb']:.0f} MB: {told['seconds']:.0f} s CPU, "
              f"{told['grown_mb']:.0f} MB beyond the program")  # fmt: skip
        assert told["totals"]["event_count"] == n
        assert told["totals"]["sessions"] == n / 10
        grown.append((told["file_mb"], told["grown_mb"]))
    (small, at_first), (large, at_last) = grown
    assert at_last - at_first < 0.5 * (large - small)


def test_a_large_attendee_report_is_read_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "attendees.csv"
    write_attendees(path, 200_000)
    told = measure(path)
    print(f"\nzoom_webinar_attendee: 200000 rows, {told['file_mb']:.0f} MB: {told['seconds']:.0f} s CPU, "
          f"{told['grown_mb']:.0f} MB beyond the program")  # fmt: skip
    assert told["totals"]["attended_rows"] == 200_000
    assert told["totals"]["unique_attendees"] == told["totals"]["registrants"]
    assert told["grown_mb"] < 700
