"""HubSpot: contacts and deals. The columns are those of the user's view, in any order."""

import re

import pandas as pd

from kpilib.intake.blocks import Block, column, read_table, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Layout, fold
from kpilib.intake.notes import Notes
from kpilib.intake.people import check_emails, check_ids, drop_internal, identify
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import coverage
from kpilib.intake.times import Times, check_dates, days_in, decide_times
from kpilib.intake.values import decide_numbers

SOURCE = "hubspot"
RECORD_ID = Field(
    "must",
    en="Record ID|Record ID - Contact|Record ID - Deal|Contact ID|Deal ID",
    es="ID de registro|ID de registro - Contacto|ID de registro - Negocio|ID de objeto",
    fi="Tietueen tunnus|Tietueen tunnus - Yhteystieto|Tietueen tunnus - Kauppa",
)
CREATED = Field(
    en="Create Date|Created Date|Created",
    es="Fecha de creación|Fecha de creacion",
    fi="Luontipäivä|Luontipäivämäärä",
)
# Known, and either personal or of no use here.
_UNUSED = Field(
    "unused",
    en="Phone Number|Mobile Phone Number|Phone|Lead Status|Contact owner|Deal owner|Deal Name|Pipeline|"
    "Associated Company|Associated Company IDs|Associated Contact|Company Name|Job Title|Country/Region|"
    "Country|"
    "Last Activity Date|Marketing contact status|Original Source",
    es="Número de teléfono|Teléfono|Estado del lead|Propietario del contacto|Propietario del negocio|"
    "Nombre del negocio|Proceso|Empresa asociada|Nombre de la empresa|Cargo|País/región|País",
    fi="Puhelinnumero|Yhteystiedon omistaja|Kaupan omistaja|Kaupan nimi|Myyntiputki|Yritys|Maa",
)
BECAME = r"became an? (?P<en>.+?) date|fecha en (?:la )?que se convirtio en (?:un |una )?(?P<es>.+)"
STAGE = Field(
    "never", en="Deal Stage", es="Etapa del negocio|Etapa de negocio", fi="Kaupan vaihe"
)  # a contact export has none

CONTACT_LAYOUT = Layout(
    {
        "record_id": RECORD_ID,
        "email": Field(
            "must", en="Email|E-mail|Email Address", es="Correo|Correo electrónico", fi="Sähköposti"
        ),
        "created": Field("must", CREATED.en, CREATED.es, CREATED.fi),
        "first_name": Field(en="First Name", es="Nombre", fi="Etunimi"),
        "last_name": Field(en="Last Name", es="Apellidos|Apellido", fi="Sukunimi"),
        "stage": Field(
            "should",
            en="Lifecycle Stage",
            es="Etapa del ciclo de vida|Etapa de ciclo de vida",
            fi="Elinkaaren vaihe",
        ),
        "deal_stage": STAGE,
        "unused": _UNUSED,
    }
)
DEAL_LAYOUT = Layout(
    {
        "record_id": RECORD_ID,
        "stage": Field("must", STAGE.en, STAGE.es, STAGE.fi),
        "amount": Field("must", en="Amount", es="Importe|Cantidad|Monto|Valor", fi="Summa|Määrä"),
        "closed": Field(
            "must",
            en="Close Date|Closed Date",
            es="Fecha de cierre",
            fi="Sulkemispäivä|Päättymispäivä|Sulkupäivä",
        ),
        "created": CREATED,
        "currency": Field(
            en="Currency|Deal Currency Code|Currency Code|Deal Currency",
            es="Moneda|Divisa|Código de moneda",
            fi="Valuutta",
        ),
        "contacts": Field(
            "should",
            en="Associated Contact IDs",
            es="ID de contactos asociados|IDs de contactos asociados|ID de contacto asociados",
            fi="Liittyvien yhteystietojen tunnukset",
        ),
        "unused": _UNUSED,
    }
)

# HubSpot's own stages as it writes them in Spanish, and as it writes them without spaces.
_STAGE_WORDS = {
    "suscriptor": "subscriber",
    "lead calificado para marketing": "marketing qualified lead",
    "lead cualificado para marketing": "marketing qualified lead",
    "marketingqualifiedlead": "marketing qualified lead",
    "lead calificado para ventas": "sales qualified lead",
    "lead cualificado para ventas": "sales qualified lead",
    "salesqualifiedlead": "sales qualified lead",
    "oportunidad": "opportunity",
    "cliente": "customer",
    "asiakas": "customer",
    "evangelista": "evangelist",
    "otro": "other",
}
_WON = re.compile(r"closed ?won|\bwon\b|ganad[oa]|voitettu")
_LOST = re.compile(r"closed ?lost|\blost\b|perdid[oa]|havitty|menetetty")


def is_won(stages: pd.Series) -> pd.Series:
    """Deals whose stage says that they were won."""
    return stages.map(fold).str.contains(_WON)


def is_lost(stages: pd.Series) -> pd.Series:
    """Deals whose stage says that they were lost."""
    return stages.map(fold).str.contains(_LOST)


def stage_words(text: str) -> str:
    """A stage in lower-case words, the customer system's own stages in English."""
    plain = fold(text)
    return _STAGE_WORDS.get(plain, plain)


