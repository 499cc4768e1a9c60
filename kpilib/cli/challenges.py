"""`kpi challenges`: the one table of borderline answers, for people to decide."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kpilib.cli.app import app, say
from kpilib.params import read_events, read_workspace

if TYPE_CHECKING:
    from kpilib.review.exports import Intake


@app.command()
def challenges(
    as_json: Annotated[bool, typer.Option("--json", help="The answers as JSON.")] = False,
) -> None:
    """Writes params/challenges.csv: borderline answers of all events; keeps what was decided."""
    from kpilib.review.challenges import collect_borderline, write_borderline
    from kpilib.review.exports import take_in

    workspace = read_workspace()
    taken = take_in(workspace, read_events(workspace)[0])
    tell_moved(taken)
    for error in taken.failures.values():
        say(f"not read: {error}")
    rows = collect_borderline(workspace)
    path = write_borderline(workspace, rows)
    undecided = sum(row.decision is None for row in rows)
    if as_json:
        shown = None if path is None else path.relative_to(workspace.folder).as_posix()
        told: dict[str, Any] = {
            "file": shown,
            "undecided": undecided,
            "answers": [asdict(row) for row in rows],
        }
        told["moved"] = [move.to_dict() for move in taken.moved]
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    if path is not None:
        print(path)
    print(f"borderline answers: {len(rows)}, waiting for a decision: {undecided}")


def tell_moved(taken: "Intake") -> None:
    """What taking in changed beside new rows, for the person at the terminal: another person key, files that
    count instead of older ones, events that a change of rules or decisions moved."""
    if taken.another_key:
        say(str(taken.another_key))
    for change in taken.changes:
        say(change.describe())
    for move in taken.moved:
        say(f"moved: {move.describe()}")
