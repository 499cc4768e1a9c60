"""The documents' five branches of a low score, each with its evidence and how strong it is."""

from collections.abc import Iterable
from typing import Any

from kpilib.kpis.guards import FEWEST_ANSWERS
from kpilib.review.diagnosis.case import Case, Finding, Row
from kpilib.review.diagnosis.checks import TROUBLE, is_high

BRANCHES = {
    "programme": ("minutes_per_attendee",),
    "place": (TROUBLE, "complaints", "ease_of_use"),
    "networking": ("engagement_rate",),
    "content": ("csat", "satisfaction_score", "ses", "content_downloads"),
    "communication": ("email_open_rate", "email_click_rate"),
}
# Files are fetched or not for many reasons: fewer downloads alone are a slight sign of poor content.
SLIGHT_AT_MOST = ("content_downloads",)
SIGNALS = ("none", "slight", "strong")  # weakest first
# Who could not hear leaves, asks nothing, rates lower: beside trouble this is no finding of its own.
FOLLOWS_TROUBLE = ("programme", "networking", "content")
# The branch that a score of a speaker or a part speaks of.
RATED = {"part": "programme", "speaker": "content"}
MORE_LEFT = "more"
MIDDLE = 3.0  # of a scale from 1 to 5


def describe_branches(case: Case, checks: list[Finding]) -> list[Finding]:
    """One finding for each branch: `signal` ("strong", "slight", "none", "no_data") and its `evidence`.

    Evidence that technical trouble would bring along too is at most slight, and marked `follows`.
    """
    is_troubled = any(check["code"] == "technical" for check in checks)
    return [
        _branch(name, _evidence(case, name, checks), is_troubled and name in FOLLOWS_TROUBLE)
        for name in BRANCHES
    ]


def _branch(name: str, evidence: list[Finding], follows: bool) -> Finding:
    levels = [entry["level"] for entry in evidence]
    signal = max(levels, key=SIGNALS.index, default="no_data")
    follows = follows and signal in ("slight", "strong")
    return {
        "code": "branch",
        "branch": name,
        "signal": "slight" if follows else signal,
        "follows": follows,
        "evidence": evidence,
    }


def _evidence(case: Case, name: str, checks: list[Finding]) -> list[Finding]:
    rows = (case.known(kpi) for kpi in BRANCHES[name])
    found = [_of_row(row, level) for row in rows if row and (level := level_of(row))]
    asked = {entry["kpi"] for entry in found}
    items = (item for item in case.items if item["branch"] == name and item["item"] not in asked)
    found += [_of_item(item) for item in items if item["value"] is not None]
    found += [_of_rated(one) for one in case.rated if RATED.get(one["kind"]) == name]
    if name == "programme":
        found += [_of_minutes(part) for part in case.minutes if part["reading"] != "unknown"]
    if name == "communication":
        found += _of_channels(checks)
    return found


def level_of(row: Row) -> str | None:
    """How far a value speaks of a problem; None where there is nothing to compare it with."""
    if row["kpi"] == TROUBLE and (row.get("denominator") or 0) >= FEWEST_ANSWERS:
        return "strong" if is_high(row) else "none"
    level = _level(row)
    return "slight" if level == "strong" and row["kpi"] in SLIGHT_AT_MOST else level


def _level(row: Row) -> str | None:
    if row["zone"] != "unknown":
        return {"red": "strong", "amber": "slight", "green": "none"}[row["zone"]]
    xmr = row.get("xmr")
    if not xmr:
        return None
    is_worse = (row["value"] < xmr["mean"]) == (row["better"] == "up")
    return "strong" if xmr["verdict"] == "signal" and is_worse else "none"


def _of_row(row: Row, level: str) -> Finding:
    return {"code": "kpi", "kpi": row["kpi"], "level": level}


def _of_item(item: Any) -> Finding:
    """One question of the survey: under the middle of its scale it speaks of a problem."""
    is_low, upper = item["value"] < MIDDLE, item.get("upper")
    is_sure = is_low and upper is not None and upper < MIDDLE
    level = "strong" if is_sure else "slight" if is_low else "none"
    named = {name: item[name] for name in ("question", "value", "n")}
    return {"code": "item", "level": level} | named


def _of_rated(one: Any) -> Finding:
    """A speaker or part: rated lower than the others by the same people is a slight sign."""
    level = "slight" if one["standing"] == "lower" else "none"
    return {"code": "item", "level": level, "question": one["name"], "value": one["value"], "n": one["n"]}


def _of_minutes(part: Any) -> Finding:
    """Who left during a part: more than at earlier events over the same stretch speaks of the programme."""
    level = "strong" if part["reading"] == MORE_LEFT else "none"
    return {"code": "part", "level": level, "part": part["part"], "k": part["left"], "n": part["present"]}


def _of_channels(checks: Iterable[Finding]) -> list[Finding]:
    found = next(check for check in checks if check["check"] == "channels")
    if found["answer"] == "unknown":
        return []
    level = "strong" if found["answer"] == "no" else "none"
    return [{"code": "channels", "level": level, "k": found["k"], "n": found["n"]}]
