"""Eventbrite: tickets, who holds them, who bought them, and what was paid."""

from pathlib import Path

import pandas as pd
import pytest
from exports import codes, named, who
from exports import read_of_event as read

from kpilib.errors import DataError, ParamsError

HEADER = (
    "Order no.,Order Date,First Name,Surname,Email,Quantity,Ticket Type,Order Type,Total Paid,Attendee Status,"
    "Buyer First Name,Buyer Surname,Buyer Email,Your biggest challenge?\n"
)


def ticket(
    order: str, name: str, email: str, paid: str = "0.00", status: str = "Attending", buyer: str = ",,",
    answer: str = "", on: str = "2026-04-13 18:30:00",
) -> str:  # fmt: skip
    return f"{order},{on},{name},{email},1,General,Paid Order,{paid},{status},{buyer},{answer}\n"


ANA = ticket("1", "Ana,Ruiz", "Ana@example.com", "£0.00", "Checked In", "Ana,Ruiz,ana@example.com", "Ask Leo")
LEO = ticket("2", "Leo,Gil", "leo@example.com", "£50.00", buyer="Eva,Sol,eva@example.com")
INFO = ticket(
    "2", "Info Requested,Info Requested", "Info Requested", "£50.00", buyer="Eva,Sol,eva@example.com"
)


def test_tickets_orders_registrations_and_check_ins(tmp_path: Path) -> None:
    text = (
        HEADER
        + ANA
        + LEO
        + INFO
        + ticket("3", "Max,M", "max@example.com", "£20.00", "Refunded")
        + ticket("4", "Pia,P", "pia@example.com", status="Not Attending")
        + ticket("5", "No,Mail", "", status="Checked In")
        + ticket("5", "Tim,T", "tim@example.com", "£9.00", "Deleted")
    )
    result = read(text, tmp_path, timezone="America/New_York", workspace_timezone="Europe/Madrid")
    orders = result.tables["orders"].set_index("order_id")
    assert orders["status"].to_dict() == {
        "1": "completed", "2": "completed", "3": "refunded", "4": "cancelled", "5": "completed",
    }  # fmt: skip
    assert orders["paid"].to_dict() == {"1": 0, "2": 100, "3": 20, "4": 0, "5": 9}
    assert orders["refunded"].to_dict() == {"1": 0, "2": 0, "3": 20, "4": 0, "5": 0}
    assert orders["quantity"].to_dict() == {"1": 1, "2": 2, "3": 1, "4": 1, "5": 2}
    assert set(orders["currency"]) == {"GBP"}
    assert orders.loc["1", "ordered_at"] == pd.Timestamp("2026-04-13 22:30", tz="UTC")
    assert orders.loc["1", "ordered_on"] == pd.Timestamp("2026-04-14")
    # The buyer of order 2 is neither of its guests; nobody is told to have bought order 5.
    assert orders["person_id"].fillna("").to_dict() == {
        "1": who("ana"), "2": who("eva"), "3": who("max"), "4": who("pia"), "5": "",
    }  # fmt: skip
    registrations = result.tables["registrations"].set_index("person_id")
    assert registrations["status"].to_dict() == {
        who("ana"): "approved", who("leo"): "approved", who("max"): "cancelled", who("pia"): "cancelled",
        named("no mail"): "approved", who("tim"): "cancelled",
    }  # fmt: skip
    assert registrations.loc[who("ana"), "challenge"] == "Ask [name]"
    assert registrations["is_challenge_asked"].all()
    assert set(result.tables["check_ins"]["person_id"]) == {who("ana"), named("no mail")}
    assert set(result.tables) == {"orders", "registrations", "check_ins"}
    assert result.files[0].totals == {
        "orders": 5, "tickets": 7, "gross": 129, "refunded": 20, "checked_in": 2, "checked_in_people": 2,
        "registrants": 3, "registrants_not_approved": 3, "challenge_nonblank": 1, "qualified": 1,
    }  # fmt: skip
    assert result.files[0].dropped == {"no_attendee_details": 1}
    assert codes(result) == ["no_email"]


