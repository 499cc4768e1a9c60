"""A review record written by hand, in the shape that `compute_review` gives; invented numbers."""

import copy
import datetime as dt
import math
from typing import Any

from funnel_sample import NO_MINUTES, channels, minutes, no_steps, steps
from outreach_sample import bare_outreach, sample_outreach

from kpilib.kpis import KPIS

START = dt.date(2026, 5, 20)

# value, numerator, denominator, lower, upper, n,
# target_lower, green_from, red_from, target_upper, zone, goal, previous
Line = tuple[Any, ...]
_ROWS: dict[str, Line] = {
    "registrations": (412, None, None, None, None, None, 330, 364, 330, 448, "green", 400, 388),
    "qualified_registrations": (268, None, None, None, None, None, 203, 229, 203, 292, "green", 240, 243),
    "attendees": (166, None, None, None, None, None, 174, 193, 174, 231, "red", None, 209),
    "attendance_rate": (157 / 412, 157, 412, 0.335, 0.429, 412, 0.48, 0.5, 0.48, 0.55, "red", 0.52, 0.521),
    "walk_ins": (9, None, None, None, None, None, None, None, None, None, "unknown", None, 4),
    "minutes_per_attendee": (
        32.46,
        None,
        None,
        None,
        None,
        None,
        28.1,
        30.2,
        28.1,
        41.7,
        "green",
        None,
        33.9,
    ),
    "nps": (33.80281690140845, 24, 71, 15.7, 51.9, 71, None, None, None, None, "unknown", 30, 31.2),
    "csat": (0.8461538461538461, 66, 78, 0.75, 0.91, 78, 0.77, 0.79, 0.77, 0.88, "green", None, 0.85),
    "ses": (4.1, None, 76, 3.9, 4.3, 76, None, None, None, None, "unknown", None, 4.0),
    "technical_trouble_rate": (6 / 78, 6, 78, 0.036, 0.158, 78, 0.04, 0.1, 0.13, 0.13, "green", 0.1, 0.09),
    "leads": (58, None, None, None, None, None, 41, 47, 41, 66, "green", 50, 52),
    "qualified_leads": (31, None, None, None, None, None, 19, 23, 19, 37, "green", 30, 24),
    "cost": (2480, None, None, None, None, None, 1900, 2750, 3100, 3100, "green", None, 2304),
    "cost_per_lead": (42.758620689655174, None, None, None, None, None, 34, 52.5, 61, 61, "green", 45, 44.3),
    "revenue": (3560, None, None, None, None, None, None, None, None, None, "unknown", None, None),
    "pipeline_value": (900, None, None, None, None, None, None, None, None, None, "unknown", None, None),
    "roi": (1080 / 2480, 1080, 2480, None, None, None, None, None, None, None, "unknown", 0.2, None),
    "survey_response_rate": (
        78 / 166,
        78,
        166,
        0.395,
        0.546,
        166,
        None,
        None,
        None,
        None,
        "unknown",
        None,
        0.44,
    ),
    "ad_spend": (900, None, None, None, None, None, None, None, None, None, "unknown", None, None),
}


def _points(*values: float) -> list[dict[str, Any]]:
    days = [START - dt.timedelta(days=28 * (len(values) - i)) for i in range(len(values))]
    return [
        {"event_id": f"{day.isoformat()}-earlier", "starts_on": day.isoformat(), "value": value}
        for day, value in zip(days, values, strict=True)
    ]


_LIMITS: dict[str, dict[str, Any]] = {
    "registrations": {
        "mean": 380.0,
        "lower": 310.0,
        "upper": 450.0,
        "n": 9,
        "verdict": "routine",
        "rule": "",
        "points": _points(370, 402, 365, 398, 371, 384, 362, 380, 388),
    },
    "attendance_rate": {
        **{"mean": 0.51, "lower": 0.45, "upper": 0.57, "n": 9},
        **{"verdict": "signal", "rule": "outside_limits"},
        "points": _points(0.49, 0.52, 0.5, 0.53, 0.49, 0.52, 0.51, 0.5, 0.521),
    },
}
_PERIODS: dict[str, dict[str, Any]] = {
    "registrations": {
        **{"from": "2026-04-01", "to": "2026-04-30", "value": 388.0, "n_events": 1, "pooled": False},
    },
    "attendance_rate": {
        **{"from": "2026-04-01", "to": "2026-04-30", "value": 0.521, "n_events": 2, "pooled": True},
    },
}
_NOT_USED = ("survey_response_rate", "ad_spend")


