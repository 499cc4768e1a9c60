"""GA4 and Google Ads: ranges, total rows, comparisons, languages."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from exports import read

from kpilib.errors import DataError
from kpilib.intake import ReadResult

COMMENTS = """# ----------------------------------------
# Traffic acquisition: Session primary channel group (Default Channel Group)
# ----------------------------------------
#
# All Users
# Start date: 20260401
# End date: 20260430
"""
CHANNEL = "Session primary channel group (Default Channel Group)"
ADS = "Campaign,Clicks,Impr.,Cost,Conversions\n"
RANGE = 'Campaign report\n"April 1, 2026 - April 30, 2026"\n'
FIRST, LAST = pd.Timestamp("2026-04-01"), pd.Timestamp("2026-04-30")


def values(result: ReadResult, **chosen: str) -> dict[str, float]:
    web = result.tables["web"]
    for column, value in chosen.items():
        web = web[web[column] == value]
    return dict(zip(web["member"], web["value"], strict=True))


def test_traffic_with_users_and_a_total_row(tmp_path: Path) -> None:
    text = (
        COMMENTS
        + f"{CHANNEL},Sessions,Active users,Key events\n,31,22,3\nEmail,20,18,3\nUnassigned,10,< 10,--\n"
    )
    result = read(text, tmp_path)
    assert values(result, measure="sessions") == {"Email": 20, "Unassigned": 10, "total": 31}
    users = values(result, measure="active users")
    assert (users["Email"], users["total"]) == (18, 22)
    assert pd.isna(users["Unassigned"])
    assert result.files[0].totals == {"sessions": 30, "key_events": 3, "active_users": 22}
    assert result.files[0].dropped == {"total_row": 1}
    assert set(result.tables["web"]["report"]) == {"traffic_acquisition"}
    assert result.tables["coverage"].values.tolist() == [["web", "ga4", FIRST, LAST]]


def test_the_home_page_is_a_page_and_the_total_of_two_dimensions_is_none(tmp_path: Path) -> None:
    pages = read(
        COMMENTS + "Page path and screen class,Views,Active users\n,60,21\n/,40,19\n/blog,20,8\n", tmp_path
    )
    assert values(pages, measure="views") == {"total": 60, "/": 40, "/blog": 20}
    assert pages.files[0].dropped == {"total_row": 1}
    two = read(
        COMMENTS + "Page path and screen class,Device category,Views\n,,60\n/,mobile,40\n/,desktop,20\n",
        tmp_path,
    )
    assert values(two, measure="views") == {"total": 60, "/ / mobile": 40, "/ / desktop": 20}


def test_of_a_comparison_the_stated_range_counts(tmp_path: Path) -> None:
    rows = [
        "Email,Mar 2 - Mar 31 2026,90,9",
        "Email,Apr 1 - Apr 30 2026,20,3",
        "Direct,Apr 1 - Apr 30 2026,5,1",
    ]
    rows = [r.replace(" 2026", '" 2026').replace('" 2026', " 2026") for r in rows]
    text = COMMENTS + f"{CHANNEL},Date range,Sessions,Key events\n" + "\n".join(rows) + "\n"
    result = read(text, tmp_path)
    assert values(result, measure="sessions") == {"Email": 20, "Direct": 5}
    assert result.files[0].dropped == {"comparison_row": 1}
    assert result.files[0].warnings == (
        {
            "code": "comparison_left_out",
            "kept": "Apr 1 - Apr 30 2026",
            "n": 1,
            "others": "Mar 2 - Mar 31 2026",
        },
    )


def test_a_snapshot_with_three_tables_in_spanish(tmp_path: Path) -> None:
    text = """# ---
# Resumen de informes
# ---
#
# Todos los usuarios
# Fecha de inicio: 20260413
# Fecha de finalización: 20260414
Día N,Usuarios activos
0000,90
0001,"1.104"

# Todos los usuarios
# Fecha de inicio: 20260401
# Fecha de finalización: 20260430
Grupo de canales principal de la sesión (Grupo de canales predeterminado),Sesiones
Email,210
(direct) / (none),"1.140"

