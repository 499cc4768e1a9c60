"""Step 1: goals and scorecard, with the event card folded away."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

from kpilib.figures.blocks.campaigns import CLASSIC, is_tried
from kpilib.figures.blocks.comparisons import breakdowns, comparisons, lint_lines
from kpilib.figures.blocks.maturing import forecast_line, windows
from kpilib.figures.blocks.plan import plan_lines
from kpilib.figures.blocks.run_charts import draw_spark, spark_word
from kpilib.figures.chances import by_chance, goal_lines, red_lines, together_lines
from kpilib.figures.environment import fill
from kpilib.figures.layout import how_to_state, table
from kpilib.figures.marks import draw_bullet
from kpilib.figures.printed import Source
from kpilib.figures.reasons import untold_zone_reason
from kpilib.figures.sentences import note_sentence, past_events, zones_sentence
from kpilib.figures.sheet import Row, Sheet
from kpilib.kpis import REFUSALS

# The steps of the framework; a KPI that has none (an organisation's own may) stands behind them.
STEPS = ("preparation", "promotion", "run", "evergreen", "improvement", "")
TOLD_ELSEWHERE = ("window_open", "few_events", "input_missing", "external_factor")


def goals(sheet: Sheet) -> Markup:
    """All KPIs in use against expected range, goal and previous event; the others folded out."""
    used = [row for row in sheet.rows.values() if row["is_used"]]
    say = sheet.language.say
    columns = [
        ("column.kpi", ""),
        ("column.result", ""),
        ("column.against_expected", ""),
        ("column.zone", ""),
    ]
    columns += [("column.goal", "num"), ("column.previous", "num"), ("column.run", "")]
    return fill(
        "goals.html.j2",
        s=sheet,
        finding=zones_sentence(sheet),
        basis=expected_basis(sheet),
        columns=[(say(key), kind) for key, kind in columns],
        groups=_groups(sheet, used),
        remarks=_remarks(sheet, used),
        departures=plan_lines(sheet),
        windows=windows(sheet),
        comparisons=comparisons(sheet, used),
        lint=lint_lines(sheet),
        others=_others(sheet),
        other_notes=_notes(sheet, _folded(sheet), with_refusals=True),
        breakdowns=breakdowns(sheet),
        notes=_notes(sheet, used),
    )


def expected_basis(sheet: Sheet) -> Markup | None:
    """What an expected range means and rests on; nothing where there is none."""
    if not any(row["target_lower"] is not None for row in sheet.rows.values()):
        return None
    return sheet.say("read.expected", past_events=past_events(sheet))


def _groups(sheet: Sheet, used: list[Row]) -> list[dict[str, Any]]:
    ordered = sorted(used, key=lambda row: STEPS.index(row["step"]))
    return [
        {"name": sheet.say(f"kpi_step.{step or 'other'}"), "rows": [_row(sheet, row) for row in rows]}
        for step, rows in groupby(ordered, key=lambda row: row["step"])
    ]


def _row(sheet: Sheet, row: Row) -> dict[str, Any]:
    return {
        "kpi": row["kpi"],
        "name": sheet.name(row["kpi"]),
        "meaning": sheet.meaning(row["kpi"]),
        "value": sheet.value(row),
        "lines": _lines(sheet, row),
        "bullet": draw_bullet(sheet, row),
        "beside": _beside(sheet, row),
        "zone": row["zone"],
        "why_none": untold_zone_reason(sheet, row),
        "why": Markup(" ").join(_why(sheet, row)),
        "goal": sheet.value(row, "goal"),
        "goal_lines": goal_lines(sheet, row),
        "previous": sheet.value(row, "previous"),
        "previous_lines": _previous_lines(sheet, row),
        "spark": draw_spark(sheet, row),
        "spark_word": spark_word(sheet, row),
    }


def _why(sheet: Sheet, row: Row) -> list[Markup]:
    """Under the zone: that a red may be chance, what people noted from outside."""
    reason = by_chance(sheet, row)
    factors = [note["what"] for note in row["notes"] if note["code"] == "external_factor"]
    outside = [sheet.say("red.outside_factor", what="; ".join(factors))] if factors else []
    return [*([escape(reason)] if reason else []), *outside]


def _previous_lines(sheet: Sheet, row: Row) -> list[str]:
    """Under the previous value: that people typed it; signal or routine, where that can be said."""
    verdict = row["change_verdict"]
    typed = [sheet.language.say("previous.typed")] if row["previous_typed"] else []
    return typed + ([] if verdict == "unknown" else [sheet.language.say(f"change.short.{verdict}")])


def _lines(sheet: Sheet, row: Row) -> list[Markup]:
    """Under the value: k of n with the interval, and that it may still change."""
    lines = []
    counts = sheet.k_of_n(row)
    if counts is not None:
        lines.append(counts)
    elif row["kind"] == "index" and row["n"] is not None and row["value"] is not None:
        lines.append(sheet.printer.noun(Source(row["kpi"], "n"), "response", row["n"]))
    if row["lower"] is not None and row["upper"] is not None:
        lines.append(sheet.say("scorecard.interval", level=sheet.level(), range=sheet.interval(row)))
    if row["state"] == "provisional":
        until = sheet.language.date(row["final_on"], "medium")
        lines.append(sheet.say("scorecard.provisional", date=until))
    forecast = forecast_line(sheet, row)
    if forecast is not None:
        lines.append(forecast)
    return lines


def _beside(sheet: Sheet, row: Row) -> list[Markup]:
    """Under the bullet: the expected range in figures."""
    if row["target_lower"] is None:
        return []
    return [sheet.say("chart.expected", range=sheet.expected(row))]


def _remarks(sheet: Sheet, used: list[Row]) -> list[Markup]:
    how_to_read = [sheet.say("read.zones")]
    if any(row["better"] == "down" for row in used):
        how_to_read.append(sheet.say("read.zones_costs"))
    if any(row["goal"] is not None for row in used):
        how_to_read.append(sheet.say("read.goal"))
    else:
        how_to_read.append(sheet.say("scorecard.no_goals") + " " + how_to_state(sheet, "facts.goals"))
    return [*together_lines(sheet), *red_lines(sheet), Markup(" ").join(how_to_read)]


def _folded(sheet: Sheet) -> list[Row]:
    """KPIs that the organisation does not use, with a value or a reason why it was refused; the classic ones
    of advertising only where something new was tried."""
    left_out = () if is_tried(sheet) else CLASSIC
    rows = [row for row in sheet.rows.values() if not row["is_used"] and row["kpi"] not in left_out]
    return [row for row in rows if row["value"] is not None or row["state"] == "refused"]


def _others(sheet: Sheet) -> Markup | None:
    """Known KPIs the organisation does not use, without expected ranges."""
    rows = _folded(sheet)
    if not rows:
        return None
    say = sheet.language.say
    columns = [
        (say("column.kpi"), ""),
        (say("column.value"), "num"),
        (say("column.interval", level=sheet.level()), "num"),
    ]
    cells = [
        [
            Markup('{}<span class="small">{}</span>').format(
                sheet.name(row["kpi"]), sheet.meaning(row["kpi"])
            ),
            sheet.value(row),
            sheet.interval(row),
        ]
        for row in rows
    ]
    return table(sheet, say("scorecard.others"), columns, cells)


def _notes(sheet: Sheet, rows: list[Row], with_refusals: bool = False) -> list[Markup]:
    """Remarks on values and expected ranges; a remark that many KPIs share is told once, a refusal in its
    row."""
    told: dict[Markup, list[str]] = {}
    for row in rows:
        for note in [*row["notes"], *row["target_notes"]]:
            is_told = note["code"] in TOLD_ELSEWHERE or (note["code"] in REFUSALS and not with_refusals)
            if not is_told:
                told.setdefault(_plain_note(sheet, row, note), []).append(sheet.name(row["kpi"]))
    return [escape(", ".join(dict.fromkeys(names))) + ": " + sentence for sentence, names in told.items()]


def _plain_note(sheet: Sheet, row: Row, note: Mapping[str, Any]) -> Markup:
    return note_sentence(sheet, {name: value for name, value in note.items() if name != "kpi"})
