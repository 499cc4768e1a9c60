"""What was read and left out, what is missing, and how to read the page."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from kpilib.figures.layout import Cell, how_to_add, section, table
from kpilib.figures.printed import Source
from kpilib.figures.sentences import note_sentence
from kpilib.figures.sheet import Sheet

SHARED = "_shared/"


def quality(sheet: Sheet) -> Markup:
    """Files, rows left out by reason, warnings, and each missing input with how to add it."""
    record = sheet.record["quality"]
    own = [file for file in record["files"] if not file["file"].startswith(SHARED)]
    shared = [file for file in record["files"] if file["file"].startswith(SHARED)]
    parts = [_files(sheet, own)] if own else []
    if shared:
        parts.append(_folded(sheet, shared))
    if record["warnings"]:
        parts.append(_warnings(sheet, record["warnings"]))
    finding = _dropped_sentence(sheet, record)
    missing = how_to_add(sheet, record["missing"])
    if missing:
        missing.append(sheet.say("missing.until_then"))
    return section(
        sheet,
        "quality",
        sheet.language.say("section.quality"),
        finding=finding,
        parts=parts,
        missing=missing,
        missing_title="",
    )


def _folded(sheet: Sheet, files: list[Mapping[str, Any]]) -> Markup:
    """The organisation's files: often dozens, so folded away."""
    head = sheet.say("quality.shared", files=sheet.language.noun("file", len(files)))
    return Markup("<details><summary>{}</summary>{}</details>").format(head, _files(sheet, files))


def reason_word(sheet: Sheet, reason: str) -> str:
    """A reason for leaving rows out, in words."""
    return (
        sheet.language.say(f"dropped.{reason}")
        if sheet.has(f"dropped.{reason}")
        else reason.replace("_", " ")
    )


def _dropped(sheet: Sheet, part: str, dropped: Mapping[str, int]) -> Markup:
    if not dropped:
        return sheet.say("quality.nothing_dropped")
    texts = [
        sheet.say(
            "dropped.with_count",
            reason=reason_word(sheet, reason),
            n=sheet.printer.value(Source(part, f"dropped.{reason}"), n, "count"),
        )
        for reason, n in dropped.items()
    ]
    return Markup(", ").join(texts)


def _dropped_sentence(sheet: Sheet, record: Mapping[str, Any]) -> Markup:
    files = sheet.language.noun("file", len(record["files"]))
    if not record["dropped"]:
        return sheet.say("quality.read_all", files=files)
    return sheet.say("quality.read_some", files=files, dropped=_dropped(sheet, "quality", record["dropped"]))


def _files(sheet: Sheet, files: list[Mapping[str, Any]]) -> Markup:
    say = sheet.language.say
    columns = [(say("column.file"), ""), (say("column.used"), "num"), (say("column.dropped"), "")]
    rows: list[list[Cell]] = []
    for file in files:
        part = f"file:{file['file']}"
        name = Markup('{}<span class="small">{}</span>').format(file["file"], file["format"])
        used = sum(file["tables"].values())
        dropped = _dropped(sheet, part, file["dropped"])
        rows.append([name, sheet.printer.value(Source(part, "used"), used, "count"), dropped])
    return table(sheet, say("caption.quality"), columns, rows, stack=True)


def _warnings(sheet: Sheet, warnings: list[Mapping[str, Any]]) -> Markup:
    lines = Markup("").join(Markup("<li>{}</li>").format(_warning(sheet, warning)) for warning in warnings)
    head = sheet.say("quality.warnings")
    return Markup("<details><summary>{} ({})</summary><ul>{}</ul></details>").format(
        head, len(warnings), lines
    )


def _warning(sheet: Sheet, warning: Mapping[str, Any]) -> Markup:
    rest = {name: value for name, value in warning.items() if name != "file"}
    sentence = note_sentence(sheet, rest)
    return escape(warning["file"]) + ": " + sentence if "file" in warning else sentence


def reading(sheet: Sheet) -> Markup:
    """How to read the page, and what it was made from."""
    first, last = sheet.starts_on.isoformat(), sheet.record["mature_on"]
    days = sheet.language.noun("day", sheet.window_days)
    lines = [
        sheet.say("read.interval", level=sheet.level()),
        sheet.say("read.window", days=days, dates=sheet.language.dates(first, last)),
        sheet.say("read.count_not_effect"),
        sheet.say("read.noise"),
        sheet.say("read.dash"),
        sheet.say("read.colour"),
    ]
    judged = sum(row["zone"] != "unknown" for row in sheet.rows.values())
    if judged:
        lines.append(
            sheet.say(
                "read.compared",
                comparisons=sheet.printer.value(Source("scorecard", "judged"), judged, "count"),
            )
        )
    items = Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    head = sheet.say("page.key")
    return Markup('<footer id="reading"><h2>{}</h2><ul>{}</ul><p class="note">{}</p></footer>').format(
        head, items, _provenance(sheet)
    )


def _provenance(sheet: Sheet) -> Markup:
    record = sheet.record["provenance"]
    code = Markup("<code>{}</code>")
    return sheet.say(
        "page.provenance",
        data=code.format(record["data_sha256"][:12]),
        params=code.format(record["params_sha256"][:12]),
        version=record["kpilib"],
    )
