"""Verdicts in their order, and three ways side by side."""

import pytest

from kpilib.effects import Effect, EventCredit, PeopleEffect, triangulate
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


def daily(verdict: str, lower: float, upper: float, *codes: str) -> Effect:
    warnings = tuple({"code": code} for code in codes)
    middle = (lower + upper) / 2
    return Effect("2026-04-15", "2026-04-28", 0.95, verdict, middle, lower, upper, warnings=warnings)


def people(verdict: str) -> PeopleEffect:
    return PeopleEffect("attended", "qualified_lead", 0.95, verdict)


def credit(lower: float, upper: float) -> EventCredit:
    return EventCredit("E1", {}, lower, upper, 0.0, 0.0)


MORE, NONE, UNCLEAR = daily("more", 10, 50), daily("no effect seen", -5, 5), daily("cannot tell", -30, 40)


@pytest.mark.parametrize(
    ("ways", "verdict", "why"),
    [
        ((MORE, people("more"), credit(20, 40)), "agree", []),
        ((MORE, None, credit(20, 40)), "agree", []),
        ((NONE, people("no difference seen"), None), "agree", []),
        ((MORE, people("more"), credit(60, 90)), "differ", ["credit_for_leads_that_come_anyway"]),
        ((MORE, people("more"), credit(1, 4)), "differ", ["leads_without_touch"]),
        ((NONE, people("more"), None), "differ", ["selection"]),
        ((MORE, people("no difference seen"), None), "differ", ["campaign"]),
        (
            (daily("fewer", -9, -1, "events_overlap"), people("no difference seen"), None),
            "differ",
            ["overlap"],
        ),
        ((daily("fewer", -9, -1), people("no difference seen"), None), "differ", ["unexplained"]),
        (
            (UNCLEAR, people("cannot tell"), credit(3, 4)),
            "cannot tell",
            ["too_little_data", "daily_silent", "people_silent"],
        ),
        (
            (None, None, None),
            "cannot tell",
            ["too_little_data", "daily_silent", "people_silent", "credit_silent"],
        ),
    ],
)
def test_three_ways(ways, verdict, why):
    assert triangulate(*ways) == {"verdict": verdict, "why": why}
