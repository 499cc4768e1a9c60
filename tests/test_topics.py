"""Answers in words by topic: who counts where, what is said of a topic, what is kept from sight."""

import itertools

import pytest

from kpilib.review.topics import OTHER, Topic, group_by_topic, telling_words


def said(*texts: str) -> dict[str, str]:
    return {f"p{number:03}": text for number, text in enumerate(texts)}


def sizes(topics: list[Topic]) -> list[tuple[str, int]]:
    return [(topic.name, len(topic.people)) for topic in topics]


ENGLISH = ["Our dashboards get no attention"] * 4 + ["Dashboard adoption"] * 3 + ["Surveys"] * 5


def test_each_person_counts_once_under_the_word_most_people_share() -> None:
    # Three who wrote of both stand under the larger of the two words only.
    both = ["Surveys about dashboards"] * 3
    topics = group_by_topic(said(*ENGLISH, *both), "en", 5)
    assert sizes(topics) == [("dashboard", 10), ("survey", 5)]
    assert sum(len(topic.people) for topic in topics) == 15
    for one, other in itertools.combinations(topics, 2):
        assert not one.people & other.people


def test_the_order_of_the_texts_plays_no_part() -> None:
    texts = said(*ENGLISH, "Return", "Budget")
    backwards = dict(reversed(texts.items()))
    assert group_by_topic(texts, "en", 5) == group_by_topic(backwards, "en", 5)


@pytest.mark.parametrize(
    ("language", "texts", "name", "words"),
    [
        ("en", ["The dashboards", "a Dashboard", "dashboards!"], "dashboard", ("dashboards",)),
        ("es", ["Las encuestas", "Una encuesta", "Encuestas"], "encuest", ("encuestas",)),
        ("fi", ["Mittarit arjessa", "Mittareita on liikaa", "mittarit"], "mittar", ("mittarit",)),
        ("en", ["CRM", "our CRM", "The CRM"], "crm", ("CRM",)),
        ("fi", ["CRM:n käyttö", "CRM", "CRM:ään"], "crm", ("CRM",)),
    ],
)
def test_a_topic_is_named_as_most_people_write_it(
    language: str, texts: list[str], name: str, words: tuple[str, ...]
) -> None:
    (topic,) = group_by_topic(said(*texts), language, 3)
    assert (topic.name, topic.words, len(topic.people)) == (name, words, 3)


def test_words_that_half_of_a_topic_s_people_wrote_stand_beside_it_in_their_order() -> None:
    texts = ["Joining CRM data"] * 5 + ["Joining spreadsheets"] * 2
    (topic,) = group_by_topic(said(*texts), "en", 5)
    assert topic.words == ("joining", "CRM", "data")
    (alone,) = group_by_topic(
        said(*texts[:4], "Joining lists", "Joining lists", "Joining", "Joining"), "en", 5
    )
    assert alone.words == ("joining",)  # the others were written by four people only


def test_small_topics_are_put_together_and_no_remainder_gives_them_away() -> None:
    texts = ["Dashboards"] * 6 + ["Surveys"] * 5 + ["Budget"] * 3
    assert sizes(group_by_topic(said(*texts), "en", 5)) == [("dashboard", 6), (OTHER, 8)]
    assert sizes(group_by_topic(said(*texts, "Budget", "Tax"), "en", 5)) == [
        ("dashboard", 6),
        ("survey", 5),
        (OTHER, 5),
    ]
    assert group_by_topic(said(*texts[:4]), "en", 5) == []
    assert group_by_topic({}, "en", 5) == []


def test_words_shared_by_few_are_never_told() -> None:
    texts = ["Dashboards of Hernandez"] * 3 + ["Dashboards"] * 3
    (topic,) = group_by_topic(said(*texts), "en", 5)
    assert topic.words == ("dashboards",)


def test_the_organisation_s_own_topics_come_first() -> None:
    named = {"Opinion": ["survey*", "encuesta*"], "Screens": ["dashboard*"]}
    both = ["Surveys about dashboards"] * 3
    topics = group_by_topic(said(*ENGLISH, *both, *["Budget"] * 5), "en", 5, named)
    # Who names both counts under the first in the organisation's order.
    assert sizes(topics) == [("Opinion", 8), ("Screens", 7), ("budget", 5)]
    assert topics[0].words == ()
    # Only beginnings with a star, and never inside a word.
    assert sizes(group_by_topic(said(*["Resurveys"] * 5), "en", 5, {"Opinion": ["survey"]})) == [
        ("resurvey", 5)
    ]


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Nobody owns the numbers", "en", ["owns", "numbers"]),
        ("[name] de [e-mail] pidió 3 tableros", "es", ["pidió", "tableros"]),
        ("Kiitos, lisää aikaa kysymyksille", "fi", ["aikaa", "kysymyksille"]),
        ("!!! 123 a", "en", []),
    ],
)
def test_what_tells_a_topic(text: str, language: str, words: list[str]) -> None:
    assert list(telling_words(text, language).values()) == words
