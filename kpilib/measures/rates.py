"""The organisation's currency, and amounts brought into it."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kpilib.measures.people import Notes


@dataclass(frozen=True)
class Rates:
    """The organisation's currency and its stated rates: `rates["USD"]["2026-04"]` = units of
    `currency` for one dollar in that month."""

    currency: str
    rates: dict[str, dict[str, float]]

    def rate(self, currency: str | None, month: str) -> float | None:
        """Rate of a month; 1 for the own currency or none stated, None where nobody stated one."""
        if not isinstance(currency, str) or currency == self.currency:
            return 1.0
        return self.rates.get(currency, {}).get(month)


def in_own_currency(
    amount: float,
    currency: str | None,
    day: date,
    event_id: str,
    rates: Rates,
    notes: Notes,
    measure: str,
) -> float:
    """An amount in the organisation's currency; infinite, with a note, where nobody stated a rate.

    `measure` is what the amount is part of, so that a KPI names only the rates that it lacks.
    """
    if pd.isna(amount):
        return 0.0
    month = f"{day:%Y-%m}"
    rate = rates.rate(currency, month)
    if rate is None:
        note: dict[str, object] = {"code": "no_exchange_rate", "currency": currency, "month": month}
        note["measure"] = measure
        if note not in notes[event_id]:
            notes[event_id].append(note)
        return float(np.inf)
    return float(amount) * rate
