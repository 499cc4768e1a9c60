"""`kpi targets`: what to expect of an event, how likely its goals are, and what if."""

import json
from typing import Annotated, get_args

import typer
from rich.console import Console
from rich.table import Table

from kpilib.cli.app import app
from kpilib.errors import ParamsError
from kpilib.params.workspace import LanguageCode


@app.command()
def targets(
    event_id: str,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--what-if", help="list_size=5000, format=recorded, topic=..., series=..., starts_at=..."
        ),
    ] = None,
    language: Annotated[str, typer.Option(help="es, fi or en; English by default.")] = "en",
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """The expected ranges of an event's KPIs from the events before it, and the chances of its goals."""
    from kpilib.figures import compute_preview
    from kpilib.review.preview import parse_what_if

    if language not in get_args(LanguageCode):
        raise ParamsError(
            "--language", f"`{language}`", f"one of {', '.join(get_args(LanguageCode))}", "Correct it."
        )
    preview = compute_preview(event_id, parse_what_if(what_if or []), language=language)
    if as_json:
        print(json.dumps(preview.to_targets(), ensure_ascii=False, indent=1))
        return
    console = Console()
    print("\n".join(preview.head_lines()))
    for title, heads, rows in preview.tables():
        table = Table(title=title, title_justify="left")
        for head in heads:
            table.add_column(head, overflow="fold")
        for row in rows:
            table.add_row(*row)
        console.print(table)
    print("\n".join(preview.remarks()))
