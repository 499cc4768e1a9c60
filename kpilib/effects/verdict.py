"""The verdict of one estimate, and what would help where there is none."""

from collections.abc import Sequence

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
