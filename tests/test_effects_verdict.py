"""Verdicts in their order."""

import pytest

from kpilib.effects.verdict import decide_verdict


@pytest.mark.parametrize(
    ("lower", "upper", "relevant", "verdict"),
    [
        (1, 9, None, "more"),
        (1, 9, 100, "more"),
        (-9, -1, None, "fewer"),
        (-4, 4, None, "cannot tell"),
        (-4, 4, 5, "no effect seen"),
        (-5, 5, 5, "no effect seen"),
        (-4, 6, 5, "cannot tell"),
        (0, 9, None, "cannot tell"),
    ],
)
def test_order(lower, upper, relevant, verdict):
    assert decide_verdict(lower, upper, relevant) == verdict
