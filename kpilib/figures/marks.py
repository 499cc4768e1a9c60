"""Geometry of the small drawings: bullets, interval strips, bars. Templates draw them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from kpilib.figures.environment import fill
from kpilib.figures.printed import Source, number_attributes
from kpilib.figures.sheet import Row, Sheet

WIDTH, HEIGHT = 210, 44
EDGE = 4
CHARACTER = 6.2  # width of a figure at 11 px, a little generous


@dataclass(frozen=True)
class Scale:
    """A straight axis: from values to pixels, both ends included."""

    low: float
    high: float
    left: float = EDGE
    right: float = WIDTH - EDGE

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return round(self.left + share * (self.right - self.left), 1)


def scale_over(values: list[float], left: float, right: float, room: float = 0.08) -> Scale:
    """An axis that shows all values, with some room at both ends."""
    low, high = min(values), max(values)
    pad = (high - low) * room or max(abs(high), 1.0) * room
    return Scale(low - pad, high + pad, left, right)


def draw_bullet(sheet: Sheet, row: Row, where: str = "") -> Markup:
    """The bullet of a KPI with an expected range; empty where there is none or no value."""
    if row["value"] is None or row["red_from"] is None or row["green_from"] is None:
        return Markup("")
    points = (
        "value",
        "lower",
        "upper",
        "previous",
        "goal",
        "red_from",
        "green_from",
        "target_lower",
        "target_upper",
    )
    scale = scale_over([row[f] for f in points if row.get(f) is not None], EDGE, WIDTH - EDGE)
    marks = {f: None if row.get(f) is None else scale(row[f]) for f in points}
    return fill(
        "bullet.svg.j2",
        id=f"{sheet.prefix}-{where}hatch-{row['kpi']}",
        label=bullet_label(sheet, row),
        bands=_bands(scale, row),
        marks=marks,
        limits=_limit_labels(sheet, scale, row),
        is_open=row["zone"] == "unknown",
        width=WIDTH,
        height=HEIGHT,
        edge=EDGE,
    )


def bullet_label(sheet: Sheet, row: Row) -> str:
    """What the bullet says, with its numbers, for those who do not see it."""
    language, unit, currency = sheet.language, row["unit"], sheet.printer.currency
    value = language.value(row["value"], unit, currency)
    if row["zone"] == "unknown":
        return language.say("chart.bullet_alt_no_zone", kpi=sheet.name(row["kpi"]), value=value)
    return language.say(
        "chart.bullet_alt",
        kpi=sheet.name(row["kpi"]),
        value=value,
        expected=language.value_range(row["target_lower"], row["target_upper"], unit, currency),
        zone=language.say(f"zone.{row['zone']}.sentence"),
    )


def _bands(scale: Scale, row: Row) -> list[dict[str, Any]]:
    """Red, amber and green from left to right; for costs the other way round."""
    first, second = sorted((scale(row["red_from"]), scale(row["green_from"])))
    ends = (EDGE, first, second, WIDTH - EDGE)
    zones = ("green", "amber", "red") if row["better"] == "down" else ("red", "amber", "green")
    return [
        {"zone": zone, "x": left, "width": round(right - left, 1)}
        for zone, left, right in zip(zones, ends, ends[1:], strict=False)
        if right > left
    ]


def _limit_labels(sheet: Sheet, scale: Scale, row: Row) -> list[dict[str, Any]]:
    """Labels of the two limits, kept apart and inside the drawing."""
    fields = sorted(("red_from", "green_from"), key=lambda f: row[f])
    texts = [sheet.language.value(row[f], row["unit"], sheet.printer.currency) for f in fields]
    if texts[0] == texts[1]:
        fields, texts = fields[:1], texts[:1]
    widths = [len(t) * CHARACTER for t in texts]
    centres = [min(max(scale(row[f]), w / 2), WIDTH - w / 2) for f, w in zip(fields, widths, strict=True)]
    if len(centres) == 2:
        centres = _spread(centres, widths)
    return [
        {
            "x": round(x, 1),
            "text": t,
            "attributes": number_attributes(Source(row["kpi"], f), row[f], row["unit"]),
        }
        for x, t, f in zip(centres, texts, fields, strict=True)
    ]


def _spread(centres: list[float], widths: list[float]) -> list[float]:
    wanted = sum(widths) / 2 + 6
    lack = wanted - (centres[1] - centres[0])
    if lack <= 0:
        return centres
    left = max(centres[0] - lack / 2, widths[0] / 2)
    right = min(left + wanted, WIDTH - widths[1] / 2)
    return [right - wanted, right]


def draw_strip(
    sheet: Sheet, part: str, record: Mapping[str, Any], fields: tuple[str, str, str], zero: float, note: str
) -> Markup:
    """An estimate and its interval against a line that decides (no effect, break-even)."""
    value, lower, upper = (record[f] for f in fields)
    scale = scale_over([value, lower, upper, zero], EDGE, WIDTH - EDGE)
    half = len(note) * CHARACTER / 2
    return fill(
        "strip.svg.j2",
        value=scale(value),
        lower=scale(lower),
        upper=scale(upper),
        zero=scale(zero),
        note=note,
        note_x=round(min(max(scale(zero), half), WIDTH - half), 1),
        part=part,
        width=WIDTH,
        height=HEIGHT,
        edge=EDGE,
    )
