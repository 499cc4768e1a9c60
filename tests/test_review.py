"""`compute_review`: one record from the whole way; kept; history; what is missing; what is refused."""

import json
from pathlib import Path
from typing import Any

import pytest
from samples import ATTENDEE, CONTACTS, DEALS, REGISTRATION, lay

import kpilib
from kpilib.errors import DataError, KpiError, ParamsError
from kpilib.kpis import KPIS
from kpilib.params import Event, read_events, read_workspace
from kpilib.review.channels import merge_small
from kpilib.review.copies import copy_export
from kpilib.review.evidence import collect_evidence, is_history
from kpilib.review.exports import list_exports, parse_covers, take_in
from kpilib.review.scorecard import collect_history
from kpilib.store import open_store

AS_OF = "2026-07-31"


@pytest.fixture
def filled(workspace: Path) -> Path:
    lay(workspace, registration=REGISTRATION, attendee=ATTENDEE, contacts=CONTACTS, deals=DEALS)
    return workspace


def add_event(folder: Path, event_id: str, day: str, **more: Any) -> None:
    lines = {"event_id": event_id, "starts_at": f"{day} 11:00", **more}
    text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in lines.items())
    (folder / "params" / f"{event_id}.yml").write_text(text, encoding="utf-8")


def test_the_numbers_by_hand(filled: Path) -> None:
    review = kpilib.compute_review("E3", filled, as_of=AS_OF)
    expected = {
        "registrations": 4,
        "qualified_registrations": 2,
        "attendees": 2,
        "attendance_rate": 0.5,
        "minutes_attended": 110,
        "leads": 2,
        "qualified_leads": 1,
        "revenue": 1500,
        "pipeline_value": 900,
        "roi": None,
    }
    assert {name: review.value(name) for name in expected} == expected
    assert review.state == "mature"


def test_the_record_is_plain_json_with_the_contract_s_fields(filled: Path) -> None:
    review = kpilib.compute_review("E3", filled, as_of=AS_OF)
    record = json.loads(review.to_json())
    assert record == review.to_dict()
    assert list(record)[:7] == [
        "schema_version",
        "event_id",
        "title",
        "starts_at",
        "as_of",
        "mature_on",
        "state",
    ]
    fields = {"kpi", "state", "n", "value", "numerator", "denominator", "lower", "upper", "unit", "currency"}
    fields |= {"kind", "step", "better", "version", "target", "target_lower", "target_upper", "zone"}
    fields |= {"previous", "change", "goal", "source", "notes"}
    assert all(fields <= set(row) for row in record["kpis"])
    blocks = {"effect", "people_effect", "crm", "triangulation", "diagnosis", "actions", "quality", "plan"}
    blocks |= {"challenges", "experience"}
    assert blocks <= set(record)
    proven = {"params_sha256", "data_sha256", "template_sha256", "kpilib", "python", "packages", "commit"}
    assert proven <= set(record["provenance"])


def test_a_second_call_reads_the_record_back(filled: Path) -> None:
    first = kpilib.compute_review("E3", filled, as_of=AS_OF)
    store = filled / "data" / "kpi.duckdb"
    store.unlink()
    assert kpilib.compute_review("E3", filled, as_of=AS_OF) == first
    assert not store.exists()


def test_other_data_params_or_days_make_another_record(filled: Path) -> None:
    first = kpilib.compute_review("E3", filled, as_of=AS_OF)
    assert kpilib.compute_review("E3", filled, as_of="2026-04-20").state == "provisional"
    lay(filled, contacts=CONTACTS.replace("2026-04-28", "2026-04-29"))
    assert (first.value("leads"), kpilib.compute_review("E3", filled, as_of=AS_OF).value("leads")) == (2, 1)
    facts = {"costs": [{"kind": "staff", "amount": 750}]}
    with_cost = kpilib.compute_review("E3", filled, as_of=AS_OF, facts=facts)
    assert with_cost.value("roi") == 1


def test_a_file_that_is_gone_takes_its_rows_along(filled: Path) -> None:
    kpilib.compute_review("E3", filled, as_of=AS_OF)
    (filled / "data" / "exports" / "E3" / "contacts.csv").unlink()
    assert kpilib.compute_review("E3", filled, as_of=AS_OF).value("leads") is None


def test_a_window_that_is_open_is_provisional_and_has_no_zone(filled: Path) -> None:
    row = kpilib.compute_review("E3", filled, as_of="2026-04-27").kpi("leads")
    assert row is not None
    assert (row["state"], row["zone"], row["value"]) == ("provisional", "unknown", 1)
    closed = kpilib.compute_review("E3", filled, as_of="2026-04-28")
    assert (closed.kpi("leads") or {})["state"] == "known"
    assert (closed.kpi("revenue") or {})["state"] == "unknown" or closed.value("revenue") is not None
    assert (closed.kpi("revenue") or {})["zone"] == "unknown"


