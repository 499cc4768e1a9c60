"""What people answered."""

from datetime import date
from typing import Any

import ibis
import pandas as pd

from kpilib.measures.people import by_event
from kpilib.store import Store


def measure_survey(store: Store, as_of: date) -> pd.DataFrame:
    """Answers by item, per event. NPS only from 0-10 scales, CSAT and service from 1-5 scales.

    Service items are averaged per respondent first, so that a respondent weighs the same whatever
    the number of items answered.
    """
    rows = store.table("survey_answers")
    until = pd.Timestamp(as_of, tz="UTC") + pd.Timedelta(days=2)
    rows = rows.filter(rows.answered_at.isnull() | (rows.answered_at < ibis.literal(until)))
    per_person = rows.group_by(["event_id", "respondent_id", "item"]).aggregate(score=rows.score.mean())
    # Each respondent once: who was asked for both counts with the satisfaction.
    of_respondent = ibis.window(group_by=["event_id", "respondent_id"])
    has_csat = (per_person.item == "csat").any().over(of_respondent)
    only_score = (per_person.item == "satisfaction_score") & ~has_csat
    satisfied = (per_person.item == "csat") | only_score
    per_person = per_person.mutate(is_satisfaction=satisfied)
    item, score, satisfied = per_person.item, per_person.score, per_person.is_satisfaction
    nps, csat, ses = item == "nps", item == "csat", item == "ses"
    trouble, intent, ease = item == "technical_trouble", item == "purchase_intent", item == "ease_of_use"
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
            satisfaction_answers=(satisfied & score.notnull()).sum(),
            satisfaction_sum=_exact_sum(ibis.ifelse(satisfied, score, 0.0)),
            satisfaction_squares=_exact_sum(ibis.ifelse(satisfied, score * score, 0.0)),
            ease_answers=(ease & score.notnull()).sum(),
            ease_sum=_exact_sum(ibis.ifelse(ease, score, 0.0)),
            ease_squares=_exact_sum(ibis.ifelse(ease, score * score, 0.0)),
            intent_answers=(intent & score.notnull()).sum(),
            intent_yes=(intent & (score >= 0.5)).fill_null(False).sum(),
            comments_written=(item == "comment").sum(),
            feedback_givers=per_person.respondent_id.nunique(where=(item == "comment") | intent),
            trouble_answers=(trouble & score.notnull()).sum(),
            trouble_yes=(trouble & (score >= 0.5)).fill_null(False).sum(),
        ),
    )


def _exact_sum(column: Any) -> Any:
    """A sum of fractions that does not depend on the order of rows in its last digit."""
    return column.cast("decimal(28, 12)").sum().cast("float64")
