"""The first screen of all events: what they brought in all, and four key numbers, each with its range."""

from typing import Any

from markupsafe import Markup

from kpilib.figures.environment import fill
from kpilib.figures.printed import Source
from kpilib.figures.sentences import VERDICT_KEYS, verdict_word
from kpilib.figures.series import Record, Series
from kpilib.figures.sheet import OUTCOME

VERDICTS = ("more", "fewer", "no_effect_seen", "cannot_tell")
TOTAL = ("effect.total_lower", "effect.total_upper")


def line(series: Series) -> Markup:
    """The first sentence: did the events together work? Never which of them worked best."""
    say, pooled = series.language.say_html, series.found["effect"]
    if not series.mature:
        return say("portfolio.line.open" if series.sheets else "portfolio.line.empty")
    if not pooled["n_events"]:
        return say("portfolio.line.cannot_tell", outcome_many=series.language.nouns(OUTCOME))
    if pooled["total"] is None:
        return _only_one(series)
    verdict = VERDICT_KEYS[pooled["verdict"]]
    return say(f"portfolio.line.series.{verdict}", **_of_line(series, pooled))


def _only_one(series: Series) -> Markup:
    """The verdict of the one event that has an estimate: there is nothing to put together yet."""
    sheet = next(sheet for sheet in series.mature if sheet.effect["effect"] is not None)
    word = verdict_word(sheet, VERDICT_KEYS[sheet.effect["verdict"]])
    return Markup("{}: {}.").format(sheet.record["title"], word)


def _of_line(series: Series, pooled: Record) -> dict[str, Any]:
    printer = series.sheet.printer
    # "49 fewer", never "−49 fewer": the word has the sign.
    size = abs(pooled["total"]) if pooled["verdict"] == "fewer" else pooled["total"]
    return {
        "events": printer.noun(Source("portfolio", "effect.n_events"), "event", pooled["n_events"]),
        "total": printer.noun(Source("portfolio", "effect.total"), OUTCOME, size),
        "outcome_many": series.language.nouns(OUTCOME),
    }


def remarks(series: Series, n_not_reviewed: int) -> list[Markup]:
    """The range, whether any event can be called best, and what to do about events that are missing."""
    say = series.language.say_html
    code = Markup("<code>{}</code>")
    told = [*_total_range(series), *_best(series)]
    if series.n_provisional:
        told.append(say("portfolio.provisional_out", n=series.n_provisional))
    if series.sheets and not series.mature:
        told.append(say("portfolio.wait"))
    if n_not_reviewed or not series.sheets:
        counted = [say("portfolio.not_reviewed", n=n_not_reviewed)] if n_not_reviewed else []
        commands = {"command": code.format("kpi review --all"), "again": code.format("kpi portfolio")}
        told.append(Markup(" ").join([*counted, say("portfolio.review_them", **commands)]))
    return told


def _total_range(series: Series) -> list[Markup]:
    pooled, say = series.found["effect"], series.language.say_html
    if pooled["total"] is None:
        return [say("portfolio.line.series.few")] if pooled["n_events"] else []
    limits = series.sheet.printer.noun_range(
        "portfolio", TOTAL, OUTCOME, pooled["total_lower"], pooled["total_upper"]
    )
    told = say("portfolio.total_range", range=limits)
    return [told, say("portfolio.settle")] if pooled["verdict"] == "cannot tell" else [told]


def _best(series: Series) -> list[Markup]:
    """No league table of noise: whether the effects' intervals leave one event the first."""
    places = next((r for r in series.found["ranks"] if r["measure"] == "effect"), None)
    if places is None:
        return []
    firsts = [row["event_id"] for row in places["rows"] if row["best"] == 1]
    if len(firsts) > 1:
        return [series.language.say_html("portfolio.ranks_none")]
    return [series.language.say_html("portfolio.ranks_one", title=series.titles(firsts))]


def key_numbers(series: Series, whole: Record | None) -> list[dict[str, Any]]:
    """Four numbers with their ranges; nothing before the first window has closed."""
    if not series.mature:
        return []
    return [_total(series), _clear(series), _attendance(series), _inside(series, whole)]


