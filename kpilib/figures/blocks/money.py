"""Step 4, second half: what it cost and whether it pays."""

from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.assumptions import assumption_name, assumptions, part_name
from kpilib.figures.five import return_verdict
from kpilib.figures.intervals import draw_break_even
from kpilib.figures.layout import figure, how_to_state, section, table
from kpilib.figures.printed import Source
from kpilib.figures.reasons import refusal
from kpilib.figures.sheet import Row, Sheet


def returns(sheet: Sheet) -> Markup:
    """Costs, revenue recorded, and the return as a range over the effect."""
    money = sheet.record["money"]
    title = sheet.language.say("section.return")
    parts = [p for p in (_costs(sheet), _parts_table(sheet), _bookkeeping(sheet), _pipeline(sheet)) if p]
    parts += [Markup("<p>{}</p>").format(text) for text in _provisional(sheet)]
    if money.get("roi") is None:
        return section(sheet, "return", title, parts=parts, missing=_missing(sheet, money.get("missing", [])))
    verdict, word = return_verdict(sheet)
    return section(
        sheet,
        "return",
        title,
        verdict_name=verdict,
        verdict_word=word,
        finding=_range_sentence(sheet, money),
        parts=[_chart(sheet, money), *assumptions(sheet), *parts],
        notes=[sheet.say("return.assumption")],
    )


def _row(sheet: Sheet, name: str) -> Row | None:
    row = sheet.rows.get(name)
    return row if row is not None and row["value"] is not None else None


def _paragraph(text: Markup) -> Markup:
    return Markup("<p>{}</p>").format(text)


def _unknown(sheet: Sheet, name: str) -> Markup:
    """Why cost or revenue is not known, and where it is stated."""
    row = sheet.rows.get(name)
    if row is not None and row["state"] == "refused":
        return refusal(sheet, row)
    key = {"cost": "facts.costs", "revenue": "facts.revenue"}[name]
    return sheet.say(f"return.no_{name}") + " " + how_to_state(sheet, key)


def _costs(sheet: Sheet) -> Markup:
    row = _row(sheet, "cost")
    if row is None:
        return _paragraph(_unknown(sheet, "cost"))
    missing = _not_stated(sheet, row)
    if not missing:
        return _paragraph(sheet.say("cost.total_complete", cost=sheet.value(row)))
    return _paragraph(sheet.say("cost.total", cost=sheet.value(row), missing=missing))


def _not_stated(sheet: Sheet, row: Row) -> str:
    parts = [p for note in row["notes"] if note["code"] == "parts_not_stated" for p in note["parts"]]
    return ", ".join(part_name(sheet, part) for part in parts)


def _parts_table(sheet: Sheet) -> Markup | None:
    """The amounts part by part, those that are stated; the sentence above names the others."""
    amounts: dict[str, float | None] = sheet.record["money"].get("parts") or {}
    if not any(amount is not None for amount in amounts.values()):
        return None
    say = sheet.language.say
    columns = [(say("column.item"), ""), (say("column.amount"), "num")]
    rows = [
        [part_name(sheet, part), sheet.printer.value(Source("money", f"parts.{part}"), amount, "money")]
        for part, amount in amounts.items()
        if amount is not None
    ]
    return table(sheet, say("section.costs"), columns, rows)


def _bookkeeping(sheet: Sheet) -> Markup:
    roi, revenue = _row(sheet, "roi"), _row(sheet, "revenue")
    if revenue is None:
        return _paragraph(_unknown(sheet, "revenue"))
    day = sheet.language.date(sheet.record["as_of"])
    if roi is None:
        return _paragraph(sheet.say("return.revenue_only", revenue=sheet.value(revenue), as_of=day))
    text = sheet.say("roi.counted", as_of=day, revenue=sheet.value(revenue), roi=sheet.value(roi))
    if roi["state"] == "provisional":
        text += " " + sheet.say("state.money_open", mature_on=sheet.language.date(roi["final_on"]))
    missing = _not_stated(sheet, revenue)
    return _paragraph(text + (" " + sheet.say("return.not_stated", parts=missing) if missing else Markup("")))


def _pipeline(sheet: Sheet) -> Markup | None:
    row = _row(sheet, "pipeline_value")
    return None if row is None else _paragraph(sheet.say("revenue.open_pipeline", amount=sheet.value(row)))


def _provisional(sheet: Sheet) -> list[Markup]:
    """Until when the return may change, where the bookkeeping does not say it."""
    money, roi = sheet.record["money"], _row(sheet, "roi")
    if money.get("state") != "provisional" or (roi is not None and roi["state"] == "provisional"):
        return []
    return [sheet.say("state.money_open", mature_on=sheet.language.date(money["final_on"]))]


def _range_sentence(sheet: Sheet, money: dict[str, Any]) -> Markup:
    printer = sheet.printer
    fields = ("roi_lower", "roi_upper")
    text = sheet.say(
        "roi.range",
        roi=printer.value(Source("money", "roi"), money["roi"], "return"),
        level=sheet.level(money.get("level")),
        range=printer.range("money", fields, money["roi_lower"], money["roi_upper"], "return"),
        probability=printer.value(Source("money", "p_positive"), money["p_positive"], "share", digits=0),
    )
    leads = printer.noun(Source("money", "break_even_leads"), "new_contact", money["break_even_leads"])
    value = printer.value(Source("money", "value_per_lead"), money["value_per_lead"], "money")
    if not money.get("moves_most"):
        return text + " " + sheet.say("return.break_even", leads=leads, value_per_lead=value)
    moves = assumption_name(sheet, money["moves_most"])
    return text + " " + sheet.say("roi.break_even", leads=leads, value_per_lead=value, assumption=moves)


def _chart(sheet: Sheet, money: dict[str, Any]) -> Markup:
    say, record = sheet.language.say, sheet.effect
    verdict = "cannot_tell"
    if record["effect_lower"] > money["break_even_leads"]:
        verdict = "pays"
    elif record["effect_upper"] < money["break_even_leads"]:
        verdict = "does_not_pay"
    title = sheet.say(f"return.finding.{verdict}")
    numbers = {
        "limit": sheet.language.number(money["break_even_leads"]),
        "effect": sheet.language.number(record["effect"]),
        "range": sheet.language.range_of(record["effect_lower"], record["effect_upper"]),
    }
    label = f"{title.striptags()}. {say('return.alt', **numbers)}"
    note = say("return.how_to_read")
    return figure(sheet, title, draw_break_even(sheet, label), say("return.subtitle"), note=note)


def _missing(sheet: Sheet, names: list[str]) -> list[Markup]:
    """What the range of the return lacks, and where to state it."""
    how = {
        "value_per_lead": lambda: (
            sheet.say("return.no_value") + " " + how_to_state(sheet, "value_per_lead", True)
        ),
        "cost": lambda: _unknown(sheet, "cost"),
        "effect": lambda: sheet.say("return.no_effect"),
    }
    return [sheet.say("return.no_range"), *(how[name]() for name in names if name in how)]