# Todos los usuarios
Título de página y clase de pantalla,Vistas
Inicio,5
"""
    result = read(text, tmp_path)
    assert result.files[0].format == "ga4_snapshot"
    assert result.files[0].totals == {
        "active_users_2026_04_13": 90, "active_users_2026_04_14": 1104, "sessions": 1350, "views": 5,
    }  # fmt: skip
    by_day = result.tables["web"].query("dimension == 'day'")
    assert by_day["starts_on"].tolist() == by_day["ends_on"].tolist() == [
        pd.Timestamp("2026-04-13"), pd.Timestamp("2026-04-14"),
    ]  # fmt: skip
    channels = result.tables["web"].query("dimension == 'session_channel_group'")
    assert set(channels["starts_on"]) == {FIRST}
    assert len(result.tables["coverage"]) == 2


def test_two_values_of_one_member_stop(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(COMMENTS + f"{CHANNEL},Sessions,Key events\nEmail,20,1\nEmail,21,1\n", tmp_path)
    assert str(error.value) == (
        "export.csv: session_channel_group: 1 members with two values of sessions, expected one value each. "
        "Export one segment and one range of days at a time."
    )


def test_traffic_without_sessions_stops_and_without_key_events_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(COMMENTS + f"{CHANNEL},Engaged sessions,Key events\nEmail,20,1\n", tmp_path)
    assert str(error.value) == "export.csv: no column Sessions, expected it. Export again with all columns."
    result = read(COMMENTS + f"{CHANNEL},Sessions\nEmail,20\n", tmp_path)
    assert result.files[0].warnings == ({"code": "column_missing", "column": "Key events"},)


def test_shifted_columns_stop(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(COMMENTS + f"{CHANNEL},Sessions,Key events\n20,1,\n30,1,\n", tmp_path)
    assert str(error.value) == (
        "export.csv: session_channel_group: 2 of 2 cells that are numbers of another column, "
        "expected names, or days of the range. "
        "Export again; columns may have been shifted."
    )


def test_ads_over_the_stated_range(tmp_path: Path) -> None:
    text = RANGE + ADS + '"E3 - Search","1,204","20,345","1,602.00",12\nTotal makeover,5, --,3.50,0\n'
    text += 'Total: Account,"1,209","20,345","1,605.50",12\n'
    result = read(text, tmp_path)
    ads = result.tables["ads"].set_index("campaign")
    assert ads.loc["E3 - Search", ["cost", "clicks", "impressions"]].tolist() == [1602, 1204, 20345]
    assert pd.isna(ads.loc["Total makeover", "impressions"])
    assert set(ads["starts_on"]) == {FIRST}
    assert set(ads["ends_on"]) == {LAST}
    assert ads["currency"].isna().all()
    assert result.files[0].dropped == {"total_row": 1}
    assert result.files[0].warnings == ({"code": "no_currency"},)
    assert result.tables["coverage"].values.tolist() == [["ads", "google_ads", FIRST, LAST]]


def test_ads_with_people_reached_and_views(tmp_path: Path) -> None:
    text = (
        RANGE
        + ADS.replace("Conversions", "Unique users,Views")
        + "A,1,2,3.00,20,7\nB,1,2,3.00,30,8\nTotal: Account,2,4,6.00,45,15\n"
    )
    result = read(text, tmp_path)
    assert result.tables["ads"][["reach", "views"]].values.tolist() == [[20, 7], [30, 8]]
    assert result.tables["ads"]["leads"].isna().all()
    # People reached by two campaigns do not add up.
    assert result.files[0].totals == {"cost": 6, "clicks": 2, "impressions": 4, "views": 15}


def test_ads_in_spanish_utf16_by_day(tmp_path: Path) -> None:
    lines = [
        "Informe de campaña", "1 de mayo de 2026 - 31 de mayo de 2026",
        "Día\tEstado de la campaña\tCampaña\tCoste\tImpr.\tCPC medio\tClics\tConversiones\tCódigo de moneda",
        "2026-05-02\tHabilitada\tE3\t8.651,95\t1.200\t0,50\t96\t1,50\tEUR",
        "2026-05-03\tHabilitada\tE3\t48,05\t300\t0,50\t4\t0,00\tEUR",
        "Total: Cuenta\t --\t --\t8.700,00\t1.500\t0,50\t100\t1,50\tEUR",
    ]  # fmt: skip
    result = read(("\r\n".join(lines) + "\r\n").encode("utf-16"), tmp_path)
    assert result.files[0].totals == {"cost": 8700, "clicks": 100, "impressions": 1500, "conversions": 1.5}
    assert result.tables["ads"]["ends_on"].dt.day.tolist() == [2, 3]
    assert result.tables["coverage"]["ends_on"].tolist() == [pd.Timestamp("2026-05-31")]
    assert result.files[0].warnings == ()


def test_weeks_are_clipped_to_the_range(tmp_path: Path) -> None:
    text = (
        RANGE
        + "Week,"
        + ADS
        + "2026-03-30,E3,1,2,3.00,0\n2026-04-27,E3,1,2,3.00,0\n,Total: Account,2,4,6.00,0\n"
    )
    ads = read(text, tmp_path).tables["ads"]
    assert ads["starts_on"].tolist() == [FIRST, pd.Timestamp("2026-04-27")]
    assert ads["ends_on"].tolist() == [pd.Timestamp("2026-04-05"), LAST]


def test_ads_without_range_need_coverage(tmp_path: Path) -> None:
    text = ADS + "E3,1,2,3.00,0\nTotal: Account,1,2,3.00,0\n"
    with pytest.raises(DataError) as error:
        read(text, tmp_path)
    assert str(error.value) == (
        "export.csv: neither a range of days nor a column Day, expected the days that the report covers. "
        "Give them with --covers FROM..TO."
    )
    result = read(text, tmp_path, covers=(date(2026, 4, 1), date(2026, 4, 30)))
    assert result.tables["coverage"]["ends_on"].tolist() == [LAST]


def test_a_total_that_differs_and_one_that_is_missing_are_said(tmp_path: Path) -> None:
    result = read(RANGE + ADS + "E3,1,2,3.00,0\nTotal: Account,1,2,4.00,0\n", tmp_path)
    assert {"code": "total_differs", "measure": "cost", "stated": 4, "found": 3} in result.files[0].warnings
    result = read(RANGE + ADS + "E3,1,2,3.00,0\n", tmp_path)
    assert {"code": "no_total_row"} in result.files[0].warnings


def test_a_currency_that_is_none_stops(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(RANGE + "Currency code," + ADS + "0.5,E3,1,2,3.00,0\n", tmp_path)
    assert str(error.value) == (
        "export.csv: column Currency code: 1 of 1 cells that are no currency, expected codes such as EUR; "
        "first at row 4. Export again; columns may have been shifted."
    )
