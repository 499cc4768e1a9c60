"""Step 3: scores of speakers, parts of the programme, and the five branches."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.layout import is_missing, section, table
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet

Scored = Mapping[str, Any]
_KINDS = ("speaker", "part")


def ratings(sheet: Sheet) -> Markup:
    """Scores in the order of the programme, never by size; which one stands apart beyond chance."""
    told = sheet.record.get("experience") or {}
    parts, items = told.get("parts") or [], told.get("items") or []
    title = sheet.language.say("section.ratings")
    tables = [_parts_table(sheet, parts)] if parts else []
    tables += [_items_table(sheet, items)] if items else []
    missing = [] if parts else [sheet.say("ratings.not_asked")]
    # Without any survey the section before has said so.
    if not tables and is_missing(sheet, "survey"):
        return section(sheet, "ratings", title, missing=missing)
    finding = find_standing(sheet, parts) if parts else None
    compared = _compared(sheet, parts)
    return section(
        *(sheet, "ratings", title),
        finding=finding,
        parts=tables,
        missing=missing,
        notes=[compared] if compared else [],
    )


def find_standing(sheet: Sheet, parts: Sequence[Scored]) -> Markup:
    """Which speaker or part stands apart, or that none does, or why nobody knows."""
    compared = [part for part in parts if _n_of_kind(parts, part["kind"]) > 1]
    if not compared:
        return sheet.say("ratings.nothing_beside")
    apart = {s: [part["name"] for part in compared if part["standing"] == s] for s in ("higher", "lower")}
    lines = [
        sheet.say(f"ratings.{standing}", names=sheet.language.list_of(names))
        for standing, names in apart.items()
        if names
    ]
    if lines:
        return Markup(" ").join(lines)
    all_unknown = all(part["standing"] == "unknown" for part in compared)
    return sheet.say("ratings.few_answers" if all_unknown else "ratings.none_apart")


def _n_of_kind(parts: Sequence[Scored], kind: str) -> int:
    return sum(part["kind"] == kind for part in parts)


def _compared(sheet: Sheet, parts: Sequence[Scored]) -> Markup | None:
    """How many were compared with one another."""
    counts = {kind: _n_of_kind(parts, kind) for kind in _KINDS}
    speakers, others = (
        sheet.printer.value(Source("compared", kind), counts[kind], "count") for kind in _KINDS
    )
    several = tuple(kind for kind, n in counts.items() if n > 1)
    keys = {("speaker",): "_speakers", ("part",): "_parts", _KINDS: ""}
    if several not in keys:
        return None
    return sheet.say(f"ratings.compared{keys[several]}", speakers=speakers, parts=others)


def _parts_table(sheet: Sheet, parts: Sequence[Scored]) -> Markup:
    say = sheet.language.say
    head = [(say("ratings.who"), ""), *_score_columns(sheet), (say("ratings.reading"), "")]
    rows = [
        [
            _name(part["name"], say(f"ratings.{part['kind']}")),
            *_score_cells(sheet, part, f"{part['kind']}:{part['name']}"),
            say(f"ratings.standing_{part['standing']}") if _n_of_kind(parts, part["kind"]) > 1 else "",
        ]
        for part in parts
    ]
    return table(sheet, say("ratings.scores"), head, rows, stack=True)


def _items_table(sheet: Sheet, items: Sequence[Scored]) -> Markup:
    say = sheet.language.say
    head = [(say("column.question"), ""), *_score_columns(sheet)]
    rows = [
        [
            _name(sheet.language.quote(item["question"]), say(f"ratings.branch_{item['branch']}")),
            *_score_cells(sheet, item, f"item:{item['question']}"),
        ]
        for item in items
    ]
    return table(sheet, say("ratings.items"), head, rows, stack=True)


def _name(name: str, below: str) -> Markup:
    return Markup('{}<span class="small">{}</span>').format(name, below)


def _score_columns(sheet: Sheet) -> list[tuple[str, str]]:
    say = sheet.language.say
    return [
        (say("ratings.score"), "num"),
        (say("column.interval", level=sheet.level()), "num"),
        (say("column.responses"), "num"),
    ]


def _score_cells(sheet: Sheet, row: Scored, name: str) -> list[Markup]:
    printer = sheet.printer
    return [
        printer.value(Source(name, "value"), row["value"], "score"),
        printer.range(name, ("lower", "upper"), row["lower"], row["upper"], "score"),
        printer.value(Source(name, "n"), row["n"], "count"),
    ]