def _chances(name: str, zone: str, goal: float | None) -> dict[str, Any]:
    """Chances of red and of the goal, as the record holds them: zones and goals have them."""
    has_zone, has_goal = zone != "unknown", goal is not None and name in ("registrations", "leads", "csat")
    return {
        "red_chance": 0.1 if has_zone else None,
        "worse_chance": {"red": 0.04, "green": 0.6}.get(zone),
        "goal_probability": 0.42 if has_goal else None,
        "goal_reached_before": None if goal is None else {"n": 2, "of": 12},
        "goal_reached": None if goal is None or name == "roi" else _ROWS[name][0] >= goal,
    }


def _kpi_row(name: str, line: Line) -> dict[str, Any]:
    kpi = KPIS[name]
    value, numerator, denominator, lower, upper, n, low, green, red, high, zone, goal, previous = line
    is_open = name in ("revenue", "roi")
    return {
        "kpi": name,
        "is_used": name not in _NOT_USED,
        "state": "provisional" if is_open else "known",
        "final_on": "2026-08-17" if is_open else "2026-06-02",
        "n": n,
        "value": value,
        "numerator": numerator,
        "denominator": denominator,
        "lower": lower,
        "upper": upper,
        "unit": kpi.unit,
        "currency": "EUR" if kpi.unit == "money" else None,
        "kind": kpi.kind,
        "step": kpi.step,
        "better": kpi.better,
        "version": 1,
        "target": None if low is None else (low + high) / 2,
        "target_lower": low,
        "target_upper": high,
        "green_from": green,
        "red_from": red,
        "zone": zone,
        **_chances(name, zone, goal),
        "n_events": 12 if low is not None else None,
        "target_notes": [{"code": "outliers_left_out", "n": 1}] if name == "attendees" else [],
        "previous": previous,
        "previous_event": "2026-04-22-previous",
        "previous_typed": name == "leads",
        "change": None if previous is None else value - previous,
        "change_lower": None if previous is None or lower is None else value - previous - 0.05,
        "change_upper": None if previous is None or lower is None else value - previous + 0.05,
        "change_verdict": "unknown" if previous is None or lower is None else "routine",
        "xmr": _LIMITS.get(name),
        "previous_period": _PERIODS.get(name),
        "needed_per_month": 18.0 if name == "qualified_registrations" else None,
        "comparator": None,
        "response_rate": 71 / 166 if name == "nps" else None,
        "silent_lower": -42.8 if name == "nps" else None,
        "silent_upper": 71.7 if name == "nps" else None,
        "names": None,
        "meanings": None,
        "goal": goal,
        "source": ["2026-05-20-maps/registration.csv"],
        "notes": [{"code": "parts_not_stated", "parts": ["cost_venue", "cost_staff"]}]
        if name == "cost"
        else [],
    }


def _daily() -> dict[str, list[Any]]:
    """Ninety days: a weekly wave, and more than it from the event on."""
    days = [START + dt.timedelta(days=d) for d in range(-76, 14)]
    normal = [11 + 4 * math.sin(2 * math.pi * d.toordinal() / 7) for d in days]
    wobble = [((d.toordinal() * 37) % 11) - 5 for d in days]
    extra = [max(0.0, 12 - 1.2 * (d - START).days) if d >= START else 0.0 for d in days]
    return {
        "date": [d.isoformat() for d in days],
        "observed": [
            float(round(max(0.0, a + 0.7 * b + c))) for a, b, c in zip(normal, wobble, extra, strict=True)
        ],
        "counterfactual": normal,
        "lower": [max(0.0, a - 8.0) for a in normal],
        "upper": [a + 8.0 for a in normal],
        "in_window": [d >= START for d in days],
    }


