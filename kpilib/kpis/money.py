"""Money: what the event cost, what it brought, what one unit of either costs."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from kpilib.kpis.declare import kpi as declare
from kpilib.kpis.formulas import Difference, Growth, KnownSum, Measure, Product, Ratio, Share, divide, wilson
from kpilib.kpis.inputs import COST_PARTS, REVENUE_PARTS
from kpilib.kpis.record import Kpi, Measures, Parts, Type

_kpi = partial(declare, group="money")
_cost, _revenue = KnownSum(COST_PARTS), KnownSum(REVENUE_PARTS)
_sales = {"model": "sales", "objective": "sales", "step": "improvement"}
_orders = {**_sales, "window": "roi", "purpose": "conversion"}


@dataclass(frozen=True)
class Return:
    """(revenue - cost) / cost; missing where either is unknown or nothing was spent."""

    numerator: str = "revenue - cost"
    denominator: str = "cost"
    type: Type = "derived"

    @property
    def terms(self) -> tuple[str, ...]:
        return COST_PARTS + REVENUE_PARTS

    def __call__(self, measures: Measures) -> Parts:
        cost, revenue = _cost(measures).value, _revenue(measures).value
        return Parts(divide(revenue - cost, cost), revenue - cost, cost)


@dataclass(frozen=True)
class Impact:
    """Extra leads times the value of a lead, less the cost; a range, as the extra leads are one.

    House definition: document 000 only names the financial impact.
    """

    numerator: str = "extra_leads × value_per_lead - cost"
    denominator: str = ""
    type: Type = "derived"

    @property
    def terms(self) -> tuple[str, ...]:
        return "extra_leads", "extra_leads_lower", "extra_leads_upper", "value_per_lead", *COST_PARTS

    def __call__(self, measures: Measures) -> Parts:
        cost, worth = _cost(measures).value, measures["value_per_lead"]
        middle, low, high = (measures[f"extra_leads{end}"] * worth - cost for end in ("", "_lower", "_upper"))
        return Parts(middle, lower=low, upper=high)


@dataclass(frozen=True)
class Projection:
    """Orders to expect from the event's leads, times the average order of earlier events.

    The share of leads that order is that of earlier events, pooled, with its Wilson interval; house
    definition (document 001: sales times average order value).
    """

    numerator: str = "leads × past_orders × past_order_revenue"
    denominator: str = "past_leads × past_orders"
    type: Type = "cumulative"

    @property
    def terms(self) -> tuple[str, ...]:
        return "leads", "past_leads", "past_orders", "past_order_revenue"

    def __call__(self, measures: Measures) -> Parts:
        leads, n, k = measures["leads"], measures["past_leads"], measures["past_orders"]
        usable = (n > 0) & (k <= n)
        n, k = np.where(usable, n, np.nan), np.where(usable, k, np.nan)
        worth = leads * divide(measures["past_order_revenue"], measures["past_orders"])
        low, high = wilson(k, n)
        return Parts(worth * divide(k, n), lower=worth * low, upper=worth * high, n=n)


KPIS: tuple[Kpi, ...] = (
    _kpi("cost", _cost, "money", "K51", step="preparation", objective="cost", better="down", target="money"),
    _kpi(
        "ad_spend",
        Measure("cost_advertising"),
        "money",
        "K79",
        step="promotion",
        objective="cost",
        better="none",
        questions=("Q12",),
    ),
    _kpi("revenue", _revenue, "money", "K52", **_orders, target="money"),
    _kpi(
        "revenue_existing_customers",
        Measure("revenue_existing_customers"),
        "money",
        "K52",
        **_sales,
        purpose="loyalty",
        better="none",
        window="roi",
    ),
    _kpi(
        "pipeline_value",
        Measure("pipeline_value"),
        "money",
        "K35, X09",
        **_sales,
        purpose="conversion",
        better="none",
    ),
    _kpi("roi", Return(), "return", "K42, T19, T20", **_sales, window="roi", questions=("Q10", "Q16")),
    _kpi(
        "cost_per_lead",
        Ratio(_cost, "leads"),
        "money",
        "K51, T15",
        step="improvement",
        model="leads",
        objective="cost",
        better="down",
        window="event",
        target="money",
    ),
    _kpi(
        "cost_per_registration",
        Ratio(_cost, "registrations"),
        "money",
        "K51",
        step="promotion",
        model="leads",
        objective="cost",
        better="down",
        target="money",
    ),
    _kpi(
        "cost_per_attendee",
        Ratio(_cost, "attendees"),
        "money",
        "K51, T11-T14",
        step="run",
        model="leads",
        objective="cost",
        better="down",
        target="money",
    ),
    _kpi("average_order_value", Ratio("order_revenue", "orders"), "money", "K23", **_orders),
    _kpi("revenue_per_customer", Ratio("order_revenue", "customers"), "money", "K23", **_orders),
    _kpi("expert_time_cost", Measure("cost_expert_time"), "money", "K15", step="preparation",
         objective="cost", better="down"),
    _kpi("marketing_cost", KnownSum(("cost_advertising", "cost_promotion_time")), "money", "K16",
         step="promotion", objective="cost", better="down"),
    _kpi("platform_cost", Measure("platform_cost_stated"), "money", "K17", step="run", objective="cost",
         better="down"),
    _kpi("financial_impact", Impact(), "money", "K18", **_sales, window="event"),
    _kpi("order_revenue", Measure("order_revenue"), "money", "K22", **_orders),
    _kpi("projected_revenue", Projection(), "money", "K22", **_sales),
    _kpi("items_per_customer", Ratio("items", "customers"), "ratio", "K24", **_orders),
    _kpi("repeat_purchases", Measure("repeat_orders"), "count", "K24", **_sales, purpose="loyalty",
         window="roi", adds_up=True),
    _kpi("cross_sell_rate", Share("orders_with_second_line", "orders_itemised"), "share",
         "K25; house definition: orders with a second product line / orders", **_orders),
    _kpi("upsell_rate", Share("orders_above_entry", "orders_itemised"), "share",
         "K25; house definition: orders above the entry price / orders", **_orders),
    _kpi("event_purchases", Measure("event_purchases"), "count", "K50", step="run", model="sales",
         objective="sales", purpose="conversion", adds_up=True),
    _kpi("roas", Ratio("ad_revenue", "cost_advertising"), "multiple", "K26", step="promotion", model="sales",
         objective="sales", purpose="conversion", questions=("Q10",)),
    _kpi("revenue_growth", Growth("period_revenue", "earlier_period_revenue"), "return",
         "K27; house definition: change against the earlier period", model="sales",
         objective="organisation"),
    _kpi("employee_retention_rate", Share("employees_kept", "employees_at_start"), "share",
         "K27; house definition: still there at the end / there at the start", objective="organisation"),
    _kpi("financial_return", Difference("period_income", "period_cost"), "money",
         "K27; house definition: income less cost of the period", model="sales", objective="organisation"),
    _kpi("customer_acquisition_cost", Ratio(_cost, "new_customers"), "money",
         "K76; house definition: cost / new customers", **_sales, purpose="acquisition", better="down",
         window="roi"),
    _kpi("customer_lifetime_value", Ratio(Product(("order_revenue", "orders_a_year", "years")), "orders"),
         "money", "K75; house definition: average order value × orders a year × years", **_sales,
         purpose="loyalty", questions=("Q10",)),
)  # fmt: skip
