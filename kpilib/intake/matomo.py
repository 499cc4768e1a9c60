"""Matomo: visits by day, week or month, or by label, with translated or raw column names."""

import re
from collections.abc import Iterable

import pandas as pd

from kpilib.errors import DataError
from kpilib.intake.blocks import Block, read_block, warn_columns
from kpilib.intake.files import Grid, Row
from kpilib.intake.headers import Field, Header, Layout, find_headers, first_header, fold
from kpilib.intake.measured import is_total_label, read_measures, sums
from kpilib.intake.notes import Notes
from kpilib.intake.reading import Reading
from kpilib.intake.registry import Extract, Format
from kpilib.intake.tables import coverage, day
from kpilib.intake.times import parse_moment
from kpilib.intake.values import Kind

SOURCE = "matomo"
REPORT = "visits"
MEASURES = {
    "sessions": Field("must", en="Visits|nb_visits", es="Visitas", fi="Käynnit", pt="Visitas", de="Besuche"),
    "total users": Field(
        en="Unique visitors|nb_uniq_visitors",
        es="Visitantes únicos",
        fi="Yksittäiset kävijät|Uniikit kävijät|Yksilölliset kävijät",
        pt="Visitantes únicos",
        de="Eindeutige Besucher",
    ),
    "actions": Field(en="Actions|nb_actions", es="Acciones", fi="Toiminnot", pt="Ações", de="Aktionen"),
    "bounces": Field(
        en="Bounces|bounce_count", es="Rebotes", fi="Välittömät poistumiset", pt="Rejeições", de="Absprünge"
    ),
    "session seconds": Field(
        en="Total time spent by visitors (in seconds)|sum_visit_length",
        es="Tiempo total de los visitantes en el sitio (en segundos)",
        de="Von Besuchern verbrachte Gesamtzeit (in Sekunden)",
    ),
    "sessions with key events": Field(
        en="Visits with Conversions|nb_visits_converted",
        es="Visitas con conversiones",
        pt="Visitas com conversões",
        de="Besuche mit Konversionen",
    ),
    "key events": Field(
        en="Conversions|nb_conversions",
        es="Conversiones",
        fi="Konversiot",
        pt="Conversões",
        de="Konversionen",
    ),
    "views": Field(
        en="Pageviews|nb_pageviews", es="Páginas vistas", fi="Sivun katselut", de="Seitenansichten"
    ),
    "total revenue": Field(en="Revenue|revenue", es="Ingresos", fi="Tulot", pt="Receita", de="Umsatz"),
}
LAYOUT = Layout(
    {
        **MEASURES,
        "date": Field(en="Date", es="Fecha", fi="Päivämäärä|Päivä", pt="Data", de="Datum"),
        "label": Field(en="Label", es="Etiqueta", fi="Nimi", pt="Rótulo", de="Bezeichnung"),
        "unused": Field(
            "unused",
            en="Users|nb_users|Maximum actions in one visit|max_actions|Conversion Rate|conversion_rate|"
            "Bounce Rate|bounce_rate|Actions per Visit|nb_actions_per_visit|Avg. Visit Duration (in seconds)|"
            "avg_time_on_site",
            es="Usuarios|Acciones máximas en una visita|Porcentaje de rebote|Porcentaje de conversión",
            de="Benutzer|Maximale Aktionen pro Besuch|Konversionsrate|Absprungsrate",
            # Parts and shares that Matomo adds by the dozen.
            pattern=r".*_(new|returning|new_visit|returning_visit|rate)|metadata:.*|pageperformance.*|"
            r"(avg|average|percent)\b.*",
        ),
    }
)
_PEOPLE = "total users"
_MIN_MEASURES = 3
_KINDS: dict[str, Kind] = {name: "money" if name == "total revenue" else "count" for name in MEASURES}
_RANGE = re.compile(r"(\d{4}-\d\d-\d\d)\s*(?:,|-|to|a|bis|\u2013)\s*(\d{4}-\d\d-\d\d)")
_DAY, _MONTH = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d")


