"""How a group declares its KPIs: the record, with its words taken from `words.csv`."""

import csv
from functools import cache
from importlib.resources import files
from typing import Any

from kpilib.kpis.record import Formula, Kpi, Unit

LANGUAGES = ("es", "fi", "en")


@cache
def read_words() -> dict[str, dict[str, str]]:
    """Names and meanings of all KPIs: kpi -> en, es, fi, meaning_en, meaning_es, meaning_fi."""
    text = (files("kpilib.kpis") / "words.csv").read_text(encoding="utf-8")
    return {row["kpi"]: row for row in csv.DictReader(text.splitlines())}


def kpi(id: str, formula: Formula, unit: Unit, source: str, **fields: Any) -> Kpi:
    """One KPI of the catalogue; its type is its formula's unless stated."""
    words = read_words()[id]
    return Kpi(
        id=id,
        names={language: words[language] for language in LANGUAGES},
        meanings={language: words[f"meaning_{language}"] for language in LANGUAGES},
        formula=formula,
        unit=unit,
        source=source,
        **{"type": formula.type, **fields},
    )
