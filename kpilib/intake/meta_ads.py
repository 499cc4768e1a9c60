"""Meta Ads Manager: campaigns, with or without a breakdown by day; a row without name is the total."""

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import Block, column, read_block, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Layout, first_header
from kpilib.intake.measured import (
    check_totals,
    currency_in_header,
    is_total_row,
    read_measures,
    stated_total,
    sums,
    without,
)
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import ads_table, coverage
from kpilib.intake.times import check_dates, decide_times
from kpilib.intake.values import Kind

SOURCE = "meta_ads"
LAYOUT = Layout(
    {
        "campaign": Field(
            "must",
            en="Campaign name",
            es="Nombre de la campaña",
            pt="Nome da campanha",
            de="Kampagnenname",
            fr="Nom de la campagne",
            it="Nome della campagna|Nome campagna",
        ),
        "cost": Field(
            "must",
            en="Amount spent",
            es="Importe gastado",
            pt="Valor gasto|Valor usado",
            de="Ausgegebener Betrag",
            fr="Montant dépensé",
            it="Importo speso",
            pattern=r"(amount spent|importe gastado|valor (gasto|usado)|ausgegebener betrag|montant depense|"
            r"importo speso) \([a-z]{3}\)?",
        ),
        "impressions": Field(
            "should",
            en="Impressions",
            es="Impresiones",
            pt="Impressões",
            de="Impressionen",
            fr="Impressions",
            it="Impression|Impressioni",
        ),
        "clicks": Field(
            "should",
            en="Link clicks",
            es="Clics en el enlace",
            pt="Cliques no link",
            de="Link-Klicks",
            fr="Clics sur un lien|Clics sur le lien",
            it="Clic sul link",
        ),
        "reach": Field(
            en="Reach", es="Alcance", pt="Alcance", de="Reichweite", fr="Couverture", it="Copertura"
        ),
        "views": Field(en="3-second video plays|3-second video views|Video views"),
        "results": Field(
            "should",
            en="Results",
            es="Resultados",
            pt="Resultados",
            de="Ergebnisse",
            fr="Résultats",
            it="Risultati",
        ),
        "result_type": Field(
            "should",
            en="Result indicator|Result type",
            es="Indicador de resultado|Tipo de resultado",
            pt="Indicador de resultados|Tipo de resultado",
            de="Ergebnisindikator|Ergebnis-Indikator|Ergebnistyp",
            fr="Indicateur de résultats|Type de résultat",
            it="Indicatore dei risultati|Tipo di risultato",
        ),
        "day": Field(en="Day", es="Día", pt="Dia", de="Tag", fr="Jour", it="Giorno"),
        "starts": Field(
            en="Reporting starts",
            es="Inicio del informe",
            pt="Início dos relatórios",
            de="Berichtsstart",
            fr="Début des rapports",
            it="Inizio report",
        ),
        "ends": Field(
            en="Reporting ends",
            es="Fin del informe",
            pt="Término dos relatórios",
            de="Berichtsende",
            fr="Fin des rapports",
            it="Fine report",
        ),
        "unused": Field(
            "unused",
            en="Campaign delivery|Campaign ID|Ad set name|Ad set ID|Ad set delivery|Ad name|Ad ID|"
            "Ad delivery|"
            "Ends|Starts|Frequency|Clicks (all)|Attribution setting|Bid|Bid type|Ad set budget|"
            "Ad set budget type|Campaign budget|Campaign budget type|Last significant edit|Account name|"
            "Landing page views|ThruPlays|Post reactions|Post comments|Post shares|Post saves",
            es="Entrega de la campaña|Nombre del conjunto de anuncios|Nombre del anuncio|Frecuencia|"
            "Clics (todos)|Identificador de la campaña",
            pt="Nome do conjunto de anúncios|Nome do anúncio|Frequência|Cliques (todos)",
            de="Name der Anzeigengruppe|Anzeigenname|Frequenz|Klicks (alle)",
            fr="Nom de l’ensemble de publicités|Nom de la publicité|Répétition|Clics (tous)",
            it="Nome del gruppo di inserzioni|Nome dell’inserzione|Frequenza|Clic (tutti)",
            pattern=r"(cost|costo?|coste|custo|kosten|cout) (per|por|pro|par) .*|"
            r"(ctr|cpc|cpm|cpp)\b.*|.*\broas\b.*",
        ),
    }
)
_KINDS: dict[str, Kind] = {
    "cost": "money", "impressions": "count", "clicks": "count", "reach": "count", "views": "count",
    "results": "count",
}  # fmt: skip
# What an ad was optimised for: a lead, or another thing done on the website or in the app.
_LEAD = "lead"
_CONVERSION = r"conversion|lead|purchase|registration"


