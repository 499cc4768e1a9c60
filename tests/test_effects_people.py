"""People: adjustment, its limits, and the verdict that selection may not earn."""

import json

import numpy as np
import pandas as pd
import pytest
from statsmodels.genmod import families
from statsmodels.genmod.generalized_linear_model import GLM

from benchmarks.people_situations import run
from kpilib.effects import estimate_people_effect
from kpilib.effects.firth import fit_firth, predict_share
from kpilib.effects.people import _e_value
from kpilib.errors import DataError, ParamsError


def make_people(n: int = 600, lift: float = 0.0, selection: float = 0.0, seed: int = 0) -> pd.DataFrame:
    """`lift` is added to the chance of those who attend; `selection` drives both attendance and outcome."""
    rng = np.random.default_rng(seed)
    keen = rng.normal(size=n)
    attended = rng.random(n) < 1 / (1 + np.exp(-selection * keen))
    chance = 0.05 + 0.3 / (1 + np.exp(-selection * keen)) + lift * attended
    lead = rng.random(n) < chance
    return pd.DataFrame(
        {
            "attended": attended,
            "qualified_lead": lead,
            "keen": keen,
            "channel": rng.choice(["ads", "mail"], n),
        }
    )


def counts(treated_yes: int, treated_no: int, untreated_yes: int, untreated_no: int) -> pd.DataFrame:
    rows = [(1, 1)] * treated_yes + [(1, 0)] * treated_no + [(0, 1)] * untreated_yes + [(0, 0)] * untreated_no
    return pd.DataFrame(rows, columns=["attended", "qualified_lead"])


def test_without_covariates_it_is_the_difference_of_shares():
    people = estimate_people_effect(counts(60, 40, 20, 80))
    assert people.effect == pytest.approx(0.4)
    assert people.naive == pytest.approx(0.4)
    # Standard error of a difference of shares, with n / (n - 1), the untreated as if each were left out:
    # 100 / 99. t with 199 degrees.
    error = np.sqrt(0.24 / 100 + 0.16 / 100 * (100 / 99) ** 2) * np.sqrt(200 / 199)
    assert people.effect_upper - people.effect == pytest.approx(1.9720 * error, rel=1e-3)
    # Near limit 0.4 - 0.1250: ratio 0.6 / (0.6 - 0.2750) = 1.846, E-value 1.846 + sqrt(1.846 * 0.846).
    assert people.e_value == pytest.approx(3.096, abs=0.01)
    assert people.verdict == "more"


def test_e_value_of_the_paper():
    # VanderWeele and Ding (2017): risk ratio 3.9 has E-value 7.26; a protective ratio is turned over.
    assert _e_value(0.39, 0.10, 10**6) == pytest.approx(7.26, abs=0.01)
    assert _e_value(0.10, 0.39, 10**6) == pytest.approx(7.26, abs=0.01)


def test_observed_selection_is_taken_away():
    people = make_people(2000, selection=1.5, seed=1)
    raw, adjusted = (
        estimate_people_effect(people),
        estimate_people_effect(people, covariates=("keen", "channel")),
    )
    assert raw.effect_lower > 0.02
    assert adjusted.effect_lower < 0 < adjusted.effect_upper
    assert adjusted.e_value == 1


def test_a_small_difference_is_not_called_more_though_it_excludes_zero():
    people = estimate_people_effect(counts(180, 320, 130, 370))
    assert people.effect_lower > 0
    assert people.e_value < 2.5
    assert people.verdict == "cannot tell"
    assert people.warnings[0]["code"] == "selection_could_explain"


def test_fewer_and_no_difference_seen():
    assert estimate_people_effect(counts(5, 95, 60, 40)).verdict == "fewer"
    near = counts(300, 700, 305, 695)
    assert estimate_people_effect(near, smallest_relevant=0.1).verdict == "no difference seen"
    assert estimate_people_effect(near).verdict == "cannot tell"


def test_row_order_and_unused_columns_do_not_matter():
    people = make_people(300, lift=0.2)
    mixed = people.sample(frac=1, random_state=3).assign(other=1)
    first, second = (
        estimate_people_effect(table, covariates=("keen", "channel")) for table in (people, mixed)
    )
    assert first.to_dict() == second.to_dict()


def test_missing_covariates_are_a_group_of_their_own():
    people = make_people(400, lift=0.2)
    people.loc[::7, "keen"] = np.nan
    people.loc[::5, "channel"] = None
    assert estimate_people_effect(people, covariates=("keen", "channel")).effect == pytest.approx(
        0.2, abs=0.12
    )


