"""The estimator, the bar and the public ways on the same simulated series.

Run `python -m benchmarks.effects --reps 60 --only e01,e07`. Every second repetition has no effect. Coverage
is of the 95 % interval; width and interval score (Winkler) are in units of floor_sd, so that 1.0 and 4.68
are ideal. With `--into FOLDER` each situation's repetitions are kept; what is kept is not run again.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.effects_demands import OURS, REFERENCE, unmet_demands
from benchmarks.effects_public import PUBLIC
from benchmarks.effects_reference import Answer, bma_gls
from benchmarks.effects_situations import SITUATIONS, Situation
from kpilib.effects import estimate_effect

METHODS: dict[str, Callable[[Situation, np.random.Generator], Answer]] = {REFERENCE: bma_gls, **PUBLIC}
RELEVANT_SDS = 4.0


def judge(answer: Answer, case: Situation) -> dict[str, Any]:
    """One answer against the truth, in units of the floor."""
    middle, lower, upper = answer
    missed = max(lower - case.truth, 0) + max(case.truth - upper, 0)
    return {
        "covered": missed == 0,
        "covers_mean": lower <= case.mean_truth <= upper,
        "told": lower > 0 or upper < 0,
        "width": (upper - lower) / (3.92 * case.floor_sd),
        "score": (upper - lower + 40 * missed) / case.floor_sd,
        "error": (middle - case.truth) / case.floor_sd,
    }


def run_ours(case: Situation, placebo: bool) -> dict[str, Any]:
    """The estimator, with what matters set to four floors, or to just below a true lift."""
    relevant = 0.9 * case.truth if case.truth else RELEVANT_SDS * case.floor_sd
    began = time.process_time()
    effect = estimate_effect(
        case.daily, case.event_on, placebo=placebo, smallest_relevant=relevant, **case.arguments
    )
    cpu = time.process_time() - began
    if effect.effect is None or effect.effect_lower is None or effect.effect_upper is None:
        raise RuntimeError(f"no estimate: {effect.warnings}")
    answer = (effect.effect, effect.effect_lower, effect.effect_upper)
    return {
        "cpu": cpu,
        "verdict": effect.verdict,
        "joint": effect.joint is not None,
        **judge(answer, case),
    }


def run_situation(
    name: str, reps: int, seed: int, methods: dict[str, int], placebo: bool = False
) -> pd.DataFrame:
    """One row per repetition and method; `methods` says how many repetitions each of them sees."""
    rows: list[dict[str, Any]] = []
    for rep in range(reps):
        case = SITUATIONS[name](np.random.default_rng([seed, rep, *name.encode()]), rep % 2 == 1)
        shared = {"situation": name, "rep": rep, "truth": case.truth}
        rows.append(shared | {"method": OURS} | run_ours(case, placebo))
        for method in (m for m, n in methods.items() if rep < n):
            began = time.process_time()
            answer = METHODS[method](case, np.random.default_rng([seed, rep]))
            rows.append(shared | {"method": method, "cpu": time.process_time() - began} | judge(answer, case))
    return pd.DataFrame(rows)


def summarise(table: pd.DataFrame) -> pd.DataFrame:
    """One row per method: shares, and means in units of the floor.

    `paired_` and `public_score` are of the repetitions that the bar, or the public ways, saw too.
    """
    rows = {method: _figures(part) for method, part in table.groupby("method", sort=False)}
    ours = table[table["method"] == OURS]
    seen = {method: ours[ours["rep"].isin(part["rep"])] for method, part in table.groupby("method")}
    bar = _figures(seen.get(REFERENCE, ours))
    public = _figures(seen.get(next(iter(PUBLIC)), ours))
    rows[OURS] |= {f"paired_{name}": bar[name] for name in ("score", "width", "power")}
    rows[OURS] |= {
        "public_score": public["score"],
        "wrong_no": (ours.loc[ours["truth"] > 0, "verdict"] == "no effect seen").mean(),
        "right_no": (ours.loc[ours["truth"] == 0, "verdict"] == "no effect seen").mean(),
        "cannot_tell": (ours["verdict"] == "cannot tell").mean(),
        "joint": ours["joint"].astype(bool).mean(),
        "cpu_max": ours["cpu"].max(),
    }
    return pd.DataFrame(rows).T


def _figures(part: pd.DataFrame) -> dict[str, float]:
    null, lifted = part[part["truth"] == 0], part[part["truth"] > 0]
    return {
        "n": len(part),
        "coverage": part["covered"].mean(),
        "of_mean": part["covers_mean"].mean(),
        "false_alarms": null["told"].mean(),
        "power": lifted["told"].mean(),
        "score": part["score"].mean(),
        "width": part["width"].mean(),
        "bias": part["error"].mean(),
        "cpu": part["cpu"].mean(),
    }


def _kept(name: str, folder: Path | None, **options: Any) -> pd.DataFrame:
    path = folder / f"{name}.csv" if folder else None
    if path and path.exists():
        return pd.read_csv(path)
    table = run_situation(name, **options)
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        table.to_csv(path, index=False)
    return table


def main() -> None:
    """Print each situation as it is done, then the means over the situations e01 to e18."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=20)
    parser.add_argument("--reference", type=int, default=None, help="repetitions the reference sees (all)")
    parser.add_argument("--public", type=int, default=None, help="repetitions the public ways see (all)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="comma-separated beginnings, such as e01,e07")
    parser.add_argument("--placebo", action="store_true")
    parser.add_argument("--into", type=Path, default=None)
    asked = parser.parse_args()
    methods = {REFERENCE: asked.reps if asked.reference is None else asked.reference}
    methods |= dict.fromkeys(PUBLIC, asked.reps if asked.public is None else asked.public)
    names = [name for name in SITUATIONS if name.startswith(tuple(asked.only.split(",")))]
    summaries = {}
    for name in names:
        options = {"reps": asked.reps, "seed": asked.seed, "methods": methods, "placebo": asked.placebo}
        summaries[name] = summarise(_kept(name, asked.into, **options))
        print(f"\n{name}\n{summaries[name].round(3).to_string()}", flush=True)
    known = [table for name, table in summaries.items() if name.startswith("e")]
    if known:
        means = pd.concat(known).groupby(level=0, sort=False).mean()
        print(f"\nmean of e01 to e18\n{means.round(3).to_string()}", flush=True)
    print("\nunmet:", *(unmet_demands(summaries) or ["nothing"]), sep="\n", flush=True)


if __name__ == "__main__":
    main()
