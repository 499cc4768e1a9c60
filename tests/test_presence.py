"""Presence: people in each minute, who left in which part of the programme, and what is usual."""

from datetime import date
from typing import Any

import pandas as pd
import pytest
from funnel_sample import NO_MINUTES, part
from past_events import SPACE, START, earlier, event, evidence
from review_sample import sample_record
from test_figures import plain

from kpilib.figures import ReviewPage
from kpilib.measures.past import count_people
from kpilib.review.presence import describe_stays
from kpilib.store import Store
from tests.measure_rows import AS_OF, E3, at, contact, put, registration, stay

PARTS = [
    {"part": "Talk", "starts_at": 0},
    {"part": "Demo", "starts_at": 20},
    {"part": "Questions", "starts_at": 40},
]
STEADY = [50, 100, 100, 100, 100, 100, 98, 96, 94, 92, 40]


def stays(*leaving: int, on: date = START) -> pd.DataFrame:
    """People who are there from the start to a minute each."""
    start = pd.Timestamp(f"{on} 11:00", tz="UTC")
    left = [start + pd.Timedelta(minutes=m) for m in leaving]
    return pd.DataFrame(
        {"person_id": [f"p{i}" for i in range(len(left))], "joined_at": start, "left_at": left}
    )


def described(rows: pd.DataFrame, n_past: int = 0, **more: Any) -> dict[str, Any]:
    new, before = event("E", **({"facts": {"programme": PARTS}} | more)), earlier(n_past)
    past = pd.DataFrame([STEADY] * n_past, index=[e.event_id for e in before], columns=range(11), dtype=float)
    known = [(new, {"attendees": len(rows)}), *((e, {"attendees": 100}) for e in before)]
    return describe_stays(rows, new, SPACE, evidence(known, by_tenth=past))


def test_each_part_by_hand() -> None:
    found = described(stays(*[30] * 4, *[50] * 2, *[60] * 4))
    parts = found["minutes"]["parts"]
    assert [(p["part"], p["starts"], p["ends"], p["present"], p["left"]) for p in parts] == [
        ("Talk", 0, 20, 10, 0),
        ("Demo", 20, 40, 10, 4),
        # The close is left out: the last part ends with the ninth tenth.
        ("Questions", 40, 54, 6, 2),
    ]
    assert found["presence"][30] == {"minute": 30, "people": 6}
    assert {p["reading"] for p in parts} == {"unknown"}
    assert found["minutes"]["usual"] == []


def test_usual_is_the_median_share_of_the_attendees() -> None:
    found = described(stays(*[60] * 50), 3)["minutes"]
    assert found["n_events"] == 3
    assert found["usual"][0] == {"minute": 0.0, "share": 0.5, "people": 25.0}
    assert found["usual"][9] == {"minute": 54.0, "share": 0.92, "people": 46.0}
    assert described(stays(60, 60), 2)["minutes"]["usual"] == []


def test_a_part_is_judged_by_the_same_stretch_of_past_events() -> None:
    demo = described(stays(*[30] * 40, *[60] * 60), 6)["minutes"]["parts"][1]
    assert (demo["left"], demo["reading"]) == (40, "more")
    assert demo["usual_left_upper"] < 40
    steady = described(stays(*[30] * 2, *[60] * 98), 6)["minutes"]["parts"][1]
    assert steady["reading"] == "usual"


@pytest.mark.parametrize("n", [0, 1, 2])
def test_small_is_normal(n: int) -> None:
    found = described(stays(*[60] * n), 6)
    assert [p["people"] for p in found["presence"][:2]] == [n, n] * bool(n)
    assert sum(p["left"] for p in found["minutes"]["parts"]) == 0


def test_a_recording_has_no_minutes() -> None:
    assert described(stays(60), format="pre-recorded") == {"presence": [], "minutes": NO_MINUTES}


def test_without_an_end_nothing_is_usual_and_the_last_part_is_not_judged() -> None:
    found = described(stays(30, 60), 6, ends_at="")["minutes"]
    assert (found["usual"], found["n_events"], [p["part"] for p in found["parts"]]) == (
        [],
        0,
        ["Talk", "Demo"],
    )


def test_people_are_counted_by_source_and_by_tenth(store: Store) -> None:
    from dataclasses import replace

    put(
        store,
        registrations=[registration("a", source="Web"), registration("b", source="Web"), registration("c")],
        attendance=[stay("a", "11:00", "11:30"), stay("a", "11:30", "12:00"), stay("w", "11:30", "11:36")],
    )
    put(store, "_shared/crm.csv", contacts=[contact("a", "2026-04-16")])
    timed = replace(E3, ends_at=at("2026-04-15 12:00").to_pydatetime())
    by_source, by_tenth = count_people(store, [timed], AS_OF)
    counts = by_source.set_index("source")[["registrations", "attendees", "leads"]]
    assert counts.loc["Web"].tolist() == [2, 1, 1]
    assert counts[counts.index.isna()].to_numpy().tolist() == [[1, 0, 0]]
    assert by_tenth.loc["E3"].tolist() == [1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 0]
    # Without a planned end, and for a recording, there are no tenths.
    assert count_people(store, [E3], AS_OF)[1].empty
    assert count_people(store, [replace(timed, is_prerecorded=True)], AS_OF)[1].empty


def told(*parts: dict[str, Any], language: str = "en") -> str:
    record = sample_record()
    record["minutes"] = NO_MINUTES | {"parts": list(parts)}
    return plain(ReviewPage(record, language).presence().html)


TALK = part("Talk", 0, 30, 50, 49, reading="usual", usual_left_lower=0.0, usual_left_upper=3.0)
DEMO = part("Demo", 30, 55, 49, 40, reading="more", usual_left_lower=0.0, usual_left_upper=3.0)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([TALK, DEMO], "More people than usual left during “Demo”: 9 of 49"),
        ([TALK, DEMO | {"reading": "usual"}], "People left as usual; the most during “Demo”: 9 of 49"),
        ([TALK, DEMO | {"reading": "unknown"}], "The most people left during “Demo”: 9 of 49"),
        (
            [DEMO, TALK | {"left": 20, "reading": "usual"}],
            "More people than usual left during “Demo”: 9 of 49",
        ),
        ([TALK | {"left": 0}], "In no part of the programme did the number of people fall"),
        ([], "Most people at one time: "),
    ],
    ids=["more", "usual", "unknown", "more before most", "nobody", "no programme"],
)
def test_the_title_says_in_which_part_people_left(parts: list[dict[str, Any]], sentence: str) -> None:
    text = told(*parts)
    assert sentence in text
    assert ("facts.programme" in text) == (not parts)


def test_the_minutes_name_their_parts_and_what_is_usual() -> None:
    html = ReviewPage(sample_record(), "en").presence().html
    assert "dashed: usual, from 9 past events" in plain(html)
    assert html.count(">Demonstration<") >= 2  # in the wide cut and the table
    assert "Demonstration 30–55 128 27 5–12" in plain(html)