@pytest.mark.parametrize(
    ("people", "code"),
    [
        (counts(5, 4, 20, 20), "groups_too_small"),
        (counts(0, 0, 20, 20), "groups_too_small"),
        (counts(0, 20, 0, 20), "outcome_constant"),
        (counts(20, 0, 20, 0), "outcome_constant"),
        (counts(0, 0, 0, 0), "groups_too_small"),
    ],
)
def test_too_little_to_tell(people, code):
    result = estimate_people_effect(people)
    assert (result.verdict, result.effect, result.warnings[0]["code"]) == ("cannot tell", None, code)
    json.dumps(result.to_dict(), allow_nan=False)


def test_more_covariates_than_people_can_tell():
    people = counts(10, 5, 5, 10)
    columns = np.random.default_rng(0).normal(size=(30, 12))
    names = [f"x{i}" for i in range(12)]
    people[names] = columns
    assert estimate_people_effect(people, covariates=names).warnings[0]["code"] == "covariates_too_many"


def test_separated_groups_stay_finite_and_are_reported():
    people = make_people(200, lift=0.2)
    people["attended"] = people["keen"] > 0
    result = estimate_people_effect(people, covariates=("keen",))
    assert abs(result.effect) <= 1
    assert result.overlap["share_outside"] == 1
    assert {"people_outside_overlap", "few_comparable_people"} <= {w["code"] for w in result.warnings}


def test_record_is_json_and_shows_itself():
    result = estimate_people_effect(counts(60, 40, 20, 80))
    json.dumps(result.to_dict(), allow_nan=False)
    assert result._repr_html_().startswith("<table><tr><th>verdict</th><td>more</td>")


@pytest.mark.parametrize(
    ("change", "options", "kind", "message"),
    [
        (
            {},
            {"covariates": ("age",)},
            DataError,
            "people.age: the column is missing, expected it among the columns. Add it or do not name it.",
        ),
        (
            {"attended": 2},
            {},
            DataError,
            "people.attended: 200 of 200 rows are neither 0 nor 1, first at row 1, expected 0 or 1. "
            "Correct or drop the rows.",
        ),
        (
            {},
            {"level": 2},
            ParamsError,
            "level: 2, expected a share above 0.5 and below 1. Use 0.95.",
        ),
        (
            {},
            {"smallest_relevant": 5},
            ParamsError,
            "smallest_relevant: 5, expected a share above 0, at most 1. Leave it out.",
        ),
    ],
)
def test_bad_input_says_what_and_what_to_do(change, options, kind, message):
    with pytest.raises(kind) as caught:
        estimate_people_effect(counts(60, 40, 20, 80).assign(**change), **options)
    assert str(caught.value) == message


def test_firth_of_an_intercept_is_half_a_person_each_way():
    # Jeffreys' prior of one share: (yes + 1/2) / (n + 1).
    outcome = np.array([1.0] * 3 + [0.0] * 7)
    exog = np.ones((10, 1))
    assert predict_share(exog, fit_firth(exog, outcome))[0] == pytest.approx(3.5 / 11)


def test_firth_nears_maximum_likelihood_on_many_people():
    rng = np.random.default_rng(1)
    exog = np.column_stack([np.ones(20_000), rng.normal(size=20_000)])
    outcome = (rng.random(20_000) < predict_share(exog, np.array([-0.5, 0.8]))).astype(float)
    plain = GLM(outcome, exog, family=families.Binomial()).fit().params
    np.testing.assert_allclose(fit_firth(exog, outcome), plain, atol=1e-3)


def test_interval_holds_over_simulated_people():
    covered = 0
    for seed in range(60):
        people = make_people(300, lift=0.15, selection=0.8, seed=seed)
        result = estimate_people_effect(people, covariates=("keen",))
        covered += result.effect_lower < 0.15 < result.effect_upper
    assert 51 <= covered <= 60


def test_a_group_of_one_does_not_overflow_the_fit() -> None:
    rng = np.random.default_rng(3)
    sizes = (99, 46, 52, 10, 13, 4, 8, 1, 23, 2)
    columns = [rng.permutation(np.arange(154) < size).astype(float) for size in sizes]
    raw = np.column_stack(columns)
    exog = np.column_stack([np.ones(154), (raw - raw.mean(axis=0)) / raw.std(axis=0)])
    outcome = (rng.random(154) < 0.43).astype(float)
    outcome[raw[:, 7] == 1] = 0
    coefs = fit_firth(exog, outcome)
    assert np.abs(coefs).max() < 5


def test_columns_that_depend_on_each_other_give_the_same_shares_and_no_warning() -> None:
    rng = np.random.default_rng(5)
    exog = np.column_stack([np.ones(80), rng.normal(size=80)])
    outcome = (rng.random(80) < 0.4).astype(float)
    twice = np.column_stack([exog, exog[:, 1] * 2 - 1])
    np.testing.assert_allclose(
        predict_share(twice, fit_firth(twice, outcome)),
        predict_share(exog, fit_firth(exog, outcome)),
        atol=1e-6,
    )


