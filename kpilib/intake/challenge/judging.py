"""One answer -> a verdict, by the rules in `rules.toml` and by what people decided."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kpilib.intake.challenge.rules import RULES, phrases, plain, plain_all
from kpilib.intake.masking import Masker

# Reason -> whether such an answer counts until somebody decides.
BORDERLINE = {
    "bare_domain": False,
    "copied_name": False,
    "vague": False,
    "unlikely_word": False,
    "short_word": True,
    "starts_as_non_answer": True,
}
MEANINGFUL = "meaningful"
_SHORT, _FEW_WORDS, _SHORTEST_RUN = 3, 4, 3

_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_DOMAIN = re.compile(
    r"(?<![\w@.])[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|io|eu|es|fi|mx|ar|co|cl|uk)\b(?:/\S*)?"
)
_STAND_INS = re.compile(r"\[(e-mail|phone|name|link|domain)\]")
# The first of these that an answer holds is its reason, if it holds nothing else.
_COPIED = {
    "e-mail": "copied_email",
    "phone": "copied_phone",
    "link": "url",
    "domain": "bare_domain",
    "name": "copied_name",
}
_MASKER = Masker([])


@dataclass(frozen=True)
class Verdict:
    """What is thought of an answer.

    Parameters
    ----------
    reason : str
        Code of the rule that decided, "meaningful" where none spoke against the answer.
    suggestion : bool
        Whether it is meaningful by the rules alone.
    decision : bool, optional
        What somebody decided. None: nobody did.
    """

    reason: str
    suggestion: bool
    decision: bool | None = None

    @property
    def is_borderline(self) -> bool:
        """Whether the rules cannot be sure."""
        return self.reason in BORDERLINE

    @property
    def is_meaningful(self) -> bool:
        """What counts: the decision, else the suggestion."""
        return self.suggestion if self.decision is None else self.decision


def judge(answer: str, decisions: Mapping[str, bool] | None = None) -> Verdict:
    """The verdict on an answer; the same text, however it is written, has the same one.

    Parameters
    ----------
    answer : str
        As written, or masked: both give the same verdict where the mask hides no more than addresses
        and numbers.
    decisions : mapping, optional
        Decisions by `key_of`; they count whatever the rules say.
    """
    reason = _reason(answer)
    decision = decisions.get(key_of(answer)) if decisions else None
    return Verdict(reason, BORDERLINE.get(reason, reason == MEANINGFUL), decision)


def is_meaningful(answer: str) -> bool:
    """Whether an answer to the challenge question says something, by the rules alone."""
    return judge(answer).is_meaningful


def key_of(answer: str) -> str:
    """What a decision on an answer is kept under: its words, case, accents and marks taken off."""
    return plain(_MASKER.mask(answer))


@lru_cache(maxsize=65536)
def _reason(answer: str) -> str:
    text = _DOMAIN.sub("[domain]", _LINK.sub("[link]", _MASKER.mask(answer)))
    stand_ins = _STAND_INS.findall(text)
    words = plain(_STAND_INS.sub(" ", text)).split()
    if stand_ins and not set(words) - _LABELS:
        return next(reason for name, reason in _COPIED.items() if name in stand_ins)
    if not words:
        return "no_letters" if re.search(r"[^\s.\-_\u2010-\u2015]", text) else "empty"
    if " ".join(words) in _PHRASES["empty"]:
        return "empty"
    telling = [word for word in words if not word.isdigit() and not _is_run(word)]
    if not any(_is_word(word) for word in telling):
        return "keyboard_run" if any(_is_run(word) for word in words) else "no_letters"
    # What was masked was said too: "ask [name]" is no single word.
    said = telling + stand_ins
    return next((reason for reason, holds in _RULES if holds(_bare(telling), said)), MEANINGFUL)


def _is_word(word: str) -> bool:
    return sum(letter.isalpha() for letter in word) >= 2


def _is_run(word: str) -> bool:
    """Keys or letters in a row (`asdf`), or few letters over and over (`xx`, `hahaha`, `asdasd`)."""
    letters = word.strip("0123456789")
    unit = re.fullmatch(r"(.+?)\1+", letters)
    if unit is None:
        return _is_row(letters)
    is_short = len(unit[1]) == 1 or (len(unit[1]) <= _SHORT and len(letters) > 2 * len(unit[1]))
    return is_short or _is_row(unit[1])


def _is_row(letters: str) -> bool:
    backwards = letters[::-1] if len(letters) > _SHORTEST_RUN else letters
    return len(letters) >= _SHORTEST_RUN and any(letters in row or backwards in row for row in _ROWS)


def _bare(words: list[str]) -> str:
    """The phrase without fillers around it, and without a repeated word (`no no no`)."""
    if len(set(words)) == 1:
        return words[0]
    phrase = " ".join(words)
    for filler in _AT_THE_END:
        phrase = phrase.removesuffix(" " + filler)
    if phrase in _ANY_PHRASE:
        return phrase
    for filler in _AT_THE_START:
        if phrase.startswith(filler + " "):
            return phrase.removeprefix(filler + " ")
    return phrase


def _is_short(phrase: str, words: list[str]) -> bool:
    return len(words) == 1 and len(phrase) <= _SHORT and phrase not in _KNOWN


def _is_unlikely(phrase: str, words: list[str]) -> bool:
    # Letters of other scripts have other vowels.
    is_latin = phrase.isascii() and phrase not in _KNOWN
    return len(words) == 1 and len(phrase) > _SHORT and is_latin and not set(phrase) & set("aeiouy0123456789")


def _starts_as_non_answer(phrase: str, words: list[str]) -> bool:
    is_short = len(words) <= _FEW_WORDS
    return is_short and any(phrase.startswith(start + " ") for start in _PHRASES["starts_as_non_answer"])


_PHRASES = {
    rule: phrases(rule)
    for rule in ("empty", "non_answer", "test", "one_empty_word", "vague", "starts_as_non_answer")
}
_ANY_PHRASE = frozenset().union(*_PHRASES.values())
_LABELS = phrases("labels")
_KNOWN = frozenset(plain_all(RULES["short_word"]["known"]))
_ROWS: list[str] = RULES["keyboard_run"]["rows"]
_AT_THE_END = plain_all(RULES["fillers"]["at_the_end"])
_AT_THE_START = plain_all(RULES["fillers"]["at_the_start"])
# In order: the first that holds is the reason.
_RULES: tuple[tuple[str, Callable[[str, list[str]], bool]], ...] = (
    ("test", lambda phrase, _: phrase in _PHRASES["test"]),
    ("non_answer", lambda phrase, _: phrase in _PHRASES["non_answer"]),
    ("one_empty_word", lambda phrase, _: not set(phrase.split()) - _PHRASES["one_empty_word"]),
    ("vague", lambda phrase, _: phrase in _PHRASES["vague"]),
    ("short_word", _is_short),
    ("unlikely_word", _is_unlikely),
    ("starts_as_non_answer", _starts_as_non_answer),
)
