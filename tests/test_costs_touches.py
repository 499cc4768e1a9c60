"""Costs that people keep in a table, and touches beside registrations and attendance."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from kpilib.effects import compute_credit
from kpilib.kpis import COST_PARTS
from kpilib.measures import compute_measures, read_touches
from kpilib.measures.costs import COSTS
from kpilib.measures.rates import Rates
from kpilib.params.event import CostKind
from kpilib.schema import COST_KINDS
from kpilib.store import Store
from tests.measure_rows import AS_OF, E3, E4, at, campaign, contact, measure, put, stay


def cost(kind: str, amount: float, event: str | None = "E3", **more: Any) -> dict[str, Any]:
    return {
        "event_id": event,
        "kind": kind,
        "amount": amount,
        "currency": None,
        "spent_on": pd.Timestamp("2026-04-10"),
        "campaign": None,
        "is_counted": None,
    } | more


def touch(person: str, when: str, kind: str = "mail click", event: str | None = None) -> dict[str, Any]:
    row = {"person_id": person, "touched_at": at(when), "kind": kind, "event_id": event}
    return row | {"channel": None, "campaign": None}


def test_the_kinds_are_those_of_the_params_file() -> None:
    assert CostKind.__args__ == COST_KINDS
    assert [*COST_PARTS, "platform_cost_stated"] == list(COSTS)
    assert [f"cost_{kind}" for kind in COST_KINDS] == list(COST_PARTS)


def test_costs_are_an_events_by_its_id_else_by_campaign(store: Store) -> None:
    rows = [
        cost("venue", 300),
        cost("venue", 50),
        cost("venue", 7, "E4"),
        cost("staff", 80, None, campaign="e3 street"),
        cost("staff", 9, None, campaign="Brand"),
        cost("other", 5, None),
        # An id says more than a campaign's name.
        cost("materials", 11, "E4", campaign="E3 street"),
    ]
    put(store, "_shared/costs.csv", costs=rows)
    m = measure(store)
    assert (m["cost_venue"], m["cost_staff"]) == (350, 80)
    assert m[["cost_other", "cost_materials", "cost_platform"]].isna().all()
    assert measure(store, "E4")["cost_materials"] == 11


@pytest.mark.parametrize(
    ("kind", "flag", "counted"), [("platform", None, None), ("platform", True, 90), ("venue", False, None)]
)
def test_what_counts(store: Store, kind: str, flag: bool | None, counted: float | None) -> None:
    put(store, "_shared/costs.csv", costs=[cost(kind, 90, is_counted=flag)])
    m = measure(store)
    assert m.get(f"cost_{kind}") == counted or (counted is None and pd.isna(m.get(f"cost_{kind}")))
    assert m.get("platform_cost_stated") == 90 if kind == "platform" else True


def test_costs_after_the_day_do_not_count_and_currencies_need_a_rate(store: Store) -> None:
    rows = [cost("venue", 100, spent_on=pd.Timestamp("2026-08-01")), cost("staff", 10, currency="USD")]
    put(store, "_shared/costs.csv", costs=rows)
    m = measure(store, rates=Rates("EUR", {"USD": {"2026-04": 0.9}}))
    assert pd.isna(m.get("cost_venue"))
    assert m["cost_staff"] == 9


def test_advertising_that_an_export_tells_counts_and_the_difference_is_noted(store: Store) -> None:
    put(store, "_shared/ads.csv", ads=[campaign("E3 search", "2026-04-01", "2026-04-30", 100)])
    put(store, "_shared/costs.csv", costs=[cost("advertising", 130), cost("advertising", 4, "E4")])
    measures, notes = compute_measures(store, [E3, E4], AS_OF)
    assert measures.set_index("event_id")["cost_advertising"].to_dict() == {"E3": 100, "E4": 4}
    note = {"code": "stated_differs", "measure": "cost_advertising", "stated": 130.0, "exported": 100.0}
    assert note in notes["E3"]
    assert not [n for n in notes["E4"] if n["code"] == "stated_differs"]


def test_a_touch_of_an_event_takes_its_part_of_the_credit(store: Store) -> None:
    put(store, attendance=[stay("a", "11:00", "11:30")])
    put(store, "_shared/contacts.csv", contacts=[contact("a", "2026-04-16")])
    touches, conversions = read_touches(store, E3, AS_OF)
    assert compute_credit(touches, conversions).of("E3").rules["linear"] == 1
    rows = [
        touch("a", "2026-04-14"),
        touch("a", "2026-04-15 09:00", "paid lead form", "E4"),
        touch("z", "2026-04-14"),
        touch("a", "2026-04-20", "after"),
    ]
    put(store, "_shared/touches.csv", touches=rows)
    touches, conversions = read_touches(store, E3, AS_OF)
    assert touches["kind"].tolist() == ["mail click", "paid lead form", "attendance", "after"]
    assert touches["event_id"].isna().tolist() == [True, False, False, True]
    credit = compute_credit(touches, conversions)
    assert credit.of("E3").rules["linear"] == pytest.approx(1 / 3)
    assert credit.of("E4").rules["linear"] == pytest.approx(1 / 3)


def test_touches_up_to_the_day_and_each_once(store: Store) -> None:
    put(store, "_shared/contacts.csv", contacts=[contact("a", "2026-04-16")])
    for number in (1, 2):
        put(
            store,
            f"_shared/t{number}.csv",
            touches=[touch("a", "2026-04-14"), touch("a", "2026-04-17 01:00")],
        )
    touches, _ = read_touches(store, E3, AS_OF.replace(month=4, day=16))
    assert touches["touched_at"].tolist() == [at("2026-04-14")]
    east = replace(E3, timezone="America/Lima")
    assert len(read_touches(store, east, AS_OF.replace(month=4, day=16))[0]) == 2
