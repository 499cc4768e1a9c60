"""The demo series: the same bytes each time, true to its own truth, and shy of other workspaces."""

import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from kpilib.demo import demo_events, simulate, truth, write_demo
from kpilib.demo.calendar import AS_OF, PLANS, ZONE, plan_of
from kpilib.demo.delimited import csv_line, spanish
from kpilib.demo.dice import Dice
from kpilib.demo.records import Stay
from kpilib.demo.truth import _union_seconds, overlapping_pairs
from kpilib.demo.zoom_files import clock, rounded_up
from kpilib.errors import ParamsError
from kpilib.params import find_workspace, read_events, read_workspace, state_of
from kpilib.workbook import workbook

TRUTH = Path(__file__).with_name("demo_truth.json")
EXPORTS_SHA256 = "812c1d477a83520eef1c77ff84739c1f2947751e55be52fb807b404b526033c0"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    return folder, write_demo(folder)


@pytest.fixture(scope="module")
def exports(demo):
    root = demo[0] / "data" / "exports"
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def text_of(content: bytes) -> str:
    """Text of a file; of a workbook, whose parts are not packed, its bytes as they are."""
    if content.startswith(b"PK"):
        return content.decode("utf-8", errors="ignore")
    return content.decode("utf-16" if content.startswith(b"\xff\xfe") else "utf-8-sig")


def test_same_bytes_each_time(exports):
    # The number is of another process on another day: hash seeds, clocks and locales play no part.
    whole = hashlib.sha256()
    for name, content in sorted(exports.items()):
        whole.update(name.encode() + b"\0" + content)
    assert whole.hexdigest() == EXPORTS_SHA256


def test_truth_is_the_committed_one():
    # To renew it, write this same text into the file.
    assert json.dumps(truth(simulate()), indent=1) + "\n" == TRUTH.read_text(encoding="utf-8")


def test_committed_params_are_the_demos(demo):
    root = Path(__file__).parents[1] / "params"
    fresh = {p.name: p.read_text(encoding="utf-8") for p in (demo[0] / "params").iterdir()}
    assert fresh == {name: (root / name).read_text(encoding="utf-8") for name in fresh}


def test_report_counts_what_was_written(demo, exports):
    folder, report = demo
    # One file per event, the organisation's settings, and its own KPIs.
    assert (len(report.written), report.kept, report.n_exports) == (len(PLANS) + 2, (), len(exports))
    assert report.to_dict()["folder"] == str(folder)


def test_size(exports):
    assert sum(map(len, exports.values())) < 6_000_000


def test_params_files_load(demo):
    workspace = read_workspace(find_workspace(demo[0]))
    events, failures = read_events(workspace)
    assert failures == {}
    assert workspace.demo is True
    assert [e.event_id for e in events] == [p.event_id for p in PLANS]
    assert {e.as_of for e in events} == {"2026-06-10"}


def test_states(demo):
    workspace = read_workspace(demo[0])
    events, _ = read_events(workspace)
    states = Counter(
        state_of(e, workspace.as_of(e), workspace.window_days, workspace.timezone) for e in events
    )
    assert states == {"mature": 38, "provisional": 1, "planned": 1, "cancelled": 1}
    held = {"planned": "planned", "cancelled": "cancelled"}
    assert all(e.status == held.get(state_of(e, AS_OF, 14, ZONE), "held") for e in events)


def test_span_languages_and_formats():
    past = [p for p in PLANS if p.is_held]
    assert (past[0].day, past[-2].day) == (date(2023, 6, 14), date(2026, 5, 20))
    assert min(Counter(p.language for p in past).values()) >= 10
    assert Counter(p.format for p in past)["pre-recorded"] == 2
    assert len({p.topic for p in PLANS}) == 5


def test_two_pairs_overlap():
    assert overlapping_pairs() == [
        ("2024-04-10-surveys-people-answer", "2024-04-18-roi-de-eventos"),
        ("2025-09-10-vuelta-al-kpi", "2025-09-17-one-page-dashboards"),
    ]


def test_no_campaign_pattern_takes_anothers_campaign():
    ids = [p.event_id for p in PLANS]
    assert not [(a, b) for a in ids for b in ids if a != b and b.startswith(a)]


