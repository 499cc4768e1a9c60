"""Step 2: people at each step from invited to customer, who was lost, who came in, and what is usual."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from kpilib.figures.bars import Bar, draw_bars
from kpilib.figures.layout import Cell, figure, how_to_add, is_missing, section, table
from kpilib.figures.printed import Source, number_in_drawing
from kpilib.figures.sheet import Sheet

Step = Mapping[str, Any]
Print = Callable[[Source, float], Markup]
# A first step so many times the second would leave nothing else to see.
MOST_TIMES = 8


def funnel(sheet: Sheet) -> Markup:
    """People and losses on one scale; only a loss beyond its usual range is marked."""
    steps = sheet.record["funnel"]
    title, known = sheet.language.say("section.funnel"), [s for s in steps if s["people"] is not None]
    if not known:
        missing = how_to_add(sheet, [m for m in ("registrations", "attendance") if is_missing(sheet, m)])
        return section(sheet, "funnel", title, step=2, missing=missing or [sheet.say("reason.not_in_data")])
    finding, drawn = _finding(sheet, known), _drawn_steps(known)
    bars = [_bar(sheet, s, is_first=s is drawn[0]) for s in drawn]
    listed = "; ".join(_alt(bar) for bar in bars)
    label = f"{finding.striptags()}. {sheet.language.say('chart.funnel_alt', steps=listed)}"
    subtitle = sheet.language.say("funnel.subtitle")
    chart = figure(sheet, finding, draw_bars(bars, label), subtitle, _table(sheet, steps))
    notes = _notes(sheet, steps, known, drawn)
    return section(sheet, "funnel", title, step=2, parts=[chart], notes=notes)


def _drawn_steps(known: list[Step]) -> list[Step]:
    """The steps that one scale can show: without the invited where these are very many."""
    if (
        len(known) > 1
        and known[0]["step"] == "invited"
        and known[0]["people"] > MOST_TIMES * known[1]["people"]
    ):
        return known[1:]
    return known


def _name(sheet: Sheet, step: Step) -> str:
    return sheet.language.say(f"stage.{step['step']}")


def _source(step: Step, field: str) -> Source:
    return Source(f"funnel:{step['step']}", field)


def _in_text(sheet: Sheet) -> Print:
    return lambda source, n: sheet.printer.value(source, n, "people")


def _in_drawing(sheet: Sheet) -> Print:
    return lambda source, n: number_in_drawing(source, n, "people", sheet.language.number(n))


def _phrase(sheet: Sheet, step: Step, group: str, name: str, n: float, show: Print) -> Markup:
    """Some people with what became of them; `group` is "lost", "left" or "entered"."""
    field = group if group == "lost" else f"{group}.{name}"
    return sheet.say(f"funnel.{group}.{name}", n=int(n), people=show(_source(step, field), n))


def _loss(sheet: Sheet, step: Step, show: Print) -> Markup:
    name = f"{step['step']}_open" if step["is_open"] else step["step"]
    return _phrase(sheet, step, "lost", name, step["lost"], show)


def _finding(sheet: Sheet, known: list[Step]) -> Markup:
    """The losses beyond their usual range; else that all judged ones are usual; else the largest loss."""
    show, judged = _in_text(sheet), [s for s in known if s["reading"] in ("more", "fewer", "usual")]
    more = [_loss(sheet, s, show) for s in judged if s["reading"] == "more"]
    if more:
        return sheet.say("funnel.more", losses=Markup("; ").join(more))
    followed = [s for s in known if s["lost"] is not None]
    final = [s for s in followed if not s["is_open"]]
    if judged and len(judged) == len(final):
        return sheet.say("funnel.as_usual" if final == followed else "funnel.final_as_usual")
    if judged:
        return sheet.say("funnel.partly_usual", steps=", ".join(_name(sheet, s) for s in judged))
    if not followed:
        people = show(_source(known[-1], "people"), known[-1]["people"])
        return sheet.say("funnel.alone", step=_name(sheet, known[-1]), people=people)
    # Of many who were invited most never come: that is told of only where nothing else is known.
    inner = [s for s in followed if not s["is_least"]] or followed
    largest = max(inner, key=lambda s: s["lost"])
    if not largest["lost"]:
        return sheet.say("funnel.nobody")
    return sheet.say("funnel.most", loss=_loss(sheet, largest, show))


def _bar(sheet: Sheet, step: Step, is_first: bool) -> Bar:
    show = _in_drawing(sheet)
    remarks = [] if is_first else _remarks(sheet, step, show)
    lost = 0.0 if is_first else (step["lost"] or 0.0) + sum(step["left"].values())
    return Bar(
        _name(sheet, step), step["people"], lost, show(_source(step, "people"), step["people"]), remarks
    )


def _remarks(sheet: Sheet, step: Step, show: Print) -> list[tuple[Markup, bool]]:
    """Who was lost, who left without being lost, who came in; one line each."""
    lines: list[tuple[Markup, bool]] = []
    if step["lost"]:
        loss, is_more = _loss(sheet, step, show), step["reading"] == "more"
        lines.append((_with_usual(sheet, step, loss, show) if is_more else loss, is_more))
    lines += [
        (Markup("− ") + _phrase(sheet, step, "left", k, n, show), False) for k, n in step["left"].items()
    ]
    came = step["entered"].items()
    return lines + [(Markup("+ ") + _phrase(sheet, step, "entered", k, n, show), False) for k, n in came]


def _with_usual(sheet: Sheet, step: Step, loss: Markup, show: Print) -> Markup:
    ends = (show(_source(step, f), step[f]) for f in ("usual_lost_lower", "usual_lost_upper"))
    return sheet.say("funnel.usual_lost", loss=loss, usual=Markup("–").join(ends))


def _alt(bar: Bar) -> str:
    parts = [bar.label, *(text for text, _ in bar.remarks)]
    return f"{bar.name} " + ", ".join(Markup(part).striptags() for part in parts)


def _table(sheet: Sheet, steps: list[Step]) -> Markup:
    say = sheet.language.say
    heads = ("step", "people", "lost", "came_in", "pass_on", "usual", "previous")
    columns = [(say(f"column.{head}"), "num" if head == "people" else "") for head in heads]
    return table(sheet, say("section.funnel"), columns, [_cells(sheet, s) for s in steps], True, True)


def _cells(sheet: Sheet, step: Step) -> list[Cell]:
    show, printer, kpi = _in_text(sheet), sheet.printer, f"funnel:{step['step']}"
    lost = [_loss(sheet, step, show)] if step["lost"] else []
    lost += [_phrase(sheet, step, "left", k, n, show) for k, n in step["left"].items()]
    came = [_phrase(sheet, step, "entered", k, n, show) for k, n in step["entered"].items()]
    return [
        _name(sheet, step),
        printer.value(_source(step, "people"), step["people"], "people"),
        Markup("; ").join(lost),
        Markup("; ").join(came),
        _passed(sheet, step),
        printer.range(kpi, ("usual_lower", "usual_upper"), step["usual_lower"], step["usual_upper"], "share"),
        printer.value(_source(step, "previous"), step["previous"], "share"),
    ]


def _passed(sheet: Sheet, step: Step) -> Markup:
    """The share of those who could pass on, with how many of how many and its interval."""
    if step["rate"] is None:
        return sheet.printer.value(_source(step, "rate"), None, "share")
    kpi = f"funnel:{step['step']}"
    return sheet.say(
        "funnel.of_those",
        rate=sheet.printer.value(_source(step, "rate"), step["rate"], "share", _digits(step["rate"])),
        counts=sheet.printer.k_of_n(kpi, step["passed"], step["of"], ("passed", "of")),
        interval=sheet.printer.range(kpi, ("lower", "upper"), step["lower"], step["upper"], "share"),
    )


def _digits(share: float) -> int | None:
    return 1 if 0 < share < 0.1 else None


def _notes(sheet: Sheet, steps: list[Step], known: list[Step], drawn: list[Step]) -> list[Markup]:
    show, windows = _in_text(sheet), sheet.event
    notes = []
    fewer = [_loss(sheet, s, show) for s in known if s["reading"] == "fewer"]
    if fewer:
        notes.append(sheet.say("funnel.fewer_note", losses=Markup("; ").join(fewer)))
    if drawn is not known:
        invited = show(_source(known[0], "people"), known[0]["people"])
        notes.append(sheet.say("funnel.not_drawn", invited=invited, lost=_loss(sheet, known[1], show)))
    if known[0]["source"] == "mail":
        notes.append(sheet.say("funnel.by_mail"))
    still = [_name(sheet, s) for s in known if s["is_open"]]
    notes += [sheet.say("funnel.open", steps=", ".join(still))] if still else []
    unknown = [_name(sheet, s) for s in steps if s["people"] is None]
    notes += [sheet.say("funnel.unknown", steps=", ".join(unknown))] if unknown else []
    days = {"days": sheet.window_days, "roi_days": int(windows.get("roi_window_days") or 90)}
    return [*notes, sheet.say("funnel.cohort", **days)]
