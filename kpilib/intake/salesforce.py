"""Salesforce: a report of leads, details only, with lines of the report's name and copyright at its end."""

import re

import pandas as pd

from kpilib.intake.blocks import Block, column, read_block, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Header, Layout, first_header, fold
from kpilib.intake.measured import without
from kpilib.intake.notes import Notes
from kpilib.intake.people import check_emails, drop_internal, identify, person_id
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import coverage
from kpilib.intake.times import Times, check_dates, days_in, decide_times

SOURCE = "salesforce"
LAYOUT = Layout(
    {
        "status": Field("must", en="Lead Status", es="Estado del candidato|Estado de candidato"),
        "email": Field("must", en="Email", es="Correo electrónico|Email"),
        "created": Field("must", en="Create Date|Created Date", es="Fecha de creación"),
        "converted": Field("should", en="Converted", es="Convertido"),
        "converted_on": Field(en="Converted Date", es="Fecha de conversión"),
        "lead_id": Field(en="Lead ID", es="ID de candidato|Id. de candidato"),
        "first_name": Field(en="First Name", es="Nombre"),
        "last_name": Field(en="Last Name", es="Apellidos"),
        "company": Field(en="Company / Account|Company", es="Compañía|Compañía / Cuenta"),
        # Columns that a HubSpot view of contacts has and a report of leads has not.
        "other_system": Field(
            "never",
            en="Record ID|Record ID - Contact|Contact owner|Lifecycle Stage|Marketing contact status",
            es="ID de registro|Propietario del contacto|Etapa del ciclo de vida",
        ),
        "unused": Field(
            "unused",
            en="Lead Source|Lead Owner|Owner Role|Title|Phone|Mobile|Street|City|State/Province|Country|"
            "Zip/Postal Code|Industry|Rating|Unread By Owner|Last Modified Date|Last Activity|Salutation|"
            "Converted Opportunity: Opportunity Name|Annual Revenue",
            es="Origen del candidato|Propietario del candidato|Cargo|Teléfono|País",
        ),
    }
)
# Salesforce converts a lead when sales have qualified it.
_CONVERTED = "sales qualified lead"
_YES = {"1", "true", "yes", "si", "verdadero"}
_GRAND_TOTAL = re.compile(r"grand totals? \((\d[\d.,]*) records?\)")


def read_leads(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `contacts`, `stages` (if days of conversion are exported) and `coverage` (if stated)."""
    header = first_header(grid, LAYOUT)
    end = _end_of_rows(grid, header)
    block = read_block(grid, header, end, LAYOUT, notes)
    cells = block.cells
    check_emails(cells["email"], grid.name)
    columns = [cells["created"], column(block, "converted_on"), _footer_dates(grid, end)]
    times = decide_times(columns, grid.name, reading.organisation_timezone, notes, block.language)
    created = times.instants(cells["created"], notes)
    check_dates(cells["created"], created, grid.name, LAYOUT["created"].title, notes)
    who = identify(cells["email"], _nameless(cells), _fallback(block), reading.key, notes)
    notes.drop("no_person", (who.ids == "").sum())
    notes.drop("no_date", (created.isna() & (who.ids != "")).sum())
    kept = without(block, created.isna() | (who.ids == ""))
    rows = drop_internal(kept.cells, who.emails[kept.cells.index], reading, notes)
    contacts = pd.DataFrame(
        {
            "contact_id": _contact_ids(block, who.ids, reading.key)[rows.index],
            "person_id": who.ids[rows.index],
            "created_at": created[rows.index],
            "created_on": days_in(created[rows.index], reading.organisation_timezone),
            "stage": _stages(block)[rows.index],
        }
    )
    tables = {"contacts": contacts, **coverage("contacts", SOURCE, reading.covers)}
    if "converted_on" in cells:
        tables["stages"] = _stage_days(contacts, cells["converted_on"], times)
    warn_columns(block, LAYOUT, notes)
    _compare_with_stated(grid, end, len(cells), notes)
    return Extract(tables, _totals(contacts, _is_converted(block)[rows.index]))


def _end_of_rows(grid: Grid, header: Header) -> int:
    """Row after the last lead: what follows holds one cell per line, or none."""
    end = len(grid.rows)
    while end > header.row + 1 and sum(map(bool, grid.rows[end - 1])) < 2:
        end -= 1
    return end


def _footer_dates(grid: Grid, end: int) -> pd.Series:
    """Dates of the lines at the end, such as the one that says when the report was made."""
    words = re.findall(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}", " ".join(" ".join(row) for row in grid.rows[end:]))
    return pd.Series(words, dtype="str")


def _nameless(cells: pd.DataFrame) -> pd.Series:
    # Not tied by name: a customer system holds many people of one name.
    return pd.Series("", index=cells.index, dtype="str")


def _fallback(block: Block):  # type: ignore[no-untyped-def]
    """Text that tells a lead without address: its id, else its name and company."""
    ids = column(block, "lead_id")
    names = column(block, "first_name") + " " + column(block, "last_name") + " " + column(block, "company")

    def text(row: int, _: str) -> str:
        name = fold(names[row])
        return f"record:{SOURCE}:{ids[row] or name}" if ids[row] or name else ""

    return text


def _contact_ids(block: Block, people: pd.Series, key: bytes | None) -> pd.Series:
    """The lead's id; where none is exported, one made of the person and the day of creation."""
    ids = column(block, "lead_id")
    made = [person_id(key, f"lead:{p}:{d}") for p, d in zip(people, block.cells["created"], strict=True)]
    return ids.where(ids != "", pd.Series(made, index=ids.index, dtype="str"))


def _is_converted(block: Block) -> pd.Series:
    return column(block, "converted").map(lambda text: fold(text) in _YES).astype(bool)


def _stages(block: Block) -> pd.Series:
    """Lead status in lower-case words; a converted lead was qualified by sales."""
    status = block.cells["status"].map(lambda text: fold(text) or None).astype("str")
    return status.where(~_is_converted(block), _CONVERTED)


def _stage_days(contacts: pd.DataFrame, cells: pd.Series, times: Times) -> pd.DataFrame:
    days = times.days(cells.loc[contacts.index])
    stages = contacts[["contact_id", "person_id"]].assign(stage=_CONVERTED, reached_on=days)
    return stages.dropna(subset="reached_on").drop_duplicates()


def _compare_with_stated(grid: Grid, end: int, n_rows: int, notes: Notes) -> None:
    found = (_GRAND_TOTAL.search(fold(" ".join(row))) for row in grid.rows[end:])
    stated = next((int(re.sub(r"\D", "", f[1])) for f in found if f), None)
    if not any(map(any, grid.rows[end:])):
        notes.warn("no_closing_lines")
    if stated is not None and stated > n_rows:
        notes.warn("fewer_than_stated", what="leads", stated=stated, found=n_rows)


def _totals(contacts: pd.DataFrame, is_converted: pd.Series) -> dict[str, float]:
    return {
        "leads": len(contacts),
        "converted": float(is_converted.sum()),
        "people": contacts["person_id"].nunique(),
    }


FORMATS = (Format("salesforce_leads", LAYOUT, read_leads),)