def test_a_missing_export_is_named_and_its_numbers_are_null(workspace: Path) -> None:
    lay(workspace, attendee=ATTENDEE)
    review = kpilib.compute_review("E3", workspace, as_of=AS_OF)
    assert review.record["quality"]["missing"] == ["survey", "contacts", "deals", "advertising", "web"]
    assert review.value("leads") is None
    assert review.value("qualified_registrations") is None
    assert review.value("attendees") == 2
    assert review.record["effect"]["verdict"] == "cannot tell"
    assert review.record["effect"]["warnings"] == [{"code": "coverage_not_stated"}]


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        (
            {},
            DataError,
            "data/exports/E3: no registration and no attendance, expected a registration or an attendance "
            "report. Download it and call `kpi intake FILE --event E3`.",
        ),
        (
            {"as_of": "2026-04-01"},
            ParamsError,
            "E3: planned (it ends on 2026-04-15, data up to 2026-04-01), expected an event that is over. "
            "Review it the day after; before, see `kpi targets`.",
        ),
        (
            {"status": "cancelled"},
            ParamsError,
            "E3: cancelled, expected an event that took place. Change `status` if it did take place.",
        ),
        (
            {"as_of": "soon"},
            ParamsError,
            "as_of: `soon`, expected a day such as 2026-06-10. Correct it.",
        ),
        (
            {"language": "es", "topics": "x"},
            ParamsError,
            "parameters of E3: unknown key `topics`, expected a known key. Did you mean `topic`?",
        ),
        (
            {"title": False},
            ParamsError,
            "parameters of E3: `title` is False, expected a valid string. "
            "Correct the value; text that looks like a number needs quotes.",
        ),
    ],
)
def test_what_cannot_be_reviewed_says_why(
    workspace: Path, change: dict[str, Any], kind: type[KpiError], message: str
) -> None:
    with pytest.raises(kind) as error:
        kpilib.compute_review("E3", workspace, **({"as_of": AS_OF} | change))
    assert str(error.value) == message


def test_an_empty_export_fails_its_event_and_no_other(filled: Path) -> None:
    add_event(filled, "E4", "2026-05-01")
    lay(filled, "E4", attendee=ATTENDEE, broken="")
    with pytest.raises(DataError, match=r"^data/exports/E4/broken\.csv: "):
        kpilib.compute_review("E4", filled, as_of=AS_OF)
    assert kpilib.compute_review("E3", filled, as_of=AS_OF).value("attendees") == 2


def test_a_broken_shared_export_is_a_warning_in_every_review(filled: Path) -> None:
    lay(filled, "_shared", nonsense="a,b\n1,2\n")
    warnings = kpilib.compute_review("E3", filled, as_of=AS_OF).record["quality"]["warnings"]
    assert [(w["code"], w["file"]) for w in warnings if w["code"] == "file_unreadable"] == [
        ("file_unreadable", "_shared/nonsense.csv")
    ]


def test_an_unknown_goal_stops_with_the_nearest_name(filled: Path) -> None:
    with pytest.raises(ParamsError) as error:
        kpilib.compute_review("E3", filled, as_of=AS_OF, facts={"goals": {"registration": 5}})
    assert str(error.value) == (
        "params/E3.yml: facts.goals: unknown KPI `registration`, expected a KPI of the catalogue. "
        "Did you mean `registrations`?"
    )


def test_a_stated_cost_that_an_export_contradicts_is_a_warning(filled: Path) -> None:
    ads = (
        'Campaign report\n"April 1, 2026 - April 30, 2026"\n'
        "Campaign status,Campaign,Campaign type,Clicks,Impr.,CTR,Currency code,Avg. CPC,Cost,Conversions,"
        "Cost / conv.,Conv. rate\nEnabled,E3 - Search,Search,10,20,50%,EUR,0.50,602.00,1.00,5,1%\n"
    )
    lay(filled, "_shared", ads=ads)
    facts = {"campaigns": ["E3*"], "costs": [{"kind": "advertising", "amount": 500}]}
    review = kpilib.compute_review("E3", filled, as_of=AS_OF, facts=facts)
    assert review.value("cost") == 602
    assert {
        "code": "stated_differs",
        "measure": "cost_advertising",
        "stated": 500.0,
        "exported": 602.0,
    } in review.record["quality"]["warnings"]


