"""The templates: their columns with meaning and example, as `templates.csv` lists them."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

from kpilib.errors import ParamsError
from kpilib.intake.headers import Field, Layout
from kpilib.schema import DAY, FLAG, INSTANT, MAYBE, NUMBER, TABLES, Column, Table
from kpilib.workbook import workbook

Need = Literal["must", "should", "may", "extra"]
# Where a template's column has another name than the table's.
RENAMED = {"date": "dated_on"}
_KINDS = {INSTANT: "date and time", DAY: "day", NUMBER: "number", FLAG: "yes or no", MAYBE: "yes or no"}
_NEEDS = {"must": "yes", "should": "if known", "may": "", "extra": "not in the template"}


@dataclass(frozen=True)
class TemplateColumn:
    """One column. `need`: "must" be there; "should" (a warning if not); "may"; "extra": read, not written."""

    name: str
    need: Need
    meaning: str
    example: str


def _read() -> dict[str, tuple[TemplateColumn, ...]]:
    text = (files("kpilib.intake") / "templates.csv").read_text(encoding="utf-8")
    found: dict[str, list[TemplateColumn]] = {}
    for row in csv.DictReader(text.splitlines()):
        column = TemplateColumn(row["column"], row["need"], row["meaning"], row["example"])  # type: ignore[arg-type]
        found.setdefault(row["table"], []).append(column)
    return {table: tuple(columns) for table, columns in found.items()}


TEMPLATES: Mapping[str, tuple[TemplateColumn, ...]] = _read()
LAYOUTS: dict[str, Layout] = {
    table: Layout({c.name: Field("may" if c.need == "extra" else c.need, en=c.name) for c in columns})
    for table, columns in TEMPLATES.items()
}


def declared(table: str, name: str) -> Column | None:
    """The table's own column behind a template's; None for what tells a person and the like."""
    return TABLES[table].columns.get(RENAMED.get(name, name))


def template(name: str) -> str:
    """The header of a table's template with one example row, as CSV; errors as in `template_rows`.

    Examples
    --------
    >>> print(template("signups").splitlines()[0])
    email,signed_up_at,tried_at
    """
    return "".join(f"{','.join(row)}\n" for row in template_rows(name))


def template_workbook(name: str) -> bytes:
    """The same as the bytes of an XLSX workbook, numbers as such; errors as in `template_rows`."""
    header, example = template_rows(name)
    specs = (declared(name, column) for column in header)
    is_number = [spec is not None and spec.dtype == NUMBER for spec in specs]
    cells = [float(cell) if n and cell else cell for cell, n in zip(example, is_number, strict=True)]
    return workbook({name: [header, cells]})


def template_rows(name: str) -> tuple[list[str], list[str]]:
    """Header and example row of a table's template.

    Raises
    ------
    ParamsError
        No such template.
    """
    if name not in TEMPLATES:
        raise ParamsError("--template", f"`{name}`", f"one of {', '.join(TEMPLATES)}", "Correct the name.")
    columns = [c for c in TEMPLATES[name] if c.need != "extra"]
    return [c.name for c in columns], [c.example for c in columns]


def list_templates() -> str:
    """One line for each template: its name, and what a row is."""
    width = max(map(len, TEMPLATES))
    return "".join(f"{name:<{width}}  {TABLES[name].row}\n" for name in TEMPLATES)


def describe_templates() -> str:
    """The page docs/templates.md: each template's columns with meaning and example."""
    return _HEAD + "".join(_section(name, TABLES[name]) for name in TEMPLATES)


_HEAD = """# Templates

Made with `kpi intake --template docs`; edit the code, not this page.

What no export tells can be typed in a plain table. `kpi intake --template NAME` writes the header with an
example row as CSV, with `--to NAME.xlsx` as a workbook; `kpi intake --template list` names all of them.
`kpi intake FILE` reads the filled one back, as a CSV file or a workbook, recognised by its header. Columns
may stand in any order, and those that need not be there may be left out. An empty cell is unknown, never 0.
Days and times are best written as 2026-05-20 and 2026-05-20 18:00 (the event's time zone in tables of a
session, else the workspace's). Two rows that are the same in every cell are one. Addresses and names become
a keyed number and are masked inside free text; they are never stored.
"""


def _section(name: str, table: Table) -> str:
    rows = "".join(_line(name, column) for column in TEMPLATES[name])
    head = f"\n## `{name}`\n\nA row: {table.row}.\n\n"
    return f"{head}| column | must be there | type | meaning | example |\n|---|---|---|---|---|\n{rows}"


def _line(table: str, column: TemplateColumn) -> str:
    spec = declared(table, column.name)
    kind = _kind(spec) if column.name != "is_checked_in" else "yes or no"
    return f"| `{column.name}` | {_NEEDS[column.need]} | {kind} | {column.meaning} | {column.example} |\n"


def _kind(spec: Column | None) -> str:
    if spec is None:
        return "text"
    if spec.allowed:
        return ", ".join(spec.allowed)
    return _KINDS.get(spec.dtype, "text")
