"""Networks, website, advertising and flows: what the record finds, and what the page says of it."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from measure_rows import E3
from outreach_sample import NO_USUAL, bare_outreach, channel, flow, judged, network, sample_outreach
from review_sample import bare_record, row_of, sample_record
from test_figures import Reader, read_back

from kpilib.figures import ReviewPage
from kpilib.figures.blocks.campaigns import CLASSIC
from kpilib.figures.sheet import kpi_name
from kpilib.language import LANGUAGES, get_language
from kpilib.review.advertising import find_in_prices
from kpilib.review.flows import _flow, _merge_small, find_in_flows
from kpilib.review.outreach import _as_shares, find_in_networks
from kpilib.review.website import find_in_channels

SECTIONS = ("networks", "web", "advertising", "flows")


def answers(name: str, k: int, n: int) -> dict[str, Any]:
    return network(name, **judged(5, 10, k, n))


def clicks(name: str, n: float | None) -> dict[str, Any]:
    return network(name, posts=1.0, clicks=n)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([answers("A", 4, 4), answers("B", 0, 3)], {"code": "all_and_none", "best": "A", "worst": "B"}),
        # The same shares of fewer mentions, and of three networks, may be chance.
        ([answers("A", 2, 2), answers("B", 0, 2)], {"code": "some_answered", "k": 2, "n": 4, "networks": 2}),
        (
            [answers("A", 4, 4), answers("B", 0, 3), answers("C", 1, 2)],
            {"code": "some_answered", "k": 5, "n": 9, "networks": 3},
        ),
        ([answers("B", 1, 9), answers("A", 9, 9)], {"code": "answers_differ", "best": "A", "worst": "B"}),
        ([answers("A", 1, 1)], {"code": "all_answered", "k": 1, "n": 1, "networks": 1}),
        ([answers("A", 0, 2), answers("B", 0, 1)], {"code": "none_answered", "k": 0, "n": 3, "networks": 2}),
        (
            [clicks("A", 57.0), clicks("B", 35.0)],
            {"code": "most_clicks", "n": 92.0, "networks": 2, "network": "A", "k": 57.0},
        ),
        ([clicks("A", 5.0), clicks("B", 5.0)], {"code": "clicks", "n": 10.0, "networks": 2}),
        ([clicks("A", 5.0), clicks("B", None)], {"code": "clicks", "n": 5.0, "networks": 1}),
        ([clicks("A", 0.0)], {"code": "posts", "n": 1.0, "networks": 1}),
        ([clicks("A", None)], {"code": "posts", "n": 1.0, "networks": 1}),
        ([network("A", followers=12.0)], {"code": "no_posts", "n": 0, "networks": 1}),
        ([], {"code": "no_posts", "n": 0, "networks": 0}),
    ],
)
def test_what_the_networks_say_first(rows: list[dict[str, Any]], found: dict[str, Any]) -> None:
    assert find_in_networks(rows) == found


def test_what_the_channels_say_first() -> None:
    email, direct = channel("Email", 1000.0, 50.0), channel("Direct", 1000.0, 20.0)
    assert find_in_channels([]) is None
    further = {"code": "leads_further", "channel": "Email", "others_rate": 0.02}
    assert find_in_channels([channel("Email", 1000.0, 60.0), direct]) == further
    worse = [channel("Ads", 1000.0, 10.0), email, channel("Search", 1000.0, 50.0)]
    assert find_in_channels(worse) == {"code": "leads_less_far", "channel": "Ads", "others_rate": 0.05}
    alike = [channel("Email", 1000.0, 21.0), direct]
    most = {"channel": "Email", "k": 1000.0}
    assert find_in_channels(alike) == {"code": "rates_alike", "n": 2000.0} | most
    assert (
        find_in_channels([email, channel("Direct", 10.0, None)])
        == {"code": "most_visits", "n": 1010.0} | most
    )
    assert find_in_channels([email]) == {"code": "one_channel", "n": 1000.0} | most
    hidden = [channel("other", 9.0, 1.0), channel("unknown", 7.0, 0.0)]
    assert find_in_channels(hidden) == {"code": "none_named", "n": 16.0}


def test_a_small_channel_with_a_high_rate_is_no_finding() -> None:
    rows = [channel("Email", 1000.0, 20.0), channel("Partner", 5.0, 1.0)]
    assert (find_in_channels(rows) or {})["code"] == "rates_alike"


@pytest.mark.parametrize(
    ("sales", "leads", "other", "is_open", "code"),
    [
        (10.0, 20.0, (0.0, 20.0), False, "sells_more"),
        (10.0, 20.0, (0.0, 20.0), True, "open"),
        (2.0, 20.0, (0.0, 20.0), False, "sales"),
        (None, 20.0, None, False, "sales_unknown"),
        (None, 0.0, None, False, "no_leads"),
        (None, None, None, True, "people_unknown"),
    ],
)
def test_what_the_flows_say_first(
    sales: float | None, leads: float | None, other: tuple[float, float] | None, is_open: bool, code: str
) -> None:
    rate = None if sales is None or not leads else sales / leads
    rows = [flow("A", leads=leads, sales=sales, sales_rate=rate)]
    rows += [flow("B", sales=other[0], leads=other[1], sales_rate=other[0] / other[1])] if other else []
    whole = flow("", leads=leads, sales=sales, people=30.0)
    assert (find_in_flows(rows, whole, is_open) or {})["code"] == code
    assert find_in_flows([], None, is_open) is None


@pytest.mark.parametrize(
    ("value", "usual", "code"),
    [(0.9, True, "dearer"), (0.8, True, "usual"), (0.5, True, "cheaper"), (0.9, False, "no_history")],
)
def test_a_price_against_what_is_usual(value: float, usual: bool, code: str) -> None:
    row = {"kpi": "cost_per_click", "value": value} | NO_USUAL
    row |= {"usual_lower": 0.6, "usual_upper": 0.8} if usual else {}
    assert find_in_prices([row]) == {"code": code, "kpi": "cost_per_click"}
    assert find_in_prices([row | {"value": None}]) == {"code": "no_prices"}


def html(record: dict[str, Any], code: str, *names: str) -> str:
    page = ReviewPage(record, code)
    return "".join(getattr(page, name)().html for name in names or SECTIONS)


def with_finding(part: str, **finding: Any) -> dict[str, Any]:
    record = sample_record()
    record["outreach"][part]["finding"] = finding
    return record


FINDINGS = [
    *(("networks", {"code": code, "k": 4, "n": 7, "networks": 2})
      for code in ("all_answered", "none_answered", "some_answered", "clicks", "posts", "no_posts")),
    ("networks", {"code": "answers_differ", "best": "LinkedIn", "worst": "X"}),
    ("networks", {"code": "most_clicks", "network": "X", "k": 35.0, "n": 92.0, "networks": 2}),
    *(("web", {"code": code, "channel": "Email", "k": 1.0, "n": 9.0, "others_rate": 0.1})
      for code in ("leads_less_far", "rates_alike", "most_visits", "one_channel", "none_named")),
    *(("advertising", {"code": code, "kpi": "cost_per_click"})
      for code in ("usual", "cheaper", "no_history", "no_prices", "no_campaigns")),
    *(("flows", {"code": code, "flow": "Seguimiento", "people": 9.0, "leads": 1.0, "sales": 1.0})
      for code in ("sells_more", "sales", "no_leads", "sales_unknown", "people_unknown")),
]  # fmt: skip


@pytest.mark.parametrize(("part", "finding"), FINDINGS, ids=lambda x: x if isinstance(x, str) else x["code"])
def test_every_finding_is_a_sentence_of_each_language(part: str, finding: dict[str, Any]) -> None:
    found = {code: Reader(html(with_finding(part, **finding), code, part)) for code in LANGUAGES}
    assert len({reader.text for reader in found.values()}) == 3
    assert len({frozenset(number[:4] for number in reader.numbers) for reader in found.values()}) == 1
    for code, reader in found.items():
        assert [n for n in reader.numbers if not read_back(n, code)] == []


def test_the_sample_s_findings_in_words() -> None:
    text = Reader(html(sample_record(), "en")).text
    assert "On LinkedIn all 4 negative mentions were answered; on X none of 3." in text
    assert "Visits through Email end in a conversion more often: 4.8%, others 1.8%." in text
    assert "Cost per click (CPC): €0.82, above what is usual (€0.60–0.80)." in text
    assert "So far the flows reached 24 leads; 3 sales followed." in text
    assert "provisional up to then" in text


def test_numbers_of_the_sections_are_the_record_s() -> None:
    found = {(kpi, field): float(x) for kpi, field, x, _, _ in Reader(html(sample_record(), "fi")).numbers}
    for row in sample_outreach()["networks"]["rows"]:
        for field in ("posts", "clicks", "negative", "answered", "followers", "usual_upper"):
            assert found.get((f"network:{row['network']}", field)) == row[field]
    assert found["web:Email", "conversions"] == 52
    assert found["page:/", "minutes_per_view"] == 0.865
    assert found["campaign:Maps - Meta", "cost"] == 1198.81
    assert found["flow:Seguimiento", "days_to_sale"] == 31
    # People reached are never added up over networks.
    assert ("networks", "reach") not in found


def test_with_nothing_known_each_section_says_how_to_supply_it() -> None:
    record = bare_record()
    assert record["outreach"] == bare_outreach()
    record["quality"]["missing"] = ["web"]
    text = Reader(html(record, "en")).text
    for words in ("No posts are known", "kpi intake FILE", "facts.tried_new", "facts.flows"):
        assert words in text
    assert html(record, "en", "web").count('class="missing"') == 1


def test_replies_of_a_network_are_not_called_comments() -> None:
    """The KPI counts comments only; the table holds the replies of networks that know no comments."""
    record = sample_record()
    for language in LANGUAGES:
        say = get_language(language).say
        text = Reader(html(record, language, "networks")).text
        assert say("networks.comments") in text
        assert kpi_name({"kpi": "social_comments", "names": None}, get_language(language)) not in text


def test_one_network_alone_and_hidden_people() -> None:
    record = sample_record()
    networks = record["outreach"]["networks"]
    networks["rows"] = [network("X", posts=1.0, clicks=2.0)]
    networks["finding"] = find_in_networks(networks["rows"])
    reader = Reader(html(record, "en", "networks"))
    assert "2 clicks on links in posts." in reader.text
    assert "19" in reader.text  # mentions judged for all networks together
    record["outreach"]["flows"]["rows"] = [flow("other", sent=9.0)]
    text = Reader(html(record, "en", "flows")).text
    assert "All flows together" in text
    assert "nobody can be recognised" in text


def test_p05_classic_measures_are_off_unless_something_new_was_tried() -> None:
    """P05: known and not in use, cost per click is told only where something was tried."""
    record = sample_record()
    row = row_of(record, "cost_per_lead") | {"kpi": "cost_per_click", "is_used": False, "notes": []}
    record["kpis"].append(row)
    name = "Cost per click (CPC)"
    assert name in Reader(html(record, "en", "goals")).text
    assert name in Reader(html(record, "en", "advertising")).text
    record["outreach"]["advertising"] = bare_outreach()["advertising"]
    assert name not in Reader(html(record, "en", "goals")).text
    quiet = html(record, "en", "advertising")
    assert (quiet.count("<p"), "<h3" in quiet, name in quiet) == (1, False, False)
    assert get_language("en").say("advertising.off") in Reader(quiet).text
    # Who uses such a KPI sees it in the scorecard all the same.
    record["kpis"][-1]["is_used"] = True
    assert name in Reader(html(record, "en", "goals")).text
    assert "cost_per_click" in CLASSIC


def flows_of(people: dict[str, float | None]) -> pd.DataFrame:
    return pd.DataFrame({"flow": ["", *people], "people": [99.0, *people.values()]})


@pytest.mark.parametrize(
    ("people", "kept"),
    [
        ({"A": 9.0, "B": 8.0}, ["A", "B"]),
        ({"A": 9.0, "B": 3.0, "C": 2.0}, ["A", "other"]),
        # Two people left alone would be told by the total: the next flow goes with them.
        ({"A": 9.0, "B": 8.0, "C": 2.0}, ["A", "other"]),
        ({"A": 2.0}, ["A"]),
        ({"A": None, "B": None}, ["A", "B"]),
    ],
)
def test_flows_of_few_people_are_put_together(people: dict[str, float | None], kept: list[str]) -> None:
    flows = {name: (f"{name}*",) for name in people}
    merged = _merge_small(replace(E3, flows=flows), flows_of(people), 5)
    assert sorted(merged.flows) == kept
    assert sorted(p for patterns in merged.flows.values() for p in patterns) == sorted(
        f"{n}*" for n in people
    )


def test_a_flow_of_few_people_tells_its_mails_only() -> None:
    row = {"flow": "A", "sent": 40.0, "clicks": 4.0, "people": 3.0, "leads": 2.0, "opportunities": 1.0}
    told = _flow(row | {"sales": 1.0, "days_to_sale": 5.0}, 5)
    assert (told["sent"], told["people"], told["leads"], told["sales"], told["sales_rate"]) == (
        40,
        *[None] * 4,
    )
    shown = _flow(row | {"people": 5.0, "sales": 1.0, "days_to_sale": 5.0}, 5)
    assert (shown["leads"], shown["sales_rate"], shown["days_to_sale"]) == (2, 0.5, 5)


def test_a_part_of_the_mentions_above_their_number_is_not_told() -> None:
    found = _as_shares({"judged": 3.0, "positive": 4.0, "negative": 2.0, "answered": 2.0})
    assert (found["positive"], found["impossible"], found["positive_share"]) == (None, ["positive"], None)
    assert (found["answered"], found["answered_share"]) == (2, 1)
    record = sample_record()
    record["outreach"]["networks"]["rows"][0] |= found
    assert "LinkedIn: a part of the mentions is larger" in Reader(html(record, "en", "networks")).text


def test_what_usual_means_is_said_once() -> None:
    record = sample_record()
    meaning = get_language("en").say("outreach.usual_basis")
    assert Reader(html(record, "en")).text.count(meaning) == 1
    for row in record["outreach"]["networks"]["rows"]:
        row |= NO_USUAL
    assert meaning in Reader(html(record, "en", "web")).text
    assert Reader(html(record, "en")).text.count(meaning) == 1
    for row in record["outreach"]["web"]["channels"]:
        row |= NO_USUAL
    assert meaning in Reader(html(record, "en", "advertising")).text
