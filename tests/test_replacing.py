"""Two exports of the same thing: the newer one counts alone, and what changed is said."""

import json
from pathlib import Path

import pandas as pd
import pytest

from kpilib.measures import compute_measures
from kpilib.params import Workspace, read_events, read_workspace
from kpilib.review.copies import copy_export, state_replaced
from kpilib.review.evidence import days_of
from kpilib.review.exports import Intake, take_in
from kpilib.review.replacing import Change
from kpilib.review.told import change_of, describe_change
from kpilib.store import open_store
from tests.measure_rows import AS_OF

PEOPLE = ("ana", "bo", "cy", "di", "eva", "fay")


def registration(people: tuple[str, ...], status: str = "approved") -> str:
    head = 'Registration Report\nReport generated time,"Apr 16, 2026 8:01 AM"\n'
    head += "Topic,Webinar ID,Scheduled Time,Duration (minutes),# Registered,# Cancelled\n"
    head += 'Basics,845 1122 3344,"Apr 15, 2026 11:00 AM",60,1,0\nAttendee Details\n'
    head += (
        "First Name,Last Name,Email,Registration Time,Approval Status,What is your challenge?,Source Name\n"
    )
    return head + "".join(
        f'{p},Lind,{p}@example.com,"Apr {2 + PEOPLE.index(p):02d}, 2026 09:00:00",'
        f"{status if p == 'bo' else 'approved'},Nobody looks at the numbers,LinkedIn\n"
        for p in people
    )


def attendee(people: tuple[str, ...], left: str = "11:30", hour: str = "11") -> str:
    head = "Attendee Report\nReport generated time,04/16/2026 08:00:11 AM\n"
    head += "Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,"
    head += "Unique Viewers,Total Users,Max Concurrent Views\n"
    head += "Basics,845 1122 3344,04/15/2026 10:50:00 AM,72,1,0,1,1,1\nAttendee Details\n"
    head += "Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,"
    head += "Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name\n"
    return head + "".join(
        f"Yes,{p} Lind,{p},Lind,{p}@example.com,04/0{2 + PEOPLE.index(p)}/2026 09:00:00 AM,approved,"
        f"04/15/2026 {hour}:0{PEOPLE.index(p)}:00 AM,04/15/2026 {left if p == 'bo' else '11:40'}:00 AM,30,Yes,Spain\n"
        for p in people
    )


def contacts(people: tuple[str, ...], stage: str = "Lead") -> str:
    head = "Record ID,First Name,Last Name,Email,Lifecycle Stage,Create Date\n"
    return head + "".join(
        f"{201 + PEOPLE.index(p)},{p},Lind,{p}@example.com,{stage if p == 'bo' else 'Lead'},2026-04-16 09:14\n"
        for p in people
    )


def deals(numbers: tuple[int, ...], amount: int = 100) -> str:
    head = "Record ID,Deal Name,Deal Stage,Close Date,Amount,Associated Contact IDs\n"
    return head + "".join(
        f"{n},Deal,Closed Won,2026-04-29 00:00,{amount if n == 92 else 100},201\n" for n in numbers
    )


def google_ads(last: str, cost: int, names: tuple[str, ...] = ("E3 a", "E3 b")) -> str:
    rows = "".join(f"Enabled,{n},100,1000,EUR,{cost}.50,1.00\n" for n in names)
    total = (
        f"Total: Account,--,{100 * len(names)},{1000 * len(names)},EUR,{len(names) * (cost + 0.5):.2f},2.00\n"
    )
    return (
        f'Campaign report\n"April 1, 2026 - {last}"\nCampaign status,Campaign,Clicks,Impr.,Currency code,Cost,'
        + (f"Conversions\n{rows}{total}")
    )


def web(sessions: int) -> str:
    head = "# ---\n# Traffic acquisition\n# ---\n# All Users\n# Start date: 20260401\n# End date: 20260430\n"
    head += "Session default channel group,Sessions,Engaged sessions,Key events,Total users\n"
    return head + f"Email,{sessions},300,6,400\nDirect,500,200,3,300\n"


def survey(scores: dict[int, int]) -> str:
    head = "Respondent ID,Collector ID,Start Date,End Date,Email Address,Would you recommend this webinar? (0-10)\n"
    head += ",,,,,Open-Ended Response\n"
    return head + "".join(
        f"{n},40,04/15/2026 05:05:10 PM,04/15/2026 05:06:00 PM,,{s}\n" for n, s in scores.items()
    )


def emails(opens: int) -> str:
    head = "campaign,sent_on,recipients,delivered,unique_opens,unique_clicks\n"
    return (
        head
        + f"E3 invitation,2026-04-02,1000,{1000 - opens},{opens},30\nE3 reminder,2026-04-10,900,890,300,20\n"
    )


