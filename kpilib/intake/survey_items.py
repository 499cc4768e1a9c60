"""What a survey question measures, by its words (en, es, fi; some de, pt) and its answers' scale."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from kpilib.intake.headers import fold
from kpilib.intake.notes import Notes

# In this order: the first that fits counts. "Comment" last, as its words stand in other questions too.
_WORDS: tuple[tuple[str, str], ...] = (
    ("nps", r"recommend|recomi?end|suosittel|empfehl|empfiehl"),
    ("technical_trouble", r"(technical|tecnic|teknis|tekni|audio|sound|sonido|aani).*"
     r"(problem|trouble|issue|difficult|dificult|ongelm|vaikeu|hairio)"
     r"|(problem|trouble|issue|difficult|dificult|ongelm|vaikeu).*(technical|tecnic|tekni)"),
    ("ease_of_use", r"\b(easy|ease|easily|facil|facilidad|sencill\w*|helppo\w*|helposti|vaivaton\w*)\b"),
    ("purchase_intent", r"\b(buy|purchas\w*|comprar\w*|compra|contratar\w*|ostaa|ostaisi\w*|osto\w*|"
        r"hankkia)\b"),
    ("ses", r"\b(service|servicio|atencion|palvelu\w*|support|soporte|asiakaspalvelu\w*)\b"),
    ("csat", r"satisf|tyytyvai|zufrieden"),
    ("comment", r"\b(comment\w*|comentario\w*|kommen\w*|feedback|palaut\w*|suggest\w*|sugerencia\w*|"
        r"ehdotu\w*|"
     r"improve\w*|what (?:could|can|should) we|mejorar\w*|parant\w*|what did you|que te|mita)\b"),
)  # fmt: skip
_SCALE_0_10 = re.compile(r"\b0 ?(?:-|\u2013|to|a|al|…|\.\.) ?10\b")
_SCALE_1_10 = re.compile(r"\b1 ?(?:-|\u2013|to|a|al|…|\.\.) ?10\b")
_SCALE = re.compile(r"\b([01]) ?(?:-|\u2013|to|a|al|ate|bis|…|\.\.) ?([3-9]|10)\b")
_SCALE_1_5 = re.compile(r"\b1 ?(?:-|\u2013|to|a|al|…|\.\.) ?5\b")

_NUMBER_BEFORE = re.compile(r"(\d{1,2})(?:[.,]0+)?(?=$|\s*[-\u2013\u2014:(]|\s+[^\d\s/])")
_NUMBER_BEHIND = re.compile(r"[^\d]+(?: [-\u2013\u2014]|:) (\d{1,2})")

# Five steps, worst first, as survey tools word them.
_STEPS: tuple[str, ...] = (
    "very dissatisfied|sehr unzufrieden|muito insatisfeito|muito insatisfeita|"
    "very unsatisfied|extremely dissatisfied|muy insatisfecho|muy insatisfecha|"
    "nada satisfecho|"
    "nada satisfecha|erittain tyytymaton|hyvin tyytymaton|very difficult|very hard|muy dificil|"
    "erittain vaikea|"
    "hyvin vaikea|very poor|very bad|muy mala|muy malo|erittain huono|strongly disagree|muy en desacuerdo|"
    "taysin eri mielta",
    "dissatisfied|unzufrieden|eher unzufrieden|insatisfeito|insatisfeita|"
    "unsatisfied|somewhat dissatisfied|insatisfecho|insatisfecha|poco satisfecho|"
    "poco satisfecha|"
    "algo insatisfecho|algo insatisfecha|tyytymaton|melko tyytymaton|difficult|hard|dificil|vaikea|"
    "melko vaikea|"
    "poor|bad|mala|malo|huono|disagree|en desacuerdo|eri mielta",
    "neither satisfied nor dissatisfied|weder noch|nem satisfeito nem insatisfeito|"
    "neutral|ni satisfecho ni insatisfecho|ni satisfecha ni insatisfecha|"
    "en tyytyvainen enka tyytymaton|ei tyytyvainen eika tyytymaton|neutraali|neither easy nor difficult|"
    "ni facil ni dificil|ei helppo eika vaikea|fair|average|ok|okay|regular|kohtalainen|keskinkertainen|"
    "neither agree nor disagree|ni de acuerdo ni en desacuerdo|ei samaa eika eri mielta",
    "satisfied|zufrieden|eher zufrieden|satisfeito|satisfeita|"
    "somewhat satisfied|satisfecho|satisfecha|algo satisfecho|algo satisfecha|bastante satisfecho|"
    "bastante satisfecha|tyytyvainen|melko tyytyvainen|easy|facil|helppo|melko helppo|good|buena|bueno|hyva|"
    "agree|de acuerdo|samaa mielta",
    "very satisfied|sehr zufrieden|muito satisfeito|muito satisfeita|"
    "extremely satisfied|muy satisfecho|muy satisfecha|totalmente satisfecho|"
    "totalmente satisfecha|"
    "erittain tyytyvainen|hyvin tyytyvainen|very easy|muy facil|erittain helppo|hyvin helppo|very good|"
    "excellent|"
    "muy buena|muy bueno|excelente|erittain hyva|erinomainen|strongly agree|muy de acuerdo|"
    "taysin samaa mielta",
)  # fmt: skip
_STEP_OF = {word: float(step) for step, words in enumerate(_STEPS, 1) for word in words.split("|")}
_YES_NO = {
    **dict.fromkeys(("yes", "y", "si", "kylla", "true", "definitely", "maybe yes", "probably", "joo"), 1.0),
    **dict.fromkeys(("no", "n", "ei", "false", "none", "ninguno", "ninguna", "en"), 0.0),
}
_ON_FIVE = ("csat", "ses", "ease_of_use")


@dataclass(frozen=True)
class Item:
    """What one question measures: `name`, its scale (missing for text), a score for each answer."""

    name: str
    lower: float | None
    upper: float | None
    scores: pd.Series


def _leading_number(text: str) -> float | None:
    """The number of an answer such as `9`, `10 - Extremely likely` or `Extremely likely - 10`."""
    plain = text.strip()
    found = _NUMBER_BEFORE.match(plain) or _NUMBER_BEHIND.fullmatch(plain)
    return float(found[1]) if found else None


def leading_numbers(answers: pd.Series) -> pd.Series:
    """The numbers of answers; missing where one is none."""
    return answers.map(_leading_number).astype("float64")


def scale_in(question: str) -> tuple[float, float] | None:
    """The scale that the words of a question state, such as "(1-5)"; None: none."""
    found = _SCALE.search(fold(question))
    return (float(found[1]), float(found[2])) if found else None


def wording(question: str) -> str:
    """The item that the words of a question name; "other" if none does."""
    plain = fold(question)
    return next((item for item, words in _WORDS if re.search(words, plain)), "other")


def classify(question: str, choices: Sequence[str], answers: pd.Series, notes: Notes) -> Item:
    """What a question measures.

    Parameters
    ----------
    question : str
        Its words.
    choices : sequence of str
        Words beside it in a second header row, which may give the scale.
    answers : Series of str
        Its answers, no blank ones.
    """
    item = wording(question)
    numbers = leading_numbers(answers)
    is_numeric = len(answers) > 0 and bool(numbers.notna().all())
    scale = fold(" ".join((question, *choices)))
    if item == "nps":
        return _recommendation(question, scale, numbers, is_numeric, notes)
    if item in _ON_FIVE:
        return _five_steps(item, question, answers, numbers, notes)
    if item in ("technical_trouble", "purchase_intent"):
        return _yes_no(item, question, answers, notes)
    if item == "comment" and not is_numeric:
        return Item("comment", None, None, _no_scores(numbers))
    return _any_scale(question, answers, numbers, is_numeric)


def _any_scale(question: str, answers: pd.Series, numbers: pd.Series, is_numeric: bool) -> Item:
    """A question that is none of the items: numbers on the scale it states, or five steps in words."""
    steps = answers.map(lambda text: _STEP_OF.get(fold(text))).astype("float64")
    if len(steps) and steps.notna().all():
        return Item("other", 1.0, 5.0, steps)
    lower, upper = scale_in(question) or (None, None)
    return Item("other", lower, upper, numbers if is_numeric else _no_scores(numbers))


def _no_scores(answers: pd.Series) -> pd.Series:
    return pd.Series(float("nan"), index=answers.index)


def _recommendation(question: str, scale: str, numbers: pd.Series, is_numeric: bool, notes: Notes) -> Item:
    if not is_numeric:
        # "Why would you recommend it?" asks for words.
        return Item("comment" if len(numbers) else "other", None, None, _no_scores(numbers))
    lower, upper = float(numbers.min()), float(numbers.max())
    is_hinted = bool(_SCALE_0_10.search(scale))
    is_shorter = bool(_SCALE_1_5.search(scale) or _SCALE_1_10.search(scale)) and not is_hinted
    if not is_shorter and upper <= 10 and (is_hinted or upper > 5 or lower == 0):
        return Item("nps", 0.0, 10.0, numbers)
    top = 5.0 if _SCALE_1_5.search(scale) else 10.0 if upper > 5 or _SCALE_1_10.search(scale) else 5.0
    notes.warn("not_nps_scale", question=question, lower=lower, upper=upper, scale=top)
    if upper <= 5 and lower >= 1:
        return Item("satisfaction_score", 1.0, 5.0, numbers)
    return Item("other", None, None, numbers)


def _five_steps(item: str, question: str, answers: pd.Series, numbers: pd.Series, notes: Notes) -> Item:
    words = answers.map(lambda text: _STEP_OF.get(fold(text))).astype("float64")
    scores = numbers.where(numbers.notna(), words)
    if (scores > 5).any() or (scores < 1).any():
        notes.warn("answers_not_understood", n=len(answers), question=question)
        return Item("other", None, None, scores)
    if scores.isna().all():
        return Item("comment", None, None, scores)
    notes.warn_count("answers_not_understood", int(scores.isna().sum()), question=question)
    return Item(item, 1.0, 5.0, scores)


def _yes_no(item: str, question: str, answers: pd.Series, notes: Notes) -> Item:
    def score(text: str) -> float | None:
        plain = fold(text)
        return _YES_NO.get(plain, _YES_NO.get(re.split(r"[ ,.;:]", plain)[0]))

    scores = answers.map(score).astype("float64")
    if len(scores) and scores.isna().all():
        return Item("comment", None, None, scores)
    notes.warn_count("answers_not_understood", int(scores.isna().sum()), question=question)
    return Item(item, 0.0, 1.0, scores)


_OF_THE_EVENT = re.compile(r"webinar|event|session|sesion|seminari|taller|tapahtum|webinaar|tilaisuu")


def one_question_each(items: dict[str, Item], notes: Notes) -> dict[str, Item]:
    """Items by question, with at most one question for `nps` and one for `csat`.

    Of several the one about the event counts, then the first by its words; the others become "other".
    A recommendation on a scale of five becomes `csat` where the survey asks for satisfaction nowhere else.
    """
    kept = dict(items)
    if "csat" not in {i.name for i in items.values()}:
        for question, item in items.items():
            if item.name == "satisfaction_score":
                kept[question] = Item("csat", item.lower, item.upper, item.scores)
    for name in ("nps", "csat"):
        asked = sorted((q for q in kept if kept[q].name == name), key=lambda q: (not _about_event(q), q))
        for question in asked[1:]:
            kept[question] = Item("other", kept[question].lower, kept[question].upper, kept[question].scores)
        if len(asked) > 1:
            notes.warn("several_questions", n=len(asked), item=name, question=asked[0])
    return kept


def _about_event(question: str) -> bool:
    return bool(_OF_THE_EVENT.search(fold(question)))
