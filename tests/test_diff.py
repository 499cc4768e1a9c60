"""Two review records number by number: what differs, what of it reaches which number, noise or more."""

import copy
from typing import Any

import pytest
from review_sample import row_of, sample_record

from kpilib.review.diff import compare_records

EVENT = "2026-05-20-maps"
ORIGIN = {
    "parameters": {
        "facts.goals.registrations": 400.0,
        "facts.costs": "sha256:a",
        "workspace.window_days": 14,
    },
    "params_files": {"E1.yml": "a", "kpis.yml": "a", "challenges.csv": "a"},
    "exports": {f"{EVENT}/registration.csv": "a", "_shared/contacts.csv": "a", "E1/": "a"},
}


def record(**changes: Any) -> dict[str, Any]:
    """The sample with origins told part by part."""
    found = copy.deepcopy(sample_record())
    found["kpis"].append(row_of(found, "walk_ins") | {"kpi": "registrations_to_goal", "unit": "ratio"})
    found["event_id"] = EVENT
    found["provenance"] |= copy.deepcopy(ORIGIN) | {"code_sha256": "c"}
    return found | changes


def moved(kpi: str = "registrations", value: float = 420.0, **fields: Any) -> dict[str, Any]:
    """The sample with another value of one KPI."""
    found = record()
    row_of(found, kpi).update({"value": value} | fields)
    return found


def change(found: dict[str, Any], kpi: str = "registrations", field: str = "value") -> dict[str, Any]:
    return next(r for r in found["rows"] if (r["name"], r["field"]) == (kpi, field))


def why(found: dict[str, Any], kpi: str = "registrations", field: str = "value") -> tuple[list[str], str]:
    row = change(found, kpi, field)
    return [found["causes"][place]["code"] for place in row["causes"]], row["certainty"]


def with_origin(found: dict[str, Any], **changes: Any) -> dict[str, Any]:
    found["provenance"] |= changes
    return found


def test_the_same_record_twice_has_no_difference() -> None:
    found = compare_records(record(), record())
    assert (found["rows"], found["causes"], found["is_same_event"]) == ([], [], True)
    assert found["n_compared"] > 250


def test_the_last_digits_of_a_sum_are_no_difference() -> None:
    assert compare_records(record(), moved(value=412 + 1e-9))["rows"] == []


def test_what_goes_forth_comes_back_with_the_other_sign() -> None:
    forth = change(compare_records(record(), moved()))
    back = change(compare_records(moved(), record()))
    assert (forth["change"], back["change"]) == (8, -8)
    assert (forth["before"], forth["after"]) == (back["after"], back["before"])


MARKS = ORIGIN["exports"]
LATE = {f"{EVENT}/registration.csv": "b", "_shared/contacts.csv": "a", "_shared/ads.csv": "n", "E1/": "a"}
FILES = ORIGIN["params_files"]
PARAMETERS = ORIGIN["parameters"]

