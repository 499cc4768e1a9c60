"""The documents' three questions once the event window has closed: useful, qualified leads, used again."""

from collections.abc import Sequence
from typing import Any

from kpilib.params import Event

Row = dict[str, Any]
# What an answer rests on, and so what is printed beside it.
RESTS_ON = {
    "Q01": (
        *("csat", "satisfaction_score", "content_downloads"),
        *("social_views", "social_comments", "social_likes"),
    ),
    "Q02": ("qualified_leads",),
    "Q03": ("is_video_to_standard",),
}
HALF = 0.5


def answer_questions(event: Event, state: str, mature_on: str, kpis: Sequence[Row]) -> list[Row]:
    """Answer of each question ("yes", "no", "cannot_tell", "not_yet" with the day `on`), the KPIs it rests
    on, and what people typed.

    House definition. Useful: the survey or the zones speak for it and none of them against it. Qualified
    leads: there is at least one. Used again: people wrote how.
    """
    rows = {row["kpi"]: row for row in kpis}
    return [_answer(name, event, state, mature_on, rows) for name in RESTS_ON]


def _answer(name: str, event: Event, state: str, mature_on: str, rows: dict[str, Row]) -> Row:
    text = event.facts.answers.get(name, "").strip()
    known = [kpi for kpi in RESTS_ON[name] if kpi in rows and rows[kpi]["value"] is not None]
    is_early = state == "provisional" and name != "Q03"
    answer = "not_yet" if is_early else _judge(name, text, [rows[kpi] for kpi in known])
    return {
        **{"question": name, "answer": answer, "on": mature_on if is_early else None},
        **{"kpis": known, "text": text},
    }


def _judge(name: str, text: str, rows: list[Row]) -> str:
    if name == "Q03":
        return "yes" if text else "cannot_tell"
    if name == "Q02":
        return "cannot_tell" if not rows else "yes" if rows[0]["value"] > 0 else "no"
    signs = {sign for row in rows if (sign := _sign(row))}
    return signs.pop() if len(signs) == 1 else "cannot_tell"


def _sign(row: Row) -> str:
    """What one KPI says of use to people; "" where it says nothing for sure."""
    if row["zone"] in ("green", "red"):
        return "yes" if row["zone"] == "green" else "no"
    if row["kpi"] != "csat" or row["lower"] is None:
        return ""
    return "yes" if row["lower"] > HALF else "no" if row["upper"] < HALF else ""
