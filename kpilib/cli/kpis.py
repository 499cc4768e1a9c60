"""`kpi kpis`: the catalogue, its questions, its values, its pages."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from kpilib.cli.app import app
from kpilib.errors import ParamsError
from kpilib.params import Workspace, find_workspace, read_events, read_workspace

if TYPE_CHECKING:
    from kpilib.kpis import Kpi

LANGUAGES = ("es", "fi", "en")


@app.command()
def kpis(
    values: Annotated[bool, typer.Option("--values", help="Values of all events, one row each.")] = False,
    question: Annotated[
        str, typer.Option(help="KPIs of a question (Q04) or an objective (sales); `list` names them.")
    ] = "",
    docs: Annotated[
        Path | None, typer.Option(help="Writes the catalogue as a page in each language.", show_default=False)
    ] = None,
    kit: Annotated[bool, typer.Option("--kit", help="Without the organisation's own KPIs.")] = False,
    language: Annotated[str, typer.Option(help="es, fi or en.")] = "",
    as_json: Annotated[bool, typer.Option("--json")] = False,
    as_csv: Annotated[bool, typer.Option("--csv")] = False,
) -> None:
    """The catalogue; with --values a tidy table event, kpi, value for other tools."""
    if language and language not in LANGUAGES:
        raise ParamsError("--language", f"`{language}`", f"one of {', '.join(LANGUAGES)}", "Correct it.")
    if question:
        _print_answer(question, language, as_json)
    elif values:
        _print_values(as_json)
    elif docs is not None:
        _write_docs(docs, None if kit else _workspace())
    else:
        _print_catalogue(None if kit else _workspace(), language or "en", as_json, as_csv)


def _workspace() -> Workspace | None:
    """The workspace; the catalogue can be read outside one too."""
    try:
        find_workspace()
    except ParamsError:
        return None
    return read_workspace()


def _catalogue(workspace: Workspace | None) -> "dict[str, Kpi]":
    """The kit's KPIs, and those of the workspace behind them."""
    from kpilib.kpis import KPIS

    if workspace is None:
        return dict(KPIS)
    from kpilib.review.evidence import catalogue_of

    return catalogue_of(workspace)


def _print_catalogue(workspace: Workspace | None, language: str, as_json: bool, as_csv: bool) -> None:
    rows = [_row(kpi, language) for kpi in _catalogue(workspace).values()]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif as_csv:
        import pandas as pd

        print(pd.DataFrame(rows).to_csv(index=False), end="")
    else:
        table = Table("KPI", "name", "meaning", "unit")
        for row in rows:
            table.add_row(row["kpi"], row["name"], row["meaning"], row["unit"])
        Console().print(table)


def _row(kpi: "Kpi", language: str) -> dict[str, Any]:
    return {
        "kpi": kpi.id,
        "name": kpi.names[language],
        "meaning": kpi.meanings[language],
        "unit": kpi.unit,
        "better": kpi.better,
        "source": kpi.source,
    }


def _print_answer(question: str, language: str, as_json: bool) -> None:
    from kpilib.figures import answer_question

    answer = answer_question(question, language=language or None)
    print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=1) if as_json else answer.to_text())


def _write_docs(folder: Path, workspace: Workspace | None) -> None:
    """`kpis.<language>.md` in the folder, for the three languages."""
    from kpilib.figures import render_catalogue
    from kpilib.review.files import write_atomically

    for language in LANGUAGES:
        path = folder / f"kpis.{language}.md"
        write_atomically(path, render_catalogue(language, _catalogue(workspace)))
        print(path)


def _print_values(as_json: bool) -> None:
    import pandas as pd

    from kpilib.review.compose import prepare_evidence

    workspace = read_workspace()
    events, _ = read_events(workspace)
    rows = prepare_evidence(workspace, events[-1] if events else None).values.values()
    known = pd.DataFrame([row for row in rows if row["state"] == "known"])
    if as_json:
        print(json.dumps(json.loads(known.to_json(orient="records")), indent=1))
    else:
        print(known.assign(notes=known["notes"].str.join(";")).to_csv(index=False), end="")