def _effect() -> dict[str, Any]:
    dates = [(START - dt.timedelta(days=14 * k)).isoformat() for k in range(2, 8)]
    effects = (8.2, -12.4, 3.1, -20.5, 15.9, -1.2)
    return {
        "event_on": START.isoformat(),
        "window_end": "2026-06-02",
        "level": 0.95,
        "verdict": "more",
        "effect": 49.3,
        "effect_lower": 18.4,
        "effect_upper": 80.6,
        "lift": 0.299,
        "p_value": 0.003,
        "smallest_detectable": 44.8,
        "smallest_relevant": 10.0,
        "observed": 214.0,
        "counterfactual": 164.7,
        "joint": None,
        "placebo": {
            "n_dates": 6,
            "n_false_alarms": 0,
            "n_as_large": 0,
            "inflation": 1.08,
            "planted": 44.8,
            "n_planted_found": 5,
            "rows": [
                {"date": day, "effect": x, "lower": x - 30.0, "upper": x + 31.0}
                for day, x in zip(dates, effects, strict=True)
            ],
        },
        "n_days_used": 76,
        "n_window_days": 14,
        "n_window_observed": 14,
        "method": "bayesian model averaging over GLM with correlated errors",
        "warnings": [{"code": "events_overlap", "n_events": 1}],
        "helps": [],
        "quantiles": [],
        "cumulative": [
            {"days": d, "effect": 3.5 * d + 0.3, "effect_lower": 1.7 * d - 5.4, "effect_upper": 5.3 * d + 6.4}
            for d in range(1, 14)
        ]
        + [{"days": 14, "effect": 49.3, "effect_lower": 18.4, "effect_upper": 80.6}],
        "daily": _daily(),
    }


def _people_effect() -> dict[str, Any]:
    return {
        "treatment": "attended",
        "outcome": "lead",
        "level": 0.95,
        "verdict": "cannot tell",
        "effect": 0.061,
        "effect_lower": 0.004,
        "effect_upper": 0.118,
        "naive": 0.094,
        "treated_share": 0.21,
        "expected_share": 0.149,
        "p_value": 0.036,
        "e_value": 1.2,
        "e_value_estimate": 2.1,
        "smallest_relevant": None,
        "n_treated": 131,
        "n_untreated": 214,
        "overlap": {
            "n_treated": 131,
            "n_untreated": 214,
            "effective_untreated": 160.4,
            "share_outside": 0.03,
            "largest_weight": 0.02,
        },
        "warnings": [{"code": "selection_could_explain", "e_value": 1.2}],
        "method": "AIPW",
    }


def _event_card() -> dict[str, Any]:
    return {
        "event_id": "2026-05-20-maps",
        "title": "Mapas estratégicos en la práctica",
        "starts_at": "2026-05-20T18:00",
        "ends_at": "2026-05-20T19:15",
        "timezone": "Europe/Madrid",
        "language": "es",
        "format": "live",
        "series": "Mapas",
        "topic": "Mapa estratégico",
        "status": "held",
        "as_of": "",
        "organisation": "Torrevalo Analytics",
        "currency": "EUR",
        "window_days": 14,
        "roi_window_days": 90,
        "value_per_lead": 60.0,
        "smallest_relevant_leads": 10,
        "checklists": {
            "kit": {"title": True, "graphics": False},
            "channels": {
                "planned": ["Newsletter", "LinkedIn", "Reminder"],
                "sent": ["Newsletter", "LinkedIn"],
            },
            "video": {
                "timing": True,
                "description": True,
                "timestamps": True,
                "subtitles": False,
                "backlink": True,
            },
        },
        "alignment": [{"scorer": "Lucía R.", "scale": "1-5", "score": 4.0, "on": ""}],
        "external_factors": [{"on": "2026-05-21", "kind": "holiday", "note": "Puente en Madrid"}],
        "complaints": {"sonido": 2},
        "answers": {"Q03": "Tres artículos del blog.", "Q13": "El recordatorio hace falta."},
        "topic_analysis": {"text": "Tres clientes lo pidieron.", "result": "Buen tema."},
        "practices": [
            {"practice": "challenge_asked", "done": True, "n": 268},
            {"practice": "prerecorded", "done": False, "n": None},
            {"practice": "questions_before", "done": True, "n": 12},
            {"practice": "questions_after", "done": None, "n": None},
            {"practice": "evergreen_video", "done": False, "n": None},
        ],
    }


def _presence() -> list[dict[str, int]]:
    return [{"minute": m, "people": int(140 * min(1.0, (m + 2) / 9) * (1 - 0.006 * m))} for m in range(0, 81)]


