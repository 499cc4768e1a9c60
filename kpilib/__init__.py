"""Event reviews from raw exports: KPIs, targets from past events, effects with honest uncertainty.

The rooms (`kpilib.intake`, `kpilib.kpis`, `kpilib.targets`, `kpilib.effects`, ...) are imported when
they are first named, so that a notebook that only reads a record back starts quickly.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpilib.figures import (
        Answer,
        EffectPage,
        Preview,
        Replay,
        ReviewPage,
        answer_question,
        compute_calibration,
        compute_preview,
        look_into_effect,
    )
    from kpilib.review import Review, compute_review, freeze_plan

_NAMES = {
    "compute_review": "kpilib.review",
    "Review": "kpilib.review",
    "freeze_plan": "kpilib.review",
    "ReviewPage": "kpilib.figures",
    "Answer": "kpilib.figures",
    "answer_question": "kpilib.figures",
    "EffectPage": "kpilib.figures",
    "look_into_effect": "kpilib.figures",
    "Preview": "kpilib.figures",
    "compute_preview": "kpilib.figures",
    "Replay": "kpilib.figures",
    "compute_calibration": "kpilib.figures",
}
_ROOMS = {
    "demo",
    "effects",
    "errors",
    "figures",
    "intake",
    "kpis",
    "language",
    "measures",
    "params",
    "publish",
    "review",
    "schema",
    "store",
    "targets",
}

__all__ = [
    "Answer",
    "EffectPage",
    "Preview",
    "Replay",
    "Review",
    "ReviewPage",
    "answer_question",
    "compute_calibration",
    "compute_preview",
    "compute_review",
    "freeze_plan",
    "look_into_effect",
]


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        return getattr(import_module(_NAMES[name]), name)
    if name in _ROOMS:
        return import_module(f"kpilib.{name}")
    raise AttributeError(f"module 'kpilib' has no attribute {name!r}")
