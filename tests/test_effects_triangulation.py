"""Three ways side by side: the truth table of the verdict, and the likely reasons."""

import itertools

import pytest

from kpilib.effects import Effect, EventCredit, PeopleEffect, triangulate


def daily(verdict: str, lower: float, upper: float, *codes: str) -> Effect:
    warnings = tuple({"code": code} for code in codes)
    middle = (lower + upper) / 2
    return Effect("2026-04-15", "2026-04-28", 0.95, verdict, middle, lower, upper, warnings=warnings)


def people(verdict: str, *codes: str) -> PeopleEffect:
    warnings = tuple({"code": code} for code in codes)
    bounds = {"effect": 0.2, "effect_lower": 0.1, "effect_upper": 0.3}
    return PeopleEffect("attended", "lead", 0.95, verdict, **bounds, n_treated=100, warnings=warnings)


def credit(lower: float, upper: float) -> EventCredit:
    return EventCredit("E1", {}, lower, upper, 0.0, 0.0)


DAYS = {
    "more": daily("more", 10, 50),
    "nothing": daily("no effect seen", -5, 5),
    "fewer": daily("fewer", -50, -10),
    "cannot tell": daily("cannot tell", -30, 40),
    "missing": None,
}
PEOPLE = {
    "more": people("more"),
    "nothing": people("no difference seen"),
    "fewer": people("fewer"),
    "cannot tell": people("cannot tell"),
    "missing": None,
}
CREDITS = {"meets": credit(3, 12), "nothing": credit(0, 0), "above": credit(60, 90), "missing": None}
SILENT = {"cannot tell", "missing"}


def expected(days: str, folk: str, crm: str) -> str:
    """The rule in other words: who speaks, and whether any two of them contradict each other."""
    speaking = [days not in SILENT, folk not in SILENT, crm != "missing"]
    if sum(speaking) < 2:
        return "cannot tell"
    if speaking[0] and speaking[1] and days != folk:
        return "differ"
    if not speaking[2]:
        return "agree"
    if speaking[0]:
        # 3 to 12 meets 10 to 50 and -5 to 5; 0 meets -5 to 5 only; 60 to 90 meets none.
        meets = {("more", "meets"), ("nothing", "meets"), ("nothing", "nothing")}
        return "agree" if (days, crm) in meets else "differ"
    return "agree" if (folk == "more") == (crm != "nothing") else "differ"


@pytest.mark.parametrize(("days", "folk", "crm"), list(itertools.product(DAYS, PEOPLE, CREDITS)))
def test_truth_table(days: str, folk: str, crm: str) -> None:
    found = triangulate(DAYS[days], PEOPLE[folk], CREDITS[crm])
    assert found["verdict"] == expected(days, folk, crm)
    assert (found["why"] == []) == (found["verdict"] == "agree")
    assert [way["name"] for way in found["ways"]] == ["daily", "people", "credit"]


@pytest.mark.parametrize(
    ("ways", "why"),
    [
        ((DAYS["more"], PEOPLE["more"], credit(60, 90)), ["credit_for_leads_that_come_anyway"]),
        ((DAYS["more"], PEOPLE["more"], credit(1, 4)), ["leads_without_touch"]),
        ((DAYS["nothing"], PEOPLE["more"], None), ["selection"]),
        ((DAYS["more"], PEOPLE["nothing"], None), ["campaign"]),
        ((DAYS["more"], PEOPLE["nothing"], credit(1, 4)), ["campaign", "leads_without_touch"]),
        ((None, PEOPLE["nothing"], credit(3, 9)), ["credit_for_leads_that_come_anyway"]),
        ((None, PEOPLE["more"], credit(0, 0)), ["leads_without_touch"]),
        ((DAYS["fewer"], PEOPLE["nothing"], None), ["unexplained"]),
        ((daily("more", 10, 50, "events_overlap"), PEOPLE["nothing"], None), ["overlap", "campaign"]),
        (
            (DAYS["nothing"], people("more", "people_outside_overlap"), None),
            ["selection", "few_comparable"],
        ),
    ],
)
def test_likely_reasons_of_a_difference(ways, why) -> None:
    assert triangulate(*ways)["why"] == why


@pytest.mark.parametrize(
    ("ways", "why"),
    [
        ((None, None, None), ["daily_silent", "people_silent", "credit_silent"]),
        ((DAYS["cannot tell"], PEOPLE["cannot tell"], credit(3, 4)), ["daily_silent", "people_silent"]),
        (
            (
                daily("cannot tell", -30, 40, "events_cannot_be_split"),
                people("cannot tell", "selection_could_explain", "few_comparable_people"),
                None,
            ),
            ["overlap", "selection", "few_comparable", "daily_silent", "people_silent", "credit_silent"],
        ),
    ],
)
def test_too_little_data_says_which_way_is_silent_and_why(ways, why) -> None:
    assert triangulate(*ways) == triangulate(*ways) | {
        "verdict": "cannot tell",
        "why": ["too_little_data", *why],
    }


def test_each_way_keeps_its_own_number_and_nothing_is_added() -> None:
    found = triangulate(DAYS["more"], PEOPLE["more"], credit(20, 40))
    assert found["ways"] == [
        {"name": "daily", "says": "more", "leads": 30, "lower": 10, "upper": 50},
        {"name": "people", "says": "more", "leads": 20.0, "lower": 10.0, "upper": 30.0},
        {"name": "credit", "says": "some", "leads": None, "lower": 20, "upper": 40},
    ]
    assert set(found) == {"verdict", "why", "ways"}
