"""Eventbrite: the attendee report, one row for each ticket. Who bought is not who comes."""

from math import gcd

import pandas as pd

from kpilib.intake.blocks import Block, column, read_block, texts, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Layout, first_header, fold
from kpilib.intake.left_out import drop_left_out
from kpilib.intake.masking import Masker
from kpilib.intake.notes import Notes
from kpilib.intake.orders import order_table, order_totals, read_money
from kpilib.intake.people import check_emails, check_ids, identify_by_name
from kpilib.intake.reading import Reading, require_event
from kpilib.intake.registrations import registration_totals, registrations
from kpilib.intake.registry import Extract, Format
from kpilib.intake.times import Times, decide_times

LAYOUT = Layout(
    {
        "order_id": Field(
            "must", en="Order #|Order no.|Order ID|Order Number", es="N.º de pedido|Nº de pedido|"
            "Número de pedido|Pedido n.º", fi="Tilausnumero|Tilauksen nro",
            pt="Nº do pedido|N.º do pedido|Número do pedido|Pedido nº", de="Bestellnr.|Bestellnummer|"
            "Bestell-Nr.",
        ),
        "registered": Field("must", en="Order Date", es="Fecha de pedido|Fecha del pedido",
                            fi="Tilauspäivä|Tilauksen päivämäärä", pt="Data do pedido", de="Bestelldatum"),
        "email": Field("must", en="Email|Attendee Email|Email Address", es="Correo electrónico",
                       fi="Sähköposti|Sähköpostiosoite", pt="E-mail", de="E-Mail|E-Mail-Adresse"),
        "first_name": Field(en="First Name|Attendee First Name", es="Nombre", fi="Etunimi", pt="Nome",
                            de="Vorname"),
        "last_name": Field(en="Last Name|Surname|Attendee Surname|Attendee Last Name",
                           es="Apellido|Apellidos", fi="Sukunimi", pt="Sobrenome", de="Nachname"),
        "quantity": Field(en="Quantity|Qty", es="Cantidad", fi="Määrä", pt="Quantidade", de="Anzahl|Menge"),
        "paid": Field("should", en="Total Paid", es="Total pagado", fi="Maksettu yhteensä", pt="Total pago",
                      de="Gesamtbetrag|Bezahlter Gesamtbetrag"),
        "currency": Field(en="Currency|Currency Code", es="Moneda|Divisa", fi="Valuutta", pt="Moeda",
                          de="Währung"),
        "status": Field("should", en="Attendee Status", es="Estado del asistente", fi="Osallistujan tila",
                        pt="Status do participante", de="Teilnehmerstatus"),
        "buyer_email": Field(en="Buyer Email", es="Correo electrónico del comprador", fi="Ostajan sähköposti",
                             pt="E-mail do comprador", de="E-Mail des Käufers"),
        "buyer_first_name": Field(en="Buyer First Name", es="Nombre del comprador", fi="Ostajan etunimi",
                                  pt="Nome do comprador", de="Vorname des Käufers"),
        "buyer_last_name": Field(en="Buyer Last Name|Buyer Surname", es="Apellidos del comprador|"
                                 "Apellido del comprador", fi="Ostajan sukunimi",
                                 pt="Sobrenome do comprador", de="Nachname des Käufers"),
        "event": Field(en="Event Name", es="Nombre del evento", fi="Tapahtuman nimi", pt="Nome do evento",
                       de="Veranstaltungsname|Name der Veranstaltung"),
        "unused": Field(
            "unused", en="Ticket Type|Order Type|Eventbrite Fees|Eventbrite Payment Processing|"
            "Event ID|Attendee #|Barcode #|Barcode|Prefix|Suffix|Gender|Age|Birth Date|Cell Phone|Job Title|"
            "Company|Website|Blog|County of Residence|Notes|Discount|Fees Paid|Tax Paid|Date Attending|"
            "Device Name|Check-In Date|Group|Delivery Method",
            es="Tipo de entrada|Tipo de pedido|Comisiones de Eventbrite|Procesamiento de pagos de Eventbrite|"
            "Procesamiento de pago de Eventbrite", fi="Lipputyyppi|Tilaustyyppi",
            pt="Tipo de ingresso|Tipo de pedido", de="Tickettyp|Bestellart|Ticketart",
            pattern=r"(home|billing|shipping|work) .*",
        ),
    }
)  # fmt: skip
# What stands in a name or address until the buyer has told who comes.
_PLACEHOLDERS = ("info requested", "informacion solicitada", "informacoes solicitadas",
                "informationen angefordert", "tiedot pyydetty")  # fmt: skip
