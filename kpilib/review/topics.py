"""Answers in words, grouped by topic: which words people share, and how many wrote of each.

House definition. A text becomes its telling words: stop words are left out, endings cut off (Snowball
stemmers). Then, again and again, the word that most people share is a topic, and its people are set aside:
each person counts once. No model is fitted; the same texts give the same topics whatever their order.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kpilib.intake.headers import fold
from kpilib.review.breakdowns import OTHER

MOST_TOPICS, MOST_WORDS = 8, 3
_STEMMERS = {"es": "spanish", "fi": "finnish", "en": "english"}
# Nouns of a marketer's answers that the lists of stop words hold.
_TELLING = {
    "en": "number numbers web page pages system systems value work information group results help clear time "
    "example examples problem problems point points home text",
    "es": "tiempo ejemplo ejemplos trabajo valor trabajar",
    "fi": "aika aikaa ajan",
}
# What thanks or asks, without a topic.
_EMPTY = {
    "en": "thanks thank thx please good great nice bit little",
    "es": "gracias favor bien bueno buena muy poco mejor",
    "fi": "kiitos kiitoksia hyvä hyvin lisää enemmän vähän",
}
_WORD = re.compile(r"[^\W\d_]{2,}")
_MASKED = re.compile(r"\[[a-z-]+\]")
_ENDING = re.compile(r":\w+")  # the Finnish ending behind an abbreviation: CRM:n


@dataclass(frozen=True)
class Topic:
    """A topic: the workspace's name of it, or the words that its people share as they wrote them; its people.

    The one called `OTHER` holds whoever shares no topic with enough others.
    """

    name: str
    words: tuple[str, ...]
    people: frozenset[str]


Said = Mapping[str, Mapping[str, str]]  # person -> stem -> word as written, in the order written


def group_by_topic(
    texts: Mapping[str, str],
    language: str,
    k: int,
    named: Mapping[str, Sequence[str]] | None = None,
) -> list[Topic]:
    """Topics, the largest first, `OTHER` last; none where fewer than `k` people wrote.

    Parameters
    ----------
    texts : mapping of str to str
        What each person wrote, masked.
    language : str
        es, fi or en: whose stop words and endings.
    k : int
        A topic has at least so many people; so has the remainder, or the total would give it away.
    named : mapping, optional
        The organisation's own topics: words, or beginnings of words with a star, case and accents ignored.
        They come first, in their order.
    """
    if len(texts) < max(k, 1):
        return []
    said = {person: telling_words(texts[person], language) for person in sorted(texts)}
    topics = _named_topics(texts, named or {})
    taken = set().union(*(topic.people for topic in topics))
    free = {person: words for person, words in said.items() if person not in taken}
    while (topic := _next_topic(free, k)) is not None:
        topics.append(topic)
        free = {person: words for person, words in free.items() if person not in topic.people}
    return _with_other(topics, frozenset(texts), k)


def telling_words(text: str, language: str) -> dict[str, str]:
    """The words of a text that tell a topic, by their stem, in the order written."""
    plain = _ENDING.sub("", _MASKED.sub(" ", text))
    stem, is_empty = _stemmer(language), _empty_words(language)
    words: dict[str, str] = {}
    for word in _WORD.findall(plain):
        if word.casefold() not in is_empty:
            words.setdefault(fold(stem(word.casefold())), word)
    return words


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    import snowballstemmer

    stem: Callable[[str], str] = snowballstemmer.stemmer(_STEMMERS[language]).stemWord
    return stem


@cache
def _empty_words(language: str) -> frozenset[str]:
    from stop_words import get_stop_words

    return frozenset(get_stop_words(language)) - frozenset(_TELLING[language].split()) | frozenset(
        _EMPTY[language].split()
    )


def _named_topics(texts: Mapping[str, str], named: Mapping[str, Sequence[str]]) -> list[Topic]:
    """People by the first topic of the workspace that their text names."""
    people: dict[str, set[str]] = {name: set() for name in named}
    for person, text in texts.items():
        words = _WORD.findall(fold(text))
        first = next((n for n, patterns in named.items() if _names(words, patterns)), None)
        if first is not None:
            people[first].add(person)
    return [Topic(name, (), frozenset(those)) for name, those in people.items()]


def _names(words: list[str], patterns: Sequence[str]) -> bool:
    whole = {fold(pattern) for pattern in patterns if not pattern.endswith("*")}
    begun = tuple(fold(pattern[:-1]) for pattern in patterns if pattern.endswith("*"))
    return any(word in whole or (bool(begun) and word.startswith(begun)) for word in words)


def _next_topic(said: Said, k: int) -> Topic | None:
    """The word that most people share; None where no word has `k` people."""
    counts = Counter(stem for words in said.values() for stem in words)
    if not counts:
        return None
    stem = min(counts, key=lambda s: (-counts[s], -len(s), s))
    if counts[stem] < max(k, 1):
        return None
    people = {person: words for person, words in said.items() if stem in words}
    return Topic(stem, _shared_words(people, stem, k), frozenset(people))


def _shared_words(people: Said, stem: str, k: int) -> tuple[str, ...]:
    """The topic's word and those that at least half of its people wrote too, in the order they wrote them."""
    counts = Counter(s for words in people.values() for s in words)
    enough = max(k, len(people) / 2)
    places: Counter[str] = Counter()
    for words in people.values():
        places.update({s: place for place, s in enumerate(words)})
    beside = sorted(
        (s for s in counts if counts[s] >= enough and s != stem), key=lambda s: (-counts[s], -len(s), s)
    )
    kept = [stem, *beside[: MOST_WORDS - 1]]
    return tuple(_as_written(people, s) for s in sorted(kept, key=lambda s: (places[s] / counts[s], s)))


def _as_written(people: Said, stem: str) -> str:
    """The form that most people wrote; a capital only where the word has more of them (CRM, SaaS)."""
    forms = Counter(_without_capital(words[stem]) for words in people.values() if stem in words)
    return min(forms, key=lambda form: (-forms[form], form))


def _without_capital(word: str) -> str:
    return word if any(letter.isupper() for letter in word[1:]) else word.casefold()


def _with_other(topics: list[Topic], everybody: frozenset[str], k: int) -> list[Topic]:
    """Topics of `k` people and more, at most so many, then all other people together."""
    large = sorted((t for t in topics if len(t.people) >= max(k, 1)), key=lambda t: -len(t.people))
    kept = large[:MOST_TOPICS]
    rest = everybody.difference(*(topic.people for topic in kept))
    while kept and 0 < len(rest) < k:
        rest |= kept.pop().people
    return [*kept, Topic(OTHER, (), rest)] if rest else kept