def _topic(topic: str, words: list[str], people: int, n: int) -> dict[str, Any]:
    share = people / n
    half = 1.96 * math.sqrt(share * (1 - share) / n)
    limits = {"lower": max(share - half, 0.0), "upper": min(share + half, 1.0)}
    return {"topic": topic, "words": words, "people": people, "share": share, **limits}


def _challenges() -> dict[str, Any]:
    named = [("tabler", ["tablero", "dirección"], 120), ("Encuestas", [], 80), ("other", [], 68)]
    topics = [_topic(topic, words, people, 268) for topic, words, people in named]
    return {"n": 268, "n_without": 144, "k": 5, "topics": topics, "leads": True, "quotes": []}


def _score(value: float, n: float, half: float) -> dict[str, Any]:
    return {"value": value, "n": n, "lower": value - half, "upper": value + half}


def _experience() -> dict[str, Any]:
    """Two speakers who cannot be told apart, one part that can, comments without a topic that stands out."""
    comments = [_topic("tiemp", ["tiempo"], 14, 31), _topic("ejempl", ["ejemplos"], 11, 31)]
    return {
        "items": [
            {
                "branch": "place",
                "item": "ease_of_use",
                "question": "¿Fue fácil entrar?",
                **_score(4.2, 75, 0.2),
            },
            {"branch": "content", "item": "other", "question": "¿Le resultó útil?", **_score(4.0, 76, 0.25)},
        ],
        "parts": [
            {"kind": "speaker", "name": "Ada Robles", **_score(4.3, 70, 0.2), "standing": "level"},
            {"kind": "speaker", "name": "Bo Cano", **_score(4.1, 72, 0.2), "standing": "level"},
            {"kind": "part", "name": "Charla", **_score(4.3, 74, 0.2), "standing": "level"},
            {"kind": "part", "name": "Ejemplo", **_score(4.2, 74, 0.2), "standing": "level"},
            {"kind": "part", "name": "Preguntas", **_score(3.1, 71, 0.3), "standing": "lower"},
        ],
        "compared": {"speaker": 2, "part": 3},
        "comments": {
            **{"n": 31, "k": 5, "leads": False, "quotes": []},
            "topics": [*comments, _topic("other", [], 6, 31)],
        },
        "questions": {"before": 14, "during": 9, "answered": 7, "after": 4},
        "own_time": None,
        "families": [
            {"family": "surveys", "n": 78, "is_there": True},
            {"family": "live", "n": 95, "is_there": True},
            {"family": "social", "n": None, "is_there": False},
            {"family": "evaluation", "n": 361, "is_there": True},
        ],
    }


def _no_experience() -> dict[str, Any]:
    absent = [
        {"family": family, "n": None, "is_there": False}
        for family in ("surveys", "live", "social", "evaluation")
    ]
    return {
        **{
            "items": [],
            "parts": [],
            "compared": {"speaker": 0, "part": 0},
            "comments": None,
            "own_time": None,
        },
        "questions": dict.fromkeys(("before", "during", "answered", "after")),
        "families": absent,
    }


def _quality() -> dict[str, Any]:
    return {
        "dropped": {"internal_person": 3, "repeated_row": 14},
        "warnings": [
            {"file": "2026-05-20-maps/attendance.csv", "code": "no_line_end"},
            {"file": "_shared/ads.csv", "code": "columns_not_used", "columns": ["Ad group", "Notes"]},
        ],
        "missing": ["web"],
        "files": [
            {
                "file": "2026-05-20-maps/registration.csv",
                "format": "zoom_registration",
                "tables": {"registrations": 412},
                "dropped": {"repeated_row": 14},
            },
            {
                "file": "2026-05-20-maps/attendance.csv",
                "format": "zoom_attendance",
                "tables": {"attendance": 203},
                "dropped": {"internal_person": 3},
            },
        ],
    }


