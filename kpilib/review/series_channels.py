"""Who came, over all events together: the attendance rate, and how each channel's people attended."""

from collections.abc import Mapping, Sequence
from typing import Any

from kpilib.kpis.clustered import compare_within_events, compute_clustered_share, correct_for_number

Record = Mapping[str, Any]
COUNTED = ("attendees", "registrations")
REST = ("other", "unknown")  # small channels put together, and people whose channel nobody knows
CERTAIN = 0.05


def final_row(record: Record, kpi: str) -> Mapping[str, Any] | None:
    """A KPI's row where its value is known and final."""
    row = next((row for row in record["kpis"] if row["kpi"] == kpi), None)
    is_final = row is not None and row["state"] == "known" and row["value"] is not None
    return row if is_final else None


def pool_attendance(mature: Sequence[Record]) -> dict[str, Any] | None:
    """The attendance rate of all registered people together."""
    rows = [row for record in mature if (row := final_row(record, "attendance_rate")) and row["denominator"]]
    found = compute_clustered_share([r["numerator"] for r in rows], [r["denominator"] for r in rows])
    return None if found is None else vars(found).copy()


def pool_channels(mature: Sequence[Record]) -> dict[str, Any]:
    """Each channel over all events, and how its people attended beside those of other channels."""
    events = [r["channels"] for r in mature if r["channels"] and all(_is_counted(c) for c in r["channels"])]
    names = dict.fromkeys(cell["channel"] for cells in events for cell in cells)
    found = [_channel(name, events) for name in names]
    chances = [one["chance"] for one in found if one["chance"] is not None]
    corrected = iter(correct_for_number(chances))
    for one in found:
        one["chance"] = None if one["chance"] is None else next(corrected)
        one["verdict"] = _word(one)
    ordered = sorted(found, key=lambda one: (one["channel"] in REST, -one["registrations"], one["channel"]))
    return {"n_events": len(events), "n_compared": len(chances), "channels": ordered}


def _is_counted(cell: Mapping[str, Any]) -> bool:
    return cell["attendees"] is not None and cell["registrations"] > 0


def _channel(name: str, events: Sequence[Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    own = [cell for cells in events for cell in cells if cell["channel"] == name]
    k, n = [cell["attendees"] for cell in own], [cell["registrations"] for cell in own]
    share, within = compute_clustered_share(k, n), None
    if name not in REST:
        within = compare_within_events(*_beside_others(name, events))
    compared = ("difference", "lower", "upper", "chance")
    values = {key: getattr(within, key) if within else None for key in compared}
    return {
        "channel": name,
        "n_events": len(own),
        "registrations": float(sum(n)),
        "attendees": float(sum(k)),
        "share": share.share if share else None,
        "share_lower": share.lower if share else None,
        "share_upper": share.upper if share else None,
        "difference": values["difference"],
        "difference_lower": values["lower"],
        "difference_upper": values["upper"],
        "chance": values["chance"],
    }


def _beside_others(
    name: str, events: Sequence[Sequence[Mapping[str, Any]]]
) -> tuple[list[float], list[float], list[float], list[float]]:
    """Attendees and registrations of a channel and of all others, of events that have both."""
    table = []
    for cells in events:
        own = [cell for cell in cells if cell["channel"] == name]
        rest = [cell for cell in cells if cell["channel"] != name]
        if own and rest:
            table.append(
                [sum(c[f] for c in part) for part in (own, rest) for f in ("attendees", "registrations")]
            )
    columns = [list(column) for column in zip(*table, strict=True)] or [[], [], [], []]
    return columns[0], columns[1], columns[2], columns[3]


def _word(channel: Mapping[str, Any]) -> str:
    if channel["chance"] is None:
        return "too few"
    if channel["chance"] >= CERTAIN:
        return "cannot tell"
    return "more" if channel["difference"] > 0 else "fewer"
