"""`kpi init`, `kpi demo`, `kpi new`: workspaces and events."""

import shutil
import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from kpilib.cli.app import app, say
from kpilib.errors import ParamsError
from kpilib.params import Event, read_workspace, write_event
from kpilib.params.demo_events import DEMO_EVENTS
from kpilib.params.yaml_text import check_model

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
WORKSPACE_TEXT = """\
# The organisation. All keys: docs/params.md
organisation: ""
currency: EUR
timezone: UTC            # of the organisation: days of leads, costs and daily series
languages: [en]          # of the pages; the first is the default (es, fi, en)
window_days: 14          # day 1 is the event's local start date
roi_window_days: 90
# smallest_relevant_leads: 10   # below this nobody would decide otherwise
# value_per_lead: 60            # for the return as a range
internal_domains: []     # colleagues are left out: [ourcompany.example]
"""


@app.command()
def init(folder: Path) -> None:
    """An empty workspace: params, data, reports, notebooks."""
    path = folder / "params" / "workspace.yml"
    if path.exists():
        raise ParamsError(
            str(path), "it is there already", "a folder without a workspace", "Choose another folder."
        )
    for name in ("params", "data/exports/_shared", "reports"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    path.write_text(WORKSPACE_TEXT, encoding="utf-8", newline="\n")
    (folder / ".gitignore").write_text("data/\nreports/\n", encoding="utf-8", newline="\n")
    lay_notebooks(folder)
    print(folder.resolve())
    say(f"Next: correct {path}, then `kpi --workspace {folder} new EVENT_ID`.")


def lay_notebooks(folder: Path) -> None:
    """Copies the notebooks into a workspace; those that are there stay as they are."""
    target = folder / "notebooks"
    target.mkdir(parents=True, exist_ok=True)
    for notebook in sorted(notebook_folder().glob("*.ipynb")):
        if not (target / notebook.name).exists():
            shutil.copyfile(notebook, target / notebook.name)


def lay_plan(folder: Path) -> None:
    """The demo's one plan; a plan that is there stays as it is."""
    from kpilib.demo.plans import MADE_ON, PLANNED_EVENT, PLANNED_GOALS
    from kpilib.params import read_event
    from kpilib.review.plan import plan_by_words, plan_path

    workspace = read_workspace(folder)
    if not plan_path(workspace, PLANNED_EVENT).exists():
        plan_by_words(read_event(workspace, PLANNED_EVENT), workspace, MADE_ON, PLANNED_GOALS)


def notebook_folder() -> Path:
    """Where the notebooks lie: in the checkout, or inside the installed package."""
    return NOTEBOOKS if NOTEBOOKS.is_dir() else Path(str(files("kpilib") / "notebooks"))


@app.command()
def demo(
    folder: Path,
    force: Annotated[bool, typer.Option(help="Put changed params files back to the demo's.")] = False,
) -> None:
    """A workspace with the demo series: a fictional company's webinars as raw exports."""
    from kpilib.demo import write_demo

    report = write_demo(folder, force=force)
    lay_notebooks(folder)
    lay_plan(folder)
    print(folder.resolve())
    for kept in report.kept:
        say(f"kept as you changed it: {kept} (`--force` puts the demo's back)")


@app.command()
def new(
    event_id: str,
    title: Annotated[str, typer.Option(help="As the page shows it.")] = "",
    starts_at: Annotated[str, typer.Option(help="Local start, such as 2026-05-20T18:00.")] = "",
    ends_at: Annotated[str, typer.Option(help="Local end.")] = "",
    timezone: Annotated[str, typer.Option(help="Such as Europe/Madrid; the workspace's if empty.")] = "",
    language: Annotated[str, typer.Option(help="Of the event: es, fi or en.")] = "",
    format_: Annotated[str, typer.Option("--format", help="live or pre-recorded.")] = "live",
    series: Annotated[str, typer.Option(help="Events that are compared one after the other.")] = "",
    topic: Annotated[str, typer.Option(help="What it is about.")] = "",
) -> None:
    """A params file for one event; asks for what is missing on a terminal."""
    workspace = read_workspace()
    if sys.stdin.isatty():
        title = title or typer.prompt("Title", default=event_id)
        starts_at = starts_at or typer.prompt("Local start (2026-05-20T18:00)")
    given = {
        "event_id": event_id,
        "title": title,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "timezone": timezone or workspace.timezone,
        "language": language,
        "format": format_,
        "series": series,
        "topic": topic,
    }
    path = workspace.folder / "params" / f"{event_id}.yml"
    if path.exists():
        raise ParamsError(
            f"params/{path.name}", "it is there already", "a new event", "Edit the file instead."
        )
    if not starts_at:
        raise ParamsError("--starts-at", "nothing", "the local start", "Add --starts-at 2026-05-20T18:00.")
    if workspace.demo and event_id not in DEMO_EVENTS:
        refuse_in_demo(event_id)
    print(write_event(workspace.folder, check_model(Event, given, "kpi new")))


def refuse_in_demo(event_id: str) -> None:
    """The demo's workspace takes no other events, so that nobody gets targets from invented ones."""
    raise ParamsError(
        event_id,
        "an event of your own in the demo's workspace",
        "the demo's events only",
        "Start your own with `kpi init ../our-events`.",
    )