def read_campaigns(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `ads` and `coverage`. Results count as leads only where their indicator names leads."""
    header = first_header(grid, LAYOUT)
    block = read_block(grid, header, None, LAYOUT, notes)
    is_total = is_total_row(block.cells["campaign"])
    notes.drop("total_row", is_total.sum())
    measures = read_measures(block, LAYOUT, _KINDS, grid, notes)
    if not is_total.any():
        notes.warn("no_total_row")
    check_totals(measures, is_total, ("cost", "clicks"), notes)
    days = _days(block, is_total, grid, reading, notes)
    code = currency_in_header(header, "cost")
    if not code:
        notes.warn("no_currency")
    currency = pd.Series(code or None, index=block.cells.index, dtype="str")
    ads = ads_table(SOURCE, days, block.cells["campaign"], currency, _with_leads(measures, block))
    ads = ads[~is_total & ads["starts_on"].notna()]
    warn_columns(block, LAYOUT, notes)
    totals = sums(ads[["cost", "impressions", "clicks", "views", "leads", "conversions"]])
    if "clicks" in totals:
        totals["link_clicks"] = totals.pop("clicks")
    stated = reading.covers or _whole_range(days, block)
    return Extract(
        {"ads": ads, **coverage("ads", SOURCE, stated)}, totals | stated_total(measures, is_total, "reach")
    )


def _with_leads(measures: pd.DataFrame, block: Block) -> pd.DataFrame:
    """Measures with `leads` and `conversions` in place of results, which mean another thing per row."""
    if "results" not in measures:
        return measures
    kind = column(block, "result_type").str.casefold()
    results = measures["results"]
    return measures.drop(columns="results").assign(
        leads=results.where(kind.str.contains(_LEAD)),
        conversions=results.where(kind.str.contains(_CONVERSION)),
    )


def _days(block: Block, is_total: pd.Series, grid: Grid, reading: Reading, notes: Notes) -> pd.DataFrame:
    """First and last day of each row, both INCLUDED: its day, or the range it reports."""
    first, last = ("day", "day") if "day" in block.cells else ("starts", "ends")
    cells = [column(block, name) for name in (first, last, "starts", "ends")]
    if (cells[0] == "").all() and reading.covers is None and not is_total.all():
        raise DataError(
            grid.name,
            "neither a column Day nor Reporting starts",
            "the days that the report covers",
            "Give them with --covers FROM..TO.",
        )
    times = decide_times(cells, grid.name, reading.organisation_timezone, notes, block.language)
    days = pd.DataFrame({"starts_on": times.days(cells[0]), "ends_on": times.days(cells[1])})
    if (cells[0] == "").all() and reading.covers:
        return days.assign(starts_on=pd.Timestamp(reading.covers[0]), ends_on=pd.Timestamp(reading.covers[1]))
    rows = without(block, is_total)
    check_dates(
        cells[0][rows.cells.index], days["starts_on"][rows.cells.index], grid.name, LAYOUT[first].title, notes
    )
    notes.drop("no_date", (days["starts_on"].isna() & ~is_total).sum())
    return days


def _whole_range(days: pd.DataFrame, block: Block) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """The report's range; rows by day do not tell where days without cost lie."""
    if "day" in block.cells or days["starts_on"].isna().all():
        return None
    return days["starts_on"].min(), days["ends_on"].max()


FORMATS = (Format("meta_ads", LAYOUT, read_campaigns),)
