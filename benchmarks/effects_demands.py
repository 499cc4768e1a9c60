"""What the effects' table has to show, and which of it a table does not show."""

from collections.abc import Iterator, Mapping

import pandas as pd

OURS, REFERENCE = "kpilib", "reference"
LEAST_COVERAGE = {"e06": 0.90, "e14": 0.86}
MOST_ALARMS = {"e14": 0.15}
EASY = ("e01", "e02", "e05")


def unmet_demands(summaries: Mapping[str, pd.DataFrame]) -> list[str]:
    """One line for each demand that the summaries (situation: one row per method) miss."""
    lines = [line for name, table in summaries.items() for line in _of_one(name[:3], table)]
    steady = [table for name, table in summaries.items() if name.startswith("e")]
    return lines + (list(_of_all(steady)) if len(steady) == 18 else [])


def _of_one(key: str, table: pd.DataFrame) -> Iterator[str]:
    ours = table.loc[OURS]
    if key.startswith("o"):
        yield from _said(f"{key} false alarms", ours["false_alarms"], 0, 0.05)
        yield from _said(f"{key} cannot tell", ours["cannot_tell"], 0.5, 1)
        return
    yield from _said(f"{key} coverage", ours["coverage"], LEAST_COVERAGE.get(key, 0.915), 0.99)
    yield from _said(f"{key} false alarms", ours["false_alarms"], 0, MOST_ALARMS.get(key, 0.095))
    yield from _said(f"{key} no effect seen under a lift", ours["wrong_no"], 0, 0.02)
    if key in EASY:
        yield from _said(f"{key} no effect seen without one", ours["right_no"], 0.5, 1)
    if REFERENCE in table.index:
        bar = table.loc[REFERENCE]
        yield from _said(f"{key} score against the bar", ours["paired_score"] / bar["score"], 0, 1.10)
        yield from _said(f"{key} width against the bar", ours["paired_width"] / bar["width"], 0, 1.15)
        yield from _said(f"{key} power against the bar", ours["paired_power"] - bar["power"], -0.09, 1)


def _of_all(tables: list[pd.DataFrame]) -> Iterator[str]:
    mean = pd.concat(tables).groupby(level=0, sort=False).mean()
    yield from _said("mean coverage", mean.loc[OURS, "coverage"], 0.938, 0.972)
    yield from _said("mean false alarms", mean.loc[OURS, "false_alarms"], 0, 0.06)
    public = mean.drop(index=[OURS, REFERENCE], errors="ignore")
    if len(public):
        best = public["score"].min()
        yield from _said(
            "mean score against the best public way", mean.loc[OURS, "public_score"] / best, 0, 0.90
        )


def _said(what: str, value: float, least: float, most: float) -> Iterator[str]:
    if not least <= value <= most:
        yield f"{what}: {value:.3f}, demanded {least:g} to {most:g}"
