"""Simulated content with known first years, and what the tail's ranges make of it.

Run `python -m benchmarks.tail_situations --reps 40`. Daily counts fade by a curve, vary by weekday and by a
shock that lasts some days, and are seen up to a day, by day or by 30 days. The ranges are of 80 %.
"""

import argparse
from typing import Any

import numpy as np
import pandas as pd

from kpilib.effects import estimate_tail

YEAR = 365
DAY = pd.Timestamp("2025-01-01")
WEEK = np.array([1.2, 1.2, 1.1, 1.0, 0.9, 0.8, 0.8])
SEEN = ((60, 1), (90, 1), (180, 1), (120, 30), (300, 30))  # days seen, days of a period
CURVES = ("exponential", "power", "flat", "spike")
TOTALS = (80, 2000)


def _curve(name: str, rng: np.random.Generator) -> np.ndarray:
    age = np.arange(YEAR) + 0.5
    if name == "exponential":
        return np.asarray(0.5 ** (age / rng.choice([10, 30, 80, 200])))
    if name == "power":
        return np.asarray((1 + age / 2) ** -rng.choice([0.6, 0.9, 1.2]))
    return np.ones(YEAR) if name == "flat" else np.asarray(0.95 * 0.5 ** (age / 7) + 0.05)


def _year(name: str, total: int, rng: np.random.Generator) -> tuple[np.ndarray, int]:
    """Daily counts of a year, and the day by which half of their mean has come."""
    mean = _curve(name, rng)
    shock = np.zeros(YEAR)
    for t in range(1, YEAR):
        shock[t] = 0.8 * shock[t - 1] + 0.25 * rng.normal()
    mean = mean / mean.sum() * total * np.exp(shock) * np.tile(WEEK, 53)[:YEAR]
    half = int(np.searchsorted(mean.cumsum(), mean.sum() / 2)) + 1
    return rng.poisson(mean).astype(float), half


def run(name: str, total: int, seen: int, length: int, reps: int) -> dict[str, Any]:
    """Figures of one situation; repetitions without an estimate are counted as untold."""
    rows = []
    for rep in range(reps):
        rng = np.random.default_rng([rep, total, seen, length, *name.encode()])
        counts, half = _year(name, total, rng)
        starts = np.arange(0, seen - length + 1, length)
        days = DAY + pd.to_timedelta(starts, "D")
        values = [counts[start : start + length].sum() for start in starts]
        ends = days + pd.Timedelta(days=length - 1)
        tail = estimate_tail(pd.DataFrame({"starts_on": days, "ends_on": ends, "value": values}), DAY)
        rows.append(_judge(tail.to_dict(), float(counts.sum()), half))
    return {name: float(value) for name, value in pd.DataFrame(rows).mean().items()}


def _judge(tail: dict[str, Any], total: float, half: int) -> dict[str, Any]:
    if tail["year_total"] is None:
        return {"untold": 1.0}
    return {
        "untold": 0.0,
        "year": float(tail["year_lower"] <= total <= tail["year_upper"]),
        "half_life": float(tail["half_life_lower"] <= half <= tail["half_life_upper"]),
        "width": (tail["year_upper"] - tail["year_lower"]) / total,
        "told": float(tail["verdict"] != "cannot tell"),
    }


def main() -> None:
    """Print one line per situation, then the means."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=40)
    reps = parser.parse_args().reps
    table = {
        (curve, total, f"{seen} days by {length}"): run(curve, total, seen, length, reps)
        for seen, length in SEEN
        for curve in CURVES
        for total in TOTALS
    }
    figures = pd.DataFrame(table).T
    print(figures.round(2).to_string())
    print(figures.mean().round(3).to_string())


if __name__ == "__main__":
    main()
