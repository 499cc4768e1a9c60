"""The website: visitors and what they did."""

from kpilib.kpis.formulas import share
from kpilib.kpis.record import declare

declare(
    "conversion_rate",
    (
        "Tasa de conversión (visitantes)",
        "Konversioaste (kävijät)",
        "Conversion rate (visitors)",
    ),
    (
        "visitantes que realizaron la acción deseada / total de visitantes",
        "halutun toiminnon tehneet kävijät / kaikki kävijät",
        "visitors who took the wanted action / all visitors",
    ),
    share("conversions", "visitors"),
    ("conversions", "visitors"),
    unit="share",
    source="K20",
    step="promotion",
    target="rate",
)
