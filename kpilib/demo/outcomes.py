"""What people typed about some events only: meetings, sales on the spot, questions, scores, other money."""

from typing import Any

from kpilib.demo.calendar import AS_OF, LIVE_REPORTS_FROM, MAILS_FROM, Plan
from kpilib.demo.dice import Dice
from kpilib.demo.flows import flow_names
from kpilib.demo.programme import programme_of

# Slides printed abroad; of one month the workspace states the exchange rate, of the other it does not.
_DOLLARS = {"leading-and-lagging": 120.0, "annual-targets": 90.0}
# What was tried in promotion for the first time.
_TRIED = {
    "plantilla-de-kpi": "Anuncios en Facebook e Instagram",
    "year-in-numbers": "Sponsored posts on LinkedIn",
    "mapas-estrategicos": "Anuncios en Meta y LinkedIn a la vez",
}
_MIXED_SCALES = "una-sola-pregunta"


def more_facts(plan: Plan, facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with what is known of the event beyond the usual."""
    found = dict(facts)
    if plan.slug in _TRIED:
        found["tried_new"] = _TRIED[plan.slug]
    if flow_names(plan):
        found["flows"] = flow_names(plan)
    if plan.slug in _DOLLARS:
        dollars = {"kind": "materials", "amount": _DOLLARS[plan.slug], "currency": "USD"}
        found["costs"] = [*facts["costs"], dollars]
    if plan.slug == _MIXED_SCALES:
        found["alignment"] = _two_scales(plan)
    if programme_of(plan):
        found["programme"] = programme_of(plan)
    if plan.is_held and plan.day < MAILS_FROM and plan.day.year >= 2024:
        # No tool's list of mailings was kept from before; how many were asked was written down.
        share = Dice("invited", plan.event_id).between(0.85, 0.95)
        found["counts"] = facts["counts"] | {"invited": round(facts["list_size"] * share)}
    if plan.is_held and plan.day >= LIVE_REPORTS_FROM:
        found["counts"] = facts["counts"] | _counts(plan)
        if plan.window_end <= AS_OF:
            useful = {"useful_content": not Dice("useful", plan.event_id).chance(0.2)}
            found["checklists"] = facts["checklists"] | useful
    return found


def _counts(plan: Plan) -> dict[str, int]:
    dice = Dice("counts", plan.event_id)
    known = {"purchases": dice.whole(0, 3)}
    # The English events' meetings stand in sales' own table; of one they were noted here as well.
    if plan.language != "en" or "typeform" in plan.notes:
        known["meetings"] = dice.whole(2, 7)
    before = dice.whole(4, 19)
    return known | {"questions_before": before, "questions_after": dice.whole(1, before)}


def _two_scales(plan: Plan) -> list[dict[str, Any]]:
    """One scored from 1 to 5, the other from 1 to 10: nobody agreed on a scale beforehand."""
    on = f"{plan.day.replace(day=1).isoformat()}"
    return [
        {"scorer": "Lucía R.", "scale": "1-5", "score": 4.0, "on": on},
        {"scorer": "Head of sales", "scale": "1-10", "score": 8.0, "on": on},
    ]
