"""Which of the five branches a survey question asks about, by its words (en, es, fi)."""

import re

from kpilib.intake.headers import fold

BRANCHES = ("programme", "place", "networking", "content", "communication")
# Asked of one speaker or one part of the programme; these are compared with one another.
PERSONAL = ("speaker", "part")

# In this order: the first that fits counts.
_WORDS: tuple[tuple[str, str], ...] = (
    ("speaker", r"\b(speaker|presenter|lecturer|ponente|ponencia|presentador|orador|conferenciante|"
     r"puhuja|esiintyja|esittaja|luennoitsija)"),
    ("part", r"\b(part of the|programme part|agenda item|parte de|parte:|bloque|ohjelmanumero|osio|osuu)"),
    ("networking", r"\b(network|meet(ing)? (other|people)|other (attendees|participants)|contactos|"
     r"conocer|relacionarse|otros (asistentes|participantes)|verkosto|tutustu|kontakte)"),
    ("programme", r"\b(agenda|schedule|programme|program|programa|duracion|duration|length|pace|ritmo|"
     r"ohjelma|kesto|aikataulu|tahti)"),
    ("communication", r"\b(inform|invitation|communicat|beforehand|comunicacion|informacion|informamos|"
     r"invitacion|viestin|kerroimme|kutsu|etukateen)"),
    ("place", r"\b(venue|place|platform|room|join|connect|lugar|sala|plataforma|sede|entrar|conectar|"
     r"paikka|tilat|alusta|liitty|yhtey)"),
    ("content", r"\b(content|topic|useful|contenido|tema|util|sisalto|sisallo|aihe|hyodylli|hyotya)"),
)  # fmt: skip
_SCALE = re.compile(r"\s*\([^()]*\d[^()]*\)")


def branch_of(question: str) -> str | None:
    """A branch, "speaker" or "part"; None where the words name none of them."""
    plain = fold(question)
    return next((branch for branch, words in _WORDS if re.search(words, plain)), None)


def bare_question(question: str) -> str:
    """A question in one line, without its scale."""
    return " ".join(_SCALE.sub("", question).split())


def thing_of(question: str) -> str:
    """What a question about a speaker or a part names behind its colon; the whole question without one."""
    bare = bare_question(question)
    _, colon, behind = bare.rpartition(":")
    return (behind if colon and behind.strip() else bare).strip(" ?¿«»\"'“”")
