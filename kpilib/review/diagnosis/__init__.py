"""Why something is red: four checks in the documents' order, five branches, and what goes with what."""

from kpilib.review.diagnosis.branches import describe_branches
from kpilib.review.diagnosis.case import Case, Finding
from kpilib.review.diagnosis.checks import describe_checks
from kpilib.review.diagnosis.verdict import find_verdict

__all__ = ["Case", "Finding", "diagnose"]


def diagnose(case: Case) -> list[Finding]:
    """The red KPIs, the four checks, the five branches and the verdict, as codes with values.

    Without a red KPI there is nothing to diagnose. Every finding is evidence, none is proof: it says what
    is out of order beside the red KPIs, not what made them red.
    """
    if not case.reds:
        return []
    checks = describe_checks(case)
    branches = describe_branches(case, checks)
    red: Finding = {"code": "red", "kpis": list(case.reds)}
    return [red, *checks, *branches, find_verdict(case, checks, branches)]
