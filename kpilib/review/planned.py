"""What is told of an event that lies ahead: the day of its plan, and the goal it is about."""

from typing import Any

from kpilib.params import Workspace
from kpilib.review.evidence import catalogue_of
from kpilib.review.plan import read_plan


def describe_frozen(workspace: Workspace, event_id: str) -> dict[str, Any] | None:
    """`made_on` of a whole plan, and `goal`: its primary KPI's (else its first) as a row that is printed.

    None without a plan, or where the file was altered since.
    """
    plan = read_plan(workspace, event_id)
    if plan is None or not plan.is_whole:
        return None
    goals = plan.content["goals"]
    kpi = plan.content.get("primary_kpi") or next(iter(goals), "")
    catalogue = catalogue_of(workspace)
    # An own KPI may have gone since the plan was made.
    known = catalogue.get(kpi) if kpi in goals else None
    goal = None
    if known is not None:
        names = dict(known.names) if known.is_own else None
        goal = {"kpi": kpi, "names": names, "value": goals[kpi], "unit": known.unit}
    return {"made_on": plan.content["made_on"], "goal": goal}
