"""Step 2: advertising, where something new was tried, and automated flows over their own window."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.outreach import usual_basis, usual_lines
from kpilib.figures.layout import Cell, Column, folded, how_to_state, section, table, with_lines
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet

Row = Mapping[str, Any]
# KPIs of advertising that a review shows only where something new was tried, or people use them.
CLASSIC = (
    *("reach", "frequency", "clicks", "impressions", "cost_per_thousand_impressions", "cost_per_view"),
    *("cost_per_click", "cost_per_acquisition", "click_through_rate", "coverage_rate", "video_view_rate"),
)
UNITS = {"cost": "money", "impressions": "count", "clicks": "count", "conversions": "count"}
RATIOS = ("cost_per_click", "cost_per_acquisition", "cost_per_thousand_impressions", "click_through_rate")


def is_tried(sheet: Sheet) -> bool:
    """Whether something new was tried in promotion."""
    return bool(sheet.record["outreach"]["advertising"]["tried"])


def advertising(sheet: Sheet) -> Markup:
    """What was tried and what it cost; one quiet line where nothing new was."""
    found: Row = sheet.record["outreach"]["advertising"]
    if not is_tried(sheet):
        line = sheet.say("advertising.off") + " " + how_to_state(sheet, "facts.tried_new")
        return Markup('<p class="note" id="advertising">{}</p>').format(line)
    title = sheet.language.say("section.advertising")
    tried = Markup("<p>{}</p>").format(sheet.say("advertising.tried", what=found["tried"]))
    code = found["finding"]["code"]
    if code == "no_campaigns":
        missing = [sheet.say("advertising.no_campaigns"), how_to_state(sheet, "facts.campaigns")]
        return section(sheet, "advertising", title, parts=[tried], missing=missing)
    before = [
        *sheet.record["outreach"]["networks"]["rows"],
        *sheet.record["outreach"]["web"]["channels"],
    ]
    by_campaign = folded(sheet.say("advertising.by_campaign"), _campaigns(sheet, found["campaigns"]))
    return section(
        sheet,
        "advertising",
        title,
        finding=_finding(sheet, found),
        parts=[tried, _prices(sheet, found["kpis"]), by_campaign],
        notes=usual_basis(sheet, found["kpis"], before),
    )


def _finding(sheet: Sheet, found: Row) -> Markup:
    code = found["finding"]["code"]
    if code == "no_prices":
        return sheet.say("advertising.no_prices")
    row = next(row for row in found["kpis"] if row["kpi"] == found["finding"]["kpi"])
    of = f"advertising:{row['kpi']}"
    values = {"kpi": sheet.name(row["kpi"]), "value": _ratio(sheet, of, "value", row)}
    if code != "no_history":
        lower, upper = row["usual_lower"], row["usual_upper"]
        values["range"] = sheet.printer.range(of, ("usual_lower", "usual_upper"), lower, upper, "money", 2)
    return sheet.say(f"advertising.{code}", **values)


def _unit(kpi: str) -> str:
    return "share" if kpi == "click_through_rate" else "money"


def _ratio(sheet: Sheet, of: str, field: str, row: Row, kpi: str = "") -> Markup:
    return sheet.printer.value(Source(of, field), row[field], _unit(kpi or row["kpi"]))


def _prices(sheet: Sheet, rows: Sequence[Row]) -> Markup:
    """The event's own ratios, each with what is usual."""
    say = sheet.language.say
    columns = [(say("column.kpi"), ""), (say("column.value"), "num")]
    cells: list[list[Cell]] = [
        [
            sheet.name(row["kpi"]),
            with_lines(
                _ratio(sheet, f"advertising:{row['kpi']}", "value", row),
                usual_lines(sheet, f"advertising:{row['kpi']}", row, _unit(row["kpi"]), _digits(row["kpi"])),
            ),
        ]
        for row in rows
    ]
    return table(sheet, say("section.advertising"), columns, cells, quiet=True)


def _digits(kpi: str) -> int | None:
    return None if kpi == "click_through_rate" else 2