_CHECKED_IN = ("checked in", "check-in realizado", "registro de entrada realizado", "eingecheckt", "saapunut")


_PERSONAL = ("email", "first_name", "last_name", "buyer_email", "buyer_first_name", "buyer_last_name")


def read_tickets(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Tables `orders`, `registrations` and `check_ins`; no times of attendance are known."""
    event_id = require_event(reading, grid.name)
    block = _tickets(grid, notes)
    check_emails(block.cells["email"], grid.name)
    notes.warn_of_marks(column(block, "event").unique())
    ordered = [block.cells["registered"]]
    times = decide_times(ordered, grid.name, reading.timezone, notes, block.language, reading.starts_on)
    money = read_money(block, LAYOUT, grid, notes)
    tickets = _with_people(texts(block.cells, LAYOUT), event_id, reading, notes)
    orders = order_table(tickets.join(money), times, reading, notes)
    table = _registrations(tickets, block, times, grid, reading, notes)
    is_in = tickets["status"].map(fold).isin(_CHECKED_IN)
    there = tickets.loc[is_in & (tickets["person_id"] != ""), "person_id"].drop_duplicates()
    check_ins = pd.DataFrame(
        {"event_id": pd.Series(event_id, index=there.index, dtype="str"), "person_id": there}
    )
    totals = order_totals(orders) | {"checked_in": int(is_in.sum()), "checked_in_people": len(there)}
    tables = {"orders": orders, "registrations": table, "check_ins": check_ins}
    return Extract(tables, totals | registration_totals(table))


def _tickets(grid: Grid, notes: Notes) -> Block:
    """One row for each ticket, placeholders blanked.

    Tickets of one buyer may be the same in every cell. Where every row of the file stands there
    equally often it is the file that was put together twice.
    """
    block = read_block(grid, first_header(grid, LAYOUT), None, LAYOUT, notes, keep_repeats=True)
    whole = pd.concat([block.cells, block.others], axis=1)
    whole.columns = pd.RangeIndex(whole.shape[1])
    copies = whole.groupby(list(whole.columns), sort=False).cumcount()
    n_files = gcd(*whole.value_counts()) or 1
    is_repeat = copies % n_files > 0
    notes.drop("repeated_row", is_repeat.sum())
    notes.warn_count("repeated_tickets", int(((copies >= n_files) & ~is_repeat).sum()))
    ids = block.cells["order_id"]
    notes.drop("no_record_id", ((ids == "") & ~is_repeat).sum())
    check_ids(ids, grid.name, LAYOUT["order_id"].title)
    kept = ~is_repeat & (ids != "")
    cells = block.cells[kept].copy()
    for name in set(_PERSONAL) & set(cells.columns):
        cells[name] = cells[name].where(~cells[name].map(fold).isin(_PLACEHOLDERS), "")
    return Block(cells, block.others[kept], block.language)


def _names(tickets: pd.DataFrame) -> pd.Series:
    return (tickets["first_name"] + " " + tickets["last_name"]).str.strip()


def _with_people(tickets: pd.DataFrame, event_id: str, reading: Reading, notes: Notes) -> pd.DataFrame:
    """Tickets with `person_id`, "" where the holder is not told; without those of internal people."""
    names = _names(tickets)
    who = identify_by_name(tickets["email"], names, event_id, reading.key, notes)
    # The ticket still counts as one; only its holder is unknown.
    notes.drop("no_attendee_details", (who.ids == "").sum())
    return drop_left_out(tickets.assign(person_id=who.ids), who.emails, names, reading, notes)


def _registrations(
    tickets: pd.DataFrame, block: Block, times: Times, grid: Grid, reading: Reading, notes: Notes
) -> pd.DataFrame:
    guests = tickets[tickets["person_id"] != ""]
    masked = Masker([tickets[name] for name in _PERSONAL if "name" in name])
    table, question = registrations(
        guests, block.others, guests["person_id"], times, reading, grid, notes, masked,
        titles=(LAYOUT["registered"].title, LAYOUT["status"].title),
    )  # fmt: skip
    warn_columns(block, LAYOUT, notes, used=[question] if question else [])
    return table


FORMATS = (Format("eventbrite_attendees", LAYOUT, read_tickets),)
