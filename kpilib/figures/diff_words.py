"""One difference between two reviews in words: its numbers, what it is called, and why."""

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from kpilib.figures.printed import Source, number_element
from kpilib.figures.sentences import VERDICT_KEYS
from kpilib.figures.sheet import kpi_name
from kpilib.language import Language

Cause = Mapping[str, Any]
Row = Mapping[str, Any]
CODE = Markup("<code>{}</code>")
ARROW = "\N{RIGHTWARDS ARROW}"
# Two values that differ are printed until they differ, up to so many decimals.
MOST_DIGITS = 6
_MOST_FILES = 6
_COUNTS = ("numerator", "denominator", "n", "n_events")
_POINTS = ("share", "return", "fraction", "percentage_points")


def values(row: Row, language: Language) -> tuple[Markup, Markup]:
    """Both sides as printed, with as many decimals as tell them apart."""
    digits = _digits(row, language)
    fields = zip(("before", "after"), row["units"], row["currencies"], strict=True)
    first, second = (
        _printed(row, side, unit or "score", currency, digits, language) for side, unit, currency in fields
    )
    return first, second


def _printed(
    row: Row, side: str, unit: str, currency: str | None, digits: int | None, language: Language
) -> Markup:
    x = row[side]
    if isinstance(x, str):
        return escape(_word(row, x, language))
    unit = "count" if row["field"] in _COUNTS else unit
    text = "" if x is None else _text(row, x, unit, currency, digits, language)
    return number_element(_source(row, side), x, unit, text)


def _text(row: Row, x: float, unit: str, currency: str | None, digits: int | None, language: Language) -> str:
    if row["field"].startswith(("change", "needed")):
        return _signed(x, unit, currency, digits, language)
    if row["part"] == "kpis":
        return language.value(x, unit, currency, digits)
    return language.number(x, _usual_digits(x) if digits is None else digits)


def _usual_digits(x: float) -> int:
    """Decimals of a number without a unit: three figures, none of a whole number."""
    return 0 if float(x).is_integer() or abs(x) >= 100 else 1 if abs(x) >= 10 else 2


def _word(row: Row, code: str, language: Language) -> str:
    name = row["field"].rpartition(".")[2]
    if name == "verdict" and code in VERDICT_KEYS:
        return language.say(f"verdict.{VERDICT_KEYS[code]}")
    key = f"zone.{code}" if name == "zone" else f"diff.state.{code}"
    return language.say(key) if language.has(key) else code


def _digits(row: Row, language: Language) -> int | None:
    """None where the usual rounding tells the two sides apart, else the fewest decimals that do."""
    if row["change"] is None:
        return None
    for digits in (None, *range(MOST_DIGITS)):
        texts = {
            _text(row, row[side], _unit(row, i), row["currencies"][i], digits, language)
            for i, side in enumerate(("before", "after"))
        }
        if len(texts) == 2:
            return digits
    return MOST_DIGITS


def _unit(row: Row, side: int) -> str:
    return "count" if row["field"] in _COUNTS else row["units"][side] or "score"


def change(row: Row, language: Language) -> Markup:
    """After minus before with its sign; what became of the number where there is no difference."""
    if row["status"] != "changed":
        return escape(language.say(f"diff.status.{row['status']}"))
    if row["change"] is None:
        return Markup("")
    unit, digits = _unit(row, 1) if row["part"] == "kpis" else "count", _digits(row, language)
    if row["part"] != "kpis" and digits is None:
        digits = max(_usual_digits(row[side]) for side in ("before", "after"))
    texts = (
        _signed(row["change"], unit, row["currencies"][1], places, language)
        for places in (digits, *range((digits or 0) + 1, MOST_DIGITS))
    )
    # A change is never printed as none.
    text = next((t for t in texts if re.search("[1-9]", t)), language.signed(row["change"], MOST_DIGITS))
    return number_element(_source(row, "change"), row["change"], unit, text)


def _signed(x: float, unit: str, currency: str | None, digits: int | None, language: Language) -> str:
    if unit in _POINTS:
        return language.percentage_points(x, digits or 0)
    if unit in ("money", "multiple", "minutes", "hours"):
        return ("+" if x > 0 else "") + language.value(x, unit, currency, digits)
    return language.signed(x, {"score": 1, "ratio": 2}.get(unit, 0) if digits is None else digits)


def _source(row: Row, side: str) -> Source:
    return Source(f"{row['name'] or row['part']}:{side}", row["field"])


