"""From a question or an objective to the KPIs that help to answer it."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import get_args

from kpilib.errors import ParamsError
from kpilib.kpis.catalogue import KPIS
from kpilib.kpis.declare import LANGUAGES
from kpilib.kpis.record import Kpi, Objective


@dataclass(frozen=True)
class Question:
    """One question of the documents: its words, where to look, and the objective behind it."""

    id: str
    objective: str
    texts: Mapping[str, str]
    look_at: Mapping[str, str]


@cache
def read_questions() -> dict[str, Question]:
    """Q01 to Q18."""
    text = (files("kpilib.kpis") / "questions.csv").read_text(encoding="utf-8")
    return {row["question"]: _question(row) for row in csv.DictReader(text.splitlines())}


def _question(row: Mapping[str, str]) -> Question:
    texts = {language: row[language] for language in LANGUAGES}
    look_at = {language: row[f"look_at_{language}"] for language in LANGUAGES}
    return Question(row["question"], row["objective"], texts, look_at)


def kpis_for(asked: str, catalogue: Mapping[str, Kpi] = KPIS) -> list[Kpi]:
    """KPIs that help with a question (Q04) or an objective (sales), in the catalogue's order.

    For Q17 all leading KPIs stand before the lagging ones that name it.

    Raises
    ------
    ParamsError
        Neither a question nor an objective.

    Examples
    --------
    >>> [kpi.id for kpi in kpis_for("Q02")]
    ['leads', 'qualified_leads']
    """
    name = asked.strip()
    questions, objectives = read_questions(), get_args(Objective)
    if name.upper() in questions:
        found = [kpi for kpi in catalogue.values() if name.upper() in kpi.questions]
        return sorted(found, key=lambda kpi: kpi.asks != "process") if name.upper() == "Q17" else found
    if name.lower() in objectives:
        return [kpi for kpi in catalogue.values() if kpi.objective == name.lower()]
    known = [*questions, *objectives]
    near = get_close_matches(name, known, n=1)
    remedy = f"Did you mean `{near[0]}`?" if near else "See `kpi kpis --question list`."
    raise ParamsError("--question", f"`{asked}`", f"one of {', '.join(known)}", remedy)
