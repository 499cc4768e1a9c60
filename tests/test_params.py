"""Params files: strict, typed, with the line of what is wrong; days and states."""

from datetime import date
from pathlib import Path

import papermill
import pytest
import yaml
from papermill.iorw import read_yaml_file

from kpilib.errors import ParamsError
from kpilib.params import (
    Alignment,
    Cost,
    Event,
    TimedPart,
    find_workspace,
    read_event,
    read_events,
    read_workspace,
    state_of,
    write_event,
)

HEAD = "event_id: E3\nstarts_at: 2026-04-15 11:00\n"


def read(workspace: Path, text: str) -> Event:
    (workspace / "params" / "E3.yml").write_text(text, encoding="utf-8")
    return read_event(read_workspace(workspace), "E3")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "event_id: E3\nstarts_att: 2026-04-15 11:00\n",
            "params/E3.yml:2: unknown key `starts_att`, expected a known key. Did you mean `starts_at`?",
        ),
        (
            HEAD + "facts:\n  costs:\n    - {kind: staff, amunt: 3}\n",
            "params/E3.yml:5: unknown key `facts.costs.0.amunt`, expected a known key. Did you mean `amount`?",
        ),
        (
            "event_id: E3\nstarts_at: 2026-04-15\n",
            "params/E3.yml:2: `starts_at` is '2026-04-15', expected a local date and time such as "
            "2026-05-20T18:00, without offset. Correct the value; text that looks like a number needs quotes.",
        ),
        (
            HEAD + "facts: {list_size: 12:30}\n",
            "params/E3.yml:3: `facts.list_size` is '12:30', expected a valid integer. "
            "Correct the value; text that looks like a number needs quotes.",
        ),
        (
            HEAD + "timezone: Madrid\n",
            "params/E3.yml:3: `timezone` is 'Madrid', expected the name of a time zone such as Europe/Madrid. "
            "Correct the value; text that looks like a number needs quotes.",
        ),
        (
            HEAD + "ends_at: 2026-04-15 10:00\n",
            "params/E3.yml: ``, expected `ends_at` after `starts_at`. "
            "Correct the value; text that looks like a number needs quotes.",
        ),
        ("event_id: E3\n", "params/E3.yml: no `starts_at`, expected it. Add a line `starts_at: ...`."),
        (
            HEAD + "title: a\ntitle: b\n",
            "params/E3.yml:4: `title` a second time, expected each key once. Keep one.",
        ),
        (
            "event_id: E4\nstarts_at: 2026-04-15 11:00\n",
            "params/E3.yml:1: event_id `E4`, expected `E3`, the file's name. Rename the file or correct the line.",
        ),
        (
            HEAD + "? [a, b]\n: 1\n",
            "params/E3.yml:3: a key that is a list, expected a word. Write `key: value`.",
        ),
        (
            HEAD + "facts: &a {goals: *a}\n",
            "params/E3.yml:3: a reference (& or *), expected values. Write the value out.",
        ),
        (
            HEAD + "format: liev\n",
            "params/E3.yml:3: `format` is 'liev', expected one of live, pre-recorded, hybrid, in-person. "
            "Correct the value; text that looks like a number needs quotes.",
        ),
        ("- a\n", "params/E3.yml: a list, expected `key: value` lines. See docs/params.md."),
    ],
)
def test_what_is_wrong_is_told_with_its_line(workspace: Path, text: str, message: str) -> None:
    with pytest.raises(ParamsError) as error:
        read(workspace, text)
    assert str(error.value) == message


def test_what_is_no_yaml_is_told_with_its_line(workspace: Path) -> None:
    # What the parser says of it differs between PyYAML's two parsers.
    whole = r"params/E3.yml:2: no YAML \(.+\), expected YAML\. Correct the line or the one above\."
    with pytest.raises(ParamsError, match=f"^{whole}$"):
        read(workspace, "a: [1\n")


def test_no_and_clock_times_stay_as_written(workspace: Path) -> None:
    event = read(workspace, HEAD + "title: no\nfacts: {answers: {Q03: 12:30}}\n")
    assert (event.title, event.facts.answers) == ("no", {"Q03": "12:30"})