# What differs in the origins, a KPI and its field that changed, the causes named, how sure.
KINDS: dict[str, tuple[dict[str, Any], str, str, list[str], str]] = {
    "late data of the event": (
        {"data_sha256": "x", "exports": LATE},
        *("registrations", "value", ["data"], "one"),
    ),
    "late data of other events move history": (
        {"data_sha256": "x", "exports": MARKS | {"E1/": "b"}},
        *("registrations", "target_lower", ["data_of_others"], "one"),
    ),
    "late data of other events do not move a value": (
        {"data_sha256": "x", "exports": MARKS | {"E1/": "b"}},
        *("registrations", "value", ["data_of_others"], "unknown"),
    ),
    "late data that an older record does not name": (
        {"data_sha256": "x", "exports": None},
        *("registrations", "value", ["data"], "one"),
    ),
    "a parameter": (
        {"parameters": PARAMETERS | {"workspace.window_days": 30}},
        *("registrations", "value", ["parameter"], "one"),
    ),
    "a goal moves the goal": (
        {"parameters": PARAMETERS | {"facts.goals.registrations": 450.0}},
        *("registrations", "goal", ["parameter"], "one"),
    ),
    "a goal moves no value": (
        {"parameters": PARAMETERS | {"facts.goals.registrations": 450.0}},
        *("registrations", "value", ["parameter"], "unknown"),
    ),
    "another KPI's goal moves no goal": (
        {"parameters": PARAMETERS | {"facts.goals.leads": 450.0}},
        *("registrations", "goal", ["parameter"], "unknown"),
    ),
    "a goal moves what is measured against it": (
        {"parameters": PARAMETERS | {"facts.goals.registrations": 450.0}},
        *("registrations_to_goal", "value", ["parameter"], "one"),
    ),
    "costs move the cost": (
        {"parameters": PARAMETERS | {"facts.costs": "sha256:b"}},
        *("cost", "value", ["parameter"], "one"),
    ),
    "costs move no registrations": (
        {"parameters": PARAMETERS | {"facts.costs": "sha256:b"}},
        *("registrations", "value", ["parameter"], "unknown"),
    ),
    "words move nothing": (
        {"parameters": PARAMETERS | {"title": "Other"}},
        *("registrations", "value", ["parameter"], "unknown"),
    ),
    "limits of the zones move the zone": (
        {"parameters": PARAMETERS | {"workspace.zones.red": 0.05}},
        *("registrations", "red_from", ["parameter"], "one"),
    ),
    "what was left out of history moves the range": (
        {"parameters": PARAMETERS | {"workspace.exclude_from_history": "E1"}},
        *("registrations", "target", ["parameter"], "one"),
    ),
    "a KPI's own settings move its goal": (
        {"parameters": PARAMETERS | {"workspace.kpis.registrations.goal": 450.0}},
        *("registrations", "goal", ["parameter"], "one"),
    ),
    "parameters that an older record does not name": (
        {"params_sha256": "x", "parameters": None},
        *("registrations", "value", ["parameter"], "one"),
    ),
    "another event's parameters move history": (
        {"params_files": FILES | {"E1.yml": "b"}},
        *("registrations", "previous", ["params_of_others"], "one"),
    ),
    "decisions on answers move what counts them": (
        {"params_files": FILES | {"challenges.csv": "b"}},
        *("qualified_registrations", "value", ["decisions"], "one"),
    ),
    "own KPIs' file moves none of the kit's": (
        {"params_files": FILES | {"kpis.yml": "b"}},
        *("registrations", "value", ["own_kpis"], "unknown"),
    ),
    "the kit's version": ({"kpilib": "9.0"}, *("registrations", "value", ["kpilib"], "one")),
    "the kit's code": ({"code_sha256": "d"}, *("registrations", "value", ["kpilib"], "one")),
    "a package": ({"packages": {"numpy": "9"}}, *("registrations", "value", ["packages"], "one")),
    "Python": ({"python": "3.99"}, *("registrations", "value", ["packages"], "one")),
    "nothing": ({}, *("registrations", "value", [], "unexplained")),
    "two things": (
        {"kpilib": "9.0", "python": "3.99"},
        *("registrations", "value", ["kpilib", "packages"], "several"),
    ),
    "only the notebook's look": ({"template_sha256": "x"}, *("registrations", "value", [], "unexplained")),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_cause_reaches_what_it_can_move(kind: str) -> None:
    changes, kpi, field, codes, certainty = KINDS[kind]
    after = with_origin(moved(kpi, 1.0) if field == "value" else record(), **changes)
    if field != "value":
        row_of(after, kpi)[field] = 1.0
    gone = {name for name, value in changes.items() if value is None}
    for name in gone:
        del after["provenance"][name]
    assert why(compare_records(record(), after), kpi, field) == (codes, certainty)


ONE = {name: value for name, value in PARAMETERS.items() if name != "facts.costs"}
HOURS, VENUE = "facts.costs[expert_time].hours", "facts.costs[venue].amount"


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ({HOURS: 15}, {HOURS: 18}, {HOURS: (15, 18)}),
        ({HOURS: 15}, {HOURS: 15, VENUE: 100}, {VENUE: (None, 100)}),
        ({HOURS: 15, VENUE: 100}, {HOURS: 15}, {VENUE: (100, None)}),
        ({HOURS: 15}, {"facts.costs": None}, {HOURS: (15, None)}),
        ({"facts.costs": "sha256:a"}, {HOURS: 15}, {}),  # a record of an earlier version does not say which
        ({"facts.costs": "sha256:a"}, {"facts.costs": "sha256:b"}, {"facts.costs": ("sha256:a", "sha256:b")}),
    ],
)
def test_an_entry_of_a_list_is_named(
    before: dict[str, Any], after: dict[str, Any], names: dict[str, tuple[Any, Any]]
) -> None:
    first, second = (
        with_origin(r, parameters=ONE | p) for r, p in ((record(), before), (moved("cost"), after))
    )
    causes = compare_records(first, second)["causes"]
    assert {c["name"]: (c["before"], c["after"]) for c in causes} == names


