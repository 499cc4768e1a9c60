"""What is not final yet: a forecast from how former events matured, and windows of several lengths."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from kpilib.kpis import Kpi
from kpilib.measures import DATED, EventDays, count_typed_days, measure_windows, read_typed_values
from kpilib.measures.rates import Rates
from kpilib.params import Event, Workspace
from kpilib.review.comparisons import window_days
from kpilib.review.completed import adding_up, over_longer_window
from kpilib.review.evidence import Evidence, days_of, plain_number
from kpilib.store import Store
from kpilib.targets import Forecast, forecast_final

Row = dict[str, Any]
# The lengths that stand side by side, in days.
WINDOWS = (14, 30, 90)
SIDE_BY_SIDE = ("leads", "qualified_leads", "revenue")
# Values typed on fewer days than this tell nothing of the days between.
FEWEST_DAYS = 3
# A KPI that is a dated measure, under the measure's name where it differs.
MEASURE_OF = {"free_plan_signups": "free_signups", "deals_closed": "deals_won", "revenue": "revenue_deals"}
# People type these as one number, which then has no days.
STATED = {"free_plan_signups": "free_signups", "content_downloads": "downloads"}
NOTHING = dict.fromkeys(("forecast", "forecast_lower", "forecast_upper", "forecast_level", "forecast_events"))


@dataclass(frozen=True)
class Maturing:
    """Of all events what was known on the same day of the window, and longer windows of one event.

    `day` is the day of the window up to which data are there, 1 on the event's day; `at_day` holds the
    dated measures by event with windows cut at that day, `typed` the typed values alike, `typed_days` on how
    many days of the whole window they were typed; `windows` the side by side ones.
    """

    day: int
    at_day: pd.DataFrame
    typed: pd.Series
    typed_days: pd.Series
    windows: list[dict[str, Any]]


def read_maturing(store: Store, event: Event, workspace: Workspace, evidence: Evidence) -> Maturing:
    """Reads what the store tells of former events at the day of the window that this one has reached."""
    # Contacts are known up to the last day that an export states to cover.
    until = min(evidence.as_of, evidence.contacts_until or evidence.as_of)
    day = (until - event.starts_on).days + 1
    events = [days_of(e, workspace) for e in evidence.events.values()]
    early = [_cut(days, max(day, 1)) for days in events]
    lengths = sorted({*WINDOWS, workspace.window_days, workspace.roi_window_days})
    mine = days_of(event, workspace)
    # Leads of a longer window; and revenue of the window's leads, up to a longer day.
    longer = [_long(mine, n) for n in lengths] + [replace(mine, roi_end=_last(mine, n)) for n in lengths]
    table = measure_windows(
        store,
        [*early, *longer],
        evidence.as_of,
        [stage.lower() for stage in workspace.qualified_lead_stages],
        Rates(workspace.currency, workspace.exchange_rates),
    )
    longer_names = over_longer_window(evidence.catalogue)
    typed = read_typed_values(store, early, evidence.as_of, adding_up(evidence.catalogue), longer_names)
    typed_days = count_typed_days(store, events, evidence.as_of, longer_names)
    at_day = table.iloc[: len(early)].set_index("event_id")
    rest = table.iloc[len(early) :].reset_index(drop=True)
    windows = _side_by_side(event, workspace, evidence, lengths, rest)
    return Maturing(day, at_day, typed.set_index(["event_id", "kpi"])["value"], typed_days, windows)


def _last(days: EventDays, length: int) -> date:
    return days.window_start + timedelta(days=length - 1)


def _cut(days: EventDays, day: int) -> EventDays:
    last = _last(days, day)
    return replace(days, window_end=min(days.window_end, last), roi_end=min(days.roi_end, last))


def _long(days: EventDays, length: int) -> EventDays:
    return replace(days, window_end=_last(days, length), roi_end=_last(days, length))


def _side_by_side(
    event: Event, workspace: Workspace, evidence: Evidence, lengths: list[int], rows: pd.DataFrame
) -> list[dict[str, Any]]:
    """Leads, qualified leads and revenue by length of the window; None where the KPI is not known by day."""
    windows = []
    for number, length in enumerate(lengths):
        ends_on = event.window_end(length)
        entry: dict[str, Any] = {
            "days": length,
            "ends_on": ends_on.isoformat(),
            "is_closed": evidence.as_of >= ends_on,
        }
        for kpi in SIDE_BY_SIDE:
            place = number + (len(lengths) if kpi == "revenue" else 0)
            found = float(rows[MEASURE_OF.get(kpi, kpi)].iloc[place])
            entry[kpi] = _with_rest(kpi, event, evidence, found)
        windows.append(entry)
    return windows


def _with_rest(kpi: str, event: Event, evidence: Evidence, found: float) -> float | None:
    """A dated count as the KPI's value: with the parts of revenue that have no days."""
    value = evidence.values[event.event_id, kpi]
    measure = evidence.measures.loc[event.event_id].get(MEASURE_OF.get(kpi, kpi))
    if value["state"] != "known" or plain_number(measure) is None or not _is_dated(kpi, event, evidence):
        return None
    return found if kpi != "revenue" else float(value["value"] - measure + found)