def _number(series: Series, name: str, big: Markup | None, *lines: Markup | str) -> dict[str, Any]:
    """One key number; without it a dash, and that it is not known."""
    if big is None:
        return {"name": name, "big": Markup("—"), "lines": [series.language.say("portfolio.key.not_known")]}
    return {"name": name, "big": big, "lines": list(lines)}


def _total(series: Series) -> dict[str, Any]:
    printer, pooled, language = series.sheet.printer, series.found["effect"], series.language
    events = language.noun("event", pooled["n_events"])
    name = language.say("portfolio.key.total", outcome_many=language.nouns(OUTCOME), events=events)
    if pooled["total"] is None:
        return _number(series, name, None)
    limits = printer.range("portfolio", TOTAL, pooled["total_lower"], pooled["total_upper"], "count")
    fields = ("effect.per_event_lower", "effect.per_event_upper")
    per_limits = printer.range(
        "portfolio", fields, pooled["per_event_lower"], pooled["per_event_upper"], "count"
    )
    mean = printer.signed(Source("portfolio", "effect.per_event"), pooled["per_event"])
    per_event = language.say_html("portfolio.key.per_event", mean=mean, range=per_limits)
    big = printer.signed(Source("portfolio", "effect.total"), pooled["total"])
    verdict = VERDICT_KEYS[pooled["verdict"]]
    word = verdict_word(series.sheet, verdict)
    mark = fill("verdict.html.j2", s=series.sheet, name=verdict, word=word)
    return _number(series, name, big, limits, per_event, mark)


def _clear(series: Series) -> dict[str, Any]:
    """How many events had a clear effect, and the verdicts of all."""
    printer, say = series.sheet.printer, series.language.say
    pooled, name = series.found["effect"], say("portfolio.key.clear")
    if not pooled["n_known"]:
        return _number(series, name, None)
    source = Source("portfolio", "effect.n_clear"), Source("portfolio", "effect.n_known")
    k, n = (printer.value(s, pooled[s.field.split(".")[1]], "count") for s in source)
    counts = [_counted(series, verdict) for verdict in VERDICTS]
    return _number(series, name, series.language.say_html("chart.of", k=k, n=n), *filter(None, counts))


def _counted(series: Series, verdict: str) -> Markup | None:
    n = series.found["effect"]["verdicts"][verdict]
    if not n:
        return None
    number = series.sheet.printer.value(Source("portfolio", f"effect.verdicts.{verdict}"), n, "count")
    return Markup("{}: {}").format(verdict_word(series.sheet, verdict), number)


def _attendance(series: Series) -> dict[str, Any]:
    printer, found = series.sheet.printer, series.found["attendance"]
    name = series.language.say("portfolio.key.attendance", kpi=series.sheet.name("attendance_rate"))
    if found is None:
        return _number(series, name, None)
    big = printer.value(Source("portfolio", "attendance.share"), found["share"], "share")
    fields = ("attendance.lower", "attendance.upper")
    limits = printer.range("portfolio", fields, found["lower"], found["upper"], "share")
    counts = printer.k_of_n("portfolio", found["k"], found["n"], ("attendance.k", "attendance.n"))
    return _number(series, name, big, *([limits] if found["lower"] is not None else []), counts)


def _inside(series: Series, whole: Record | None) -> dict[str, Any]:
    """How often expected ranges held."""
    printer, say = series.sheet.printer, series.language.say_html
    name = series.language.say("portfolio.key.calibration")
    if whole is None or not whole["n"]:
        return _number(series, name, None)
    big = printer.k_of_n("calibration", whole["inside"], whole["n"], ("inside", "n"))
    fields = ("coverage_lower", "coverage_upper")
    limits = printer.range("calibration", fields, whole["coverage_lower"], whole["coverage_upper"], "share")
    promised = printer.value(Source("calibration", "promised"), whole["promised"], "share")
    return _number(series, name, big, limits, say("portfolio.key.promised", share=promised))