def test_an_entry_of_the_costs_moves_what_reads_costs() -> None:
    first, second = (with_origin(record(), parameters=ONE | {HOURS: hours}) for hours in (15, 18))
    for kpi, certainty in (("cost", "one"), ("registrations", "unknown")):
        after = copy.deepcopy(second)
        row_of(after, kpi)["value"] += 5
        (row,) = [
            r for r in compare_records(first, after)["rows"] if (r["name"], r["field"]) == (kpi, "value")
        ]
        assert row["certainty"] == certainty


def test_an_export_is_named_by_what_became_of_it() -> None:
    exports = {f"{EVENT}/registration.csv": "b", "_shared/ads.csv": "n", "E1/": "a"}
    found = compare_records(record(), with_origin(moved(), data_sha256="x", exports=exports))
    assert found["causes"] == [
        {
            "code": "data",
            "new": ["_shared/ads.csv"],
            "gone": ["_shared/contacts.csv"],
            "changed": [f"{EVENT}/registration.csv"],
        }
    ]


@pytest.mark.parametrize(
    ("kpi", "certainty"), [("csat", "unknown"), ("registrations", "one"), ("leads", "one")]
)
def test_a_file_moves_what_it_feeds_and_who_the_event_s_people_are(kpi: str, certainty: str) -> None:
    def sourced(found: dict[str, Any]) -> dict[str, Any]:
        files = {"csat": "survey.csv", "registrations": "registration.csv"}
        for row in found["kpis"]:
            row["source"] = (
                [f"{EVENT}/{files[row['kpi']]}"] if row["kpi"] in files else ["_shared/contacts.csv"]
            )
        return found

    after = with_origin(moved(kpi, 0.5), data_sha256="x", exports=MARKS | {f"{EVENT}/registration.csv": "b"})
    assert why(compare_records(sourced(record()), sourced(after)), kpi)[1] == certainty


@pytest.mark.parametrize(
    ("kpi", "day", "certainty"),
    [
        ("registrations", "2026-06-03", "unknown"),  # its own reports, long settled
        ("leads", "2026-05-25", "one"),  # its window was open
        ("leads", "2026-06-02", "unknown"),  # the last day of its window: closed
        ("revenue", "2026-06-03", "one"),  # the longer window
        ("ad_spend", "2026-06-03", "one"),  # no window, and the organisation's export
    ],
)
def test_a_later_day_moves_only_what_was_not_final(kpi: str, day: str, certainty: str) -> None:
    before, after = record(as_of=day), moved(kpi, 7.0) | {"as_of": "2026-06-10"}
    for found in (before, after):
        row_of(found, "ad_spend")["source"] = ["_shared/ads.csv"]
    assert why(compare_records(before, after), kpi)[1] == certainty


def test_a_formula_s_version_is_named_for_its_kpi_alone() -> None:
    after = moved(version=2)
    row_of(after, "leads")["value"] = 3.0
    found = compare_records(record(), after)
    assert found["causes"] == [{"code": "formula", "kpi": "registrations", "before": 1, "after": 2}]
    assert why(found) == (["formula"], "one")
    assert why(found, "leads") == (["formula"], "unknown")


def test_kpis_that_come_and_go_and_values_that_become_known() -> None:
    before, after = record(), record()
    before["kpis"] = [r for r in before["kpis"] if r["kpi"] != "csat"]
    after["kpis"] = [r for r in after["kpis"] if r["kpi"] != "nps"]
    row_of(before, "ses")["value"] = None
    row_of(after, "leads")["value"] = None
    found = compare_records(before, after)
    statuses = {kpi: change(found, kpi)["status"] for kpi in ("csat", "nps", "ses", "leads")}
    assert statuses == {"csat": "added", "nps": "vanished", "ses": "appeared", "leads": "lost"}
    assert all(change(found, kpi)["change"] is None for kpi in statuses)