def test_nobody_comparable_gives_no_verdict_however_clear_the_numbers():
    people = make_people(400, lift=0.6, seed=2)
    people["attended"] = people["keen"] > 0
    people["qualified_lead"] = people["attended"]
    result = estimate_people_effect(people, covariates=("keen",))
    assert result.verdict == "cannot tell"
    # Of the same strength, with people to compare with.
    mixed = make_people(400, lift=0.6, seed=2)
    assert estimate_people_effect(mixed, covariates=("keen",)).verdict == "more"


def test_many_text_groups_are_put_together_and_it_is_said():
    people = make_people(300, lift=0.3)
    rng = np.random.default_rng(1)
    people["company"] = rng.choice([f"c{i}" for i in range(200)], 300)
    result = estimate_people_effect(people, covariates=("company",))
    assert result.effect == pytest.approx(0.3, abs=0.12)
    assert [w["code"] for w in result.warnings if w["code"] == "groups_merged"] == ["groups_merged"]
    # Names of one person each tell nothing, and stand in nobody's way.
    people["company"] = [f"p{i}" for i in range(300)]
    alone = estimate_people_effect(people, covariates=("company",))
    assert alone.effect == pytest.approx(alone.naive)


def test_a_constant_an_empty_and_a_boolean_covariate():
    people = make_people(300, lift=0.3).assign(same=1, empty=np.nan, flag=True)
    people.loc[::3, "flag"] = False
    result = estimate_people_effect(people, covariates=("same", "empty", "flag"))
    assert result.effect == pytest.approx(0.3, abs=0.12)


@pytest.mark.parametrize(
    ("change", "covariates", "message"),
    [
        (
            {"keen": np.inf},
            ("keen",),
            "people.keen: 100 of 100 rows are infinite, expected finite numbers. Empty those cells.",
        ),
        ({"attended": np.nan}, (), "people.attended: 100 of 100 rows are neither 0 nor 1, first at row 1, "
         "expected 0 or 1. Correct or drop the rows."),
        ({"qualified_lead": "yes"}, (), "people.qualified_lead: 100 of 100 rows are neither 0 nor 1, first at "
         "row 1, expected 0 or 1. Correct or drop the rows."),
        ({}, ("attended",), "people.attended: named more than once, expected one role for each column. "
         "Name it once."),
    ],
)  # fmt: skip
def test_columns_that_cannot_be_used(change, covariates, message):
    people = make_people(100).assign(**change)
    with pytest.raises(DataError) as caught:
        estimate_people_effect(people, covariates=covariates)
    assert str(caught.value) == message


@pytest.mark.parametrize("name", ["p02_observed", "p04_small"])
def test_a_small_seeded_table(name):
    table = run(name, 30, methods=("kpilib", "naive")).loc[name]
    assert table.loc["kpilib", "coverage"] >= 0.85
    assert table.loc["kpilib", "wrong_verdicts"] == 0
    assert table.loc["naive", "score"] > table.loc["kpilib", "score"]


def test_what_nobody_recorded_cannot_be_adjusted_for_and_earns_few_verdicts():
    table = run("p05_hidden", 30, methods=("kpilib",)).loc["p05_hidden"]
    assert table.loc["kpilib", "coverage"] < 0.5
    assert table.loc["kpilib", "wrong_verdicts"] <= 0.25


def test_an_absentee_alone_in_a_group_leaves_the_range_finite():
    people = counts(15, 15, 12, 18).assign(bought_before=0)
    people.loc[people.index[people["attended"] == 0][0], "bought_before"] = 1
    found = estimate_people_effect(people, covariates=("bought_before",))
    assert -1 < found.effect_lower < found.effect < found.effect_upper < 1
    assert json.dumps(found.to_dict(), allow_nan=False)


@pytest.mark.parametrize(
    "options", [{"level": "high"}, {"smallest_relevant": "x"}, {"covariates": None}, {"covariates": "keen"}]
)
def test_an_argument_that_cannot_be_is_named(options):
    with pytest.raises(ParamsError) as caught:
        estimate_people_effect(make_people(60), **options)
    assert caught.value.where in options


def test_a_table_that_is_none_is_refused():
    with pytest.raises(DataError, match="people: list"):
        estimate_people_effect([1, 2])


def test_groups_of_numbers_and_text_are_groups():
    people = make_people(200).assign(source=[1, "ads"] * 100)
    assert estimate_people_effect(people, covariates=("source",)).effect is not None
