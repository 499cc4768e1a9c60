"""Are reviews neither too near to one another nor too rare? By the events' days and the KPIs' cadences."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from kpilib.params import Event, Workspace

Finding = dict[str, Any]
# So many of the newest distances tell how far apart reviews are now.
NEWEST = 6
# A cadence this much shorter or longer than the distance of reviews is named.
TOO_SHORT, TOO_LONG = 0.75, 2.0
DAYS = {
    r"da(?:ys?|ily)|d[ií]as?|diari[oa]|päiv\w*": 1.0,
    r"week(?:ly)?s?|semanas?|semanal|viik\w*": 7.0,
    r"fortnight(?:ly)?|quincenas?|quincenal": 14.0,
    r"month(?:ly)?s?|mes(?:es)?|mensual|kuuka\w*": 30.4,
    r"quarter(?:ly)?s?|trimestres?|trimestral|neljännesvuo\w*": 91.3,
    r"year(?:ly)?s?|annual(?:ly)?|años?|anual|vuo\w*": 365.25,
}
NUMBERS = {
    **{"once": 1, "twice": 2, "two": 2, "three": 3, "four": 4, "six": 6, "una": 1, "dos": 2, "tres": 3},
    **{"cuatro": 4, "kerran": 1, "kahdesti": 2, "kaksi": 2, "kolmesti": 3, "kolme": 3, "neljä": 4},
    **{"kahden": 2, "kolmen": 3, "other": 2},
}
OF_EVENTS = re.compile(r"\bevent|\bevento|tapahtuma", re.IGNORECASE)
EACH = re.compile(r"\b(?:every|each|cada|joka|välein)\b", re.IGNORECASE)


def cadence_days(cadence: str) -> float | None:
    """Days between two looks at a KPI; None where the words go by events, or are not understood.

    Examples
    --------
    >>> cadence_days("weekly"), round(cadence_days("three times a month")), cadence_days("every two weeks")
    (7.0, 10, 14.0)
    >>> cadence_days("14 days after each event") is None
    True
    """
    text = cadence.casefold()
    if not text or OF_EVENTS.search(text):
        return None
    period = next((days for words, days in DAYS.items() if re.search(rf"\b(?:{words})\b", text)), None)
    if period is None:
        return None
    numbers = [int(word) if word.isdigit() else NUMBERS.get(word) for word in re.findall(r"\w+", text)]
    number = next((n for n in numbers if n), 1)
    return period * number if EACH.search(text) else period / number


def find_spacing(
    events: Sequence[Event], workspace: Workspace, chosen: Sequence[Event], today: date
) -> list[Finding]:
    """What is too near or too rare: of the chosen events and their neighbours, and of the KPIs in use.

    `too_near`: two events begin less than `review_days.least` days apart, by default the event window, so
    that what one brought in is counted for both. `too_rare`: more than `review_days.most` days pass from one
    to the next; `long_since`: from the last one, if chosen, to `today`. `looked_at_more_often`,
    `looked_at_less_often`: the cadence of KPIs against the usual distance of the newest events.
    """
    held = sorted((e for e in events if e.status != "cancelled"), key=lambda event: event.starts_on)
    names = {event.event_id for event in chosen}
    limits = workspace.review_days
    least = limits.least or workspace.window_days
    findings: list[Finding] = []
    for before, after in pairwise(held):
        days = (after.starts_on - before.starts_on).days
        if not names & {before.event_id, after.event_id}:
            continue
        pair = {"events": [before.event_id, after.event_id], "days": days}
        if days < least:
            findings.append({"code": "too_near", **pair, "limit": least})
        elif days > limits.most:
            findings.append({"code": "too_rare", **pair, "limit": limits.most})
    return findings + _find_long_since(held, names, limits.most, today) + _find_cadences(held, workspace)


def _find_long_since(held: Sequence[Event], names: set[str], most: int, today: date) -> list[Finding]:
    """That nothing was reviewed for long and nothing is planned."""
    if not held or held[-1].event_id not in names:
        return []
    days = (today - held[-1].starts_on).days
    return (
        [{"code": "long_since", "events": [held[-1].event_id], "days": days, "limit": most}]
        if days > most
        else []
    )


def _find_cadences(held: Sequence[Event], workspace: Workspace) -> list[Finding]:
    """KPIs that are to be looked at far more often, or far more rarely, than events are reviewed."""
    gaps = [(b.starts_on - a.starts_on).days for a, b in pairwise(held)][-NEWEST:]
    if not gaps:
        return []
    usual = median(gaps)
    found: dict[tuple[str, float], list[str]] = {}
    for kpi, use in workspace.kpis.items():
        days = cadence_days(use.cadence) if use else None
        if days is not None and days < TOO_SHORT * usual:
            found.setdefault(("looked_at_more_often", days), []).append(kpi)
        elif days is not None and days > TOO_LONG * usual:
            found.setdefault(("looked_at_less_often", days), []).append(kpi)
    return [
        {"code": code, "kpis": kpis, "days": days, "usual": usual} for (code, days), kpis in found.items()
    ]