def _evergreen() -> dict[str, Any]:
    """A recording of four months, and leads who came through it."""
    months: list[dict[str, Any]] = []
    for month, value in enumerate((410.0, 160.0, 90.0, 60.0, None, None), start=1):
        projected = {"lower": 20.0, "expected": 45.0, "upper": 80.0}
        unknown = dict.fromkeys(projected)
        usual = {"usual_lower": 300.0 / month, "usual": 380.0 / month, "usual_upper": 520.0 / month}
        months.append(
            {"month": month, "value": value}
            | (projected if value is None else unknown)
            | usual
            | {"n_usual": 9}
        )
    views = {
        "kind": "views",
        "source": "youtube",
        "event_on": "2026-05-22",
        "level": 0.8,
        "verdict": "fades",
        "counted": 720.0,
        "counted_until": "2026-06-01",
        "n_periods": 17,
        "half_life_days": 41.0,
        "half_life_lower": 36.0,
        "half_life_upper": 58.0,
        "year_total": 905.0,
        "year_lower": 810.0,
        "year_upper": 1120.0,
        "months": months,
        "warnings": [],
    }
    young = dict.fromkeys(
        ("half_life_days", "half_life_lower", "half_life_upper", "year_total", "year_lower", "year_upper")
    )
    downloads = (
        views
        | young
        | {
            "kind": "downloads",
            "source": "template",
            "verdict": "cannot tell",
            "counted": 25.0,
            "months": [],
            "warnings": [{"code": "tail_too_short", "n_periods": 1, "span_days": 12}],
        }
    )
    return {
        "state": "provisional",
        "final_on": "2026-08-17",
        "content": [views, downloads],
        "later_leads": {"leads": 6, "tail": None, "since": "2026-06-03"},
    }


def _diagnosis() -> list[dict[str, Any]]:
    """Attendance is red, and the reminder did not go out."""
    compared = {"channel": "Reminder", "value": 157 / 412, "events": 9, "k": 1800.0, "n": 3500.0}
    compared |= {"with": 1800 / 3500, "is_clear": True}
    usual = {"usual_lower": 0.04, "usual_upper": 0.13}
    complaints = {"complaints": 2.0, "complaints_lower": 0.0, "complaints_upper": 4.0}
    branches = {
        "programme": ("none", [{"code": "kpi", "kpi": "minutes_per_attendee", "level": "none"}]),
        "place": ("none", [{"code": "kpi", "kpi": "technical_trouble_rate", "level": "none"}]),
        "networking": ("no_data", []),
        "content": ("none", [{"code": "kpi", "kpi": "csat", "level": "none"}]),
        "communication": ("strong", [{"code": "channels", "level": "strong", "k": 2, "n": 3}]),
    }
    return [
        {"code": "red", "kpis": ["attendees", "attendance_rate"]},
        {"code": "channels_incomplete", "check": "channels", "answer": "no", "k": 2, "n": 3}
        | {"channels": ["Reminder"], "compared": [compared]},
        {"code": "trouble_low", "check": "trouble", "answer": "yes", "value": 6 / 78, "k": 6, "n": 78}
        | usual
        | complaints,
        {"code": "systems_steady", "check": "systems", "answer": "yes", "files": []}
        | {"k": 14, "n": 14, "silent": 0},
        {"code": "topic_unlikely", "check": "topic", "answer": "unlikely"}
        | {"interest": 268, "interest_zone": "green"},
        *(
            {"code": "branch", "branch": name, "signal": signal, "follows": False, "evidence": evidence}
            for name, (signal, evidence) in branches.items()
        ),
        {
            "code": "verdict",
            "problems": [{"cause": "channels", "kpis": ["attendees", "attendance_rate"]}],
            "unexplained": [],
            "not_known": [],
        },
    ]


def _actions() -> list[dict[str, Any]]:
    return [
        {
            "what": "Enviar el recordatorio a todos, con comprobación dos horas antes",
            "owner": "Lucía R.",
            "due": "2026-06-24",
            "kpi": "attendance_rate",
            "expected_change": 0.12,
            "status": "open",
        },
        {
            "what": "Llamar a los clientes potenciales calificados",
            "owner": "Ana P.",
            "due": "2026-06-12",
            "kpi": "qualified_leads",
            "expected_change": 3.0,
            "status": "open",
        },
        {
            "what": "Subtitular el video",
            "owner": "Marc T.",
            "due": "2026-06-10",
            "kpi": "",
            "expected_change": "",
            "status": "done",
        },
    ]


