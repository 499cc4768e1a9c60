"""Three linked artefacts, folded: what is wanted, the KPIs that lead to it and show it, and the actions."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from kpilib.figures.blocks.action_cells import open_actions
from kpilib.figures.layout import Cell, table
from kpilib.figures.sheet import Row, Sheet

LAGGING = ("lagging", "index")


def strategy_map(sheet: Sheet) -> Markup:
    """Objectives of the KPIs in use: what leads to each, what shows it, and what is being done for it."""
    used = [row for row in sheet.rows.values() if row["is_used"]]
    objectives = dict.fromkeys(row.get("objective") or "" for row in used)
    rows = [_cells(sheet, name, used) for name in objectives if name]
    if not rows:
        return Markup("")
    say = sheet.language.say
    columns = [(say(f"column.{name}"), "") for name in ("objective", "leading", "lagging", "initiatives")]
    drawn = table(sheet, say("strategy_map.caption"), columns, rows, stack=True, quiet=True)
    return Markup('<details id="strategy-map"><summary>{}</summary>{}</details>').format(
        say("strategy_map.title"), drawn
    )


def _cells(sheet: Sheet, objective: str, used: Sequence[Row]) -> list[Cell]:
    rows = [row for row in used if row.get("objective") == objective]
    lagging = [row for row in rows if row["kind"] in LAGGING]
    leading = [row for row in rows if row["kind"] not in LAGGING]
    kpis = {row["kpi"] for row in rows}
    actions = [action["what"].rstrip(".") for action in open_actions(sheet) if action.get("kpi") in kpis]
    name = sheet.language.say(f"objective.{objective}")
    return [name[:1].upper() + name[1:], _links(sheet, leading), _links(sheet, lagging), _lines(actions)]


def _links(sheet: Sheet, rows: Sequence[Row]) -> Cell:
    """Names of KPIs, each leading to its row in the scorecard."""
    links = [Markup('<a href="#kpi-{}">{}</a>').format(row["kpi"], sheet.name(row["kpi"])) for row in rows]
    return Markup(", ").join(links) or "—"


def _lines(actions: Sequence[str]) -> Cell:
    return escape("; ".join(actions)) if actions else "—"
