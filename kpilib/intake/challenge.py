"""The rule "meaningful answer to the challenge question": what makes a registration qualified.

House definition. An answer is meaningful if, after marks and capitals are taken off, it
1. holds a word of two letters or more that is no keyboard run (`asdf`) and no letter repeated (`xxx`);
2. is none of the phrases below, in English, Spanish or Finnish, that say "nothing" or "don't know",
   also when a word such as "really" or "por ahora" follows.
Length is no criterion: "ROI" is an answer, "no, thank you very much" is none.
"""

import re

import pandas as pd

from kpilib.intake.headers import fold

# Words of a header that say that a registration form asks for the challenge.
_ASKED = re.compile(
    r"\b(challeng\w*|obstacl\w*|struggl\w*|pain points?|desafios?|retos?|dificultad\w*|obstaculos?|"
    r"haast\w*|vaikeu\w*)\b"
)

NON_ANSWERS = frozenset(
    fold(text)
    for text in (
        # en
        "no", "none", "nope", "nothing", "nil", "null", "na", "n a", "not applicable", "nothing special",
        "not sure", "no idea", "unsure", "i don't know", "i dont know", "don't know", "dont know", "dunno",
        "idk", "no challenge", "no challenges", "no comment", "no comments", "no answer", "no problem",
        "no problems", "test", "testing", "tbd", "tba", "yes", "ok", "okay", "hi", "hello", "thanks",
        "thank you", "no thanks", "no thank you", "same", "see above", "other", "unknown",
        # es
        "nada", "ninguno", "ninguna", "ningun", "ningun desafio", "ningun reto", "ninguna dificultad",
        "no tengo", "no se", "no lo se", "ni idea", "no aplica", "sin comentarios", "sin desafios",
        "sin respuesta", "prueba", "si", "vale", "hola", "gracias", "no gracias", "otro", "otros",
        # fi
        "ei", "ei mitaan", "ei mikaan", "ei ole", "ei haasteita", "ei haastetta", "en tieda", "en osaa sanoa",
        "eos", "ei kommentteja", "ei kommentoitavaa", "ei vastausta", "testi", "joo", "kylla", "moi", "hei",
        "kiitos", "ei kiitos", "muu", "sama",
    )
)  # fmt: skip

_FILLERS = (
    "really", "so far", "at the moment", "right now", "for now", "currently", "yet", "at all",
    "in particular",
    "por ahora", "de momento", "por el momento", "todavia", "en particular", "en especial",
    "juuri nyt", "talla hetkella", "viela", "erityista", "toistaiseksi",
    "very much", "muchas", "paljon",
)  # fmt: skip
_KEYBOARD_ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "asdasdasd",
    "qweqweqwe",
)


def is_challenge_question(header: str) -> bool:
    """Whether the words of a header ask for a person's challenge."""
    return bool(_ASKED.search(fold(header)))


def is_meaningful(answer: str) -> bool:
    """Whether an answer to the challenge question says something; the rule is the module's docstring."""
    plain = " ".join(re.findall(r"[^\W_]+", re.sub(r"['\u2019`]", "", fold(answer))))
    if not any(_is_word(word) for word in plain.split()):
        return False
    return _bare(plain) not in _BARE_NON_ANSWERS


_BARE_NON_ANSWERS = frozenset(re.sub(r"['\u2019`]", "", text) for text in NON_ANSWERS) | {""}


def _bare(plain: str) -> str:
    """The phrase without fillers at its end, and without a repeated word (`no no no`)."""
    for filler in _FILLERS:
        plain = plain.removesuffix(filler).strip() if plain != filler else plain
    words = plain.split()
    return words[0] if len(set(words)) == 1 else plain


def _is_word(word: str) -> bool:
    letters = re.sub(r"\d", "", word)
    if len(letters) < 2 or len(set(letters)) == 1:
        return False
    return not (len(letters) > 2 and any(letters in row for row in _KEYBOARD_ROWS))


def challenge_column(others: pd.DataFrame) -> tuple[str | None, int]:
    """The column that asks for the challenge, and how many could be it.

    Of several the one with most answers, then the first by name: the order of columns plays no part.
    """
    asked = sorted(name for name in map(str, others.columns) if is_challenge_question(name))
    n_answers = (others != "").sum().to_dict()
    asked.sort(key=lambda name: -n_answers[name])
    return (asked[0] if asked else None), len(asked)