def test_an_open_line_means_the_default(workspace: Path) -> None:
    assert read(workspace, HEAD + "as_of:\nends_at:\n").as_of == ""


def test_dates_are_text_for_papermill_too(workspace: Path) -> None:
    event = Event(event_id="E3", starts_at="2026-04-15T11:00", as_of="2026-05-01", title="no: 12:30")
    path = write_event(workspace, event)
    assert read_event(read_workspace(workspace), "E3") == event
    assert read_yaml_file(str(path)) == event.parameters()
    assert all(isinstance(v, str) for k, v in read_yaml_file(str(path)).items() if k != "facts")


def test_the_file_s_keys_are_the_notebook_s_parameters() -> None:
    notebook = Path(__file__).parents[1] / "notebooks" / "event_review.ipynb"
    assert list(papermill.inspect_notebook(str(notebook))) == list(Event.model_fields)


def test_an_unknown_event_names_the_nearest(workspace: Path) -> None:
    with pytest.raises(
        ParamsError, match=r"^params/E33\.yml: no such file, expected the params file of the event"
    ):
        read_event(read_workspace(workspace), "E33")


def test_a_broken_file_leaves_the_others_readable(workspace: Path) -> None:
    (workspace / "params" / "E4.yml").write_text("event_idd: E4\n", encoding="utf-8")
    events, failures = read_events(read_workspace(workspace))
    assert [e.event_id for e in events] == ["E3"]
    assert list(failures) == ["E4"]


def test_the_workspace_is_the_nearest_upwards(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workspace / "notebooks")
    assert find_workspace() == workspace.resolve()


def test_without_a_workspace_it_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ParamsError) as error:
        find_workspace(tmp_path)
    assert str(error.value) == (
        f"{tmp_path.resolve()}: no params/workspace.yml, expected a workspace. "
        "Create one with `kpi init DIR`, or name it with --workspace or KPI_WORKSPACE."
    )


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2026-04-14", "planned"),
        ("2026-04-15", "provisional"),
        ("2026-04-27", "provisional"),
        ("2026-04-28", "mature"),
    ],
)
def test_day_14_is_start_plus_13(day: str, state: str) -> None:
    event = Event(event_id="E3", starts_at="2026-04-15T11:00", timezone="UTC")
    assert event.window_end(14) == date(2026, 4, 28)
    assert state_of(event, date.fromisoformat(day), 14, "UTC") == state


def test_day_1_is_the_local_start_date() -> None:
    late = Event(event_id="E3", starts_at="2026-04-15T23:30", timezone="America/Bogota")
    assert late.starts_on == date(2026, 4, 15)
    assert late.start_instant("UTC").astimezone().timestamp() == late.end_instant("UTC").timestamp()


def test_a_cancelled_event_is_cancelled_on_any_day() -> None:
    event = Event(event_id="E3", starts_at="2026-04-15T11:00", status="cancelled")
    assert {state_of(event, date(2026, m, 1), 14, "UTC") for m in (1, 4, 12)} == {"cancelled"}


def test_platform_cost_is_not_counted_unless_set() -> None:
    assert not Cost(kind="platform", amount=90).is_counted
    assert Cost(kind="platform", amount=90, counted=True).is_counted
    assert Cost(kind="staff", hours=3, rate=50).total == 150


def test_a_cost_is_an_amount_or_hours_times_rate(workspace: Path) -> None:
    with pytest.raises(ParamsError, match="either `amount`, or `hours` and `rate`"):
        read(workspace, HEAD + "facts: {costs: [{kind: staff, hours: 3}]}\n")


def test_a_score_lies_on_its_scale(workspace: Path) -> None:
    for scale in ("0-10", "0–10", "0 to 10", "0..10"):
        assert Alignment(scorer="Ana", scale=scale, score=9).ends == (0, 10)
    assert Alignment(scorer="Ana", scale="stars", score=9).ends is None
    with pytest.raises(ParamsError, match="`score` on the scale 1-5"):
        read(workspace, HEAD + "facts: {alignment: [{scorer: Ana, score: 9}]}\n")