def test_some_events_bring_nothing_and_the_crm_shows_leads_all_the_same():
    events = truth(simulate())["events"]
    nothing = [e for e in events.values() if e["leads_caused"] == 0 and e["attendees"]]
    assert len(nothing) == 6
    assert all(e["leads"] > 0 for e in nothing)


def test_registrations_and_attendance_as_planned():
    events = truth(simulate())["events"]
    for plan in (p for p in PLANS if p.is_held):
        found = events[plan.event_id]
        assert found["registrations"] == plan.registrations
        assert found["registered_attendees"] / plan.registrations == pytest.approx(plan.attendance, abs=0.03)
        assert 0.45 < found["qualified_registrations"] / plan.registrations < 0.8


def test_overlapping_events_share_leads_but_not_causes():
    events, world = truth(simulate())["events"], simulate()
    causes = Counter(c.cause for c in world.contacts if c.cause)
    assert {k: e["leads_caused"] for k, e in events.items() if e["leads_caused"]} == causes


def test_addresses_only_at_example(exports):
    addresses = set()
    for content in exports.values():
        addresses.update(re.findall(r"[\w.+-]+@[\w.-]+", text_of(content)))
    assert len(addresses) > 10_000
    assert [a for a in addresses if not re.search(r"[@.]example\.(com|org|net)$", a)] == []


def test_files_are_known_by_their_first_line(exports):
    firsts = Counter()
    for name, content in exports.items():
        if not name.endswith(".covers"):
            first = re.split(r"[,\t]", text_of(content).splitlines()[0])[0]
            firsts["PK" if first.startswith("PK") else first] += 1
    assert firsts == {
        "Registration Report": 37,
        "Attendee Report": 34,
        "Informe de asistentes": 3,
        "Question and Answer Report": 12,
        "Poll Report": 12,
        "1. Summary": 1,
        "Meeting Name": 1,
        "Order #": 1,
        "Respondent ID": 36,
        "#": 1,
        '"Marca temporal"': 1,
        "Record ID": 2,
        "# ----------------------------------------": 42,
        "Campaign report": 5,
        "Informe de campaña": 2,
        "Reporting starts": 2,
        "Campaign Performance Report (in UTC)": 1,
        "Title": 2,
        "Post id": 1,
        "Content": 1,
        "Date": 1,
        "content": 1,
        "email": 1,
        "PK": 1,
        "kpi": 2,
    }


def test_encodings(exports):
    starts = Counter(content[:3] if content[:1] == b"\xef" else content[:2] for content in exports.values())
    assert starts[b"\xef\xbb\xbf"] == 37 + 37 + 12 + 12 + 36 + 2 + 1 + 1
    assert starts[b"\xff\xfe"] == 2 + 1 + 1 + 1  # Google Ads in Spanish, LinkedIn, Teams, Webex
    with_returns = [name for name, content in exports.items() if "\r" in text_of(content)]
    assert [name.split("/")[1].split("_")[0] for name in with_returns] == ["AttendanceReport", "webex"]


def test_holes(exports):
    def kinds(event_id):
        return sorted(n.split("/")[1].split("_")[0] for n in exports if n.startswith(event_id))

    assert kinds("2023-10-18-strategy-maps-101") == ["attendee", "registration"]
    assert kinds("2024-05-22-strategiakartta-lyhyesti") == ["attendee", "surveymonkey"]
    assert kinds("2026-06-25-kysely-joka-toimii") == ["registration"]
    assert kinds("2026-05-20-mapas-estrategicos") == [
        *("attendee", "poll", "qa", "registration", "surveymonkey")
    ]
    ads = "".join(text_of(c) for n, c in exports.items() if "google_ads" in n)
    assert "2024-03-13-mittaritaulu-tiimille" not in ads
    assert ads.count("2023-07-05-kpis-in-one-hour") == 2  # its campaign runs over the turn of the half-year


def test_covers_beside_the_contacts(exports):
    name = "_shared/hubspot-crm-exports-all-contacts-2026-06-10.csv"
    assert exports[f"{name}.covers"] == b"2023-03-01..2026-06-10\n"
    days = re.findall(r"^\d+,[^\n]*?,(\d{4}-\d\d-\d\d) \d\d:\d\d,", exports[name].decode(), re.MULTILINE)
    assert (min(days), max(days)) == ("2023-03-01", "2026-06-10")


