"""The four checks in the documents' order: channels, technology, other systems, then topic or wording."""

from typing import Any

from kpilib.kpis.guards import FEWEST_ANSWERS, TROUBLE_SHARE
from kpilib.review.diagnosis.case import Case, Finding, Row

TROUBLE = "technical_trouble_rate"
INTEREST = "qualified_registrations"


def describe_checks(case: Case) -> list[Finding]:
    """One finding for each check: `check`, `answer` ("yes", "no", "unknown"; of the topic "remains",
    "unlikely", "later", "unknown") and what it rests on."""
    first = [_channels(case), _trouble(case), _systems(case)]
    return [*first, _topic(case, [check["answer"] for check in first])]


def _channels(case: Case) -> Finding:
    """The channel checklist: unknown where nobody kept one."""
    listed = case.event.facts.checklists.channels
    if listed is None or not listed.planned:
        return {"code": "channels_unknown", "check": "channels", "answer": "unknown"}
    left_out, n = listed.left_out, len(listed.planned)
    sent = {"check": "channels", "k": n - len(left_out), "n": n}
    if not left_out:
        return {"code": "channels_complete", "answer": "yes"} | sent
    more = {"channels": left_out, "compared": [dict(entry) for entry in case.compared]}
    return {"code": "channels_incomplete", "answer": "no"} | sent | more


def _trouble(case: Case) -> Finding:
    """Technical trouble in the survey, and complaints; unknown where neither tells enough."""
    survey, complaints = _surveyed(case), case.known("complaints")
    told = {"check": "trouble", **_survey_values(survey), **_complaint_values(complaints)}
    if (survey and is_high(survey)) or (complaints and complaints["zone"] == "red"):
        return {"code": "technical", "answer": "no"} | told
    if survey or (complaints and complaints["zone"] in ("green", "amber")):
        return {"code": "trouble_low", "answer": "yes"} | told
    return {"code": "trouble_unknown", "answer": "unknown"} | told


def _surveyed(case: Case) -> Row | None:
    row = case.known(TROUBLE)
    return row if row is not None and (row.get("denominator") or 0) >= FEWEST_ANSWERS else None


def is_high(row: Row) -> bool:
    """Whether so many report trouble that it is a problem, or far more than at earlier events."""
    xmr = row.get("xmr") or {}
    is_unusual = xmr.get("verdict") == "signal" and row["value"] > xmr["mean"]
    return row["value"] >= TROUBLE_SHARE or is_unusual or row["zone"] == "red"


def _survey_values(row: Row | None) -> dict[str, Any]:
    if row is None:
        return {"value": None, "k": None, "n": None, "usual_lower": None, "usual_upper": None}
    lower, upper = usual_range(row)
    return {
        **{"value": row["value"], "k": row["numerator"], "n": row["denominator"]},
        **{"usual_lower": lower, "usual_upper": upper},
    }


def _complaint_values(row: Row | None) -> dict[str, Any]:
    if row is None:
        return {"complaints": None, "complaints_lower": None, "complaints_upper": None}
    lower, upper = usual_range(row)
    return {"complaints": row["value"], "complaints_lower": lower, "complaints_upper": upper}


def usual_range(row: Row) -> tuple[float | None, float | None]:
    """Where a KPI usually lies: its expected range, else the limits of its series."""
    if row.get("target_lower") is not None:
        return row["target_lower"], row["target_upper"]
    xmr = row.get("xmr") or {}
    return xmr.get("lower"), xmr.get("upper")


def _systems(case: Case) -> Finding:
    """Whether the organisation's other data ran on during the event window.

    House definition: no export is unreadable, every day of the window so far is covered by the contacts, and
    on no day there were none where the model of the daily series expects some for sure (its range of the day
    excludes 0).
    """
    unreadable = [w["file"] for w in case.quality.get("warnings", ()) if w["code"] == "file_unreadable"]
    n, daily = case.days_so_far, case.effect.get("daily") or {}
    told = {"check": "systems", "files": unreadable, "n": n}
    if not daily and not unreadable:
        return {"code": "systems_unknown", "answer": "unknown", "k": None, "silent": None} | told
    seen = [i for i, inside in enumerate(daily.get("in_window", ())) if inside and _is_seen(daily, i)]
    silent = [i for i in seen if daily["observed"][i] == 0 and (daily["lower"][i] or 0) > 0]
    told |= {"k": len(seen) if daily else None, "silent": len(silent) if daily else None}
    is_steady = not unreadable and len(seen) >= n and not silent
    code, answer = ("systems_steady", "yes") if is_steady else ("systems_broken", "no")
    return {"code": code, "answer": answer} | told


def _is_seen(daily: Any, i: int) -> bool:
    return daily["observed"][i] is not None


def _topic(case: Case, answers: list[str]) -> Finding:
    """What remains when all else is in order; unlikely where as many as ever registered with a need."""
    interest = case.known(INTEREST)
    told = {"check": "topic", "interest": interest["value"] if interest else None}
    told |= {"interest_zone": interest["zone"] if interest else "unknown"}
    if interest and interest["zone"] == "green":
        return {"code": "topic_unlikely", "answer": "unlikely"} | told
    if "no" in answers:
        return {"code": "topic_later", "answer": "later"} | told
    if "unknown" in answers:
        return {"code": "topic_unknown", "answer": "unknown"} | told
    return {"code": "topic", "answer": "remains"} | told
