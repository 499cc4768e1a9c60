"""What a reader sees: the sections of a review, whole pages, charts.

page = ReviewPage(review, "fi")
page.summary()  # one display object per section, for a notebook's cells
"""

from kpilib.figures.block import Block
from kpilib.figures.calibration import Replay, compute_calibration
from kpilib.figures.catalogue import render_catalogue
from kpilib.figures.diff import diff_lines, render_diff
from kpilib.figures.effect_page import EffectPage, look_into_effect
from kpilib.figures.frames import render_executive, render_failed, render_review
from kpilib.figures.index import render_index
from kpilib.figures.page import SECTION_NAMES, ReviewPage
from kpilib.figures.portfolio import render_portfolio
from kpilib.figures.preview import Preview, compute_preview
from kpilib.figures.question import Answer, answer_question

__all__ = [
    "SECTION_NAMES",
    "Answer",
    "Block",
    "EffectPage",
    "Preview",
    "Replay",
    "ReviewPage",
    "answer_question",
    "compute_calibration",
    "compute_preview",
    "diff_lines",
    "look_into_effect",
    "render_catalogue",
    "render_diff",
    "render_executive",
    "render_failed",
    "render_index",
    "render_portfolio",
    "render_review",
]