def read_visits(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `web` and `coverage`. Visits are GA4's sessions, unique visitors its total users.

    Unique visitors are people: they stand for each period and are not added over periods.
    """
    header = first_header(grid, LAYOUT)
    _refuse_shifted(grid, header)
    block = read_block(grid, header, None, LAYOUT, notes)
    labels = _labels(block, grid)
    is_total = labels.map(is_total_label).astype(bool)
    notes.drop("total_row", is_total.sum())
    measures = read_measures(block, LAYOUT, _KINDS, grid, notes)[~is_total]
    periods = _periods(labels[~is_total], "date" in block.cells, grid, reading)
    rows = _long(periods, measures)
    first, last = periods["starts_on"].min(), periods["ends_on"].max()
    stated = reading.covers or (None if pd.isna(first) else (first, last))
    warn_columns(block, LAYOUT, notes)
    if "key events" not in block.cells and "sessions with key events" in block.cells:
        notes.warn("column_missing", column=MEASURES["key events"].title)
    web = pd.concat([rows, _whole_range(measures, first, last)], ignore_index=True)
    web = web.assign(source=SOURCE, report=REPORT)
    return Extract({"web": web, **coverage("web", SOURCE, stated)}, _totals(measures))


def _refuse_shifted(grid: Grid, header: Header) -> None:
    """Stops where a week's two days stand in two cells, so that all columns after them are shifted."""
    place = header.fields.get("date", (None,))[0]
    if place is None:
        return
    for number, row in enumerate(grid.rows[header.row + 1 :], header.row + 2):
        if all(_DAY.fullmatch(cell) for cell in (*row[place : place + 2], *("",) * (2 - len(row[place:])))):
            raise DataError(
                f"{grid.name}: row {number}",
                "the two days of a week in two cells, so that all columns are shifted (a fault of Matomo's)",
                "one cell for the period",
                "Export by day, or update Matomo.",
            )


def _labels(block: Block, grid: Grid) -> pd.Series:
    for name in ("date", "label"):
        if name in block.cells:
            return block.cells[name]
    raise DataError(grid.name, "neither a column Date nor Label", "one", "Export again with all columns.")


def _periods(labels: pd.Series, is_dated: bool, grid: Grid, reading: Reading) -> pd.DataFrame:
    """Dimension, member, first and last day (INCLUDED) of each row."""
    if is_dated:
        known = {text: _period(text) for text in labels.unique()}
        wrong = labels[labels.map(lambda text: known[text] is None).astype(bool)]
        if len(wrong):
            raise DataError(
                f"{grid.name}: column Date",
                f"{len(wrong)} of {len(labels)} cells that are no day, week or month",
                f"periods such as 2026-04-15; first at row {int(wrong.index[0]) + 1}",
                "Export again; columns may have been shifted.",
            )
        rows = [known[text] for text in labels]
    elif reading.covers is None:
        raise DataError(
            grid.name,
            "no column Date",
            "the days that the report covers",
            "Give them with --covers FROM..TO.",
        )
    else:
        rows = [("label", text, day(reading.covers[0]), day(reading.covers[1])) for text in labels]
    return pd.DataFrame(rows, index=labels.index, columns=["dimension", "member", "starts_on", "ends_on"])


def _period(text: str) -> tuple[str, str, pd.Timestamp, pd.Timestamp] | None:
    if found := _RANGE.search(text):
        return "week", f"{found[1]}..{found[2]}", pd.Timestamp(found[1]), pd.Timestamp(found[2])
    if _MONTH.fullmatch(text):
        first = pd.Timestamp(f"{text}-01")
        return "month", text, first, first + pd.offsets.MonthEnd(0)
    moment = parse_moment(text) if _DAY.fullmatch(text) or re.search("[a-z]{3}", fold(text)) else None
    return ("day", moment.date().isoformat(), *(day(moment.date()),) * 2) if moment else None


def _long(periods: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """One row per period and measure."""
    parts = [periods.assign(measure=str(name), value=cells) for name, cells in measures.items()]
    return pd.concat(parts, ignore_index=True)


def _whole_range(measures: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """What adds up, over the file's whole range; people only where the file holds one period."""
    rows = [
        {"dimension": "total", "member": "total", "starts_on": first, "ends_on": last}
        | {"measure": k, "value": v}
        for k, v in sums(measures).items()
        if k != _PEOPLE or len(measures) == 1
    ]
    return pd.DataFrame(rows if len(measures) else [])


def _totals(measures: pd.DataFrame) -> dict[str, float]:
    """Matomo's own words for the sums; conversions are visits with one where only those are exported."""
    known = sums(measures.drop(columns=_PEOPLE, errors="ignore"))
    words = {"sessions": "visits", "key events": "conversions", "sessions with key events": "conversions"}
    totals: dict[str, float] = {}
    for name, value in known.items():
        totals.setdefault(words.get(name, name.replace(" ", "_")), value)
    if "key events" in known:
        totals["conversions"] = known["key events"]
    return totals


def _n_matched(rows: Iterable[Row]) -> int:
    """Number of columns; "Visits" alone stands in other tools' exports too."""
    for header in find_headers(rows, LAYOUT):
        n_measures = len(MEASURES.keys() & header.fields.keys())
        if {"date", "label"} & header.fields.keys() and n_measures >= _MIN_MEASURES:
            return header.n_matched
    return 0


FORMATS = (Format("matomo_visits", LAYOUT, read_visits, _n_matched),)
