"""Reviews neither too near nor too rare (P20): cadences in words, days between events, what the command says."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_cli import kpi

from kpilib.cli.spacing import spacing_lines
from kpilib.errors import ParamsError
from kpilib.kpis import KPIS
from kpilib.params import Event, Workspace, read_workspace
from kpilib.params.workspace import KpiUse, ReviewDays
from kpilib.review.spacing import cadence_days, find_spacing


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("daily", 1.0),
        ("weekly", 7.0),
        ("every two weeks", 14.0),
        ("monthly", 30.4),
        ("three times a month", 30.4 / 3),
        ("twice a year", 365.25 / 2),
        ("quarterly", 91.3),
        ("every 10 days", 10.0),
        ("cada dos semanas", 14.0),
        ("mensual", 30.4),
        ("tres veces al mes", 30.4 / 3),
        ("viikoittain", 7.0),
        ("kaksi kertaa kuukaudessa", 30.4 / 2),
        ("every event", None),
        ("14 days after each event", None),
        ("90 días después de cada evento", None),
        ("when somebody asks", None),
        ("", None),
    ],
)
def test_a_cadence_in_words_is_a_number_of_days(words: str, days: float | None) -> None:
    found = cadence_days(words)
    assert found == (None if days is None else pytest.approx(days))


def event(day: str, **more: Any) -> Event:
    return Event.model_validate({"event_id": f"E{day}", "starts_at": f"2026-{day}T18:00", **more})


def found(
    days: list[str], chosen: list[str] | None = None, today: date = date(2026, 1, 1), **settings: Any
) -> list[tuple[Any, ...]]:
    events = [event(day) for day in days]
    mine = [e for e in events if chosen is None or e.event_id[1:] in chosen]
    findings = find_spacing(events, Workspace(**settings), mine, today)
    return [(f["code"], *f.get("events", f.get("kpis", [])), f["days"]) for f in findings]


def test_p20_events_too_near_and_too_rare_are_named() -> None:
    """The window of 14 days: a distance of 14 days is not too near, one of 13 is."""
    assert found(["01-01", "01-14", "01-28"]) == [("too_near", "E01-01", "E01-14", 13)]
    assert found(["01-01", "04-03", "07-05"]) == [("too_rare", "E04-03", "E07-05", 93)]
    assert found(["01-01", "01-31"], review_days=ReviewDays(least=40)) == [
        ("too_near", "E01-01", "E01-31", 30)
    ]
    assert found(["01-01", "01-31"], review_days=ReviewDays(most=20)) == [
        ("too_rare", "E01-01", "E01-31", 30)
    ]
    # Of the chosen events and their neighbours only; of one event there is nothing to say.
    assert found(["01-01", "01-03", "03-01"], ["03-01"]) == []
    assert found(["01-01", "01-03", "03-01"], ["01-01"]) == [("too_near", "E01-01", "E01-03", 2)]
    assert found(["01-01"]) == found([]) == []


def test_a_cancelled_event_stands_between_no_others() -> None:
    events = [event("01-01"), event("01-03", status="cancelled"), event("01-20")]
    assert find_spacing(events, Workspace(), events, date(2026, 2, 1)) == []


def test_a_long_time_since_the_last_event_is_named() -> None:
    assert found(["01-01", "03-01"], today=date(2026, 6, 1)) == []
    assert found(["01-01", "03-01"], today=date(2026, 6, 2)) == [("long_since", "E03-01", 93)]
    assert found(["01-01", "03-01"], ["01-01"], today=date(2026, 6, 2)) == []
    finding = {"code": "long_since", "events": ["E9"], "days": 93, "limit": 92}
    (line,) = spacing_lines([finding], KPIS)
    assert line.startswith("too rare: the last event, E9, was 93 days ago, over 92, and none is planned:")


def test_cadences_far_from_the_distance_of_events_are_named() -> None:
    kpis = {
        "followers": KpiUse(cadence="three times a month"),
        "nps": KpiUse(cadence="every event"),
        "roi": KpiUse(cadence="yearly"),
        "leads": KpiUse(cadence="monthly"),
        "posts": None,
    }
    named = found(["01-01", "01-31", "03-02"], kpis=kpis)
    assert [(code, kpi, round(days)) for code, kpi, days in named] == [
        ("looked_at_more_often", "followers", 10),
        ("looked_at_less_often", "roi", 365),
    ]


def test_each_finding_is_a_line_that_says_what_to_do() -> None:
    pairs = [{"code": "too_near", "events": ["A", str(n)], "days": n, "limit": 14} for n in range(1, 6)]
    rare = {"code": "too_rare", "events": ["A", "B"], "days": 93, "limit": 92}
    often = {"code": "looked_at_more_often", "kpis": ["followers", "own"], "days": 10.1, "usual": 20.0}
    lines = spacing_lines([*pairs, rare, often, often | {"code": "looked_at_less_often"}], KPIS)
    assert lines[0].startswith(
        "too near: A and 5 are 5 days apart, under 14: what comes in may be due to either."
    )
    assert lines[3] == "2 more such pairs before these"
    assert lines[4] == (
        "too rare: A and B are 93 days apart, over 92: a decline is seen late. "
        "Review in between, or raise `review_days.most` in params/workspace.yml."
    )
    assert lines[5] == (
        "reviews too rare for Followers, own: to be looked at every 10 days, events come every 20 days. "
        "Look in between (`kpi kpis --values`)."
    )
    assert lines[6].startswith("reviews too near for Followers, own: ")
    assert len(lines) == 7


def test_the_command_says_it_and_it_is_no_error(workspace: Path) -> None:
    near = "event_id: E4\nstarts_at: 2026-04-20 11:00\n"
    (workspace / "params" / "E4.yml").write_text(near, encoding="utf-8")
    done = kpi(workspace, "check")
    assert done.returncode == 0, done.stderr
    assert "Spacing of reviews:\n  too near: E3 and E4 are 5 days apart, under 14" in done.stdout


def test_review_days_in_the_wrong_order_are_refused(workspace: Path) -> None:
    path = workspace / "params" / "workspace.yml"
    path.write_text(path.read_text("utf-8") + "review_days: {least: 30, most: 20}\n", encoding="utf-8")
    with pytest.raises(ParamsError, match="`least` up to `most`"):
        read_workspace(workspace)
