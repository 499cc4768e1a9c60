"""Targets on real events: `python -m benchmarks.targets_rsvps .../rladies_events/open_chapters.csv`.

RSVPs of meetup chapters (R-Ladies Global meetup archive, CC BY 4.0). Each event of a chapter with
20 or more past events is predicted from those before it, once there are eight.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.targets_plain import LEVEL
from kpilib.targets import estimate_target

NEEDED, OF_GROUP, LAST = 8, 20, 8


def read_chapters(path: Path) -> list[pd.DataFrame]:
    """Past events with RSVPs of each large chapter, oldest first: starts_on, value, format."""
    table = pd.read_csv(path)
    table = table[(table["status"] == "PAST") & (table["rsvp_yes"] > 0)]
    events = pd.DataFrame(
        {
            "group": table["group"],
            "starts_on": table["start"].str[:10],
            "at": pd.to_datetime(table["start"], utc=True),
            "value": table["rsvp_yes"],
            "format": np.where(table["online"] == 1, "online", "in person"),
        }
    ).sort_values("at", kind="stable")
    chapters = [chapter.reset_index(drop=True) for _, chapter in events.groupby("group")]
    return [chapter for chapter in chapters if len(chapter) >= OF_GROUP]


def check(chapter: pd.DataFrame, at: int, covariates: tuple[str, ...] = ()) -> dict[str, float]:
    """One event predicted from those before it, beside the plain quantiles and median of the last eight."""
    past, new = chapter.iloc[:at], chapter.iloc[at]
    target = estimate_target(
        past, {"starts_on": new["starts_on"], "format": new["format"]}, covariates=covariates
    )
    last = past["value"].tail(LAST)
    value = float(new["value"])
    assert target.enough
    plain_lower, plain_upper = last.quantile(0.1), last.quantile(0.9)
    return {
        "coverage": float(target.lower <= value <= target.upper),
        "false_red": float(value < target.red_from),
        "error": abs(value - target.expected),
        "interval_score": _score(value, target.lower, target.upper),
        "plain_coverage": float(plain_lower <= value <= plain_upper),
        "plain_error": abs(value - float(last.median())),
        "plain_interval_score": _score(value, plain_lower, plain_upper),
    }


def _score(value: float, lower: float, upper: float) -> float:
    return upper - lower + 2 / (1 - LEVEL) * (max(lower - value, 0) + max(value - upper, 0))


def checks(path: Path, covariates: tuple[str, ...] = (), every: int = 1) -> pd.DataFrame:
    """One row per predicted event (of every `every`-th one)."""
    places = [(c, at) for c in read_chapters(path) for at in range(NEEDED, len(c))]
    return pd.DataFrame([check(chapter, at, covariates) for chapter, at in places[::every]])


def main() -> None:
    """Print the means, without and with the format as covariate."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    options = parser.parse_args()
    for covariates in ((), ("format",)):
        found = checks(options.path, covariates)
        print(f"\n{len(found)} events, covariates: {', '.join(covariates) or 'none'}")
        print(found.mean().round(3).to_string())


if __name__ == "__main__":
    main()
