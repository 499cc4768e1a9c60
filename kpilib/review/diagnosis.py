"""Where to look first when something is red: the documents' order, with its evidence."""

from typing import Any

from kpilib.kpis.guards import FEWEST_ANSWERS, TROUBLE_SHARE
from kpilib.params import Event


def diagnose(event: Event, kpis: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings in the order in which causes are to be ruled out.

    First the channels, then technical trouble; only when both were looked at and are in order, the
    topic or its wording is what remains. Without a red KPI there is nothing to diagnose.
    """
    red = [row["kpi"] for row in kpis if row["zone"] == "red"]
    if not red:
        return []
    gates = [_channels(event), _trouble(kpis)]
    findings = [
        gate
        for gate in gates
        if gate is not None and gate["code"] not in ("channels_complete", "trouble_low")
    ]
    if all(g is not None and g["code"] in ("channels_complete", "trouble_low") for g in gates):
        findings.append({"code": "topic"})
    not_known = [name for name, gate in zip(("channels", "trouble"), gates, strict=True) if gate is None]
    if not_known:
        findings.append({"code": "not_known", "what": not_known})
    return [{"code": "red", "kpis": red}, *findings]


def _channels(event: Event) -> dict[str, Any] | None:
    """The channel checklist; None where nobody kept one."""
    listed = event.facts.checklists.channels
    if listed is None or not listed.planned:
        return None
    left_out = listed.left_out
    return (
        {"code": "channels_incomplete", "channels": left_out} if left_out else {"code": "channels_complete"}
    )


def _trouble(kpis: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Technical trouble in the survey; None where too few answered."""
    row = next((r for r in kpis if r["kpi"] == "technical_trouble_rate"), None)
    if row is None or row["value"] is None or (row["denominator"] or 0) < FEWEST_ANSWERS:
        return None
    if row["value"] < TROUBLE_SHARE:
        return {"code": "trouble_low"}
    return {"code": "technical", "value": row["value"], "k": row["numerator"], "n": row["denominator"]}
