"""The organisation's own formulas: a small arithmetic over KPIs and measures, checked before it runs.

Allowed are names, numbers, `+ - * /`, brackets, `min(a, b)` and `max(a, b)`. Nothing is ever
evaluated by Python: the text is parsed, each part is checked by name and unit, and the tree is walked.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np

from kpilib.errors import ParamsError
from kpilib.kpis.formulas import Measure, share_of
from kpilib.kpis.inputs import MEASURES
from kpilib.kpis.record import Array, Kpi, Measures, Parts, Type

_BINARY: dict[type[ast.operator], Callable[[Array, Array], Array]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
_FUNCTIONS: dict[str, Callable[[Array, Array], Array]] = {"min": np.minimum, "max": np.maximum}
# Units of pure numbers, which may stand beside each other.
_PURE = {"share", "ratio", "return", "multiple", "yes_no", "percentage_points", "number"}
_THINGS = {"people", "count"}
# Points and scores are no amounts: they cannot be multiplied with people or divided by each other.
_GRADES = {"points", "score", "rank"}
MOST_CHARACTERS = 500
LARGEST = 1e15


@dataclass(frozen=True)
class Quantity:
    """What a part of an expression is: its unit, and whose people or orders it counts."""

    unit: str
    natures: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Expression:
    """A checked formula over KPIs and measures; made by `parse_expression`."""

    text: str
    tree: ast.expr
    unit: str
    natures: frozenset[str] = frozenset()
    adds_people: bool = False
    type: Type = "derived"

    @property
    def terms(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_names(self.tree)))

    @property
    def numerator(self) -> str:
        return ast.unparse(self._quotient.left) if self._quotient else ast.unparse(self.tree)

    @property
    def denominator(self) -> str:
        return ast.unparse(self._quotient.right) if self._quotient else ""

    @property
    def _quotient(self) -> ast.BinOp | None:
        is_quotient = isinstance(self.tree, ast.BinOp) and isinstance(self.tree.op, ast.Div)
        return self.tree if is_quotient and isinstance(self.tree, ast.BinOp) else None

    def __call__(self, measures: Measures) -> Parts:
        if self._quotient is None:
            return Parts(_value(self.tree, measures))
        sides = [_value(side, measures) for side in (self._quotient.left, self._quotient.right)]
        k, n = np.broadcast_arrays(*sides)
        return share_of(k, n) if self.unit == "share" else Parts(_divide(k, n), k, n, n=n)


def parse_expression(text: str, unit: str, where: str, catalogue: Mapping[str, Kpi]) -> Expression:
    """The formula behind a text.

    Parameters
    ----------
    text : str
        Such as `leads / registrations`.
    unit : str
        Unit of the KPI that it is for.
    where : str
        Place of the text, for messages.
    catalogue : mapping
        KPIs that may be named; a name that is a KPI and a measure means the KPI.

    Raises
    ------
    ParamsError
        Anything but names, numbers and the operations above; an unknown name; units that do not go
        together; a result in another unit than the KPI's.
    """
    if len(text) > MOST_CHARACTERS:
        raise ParamsError(where, f"{len(text)} characters", f"at most {MOST_CHARACTERS}", "Shorten it.")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ParamsError(
            where, f"`{text}`", "a formula such as leads / registrations", "Correct it."
        ) from error
    found = _quantity(tree, where, catalogue)
    if not _names(tree):
        raise ParamsError(
            where, f"`{text}`, which is the same for all events", "a KPI or a measure in it", "Name one."
        )
    _check_result(found, unit, where)
    if unit == "share":
        _check_share(tree, where, catalogue)
    return Expression(text.strip(), tree, unit, found.natures, _adds_people(tree, where, catalogue))


def _check_share(tree: ast.expr, where: str, catalogue: Mapping[str, Kpi]) -> None:
    """A share is one count divided by another: only so it has people behind it, and an interval."""
    is_quotient = isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Div)
    sides = (tree.left, tree.right) if is_quotient and isinstance(tree, ast.BinOp) else ()
    units = [_quantity(side, where, catalogue).unit for side in sides]
    if not units or not set(units) <= _THINGS:
        raise ParamsError(
            where,
            f"a share that is {' by '.join(units) or 'no division'}",
            "one count divided by another, such as leads / registrations",
            "Write it so, or choose the unit ratio.",
        )


def _adds_people(tree: ast.expr, where: str, catalogue: Mapping[str, Kpi]) -> bool:
    """Whether counts of people are added, of whom some may stand in both."""
    sums = [n for n in ast.walk(tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Add)]
    return any(_quantity(node.left, where, catalogue).unit == "people" for node in sums)


def _quantity(node: ast.expr, where: str, catalogue: Mapping[str, Kpi]) -> Quantity:
    """The unit of a part; refuses what is not allowed."""
    if isinstance(node, ast.Name):
        return _named(node.id, where, catalogue)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float) and abs(node.value) < LARGEST:  # type: ignore[arg-type, operator]
        return Quantity("number")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return _quantity(node.operand, where, catalogue)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Mult | ast.Add | ast.Sub):
        left, right = (_quantity(side, where, catalogue) for side in (node.left, node.right))
        return _combined(node, left, right, where)
    is_known_call = (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS
    )
    if isinstance(node, ast.Call) and is_known_call and len(node.args) == 2 and not node.keywords:
        first, second = (_quantity(argument, where, catalogue) for argument in node.args)
        return _same(node, first, second, where)
    raise ParamsError(
        where,
        f"`{ast.unparse(node)[:60]}`",
        "names, numbers, + - * /, brackets, min(a, b), max(a, b)",
        "Write the formula with these.",
    )


def _named(name: str, where: str, catalogue: Mapping[str, Kpi]) -> Quantity:
    if name in catalogue:
        kpi = catalogue[name]
        natures = {MEASURES[term].nature for term in kpi.inputs if term in MEASURES}
        # A rate of customers is no customers; what people only say stays so in any formula.
        kept = natures if isinstance(kpi.formula, Measure) else natures & {"intent"}
        return Quantity(kpi.unit, frozenset(kept - {""}))
    if name in MEASURES:
        return Quantity(MEASURES[name].unit, frozenset({MEASURES[name].nature} - {""}))
    near = get_close_matches(name, [*catalogue, *MEASURES], n=1)
    remedy = f"Did you mean `{near[0]}`?" if near else "See `kpi kpis` and docs/kpis.en.md."
    raise ParamsError(where, f"unknown name `{name}`", "a KPI or a measure", remedy)


def _combined(node: ast.BinOp, left: Quantity, right: Quantity, where: str) -> Quantity:
    if isinstance(node.op, ast.Add | ast.Sub):
        return _same(node, left, right, where)
    is_product = isinstance(node.op, ast.Mult)
    unit = _product(left.unit, right.unit) if is_product else _per(left.unit, right.unit)
    if unit is None:
        raise _clash(node, left, right, where)
    return Quantity(unit, left.natures | right.natures)


def _product(left: str, right: str) -> str | None:
    """Unit of a product: 200 registrations at 1.50 EUR each are money; people times people are nothing."""
    units = {left, right}
    if units <= _PURE:
        return "ratio"
    if units & _GRADES:
        return next(iter(units & _GRADES)) if "number" in units else None
    if units & _PURE:
        return next(iter(units - _PURE))
    return next(iter(units - _THINGS)) if len(units & _THINGS) == 1 and units - _THINGS else None


def _per(left: str, right: str) -> str | None:
    """Unit of a quotient: money per person is money, like by like is a pure number."""
    if left == right or ({left, right} <= _PURE | _THINGS):
        return "ratio"
    if {left, right} & _GRADES:
        return left if right == "number" else None
    if right in _PURE | _THINGS:
        return left
    return "ratio" if left in _PURE | _THINGS else None


def _same(node: ast.expr, left: Quantity, right: Quantity, where: str) -> Quantity:
    """Both sides of a sum must be the same kind of thing."""
    natures = left.natures | right.natures
    if "unique" in left.natures and "unique" in right.natures:
        raise ParamsError(
            where,
            f"`{ast.unparse(node)}` adds different people, some of whom are the same",
            "people of one count",
            "Use one of the two.",
        )
    if "intent" in natures and left.natures != right.natures:
        raise ParamsError(
            where,
            f"`{ast.unparse(node)}` adds what people say they would do to what they did",
            "intent or sales, not both",
            "Keep two KPIs.",
        )
    if {"order", "customer"} <= natures:
        raise ParamsError(
            where,
            f"`{ast.unparse(node)}` adds customers and orders",
            "one of the two; a customer may order twice",
            "Choose one.",
        )
    if left.unit != right.unit and not {left.unit, right.unit} <= _PURE:
        raise _clash(node, left, right, where)
    return Quantity(left.unit if left.unit != "number" else right.unit, natures)


def _clash(node: ast.expr, left: Quantity, right: Quantity, where: str) -> ParamsError:
    return ParamsError(
        where,
        f"`{ast.unparse(node)}` joins {left.unit} and {right.unit}",
        "two quantities that go together",
        "Divide one by a count, or choose another measure.",
    )


def _check_result(found: Quantity, unit: str, where: str) -> None:
    if "intent" in found.natures and unit not in ("share", "ratio"):
        raise ParamsError(
            where,
            f"{unit} made of what people say they would do",
            "a share or a ratio: an intention is no sale",
            "Use what was sold.",
        )
    fits = found.unit == unit or (found.unit in _PURE and unit in _PURE)
    if not fits:
        raise ParamsError(
            where, f"a result in {found.unit}", f"{unit}, the KPI's unit", "Correct one of them."
        )


def _names(node: ast.expr) -> list[str]:
    called = {child.func for child in ast.walk(node) if isinstance(child, ast.Call)}
    return [child.id for child in ast.walk(node) if isinstance(child, ast.Name) and child not in called]


def _value(node: ast.expr, measures: Measures) -> Array:
    """The checked tree over whole columns; a missing input gives a missing value."""
    if isinstance(node, ast.Name):
        return measures[node.id]
    if isinstance(node, ast.Constant):
        return np.asarray(float(node.value))  # type: ignore[arg-type]
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand, measures)
    if isinstance(node, ast.Call):
        assert isinstance(node.func, ast.Name)
        return _FUNCTIONS[node.func.id](*(_value(argument, measures) for argument in node.args))
    assert isinstance(node, ast.BinOp)
    left, right = np.broadcast_arrays(_value(node.left, measures), _value(node.right, measures))
    return _divide(left, right) if isinstance(node.op, ast.Div) else _BINARY[type(node.op)](left, right)


def _divide(k: Array, n: Array) -> Array:
    """k / n, missing where n is 0."""
    return np.divide(k, n, out=np.full(np.shape(n), np.nan), where=n != 0)
