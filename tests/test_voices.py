"""What people said, in the record: challenges and comments by topic, scores, questions, sources; nobody named."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from samples import ATTENDEE, REGISTRATION, lay

from kpilib.errors import ParamsError
from kpilib.intake.survey_branches import bare_question, branch_of, thing_of
from kpilib.params import read_event, read_workspace
from kpilib.review.compose import prepare_evidence
from kpilib.review.experience import describe_experience
from kpilib.review.voices import _leads, describe_challenges, released
from kpilib.store import open_store

AS_OF = date(2026, 7, 31)
HEADER = REGISTRATION.split("Ada,", 1)[0]
CHALLENGES = (
    ["Nobody reads our dashboards"] * 6 + ["Low response to surveys"] * 5 + ["none", "", "Budget of Lind"]
)
QUESTIONS = (
    *("How likely would you recommend this webinar? (0-10)", "Speaker: Ada Byron (1-5)"),
    *("Speaker: Bo Diaz (1-5)", "Programme part: Demo (1-5)", "Was the content useful? (1-5)"),
    *("How was the buffet? (1-5)", "What could we do better?"),
)


def registrations(answers: list[str]) -> str:
    lines = [
        f'Name{n},Lind{n},p{n}@example.com,"Apr 02, 2026 09:00:{n:02}",approved,"{answer}",LinkedIn\n'
        for n, answer in enumerate(answers)
    ]
    return HEADER + "".join(lines)


def survey(rows: list[tuple[Any, ...]]) -> str:
    head = ",".join(["Timestamp", *(f'"{q}"' for q in QUESTIONS)])
    lines = [
        ",".join([f"2026/04/15 1:{n:02}:00 PM GMT+0", *(f'"{cell}"' for cell in row)])
        for n, row in enumerate(rows)
    ]
    return "\n".join([head, *lines]) + "\n"


RESPONSES = [(9, 5, 3, 4, 4, 2, "More time for questions please")] * 6 + [
    (8, 4, 2, 3, 5, 3, "Call me at maria@example.org, more time")
] * 3


def add_facts(folder: Path, facts: dict[str, Any]) -> None:
    path = folder / "params" / "E3.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("facts:")]
    path.write_text("\n".join([*kept, f"facts: {json.dumps(facts)}"]) + "\n", encoding="utf-8")


def allow_quotes(folder: Path) -> None:
    path = folder / "params" / "workspace.yml"
    path.write_text(path.read_text(encoding="utf-8") + "privacy: {quotes: true}\n", encoding="utf-8")


FACTS: dict[str, Any] = {
    "programme": [
        {"part": "Talk", "starts_at": 0, "speaker": "Bo Diaz"},
        {"part": "Demo", "starts_at": 30, "speaker": "Ada Byron"},
    ],
    "survey_items": {"How was the buffet?": "place"},
    "counts": {"questions_before": 3, "questions_after": 0},
}
QUOTES = [
    "nobody reads our DASHBOARDS",
    "More time for questions, please!",
    "Call me at maria@example.org, more time",
    "Nobody ever wrote this",
]


@pytest.fixture
def full(workspace: Path) -> Path:
    lay(workspace, registration=registrations(CHALLENGES), attendee=ATTENDEE, survey=survey(RESPONSES))
    add_facts(workspace, FACTS)
    return workspace


def record(folder: Path) -> dict[str, Any]:
    """The two parts of the record, with the values of the event's KPIs; without its estimates, for speed."""
    workspace = read_workspace(folder)
    event = read_event(workspace, "E3")
    evidence = prepare_evidence(workspace, event, AS_OF)
    with open_store(workspace.store_url, read_only=True) as store:
        return {
            "values": {kpi: row["value"] for (_, kpi), row in evidence.values.items()},
            "challenges": describe_challenges(store, event, workspace, evidence),
            "experience": describe_experience(store, event, workspace, evidence),
        }


def test_what_people_said_by_hand(full: Path) -> None:
    review = record(full)
    _challenges_by_hand(review)
    _scores_by_hand(review["experience"])
    _comments_questions_and_sources_by_hand(review["experience"])
    # Quotes were neither released nor allowed.
    assert review["challenges"]["quotes"] == review["experience"]["comments"]["quotes"] == []


def _challenges_by_hand(review: dict[str, Any]) -> None:
    told = review["challenges"]
    by_id = review["values"]
    # The attendance report knows four more people, who were never asked.
    assert (told["n"], told["n_without"], told["k"], told["leads"]) == (12, 6, 5, True)
    assert told["n"] == by_id["qualified_registrations"]
    assert told["n"] + told["n_without"] == by_id["registrations"]
    rows = [(t["topic"], t["words"], t["people"]) for t in told["topics"]]
    # One would be left over for "budget": the next topic goes with it, or the total would tell.
    assert rows == [("dashboard", ["reads", "dashboards"], 6), ("other", [], 6)]
    assert told["topics"][0]["share"] == 0.5


def _scores_by_hand(told: dict[str, Any]) -> None:
    parts = [(p["kind"], p["name"], p["n"], p["standing"]) for p in told["parts"]]
    # In the order of the programme, not of the survey and not of the scores.
    assert parts == [
        ("speaker", "Bo Diaz", 9, "lower"),
        ("speaker", "Ada Byron", 9, "higher"),
        ("part", "Demo", 9, "unknown"),
    ]
    assert told["parts"][0]["value"] == pytest.approx((6 * 3 + 3 * 2) / 9)
    items = {(i["branch"], i["question"]): i["value"] for i in told["items"]}
    assert items == {
        ("place", "How was the buffet?"): pytest.approx((6 * 2 + 3 * 3) / 9),
        ("content", "Was the content useful?"): pytest.approx((6 * 4 + 3 * 5) / 9),
    }
    assert told["compared"] == {"speaker": 2, "part": 1}


