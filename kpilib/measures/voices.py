"""What people said around one event: scores and comments of its survey, questions and polls."""

from datetime import date

import ibis
import ibis.expr.types as ir
import pandas as pd

from kpilib.store import Store


def read_ratings(store: Store, event_id: str, as_of: date) -> pd.DataFrame:
    """Scores from 1 to 5, one row per respondent and question: respondent_id, item, question, score.

    A question whose scale nobody stated counts if all its answers lie within 1 and 5.
    """
    rows = _answers(store, event_id, as_of)
    rows = rows.filter(rows.score.notnull())
    means = rows.group_by(["respondent_id", "item", "question"]).aggregate(
        score=rows.score.mean(), scale_lower=rows.scale_lower.min(), scale_upper=rows.scale_upper.max()
    )
    of_question = ibis.window(group_by="question")
    lower = ibis.coalesce(means.scale_lower, ibis.least(means.score.min().over(of_question), 1.0))
    upper = ibis.coalesce(means.scale_upper, ibis.greatest(means.score.max().over(of_question), 5.0))
    kept = means.mutate(is_on_five=(lower == 1) & (upper == 5)).filter(lambda t: t.is_on_five)
    kept = kept.select("respondent_id", "item", "question", "score")
    return store.execute(kept.order_by(["question", "respondent_id"]))


def read_comments(store: Store, event_id: str, as_of: date) -> pd.DataFrame:
    """Comments of the survey, masked: respondent_id, answer."""
    rows = _answers(store, event_id, as_of)
    rows = rows.filter((rows.item == "comment") & rows.answer.notnull())
    return store.execute(rows.select("respondent_id", "answer").order_by(["respondent_id", "answer"]))


def count_respondents(store: Store, event_id: str, as_of: date) -> int:
    """People who answered anything in the survey."""
    rows = _answers(store, event_id, as_of)
    return int(store.execute(rows.aggregate(n=rows.respondent_id.nunique()))["n"].iloc[0])


def _answers(store: Store, event_id: str, as_of: date) -> ir.Table:
    rows = store.table("survey_answers")
    until = ibis.literal(pd.Timestamp(as_of, tz="UTC") + pd.Timedelta(days=2))
    return rows.filter((rows.event_id == event_id) & (rows.answered_at.isnull() | (rows.answered_at < until)))


def count_live(store: Store, event_id: str) -> dict[str, int]:
    """Questions asked in the session, those answered, and answers to its polls."""
    asked, polls = (store.table(name) for name in ("questions", "poll_answers"))
    asked, polls = asked.filter(asked.event_id == event_id), polls.filter(polls.event_id == event_id)
    answered = (asked.is_answered | asked.is_live_answered).fill_null(False)
    questions = store.execute(asked.aggregate(n=asked.count(), answered=answered.sum())).iloc[0]
    n_polls = store.execute(polls.aggregate(n=polls.count()))["n"].iloc[0]
    n_answered = questions["answered"]
    return {
        "questions": int(questions["n"]),
        "answered": 0 if pd.isna(n_answered) else int(n_answered),
        "poll_answers": int(n_polls),
    }
