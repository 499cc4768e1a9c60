"""The event card: what is told of the event itself, folded away."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from kpilib.figures.blocks.nuances import nuances, practices
from kpilib.figures.blocks.opening import format_word, when
from kpilib.figures.blocks.strategy_map import strategy_map
from kpilib.figures.layout import Cell, how_to_state
from kpilib.figures.printed import Source, number_element
from kpilib.figures.sheet import Sheet


def event_card(sheet: Sheet) -> Markup:
    """Topic and its analysis, alignment, kit, format, nuances; then the strategy map. What nobody stated is
    named."""
    entries = {
        "column.topic": sheet.event.get("topic") or None,
        "card.topic_analysis": _topic_analysis(sheet),
        "column.format": format_word(sheet),
        "card.when": when(sheet),
        "card.series": sheet.event.get("series") or None,
        "card.alignment": _alignment(sheet),
        "card.kit": _kit(sheet),
        "card.channels": _channels(sheet),
        "card.factors": _factors(sheet),
        "card.nuances": nuances(sheet),
        "card.practices": practices(sheet),
    }
    known = {key: value for key, value in entries.items() if value}
    lines = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(sheet.say(key), value) for key, value in known.items()
    )
    absent = [sheet.language.say(key) for key, value in entries.items() if not value]
    note = _absent(sheet, absent) if absent else Markup("")
    head = sheet.say("page.event_card")
    card = Markup('<details id="card"><summary>{}</summary><dl>{}</dl>{}</details>').format(head, lines, note)
    return card + strategy_map(sheet)


def _topic_analysis(sheet: Sheet) -> Cell | None:
    """Why this topic, and what its analysis came to."""
    analysis: Mapping[str, str] = sheet.event.get("topic_analysis") or {}
    if not analysis:
        return None
    if not analysis["result"]:
        return escape(analysis["text"])
    values = {"text": analysis["text"].rstrip("."), "result": analysis["result"].rstrip(".")}
    return sheet.say("card.analysis_line", **values)


def _absent(sheet: Sheet, absent: list[str]) -> Markup:
    text = sheet.say("card.not_stated", items=", ".join(absent)) + " " + how_to_state(sheet, "facts")
    return Markup('<p class="note">{}</p>').format(text)


def _alignment(sheet: Sheet) -> Cell | None:
    scores: list[Mapping[str, Any]] = sheet.event.get("alignment") or []
    lines = [
        sheet.say(
            "card.score",
            scorer=entry["scorer"],
            score=number_element(
                Source("alignment", entry["scorer"]),
                entry["score"],
                "count",
                sheet.language.number(entry["score"], 0 if float(entry["score"]).is_integer() else 1),
            ),
            scale=entry["scale"],
        )
        for entry in scores
    ]
    return Markup("; ").join(lines) if lines else None


def _checklists(sheet: Sheet) -> Mapping[str, Any]:
    lists: Mapping[str, Any] = sheet.event.get("checklists") or {}
    return lists


def _kit(sheet: Sheet) -> Cell | None:
    kit: Mapping[str, bool | str] = _checklists(sheet).get("kit") or {}
    texts = [f"{_item(sheet, name)}: {_state(sheet, value)}" for name, value in kit.items()]
    return escape("; ".join(texts)) if texts else None


def _item(sheet: Sheet, name: str) -> str:
    return sheet.language.say(f"kit.{name}") if sheet.has(f"kit.{name}") else name.replace("_", " ")


def _state(sheet: Sheet, value: bool | str) -> str:
    return sheet.language.say("answer.yes" if value else "answer.no") if isinstance(value, bool) else value


def _channels(sheet: Sheet) -> Cell | None:
    channels = _checklists(sheet).get("channels")
    if not channels or not channels["planned"]:
        return None
    planned, sent = channels["planned"], channels["sent"]
    left_out = [channel for channel in planned if channel not in sent]
    counts = sheet.language.say("chart.of", k=len(planned) - len(left_out), n=len(planned))
    if not left_out:
        return sheet.say("card.channels_all", counts=counts, channels=", ".join(sent))
    return sheet.say("card.channels_some", counts=counts, channels=", ".join(left_out))


def _factors(sheet: Sheet) -> Cell | None:
    factors: list[Mapping[str, str]] = sheet.event.get("external_factors") or []
    texts = [
        f"{sheet.language.date(f['on'], 'medium')}: {f['note'] or f['kind']}"
        if f["on"]
        else f["note"] or f["kind"]
        for f in factors
    ]
    return escape("; ".join(texts)) if texts else None
