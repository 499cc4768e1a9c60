"""Blocks of what people said: findings true of the data, small is normal, quotes only where released."""

from typing import Any

import pytest
from review_sample import bare_record, row_of, sample_record
from test_figures import Reader, review_html

from kpilib.figures import ReviewPage
from kpilib.figures.blocks.experience import find_experience
from kpilib.figures.blocks.ratings import find_standing
from kpilib.figures.sheet import Sheet
from kpilib.language import get_language

NEW = ("challenges", "experience", "ratings", "comments", "asked", "inputs")


def text(record: dict[str, Any], block: str, language: str = "en") -> str:
    html = getattr(ReviewPage(record, language), block)().html
    return " ".join(Reader(html).text.split())


def sheet(record: dict[str, Any]) -> Sheet:
    return Sheet(record, get_language("en"))


def zones(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    """Survey rows with these zones; the rest unknown."""
    record = sample_record()
    rows = [row_of(record, kpi) for kpi in ("nps", "csat", "ses")]
    for row, (_, zone) in zip(rows, pairs, strict=True):
        row["zone"] = zone
    return rows


@pytest.mark.parametrize(
    ("of_three", "finding"),
    [
        (("green", "green", "green"), "Everything is as usual or better."),
        (("green", "unknown", "green"), "All that can be judged is as usual or better."),
        (("unknown", "unknown", "unknown"), "Too few past events to say what is usual."),
        (("amber", "green", "green"), "At the weak end of the usual: Net Promoter Score (NPS)."),
        (("amber", "red", "green"), "Worse than usual: Satisfied attendees (CSAT)."),
        (
            ("red", "red", "green"),
            "Worse than usual: Net Promoter Score (NPS) and Satisfied attendees (CSAT).",
        ),
    ],
)
def test_the_experience_in_one_sentence(of_three: tuple[str, str, str], finding: str) -> None:
    rows = zones(*zip(("nps", "csat", "ses"), of_three, strict=True))
    assert find_experience(sheet(sample_record()), rows) == finding


def test_a_score_that_nobody_knows_is_not_judged() -> None:
    rows = zones(("nps", "red"), ("csat", "green"), ("ses", "green"))
    rows[0]["value"] = None
    assert find_experience(sheet(sample_record()), rows) == "Everything is as usual or better."


def parts(**standing: str) -> list[dict[str, Any]]:
    return [{"kind": "part", "name": name, "standing": how} for name, how in standing.items()]


@pytest.mark.parametrize(
    ("scored", "finding"),
    [
        (parts(Talk="level", Demo="level"), "The differences may be chance: none can be called best."),
        (parts(Talk="level", Demo="unknown"), "The differences may be chance: none can be called best."),
        (parts(Talk="unknown", Demo="unknown"), "Too few answers to compare them."),
        (parts(Talk="unknown"), "Only one was scored; there is nothing to compare it with."),
        (parts(Talk="level", Demo="level", Q="lower"), "Scored lower than most others, beyond chance: Q."),
        (
            parts(Talk="higher", Demo="lower"),
            "Scored higher than most others, beyond chance: Talk. Scored lower than most others, beyond chance: Demo.",
        ),
        # A speaker alone is compared with nobody, whatever the parts.
        (
            [*parts(Talk="level", Demo="level"), {"kind": "speaker", "name": "Ada", "standing": "unknown"}],
            "The differences may be chance: none can be called best.",
        ),
    ],
    ids=["level", "partly_known", "unknown", "one", "one_lower", "both_ends", "a_speaker_alone"],
)
def test_who_stands_apart(scored: list[dict[str, Any]], finding: str) -> None:
    assert find_standing(sheet(sample_record()), scored) == finding


def test_scores_stand_in_the_record_s_order_and_say_how_many_were_compared() -> None:
    shown = text(sample_record(), "ratings")
    names = ["Ada Robles", "Bo Cano", "Charla", "Ejemplo"]
    assert [shown.index(name) for name in names] == sorted(shown.index(name) for name in names)
    assert "by the answers of the same people: speakers, 2; parts, 3." in shown
    assert "beyond chance: Preguntas." in shown


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Named most: “tablero, dirección” (120 of 268)"),
        ("es", "Lo más mencionado: «tablero, dirección» (120 de 268)"),
        ("fi", "Useimmin mainittu: ”tablero, dirección” (120/268)"),
    ],
)
def test_challenges_are_titled_with_the_finding(language: str, title: str) -> None:
    assert title in text(sample_record(), "challenges", language)


def test_no_topic_is_called_first_that_chance_may_have_put_there() -> None:
    record = sample_record()
    record["challenges"]["leads"] = False
    assert "No topic stands out: “tablero, dirección” is the largest, with 120 of 268" in text(
        record, "challenges"
    )
    # The organisation's topics come first in the record, the largest is named all the same.
    record["challenges"]["topics"][:2] = reversed(record["challenges"]["topics"][:2])
    assert "“tablero, dirección” is the largest" in text(record, "challenges")


