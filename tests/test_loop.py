"""The loop: which earlier actions a review shows, and what became of each one's KPI."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from kpilib.kpis import KPIS
from kpilib.params import Event, Workspace, state_of
from kpilib.review.evidence import Evidence
from kpilib.review.loop import describe_actions

SPACE = Workspace()
DAYS = {"A": "2026-02-10", "B": "2026-03-10", "C": "2026-04-10"}
AS_OF = date(2026, 6, 1)
SHARE = {"value": 0.5, "numerator": 50, "denominator": 100, "lower": 0.4, "upper": 0.6, "state": "known"}


def action(**more: Any) -> dict[str, Any]:
    return {"what": "Send a reminder", "owner": "Ada", "due": "2026-03-01", "kpi": "attendance_rate"} | more


def event(event_id: str, *actions: dict[str, Any], **more: Any) -> Event:
    given = {"event_id": event_id, "title": f"Event {event_id}", "starts_at": f"{DAYS[event_id]}T11:00"}
    return Event.model_validate(given | {"series": "basics"} | more | {"facts": {"actions": list(actions)}})


def share(value: float, reach: float = 0.05) -> dict[str, Any]:
    return SHARE | {"value": value, "lower": value - reach, "upper": value + reach}


def evidence(events: list[Event], as_of: date = AS_OF, **values: dict[str, Any]) -> Evidence:
    """`values`: of the attendance rate by event; the leads of all are 5, all else is unknown."""
    unknown = SHARE | {"value": float("nan"), "state": "unknown"}
    table: dict[tuple[str, str], dict[str, Any]] = {}
    for e in events:
        table |= {(e.event_id, kpi): unknown for kpi in KPIS}
        table[e.event_id, "leads"] = SHARE | {"value": 5.0, "lower": None, "upper": None}
        table[e.event_id, "attendance_rate"] = values.get(e.event_id, unknown)
    empty = pd.DataFrame()
    return Evidence(
        as_of=as_of,
        catalogue=KPIS,
        events={e.event_id: e for e in events},
        states={e.event_id: state_of(e, as_of, 14, "UTC") for e in events},
        measures=empty,
        values=table,
        notes={},
        files={},
        typed_events={},
        typed=empty,
        parts=empty,
        contacts_until=None,
    )


def told(
    events: list[Event], rows: list[dict[str, Any]] | None = None, **values: Any
) -> list[dict[str, Any]]:
    return describe_actions(events[-1], SPACE, evidence(events, **values), rows or [])


XMR = {"mean": 0.5, "lower": 0.3, "upper": 0.7, "n": 8, "verdict": "routine", "rule": ""}
# The action of A, values of A and B, limits; outcome, why, direction.
OUTCOMES: dict[
    str, tuple[dict[str, Any], dict[str, Any], dict[str, Any], tuple[str, str | None, str | None]]
] = {
    "moved, for the better": (
        action(status="done"),
        {"A": share(0.4), "B": share(0.6)},
        {},
        ("moved", None, "better"),
    ),
    "moved, for the worse": (
        action(status="done"),
        {"A": share(0.6), "B": share(0.4)},
        {},
        ("moved", None, "worse"),
    ),
    "within noise": (
        action(status="done"),
        {"A": share(0.5), "B": share(0.53)},
        {},
        ("within_noise", None, "better"),
    ),
    "limits of the series know more than the interval": (
        action(status="done"),
        {"A": share(0.4), "B": share(0.6)},
        XMR,
        ("within_noise", None, "better"),
    ),
    "moved, though nobody did it": (
        action(status="open"),
        {"A": share(0.4), "B": share(0.6)},
        {},
        ("moved", None, "better"),
    ),
    "moved, dropped": (
        action(status="dropped"),
        {"A": share(0.4), "B": share(0.6)},
        {},
        ("moved", None, "better"),
    ),
    "two bare counts": (
        action(status="done", kpi="leads"),
        {},
        {},
        ("cannot_tell", "no_interval", None),
    ),
    "no value then": (action(status="done"), {"B": share(0.6)}, {}, ("cannot_tell", "no_value", None)),
    "no value now": (action(status="done"), {"A": share(0.6)}, {}, ("cannot_tell", "no_value", None)),
    "no KPI": (action(status="done", kpi=""), {}, {}, ("cannot_tell", "no_kpi", None)),
    "no such KPI": (action(status="done", kpi="joy"), {}, {}, ("cannot_tell", "unknown_kpi", None)),
    "not due yet": (
        action(status="open", due="2026-03-11"),
        {"A": share(0.4), "B": share(0.6)},
        {},
        ("not_due", None, None),
    ),
    "due on the day": (
        action(status="open", due="2026-03-10"),
        {"A": share(0.4), "B": share(0.6)},
        {},
        ("moved", None, "better"),
    ),
    "done after the event": (
        action(status="done", done_on="2026-03-12"),
        {"A": share(0.4), "B": share(0.6)},
        {},
        ("not_due", None, None),
    ),
    "done before its day": (
        action(status="done", due="2026-05-01"),
        {"A": share(0.4), "B": share(0.6)},
        {},
        ("moved", None, "better"),
    ),
}


@pytest.mark.parametrize("case", OUTCOMES)
def test_each_outcome(case: str) -> None:
    given, values, limits, expected = OUTCOMES[case]
    rows = [{"kpi": "attendance_rate", "xmr": limits}] if limits else []
    (row,) = told([event("A", given), event("B")], rows, **values)
    assert (row["from_event"], row["from_title"], row["is_own"]) == ("A", "Event A", False)
    assert (row["outcome"], row["why"], row["direction"]) == expected
    assert row["status"] == given["status"]
    if expected[0] in ("moved", "within_noise"):
        assert row["change"] == pytest.approx(values["B"]["value"] - values["A"]["value"])
        assert (row["before"], row["after"]) == (values["A"]["value"], values["B"]["value"])


def test_a_window_that_is_open_cannot_tell_yet() -> None:
    events = [event("A", action(status="done", kpi="leads")), event("B")]
    early = evidence(events, date(2026, 3, 12))
    (row,) = describe_actions(events[-1], SPACE, early, [])
    assert (row["outcome"], row["why"]) == ("cannot_tell", "window_open")


@pytest.mark.parametrize(
    ("given", "in_b", "in_c"),
    [
        ({"status": "open"}, ["A"], ["A"]),
        ({"status": "done"}, ["A"], []),
        ({"status": "dropped"}, ["A"], []),
        ({"status": "done", "done_on": "2026-03-20"}, ["A"], ["A"]),
        ({"status": "done", "done_on": "2026-03-05"}, ["A"], []),
    ],
)
def test_an_action_is_carried_on_until_a_review_had_the_last_word(
    given: dict[str, Any], in_b: list[str], in_c: list[str]
) -> None:
    events = [event("A", action(**given)), event("B"), event("C")]
    assert [row["from_event"] for row in told(events[:2])] == in_b
    assert [row["from_event"] for row in told(events)] == in_c


def test_an_action_taken_over_in_the_same_words_stands_once() -> None:
    events = [event("A", action()), event("B", action(what=" send a  Reminder.")), event("C")]
    assert [row["from_event"] for row in told(events)] == ["B"]
    own = [(row["from_event"], row["is_own"], row["outcome"]) for row in told(events[:2])]
    assert own == [("B", True, "not_due")]


def test_other_series_cancelled_and_later_events_are_no_earlier_ones() -> None:
    for other in (event("A", action(), series="another"), event("A", action(), status="cancelled")):
        assert told([other, event("B")]) == []
    assert told([event("C", action()), event("B")]) == []
    alone = event("B", action(), series="")
    assert [row["is_own"] for row in told([event("A", action(), series=""), alone])] == [True]


def test_earlier_actions_come_first_and_the_oldest_before_all() -> None:
    events = [
        event("A", action(what="One")),
        event("B", action(what="Two")),
        event("C", action(what="Three")),
    ]
    assert [row["what"] for row in told(events)] == ["One", "Two", "Three"]


def points(*values: float, last: str = "A") -> list[dict[str, Any]]:
    """Earlier values of the series, the last one of the event `last`."""
    names = [*(f"past-{i}" for i in range(len(values) - 1)), last]
    return [{"event_id": name, "starts_on": "", "value": v} for name, v in zip(names, values, strict=True)]


CALM = (0.50, 0.52, 0.49, 0.51, 0.50, 0.52, 0.49)
STATUSES = {
    "done": {"status": "done"},
    "not done": {"status": "open"},
    "dropped": {"status": "dropped"},
}
MOVES: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str, str | None, str | None]]] = {
    "better": ({}, {"A": share(0.4), "B": share(0.6)}, ("moved", None, "better")),
    "worse": ({}, {"A": share(0.6), "B": share(0.4)}, ("moved", None, "worse")),
    "within noise": ({}, {"A": share(0.5), "B": share(0.52)}, ("within_noise", None, "better")),
    "unchanged": ({}, {"A": share(0.5), "B": share(0.5)}, ("within_noise", None, None)),
    "too little known": ({"kpi": "leads"}, {}, ("cannot_tell", "no_interval", None)),
    "no value": ({}, {"B": share(0.6)}, ("cannot_tell", "no_value", None)),
    "no such KPI": ({"kpi": "joy"}, {}, ("cannot_tell", "unknown_kpi", None)),
    "no KPI": ({"kpi": ""}, {}, ("cannot_tell", "no_kpi", None)),
}


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("move", MOVES)
def test_done_or_not_and_moved_or_not_are_told_apart(status: str, move: str) -> None:
    given, values, expected = MOVES[move]
    (row,) = told([event("A", action(**given, **STATUSES[status])), event("B")], **values)
    assert (row["outcome"], row["why"], row["direction"]) == expected
    assert row["status"] == STATUSES[status]["status"]


def limits(*values: float, last: str = "A") -> list[dict[str, Any]]:
    xmr = XMR | {"lower": 0.1, "upper": 0.9, "points": points(*values, last=last)}
    return [{"kpi": "attendance_rate", "xmr": xmr}]


@pytest.mark.parametrize(
    ("before", "after", "outcome", "was_unusual"),
    [
        # 3.268 mean moving ranges: 0.02 steps, so that 0.05 is routine and 0.2 is not, wherever it ends.
        (0.50, 0.53, "within_noise", False),
        (0.51, 0.30, "moved", False),
        # Back from a value outside the limits: a long step, and one that was to be expected.
        (0.10, 0.50, "moved", True),
    ],
)
def test_a_step_longer_than_the_series_takes_is_a_move_though_it_ends_within_the_limits(
    before: float, after: float, outcome: str, was_unusual: bool
) -> None:
    events = [event("A", action(status="done")), event("B")]
    values = {"A": share(before, 0.3), "B": share(after, 0.3)}
    (row,) = told(events, limits(*CALM, before), **values)
    assert (row["outcome"], row["was_unusual"]) == (outcome, was_unusual)


def test_an_event_that_is_no_point_of_the_series_was_not_unusual() -> None:
    events = [event("A", action(status="done")), event("B")]
    (row,) = told(events, limits(*CALM, 0.1, last="another"), A=share(0.1), B=share(0.5))
    assert row["was_unusual"] is False


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        *(("-20", -20.0), ("−20", -20.0), ("+5", 5.0), ("0,2", 0.2), (" 7 ", 7.0), (0.05, 0.05)),
        *(("half", "half"), ("-20 %", "-20 %"), ("", ""), ("1e3", "1e3")),
    ],
)
def test_a_change_typed_as_text_is_a_number_where_it_is_one(typed: Any, read: Any) -> None:
    (row,) = told([event("B", action(expected_change=typed))])
    assert row["expected_change"] == read
    assert type(row["expected_change"]) is type(read)
