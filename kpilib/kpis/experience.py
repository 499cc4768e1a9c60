"""What attendees say: recommendation, satisfaction, service, trouble."""

import numpy as np
import pandas as pd

from kpilib.kpis.formulas import mean_score, share
from kpilib.kpis.record import Parts, declare


def _nps(measures: pd.DataFrame) -> Parts:
    """100 x (promoters - detractors) / answers, with the interval of a difference of two shares.

    References
    ----------
    Reichheld (2003), The one number you need to grow. Interval: normal with the multinomial
    variance p + d - (p - d)^2, one imagined answer of each kind added against certainty from few
    answers (Rocks 2016, adjusted Wald); bounds are cut at -100 and 100.
    """
    n = measures["nps_answers"].where(measures["nps_answers"] > 0)
    promoters, detractors = measures["nps_promoters"], measures["nps_detractors"]
    value = 100 * (promoters - detractors) / n
    p, d, total = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3), n + 3
    half = 1.96 * np.sqrt((p + d - (p - d) ** 2) / total)
    lower, upper = 100 * (p - d - half), 100 * (p - d + half)
    return Parts(value, promoters - detractors, n, lower.clip(lower=-100), upper.clip(upper=100), n)


declare(
    "nps",
    (
        "Net Promoter Score (NPS)",
        "Nettosuositteluindeksi (NPS)",
        "Net Promoter Score (NPS)",
    ),
    (
        "porcentaje de respuestas 9-10 − porcentaje de respuestas 0-6, de −100 a +100; solo escala 0-10",
        "vastausten 9-10 osuus − vastausten 0-6 osuus, −100…+100; vain asteikko 0-10",
        "share of answers 9-10 − share of answers 0-6, from −100 to +100; scale 0-10 only",
    ),
    _nps,
    ("nps_answers", "nps_promoters", "nps_detractors"),
    unit="points",
    source="K43",
    kind="index",
)
declare(
    "csat",
    ("Asistentes satisfechos (CSAT)", "Tyytyväisten osuus (CSAT)", "Satisfied attendees (CSAT)"),
    (
        "respuestas en los dos grados más altos / respuestas; escala 1-5",
        "kahden ylimmän arvosanan vastaukset / vastaukset; asteikko 1-5",
        "answers in the top two grades / answers; scale 1-5",
    ),
    share("csat_top", "csat_answers"),
    ("csat_top", "csat_answers"),
    unit="share",
    source="K44",
    kind="index",
    target="rate",
)
declare(
    "ses",
    ("Experiencia de servicio (SES)", "Palvelukokemus (SES)", "Service experience (SES)"),
    (
        "puntuación media de la calidad percibida del servicio, escala 1-5",
        "koetun palvelun laadun keskiarvo, asteikko 1-5",
        "mean score for how the service was felt, scale 1-5",
    ),
    mean_score("ses_sum", "ses_squares", "ses_answers"),
    ("ses_sum", "ses_squares", "ses_answers"),
    unit="score",
    source="K45",
    kind="index",
)
declare(
    "technical_trouble_rate",
    ("Problemas técnicos", "Teknisiä ongelmia kokeneet", "Technical trouble"),
    (
        "encuestados que informan de problemas / encuestados",
        "ongelmia ilmoittaneet / vastanneet",
        "respondents who report trouble / respondents",
    ),
    share("trouble_yes", "trouble_answers"),
    ("trouble_yes", "trouble_answers"),
    unit="share",
    source="K58",
    better="down",
    target="rate",
)
declare(
    "survey_response_rate",
    ("Tasa de respuesta de la encuesta", "Kyselyn vastausprosentti", "Survey response rate"),
    (
        "personas que respondieron / asistentes",
        "vastanneet / osallistujat",
        "people who answered / attendees",
    ),
    share("survey_responses", "attendees"),
    ("survey_responses", "attendees"),
    unit="share",
    source="house definition: attendees are the people asked",
    target="rate",
)
