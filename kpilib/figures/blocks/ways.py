"""Step 4: the two other ways of looking, people and the customer system."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.three_ways import three_ways
from kpilib.figures.layout import folded, how_to_add, is_missing, section, table
from kpilib.figures.printed import Source
from kpilib.figures.sentences import VERDICT_KEYS, note_sentence
from kpilib.figures.sheet import Sheet

SELECTION = "selection_could_explain"
OUTCOMES = {"lead": "leads", "qualified_lead": "qualified_leads"}


def people(sheet: Sheet) -> Markup:
    """Attendees against registered people who did not come; a difference, never a cause."""
    record: Mapping[str, Any] = sheet.record["people_effect"]
    title = sheet.language.say("section.people")
    if record.get("effect") is None:
        why = [note_sentence(sheet, note) for note in record.get("warnings", [])]
        needed = [m for m in ("registrations", "attendance", "contacts") if is_missing(sheet, m)]
        missing = [*why, *how_to_add(sheet, needed)] or [sheet.say("reason.not_in_data")]
        return section(sheet, "people", title, missing=missing)
    told = () if _is_selection(record) else record["warnings"]
    notes = [note_sentence(sheet, note) for note in told]
    verdict = VERDICT_KEYS[record["verdict"]]
    return section(
        sheet,
        "people",
        title,
        verdict_name=verdict,
        verdict_word=sheet.language.say(f"people.word.{verdict}"),
        finding=_people_sentence(sheet, record, verdict),
        parts=[folded(sheet.say("page.see_data"), _people_table(sheet, record) + _overlap(sheet, record))],
        notes=[sheet.say("people.self_selection"), *notes],
    )


def _people_sentence(sheet: Sheet, record: Mapping[str, Any], verdict: str) -> Markup:
    fields = ("effect_lower", "effect_upper")
    values: dict[str, Any] = {
        "kpi": sheet.name(OUTCOMES.get(record["outcome"], "leads")),
        "level": sheet.level(record.get("level")),
        "range": sheet.printer.points_range(
            "people_effect", fields, record["effect_lower"], record["effect_upper"]
        ),
        "difference": sheet.printer.points(Source("people_effect", "effect"), record["effect"]),
        "e_value": _strength(sheet, record),
    }
    key = "people.difference" if verdict in ("more", "fewer") else f"people.{verdict}"
    return sheet.say(f"people.{SELECTION}" if _is_selection(record) else key, **values)


def _is_selection(record: Mapping[str, Any]) -> bool:
    """Whether the difference is clear, and only who chose to come keeps it from a verdict."""
    codes = {note["code"] for note in record["warnings"]}
    return record["verdict"] == "cannot tell" and codes == {SELECTION}


def _strength(sheet: Sheet, record: Mapping[str, Any], field: str = "e_value") -> Markup:
    return sheet.printer.value(Source("people_effect", field), record.get(field), "multiple")


def _overlap(sheet: Sheet, record: Mapping[str, Any]) -> Markup:
    """How well the absentees can stand for those who came."""
    say, overlap = sheet.language.say, record.get("overlap") or {}
    fields = {"effective": ("effective_untreated", "people"), "outside": ("share_outside", "share")}
    fields["largest"] = ("largest_weight", "share")
    rows = [
        [
            say(f"people.{key}"),
            sheet.printer.value(Source("people_effect", f"overlap.{field}"), overlap.get(field), unit),
        ]
        for key, (field, unit) in fields.items()
    ]
    return table(sheet, say("people.overlap"), [(say("column.item"), ""), (say("column.value"), "num")], rows)


def _people_table(sheet: Sheet, record: Mapping[str, Any]) -> Markup:
    say, printer = sheet.language.say, sheet.printer
    became = say("people.became_lead")
    if record["outcome"] != "lead":
        became = sheet.name(OUTCOMES.get(record["outcome"], "leads"))
    columns = [(say("people.group"), ""), (say("column.people"), "num"), (became, "num")]

    def share(field: str) -> Markup:
        return printer.value(Source("people_effect", field), record[field], "share")

    def count(field: str) -> Markup:
        return printer.value(Source("people_effect", field), record[field], "people")

    rows = [
        [say("people.attendees"), count("n_treated"), share("treated_share")],
        [say("people.absentees"), count("n_untreated"), share("expected_share")],
        [
            _capital(say("term.adjusted_difference")),
            "",
            printer.points(Source("people_effect", "effect"), record["effect"]),
        ],
        [say("people.naive"), "", printer.points(Source("people_effect", "naive"), record["naive"])],
        *(
            [say(f"people.strength_{of}"), "", _strength(sheet, record, field)]
            for of, field in (("estimate", "e_value_estimate"), ("limit", "e_value"))
        ),
    ]
    return table(sheet, say("section.people"), columns, rows, quiet=True)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def credit(sheet: Sheet) -> Markup:
    """What the customer system counts for the event: a range over rules, and whether the ways agree."""
    title, record = sheet.language.say("section.crm"), event_credit(sheet)
    if record is None or is_missing(sheet, "contacts"):
        missing = how_to_add(sheet, ["contacts"]) if is_missing(sheet, "contacts") else []
        return section(sheet, "crm", title, missing=missing or [sheet.say("reason.not_in_data")])
    row = sheet.rows.get("leads")
    parts = []
    if row is not None and row["value"] is not None:
        leads = sheet.printer.noun(Source("leads", "value"), "lead", row["value"])
        parts.append(Markup("<p>{}</p>").format(sheet.say("crm.count", leads=leads)))
    return section(
        sheet,
        "crm",
        title,
        finding=sheet.say("crm.range", range=_credited(sheet, record)),
        parts=[
            *parts,
            folded(sheet.say("crm.rules"), Markup("").join(_how_credited(sheet, record))),
            *three_ways(sheet),
        ],
    )


def _how_credited(sheet: Sheet, record: Mapping[str, Any]) -> list[Markup]:
    return [_rules(sheet, record), *_kinds(sheet, record), *_touched(sheet, record)]


def _credited(sheet: Sheet, record: Mapping[str, Any]) -> Markup:
    """From the least to the most that a rule credits; one number where both print the same."""
    lower, upper = record["lower"], record["upper"]
    if lower is not None and sheet.language.number(lower) == sheet.language.number(upper):
        return sheet.printer.noun(Source("crm", "lower"), "lead", lower)
    return sheet.printer.noun_range("crm", ("lower", "upper"), "lead", lower, upper)


def event_credit(sheet: Sheet) -> Mapping[str, Any] | None:
    """The event's own entry, whether the record holds it alone or among other events."""
    record: Mapping[str, Any] = sheet.record["crm"] or {}
    if "rules" in record:
        return record
    entries: list[Mapping[str, Any]] = record.get("events", [])
    return next((entry for entry in entries if entry["event_id"] == sheet.record["event_id"]), None)