def test_parts_of_the_programme_are_clock_times_or_minutes_from_the_start(workspace: Path) -> None:
    head = "event_id: E3\nstarts_at: 2026-04-15 23:30\nends_at: 2026-04-16 00:45\n"
    parts = "[{part: Questions, starts_at: '00:20', speaker: Bo}, {part: Demo, starts_at: 20, ends_at: 45}, {part: Talk, starts_at: '23:30'}]"
    event = read(workspace, head + "facts: {programme: " + parts + "}\n")
    assert event.programme == [
        TimedPart("Talk", 0, 20, ""),
        TimedPart("Demo", 20, 45, ""),
        TimedPart("Questions", 50, 75, "Bo"),
    ]
    open_end = read(workspace, HEAD + "facts: {programme: [{part: Talk, starts_at: 5}]}\n")
    assert open_end.programme == [TimedPart("Talk", 5, None, "")]
    assert read(workspace, HEAD).programme == []


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ("{part: A, starts_at: '9:30'}", "a clock time such as '18:40', or whole minutes from the start"),
        ("{part: A, starts_at: 1120}", "a clock time such as '18:40', or whole minutes from the start"),
        ("{part: A, starts_at: 30, ends_at: 30}", "`programme` with `A` ending after it starts"),
        ("{part: A, starts_at: 30, ends_at: 90}", "`programme` with `A` between `starts_at` and `ends_at`"),
        ("{part: A, starts_at: '10:30'}", "`programme` with `A` between `starts_at` and `ends_at`"),
        (
            "{part: A, starts_at: 0, ends_at: 30}, {part: B, starts_at: 20}",
            "`programme` with `B` after the end of `A`",
        ),
        ("{part: '', starts_at: 0}", "at least 1 character"),
    ],
)
def test_parts_of_the_programme_lie_in_the_event_one_after_another(
    workspace: Path, parts: str, message: str
) -> None:
    text = f"{HEAD}ends_at: 2026-04-15 12:00\nfacts: {{programme: [{parts}]}}\n"
    with pytest.raises(ParamsError) as error:
        read(workspace, text)
    assert message in str(error.value)


def test_every_channel_name_finds_its_channel(workspace: Path) -> None:
    path = workspace / "params" / "workspace.yml"
    path.write_text("channels: {LinkedIn: [linkedin, LinkedIn Ads]}\n", encoding="utf-8")
    space = read_workspace(workspace)
    assert space.channel_of(" linkedin ads ") == "LinkedIn"
    assert space.channel_of("Newsletter") == "Newsletter"
    assert space.channel_of(None) is None


def test_the_yaml_of_a_written_file_is_plain(workspace: Path) -> None:
    event = Event(event_id="E9", starts_at="2026-04-15T11:00")
    text = write_event(workspace, event).read_text(encoding="utf-8")
    assert yaml.safe_load(text)["event_id"] == "E9"
    assert "!!" not in text


def test_an_event_of_today_is_planned_until_it_has_ended() -> None:
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    now = datetime.now(ZoneInfo("UTC"))
    for shift, state in ((timedelta(minutes=5), "planned"), (-timedelta(minutes=5), "provisional")):
        moment = now + shift
        event = Event(event_id="E3", starts_at=f"{moment:%Y-%m-%dT%H:%M:%S}", timezone="UTC")
        if moment.date() == now.date():
            assert state_of(event, now.date(), 14, "UTC") == state


@pytest.mark.parametrize(
    "line",
    [
        "timezone: ''",
        "exchange_rates: {USD: {April: 1}}",
        "store: foo",
        "value_per_lead: .inf",
        "languages: []",
    ],
)
def test_settings_that_could_never_work_are_refused(workspace: Path, line: str) -> None:
    (workspace / "params" / "workspace.yml").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(ParamsError, match=r"^params/workspace\.yml:1: "):
        read_workspace(workspace)


@pytest.mark.parametrize("spelling", ["pre-recorded", "prerecorded", "Pre_recorded"])
def test_pre_recorded_has_one_spelling_inside(spelling: str) -> None:
    assert Event(event_id="E", starts_at="2026-04-15T11:00", format=spelling).is_prerecorded
