"""Automated flows: what was sent, whom their touches reached, and what became of these people."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
from ibis import _

from kpilib.measures.ads import matches
from kpilib.measures.days import EventDays
from kpilib.measures.leads import current_deals, deal_people, first_contacts
from kpilib.measures.outreach import newest_mails
from kpilib.store import Store

COUNTS = ("sent", "clicks", "people", "leads", "opportunities", "sales")
COLUMNS = ["event_id", "flow", *COUNTS, "days_to_sale"]
MEASURES = {"flow_leads": "leads", "flow_opportunities": "opportunities", "flow_sales": "sales"}
_OPPORTUNITY = ("opportunity", "customer")
ALL = ""


def measure_flows(store: Store, events: Sequence[EventDays], as_of: date) -> pd.DataFrame:
    """Leads, opportunities and sales of each event's flows; who stands in several flows counts once."""
    flows = read_flows(store, events, as_of)
    whole = flows[flows["flow"] == ALL].set_index("event_id")
    return pd.DataFrame({name: whole[field] for name, field in MEASURES.items()}, index=whole.index)


def read_flows(store: Store, events: Sequence[EventDays], as_of: date) -> pd.DataFrame:
    """What is known of each flow over the longer window, day 1 to `roi_end`, both INCLUDED, up to `as_of`.

    A mail or a touch belongs to a flow whose patterns fit its campaign.

    Returns
    -------
    DataFrame
        event_id, flow ("" for all of an event together), sent and clicks of its mails, people with a touch,
        leads: those whose first contact record lies in the longer window too; opportunities and sales of
        these leads from their first touch on; days_to_sale, the median from that touch. Missing where no
        table tells.
    """
    mine = [event for event in events if event.flows]
    if not mine:
        return pd.DataFrame(columns=COLUMNS)
    known = _Known(store, as_of)
    rows = []
    for event in mine:
        together = {ALL: [p for patterns in event.flows.values() for p in patterns]}
        for flow, patterns in (together | dict(event.flows)).items():
            rows.append({"event_id": event.event_id, "flow": flow, **known.count(patterns, event)})
    return pd.DataFrame(rows, columns=COLUMNS)


class _Known:
    """The tables that flows are counted from, read once; empty ones tell nothing."""

    def __init__(self, store: Store, as_of: date) -> None:
        self.as_of = pd.Timestamp(as_of)
        self.mails = newest_mails(store, as_of)
        touches = store.execute(store.table("touches").order_by(["person_id", "touched_at", "file_id"]))
        self.touches = touches[touches["campaign"].notna()]
        self.first = store.execute(first_contacts(store, as_of)).set_index("person_id")["first_on"]
        deals = current_deals(store).join(deal_people(store), "deal_id")
        self.deals = store.execute(deals.select("person_id", "is_won", "created_on", "closed_on"))
        stages = store.table("stages")
        reached = stages.filter(stages.stage.lower().isin(_OPPORTUNITY))
        self.stages = store.execute(reached.select("person_id", on=_.reached_on))

    def count(self, patterns: Sequence[str], event: EventDays) -> dict[str, float]:
        """The counts of one flow."""
        start, last = pd.Timestamp(event.window_start), min(pd.Timestamp(event.roi_end), self.as_of)
        mails = self.mails[_fits(self.mails["campaign"], patterns)]
        mails = mails[mails["sent_on"].between(start, last)]
        sums = {
            name: float(mails[of].sum(min_count=1))
            for name, of in (("sent", "delivered"), ("clicks", "clicks"))
        }
        touched = self._touched(patterns, event, start, last)
        if touched is not None and touched.empty and sums["clicks"] > 0:
            # People clicked, and no touch says so: the touches of this flow are not known.
            touched = None
        return sums | self._people(touched, start, last)

    def _touched(
        self, patterns: Sequence[str], event: EventDays, start: pd.Timestamp, last: pd.Timestamp
    ) -> pd.Series | None:
        """The day of each person's first touch by the flow in the window; None where no touches are known."""
        if self.touches.empty:
            return None
        mine = self.touches[_fits(self.touches["campaign"], patterns)]
        days = mine["touched_at"].dt.tz_convert(event.timezone).dt.tz_localize(None).dt.normalize()
        inside = days.between(start, last)
        return days[inside].groupby(mine.loc[inside, "person_id"]).min()

    def _people(self, touched: pd.Series | None, start: pd.Timestamp, last: pd.Timestamp) -> dict[str, float]:
        unknown: dict[str, float] = dict.fromkeys((*COUNTS[2:], "days_to_sale"), np.nan)
        if touched is None:
            return unknown
        found = unknown | {"people": float(len(touched))}
        if self.first.empty:
            return found
        leads = touched[self.first.reindex(touched.index).between(start, last).to_numpy()]
        found["leads"] = float(len(leads))
        begun = pd.concat(
            [self.stages, self.deals[["person_id", "created_on"]].set_axis(["person_id", "on"], axis=1)]
        )
        won = self.deals[self.deals["is_won"]][["person_id", "closed_on"]].set_axis(
            ["person_id", "on"], axis=1
        )
        if len(begun):
            found["opportunities"] = float(len(_since(begun, leads, last)))
        if len(self.deals):
            waited = _since(won, leads, last)
            found |= {
                "sales": float(len(waited)),
                "days_to_sale": float(waited.median()) if len(waited) else np.nan,
            }
        return found


def _since(dates: pd.DataFrame, touched: pd.Series, last: pd.Timestamp) -> pd.Series:
    """Days from each person's touch to their first of `dates` on or after it; people without one left out."""
    rows = dates.merge(touched.rename("touched"), left_on="person_id", right_index=True)
    rows = rows[(rows["on"] >= rows["touched"]) & (rows["on"] <= last)]
    return (rows["on"] - rows["touched"]).dt.days.groupby(rows["person_id"]).min()


def _fits(names: pd.Series, patterns: Sequence[str]) -> pd.Series:
    return names.isin([name for name in names.dropna().unique() if matches(name, patterns)])
