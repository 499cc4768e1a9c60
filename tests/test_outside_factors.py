"""P27: what people note from outside stands beside an event's reds, and in the notes of later ranges."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from review_sample import row_of, sample_record
from samples import ATTENDEE, CONTACTS, DEALS, REGISTRATION, lay
from test_figures import Reader

from kpilib.figures import ReviewPage
from kpilib.params import read_event, read_events, read_workspace
from kpilib.review.evidence import Evidence, collect_evidence
from kpilib.review.exports import take_in
from kpilib.review.scorecard import score_kpis


@pytest.fixture
def stormy(workspace: Path) -> Path:
    """Six typed past events of 50 and more registrations, one event of four, and a storm noted for both kinds."""
    lay(workspace, registration=REGISTRATION, attendee=ATTENDEE, contacts=CONTACTS, deals=DEALS)
    past = ["event_id,starts_on,title,format,topic,list_size,kpi,value,trials"]
    past += [f"P{n},2025-0{n}-10,Past {n},live,,,registrations,{50 + n}," for n in range(1, 9)]
    (workspace / "data" / "exports" / "_shared").mkdir(parents=True, exist_ok=True)
    text = "\n".join(past) + "\n"
    (workspace / "data" / "exports" / "_shared" / "past_results.csv").write_text(text, encoding="utf-8")
    return workspace


def note_storm(folder: Path, event_id: str, day: str | None = None) -> None:
    path = folder / "params" / f"{event_id}.yml"
    if day is not None:
        path.write_text(f"event_id: {event_id}\nstarts_at: {day} 11:00\nfacts: {{}}\n", encoding="utf-8")
    content = yaml.safe_load(path.read_text("utf-8"))
    content["facts"]["external_factors"] = [{"on": "2026-04-01", "kind": "storm", "note": "Power cuts"}]
    path.write_text(json.dumps(content, default=str), encoding="utf-8")


def rows(folder: Path) -> dict[str, dict[str, Any]]:
    space = read_workspace(folder)
    events, _ = read_events(space)
    take_in(space, events)
    evidence: Evidence = collect_evidence(space, events, space.today())
    return {row["kpi"]: row for row in score_kpis(read_event(space, "E3"), space, evidence)}


def codes(row: dict[str, Any], field: str = "notes") -> list[str]:
    return [note["code"] for note in row[field]]


def test_p27_an_outside_factor_stands_beside_the_reds(stormy: Path) -> None:
    assert "external_factor" not in codes(rows(stormy)["registrations"])
    note_storm(stormy, "E3")
    row = rows(stormy)["registrations"]
    assert row["zone"] == "red"
    factor = {"code": "external_factor", "what": "Power cuts", "on": "2026-04-01"}
    assert [note for note in row["notes"] if note["code"] == "external_factor"] == [factor]
    # What is not red has nothing to explain.
    others = [r for r in rows(stormy).values() if r["zone"] != "red"]
    assert not [r["kpi"] for r in others if "external_factor" in codes(r)]


def test_p27_past_events_with_a_factor_are_counted_in_the_range_s_notes(stormy: Path) -> None:
    for number in (1, 2):
        note_storm(stormy, f"P{number}", f"2025-0{number}-10")
    notes = rows(stormy)["registrations"]["target_notes"]
    assert [n for n in notes if n["code"] == "factors_in_history"] == [
        {"code": "factors_in_history", "n": 2, "of": 8}
    ]


def test_the_factor_is_read_beside_the_red() -> None:
    record = sample_record()
    row_of(record, "attendees")["notes"].append({"code": "external_factor", "what": "Storm", "on": None})
    text = {code: Reader(ReviewPage(record, code).goals().html).text for code in ("en", "es", "fi")}
    assert "Noted from outside: Storm." in text["en"]
    assert "Factor externo anotado: Storm." in text["es"]
    assert "Ulkoinen tekijä: Storm." in text["fi"]
