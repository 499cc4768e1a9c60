"""The plan under the scorecard: when it was frozen, its primary KPI, and each departure from it."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet
from kpilib.kpis import KPIS

Departure = Mapping[str, Any]
MOST_NAMES = 6


def plan_lines(sheet: Sheet) -> list[Markup]:
    """Sentences on the plan; one that says how to make one where there is none."""
    plan = sheet.record["plan"]
    primary = plan.get("primary_kpi")
    first = [sheet.say("plan.primary", kpi=sheet.name(primary))] if primary else []
    told = [*_others(sheet, plan["departures"]), *_of_targets(sheet, plan["departures"])]
    if not plan["hash"]:
        command = Markup("<code>kpi plan</code>")
        first += [sheet.say("page.no_plan"), sheet.say("plan.how", command=command)]
    elif plan.get("made_on"):
        values = {"date": sheet.language.date(plan["made_on"]), "hash": plan["hash"][:12]}
        first += [sheet.say("plan.frozen", **values)] + ([] if told else [sheet.say("plan.kept")])
    return [Markup(" ").join(first), *told] if first else told


def _of_targets(sheet: Sheet, departures: list[Departure]) -> list[Markup]:
    """Ranges that would come out otherwise today, in one sentence: it is one cause."""
    kpis = [entry["kpi"] for entry in departures if entry["code"] == "target_differs"]
    return [sheet.say("departure.targets", kpis=sheet.names(kpis, MOST_NAMES))] if kpis else []


def _others(sheet: Sheet, departures: list[Departure]) -> list[Markup]:
    lines: list[Markup] = []
    for entry in departures:
        code = entry["code"]
        if code == "exclusions_changed":
            lines += _exclusions(sheet, entry)
        elif code in SENTENCES:
            lines.append(SENTENCES[code](sheet, entry))
        elif code in ITEMS:
            planned, actual = (_printed(sheet, entry, name) for name in ("planned", "actual"))
            item = sheet.say(ITEMS[code], kpi=sheet.name(entry.get("kpi") or ""))
            lines.append(sheet.say("notice.departure", item=item, planned=planned, actual=actual))
        elif code != "target_differs":
            lines.append(sheet.say("note.unknown_code", code=code))
    return lines


def _exclusions(sheet: Sheet, entry: Departure) -> list[Markup]:
    return [
        sheet.say(f"departure.exclusions_{name}", events=", ".join(entry[name]))
        for name in ("added", "removed")
        if entry[name]
    ]


def _printed(sheet: Sheet, entry: Departure, name: str) -> Markup | str:
    """A planned or actual value as its kind is printed; a word where there is none."""
    value = entry[name]
    if value is None:
        return sheet.language.say("departure.none")
    if entry["code"].startswith("goal_"):
        return sheet.printer.value(Source(entry["kpi"], f"goal.{name}"), value, _unit(sheet, entry["kpi"]))
    if entry["code"] in ("window_changed", "roi_window_changed"):
        return sheet.printer.noun(Source("plan", f"{entry['code']}.{name}"), "day", value)
    if entry["code"] == "event_moved":
        return _moment(sheet, str(value))
    return sheet.name(str(value))


def _unit(sheet: Sheet, kpi: str) -> str:
    if kpi in sheet.rows:
        return str(sheet.rows[kpi]["unit"])
    return str(KPIS[kpi].unit) if kpi in KPIS else "count"


def _moment(sheet: Sheet, text: str) -> Markup:
    day = sheet.language.date(dt.datetime.fromisoformat(text).date())
    return escape(sheet.language.say("date.with_time", date=day, time=sheet.language.time(text)))


def _made_late(sheet: Sheet, entry: Departure) -> Markup:
    days = {name: sheet.language.date(entry[name]) for name in ("planned", "actual")}
    return sheet.say("departure.made_after_start", **days)


def _replaced(sheet: Sheet, entry: Departure) -> Markup:
    first = sheet.language.date(entry["planned"]) if entry["planned"] else "—"
    return sheet.say("departure.replaced", n=entry["n"], date=first)


SENTENCES: dict[str, Callable[[Sheet, Departure], Markup]] = {
    "plan_altered": lambda sheet, _: sheet.say("departure.altered"),
    "plan_made_after_start": _made_late,
    "plan_replaced": _replaced,
}
# What is named in "Departure from the plan: ...".
ITEMS = {
    "goal_changed": "departure.item.goal",
    "goal_added": "departure.item.goal",
    "goal_removed": "departure.item.goal",
    "primary_kpi_changed": "departure.item.primary_kpi",
    "window_changed": "departure.item.window",
    "roi_window_changed": "departure.item.roi_window",
    "event_moved": "departure.item.start",
}
