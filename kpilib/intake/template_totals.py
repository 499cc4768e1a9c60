"""Totals of a template: what can be compared with the list it was typed from."""

import pandas as pd

from kpilib.intake.measured import sums
from kpilib.intake.registrations import registration_totals
from kpilib.intake.stays import stay_totals
from kpilib.intake.survey_answers import survey_totals

# People, scales and values of different things do not add up.
_NO_SUMS = (
    *("reach", "unique_opens", "unique_clicks", "value", "n", "score", "scale_lower", "scale_upper"),
    *("list_size", "trials"),
)


def totals(table: str, rows: pd.DataFrame) -> dict[str, float]:
    """Rows, people, and sums of what adds up; for tables that other tools export too, the same totals."""
    if table == "registrations":
        return registration_totals(rows)
    if table == "attendance":
        return stay_totals(rows)
    if table == "survey_answers":
        return survey_totals(rows)
    if table == "signups":
        tried = rows.loc[rows["tried_at"].notna(), "person_id"].nunique()
        return {"signups": float(rows["person_id"].nunique()), "tried": float(tried)}
    if table == "past_results":
        return {"events": rows["event_id"].nunique(), "values": len(rows)}
    if table in ("kpi_values", "segments"):
        return {"values" if table == "kpi_values" else "parts": len(rows), "kpis": rows["kpi"].nunique()}
    found: dict[str, float] = {"rows": len(rows)}
    if "person_id" in rows:
        found["people"] = rows["person_id"].nunique()
    return found | sums(rows.select_dtypes("number").drop(columns=list(_NO_SUMS), errors="ignore"))
