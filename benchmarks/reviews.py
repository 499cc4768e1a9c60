"""CPU of a review against what people do today: papermill and nbconvert in a shell loop.

Both sides run in one call, on the same events of the demo series, with empty caches, A B A B; quoted
is the median of the pairs. `python -m benchmarks.reviews --events 4 --pairs 2`.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from kpilib.demo import write_demo
from kpilib.params import read_events, read_workspace, state_of

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


def cpu_of(folder: Path, *commands: list[str]) -> float:
    """CPU seconds of commands and all their children, one after the other."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for command in commands:
        subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def shell_loop(folder: Path, event_ids: list[str]) -> float:
    """papermill, then nbconvert, once for each event."""
    commands = []
    for event_id in event_ids:
        out = str(folder / "reports" / f"{event_id}.ipynb")
        template = str(folder / "notebooks" / "event_review.ipynb")
        params = str(folder / "params" / f"{event_id}.yml")
        commands.append([str(BIN / "papermill"), template, out, "-f", params])
        commands.append([str(BIN / "jupyter"), "nbconvert", "--to", "html", "--no-input", out])
    return cpu_of(folder, *commands)


def ours(folder: Path, event_ids: list[str], languages: str) -> float:
    """`kpi review` of the same events, index and executive page included."""
    return cpu_of(folder, [str(BIN / "kpi"), "review", *event_ids, "--language", languages])


def forget(folder: Path) -> None:
    """Empties the caches; the exports stay read."""
    shutil.rmtree(folder / "data" / "records", ignore_errors=True)
    shutil.rmtree(folder / "reports", ignore_errors=True)
    (folder / "reports").mkdir()


def main() -> None:
    """Prints a line for each pair, then the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=4)
    parser.add_argument("--pairs", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_demo(folder)
        shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
        space = read_workspace(folder)
        over = [
            e.event_id
            for e in read_events(space)[0]
            if state_of(e, space.as_of(e), space.window_days, space.timezone) == "mature"
        ]
        chosen = over[-options.events :]
        cpu_of(folder, [str(BIN / "kpi"), "review", chosen[0]])  # reads the exports once, for both sides
        ratios = []
        for pair in range(options.pairs):
            forget(folder)
            loop = shell_loop(folder, chosen) / len(chosen)
            forget(folder)
            one = ours(folder, chosen, "es") / len(chosen)
            forget(folder)
            three = ours(folder, chosen, "es,fi,en") / len(chosen)
            ratios.append((one / loop, (three - one) / 2 / one))
            print(
                f"pair {pair + 1}: loop {loop:.2f}, one language {one:.2f}, three {three:.2f} CPU-s a review"
            )
        print(f"median: {statistics.median(r for r, _ in ratios):.2f} of the loop's CPU")
        print(f"median: each further language {statistics.median(r for _, r in ratios):.2f} of the first")


if __name__ == "__main__":
    main()
