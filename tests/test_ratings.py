"""Scores of speakers and parts: means with intervals, and who stands apart beyond chance."""

import numpy as np
import pandas as pd
import pytest

from kpilib.kpis.ratings import compare_ratings, score_ratings


def test_means_and_intervals_by_hand() -> None:
    scores = pd.DataFrame(
        {"Ada": [5, 4, 3, None], "Bo": [4, 4, None, None], "Cy": [None] * 4}, dtype="float64"
    )
    table = score_ratings(scores)
    assert list(table.index) == ["Ada", "Bo", "Cy"]
    assert table.loc["Ada", "value"] == 4
    # t(0.975, 2) = 4.303; 4.303 * 1 / sqrt(3) = 2.484, cut at the end of the scale.
    assert table.loc["Ada", "lower"] == pytest.approx(1.516, abs=0.001)
    assert table.loc["Ada", "upper"] == 5
    assert table.loc["Bo", "value"] == 4
    assert table.loc["Bo", ["lower", "upper"]].isna().all()
    assert table["n"].tolist() == [3, 2, 0]
    assert table.loc["Cy", ["value", "lower", "upper"]].isna().all()


def ratings(shifts: dict[str, float], n: int, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    liking = rng.normal(3.6, 0.8, n)
    return pd.DataFrame(
        {name: np.clip(np.round(liking + by + rng.normal(0, 0.5, n)), 1, 5) for name, by in shifts.items()}
    )


@pytest.mark.parametrize(
    ("scores", "standing"),
    [
        (ratings({"a": 0, "b": 0, "c": -1.5}, 30), {"a": "level", "b": "level", "c": "lower"}),
        (ratings({"a": 1.2, "b": 0, "c": 0, "d": 0}, 40), {"a": "higher", "b": "level", "c": "level", "d": "level"}),
        (ratings({"a": -1.2, "b": 0}, 30), {"a": "lower", "b": "higher"}),
        (ratings({"a": 0, "b": 0}, 30), {"a": "level", "b": "level"}),
        (ratings({"a": 0}, 30), {"a": "unknown"}),
        (ratings({"a": -3, "b": 0}, 4), {"a": "unknown", "b": "unknown"}),
        # Five who all say the same: 1 in 16 by chance alone, no proof.
        (pd.DataFrame({"a": [1.0] * 5, "b": [5.0] * 5}), {"a": "level", "b": "level"}),
        (pd.DataFrame({"a": [1.0] * 9, "b": [5.0] * 9}), {"a": "lower", "b": "higher"}),
        (pd.DataFrame({"a": [4.0] * 9, "b": [4.0] * 9}), {"a": "level", "b": "level"}),
        # Nobody scored both.
        (pd.DataFrame({"a": [1.0] * 9 + [None] * 9, "b": [None] * 9 + [5.0] * 9}), {"a": "unknown", "b": "unknown"}),
    ],
)  # fmt: skip
def test_standing(scores: pd.DataFrame, standing: dict[str, str]) -> None:
    assert compare_ratings(scores) == standing


def test_nothing_stands_apart_more_often_than_stated() -> None:
    """Six equal speakers, 300 surveys: at most one survey in twenty names any, within what chance allows."""
    shifts = dict.fromkeys("abcdef", 0.0)
    alarms = sum(set(compare_ratings(ratings(shifts, 25, seed)).values()) != {"level"} for seed in range(300))
    assert alarms <= 25  # the 99th percentile of a binomial with 300 draws at 0.05