def test_quirks_of_the_attendee_reports(exports):
    whole = "\n".join(text_of(c) for n, c in exports.items() if "/attendee_" in n)
    for part in (
        "upgraded to panelist",
        "Other Attended",
        "Otros asistentes",
        "iPhone (",
        "Sí,",
        "denied",
        "cancelled",
    ):
        assert part in whole, part
    assert re.search(r"^Yes,[^,\n]+,[^,\n]+,[^,\n]+,,,,", whole, re.MULTILINE)  # a guest without e-mail


def test_nothing_happens_after_the_last_day():
    world = simulate()
    last = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 23, 59)
    assert max(c.created_at for c in world.contacts) <= last
    assert max(at for c in world.contacts for _, at in c.stages) <= last
    assert max(r.registered_at for r in world.registrations) <= last
    assert max(d.closes_on for d in world.deals if not d.is_open) <= AS_OF
    assert max(a.day for a in world.ads) <= AS_OF


@pytest.mark.parametrize("demo_line", ["", "demo: false\n"])
def test_other_workspace_is_refused(tmp_path, demo_line):
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "workspace.yml").write_text("organisation: Ours\n" + demo_line, encoding="utf-8")
    with pytest.raises(ParamsError) as error:
        write_demo(tmp_path)
    assert str(error.value) == (
        "params/workspace.yml: a workspace without `demo: true`, expected an empty folder or the demo's "
        "workspace. Name another folder: `kpi demo ../kpi-demo`."
    )
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["workspace.yml"]


def test_edited_params_are_kept_and_exports_are_laid_again(tmp_path):
    write_demo(tmp_path)
    name = "params/2026-05-20-mapas-estrategicos.yml"
    edited = (tmp_path / name).read_text(encoding="utf-8") + "# checked\n"
    (tmp_path / name).write_text(edited, encoding="utf-8")
    broken = next((tmp_path / "data/exports/2026-05-20-mapas-estrategicos").iterdir())
    whole = broken.read_bytes()
    broken.write_bytes(b"")
    again = write_demo(tmp_path)
    assert (again.written, again.kept) == ((), (name,))
    assert (tmp_path / name).read_text(encoding="utf-8") == edited
    assert broken.read_bytes() == whole
    forced = write_demo(tmp_path, force=True)
    assert (forced.written, forced.kept) == ((name,), ())
    assert "# checked" not in (tmp_path / name).read_text(encoding="utf-8")


def test_trouble_event_forgot_the_reminder():
    events = {e.event_id: e for e in demo_events()}
    trouble = events["2026-04-15-embudo-de-ventas"].facts
    assert set(trouble.checklists.channels.planned) - set(trouble.checklists.channels.sent) == {"Reminder"}
    complaints = {k: sum((e.facts.counts.complaints or {}).values()) for k, e in events.items()}
    assert max(complaints, key=complaints.get) == "2026-04-15-embudo-de-ventas"


def test_union_of_intervals_by_hand():
    def at(minute):
        return datetime(2026, 1, 1, 10, minute)

    assert _union_seconds([]) == 0
    assert _union_seconds([(at(0), at(10)), (at(5), at(12)), (at(6), at(7)), (at(20), at(21))]) == 13 * 60


def test_minutes_are_rounded_up_a_row():
    person = simulate().people[0]
    stay = Stay("E", person, "attendee", datetime(2026, 1, 1, 10), datetime(2026, 1, 1, 10, 2, 1), "")
    assert rounded_up(stay) == 3


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("slashes", "04/09/2026 12:05:07 AM"),
        ("month24", "Apr 09, 2026 00:05:07"),
        ("month", "Apr 09, 2026 12:05:07 AM"),
        ("day first", "09/04/2026 00:05:07"),
    ],
)
def test_clock(style, expected):
    assert clock(datetime(2026, 4, 9, 0, 5, 7), style) == expected


def test_lines_and_numbers():
    assert csv_line(["a,b", 'say "x"', None, 3]) == '"a,b","say ""x""",,3\n'
    assert csv_line(["a,b", "c"], "\t") == "a,b\tc\n"
    assert spanish("1,204.50") == "1.204,50"


def test_dice_depend_on_their_name_only():
    first, same, other = (Dice(name) for name in ("a", "a", "b"))
    draws = [first.share() for _ in range(300)]
    assert draws == [same.share() for _ in range(300)]
    assert draws != [other.share() for _ in range(300)]
    assert 0.4 < sum(draws) / 300 < 0.6
    assert draws[:2] == [0.1914967908422086, 0.49541231659329077]


