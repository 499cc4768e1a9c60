"""Zoom webinars: the report of questions and answers. What was answered in writing is not kept."""

import pandas as pd

from kpilib.intake.blocks import Block, column, read_table, warn_columns
from kpilib.intake.files import Grid
from kpilib.intake.headers import Field, Layout, fold
from kpilib.intake.left_out import drop_left_out
from kpilib.intake.masking import Masker
from kpilib.intake.notes import Notes
from kpilib.intake.people import check_emails, identify_by_name, is_stray, without_anonymous
from kpilib.intake.reading import Reading, require_event
from kpilib.intake.registrations import filled
from kpilib.intake.registry import Extract, Format
from kpilib.intake.times import decide_times
from kpilib.intake.zoom import stated_number, summary

SUMMARY = Layout(
    {
        "topic": Field("must", en="Topic", es="Tema", fi="Aihe", pt="Tópico", de="Thema"),
        "started": Field(
            en="Actual Start Time|Start Time", es="Hora de inicio real|Hora de inicio",
            fi="Todellinen aloitusaika|Aloitusaika", pt="Hora de início real|Hora de início",
            de="Tatsächliche Startzeit|Startzeit",
        ),
        "stated": Field("must", en="# Question|# Questions", es="N.º preguntas|N.º de preguntas|# preguntas",
                        fi="Kysymysten määrä|# kysymykset", pt="N.º de perguntas|# perguntas",
                        de="Anzahl Fragen|# Fragen"),
    }
)  # fmt: skip
LAYOUT = Layout(
    {
        "question": Field("must", en="Question", es="Pregunta", fi="Kysymys", pt="Pergunta", de="Frage"),
        "email": Field("must", en="Asker Email", es="Correo electrónico del autor|"
                       "Correo electrónico de quien pregunta|Correo electrónico del solicitante",
                       fi="Kysyjän sähköposti", pt="E-mail de quem perguntou|E-mail do solicitante",
                       de="E-Mail des Fragestellers|Fragesteller-E-Mail"),
        "name": Field("must", en="Asker Name", es="Nombre del autor|Nombre de quien pregunta|"
                      "Nombre del solicitante", fi="Kysyjän nimi", pt="Nome de quem perguntou|"
                      "Nome do solicitante", de="Name des Fragestellers|Fragesteller"),
        "answer": Field("should", en="Answer(s)|Answer|Answers", es="Respuesta(s)|Respuesta|Respuestas",
                        fi="Vastaus|Vastaukset", pt="Resposta(s)|Resposta|Respostas",
                        de="Antwort(en)|Antwort|Antworten"),
        "asked": Field(en="Question Time|Asked Time|Time Asked|Submitted Date/Time|Create Time",
                       es="Hora de la pregunta", fi="Kysymyksen aika", pt="Hora da pergunta",
                       de="Zeit der Frage"),
        "unused": Field("unused", en="#|Answer Time|Answered Time|Answer Name|Answer Email|Answered By"),
    }
)  # fmt: skip
_ANSWERED_LIVE = (
    r"live[- ]answer|answered live|(?:respondid|contestad)\w* (?:en vivo|en directo|en persona)|"
    r"respondid\w* ao vivo|live beantwortet|muendlich beantwortet|mundlich beantwortet|"
    r"vastattu (?:suullisesti|livena|suorana)"
)


def read_questions(grid: Grid, reading: Reading, notes: Notes) -> Extract:
    """Table `questions`, their words masked; who asked anonymously is nobody known."""
    event_id = require_event(reading, grid.name)
    block = _questions(read_table(grid, LAYOUT, notes), notes)
    cells = block.cells
    check_emails(cells["email"], grid.name)
    names = without_anonymous(cells["name"])
    who = identify_by_name(cells["email"], names, event_id, reading.key, notes)
    notes.warn_if_fewer(len(cells), stated_number(summary(grid, notes, SUMMARY), "stated"), "questions")
    kept = drop_left_out(cells, who.emails, names, reading, notes)
    answer = column(block, "answer")[kept.index]
    ids = who.ids[kept.index]
    table = pd.DataFrame(
        {
            "event_id": event_id,
            "person_id": ids.where(ids != "", None),
            "asked_at": _asked(block, grid, reading, notes)[kept.index],
            "question": Masker([names]).mask_all(kept["question"]),
            "is_answered": filled(answer),
            "is_live_answered": answer.map(fold).str.contains(_ANSWERED_LIVE),
        },
        index=kept.index,
    )
    warn_columns(block, LAYOUT, notes)
    return Extract({"questions": table}, _totals(table))


def _questions(block: Block, notes: Notes) -> Block:
    """Rows that hold a question; a further answer to the one above has a row without."""
    is_head = is_stray(block.cells["email"])
    is_question = (block.cells["question"] != "") & ~is_head
    notes.drop("repeated_header", is_head.sum())
    notes.drop("no_question", (~is_question & ~is_head).sum())
    return Block(block.cells[is_question], block.others[is_question], block.language)


def _asked(block: Block, grid: Grid, reading: Reading, notes: Notes) -> pd.Series:
    cells = column(block, "asked")
    times = decide_times([cells], grid.name, reading.timezone, notes, block.language, reading.starts_on)
    return times.checked(cells, grid.name, LAYOUT["asked"].title, notes)


def _totals(table: pd.DataFrame) -> dict[str, float]:
    return {
        "questions": len(table),
        "answered": int(table["is_answered"].sum()),
        "live_answered": int(table["is_live_answered"].sum()),
        "anonymous": int(table["person_id"].isna().sum()),
        "people_asking": table["person_id"].nunique(),
    }


FORMATS = (Format("zoom_webinar_qa", LAYOUT, read_questions),)
