"""What the reviews of many events say together: pooled effect, topics, channels, places, associations.

From the published records alone, so that every number can be made again from `review.json`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from kpilib.effects.grouped import group_effects
from kpilib.effects.pooled import pool_effects
from kpilib.kpis.association import FEWEST_PAIRS, compute_association, compute_trend
from kpilib.kpis.ranks import rank_ranges
from kpilib.review.series_channels import final_row, pool_attendance, pool_channels

Record = Mapping[str, Any]
NORMAL = 1.959963984540054
RANKED = ("attendance_rate", "nps")  # beside the effect: what a manager would make a league table of
EXPERIENCE = ("nps", "csat", "ses")  # the first that enough events have stands against the return
RUN_KPIS = ("registrations", "attendance_rate", "leads")
MOST_RUNS = 4


def describe_series(records: Sequence[Record]) -> dict[str, Any]:
    """The `series` part of the portfolio's record, from review records in any order.

    Only closed windows count. Parts of which nothing can be said hold None or an empty list.
    """
    mature = sorted((r for r in records if r["state"] == "mature"), key=_order)
    known = [r for r in mature if r["effect"]["effect"] is not None]
    closed = sorted((r for r in records if r["state"] in ("mature", "typed")), key=_order)
    return {
        "n_mature": len(mature),
        "effect": _effect(mature, known),
        "topics": _groups(known, lambda record: record["event"].get("topic")),
        "formats": _groups(known, lambda record: record["event"].get("format")),
        "attendance": pool_attendance(mature),
        "channels": pool_channels(mature),
        "ranks": [found for found in (_effect_ranks(known), *(_ranks(mature, k) for k in RANKED)) if found],
        "run_kpis": (kpis := _run_kpis(closed)),
        "trends": [_trend(name, closed, kpi) for kpi in kpis for name in _series_names(closed)],
        "experience": _experience(mature),
    }


def _order(record: Record) -> tuple[str, str]:
    return str(record["starts_at"]), str(record["event_id"])


def _error(effect: Mapping[str, Any]) -> float:
    """Standard error of an estimate, from its interval."""
    return float(effect["effect_upper"] - effect["effect_lower"]) / (2 * NORMAL)


def _effect(mature: Sequence[Record], known: Sequence[Record]) -> dict[str, Any]:
    effects = [record["effect"] for record in known]
    relevant = [r["effect"].get("smallest_relevant") for r in mature if r["effect"].get("smallest_relevant")]
    pooled = pool_effects(
        [effect["effect"] for effect in effects],
        [_error(effect) for effect in effects],
        quiet_dates(mature),
        _joint(mature),
        relevant[-1] if relevant else None,
    )
    found = pooled.to_dict()
    outside = [known[place]["event_id"] for place in pooled.outside]
    clear = [record["event_id"] for record in known if _is_clear(record["effect"])]
    per_event = {
        f"per_event{end}": None if pooled.total is None else found[f"total{end}"] / pooled.n_events
        for end in ("", "_lower", "_upper")
    }
    counts = {"clear": clear, "n_clear": len(clear), "n_known": len(known), "verdicts": _verdicts(mature)}
    return found | per_event | {"outside": outside} | counts


def _is_clear(effect: Mapping[str, Any]) -> bool:
    return bool(effect["effect_lower"] > 0 or effect["effect_upper"] < 0)


def _verdicts(mature: Sequence[Record]) -> dict[str, int]:
    said = [record["effect"]["verdict"].replace(" ", "_") for record in mature]
    return {verdict: said.count(verdict) for verdict in ("more", "fewer", "no_effect_seen", "cannot_tell")}


def quiet_dates(records: Sequence[Record]) -> list[float]:
    """What the estimate gave on dates without an event: each date once, as the newest review tells it."""
    rows = [row for r in records for row in (r["effect"].get("placebo") or {}).get("rows", ())]
    return list({row["date"]: float(row["effect"]) for row in rows if row["effect"] is not None}.values())


def _joint(mature: Sequence[Record]) -> list[tuple[float, float, int]]:
    """Estimates of events that cannot be told apart, each once, where all of them are closed."""
    alone = {r["starts_at"][:10] for r in mature if r["effect"]["effect"] is not None}
    closed = {r["starts_at"][:10] for r in mature} - alone
    found: dict[tuple[str, ...], tuple[float, float, int]] = {}
    for record in mature:
        joint = record["effect"].get("joint")
        days = tuple(sorted(str(day)[:10] for day in joint["event_ons"])) if joint else ()
        # An event in two of them would count twice.
        is_new = not any(set(days) & set(other) for other in found)
        if joint and set(days) <= closed and is_new:
            found[days] = (float(joint["effect"]), _error(joint), len(days))
    return list(found.values())


def _groups(known: Sequence[Record], label: Callable[[Record], Any]) -> dict[str, Any]:
    """Effects by a label of the events; how many groups were compared."""
    effects = [record["effect"] for record in known]
    found = group_effects(
        [effect["effect"] for effect in effects],
        [_error(effect) for effect in effects],
        [str(label(record) or "") for record in known],
    )
    n_read = sum(group.verdict != "too few" for group in found)
    n_compared = 1 if len(found) == n_read == 2 else n_read
    return {"n_compared": n_compared, "groups": [group.to_dict() for group in found]}


def _effect_ranks(known: Sequence[Record]) -> dict[str, Any] | None:
    effects = [record["effect"] for record in known]
    limits = [[effect[f] for effect in effects] for f in ("effect", "effect_lower", "effect_upper")]
    return _ranked("effect", known, *limits)


def _ranks(mature: Sequence[Record], kpi: str) -> dict[str, Any] | None:
    rows = [
        (record, row) for record in mature if (row := final_row(record, kpi)) and row["lower"] is not None
    ]
    limits = [[row[field] for _, row in rows] for field in ("value", "lower", "upper")]
    return _ranked(kpi, [record for record, _ in rows], *limits)


def _ranked(
    measure: str, records: Sequence[Record], values: list[float], lowers: list[float], uppers: list[float]
) -> dict[str, Any] | None:
    """Places that are possible; None with fewer than two events."""
    if len(records) < 2:
        return None
    places = rank_ranges(values, lowers, uppers)
    rows = [
        {"event_id": record["event_id"], "best": place.best, "worst": place.worst}
        for record, place in zip(records, places, strict=True)
    ]
    firsts = [row["event_id"] for row in rows if row["best"] == 1]
    return {"measure": measure, "n_events": len(rows), "n_first": len(firsts), "rows": rows}


def _run_kpis(closed: Sequence[Record]) -> list[str]:
    """The few KPIs that are drawn over time: those that plans name as primary, then the usual ones."""
    primary = [
        plan["primary_kpi"] for r in reversed(closed) if (plan := r.get("plan")) and plan.get("primary_kpi")
    ]
    wanted = dict.fromkeys([*primary, *RUN_KPIS])
    return [kpi for kpi in wanted if any(final_row(record, kpi) for record in closed)][:MOST_RUNS]


def _series_names(closed: Sequence[Record]) -> list[str]:
    return list(dict.fromkeys(record["event"].get("series") or "" for record in reversed(closed)))


def _trend(series: str, closed: Sequence[Record], kpi: str) -> dict[str, Any]:
    """The change a year of one KPI within one series."""
    found = [
        (r, row) for r in closed if (r["event"].get("series") or "") == series and (row := final_row(r, kpi))
    ]
    trend = compute_trend([_day(record) for record, _ in found], [float(row["value"]) for _, row in found])
    return {"kpi": kpi, "series": series, **vars(trend)}


def _experience(mature: Sequence[Record]) -> dict[str, Any] | None:
    """How people felt beside the return, over events that have both as final numbers."""
    pairs = {kpi: _pairs(mature, kpi) for kpi in EXPERIENCE}
    with_any = [kpi for kpi in EXPERIENCE if pairs[kpi]]
    if not with_any:
        return None
    enough = [kpi for kpi in with_any if len(pairs[kpi]) >= FEWEST_PAIRS]
    kpi = enough[0] if enough else max(with_any, key=lambda k: len(pairs[k]))
    found = compute_association([x for _, x, _ in pairs[kpi]], [y for *_, y in pairs[kpi]])
    points = [{"event_id": event_id, "experience": x, "roi": y} for event_id, x, y in pairs[kpi]]
    return {"kpi": kpi, "n_needed": FEWEST_PAIRS, **vars(found), "points": points}


def _pairs(mature: Sequence[Record], kpi: str) -> list[tuple[str, float, float]]:
    return [
        (record["event_id"], float(row["value"]), float(roi["value"]))
        for record in mature
        if (row := final_row(record, kpi)) and (roi := final_row(record, "roi"))
    ]


def _day(record: Record) -> date:
    return date.fromisoformat(str(record["starts_at"])[:10])
