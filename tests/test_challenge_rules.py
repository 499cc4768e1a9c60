"""The rules for a meaningful answer: each in three languages by hand, and what must hold of any answer."""

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.intake.challenge import (
    BORDERLINE,
    MEANINGFUL,
    RULES,
    RULES_SHA256,
    RULES_VERSION,
    are_meaningful,
    is_meaningful,
    judge,
    key_of,
)
from kpilib.intake.challenge.rules import plain

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "challenge.md").read_text(encoding="utf-8")

# reason: answers in English, Spanish, Finnish
NOT_MEANINGFUL = {
    "empty": ["", " ", "-", "—", "...", "N/A", "n.a.", "NA", "n/d", "S/D"],
    "no_letters": ["?", "¿?", "5", "2026", "100%", "x", "a", "1-2-3", "😀", "!!!"],
    "copied_email": [
        *("ana@example.com", "Email: ana@example.com", "my e-mail is ana@example.com", "[e-mail]"),
        *("Mi correo electrónico es ana@example.com", "sähköpostini on ana@example.com"),
        *("ana@example.com, +34 600 11 22 33", "[name] [e-mail]"),
    ],
    "copied_phone": ["+34 600 11 22 33", "Tel. 600112233", "teléfono: [phone]", "puhelin [phone]"],
    "url": [
        "https://example.com/x?y=1",
        "see www.example.com",
        "ver https://example.es",
        "katso www.example.fi",
    ],
    "keyboard_run": [
        *(
            "asdf",
            "ASDFGH",
            "qwerty123",
            "lkjh",
            "zxcvbn",
            "abc",
            "xxx",
            "XX",
            "hahaha",
            "asdasd",
            "asdfasdf",
        ),
        *("jajaja", "asdfghjklñ", "ölkj", "asd qwe", "aaa 123"),
    ],
    "test": [
        *("test", "TEST!!", "Test 123", "just testing", "this is a test", "test test"),
        *("prueba", "Prueba 1", "esto es una prueba", "probando", "testi", "Tämä on testi", "kokeilu"),
    ],
    "non_answer": [
        *(
            "none",
            "No.",
            "no no no",
            "Nothing really",
            "I don’t know",
            "dont know yet",
            "not sure",
            "idk",
            "hello",
        ),
        *(
            "No, thank you very much",
            "I have no challenges at the moment",
            "What is your challenge?",
            "Thanks!",
        ),
        *(
            "ninguno",
            "NINGUNA",
            "Ningún reto",
            "No lo sé",
            "nada por ahora",
            "no tengo ningún desafío",
            "ns/nc",
        ),
        *("Por ahora ninguno", "¿Cuál es su desafío?", "gracias", "sí", "todo bien", "sin comentarios"),
        *("ei", "Ei mitään erityistä", "en tiedä", "En tiedä vielä", "EOS", "en osaa sanoa", "ei haasteita"),
        *(
            "Minulla ei ole haasteita",
            "tällä hetkellä ei haasteita",
            "Mikä on haasteesi?",
            "kiitos",
            "kaikki hyvin",
        ),
    ],
    "one_empty_word": [
        *("good", "Good, good", "interesting!", "things", "several things", "maybe"),
        *(
            "bien",
            "Interesante",
            "muchas cosas",
            "más información",
            "hyvä",
            "Mielenkiintoinen",
            "lisää tietoa",
        ),
    ],
}
DOUBTFUL = {
    "vague": [
        *("Marketing?", "data", "everything", "I want to learn more", "to learn", "Webinars"),
        *(
            "estrategia",
            "Todo",
            "aprender más",
            "por curiosidad",
            "Markkinointi",
            "työ",
            "haluan oppia lisää",
        ),
    ],
    "bare_domain": ["example.com", "see example.com", "ver example.es", "katso example.fi"],
    "copied_name": ["[name]", "my name is [name]", "soy [name]", "nimeni on [name]"],
    "unlikely_word": ["bcdfg", "Hjklm", "CMMS"],
    "short_word": ["xy", "How?", "pyt", "ga 4"],
    "starts_as_non_answer": [
        *("None of our tools", "nothing works", "not sure why", "I don't know how", "Test automation"),
        *(
            "Nada funciona",
            "No sé medir",
            "ninguna herramienta",
            "ei mitään aikaa",
            "En tiedä mistä aloittaa",
        ),
    ],
}
ANSWERS = [
    *("None of my tools talk", "Nada de lo que medimos se usa", "Ei mitään yhteistä mittaria koko talossa"),
    *(
        "ROI",
        "BI",
        "KPI",
        "SEO",
        "B2B",
        "GA4",
        "A/B testing",
        "no budget",
        "Is it worth it?",
        "time",
        "Q3 targets",
    ),
    *(
        "I don't know how to measure the return of our events",
        "Call [name], [phone]",
        "Getting leads on example.com",
    ),
    *(
        "Pedir datos",
        "5 herramientas",
        "no tengo tiempo",
        "Ventas",
        "presupuesto",
        "no sé por dónde empezar con los KPI",
    ),
    *(
        "Mittarit eivät kiinnosta",
        "ei aikaa",
        "aikapula",
        "raha",
        "en tiedä miten mittaisin webinaarien tuottoa",
    ),
    *("мало времени", "бюджет", "Ask [name]", "Zu wenig Zeit"),
]


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(reason, answer) for reason, answers in table.items() for answer in answers]


@pytest.mark.parametrize(("reason", "answer"), cases(NOT_MEANINGFUL))
def test_an_answer_that_says_nothing_has_its_reason(reason: str, answer: str) -> None:
    verdict = judge(answer)
    assert (verdict.reason, verdict.is_meaningful, verdict.is_borderline) == (reason, False, False)