def test_internal_and_test_tickets_are_left_out_and_their_buyers_not_named(tmp_path: Path) -> None:
    text = (
        HEADER
        + ticket("1", "Staff,S", "s@corp.example", "5.00")
        + ticket("2", "Test,Test", "t@example.com", "5.00")
        + ticket("3", "Ana,R", "ana@example.com", "5.00", buyer="Staff,S,s@corp.example")
    )
    result = read(text, tmp_path, internal_domains=("corp.example",))
    assert result.tables["orders"]["order_id"].tolist() == ["3"]
    assert result.tables["orders"]["person_id"].isna().all()
    assert result.tables["registrations"]["person_id"].tolist() == [who("ana")]
    assert result.files[0].dropped == {"internal_person": 1, "test_entry": 1}
    assert codes(result) == ["no_currency"]


def test_tickets_that_are_the_same_in_every_cell_count_and_a_file_put_together_twice_does_not(
    tmp_path: Path,
) -> None:
    text = HEADER + ANA + LEO + LEO + LEO
    once, twice = read(text, tmp_path), read(text + text, tmp_path)
    assert once.files[0].totals["tickets"] == twice.files[0].totals["tickets"] == 4
    assert once.files[0].totals["gross"] == twice.files[0].totals["gross"] == 150
    assert once.files[0].totals["registrants"] == 2
    assert (once.files[0].dropped, twice.files[0].dropped) == ({}, {"repeated_header": 1, "repeated_row": 4})
    assert once.files[0].warnings == ({"code": "repeated_tickets", "n": 2},) == twice.files[0].warnings


def test_day_first_dates_of_a_spanish_export(tmp_path: Path) -> None:
    text = """N.º de pedido;Fecha del pedido;Nombre;Apellidos;Correo electrónico;Cantidad;Total pagado;Moneda;\
Estado del asistente
1;5/4/2026 10:15;Íñigo;Ruiz;inigo@example.com;2;1.050,50;eur;Asistirá
"""
    result = read(text, tmp_path, "cp1252", timezone="Europe/Madrid")
    order = result.tables["orders"].iloc[0]
    assert (order["paid"], order["quantity"], order["currency"]) == (1050.5, 2, "EUR")
    assert order["ordered_at"] == pd.Timestamp("2026-04-05 08:15", tz="UTC")
    assert codes(result) == ["date_order_by_language"]


def test_a_file_without_money_or_status_knows_none(tmp_path: Path) -> None:
    text = "Order #,Order Date,First Name,Last Name,Email\n1,2026-04-13 23:30:00,Ana,R,ana@example.com\n"
    result = read(text, tmp_path)
    assert result.tables["orders"]["quantity"].tolist() == [1]
    assert result.tables["orders"][["paid", "refunded", "currency"]].isna().all(axis=None)
    assert "gross" not in result.files[0].totals
    assert codes(result) == ["status_missing", "column_missing", "column_missing"]


def test_an_unknown_status_stops(tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        read(HEADER + ticket("1", "Ana,R", "ana@example.com", status="Perhaps"), tmp_path)
    assert str(error.value) == (
        "export.csv: column Attendee Status: 1 of 1 cells with another word, expected one of approved, "
        "upgraded, pending, denied, cancelled; first at row 2. Export again; columns may have been shifted."
    )


def test_rows_without_order_and_order_numbers_that_are_none(tmp_path: Path) -> None:
    text = HEADER + ANA + LEO + INFO + ticket("", "Max,M", "max@example.com")
    assert read(text, tmp_path, loss_limit=0.3).files[0].dropped == {
        "no_attendee_details": 1,
        "no_record_id": 1,
    }
    with pytest.raises(DataError) as error:
        read(HEADER + ticket("Ana Ruiz", "Max,M", "max@example.com"), tmp_path)
    assert str(error.value) == (
        "export.csv: column Order #: 1 of 1 cells that are no id, expected ids; first at row 2. "
        "Export again; columns may have been shifted."
    )


def test_tickets_need_their_event(tmp_path: Path) -> None:
    with pytest.raises(ParamsError) as error:
        read(HEADER + ANA, tmp_path, event_id=None)
    assert str(error.value) == (
        "export.csv: the export of a session, and no event, expected the event it belongs to. "
        "Add --event EVENT_ID."
    )
