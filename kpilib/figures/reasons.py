"""Why a KPI has no value, or no zone."""

from markupsafe import Markup

from kpilib.figures.layout import INPUTS, is_missing
from kpilib.figures.printed import Source
from kpilib.figures.sentences import note_sentence
from kpilib.figures.sheet import Row, Sheet
from kpilib.kpis import REFUSALS

ENOUGH_EVENTS = 5

# The input without which a KPI stays unknown.
_INPUT_OF = {
    "registrations": "registrations",
    "qualified_registrations": "registrations",
    "attendees": "attendance",
    "walk_ins": "attendance",
    "attendance_rate": "attendance",
    "attendance_per_qualified_registration": "attendance",
    "qualified_attendance_rate": "attendance",
    "minutes_attended": "attendance",
    "minutes_per_attendee": "attendance",
    "nps": "survey",
    "csat": "survey",
    "ses": "survey",
    "technical_trouble_rate": "survey",
    "survey_response_rate": "survey",
    "leads": "contacts",
    "qualified_leads": "contacts",
    "attendee_conversion_rate": "contacts",
    "cost_per_lead": "contacts",
    "revenue": "deals",
    "pipeline_value": "deals",
    "roi": "deals",
    "average_order_value": "deals",
    "revenue_per_customer": "deals",
    "ad_spend": "advertising",
    "conversion_rate": "web",
}

# What no export holds: people state it in the event's facts.
STATED = frozenset(
    {
        *("alignment_index", "event_kit_rate", "channel_completion_rate", "content_downloads", "complaints"),
        *("follow_ups", "is_useful_content_produced", "is_video_to_standard", "event_purchases"),
    }
)


def value_reason(sheet: Sheet, row: Row) -> Markup:
    """Why a KPI has no value."""
    if row["state"] == "undefined":
        return sheet.say("reason.nothing_to_divide")
    if row["state"] == "not_applicable":
        return sheet.say("reason.not_applicable", format=_format(sheet))
    if row["state"] == "refused":
        return refusal(sheet, row)
    needed = _INPUT_OF.get(row["kpi"])
    if needed and is_missing(sheet, needed):
        return sheet.say(
            "reason.not_received", input=sheet.language.say(f"input.{INPUTS.get(needed, needed)}")
        )
    if row["unit"] in ("money", "return") or row["kpi"] in STATED:
        return sheet.say("reason.not_stated")
    return sheet.say("reason.not_asked" if needed == "survey" else "reason.not_in_data")


def refusal(sheet: Sheet, row: Row) -> Markup:
    """Why a value was refused: the guard that struck, in its own words."""
    struck = [note for note in row["notes"] if note["code"] in REFUSALS]
    return note_sentence(sheet, struck[0]) if struck else sheet.say("reason.parts_contradict")


def _format(sheet: Sheet) -> str:
    name = sheet.event.get("format") or "live"
    key = f"format.{name.replace('-', '_')}"
    return sheet.language.say(key) if sheet.has(key) else str(name)


def zone_reason(sheet: Sheet, row: Row) -> Markup | None:
    """Why a KPI has no zone; None where it has one."""
    if row["zone"] != "unknown":
        return None
    if row["value"] is None:
        return value_reason(sheet, row)
    if row["state"] == "provisional":
        return sheet.say("zone.not_yet", mature_on=sheet.language.date(row["final_on"], "medium"))
    if row["n_events"] is None:
        return sheet.say("zone.no_direction" if row["better"] == "none" else "zone.no_target")
    past = sheet.printer.noun(Source(row["kpi"], "n_events"), "past_event", row["n_events"])
    return sheet.say("zone.too_few", past_events=past, minimum=str(ENOUGH_EVENTS))


def untold_zone_reason(sheet: Sheet, row: Row) -> Markup | None:
    """Why a KPI has no zone, where the sentence on all zones at the head has not said it already."""
    is_value = row["value"] is not None and row["state"] != "provisional"
    is_told = is_value and row["n_events"] is not None and lacks_history(sheet)
    return None if is_told else zone_reason(sheet, row)


def lacks_history(sheet: Sheet) -> bool:
    """Whether all KPIs in use have no zone for one reason: the same number of past events, too few."""
    used = [row for row in sheet.rows.values() if row["is_used"]]
    counts = {row["n_events"] for row in used if row["n_events"] is not None}
    is_judged = any(row["zone"] != "unknown" for row in used)
    return not is_judged and counts == {sheet.n_past_events} and min(counts) < ENOUGH_EVENTS