def posts(likes: int) -> str:
    head = "network,post_id,published_on,likes,comments,views\n"
    return head + f"LinkedIn,p-1,2026-04-15,{likes},3,100\nLinkedIn,p-2,2026-04-16,7,1,50\n"


# Name: the older export, the newer one, the event's or the organisation's, and how many are new, gone, changed.
PAIRS: dict[str, tuple[str, str, str | None, dict[str, tuple[int, int, int]]]] = {
    "registrations": (
        registration(PEOPLE[:4]),
        registration(("ana", "bo", "cy", "eva"), "denied"),
        "E3",
        {"registrations": (1, 1, 1)},
    ),
    "attendance": (
        attendee(PEOPLE[:4]),
        attendee(("ana", "bo", "cy", "fay"), "11:20"),
        "E3",
        {"registrations": (1, 1, 0), "attendance": (1, 1, 1)},
    ),
    "survey": (survey({1: 9, 2: 3, 3: 8}), survey({1: 9, 2: 10, 4: 10}), "E3", {"survey_answers": (1, 1, 1)}),
    "contacts": (
        contacts(PEOPLE[:5]),
        contacts(("ana", "bo", "cy", "di", "fay"), "Customer"),
        None,
        {"contacts": (1, 1, 1)},
    ),
    "deals": (
        deals((91, 92, 93, 94, 95)),
        deals((91, 92, 93, 94, 96), 40),
        None,
        {"deals": (1, 1, 1), "deal_contacts": (1, 1, 0)},
    ),
    "ads": (google_ads("April 15, 2026", 50), google_ads("April 30, 2026", 80), None, {"ads": (0, 0, 2)}),
    "web": (web(600), web(700), None, {"web": (0, 0, 1)}),
    "emails": (emails(400), emails(500), None, {"emails": (0, 0, 1)}),
    "posts": (posts(10), posts(8), None, {"posts": (0, 0, 1)}),
}
# What the measures of contacts, deals and the like are measures of.
BESIDE = {"registration.csv": (registration(PEOPLE), "E3"), "attendee.csv": (attendee(PEOPLE), "E3")}


def lay(folder: Path, name: str, text: str, event_id: str | None) -> Intake:
    space = workspace_of(folder)
    source = folder / "downloads" / name
    source.parent.mkdir(exist_ok=True)
    source.write_text(text, encoding="utf-8")
    copy_export(space, source, event_id, None)
    result = take_in(space, read_events(space)[0])
    assert not result.failures
    state_replaced(space, result.changes)
    return result


def workspace_of(folder: Path) -> Workspace:
    return read_workspace(folder)


def measures_of(folder: Path) -> pd.DataFrame:
    space = workspace_of(folder)
    event = read_events(space)[0][0]
    with open_store(space.store_url, read_only=True) as store:
        return compute_measures(store, [days_of(event, space)], AS_OF, ["customer"])[0]


@pytest.fixture
def space(workspace: Path) -> Path:
    params = workspace / "params" / "E3.yml"
    params.write_text(
        params.read_text(encoding="utf-8").split("facts:")[0] + 'facts:\n  campaigns: ["E3*"]\n'
    )
    return workspace


def without_store(folder: Path) -> None:
    (folder / "data" / "kpi.duckdb").unlink()


@pytest.mark.parametrize("name", PAIRS)
def test_measures_are_those_of_the_newer_export_alone(name: str, space: Path) -> None:
    older, newer, event_id, counts = PAIRS[name]
    if event_id is None:
        for file, (text, where) in BESIDE.items():
            lay(space, file, text, where)
    if name == "deals":
        lay(space, "people.csv", contacts(PEOPLE), None)
    lay(space, f"{name}-new.csv", newer, event_id)
    alone = measures_of(space)
    folder = space / "data" / "exports" / (event_id or "_shared")
    (folder / f"{name}-new.csv").unlink()
    first = lay(space, f"{name}.csv", older, event_id)
    assert first.changes == ()
    assert not measures_of(space).equals(alone)
    second = lay(space, f"{name}.csv", newer, event_id)
    pd.testing.assert_frame_equal(measures_of(space), alone)
    where = event_id or "_shared"
    tables = {t: dict(zip(("new", "gone", "changed"), n, strict=True)) for t, n in counts.items()}
    assert second.changes == (Change(f"{where}/{name}.2.csv", f"{where}/{name}.csv", tables),)
    # A store made again from the same folder decides the same.
    without_store(space)
    take_in(workspace_of(space), read_events(workspace_of(space))[0])
    pd.testing.assert_frame_equal(measures_of(space), alone)