@pytest.mark.parametrize(("reason", "answer"), cases(DOUBTFUL))
def test_a_doubtful_answer_is_borderline_with_a_suggestion(reason: str, answer: str) -> None:
    verdict = judge(answer)
    assert (verdict.reason, verdict.is_meaningful, verdict.is_borderline) == (
        reason,
        BORDERLINE[reason],
        True,
    )


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_that_says_something_is_no_matter_of_doubt(answer: str) -> None:
    verdict = judge(answer)
    assert (verdict.reason, verdict.is_meaningful, verdict.is_borderline) == (MEANINGFUL, True, False)


def test_every_borderline_reason_is_tried_above() -> None:
    assert set(DOUBTFUL) == set(BORDERLINE)


@pytest.mark.parametrize("is_wanted", [True, False])
def test_a_decision_counts_more_than_any_rule(is_wanted: bool) -> None:
    for answer in ("ROI", "Marketing?", "ninguno"):
        verdict = judge(answer.upper() + "!", {key_of(answer): is_wanted})
        assert (verdict.is_meaningful, verdict.decision) == (is_wanted, is_wanted)
        assert verdict.suggestion == judge(answer).suggestion
    assert judge("ROI", {"marketing": False}).decision is None


def test_answers_of_a_column_by_hand() -> None:
    answers = pd.Series(["ROI", None, "Marketing", "none"], index=[3, 1, 4, 7], dtype="str")
    assert are_meaningful(answers, {}).to_dict() == {3: True, 1: False, 4: False, 7: False}
    assert are_meaningful(answers, {"marketing": True}).to_list() == [True, False, True, False]
    assert are_meaningful(answers.iloc[:0], {}).to_list() == []


EVERY_PHRASE = sorted(
    (rule, text)
    for rule in ("non_answer", "test", "one_empty_word", "vague")
    for texts in RULES[rule].values()
    for text in texts
)


@given(
    st.sampled_from(EVERY_PHRASE),
    st.sampled_from([str, str.upper, str.title]),
    st.sampled_from(["", ".", "!!", " …"]),
)
def test_case_and_marks_play_no_part(phrase: tuple[str, str], change: type, marks: str) -> None:
    rule, text = phrase
    assert judge(f" {change(text)}{marks}").reason == rule


@pytest.mark.parametrize(("rule", "text"), EVERY_PHRASE)
def test_each_phrase_is_found_by_its_own_rule(rule: str, text: str) -> None:
    assert judge(text).reason == rule


@given(st.text(max_size=60))
def test_any_text_has_a_verdict_and_the_same_one_however_it_is_spaced(text: str) -> None:
    verdict = judge(text)
    assert judge(f"  {text}\n").reason == verdict.reason
    assert verdict.reason in {*NOT_MEANINGFUL, *DOUBTFUL, MEANINGFUL}
    assert verdict.is_meaningful == (verdict.reason == MEANINGFUL or BORDERLINE.get(verdict.reason, False))
    assert key_of(text) == key_of(key_of(text))


@given(st.sampled_from(ANSWERS), st.sampled_from(["en", "es", "fi"]))
def test_the_words_of_an_answer_are_its_key(answer: str, language: str) -> None:
    assert key_of(f"¡{answer.upper()}!") == key_of(answer)


def catalogue_sentences() -> list[str]:
    folder = ROOT / "kpilib" / "language" / "catalogues"
    texts = [
        t
        for f in sorted(folder.glob("*.po"))
        for t in re.findall(r'^msgstr "(.+)"$', f.read_text("utf-8"), re.M)
    ]
    return [re.sub(r"\{.*?\}", "", text) for text in texts]


def test_no_real_word_is_taken_for_a_keyboard_run() -> None:
    words = {w for text in catalogue_sentences() for w in re.findall(r"[^\W\d_]{4,}", text)}
    assert len(words) > 1000
    assert [word for word in sorted(words) if judge(word).reason == "keyboard_run"] == []


def test_a_real_sentence_is_meaningful_without_doubt() -> None:
    sentences = [text for text in catalogue_sentences() if len(plain(text).split()) > 5]
    assert len(sentences) > 300
    assert [text for text in sentences if judge(text).reason != MEANINGFUL] == []


def test_rules_that_change_have_another_version() -> None:
    # Changed the rules? Raise `version` in rules.toml, then write the new pair here.
    assert (RULES_VERSION, RULES_SHA256[:16]) == (2, "e2c002c0c8a9f74b")


def test_the_guide_tells_every_reason_and_its_instances_are_true() -> None:
    rows = re.findall(r"^\| (`[\w`, ]+) \|.*\| ([^|]+) \|$", GUIDE, re.M)
    told = {reason: cell for codes, cell in rows for reason in re.findall(r"`(\w+)`", codes)}
    assert set(told) >= {*NOT_MEANINGFUL, *DOUBTFUL}
    for codes, cell in rows:
        reasons = set(re.findall(r"`(\w+)`", codes))
        if reasons <= {*NOT_MEANINGFUL, *DOUBTFUL}:
            for answer in cell.split(" · "):
                assert judge(answer).reason in reasons, answer
    suggested = dict(re.findall(r"^\| `(\w+)` \|[^|]+\| (yes|no) \|", GUIDE, re.M))
    assert suggested == {reason: "yes" if count else "no" for reason, count in BORDERLINE.items()}
    assert not is_meaningful("no, thank you very much")
    assert "no, thank you very much" in GUIDE