def test_history_is_over_and_mature_the_day_before(workspace: Path) -> None:
    space = read_workspace(workspace)
    new = Event(event_id="N", starts_at="2026-04-15T11:00")
    target_on = new.starts_on.replace(day=14)

    def counts(day: str, **more: Any) -> bool:
        past = Event(event_id="P", starts_at=f"{day}T11:00", **more)
        return is_history(past, new, target_on, 14, space)

    assert counts("2026-04-01")
    assert not counts("2026-04-02")
    assert not counts("2026-05-02")
    assert not counts("2026-03-01", status="cancelled")


def test_history_holds_typed_results_and_leaves_out_the_excluded(filled: Path) -> None:
    add_event(filled, "E1", "2026-01-10")
    add_event(filled, "E2", "2026-02-10")
    for event_id, day in (("E1", "01/10"), ("E2", "02/10")):
        lay(filled, event_id, attendee=ATTENDEE.replace("04/15", day).replace("04/1", "01/0"))
    lay(
        filled,
        "_shared",
        past_results=(
            "event_id,starts_on,title,format,topic,list_size,kpi,value,trials\n"
            "old-1,2025-03-01,Old,live,,,attendees,17,\n"
        ),
    )
    path = filled / "params" / "workspace.yml"
    path.write_text(path.read_text() + "exclude_from_history: [E2]\n", encoding="utf-8")
    space = read_workspace(filled)
    events, _ = read_events(space)
    assert not take_in(space, events).failures
    evidence = collect_evidence(space, events, space.as_of(events[-1], AS_OF))
    history = collect_history(KPIS["attendees"], evidence.events["E3"], space, evidence)
    assert history[["starts_on", "value"]].to_numpy().tolist() == [["2025-03-01", 17.0], ["2026-01-10", 2.0]]


def test_previous_is_the_last_mature_event_of_the_series(filled: Path) -> None:
    text = (filled / "params" / "E3.yml").read_text()
    (filled / "params" / "E3.yml").write_text(text + "series: basics\n", encoding="utf-8")
    add_event(filled, "E2", "2026-02-10", series="basics")
    add_event(filled, "E1", "2026-03-10", series="another")
    one_less = "\n".join(ATTENDEE.replace("04/15", "02/10").splitlines()[:-1]) + "\n"
    lay(filled, "E2", attendee=one_less.replace(",4,0,3,5,3", ",3,0,3,5,3"))
    row = kpilib.compute_review("E3", filled, as_of=AS_OF).kpi("registrations")
    assert row is not None
    assert (row["previous_event"], row["previous"], row["change"]) == ("E2", 3, 1)


def test_small_channels_are_put_together_so_that_none_can_be_told() -> None:
    def rows(*counts: int) -> list[dict[str, Any]]:
        return [{"channel": f"c{n}", "registrations": n, "attendees": 1, "leads": 0} for n in counts]

    assert [r["channel"] for r in merge_small(rows(20, 10), 5)] == ["c20", "c10"]
    merged = merge_small(rows(20, 10, 3, 2), 5)
    assert [(r["channel"], r["registrations"]) for r in merged] == [("c20", 20), ("c10", 10), ("other", 5)]
    taken_in = merge_small(rows(20, 10, 3), 5)
    assert [(r["channel"], r["registrations"]) for r in taken_in] == [("c20", 20), ("other", 13)]


def test_a_copy_is_laid_once_and_never_over_another(workspace: Path) -> None:
    space = read_workspace(workspace)
    source = workspace / "export.csv"
    source.write_text(REGISTRATION, encoding="utf-8")
    first = copy_export(space, source, "E3", None)
    assert copy_export(space, source, "E3", None) == first
    source.write_text(REGISTRATION.replace("Ada", "Eva"), encoding="utf-8")
    second = copy_export(space, source, "E3", "2026-01-01..2026-06-30")
    assert (first.name, second.name) == ("export.csv", "export.2.csv")
    assert "Ada" in first.read_text()
    assert [(f.file_id, f.covers is not None) for f in list_exports(space)] == [
        ("E3/export.2.csv", True),
        ("E3/export.csv", False),
    ]


@pytest.mark.parametrize("text", ["2026-01-01", "2026-02-01..2026-01-01", "a..b", "2026-13-01..2026-14-01"])
def test_coverage_is_a_range_of_days(text: str) -> None:
    with pytest.raises(ParamsError) as error:
        parse_covers(text, "--covers")
    assert str(error.value) == (
        f"--covers: `{text}`, expected a range such as 2026-01-01..2026-06-30. Write first day..last day."
    )


def test_no_name_or_address_reaches_store_or_record(filled: Path) -> None:
    review = kpilib.compute_review("E3", filled, as_of=AS_OF)
    space = read_workspace(filled)
    with open_store(space.store_url, read_only=True) as store:
        tables = [
            store.execute(store.table(name)).to_csv() for name in ("registrations", "contacts", "deals")
        ]
    text = " ".join([*tables, review.to_json()])
    for word in ("Lind", "ada@", "example.org", "Ruiz"):
        assert word not in text


