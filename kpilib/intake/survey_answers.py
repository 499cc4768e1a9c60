"""Answers of a survey as a tidy table, whatever tool asked: one row per respondent and question."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from kpilib.intake.headers import fold
from kpilib.intake.masking import Masker
from kpilib.intake.notes import Notes
from kpilib.intake.people import normal_email, person_id
from kpilib.intake.reading import Reading
from kpilib.intake.survey_items import Item, classify, one_question_each

# Questions that ask who somebody is, by their folded words: never answers of a survey.
_ASKS_ADDRESS = re.compile(r"mail|correo|sahkoposti|^(username|usuario|benutzername|nome de usuario)$")
_ASKS_NAME = re.compile(
    r"((what('s| is) )?your |please \w+ your )?((first|last|full|sur) ?)?name( \(.*\))?\??|"
    r"((cual es )?(su|tu) )?(nombre|apellidos?)( y apellidos?| completo)?\??|"
    r"((etu|suku)?nimesi|(etu|suku|koko )?nimi)\??|(seu )?(nome|sobrenome)( completo)?\??|"
    r"(ihr )?(vor|nach)?name\??"
)


@dataclass(frozen=True)
class Asked:
    """Columns of a form: what people answered, and which columns say who they are."""

    answers: pd.DataFrame
    emails: pd.Series
    names: list[pd.Series]


def set_apart(questions: pd.DataFrame, emails: pd.Series) -> Asked:
    """Answers without the columns that hold people's addresses and names.

    Parameters
    ----------
    questions : DataFrame of str
        One column per question.
    emails : Series of str
        Addresses the tool itself has collected; where empty, a question's answer stands in.
    """
    asked = [q for q in map(str, questions.columns) if _ASKS_ADDRESS.search(fold(q))]
    addresses = [q for q in asked if _holds_addresses(questions[q])]
    for question in addresses:
        emails = emails.where(emails != "", questions[question])
    names = [q for q in map(str, questions.columns) if _ASKS_NAME.fullmatch(fold(q))]
    return Asked(questions.drop(columns=[*addresses, *names]), emails, [questions[q] for q in names])


def _holds_addresses(cells: pd.Series) -> bool:
    filled = cells[cells != ""]
    return bool(len(filled)) and (filled.map(normal_email) != "").mean() > 0.5


def items_of(answers: pd.DataFrame, choices: Mapping[str, Sequence[str]], notes: Notes) -> dict[str, Item]:
    """What each question measures, with at most one question each for NPS and satisfaction."""
    items = {}
    for question in map(str, answers.columns):
        given = answers[question]
        items[question] = classify(question, choices.get(question, []), given[given != ""], notes)
    return one_question_each(items, notes)


# A survey is answered after its event; a month later it is another one's.
_DAYS_TO_ANSWER = pd.Timedelta(days=31)


def warn_of_answer_days(answered_at: pd.Series, reading: Reading, notes: Notes) -> None:
    """Warns of answers before the event, and of those so late that they are another event's."""
    if reading.starts_at is None:
        return
    after = answered_at.dropna() - pd.Timestamp(reading.starts_at)
    is_late = (after > _DAYS_TO_ANSWER) & (not reading.is_prerecorded)
    n = int(((after < -pd.Timedelta(days=1)) | is_late).sum())
    notes.warn_count("other_days", n, expected=f"{reading.starts_at:%Y-%m-%d}")


def respondents_table(
    event_id: str, respondent_ids: pd.Series, emails: pd.Series, answered_at: pd.Series, reading: Reading
) -> pd.DataFrame:
    """One row per respondent; the person is missing where the survey was anonymous."""
    normal = emails.map(normal_email)
    people = {email: person_id(reading.key, email) if email else None for email in normal.unique()}
    return pd.DataFrame(
        {
            "event_id": pd.Series(event_id, index=emails.index, dtype="str"),
            "respondent_id": respondent_ids,
            "person_id": pd.Series([people[e] for e in normal], index=emails.index, dtype="str"),
            "answered_at": answered_at,
        }
    )


def answers_table(
    respondents: pd.DataFrame, answers: pd.DataFrame, items: Mapping[str, Item], masked: Masker
) -> pd.DataFrame:
    """Table `survey_answers`; personal data inside free text are masked."""
    parts = [_answers(respondents, q, item, answers[q], masked) for q, item in items.items()]
    return pd.concat(parts) if parts else _no_answers(respondents)


def _answers(
    respondents: pd.DataFrame, question: str, item: Item, answers: pd.Series, masked: Masker
) -> pd.DataFrame:
    given = answers[answers != ""]
    texts = masked.mask_all(given)
    is_number = given.str.fullmatch(r"\d+")
    return respondents.loc[given.index].assign(
        item=item.name,
        question=question,
        scale_lower=item.lower if item.lower is not None else float("nan"),
        scale_upper=item.upper if item.upper is not None else float("nan"),
        score=item.scores.reindex(given.index),
        answer=texts.where(~is_number),
    )


def _no_answers(respondents: pd.DataFrame) -> pd.DataFrame:
    nothing = dict.fromkeys(("scale_lower", "scale_upper", "score"), float("nan"))
    return respondents.iloc[:0].assign(item="", question="", answer="", **nothing)


def survey_totals(table: pd.DataFrame) -> dict[str, float]:
    """Respondents, and for the NPS question promoters (9, 10), passives (7, 8), detractors (0 to 6)."""
    totals: dict[str, float] = {"respondents": table["respondent_id"].nunique(), "answers": len(table)}
    scores = table.loc[table["item"] == "nps", "score"]
    if len(scores):
        promoters, detractors = int((scores >= 9).sum()), int((scores <= 6).sum())
        totals |= {
            "nps_n": len(scores),
            "promoters": promoters,
            "passives": len(scores) - promoters - detractors,
            "detractors": detractors,
            "nps": 100 * (promoters - detractors) / len(scores),
        }
    satisfaction = table.loc[table["item"] == "csat", "score"].dropna()
    if len(satisfaction):
        totals |= {"csat_n": len(satisfaction), "csat": float((satisfaction >= 4).mean())}
    return totals


def is_scale_question(header: str) -> bool:
    """Whether a header is worded as a question or names a scale."""
    return bool(re.search(r"[?\u00bf]|\(\d+ ?[-\u2013] ?\d+\)", header))
