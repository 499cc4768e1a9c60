"""Which assumption moves the return most, and what these data could have shown, in money."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from kpilib.figures.layout import folded, table
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet


def assumptions(sheet: Sheet) -> list[Markup]:
    """A table of assumptions, the one that moves the return most first, and the sentences beside it."""
    money = sheet.record["money"]
    texts = [
        sheet.say(key, **{name: sheet.printer.value(Source("money", field), money[field], "money")})
        for key, name, field in (
            ("money.break_even_value", "value", "break_even_value"),
            ("money.detectable", "amount", "smallest_detectable"),
        )
        if money.get(field) is not None
    ]
    parts = [Markup("<p>{}</p>").format(Markup(" ").join(texts))] if texts else []
    if not money.get("assumptions"):
        return parts
    rule = Markup('<p class="note">{}</p>').format(sheet.say("money.rule"))
    return [*parts, folded(sheet.say("money.assumptions"), _table(sheet, money["assumptions"]) + rule)]


def assumption_name(sheet: Sheet, name: str) -> str:
    """What is varied, as a noun in running text."""
    if sheet.has(f"assumption.{name}"):
        return sheet.language.say(f"assumption.{name}")
    part = part_name(sheet, name)
    return part[:1].lower() + part[1:]


def part_name(sheet: Sheet, part: str) -> str:
    """Name of a part of cost or revenue, such as `cost_venue`."""
    kind, _, name = part.partition("_")
    return sheet.language.say(f"{kind}.{name}")


def _table(sheet: Sheet, rows: list[Mapping[str, Any]]) -> Markup:
    say, printer = sheet.language.say, sheet.printer
    heads = ("money.assumption", "money.plausible", "money.return_range")
    columns = [(say(head), "" if head == "money.assumption" else "num") for head in heads]
    cells: list[list[Markup | str]] = []
    for row in rows:
        name, part = assumption_name(sheet, row["name"]), f"assumption:{row['name']}"
        unit = "count" if row["name"] == "effect" else "money"
        cells.append(
            [
                name[:1].upper() + name[1:],
                printer.range(part, ("lower", "upper"), row["lower"], row["upper"], unit),
                printer.range(part, ("roi_lower", "roi_upper"), row["roi_lower"], row["roi_upper"], "return"),
            ]
        )
    return table(sheet, say("money.assumptions"), columns, cells, stack=True, quiet=True)
