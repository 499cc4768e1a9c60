"""Topics, formats and channels over all events: each with its interval beside the mean of all."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from kpilib.figures.blocks.channels import channel_name
from kpilib.figures.blocks.series_effects import mean_band
from kpilib.figures.dots import Band, DotRow, draw_dots
from kpilib.figures.layout import Cell, figure, table
from kpilib.figures.printed import Source
from kpilib.figures.series import Record, Series
from kpilib.figures.sheet import OUTCOME

FEWEST = 3  # events of a group that is read
LEFT = 230  # pixels for the names in the wide cut
REST = ("other", "unknown")  # no channel of its own: in the data, not in the drawing
KINDS = (("topics", "topic"), ("formats", "format"))


def groups(series: Series) -> dict[str, Any]:
    """Three figures, each with its finding; what cannot be compared says what it needs."""
    drawn = [_effects(series, kind) for kind, _ in KINDS if series.found[kind]["groups"]]
    missing = [] if series.found["topics"]["groups"] else [_how_to_name(series, "topic")]
    if any(_is_drawn(one) for one in series.found["channels"]["channels"]):
        drawn.append(_channels(series))
    else:
        missing.append(_no_channels(series))
    return {
        "anchor": "groups",
        "title": series.language.say("portfolio.groups"),
        "finding": None,
        "parts": [part for parts in drawn for part in parts],
        "missing": missing,
        "notes": [],
    }


def _how_to_name(series: Series, key: str) -> Markup:
    return series.language.say_html("portfolio.groups.missing", item=Markup("<code>{}</code>").format(key))


def _is_drawn(one: Record) -> bool:
    """Whether a channel has a name of its own and, with two events, an interval."""
    return one["share_lower"] is not None and one["channel"] not in REST


def _no_channels(series: Series) -> Markup:
    """What channels need: exports that tell of them, or more events."""
    if series.found["channels"]["n_events"] == 1:
        return series.language.say_html("portfolio.groups.channels.few") + "."
    return series.language.say_html("portfolio.channels_missing")


def finding_of(series: Series, kind: str, found: Sequence[Record], names: Sequence[str]) -> str:
    """What stands out; nothing is named that does not stand the number of comparisons."""
    say = series.language.say
    if all(one["verdict"] == "too few" for one in found):
        return say(f"portfolio.groups.{kind}.few")
    told = []
    for verdict in ("more", "fewer"):
        named = [name for one, name in zip(found, names, strict=True) if one["verdict"] == verdict]
        told += [say(f"portfolio.groups.{verdict}", names=", ".join(named))] if named else []
    return ". ".join(told) or say(f"portfolio.groups.{kind}.none")


def _effects(series: Series, kind: str) -> list[Markup]:
    """Mean effects of the groups with the band of all, and what was compared."""
    say, language = series.language.say, series.language
    found = series.found[kind]["groups"]
    names = [_name(series, kind, one) for one in found]
    finding = finding_of(series, kind, found, names)
    rows: list[DotRow] = [
        _row(one, f"{name} · {one['n_events']}") for one, name in zip(found, names, strict=True)
    ]
    told = "; ".join(_told(series, one, name) for one, name in zip(found, names, strict=True))
    label = say("portfolio.groups.alt", finding=finding, told=told)
    hollow = [i for i, one in enumerate(found) if one["n_events"] < FEWEST]
    drawings = draw_dots(series.sheet, rows, label, LEFT, mean_band(series), hollow)
    outcome = language.nouns(OUTCOME)
    basis = say("portfolio.groups.basis", outcome_many=outcome, level=series.sheet.level())
    notes = [say("portfolio.groups.pulled")]
    notes += [say("portfolio.groups.hollow", minimum=FEWEST)] if hollow else []
    note = Markup(" ").join([*notes, *_compared(series, kind)])
    return [figure(series.sheet, finding, drawings, basis, _table(series, kind, found), note)]


def _compared(series: Series, kind: str) -> list[Markup]:
    n = series.found[kind]["n_compared"]
    if not n:
        return []
    number = series.sheet.printer.value(Source(kind, "n_compared"), n, "count")
    return [series.language.say_html("portfolio.groups.compared", n=number)]


def _row(one: Record, name: str) -> DotRow:
    is_apart = one["verdict"] in ("more", "fewer")
    return name, one["effect"], one["effect_lower"], one["effect_upper"], is_apart


def _name(series: Series, kind: str, one: Record) -> str:
    """A topic as people wrote it; a format in the page's language."""
    key = f"format.{str(one['name']).lower().replace('-', '_')}"
    return series.language.say(key) if kind == "formats" and series.language.has(key) else str(one["name"])


