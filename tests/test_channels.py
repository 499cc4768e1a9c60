"""Channels: small ones put together, each beside what is usual of it."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from funnel_sample import channel
from past_events import SPACE, earlier, event, evidence
from review_sample import sample_record
from test_figures import plain

from kpilib.figures import ReviewPage
from kpilib.review.channels import describe_channels

WEB = {"registrations": 10, "attendees": 5, "leads": 0}
KNOWN = {"registered_attendees": 1.0, "attendees": 1.0, "leads": 1.0}


def people(**counts: tuple[int, int]) -> pd.DataFrame:
    """Registered people by source: how many, and how many of them came."""
    rows = [(source, i < came) for source, (n, came) in counts.items() for i in range(n)]
    table = pd.DataFrame(rows, columns=["source", "is_attendee"])
    return table.assign(is_registered=True, is_lead=False)


def described(
    now: pd.DataFrame, *past: dict[str, tuple[int, int]], known: bool = True
) -> list[dict[str, Any]]:
    new, before = event("E"), earlier(len(past))
    by_source = pd.DataFrame(
        [
            {"event_id": e.event_id, "source": s, "registrations": n, "attendees": k, "leads": 0}
            for e, sources in zip(before, past, strict=True)
            for s, (n, k) in sources.items()
        ],
        columns=["event_id", "source", "registrations", "attendees", "leads"],
    )
    table = evidence([(new, KNOWN if known else {}), *((e, KNOWN) for e in before)], by_source=by_source)
    if not known:
        table.measures.loc["E", ["attendees", "leads"]] = float("nan")
    return describe_channels(now, new, SPACE, table)


def test_usual_is_pooled_over_past_events() -> None:
    (row,) = described(people(Web=(20, 4)), {"Web": (10, 5)}, {"Web": (30, 15)}, {"Web": (60, 40)})
    assert (row["usual_attendees"], row["usual_registrations"], row["n_events"]) == (60, 100, 3)
    assert (row["rate"], row["usual"], row["reading"]) == (0.2, 0.6, "below")
    assert row["lower"] == pytest.approx(0.0807, abs=1e-4)


def test_the_intervals_of_all_channels_hold_at_once() -> None:
    past = [{"Web": (100, 50), "Radio": (100, 50)}] * 3
    one = described(people(Web=(20, 5)), *past)
    # Of as many people each, the channels stand by name.
    _, two = described(people(Web=(20, 5), Radio=(20, 10)), *past)
    # 5 of 20 lie below a half, but not so far that it tells much of one channel of two.
    assert (one[0]["reading"], two["reading"]) == ("below", "usual")
    assert two["upper"] == pytest.approx(0.5007, abs=0.002)


def test_three_people_before_are_no_measure() -> None:
    """15 of 20 lie beyond their interval from 3 of 3; that three come of four in five is no wonder."""
    (row,) = described(people(Web=(20, 15)), *[{"Web": (1, 1)}] * 3)
    assert row["upper"] < row["usual"] == 1.0
    assert row["reading"] == "usual"
    (row,) = described(people(Web=(20, 15)), *[{"Web": (20, 20)}] * 3)
    assert row["reading"] == "below"


def test_history_ends_on_the_day_of_the_plan() -> None:
    """Three events closed by the plan's day, a fourth only afterwards: what is usual rests on three."""
    new, before = event("E"), earlier(4)
    sources = [{"event_id": e.event_id, "source": "Web", **WEB} for e in before]
    known = evidence([(new, KNOWN), *((e, KNOWN) for e in before)], by_source=pd.DataFrame(sources))
    found = [
        describe_channels(people(Web=(20, 10)), new, SPACE, replace(known, planned_on=day))[0]["n_events"]
        for day in (None, before[-1].starts_on)
    ]
    assert found == [4, 3]


def test_two_past_events_are_too_few() -> None:
    (row,) = described(people(Web=(20, 4)), {"Web": (10, 5)}, {"Web": (30, 15)})
    assert (row["usual"], row["n_events"], row["reading"]) == (None, 2, "unknown")


def test_the_small_ones_together_stand_beside_all_that_is_not_named() -> None:
    past = [{"Web": (10, 5), "Radio": (10, 1)}] * 3
    web, other = described(people(Web=(20, 10), Radio=(4, 1), Press=(3, 0)), *past)
    assert (web["usual"], other["channel"], other["registrations"], other["usual"]) == (0.5, "other", 7, 0.1)


def test_without_attendance_there_is_no_share() -> None:
    (row,) = described(people(Web=(20, 0)), *[{"Web": (10, 5)}] * 3, known=False)
    assert (row["attendees"], row["rate"], row["usual"], row["reading"]) == (None, None, 0.5, "unknown")


def test_no_source_is_no_channel() -> None:
    assert described(people().assign(source=None)) == []


def told(*rows: dict[str, Any], language: str = "en") -> str:
    record = sample_record()
    record["channels"] = list(rows)
    return plain(ReviewPage(record, language).channels().html)


LOW, HIGH = channel("A", (50, 10, 1), 0.5, "below"), channel("B", (40, 30, 1), 0.5, "above")
SAME, NEW = channel("C", (20, 10, 1), 0.5, "usual"), channel("D", (10, 5, 1), None, "unknown")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([LOW, SAME], "A smaller share than usual attended: A"),
        ([HIGH, SAME], "A larger share than usual attended: B"),
        ([LOW, HIGH], "A smaller share than usual attended: A; A larger share than usual attended: B"),
        ([SAME], "Attendance is as usual in every channel"),
        ([SAME, NEW], "Attendance is as usual in the channels that can be judged: C"),
        ([NEW], "The channel with most registrations: D, 10 of 10"),
    ],
    ids=["below", "above", "both", "usual", "partly", "new"],
)
def test_the_title_says_which_channel_differs(rows: list[dict[str, Any]], sentence: str) -> None:
    assert sentence in told(*rows)


def test_the_total_is_the_sum_of_the_rows() -> None:
    assert "Total 70 20 2" in told(LOW, SAME)
    assert ("What is usual can be said once three past events" in told(NEW)) is True
    assert "ring: usual" in told(LOW, NEW)
    assert "ring: usual" not in told(NEW)
