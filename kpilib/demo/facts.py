"""The demo's params files: what people typed about each event."""

from datetime import date, timedelta
from typing import Any

from kpilib.demo.calendar import (
    AS_OF,
    COVERED_FROM,
    LIVE_REPORTS_FROM,
    PLANS,
    SERIES,
    WINDOW_DAYS,
    Plan,
)
from kpilib.demo.dice import Dice
from kpilib.demo.fact_words import (
    ACTIONS,
    CHANNELS,
    HOLIDAY,
    KIT,
    LEARNT,
    LEARNT_OF_TROUBLE,
    REUSE,
    STORM,
    TOPIC_ANALYSIS,
    TROUBLE_ACTIONS,
)
from kpilib.demo.outcomes import more_facts
from kpilib.demo.post_words import RECORDING
from kpilib.params import Event

_SPONSORS = {
    "roi-de-eventos": 400.0,
    "tableros-para-direccion": 500.0,
    "kpi-para-pymes": 600.0,
    "plantilla-de-kpi": 900.0,
    "una-sola-pregunta": 600.0,
    "strategy-maps-live": 700.0,
    "mapas-estrategicos": 800.0,
}
_FIRST_CHECKLIST, _FIRST_GOALS, _FIRST_ACTIONS = date(2024, 1, 1), date(2025, 9, 1), date(2026, 1, 1)
_EXPERT_RATE, _PROMOTION_RATE, _PLATFORM = 45.0, 32.0, 79.0


def sponsorship_of(plan: Plan) -> float:
    """Sponsors' money for one event, in euros."""
    return _SPONSORS.get(plan.slug, 0.0)


def demo_events() -> list[Event]:
    """All events of the demo as their params files say it, by day."""
    return [_event(plan) for plan in PLANS]


def _event(plan: Plan) -> Event:
    return Event.model_validate(
        {
            "event_id": plan.event_id,
            "title": plan.title,
            "starts_at": plan.starts_at.isoformat(timespec="minutes"),
            "ends_at": plan.ends_at.isoformat(timespec="minutes"),
            "timezone": plan.timezone,
            "language": plan.language,
            "format": plan.format,
            "series": SERIES[plan.language],
            "topic": plan.topic,
            "status": _status(plan),
            "as_of": AS_OF.isoformat(),
            "facts": _facts(plan),
        }
    )


def _status(plan: Plan) -> str:
    if plan.is_cancelled:
        return "cancelled"
    return "held" if plan.is_held else "planned"


def _facts(plan: Plan) -> dict[str, Any]:
    dice = Dice("facts", plan.event_id)
    facts: dict[str, Any] = {"list_size": list_size(dice, plan.day), "alignment": _alignment(dice, plan)}
    if plan.is_cancelled:
        return facts | {"external_factors": [_factor(plan, "speaker", "")]}
    facts |= {"costs": _costs(dice, plan), "campaigns": [f"{plan.event_id}*"]}
    if plan.day >= LIVE_REPORTS_FROM:
        facts["content"] = [RECORDING[plan.language].format(title=plan.title)]
    facts |= {"promotion_days": [_after(plan, -days) for days in (14, 7, 1)]}
    facts |= {"external_factors": _external_factors(plan)}
    if plan.day >= _FIRST_ACTIONS:
        facts["topic_analysis"] = _topic_analysis(plan)
    if plan.day >= _FIRST_GOALS:
        facts["goals"] = _goals(plan)
    if plan.day >= _FIRST_CHECKLIST:
        facts["checklists"] = _checklists(dice, plan)
    return more_facts(plan, facts | (_afterwards(dice, plan) if plan.is_held else {}))


def list_size(dice: Dice, day: date) -> int:
    """Addresses on the mailing list on a day."""
    return 2400 + int((day - COVERED_FROM).days * 6.1) + dice.whole(-60, 60)


def _after(plan: Plan, days: int) -> str:
    return (plan.day + timedelta(days=days)).isoformat()


def _costs(dice: Dice, plan: Plan) -> list[dict[str, Any]]:
    recorded = 8 if plan.format == "pre-recorded" else 0
    return [
        {"kind": "expert_time", "hours": float(dice.whole(12, 22) + recorded), "rate": _EXPERT_RATE},
        {"kind": "promotion_time", "hours": float(dice.whole(5, 12)), "rate": _PROMOTION_RATE},
        {"kind": "platform", "amount": _PLATFORM},
    ]


