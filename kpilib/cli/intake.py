"""`kpi intake`: exports into the workspace."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kpilib.cli.app import app, say
from kpilib.cli.challenges import tell_moved
from kpilib.errors import KpiError, NoEventError, ParamsError
from kpilib.intake import (
    ANY_EVENT,
    FileReport,
    describe_templates,
    list_templates,
    read_export,
    template,
    template_workbook,
)
from kpilib.params import Event, Workspace, read_event, read_events, read_workspace
from kpilib.review.copies import check_is_file, copy_export, state_replaced, twin_of
from kpilib.review.exports import read_mapping, reading_of, take_in
from kpilib.review.keys import key_path, person_key
from kpilib.review.raw import parse_covers
from kpilib.review.sources import unmapped_sources
from kpilib.review.told import Told, change_of, describe_change


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
    template_of: Annotated[
        str,
        typer.Option(
            "--template", help="Write a table's template instead; `list` names them, `docs` explains them."
        ),
    ] = "",
    to: Annotated[
        Path | None,
        typer.Option(
            help="File for the template, .csv or .xlsx, instead of standard output.", show_default=False
        ),
    ] = None,
) -> None:
    """Recognises each export, keeps a copy under data/exports and reads it into the store."""
    if template_of:
        _write_template(template_of, to)
        return
    if not files:
        raise ParamsError("kpi intake", "no file", "one export or more", "Name the files.")
    workspace = read_workspace()
    chosen = read_event(workspace, event) if event else None
    told_of = [_read(path, workspace, chosen, covers, format_, mapping, dry_run) for path in files]
    reports = [report for report, _ in told_of]
    refused = None if dry_run else next((error for _, error in told_of if error), None)
    changed: list[Told] = [None] * len(files)
    if not dry_run and refused is None:
        stated = (event or None, covers or None, format_ or None, mapping)
        changed = _store(workspace, files, *stated)
    unmapped = [unmapped_sources(r.sources, workspace) for r in reports]
    if as_json:
        told = [
            r.to_dict() | {"changed": c, "unmapped_sources": u}
            for r, c, u in zip(reports, changed, unmapped, strict=True)
        ]
        print(json.dumps({"files": told}, ensure_ascii=False, indent=1))
    else:
        for report, change, sources in zip(reports, changed, unmapped, strict=True):
            print(_describe(report, change, sources))
    if refused:
        raise refused


def _write_template(name: str, to: Path | None) -> None:
    pages = {"list": list_templates, "docs": describe_templates}
    is_workbook = to is not None and to.suffix.lower() == ".xlsx"
    if is_workbook and name in pages:
        raise ParamsError("--to", f"a workbook for `{name}`", "a template's name", "Write it as text.")
    if to is None:
        print(pages[name]() if name in pages else template(name), end="")
        return
    content = template_workbook(name) if is_workbook else pages.get(name, lambda: template(name))().encode()
    if not to.parent.is_dir():
        raise ParamsError("--to", f"no folder `{to.parent}`", "one that is there", "Create it first.")
    if to.exists():
        raise ParamsError("--to", f"`{to}`, which is there already", "a new file", "Name another one.")
    to.write_bytes(content)


def _read(
    path: Path,
    workspace: Workspace,
    event: Event | None,
    covers: str,
    format_: str,
    mapping: Path | None,
    dry_run: bool,
) -> tuple[FileReport, KpiError | None]:
    """What the file holds, and why it cannot be kept: a session's needs its event."""
    check_is_file(path)
    # A dry run makes no key; counts are the same with any.
    has_key = not dry_run or key_path(workspace).is_file()
    reading = replace(
        reading_of(workspace, event, person_key(workspace) if has_key else None),
        format=format_ or None,
        covers=parse_covers(covers, "--covers") if covers else None,
        mapping=read_mapping(mapping, mapping.name) if mapping else None,
    )
    try:
        return read_export(path, reading).files[0], None
    except NoEventError as error:
        return read_export(path, replace(reading, event_id=ANY_EVENT)).files[0], error


def _store(
    workspace: Workspace,
    files: list[Path],
    event_id: str | None,
    covers: str | None,
    form: str | None,
    mapping: Path | None,
) -> list[Told]:
    """Copies the files, brings the store up to date, and says of each what it changed."""
    twins = [twin_of(workspace, path, event_id) for path in files]
    copies = [copy_export(workspace, path, event_id, covers, form, mapping) for path in files]
    result = take_in(workspace, read_events(workspace)[0])
    state_replaced(workspace, result.changes)
    ids = [f"{p.parent.name}/{p.name}" for p in copies]
    tell_moved(replace(result, changes=tuple(c for c in result.changes if c.file_id not in ids)))
    for file_id, error in result.failures.items():
        if file_id in ids:
            raise error
        say(f"not read: {error}")
    return [
        change_of(workspace, file_id, twin is not None, result.changes)
        for file_id, twin in zip(ids, twins, strict=True)
    ]


def _describe(report: FileReport, change: Told, unmapped: list[str]) -> str:
    tables = ", ".join(f"{rows} {name}" for name, rows in report.tables.items())
    lines = [f"{report.file}: {report.format}: {tables}"]
    lines += [f"  left out: {rows} ({reason})" for reason, rows in report.dropped.items()]
    lines += [f"  note: {warning}" for warning in report.to_dict()["warnings"]]
    lines += [f"  {line}" for line in describe_change(change)]
    if unmapped:
        lines.append(f"  sources of no channel in params/workspace.yml: {', '.join(unmapped)}")
    return "\n".join(lines)
