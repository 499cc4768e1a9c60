"""CPU of targets for 30 KPIs from 40 events, median of rounds: `python -m benchmarks.targets_speed`."""

import statistics
import time
from dataclasses import replace

import numpy as np

from benchmarks.targets_situations import Case, rich
from benchmarks.targets_table import ours

N_KPIS, N_EVENTS, ROUNDS = 30, 40, 5


def kpis() -> list[Case]:
    """Counts, amounts and tiny counts by turns, all with list size, format and topic."""
    made = []
    for number in range(N_KPIS):
        case = rich(np.random.default_rng(number), N_EVENTS + 1)
        value = case.history["value"]
        if number % 3 == 1:
            case = replace(case, kind="money", history=case.history.assign(value=value * 12.5))
        if number % 3 == 2:
            case = replace(case, history=case.history.assign(value=value // 20))
        made.append(case)
    return made


def main() -> None:
    """Print the CPU seconds of one round."""
    cases, spent = kpis(), []
    for _ in range(ROUNDS + 1):
        start = time.process_time()
        for case in cases:
            ours(case)
        spent.append(time.process_time() - start)
    print(f"{N_KPIS} KPIs from {N_EVENTS} events: {statistics.median(spent[1:]):.2f} s CPU")


if __name__ == "__main__":
    main()
