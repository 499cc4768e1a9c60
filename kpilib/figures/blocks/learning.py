"""Steps 5 and 6: diagnosis, evergreen content."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from kpilib.figures.blocks.tail import tail_finding, tail_missing, tail_parts
from kpilib.figures.layout import Cell, how_to_state, section, table
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet

VIDEO_POINTS = ("timing", "description", "timestamps", "subtitles", "backlink")
# What the documents ask after the event, and under which key people answer.
QUESTIONS = ("Q01", "Q02", "Q03")


def diagnosis(sheet: Sheet) -> Markup:
    """Where to look first, in the order in which causes are ruled out."""
    title = sheet.language.say("section.diagnosis")
    findings = {entry["code"]: entry for entry in sheet.record["diagnosis"]}
    if "red" not in findings:
        return section(sheet, "diagnosis", title, step=5, finding=_nothing_red(sheet))
    reds = sheet.names(findings["red"]["kpis"])
    found = causes(sheet)
    finding = found[0] if found else sheet.say("diagnosis.no_cause")
    rest = [Markup("<p>{}</p>").format(text) for text in found[1:]]
    missing = _not_known(sheet, findings.get("not_known"))
    checked = sheet.say("diagnosis.red_kpis", kpis=reds)
    parts = [Markup("<p>{}</p>").format(checked), *rest]
    return section(
        sheet,
        "diagnosis",
        title,
        step=5,
        finding=finding,
        parts=parts,
        missing=missing,
        notes=[sheet.say("diagnosis.order")],
    )


def causes(sheet: Sheet) -> list[Markup]:
    """Sentences of the causes found, in the order in which they are ruled out."""
    found = (_cause(sheet, entry["code"], entry) for entry in sheet.record["diagnosis"])
    return [sentence for sentence in found if sentence is not None]


def _nothing_red(sheet: Sheet) -> Markup:
    judged = any(row["zone"] != "unknown" for row in sheet.rows.values())
    return sheet.say("diagnosis.nothing_red" if judged else "diagnosis.no_zones")


def _cause(sheet: Sheet, code: str, entry: Mapping[str, Any]) -> Markup | None:
    if code == "channels_incomplete":
        return sheet.say("diagnosis.channels_incomplete", channels=", ".join(entry["channels"]))
    if code == "technical":
        rate = "technical_trouble_rate"
        return sheet.say(
            "diagnosis.technical",
            value=sheet.printer.value(Source(rate, "value"), entry["value"], "share"),
            k=sheet.printer.value(Source(rate, "numerator"), entry["k"], "count"),
            n=sheet.printer.value(Source(rate, "denominator"), entry["n"], "count"),
        )
    return sheet.say("diagnosis.topic") if code == "topic" else None


def _not_known(sheet: Sheet, entry: Mapping[str, Any] | None) -> list[Markup]:
    if entry is None:
        return []
    how = {
        "channels": sheet.say("diagnosis.unknown.channels")
        + " "
        + how_to_state(sheet, "facts.checklists.channels"),
        "trouble": sheet.say("diagnosis.unknown.trouble"),
    }
    return [how[name] for name in entry["what"] if name in how]


def evergreen(sheet: Sheet) -> Markup:
    """How the content lives on, the video's checklist, and what people answered about using it again."""
    title = sheet.language.say("section.evergreen")
    video = (sheet.event.get("checklists") or {}).get("video")
    answers = sheet.event.get("answers") or {}
    parts = tail_parts(sheet)
    parts += ([_video(sheet, video)] if video else []) + ([_answers(sheet, answers)] if answers else [])
    missing = tail_missing(sheet)
    if not video:
        missing.append(sheet.say("evergreen.no_video") + " " + how_to_state(sheet, "facts.checklists.video"))
    if not answers:
        missing.append(sheet.say("evergreen.no_answers") + " " + how_to_state(sheet, "facts.answers"))
    finding = tail_finding(sheet)
    if video and finding is None:
        finding = _video_finding(sheet, video)
    elif video:
        parts.insert(-2 if answers else -1, Markup("<p>{}</p>").format(_video_finding(sheet, video)))
    values = {"finding": finding, "parts": parts, "missing": missing}
    return section(sheet, "evergreen", title, step=6, missing_title=sheet.say("kpi_step.evergreen"), **values)


def _video_finding(sheet: Sheet, video: Mapping[str, bool | None]) -> Markup:
    met = [point for point in VIDEO_POINTS if video.get(point)]
    lacking = [sheet.language.say(f"video.{p}") for p in VIDEO_POINTS if video.get(p) is False]
    counts = sheet.language.say("chart.of", k=len(met), n=len(VIDEO_POINTS))
    if len(met) == len(VIDEO_POINTS):
        return sheet.say("evergreen.complete", counts=counts)
    if not lacking:
        return sheet.say("evergreen.unfinished", counts=counts)
    return sheet.say("evergreen.lacking", counts=counts, points=", ".join(lacking))


def _video(sheet: Sheet, video: Mapping[str, bool | None]) -> Markup:
    say = sheet.language.say
    columns = [(say("evergreen.standard"), ""), (say("column.done"), "")]
    rows = [[say(f"video.{point}"), _yes_no(sheet, video.get(point))] for point in VIDEO_POINTS]
    return table(sheet, say("evergreen.video"), columns, rows)


def _yes_no(sheet: Sheet, value: bool | None) -> str:
    return sheet.language.say({True: "answer.yes", False: "answer.no", None: "answer.unknown"}[value])


def _answers(sheet: Sheet, answers: Mapping[str, str]) -> Markup:
    say = sheet.language.say
    columns = [(say("column.question"), ""), (say("evergreen.answer"), "")]
    rows: list[list[Cell]] = [[_question(sheet, key), escape(text)] for key, text in answers.items()]
    return table(sheet, say("evergreen.answers"), columns, rows)


def _question(sheet: Sheet, key: str) -> str:
    return sheet.language.say(f"question.{key}") if key in QUESTIONS else key
