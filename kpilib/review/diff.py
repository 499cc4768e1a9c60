"""Two reviews number by number, each difference with its cause: pure, from two records alone."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from kpilib.kpis.comparisons import compute_change
from kpilib.review.causes import Cause, Record, find_causes, reaches

DIFF_VERSION = 1
# Parts compared beside the scorecard; curves and points behind them are evidence and stay out.
PARTS = ("effect", "people_effect", "crm", "money", "funnel", "channels", "outreach", "breakdowns")
_ROW_FIELDS = (
    *("value", "numerator", "denominator", "n", "lower", "upper", "zone", "state"),
    *("target", "target_lower", "target_upper", "green_from", "red_from", "n_events"),
    *("goal", "needed_per_month", "previous", "change", "change_lower", "change_upper"),
    *("xmr.mean", "xmr.lower", "xmr.upper", "comparator.value"),
)
_WORD_FIELDS = ("verdict", "zone", "state")
_KEYS = ("kpi", "step", "channel", "member", "network", "page", "campaign", "flow")
# Estimates whose interval tells noise from a real change: (part, field) -> where its limits stand.
_ESTIMATES = {
    ("effect", "effect"): ("effect_lower", "effect_upper"),
    ("people_effect", "effect"): ("effect_lower", "effect_upper"),
    ("money", "roi"): ("roi_lower", "roi_upper"),
}


def compare_records(before: Record, after: Record) -> dict[str, Any]:
    """What differs between two review records, and why.

    Parameters
    ----------
    before, after : mapping
        What two `review.json` hold: one event on two days, or two events.

    Returns
    -------
    dict
        `causes`: all that differs in what they were made from. `rows`: one for each number, zone, state and
        verdict that differs, with `status` (changed, appeared, lost, added, vanished, not_comparable),
        `change` (after minus before; None where there is none), `causes` (places in the list of those that
        can have moved it), `certainty` ("one" cause; "several"; "unknown": things differ, none of them is
        known to move it; "unexplained": nothing differs) and, for two events, `reading` (signal, routine,
        unknown, not_final). `n_compared`: numbers that both or one of them hold.

    Notes
    -----
    A cause named alone is the only difference that can have moved the number; with several, the record does
    not tell how much each of them did.
    """
    causes = find_causes(before, after)
    is_same = before["event_id"] == after["event_id"]
    series = [record.get("event", {}).get("series") for record in (before, after)]
    has_limits = bool(series[0]) and series[0] == series[1]
    rows, n_compared = [], 0
    for row in _pairs(before, after):
        n_compared += 1
        if row["status"] == "unchanged":
            continue
        sides = row.pop("sides")
        reading = None if is_same else _read(row, sides, has_limits)
        rows.append(row | _explained(row, sides, causes) | {"reading": reading})
    return {
        "diff_version": DIFF_VERSION,
        "is_same_event": is_same,
        "before": _head(before),
        "after": _head(after),
        "causes": causes,
        "rows": rows,
        "n_compared": n_compared,
    }


def _head(record: Record) -> dict[str, Any]:
    names = ("event_id", "title", "starts_at", "as_of", "state")
    return {name: record[name] for name in names}


def _pairs(before: Record, after: Record) -> Iterator[dict[str, Any]]:
    yield from _kpi_pairs(before, after)
    for part in PARTS:
        sides = before.get(part) or {}, after.get(part) or {}
        first, second = (dict(_numbers(side)) for side in sides)
        for field in dict.fromkeys([*first, *second]):
            yield _row(part, "", field, first.get(field), second.get(field), sides)


def _kpi_pairs(before: Record, after: Record) -> Iterator[dict[str, Any]]:
    old, new = ({row["kpi"]: row for row in record["kpis"]} for record in (before, after))
    for kpi in dict.fromkeys([*old, *new]):
        sides = old.get(kpi) or {}, new.get(kpi) or {}
        whole = _row("kpis", kpi, "value", sides[0].get("value"), sides[1].get("value"), sides)
        if not sides[0] or not sides[1]:
            yield whole | {"status": "added" if sides[1] else "vanished", "change": None}
        elif any(sides[0].get(f) != sides[1].get(f) for f in ("unit", "currency")):
            yield whole | {"status": "not_comparable", "change": None}
        else:
            fields = ((f, *(_at(side, f) for side in sides)) for f in _ROW_FIELDS)
            yield from (
                _row("kpis", kpi, f, x, y, sides)
                for f, x, y in fields
                if (x, y) != (None, None) or f == "value"
            )


def _at(row: Record, field: str) -> Any:
    head, _, inner = field.partition(".")
    return (row.get(head) or {}).get(inner) if inner else row.get(field)


def _numbers(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every number and verdict under a part, by its path; a list of mappings by the names in it."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _numbers(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        if all(isinstance(item, Mapping) and any(k in item for k in _KEYS) for item in value):
            for item in value:
                name = next(str(item[k]) for k in _KEYS if k in item)
                yield from _numbers(item, f"{path}.{name}" if path else name)
    elif path.rpartition(".")[2] in _WORD_FIELDS or (
        (value is None or isinstance(value, int | float)) and not isinstance(value, bool)
    ):
        yield path, value


def _row(part: str, name: str, field: str, x: Any, y: Any, sides: tuple[Record, Record]) -> dict[str, Any]:
    is_number = all(isinstance(v, int | float) for v in (x, y))
    is_kpi = part == "kpis"
    return {
        "part": part,
        "name": name,
        "field": field,
        "before": x,
        "after": y,
        "change": y - x if is_number else None,
        "units": [side.get("unit") for side in sides] if is_kpi else [None, None],
        "currencies": [side.get("currency") for side in sides] if is_kpi else [None, None],
        "names": (sides[1] or sides[0]).get("names") if is_kpi else None,
        "status": _status(x, y),
        "sides": sides,
    }


def _status(x: Any, y: Any) -> str:
    if x is None or y is None:
        return "unchanged" if x == y else "appeared" if x is None else "lost"
    if isinstance(x, str) or isinstance(y, str):
        return "unchanged" if x == y else "changed"
    # The last digits of a sum may differ from machine to machine.
    return "unchanged" if math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-12) else "changed"


def _explained(row: Mapping[str, Any], sides: tuple[Record, Record], causes: list[Cause]) -> dict[str, Any]:
    places = [
        i for i, cause in enumerate(causes) if reaches(cause, row["part"], row["name"], row["field"], sides)
    ]
    if not causes:
        return {"causes": [], "certainty": "unexplained"}
    if not places:
        return {"causes": list(range(len(causes))), "certainty": "unknown"}
    return {"causes": places, "certainty": "one" if len(places) == 1 else "several"}


def _read(row: Mapping[str, Any], sides: tuple[Record, Record], has_limits: bool) -> str | None:
    """For two events: whether the change of a value is more than noise."""
    if row["part"] == "kpis" and row["field"] == "value" and row["change"] is not None:
        return _read_kpi(*sides, has_limits)
    limits = _ESTIMATES.get((row["part"], row["field"]))
    if limits is None or row["change"] is None:
        return None
    before, after = ((side[row["field"]], *(side.get(f) for f in limits)) for side in sides)
    return compute_change(after, before).verdict


def _read_kpi(before: Record, after: Record, has_limits: bool) -> str:
    if "provisional" in (before.get("state"), after.get("state")):
        return "not_final"
    if before.get("version") != after.get("version"):
        return "unknown"
    limits = has_limits and (after.get("xmr") or before.get("xmr"))
    if limits:
        # Limits of the series both are of know more than sampling error, so they decide where they exist.
        is_inside = all(limits["lower"] <= side["value"] <= limits["upper"] for side in (before, after))
        return "routine" if is_inside else "signal"
    now, earlier = ((side["value"], side.get("lower"), side.get("upper")) for side in (after, before))
    return compute_change(now, earlier).verdict
