"""What a KPI is: a frozen record, apart from its computation over many events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Measures = Mapping[str, Array]

Unit = Literal[
    "people", "count", "share", "ratio", "minutes", "hours", "days", "money", "points", "score",
    "return", "multiple", "percentage_points", "yes_no", "rank",
]  # fmt: skip
Kind = Literal["leading", "lagging", "binary", "index", "checklist"]
Type = Literal["simple", "ratio", "derived", "cumulative", "conversion"]
Better = Literal["up", "down", "none"]
Step = Literal["preparation", "promotion", "run", "evergreen", "improvement"]
Group = Literal["event", "experience", "money", "web", "email_social", "funnel"]
Model = Literal["leads", "sales", "traffic"]
Purpose = Literal["acquisition", "engagement", "conversion", "loyalty"]
Objective = Literal[
    "audience", "brand", "channels", "cost", "experience", "free_traffic", "funnel", "leads",
    "organisation", "registrations", "sales", "useful_content",
]  # fmt: skip
Window = Literal["event", "roi"]
TargetKind = Literal["count", "rate", "money"]


@dataclass(frozen=True)
class Parts:
    """What a formula gives: one entry per event, missing where it cannot be known.

    Attributes
    ----------
    value : array of float
        In the KPI's unit; shares in [0, 1], never percent.
    numerator, denominator : array of float or None
        The k and the n behind a rate.
    lower, upper : array of float or None
        95 % interval, both bounds INCLUDED, where the value is a share or a mean of answers.
    n : array of float or None
        How many people, rows or answers the value rests on.
    """

    value: Array
    numerator: Array | None = None
    denominator: Array | None = None
    lower: Array | None = None
    upper: Array | None = None
    n: Array | None = None


class Formula(Protocol):
    """A pure function over measures (name -> one entry per event) that says what it reads.

    `numerator` and `denominator` name what stands above and below the stroke, "" where there is
    none; `terms` names everything that is read.
    """

    @property
    def type(self) -> Type: ...
    @property
    def numerator(self) -> str: ...
    @property
    def denominator(self) -> str: ...
    @property
    def terms(self) -> tuple[str, ...]: ...
    def __call__(self, measures: Measures) -> Parts: ...


@dataclass(frozen=True)
class Kpi:
    """One KPI of the catalogue.

    Attributes
    ----------
    id : str
        Name in data, records and commands.
    names, meanings : dict
        Per language: the printed name, and one line that says what is counted.
    formula : Formula
        Measures -> `Parts`; pure, all events at once.
    unit, kind, better : str
        Unit of the value; what sort of KPI; whether more or less is better.
    group, step : str
        Room of the catalogue; step of the documents' framework, "" where it has none.
    model, objective, purpose : str
        Marketing model (leads, sales, traffic), what the business wants to know with it, and what the
        KPI serves (acquisition, engagement, conversion, loyalty); "" where it has none.
    questions : tuple of str
        Questions of the documents that it helps to answer (Q01 ... Q18).
    source : str
        Row of the checklist, or "house definition" with its reference.
    window : "event", "roi" or None
        Over which window it is counted; without one it is final when the event ends.
    target : "count", "rate", "money" or None
        How its expected range is estimated from past events; None: it has none.
    type : str
        simple, ratio, derived, cumulative (sums over earlier events), conversion (within a window).
    limits : (float, float) or None
        The least and the most that a value can be, for an expected range that knows none by itself.
    version : int
        Raised when the formula changes numbers.
    dimension : str
        What it can be split by (channel, stage, segment ...), "" where it is one number.
    adds_up : bool
        Whether values of several days or posts may be added; unique people may not.
    is_vanity : bool
        A count that proves nothing without a goal.
    is_live_only : bool
        Does not apply to a recording that people watch at their own time.
    is_survey : bool
        Rests on answers, so that those who did not answer could move it.
    is_own : bool
        The organisation's own, from `params/kpis.yml`.
    """

    id: str
    names: Mapping[str, str]
    meanings: Mapping[str, str]
    formula: Formula
    unit: Unit
    source: str
    group: Group
    kind: Kind = "lagging"
    type: Type = "simple"
    better: Better = "up"
    step: Step | Literal[""] = ""
    model: Model | Literal[""] = ""
    objective: Objective | Literal[""] = ""
    purpose: Purpose | Literal[""] = ""
    questions: tuple[str, ...] = ()
    window: Window | None = None
    target: TargetKind | None = None
    limits: tuple[float, float] | None = None
    version: int = 1
    dimension: str = ""
    adds_up: bool = field(default=False)
    is_vanity: bool = False
    is_live_only: bool = False
    is_survey: bool = False
    is_own: bool = False

    @property
    def inputs(self) -> tuple[str, ...]:
        """Measures (and, of an organisation's own KPI, KPIs) that the formula reads."""
        return self.formula.terms

    @property
    def asks(self) -> Literal["process", "outcome"]:
        """Whether it tells if things are done right (process) or what came of them (outcome)."""
        return "process" if self.kind in ("leading", "checklist") else "outcome"