_SAMPLE: dict[str, Any] = {
    "schema_version": 1,
    "event_id": "2026-05-20-maps",
    "title": "Mapas estratégicos en la práctica",
    "starts_at": "2026-05-20T18:00",
    "as_of": "2026-06-02",
    "mature_on": "2026-06-02",
    "state": "mature",
    "event": _event_card(),
    "kpis": [_kpi_row(name, _ROWS[name]) for name in KPIS if name in _ROWS],
    "reds": {
        **{"n_judged": 9, "n_red": 2, "expected": 0.9, "allowed": 0.1},
        "held": ["attendance_rate"],
    },
    "goals": {
        **{"n_goals": 3, "probability": 0.21, "lower": 0.14, "upper": 0.29, "n_events": 12, "n_needed": 8},
        **{"kpis": ["registrations", "attendance_rate", "leads"], "reached": False},
    },
    "lint": [
        {"code": "not_smart", "kpi": "walk_ins", "missing": ["specific", "attainable"]},
        {"code": "no_earlier_value", "kpi": "revenue"},
        {"code": "no_balance", "lacking": "social"},
    ],
    "breakdowns": [
        {
            "kpi": "sessions_by_channel",
            "dimension": "session_channel_group",
            "parts": [
                {
                    **{"member": "Email", "rank": 1, "value": 900.0, "whole": 1500.0},
                    **{"share": 0.6, "lower": 0.575, "upper": 0.625},
                },
                {
                    **{"member": "other", "rank": 2, "value": 600.0, "whole": 1500.0},
                    **{"share": 0.4, "lower": 0.375, "upper": 0.425},
                },
            ],
        }
    ],
    "used_kpis": [name for name in KPIS if name in _ROWS and name not in _NOT_USED],
    "funnel": steps(),
    "channels": channels(),
    "presence": _presence(),
    "minutes": minutes(),
    "challenges": _challenges(),
    "experience": _experience(),
    "outreach": sample_outreach(),
    "effect": _effect(),
    "people_effect": _people_effect(),
    "crm": {
        "event_id": "2026-05-20-maps",
        "rules": {"last_touch": 58.0, "first_touch": 21.0, "linear": 36.5, "time_decay": 44.25},
        "lower": 21.0,
        "upper": 58.0,
        "share_lower": 0.1,
        "share_upper": 0.27,
        "n_conversions": 214,
        "n_without_touch": 102,
        "half_life_days": 7.0,
        "kinds": {"registration": 55, "attendance": 41, "lead form": 6},
    },
    "money": {
        "roi": 0.193,
        "roi_lower": -0.555,
        "roi_upper": 0.95,
        "p_positive": 0.71,
        "break_even_leads": 2480 / 60,
        "value_per_lead": 60.0,
        "cost": 2480.0,
        "level": 0.95,
        "missing": [],
        "break_even_value": 2480 / 49,
        "smallest_detectable": 45 * 60.0,
        "assumptions": [
            {"name": "effect", "lower": 18.0, "upper": 81.0, "roi_lower": -0.56, "roi_upper": 0.96},
            {"name": "value_per_lead", "lower": 45.0, "upper": 75.0, "roi_lower": -0.11, "roi_upper": 0.48},
            {"name": "cost_venue", "lower": 450.0, "upper": 550.0, "roi_lower": 0.16, "roi_upper": 0.21},
        ],
        "moves_most": "effect",
        "state": "provisional",
        "final_on": "2026-08-17",
        "pipeline_value": 900.0,
    },
    "triangulation": {
        "verdict": "differ",
        "why": ["selection"],
        "ways": [
            {"name": "daily", "says": "more", "leads": 48.7, "lower": 18.2, "upper": 80.6},
            {"name": "people", "says": "cannot tell", "leads": 8.0, "lower": 0.5, "upper": 15.5},
            {"name": "credit", "says": "some", "leads": None, "lower": 21.0, "upper": 58.0},
        ],
    },
    "evergreen": _evergreen(),
    "diagnosis": _diagnosis(),
    "questions": [
        {"question": "Q01", "answer": "yes", "on": None, "kpis": ["csat"], "text": ""},
        {"question": "Q02", "answer": "yes", "on": None, "kpis": ["qualified_leads"], "text": ""},
        {"question": "Q03", "answer": "yes", "on": None, "kpis": [], "text": "Tres artículos del blog."},
    ],
    "actions": _actions(),
    "quality": _quality(),
    "plan": {"hash": None, "departures": []},
    "provenance": {
        "params_sha256": "0f" * 32,
        "workspace_sha256": "1e" * 32,
        "data_sha256": "2d" * 32,
        "template_sha256": None,
        "kpilib": "0.1.0",
        "code_sha256": "3c" * 32,
        "python": "3.11.2",
        "packages": {},
        "commit": None,
    },
}


