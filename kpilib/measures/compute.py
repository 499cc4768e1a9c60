"""The measures of all events, put together from their parts."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from kpilib.measures.ads import COUNTS, measure_ads
from kpilib.measures.answers import measure_survey
from kpilib.measures.costs import COSTS, add_costs, measure_costs
from kpilib.measures.days import EventDays, days_table
from kpilib.measures.engagement import measure_engagement
from kpilib.measures.flows import MEASURES as FLOWS
from kpilib.measures.flows import measure_flows
from kpilib.measures.funnel import measure_funnel
from kpilib.measures.leads import measure_leads, measure_path, people_with_days
from kpilib.measures.money import measure_deals
from kpilib.measures.outreach import MAIL, POST_MEASURES, measure_mail, measure_posts
from kpilib.measures.people import event_people, measure_people
from kpilib.measures.rates import Rates
from kpilib.measures.tickets import add_tickets, measure_tickets
from kpilib.measures.web import SPLIT, TRAFFIC, measure_web
from kpilib.store import Store


def compute_measures(
    store: Store,
    events: Sequence[EventDays],
    as_of: date,
    qualified_stages: Sequence[str] = (),
    rates: Rates | None = None,
) -> tuple[pd.DataFrame, dict[str, list[dict[str, object]]]]:
    """Measures of all events in one pass.

    Parameters
    ----------
    store : Store
    events : sequence of EventDays
    as_of : date
        Last day whose rows may be used, INCLUDED.
    qualified_stages : sequence of str
        Stages that make a lead qualified where no sign-ups are known.
    rates : Rates, optional
        The organisation's currency and its stated exchange rates.

    Returns
    -------
    DataFrame
        One row per event in the order given, `event_id` and one float column per measure;
        missing where no export tells.
    dict
        For each event the remarks to print beside its numbers: a code and its values.
    """
    table = days_table(events, as_of)
    people = store.hold(event_people(store, table, as_of))
    everyone = store.hold(people_with_days(store, people, table, as_of))
    rates = rates or Rates("EUR", {})
    notes: dict[str, list[dict[str, object]]] = {event.event_id: [] for event in events}
    parts = [
        measure_people(store, people),
        measure_leads(store, everyone, as_of, qualified_stages, notes),
        measure_path(store, everyone),
        measure_funnel(store, everyone, as_of, qualified_stages),
        measure_deals(store, everyone, as_of, rates, notes),
        measure_ads(store, events, as_of, rates, notes),
        measure_tickets(store, as_of, rates, notes),
        measure_engagement(store, people),
        measure_mail(store, events, as_of),
        measure_posts(store, events, as_of, notes),
        measure_flows(store, events, as_of),
        measure_survey(store, as_of),
        measure_web(store, events, as_of, notes),
    ]
    measures = pd.DataFrame(index=pd.Index([e.event_id for e in events], name="event_id"))
    measures = measures.join([p.reindex(measures.index) for p in parts]).astype("float64")
    measures = add_costs(measures, measure_costs(store, events, as_of, rates, notes), notes)
    return blank_unknown(measures, store).reset_index(), notes


_NEEDS_EVENT_TABLE = {
    "registrations": ("registrations",),
    "qualified_registrations": ("registrations",),
    "goals_named": ("registrations",),
    "registered_attendees": ("registrations", "attendance"),
    "qualified_attendees": ("registrations", "attendance"),
    "walk_ins": ("registrations", "attendance"),
    "attendees": ("attendance",),
    "accounts_reached": ("attendance",),
    "phone_dial_ins": ("attendance",),
    "minutes_attended": ("attendance",),
    "attendees_acted": ("attendance",),
    "attendees_converted": ("attendance",),
    "survey_responses": ("survey_answers",),
    "attendee_leads": ("attendance",),
    "known_attendees": ("attendance",),
    "absent_leads": ("registrations", "attendance"),
}
_NEEDS_TABLE = {
    "leads": ("contacts",),
    "registered_leads": ("contacts",),
    "accounts_with_lead": ("contacts",),
    "new_people": ("contacts",),
    "path_steps": ("contacts",),
    "path_people": ("contacts",),
    "free_signups": ("signups",),
    "known_qualified": ("contacts",),
    "leads_qualified": ("contacts",),
    "qualified_customers": ("contacts", "deals"),
    "deals_won": ("contacts", "deals"),
    "new_customers": ("contacts", "deals"),
    "revenue_deals": ("contacts", "deals"),
    "revenue_existing_customers": ("contacts", "deals"),
    "pipeline_value": ("contacts", "deals"),
}


_OTHER_TABLES = {
    "qualified_leads": ("contacts", "stages", "signups"),
    "cost_advertising": ("ads", "costs"),
    **dict.fromkeys((name for name in COSTS if name != "cost_advertising"), ("costs",)),
    **dict.fromkeys(
        ("sales_cycle_days", "orders", "order_revenue", "customers"), ("contacts", "deals", "orders")
    ),
    "engaged_attendees": ("questions", "poll_answers"),
    "revenue_tickets": ("orders",),
    **dict.fromkeys((*MAIL, "mailed"), ("emails",)),
    **dict.fromkeys(POST_MEASURES, ("posts",)),
    **dict.fromkeys(FLOWS, ("touches", "contacts", "stages", "deals")),
    **dict.fromkeys(COUNTS, ("ads",)),
    **dict.fromkeys(("visitors", "conversions", *TRAFFIC, *SPLIT), ("web",)),
    **dict.fromkeys(
        (
            *("nps_answers", "csat_answers", "ses_answers", "trouble_answers", "ease_answers"),
            *("intent_answers", "satisfaction_answers", "comments_written", "feedback_givers"),
        ),
        ("survey_answers",),
    ),
}


def tables_of(measure: str) -> tuple[str, ...]:
    """The tidy tables a measure is made of; none for what people state."""
    found = _NEEDS_EVENT_TABLE.get(measure) or _NEEDS_TABLE.get(measure) or _OTHER_TABLES.get(measure)
    return found or ()


def blank_unknown(measures: pd.DataFrame, store: Store) -> pd.DataFrame:
    """0 where an export covers the measure and holds no row, missing where none covers it."""
    files = store.files().values()
    present = {name for f in files for name in f.report["tables"]}
    by_event = {(event, name) for f in files for name in f.report["tables"] for event in f.events}
    # People let in at the door are as known as those whose times are; only their minutes are not.
    doors = {(event, "attendance") for event, name in by_event if name == "check_ins"}
    has_people = pd.Series(
        [bool({(e, "registrations"), (e, "attendance")} & (by_event | doors)) for e in measures.index],
        index=measures.index,
    )
    filled = measures.copy()
    for measure, tables in _NEEDS_EVENT_TABLE.items():
        here = by_event if measure == "minutes_attended" else by_event | doors
        known = pd.Series([all((e, t) in here for t in tables) for e in measures.index], measures.index)
        filled[measure] = filled[measure].fillna(0).where(known)
    # People were there, and no address tells where from: unknown, not none.
    is_told = (filled["attendees"] == 0) | (filled["accounts_reached"] > 0)
    filled["accounts_reached"] = filled["accounts_reached"].where(is_told)
    of_challenge = ["qualified_registrations", "qualified_attendees", "goals_named"]
    filled[of_challenge] = filled[of_challenge].where((filled["challenge_asked"] > 0), axis=0)
    for measure, tables in _NEEDS_TABLE.items():
        all_read = has_people & (set(tables) <= present)
        filled[measure] = filled[measure].fillna(0).where(all_read)
    of_contacts = ["attendee_leads", "known_attendees", "absent_leads"]
    filled[of_contacts] = filled[of_contacts].where(filled["leads"].notna(), axis=0)
    if not {"signups", "deals"} & present:
        filled["attendees_acted"] = np.nan
    if "deals" not in present:
        filled["attendees_converted"] = np.nan
    filled["qualified_leads"] = (
        filled["qualified_leads"].fillna(0).where(has_people & bool({"signups", "contacts"} & present))
    )
    is_live_known = pd.Series(
        [bool({(e, "questions"), (e, "poll_answers")} & by_event) for e in measures.index], measures.index
    )
    filled["engaged_attendees"] = filled["engaged_attendees"].fillna(0).where(is_live_known)
    return add_tickets(filled.drop(columns="challenge_asked"))
