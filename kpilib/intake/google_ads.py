"""Google Ads: the campaign report, comma or tab separated, with or without a segment by day or week."""

from datetime import date

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import Block, column, read_block, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Header, Layout, first_header
from kpilib.intake.measured import (
    ads_totals,
    check_totals,
    currency_codes,
    is_total_label,
    read_measures,
    without,
)
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import ads_table, coverage
from kpilib.intake.times import decide_times, parse_range
from kpilib.intake.values import Kind

SOURCE = "google_ads"
LAYOUT = Layout(
    {
        "campaign": Field("must", en="Campaign", es="Campaña", fi="Kampanja", pt="Campanha", de="Kampagne"),
        "cost": Field(
            "must", en="Cost", es="Coste|Costo", fi="Hinta|Kustannukset|Kustannus", pt="Custo", de="Kosten"
        ),
        "clicks": Field("must", en="Clicks", es="Clics", fi="Klikkaukset", pt="Cliques", de="Klicks"),
        "impressions": Field(
            "should",
            en="Impr.|Impressions",
            es="Impr.|Impresiones",
            fi="Näytöt|Näyttökerrat",
            pt="Impr.|Impressões",
            de="Impr.|Impressionen",
        ),
        "conversions": Field(
            "should",
            en="Conversions",
            es="Conversiones|Conv.",
            fi="Konversiot",
            pt="Conversões",
            de="Conversions",
        ),
        "reach": Field(en="Unique users", es="Usuarios únicos"),
        "views": Field(en="Views|Video views|TrueView views", es="Vistas|Visualizaciones"),
        "currency": Field(
            en="Currency code|Currency",
            es="Código de moneda|Moneda",
            fi="Valuuttakoodi|Valuutta",
            pt="Código da moeda|Moeda",
            de="Währungscode|Währung",
        ),
        "day": Field(en="Day", es="Día", fi="Päivä", pt="Dia", de="Tag"),
        "week": Field(en="Week", es="Semana", fi="Viikko", pt="Semana", de="Woche"),
        "status": Field(
            en="Campaign status|Campaign state",
            es="Estado de la campaña|Estado de campaña",
            fi="Kampanjan tila",
            pt="Status da campanha",
            de="Kampagnenstatus",
        ),
        # A table typed by hand has these words as well.
        "typed": Field("never", en="starts_on"),
        "unused": Field(
            "unused",
            en="Campaign type|Campaign ID|Budget|Budget name|Budget type|CTR|Avg. CPC|Cost / conv.|"
            "Conv. rate|Avg. CPM|Interactions|Interaction rate|Avg. cost|Status|Status reasons|"
            "Bid strategy type|Optimization score|Account|Account name|Labels",
            es="Tipo de campaña|ID de campaña|ID de la campaña|Presupuesto|CTR|CPC medio|CPC prom.|"
            "Coste/conv.|Costo/conv.|Coste / conv.|Tasa de conv.|Porcentaje de conv.|"
            "Tipo de estrategia de puja|Estado|Cuenta",
            fi="Kampanjatyyppi|Kampanjan tyyppi|Klikkausprosentti|Keskim. CPC|Hinta/konv.|Konversioprosentti",
            pt="Tipo de campanha|Orçamento|CTR|CPC médio|Custo/conv.|Taxa de conv.",
            de="Kampagnentyp|Budget|CTR|Durchschn. CPC|Kosten/Conv.|Conv.-Rate",
        ),
    }
)
_KINDS: dict[str, Kind] = {
    "cost": "money", "clicks": "count", "impressions": "count", "conversions": "money", "reach": "count",
    "views": "count",
}  # fmt: skip


def read_campaigns(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `ads` and `coverage`. A row's days are the segment's, else the report's whole range."""
    header = first_header(grid, LAYOUT)
    block = read_block(grid, header, None, LAYOUT, notes)
    is_total = _is_total(block)
    notes.drop("total_row", is_total.sum())
    measures = read_measures(block, LAYOUT, _KINDS, grid, notes)
    if not is_total.any():
        notes.warn("no_total_row")
    check_totals(measures, is_total, ("cost", "clicks"), notes)
    rows = without(block, is_total)
    days = _days(rows, header, grid, reading, notes)
    currency = currency_codes(column(rows, "currency"), grid.name, notes)
    ads = ads_table(SOURCE, days, rows.cells["campaign"], currency, measures)
    ads = ads[ads["starts_on"].notna()]
    warn_columns(block, LAYOUT, notes)
    stated = _stated_range(grid, header) or reading.covers
    totals = ads_totals(ads, (str(name) for name in measures if name != "reach"))
    return Extract({"ads": ads, **coverage("ads", SOURCE, stated)}, totals)


def _is_total(block: Block) -> pd.Series:
    labels = block.cells[[c for c in ("status", "campaign", "day", "week") if c in block.cells]]
    named = labels.map(is_total_label).any(axis=1)
    return named | block.cells["campaign"].isin(["", "--", "-"])


def _stated_range(grid: Grid, header: Header) -> tuple[date, date] | None:
    above = grid.rows[: header.row]
    # A range that was not quoted falls into several cells.
    texts = [text for row in above for text in (*row, ", ".join(c for c in row if c))]
    return next((found for text in texts if (found := parse_range(text))), None)


def _days(rows: Block, header: Header, grid: Grid, reading: Reading, notes: Notes) -> pd.DataFrame:
    """First and last day of each row, both INCLUDED; weeks are clipped to the report's range."""
    stated = _stated_range(grid, header) or reading.covers
    segment = next((name for name in ("day", "week") if name in rows.cells), None)
    if segment is None:
        if stated is None:
            raise DataError(
                grid.name,
                "neither a range of days nor a column Day",
                "the days that the report covers",
                "Give them with --covers FROM..TO.",
            )
        first = pd.Series(pd.Timestamp(stated[0]), index=rows.cells.index)
        return pd.DataFrame({"starts_on": first, "ends_on": pd.Timestamp(stated[1])})
    times = decide_times(
        [rows.cells[segment]], grid.name, reading.organisation_timezone, notes, rows.language
    )
    first = times.days(rows.cells[segment])
    notes.drop("no_date", first.isna().sum())
    last = first + pd.Timedelta(days=6 if segment == "week" else 0)
    if stated:
        start, end = pd.Timestamp(stated[0]), pd.Timestamp(stated[1])
        first, last = first.where(first >= start, start), last.where(last <= end, end)
    return pd.DataFrame({"starts_on": first, "ends_on": last})


FORMATS = (Format("google_ads", LAYOUT, read_campaigns),)
