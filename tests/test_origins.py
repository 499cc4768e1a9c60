"""What a record tells of its origins: names of what it was made from, and nothing private."""

import json
from pathlib import Path

from kpilib.params import read_event, read_workspace
from kpilib.params.workspace import Workspace
from kpilib.review.origins import describe_origins, flatten, is_mark
from kpilib.review.raw import RawFile

PRIVATE = ("eva@example.org", "example.net", "secret", "Owner Name", "What I wrote")


def origins(folder: Path, files: list[RawFile]) -> dict[str, dict[str, object]]:
    space = read_workspace(folder)
    return describe_origins(space, read_event(space, "E3"), files)


def raw(event_id: str | None, name: str, sha256: str, covers: str | None = None) -> RawFile:
    folder = event_id or "_shared"
    return RawFile(Path(name), f"{folder}/{name}", event_id, sha256, covers)


def write(folder: Path, name: str, text: str) -> None:
    (folder / "params" / name).write_text(text, encoding="utf-8")


def test_parameters_are_named_and_private_ones_are_marks(workspace: Path) -> None:
    write(
        workspace,
        "workspace.yml",
        "timezone: UTC\nwindow_days: 30\ninternal_people: [eva@example.org]\ninternal_domains: [example.net]\n"
        "store: duckdb:///secret/kpi.duckdb\nkpis:\n  leads: {owner: Owner Name, goal: 40}\nlanguages: [es, fi]\n",
    )
    write(
        workspace,
        "E3.yml",
        "event_id: E3\nstarts_at: 2026-04-15 11:00\nfacts:\n  goals: {leads: 40}\n  answers: {Q03: What I wrote}\n"
        "  costs: [{kind: venue, amount: 100}]\n"
        "  actions: [{what: Call them, owner: Owner Name, kpi: leads}]\n"
        "  external_factors: [{on: 2026-04-15, kind: strike, note: What I wrote}]\n",
    )
    found = origins(workspace, [])["parameters"]
    assert found["workspace.window_days"] == 30
    assert found["workspace.kpis.leads.goal"] == found["facts.goals.leads"] == 40
    assert found["workspace.languages"] == "es, fi"
    marked = ("workspace.internal_people", "workspace.internal_domains", "workspace.store", "facts.answers")
    assert all(is_mark(found[name]) for name in (*marked, "workspace.kpis.leads.owner"))
    assert found["facts.costs[venue].amount"] == 100
    assert found["facts.actions[Call them].kpi"] == "leads"
    assert is_mark(found["facts.actions[Call them].owner"])
    assert is_mark(found["facts.external_factors[strike].note"])
    text = json.dumps(found)
    assert [word for word in PRIVATE if word in text] == []


def test_a_change_of_a_private_parameter_changes_its_mark() -> None:
    first, second = (
        flatten({"workspace": Workspace(internal_people=[p]).summary()}) for p in ("a@b.c", "d@e.f")
    )
    assert {name for name in first if first[name] != second[name]} == {"workspace.internal_people"}


def test_other_params_files_are_named(workspace: Path) -> None:
    write(workspace, "E1.yml", "event_id: E1\n")
    before = origins(workspace, [])["params_files"]
    write(workspace, "E1.yml", "event_id: E1\ntitle: x\n")
    after = origins(workspace, [])["params_files"]
    assert list(before) == ["E1.yml"]
    assert before["E1.yml"] != after["E1.yml"]


def test_exports_are_named_those_of_other_events_by_their_folder(workspace: Path) -> None:
    files = [
        raw("E3", "a.csv", "1"),
        raw(None, "crm.csv", "2"),
        raw("E1", "a.csv", "3"),
        raw("E1", "b.csv", "4"),
    ]
    found = origins(workspace, files)["exports"]
    assert list(found) == ["E3/a.csv", "_shared/crm.csv", "E1/"]
    assert origins(workspace, files[::-1])["exports"] == found
    covered = origins(workspace, [raw("E3", "a.csv", "1", "2026-01-01..2026-06-30"), *files[1:]])["exports"]
    assert {name for name in found if found[name] != covered[name]} == {"E3/a.csv"}
    later = origins(workspace, [*files[:3], raw("E1", "b.csv", "5")])["exports"]
    assert {name for name in found if found[name] != later[name]} == {"E1/"}