@pytest.mark.parametrize(("kpi", "changes"), [("cost", {"currency": "USD"}), ("leads", {"unit": "share"})])
def test_another_currency_or_unit_is_not_compared(kpi: str, changes: dict[str, Any]) -> None:
    found = compare_records(record(), moved(kpi, 9.0, lower=1.0, **changes))
    rows = [r for r in found["rows"] if r["name"] == kpi]
    assert [(r["field"], r["status"], r["change"]) for r in rows] == [("value", "not_comparable", None)]


def test_zone_state_and_verdict_are_compared_as_words() -> None:
    after = moved(value=412, zone="red", state="provisional")
    after["effect"]["verdict"] = "cannot tell"
    found = compare_records(record(), after)
    words = {(r["part"], r["field"]): (r["before"], r["after"]) for r in found["rows"]}
    assert words == {
        ("kpis", "zone"): ("green", "red"),
        ("kpis", "state"): ("known", "provisional"),
        ("effect", "verdict"): ("more", "cannot tell"),
    }


def test_parts_beside_the_scorecard_are_compared_by_their_names() -> None:
    after = record()
    after["channels"] = list(reversed(after["channels"]))
    assert compare_records(record(), after)["rows"] == []
    after["channels"][0]["registrations"] += 5
    row = compare_records(record(), after)["rows"][0]
    assert (row["part"], row["change"]) == ("channels", 5)
    assert row["field"] == f"{after['channels'][0]['channel']}.registrations"


def other(**fields: Any) -> dict[str, Any]:
    found = moved("attendance_rate", **fields)
    return found | {"event_id": "E9", "title": "Nine", "event": found["event"] | {"event_id": "E9"}}


ROUTINE = {"mean": 0.4, "lower": 0.3, "upper": 0.6, "n": 9, "verdict": "routine", "rule": ""}


@pytest.mark.parametrize(
    ("fields", "series", "reading"),
    [
        ({"value": 0.39, "lower": 0.34, "upper": 0.44, "xmr": None}, "same", "routine"),
        ({"value": 0.60, "lower": 0.55, "upper": 0.65, "xmr": None}, "same", "signal"),
        ({"value": 0.60, "lower": None, "upper": None, "xmr": None}, "same", "unknown"),
        ({"value": 0.60, "lower": 0.55, "upper": 0.65, "xmr": ROUTINE}, "same", "routine"),
        ({"value": 0.60, "lower": 0.55, "upper": 0.65, "xmr": ROUTINE}, "another", "signal"),
        ({"value": 0.61, "lower": 0.30, "upper": 0.80, "xmr": ROUTINE}, "same", "signal"),
        (
            {"value": 0.60, "lower": 0.55, "upper": 0.65, "xmr": None, "state": "provisional"},
            "same",
            "not_final",
        ),
        ({"value": 0.60, "lower": 0.55, "upper": 0.65, "xmr": None, "version": 2}, "same", "unknown"),
    ],
)
def test_between_two_events_intervals_or_limits_tell_noise(
    fields: dict[str, Any], series: str, reading: str
) -> None:
    before, after = record(), other(**fields)
    row_of(before, "attendance_rate")["xmr"] = None
    before["event"]["series"], after["event"]["series"] = "same", series
    found = compare_records(before, after)
    assert not found["is_same_event"]
    assert next(cause["code"] for cause in found["causes"]) == "other_event"
    assert change(found, "attendance_rate")["reading"] == reading


def test_two_events_have_other_files_and_parameters_by_nature() -> None:
    after = with_origin(
        other(value=0.5),
        data_sha256="x",
        exports={"E9/a.csv": "z"},
        parameters=PARAMETERS | {"facts.costs": "sha256:z", "workspace.window_days": 30},
    )
    codes = [(cause["code"], cause.get("name")) for cause in compare_records(record(), after)["causes"]]
    assert codes == [("other_event", None), ("parameter", "workspace.window_days")]


def test_of_one_event_nothing_is_called_noise() -> None:
    assert all(row["reading"] is None for row in compare_records(record(), moved())["rows"])
