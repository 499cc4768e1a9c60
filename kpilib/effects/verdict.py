"""Verdicts: of one estimate, and of three independent ways side by side (never added up)."""

from collections.abc import Sequence
from typing import Any

from kpilib.effects.credit import EventCredit
from kpilib.effects.people import PeopleEffect
from kpilib.effects.record import Effect

HELPFUL_DAYS = 180


def decide_verdict(lower: float, upper: float, smallest_relevant: float | None) -> str:
    """The verdict of an interval: "more", "fewer", "no effect seen" or "cannot tell", tested in this order.

    "No effect seen" needs a `smallest_relevant`: the whole interval inside minus and plus it, both included.
    """
    if lower > 0:
        return "more"
    if upper < 0:
        return "fewer"
    if smallest_relevant is not None and -smallest_relevant <= lower and upper <= smallest_relevant:
        return "no effect seen"
    return "cannot tell"


def suggest_helps(effect: Effect, covariates: Sequence[str], controls: Sequence[str]) -> tuple[str, ...]:
    """What would make the interval narrower; empty unless the verdict is "cannot tell"."""
    if effect.verdict != "cannot tell":
        return ()
    is_overlapping = any(warning["code"] == "events_overlap" for warning in effect.warnings)
    wishes = [
        ("longer_history", effect.n_days_used < HELPFUL_DAYS),
        ("control_series", not controls),
        ("events_apart", is_overlapping),
        ("campaign_record", not covariates),
    ]
    return tuple(code for code, holds in wishes if holds)


def triangulate(
    effect: Effect | None, people_effect: PeopleEffect | None, credit: EventCredit | None
) -> dict[str, Any]:
    """Daily series, people and CRM side by side.

    Parameters
    ----------
    effect, people_effect : records or None where a way is missing.
    credit : EventCredit or None
        A count of credited leads. It can stand against the effect's range, but is no effect itself.

    Returns
    -------
    dict
        `verdict`: "agree", "differ", or "cannot tell" where fewer than two ways say anything. `why`: codes.
    """
    says = {
        "daily": _direction(effect.verdict if effect else None),
        "people": _direction(people_effect.verdict if people_effect else None),
        "credit": None if credit is None else int(credit.upper > 0),
    }
    known = {way: word for way, word in says.items() if word is not None}
    is_apart = _credit_is_apart(effect, credit)
    if len(known) < 2:
        return {"verdict": "cannot tell", "why": _silent_codes(says)}
    if len(set(known.values())) == 1 and not is_apart:
        return {"verdict": "agree", "why": []}
    return {"verdict": "differ", "why": _reasons(says, effect, credit)}


def _direction(verdict: str | None) -> int | None:
    words = {"more": 1, "fewer": -1, "no effect seen": 0, "no difference seen": 0}
    return None if verdict is None else words.get(verdict)


def _credit_is_apart(effect: Effect | None, credit: EventCredit | None) -> bool:
    if credit is None or effect is None or effect.effect_lower is None or effect.effect_upper is None:
        return False
    if effect.verdict == "cannot tell":
        return False
    return credit.upper < effect.effect_lower or credit.lower > effect.effect_upper


def _silent_codes(says: dict[str, int | None]) -> list[str]:
    return ["too_little_data", *(f"{way}_silent" for way, word in says.items() if word is None)]


def _reasons(says: dict[str, int | None], effect: Effect | None, credit: EventCredit | None) -> list[str]:
    """The likely reasons why the ways differ; "unexplained" if none is seen."""
    codes = {warning["code"] for warning in effect.warnings} if effect else set()
    upper = effect.effect_upper if effect else None
    daily, people = says["daily"], says["people"]
    found = [
        ("selection", people == 1 and daily is not None and daily < 1),
        (
            "credit_for_leads_that_come_anyway",
            credit is not None and upper is not None and credit.lower > upper,
        ),
        ("leads_without_touch", credit is not None and _falls_short(effect, credit)),
        ("overlap", "events_overlap" in codes),
        ("campaign", daily == 1 and people is not None and people < 1),
    ]
    return [code for code, holds in found if holds] or ["unexplained"]


def _falls_short(effect: Effect | None, credit: EventCredit) -> bool:
    return effect is not None and effect.effect_lower is not None and credit.upper < effect.effect_lower