def _told(series: Series, one: Record, name: str) -> str:
    language = series.language
    limits = language.range_of(one["effect_lower"], one["effect_upper"])
    return f"{name} {language.signed(one['effect'])} ({limits})"


def _table(series: Series, kind: str, found: Sequence[Record]) -> Markup:
    say, printer = series.language.say, series.sheet.printer
    columns = [(say(f"portfolio.groups.{kind}"), ""), (say("index.title"), "num")]
    columns += [(say("column.effect"), "num"), (say("column.interval", level=series.sheet.level()), "num")]
    columns.append((say("column.chance"), "num"))
    fields = ("effect_lower", "effect_upper")
    rows: list[list[Cell]] = [
        [
            _name(series, kind, one),
            printer.value(Source(part := f"{kind}:{one['name']}", "n_events"), one["n_events"], "count"),
            printer.signed(Source(part, "effect"), one["effect"]),
            printer.range(part, fields, one["effect_lower"], one["effect_upper"], "count"),
            printer.value(Source(part, "chance"), one["chance"], "share"),
        ]
        for one in found
    ]
    return table(series.sheet, say(f"portfolio.groups.{kind}"), columns, rows, stack=True, quiet=True)


def _channels(series: Series) -> list[Markup]:
    """How the registered people of each channel attended, over all events."""
    say, found = series.language.say, series.found["channels"]["channels"]
    names = [channel_name(series.sheet, one["channel"]) for one in found]
    finding = finding_of(series, "channels", found, names)
    rows = [_channel_row(series, one, name) for one, name in zip(found, names, strict=True)]
    drawn = [(row, one) for row, one in zip(rows, found, strict=True) if _is_drawn(one)]
    told = "; ".join(f"{row[0]} {_percent(series, one['share'])}" for row, one in drawn)
    label = say("portfolio.groups.alt", finding=finding, told=told)
    hollow = [i for i, (_, one) in enumerate(drawn) if one["n_events"] < FEWEST]
    drawings = draw_dots(
        series.sheet, [row for row, _ in drawn], label, LEFT, _channel_band(series), hollow, "share"
    )
    kpi, level = series.sheet.name("attendance_rate"), series.sheet.level()
    basis = say("portfolio.channels_basis", kpi=kpi, level=level)
    notes = [say("portfolio.channels_note")]
    notes += [say("portfolio.groups.hollow", minimum=FEWEST)] if hollow else []
    note = Markup(" ").join([*notes, *_compared(series, "channels")])
    return [figure(series.sheet, finding, drawings, basis, _channel_table(series, found, names), note)]


def _percent(series: Series, share: float) -> str:
    return series.language.percent(share)


def _channel_row(series: Series, one: Record, name: str) -> DotRow:
    """A channel with who came of those registered, and its interval."""
    k, n = (series.language.number(one[field]) for field in ("attendees", "registrations"))
    text = f"{name} · {series.language.say('chart.of', k=k, n=n)}"
    is_apart = one["verdict"] in ("more", "fewer")
    return text, one["share"], one["share_lower"], one["share_upper"], is_apart


def _channel_band(series: Series) -> Band | None:
    found = series.found["attendance"]
    if found is None or found["lower"] is None:
        return None
    limits = series.language.value_range(found["lower"], found["upper"], "share")
    return Band(found["lower"], found["upper"], series.language.say("portfolio.band", range=limits))


def _channel_table(series: Series, found: Sequence[Record], names: Sequence[str]) -> Markup:
    say, sheet = series.language.say, series.sheet
    columns = [(say("column.channel"), ""), (say("index.title"), "num")]
    columns += [(sheet.name(kpi), "num") for kpi in ("registrations", "attendees", "attendance_rate")]
    columns += [(say("column.within_events"), "num"), (say("column.chance"), "num")]
    rows = [_channel_cells(series, one, name) for one, name in zip(found, names, strict=True)]
    return table(sheet, say("portfolio.groups.channels"), columns, rows, stack=True, quiet=True)


def _channel_cells(series: Series, one: Record, name: str) -> list[Cell]:
    part, printer = f"channels:{one['channel']}", series.sheet.printer
    counts = [
        printer.value(Source(part, f), one[f], "count") for f in ("n_events", "registrations", "attendees")
    ]
    fields = ("difference_lower", "difference_upper")
    within = printer.points_range(part, fields, one["difference_lower"], one["difference_upper"])
    share = printer.value(Source(part, "share"), one["share"], "share")
    chance = printer.value(Source(part, "chance"), one["chance"], "share")
    return [name, *counts, share, within, chance]