def test_the_older_export_is_back_when_the_newer_one_is_taken_away(space: Path) -> None:
    lay(space, "a.csv", registration(PEOPLE[:4]), "E3")
    before = measures_of(space)
    lay(space, "b.csv", registration(("ana", "bo", "cy", "eva"), "denied"), "E3")
    assert measures_of(space)["registrations"].tolist() == [3]
    (space / "data" / "exports" / "E3" / "b.csv").unlink()
    take_in(workspace_of(space), read_events(workspace_of(space))[0])
    pd.testing.assert_frame_equal(measures_of(space), before)


def test_what_a_file_is_newer_than_outlives_the_store_whatever_its_name(space: Path) -> None:
    lay(space, "z.csv", registration(PEOPLE[:4]), "E3")
    lay(space, "a.csv", registration(PEOPLE[:3]), "E3")
    folder = space / "data" / "exports" / "E3"
    assert (folder / "a.csv.replaces").read_text() == "z.csv\n"
    without_store(space)
    take_in(workspace_of(space), read_events(workspace_of(space))[0])
    assert measures_of(space)["registrations"].tolist() == [3]
    (folder / "a.csv.replaces").unlink()
    without_store(space)
    take_in(workspace_of(space), read_events(workspace_of(space))[0])
    assert measures_of(space)["registrations"].tolist() == [4]


def test_two_sessions_of_one_event_both_count(space: Path) -> None:
    lay(space, "one.csv", attendee(PEOPLE[:4]), "E3")
    minutes = measures_of(space)["minutes_attended"].iloc[0]
    result = lay(space, "two.csv", attendee(PEOPLE[:4], hour="10"), "E3")
    assert result.changes == ()
    assert measures_of(space)["minutes_attended"].iloc[0] > minutes


def test_parts_of_a_whole_both_count(space: Path) -> None:
    for file, (text, where) in BESIDE.items():
        lay(space, file, text, where)
    lay(space, "one.csv", contacts(PEOPLE[:4]), None)
    result = lay(space, "two.csv", contacts(("cy", "di", "eva", "fay")), None)
    assert result.changes == ()
    assert measures_of(space)["leads"].tolist() == [6]


def test_the_finer_advertising_export_stays(space: Path) -> None:
    days = "campaign,starts_on,ends_on,cost\n"
    days += "".join(f"E3 a,2026-04-{d:02d},2026-04-{d:02d},2\n" for d in range(1, 11))
    lay(space, "days.csv", days, None)
    result = lay(space, "whole.csv", "campaign,starts_on,ends_on,cost\nE3 a,2026-04-01,2026-04-30,90\n", None)
    assert result.changes == ()
    assert measures_of(space)["cost_advertising"].tolist() == [20]


def test_typed_values_never_double(space: Path) -> None:
    lay(space, "v.csv", "kpi,date,value,n,note\ndownloads,2026-04-16,20,,\ndownloads,2026-04-17,5,,\n", None)
    text = "kpi,date,value,n,note\ndownloads,2026-04-16,21,,\ndownloads,2026-04-17,5,,\n"
    result = lay(space, "w.csv", text, None)
    assert [c.tables for c in result.changes] == [{"kpi_values": {"new": 0, "gone": 0, "changed": 1}}]
    with open_store(workspace_of(space).store_url, read_only=True) as store:
        assert sorted(store.execute(store.table("kpi_values"))["value"]) == [5, 21]


def test_the_same_bytes_change_nothing_and_it_says_so(space: Path) -> None:
    lay(space, "a.csv", registration(PEOPLE[:4]), "E3")
    again = lay(space, "a.csv", registration(PEOPLE[:4]), "E3")
    assert (again.reports, again.changes) == ((), ())
    told = change_of(workspace_of(space), "E3/a.csv", True, ())
    assert told == {"counts": "E3/a.csv", "instead_of": [], "is_same": True, "tables": {}}
    assert describe_change(told) == ["the same bytes are there already: nothing changes, E3/a.csv counts"]
    lay(space, "b.csv", registration(PEOPLE[:3]), "E3")
    told = change_of(workspace_of(space), "E3/a.csv", True, ())
    assert describe_change(told) == ["the same bytes are there already: nothing changes, E3/b.csv counts"]


def test_a_change_is_described_in_lines() -> None:
    change = Change("E3/b.csv", "E3/a.csv", {"registrations": {"new": 1, "gone": 2, "changed": 3}})
    lines = ["E3/b.csv now counts instead of E3/a.csv", "  registrations: 1 new, 2 gone, 3 changed"]
    assert change.describe().splitlines() == lines
    assert json.loads(json.dumps(change.to_dict()))["instead_of"] == "E3/a.csv"
