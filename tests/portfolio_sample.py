"""Review records of many small events, with one KPI of the organisation's own; invented numbers."""

import copy
from typing import Any

from review_sample import sample_record

OWN = "speakers_per_hour"
NAMES = {"en": "Speakers per hour", "es": "Ponentes por hora", "fi": "Puhujia tunnissa"}


def own_row(value: float | None = 2.5, zone: str = "unknown", unit: str = "ratio") -> dict[str, Any]:
    """The row of a KPI of the organisation's own."""
    row = copy.deepcopy(next(r for r in sample_record()["kpis"] if r["kpi"] == "walk_ins"))
    words = {"names": NAMES, "meanings": NAMES}
    return row | words | {"kpi": OWN, "value": value, "zone": zone, "unit": unit, "step": ""}


def small_record(day: int, effect: float | None = 20.0, month: int = 1, **changes: Any) -> dict[str, Any]:
    """One closed event of January 2026: 10 registrations more each day of the month, the half attend."""
    record = copy.deepcopy(sample_record())
    keep = {"registrations": 10.0 * day, "attendance_rate": 0.5, "csat": None}
    rows = [row | {"value": keep[row["kpi"]]} for row in record["kpis"] if row["kpi"] in keep]
    for row in rows:
        if row["kpi"] == "attendance_rate":
            row |= {"numerator": 5.0 * day, "denominator": 10.0 * day}
    record["kpis"] = [*rows, own_row(float(day))]
    record |= {
        "event_id": f"E{day}",
        "title": f"Event {day}",
        "starts_at": f"2026-{month:02d}-{day:02d}T18:00",
    }
    limits = (None, None) if effect is None else (effect - 15, effect + 15)
    record["effect"] |= {"effect": effect, "effect_lower": limits[0], "effect_upper": limits[1]}
    record["effect"]["verdict"] = "more" if effect and effect > 15 else "cannot tell"
    record["used_kpis"] = [row["kpi"] for row in record["kpis"]]
    return record | changes


# How past targets did: all KPIs first, then each; one far outside, one without results.
_WHOLE: dict[str, Any] = {
    **{"kpi": "", "n": 40, "n_events": 20, "n_needed": 10, "inside": 22, "promised": 0.8},
    **{"coverage": 0.55, "coverage_lower": 0.4, "coverage_upper": 0.7, "reds": 9, "reds_expected": 4.1},
    **{"error": None, "plain_error": None, "error_ratio": 0.8, "verdict": "too narrow"},
    **{"names": None, "places": []},
}
_PLACES = [-7.0, -0.3, 0.0, 0.2, 0.5, 0.5, 0.9, 1.0, 1.4, 9.0]
CALIBRATION: list[dict[str, Any]] = [
    _WHOLE,
    _WHOLE | {"kpi": "registrations", "n": 20, "inside": 11, "error_ratio": 1.1, "places": _PLACES},
    _WHOLE
    | {
        "kpi": "attendance_per_qualified_registration",
        "n": 20,
        "inside": 16,
        "verdict": "holds",
        "places": _PLACES,
    },
    _WHOLE | {"kpi": OWN, "n": 4, "inside": 4, "verdict": "cannot tell", "names": NAMES, "places": [0.5] * 4},
]


def typed_record(day: int, month: int = 1) -> dict[str, Any]:
    """An earlier event of which people typed results only."""
    record = small_record(day, effect=None, month=month, state="typed")
    return record | {"event_id": f"old-{day}", "title": f"Old {day}"}


def rich_records() -> list[dict[str, Any]]:
    """Two dozen events with channels, topics, two formats, surveys and returns, in two series."""
    records = []
    for day in range(1, 25):
        record = small_record(day, effect=20.0 + day % 5)
        base = record["kpis"][0]
        extra = {"nps": ("points", day % 7 * 5.0), "roi": ("return", day % 4 - 1.0)}
        record["kpis"] += [base | {"kpi": k, "unit": u, "value": v} for k, (u, v) in extra.items()]
        rate = record["kpis"][1]
        rate |= {"lower": rate["value"] - 0.1, "upper": rate["value"] + 0.1}
        names = ("Mail", "Web", "other")
        record["channels"] = [
            {"channel": name, "registrations": 20, "attendees": 8 + (day + i) % 3, "leads": 1}
            for i, name in enumerate(names)
        ]
        record["event"] = record["event"] | {
            "topic": f"Topic {day % 4}",
            "series": f"Series {day % 2}",
            "format": "pre-recorded" if day % 6 == 0 else "live",
        }
        records.append(record)
    return records