@pytest.mark.parametrize(
    ("challenges", "said"),
    [
        (None, "The registration form did not ask for the challenge."),
        ({"n": 0, "n_without": 9, "topics": []}, "Nobody named a challenge when registering."),
        (
            {"n": 1, "n_without": 1, "topics": []},
            "1 person named a challenge; no topic has 5 people or more. 1 person named no challenge.",
        ),
        (
            {"n": 2, "n_without": 0, "topics": []},
            "2 people named a challenge; no topic has 5 people or more.",
        ),
    ],
)
def test_few_challenges(challenges: dict[str, Any] | None, said: str) -> None:
    record = sample_record()
    record["challenges"] = challenges and {"k": 5, "leads": False, "quotes": []} | challenges
    shown = text(record, "challenges")
    assert said in shown
    assert "<svg" not in ReviewPage(record, "en").challenges().html
    if challenges and not challenges["n_without"]:
        assert "no challenge" not in shown


def test_without_a_registration_report_it_says_which_is_missing() -> None:
    assert "Zoom, registration report" in text(bare_record(), "challenges")


def test_people_who_share_no_topic_make_no_chart() -> None:
    record = sample_record()
    comments = record["experience"]["comments"]
    comments |= {"n": 6, "topics": [comments["topics"][-1]]}
    assert "6 people wrote a comment; no topic has 5 people or more." in text(record, "comments")
    assert "<svg" not in ReviewPage(record, "en").comments().html


def test_a_review_without_comments_is_incomplete() -> None:
    record = sample_record()
    record["experience"]["comments"] = None
    shown = text(record, "comments")
    assert "Without comments this review is incomplete" in shown
    assert "Ask in the survey" in shown


@pytest.mark.parametrize("part", ["challenges", "comments"])
def test_quotes_say_that_a_person_released_them(part: str) -> None:
    record = sample_record()
    assert "blockquote" not in getattr(ReviewPage(record, "en"), part)().html
    told = record["challenges"] if part == "challenges" else record["experience"]["comments"]
    told["quotes"] = ["Nadie mira <el> tablero"]
    shown = text(record, part)
    assert "“Nadie mira <el> tablero”" in shown
    assert "A person has read and released them." in shown
    assert "<el>" not in getattr(ReviewPage(record, "en"), part)().html


@pytest.mark.parametrize(
    ("counts", "finding"),
    [
        ((14, 9, 4), "More questions came before the event than during or after it."),
        ((1, 9, 0), "More questions came during the event than before or after it."),
        ((0, 1, 4), "More questions came after the event than before or during it."),
        ((4, 4, 1), None),
        # Nobody knows how many came at the other times.
        ((15, None, 11), None),
    ],
    ids=["before", "during", "after", "a_tie", "not_all_known"],
)
def test_when_most_questions_came(counts: tuple[int | None, ...], finding: str | None) -> None:
    record = sample_record()
    record["experience"]["questions"] = dict(zip(("before", "during", "after"), counts, strict=True)) | {
        "answered": None if counts[1] is None else 1
    }
    shown = text(record, "asked")
    assert ("More questions came" in shown) is (finding is not None)
    assert finding is None or finding in shown
    assert ("—" in shown) is (None in counts)
    assert ("Answered in the session" in shown) is (counts[1] is not None)


def test_questions_that_nobody_counted_say_how_to_count_them() -> None:
    shown = text(bare_record(), "asked")
    assert "Zoom, questions and answers" in shown
    assert "facts.counts.questions_before" in shown


@pytest.mark.parametrize(
    ("own_time", "said"),
    [
        (
            {"viewers": 83.0, "median_day": 6.0},
            "83 people watched in their own time; half of them by day 6.",
        ),
        ({"viewers": 1.0, "median_day": None}, "1 person watched in their own time."),
    ],
    ids=["many", "one"],
)
def test_a_recording_is_watched_at_one_s_own_time(own_time: dict[str, Any], said: str) -> None:
    record = bare_record()
    record["event"]["format"] = "pre-recorded"
    record["experience"]["own_time"] = own_time
    shown = text(record, "asked")
    assert said in shown
    # There was no session whose questions an export could hold.
    assert "Zoom" not in shown


@pytest.mark.parametrize(
    ("absent", "said", "exports"),
    [
        ((), "All four sources of feedback are there: survey responses (78)", ()),
        (("social",), "Missing: reactions in social networks.", ("LinkedIn, X or YouTube, posts",)),
        (("live",), "Missing: live questions and polls.", ("Zoom, questions and answers",)),
        # The blocks above have asked for surveys and their scores.
        (("surveys", "evaluation"), "Missing: survey responses, scores of speakers and programme.", ()),
        (
            ("surveys", "live", "social", "evaluation"),
            "No source of feedback is there",
            ("Zoom",),
        ),
    ],
    ids=["all", "no_social", "no_live", "no_survey", "none"],
)
def test_the_four_families_of_input(absent: tuple[str, ...], said: str, exports: tuple[str, ...]) -> None:
    record = sample_record()
    for family in record["experience"]["families"]:
        family["is_there"] = family["family"] not in absent
        family["n"] = 78 if family["is_there"] else None
    shown = text(record, "inputs")
    assert said in shown
    assert all(export in shown for export in exports)
    assert bool(exports) is ("Not received" in shown)


@pytest.mark.parametrize("language", ["es", "fi", "en"])
@pytest.mark.parametrize("block", NEW)
def test_each_block_speaks_in_each_language_and_state(language: str, block: str) -> None:
    for record in (sample_record(), bare_record()):
        shown = text(record, block, language)
        assert len(shown) > 40
        assert not [key for key in ("ratings.", "inputs.", "asked.", "challenges.") if key in shown]


def test_a_page_of_an_older_record_is_whole() -> None:
    record = sample_record()
    del record["challenges"], record["experience"]
    assert review_html(record, "en").count("<h1") == 1