def name_of(row: Row, language: Language) -> str:
    """Name of the KPI of a row, or of the part of the record."""
    if row["part"] == "kpis":
        return kpi_name({"kpi": row["name"], "names": row["names"]}, language)
    return language.say(f"diff.part.{row['part']}")


def field_of(row: Row, language: Language) -> Markup:
    """Which of its numbers: in words for a KPI, by its name in the record elsewhere."""
    if row["part"] == "kpis":
        return escape(language.say(f"diff.field.{row['field'].replace('.', '_')}"))
    return CODE.format(row["field"])


def reading(row: Row, language: Language) -> str:
    """For two events: noise or more; empty where it is not judged."""
    return language.say(f"diff.reading.{row['reading']}") if row["reading"] else ""


def why(row: Row, causes: list[Cause], language: Language) -> Markup:
    """Which of the differences moved the number, as far as that can be known."""
    if [causes[place]["code"] for place in row["causes"]] == ["other_event"]:
        # The whole page says so.
        return Markup("")
    if row["certainty"] in ("unknown", "unexplained"):
        return escape(language.say(f"diff.why.{row['certainty']}"))
    names = list(dict.fromkeys(short(causes[place], language) for place in row["causes"]))
    if len(names) == 1:
        return names[0]
    return language.say_html("diff.why.several", causes=Markup(", ").join(names))


def short(cause: Cause, language: Language) -> Markup:
    """A cause in two or three words."""
    if cause["code"] != "parameter":
        return escape(language.say(f"diff.short.{cause['code']}"))
    if cause["name"] is None:
        return escape(language.say("diff.short.parameter_unnamed"))
    return language.say_html("diff.short.parameter", name=CODE.format(cause["name"]))


def sentence(cause: Cause, language: Language, names: Mapping[str, str]) -> Markup:
    """A cause in full; `names` are the printed names of KPIs."""
    code = cause["code"]
    if code == "parameter":
        return _parameter(cause, language)
    if code == "data":
        return _data(cause, language)
    if code == "kpilib":
        key = "kpilib_same" if cause["before"] == cause["after"] else "kpilib"
        return language.say_html(f"diff.cause.{key}", **_sides(cause))
    if code == "as_of":
        days = {side: language.date(cause[side]) for side in ("before", "after")}
        return language.say_html("diff.cause.as_of", **days)
    if code == "formula":
        kpi = names.get(cause["kpi"], cause["kpi"])
        return language.say_html("diff.cause.formula", kpi=kpi, **_sides(cause))
    if code == "packages":
        texts = [f"{p['name']} {p['before'] or '—'} {ARROW} {p['after'] or '—'}" for p in cause["packages"]]
        return language.say_html("diff.cause.packages", packages=", ".join(texts))
    files = {"own_kpis": "params/kpis.yml", "decisions": "params/challenges.csv"}
    events = _codes(cause.get("events") or [], language)
    return language.say_html(f"diff.cause.{code}", events=events, file=CODE.format(files.get(code, "")))


def _sides(cause: Cause) -> dict[str, str]:
    return {side: str(cause[side] or "—") for side in ("before", "after")}


def _parameter(cause: Cause, language: Language) -> Markup:
    if cause["name"] is None:
        return language.say_html("diff.cause.parameter_unnamed")
    name = CODE.format(cause["name"])
    sides = {side: cause[side] for side in ("before", "after")}
    if any(isinstance(x, str) and x.startswith("sha256:") for x in sides.values()):
        return language.say_html("diff.cause.parameter_hidden", name=name)
    texts = {side: _stated(x, language) for side, x in sides.items()}
    return language.say_html("diff.cause.parameter", name=name, **texts)


def _stated(value: Any, language: Language) -> str:
    """A parameter as people wrote it: what is copied from a file is not printed as a reader's number."""
    if value is None:
        return language.say("diff.not_stated")
    if isinstance(value, bool):
        return language.say("answer.yes" if value else "answer.no")
    return str(value)


def _data(cause: Cause, language: Language) -> Markup:
    kinds = [kind for kind in ("new", "changed", "gone") if cause[kind]]
    if not kinds:
        return language.say_html("diff.cause.data_unnamed")
    lists = [language.say_html(f"diff.files.{kind}", files=_codes(cause[kind], language)) for kind in kinds]
    return language.say_html("diff.cause.data", files=Markup("; ").join(lists))


def _codes(names: list[str], language: Language) -> Markup:
    shown = Markup(", ").join(CODE.format(name) for name in names[:_MOST_FILES])
    more = len(names) - _MOST_FILES
    return shown + (", " + language.say("list.more", n=more) if more > 0 else "")
