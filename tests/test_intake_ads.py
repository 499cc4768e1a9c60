"""Meta and LinkedIn advertising: totals, results that are leads, ranges, languages."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from exports import read
from workbook import workbook

from kpilib.errors import DataError

FIRST, LAST = pd.Timestamp("2026-05-01"), pd.Timestamp("2026-05-31")
META = "Reporting starts,Reporting ends,Campaign name,Results,Result indicator,Reach,Impressions,Amount spent (EUR),Link clicks\n"
LINKEDIN = "Start Date (in UTC),Currency,Campaign Name,Total Spent,Impressions,Clicks,Leads\n"
RANGE = "Campaign Performance Report (in UTC)\nReport Start: 5/1/2026\nReport End: 5/31/2026\n\n"


def test_results_are_leads_only_where_they_are_said_to_be(tmp_path: Path) -> None:
    text = META
    text += "2026-05-01,2026-05-31,,,,9000,14100,1110.30,270\n"
    text += "2026-05-01,2026-05-31,E7 leads,16,actions:lead,5000,8000,1000.20,200\n"
    text += "2026-05-01,2026-05-31,E7 sales,3,actions:purchase,900,1000,50.00,20\n"
    text += "2026-05-01,2026-05-31,Always on,4000,reach,4000,5100,60.10,50\n"
    result = read(text, tmp_path)
    ads = result.tables["ads"].set_index("campaign")
    assert ads.loc["E7 leads", ["leads", "conversions", "reach", "clicks"]].tolist() == [16, 16, 5000, 200]
    assert ads.loc["E7 sales", "conversions"] == 3
    assert pd.isna(ads.loc["E7 sales", "leads"])
    assert ads.loc["Always on", ["leads", "conversions"]].isna().all()
    assert set(ads["currency"]) == {"EUR"}
    assert result.files[0].dropped == {"total_row": 1}
    assert result.files[0].totals == pytest.approx({
        "cost": 1110.3, "impressions": 14100, "link_clicks": 270, "leads": 16, "conversions": 19, "reach": 9000,
    })  # fmt: skip
    assert result.files[0].warnings == ()
    assert result.tables["coverage"].values.tolist() == [["ads", "meta_ads", FIRST, LAST]]


def test_reach_without_a_total_row_has_no_total(tmp_path: Path) -> None:
    text = (
        META
        + "2026-05-01,2026-05-31,A,1,actions:lead,5,8,1.00,2\n2026-05-01,2026-05-31,B,1,actions:lead,5,8,1.00,2\n"
    )
    assert "reach" not in read(text, tmp_path).files[0].totals


def test_total_rows_of_several_days_give_no_reach(tmp_path: Path) -> None:
    text = META.replace("Reporting starts", "Day")
    for day in ("2026-05-02", "2026-05-03"):
        text += f"{day},2026-05-31,,,,5,8,1.00,2\n{day},2026-05-31,A,1,actions:lead,5,8,1.00,2\n"
    result = read(text, tmp_path)
    assert "reach" not in result.files[0].totals
    assert result.files[0].totals["cost"] == 2


@pytest.mark.parametrize(
    ("header", "total"),
    [
        ("Día;Nombre de la campaña;Importe gastado (EUR);Impresiones;Alcance;Clics en el enlace;Resultados",
         ";Resultados totales;1.026,62;1.300;900;30;"),
        ("Tag;Kampagnenname;Ausgegebener Betrag (EUR);Impressionen;Reichweite;Link-Klicks;Ergebnisse",
         ";;1.026,62;1.300;900;30;"),
        ("Dia;Nome da campanha;Valor gasto (EUR);Impressões;Alcance;Cliques no link;Resultados",
         ";Total;1.026,62;1.300;900;30;"),
    ],
)  # fmt: skip
def test_by_day_in_three_languages(header: str, total: str, tmp_path: Path) -> None:
    text = f"{header}\n2026-05-02;E7;1.000,12;1.200;800;20;4\n{total}\n2026-05-03;E7;26,50;100;90;10;--\n"
    result = read(("\ufeff" + text).encode(), tmp_path)
    ads = result.tables["ads"]
    assert ads["starts_on"].dt.day.tolist() == ads["ends_on"].dt.day.tolist() == [2, 3]
    assert result.files[0].totals == {"cost": 1026.62, "impressions": 1300, "link_clicks": 30, "reach": 900}
    assert ads["leads"].isna().all()
    assert result.files[0].warnings == ({"code": "column_missing", "column": "Result indicator"},)
    # Days without cost have no row: the range is not told by those that have one.
    assert "coverage" not in result.tables


def test_meta_without_days_needs_coverage(tmp_path: Path) -> None:
    text = "Campaign name,Amount spent,Impressions,Link clicks,Results,Result type\nE7,1.50,2,1,1,Website leads\n"
    with pytest.raises(DataError) as error:
        read(text, tmp_path)
    assert str(error.value) == (
        "export.csv: neither a column Day nor Reporting starts, expected the days that the report covers. "
        "Give them with --covers FROM..TO."
    )
    result = read(text, tmp_path, covers=(date(2026, 5, 1), date(2026, 5, 31)))
    assert result.tables["ads"][["starts_on", "ends_on"]].values.tolist() == [[FIRST, LAST]]
    assert result.tables["ads"]["leads"].tolist() == [1]
    assert result.files[0].warnings == ({"code": "no_total_row"}, {"code": "no_currency"})


def test_a_total_that_differs_is_said(tmp_path: Path) -> None:
    text = META + "2026-05-01,2026-05-31,,,,9,9,7.00,2\n2026-05-01,2026-05-31,A,1,actions:lead,5,8,1.00,2\n"
    assert {"code": "total_differs", "measure": "cost", "stated": 7, "found": 1} in read(
        text, tmp_path
    ).files[0].warnings


def test_meta_days_that_are_none_stop(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(META.replace("Reporting starts", "Day") + "x,2026-05-31,A,1,actions:lead,5,8,1.00,2\n", tmp_path)
    assert str(error.value) == (
        "export.csv: column Day: 1 of 1 cells that are no date, expected dates. "
        "Export again; columns may have been shifted."
    )


def test_linkedin_by_day_as_utf16_with_tabs(tmp_path: Path) -> None:
    text = (
        RANGE
        + LINKEDIN
        + "5/11/2026,EUR,E7,140.50,4100,21,2\n5/12/2026,EUR,E7,60.50,3900,19,--\nTotal,,,201.00,8000,40,2\n"
    )
    result = read(text.replace(",", "\t").encode("utf-16"), tmp_path)
    ads = result.tables["ads"]
    assert ads["starts_on"].dt.day.tolist() == ads["ends_on"].dt.day.tolist() == [11, 12]
    assert ads["leads"].tolist()[0] == 2
    assert pd.isna(ads["leads"].tolist()[1])
    assert result.files[0].totals == {"cost": 201, "impressions": 8000, "clicks": 40, "leads": 2}
    assert result.files[0].dropped == {"total_row": 1}
    assert result.tables["coverage"].values.tolist() == [["ads", "linkedin_ads", FIRST, LAST]]


def test_linkedin_rows_of_the_whole_range_and_of_months(tmp_path: Path) -> None:
    whole = read(RANGE + LINKEDIN + "5/1/2026,EUR,E7,140.50,4100,21,2\n", tmp_path).tables["ads"]
    assert whole["ends_on"].tolist() == [LAST]
    part = (
        RANGE.replace("5/1/", "5/7/").replace("5/31", "6/20")
        + LINKEDIN
        + "5/7/2026,EUR,E7,140.50,4100,21,2\n"
    )
    assert read(part, tmp_path).tables["ads"]["ends_on"].tolist() == [pd.Timestamp("2026-06-20")]
    months = (
        RANGE.replace("5/31", "6/20") + LINKEDIN + "5/1/2026,EUR,E7,1.50,4,2,2\n6/1/2026,EUR,E7,1.50,4,2,2\n"
    )
    assert read(months, tmp_path).tables["ads"]["ends_on"].tolist() == [LAST, pd.Timestamp("2026-06-20")]


def test_the_lines_above_tell_the_order_of_day_and_month(tmp_path: Path) -> None:
    text = LINKEDIN + "5/2/2026,EUR,E7,1.50,4,2,2\n"
    assert read(RANGE + text, tmp_path).tables["ads"]["starts_on"].tolist() == [pd.Timestamp("2026-05-02")]
    day_first = RANGE.replace("5/1/", "1/5/").replace("5/31/", "31/5/")
    assert read(day_first + text, tmp_path).tables["ads"]["starts_on"].tolist() == [
        pd.Timestamp("2026-02-05")
    ]


def test_a_workbook_reads_as_the_csv_file_does(tmp_path: Path) -> None:
    header = LINKEDIN.strip().split(",")
    rows = [
        ["2026-05-11", "EUR", "E7", 1140.125, 4100.0, 21, 2],
        ["2026-05-12", "EUR", "E7", 1.234, 3900, 19, ""],
    ]
    book = workbook({"Notes": [["Made by hand"]], "Report": [["Campaign Performance Report"], header, *rows]})
    result = read(book, tmp_path)
    assert result.files[0].format == "linkedin_ads"
    assert result.tables["ads"]["cost"].tolist() == [1140.125, 1.234]
    assert result.files[0].totals["clicks"] == 40
    assert result.files[0].warnings == ()


def test_an_empty_workbook(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(workbook({"A": [], "B": [["", ""]]}), tmp_path)
    assert (
        str(error.value)
        == "export.csv: an empty file, expected an export with a header and rows. Export it again."
    )


def test_ids_that_a_workbook_has_rounded_do_not_look_whole(tmp_path: Path) -> None:
    header = [
        "Post id",
        "Date",
        "Post text",
        "Post Link",
        "Impressions",
        "Likes",
        "Reposts",
        "Replies",
        "URL Clicks",
    ]
    row = [1999000000000000001.0, "May 19, 2026", "Hi", "", 5, 1, 1, 1, 1]
    with pytest.raises(DataError) as error:
        read(workbook({"A": [header, row]}), tmp_path)
    assert str(error.value) == (
        "export.csv: A: column Post id: 1 of 1 ids that a spreadsheet has rounded, expected whole ids. "
        "Use the file as downloaded, not saved again by a spreadsheet."
    )
    row[3] = "https://x.com/nimbus/status/1999000000000000001"
    assert read(workbook({"A": [header, row]}), tmp_path).tables["posts"]["post_id"].tolist() == [
        "1999000000000000001"
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Jour,Nom de la campagne,Montant dépensé (EUR),Impressions,Couverture,Clics sur un lien,Résultats",
        "Giorno,Nome della campagna,Importo speso (EUR),Impression,Copertura,Clic sul link,Risultati",
        "Dia,Nome da campanha,Valor usado (EUR),Impressões,Alcance,Cliques no link,Resultados",
    ],
)
def test_meta_in_further_languages(header: str, tmp_path: Path) -> None:
    text = f'{header}\n2026-05-02,E7,"1.016,62",1000,800,31,3\n2026-05-03,E7,10,900,700,29,2\n'
    result = read(text, tmp_path)
    assert result.files[0].totals == {"cost": 1026.62, "impressions": 1900, "link_clicks": 60}
    assert [w["code"] for w in result.files[0].warnings] == ["no_total_row", "column_missing"]


@pytest.mark.parametrize(
    ("header", "total"),
    [
        ("Kampagnenstatus;Kampagne;Währungscode;Kosten;Impr.;Klicks;Conversions", "Gesamt: Konto"),
        ("Status da campanha;Campanha;Código da moeda;Custo;Impr.;Cliques;Conversões", "Total: Conta"),
    ],
)
def test_google_ads_in_german_and_portuguese(header: str, total: str, tmp_path: Path) -> None:
    text = f"Report\n1. Mai 2026 - 31. Mai 2026\n{header}\nX;E7;EUR;1.602,10;20.345;1.204;12,00\n"
    result = read(text + f"{total}; --;EUR;1.602,10;20.345;1.204;12,00\n", tmp_path)
    assert result.files[0].totals == {"cost": 1602.1, "clicks": 1204, "impressions": 20345, "conversions": 12}
    assert (result.files[0].dropped, result.files[0].warnings) == ({"total_row": 1}, ())


def test_linkedin_writes_the_month_first_and_it_is_said(tmp_path: Path) -> None:
    text = (
        RANGE.replace("5/31", "5/10") + LINKEDIN + "5/7/2026,EUR,E7,10.50,100,3,1\n5/8/2026,EUR,E7,1,90,2,0\n"
    )
    result = read(text, tmp_path)
    assert result.tables["ads"]["starts_on"].tolist() == [
        pd.Timestamp("2026-05-07"),
        pd.Timestamp("2026-05-08"),
    ]
    assert result.files[0].warnings == ({"code": "date_order_by_tool", "first": "month"},)


def test_two_currencies_have_no_sum(tmp_path: Path) -> None:
    text = RANGE + LINKEDIN + "5/17/2026,EUR,E7,10.50,100,3,1\n5/18/2026,USD,E8,1,90,2,0\n"
    result = read(text, tmp_path)
    assert result.files[0].totals == {"impressions": 190, "clicks": 5, "leads": 1}
    assert result.files[0].warnings == ({"code": "several_currencies", "codes": "EUR, USD"},)
