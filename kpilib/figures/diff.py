"""What changed between reviews: a page for readers and lines for a terminal, from the same words."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures import diff_words as words
from kpilib.figures.environment import fill
from kpilib.figures.frames import Link, frame
from kpilib.figures.layout import Cell, table
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet, first_of
from kpilib.language import Language, get_language

Diff = Mapping[str, Any]
# Longer tables are folded away: the values come first.
MOST_OPEN = 8
MOST_NAMED = 3


def render_diff(
    diffs: Sequence[Diff],
    language: str | Language,
    links: Sequence[Link] = (),
    only_before: Sequence[str] = (),
    only_after: Sequence[str] = (),
) -> str:
    """The page of one pair of reviews, or of all pairs of two folders.

    Parameters
    ----------
    diffs : sequence of mappings
        What `compare_records` gives.
    language : str or Language
    links : sequence of mappings
        `href`, `text`, `lang` of the pages beside this one.
    only_before, only_after : sequence of str
        Events that only one side holds.
    """
    chosen = language if isinstance(language, Language) else get_language(language)
    sheet = Sheet({"event": {}, "kpis": []}, chosen, prefix="d")
    shown = [diff for diff in diffs if diff["rows"] or len(diffs) == 1]
    title = chosen.say("diff.title")
    body = fill(
        "diff.html.j2",
        s=sheet,
        title=title,
        remarks=_remarks(diffs, shown, only_before, only_after, chosen),
        pairs=[_pair(sheet, diff) for diff in shown],
    )
    return frame(body, chosen, title, "diff", links)


def diff_lines(diff: Diff, language: str | Language) -> list[str]:
    """The same for a terminal: sides, summary, causes, then a line for each KPI value that changed."""
    chosen = language if isinstance(language, Language) else get_language(language)
    sheet = Sheet({"event": {}, "kpis": []}, chosen, prefix="d")
    lines: list[Markup | str] = [side(diff, name, chosen) for name in ("before", "after")]
    lines += _summary(sheet, diff) + [f"- {line}" for line in _causes(diff, chosen)]
    for row in _values(diff):
        before, after = words.values(row, chosen)
        parts = [
            words.change(row, chosen),
            words.reading(row, chosen),
            words.why(row, diff["causes"], chosen),
        ]
        told = "; ".join(str(part) for part in parts if part)
        lines.append(f"{words.name_of(row, chosen)}: {before} {words.ARROW} {after} ({told})")
    return [Markup(line).striptags() for line in lines]


def _remarks(
    diffs: Sequence[Diff],
    shown: Sequence[Diff],
    only_before: Sequence[str],
    only_after: Sequence[str],
    language: Language,
) -> list[Markup]:
    quiet = [diff["after"]["title"] for diff in diffs if diff not in shown]
    found = {"no_change_in": quiet, "only_before": only_before, "only_after": only_after}
    return [
        language.say_html(f"diff.{key}", events=", ".join(names)) for key, names in found.items() if names
    ]


def _pair(sheet: Sheet, diff: Diff) -> dict[str, Any]:
    language = sheet.language
    return {
        "anchor": f"diff-{diff['after']['event_id']}",
        "title": _title(diff),
        "sides": [side(diff, name, language) for name in ("before", "after")],
        "summary": _summary(sheet, diff),
        "causes": _causes(diff, language),
        "tables": [part for part in _tables(sheet, diff) if part["n"]],
    }


def _title(diff: Diff) -> str:
    titles = dict.fromkeys(diff[name]["title"] for name in ("before", "after"))
    return f" {words.ARROW} ".join(titles)


def side(diff: Diff, name: str, language: Language) -> Markup:
    """One of the two reviews: which event, up to which day, in what state."""
    head = diff[name]
    up_to = language.say("page.data_up_to", as_of=language.date(head["as_of"]))
    state = language.say(f"state.{head['state']}")
    label = language.say(f"diff.column.{name}")
    return Markup("{}: {} ({}) · {} · {}").format(label, head["title"], head["event_id"], up_to, state)


def _summary(sheet: Sheet, diff: Diff) -> list[Markup]:
    """The first sentences: how much changed, and whether one cause explains it."""
    say, rows = sheet.say, diff["rows"]
    if not rows:
        return [say("diff.line.none")]
    count = sheet.printer.value
    changed = count(Source("diff", "n_changed"), len(rows), "count")
    total = count(Source("diff", "n_compared"), diff["n_compared"], "count")
    lines = [say("diff.line.changed", changed=changed, total=total)]
    if not diff["is_same_event"]:
        return [*_noise(sheet, diff), *lines]
    moved = [words.name_of(row, sheet.language) for row in _values(diff)]
    if moved:
        lines.append(say("diff.line.kpis", kpis=first_of(sheet.language, moved, MOST_NAMED)))
    reasons = {place for row in rows for place in row["causes"]}
    if not diff["causes"]:
        lines.append(say("diff.line.unexplained"))
    elif len(reasons) == 1:
        lines.append(
            say("diff.line.one_cause", cause=words.short(diff["causes"][reasons.pop()], sheet.language))
        )
    else:
        lines.append(say("diff.line.several"))
    return lines


def _noise(sheet: Sheet, diff: Diff) -> list[Markup]:
    """For two events: how many KPIs changed by more than noise."""
    readings = [row["reading"] for row in _values(diff)]
    counts = {
        name: sheet.printer.value(Source("diff", name), readings.count(name), "count")
        for name in ("signal", "routine", "unknown", "not_final")
    }
    lines = [sheet.say("diff.line.events", **counts)]
    return lines + (
        [sheet.say("diff.line.not_final", n=counts["not_final"])] if "not_final" in readings else []
    )


def _causes(diff: Diff, language: Language) -> list[Markup]:
    names = {row["name"]: words.name_of(row, language) for row in diff["rows"] if row["part"] == "kpis"}
    lines = [words.sentence(cause, language, names) for cause in diff["causes"]]
    return lines or [language.say_html("diff.nothing_differs")]


def _values(diff: Diff) -> list[Mapping[str, Any]]:
    return [row for row in diff["rows"] if row["part"] == "kpis" and row["field"] == "value"]


def _tables(sheet: Sheet, diff: Diff) -> list[dict[str, Any]]:
    """KPI values open; their other numbers, and the other parts, folded where they are many."""
    kpis = [row for row in diff["rows"] if row["part"] == "kpis" and row["field"] != "value"]
    others = [row for row in diff["rows"] if row["part"] != "kpis"]
    groups = (("values", _values(diff)), ("ranges", kpis), ("others", others))
    return [
        {
            "title": sheet.say(f"diff.section.{name}"),
            "n": len(rows),
            "is_folded": name != "values" and len(rows) > MOST_OPEN,
            "table": _table(sheet, diff, rows, name),
        }
        for name, rows in groups
    ]


def _table(sheet: Sheet, diff: Diff, rows: Sequence[Mapping[str, Any]], name: str) -> Markup:
    say = sheet.language.say
    columns = [(say("column.kpi" if name != "others" else "diff.column.part"), "")]
    columns += [] if name == "values" else [(say("diff.column.number"), "")]
    columns += [(_head(diff, side, sheet.language), "num") for side in ("before", "after")]
    columns += [(say("column.change"), "num")]
    is_read = name != "ranges" and not diff["is_same_event"]
    columns += [(say("column.reading" if is_read else "diff.column.why"), "")]
    cells = [_cells(sheet, diff, row, name, is_read) for row in rows]
    return table(sheet, say(f"diff.section.{name}"), columns, cells, stack=True, quiet=True)


def _head(diff: Diff, name: str, language: Language) -> str:
    label = language.say(f"diff.column.{name}")
    return label if diff["is_same_event"] else f"{label}: {diff[name]['title']}"


def _cells(sheet: Sheet, diff: Diff, row: Mapping[str, Any], name: str, is_read: bool) -> list[Cell]:
    language = sheet.language
    fields: list[Cell] = [] if name == "values" else [words.field_of(row, language)]
    last = words.reading(row, language) if is_read else ""
    causes = words.why(row, diff["causes"], language)
    if is_read and last:
        causes = Markup('{}<span class="small">{}</span>').format(last, causes)
    return [
        words.name_of(row, language),
        *fields,
        *words.values(row, language),
        words.change(row, language),
        causes,
    ]
