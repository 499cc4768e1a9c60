"""`kpi review`, `kpi index`, `kpi portfolio`: the main job."""

import json
import sys
from typing import TYPE_CHECKING, Annotated, get_args

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from kpilib.cli.app import app, choice, say, shown
from kpilib.cli.challenges import tell_moved
from kpilib.errors import KpiError, ParamsError
from kpilib.params import Event, Workspace, is_day, read_events, read_workspace, state_of
from kpilib.params.workspace import LanguageCode
from kpilib.review.raw import SHARED

if TYPE_CHECKING:
    from kpilib.publish import Job, Outcome
    from kpilib.review.exports import Intake

EDITIONS = ("full", "executive")


@app.command()
def review(
    event_ids: Annotated[
        list[str] | None, typer.Argument(help="Events to review.", show_default=False)
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every event that is over.")] = False,
    language: Annotated[str, typer.Option(help="Such as es,fi,en; the event's by default.")] = "",
    edition: Annotated[str, typer.Option(help="full, executive or both.")] = "full,executive",
    as_of: Annotated[str, typer.Option(help="Last day whose data may be used.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Compute again what was kept.")] = False,
    jobs: Annotated[int, typer.Option(help="Processes; by default one for each processor.", min=0)] = 0,
    pdf: Annotated[bool, typer.Option("--pdf", help="Also print the pages, by Chromium.")] = False,
) -> None:
    """Takes in new exports, reviews events, publishes pages and the index; with --all the portfolio too."""
    from kpilib.publish import Job, check_browser, publish_failure
    from kpilib.review.compose import check_used_kpis
    from kpilib.review.exports import take_in

    workspace = read_workspace()
    languages = choice(language, get_args(LanguageCode), "--language")
    editions = choice(edition, EDITIONS, "--edition") or EDITIONS
    if as_of and not is_day(as_of):
        raise ParamsError("--as-of", f"`{as_of}`", "a day such as 2026-06-10", "Correct it.")
    if bool(event_ids) == all_:
        raise ParamsError(
            "kpi review", "neither events nor --all, or both", "one of them", "Name events, or say --all."
        )
    if pdf:
        check_browser()
    check_used_kpis(workspace)
    events, unreadable = read_events(workspace)
    wanted = _wanted(workspace, events, unreadable, event_ids, as_of)
    taken = take_in(workspace, events)
    _tell(taken)
    failures = {e: unreadable[e] for e in wanted if e in unreadable}
    for event_id, error in failures.items():
        publish_failure(workspace, event_id, event_id, error)
    todo = [
        Job(workspace.folder, e, languages or None, editions, as_of or None, force)
        for e in wanted
        if e not in failures
    ]
    outcomes = _run(todo, jobs or None)
    unprinted = _print(outcomes) if pdf else {}
    _publish_overviews(workspace, as_of or None, with_portfolio=all_)
    for event_id, reason in unprinted.items():
        say(f"{event_id} could not be printed: {reason}")
    _finish(workspace, outcomes, failures, taken)
    if unprinted:
        raise typer.Exit(1)


def _wanted(
    workspace: Workspace,
    events: list[Event],
    unreadable: dict[str, ParamsError],
    event_ids: list[str] | None,
    as_of: str,
) -> list[str]:
    """Events to review: those named, or all that are over (planned and cancelled ones passed over)."""
    if event_ids:
        return list(dict.fromkeys(event_ids))
    over = [
        e.event_id
        for e in events
        if state_of(e, workspace.as_of(e, as_of or None), workspace.window_days, workspace.timezone)
        in ("provisional", "mature")
    ]
    return [*over, *unreadable]


def _tell(taken: "Intake") -> None:
    if taken.reports:
        say(f"read {len(taken.reports)} exports")
    tell_moved(taken)
    for error in taken.failures.values():
        say(f"not read: {error}")


def _run(jobs: "list[Job]", workers: int | None) -> "list[Outcome]":
    from kpilib.publish import review_events

    if not sys.stderr.isatty():
        return review_events(jobs, workers, lambda outcome: say(_line(outcome)))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("reviews", total=len(jobs))
        return review_events(jobs, workers, lambda _: progress.advance(task))


def _print(outcomes: "list[Outcome]") -> dict[str, KpiError]:
    """Prints every page of the events that were reviewed; what could not be printed."""
    from kpilib.publish import print_pages

    failures: dict[str, KpiError] = {}
    for outcome in outcomes:
        try:
            for path in print_pages([page for page in outcome.pages if page.suffix == ".html"]):
                print(shown(path))
        except KpiError as error:
            failures[outcome.event_id] = error
    return failures


def _line(outcome: "Outcome") -> str:
    return f"failed  {outcome.event_id}" if outcome.error else f"done    {outcome.event_id}"


def _finish(
    workspace: Workspace, outcomes: "list[Outcome]", failures: dict[str, ParamsError], taken: "Intake"
) -> None:
    """Results on standard output, causes on standard error, exit code 1 if anything failed."""
    for outcome in outcomes:
        for page in outcome.pages:
            if page.suffix == ".html":
                print(shown(page))
    print(shown(workspace.reports / "index.html"))
    failed: dict[str, KpiError] = dict(failures) | {o.event_id: o.error for o in outcomes if o.error}
    for event_id, error in failed.items():
        say(f"{event_id} could not be reviewed: {error}")
    # A broken export of an event that was not asked for is that event's matter.
    if failed or any(file.startswith(f"{SHARED}/") for file in taken.failures):
        raise typer.Exit(1)


def _publish_overviews(workspace: Workspace, as_of: str | None, with_portfolio: bool) -> None:
    """The index; before it the portfolio, where it is wanted or there, so that it is never older than a
    review."""
    from kpilib.publish import portfolio_path, publish_index, publish_portfolio

    is_there = any(portfolio_path(workspace, language).is_file() for language in workspace.languages)
    if with_portfolio or is_there:
        publish_portfolio(workspace, as_of)
    publish_index(workspace, as_of)


@app.command()
def index() -> None:
    """The index page of all events, from the reviews that are there."""
    from kpilib.publish import publish_index

    for path in publish_index(read_workspace()):
        print(shown(path))


@app.command()
def portfolio(
    as_json: Annotated[
        bool, typer.Option("--json", help="Typed events, and whether the expected ranges hold.")
    ] = False,
) -> None:
    """All events side by side, from the reviews that are there; the index links to it."""
    from kpilib.publish import publish_index, publish_portfolio
    from kpilib.review.portfolio import collect_portfolio

    workspace = read_workspace()
    pages = publish_portfolio(workspace)
    publish_index(workspace)
    if as_json:
        print(json.dumps(collect_portfolio(workspace), ensure_ascii=False, indent=1))
        return
    for path in pages:
        print(shown(path))
