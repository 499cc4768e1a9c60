"""What is not settled about the KPIs in use, in words."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kpilib.language import Language

Finding = Mapping[str, Any]


def lint_sentences(findings: Iterable[Finding], language: Language, name: Callable[[str], str]) -> list[str]:
    """One sentence for each kind of finding, with the names of the KPIs it concerns."""
    grouped: dict[tuple[str, tuple[str, ...], str], list[Finding]] = {}
    for finding in findings:
        kind = (finding["code"], tuple(finding.get("missing", ())), finding.get("lacking", ""))
        grouped.setdefault(kind, []).append(finding)
    return [_sentence(*kind, found, language, name) for kind, found in grouped.items()]


def _sentence(
    code: str,
    missing: tuple[str, ...],
    lacking: str,
    found: list[Finding],
    language: Language,
    name: Callable[[str], str],
) -> str:
    values = {
        "kpis": ", ".join(name(finding["kpi"]) for finding in found if "kpi" in finding),
        "missing": language.list_of([language.say(f"smart.{letter}") for letter in missing]),
    }
    if lacking:
        values["lacking"] = language.say(f"lacking.{lacking}")
    return language.say(f"lint.{code}", **values)
