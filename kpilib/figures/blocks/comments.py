"""Step 3 in words: comments of the survey, questions asked, and what the experience rests on."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.topics import is_grouped, people, quotes, topics_figure
from kpilib.figures.layout import how_to_add, how_to_state, section, table
from kpilib.figures.printed import Source
from kpilib.figures.sheet import Sheet

MOMENTS = ("before", "during", "after")


def comments(sheet: Sheet) -> Markup:
    """Comments by topic; without any, that the review is incomplete and how to ask for them."""
    told, title = _experience(sheet).get("comments"), sheet.language.say("section.comments")
    if told is None:
        return section(sheet, "comments", title, missing=[sheet.say("comments.incomplete")])
    if not is_grouped(told):
        k = sheet.printer.value(Source("comments", "k"), told["k"], "people")
        finding = sheet.say(
            "comments.few", n=told["n"], people=people(sheet, "comments", "n", told["n"]), k=k
        )
        return section(sheet, "comments", title, finding=finding, parts=quotes(sheet, told))
    drawn = topics_figure(sheet, "comments", told, sheet.language.say("comments.subtitle"))
    return section(sheet, "comments", title, parts=[drawn, *quotes(sheet, told)])


def asked(sheet: Sheet) -> Markup:
    """Questions before, during and after the event; of a recording also by when people watched it."""
    title = sheet.language.say("section.own_time" if sheet.is_prerecorded else "section.asked")
    counts = _experience(sheet).get("questions") or {}
    own_time = _own_time(sheet)
    # A recording has no session to ask in.
    moments = tuple(m for m in MOMENTS if m != "during" or not sheet.is_prerecorded)
    known = {moment: counts[moment] for moment in moments if counts.get(moment) is not None}
    if not known:
        exported = [] if sheet.is_prerecorded else how_to_add(sheet, ["questions"])
        missing, box = [*exported, _how_to_count(sheet)], sheet.language.say("section.asked")
        return section(sheet, "asked", title, finding=own_time, missing=missing, missing_title=box)
    notes = [_answered(sheet, counts)] if counts.get("during") else []
    most = _most(sheet, known) if len(known) == len(moments) else None
    finding = Markup(" ").join(line for line in (most, own_time) if line)
    asked_when = _table(sheet, moments, counts)
    return section(sheet, "asked", title, finding=finding or None, parts=[asked_when], notes=notes)


def inputs(sheet: Sheet) -> Markup:
    """Which of the four families of input were there, and how to add those that no block above asks for."""
    title, say = sheet.language.say("section.inputs"), sheet.language.say
    families = _experience(sheet).get("families") or []
    there = [_family(sheet, family) for family in families if family["is_there"]]
    absent = [say(f"inputs.{family['family']}") for family in families if not family["is_there"]]
    key = "inputs.all" if not absent else "inputs.some" if there else "inputs.none"
    values = {"known": Markup(", ").join(there), "missing": ", ".join(absent)}
    finding = sheet.say(key, **values)
    exports = {"social": "posts"} if sheet.is_prerecorded else {"live": "questions", "social": "posts"}
    wanted = [f["family"] for f in families if not f["is_there"] and f["family"] in exports]
    missing = how_to_add(sheet, [exports[family] for family in wanted])
    box = ", ".join(say(f"inputs.{family}") for family in wanted)
    return section(sheet, "inputs", title, finding=finding, missing=missing, missing_title=box)


def _experience(sheet: Sheet) -> Mapping[str, Any]:
    told: Mapping[str, Any] = sheet.record.get("experience") or {}
    return told


def _how_to_count(sheet: Sheet) -> Markup:
    return how_to_state(sheet, "facts.counts.questions_before, facts.counts.questions_after")


def _most(sheet: Sheet, known: Mapping[str, float]) -> Markup | None:
    """When most questions came; nothing where two moments have as many."""
    largest = [moment for moment, n in known.items() if n == max(known.values())]
    return sheet.say(f"asked.most_{largest[0]}") if len(largest) == 1 else None


def _answered(sheet: Sheet, counts: Mapping[str, Any]) -> Markup:
    fields = ("answered", "during")
    pair = sheet.printer.k_of_n("questions", counts["answered"], counts["during"], fields)
    return sheet.say("asked.answered", counts=pair)


def _own_time(sheet: Sheet) -> Markup | None:
    told = _experience(sheet).get("own_time")
    if told is None:
        return None
    n = told["viewers"]
    watched = people(sheet, "own_time", "viewers", n)
    if told["median_day"] is None:
        return sheet.say("asked.own_time_few", n=int(n), people=watched)
    day = sheet.printer.value(Source("own_time", "median_day"), told["median_day"], "count")
    return sheet.say("asked.own_time", n=int(n), people=watched, day=day)


def _table(sheet: Sheet, moments: Sequence[str], counts: Mapping[str, Any]) -> Markup:
    say = sheet.language.say
    columns = [(say("asked.when"), ""), (say("asked.questions"), "num")]
    rows = [
        [say(f"asked.{m}"), sheet.printer.value(Source("questions", m), counts.get(m), "count")]
        for m in moments
    ]
    return table(sheet, say("section.asked"), columns, rows, quiet=True)


def _family(sheet: Sheet, family: Mapping[str, Any]) -> Markup:
    name = family["family"]
    n = sheet.printer.value(Source(f"inputs:{name}", "n"), family["n"], "count")
    return Markup("{} ({})").format(sheet.language.say(f"inputs.{name}"), n)
