"""What attendees say: recommendation, satisfaction, service, trouble, intent."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from kpilib.kpis.declare import kpi as declare
from kpilib.kpis.formulas import Z95, MeanScore, Measure, Share
from kpilib.kpis.record import Kpi, Measures, Parts, Type

_kpi = partial(declare, group="experience", step="run", objective="experience")
_survey = {"is_survey": True, "purpose": "loyalty"}


@dataclass(frozen=True)
class NetPromoters:
    """100 x (promoters - detractors) / answers, with the interval of a difference of two shares.

    References
    ----------
    Reichheld (2003), The one number you need to grow. Interval: normal with the multinomial
    variance p + d - (p - d)^2, three imagined answers (3/4 promoter, 3/4 detractor, the rest neither)
    added against certainty from few answers (Rocks 2016, adjusted Wald). Bounds are cut at -100 and 100
    and always hold the value.
    """

    numerator: str = "nps_promoters - nps_detractors"
    denominator: str = "nps_answers"
    type: Type = "ratio"

    @property
    def terms(self) -> tuple[str, ...]:
        return "nps_answers", "nps_promoters", "nps_detractors"

    def __call__(self, measures: Measures) -> Parts:
        promoters, detractors = measures["nps_promoters"], measures["nps_detractors"]
        n = np.where(measures["nps_answers"] > 0, measures["nps_answers"], np.nan)
        p, d, total = (promoters + 0.75) / (n + 3), (detractors + 0.75) / (n + 3), n + 3
        half = Z95 * np.sqrt(np.maximum(p + d - (p - d) ** 2, 0) / total)
        answers, net = measures["nps_answers"], promoters - detractors
        value = 100 * net / n
        lower = np.minimum(np.maximum(100 * (p - d - half), -100), value)
        upper = np.maximum(np.minimum(100 * (p - d + half), 100), value)
        return Parts(value, net, answers, lower, upper, answers)


KPIS: tuple[Kpi, ...] = (
    _kpi("nps", NetPromoters(), "points", "K43", kind="index", **_survey, questions=("Q13",),
         target="money", limits=(-100.0, 100.0)),
    _kpi("csat", Share("csat_top", "csat_answers"), "share", "K44", kind="index", **_survey,
         questions=("Q01", "Q13", "Q14"), target="rate"),
    _kpi("ses", MeanScore("ses_sum", "ses_squares", "ses_answers", (1, 5)), "score", "K45",
         kind="index", **_survey, questions=("Q14",)),
    _kpi("satisfaction_score",
         MeanScore("satisfaction_sum", "satisfaction_squares", "satisfaction_answers", (1, 5)), "score",
         "K38", kind="index", **_survey, questions=("Q01", "Q13")),
    _kpi("technical_trouble_rate", Share("trouble_yes", "trouble_answers"), "share", "K58, T10",
         is_survey=True, better="down", questions=("Q14",), target="rate"),
    _kpi("survey_response_rate", Share("survey_responses", "attendees"), "share",
         "house definition: attendees are the people asked", target="rate"),
    _kpi("complaints", Measure("complaints"), "count", "K06", better="down", is_live_only=True,
         dimension="kind", questions=("Q14",), target="count", adds_up=True),
    _kpi("ease_of_use", MeanScore("ease_sum", "ease_squares", "ease_answers", (1, 5)), "score", "K07",
         kind="index", is_survey=True, is_live_only=True, questions=("Q14",)),
    _kpi("purchase_intent_rate", Share("intent_yes", "intent_answers"), "share", "K57, T17", kind="leading",
         is_survey=True, model="sales", purpose="conversion"),
    _kpi("survey_comments", Measure("comments_written"), "count", "K46, P17", better="none",
         dimension="theme", questions=("Q13", "Q15")),
    _kpi("attendee_feedback", Measure("feedback_givers"), "people", "K53", better="none",
         dimension="opinion", questions=("Q15",)),
)  # fmt: skip