def read_contacts(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `contacts`, `stages` (if dates of stages are exported) and `coverage` (if stated)."""
    block = _records(grid, CONTACT_LAYOUT, notes)
    cells = block.cells
    check_emails(cells["email"], grid.name)
    became = {name: stage for name in map(str, block.others.columns) if (stage := _became(name))}
    columns = [cells["created"], *(block.others[name] for name in became)]
    times = decide_times(columns, grid.name, reading.organisation_timezone, notes, block.language)
    ids = cells["record_id"]
    # Not tied by name: a customer system holds many people of one name.
    nameless = pd.Series("", index=cells.index, dtype="str")
    who = identify(cells["email"], nameless, lambda i, _: f"record:{SOURCE}:{ids[i]}", reading.key, notes)
    created = times.instants(cells["created"], notes)
    check_dates(cells["created"], created, grid.name, "Create Date", notes)
    notes.drop("no_date", created.isna().sum())
    rows = drop_internal(cells[created.notna()], who.emails[created.notna()], reading, notes)
    contacts = pd.DataFrame(
        {
            "contact_id": rows["record_id"],
            "person_id": who.ids[rows.index],
            "created_at": created[rows.index],
            "created_on": days_in(created[rows.index], reading.organisation_timezone),
            "stage": _stages_of(column(block, "stage")[rows.index]),
        }
    )
    tables = {"contacts": contacts, **coverage("contacts", SOURCE, reading.covers)}
    if became:
        tables["stages"] = _stage_days(contacts, block.others, became, times)
    warn_columns(block, CONTACT_LAYOUT, notes, used=became)
    return Extract(tables, {"contacts": len(contacts), "people": contacts["person_id"].nunique()})


def _became(header: str) -> str | None:
    found = re.fullmatch(BECAME, fold(header))
    return stage_words(found["en"] or found["es"]) if found else None


def _stages_of(cells: pd.Series) -> pd.Series:
    return cells.map(lambda text: stage_words(text) or None).astype("str")


def _stage_days(
    contacts: pd.DataFrame, others: pd.DataFrame, became: dict[str, str], times: Times
) -> pd.DataFrame:
    parts = [
        contacts[["contact_id", "person_id"]].assign(
            stage=stage, reached_on=times.days(others.loc[contacts.index, name])
        )
        for name, stage in became.items()
    ]
    return pd.concat(parts).dropna(subset="reached_on").drop_duplicates()


def read_deals(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `deals` and `deal_contacts` (if contacts are exported). Names of deals are left out."""
    block = _records(grid, DEAL_LAYOUT, notes)
    cells = block.cells
    closed, created = cells["closed"], column(block, "created")
    times = decide_times([closed, created], grid.name, reading.organisation_timezone, notes, block.language)
    numbers = decide_numbers(
        {"amount": (cells["amount"], "money")}, grid.name, notes, block.language, grid.delimiter
    )
    closed_on = times.days(closed)
    check_dates(closed, closed_on, grid.name, "Close Date", notes)
    won, lost = is_won(cells["stage"]), is_lost(cells["stage"])
    currency = column(block, "currency").str.upper()
    deals = pd.DataFrame(
        {
            "deal_id": cells["record_id"],
            "stage": _stages_of(cells["stage"]),
            "is_won": won & ~lost,
            "is_open": ~won & ~lost,
            "amount": numbers.read(cells["amount"], "Amount", "money"),
            "currency": currency.where(currency != ""),
            "created_on": times.days(created),
            # An open deal's close date is a forecast.
            "closed_on": closed_on.where(won | lost),
        }
    )
    warn_columns(block, DEAL_LAYOUT, notes)
    tables = {"deals": deals}
    if "contacts" in cells:
        tables["deal_contacts"] = _deal_contacts(cells)
    return Extract(tables, _deal_totals(deals))


def _deal_contacts(cells: pd.DataFrame) -> pd.DataFrame:
    pairs = pd.DataFrame(
        {"deal_id": cells["record_id"], "contact_id": cells["contacts"].str.split(r"[;,\s]+", regex=True)}
    )
    pairs = pairs.explode("contact_id").dropna()
    return pairs[pairs["contact_id"].str.contains(r"\d")].drop_duplicates()


def _deal_totals(deals: pd.DataFrame) -> dict[str, float]:
    return {
        "deals": len(deals),
        "closed_won_amount": float(deals.loc[deals["is_won"], "amount"].sum()),
        "open_amount": float(deals.loc[deals["is_open"], "amount"].sum()),
    }


def _records(grid: Grid, layout: Layout, notes: Notes) -> Block:
    """Rows with a record's id, the last one of each id."""
    block = read_table(grid, layout, notes)
    ids = block.cells["record_id"]
    check_ids(ids, grid.name, "Record ID")
    is_kept = ids != ""
    notes.drop("no_record_id", (~is_kept).sum())
    is_older = is_kept & ids.duplicated(keep="last")
    notes.drop("repeated_row", is_older.sum())
    notes.warn_count("repeated_record", int(is_older.sum()))
    is_kept &= ~is_older
    return Block(block.cells[is_kept], block.others[is_kept], block.language)


FORMATS = (
    Format("hubspot_contacts", CONTACT_LAYOUT, read_contacts),
    Format("hubspot_deals", DEAL_LAYOUT, read_deals),
)
