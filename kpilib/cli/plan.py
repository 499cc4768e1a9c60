"""`kpi plan`, `kpi pace`: before an event."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from kpilib.cli.app import app, say
from kpilib.errors import KpiError, ParamsError
from kpilib.params import is_day, read_workspace

if TYPE_CHECKING:
    from kpilib.review.pace import Pace

BEHIND = 3
AsOf = Annotated[str, typer.Option(help="Last day whose data may be used.")]
Json = Annotated[bool, typer.Option("--json", help="For scripts.")]
Found = TypeVar("Found")


@app.command()
def plan(
    event_id: str,
    as_of: AsOf = "",
    force: Annotated[bool, typer.Option("--force", help="Another plan; the old one is kept beside.")] = False,
    as_json: Json = False,
) -> None:
    """Freezes an event's goals, targets, primary KPI, window and exclusions before it starts."""
    from kpilib.review import freeze_plan

    frozen = _of_event(as_of, lambda: freeze_plan(event_id, as_of=as_of or None, force=force))
    if as_json:
        print(json.dumps(frozen.to_dict(), ensure_ascii=False, indent=1))
        return
    content = frozen.content
    print(frozen.path)
    ranges = sum(target["enough"] for target in content["targets"].values())
    say(
        f"plan of {event_id}, data up to {content['made_on']}: {len(content['goals'])} goals, "
        f"{ranges} expected ranges, primary KPI {content['primary_kpi'] or 'not named'}, "
        f"hash {frozen.hash[:12]}"
    )
    for old in content["replaces"]:
        say(f"  instead of {old['file']} of {old['made_on'] or 'an unknown day'}; the review says so")


@app.command()
def pace(event_id: str, as_of: AsOf = "", as_json: Json = False) -> None:
    """Registrations so far against the usual curve: one line; exit code 3 if the event is behind."""
    from kpilib.review.pace import compute_pace

    found = _of_event(as_of, lambda: compute_pace(event_id, as_of=as_of or None))
    print(json.dumps(found.to_dict(), ensure_ascii=False) if as_json else describe_pace(found))
    if found.verdict in ("behind", "cannot tell"):
        raise typer.Exit(BEHIND if found.verdict == "behind" else 1)


def _of_event(as_of: str, work: Callable[[], Found]) -> Found:
    """What is wrong with one event is exit code 1; without a workspace or a day nothing could start."""
    read_workspace()
    if as_of and not is_day(as_of):
        raise ParamsError("--as-of", f"`{as_of}`", "a day such as 2026-06-10", "Correct it.")
    try:
        return work()
    except KpiError as error:
        say(f"kpi: {error}")
        raise typer.Exit(1) from error


def describe_pace(found: "Pace") -> str:
    """One line: verdict first, then so far, usual, forecast, goal, and what it rests on."""
    parts = [f"{found.event_id}: {found.verdict}{_why(found)}", _so_far(found), _final(found)]
    if found.data_until:
        told = " (day of the newest registration; state more with --covers)" if found.is_assumed else ""
        parts.append(f"From {_n(found.n_events, 'event')}, data up to {found.data_until}{told}")
    return ". ".join(part for part in parts if part) + "."


def _why(found: "Pace") -> str:
    if found.why == "no_export":
        return (
            ", no registration export of this event: download it and call "
            f"`kpi intake FILE --event {found.event_id}`"
        )
    if found.why == "few_events":
        return (
            f", former events whose registrations have days: {found.n_events}, needed: 3 "
            "(typed results have no days)"
        )
    return ""


def _so_far(found: "Pace") -> str:
    if found.registrations is None or found.days_before is None:
        return ""
    text = f"{_n(found.registrations, 'registration')} {_n(found.days_before, 'day')} before"
    if found.usual is None:
        return text
    return f"{text}, usual by then {found.usual:.0f} ({found.usual_lower:.0f} to {found.usual_upper:.0f})"


def _final(found: "Pace") -> str:
    text = ""
    if found.forecast is not None:
        ends = f"{found.forecast_lower:.0f} to {found.forecast_upper:.0f}"
        text = f"In the end about {found.forecast:.0f} ({ends})"
    elif found.target is not None:
        text = f"A usual event ends at {found.target_lower:.0f} to {found.target_upper:.0f}"
    if found.goal is None:
        return text
    reached = "" if found.goal_probability is None else f", probability {found.goal_probability:.0%}"
    return f"{text or 'In the end unknown'}; goal {found.goal:g}{reached}"


def _n(count: float, noun: str) -> str:
    return f"{count:.0f} {noun}{'' if count == 1 else 's'}"
