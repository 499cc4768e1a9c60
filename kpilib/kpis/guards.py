"""The ways in which KPIs lie, each as one guard: a value is refused, or printed with a warning.

A guard says for whole columns where it strikes; its sentence lies in the language room under
`note.<code>`, with the values named here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from kpilib.kpis.inputs import MEASURES
from kpilib.kpis.record import Array, Kpi, Measures, Parts

Flags = NDArray[np.bool_]

# Document 002 calls trouble of 60 % of respondents a problem; half of that is a reason to look, and under
# ten answers say nothing.
TROUBLE_SHARE = 0.3
FEWEST_ANSWERS = 10


@dataclass(frozen=True)
class Guard:
    """One way to lie and what is done about it.

    Attributes
    ----------
    code : str
        Key of the sentence, `note.<code>`.
    state : "refuse" or "warn"
        Refused: no value, and the reason. Warned: the value, and what to know about it.
    concerns : callable
        Whether a KPI can be struck at all.
    strikes : callable
        (KPI, measures, parts) -> where it does, one flag per event.
    values : tuple of str
        What its sentence prints: measures, or "value", "numerator", "denominator", "n".
    """

    code: str
    state: Literal["refuse", "warn"]
    concerns: Callable[[Kpi], bool]
    strikes: Callable[[Kpi, Measures, Parts], Flags]
    values: tuple[str, ...] = ()


def _is(*ids: str) -> Callable[[Kpi], bool]:
    return lambda kpi: kpi.id in ids


def _counts_people(kpi: Kpi) -> bool:
    return kpi.unit in ("people", "count", "share") or kpi.id.startswith("cost_per_")


def _is_survey(kpi: Kpi) -> bool:
    return kpi.is_survey and bool(kpi.formula.denominator)


def _is_rate(kpi: Kpi) -> bool:
    return kpi.unit == "share" and bool(kpi.formula.denominator)


def _fractions(kpi: Kpi, measures: Measures, parts: Parts) -> Flags:
    """People are whole: 7.5 of them come of a rounded rate that was multiplied back."""
    by_unit = {"share": (parts.numerator, parts.denominator), "money": (parts.denominator,)}
    counts = [count for count in by_unit.get(kpi.unit, (parts.value,)) if count is not None]
    return np.any([_is_broken(count) for count in counts], axis=0)


def _is_broken(counts: Array) -> Flags:
    # 0.29 of 100 is 28.999...: the computer's arithmetic breaks no people.
    finite = np.where(np.isfinite(counts), counts, 0.0)
    return np.abs(finite - np.round(finite)) > 1e-6


def _above_one(kpi: Kpi, measures: Measures, parts: Parts) -> Flags:
    assert parts.numerator is not None
    assert parts.denominator is not None
    return (parts.numerator > parts.denominator) & (parts.denominator > 0)


def _negative(kpi: Kpi, measures: Measures, parts: Parts) -> Flags:
    assert parts.numerator is not None
    assert parts.denominator is not None
    return (parts.numerator < 0) | (parts.denominator < 0)


def _outside_scale(kpi: Kpi, measures: Measures, parts: Parts) -> Flags:
    assert parts.denominator is not None
    return np.isnan(parts.value) & (parts.denominator > 0) & ~np.isnan(_numerator(parts))


def _numerator(parts: Parts) -> Array:
    assert parts.numerator is not None
    return parts.numerator


def _not_convertible(kpi: Kpi, measures: Measures, parts: Parts) -> Flags:
    return np.any([np.isinf(measures[name]) for name in _money_inputs(kpi)], axis=0)


def _money_inputs(kpi: Kpi) -> list[str]:
    return [name for name in kpi.inputs if name in MEASURES and MEASURES[name].unit == "money"]


def _few_answers(kpi: Kpi, measures: Measures, parts: Parts) -> Flags:
    assert parts.n is not None
    return ~np.isnan(parts.value) & (parts.n < FEWEST_ANSWERS)


def _much_trouble(kpi: Kpi, measures: Measures, parts: Parts) -> Flags:
    assert parts.n is not None
    return (parts.value >= TROUBLE_SHARE) & (parts.n >= FEWEST_ANSWERS)


GUARDS: tuple[Guard, ...] = (
    Guard("rate_above_one", "refuse", _is_rate, _above_one,
          ("numerator", "denominator")),
    Guard("one_to_five_is_no_nps", "refuse", _is("nps"),
          lambda kpi, m, parts: ~(m["nps_answers"] > 0) & (m["nps_other_scale"] > 0), ("nps_other_scale",)),
    Guard("more_than_answered", "refuse", _is("nps"),
          lambda kpi, m, parts: m["nps_promoters"] + m["nps_detractors"] > m["nps_answers"],
          ("nps_promoters", "nps_detractors", "nps_answers")),
    Guard("not_convertible", "refuse", lambda kpi: bool(_money_inputs(kpi)), _not_convertible),
    Guard("people_do_not_add_up", "refuse", lambda kpi: "audience_reached" in kpi.inputs,
          lambda kpi, m, parts: np.isnan(parts.value) & (m["reach_rows"] > 1), ("reach_rows",)),
    Guard("readers_do_not_add_up", "refuse", _is("post_reach"),
          lambda kpi, m, parts: np.isnan(parts.value) & (m["post_reach_rows"] > 1), ("post_reach_rows",)),
    Guard("negative_part", "refuse", _is_rate, _negative),
    Guard("mixed_scales", "refuse", _is("alignment_index"),
          lambda kpi, m, parts: m["alignment_scales"] > 1, ("alignment_scales",)),
    Guard("outside_scale", "refuse", lambda kpi: hasattr(kpi.formula, "scale"), _outside_scale),
    Guard("mixed_cohorts", "warn", _is("attendance_per_qualified_registration"),
          lambda kpi, m, parts: parts.value > 1,
          ("attendees", "qualified_registrations", "qualified_attendees")),
    Guard("fractional_count", "warn", _counts_people, _fractions),
    Guard("too_few_answers", "warn", _is_survey, _few_answers, ("n",)),
    Guard("trouble_is_a_problem", "warn", _is("technical_trouble_rate"), _much_trouble,
          ("numerator", "denominator")),
    Guard("people_may_count_twice", "warn", lambda kpi: getattr(kpi.formula, "adds_people", False),
          lambda kpi, m, parts: ~np.isnan(parts.value)),
    Guard("own_of_intent", "warn", lambda kpi: "intent" in getattr(kpi.formula, "natures", ()),
          lambda kpi, m, parts: ~np.isnan(parts.value)),
    Guard("intent_is_no_sale", "warn", _is("purchase_intent_rate"),
          lambda kpi, m, parts: ~np.isnan(parts.value), ("numerator", "denominator")),
    Guard("customers_are_not_orders", "warn", _is("average_order_value", "revenue_per_customer"),
          lambda kpi, m, parts: ~np.isnan(parts.value) & (np.abs(m["orders"] - m["customers"]) > 0),
          ("orders", "customers")),
)  # fmt: skip
REFUSALS = frozenset(guard.code for guard in GUARDS if guard.state == "refuse")
REFUSALS |= {"input_refused", "typed_impossible"}
# Measures that a guard looks at beside its KPI's own inputs.
ALSO_READ = ("nps_other_scale", "reach_rows", "post_reach_rows", "alignment_scales", "qualified_attendees",
             "orders", "customers", "is_live")  # fmt: skip


def guards_of(kpi: Kpi) -> list[Guard]:
    """The guards that concern a KPI."""
    return [guard for guard in GUARDS if guard.concerns(kpi)]


def describe_note(code: str, row: dict[str, Any], measures: dict[str, Any]) -> dict[str, Any]:
    """A note of `compute_kpis` with the values its sentence prints.

    Parameters
    ----------
    code : str
        One of a row's `notes`.
    row, measures : dict
        The row of the long table, and the event's measures.
    """
    guard = next((g for g in GUARDS if g.code == code), None)
    names = guard.values if guard else ()
    return {"code": code, **{n: float(row[n] if n in row else measures[n]) for n in names}}
