"""The organisation's own KPIs beside the kit's: one registry for both."""

import re
from collections.abc import Mapping
from typing import Any

from kpilib.errors import ParamsError
from kpilib.kpis.catalogue import KPIS
from kpilib.kpis.declare import LANGUAGES
from kpilib.kpis.expressions import parse_expression
from kpilib.kpis.inputs import MEASURES
from kpilib.kpis.record import Kpi

_ID = re.compile(r"[a-z][a-z0-9_]{1,59}")
_WORD = re.compile(r"[A-Za-z_]\w*")
_TAKEN_BY_GRAMMAR = {"min", "max"}
# What a definition says beside its words and its formula, in the record's own names.
_FIELDS = ("unit", "group", "kind", "better", "step", "model", "objective", "purpose", "window", "target",
           "version", "is_vanity", "is_survey", "is_live_only", "adds_up")  # fmt: skip


def with_own(
    definitions: Mapping[str, Mapping[str, Any]],
    catalogue: Mapping[str, Kpi] = KPIS,
    places: Mapping[str, str] | None = None,
) -> dict[str, Kpi]:
    """The catalogue with the organisation's own KPIs behind the kit's.

    Parameters
    ----------
    definitions : mapping
        id -> expression, unit, names, meanings and the other fields of `Kpi`; words are one text for all
        languages or one for each.
    catalogue : mapping
        The KPIs that are there already.
    places : mapping, optional
        id -> where it stands in its file, for messages.

    Raises
    ------
    ParamsError
        An id that is taken or no plain word, formulas that need each other in a circle, or a formula that
        `parse_expression` refuses.
    """
    at = {name: (places or {}).get(name, f"params/kpis.yml: {name}") for name in definitions}
    for name in definitions:
        _check_id(name, at[name], catalogue)
    known = dict(catalogue)
    for name in _in_order(definitions, at):
        known[name] = _own_kpi(name, definitions[name], at[name], known)
    # In the file's order, whatever order the formulas needed.
    return {**catalogue, **{name: known[name] for name in definitions}}


def _own_kpi(name: str, definition: Mapping[str, Any], where: str, known: Mapping[str, Kpi]) -> Kpi:
    formula = parse_expression(definition["expression"], definition["unit"], where, known)
    if definition.get("target") == "rate" and not formula.denominator:
        raise ParamsError(
            where,
            "a target for a rate without numerator and denominator",
            "a formula such as leads / registrations",
            "Write it as one division, or leave `target` out.",
        )
    fields = {field: definition[field] for field in _FIELDS if definition.get(field) is not None}
    return Kpi(
        id=name,
        names=_words(definition.get("names") or name.replace("_", " ")),
        meanings=_words(definition.get("meanings") or formula.text),
        formula=formula,
        source="params/kpis.yml",
        questions=tuple(definition.get("questions") or ()),
        type="ratio" if formula.denominator else "derived",
        is_own=True,
        **{"group": "event", **fields},
    )


def _words(given: str | Mapping[str, str]) -> dict[str, str]:
    """One text a language; a language without one takes English's, else the first there is."""
    if isinstance(given, str):
        return dict.fromkeys(LANGUAGES, given)
    otherwise = given.get("en") or next(iter(given.values()))
    return {language: given.get(language) or otherwise for language in LANGUAGES}


def _check_id(name: str, where: str, catalogue: Mapping[str, Kpi]) -> None:
    if not _ID.fullmatch(name) or name in _TAKEN_BY_GRAMMAR:
        raise ParamsError(where, f"the id `{name}`", "small letters, digits and _", "Choose another id.")
    if name in catalogue or name in MEASURES:
        what = "a KPI" if name in catalogue else "a measure"
        raise ParamsError(where, f"`{name}`, which is {what} of the kit", "an id of your own", "Rename it.")


def _in_order(definitions: Mapping[str, Mapping[str, Any]], at: Mapping[str, str]) -> list[str]:
    """Ids so that each comes after those its formula needs."""
    order: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circle = " needs ".join(f"`{step}`" for step in (*path[path.index(name) :], name))
            raise ParamsError(at[name], circle, "formulas that end in the kit's KPIs", "Break the circle.")
        if name not in order:
            needed = set(_WORD.findall(str(definitions[name]["expression"]))) & set(definitions)
            for other in sorted(needed):
                visit(other, (*path, name))
            order.append(name)

    for name in definitions:
        visit(name, ())
    return order
