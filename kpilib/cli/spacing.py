"""What `kpi check` says of the spacing of reviews."""

from collections.abc import Mapping, Sequence
from typing import Any

from kpilib.kpis import Kpi

MOST_PAIRS = 3


def spacing_lines(findings: Sequence[Mapping[str, Any]], catalogue: Mapping[str, Kpi]) -> list[str]:
    """One line for each finding; of pairs of events the newest."""
    lines = []
    for code in ("too_near", "too_rare"):
        pairs = [finding for finding in findings if finding["code"] == code]
        lines += [_pair(finding) for finding in reversed(pairs[-MOST_PAIRS:])]
        if len(pairs) > MOST_PAIRS:
            lines.append(f"{len(pairs) - MOST_PAIRS} more such pairs before these")
    lines += [
        f"too rare: the last event, {finding['events'][0]}, was {finding['days']} days ago, over "
        f"{finding['limit']}, and none is planned: a decline is seen late. Plan the next one."
        for finding in findings
        if finding["code"] == "long_since"
    ]
    others = [finding for finding in findings if "kpis" in finding]
    return lines + [_cadence(finding, catalogue) for finding in others]


def _pair(finding: Mapping[str, Any]) -> str:
    first, second = finding["events"]
    apart = f"{first} and {second} are {finding['days']} days apart"
    if finding["code"] == "too_near":
        return (
            f"too near: {apart}, under {finding['limit']}: what comes in may be due to either. "
            "Leave more days between them, or read their effects together."
        )
    return (
        f"too rare: {apart}, over {finding['limit']}: a decline is seen late. "
        "Review in between, or raise `review_days.most` in params/workspace.yml."
    )


def _cadence(finding: Mapping[str, Any], catalogue: Mapping[str, Kpi]) -> str:
    names = ", ".join(catalogue[kpi].names["en"] if kpi in catalogue else kpi for kpi in finding["kpis"])
    usual = f"events come every {finding['usual']:.0f} days"
    every = f"looked at every {finding['days']:.0f} days"
    if finding["code"] == "looked_at_more_often":
        return f"reviews too rare for {names}: to be {every}, {usual}. Look in between (`kpi kpis --values`)."
    return f"reviews too near for {names}: to be {every}, {usual}. Most reviews will show an old value."