def test_dice_laws():
    dice = Dice("laws")
    normals = [dice.normal() for _ in range(4000)]
    assert abs(sum(normals) / 4000) < 0.06
    assert abs(sum(x * x for x in normals) / 4000 - 1) < 0.08
    assert abs(sum(dice.poisson(9.0) for _ in range(4000)) / 4000 - 9) < 0.2
    assert sorted(dice.some(range(5), 9)) == [0, 1, 2, 3, 4]
    assert {dice.whole(1, 3) for _ in range(100)} == {1, 2, 3}
    assert {dice.weighted({"a": 1, "b": 0, "c": 1}) for _ in range(100)} == {"a", "c"}


def test_plan_days_by_hand():
    plan = plan_of("2026-05-20-mapas-estrategicos")
    assert (plan.window_end, plan.roi_end) == (date(2026, 6, 2), date(2026, 8, 17))
    assert (plan.starts_at, plan.ends_at) == (datetime(2026, 5, 20, 17), datetime(2026, 5, 20, 18))


def test_the_list_of_demo_events_is_the_demo_s() -> None:
    from kpilib.params.demo_events import DEMO_EVENTS

    params = Path(__file__).parents[1] / "params"
    committed = {p.stem for p in params.glob("*.yml")} - {"workspace", "kpis"}
    assert committed == DEMO_EVENTS


def test_all_that_was_true_before_the_other_tools_came_still_is():
    """People, minutes and contacts as they were; what the new tools brought stands apart."""
    numbers = ("registrations", "qualified_registrations", "attendees", "minutes_attended", "leads_caused")
    events = truth(simulate())["events"]
    lines = [f"{event_id} {[found[name] for name in numbers]}" for event_id, found in events.items()]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert digest[:16] == "0ebd99dad84fd304"


def test_paid_seats_go_back_when_cancelled_and_somebody_orders_twice():
    tickets = simulate().tickets
    paid = [t for t in tickets if t.cents]
    assert {t.event_id for t in tickets} == {"2026-03-11-strategy-maps-live"}
    assert max(Counter(t.registration.person.number for t in paid).values()) == 2
    refused = [t for t in paid if t.registration.status in ("denied", "cancelled")]
    assert refused == [t for t in paid if t.is_refunded]
    kept = sum(t.cents for t in paid) - sum(t.cents for t in refused)
    found = truth(simulate())["events"]["2026-03-11-strategy-maps-live"]
    assert found["revenue_tickets"] == kept / 100 > 100
    assert found["revenue"] == found["revenue_deals"] + found["revenue_sponsorship"] + kept / 100


def test_mails_are_invitations_and_reminders_and_one_reminder_was_forgotten():
    mails = [m for m in simulate().mails if m.event_id]
    kinds = Counter(m.title.removeprefix(m.event_id).strip() for m in mails)
    assert kinds["invitation"] - kinds["reminder"] == 1
    sent = Counter(m.event_id for m in mails)
    assert [e for e, n in sent.items() if n == 1] == ["2026-04-15-embudo-de-ventas"]
    for mail in simulate().mails:
        assert mail.unique_clicks <= mail.unique_opens <= mail.delivered <= mail.recipients
        assert (mail.unique_opens, mail.unique_clicks) <= (mail.opens, mail.clicks)


def test_only_attendees_ask_and_answer_in_sessions_of_the_last_year():
    world = simulate()
    present = {(s.event_id, s.person.number) for s in world.stays}
    acts = [*world.questions, *world.poll_answers]
    assert {(a.event_id, a.person.number) for a in acts if a.person} <= present
    assert {a.event_id for a in acts} == {p.event_id for p in PLANS if p.has_live_reports}
    for plan in (p for p in PLANS if p.has_live_reports):
        at = [a.answered_at for a in world.poll_answers if a.event_id == plan.event_id]
        assert plan.starts_at < min(at) < max(at) < plan.ends_at


def test_a_workbook_is_the_same_everywhere():
    content = workbook({"One": [["a <b>", 1], ["", 2.5]]})
    assert content == workbook({"One": [["a <b>", 1], ["", 2.5]]})
    assert b"a &lt;b&gt;" in content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert {(part.compress_type, part.date_time[0]) for part in book.infolist()} == {(0, 2026)}
