"""The parts of the demo's live sessions, their speakers, and how attendees scored both."""

from datetime import date
from typing import Any

from kpilib.demo.calendar import Plan
from kpilib.demo.dice import Dice
from kpilib.demo.records import Answer

# From this day on surveys ask for scores of speakers, parts and branches.
SCORES_FROM = date(2026, 1, 1)
_PARTS_FROM = date(2025, 6, 11)
SPEAKERS = {
    "es": ("Lucía Robledo", "Hugo Palacios"),
    "en": ("Grace Hartwell", "Marcus Thorne"),
    "fi": ("Eero Salmi", "Riikka Jokela"),
}
PARTS = {
    "es": ("Bienvenida y charla", "Demostración", "Preguntas y respuestas"),
    "en": ("Welcome and talk", "Demonstration", "Questions and answers"),
    "fi": ("Tervetuloa ja esitys", "Esimerkki käytännössä", "Kysymykset ja vastaukset"),
}
_SPEAKER = {"es": "Ponente: {name} (1-5)", "en": "Speaker: {name} (1-5)", "fi": "Puhuja: {name} (1-5)"}
_PART = {
    "es": "Parte: {name} (1-5)",
    "en": "Programme part: {name} (1-5)",
    "fi": "Ohjelman osio: {name} (1-5)",
}
_BRANCHES = {
    "es": (
        "¿Le resultó útil el contenido? (1-5)",
        "¿Fue adecuado el ritmo del programa? (1-5)",
        "¿Pudo conocer a otros asistentes? (1-5)",
    ),
    "en": (
        "Was the content useful to you? (1-5)",
        "Was the pace of the programme right? (1-5)",
        "Could you meet other attendees? (1-5)",
    ),
    "fi": (
        "Oliko sisältö sinulle hyödyllinen? (1-5)",
        "Oliko ohjelman tahti sopiva? (1-5)",
        "Pystyitkö verkostoitumaan muiden kanssa? (1-5)",
    ),
}
# Of one session the answers came too short: attendees scored that part a point lower.
_SHORT_ANSWERS = "strategy-maps-live"


def programme_of(plan: Plan) -> list[dict[str, Any]]:
    """Parts of a live session of the last year, in minutes from its start; none of older ones."""
    if plan.format != "live" or plan.day < _PARTS_FROM:
        return []
    first, second = SPEAKERS[plan.language]
    talk, shown, answers = PARTS[plan.language]
    ends = (20, 32) if plan.language == "fi" else (25, 45)
    return [
        {"part": talk, "starts_at": 0, "speaker": first},
        {"part": shown, "starts_at": ends[0], "speaker": second},
        {"part": answers, "starts_at": ends[1]},
    ]


def score_questions(plan: Plan) -> list[str]:
    """Questions for scores from 1 to 5: each speaker, each part, three branches; none before 2026."""
    if not programme_of(plan) or plan.day < SCORES_FROM:
        return []
    language = plan.language
    return [
        *(_SPEAKER[language].format(name=name) for name in SPEAKERS[language]),
        *(_PART[language].format(name=name) for name in PARTS[language]),
        *_BRANCHES[language],
    ]


def scores_of(plan: Plan, answer: Answer) -> list[int | None]:
    """One respondent's scores, in the order of the questions; some questions are passed over."""
    dice = Dice("scores", plan.event_id, str(answer.respondent_id))
    lower = [0.0] * len(score_questions(plan))
    if plan.slug == _SHORT_ANSWERS:
        lower[4] = 1.4
    if lower:
        lower[-1] = 0.9  # few meet anybody in a webinar
    return [_score(dice, answer.satisfaction + 0.2 - less) for less in lower]


def _score(dice: Dice, middle: float) -> int | None:
    score = min(5, max(1, round(middle + 0.7 * dice.normal())))
    return None if dice.chance(0.06) else score