def _comments_questions_and_sources_by_hand(told: dict[str, Any]) -> None:
    (topic,) = told["comments"]["topics"]
    assert (topic["topic"], topic["people"], told["comments"]["n"]) == ("time", 9, 9)
    assert told["questions"] == {"before": 3, "during": None, "answered": None, "after": 0}
    families = {f["family"]: (f["is_there"], f["n"]) for f in told["families"]}
    assert families == {
        "surveys": (True, 9),
        "live": (False, None),
        "social": (False, None),
        "evaluation": (True, 27),
    }
    assert told["own_time"] is None


def test_quotes_are_printed_only_where_allowed_released_and_unmasked(full: Path) -> None:
    add_facts(full, FACTS | {"quotes": QUOTES})
    assert record(full)["challenges"]["quotes"] == []
    allow_quotes(full)
    review = record(full)
    assert review["challenges"]["quotes"] == ["Nobody reads our dashboards"]
    assert review["experience"]["comments"]["quotes"] == ["More time for questions please"]
    text = json.dumps([review["challenges"], review["experience"]])
    assert not any(name in text for name in ("maria", "@", "Name1", "Lind"))


def test_at_most_three_quotes_each_once() -> None:
    answers = ["One thing", "Another thing", "A third", "A fourth"]
    assert released(answers, [*answers[:2], "one THING", *answers[2:]]) == answers[:3]


def test_topics_of_the_organisation_come_first(full: Path) -> None:
    path = full / "params" / "workspace.yml"
    path.write_text(
        path.read_text(encoding="utf-8") + "topics: {Opinion: [survey*, budget]}\n", encoding="utf-8"
    )
    topics = record(full)["challenges"]["topics"]
    assert [(t["topic"], t["words"], t["people"]) for t in topics] == [
        ("Opinion", [], 6),
        ("dashboard", ["reads", "dashboards"], 6),
    ]


def test_without_survey_challenge_or_words(workspace: Path) -> None:
    lay(workspace, attendee=ATTENDEE)
    review = record(workspace)
    assert review["challenges"] is None
    told = review["experience"]
    assert (told["items"], told["parts"], told["comments"]) == ([], [], None)
    assert not any(family["is_there"] for family in told["families"])
    assert set(told["questions"].values()) == {None}


def test_few_challenges_have_no_topics(workspace: Path) -> None:
    lay(workspace, registration=registrations(["Budget", "Budget", "none"]), attendee=ATTENDEE)
    told = record(workspace)["challenges"]
    assert (told["n"], told["topics"]) == (2, [])


def test_a_recording_s_viewers_by_the_day_half_of_them_had_watched(workspace: Path) -> None:
    path = workspace / "params" / "E3.yml"
    path.write_text(path.read_text(encoding="utf-8") + "format: pre-recorded\n", encoding="utf-8")
    lay(workspace, registration=REGISTRATION, attendee=ATTENDEE)
    told = record(workspace)["experience"]["own_time"]
    # Two viewers are fewer than k: their day is not told.
    assert told == {"viewers": 2.0, "median_day": None}
    space = workspace / "params" / "workspace.yml"
    space.write_text(space.read_text(encoding="utf-8") + "privacy: {k: 2}\n", encoding="utf-8")
    assert record(workspace)["experience"]["own_time"] == {"viewers": 2.0, "median_day": 1.0}


@pytest.mark.parametrize(
    ("people", "leads"), [([], False), ([5], True), ([10, 10], False), ([10, 2], True), ([17, 16, 16], False)]
)
def test_whether_the_largest_stands_out(people: list[int], leads: bool) -> None:
    # 10 against 2: 8 > 1.96 * sqrt(12) = 6.8.
    assert _leads(people) is leads


@pytest.mark.parametrize(
    ("question", "branch"),
    [
        ("Speaker: Ada Byron (1-5)", "speaker"),
        ("Ponente: Lucía Robledo (1-5)", "speaker"),
        ("Puhuja: Eero Salmi (1-5)", "speaker"),
        ("Ohjelman osio: Kysymykset (1-5)", "part"),
        ("Parte: Demostración (1-5)", "part"),
        ("¿Pudo conocer a otros asistentes? (1-5)", "networking"),
        ("Pystyitkö verkostoitumaan muiden kanssa? (1-5)", "networking"),
        ("Was the pace of the programme right? (1-5)", "programme"),
        ("Oliko ohjelman tahti sopiva? (1-5)", "programme"),
        ("¿Le resultó útil el contenido? (1-5)", "content"),
        ("Oliko sisältö sinulle hyödyllinen? (1-5)", "content"),
        ("Service: how well did we inform you beforehand? (1-5)", "communication"),
        ("Palvelu: kuinka hyvin kerroimme asiat etukäteen? (1-5)", "communication"),
        ("¿Fue fácil entrar y preguntar? (1-5)", "place"),
        ("Kuinka helppoa oli liittyä ja kysyä? (1-5)", "place"),
        ("How was the buffet? (1-5)", None),
    ],
)
def test_branches_by_the_words_of_a_question(question: str, branch: str | None) -> None:
    assert branch_of(question) == branch


def test_the_name_in_a_question() -> None:
    assert thing_of("Speaker: Ada Byron (1-5)") == "Ada Byron"
    assert thing_of("How good was the speaker? (1 to 5)") == "How good was the speaker"
    assert bare_question("Useful?\n(1-5)") == "Useful?"


def test_what_a_question_asks_is_one_of_seven(workspace: Path) -> None:
    add_facts(workspace, {"survey_items": {"How was it?": "food"}})
    with pytest.raises(ParamsError, match="survey_items"):
        read_event(read_workspace(workspace), "E3")
