"""`kpi diff`: two reviews number by number, with the cause of each difference."""

import json
from typing import Annotated, get_args

import typer

from kpilib.cli.app import app, choice, shown
from kpilib.errors import ParamsError
from kpilib.params import Workspace, read_workspace
from kpilib.params.workspace import LanguageCode


@app.command()
def diff(
    before: Annotated[
        str, typer.Argument(help="An event, E7@2026-05-20, a review.json, or a folder of reports.")
    ],
    after: Annotated[
        str | None,
        typer.Argument(
            help="The same; without it the event before and after its last change.", show_default=False
        ),
    ] = None,
    language: Annotated[str, typer.Option(help="Such as es,fi,en; the workspace's first by default.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="All differences as JSON, and no page.")] = False,
) -> None:
    """What changed between two reviews, and why: data, parameters, formula, version, or more than noise."""
    from kpilib.figures import diff_lines
    from kpilib.publish import compare, publish_diff

    workspace = _workspace_if_any()
    languages = choice(language, get_args(LanguageCode), "--language")
    languages = languages or (workspace.languages[0] if workspace else "en",)
    first, second = (before, after) if after is not None else (f"{before}@previous", before)
    comparison = compare(first, second, workspace)
    if as_json:
        print(json.dumps(comparison.to_dict(), ensure_ascii=False, indent=1))
        return
    for part in comparison.diffs:
        print("\n".join(diff_lines(part, languages[0])) + "\n")
    for path in publish_diff(workspace, comparison, languages) if workspace else []:
        print(shown(path))


def _workspace_if_any() -> Workspace | None:
    """Two files can be compared anywhere; the page is written where there is a workspace."""
    from kpilib.params.workspace import find_workspace

    try:
        find_workspace()
    except ParamsError:
        return None
    return read_workspace()
