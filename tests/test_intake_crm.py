"""HubSpot contacts and deals, and the templates."""

from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from exports import KEY
from exports import read as read_plain

from kpilib.errors import DataError
from kpilib.intake import template
from kpilib.intake.hubspot import stage_words
from kpilib.intake.people import person_id

CONTACTS = "Record ID,First Name,Last Name,Email,Lifecycle Stage,Create Date\n"
DEALS = "Record ID,Deal Name,Deal Stage,Close Date,Create Date,Amount,Currency,Associated Contact IDs\n"


read = partial(read_plain, key=KEY)


def test_contacts(tmp_path: Path) -> None:
    text = CONTACTS.strip() + ",Became a Marketing Qualified Lead Date,Became a customer date\n"
    text += "51,Ana,Ruiz,Ana@example.com,Marketing Qualified Lead,2026-04-16 23:30,2026-04-18 09:00,\n"
    text += "52,Ana,Ruiz,ana@example.com,Customer,2026-04-17 10:00,,2026-04-20\n"
    text += "53,,,,Lead,2026-04-17 10:00,,\n"
    covers = (date(2026, 1, 1), date(2026, 4, 30))
    result = read(text, tmp_path, timezone="UTC", workspace_timezone="Europe/Madrid", covers=covers)
    contacts = result.tables["contacts"].set_index("contact_id")
    assert contacts.loc["51", "created_at"] == pd.Timestamp("2026-04-16 21:30", tz="UTC")
    assert contacts.loc["51", "created_on"] == pd.Timestamp("2026-04-16")
    assert contacts["person_id"].to_dict() == {
        "51": person_id(KEY, "ana@example.com"),
        "52": person_id(KEY, "ana@example.com"),
        "53": person_id(KEY, "record:hubspot:53"),
    }
    assert contacts["stage"].tolist() == ["marketing qualified lead", "customer", "lead"]
    stages = result.tables["stages"]
    assert list(zip(stages["contact_id"], stages["stage"], stages["reached_on"].dt.day, strict=True)) == [
        ("51", "marketing qualified lead", 18), ("52", "customer", 20),
    ]  # fmt: skip
    covered = result.tables["coverage"]
    assert covered.values.tolist() == [
        ["contacts", "hubspot", pd.Timestamp("2026-01-01"), pd.Timestamp("2026-04-30")]
    ]
    assert result.files[0].totals == {"contacts": 3, "people": 2}


def test_contacts_in_spanish_with_semicolons_and_day_first(tmp_path: Path) -> None:
    text = "ID de registro;Nombre;Apellidos;Correo;Etapa del ciclo de vida;Fecha de creación\n"
    text += "51;Ana;Ruiz;ana@example.com;Lead calificado para ventas;03/04/2026 09:00\n"
    result = read(text, tmp_path)
    assert result.tables["contacts"]["created_on"].tolist() == [pd.Timestamp("2026-04-03")]
    assert result.tables["contacts"]["stage"].tolist() == ["sales qualified lead"]
    assert result.files[0].to_dict()["warnings"] == [
        "Dates such as 3/4 were read day first, as in the language of the headers."
    ]
    assert "coverage" not in result.tables


def test_internal_contacts_and_contacts_without_date(tmp_path: Path) -> None:
    rows = [f"{n},A,B,a{n}@example.com,Lead,2026-04-16" for n in range(9)]
    text = (
        CONTACTS
        + "\n".join([*rows, "90,B,C,boss@faro.example,Lead,2026-04-16", "91,B,C,c@example.com,Lead,"])
        + "\n"
    )
    result = read(text, tmp_path, internal_domains=("faro.example",))
    assert result.files[0].dropped == {"internal_person": 1, "no_date": 1}
    assert result.files[0].totals["contacts"] == 9


def test_a_record_with_other_content_counts_once_and_is_said(tmp_path: Path) -> None:
    text = CONTACTS + "51,A,B,a@example.com,Lead,2026-04-16\n51,A,B,a@example.com,Customer,2026-04-16\n"
    result = read(text, tmp_path)
    assert result.tables["contacts"]["stage"].tolist() == ["customer"]
    assert result.files[0].warnings == ({"code": "repeated_record", "n": 1},)


def test_deals(tmp_path: Path) -> None:
    text = DEALS
    text += '91,Ana,Closed Won,2026-04-29 23:00,2026-04-20 10:00,"1.250,50",eur,51;52\n'
    text += '92,Leo,Cierre ganado,2026-05-01 00:00,2026-04-20 10:00,"100,00",EUR,52; 52\n'
    text += '93,Eva,Closed Lost,2026-05-02 00:00,2026-04-20 10:00,"10,00",EUR,\n'
    text += "94,Sol,Proposal,2026-06-02 00:00,,,,53\n"
    result = read(text, tmp_path)
    deals = result.tables["deals"].set_index("deal_id")
    assert deals["is_won"].tolist() == [True, True, False, False]
    assert deals["is_open"].tolist() == [False, False, False, True]
    assert deals["amount"].tolist()[:3] == [1250.5, 100, 10]
    assert deals["currency"].tolist()[:3] == ["EUR"] * 3
    assert deals["closed_on"].tolist()[0] == pd.Timestamp("2026-04-29")
    assert deals[["amount", "currency", "closed_on"]].loc["94"].isna().all()
    assert result.tables["deal_contacts"].values.tolist() == [
        ["91", "51"], ["91", "52"], ["92", "52"], ["94", "53"],
    ]  # fmt: skip
    assert result.files[0].totals == {"deals": 4, "closed_won_amount": 1350.5, "open_amount": 0}


@pytest.mark.parametrize(
    ("text", "words"),
    [("Marketing Qualified Lead", "marketing qualified lead"), ("salesqualifiedlead", "sales qualified lead"),
     ("Cliente", "customer"), ("Trial  user", "trial user"), ("", "")],
)  # fmt: skip
def test_stages_in_lower_case_words(text: str, words: str) -> None:
    assert stage_words(text) == words


def test_templates_read_back_what_they_write(tmp_path: Path) -> None:
    result = read(template("signups"), tmp_path, timezone="Europe/Madrid")
    row = result.tables["signups"].iloc[0]
    assert row["person_id"] == person_id(KEY, "first.last@example.com")
    assert row["signed_up_at"] == pd.Timestamp("2026-04-16 07:30", tz="UTC")
    assert row["tried_on"] == pd.Timestamp("2026-04-18")
    result = read(template("past_results"), tmp_path)
    row = result.tables["past_results"].iloc[0]
    assert (row["event_id"], row["kpi"], row["value"], row["list_size"]) == (
        "2024-03",
        "registrations",
        96,
        1800,
    )
    assert pd.isna(row["trials"])


def test_two_values_of_one_past_result_stop(tmp_path: Path) -> None:
    text = "event_id,starts_on,title,format,topic,list_size,kpi,value,trials\n"
    text += "E0,2024-03-14,,,,,leads,5,\nE0,2024-03-14,,,,,leads,6,\n"
    with pytest.raises(DataError) as error:
        read(text, tmp_path)
    assert str(error.value) == (
        "export.csv: row 3: 1 rows that say another thing of the same event_id, kpi, expected one row each. "
        "Keep the right one."
    )
