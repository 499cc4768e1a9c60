"""`kpi check`, `kpi effect`, `kpi doctor`: answers without pages."""

import json
import os
import platform
from importlib.metadata import version
from typing import Annotated

import typer

from kpilib.cli.app import app, say
from kpilib.cli.challenges import tell_moved
from kpilib.errors import DataError, KpiError, ParamsError
from kpilib.params import Event, Workspace, read_event, read_events, read_workspace, state_of


@app.command()
def check(event_ids: Annotated[list[str] | None, typer.Argument(show_default=False)] = None) -> None:
    """Params, exports and states, what is not settled about the KPIs, and the spacing of reviews."""
    from kpilib.review.compose import check_goals

    workspace = read_workspace()
    events, unreadable = read_events(workspace)
    findings = [str(e) for name, e in unreadable.items() if not event_ids or name in event_ids]
    chosen = (
        [read_event(workspace, name) for name in event_ids if name not in unreadable] if event_ids else events
    )
    findings += _take_in(workspace, events)
    for event in chosen:
        state = state_of(event, workspace.as_of(event), workspace.window_days, workspace.timezone)
        print(f"{event.event_id}: {state}, final on {event.window_end(workspace.window_days)}")
        try:
            check_goals(event, workspace)
        except KpiError as error:
            findings.append(str(error))
    for finding in dict.fromkeys(findings):
        say(finding)
    if findings:
        raise typer.Exit(1)
    _print_lint(workspace, chosen)
    _print_spacing(workspace, events, chosen)


def _print_lint(workspace: Workspace, events: list[Event]) -> None:
    """Remarks on the KPIs in use: they do not stop a review, so they are no findings of the exit code."""
    from kpilib.figures.findings import lint_sentences
    from kpilib.language import get_language
    from kpilib.review.compose import lint_latest

    remarks, catalogue = lint_latest(workspace, events)
    language = get_language("en")
    if remarks:
        print(language.say("lint.title") + ":")
    for sentence in lint_sentences(remarks, language, lambda kpi: catalogue[kpi].names["en"]):
        print(f"  {sentence}")


def _print_spacing(workspace: Workspace, events: list[Event], chosen: list[Event]) -> None:
    """Reviews too near or too rare: remarks as well."""
    from kpilib.cli.spacing import spacing_lines
    from kpilib.review.compose import check_used_kpis
    from kpilib.review.spacing import find_spacing

    # The demo stands still on its own day.
    today = max((workspace.as_of(e) for e in events), default=workspace.today()) if workspace.demo else None
    found = find_spacing(events, workspace, chosen, today or workspace.today())
    lines = spacing_lines(found, check_used_kpis(workspace))
    if lines:
        print("Spacing of reviews:")
    for line in lines:
        print(f"  {line}")


def _take_in(workspace: Workspace, events: list[Event]) -> list[str]:
    """Takes in exports; what could not be read. Answers that wait for a decision are a remark only."""
    from kpilib.review.challenges import collect_borderline
    from kpilib.review.exports import take_in

    try:
        taken = take_in(workspace, events)
    except ParamsError as error:
        return [str(error)]
    tell_moved(taken)
    waiting = sum(row.decision is None for row in collect_borderline(workspace))
    if waiting:
        say(f"borderline answers that wait for a decision: {waiting} (`kpi challenges`)")
    return [str(error) for error in taken.failures.values()]


@app.command()
def effect(event_id: str, as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """Extra leads in the event window, with interval, placebo checks and verdict."""
    from kpilib.review import compute_review

    try:
        result = compute_review(event_id).record["effect"]
    except DataError as error:
        say(f"kpi: {error}")
        raise typer.Exit(1) from error
    if as_json:
        print(json.dumps(result, ensure_ascii=False, indent=1))
        return
    bounds = f"{_text(result['effect_lower'])} to {_text(result['effect_upper'])}"
    print(f"{result['verdict']}: {_text(result['effect'])} ({bounds})")


@app.command()
def doctor() -> None:
    """Versions, kernel, store, browser, key: what is missing and how to get it."""
    from jupyter_client.kernelspec import KernelSpecManager

    from kpilib.publish import find_browser
    from kpilib.review.keys import SHARED_KEY, check_key, key_path

    print(f"kpilib {version('kpilib')}, Python {platform.python_version()}, {platform.system()}")
    for name in ("pandas", "statsmodels", "papermill", "nbconvert", "duckdb", "ibis-framework"):
        print(f"{name} {version(name)}")
    findings = []
    if "python3" not in KernelSpecManager().find_kernel_specs():
        findings.append(
            "kernel `python3`: missing. Install it with `python -m ipykernel install --sys-prefix`."
        )
    print(f"browser {find_browser() or 'none (only `kpi review --pdf` needs one; Debian: chromium)'}")
    try:
        workspace = read_workspace()
        key = key_path(workspace)
        print(f"workspace {workspace.folder}, store {workspace.store_url}")
        lost = check_key(workspace)
        findings += [str(lost)] if lost else []
        state = (
            "present" if key.is_file() else "not there" if lost else "not yet made; the first intake makes it"
        )
        print(f"person key {state}{f' ({key})' if SHARED_KEY in os.environ else ''}")
    except KpiError as error:
        findings.append(str(error))
    for finding in findings:
        say(finding)
    if findings:
        raise typer.Exit(1)


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
