"""Goals and reds against chance, in words: beside a KPI, and over all KPIs of an event."""

from markupsafe import Markup

from kpilib.figures.printed import Source, number_element
from kpilib.figures.sheet import Row, Sheet

LEAST = 0.01
MOST_NAMES = 6


def goal_lines(sheet: Sheet, row: Row) -> list[Markup]:
    """Under a goal: reached or not, how likely it was, how many earlier events reached it."""
    if row["goal"] is None:
        return []
    lines = [_reached(sheet, row)] if row["value"] is not None else []
    if row["goal_probability"] is not None:
        lines.append(sheet.say("goal.probability", probability=probability(sheet, row)))
    return [*lines, *_before(sheet, row)]


def _before(sheet: Sheet, row: Row) -> list[Markup]:
    """How many of the past events reached the goal, as short as a column needs it."""
    before = row["goal_reached_before"]
    if before is None:
        return []
    k, n = (
        sheet.printer.value(Source(row["kpi"], f"goal_reached_before.{field}"), before[field], "count")
        for field in ("n", "of")
    )
    return [sheet.say("goal.before_short", k=k, n=n)]


def _reached(sheet: Sheet, row: Row) -> Markup:
    words = {True: "reached", False: "missed", None: "open"}
    return sheet.say(f"goal.{words[row['goal_reached']]}")


def probability(sheet: Sheet, row: Row) -> Markup:
    """The probability of a KPI's goal."""
    return sheet.printer.value(Source(row["kpi"], "goal_probability"), row["goal_probability"], "share")


def before_lines(sheet: Sheet, row: Row) -> list[Markup]:
    """How many earlier events reached the goal; nothing without earlier events."""
    before = row["goal_reached_before"]
    if before is None:
        return []
    k = sheet.printer.value(Source(row["kpi"], "goal_reached_before.n"), before["n"], "count")
    of = sheet.printer.noun(Source(row["kpi"], "goal_reached_before.of"), "past_event", before["of"])
    return [sheet.say("goal.before", k=k, past_events=of)]


def together_lines(sheet: Sheet) -> list[Markup]:
    """The probability of reaching all goals at one event, or its bounds."""
    goals = sheet.record.get("goals")
    if goals is None:
        return []
    limits = sheet.printer.range("goals", ("lower", "upper"), goals["lower"], goals["upper"], "share", 0)
    past = sheet.printer.noun(Source("goals", "n_events"), "past_event", goals["n_events"])
    n_goals = sheet.printer.value(Source("goals", "n_goals"), goals["n_goals"], "count")
    values = {"n": n_goals, "range": limits, "past_events": past}
    if goals["probability"] is None:
        return [sheet.say("goals.together_bounds", minimum=str(goals["n_needed"]), **values)]
    # A range of 0 % to 0 % says nothing.
    key = "goals.together" if goals["upper"] >= LEAST else "goals.together_unlikely"
    return [sheet.say(key, probability=_likely(sheet, goals["probability"]), **values)]


def _likely(sheet: Sheet, chance: float) -> Markup:
    """The probability of all goals; below one in a hundred no digits are claimed."""
    source = Source("goals", "probability")
    if chance >= LEAST:
        return sheet.printer.value(source, chance, "share", 0)
    least = number_element(source, chance, "share", sheet.language.percent(LEAST))
    return sheet.say("chance.under", share=least)


def red_lines(sheet: Sheet) -> list[Markup]:
    """How many reds come by chance alone, and which remain when that is allowed for."""
    reds = sheet.record["reds"]
    if not reds["n_judged"]:
        return []
    expected = sheet.printer.value(Source("reds", "expected"), reds["expected"], "count", 1)
    judged = sheet.printer.value(Source("reds", "n_judged"), reds["n_judged"], "count")
    lines = [sheet.say("scorecard.false_reds", kpis_judged=judged, expected_reds=expected)]
    if not reds["n_red"]:
        return lines
    held = sheet.say("reds.none_held")
    if reds["held"]:
        allowed = sheet.printer.value(Source("reds", "allowed"), reds["allowed"], "share")
        held = sheet.say("reds.held", kpis=sheet.names(reds["held"], MOST_NAMES))
        held += Markup(" ") + sheet.say("reds.basis", share=allowed)
    return [*lines, held]


def by_chance(sheet: Sheet, row: Row) -> Markup | None:
    """Beside a red that does not stand out among so many: that it may be chance."""
    reds = sheet.record["reds"]
    if row["zone"] != "red" or row["kpi"] in reds["held"]:
        return None
    compared = sheet.printer.noun(Source("reds", "n_judged"), "comparison", reds["n_judged"])
    return sheet.say("reds.by_chance", comparisons=compared)
