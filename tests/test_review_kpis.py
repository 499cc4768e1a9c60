"""The catalogue in a review: own KPIs, comparisons in a series, facts and typed values, findings."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from past_events import SPACE, START, earlier, evidence
from past_events import event as event_of
from samples import ATTENDEE, CONTACTS, DEALS, REGISTRATION, lay

import kpilib
from kpilib.errors import ParamsError
from kpilib.figures import ReviewPage
from kpilib.kpis import KPIS
from kpilib.params import read_workspace
from kpilib.review.comparisons import compare
from kpilib.review.compose import prepare_evidence

AS_OF = "2026-07-31"
OWN = """\
registered_lead_rate:
  names: {en: Leads per registration, es: Potenciales por registro, fi: Liidejä ilmoittautumista kohti}
  meanings: {en: leads of the event / registrations, es: potenciales / registros, fi: liidit / ilmoittautumiset}
  expression: leads / registrations
  unit: share
  target: rate
  window: event
"""


@pytest.fixture
def filled(workspace: Path) -> Path:
    lay(workspace, registration=REGISTRATION, attendee=ATTENDEE, contacts=CONTACTS, deals=DEALS)
    return workspace


def state(folder: Path, event_id: str = "E3", **more: Any) -> None:
    """Writes an event with facts and other keys."""
    lines = {"event_id": event_id, "starts_at": "2026-04-15 11:00", "ends_at": "2026-04-15 12:00", **more}
    text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in lines.items())
    (folder / "params" / f"{event_id}.yml").write_text(text, encoding="utf-8")


def use(folder: Path, **kpis: dict[str, Any]) -> None:
    with (folder / "params" / "workspace.yml").open("a", encoding="utf-8") as stream:
        stream.write(f"kpis: {json.dumps(kpis)}\n")


def row(folder: Path, kpi: str, event_id: str = "E3", as_of: str = AS_OF) -> dict[str, Any]:
    found = kpilib.compute_review(event_id, folder, as_of=as_of).kpi(kpi)
    assert found is not None, f"{kpi} is not in the record"
    return found


def test_an_own_kpi_stands_in_record_and_page_with_no_code_touched(filled: Path) -> None:
    (filled / "params" / "kpis.yml").write_text(OWN, encoding="utf-8")
    review = kpilib.compute_review("E3", filled, as_of=AS_OF)
    own = review.kpi("registered_lead_rate") or {}
    assert (own["value"], own["numerator"], own["denominator"], own["is_used"]) == (0.5, 2, 4, True)
    assert own["lower"] < 0.5 < own["upper"]
    for language, name in (("en", "Leads per registration"), ("fi", "Liidejä ilmoittautumista kohti")):
        page = ReviewPage(review, language).goals().html
        assert name in page
        assert 'data-kpi="registered_lead_rate" data-field="value" data-value="0.5"' in page


def test_a_goal_may_be_set_for_an_own_kpi_and_a_faulty_one_stops_before_anything_runs(filled: Path) -> None:
    (filled / "params" / "kpis.yml").write_text(OWN, encoding="utf-8")
    use(filled, registered_lead_rate={"goal": 0.4}, leads={"owner": "Ada"})
    assert row(filled, "registered_lead_rate")["goal"] == 0.4
    (filled / "params" / "kpis.yml").write_text(OWN.replace("leads / reg", "leed / reg"), encoding="utf-8")
    with pytest.raises(ParamsError) as error:
        kpilib.compute_review("E3", filled, as_of=AS_OF)
    assert str(error.value) == (
        "params/kpis.yml:4: unknown name `leed`, expected a KPI or a measure. Did you mean `leads`?"
    )


def test_facts_become_kpis(filled: Path) -> None:
    """K01, K02, K06, K08, K10, K11, K12, K15, K17, P04 as people state them."""
    lists = {
        "kit": {"title": True, "description": True, "graphics": False, "plan": "https://example.com/plan"},
        "channels": {"planned": ["LinkedIn", "Newsletter"], "sent": ["linkedin ", "Facebook"]},
        "video": dict.fromkeys(("timing", "description", "timestamps", "subtitles", "backlink"), True),
        "useful_content": True,
    }
    costs = [{"kind": "expert_time", "hours": 10, "rate": 60}, {"kind": "platform", "amount": 79}]
    scores = [{"scorer": "Ada", "score": 5.0}, {"scorer": "Bo", "score": 3.0}]
    counts = {"downloads": 36, "follow_ups": 4, "complaints": {"sound": 2, "image": 1}, "purchases": 3}
    state(filled, facts={"checklists": lists, "costs": costs, "alignment": scores, "counts": counts})
    review = kpilib.compute_review("E3", filled, as_of=AS_OF)
    expected = {
        **{"alignment_index": 4, "event_kit_rate": 0.75, "channel_completion_rate": 0.5, "complaints": 3},
        **{
            "content_downloads": 36,
            "follow_ups": 4,
            "is_useful_content_produced": 1,
            "is_video_to_standard": 1,
        },
        **{"expert_time_cost": 600, "platform_cost": 79, "cost": 600, "event_purchases": 3},
    }
    assert {name: review.value(name) for name in expected} == expected


def test_the_interval_of_the_alignment_ends_where_its_scale_ends(filled: Path) -> None:
    scores = [{"scorer": "Ada", "score": 5.0}, {"scorer": "Bo", "score": 4.0}, {"scorer": "Cy", "score": 4.0}]
    state(filled, facts={"alignment": scores})
    found = row(filled, "alignment_index")
    # 13 / 3 less 4.303 * sqrt(1/3) / sqrt(3); upwards it would be 5.77.
    assert (round(found["value"], 3), round(found["lower"], 3), found["upper"]) == (4.333, 2.899, 5.0)
    free = [score | {"scale": "school marks"} for score in scores]
    state(filled, facts={"alignment": free})
    assert round(row(filled, "alignment_index")["upper"], 2) == 5.77


def test_scores_on_two_scales_give_no_mean(filled: Path) -> None:
    scores = [{"scorer": "Ada", "score": 5.0}, {"scorer": "Bo", "score": 9.0, "scale": "0-10"}]
    state(filled, facts={"alignment": scores})
    found = row(filled, "alignment_index")
    assert (found["state"], found["value"]) == ("refused", None)
    assert found["notes"] == [{"code": "mixed_scales", "alignment_scales": 2.0}]


def test_a_recording_has_no_complaints_to_count(filled: Path) -> None:
    state(filled, format="pre-recorded", facts={"counts": {"complaints": {"sound": 2}}})
    found = row(filled, "complaints")
    assert (found["state"], found["value"]) == ("not_applicable", None)
    page = ReviewPage(kpilib.compute_review("E3", filled, as_of=AS_OF), "en").goals().html
    assert "It does not apply to this format: Pre-recorded." in page


def test_attended_and_qualified_are_two_groups(filled: Path) -> None:
    """K05: above 1 the people in both are named."""
    lay(filled, registration=REGISTRATION.replace("Data is spread over five tools", "none"))
    found = row(filled, "attendance_per_qualified_registration")
    assert found["value"] == 2
    mixed = {"code": "mixed_cohorts", "attendees": 2.0, "qualified_registrations": 1.0}
    assert found["notes"] == [mixed | {"qualified_attendees": 1.0}]


TYPED = """\
kpi,date,value,n,note
followers,2026-04-20,1840,,LinkedIn page
positive_mention_rate,2026-04-28,0.8,50,
mentions_answered,2026-04-20,3,,
mentions_negative,2026-04-20,4,,
no_such_kpi,2026-04-20,1,,
"""


def test_typed_values_reach_the_scorecard(filled: Path) -> None:
    lay(filled, "_shared", typed=TYPED)
    assert row(filled, "followers")["value"] == 1840
    rate = row(filled, "positive_mention_rate")
    assert (rate["value"], rate["numerator"], rate["denominator"]) == (0.8, 40, 50)
    assert {"code": "typed_value"} in rate["notes"]
    assert row(filled, "negative_mention_reply_rate")["value"] == 0.75
    warnings = kpilib.compute_review("E3", filled, as_of=AS_OF).record["quality"]["warnings"]
    assert {"code": "unknown_typed_name", "name": "no_such_kpi"} in warnings


def test_unknown_inputs_are_named_and_no_zero(workspace: Path) -> None:
    lay(workspace, attendee=ATTENDEE)
    found = row(workspace, "qualified_leads")
    assert (found["state"], found["value"]) == ("unknown", None)
    assert found["notes"][-1] == {"code": "input_missing", "inputs": ["qualified_leads"]}


def test_findings_on_the_kpis_in_use(filled: Path) -> None:
    use(filled, attendees={"owner": "Ada", "measurer": "Bo", "cadence": "monthly", "goal": 150.0}, users={})
    lint = kpilib.compute_review("E3", filled, as_of=AS_OF).record["lint"]
    assert {"code": "no_balance", "lacking": "monetary"} in lint
    assert {"code": "vanity_without_goal", "kpi": "users"} in lint
    assert {"code": "no_earlier_value", "kpi": "attendees"} in lint
    page = ReviewPage(kpilib.compute_review("E3", filled, as_of=AS_OF), "en").goals().html
    assert "Counted without a purpose, as no goal is stated: Users." in page
    assert "What is lacking: KPIs of money." in page


def test_a_goal_with_a_day_says_what_each_month_must_bring(filled: Path) -> None:
    """P19."""
    use(filled, attendees={"goal": 62.0, "due": "2026-12-31"})
    found = row(filled, "attendees")
    assert (found["goal"], found["needed_per_month"]) == (62, 12)


def lay_series(folder: Path, n: int) -> None:
    """Earlier events of one series, each with one person more; the newest a week before E3."""
    for number in range(n):
        day = f"2025-{1 + number:02}-15"
        event = f"S{number:02}"
        state(folder, event, starts_at=f"{day} 11:00", ends_at=f"{day} 12:00", series="basics")
        people = "".join(
            f"P{i},Q,p{i}.{number}@example.com,2025-01-01 09:00:00,approved,,\n"
            for i in range(4 + number % 2)
        )
        head = REGISTRATION.split("Ada,Lind")[0].replace(",4,0", f",{4 + number % 2},0")
        lay(folder, event, registration=head + people.replace("2025-01-01", f"{day[:8]}01"))


def test_a_series_gives_previous_change_and_limits(filled: Path) -> None:
    """P38 and the limits over the series: signal or routine, said in words."""
    state(filled, series="basics")
    lay_series(filled, 7)
    found = row(filled, "registrations")
    assert (found["previous"], found["previous_event"], found["change"]) == (4, "S06", 0)
    assert (found["xmr"]["n"], found["xmr"]["verdict"], found["change_verdict"]) == (7, "routine", "routine")
    assert found["xmr"]["lower"] < 4 < found["xmr"]["upper"]
    page = ReviewPage(kpilib.compute_review("E3", filled, as_of=AS_OF), "en").goals().html
    assert '<span class="small">change: routine</span>' in page


def test_a_share_that_still_grows_is_no_signal() -> None:
    """One of 100 on day 2 of 14 lies far under the 40 of 100 of a finished event; on day 14 that counts."""
    kpi, new, (before,) = KPIS["stage_conversion_rate"], event_of("E"), earlier(1)
    now = {
        "state": "known",
        "value": 0.01,
        "lower": 0.002,
        "upper": 0.054,
        "numerator": 1,
        "denominator": 100,
    }
    past = {"state": "known", "value": 0.4, "lower": 0.31, "upper": 0.5, "numerator": 40, "denominator": 100}
    known = evidence([(new, {}), (before, {})])
    found = []
    for days in (1, 13):
        then = replace(known, as_of=START + timedelta(days=days), values={(before.event_id, kpi.id): past})
        found.append(compare(kpi, now, new, SPACE, then))
    assert [one["change_verdict"] for one in found] == ["unknown", "signal"]
    assert [one["change_lower"] is None for one in found] == [True, False]
    assert found[0]["change"] == pytest.approx(-0.39)


def test_the_month_before_is_a_mean_of_counts_and_a_pooled_share(filled: Path) -> None:
    """P38: the previous period."""
    for event, day in (("M1", "2026-03-10"), ("M2", "2026-03-20")):
        state(filled, event, starts_at=f"{day} 11:00", ends_at=f"{day} 12:00")
        day_ = f"{day[5:7]}/{day[8:]}/2026"
        moved = ATTENDEE.replace("04/15/2026", day_).replace("@example", f".{event}@example")
        lay(
            filled,
            event,
            attendee=moved.replace("04/02", "03/02")
            .replace("04/03", "03/03")
            .replace("04/04", "03/04")
            .replace("04/13", "03/05"),
        )
    found = row(filled, "attendance_rate")
    assert found["previous_period"] == {
        **{"from": "2026-03-01", "to": "2026-03-31", "value": 0.5, "n_events": 2, "pooled": True},
    }
    assert row(filled, "attendees")["previous_period"]["pooled"] is False


def test_without_a_series_or_a_month_before_there_is_nothing_to_compare(filled: Path) -> None:
    found = row(filled, "registrations")
    nothing = (
        "previous",
        "previous_event",
        "change",
        "change_lower",
        "xmr",
        "previous_period",
        "needed_per_month",
    )
    assert [found[name] for name in nothing] == [None] * len(nothing)
    assert found["change_verdict"] == "unknown"


def test_values_of_all_events_are_one_tidy_table(filled: Path) -> None:
    """X06: event, kpi, value for other tools."""
    space = read_workspace(filled)
    rows = prepare_evidence(space, None).values
    assert rows["E3", "registrations"]["value"] == 4
    assert {"event_id", "kpi", "value", "numerator", "denominator", "unit"} <= set(
        rows["E3", "registrations"]
    )
