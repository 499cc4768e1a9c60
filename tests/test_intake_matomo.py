"""Matomo visits: periods, languages, raw names, and the fault that shifts columns."""

from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from exports import read as read_plain
from marketing_samples import MARKETING

from kpilib.errors import DataError
from kpilib.intake import ReadResult

VISITS = MARKETING["matomo_visits"]
RAW = "date,nb_uniq_visitors,nb_visits,nb_actions,nb_visits_converted,nb_conversions,bounce_count,sum_visit_length,max_actions\n"


read = partial(read_plain, encoding="utf-16")


def values(result: ReadResult, measure: str) -> dict[str, float]:
    web = result.tables["web"].query("measure == @measure")
    return dict(zip(web["member"], web["value"], strict=True))


def test_visits_by_day(tmp_path: Path) -> None:
    result = read(VISITS, tmp_path)
    assert values(result, "sessions") == {
        "2026-05-18": 72,
        "2026-05-19": 180,
        "2026-05-20": 101,
        "total": 353,
    }
    # People of three days are no sum.
    assert values(result, "total users") == {"2026-05-18": 60, "2026-05-19": 140, "2026-05-20": 90}
    assert values(result, "sessions with key events")["total"] == 14
    assert values(result, "key events")["total"] == 16
    assert result.tables["coverage"].values.tolist() == [
        ["web", "matomo", pd.Timestamp("2026-05-18"), pd.Timestamp("2026-05-20")]
    ]
    total = result.tables["web"].query("dimension == 'total'")
    assert set(total["starts_on"]) == {pd.Timestamp("2026-05-18")}
    assert set(total["ends_on"]) == {pd.Timestamp("2026-05-20")}
    assert result.files[0].totals["conversions"] == 16
    assert result.files[0].warnings == ()


def test_raw_names_and_one_period(tmp_path: Path) -> None:
    result = read(RAW + "2026-05,900,1100,3000,14,16,500,90000,22\n", tmp_path)
    assert values(result, "total users") == {"2026-05": 900, "total": 900}
    month = result.tables["web"].query("dimension == 'month'").iloc[0]
    assert (month["starts_on"], month["ends_on"]) == (pd.Timestamp("2026-05-01"), pd.Timestamp("2026-05-31"))
    assert result.files[0].warnings == ()


def test_conversions_are_visits_with_one_where_only_those_are_exported(tmp_path: Path) -> None:
    text = (
        VISITS.replace(",Conversions,", ",")
        .replace(",1,1,", ",1,")
        .replace(",9,11,", ",9,")
        .replace(",4,4,", ",4,")
    )
    assert read(text, tmp_path).files[0].totals["conversions"] == 14


@pytest.mark.parametrize(
    "header",
    [
        "Fecha;Visitantes únicos;Visitas;Acciones;Rebotes",
        "Datum;Eindeutige Besucher;Besuche;Aktionen;Absprünge",
        "Data;Visitantes únicos;Visitas;Ações;Rejeições",
        "Päivämäärä;Yksittäiset kävijät;Käynnit;Toiminnot;Välittömät poistumiset",
    ],
)
def test_translated_names(header: str, tmp_path: Path) -> None:
    result = read(f"{header}\n2026-05-18;60;1.072;210;35\n".encode("cp1252"), tmp_path)
    assert values(result, "sessions")["total"] == 1072
    assert values(result, "total users")["total"] == 60
    assert result.files[0].warnings == ()


def test_a_week_in_one_cell(tmp_path: Path) -> None:
    result = read(RAW + '"2026-05-18,2026-05-24",60,72,210,1,1,35,9000,12\n', tmp_path)
    week = result.tables["web"].query("dimension == 'week'").iloc[0]
    assert (week["member"], week["ends_on"]) == ("2026-05-18..2026-05-24", pd.Timestamp("2026-05-24"))


def test_a_week_in_two_cells_stops(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(RAW + "2026-05-18,2026-05-24,60,72,210,1,1,35,9000,12\n", tmp_path)
    assert str(error.value) == (
        "export.csv: row 2: the two days of a week in two cells, so that all columns are shifted "
        "(a fault of Matomo's), expected one cell for the period. Export by day, or update Matomo."
    )


def test_labels_need_the_days_covered(tmp_path: Path) -> None:
    text = "Label,Visits,Actions,Bounces\nDirect,20,30,5\nSearch,10,15,2\n"
    with pytest.raises(DataError) as error:
        read(text, tmp_path)
    assert str(error.value) == (
        "export.csv: no column Date, expected the days that the report covers. Give them with --covers FROM..TO."
    )
    result = read(text, tmp_path, covers=(date(2026, 5, 1), date(2026, 5, 31)))
    assert values(result, "sessions") == {"Direct": 20, "Search": 10, "total": 30}
    assert result.tables["coverage"]["ends_on"].tolist() == [pd.Timestamp("2026-05-31")]


def test_a_date_that_is_none_stops(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(VISITS.replace("2026-05-19", "60"), tmp_path)
    assert str(error.value) == (
        "export.csv: column Date: 1 of 3 cells that are no day, week or month, "
        "expected periods such as 2026-04-15; first at row 3. Export again; columns may have been shifted."
    )


def test_unknown_is_not_0(tmp_path: Path) -> None:
    result = read(VISITS.replace("2026-05-19,140,180", "2026-05-19,< 10,--"), tmp_path)
    assert pd.isna(values(result, "sessions")["2026-05-19"])
    assert pd.isna(values(result, "total users")["2026-05-19"])


def test_visits_alone_are_no_export_of_matomo(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no header of a known format"):
        read("Date,Visits,Colour,Shape\n2026-05-18,7,red,round\n", tmp_path)
