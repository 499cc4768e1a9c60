"""Money: what the event cost, what it brought, what one unit of either costs."""

import pandas as pd

from kpilib.kpis.formulas import known_sum, ratio, ratio_of, simple
from kpilib.kpis.record import Parts, declare

COST_PARTS = (
    "cost_expert_time",
    "cost_promotion_time",
    "cost_advertising",
    "cost_venue",
    "cost_materials",
    "cost_staff",
    "cost_platform",
    "cost_other",
)
REVENUE_PARTS = ("revenue_tickets", "revenue_sponsorship", "revenue_sales", "revenue_deals")

_cost = known_sum(*COST_PARTS)
_revenue = known_sum(*REVENUE_PARTS)


def _roi(measures: pd.DataFrame) -> Parts:
    """(revenue - cost) / cost; missing where either is unknown or nothing was spent."""
    cost, revenue = _cost(measures).value, _revenue(measures).value
    spent = cost.where(cost > 0)
    return Parts((revenue - spent) / spent, revenue - cost, cost)


declare(
    "cost",
    ("Costo del evento", "Tapahtuman kustannukset", "Event cost"),
    (
        "sede + marketing + materiales + tiempo del personal; plataforma solo si se cuenta",
        "tila + markkinointi + materiaalit + henkilötyö; alusta vain, jos se lasketaan mukaan",
        "venue + marketing + materials + staff time; platform only if counted",
    ),
    _cost,
    COST_PARTS,
    unit="money",
    source="K51",
    step="preparation",
    better="down",
    target="money",
)
declare(
    "ad_spend",
    ("Inversión publicitaria", "Mainoskulut", "Ad spend"),
    ("dinero pagado en publicidad", "mainonnasta maksettu raha", "money paid for advertising"),
    simple("cost_advertising"),
    ("cost_advertising",),
    unit="money",
    source="K79",
    step="promotion",
    better="none",
)
declare(
    "revenue",
    ("Ingresos del evento", "Tapahtuman tulot", "Event revenue"),
    (
        "entradas + patrocinios + ventas ligadas al evento",
        "liput + sponsorointi + tapahtumaan liittyvä myynti",
        "tickets + sponsorship + sales tied to the event",
    ),
    _revenue,
    REVENUE_PARTS,
    unit="money",
    source="K52",
    step="improvement",
    window="roi",
    target="money",
)
declare(
    "revenue_existing_customers",
    (
        "Ingresos de contactos anteriores",
        "Tulot aiemmin tunnetuilta",
        "Revenue from people known before",
    ),
    (
        "ventas ganadas de personas que ya eran contactos; no entra en los ingresos",
        "voitetut kaupat henkilöiltä, jotka olivat yhteystietoina jo ennen; ei sisälly tuloihin",
        "won deals of people who were contacts before; not in revenue",
    ),
    simple("revenue_existing_customers"),
    ("revenue_existing_customers",),
    unit="money",
    source="K52",
    step="improvement",
    better="none",
    window="roi",
)
declare(
    "pipeline_value",
    (
        "Cartera de oportunidades",
        "Avoimien myyntimahdollisuuksien arvo",
        "Sales pipeline",
    ),
    (
        "valor de las oportunidades abiertas",
        "avoimien myyntimahdollisuuksien yhteisarvo",
        "value of open opportunities",
    ),
    simple("pipeline_value"),
    ("pipeline_value",),
    unit="money",
    source="K35",
    step="improvement",
    better="none",
)
declare(
    "roi",
    ("Retorno de la inversión (ROI)", "Investoinnin tuotto (ROI)", "Return on investment (ROI)"),
    (
        "(ingresos − costo) / costo",
        "(tulot − kustannukset) / kustannukset",
        "(revenue − cost) / cost",
    ),
    _roi,
    COST_PARTS + REVENUE_PARTS,
    unit="return",
    source="K42",
    step="improvement",
    window="roi",
)
declare(
    "cost_per_lead",
    ("Costo por cliente potencial (CPL)", "Liidin hinta (CPL)", "Cost per lead (CPL)"),
    ("costo del evento / clientes potenciales", "tapahtuman kustannukset / liidit", "event cost / leads"),
    ratio_of(_cost, "leads"),
    (*COST_PARTS, "leads"),
    unit="money",
    source="K51",
    step="improvement",
    better="down",
    window="event",
    target="money",
)
declare(
    "cost_per_registration",
    ("Costo por registro", "Ilmoittautumisen hinta", "Cost per registration"),
    (
        "costo del evento / registros",
        "tapahtuman kustannukset / ilmoittautumiset",
        "event cost / registrations",
    ),
    ratio_of(_cost, "registrations"),
    (*COST_PARTS, "registrations"),
    unit="money",
    source="K51",
    step="promotion",
    better="down",
    target="money",
)
declare(
    "cost_per_attendee",
    ("Costo por asistente", "Osallistujan hinta", "Cost per attendee"),
    ("costo del evento / asistentes", "tapahtuman kustannukset / osallistujat", "event cost / attendees"),
    ratio_of(_cost, "attendees"),
    (*COST_PARTS, "attendees"),
    unit="money",
    source="K51, T11-T14",
    better="down",
    target="money",
)
declare(
    "average_order_value",
    ("Valor promedio del pedido (AOV)", "Keskitilaus (AOV)", "Average order value (AOV)"),
    (
        "ingresos / pedidos (definición habitual del sector)",
        "tulot / tilaukset (alan vakiintunut määritelmä)",
        "revenue / orders (the trade's own definition)",
    ),
    ratio("order_revenue", "orders"),
    ("order_revenue", "orders"),
    unit="money",
    source="K23",
    step="improvement",
    window="roi",
)
declare(
    "revenue_per_customer",
    ("Ingresos por cliente", "Tulot asiakasta kohti", "Revenue per customer"),
    (
        "ingresos / clientes con pedido (la definición de AOV del documento 001)",
        "tulot / tilanneet asiakkaat (asiakirjan 001 AOV-määritelmä)",
        "revenue / customers who ordered (document 001's definition of AOV)",
    ),
    ratio("order_revenue", "customers"),
    ("order_revenue", "customers"),
    unit="money",
    source="K23",
    step="improvement",
    window="roi",
)
