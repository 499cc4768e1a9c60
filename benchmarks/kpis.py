"""CPU of all KPIs against reading their measures from Parquet, for many events.

Both sides run in one process, A B A B; quoted is the median of the ratios. To stay under 50.
`python -m benchmarks.kpis --events 2000 --pairs 9`.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from kpilib.kpis import KPIS, MEASURES, compute_kpis


def cpu_of(work: Callable[[], object], times: int) -> float:
    """CPU seconds of one call, over several."""
    before = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - before) / times


def main() -> None:
    """Prints both sides of each pair, then the median ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=2000)
    parser.add_argument("--pairs", type=int, default=9)
    options = parser.parse_args()
    dice = np.random.default_rng(0)
    measures = pd.DataFrame({name: dice.integers(0, 500, options.events).astype(float) for name in MEASURES})
    measures = measures.mask(dice.random(measures.shape) < 0.2)
    measures.insert(0, "event_id", [f"E{n}" for n in range(options.events)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "measures.parquet"
        measures.to_parquet(path)
        compute_kpis(pd.read_parquet(path))  # imports and caches, for both sides
        ratios = []
        for pair in range(options.pairs):
            read = cpu_of(lambda: pd.read_parquet(path), 20)
            computed = cpu_of(lambda: compute_kpis(measures), 3)
            ratios.append(computed / read)
            print(
                f"pair {pair + 1}: reading {1000 * read:.1f} ms, "
                f"{len(KPIS)} KPIs of {options.events} events {1000 * computed:.1f} ms"
            )
    print(f"median: {statistics.median(ratios):.1f} times the CPU of reading (to stay under 50)")


if __name__ == "__main__":
    main()
