"""Targets against simulated histories: `python -m benchmarks.targets_table --reps 400`.

Printed are, for each situation and method, how often the 80 % range held the result that was kept
back, how often it was called red although nothing was wrong, and the interval score (Winkler, 80 %;
in units of the true mean). With `--keep FOLDER` the scores of each situation and method are
kept there and not made again: a run that was stopped goes on, but a method that was changed needs its
files deleted.
"""

import argparse
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.targets_further import FURTHER
from benchmarks.targets_plain import LEVEL, PLAIN, Answer
from benchmarks.targets_reference import reference
from benchmarks.targets_situations import SITUATIONS, Case
from kpilib.targets import estimate_target

MEASURES = ["coverage", "false_red", "interval_score", "cpu_s"]
ALL_SITUATIONS = SITUATIONS | FURTHER


def ours(case: Case) -> Answer:
    """Range and red limit of `estimate_target`."""
    target = estimate_target(
        case.history, case.new_event, kind=case.kind, covariates=case.covariates, better=case.better
    )
    assert target.enough
    return target.lower, target.upper, target.red_from


METHODS: dict[str, Callable[[Case], Answer]] = {"ours": ours, "reference": reference, **PLAIN}


def simulated(name: str, seed: int, rep: int) -> Case:
    """One history; the same whatever else is drawn."""
    return ALL_SITUATIONS[name](np.random.default_rng([seed, zlib.crc32(name.encode()), rep]))


def score(case: Case, answer: Answer) -> tuple[bool, bool, float]:
    """Whether the range held the result, whether it was called red, and the interval score."""
    lower, upper, red_from = answer
    is_red = case.result < red_from if case.better == "up" else case.result > red_from
    missed = max(lower - case.result, 0) + max(case.result - upper, 0)
    return lower <= case.result <= upper, is_red, (upper - lower + 2 / (1 - LEVEL) * missed) / case.mean


def scores_of(name: str, method: str, reps: int, seed: int) -> pd.DataFrame:
    """One row per repetition: coverage, false_red, interval_score, cpu_s."""
    rows = []
    for rep in range(reps):
        case = simulated(name, seed, rep)
        start = time.process_time()
        answer = METHODS[method](case)
        rows.append((*score(case, answer), time.process_time() - start))
    return pd.DataFrame(rows, columns=MEASURES).astype(float)


def kept_scores(name: str, method: str, reps: int, seed: int, folder: Path | None) -> pd.DataFrame:
    """`scores_of`, from the folder if they stand there."""
    if folder is None:
        return scores_of(name, method, reps, seed)
    path = folder / f"{name}.{method}.{reps}.{seed}.csv"
    if not path.is_file():
        scores_of(name, method, reps, seed).to_csv(path, index=False)
    return pd.read_csv(path)


def run(
    names: list[str],
    reps: int,
    seed: int,
    folder: Path | None = None,
    methods: tuple[str, ...] = tuple(METHODS),
) -> pd.DataFrame:
    """Means over the repetitions: one row per situation and method."""
    rows = [
        {"situation": name, "method": method, **kept_scores(name, method, reps, seed, folder).mean()}
        for name in names
        for method in methods
    ]
    return pd.DataFrame(rows)


def wide(scores: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Situations x methods."""
    table = scores.pivot_table(index="situation", columns="method", values=measure)
    return table[list(dict.fromkeys(scores["method"]))]


def shortfalls(scores: pd.DataFrame) -> list[str]:
    """What does not meet the demands; empty if all do.

    Scores are compared as ratios to the reference's, as situations differ tenfold in their spread.
    """
    coverage, red, interval = (wide(scores, measure) for measure in MEASURES[:3])
    ratio = interval.div(interval["reference"], axis=0).mean()
    most = pd.Series(0.90, coverage.index).where(~coverage.index.str.startswith("t05"), 0.97)
    found = [
        *_outside("coverage", coverage["ours"], 0.745, most),
        *_outside("false red", red["ours"], 0.035, 0.165),
        *_outside("score / reference", interval["ours"] / interval["reference"], 0.0, 1.10),
        *_outside("mean coverage", pd.Series({"all": coverage["ours"].mean()}), 0.775, 0.865),
        *_outside("mean false red", pd.Series({"all": red["ours"].mean()}), 0.07, 0.125),
        *_outside(
            "score / best plain", pd.Series({"all": ratio["ours"] / ratio[list(PLAIN)].min()}), 0.0, 0.9
        ),
        *_outside("CPU seconds", wide(scores, "cpu_s")["ours"], 0.0, 2.0),
    ]
    return found


def _outside(what: str, found: pd.Series, least: float, most: "float | pd.Series") -> list[str]:
    wrong = found[(found < least) | (found > most)]
    return [f"{what} of {name}: {number:.3f}" for name, number in wrong.items()]


def main() -> None:
    """Print one table per measure, then what falls short."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reps", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", nargs="*", default=sorted(SITUATIONS), choices=sorted(ALL_SITUATIONS))
    parser.add_argument("--further", action="store_true", help="the further situations instead")
    parser.add_argument("--methods", nargs="*", default=list(METHODS), choices=list(METHODS))
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    names = sorted(FURTHER) if options.further else options.only
    scores = run(names, options.reps, options.seed, options.keep, tuple(options.methods))
    for measure in MEASURES:
        table = wide(scores, measure)
        table.loc["mean"] = table.mean()
        print(f"\n{measure}\n{table.round(3).to_string()}")
    if {"ours", "reference", *PLAIN} <= set(options.methods):
        ratio = wide(scores, "interval_score").pipe(lambda t: t.div(t["reference"], axis=0))
        ratio.loc["mean"] = ratio.mean()
        print(f"\ninterval score / reference\n{ratio.round(3).to_string()}")
        print("\n" + "\n".join(shortfalls(scores) or ["all demands are met"]))


if __name__ == "__main__":
    main()