def _is_dated(kpi: str, event: Event, evidence: Evidence) -> bool:
    """Whether the value rests on days: not on a number people stated, nor on stages of the export's day."""
    stated = STATED.get(kpi) and getattr(event.facts.counts, STATED[kpi]) is not None
    undated = {"code": "stage_as_of_export", "kpi": kpi}
    return not stated and undated not in evidence.notes[event.event_id]


def add_forecasts(
    rows: list[Row], event: Event, workspace: Workspace, evidence: Evidence, maturing: Maturing
) -> list[Row]:
    """Scorecard rows with median and range of the final value where the KPI is provisional.

    `forecast_events` is how many former events it rests on; under three there is only their number. None
    where a value has no days.
    """
    by_id = {row["kpi"]: _forecast_row(row, event, workspace, evidence, maturing) for row in rows}
    return [
        row | (_return_of(row, by_id.get("revenue")) if row["kpi"] == "roi" else by_id[row["kpi"]])
        for row in rows
    ]


def _forecast_row(
    row: Row, event: Event, workspace: Workspace, evidence: Evidence, maturing: Maturing
) -> Row:
    if row["state"] != "provisional" or maturing.day < 1 or row["kpi"] == "roi":
        return dict(NOTHING)
    found = _forecast(evidence.catalogue[row["kpi"]], row, event, workspace, evidence, maturing)
    if found is None:
        return dict(NOTHING)
    forecast, unit, rest = found
    ends = (forecast.expected, forecast.lower, forecast.upper)
    values = [None if x is None else x * unit + rest for x in ends]
    return dict(zip(NOTHING, (*values, forecast.level, forecast.n_events), strict=True))


def _return_of(row: Row, revenue: Row | None) -> Row:
    """The return by the forecast of its revenue, at the cost known now."""
    cost = row["denominator"]
    if row["state"] != "provisional" or not cost or not revenue:
        return dict(NOTHING)
    ends = ("forecast", "forecast_lower", "forecast_upper")
    return revenue | {e: None if revenue[e] is None else (revenue[e] - cost) / cost for e in ends}


def _forecast(
    kpi: Kpi, row: Row, event: Event, workspace: Workspace, evidence: Evidence, maturing: Maturing
) -> tuple[Forecast, float, float] | None:
    """The forecast of what has days, its unit, and what is added to it."""
    pairs = {
        past.event_id: pair
        for past in evidence.events.values()
        if _is_former(kpi, past, event, workspace, evidence)
        and (pair := _pair(kpi, past, evidence, maturing)) is not None
    }
    now = _pair(kpi, event, evidence, maturing)
    unit = _usual_deal(evidence, list(pairs)) if kpi.unit == "money" else 1.0
    if now is None or unit is None:
        return None
    reached = [min(early, final) / unit for early, final in pairs.values()]
    finals = [final / unit for _, final in pairs.values()]
    # A target is of the whole value, of which the parts without days are no share.
    usual = (row["target_lower"], row["target"], row["target_upper"]) if kpi.unit != "money" else None
    forecast = forecast_final(reached, finals, now[1] / unit, usual)
    return forecast, unit, float(row["value"]) - now[1]


def _is_former(kpi: Kpi, past: Event, event: Event, workspace: Workspace, evidence: Evidence) -> bool:
    zone = workspace.timezone
    return (
        past.status != "cancelled"
        and past.event_id not in workspace.exclude_from_history
        and past.start_instant(zone) < event.start_instant(zone)
        and evidence.values[past.event_id, kpi.id]["state"] == "known"
        and past.window_end(window_days(kpi, workspace)) <= evidence.as_of
    )


def _pair(kpi: Kpi, past: Event, evidence: Evidence, maturing: Maturing) -> tuple[float, float] | None:
    """What an event had at the day, and has now; None where it is not known by day."""
    measure = MEASURE_OF.get(kpi.id, kpi.id)
    if measure in DATED:
        final = plain_number(evidence.measures.loc[past.event_id].get(measure))
        if final is None or final < 0 or not _is_dated(kpi.id, past, evidence):
            return None
        return float(maturing.at_day[measure].loc[past.event_id]), final
    return _typed_pair(kpi, past, evidence, maturing)


def _typed_pair(kpi: Kpi, past: Event, evidence: Evidence, maturing: Maturing) -> tuple[float, float] | None:
    """As `_pair`, of a sum that people typed on several days."""
    key = (past.event_id, kpi.id)
    if not kpi.adds_up or maturing.typed_days.get(key, 0) < FEWEST_DAYS:
        return None
    final, early = float(evidence.values[key]["value"]), float(maturing.typed.get(key, 0.0))
    # An export that tells more than what was typed has no days.
    return (early, final) if 0 <= early <= final else None


def _usual_deal(evidence: Evidence, event_ids: list[str]) -> float | None:
    """What a deal brings on average over former events: money comes in such lumps."""
    deals = evidence.measures.loc[event_ids, ["revenue_deals", "deals_won"]].sum()
    return float(deals["revenue_deals"] / deals["deals_won"]) if deals["deals_won"] else None
