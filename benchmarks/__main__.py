"""`make bench`: what is compared, one after the other."""

import runpy
import sys

BENCHMARKS = {
    "benchmarks.kpis": [],
    "benchmarks.reviews": [],
    "benchmarks.targets_speed": [],
    "benchmarks.targets_table": ["--reps", "20"],
    "benchmarks.effects": ["--reps", "4", "--reference", "2", "--public", "2"],
    "benchmarks.people_situations": ["--reps", "20"],
    "benchmarks.tail_situations": ["--reps", "4"],
}

for name, arguments in BENCHMARKS.items():
    print(f"\n{name}", flush=True)
    sys.argv = [name, *arguments]
    runpy.run_module(name, run_name="__main__")
