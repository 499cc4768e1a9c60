"""The event itself: what was prepared, who registered, who came and stayed, who became a contact."""

from functools import partial

from kpilib.kpis.declare import kpi as declare
from kpilib.kpis.formulas import AllTrue, Difference, MeanScore, Measure, Ratio, Share
from kpilib.kpis.record import Kpi

_kpi = partial(declare, group="event")
# People of the event who do something inside its window.
_converts = {"type": "conversion", "window": "event", "step": "improvement", "model": "leads"}
_run = {"step": "run", "model": "leads", "objective": "registrations"}
VIDEO_STANDARDS = (
    *("video_timing", "video_description", "video_timestamps", "video_subtitles", "video_backlink"),
)

KPIS: tuple[Kpi, ...] = (
    _kpi("registrations", Measure("registrations"), "people", "K36", step="promotion", model="leads",
         objective="registrations", purpose="acquisition", questions=("Q17",), target="count"),
    _kpi("qualified_registrations", Measure("qualified_registrations"), "people", "K03, T05",
         step="promotion", model="leads", objective="registrations", purpose="acquisition",
         questions=("Q17",), target="count"),
    _kpi("attendees", Measure("attendees"), "people", "K04", **_run, purpose="engagement",
         questions=("Q17",), target="count"),
    _kpi("walk_ins", Measure("walk_ins"), "people", "house definition: attended without registering", **_run,
         better="none"),
    _kpi("no_shows", Difference("registrations", "registered_attendees"), "people",
         "house definition: registrations less registered people who attended", **_run, better="down"),
    _kpi("attendance_rate", Share("registered_attendees", "registrations"), "share", "K37", **_run,
         purpose="engagement", target="rate"),
    _kpi("attendance_per_qualified_registration", Ratio("attendees", "qualified_registrations"), "ratio",
         "K05", **_run, purpose="engagement", target="money"),
    _kpi("qualified_attendance_rate", Share("qualified_attendees", "qualified_registrations"), "share",
         "K05", **_run, purpose="engagement", target="rate"),
    _kpi("minutes_attended", Measure("minutes_attended"), "minutes", "K49", **_run, purpose="engagement",
         target="money"),
    _kpi("minutes_per_attendee", Ratio("minutes_attended", "attendees"), "minutes", "K49", **_run,
         purpose="engagement", questions=("Q15",), target="money"),
    _kpi("leads", Measure("leads"), "people", "K19, K56, X08", **_converts, objective="leads",
         purpose="acquisition", questions=("Q02",), target="count"),
    _kpi("qualified_leads", Measure("qualified_leads"), "people", "K14, T06", **_converts,
         objective="leads", purpose="conversion", questions=("Q02", "Q17"), target="count"),
    _kpi("attendee_conversion_rate", Share("attendees_acted", "attendees"), "share", "K54", **_converts,
         objective="leads", purpose="conversion", target="rate"),
    _kpi("conversions", Measure("attendees_converted"), "people", "K39", **_converts, objective="leads",
         purpose="conversion"),
    _kpi("new_contacts", Measure("new_people"), "people", "K56", step="improvement", model="leads",
         objective="leads", purpose="acquisition"),
    _kpi("alignment_index", MeanScore("alignment_sum", "alignment_squares", "alignment_scorers",
                                      ("alignment_lowest", "alignment_highest")), "score", "K01",
         kind="leading", step="preparation", objective="registrations", questions=("Q17",)),
    _kpi("event_kit_rate", Share("kit_done", "kit_items", is_sample=False), "share", "P04", kind="checklist",
         step="preparation", objective="registrations"),
    _kpi("channel_completion_rate", Share("channels_sent", "channels_planned", is_sample=False), "share",
         "K02", kind="checklist", step="promotion", model="leads", objective="registrations",
         purpose="acquisition", questions=("Q14", "Q17")),
    _kpi("registrations_to_goal", Ratio("registrations", "goal_registrations"), "ratio", "K36",
         step="promotion", model="leads", objective="registrations"),
    _kpi("attendees_to_goal", Ratio("attendees", "goal_attendees"), "ratio", "K36", **_run),
    _kpi("accounts_reached", Measure("accounts_reached"), "count",
         "house definition: mail domains, free-mail left out", **_run, purpose="acquisition", target="count"),
    _kpi("accounts_with_lead", Measure("accounts_with_lead"), "count",
         "house definition: mail domains, free-mail left out", **_converts, objective="leads",
         purpose="acquisition", target="count"),
    _kpi("engagement_rate", Share("engaged_attendees", "attendees"), "share", "K48", step="run",
         objective="experience", purpose="engagement", questions=("Q14", "Q15"), target="rate"),
    _kpi("attendee_goals", Measure("goals_named"), "people", "K49", step="promotion",
         objective="experience", better="none", dimension="goal"),
    _kpi("content_downloads", Measure("downloads"), "count", "K08", step="evergreen",
         objective="useful_content", purpose="engagement", questions=("Q01",), window="event",
         target="count", adds_up=True),
    _kpi("free_plan_signups", Measure("free_signups"), "people", "K09", **_converts, objective="leads",
         purpose="conversion", target="count"),
    _kpi("follow_ups", Measure("follow_ups"), "people", "K10", kind="leading", step="evergreen",
         model="leads", objective="leads", purpose="loyalty"),
    _kpi("is_useful_content_produced", Measure("useful_content"), "yes_no", "K11", kind="binary",
         step="evergreen", objective="useful_content", questions=("Q03",)),
    _kpi("is_video_to_standard", AllTrue(VIDEO_STANDARDS), "yes_no", "K12, T01", kind="binary",
         step="evergreen", objective="useful_content", questions=("Q03",)),
)  # fmt: skip
