"""What people answered, and what visitors of the website did."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import pandas as pd

from kpilib.measures.people import Notes, by_event
from kpilib.store import Store

if TYPE_CHECKING:
    from kpilib.measures.compute import EventDays


def measure_survey(store: Store, as_of: date) -> pd.DataFrame:
    """Answers by item, per event. NPS only from 0-10 scales, CSAT and service from 1-5 scales.

    Service items are averaged per respondent first, so that a respondent weighs the same whatever
    the number of items answered.
    """
    rows = store.table("survey_answers")
    until = pd.Timestamp(as_of, tz="UTC") + pd.Timedelta(days=2)
    rows = rows.filter(rows.answered_at.isnull() | (rows.answered_at < ibis.literal(until)))
    per_person = rows.group_by(["event_id", "respondent_id", "item"]).aggregate(score=rows.score.mean())
    item, score = per_person.item, per_person.score
    nps, csat, ses = item == "nps", item == "csat", item == "ses"
    trouble = item == "technical_trouble"
    return by_event(
        store,
        per_person.group_by("event_id").aggregate(
            survey_responses=per_person.respondent_id.nunique(),
            nps_answers=(nps & score.notnull()).sum(),
            nps_promoters=(nps & (score >= 9)).fill_null(False).sum(),
            nps_detractors=(nps & (score <= 6)).fill_null(False).sum(),
            csat_answers=(csat & score.notnull()).sum(),
            csat_top=(csat & (score >= 4)).fill_null(False).sum(),
            ses_answers=(ses & score.notnull()).sum(),
            ses_sum=_exact_sum(ibis.ifelse(ses, score, 0.0)),
            ses_squares=_exact_sum(ibis.ifelse(ses, score * score, 0.0)),
            trouble_answers=(trouble & score.notnull()).sum(),
            trouble_yes=(trouble & (score >= 0.5)).fill_null(False).sum(),
        ),
    )


def _exact_sum(column: Any) -> Any:
    """A sum of fractions that does not depend on the order of rows in its last digit."""
    return column.cast("decimal(28, 12)").sum().cast("float64")


VISITORS = ("users", "active users", "total users")


def measure_web(store: Store, events: Sequence["EventDays"], as_of: date, notes: Notes) -> pd.DataFrame:
    """Visitors and conversions of the one web export whose range shares most days with the event's
    window; over its whole range, which is named."""
    web = store.execute(store.table("web").order_by(["file_id", "report", "dimension", "measure", "member"]))
    wanted = web[web["measure"].isin([*VISITORS, "sessions", "key events"])]
    reports = _web_reports(wanted[wanted["ends_on"] <= pd.Timestamp(as_of)])
    measured = {}
    for event in events:
        best = _best_report(reports, event)
        if best is not None:
            measured[event.event_id] = {"visitors": best["visitors"], "conversions": best["conversions"]}
            notes[event.event_id].append(
                {
                    "code": "web_range",
                    "kpi": "conversion_rate",
                    "from": f"{best['starts_on']:%Y-%m-%d}",
                    "to": f"{best['ends_on']:%Y-%m-%d}",
                    "visitors": best["basis"],
                }
            )
    return pd.DataFrame.from_dict(measured, orient="index", columns=["visitors", "conversions"]).rename_axis(
        "event_id"
    )


def _web_reports(web: pd.DataFrame) -> pd.DataFrame:
    """One row per export that holds both visitors and conversions."""
    keys = ["file_id", "report", "dimension", "starts_on", "ends_on"]
    wide = web.pivot_table(index=keys, columns="measure", values="value", aggfunc="sum").reset_index()
    if "key events" not in wide.columns:
        return pd.DataFrame(columns=[*keys, "visitors", "conversions", "basis"])
    basis = next((m for m in (*VISITORS, "sessions") if m in wide.columns), None)
    if basis is None:
        return pd.DataFrame(columns=[*keys, "visitors", "conversions", "basis"])
    wide = wide.assign(visitors=wide[basis], basis=basis)
    if basis != "sessions" and "sessions" in wide.columns:
        without = wide["visitors"].isna()
        wide = wide.assign(
            visitors=wide["visitors"].fillna(wide["sessions"]), basis=wide["basis"].mask(without, "sessions")
        )
    wide = wide.rename(columns={"key events": "conversions"})
    return wide.dropna(subset=["visitors", "conversions"])[[*keys, "visitors", "conversions", "basis"]]


def _best_report(reports: pd.DataFrame, event: "EventDays") -> pd.Series | None:
    if reports.empty:
        return None
    start, end = pd.Timestamp(event.window_start), pd.Timestamp(event.window_end)
    last = reports["ends_on"].where(reports["ends_on"] < end, end)
    first = reports["starts_on"].where(reports["starts_on"] > start, start)
    shared = (last - first).dt.days + 1
    candidates = reports.assign(shared=shared)[shared > 0]
    if candidates.empty:
        return None
    length = (candidates["ends_on"] - candidates["starts_on"]).dt.days
    # Users do not add up over channels: where the export has its own total, that counts.
    is_total = candidates["dimension"] == "total"
    ranked = candidates.assign(length=length, is_total=is_total).sort_values(
        ["shared", "is_total", "length", "file_id"], ascending=[False, False, True, True]
    )
    return ranked.iloc[0]
