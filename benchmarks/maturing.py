"""Forecasts of final counts over simulated events: `python -m benchmarks.maturing --reps 400`.

Sizes of events vary (log sd 0.4), each event has its own share by then (a beta distribution). Beside the
forecast stands the plain way: what is there, divided by the mean share of former events.
"""

import argparse
from dataclasses import dataclass
from itertools import product

import numpy as np

from kpilib.targets import forecast_final

EVENTS, SIZES, SHARES, TIGHTNESS = (3, 8, 40), (5, 50, 500), (0.15, 0.5, 0.9), (8, 30)


@dataclass(frozen=True)
class Result:
    """Means over repetitions; errors and widths are shares of the usual size."""

    held: float
    below: float
    width: float
    error: float
    plain_error: float


def measure(n_past: int, size: int, share: float, tightness: float, reps: int, seed: int = 0) -> Result:
    """One situation, one event ahead each time."""
    random = np.random.default_rng([seed, n_past, size, round(100 * share), tightness])
    rows = [_one(random, n_past, size, share, tightness) for _ in range(reps)]
    held, below, width, error, plain = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    return Result(held.mean(), below.mean(), np.median(width), error.mean(), plain.mean())


def _one(
    random: np.random.Generator, n_past: int, size: int, share: float, tightness: float
) -> tuple[bool, bool, float, float, float]:
    finals = random.poisson(random.lognormal(np.log(size), 0.4, n_past + 1))
    shares = random.beta(share * tightness, (1 - share) * tightness, n_past + 1)
    reached = random.binomial(finals, shares)
    found = forecast_final(reached[:-1], finals[:-1], reached[-1])
    final, now = float(finals[-1]), float(reached[-1])
    lower, middle, upper = (found.lower or 0.0, found.expected or 0.0, found.upper or 0.0)
    usual = float(np.sum(reached[:-1])) / max(float(np.sum(finals[:-1])), 1.0)
    plain = now / usual if usual else float(np.mean(finals[:-1]))
    below = found.chance_below is not None and found.chance_below < 0.1
    return (
        lower <= final <= upper,
        below,
        (upper - lower) / size,
        abs(middle - final) / size,
        abs(plain - final) / size,
    )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=100)
    reps = parser.parse_args().reps
    print("| events | size | share | tightness | held (80 %) | behind (10 %) | width | error | plain error |")
    print("|---|---|---|---|---|---|---|---|---|")
    found = []
    for case in product(EVENTS, SIZES, SHARES, TIGHTNESS):
        r = measure(*case, reps=reps)
        found.append(r)
        numbers = f"{r.held:.2f} | {r.below:.2f} | {r.width:.2f} | {r.error:.2f} | {r.plain_error:.2f}"
        print(f"| {' | '.join(map(str, case))} | {numbers} |", flush=True)
    means = [np.mean([getattr(r, name) for r in found]) for name in Result.__dataclass_fields__]
    print("| mean | | | | " + " | ".join(f"{m:.2f}" for m in means) + " |")


if __name__ == "__main__":
    main()
