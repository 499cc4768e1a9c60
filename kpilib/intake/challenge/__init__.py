"""The rule "meaningful answer to the challenge question": what makes a registration qualified.

House definition. The rules are data (`rules.toml`); docs/challenge.md says them in plain words. Where
they cannot be sure, an answer is borderline: their suggestion counts until somebody decides.
"""

import re
from collections.abc import Mapping

import pandas as pd

from kpilib.intake.challenge.decisions import Borderline, Decisions, format_table, read_decisions
from kpilib.intake.challenge.judging import BORDERLINE, MEANINGFUL, Verdict, is_meaningful, judge, key_of
from kpilib.intake.challenge.rules import FIRST_VERSION, RULES, RULES_SHA256, RULES_VERSION
from kpilib.intake.headers import fold

__all__ = [
    "BORDERLINE",
    "FIRST_VERSION",
    "MEANINGFUL",
    "RULES",
    "RULES_SHA256",
    "RULES_VERSION",
    "Borderline",
    "Decisions",
    "Verdict",
    "are_meaningful",
    "challenge_column",
    "format_table",
    "is_challenge_question",
    "is_meaningful",
    "judge",
    "key_of",
    "read_decisions",
]

# Words of a header that say that a registration form asks for the challenge.
_ASKED = re.compile(
    r"\b(challeng\w*|obstacl\w*|struggl\w*|pain points?|desafios?|retos?|dificultad\w*|obstaculos?|"
    r"haast\w*|vaikeu\w*)\b"
)


def is_challenge_question(header: str) -> bool:
    """Whether the words of a header ask for a person's challenge."""
    return bool(_ASKED.search(fold(header)))


def are_meaningful(answers: pd.Series, decisions: Mapping[str, bool]) -> pd.Series:
    """Whether each answer counts, by decision or by the rules; a missing one does not.

    Parameters
    ----------
    answers : Series of str
        Masked, as they are stored: so a decision fits what people can read in their table.
    """
    known = {a: judge(a, decisions).is_meaningful for a in answers.dropna().unique()}
    return answers.map(lambda answer: known.get(answer, False)).astype(bool)


def challenge_column(others: pd.DataFrame) -> tuple[str | None, int]:
    """The column that asks for the challenge, and how many could be it.

    Of several the one with most answers, then the first by name: the order of columns plays no part.
    """
    asked = sorted(name for name in map(str, others.columns) if is_challenge_question(name))
    n_answers = (others != "").sum().to_dict()
    asked.sort(key=lambda name: -n_answers[name])
    return (asked[0] if asked else None), len(asked)
