"""`kpi intake`: exports into the workspace."""

import json
from pathlib import Path
from typing import Annotated

import typer

from kpilib.cli.app import app, say
from kpilib.cli.challenges import tell_moved
from kpilib.errors import ParamsError
from kpilib.intake import FileReport, read_export, template
from kpilib.params import Event, Workspace, read_event, read_events, read_workspace
from kpilib.review.exports import (
    check_is_file,
    copy_export,
    key_path,
    parse_covers,
    person_key,
    read_mapping,
    reading_of,
    take_in,
)


@app.command()
def intake(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Exports as downloaded.", show_default=False)
    ] = None,
    event: Annotated[
        str, typer.Option(help="The event whose copy this is; without it the organisation's.")
    ] = "",
    covers: Annotated[str, typer.Option(help="Days the export covers, FROM..TO, both included.")] = "",
    format_: Annotated[str, typer.Option("--format", help="Where the content fits two formats.")] = "",
    mapping: Annotated[
        Path | None,
        typer.Option(help="Which column is which, for a tool not known here.", show_default=False),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report; change nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
    template_of: Annotated[str, typer.Option("--template", help="Write a table's template instead.")] = "",
) -> None:
    """Recognises each export, keeps a copy under data/exports and reads it into the store."""
    if template_of:
        print(template(template_of), end="")
        return
    if not files:
        raise ParamsError("kpi intake", "no file", "one export or more", "Name the files.")
    workspace = read_workspace()
    chosen = read_event(workspace, event) if event else None
    reports = [_read(path, workspace, chosen, covers, format_, mapping, dry_run) for path in files]
    if not dry_run:
        stated = (event or None, covers or None, format_ or None, mapping)
        copies = [copy_export(workspace, path, *stated) for path in files]
        _store(workspace, copies)
    if as_json:
        print(json.dumps({"files": [r.to_dict() for r in reports]}, ensure_ascii=False, indent=1))
    else:
        for report in reports:
            print(_describe(report))


def _read(
    path: Path,
    workspace: Workspace,
    event: Event | None,
    covers: str,
    format_: str,
    mapping: Path | None,
    dry_run: bool,
) -> FileReport:
    from dataclasses import replace

    check_is_file(path)
    # A dry run makes no key; counts are the same with any.
    has_key = not dry_run or key_path(workspace).is_file()
    reading = replace(
        reading_of(workspace, event, person_key(workspace) if has_key else None),
        format=format_ or None,
        covers=parse_covers(covers, "--covers") if covers else None,
        mapping=read_mapping(mapping, mapping.name) if mapping else None,
    )
    return read_export(path, reading).files[0]


def _store(workspace: Workspace, copies: list[Path]) -> None:
    result = take_in(workspace, read_events(workspace)[0])
    tell_moved(result)
    mine = {f"{p.parent.name}/{p.name}" for p in copies}
    for file_id, error in result.failures.items():
        if file_id in mine:
            raise error
        say(f"not read: {error}")


def _describe(report: FileReport) -> str:
    tables = ", ".join(f"{rows} {name}" for name, rows in report.tables.items())
    lines = [f"{report.file}: {report.format}: {tables}"]
    lines += [f"  left out: {rows} ({reason})" for reason, rows in report.dropped.items()]
    lines += [f"  note: {warning}" for warning in report.to_dict()["warnings"]]
    return "\n".join(lines)