def _rules(sheet: Sheet, record: Mapping[str, Any]) -> Markup:
    say = sheet.language.say
    columns = [(say("crm.rule"), ""), (sheet.name("leads"), "num")]
    rows = [
        [say(f"crm.{rule}"), sheet.printer.value(Source("crm", f"rules.{rule}"), n, "score")]
        for rule, n in record["rules"].items()
    ]
    return table(sheet, say("crm.rules"), columns, rows, quiet=True)


def _kinds(sheet: Sheet, record: Mapping[str, Any]) -> list[Markup]:
    """Which recorded touches the credit rests on; kinds that people named otherwise than the template's
    example are printed as they named them.
    """
    kinds: Mapping[str, int | None] = record.get("kinds") or {}
    if not kinds:
        return []
    say = sheet.language.say
    columns = [(say("crm.kind"), ""), (say("column.people"), "num")]
    rows = [
        [
            _kind_name(sheet, kind),
            sheet.printer.value(Source("crm", f"kinds.{kind}"), n, "count"),
        ]
        for kind, n in kinds.items()
    ]
    return [table(sheet, say("crm.kinds"), columns, rows)]


def _kind_name(sheet: Sheet, kind: str) -> str:
    key = f"crm.kind.{kind.strip().lower().replace(' ', '_')}"
    return sheet.language.say(key) if sheet.has(key) else kind


def _touched(sheet: Sheet, record: Mapping[str, Any]) -> list[Markup]:
    """How many new contacts no touch leads to, and how the rule that fades counts."""
    if record.get("n_conversions") is None or record.get("half_life_days") is None:
        return []
    counts = {
        name: sheet.printer.value(Source("crm", field), record[field], "count")
        for name, field in (("all", "n_conversions"), ("without", "n_without_touch"))
    }
    days = sheet.printer.noun(Source("crm", "half_life_days"), "day", record["half_life_days"])
    return [
        Markup("<p>{}</p>").format(sheet.say("crm.without", **counts)),
        Markup('<p class="note">{}</p>').format(sheet.say("crm.half_life", days=days)),
    ]
