"""The organisation's own KPIs: formulas that are safe, names and units that are checked, one registry."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.errors import ParamsError
from kpilib.kpis import KPIS, compute_kpis, with_own
from kpilib.params import read_own_kpis, read_workspace

MEASURES = {
    **{"leads": 10.0, "registrations": 40.0, "registered_attendees": 15.0, "attendees": 20.0, "orders": 3.0},
    **{"customers": 2.0, "cost_staff": 100.0},
}


def value(expression: str, unit: str, **measures: float | None) -> float:
    catalogue = with_own({"mine": {"expression": expression, "unit": unit}})
    table = pd.DataFrame([{"event_id": "A", **MEASURES, **measures}])
    return float(compute_kpis(table, ["mine"], catalogue)["value"].iloc[0])


@pytest.mark.parametrize(
    ("expression", "unit", "expected"),
    [
        ("leads / registrations", "share", 0.25),
        ("leads / attendees", "ratio", 0.5),
        ("cost / leads", "money", 10),
        ("leads + attendees", "people", 30),
        ("registrations - leads", "people", 30),
        ("1 - attendance_rate", "ratio", 1 - 15 / 40),
        ("cost * 2", "money", 200),
        ("-cost", "money", -100),
        ("(leads + attendees) / registrations", "ratio", 0.75),
        ("leads / cost", "ratio", 0.1),
        ("attendance_rate * 100", "ratio", 37.5),
        ("max(leads, attendees)", "people", 20),
        ("min(leads, attendees)", "people", 10),
        ("registrations * (cost / attendees)", "money", 200),
    ],
)
def test_what_a_formula_gives(expression: str, unit: str, expected: float) -> None:
    assert value(expression, unit) == pytest.approx(expected)


def test_a_share_has_its_interval_and_its_guard() -> None:
    catalogue = with_own({"mine": {"expression": "leads / registrations", "unit": "share"}})
    table = pd.DataFrame([{"event_id": "A", **MEASURES}, {"event_id": "B", "leads": 50, "registrations": 40}])
    rows = compute_kpis(table, ["mine"], catalogue)
    assert (rows["numerator"][0], rows["denominator"][0]) == (10, 40)
    assert 0 < rows["lower"][0] < 0.25 < rows["upper"][0] < 1
    assert rows["state"][1] == "refused"
    assert rows["notes"][1] == ("rate_above_one",)


def test_a_missing_input_is_unknown_and_never_zero() -> None:
    assert np.isnan(value("leads + attendees", "people", leads=None))
    assert np.isnan(value("max(leads, attendees)", "people", leads=None))
    assert np.isnan(value("leads / registrations", "share", registrations=0.0))


def test_a_formula_may_name_another_own_kpi_in_any_order() -> None:
    definitions = {
        "twice": {"expression": "extra * 2", "unit": "ratio"},
        "extra": {"expression": "leads / attendees", "unit": "ratio"},
    }
    catalogue = with_own(definitions)
    assert list(catalogue)[-2:] == ["twice", "extra"]
    rows = compute_kpis(pd.DataFrame([{"event_id": "A", **MEASURES}]), ["twice"], catalogue)
    assert rows["value"].tolist() == [1.0]


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os')",
        "__import__('os').system('true')",
        "leads.__class__",
        "[leads][0]",
        "leads if attendees else 1",
        "lambda: leads",
        "leads ** 99",
        "leads // 2",
        "leads < attendees",
        "(leads := 5)",
        "f'{leads}'",
        "max(leads, attendees, registrations)",
        "max(a=leads, b=attendees)",
        "open(leads)",
        "leads and attendees",
        "True + leads",
        "1e999 * leads",
        "9" * 400 + " * leads",
    ],
)
def test_anything_but_arithmetic_is_refused(expression: str) -> None:
    with pytest.raises(ParamsError) as error:
        value(expression, "people")
    assert str(error.value).endswith(
        ", expected names, numbers, + - * /, brackets, min(a, b), max(a, b). Write the formula with these."
    )


REFUSED = {
    ("leads +", "people"): "`leads +`, expected a formula such as leads / registrations. Correct it.",
    ("5", "ratio"): "`5`, which is the same for all events, expected a KPI or a measure in it. Name one.",
    (
        "leed / registrations",
        "share",
    ): "unknown name `leed`, expected a KPI or a measure. Did you mean `leads`?",
    (
        "xyzzy / registrations",
        "share",
    ): "unknown name `xyzzy`, expected a KPI or a measure. See `kpi kpis` and docs/kpis.en.md.",
    ("leads + cost", "people"): "`leads + cost` joins people and money, expected two quantities that go "
    "together. Divide one by a count, or choose another measure.",
    ("cost * revenue", "money"): "`cost * revenue` joins money and money, expected two quantities that go "
    "together. Divide one by a count, or choose another measure.",
    ("cost / minutes_attended", "money"): "`cost / minutes_attended` joins money and minutes, expected two "
    "quantities that go together. Divide one by a count, or choose another measure.",
    ("cost / leads", "share"): "a result in money, expected share, the KPI's unit. Correct one of them.",
    (
        "orders + customers",
        "count",
    ): "`orders + customers` adds customers and orders, expected one of the two; "
    "a customer may order twice. Choose one.",
    ("users + reach", "people"): "`users + reach` adds different people, some of whom are the same, expected "
    "people of one count. Use one of the two.",
    (
        "intent_yes + leads",
        "people",
    ): "`intent_yes + leads` adds what people say they would do to what they did, "
    "expected intent or sales, not both. Keep two KPIs.",
    ("leads + " * 80 + "leads", "people"): "645 characters, expected at most 500. Shorten it.",
}


@pytest.mark.parametrize(("expression", "unit"), REFUSED)
def test_refusals_are_explained(expression: str, unit: str) -> None:
    with pytest.raises(ParamsError) as error:
        value(expression, unit)
    assert str(error.value) == f"params/kpis.yml: mine: {REFUSED[expression, unit]}"


def refuse(**definitions: str) -> str:
    with pytest.raises(ParamsError) as error:
        with_own({name: {"expression": text, "unit": "ratio"} for name, text in definitions.items()})
    return str(error.value)


def test_circles_and_taken_ids_are_explained() -> None:
    assert refuse(one="two / leads", two="three * 2", three="one * 2") == (
        "params/kpis.yml: one: `one` needs `two` needs `three` needs `one`, expected formulas that end in the "
        "kit's KPIs. Break the circle."
    )
    assert refuse(itself="itself / leads") == (
        "params/kpis.yml: itself: `itself` needs `itself`, expected formulas that end in the kit's KPIs. Break "
        "the circle."
    )
    assert refuse(leads="attendees / orders") == (
        "params/kpis.yml: leads: `leads`, which is a KPI of the kit, expected an id of your own. Rename it."
    )
    assert refuse(orders="attendees / leads") == (
        "params/kpis.yml: orders: `orders`, which is a measure of the kit, expected an id of your own. Rename it."
    )
    for bad in ("max", "Mine", "a", "my-kpi", "1st"):
        assert refuse(**{bad: "attendees / leads"}) == (
            f"params/kpis.yml: {bad}: the id `{bad}`, expected small letters, digits and _. Choose another id."
        )


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("100 * attendance_rate", "no division"),
        ("ad_spend / cost", "money by money"),
        ("qualified_attendance_rate / attendance_rate", "share by share"),
        ("attendance_rate", "no division"),
    ],
)
def test_a_share_is_one_count_divided_by_another(expression: str, found: str) -> None:
    with pytest.raises(ParamsError) as error:
        value(expression, "share")
    assert str(error.value) == (
        f"params/kpis.yml: mine: a share that is {found}, expected one count divided by another, such as leads / "
        "registrations. Write it so, or choose the unit ratio."
    )


@pytest.mark.parametrize(
    ("expression", "unit"),
    [("intent_yes * average_order_value", "money"), ("purchase_intent_rate * attendees", "people")],
)
def test_an_intention_makes_no_money_and_no_people(expression: str, unit: str) -> None:
    """T17: intent shown as sales."""
    with pytest.raises(ParamsError) as error:
        value(expression, unit)
    assert str(error.value) == (
        f"params/kpis.yml: mine: {unit} made of what people say they would do, expected a share or a ratio: an "
        "intention is no sale. Use what was sold."
    )


@pytest.mark.parametrize("expression", ["leads * registrations", "nps / csat", "nps * attendees"])
def test_units_that_make_no_sense_are_refused(expression: str) -> None:
    with pytest.raises(ParamsError, match="expected two quantities that go together"):
        value(expression, "money")


def computed(expression: str, unit: str, **measures: float | None) -> pd.Series:
    catalogue = with_own({"mine": {"expression": expression, "unit": unit}})
    table = pd.DataFrame([{"event_id": "A", **MEASURES, **measures}])
    return compute_kpis(table, ["mine"], catalogue).iloc[0]


def test_a_formula_over_a_refused_or_undefined_kpi_says_so() -> None:
    refused = computed("revenue / leads", "money", revenue_sales=np.inf)
    assert (refused["state"], refused["notes"]) == ("refused", ("input_refused",))
    undefined = computed("attendance_rate * 2", "ratio", registrations=0.0, registered_attendees=0.0)
    assert (undefined["state"], undefined["notes"]) == ("undefined", ())
    below = computed("(leads - registrations) / registrations", "share")
    assert (below["state"], below["notes"]) == ("refused", ("negative_part",))


def test_people_in_both_counts_are_warned_of() -> None:
    assert computed("leads + attendees", "people")["notes"] == ("people_may_count_twice",)
    assert computed("leads / attendees", "ratio")["notes"] == ()


def test_kpis_that_name_each_other_cost_no_more_than_their_number() -> None:
    names = [f"own_{number:02}" for number in range(40)]
    definitions = {
        name: {
            "expression": f"{names[n - 1]} + {names[n - 2]}" if n > 1 else "leads / attendees",
            "unit": "ratio",
        }
        for n, name in enumerate(names)
    }
    rows = compute_kpis(pd.DataFrame([{"event_id": "A", **MEASURES}]), names[-1:], with_own(definitions))
    assert rows["value"].iloc[0] == 0.5 * 102334155


@given(st.text(alphabet="leadsoruptcjm0123456789+-*/(). ,", max_size=40))
def test_no_text_does_anything_but_compute_or_refuse(text: str) -> None:
    refused = ""
    found = 0.0
    try:
        found = value(text, "people")
    except ParamsError as error:
        refused = error.where
    assert refused in ("", "params/kpis.yml: mine")
    assert refused or isinstance(found, float)


def test_words_are_one_text_or_one_for_each_language() -> None:
    one = with_own({"mine": {"expression": "leads / attendees", "unit": "ratio", "names": "Yield"}})["mine"]
    assert one.names == {"es": "Yield", "fi": "Yield", "en": "Yield"}
    assert one.meanings["fi"] == "leads / attendees"
    three = {
        "expression": "leads / attendees",
        "unit": "ratio",
        "names": {"es": "Rendimiento", "en": "Yield"},
    }
    assert with_own({"mine": three})["mine"].names == {"es": "Rendimiento", "fi": "Yield", "en": "Yield"}


def test_the_kits_catalogue_is_left_as_it_is() -> None:
    before = dict(KPIS)
    catalogue = with_own({"mine": {"expression": "leads / attendees", "unit": "ratio"}})
    assert before == KPIS
    assert list(catalogue) == [*KPIS, "mine"]
    assert catalogue["mine"].is_own


def write(folder: Path, text: str) -> None:
    (folder / "params" / "kpis.yml").write_text(text, encoding="utf-8")


def test_the_file_is_strict(workspace: Path) -> None:
    space = read_workspace(workspace)
    assert read_own_kpis(space) == ({}, {})
    write(workspace, "mine:\n  expression: leads / registrations\n  unit: share\n  windw: event\n")
    with pytest.raises(ParamsError) as error:
        read_own_kpis(space)
    assert str(error.value) == (
        "params/kpis.yml:4: unknown key `mine.windw`, expected a known key. Did you mean `window`?"
    )
    write(workspace, "mine:\n  unit: share\n")
    with pytest.raises(ParamsError) as error:
        read_own_kpis(space)
    assert str(error.value) == (
        "params/kpis.yml:1: no `mine.expression`, expected it. Add a line `expression: ...`."
    )


def test_a_faulty_formula_is_told_with_its_line(workspace: Path) -> None:
    write(workspace, "mine:\n  unit: share\n  expression: leed / registrations\n")
    definitions, places = read_own_kpis(read_workspace(workspace))
    with pytest.raises(ParamsError) as error:
        with_own(definitions, places=places)
    assert str(error.value) == (
        "params/kpis.yml:3: unknown name `leed`, expected a KPI or a measure. Did you mean `leads`?"
    )