def _campaigns(sheet: Sheet, rows: Sequence[Row]) -> Markup:
    say = sheet.language.say
    names = {"cost": say("advertising.cost"), "conversions": say("web.conversions")}
    names |= {kpi: sheet.name(kpi) for kpi in ("impressions", "clicks", *RATIOS)}
    columns: list[Column] = [(say("advertising.campaign"), "")]
    columns += [(names[field], "num") for field in (*UNITS, *RATIOS)]
    cells: list[list[Cell]] = []
    for row in rows:
        of = f"campaign:{row['campaign']}"
        counts = [sheet.printer.value(Source(of, field), row[field], unit) for field, unit in UNITS.items()]
        cells.append([row["campaign"], *counts, *(_ratio(sheet, of, kpi, row, kpi) for kpi in RATIOS)])
    return table(sheet, say("advertising.by_campaign"), columns, cells, stack=True, quiet=True, wide=True)


def flows(sheet: Sheet) -> Markup:
    """What became of those whom automated flows reached; one quiet line where none is named."""
    found: Row = sheet.record["outreach"]["flows"]
    if not found["rows"]:
        days = sheet.printer.noun(Source("flows", "days"), "day", found["days"])
        line = sheet.say("flows.none", days=days) + " " + how_to_state(sheet, "facts.flows")
        return Markup('<p class="note" id="flows">{}</p>').format(line)
    notes = [sheet.say("flows.basis"), *([sheet.say("flows.merged")] if _is_merged(found) else [])]
    return section(
        sheet,
        "flows",
        sheet.language.say("section.flows"),
        finding=_flows_finding(sheet, found),
        parts=[_flow_table(sheet, found["rows"])],
        notes=[_window(sheet, found), *notes],
    )


def _is_merged(found: Row) -> bool:
    return any(row["flow"] == "other" or row["people"] is None for row in found["rows"])


def _window(sheet: Sheet, found: Row) -> Markup:
    days = sheet.printer.noun(Source("flows", "days"), "day", found["days"])
    until = sheet.language.date(found["ends_on"], "medium")
    return sheet.say(f"flows.window_{found['state']}", days=days, date=until)


def _flows_finding(sheet: Sheet, found: Row) -> Markup:
    finding = found["finding"]
    values: dict[str, Markup | str] = {
        "people": sheet.printer.noun(Source("flows", "people"), "person", finding["people"] or 0),
        "leads": sheet.printer.noun(Source("flows", "leads"), "lead", finding["leads"] or 0),
        "sales": sheet.printer.noun(Source("flows", "sales"), "sale", finding["sales"] or 0),
    }
    if finding["code"] == "sells_more":
        row = next(row for row in found["rows"] if row["flow"] == finding["flow"])
        values |= {"flow": row["flow"], "k": _number(sheet, row, "sales"), "n": _number(sheet, row, "leads")}
    return sheet.say(f"flows.{finding['code']}", **values)


def _number(sheet: Sheet, row: Row, field: str, unit: str = "count") -> Markup:
    return sheet.printer.value(Source(f"flow:{row['flow']}", field), row[field], unit)


def _flow_table(sheet: Sheet, rows: Sequence[Row]) -> Markup:
    say = sheet.language.say
    fields = ("sent", "clicks", "people", "leads", "opportunities")
    columns: list[Column] = [(say("dimension.flow"), "")]
    columns += [(say(f"flows.{field}"), "num") for field in (*fields, "sold", "days_to_sale")]
    cells: list[list[Cell]] = [
        [
            _flow_name(sheet, row, len(rows)),
            *(_number(sheet, row, field) for field in fields),
            _sold(sheet, row),
            _number(sheet, row, "days_to_sale"),
        ]
        for row in rows
    ]
    return table(sheet, say("section.flows"), columns, cells, stack=True, quiet=True, wide=True)


def _flow_name(sheet: Sheet, row: Row, n_rows: int) -> str:
    if row["flow"] != "other":
        return str(row["flow"])
    return sheet.language.say("parts.other" if n_rows > 1 else "flows.together")


def _sold(sheet: Sheet, row: Row) -> Markup:
    """Sales of the flow's leads, with the interval of their share."""
    if row["sales_rate"] is None:
        return _number(sheet, row, "sales")
    of = f"flow:{row['flow']}"
    counts = sheet.printer.k_of_n(of, row["sales"], row["leads"], ("sales", "leads"))
    return with_lines(
        counts, [sheet.printer.range(of, ("lower", "upper"), row["lower"], row["upper"], "share", 0)]
    )
