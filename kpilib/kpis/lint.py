"""Is what the organisation measures worth measuring? SMART, followed up, balanced, no vanity."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kpilib.kpis.record import Kpi

Finding = dict[str, Any]
MONETARY = ("money", "return", "multiple")


@dataclass(frozen=True)
class Use:
    """How one KPI is used: what people wrote, and what is known of it now.

    Attributes
    ----------
    owner, measurer, cadence, due, okr : str
        As in `workspace.yml`; "" is not stated.
    goal : float or None
        What people want.
    has_target, has_value, has_earlier : bool
        Whether history gives an expected range, whether there is an actual value, and one before it.
    reached : tuple of two ints or None
        How many of how many earlier events reached the goal; None where it cannot be told.
    """

    owner: str = ""
    measurer: str = ""
    cadence: str = ""
    due: str = ""
    okr: str = ""
    goal: float | None = None
    has_target: bool = False
    has_value: bool = False
    has_earlier: bool = False
    reached: tuple[int, int] | None = None


def lint_kpi(kpi: Kpi, use: Use) -> list[Finding]:
    """What is wrong with one KPI in use, as codes with values.

    `not_smart` names the letters that are missing: specific (an owner), measurable (a measurer and a
    value), attainable (an expected range, or a goal; one that none of five or more earlier events reached
    is a wish), relevant (an objective or an OKR), time-scaled (a cadence or a due day). Reference:
    document 003, lines 79-81 (four letters, the fifth two lines later).
    """
    findings: list[Finding] = []
    missing = _missing_letters(kpi, use)
    if missing:
        findings.append({"code": "not_smart", "kpi": kpi.id, "missing": missing})
    if kpi.better != "none" and use.goal is None and not use.has_target:
        findings.append({"code": "no_goal_or_target", "kpi": kpi.id})
    if (use.goal is not None or use.has_target) and not use.has_value:
        findings.append({"code": "target_without_actual", "kpi": kpi.id})
    if use.has_value and not use.has_earlier:
        findings.append({"code": "no_earlier_value", "kpi": kpi.id})
    if kpi.is_vanity and use.goal is None and not use.okr:
        findings.append({"code": "vanity_without_goal", "kpi": kpi.id})
    return findings


def _missing_letters(kpi: Kpi, use: Use) -> list[str]:
    n_reached, n_events = use.reached or (0, 0)
    is_wish = n_events >= 5 and n_reached == 0
    holds = {
        "specific": bool(use.owner),
        "measurable": bool(use.measurer) and use.has_value,
        "attainable": use.has_target if use.goal is None else not is_wish,
        "relevant": bool(kpi.objective or use.okr),
        "time_scaled": bool(use.cadence or use.due),
    }
    return [letter for letter, held in holds.items() if not held]


def lint_balance(used: Iterable[Kpi]) -> list[Finding]:
    """What is wrong with the choice as a whole: no KPI at all, none of people and their attention (social),
    or none of money."""
    chosen = list(used)
    if not chosen:
        return [{"code": "no_kpis"}]
    is_monetary = any(kpi.unit in MONETARY for kpi in chosen)
    is_social = any(kpi.unit not in MONETARY and kpi.objective != "organisation" for kpi in chosen)
    lacking = [name for name, held in (("social", is_social), ("monetary", is_monetary)) if not held]
    return [{"code": "no_balance", "lacking": name} for name in lacking]


def lint_kpis(uses: Mapping[str, Use], catalogue: Mapping[str, Kpi]) -> list[Finding]:
    """All findings on the KPIs in use, in their order; the choice as a whole first."""
    used = [catalogue[name] for name in uses]
    return lint_balance(used) + [finding for kpi in used for finding in lint_kpi(kpi, uses[kpi.id])]
