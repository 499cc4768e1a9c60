"""Pieces that every section is laid out with: section, table, figure, missing box."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.environment import fill
from kpilib.figures.sheet import Sheet
from kpilib.language import Language

Cell = Markup | str
Column = tuple[str, str]  # head, class ("num" for figures, "" for text)

# Name of an input in the record -> of its sentences in the catalogue.
INPUTS = {"survey": "survey_answers", "advertising": "ads"}
SHARED_INPUTS = ("contacts", "deals", "advertising", "web")


def section(sheet: Sheet, anchor: str, title: str, **values: Any) -> Markup:
    """One section: title, finding, parts, a box where data are missing, notes."""
    empty: dict[str, Any] = {
        "step": None,
        "verdict_name": None,
        "verdict_word": None,
        "finding": None,
        "parts": (),
        "missing": (),
        "missing_title": title,
        "notes": (),
    }
    return fill("section.html.j2", s=sheet, anchor=anchor, title=title, **(empty | values))


def table(
    sheet: Sheet,
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    stack: bool = False,
    quiet: bool = False,
    wide: bool = False,
) -> Markup:
    """A table with caption and scoped heads.

    `stack`: on a phone each row becomes a card. `quiet`: the caption is for screen readers only, as the
    title above says the same. `wide`: columns of one width, over the whole page.
    """
    looks = [name for name, is_so in (("stack", stack), ("wide", wide), ("plain", True)) if is_so]
    return fill(
        "table.html.j2",
        s=sheet,
        caption=caption,
        columns=columns,
        rows=rows,
        looks=" ".join(looks),
        quiet=quiet,
    )


def with_lines(value: Cell, lines: Sequence[Cell]) -> Markup:
    """A cell with small lines below its value."""
    small = Markup("").join(Markup('<span class="small">{}</span>').format(line) for line in lines)
    return Markup("{}{}").format(value, small)


def folded(summary: Cell, content: Markup) -> Markup:
    """Something that a reader opens."""
    return Markup("<details><summary>{}</summary>{}</details>").format(summary, content)


def figure(
    sheet: Sheet,
    title: Cell,
    drawings: Sequence[tuple[str, Markup]],
    subtitle: Cell = "",
    data: Markup | None = None,
    note: Cell = "",
) -> Markup:
    """A drawing in its cuts with title, subtitle and the data behind it.

    `note`: how to read it, in one to three sentences; in the margin of a wide page, below the drawing on a
    phone and on paper.
    """
    return fill(
        "figure.html.j2",
        title=title,
        subtitle=subtitle,
        drawings=drawings,
        data=data,
        note=note,
        see_data=sheet.language.say("page.see_data"),
    )


def language_name(language: Language, code: str) -> str:
    """Name of a language within a line: Spanish and Finnish write it in lower case."""
    name = language.say(f"language.{code}")
    return name if language.code == "en" else name.lower()


def is_missing(sheet: Sheet, name: str) -> bool:
    """Whether an input was not received."""
    return name in sheet.record["quality"]["missing"]


def how_to_add(sheet: Sheet, names: Sequence[str]) -> list[Markup]:
    """For each missing input: what it is, which export holds it, and the command that adds it."""
    return [line for name in names for line in _how(sheet, name)]


def _how(sheet: Sheet, name: str) -> list[Markup]:
    key = INPUTS.get(name, name)
    event_id = sheet.record["event_id"]
    is_shared = name in SHARED_INPUTS
    intake = sheet.language.say("command.intake")
    command = intake if is_shared else f"{intake} --event {event_id}"
    folder = "data/exports/_shared" if is_shared else f"data/exports/{event_id}"
    code = Markup("<code>{}</code>")
    what = sheet.say("missing.input", input=sheet.language.say(f"input.{key}"))
    which = sheet.say("missing.which", export=sheet.language.say(f"export.{key}"))
    how = sheet.say("missing.how_export", folder=code.format(folder), command=code.format(command))
    return [what + " " + which + " " + how]


def how_to_state(sheet: Sheet, key: str, workspace: bool = False) -> Markup:
    """Where a fact that people state is to be written."""
    file = "params/workspace.yml" if workspace else f"params/{sheet.record['event_id']}.yml"
    code = Markup("<code>{}</code>")
    return sheet.say("missing.write_it", item=code.format(key), file=code.format(file))
