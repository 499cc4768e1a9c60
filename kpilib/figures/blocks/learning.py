"""Step 6: evergreen content."""

from collections.abc import Mapping

from markupsafe import Markup

from kpilib.figures.blocks.tail import tail_finding, tail_missing, tail_parts
from kpilib.figures.layout import folded, how_to_state, section, table
from kpilib.figures.sheet import Sheet

VIDEO_POINTS = ("timing", "description", "timestamps", "subtitles", "backlink")


def evergreen(sheet: Sheet) -> Markup:
    """How the content lives on, and the video's checklist."""
    title = sheet.language.say("section.evergreen")
    video = (sheet.event.get("checklists") or {}).get("video")
    parts = tail_parts(sheet)
    parts += [_video(sheet, video)] if video else []
    missing = tail_missing(sheet)
    if not video:
        missing.append(sheet.say("evergreen.no_video") + " " + how_to_state(sheet, "facts.checklists.video"))
    finding = tail_finding(sheet)
    if video and finding is None:
        finding = _video_finding(sheet, video)
    elif video:
        parts.insert(-1, Markup("<p>{}</p>").format(_video_finding(sheet, video)))
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
    return folded(say("evergreen.video"), table(sheet, say("evergreen.video"), columns, rows, quiet=True))


def _yes_no(sheet: Sheet, value: bool | None) -> str:
    return sheet.language.say({True: "answer.yes", False: "answer.no", None: "answer.unknown"}[value])