@pytest.mark.parametrize(("observed", "is_told"), [(2, False), (6, False), (7, True), (14, True)])
def test_no_effect_is_told_before_half_of_the_window_was_seen(observed: int, is_told: bool) -> None:
    from kpilib.effects import Effect
    from kpilib.review.sections import hold_back_early

    effect = Effect(
        *("2026-04-15", "2026-04-28", 0.95, "more", 90.0, 10.0, 170.0),
        observed=36.0,
        counterfactual=23.0,
        quantiles=(90.0,) * 39,
        n_window_days=14,
        n_window_observed=observed,
    )
    told = hold_back_early(effect)
    assert (told.effect is not None, told.verdict == "more") == (is_told, is_told)
    assert (told.observed, told.counterfactual) == (36.0, 23.0)
    assert bool(told.warnings) is not is_told


EMPTY_SIDES = {
    "nobody came": (REGISTRATION, ATTENDEE.replace("Yes,Ada", "No,Ada").replace("Yes,Bo", "No,Bo")),
    "no meaningful answer": (
        REGISTRATION.replace("Getting managers to use the dashboard", "none").replace(
            "Data is spread over five tools", "-"
        ),
        ATTENDEE,
    ),
    "all denied": (REGISTRATION.replace("approved", "denied"), None),
    "header only": ("\n".join(REGISTRATION.replace(",4,0", ",0,0").splitlines()[:6]) + "\n", None),
}


@pytest.mark.parametrize("case", EMPTY_SIDES)
def test_an_empty_denominator_leaves_a_whole_review(workspace: Path, case: str) -> None:
    registration, attendee = EMPTY_SIDES[case]
    texts = {"registration": registration} | ({"attendee": attendee} if attendee else {})
    for number in range(1, 7):
        add_event(workspace, f"P{number}", f"2026-0{number // 3 + 1}-0{number}")
        lay(workspace, f"P{number}", registration=REGISTRATION, attendee=ATTENDEE)
    lay(workspace, **texts)
    review = kpilib.compute_review("E3", workspace, as_of=AS_OF)
    rates = {name: review.value(name) for name in ("qualified_attendance_rate", "minutes_per_attendee")}
    assert None in rates.values()
    assert "NaN" not in review.to_json()


def test_no_rate_between_two_currencies_means_no_sum(filled: Path) -> None:
    costs = [{"kind": "venue", "amount": 300, "currency": "USD"}, {"kind": "venue", "amount": 100}]
    facts = {"costs": [*costs, {"kind": "staff", "amount": 50}]}
    review = kpilib.compute_review("E3", filled, as_of=AS_OF, facts=facts)
    assert (review.value("cost"), review.value("roi"), review.value("cost_per_lead")) == (None, None, None)
    codes = [note["code"] for note in (review.kpi("cost") or {})["notes"]]
    assert "not_convertible" in codes
    assert review.record["money"]["parts"]["cost_staff"] == 50


def test_a_review_s_leads_say_that_the_contacts_end_early(filled: Path) -> None:
    (filled / "data" / "exports" / "E3" / "contacts.csv.covers").write_text("2026-01-01..2026-04-18\n")
    notes = (kpilib.compute_review("E3", filled, as_of=AS_OF).kpi("leads") or {})["notes"]
    assert {"code": "contacts_end_early", "until": "2026-04-18"} in notes


def test_a_broken_coverage_fails_its_file_alone(filled: Path) -> None:
    add_event(filled, "E4", "2026-05-01")
    lay(filled, "E4", attendee=ATTENDEE)
    (filled / "data" / "exports" / "E4" / "attendee.csv.covers").write_text("nonsense")
    assert kpilib.compute_review("E3", filled, as_of=AS_OF).value("attendees") == 2
    with pytest.raises(ParamsError, match=r"^E4/attendee\.csv\.covers: `nonsense`, expected a range"):
        kpilib.compute_review("E4", filled, as_of=AS_OF)


@pytest.mark.parametrize("text", ["[]", "null", "{}", "\udcff", '{"key": 1}'])
def test_what_is_no_kept_record_is_made_again(filled: Path, text: str) -> None:
    review = kpilib.compute_review("E3", filled, as_of=AS_OF)
    path = filled / "data" / "records" / "E3.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert kpilib.compute_review("E3", filled, as_of=AS_OF) == review


def test_unknown_channels_sides_are_null(workspace: Path) -> None:
    lay(workspace, registration=REGISTRATION)
    (row,) = kpilib.compute_review("E3", workspace, as_of=AS_OF).record["channels"]
    assert (row["registrations"], row["attendees"], row["leads"]) == (4, None, None)
