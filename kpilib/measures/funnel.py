"""Who of each step of the funnel was in the step before it: what passed on, apart from what came in."""

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir
import pandas as pd

from kpilib.measures.leads import current_deals, deal_people, qualified_people
from kpilib.measures.people import by_event
from kpilib.store import Store

# Counts of people, all of them parts of a step; the steps themselves are other measures.
FUNNEL = (
    *("attendee_leads", "known_attendees", "absent_leads"),
    *("leads_qualified", "known_qualified", "qualified_customers"),
)


def measure_funnel(store: Store, everyone: ir.Table, as_of: date, stages: Sequence[str]) -> pd.DataFrame:
    """People in two steps at once, per event.

    `everyone` has one row per event and person with `is_lead` and `is_known_before`; `stages` are those
    that make a lead qualified where no sign-ups are known.
    """
    keys = ["event_id", "person_id"]
    qualified = qualified_people(store, everyone, as_of, stages).mutate(qualifies=ibis.literal(True))
    bought = new_customers(store, everyone, as_of).mutate(buys=ibis.literal(True))
    marked = everyone.left_join(qualified, keys).drop("event_id_right", "person_id_right")
    marked = marked.left_join(bought, keys).drop("event_id_right", "person_id_right")
    qualifies, buys = marked.qualifies.fill_null(False), marked.buys.fill_null(False)
    is_absent = marked.is_registered & ~marked.is_attendee
    return by_event(
        store,
        marked.group_by("event_id").aggregate(
            attendee_leads=(marked.is_attendee & marked.is_lead).sum(),
            known_attendees=(marked.is_attendee & marked.is_known_before).sum(),
            absent_leads=(is_absent & marked.is_lead).sum(),
            leads_qualified=(marked.is_lead & qualifies).sum(),
            known_qualified=(marked.is_known_before & qualifies).sum(),
            qualified_customers=(qualifies & buys).sum(),
        ),
    )


def new_customers(store: Store, everyone: ir.Table, as_of: date) -> ir.Table:
    """Leads with a deal won inside the money's window: event_id, person_id, each pair once."""
    tied = everyone.join(deal_people(store), "person_id").join(current_deals(store), "deal_id")
    last = ibis.literal(pd.Timestamp(as_of))
    inside = tied.closed_on.between(tied.window_start, tied.roi_end) & (tied.closed_on <= last)
    return tied.filter(tied.is_won, inside, tied.is_lead).select("event_id", "person_id").distinct()