def _goals(plan: Plan) -> dict[str, float]:
    wished = 300 if "viral" in plan.notes else plan.registrations
    return {
        "registrations": float(round(wished * 1.05, -1)),
        "attendance_rate": 0.5,
        "leads": float(max(20, round(wished * 0.2, -1))),
        "nps": 40.0,
    }


def _factor(plan: Plan, kind: str, note: str) -> dict[str, Any]:
    return {"on": plan.day.isoformat(), "kind": kind, "note": note}


def _external_factors(plan: Plan) -> list[dict[str, Any]]:
    notes = {"holiday": HOLIDAY, "storm": STORM}
    return [_factor(plan, kind, note[plan.language]) for kind, note in notes.items() if kind in plan.notes]


def _checklists(dice: Dice, plan: Plan) -> dict[str, Any]:
    forgotten = {"Reminder"} if "trouble" in plan.notes else {"Partner"} if dice.chance(0.3) else set()
    sent = [c for c in CHANNELS if c not in forgotten]
    lists: dict[str, Any] = {"kit": {point: not dice.chance(0.08) for point in KIT}}
    lists["channels"] = {"planned": list(CHANNELS), "sent": sent if plan.is_held else sent[:2]}
    if plan.is_held and plan.window_end <= AS_OF:
        points = ("timing", "description", "timestamps", "subtitles", "backlink")
        lists["video"] = {point: not dice.chance(0.15) for point in points}
    return lists


def _alignment(dice: Dice, plan: Plan) -> list[dict[str, Any]]:
    scorers = ["Lucía R.", "Head of sales", "Eero S."][: dice.whole(1, 3)]
    return [
        {"scorer": scorer, "scale": "1-5", "score": float(dice.whole(3, 5)), "on": _after(plan, -28)}
        for scorer in scorers
    ]


def _afterwards(dice: Dice, plan: Plan) -> dict[str, Any]:
    money = sponsorship_of(plan)
    known: dict[str, Any] = {
        "revenue": [{"kind": "sponsorship", "amount": money}] if money else [],
        "counts": _counts(dice, plan),
    }
    if plan.day >= _FIRST_ACTIONS:
        known["actions"] = _actions(plan)
    if plan.window_end <= AS_OF:
        known["answers"] = {"Q03": REUSE[plan.language]} | _learnt(plan)
    return known


def _topic_analysis(plan: Plan) -> dict[str, str]:
    analyses = TOPIC_ANALYSIS[plan.language]
    text, result = analyses[plan.day.month % len(analyses)]
    return {"text": text, "result": result}


def _learnt(plan: Plan) -> dict[str, str]:
    if plan.day < _FIRST_ACTIONS:
        return {}
    return LEARNT_OF_TROUBLE if "trouble" in plan.notes else LEARNT[plan.language]


def _counts(dice: Dice, plan: Plan) -> dict[str, Any]:
    attended = round(plan.registrations * plan.attendance)
    counts: dict[str, Any] = {"follow_ups": dice.whole(3, 12)}
    if plan.day + timedelta(days=WINDOW_DAYS) <= AS_OF:
        counts["downloads"] = round(attended * dice.between(0.3, 0.8))
    if plan.format == "live":
        worst = (
            (16, 7, 11) if "trouble" in plan.notes else (dice.whole(0, 2), dice.whole(0, 1), dice.whole(0, 1))
        )
        counts["complaints"] = dict(zip(("sound", "image", "connection"), worst, strict=True))
    return counts


def _actions(plan: Plan) -> list[dict[str, Any]]:
    chosen = TROUBLE_ACTIONS if "trouble" in plan.notes else ACTIONS[plan.language]
    return [
        {
            "what": what,
            "owner": owner,
            "due": _after(plan, days),
            "kpi": kpi,
            "expected_change": change,
            # The first was done in time; the others wait.
            "status": "done" if number == 0 and plan.day + timedelta(days=days) < AS_OF else "open",
        }
        for number, (what, owner, days, kpi, change) in enumerate(chosen)
    ]