def sample_record() -> dict[str, Any]:
    """A closed event with everything known; a copy of its own each time."""
    return copy.deepcopy(_SAMPLE)


def row_of(record: dict[str, Any], kpi: str) -> dict[str, Any]:
    """The scorecard row of a KPI."""
    return next(row for row in record["kpis"] if row["kpi"] == kpi)


def forget(record: dict[str, Any], *kpis: str) -> None:
    """Makes KPIs unknown, as where their input is missing."""
    for name in kpis:
        row = row_of(record, name)
        row |= dict.fromkeys(("value", "numerator", "denominator", "lower", "upper", "n", "change"))
        row |= {"state": "unknown", "zone": "unknown"}


def provisional_record() -> dict[str, Any]:
    """The same event on day 7 of 14: what is counted over a window may still change."""
    record = sample_record()
    record |= {"state": "provisional", "as_of": "2026-05-26"}
    for row in record["kpis"]:
        if KPIS[row["kpi"]].window:
            row |= {"state": "provisional", "zone": "unknown"}
    record["effect"]["verdict"] = "cannot tell"
    record["effect"]["warnings"] = [{"code": "window_partly_observed", "n_days": 14, "n_missing": 7}]
    return record


def bare_record() -> dict[str, Any]:
    """An event of which only two attendees are known: no survey, contacts, history, facts."""
    record = sample_record()
    forget(record, *(row["kpi"] for row in record["kpis"] if row["kpi"] != "attendees"))
    row_of(record, "attendees").update(value=2.0)
    for row in record["kpis"]:
        empty = (
            "target",
            "target_lower",
            "target_upper",
            "green_from",
            "red_from",
            "goal",
            "previous",
            "previous_event",
            *("change", "change_lower", "change_upper", "xmr", "previous_period", "needed_per_month"),
            *("response_rate", "silent_lower", "silent_upper"),
        )
        row |= dict.fromkeys(empty) | {"change_verdict": "unknown"}
        row |= {"zone": "unknown", "notes": [], "target_notes": [{"code": "few_events", "n": 0, "needed": 5}]}
        row["n_events"] = 0 if KPIS[row["kpi"]].target else None
    record["funnel"] = no_steps()
    record["breakdowns"] = []
    record["lint"] = [{"code": "no_goal_or_target", "kpi": "attendees"}]
    record |= {"channels": [], "presence": [], "minutes": NO_MINUTES, "actions": [], "diagnosis": []}
    record |= {"challenges": None, "experience": _no_experience()}
    record["outreach"] = bare_outreach()
    nothing = dict.fromkeys(
        (
            "effect",
            "effect_lower",
            "effect_upper",
            "lift",
            "p_value",
            "smallest_detectable",
            "placebo",
            "joint",
        )
    )
    record["effect"] = nothing | {
        "verdict": "cannot tell",
        "warnings": [{"code": "coverage_not_stated"}],
        "helps": [],
        "daily": [],
        "quantiles": [],
    }
    record["people_effect"] |= dict.fromkeys(
        ("effect", "effect_lower", "effect_upper", "naive", "treated_share", "expected_share", "e_value")
    )
    record["people_effect"]["warnings"] = [{"code": "groups_too_small", "n_fewest": 0, "n_needed": 10}]
    record["crm"] = {"events": [], "n_conversions": 0, "n_without_touch": 0}
    record["money"] = {"roi": None, "missing": ["value_per_lead", "cost", "effect"]}
    record["triangulation"] = {"verdict": "cannot tell", "why": ["too_little_data", "daily_silent"]}
    record["quality"] = {
        "dropped": {},
        "warnings": [],
        "missing": ["registrations", "survey", "contacts", "deals", "advertising", "web"],
        "files": [],
    }
    record["event"] |= {
        "ends_at": "",
        "topic": "",
        "series": "",
        "checklists": {"kit": {}, "channels": None, "video": None},
        "alignment": [],
        "external_factors": [],
        "complaints": None,
        "answers": {},
    }
    return record
