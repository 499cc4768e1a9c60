"""How the record asks people, credit, money and what stays of an event."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kpilib.params import Event, Workspace
from kpilib.review.tail import _usual, life_start
from kpilib.review.ways import find_people_effect, merge_kinds, stated_hours, varied_parts

SPACE = Workspace(
    channels={"LinkedIn": ["linkedin", "LinkedIn Ads"]}, exchange_rates={"USD": {"2026-05": 0.9}}
)


def people(n: int = 240, known: float = 0.2, seed: int = 0) -> pd.DataFrame:
    """Registered people; coming makes a lead of six in ten, staying away of one in ten."""
    rng = np.random.default_rng(seed)
    came = rng.random(n) < 0.5
    is_known = rng.random(n) < known
    lead = ~is_known & (rng.random(n) < np.where(came, 0.6, 0.1))
    return pd.DataFrame(
        {
            "person_id": [f"p{i}" for i in range(n)],
            "is_registered": True,
            "is_attendee": came,
            "is_qualified": rng.random(n) < 0.5,
            "source": rng.choice(["linkedin", "LinkedIn Ads", "newsletter", None], n),
            "is_lead": lead,
            "is_qualified_lead": rng.random(n) < np.where(came, 0.5, 0.1),
            "is_known_before": is_known,
            "is_customer_before": False,
            "is_account_before": False,
            "earlier_registrations": rng.poisson(1, n),
            "earlier_attendances": 0,
        }
    )


def test_contacts_from_before_are_left_out_of_the_question_of_leads() -> None:
    table = people()
    found = find_people_effect(table, SPACE)
    assert (found.outcome, found.verdict) == ("lead", "more")
    assert found.n_treated + found.n_untreated == (~table["is_known_before"]).sum()


def test_walk_ins_are_nobody_to_compare() -> None:
    table = people()
    walk_ins = table.head(30).assign(is_registered=False, is_attendee=True, person_id="w", is_lead=True)
    both = pd.concat([table, walk_ins], ignore_index=True)
    assert find_people_effect(both, SPACE).to_dict() == find_people_effect(table, SPACE).to_dict()


def test_where_everybody_was_a_contact_the_outcome_is_a_qualified_lead() -> None:
    table = people(known=0.97)
    found = find_people_effect(table, SPACE)
    assert (found.outcome, found.verdict) == ("qualified_lead", "more")
    assert found.n_treated + found.n_untreated == len(table)
    nobody = find_people_effect(table.assign(is_qualified_lead=False), SPACE)
    assert (nobody.outcome, nobody.effect) == ("lead", None)


def test_nobody_registered() -> None:
    assert find_people_effect(people().iloc[:0], SPACE).verdict == "cannot tell"


@pytest.mark.parametrize(
    ("kinds", "merged"),
    [
        ({"registration": 9, "attendance": 5}, {"registration": 9, "attendance": 5}),
        ({"registration": 9, "mail click": 3, "lead form": 2}, {"registration": 9, "other": 5}),
        ({"registration": 9, "mail click": 3}, {"registration": 9, "other": None}),
        ({}, {}),
    ],
)
def test_kinds_of_few_people_are_put_together(kinds: dict[str, int], merged: dict[str, Any]) -> None:
    assert merge_kinds(kinds, 5) == merged


def event(**facts: Any) -> Event:
    return Event(event_id="E7", starts_at="2026-05-20T18:00", facts=facts)


def test_hours_are_stated_with_a_rate_and_in_one_currency() -> None:
    costs = [
        {"kind": "expert_time", "hours": 10.0, "rate": 50.0},
        {"kind": "expert_time", "hours": 2.0, "rate": 100.0, "currency": "USD"},
        {"kind": "promotion_time", "amount": 300.0},
        {"kind": "platform", "hours": 1.0, "rate": 80.0},
        {"kind": "staff", "hours": 1.0, "rate": 30.0, "currency": "GBP"},
    ]
    # Without a rate a sum is no sum, and the platform's is not counted.
    assert stated_hours(event(costs=costs), SPACE) == {"cost_expert_time": 680.0}


@pytest.mark.parametrize(
    ("parts", "hours", "varied"),
    [
        ({"cost_venue": 500.0, "cost_other": None}, {}, {"cost_venue": 500.0}),
        (
            {"cost_expert_time": 800.0, "cost_promotion_time": 200.0, "cost_venue": 500.0},
            {"cost_expert_time": 800.0, "cost_promotion_time": 50.0},
            {"hours_rate": 850.0, "cost_promotion_time": 150.0, "cost_venue": 500.0},
        ),
        # An export tells of less than the hours stated.
        ({"cost_expert_time": 300.0}, {"cost_expert_time": 800.0}, {"hours_rate": 300.0}),
        ({"cost_expert_time": None}, {"cost_expert_time": 800.0}, {}),
    ],
)
def test_one_rate_moves_all_hours(parts: dict[str, Any], hours: dict[str, float], varied: dict) -> None:
    assert varied_parts(parts, hours) == varied
    assert sum(varied.values()) == sum(amount for amount in parts.values() if amount)


def starts(*days: str) -> pd.DataFrame:
    return pd.DataFrame({"starts_on": [pd.Timestamp(day) for day in days]})


@pytest.mark.parametrize(
    ("first", "start"),
    [("2026-05-20", "2026-05-20"), ("2026-05-22", "2026-05-22"), ("2026-06-03", "2026-05-20")],
)
def test_the_content_s_life_begins_with_its_first_count_if_that_is_soon(first: str, start: str) -> None:
    assert life_start(starts("2026-07-01", first), "2026-05-20") == start


def test_the_usual_range_needs_five_earlier_events() -> None:
    earlier = [{1: 10.0 * k, 2: 5.0} for k in range(1, 6)]
    earlier[0].pop(2)
    assert _usual(earlier) == {1: {"usual_lower": 14.0, "usual": 30.0, "usual_upper": 46.0, "n_usual": 5}}
    assert _usual([]) == {}


def test_the_value_must_lie_in_its_range() -> None:
    assert Workspace(value_per_lead=60.0, value_per_lead_range=(45.0, 90.0)).value_per_lead_range == (45, 90)
    for value, limits in ((None, (1.0, 2.0)), (60.0, (70.0, 90.0)), (60.0, (90.0, 45.0))):
        with pytest.raises(ValueError, match="`value_per_lead` within `value_per_lead_range`"):
            Workspace(value_per_lead=value, value_per_lead_range=limits)


def test_the_event_s_content_is_a_list_of_patterns() -> None:
    assert event(content=["Mapas*"]).facts.content == ["Mapas*"]
    assert event().facts.content == []
    assert event().starts_on == date(2026, 5, 20)
