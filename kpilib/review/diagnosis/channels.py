"""What came of earlier events for which a channel did go out that was left out this time."""

from typing import Any

from kpilib.kpis.comparisons import limits_in
from kpilib.params import Event, Workspace
from kpilib.review.comparisons import settled_value
from kpilib.review.evidence import Evidence, history_until, is_history

FEWEST_EVENTS = 3
RATE = "attendance_rate"


def compare_channels(
    event: Event, workspace: Workspace, evidence: Evidence, kpis: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """For each channel left out here: how many of those registered came at earlier events that used it.

    `k` of `n` people over `events` earlier events, `value` the share here. `is_clear`: the share here is
    under the natural limits of these events. Empty where attendance is not red, or was so under three events.
    """
    listed = event.facts.checklists.channels
    row = next((r for r in kpis if r["kpi"] == RATE), None)
    if listed is None or row is None or row["zone"] != "red" or RATE not in evidence.catalogue:
        return []
    found = (_compare(name, row["value"], event, workspace, evidence) for name in listed.left_out)
    return [entry for entry in found if entry is not None]


def _compare(
    channel: str, here: float, event: Event, workspace: Workspace, evidence: Evidence
) -> dict[str, Any] | None:
    kpi, zone = evidence.catalogue[RATE], workspace.timezone
    earlier = sorted(
        (past for past in evidence.events.values() if _sent(channel, past)),
        key=lambda past: past.start_instant(zone),
    )
    last, days = history_until(event, evidence), workspace.window_days
    before = [past for past in earlier if is_history(past, event, last, days, workspace)]
    values = [value for past in before if (value := settled_value(kpi, past, workspace, evidence))]
    if len(values) < FEWEST_EVENTS:
        return None
    k, n = (float(sum(value[name] for value in values)) for name in ("numerator", "denominator"))
    xmr = limits_in(kpi.unit, [float(value["value"]) for value in values], here)
    is_clear = xmr is not None and here < xmr.lower
    return {
        **{"channel": channel, "value": here, "events": len(values)},
        **{"k": k, "n": n, "with": k / n if n else None, "is_clear": is_clear},
    }


def _sent(channel: str, event: Event) -> bool:
    listed = event.facts.checklists.channels
    if listed is None:
        return False
    return channel.strip().casefold() in {name.strip().casefold() for name in listed.sent}
