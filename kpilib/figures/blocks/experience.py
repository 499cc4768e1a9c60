"""Step 3: what attendees say."""

from markupsafe import Markup

from kpilib.figures.environment import templates
from kpilib.figures.layout import how_to_add, is_missing, section, table
from kpilib.figures.printed import Source
from kpilib.figures.reasons import value_reason
from kpilib.figures.sheet import Row, Sheet

SURVEY_KPIS = (
    *("nps", "csat", "satisfaction_score", "ses", "ease_of_use"),
    *("technical_trouble_rate", "purchase_intent_rate"),
)


def experience(sheet: Sheet) -> Markup:
    """Scores of the survey with interval, expected range and answers; or that there is no survey."""
    title = sheet.language.say("section.survey")
    rows = [sheet.rows[name] for name in SURVEY_KPIS if name in sheet.rows]
    if not any(row["value"] is not None for row in rows):
        missing = how_to_add(sheet, ["survey"]) if is_missing(sheet, "survey") else []
        return section(sheet, "experience", title, step=3, missing=missing or [sheet.say("reason.not_asked")])
    finding = find_experience(sheet, rows)
    parts = [_table(sheet, rows)]
    notes = [_response(sheet), sheet.say("experience.who_answers")]
    complaints = _complaints(sheet)
    return section(
        *(sheet, "experience", title),
        step=3,
        finding=finding,
        parts=parts,
        notes=[n for n in (*notes, complaints) if n],
    )


def find_experience(sheet: Sheet, rows: list[Row]) -> Markup:
    """What the zones of the survey's KPIs say together: the worst zone names its KPIs."""
    named = {
        zone: [sheet.name(row["kpi"]) for row in rows if row["zone"] == zone and row["value"] is not None]
        for zone in ("red", "amber", "green")
    }
    for zone, key in (("red", "worse"), ("amber", "at_the_limit")):
        if named[zone]:
            return sheet.say(f"experience.{key}", kpis=sheet.language.list_of(named[zone]))
    if not named["green"]:
        return sheet.say("experience.not_judged")
    n_known = sum(row["value"] is not None for row in rows)
    return sheet.say("experience.all_usual" if len(named["green"]) == n_known else "experience.judged_usual")


def zone_chip(sheet: Sheet, zone: str) -> Markup:
    """Shape and word of a zone."""
    return Markup(templates().get_template("parts.html.j2").module.zone(sheet, zone))  # type: ignore[attr-defined]


def _table(sheet: Sheet, rows: list[Row]) -> Markup:
    say = sheet.language.say
    columns = [
        (say("column.kpi"), ""),
        (say("column.result"), "num"),
        (say("column.interval", level=sheet.level()), "num"),
        (say("column.silent"), "num"),
        (say("column.expected"), "num"),
        (say("column.responses"), "num"),
        (say("column.zone"), ""),
    ]
    return table(sheet, say("section.survey"), columns, [_cells(sheet, row) for row in rows], True, True)


def _cells(sheet: Sheet, row: Row) -> list[Markup]:
    name = Markup('{}<span class="small">{}</span>').format(sheet.name(row["kpi"]), sheet.meaning(row["kpi"]))
    answers = sheet.printer.value(Source(row["kpi"], "n"), row["n"], "count")
    if row["value"] is None:
        return [
            name,
            sheet.value(row),
            sheet.interval(row),
            _silent(sheet, row),
            sheet.expected(row),
            answers,
            value_reason(sheet, row),
        ]
    reading = zone_chip(sheet, row["zone"])
    silent = _silent(sheet, row)
    return [name, sheet.value(row), sheet.interval(row), silent, sheet.expected(row), answers, reading]


def _response(sheet: Sheet) -> Markup | None:
    row = sheet.rows.get("survey_response_rate")
    if row is None or row["value"] is None:
        return None
    counts = sheet.printer.k_of_n(
        row["kpi"], row["numerator"], row["denominator"], ("numerator", "denominator")
    )
    return sheet.say("experience.response", rate=sheet.value(row), counts=counts)


def _silent(sheet: Sheet, row: Row) -> Markup:
    """Where a score could be if those who did not answer felt otherwise; a dash where that has no limits."""
    fields = ("silent_lower", "silent_upper")
    return sheet.printer.range(row["kpi"], fields, row[fields[0]], row[fields[1]], row["unit"])


def _complaints(sheet: Sheet) -> Markup | None:
    complaints = sheet.event.get("complaints")
    if not complaints:
        return None
    texts = [
        Markup("{}: {}").format(
            _kind(sheet, kind), sheet.printer.value(Source("complaints", kind), n, "count")
        )
        for kind, n in complaints.items()
    ]
    return sheet.say("experience.complaints", complaints=Markup(", ").join(texts))


def _kind(sheet: Sheet, kind: str) -> str:
    """A kind of complaint; as it was typed where it is none of the usual ones."""
    return sheet.language.say(f"complaint.{kind}") if sheet.has(f"complaint.{kind}") else kind
